"""Periods beside each other tell of nobody: a month taken from the next leaves none, or eleven households at least."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databases.demo_city.city import City
from open_data.anonymise.batches import joined
from open_data.anonymise.dimensions import kinds, months, places
from open_data.anonymise.steps import tell_of_few
from open_data.anonymise.tables import Protected, Table, protect
from open_data.counts import under_way
from open_data.gate.differences import Release, check, reconcile
from open_data.people import PAYMENTS
from tests.open_data.demo_payments import GROUPS, payments

HOUSEHOLDS = 30_000
TABLE = Table((places(), kinds(GROUPS), months()), PAYMENTS.splits)
BLIND = Table((places(), kinds(GROUPS), replace(months(), in_time=False)), PAYMENTS.splits)  # no eye for time
LISTED = {"DIBAO": "dibao", "TEKUN": "special_hardship"}
MONTHS = tuple(f"2019-{month:02}" for month in range(1, 13))


@pytest.fixture(scope="module")
def paid() -> pl.DataFrame:
    return payments(HOUSEHOLDS)


def worked_out(protected: Protected, paid: pl.DataFrame) -> list[int]:
    """Who holds the published rows and the lists of newcomers that villages post (village, category, month; no money), and takes each month from the next.

    Where the sum was the same before and is the same after, and one household came in that month, the step is what that household gets.
    """
    alone = [pl.col(name).list.len() == 1 for name in ("place", "kind", "month")]
    rows = protected.rows.filter(*alone, place_level="village", kind_level="kind", month_level="month")
    rows = rows.select(pl.col("place", "kind", "month").list.first(), "cents").with_columns(at=_number(pl.col("month"))).drop("month")
    beside = {
        name: rows.select("place", "kind", pl.col("at") - step, pl.col("cents").alias(name))
        for name, step in (("before", -1), ("next", 1), ("after", 2))
    }
    steps = rows
    for other in beside.values():
        steps = steps.join(other, on=["place", "kind", "at"])
    steps = steps.filter(pl.col("before") == pl.col("cents"), pl.col("next") == pl.col("after"), pl.col("next") > pl.col("cents"))
    homes = City(HOUSEHOLDS).homes.select("id", "category", place="region_code", at=_number(pl.col("filed_on").dt.strftime("%Y-%m")))
    listed = homes.with_columns(kind=pl.col("category").replace_strict({category: kind for kind, category in LISTED.items()}, default=None))
    found = steps.join(listed, on=["place", "kind", "at"]).filter(pl.len().over("place", "kind", "at") == 1)
    truth = paid.group_by("household", "kind", at=_number(pl.col("month")) - 1).agg(pl.col("cents").sum().alias("got"))
    right = found.join(truth, left_on=["id", "kind", "at"], right_on=["household", "kind", "at"]).filter(
        pl.col("got") == pl.col("next") - pl.col("cents")
    )
    return right["id"].unique().sort().to_list()


def _number(month: pl.Expr) -> pl.Expr:
    return month.str.slice(0, 4).cast(pl.Int32) * 12 + month.str.slice(5, 2).cast(pl.Int32)


def test_list_of_newcomers_beside_the_months_tells_nobodys_money(paid: pl.DataFrame) -> None:
    protected = protect(paid, TABLE)
    assert protected.rows.filter(month_level="month").height
    assert worked_out(protected, paid) == []


def test_without_an_eye_for_time_hundreds_of_households_are_worked_out(paid: pl.DataFrame) -> None:
    assert len(worked_out(protect(paid, BLIND), paid)) > 100


# The rule


def flat(changes: Mapping[int, tuple[int, ...]], households: int = 40, place: str = "320281101001") -> pl.DataFrame:
    """Every household of a village gets 100 yuan a month; those of `changes` get so much in each month."""
    amounts = {household: changes.get(household, (10_000,) * len(MONTHS)) for household in range(households)}
    lines = [
        (f"{place} {one}", place, "A", month, cents) for one, every in amounts.items() for month, cents in zip(MONTHS, every, strict=True) if cents
    ]
    return pl.DataFrame(lines, schema=["household", "place", "kind", "month", "cents"], orient="row")


SMALL = Table((places(), kinds({"A": "x", "B": "x"}), months()), ("year", "county", "kind", "town", "village", "quarter", "month"))


def levels(paid: pl.DataFrame) -> set[str]:
    return set(protect(paid, SMALL).rows["month_level"])


def test_one_newcomer_keeps_the_year_together_and_eleven_in_a_month_do_not() -> None:
    newcomers = {household: (0,) * 7 + (10_000,) * 5 for household in range(11)}
    assert levels(flat({})) == {"month"}
    assert levels(flat(dict(list(newcomers.items())[:1]))) == {"year"}
    assert levels(flat(newcomers)) == {"month"}


def test_one_who_came_beside_a_raise_for_all_keeps_the_year_together() -> None:
    """All amounts differ before and after it; eleven tenths of the one month taken from the next leave the newcomer."""
    raised = {household: (10_000,) * 6 + (11_000,) * 6 for household in range(40)}
    assert levels(flat(raised)) == {"month"}
    assert levels(flat(raised | {0: (0,) * 6 + (11_000,) * 6})) == {"year"}


def test_one_whose_change_hides_behind_those_of_others_keeps_the_year_together() -> None:
    """Eleven come in March and leave in May; between February and July only the one who came in April is left."""
    others = {household: (0, 0, *(10_000,) * 2, *(0,) * 8) for household in range(11)}
    assert levels(flat(others)) == {"month"}
    assert levels(flat(others | {20: (0,) * 3 + (10_000,) * 9})) == {"year"}


def test_two_years_of_a_village_in_which_one_household_differs_do_not_stand_side_by_side() -> None:
    one, other = "320281101001", "320281101002"
    first = pl.concat([flat({}, place=one), flat({household: (20_000,) * 12 for household in range(15)}, place=other)])
    second = pl.concat([first.filter(pl.col("household") != f"{one} 0").with_columns(pl.col("month").str.replace("2019", "2020"))])
    rows = protect(pl.concat([first, second]), SMALL).rows
    assert {tuple(year) for year in rows.filter(pl.col("place").list.contains(one))["month"]} != {("2019",), ("2020",)}
    assert _few_beside(protect(pl.concat([first, second]), SMALL)) == []


def years_in_a_row(*years: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([frame.with_columns(pl.col("month").str.replace("2019", str(2019 + number))) for number, frame in enumerate(years)])


def test_two_years_with_another_between_them_do_not_stand_side_by_side_where_one_household_differs() -> None:
    """Eleven are away in the second year, and another one in the third: the third beside the first leaves that one."""
    away = {household: (0,) * 12 for household in range(11)}
    whole = years_in_a_row(flat({}), flat(away), flat({20: (0,) * 12}))
    protected = protect(whole, SMALL)
    assert ["2020", "2021"] in protected.rows["month"].to_list()
    assert _few_beside(protected) == []


def test_two_kinds_of_a_village_that_one_household_does_not_get_both_do_not_stand_side_by_side() -> None:
    """Whoever takes the one kind from the half of the other, of which all get twice as much, is left with the household that gets one alone."""
    other = flat({household: (20_000,) * 12 for household in range(40)}).with_columns(kind=pl.lit("B"))
    both = protect(pl.concat([flat({}), other]), SMALL).rows
    one_alone = protect(pl.concat([flat({}), other.filter(~pl.col("household").str.ends_with(" 0"))]), SMALL)
    assert {tuple(kind) for kind in both["kind"]} == {("A",), ("B",)}
    assert set(one_alone.rows["kind_level"]) == {"group"}
    assert _few_beside(one_alone) == []


def test_gate_finds_by_itself_what_a_table_without_an_eye_for_time_tells() -> None:
    blind = replace(SMALL, dimensions=(*SMALL.dimensions[:2], replace(months(), in_time=False)))
    one_came = flat({0: (0,) * 7 + (10_000,) * 5})
    found = check(Release.of("1", protect(one_came, blind), blind), [], "payments")
    assert {refusal.rule for refusal in found} == {"periods"}
    assert check(Release.of("1", protect(one_came, SMALL), SMALL), [], "payments") == []


amounts_of_months = st.lists(st.sampled_from([0, 10_000, 11_000]), min_size=12, max_size=12).map(tuple)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(0, 39), amounts_of_months, max_size=14), st.integers(0, 3))
def test_no_two_rows_of_any_place_leave_one_to_ten_households(changes: dict[int, tuple[int, ...]], years: int) -> None:
    paid = [flat(changes), flat({household: every for household, every in changes.items() if household % 2}, place="320281101002")]
    later = [frame.with_columns(pl.col("month").str.replace("2019", str(2020 + year))) for year in range(years) for frame in paid]
    doubled = [frame.with_columns(kind=pl.lit("B"), cents=pl.col("cents") * 2).filter(pl.int_range(pl.len()) % 83 != 0) for frame in paid]
    whole = pl.concat([*paid, *doubled, *(frame.filter(pl.int_range(pl.len()) % 97 != 0) for frame in later)])
    protected = protect(whole, SMALL)
    assert protected.rows["cents"].sum() == whole["cents"].sum()
    assert _few_beside(protected) == []


def _few_beside(protected: Protected) -> list[tuple[int, int]]:
    """Every two rows of the same places, of whatever kinds and years, in whatever multiples, by fractions and without any of the rule's own code."""
    inside = joined(protected.contributions, protected.cells).group_by("row", "household").agg(pl.col("cents").sum())
    got = {key[0]: dict(part.select("household", "cents").iter_rows()) for key, part in inside.partition_by("row", as_dict=True).items()}
    where = {row: tuple(place) for row, place in protected.rows.select("row", "place").iter_rows()}
    return [(one, other) for one, other in combinations(sorted(got), 2) if where[one] == where[other] and 0 < _left(got[one], got[other]) < 11]


