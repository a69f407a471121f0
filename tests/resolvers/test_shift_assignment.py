"""Proposed volunteers of shifts: nobody who must not come, nobody at two places at once, and no better assignment exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databases.clock import SHANGHAI
from resolvers.shift_assignment import Place, fill
from resolvers.shift_rules import Bar, Misfit, Shift, Volunteer, bar, misfit

VILLAGE, TOWN, COUNTY, CITY = "320282101001", "320282101", "320282", "3202"
SATURDAY = datetime(2027, 3, 6, 9, tzinfo=SHANGHAI)
VERIFIED = date(2027, 1, 1)
WIDTH = {12: 0.0, 9: 1.0, 6: 3.0, 4: 6.0}


def shift(key: int = 1, hour: int = 9, days: int = 0, hours: int = 2, free: int = 1, **more: object) -> Shift:
    begin = SATURDAY + timedelta(days=days, hours=hour - 9)
    told: dict[str, object] = {"help_kind": "service", "skill": None, "needs_certificate": False, "language": None} | more
    return Shift(key, VILLAGE, free=free, starts_at=begin, ends_at=begin + timedelta(hours=hours), **told)  # type: ignore[arg-type]


def volunteer(key: int = 1, region: str = COUNTY, **more: object) -> Volunteer:
    told: dict[str, object] = {"verified_on": VERIFIED, "hours_a_month": 20, "kinds": frozenset({"service"})} | more
    return Volunteer(key, region, **told)  # type: ignore[arg-type]


SHIFTS = st.lists(
    st.tuples(st.integers(8, 12), st.integers(0, 1), st.integers(1, 3), st.integers(1, 2), st.sampled_from([None, "修理"])), min_size=1, max_size=4
).map(lambda rows: [shift(10 + n, hour, days, hours, free, skill=skill) for n, (hour, days, hours, free, skill) in enumerate(rows)])
VOLUNTEERS = st.lists(
    st.tuples(
        st.sampled_from([TOWN, COUNTY, CITY]), st.integers(0, 6), st.sampled_from([frozenset(), frozenset({"修理"})]), st.sampled_from([0, 60, 300])
    ),
    max_size=3,
).map(lambda rows: [volunteer(n, region, hours_a_month=most, skills=skills, minutes=past) for n, (region, most, skills, past) in enumerate(rows)])


def outcome(chosen: Sequence[tuple[Shift, Volunteer]], volunteers: Sequence[Volunteer]) -> tuple[int, float]:
    """How many places are filled (as less than none, to be least), and what they cost, written anew and one by one."""
    most, turns, cost = max((one.minutes for one in volunteers), default=0), Counter[int](), 0.0
    for wanted, one in chosen:
        cost += WIDTH[len(one.region_code)] + (2.0 if wanted.skill not in (None, *one.skills) else 0.0)
        cost += (2.0 * one.minutes / most if most else 0.0) + turns[one.id]
        turns[one.id] += 1
    return -len(chosen), cost


def is_possible(chosen: Sequence[tuple[Shift, Volunteer]]) -> bool:
    taken = Counter(wanted.id for wanted, _ in chosen)
    hours = Counter[int]()
    for wanted, one in chosen:
        hours[one.id] += round(wanted.hours)
    clashes = [
        (a, b) for place, (a, one) in enumerate(chosen) for b, other in chosen[:place] if one.id == other.id and a.overlaps(b.starts_at, b.ends_at)
    ]
    return not clashes and all(taken[wanted.id] <= wanted.free and hours[one.id] <= one.hours_a_month for wanted, one in chosen)


def everything(shifts: Sequence[Shift], volunteers: Sequence[Volunteer]) -> Iterator[list[tuple[Shift, Volunteer]]]:
    pairs = [(wanted, one) for wanted in shifts for one in volunteers if bar(wanted, one) is None and misfit(wanted, one) is None]
    for flags in product([False, True], repeat=len(pairs)):
        chosen = [pair for pair, is_chosen in zip(pairs, flags, strict=True) if is_chosen]
        if is_possible(chosen):
            yield chosen


@settings(max_examples=60)
@given(SHIFTS, VOLUNTEERS)
def test_no_assignment_fills_more_or_costs_less(shifts: list[Shift], volunteers: list[Volunteer]) -> None:
    places = fill(shifts, volunteers)
    chosen = [(place.shift, place.volunteer) for place in places]
    assert is_possible(chosen)
    best = min(outcome(one, volunteers) for one in everything(shifts, volunteers))
    assert (-len(places), sum(place.cost for place in places)) == (best[0], pytest.approx(best[1]))


def test_same_rows_give_the_same_places() -> None:
    shifts = [shift(n, 8 + n % 6, n % 5, free=3) for n in range(12)]
    volunteers = [volunteer(n, (TOWN, COUNTY, CITY)[n % 3], minutes=n * 30) for n in range(20)]
    assert fill(shifts, volunteers) == fill(shifts, volunteers)


def test_whoever_did_less_comes_first_and_everybody_before_anybody_twice() -> None:
    shifts = [shift(1), shift(2, days=1)]
    places: list[Place] = fill(shifts, [volunteer(1, minutes=600), volunteer(2, minutes=0), volunteer(3, minutes=60)])
    assert {place.volunteer.id for place in places} == {2, 3}
    assert [place.turn for place in places] == [1, 1]
    assert [place.turn for place in fill(shifts, [volunteer(1)])] == [1, 2]


@pytest.mark.parametrize(
    ("wanted", "one", "expected"),
    [
        (shift(), volunteer(verified_on=None), Bar.NOT_VERIFIED),
        (shift(), volunteer(verified_on=date(2027, 3, 7)), Bar.NOT_VERIFIED),
        (shift(), volunteer(refused=frozenset({"service"})), Bar.REFUSED),
        (shift(skill="护理", needs_certificate=True), volunteer(skills=frozenset({"护理"})), Bar.NO_CERTIFICATE),
        (shift(skill="护理", needs_certificate=True), volunteer(certified=frozenset({"护理"})), None),
        (shift(), volunteer(busy=((SATURDAY + timedelta(hours=1), SATURDAY + timedelta(hours=3)),)), Bar.BUSY),
        (shift(), volunteer(busy=((SATURDAY + timedelta(hours=2), SATURDAY + timedelta(hours=3)),)), None),
    ],
)
def test_bars(wanted: Shift, one: Volunteer, expected: Bar | None) -> None:
    assert bar(wanted, one) is expected


@pytest.mark.parametrize(
    ("wanted", "one", "expected"),
    [
        (shift(), volunteer(region="320281"), Misfit.TOO_FAR),
        (shift(help_kind="medical"), volunteer(), Misfit.OTHER_KIND),
        (shift(help_kind="medical", skill="护理"), volunteer(skills=frozenset({"护理"})), None),
        (shift(), volunteer(times=((6, 9, 11),)), None),
        (shift(hours=3), volunteer(times=((6, 9, 11),)), Misfit.NO_TIME),
        (shift(days=1), volunteer(times=((6, 9, 11),)), Misfit.NO_TIME),
        (shift(days=2), volunteer(weekend_only=True), Misfit.NO_TIME),
        (shift(language="wu"), volunteer(languages=frozenset({"mandarin"})), Misfit.OTHER_LANGUAGE),
        (shift(language="wu"), volunteer(languages=frozenset({"wu"})), None),
        (shift(hours=3), volunteer(hours_a_month=2), Misfit.HOURS_FULL),
        (shift(), volunteer(hours_a_month=3, busy=((SATURDAY - timedelta(days=1), SATURDAY - timedelta(hours=22)),)), Misfit.HOURS_FULL),
        (shift(), volunteer(hours_a_month=3, busy=((SATURDAY - timedelta(days=20), SATURDAY - timedelta(days=20, hours=-2)),)), None),
    ],
)
def test_misfits(wanted: Shift, one: Volunteer, expected: Misfit | None) -> None:
    assert misfit(wanted, one) is expected
