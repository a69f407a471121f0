"""Proposed pairs: never one that is barred, nobody above his limit, and no better assignment exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.assignment import Helper, Household, Pair, assign

VILLAGES = ("320281101001", "320281101002", "320281102001", "320282101001")
OFFICES = (*VILLAGES, "320281101", "320282101", "320281", "3202")
HOUSEHOLDS = st.lists(st.sampled_from(VILLAGES), max_size=4).map(lambda codes: [Household(10 + n, 1, code) for n, code in enumerate(codes)])
PEOPLE = st.lists(st.tuples(st.sampled_from(OFFICES), st.sampled_from(["education", None]), st.integers(0, 4), st.integers(1, 3)), max_size=4)
HELPERS = PEOPLE.map(lambda people: [Helper(n, *one) for n, one in enumerate(people)])
BARRED = st.sets(st.tuples(st.integers(0, 3), st.integers(10, 13)), max_size=8)
DEPARTMENT = st.sampled_from([None, "education", "health"])
FAR = {12: 0.0, 9: 1.0, 6: 3.0}


def distance(household: Household, helper: Helper) -> float:
    near = (far for digits, far in FAR.items() if len(helper.region_code) >= digits and household.region_code[:digits] == helper.region_code[:digits])
    return next(near, 6.0)


def outcome(chosen: Sequence[Helper | None], households: Sequence[Household], department: str | None) -> tuple[int, float]:
    """How many stay without, and what the others cost, written anew and one by one."""
    load: Counter[int] = Counter()
    cost = 0.0
    for household, helper in zip(households, chosen, strict=True):
        if helper is not None:
            cost += distance(household, helper) + (helper.load + load[helper.id]) / helper.most
            cost += 0.5 if department not in (None, helper.department) else 0
            load[helper.id] += 1
    return list(chosen).count(None), cost


def everything(households: Sequence[Household], helpers: Sequence[Helper], barred: set[tuple[int, int]]) -> Iterator[tuple[Helper | None, ...]]:
    for chosen in product([None, *helpers], repeat=len(households)):
        load = Counter(helper.id for helper in chosen if helper)
        is_free = all(helper.load + load[helper.id] <= helper.most for helper in helpers if load[helper.id])
        if is_free and not any(helper and (helper.id, household.id) in barred for household, helper in zip(households, chosen, strict=True)):
            yield chosen


@given(HOUSEHOLDS, HELPERS, BARRED, DEPARTMENT)
def test_no_pair_is_barred_and_nobody_is_above_his_limit(
    households: list[Household], helpers: list[Helper], barred: set[tuple[int, int]], department: str | None
) -> None:
    pairs = assign(households, helpers, barred, department)
    added = Counter(pair.helper.id for pair in pairs)
    assert not {(pair.helper.id, pair.household.id) for pair in pairs} & barred
    assert len({pair.household.id for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert pair.load == pair.helper.load + added[pair.helper.id] <= pair.helper.most
        assert pair.distance == distance(pair.household, pair.helper)


@settings(deadline=None)
@given(HOUSEHOLDS, HELPERS, BARRED, DEPARTMENT)
def test_no_assignment_pairs_more_or_costs_less(
    households: list[Household], helpers: list[Helper], barred: set[tuple[int, int]], department: str | None
) -> None:
    pairs = assign(households, helpers, barred, department)
    best = min(outcome(chosen, households, department) for chosen in everything(households, helpers, barred))
    assert (len(households) - len(pairs), sum(pair.cost for pair in pairs)) == (best[0], pytest.approx(best[1]))


def test_same_rows_give_the_same_pairs() -> None:
    households = [Household(n, 1, VILLAGES[n % 4]) for n in range(30)]
    helpers = [Helper(n, OFFICES[n % 8], None, n % 3, 5) for n in range(12)]
    assert assign(households, helpers, set()) == assign(households, helpers, set())


def test_load_is_spread_among_helpers_who_are_equally_near() -> None:
    households = [Household(n, 1, VILLAGES[0]) for n in range(4)]
    pairs: list[Pair] = assign(households, [Helper(1, VILLAGES[0], None, 0, 5), Helper(2, VILLAGES[0], None, 2, 5)], set())
    assert Counter(pair.helper.id for pair in pairs) == {1: 3, 2: 1}
