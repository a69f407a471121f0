"""Kinds of assistance stand together so that towns are kept: no more towns are lost than the aim says, and what was decided stays."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from open_data.anonymise.dimensions import kinds, months, places
from open_data.anonymise.recoverability import audit
from open_data.anonymise.tables import Protected, Table, protect
from open_data.anonymise.together import Together, decided
from open_data.gate.differences import Release, check, check_totals, reconcile, totals, with_cuts
from open_data.people import MOST_LOST, PAYMENTS
from tests.open_data.demo_payments import GROUPS, payments

CELL = ("town", "kind", "year")
TABLE = Table((places(), kinds(GROUPS), months()), PAYMENTS.splits, PAYMENTS.totals)
LAST = "2020-03"  # the first release tells of what was paid until then


@pytest.fixture(scope="module")
def paid() -> pl.DataFrame:
    """A city of 30,000 households."""
    return payments(30_000)


@pytest.fixture(scope="module")
def first(paid: pl.DataFrame) -> tuple[Table, Protected]:
    return published(paid.filter(pl.col("month") <= LAST), None)


def cells_of(paid: pl.DataFrame) -> pl.LazyFrame:
    return paid.lazy().select("household", "kind", **{level: TABLE.levels[level] for level in ("county", "town", "year")})


def published(paid: pl.DataFrame, earlier: pl.DataFrame | None) -> tuple[Table, Protected]:
    table = replace(TABLE, together=Together.of(decided(cells_of(paid), earlier, MOST_LOST)))
    return table, protect(paid, table)


def test_at_most_15_per_cent_of_towns_kinds_and_years_lose_their_town(first: tuple[Table, Protected]) -> None:
    _, protected = first
    assert protected.share_lost("town", *CELL) <= MOST_LOST == 0.15


def test_a_third_would_lose_it_if_no_kinds_stood_together(paid: pl.DataFrame) -> None:
    assert protect(paid, replace(TABLE, splits=("year", "kind", "county", "town"))).share_lost("town", *CELL) > 0.3


def test_rows_and_totals_add_up_and_pass_the_audit(paid: pl.DataFrame, first: tuple[Table, Protected]) -> None:
    table, protected = first
    whole = paid.filter(pl.col("month") <= LAST)["cents"].sum()
    assert protected.rows["cents"].sum() == whole
    assert protected.totals.filter(level="county, kind, year")["cents"].sum() == whole
    assert protected.totals.filter(level="county, year")["cents"].sum() == whole
    families = [protected.cells.select("cell", figure="row"), *protected.families(table).values()]
    assert audit(protected.contributions, families, 11, 0.2).leaks == ()


def test_each_total_is_a_sum_of_whole_rows_of_the_kinds_that_it_names(first: tuple[Table, Protected]) -> None:
    _, protected = first
    joined = protected.totals.filter(pl.col("kind").str.contains(" "), level="county, kind, year")
    assert joined.height
    for county, named, year, cents in joined.select("place", "kind", "month", "cents").iter_rows():
        inside = protected.cells.filter(pl.col("kind").is_in(named.split(" ")), county=county, year=year)
        rows = protected.cells.filter(pl.col("row").is_in(inside["row"].unique().to_list()))
        assert rows.sort("cell")["cell"].equals(inside.sort("cell")["cell"])
        assert protected.rows.filter(pl.col("row").is_in(rows["row"].unique().to_list()))["cents"].sum() == cents


def test_later_release_of_a_year_that_went_on_keeps_towns_kinds_and_totals(paid: pl.DataFrame, first: tuple[Table, Protected]) -> None:
    """Three months later, and a few households are put right: nobody can be worked out, and no total that was told is missing."""
    table, protected = first
    before = with_cuts(Release.of("1", protected, table), protected.totals, table)
    few = paid["household"].unique().sort().head(5).to_list()
    corrected = paid.with_columns(
        cents=pl.col("cents") + pl.when(pl.col("household").is_in(few) & (pl.col("month") == "2019-05")).then(10_000).otherwise(0)
    )
    same, later = published(corrected, decided(cells_of(paid.filter(pl.col("month") <= LAST)), None, MOST_LOST))
    release = reconcile(Release.of("2", later, same), [before])
    told, withheld = totals(release, [before], same)
    assert check(with_cuts(release, told, same), [before], "payments") == []
    assert check_totals(told, release, [before], "payments", same) == []
    assert withheld.is_empty()
    of = ["level", "place", "kind", "month"]
    assert protected.totals.select(of).join(told, on=of, how="anti", nulls_equal=True).is_empty()


def test_what_was_decided_stays_and_a_new_year_takes_the_kinds_of_the_year_before() -> None:
    earlier = pl.DataFrame({"county": ["320281"] * 2, "year": ["2018", "2019"], "kinds": [["A", "B"], ["B", "C"]]})
    now = pl.DataFrame({"county": ["320281"] * 3 + ["320282"], "year": ["2018", "2019", "2021", "2019"]})
    cells = now.with_columns(household=pl.lit(1), town=pl.lit("320281101"), kind=pl.lit("A"))
    found = {(county, year): kinds for county, year, kinds in decided(cells.lazy(), earlier, MOST_LOST).iter_rows()}
    assert found == {("320281", "2018"): ["A", "B"], ("320281", "2019"): ["B", "C"], ("320281", "2021"): ["B", "C"], ("320282", "2019"): []}


def test_kinds_that_part_in_the_next_release_would_tell_what_is_left() -> None:
    """Nine of one kind and twelve of another: the town's row of both, less the later row of the twelve, is that of the nine."""
    homes = {
        ("A", "320281101"): range(9),
        ("B", "320281101"): range(100, 112),
        ("A", "320281102"): range(20, 60),
        ("B", "320281102"): range(200, 240),
    }
    paid = pl.DataFrame(
        [(household, f"{town}001", kind, "2019-05", 10_000) for (kind, town), every in homes.items() for household in every],
        schema=["household", "place", "kind", "month", "cents"],
        orient="row",
    )
    apart = Table((places(), kinds({"A": "x", "B": "x"}), months()), ("year", "county", "kind", "town"))
    together = replace(apart, together=Together.of(pl.DataFrame({"county": ["320281"], "year": ["2019"], "kinds": [["A", "B"]]})))
    before, after = (Release.of(name, protect(paid, table), table) for name, table in (("1", together), ("2", apart)))
    assert check(Release.of("2", protect(paid, together), together), [before], "payments") == []
    assert {refusal.rule for refusal in check(after, [before], "payments")} == {"repartition", "periods"}
