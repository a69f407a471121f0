"""What somebody who asks at the desk can rely on."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.desk import Answer, Desk, Hit
from search.documents import Document, Text
from search.engine import Sum
from search.highlighting import highlight
from search.queries import MOST_CHARACTERS, Clause, FacetIs, Phrase, Point, Query, QueryError, Sort
from tests.search.conftest import DOCUMENTS, Run
from tests.search.release import TODAY

often = settings(max_examples=50)


@pytest.fixture
def ask(desk: Desk, run: Run[Answer]) -> Any:
    return lambda text="", **more: run(desk.answer(Query(text=text, **more), TODAY))


@often
@given(text=st.text(st.characters(codec=None), max_size=60))
@example('"江阴" OR NEAR(低保, 5) AND NOT *')
@example("title : 江阴^ -{body} '; drop table documents --")
@example("\0江阴\0\ud800 \U0001f600")
@example('{"query": {"match_all": {}}}')
@example("_exists_:title AND (a OR b~2) /re.*/ [1 TO 5]")
@example("村" * 10_000)
@example("a b " * 2_500)
@example("")
def test_any_text_has_an_answer(desk: Desk, run: Run[Answer], text: str) -> None:
    answer = run(desk.answer(Query(text=text, facets=("kind",)), TODAY))
    assert answer.total >= len(answer.hits)
    assert len(answer.unread) <= max(len(text), MOST_CHARACTERS)


def test_operators_are_words_like_others(ask: Any) -> None:
    """Were they syntax, one of the two would find everything that has either word."""
    assert ask("江阴 OR 宜兴").total == ask("宜兴 or 江阴").total
    assert ask('"江阴"').total == ask("江阴").total
    assert ask("江阴*").total == ask("江阴").total


def test_a_place_in_a_question_finds_what_lies_there(ask: Any) -> None:
    answer = ask("江阴 轮椅", size=100)
    assert answer.total
    for hit in answer.hits:
        assert (hit.document.benefit_place or "").startswith("320281") or "江阴" in hit.document.title
    assert {(reading.piece, reading.label) for reading in answer.readings} >= {("江阴", "江阴市"), ("轮椅", "轮椅")}


def test_a_reading_can_be_taken_away_and_made_firm(ask: Any) -> None:
    soft = ask("江阴")
    (place,) = [reading for reading in soft.readings if reading.label == "江阴市"]
    assert ask("江阴", plain=frozenset({"江阴"})).total < soft.total
    assert 0 < ask(filters=place.conditions[:1]).total < soft.total


def test_pinyin_and_initials_find_what_the_characters_find(ask: Any) -> None:
    assert ask("lunyi").total >= ask("轮椅").total > 0
    assert ask("lunyi").hits[0].document.title.endswith("轮椅")
    assert ask("jiangyin").total >= ask("江阴").total
    assert any("江阴" in hit.document.title for hit in ask("jy").hits)


def test_traditional_full_width_and_synonyms_find_the_same(ask: Any) -> None:
    assert ask("輪椅").total == ask("轮椅").total
    assert ask("２０２４年").total == ask("2024年").total
    assert ask("低保金").total == ask("最低生活保障金").total > 0


def test_chinese_and_english_mix(ask: Any) -> None:
    answer = ask("policy 大病医疗 clause")
    assert answer.total
    assert not answer.dropped
    assert all("Policy clause" in hit.document.body[0].text for hit in answer.hits)


def test_a_slip_is_put_right_and_told(ask: Any) -> None:
    answer = ask("伦椅")
    assert answer.total == ask("轮椅").total
    assert [(c.piece, c.word) for c in answer.corrected] == [("伦椅", "轮椅")]


def test_what_no_document_has_is_left_out_and_told(ask: Any) -> None:
    answer = ask("轮椅 qqxxzz")
    assert answer.total == ask("轮椅").total
    assert answer.dropped == ("qqxxzz",)


def test_pieces_that_never_meet_are_parted_and_told(ask: Any) -> None:
    answer = ask("江阴 宜兴 轮椅")
    assert answer.total
    assert set(answer.dropped) & {"江阴", "宜兴"}


def test_what_is_here_does_not_answer_for_a_place_elsewhere(ask: Any) -> None:
    assert ask("苏州 轮椅").total == 0
    assert ask("轮椅").total > 0


def test_what_nearly_fits_fills_the_first_page_and_is_not_counted(ask: Any) -> None:
    answer = ask("江阴 轮椅 2026年11月", size=100)
    ids = [hit.document.id for hit in answer.hits]
    nearly = [hit.document.id for hit in answer.nearly]
    assert 0 < answer.total == len(ids) < 100
    assert nearly
    assert not set(nearly) & set(ids)
    assert len(ids) + len(nearly) <= 100
    assert "轮椅" in answer.nearly[0].document.title
    assert ask("轮椅", size=20).nearly == ()  # what was asked fills the page


def test_a_piece_that_no_word_claims_is_found_by_its_pairs_if_half_are_known(ask: Any) -> None:
    known = ask("条件家庭申领")
    assert known.is_any
    assert [one.piece for one in known.widened] == ["条件家庭申领"]
    assert "申领" in known.widened[0].words
    assert any("申领" in text.text for text in known.hits[0].document.body)
    assert ask("申领驾照换证").total == 0


def lies_in(hits: Iterable[Hit], code: str) -> bool:
    return all((hit.document.benefit_place or "").startswith(code) or (hit.document.payer_place or "").startswith(code) for hit in hits)


def test_where_nothing_has_all_the_place_stays_and_no_subject_is_dropped(ask: Any) -> None:
    answer = ask("宜兴 助听器 光伏电站", size=100)
    assert (answer.is_any, answer.firm, answer.dropped) == (True, ("宜兴",), ())
    assert lies_in(answer.hits, "320282")
    assert {word for word in ("助听器", "光伏电站") for hit in answer.hits if word in hit.document.title} == {"助听器", "光伏电站"}


def test_words_that_nobody_has_give_way_to_near_ones_where_they_were_asked_for(ask: Any) -> None:
    answer = ask("残疾孩子 物理治疗 宜兴", size=100)
    assert [(one.piece, one.words) for one in answer.widened] == [("残疾孩子", ("残疾人",)), ("物理治疗", ("护理",))]
    assert answer.dropped == ()
    assert answer.total
    assert lies_in(answer.hits, "320282")


def test_beside_what_is_known_half_of_a_piece_is_better_than_none_of_it(ask: Any) -> None:
    answer = ask("宜兴 水利亮化")
    assert [(one.piece, one.words) for one in answer.widened] == [("水利亮化", ("水利",))]
    assert answer.total == ask("宜兴 水利").total > 0
    assert ask("水利亮化").total == 0


def test_nothing_found_tells_what_lies_behind_the_filters(ask: Any) -> None:
    nowhere = FacetIs("kind", frozenset({"dataset"}))
    answer = ask("轮椅", filters=(nowhere,))
    assert answer.total == 0
    assert answer.alternatives[0].dropped == (nowhere,)
    assert answer.alternatives[0].total == ask("轮椅").total
    assert "助行器" in answer.related


def test_what_cannot_be_read_is_told(ask: Any) -> None:
    answer = ask("江阴" + " " * MOST_CHARACTERS + "尾巴")
    assert answer.total == ask("江阴").total
    assert answer.unread == "尾巴"


@pytest.mark.parametrize("query", [Query(size=0), Query(size=101), Query(sort=Sort.NEAREST), Query(after="x")])
def test_a_query_that_makes_no_sense_is_refused(desk: Desk, run: Run[Any], query: Query) -> None:
    with pytest.raises(QueryError):
        run(desk.answer(query, TODAY))


@pytest.mark.parametrize("text", ["江阴", "村", "伦椅", "轮椅 qqxxzz", "江阴 宜兴 轮椅", ""])
@pytest.mark.parametrize("sort", [Sort.BEST, Sort.NEAREST])
def test_pages_and_downloads_hold_the_same(desk: Desk, run: Run[Any], ask: Any, text: str, sort: Sort) -> None:
    query = {"sort": sort, "near": Point(31.9, 120.3)}

    async def rows() -> list[str]:
        return [document.id async for document in desk.rows(Query(text=text, **query), TODAY)]  # type: ignore[arg-type]

    answer = ask(text, size=90, **query)
    ids = [hit.document.id for hit in answer.hits]
    while answer.after:
        answer = ask(text, size=90, after=answer.after, **query)
        ids += [hit.document.id for hit in answer.hits]
    assert ids == run(rows())
    assert len(set(ids)) == len(ids) == answer.total


def test_sums_add_up_to_what_the_rows_hold(desk: Desk, run: Run[Any]) -> None:
    query = Query(text="江阴")

    async def both() -> tuple[list[Sum], list[Document]]:
        return [s async for s in desk.sums(query, ("kind", "year"), TODAY)], [d async for d in desk.rows(query, TODAY)]

    sums, rows = run(both())
    assert sum(s.count for s in sums) == len(rows)
    assert sum(s.cents for s in sums) == sum(document.cents or 0 for document in rows)


def test_facets_have_names_for_people(ask: Any) -> None:
    answer = ask("轮椅", facets=("benefit_county", "need_kind", "kind"))
    assert {value.label for value in answer.facets["benefit_county"]} <= {"江阴市", "宜兴市", "锡山区", "惠山区", "滨湖区", "新吴区", "梁溪区"}
    assert "轮椅" in {value.label for value in answer.facets["need_kind"]}
    assert "帮扶需求" in {value.label for value in answer.facets["kind"]}


def test_reasons_tell_what_each_piece_gave(ask: Any) -> None:
    hit = ask("江阴 轮椅").hits[0]
    assert [piece for piece, _ in hit.reasons] == ["江阴", "轮椅"]
    assert sum(share for _, share in hit.reasons) == pytest.approx(hit.score)


def test_suggestions_find_something(desk: Desk, run: Run[Any], ask: Any) -> None:
    for typed in ("江", "jiangyi", "lun", "帮我找 低"):
        suggestions = run(desk.suggest(typed))
        assert suggestions
        assert all(ask(suggestion.word).total for suggestion in suggestions[:3])
        assert all(suggestion.count for suggestion in suggestions)
        assert len({suggestion.label for suggestion in suggestions}) == len(suggestions)


@often
@given(typed=st.text(st.characters(codec=None), max_size=20))
def test_anything_can_be_typed(desk: Desk, run: Run[Any], typed: str) -> None:
    assert len(run(desk.suggest(typed))) <= 8


@often
@given(
    title=st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
    text=st.text(st.characters(codec="utf-8"), max_size=300),
    word=st.text("江阴低保a1", min_size=1, max_size=2),
)
def test_highlights_are_the_original_text_and_safe(title: str, text: str, word: str) -> None:
    document = Document(id="1", kind="page", title=title + word, url="/", body=(Text(f"{text}{word}<script>&"),))
    marked = highlight(document, [Clause(word, (Phrase((word,) if word.isascii() else tuple(word)),))])
    assert marked.title.text == title + word
    for shown in (marked.title, *((marked.excerpt,) if marked.excerpt else ())):
        bare = shown.html.replace("<mark>", "").replace("</mark>", "")
        assert unescape(bare) == shown.text
        assert "<" not in bare
        assert ">" not in bare


def test_highlights_are_set_on_other_spellings_too(ask: Any) -> None:
    document = Document(id="1", kind="page", title="關於輪椅", url="/", body=(Text("申請ＬＵＮＹＩ輪椅" + "。" * 300),))
    marked = highlight(document, [Clause("轮椅", (Phrase(("轮", "椅")),))])
    assert marked.title.html == "關於<mark>輪椅</mark>"
    assert marked.excerpt
    assert marked.excerpt.html.startswith("申請ＬＵＮＹＩ<mark>輪椅</mark>")
    assert marked.excerpt.html.endswith("…")


def test_an_empty_question_browses_everything(ask: Any) -> None:
    assert ask().total == DOCUMENTS
