"""What projects were due, received and shared out is told by county and year to the cent, and tells nothing of one to ten households."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import polars as pl
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from open_data.anonymise.beside_sums import Sum, tells, together
from open_data.catalogue import DATASETS
from open_data.extract import Extract
from open_data.gate.differences import StoredRelease
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.project_proceeds import NAME, SUMS, ProceedsSums
from open_data.release.build import Release
from tests.open_data import known_shares
from tests.open_data.test_bookkeeping import changed
from tests.open_data.test_catalogue import ask, read

FIRST, SECOND = "2020-06-30-1", "2021-06-30-1"
TOTALS = {
    "due": "SELECT sum(amount_due) FROM proceeds_due",
    "received": "SELECT sum(amount_received) FROM proceeds_due",
    "to_households": "SELECT sum(to_households) FROM proceeds_distribution",
}
CONTENT = DATASETS[NAME].content
SHARED = [DATASETS[name].content for name in ("shared_proceeds", "shared_proceeds_totals")]


def test_every_cent_that_was_due_received_and_shared_out_is_in_the_table(demo_city: tuple[Databases, City], release: Release) -> None:
    told = read(release, NAME)
    assert {name: told[name].sum() for name in TOTALS} == {name: ask(demo_city[0], "projects", sql) for name, sql in TOTALS.items()}


@pytest.mark.parametrize("measure", TOTALS)
def test_no_row_is_of_fewer_than_eleven_villages_or_nearly_all_of_one(material: Material, measure: str) -> None:
    for _, villages in (
        SUMS.sums(material).group_by("row", "place").agg(pl.col(measure).sum()).filter(pl.col(measure) > 0).partition_by("row", as_dict=True).items()
    ):
        largest, _, *rest = villages[measure].sort(descending=True)
        assert len(villages) >= 11
        assert sum(rest) >= 0.2 * largest


@pytest.mark.parametrize("is_steady", [False, True])
def test_whoever_knows_all_shares_learns_nothing_of_few_households(extracted: Extract, release: Release, tmp_path: Path, is_steady: bool) -> None:
    materials = {release.name: Material(extracted, Ledger(tmp_path, release.name))}
    told = read(release, NAME)
    assert known_shares.told({release.name: told}, materials, is_steady=is_steady) == []
    assert known_shares.told({release.name: by_county(materials[release.name], release.name)}, materials, is_steady=is_steady)


def by_county(material: Material, name: str) -> pl.DataFrame:
    """Every county and year, whatever follows from it."""
    lines = known_shares.known(material)
    return lines.select(place=pl.col("village").str.head(6), month="year").unique().with_columns(as_of=pl.lit(name))


# Two releases


def put_right(rows: int) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Of so many projects half as much again was due and received in a year as was known."""

    def change(due: pl.DataFrame) -> pl.DataFrame:
        some = due.filter(pl.col("amount_received") > 0).sort("id").head(rows)["id"].to_list()
        more = (
            pl.when(pl.col("id").is_in(some)).then(pl.col(name) * 3 / 2).otherwise(name).cast(due.schema[name]).alias(name)
            for name in ("amount_due", "amount_received")
        )
        return due.with_columns(more)

    return change


def a_third_later(lines: pl.DataFrame) -> pl.DataFrame:
    """What a third of the households got is known only to the second release."""
    return lines.filter(pl.col("household_id") % 3 > 0)


def fewer_entitled(entitled: pl.DataFrame) -> pl.DataFrame:
    return entitled.filter(pl.col("household_id") % 3 > 0)


@pytest.mark.parametrize("is_steady", [False, True])
def test_two_releases_tell_nothing_of_few_households(extracted: Extract, tmp_path: Path, is_steady: bool) -> None:
    """In between a third of the households came, so that rows of what households got become finer, and of three projects money was put right."""
    before = changed(extracted, tmp_path / "before", DistributionLine=a_third_later, EntitledSubject=fewer_entitled)
    after = changed(extracted, tmp_path / "after", ProceedsDue=put_right(3))
    materials = {name: Material(of, Ledger(tmp_path / "ledger", name)) for name, of in ((FIRST, before), (SECOND, after))}
    for material in materials.values():
        assert [refusal for content in (*SHARED, CONTENT) for refusal in content.refusals(material)] == []
        for content in (*SHARED, CONTENT):
            content.keep(material)
    sums = {name: CONTENT.frame(material).collect() for name, material in materials.items()}
    assert known_shares.told(sums, materials, is_steady=is_steady) == []


def test_change_of_a_few_villages_waits(extracted: Extract, tmp_path: Path) -> None:
    first = Material(extracted, Ledger(tmp_path / "ledger", FIRST))
    for content in (*SHARED, CONTENT):
        content.keep(first)
    few = changed(extracted, tmp_path / "few", ProceedsDue=put_right(3))
    before, same = (CONTENT.frame(Material(of, Ledger(tmp_path / "ledger", name))).collect() for name, of in ((FIRST, extracted), (SECOND, few)))
    assert same.equals(before)
    unheld = CONTENT.frame(Material(few, Ledger(tmp_path / "no ledger", SECOND))).collect()
    assert not unheld.select(*TOTALS).equals(before.select(*TOTALS))


# The gate


def test_gate_refuses_sums_that_tell_beside_what_households_got(extracted: Extract, tmp_path: Path) -> None:
    """Made without an eye for what else is told, by county and year."""

    class Careless(ProceedsSums):
        def _telling(self, rows: pl.DataFrame, cells: pl.DataFrame, asked: Collection[int], material: Material) -> Iterator[frozenset[int]]:
            return iter(())

    material = Material(extracted, Ledger(tmp_path, FIRST))
    careless = Careless(NAME, SUMS.of, SUMS.splits, household="region_code", figure="villages", month="year", amount=SUMS.amount)
    material.made[SUMS] = StoredRelease(careless.released(material))
    refused = CONTENT.refusals(material)
    assert {(refusal.dataset, refusal.rule) for refusal in refused} == {(NAME, "beside")}
    assert all(refusal.cell for refusal in refused)


def test_sum_tells_beside_a_row_at_whose_share_most_of_its_households_cancel() -> None:
    """Of twenty households a village gives forty per cent of what it received, of one eighty."""
    households = [*range(1, 21), 99]
    weights = {"sum": [2.5] * 20 + [1.25], "both": [1.0] * 21, "most": [1.0] * 20}
    entries = [(name, home, home, one) for name, ones in weights.items() for home, one in zip(households, ones, strict=False)]
    frame = pl.DataFrame(entries, ["figure", "unknown", "household", "weight"], orient="row")
    for rows, is_told in ((["most"], True), (["both"], True), ([], False)):
        sums = {"sum": Sum("2018", frozenset("A"), frozenset(rows))}
        (names,) = together(sums, {"sum"})
        assert tells(names, sums, frame, 11) is is_told, rows


def test_share_of_households_is_told_where_both_its_sums_are(release: Release) -> None:
    own = read(release, NAME).filter(pl.col("place").str.len_chars() == 6, pl.col("month").str.len_chars() == 4)
    truth = {(row["place"], int(row["month"])): round(row["to_households"] / row["received"], 2) for row in own.iter_rows(named=True)}
    told = read(release, "indicators").filter(indicator="proceeds_share")
    found = {(row["region_code"], row["year"]): round(row["value"], 2) for row in told.iter_rows(named=True)}
    assert {which: value for which, value in found.items() if which[0]} == truth
