"""How texts are read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import ROLES
from search.figures import find_figures, number
from search.queries import AmountIs, Condition, DayIs, FacetIs, Field, Phrase, PlaceIs
from search.understanding import Reader, Understanding
from search.vocabulary import Correction, Vocabulary, short_names, syllables
from tests.search.release import TERMS, TODAY, places

VOCABULARY = Vocabulary(places(), TERMS)
READER = Reader(VOCABULARY, frozenset({"lun", "yi", "xian", "xi", "an", "jiang", "yin"}))


def read(text: str, *plain: str) -> Understanding:
    return READER.read(text, TODAY, frozenset(plain))


def conditions(text: str) -> list[Condition]:
    return [condition for clause in read(text).clauses for condition in clause.conditions]


def pieces(text: str) -> list[str]:
    return [clause.piece for clause in read(text).clauses]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("无锡", "3202"),
        ("江阴", "320281"),
        ("江阴市", "320281"),
        ("宜兴", "320282"),
        ("錫山區", "320205"),
        ("徐霞客镇", "320281104"),
        ("320281", "320281"),
        ("jiangyin", "320281"),
        ("yx", "320282"),
    ],
)
def test_a_place_is_read_with_and_without_its_suffix_in_any_script(text: str, code: str) -> None:
    assert {PlaceIs(role, code) for role in ROLES} <= set(conditions(text))


def test_a_village_is_read_by_what_people_call_it() -> None:
    assert short_names("八士村委会") == ["八士村委会", "八士村", "八士"]
    assert short_names("福巷桥村村民委员会") == ["福巷桥村村民委员会", "福巷桥村", "福巷桥"]
    assert short_names("春雷社区居民委员会") == ["春雷社区居民委员会", "春雷社区", "春雷"]


def test_places_of_one_name_are_told_apart() -> None:
    labels = {reading.label for reading in read("宜兴").readings}
    assert "宜兴市" in labels
    assert len(labels) > 1


@pytest.mark.parametrize(
    ("text", "facet", "code"),
    [
        ("轮椅", "need_kind", "wheelchair"),
        ("lunyi", "need_kind", "wheelchair"),
        ("最低生活保障金", "fund_kind", "dibao"),
        ("驾驶", "skill", "driving"),
        ("wheelchairs", "need_kind", "wheelchair"),
        ("需要", "kind", "need"),
        ("资产", "kind", "asset"),
        ("projects", "kind", "project"),
    ],
)
def test_a_kind_is_read_by_its_label_or_pinyin(text: str, facet: str, code: str) -> None:
    assert FacetIs(facet, frozenset({code})) in conditions(text)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("5000元以内", (None, 500_000)),
        ("2万以上", (2_000_000, None)),
        ("两万元以上", (2_000_000, None)),
        ("不超过三千元", (None, 300_000)),
        ("1.5万元以下", (None, 1_500_000)),
        ("1到3万元", (1_000_000, 3_000_000)),
        ("5千至1万元", (500_000, 1_000_000)),
        ("至少一百块", (10_000, None)),
        ("五百元", (50_000, 50_000)),
        ("２万元以內", (None, 2_000_000)),
        ("30万到50万", (30_000_000, 50_000_000)),
        ("5到8万", (5_000_000, 8_000_000)),
    ],
)
def test_an_amount_is_read(text: str, cents: tuple[int | None, int | None]) -> None:
    assert conditions(text) == [AmountIs(*cents)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
        ("去年", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("上个月", date(2026, 10, 1), date(2026, 10, 31)),
        ("最近三天", date(2026, 11, 21), date(2026, 11, 24)),
        ("周末", date(2026, 11, 28), date(2026, 11, 29)),
        ("2020到2022年", date(2020, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_time_is_read(text: str, first: date, last: date) -> None:
    assert DayIs(first, last) in conditions(text)


def test_within_three_days_is_a_deadline_soon_or_news_of_late() -> None:
    assert set(conditions("三天内")) == {DayIs(TODAY, date(2026, 11, 27), deadline=True), DayIs(date(2026, 11, 21), TODAY)}


@pytest.mark.parametrize("text", ["2024年13月", "2024-02-30", "三天", "一百", "元", "万以上", "99999999999999999999元"])
def test_what_is_no_amount_and_no_day_stays_words(text: str) -> None:
    assert not any(isinstance(c, AmountIs) or (isinstance(c, DayIs) and c.first == c.last) for c in conditions(text))


def test_a_sentence_comes_apart_into_what_it_means() -> None:
    assert pieces("请问江阴市的低保金怎么申请2024年") == ["江阴市", "低保金", "2024年"]
    assert pieces("周庄 wheelchair,5000元以内") == ["周庄", "wheelchair", "5000元以内"]
    assert pieces("怎么") == ["怎么"]  # nothing else was said


def test_particles_are_no_part_of_a_word() -> None:
    assert pieces("两百万以上的资产") == ["两百万以上", "资产"]
    assert pieces("验收过的道路呢") == ["验收过", "道路"]


def test_an_english_word_is_looked_for_as_one_and_as_many() -> None:
    assert {("tender",), ("tenders",)} <= {phrase.tokens for phrase in read("tenders").clauses[0].phrases}
    assert {("tender",), ("tenders",)} <= {phrase.tokens for phrase in read("tender").clauses[0].phrases}


def test_what_nearly_fits_is_a_little_more_or_less() -> None:
    def nearly(text: str) -> set[Condition]:
        return {condition for clause in read(text).clauses for condition in READER.nearly(clause).conditions}

    assert {AmountIs(None, 100_000), AmountIs(None, 120_000)} <= nearly("1000元以内")
    assert FacetIs("year", frozenset({"2023", "2024", "2025"})) in nearly("2024年")
    assert {PlaceIs("benefit", "320281104"), PlaceIs("benefit", "320281")} <= nearly("徐霞客镇")
    assert PlaceIs("benefit", "3202") not in nearly("江阴")


def test_what_nearly_fits_has_near_words_or_parts_of_the_word() -> None:
    def nearly(text: str) -> set[tuple[str, ...]]:
        return {phrase.tokens for clause in read(text).clauses for phrase in READER.nearly(clause).phrases}

    assert tuple("助行器") in nearly("轮椅")
    assert {("慈", "善"), ("总", "会")} <= nearly("慈善总会")
    assert ("街", "道") not in nearly("广益街道")


def test_no_reading_is_forced() -> None:
    """Every clause is met by its words alone, whatever it was also taken for."""
    for text in ("江阴", "轮椅", "5000元以内", "2024年", "周末", "jy"):
        for clause in read(text).clauses:
            assert any(phrase.field is Field.TEXT and phrase.weight == 1 for phrase in clause.phrases)


def test_a_piece_that_is_wanted_plain_is_words_only() -> None:
    assert conditions("江阴") != []
    plain = read("江阴 5000元以内", "江阴", "5000元以内")
    assert plain.readings == ()
    assert [clause.conditions for clause in plain.clauses] == [(), ()]


def test_what_means_the_same_finds_the_same() -> None:
    phrases = {phrase.tokens for clause in read("低保").clauses for phrase in clause.phrases}
    assert tuple("最低生活保障") in phrases
    assert {tuple("最低生活保障金"), tuple("低保金")} <= {p.tokens for clause in read("低保金").clauses for p in clause.phrases}


def test_what_is_near_is_offered_and_not_mixed_in() -> None:
    assert "助行器" in READER.related("轮椅")
    assert tuple("助行器") not in {phrase.tokens for clause in read("轮椅").clauses for phrase in clause.phrases}


def test_latin_letters_are_looked_for_as_pinyin_too() -> None:
    phrases = read("lunyi").clauses[0].phrases
    assert {p.field for p in phrases} == set(Field)
    assert Phrase(("lun", "yi"), Field.PINYIN, 0.5) in phrases
    assert syllables("xian", READER.syllables) == [("xian",), ("xi", "an")]


@pytest.mark.parametrize(
    ("typed", "meant"), [("伦椅", "轮椅"), ("最低生活保章", "最低生活保障"), ("住房休缮", "住房修缮"), ("lunyii", "轮椅"), ("徐霞刻镇", "徐霞客镇")]
)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    assert meant in {correction.word for correction in VOCABULARY.correct(typed)}


def test_two_characters_are_put_right_by_their_sound_only() -> None:
    assert VOCABULARY.correct("轮船") == []
    assert Correction("轮椅", True) in VOCABULARY.correct("伦椅")


def test_initials_name_larger_places_before_smaller_ones() -> None:
    assert VOCABULARY.by_initials("yx")[0] == "宜兴"
    assert VOCABULARY.by_initials("jy")[0] == "江阴"


def test_a_word_that_is_known_is_no_slip() -> None:
    (clause,) = read("住院").clauses
    assert VOCABULARY.correct("住院")
    assert READER.corrected(clause) is None


@pytest.mark.parametrize(("typed", "word"), [("江", "江阴"), ("jiangy", "江阴"), ("jy", "江阴"), ("轮", "轮椅"), ("lun", "轮椅")])
def test_what_is_being_typed_is_completed(typed: str, word: str) -> None:
    assert word in VOCABULARY.complete(typed, 20)


@given(text=st.text(st.characters(codec=None), max_size=300), plain=st.frozensets(st.text(max_size=5), max_size=3))
def test_any_text_can_be_read(text: str, plain: frozenset[str]) -> None:
    understood = READER.read(text, TODAY, plain)
    for clause in understood.clauses:
        assert all(token.isascii() == token.isalnum() or len(token) == 1 for phrase in clause.phrases for token in phrase.tokens)
        assert len(clause.phrases) < 60
    assert len(understood.clauses) <= 12
    assert all(reading.label for reading in understood.readings)


@given(text=st.text("0123456789.零一二两三十百千万亿元以内上下不超过到至年月日天近周末- ", max_size=30))
def test_any_jumble_of_figures_can_be_read(text: str) -> None:
    spans = [(figure.start, figure.end) for figure in find_figures(text, TODAY)]
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(value=st.integers(1, 99_999))
def test_numerals_are_read_as_they_are_spoken(value: int) -> None:
    assert number(str(value)) == value
    assert number(_spoken(value)) == Decimal(value)


def _spoken(value: int) -> str:
    if value >= 10_000:
        above, below = divmod(value, 10_000)
        return f"{_spoken(above)}万" + (("零" if below < 1_000 else "") + _spoken(below) if below else "")
    for unit, name in ((1_000, "千"), (100, "百"), (10, "十")):
        if value >= unit:
            above, below = divmod(value, unit)
            return "零一二三四五六七八九"[above] + name + (("零" if below < unit // 10 else "") + _spoken(below) if below else "")
    return "零一二三四五六七八九"[value]