def _left(one: Mapping[str, int], other: Mapping[str, int]) -> int:
    factors = Counter(Fraction(other[each], one[each]) for each in one.keys() & other.keys())
    return len(one.keys() | other.keys()) - max(factors.values(), default=0)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), min_size=1, max_size=12), st.integers(2, 5))
def test_no_combination_of_few_is_missed(lines: list[list[int]], threshold: int) -> None:
    if not tell_of_few(np.array(lines, dtype=np.int64), threshold):
        assert all(not 0 < left < threshold for left in _combinations(lines))


def _combinations(lines: list[list[int]]) -> list[int]:
    """How many lines are left by each combination of three columns in small whole numbers, which reach whatever these lines allow."""
    factors = np.array(list(np.ndindex(17, 17, 17))) - 8
    return [int(left) for left in np.unique(np.count_nonzero(np.array(lines) @ factors.T, axis=0))]


# A month later


def test_month_that_would_tell_of_one_household_waits_and_what_was_told_stays() -> None:
    """Told by month until October; in November one comes."""
    known = flat({0: (0,) * 10 + (10_000,) * 2})
    first, second = (known.filter(pl.col("month") <= month) for month in ("2019-10", "2019-11"))
    before = Release.of("1", protect(first, SMALL), SMALL)
    after = Release.of("2", protect(second, SMALL), SMALL)
    assert check(after, [before], "payments")
    release = reconcile(after, [before])
    assert check(release, [before], "payments") == []
    assert release.rows["cents"].sum() == first["cents"].sum()


