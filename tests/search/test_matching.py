"""The order of matches: what every factor does to it, that reasons are true, and whom no list may forget."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases.code_lists.forces import MATCH_REFUSAL_REASON
from search.distances import Position, Positions, kilometres
from search.matching import (
    TELLING,
    THE_GIVER,
    WINDOW,
    Match,
    Need,
    Offer,
    Refusal,
    Skill,
    Volunteer,
    Weights,
    awaits_certificate,
    distance,
    fits,
    match,
    score,
)

TODAY = date(2027, 3, 3)
WEIGHTS = Weights(
    1, words=1.0, place=0.8, time=0.5, skill=0.7, days=0.5, language=0.5, remaining=0.3, urgency=0.2, reliability=0.3, fairness=0.8, refusals=0.6
)
ITEMS = ("轮椅", "棉被", "学习桌椅", "大米（25公斤）")
TOWNS = ("320281101", "320281102", "320282101", "320205001", "310101001")


@st.composite
def needs(draw: st.DrawFn) -> Need:
    number, town = draw(st.integers(1, 10**6)), draw(st.sampled_from(TOWNS))
    target = draw(st.integers(1, 9))
    return Need(
        id=number,
        public_id=f"N{number}",
        item=draw(st.sampled_from(ITEMS)),
        kind=draw(st.sampled_from(["goods", "goods", "service", "job"])),
        region_code=town,
        town=town,
        target=target,
        remaining=draw(st.integers(0, target)),
        needed_by=TODAY + timedelta(days=draw(st.integers(-5, 200))),
        helped=draw(st.integers(0, 4)),
        reliability=draw(st.floats(0, 1)),
    )


OFFERS = st.builds(
    Offer,
    kind=st.sampled_from(["goods", "medical"]),
    about=st.sampled_from(["", "二十辆轮椅", "棉被和桌椅", "wheelchairs"]),
    region_code=st.sampled_from(["3202", "320281", "320281101"]),
    first_day=st.dates(TODAY - timedelta(days=30), TODAY + timedelta(days=90)),
    last_day=st.none(),
)
REFUSALS = st.builds(
    Refusal,
    need_id=st.integers(10**7, 10**8),
    reason=st.sampled_from([*TELLING, "other"]),
    item=st.sampled_from(ITEMS),
    county=st.sampled_from([town[:6] for town in TOWNS]),
    needed_by=st.dates(TODAY - timedelta(days=5), TODAY + timedelta(days=200)),
)
MANY = st.lists(needs(), max_size=60, unique_by=lambda need: need.id)


def run(offer: Offer, found: list[Need], seed: str = "s") -> list[Match]:
    return match(offer, found, WEIGHTS, TODAY, seed)


@given(OFFERS, MANY)
def test_nothing_that_cannot_be_given_is_shown(offer: Offer, found: list[Need]) -> None:
    for one in run(offer, found):
        assert one.need.remaining > 0
        assert one.need.needed_by >= max(TODAY, offer.first_day)
        assert one.need.kind == offer.kind or (offer.kind, one.need.kind) == ("medical", "service")


@given(OFFERS, MANY, st.booleans())
def test_no_town_stands_twice_in_ten_the_nearest_first_or_the_best(offer: Offer, found: list[Need], nearest: bool) -> None:
    towns = [one.need.town for one in match(offer, found, WEIGHTS, TODAY, "s", nearest)]
    for place in range(len(towns)):
        assert len(set(towns[place : place + WINDOW])) == len(towns[place : place + WINDOW])


@given(OFFERS, MANY)
def test_every_town_that_has_something_is_shown_with_its_best(offer: Offer, found: list[Need]) -> None:
    fitting = [need for need in found if fits(offer, need, TODAY)]
    shown = run(offer, found)
    assert {one.need.town for one in shown} == {need.town for need in fitting}
    for town in {one.need.town for one in shown}:
        best = max(score(offer, need, WEIGHTS, TODAY).score for need in fitting if need.town == town)
        assert next(one.score for one in shown if one.need.town == town) == best


@given(OFFERS, MANY)
def test_reasons_are_what_the_score_is_made_of(offer: Offer, found: list[Need]) -> None:
    for one in run(offer, found):
        assert one.score == math.prod(factor.share for factor in one.factors())
        always = ["kind", "words", "place", "time", "remaining", "urgency", "reliability", "fairness", "refusals"]
        assert [factor.name for factor in one.factors() if factor.name in always] == always
        assert all(0 < factor.share <= 1 and factor.zh != factor.en for factor in one.factors())
        assert not any(one.need.town in factor.zh + factor.en for factor in one.factors())


@given(OFFERS, MANY, st.randoms())
def test_order_depends_on_nothing_but_what_is_given(offer: Offer, found: list[Need], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert run(offer, found) == run(offer, shuffled)


def test_equal_needs_change_places_with_the_seed() -> None:
    offer = Offer("goods", "轮椅", "3202", TODAY)
    equal = [Need(n, f"N{n}", "轮椅", "goods", "320281101", f"320281{100 + n}", 1, 1, TODAY + timedelta(days=9)) for n in range(1, 9)]
    orders = {tuple(one.need.id for one in run(offer, equal, seed)) for seed in "abcdefgh"}
    assert len(orders) > 1
    assert all(sorted(order) == list(range(1, 9)) for order in orders)


def test_what_nobody_has_begun_to_meet_comes_before_what_gets_something_already() -> None:
    offer = Offer("goods", "轮椅", "3202", TODAY)
    untouched = Need(1, "N1", "轮椅", "goods", "320281101", "320281101", 1, 1, TODAY + timedelta(days=9))
    begun = replace(untouched, id=2, public_id="N2", town="320281102", target=100, remaining=99)
    assert [one.need.id for one in run(offer, [begun, untouched])] == [1, 2]
    told = [next(factor.zh for factor in one.factors() if factor.name == "remaining") for one in run(offer, [begun, untouched])]
    assert told == ["至少还缺 1", "至少还缺 99，已有人认捐一部分"]


BETTER: dict[str, Callable[[Need], Need]] = {
    "more is missing": lambda need: replace(need, remaining=min(need.target, need.remaining + 1)),
    "sooner": lambda need: replace(need, needed_by=need.needed_by - timedelta(days=1)),
    "more reliable": lambda need: replace(need, reliability=min(1.0, need.reliability + 0.1)),
    "less helped": lambda need: replace(need, helped=max(0, need.helped - 1)),
    "inside the division": lambda need: replace(need, region_code="320281101"),
    "just what was said": lambda need: replace(need, item="轮椅"),
}


@pytest.mark.parametrize("better", BETTER)
@given(need=needs())
def test_score_never_falls_where_one_thing_gets_better(better: str, need: Need) -> None:
    offer = Offer("goods", "二十辆轮椅", "320281101", TODAY)
    improved = BETTER[better](need)
    if fits(offer, need, TODAY) and fits(offer, improved, TODAY):
        assert score(offer, improved, WEIGHTS, TODAY).score >= score(offer, need, WEIGHTS, TODAY).score


def test_weight_of_nought_takes_a_factor_out() -> None:
    offer, without = Offer("goods", "轮椅", "320205", TODAY), replace(WEIGHTS, place=0.0)
    near, far = (Need(1, "N1", "轮椅", "goods", town, town, 1, 1, TODAY) for town in ("320205001", "310101001"))
    assert score(offer, near, WEIGHTS, TODAY).score > score(offer, far, WEIGHTS, TODAY).score
    assert score(offer, near, without, TODAY).score == score(offer, far, without, TODAY).score


@given(OFFERS, needs(), st.lists(REFUSALS, max_size=8), REFUSALS)
def test_score_never_rises_where_more_was_refused(offer: Offer, need: Need, refusals: list[Refusal], another: Refusal) -> None:
    before, after = (replace(offer, refusals=tuple(refused)) for refused in (refusals, [*refusals, another]))
    if fits(offer, need, TODAY):
        assert 0 < score(after, need, WEIGHTS, TODAY).score <= score(before, need, WEIGHTS, TODAY).score <= score(offer, need, WEIGHTS, TODAY).score


def factor(offer: Offer, need: Need) -> tuple[float, str]:
    (told,) = [factor for factor in score(offer, need, WEIGHTS, TODAY).factors() if factor.name == "refusals"]
    return told.value, told.zh


@given(needs(), needs(), st.lists(REFUSALS, max_size=8))
def test_refusals_count_by_nothing_but_what_a_card_tells(need: Need, other: Need, refusals: list[Refusal]) -> None:
    offer = Offer("goods", "", "3202", TODAY, refusals=tuple(refusals))
    like = replace(other, item=need.item, needed_by=need.needed_by, region_code=need.region_code[:6] + other.region_code[6:])
    assert factor(offer, like) == factor(offer, need)


@given(OFFERS, MANY, st.data())
def test_what_was_refused_is_shown_no_more_and_back_when_it_is_taken_back(offer: Offer, found: list[Need], data: st.DataObject) -> None:
    shown = run(offer, found)
    if shown:
        refused = data.draw(st.sampled_from(shown)).need
        refusal = Refusal(refused.id, data.draw(st.sampled_from([*TELLING, "other"])), refused.item, refused.region_code[:6], refused.needed_by)
        assert refused.id not in [one.need.id for one in run(replace(offer, refusals=(refusal,)), found)]
        assert run(replace(offer, refusals=()), found) == shown


@pytest.mark.parametrize(
    ("reason", "like", "unlike"),
    [
        ("too_far", {"region_code": "320281102"}, {"region_code": "320282101"}),
        ("helped_there", {"region_code": "320281102"}, {"region_code": "320282101"}),
        ("not_my_skill", {"item": "轮椅"}, {"item": "棉被"}),
        ("not_these_days", {"needed_by": TODAY + timedelta(days=9)}, {"needed_by": TODAY + timedelta(days=11)}),
        ("other", {}, {}),
    ],
)
def test_reason_of_a_refusal_lowers_what_is_like_it_and_says_so(reason: str, like: dict[str, object], unlike: dict[str, object]) -> None:
    refusal = Refusal(1, reason, "轮椅", "320281", TODAY + timedelta(days=10))
    offer = Offer("goods", "", "3202", TODAY, refusals=(refusal, refusal))
    base = Need(2, "N2", "大米（25公斤）", "goods", "320205001", "320205001", 1, 1, TODAY + timedelta(days=20))
    lowered, same = (factor(offer, replace(base, **changed)) for changed in (like, unlike))  # type: ignore[arg-type]
    assert same == (1.0, "您没有回绝过同类的需求")
    if like:
        label = MATCH_REFUSAL_REASON.labels[reason]
        assert lowered == (pytest.approx(0.36), f"您以“{label}”为由回绝过同类的需求（2 次）")


# ---- what a volunteer can and will do ----

SKILLS = ("家电维修", "康复护理", "课业辅导")
VOLUNTEERS = st.builds(
    Volunteer,
    unwilling=st.frozensets(st.sampled_from(["service", "medical"]), max_size=1),
    skills=st.lists(st.builds(Skill, st.sampled_from(["service", "medical"]), st.sampled_from(SKILLS), st.booleans()), max_size=3).map(tuple),
    hours=st.dictionaries(st.integers(1, 7), st.integers(1, 12).map(float), max_size=7).map(lambda days: tuple(sorted(days.items()))),
    hours_a_month=st.integers(0, 60),
    languages=st.frozensets(st.sampled_from(["mandarin", "wu", "sign"]), max_size=2),
)
VISITS = st.builds(
    lambda need, skill, certificate, language, unit: replace(
        need, kind="medical", item="上门护理", skill=skill, needs_certificate=certificate and skill is not None, language=language, unit=unit
    ),
    needs(),
    st.sampled_from([None, *SKILLS]),
    st.booleans(),
    st.sampled_from([None, "sign", "wu"]),
    st.sampled_from(["小时", "次"]),
)


def by(volunteer: Volunteer | None) -> Offer:
    return Offer("medical", "上门护理", "3202", TODAY, volunteer=volunteer)


def told(volunteer: Volunteer, need: Need, name: str) -> tuple[float, str]:
    return next(((factor.value, factor.zh) for factor in score(by(volunteer), need, WEIGHTS, TODAY).factors() if factor.name == name), (1.0, ""))


VISIT = Need(1, "N1", "上门护理", "medical", "320281101", "320281101001", 4, 4, TODAY + timedelta(days=13), unit="小时")  # a Wednesday, and two weeks
SEEN, UNSEEN = Skill("medical", "康复护理", True), Skill("medical", "康复护理")


@given(VOLUNTEERS, VISITS)
def test_volunteer_is_shown_nothing_that_he_will_not_do_or_for_which_he_lacks_the_certificate(volunteer: Volunteer, need: Need) -> None:
    if fits(by(volunteer), need, TODAY):
        assert need.kind not in volunteer.unwilling
        assert not need.needs_certificate or any(own.is_verified and own.name == need.skill for own in volunteer.skills)
        assert not volunteer.hours or any(
            (TODAY + timedelta(days=day)).isoweekday() in dict(volunteer.hours) for day in range((need.needed_by - TODAY).days + 1)
        )


@given(VOLUNTEERS, VISITS)
def test_what_a_need_says_nothing_about_changes_nothing(volunteer: Volunteer, need: Need) -> None:
    silent = replace(need, skill=None, needs_certificate=False, language=None, kind="goods")
    plain = replace(by(None), kind="goods")
    knowing = replace(plain, volunteer=replace(volunteer, unwilling=frozenset(), skills=()))
    assert fits(knowing, silent, TODAY) == fits(plain, silent, TODAY)
    if fits(plain, silent, TODAY):
        assert score(knowing, silent, WEIGHTS, TODAY).score == score(plain, silent, WEIGHTS, TODAY).score
        assert {"skill", "days", "language"}.isdisjoint(factor.name for factor in score(knowing, silent, WEIGHTS, TODAY).factors())


ABLER: dict[str, Callable[[Volunteer, Need], Volunteer]] = {
    "a skill more": lambda one, need: replace(one, skills=(*one.skills, Skill("medical", need.skill or "康复护理"))),
    "its certificate seen": lambda one, _: replace(one, skills=tuple(replace(own, is_verified=True) for own in one.skills)),
    "the language too": lambda one, need: replace(one, languages=one.languages | {need.language or "wu"}),
    "an hour more each day": lambda one, _: replace(one, hours=tuple((day, length + 1) for day, length in one.hours)),
    "always free": lambda one, _: replace(one, hours=()),
}


@pytest.mark.parametrize("abler", ABLER)
@given(volunteer=VOLUNTEERS, need=VISITS)
def test_who_can_do_more_never_fits_less(abler: str, volunteer: Volunteer, need: Need) -> None:
    more = ABLER[abler](volunteer, need)
    if fits(by(volunteer), need, TODAY):
        assert fits(by(more), need, TODAY)
        assert score(by(more), need, WEIGHTS, TODAY).score >= score(by(volunteer), need, WEIGHTS, TODAY).score


@given(VOLUNTEERS, VISITS)
def test_sentences_of_a_volunteers_factors_hold_only_what_he_told_and_the_card_tells(volunteer: Volunteer, need: Need) -> None:
    if fits(by(volunteer), need, TODAY):
        match_ = score(by(volunteer), need, WEIGHTS, TODAY)
        assert match_.score == pytest.approx(math.prod(factor.share for factor in match_.factors()))
        assert all(0 < factor.share <= 1 and factor.zh != factor.en and factor.zh and factor.en for factor in match_.factors())


def test_certificate_counts_once_an_official_saw_it() -> None:
    visit = replace(VISIT, skill="康复护理")
    assert told(Volunteer(skills=(SEEN,)), visit, "skill") == (1.0, "需要“康复护理”的技能，您的证书已核验")
    assert told(Volunteer(skills=(UNSEEN,)), visit, "skill") == (0.7, "需要“康复护理”的技能，您登记了，证书没有核验")
    assert not fits(by(Volunteer(skills=(UNSEEN,))), replace(visit, needs_certificate=True), TODAY)
    assert fits(by(Volunteer(skills=(SEEN,))), replace(visit, needs_certificate=True), TODAY)


@pytest.mark.parametrize(
    ("certified", "skill", "counts"),
    [
        ("康复护理", "康复护理", True),
        ("老年康复护理", "康复护理", True),
        (" 康复 护理（Ａ级）", "康复护理(a级)", True),
        ("护理", "康复护理", False),
        ("宠物护理", "康复护理", False),
        ("心", "康复护理", False),
    ],
)
def test_certificate_counts_for_its_skill_and_for_what_is_a_part_of_it(certified: str, skill: str, counts: bool) -> None:
    visit = replace(VISIT, skill=skill, needs_certificate=True)
    assert fits(by(Volunteer(skills=(Skill("medical", certified, True),))), visit, TODAY) is counts


def test_what_waits_for_a_certificate_is_counted_where_its_skill_was_told() -> None:
    visit = replace(VISIT, skill="康复护理", needs_certificate=True)
    assert awaits_certificate(by(Volunteer(skills=(UNSEEN,))), visit, TODAY)
    assert not awaits_certificate(by(Volunteer(skills=(SEEN,))), visit, TODAY)  # he may pledge it now
    assert not awaits_certificate(by(Volunteer(skills=(UNSEEN,), unwilling=frozenset({"medical"}))), visit, TODAY)
    assert not awaits_certificate(Offer("medical", "血压测量", "3202", TODAY, volunteer=Volunteer()), visit, TODAY)
    assert not awaits_certificate(by(None), visit, TODAY)


def test_volunteer_is_shown_no_help_by_hand_of_which_he_said_nothing() -> None:
    therapist = Offer("medical", "康复治疗", "3202", TODAY, volunteer=Volunteer(skills=(UNSEEN,)))
    haircut = replace(VISIT, kind="service", item="上门理发")
    assert not fits(therapist, haircut, TODAY)
    assert not fits(therapist, replace(VISIT, skill="全科诊疗", item="村民义诊"), TODAY)
    assert fits(therapist, replace(VISIT, skill="康复护理"), TODAY)
    assert fits(therapist, replace(VISIT, item="量血压"), TODAY)  # of his own kind, and it takes no skill
    assert fits(replace(therapist, about="理发"), haircut, TODAY)
    assert fits(replace(therapist, volunteer=None), haircut, TODAY)  # whoever sends somebody answers for whom he sends


def test_officials_are_told_of_a_giver_and_not_spoken_to_as_him() -> None:
    volunteer = Volunteer(skills=(UNSEEN,), hours=((6, 1.0),), languages=frozenset({"wu"}), radius_km=5)
    need = replace(VISIT, skill="康复护理", language="sign")
    for offer in (by(volunteer), replace(offered("320281108", 9), kind="medical", volunteer=volunteer)):
        for place in (need, replace(need, position=KNOWN.of("320282112"), region_code="320282112")):
            told = score(offer, place, WEIGHTS, TODAY).factors(THE_GIVER)
            assert not [one for one in told if "您" in one.zh or re.search(r"\byour?\b", one.en)]
    assert "就在对方愿意服务的区划内" in [one.zh for one in score(by(volunteer), need, WEIGHTS, TODAY).factors(THE_GIVER)]


def test_days_and_hours_count_by_how_much_they_allow_before_it_is_over() -> None:
    saturdays = Volunteer(hours=((6, 1.0),))
    assert told(saturdays, VISIT, "days") == (0.5, "截止前您有空 2 天，约 2 小时")  # two of four hours
    assert told(saturdays, replace(VISIT, unit="次", remaining=1), "days")[0] == 1.0
    assert told(replace(saturdays, hours=((6, 8.0),)), VISIT, "days")[0] == 1.0
    assert told(replace(saturdays, hours=((6, 8.0),), hours_a_month=2), VISIT, "days")[0] == pytest.approx(2 * 14 / 30 / 4)
    assert not fits(by(saturdays), replace(VISIT, needed_by=TODAY + timedelta(days=2)), TODAY)  # it is over on a Friday
    assert fits(by(saturdays), replace(VISIT, needed_by=TODAY + timedelta(days=3)), TODAY)


def test_language_counts_where_one_is_asked_for() -> None:
    visit = replace(VISIT, language="sign")
    assert told(Volunteer(languages=frozenset({"sign"})), visit, "language") == (1.0, "需要手语，您会")
    assert told(Volunteer(languages=frozenset({"wu"})), visit, "language") == (0.05, "需要手语，您没有登记")
    assert told(Volunteer(), visit, "language")[0] == 0.5


@given(st.integers(0, 400), st.dates(TODAY, TODAY + timedelta(days=20)), st.sets(st.integers(1, 7), min_size=1))
def test_free_days_are_those_of_the_calendar(span: int, first: date, weekdays: set[int]) -> None:
    days = [first + timedelta(days=place) for place in range(span + 1)]
    volunteer = Volunteer(hours=tuple((day, 2.0) for day in sorted(weekdays)))
    expected = sum(day.isoweekday() in weekdays for day in days)
    assert volunteer.free(first, days[-1]) == (expected, expected * 2.0)


@pytest.mark.parametrize(
    ("offered_kind", "kind", "may"),
    [
        *(
            ("medical", "service", True),
            ("service", "medical", False),
            ("skill", "medical", False),
            ("service", "skill", True),
            ("skill", "service", True),
        ),
        *(("medical", "skill", False), ("money", "tuition", True), ("tuition", "money", False), ("goods", "service", False)),
    ],
)
def test_kindred_help_does_for_another_kind_one_way_or_both(offered_kind: str, kind: str, may: bool) -> None:
    assert fits(Offer(offered_kind, "", "3202", TODAY), replace(VISIT, kind=kind), TODAY) == may


ZHOUZHUANG, CHANGJING, DINGSHU = Position(31.86729, 120.40343), Position(31.75507, 120.47782), Position(31.2573, 119.84881)
KNOWN = Positions(
    [("3202", 31.5927, 120.15161), ("320281", 31.83217, 120.30869), ("320281108", *ZHOUZHUANG), ("320282112", *DINGSHU), ("320205001", None, None)]
)


def at(code: str, number: int = 1) -> Need:
    return Need(number, f"N{number}", "轮椅", "goods", code, code, 1, 1, TODAY + timedelta(days=9), position=KNOWN.of(code))


def offered(code: str, radius: int = 0) -> Offer:
    return Offer("goods", "轮椅", code, TODAY, position=KNOWN.of(code), radius_km=radius)


def place_told(offer: Offer, need: Need) -> tuple[float, str, str]:
    (told,) = [factor for factor in score(offer, need, WEIGHTS, TODAY).factors() if factor.name == "place"]
    return told.value, told.zh, told.en


def test_distance_is_that_of_the_map() -> None:
    assert kilometres(ZHOUZHUANG, CHANGJING) == pytest.approx(14.3, abs=0.1)  # by hand: 12.48 to the south, 7.03 to the east
    assert kilometres(ZHOUZHUANG, ZHOUZHUANG) == 0
    assert KNOWN.of("320281108001") == ZHOUZHUANG
    assert KNOWN.of("320205001") == KNOWN.of("3202")
    assert KNOWN.of("310101") is None


def test_place_counts_by_kilometres_beyond_how_far_the_giver_goes() -> None:
    far = distance(offered("320281108"), at("320282112"))
    assert far is not None
    assert 85 < far < 87
    values = [place_told(offered("320281108", radius), at("320282112"))[0] for radius in (0, 30, 60, 85, 90, 500)]
    assert values == sorted(values)
    assert values[-2:] == [1.0, 1.0]
    assert place_told(offered("320281108", int(far) - 20), at("320282112"))[0] == pytest.approx(0.5, abs=0.02)


def test_reason_tells_the_kilometres_and_whether_they_are_too_many() -> None:
    assert place_told(offered("320281108"), at("320282112"))[1] == "离您约 86 公里（两地中心的直线距离）"
    assert place_told(offered("320281108", 90), at("320282112"))[1].endswith("在您愿意去的 90 公里以内")
    assert place_told(offered("320281108", 50), at("320282112"))[1:] == (
        "离您约 86 公里（两地中心的直线距离），超出您愿意去的 50 公里",
        "about 86 km from you, in a straight line between the middles of both places: beyond the 50 km that you named",
    )


def test_nearest_town_stands_no_twice_in_ten_either() -> None:
    towns = [f"3202811{number:02}" for number in range(1, 13)]
    found = [at(town, 10 * number + turn) for number, town in enumerate(towns) for turn in (1, 2)]
    shown = [one.need.town for one in match(offered(towns[0]), found, WEIGHTS, TODAY, "seed", nearest=True)]
    assert (shown[0], shown.index(towns[0], 1)) == (towns[0], WINDOW)


@pytest.mark.parametrize(
    ("offer", "need"), [("320281", "320281108"), ("320281108", "320281"), ("320205001", "320205002"), ("320281108", "310101001")]
)
def test_nothing_is_said_of_kilometres_that_are_not_known(offer: str, need: str) -> None:
    assert distance(offered(offer), at(need)) is None
    assert "公里" not in place_told(offered(offer), at(need))[1]


def test_nearest_stand_first_and_those_of_unknown_distance_last() -> None:
    codes = ["320282112", "310101001", "3202", "320281108", "320281108"]
    found = match(offered("320281108"), [at(code, number) for number, code in enumerate(codes)], WEIGHTS, TODAY, "seed", nearest=True)
    assert [one.need.region_code for one in found] == ["320281108", "3202", "320282112", "310101001"]
