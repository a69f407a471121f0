"""Two files of a changing city tell together no more about anybody than each tells alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, combinations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from databases.demo_city.city import City
from open_data.anonymise.comparison import OUTSIDE, compare_releases, small_cuts
from open_data.anonymise.household_file import household_rule
from open_data.anonymise.microdata import anonymise
from tests.open_data.anonymise.household_frame import household_frame
from tests.open_data.anonymise.small_rule import HOUSEHOLD, LISTED, RULE, SCHEMA, SEARCHED, drawn_frame

CITY = City(6_000)
HOUSEHOLD_RULE = household_rule(CITY.regions)
REGISTER = household_frame(CITY)
SMALL = st.builds(drawn_frame, st.integers(30, 90), st.integers(0, 10**6))


def revealed(earlier: pl.DataFrame, later: pl.DataFrame) -> list[tuple[int, str]]:
    """The attack: classes that hold the same households but for one who left; the difference of their causes is his cause."""
    after = {key: rows for (key,), rows in later.group_by("class")}
    found = []
    for _, before in earlier.group_by("class"):
        stayed = later.filter(pl.col("household").is_in(before["household"].implode()))
        for same in (after[key] for key in stayed["class"].unique()):
            left = set(before["household"]) - set(same["household"])
            if len(left) == 1 and len(same) == len(before) - 1:
                ((cause, _),) = (Counter(before["cause"]) - Counter(same["cause"])).items()
                found.append((left.pop(), cause))
    return found


def test_a_household_that_left_is_revealed_by_careless_releases_and_by_ours_never() -> None:
    rng = np.random.default_rng(1)
    smaller = REGISTER.filter(pl.Series(rng.random(len(REGISTER)) > 0.01))
    first, careless = anonymise(REGISTER, HOUSEHOLD_RULE).membership, anonymise(smaller, HOUSEHOLD_RULE).membership
    truth = dict(REGISTER.select("household", "cause").iter_rows())
    attacked = revealed(first, careless)
    assert attacked, "the attack works where nobody compares"
    assert all(truth[household] == cause for household, cause in attacked)
    assert compare_releases(first, careless, HOUSEHOLD_RULE).differing
    careful = anonymise(smaller, HOUSEHOLD_RULE, earlier=[first])
    assert compare_releases(first, careful.membership, HOUSEHOLD_RULE).is_safe
    assert revealed(first, careful.membership) == []
    assert careful.report.divisions_undone > 0


def test_a_year_of_changes_costs_little_detail() -> None:
    rng = np.random.default_rng(2)
    stayed = REGISTER.filter(pl.Series(rng.random(len(REGISTER)) > 0.12))
    came = REGISTER.sample(fraction=0.12, seed=3).with_columns(pl.col("household") + 1_000_000)
    later = pl.concat([stayed, came]).with_columns(
        pl.col("head_age") + 1, income=pl.col("income") * pl.Series(rng.normal(1.06, 0.1, len(stayed) + len(came)))
    )
    first = anonymise(REGISTER, HOUSEHOLD_RULE)
    alone, beside = (anonymise(later, HOUSEHOLD_RULE, earlier) for earlier in ((), [first.membership]))
    assert beside.report.kept == len(later)
    assert beside.report.loss < alone.report.loss + 0.1


def test_a_third_release_is_held_against_both_before_it() -> None:
    """Of a year in which it would alone tell too much beside each of them; those who left before the second came back are new to the third."""
    years = map(three_releases, range(3, 20))
    *before, third, _ = next(year for year in years if not any(is_safe_beside(year[3], year[:2])))
    assert all(is_safe_beside(third, before))
    assert len(third)


def three_releases(seed: int) -> list[pl.DataFrame]:
    """Three releases of a changing city, each held against those before it; and the third as it would be alone."""
    rng, memberships = np.random.default_rng(seed), list[pl.DataFrame]()
    for change in (0.0, 0.1, 0.05):
        present = REGISTER.filter(pl.Series(rng.random(len(REGISTER)) >= change))
        careless = anonymise(present, HOUSEHOLD_RULE).membership
        memberships.append(anonymise(present, HOUSEHOLD_RULE, memberships).membership)
    return [*memberships, careless]


def is_safe_beside(release: pl.DataFrame, earlier: Iterable[pl.DataFrame]) -> Iterator[bool]:
    return (compare_releases(before, release, HOUSEHOLD_RULE).is_safe for before in earlier)


def test_a_class_that_leaves_too_few_causes_in_common_is_named() -> None:
    """Ten households stay; before they were ill or disabled, now they are disabled or out of work: they are disabled."""
    earlier = membership({1: ["illness"] * 5 + ["disability"] * 5})
    later = membership({7: ["no_labour"] * 5 + ["disability"] * 5})
    assert compare_releases(earlier, later, RULE).narrow == {7}
    assert compare_releases(earlier, membership({7: ["illness"] * 5 + ["disability"] * 5}), RULE).is_safe


def membership(classes: dict[int, list[str]]) -> pl.DataFrame:
    causes = [(key, cause) for key, members in classes.items() for cause in members]
    frame = pl.DataFrame(causes, ["class", "cause"], orient="row").with_row_index("household")
    return frame.with_columns(measures=pl.col("household") % 3)


def test_an_unchanged_city_may_be_published_again() -> None:
    first = anonymise(REGISTER, HOUSEHOLD_RULE)
    again = anonymise(REGISTER, HOUSEHOLD_RULE, [first.membership])
    assert (again.report.classes, again.report.divisions_undone) == (first.report.classes, 0)


def test_a_city_in_which_a_handful_changed_is_withheld() -> None:
    first = anonymise(REGISTER, HOUSEHOLD_RULE)
    later = anonymise(REGISTER.tail(-5), HOUSEHOLD_RULE, [first.membership])
    assert (later.report.kept, later.report.suppressed, len(later.membership)) == (0, len(later.membership) + len(REGISTER) - 5, 0)


@SEARCHED
@given(LISTED | SMALL, st.data())
def test_any_two_releases_are_safe_together(register: pl.DataFrame, data: st.DataObject) -> None:
    left = data.draw(st.sets(st.integers(1, max(1, len(register)))))
    came = pl.DataFrame(data.draw(st.lists(HOUSEHOLD, max_size=20)), SCHEMA, orient="row").with_row_index("household", 1_001)
    later = pl.concat([register.filter(~pl.col("household").is_in(list(left))), came])
    first = anonymise(register, RULE).membership
    second = anonymise(later, RULE, [first]).membership
    assert all(size == 0 or size >= RULE.difference for size in differences(first, second))
    for household, before, after in first.join(second, on="household").select("household", "class", "class_right").iter_rows():
        shared = set(first.filter(pl.col("class") == before)["cause"]) & set(second.filter(pl.col("class") == after)["cause"])
        assert len(shared) >= RULE.sensitive[0].distinct, household


def differences(first: pl.DataFrame, second: pl.DataFrame) -> Iterator[int]:
    """By how many households every choice of few classes of the one differs from every choice of few classes of the other."""
    ones, others = ([frozenset(rows["household"]) for _, rows in frame.group_by("class")] for frame in (first, second))
    for few in choices(ones, 2):
        for many in choices(others, 2):
            yield len(frozenset(chain(*few)) ^ frozenset(chain(*many)))


def choices(sets: list[frozenset[int]], most: int) -> list[tuple[frozenset[int], ...]]:
    return [choice for size in range(most + 1) for choice in combinations(sets, size)]


EDGES = st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from(["x", "y", "z", OUTSIDE])), st.integers(1, 6), max_size=14)
OUTER = st.dictionaries(st.tuples(st.just(OUTSIDE), st.sampled_from("xyz")), st.integers(1, 6), max_size=3)


@SEARCHED
@given(EDGES, OUTER, st.integers(2, 9))
def test_small_cuts_are_found_exactly_where_there_are_some(inner: dict[tuple[str, str], int], outer: dict[tuple[str, str], int], least: int) -> None:
    edges = [(one, other, weight) for (one, other), weight in {**inner, **outer}.items()]
    vertices = sorted({vertex for edge in edges for vertex in edge[:2]} - {OUTSIDE})
    small = [
        set(side)
        for size in range(1, len(vertices) + 1)
        for side in combinations(vertices, size)
        if 0 < sum(weight for one, other, weight in edges if (one in side) != (other in side)) < least
    ]
    found = small_cuts(edges, least)
    assert bool(found) == bool(small)
    assert found <= set().union(*small)
