"""The order of matches: what every factor does to it, that reasons are true, and whom no list may forget."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases.code_lists.forces import MATCH_REFUSAL_REASON
from search.distances import Position, Positions, kilometres
from search.matching import TELLING, WINDOW, Match, Need, Offer, Refusal, Weights, distance, fits, match, nearest_first, score

TODAY = date(2027, 3, 3)
WEIGHTS = Weights(1, words=1.0, place=0.8, time=0.5, remaining=0.3, urgency=0.2, reliability=0.3, fairness=0.8, refusals=0.6)
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
        assert one.need.kind == offer.kind or {one.need.kind, offer.kind} == {"service", "medical"}


@given(OFFERS, MANY)
def test_no_town_stands_twice_in_ten(offer: Offer, found: list[Need]) -> None:
    towns = [one.need.town for one in run(offer, found)]
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
        assert one.score == math.prod(factor.share for factor in one.factors)
        assert [factor.name for factor in one.factors] == [
            "kind",
            "words",
            "place",
            "time",
            "remaining",
            "urgency",
            "reliability",
            "fairness",
            "refusals",
        ]
        assert all(0 < factor.share <= 1 and factor.zh != factor.en for factor in one.factors)
        assert not any(one.need.town in factor.zh + factor.en for factor in one.factors)


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
    (told,) = [factor for factor in score(offer, need, WEIGHTS, TODAY).factors if factor.name == "refusals"]
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


ZHOUZHUANG, CHANGJING, DINGSHU = Position(31.86729, 120.40343), Position(31.75507, 120.47782), Position(31.2573, 119.84881)
KNOWN = Positions(
    [("3202", 31.5927, 120.15161), ("320281", 31.83217, 120.30869), ("320281108", *ZHOUZHUANG), ("320282112", *DINGSHU), ("320205001", None, None)]
)


def at(code: str, number: int = 1) -> Need:
    return Need(number, f"N{number}", "轮椅", "goods", code, code, 1, 1, TODAY + timedelta(days=9), position=KNOWN.of(code))


def offered(code: str, radius: int = 0) -> Offer:
    return Offer("goods", "轮椅", code, TODAY, position=KNOWN.of(code), radius_km=radius)


def place_told(offer: Offer, need: Need) -> tuple[float, str, str]:
    (told,) = [factor for factor in score(offer, need, WEIGHTS, TODAY).factors if factor.name == "place"]
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
        "about 86 km from you, in a straight line between the middles of both places: beyond the 50 km that you go",
    )


@pytest.mark.parametrize(
    ("offer", "need"), [("320281", "320281108"), ("320281108", "320281"), ("320205001", "320205002"), ("320281108", "310101001")]
)
def test_nothing_is_said_of_kilometres_that_are_not_known(offer: str, need: str) -> None:
    assert distance(offered(offer), at(need)) is None
    assert "公里" not in place_told(offered(offer), at(need))[1]


def test_nearest_stand_first_and_those_of_unknown_distance_last() -> None:
    codes = ["320282112", "310101001", "3202", "320281108", "320281108"]
    found = match(offered("320281108"), [at(code, number) for number, code in enumerate(codes)], WEIGHTS, TODAY, "seed")
    assert [one.need.region_code for one in nearest_first(found)] == ["320281108", "3202", "320282112", "310101001"]