def released_in(months_: tuple[str, str], paid: pl.DataFrame, table: Table) -> tuple[Release, Release]:
    """A release, and the next one a month later, as the gate lets it pass."""
    first, second = (paid.filter(pl.col("month") <= month) for month in months_)
    before = Release.of("1", protect(first, table), table)
    return before, reconcile(Release.of("2", protect(second, table), table), [before])


def added(before: Release, after: Release) -> list[tuple[str, int]]:
    """Rows of both releases that grew, by their places and kinds, and how many households are left of what was added beside what stood there, in whatever multiples."""
    sums = []
    for release in (before, after):
        covers = pl.concat_str(*(pl.col(name).list.join(" ") for name in ("place", "kind", "month")), pl.col("month_level"), separator="|")
        inside = joined(release.contributions, release.cells).group_by("row", "household").agg(pl.col("cents").sum())
        sums.append(inside.join(release.rows.select("row", covers=covers), on="row").select("covers", "household", "cents"))
    both = sums[0].join(sums[1], on=["covers", "household"], how="full", coalesce=True, suffix="_after")
    both = both.join(sums[0].select("covers").unique(), on="covers", how="semi").join(sums[1].select("covers").unique(), on="covers", how="semi")
    grown = both.filter(pl.col("cents").ne_missing(pl.col("cents_after")).any().over("covers"))
    factor = pl.col("cents_after") / pl.col("cents")
    left = pl.len().cast(pl.Int64) - factor.drop_nulls().unique_counts().max().fill_null(0).cast(pl.Int64)
    return list(grown.group_by("covers").agg(left=left).sort("covers").iter_rows())


def test_month_that_the_next_release_adds_tells_of_nobody_and_hardly_anything_waits(paid: pl.DataFrame) -> None:
    steady = replace(TABLE, under_way="2020", steady=PAYMENTS.steady or 0)
    before, after = released_in(("2020-05", "2020-06"), paid, steady)
    grown = added(before, after)
    assert grown
    assert [one for one in grown if 0 < one[1] < 11] == []
    assert check(after, [before], "payments") == []
    whole = paid.filter(pl.col("month") <= "2020-06")["cents"].sum()
    assert whole * 0.995 < after.rows["cents"].sum() <= whole
    assert set(after.rows.filter(pl.col("month").list.first().str.starts_with("2020"))["place_level"]) == {"county"}


def test_year_that_is_over_is_told_of_towns_and_villages(paid: pl.DataFrame) -> None:
    assert under_way(pl.Series(["2019-12", "2020-05"])) == "2020"
    assert under_way(pl.Series(["2019-12", "2019-01"])) is None
    over = protect(paid.filter(pl.col("month") <= "2019-12"), replace(TABLE, under_way=None, steady=PAYMENTS.steady or 0))
    assert {"town", "village"} <= set(over.rows.filter(pl.col("month").list.first().str.starts_with("2019"))["place_level"])
