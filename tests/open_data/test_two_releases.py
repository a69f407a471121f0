"""Two releases of a city that changed in between: everything that is tried on one release is tried on both, and on both together."""

from __future__ import annotations

import asyncio
import csv
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from databases.demo_city.city import City
from databases.demo_city.load import load
from databases.identifiers import IdentifierKeys
from open_data import catalogue, indicators
from open_data.anonymise.comparison import compare_releases
from open_data.anonymise.recoverability import audit
from open_data.counts import CountRows, Counts
from open_data.datasets import Dataset
from open_data.gate.canaries import Canaries
from open_data.gate.differences import Release as Said
from open_data.gate.differences import check
from open_data.gate.gate import expected
from open_data.gate.scanner import scan
from open_data.hops import HopSums
from open_data.household_file import MEMBERSHIP, NAME, HouseholdFile, rule
from open_data.material import Material
from open_data.passage import passed
from open_data.people import PAYMENTS, PEOPLE
from open_data.portal.revisions import between, compared
from open_data.release import news
from open_data.release.build import Release
from open_data.shelf import opened
from tests.cities import Cities
from tests.open_data import algebra
from tests.open_data.anonymise.test_pycanon import measured
from tests.open_data.changing_city import ChangingCity, careless
from tests.open_data.linkage import FILES, MONEY, posted, singled_out
from tests.open_data.subtraction import Seen, few_told
from tests.open_data.test_catalogue import read

HOUSEHOLDS = 900
FIRST, SECOND = "2020-06-30-1", "2021-06-30-1"
OF_STREAMS = ("allocations", "budgets", "stream_reports", "upper_level_reports", "donations")  # money row by row, each of a stream
BUILT = (*(dataset.name for dataset in PEOPLE), *OF_STREAMS, "needs", "need_days", "paper_receipts", "indicators", NAME)
ABOUT_PEOPLE = {name: catalogue.DATASETS[name] for name in (*BUILT, "fund_streams", "divisions")}
READS = {**catalogue.reads(ABOUT_PEOPLE.values()), "Allocation": {*catalogue.reads(catalogue.DATASETS.values())["Allocation"]}}
COUNTED = {name: content.counts for name in BUILT if isinstance(content := ABOUT_PEOPLE[name].content, CountRows | HopSums)}
ROWS = [name for name in BUILT if isinstance(ABOUT_PEOPLE[name].content, CountRows)]
Published = tuple[Release, Material]


@pytest.fixture(scope="module")
def changing(cities: Cities, keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> ChangingCity:
    databases, city = cities.empty(), City(HOUSEHOLDS)
    asyncio.run(load(databases, city, keys, lambda *_: None))
    return ChangingCity(databases, keys, city, tmp_path_factory.mktemp("changing"))


@pytest.fixture(scope="module")
def both(changing: ChangingCity) -> tuple[Published, Published]:
    """A release, a year of changes, and the next release."""
    changing.pays()
    first = changing.published(FIRST, ABOUT_PEOPLE, READS)
    changing.pays(corrected=3)
    changing.changes()
    return first, changing.published(SECOND, ABOUT_PEOPLE, READS)


def test_scanner_finds_nobody_in_either(changing: ChangingCity, both: tuple[Published, Published]) -> None:
    people = changing.city.members
    known = Canaries([*people["id_number"], *people["name"].filter(people["name"].str.len_chars() > 2)])
    for release, _ in both:
        files = [path for path in release.folder.rglob("*") if path.is_file()]
        assert scan(files, expected(ABOUT_PEOPLE.values(), known)) == []


def test_row_by_row_nothing_is_told_of_what_changed_about_people(both: tuple[Published, Published]) -> None:
    earlier, later = (opened(release.folder) for release, _ in both)
    assert (
        {"fund_streams", "allocations"}
        <= set(compared(earlier, later))
        <= {name for name in BUILT if name in OF_STREAMS} | {"fund_streams", "divisions"}
    )
    assert between(earlier, later, later) == ()
    assert not earlier.resources["register"]["hash"] == later.resources["register"]["hash"]


@pytest.mark.parametrize("name", COUNTED)
def test_difference_and_repartition_tell_of_nobody(both: tuple[Published, Published], name: str) -> None:
    before, after = said(both[0][1], COUNTED[name]), said(both[1][1], COUNTED[name])
    assert check(after, [before], name) == []


@pytest.mark.parametrize("name", ROWS)
def test_subtraction_tells_of_nobody(both: tuple[Published, Published], name: str) -> None:
    assert few_told(*(seen(release, name, both) for release, _ in both)) == []


@pytest.mark.parametrize("name", ["register", "causes", "pairings", "measures", "visits"])
def test_without_the_ledger_both_together_would_tell(both: tuple[Published, Published], name: str) -> None:
    before, alone = said(both[0][1], COUNTED[name]), careless(both[1][1])
    assert check(COUNTED[name].released(alone), [before], name)
    untold = Seen(COUNTED[name], in_files(alone, name), None, truth(name, both))
    assert few_told(seen(both[0][0], name, both), untold)


@pytest.mark.parametrize("name", COUNTED)
def test_no_sum_of_few_households_can_be_recovered_from_either(both: tuple[Published, Published], name: str) -> None:
    for _, material in both:
        found = said(material, COUNTED[name])
        cells = found.cells
        cuts = [cut.join(cells.drop("row"), on=found.dimensions).select("cell", "figure") for cut in found.cuts.partition_by("level")]
        assert audit(found.contributions, [cells.select("cell", figure="row"), *cuts], 11, 0.2).leaks == ()


@pytest.mark.parametrize("days", [(FIRST,), (SECOND,), (FIRST, SECOND)])
def test_all_figures_of_money_subtracted_from_one_another_tell_of_nobody(both: tuple[Published, Published], days: tuple[str, ...]) -> None:
    """Payments with their totals, hops through all accounts, budgets, reports, gifts: of one release, and of both together."""
    truth = algebra.truth_of(PAYMENTS, materials(both))
    assert algebra.told([of for release, _ in both if release.name in days for of in money(release, truth, both)], truth) == []


def test_figures_of_other_money_subtracted_from_one_another_tell_of_nobody(both: tuple[Published, Published]) -> None:
    """What projects share out is paid by villages, and is no part of the payments."""
    told = [of(seen(release, "shared_proceeds", both), release.name) for release, _ in both for of in (algebra.of_rows, algebra.of_totals)]
    assert algebra.told(told, algebra.truth_of(COUNTED["shared_proceeds"], materials(both))) == []


def test_money_that_lists_pay_is_summed_in_one_table_alone() -> None:
    """Told a second time by kinds of emergency it would tell of few: `test_tables`."""
    assert {counts.of for counts in COUNTED.values() if counts.amount} == {PAYMENTS.of, COUNTED["shared_proceeds"].of}


def test_budget_lines_or_every_hop_of_households_would_tell(both: tuple[Published, Published]) -> None:
    """What the rule withholds is what the attack needs: each budget line beside the payments, or each source of what a county paid in a year."""
    release, material = both[0]
    truth = algebra.truth_of(PAYMENTS, materials(both))
    found = passed(material, PAYMENTS)
    lines = found.cells.select(stream="kind", region_code="place", year="month")
    hops = (
        found.through.select("cell", "account")
        .unique()
        .join(found.cells, on="cell")
        .join(found.accounts, on="account")
        .with_columns(as_of=pl.lit(FIRST))
    )
    unprotected = [algebra.of_streams(lines, truth[FIRST], FIRST, "lines"), algebra.of_hops(hops, PAYMENTS, materials(both), "every")]
    for figures in unprotected:
        assert algebra.told([*money(release, truth, both), figures], truth)


def test_changed_sums_that_anybody_sees_are_changes_of_eleven(both: tuple[Published, Published]) -> None:
    """The attacker sets the same cells of both files side by side; the truth is that of the registers on both days."""
    (first, old), (second, new) = both
    same = ["place", "kind", "month"]
    pairs = read(first, "payments").join(read(second, "payments"), on=same, suffix="_new").filter(pl.col("amount") != pl.col("amount_new"))
    truth = [COUNTED["payments"].payments(material).collect() for material in (old, new)]
    changed = [len(set(_inside(truth[0], row).rows()) ^ set(_inside(truth[1], row).rows())) for row in pairs.iter_rows(named=True)]
    assert all(number >= 11 for number in changed)


def test_what_changed_is_what_a_reader_of_both_files_counts(both: tuple[Published, Published]) -> None:
    """Rows and money are counted anew from the CSV files by plain dictionaries."""
    (first, _), (second, _) = both
    found = {one["name"]: one for one in news.compare(second.folder, first.folder)["datasets"]}
    assert "register" in found
    assert not {"payments", "measures"} & found.keys()  # a few were put right or found out: that waits
    assert any(name.endswith("_totals") for name in found), found.keys()
    for name, one in found.items():
        told, dataset = one["rows"], ABOUT_PEOPLE[name]
        before, after = (counted(release.folder / "data" / f"{name}.csv", dataset) for release in (first, second))
        kept = before.keys() & after.keys()
        assert (told["before"], told["after"]) == (len(before), len(after))
        assert "added" not in told or (told["added"], told["removed"]) == (len(after) - len(kept), len(before) - len(kept))
        assert "changed" not in told or told["changed"] == sum(before[key] != after[key] for key in kept)
        assert one["money"].keys() == set(dataset.sums)
        for column, money in one["money"].items():
            assert Decimal(money["difference"]) == sum(Decimal(row[column]) for row in after.values()) - sum(
                Decimal(row[column]) for row in before.values()
            )
    assert sum(one["rows"].get("changed", 0) for one in found.values()) > 0
    assert sum(one["rows"].get("added", 0) for one in found.values()) > 0


def counted(path: Path, dataset: Dataset) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of a file by what tells them apart, without the release that they are of and their running number."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    apart = dataset.identity or dataset.key
    return {tuple(row[name] for name in apart): {name: value for name, value in row.items() if name not in ("as_of", "row")} for row in rows}


def test_values_about_households_tell_together_of_nobody(both: tuple[Published, Published]) -> None:
    """Nobody who holds both releases sees a value that one to ten households have changed; without the ledger he would."""
    old = both[1][1].ledger.frames("indicators")[FIRST]
    new = both[1][1].ledger.own_frame("indicators")
    assert new is not None
    assert _changed(old, new).filter(pl.col("household") < 11).is_empty()
    assert not _changed(old, indicators.HOUSEHOLDS.behind(careless(both[1][1])).collect()).filter(pl.col("household") < 11).is_empty()


def _changed(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """How many households have changed each value that both releases say, the later one anew."""
    of, behind = [*indicators.HOUSEHOLDS.of], [*indicators.HOUSEHOLDS.of, "household", "adds"]
    anew = new.filter(pl.col("as_of") == SECOND).select(of).unique().join(old.select(of).unique(), on=of, nulls_equal=True)
    together = pl.concat([old.select(behind), new.select(behind)]).join(anew, on=of, nulls_equal=True)
    changed = together.group_by(behind).len().filter(pl.col("len") == 1)
    return changed.group_by(of).agg(pl.col("household").n_unique())


def test_pycanon_finds_both_household_files_within_the_bar(both: tuple[Published, Published], repository: Path) -> None:
    for release, material in both:
        found = measured(release.folder / f"data/{NAME}.csv", repository, rule(material))
        assert found["k"] >= 20
        assert min(found["l"].values()) >= 3
        assert max(found["t"].values()) <= 0.3


def test_household_files_tell_together_of_nobody(both: tuple[Published, Published]) -> None:
    (_, old), (_, new) = both
    first = new.ledger.frames(MEMBERSHIP)[FIRST]
    second = old.ledger.frames(MEMBERSHIP)[SECOND]
    assert second.height
    assert compare_releases(first, second, rule(new)).is_safe
    assert not compare_releases(first, HouseholdFile()._file(careless(new)).membership.frame(), rule(new)).is_safe


@pytest.mark.parametrize("name", [name for name in FILES if name in BUILT])
def test_posted_lists_single_nobody_out_in_either(both: tuple[Published, Published], name: str) -> None:
    for release, material in both:
        assert singled_out(posted(material.extract), read(release, name), FILES[name]) == set()
        assert name not in MONEY or singled_out(posted(material.extract), read(release, name), MONEY[name]) == set()


def said(material: Material, counts: Counts) -> Said:
    """What a release said of a table, as the ledger keeps it."""
    (found,) = (one for one in Said.load_all(material.ledger.folder / counts.name) if one.name == material.name)
    return found


def seen(release: Release, name: str, both: tuple[Published, Published]) -> Seen:
    """What an attacker reads of a table in the files of a release."""
    totals = f"{name}_totals"
    return Seen(COUNTED[name], read(release, name), read(release, totals) if totals in ABOUT_PEOPLE else None, truth(name, both))


def truth(name: str, both: tuple[Published, Published]) -> dict[str, pl.DataFrame]:
    """Who got what on the day of each release."""
    return {release.name: COUNTED[name].payments(material).collect() for release, material in both}


def materials(both: tuple[Published, Published]) -> dict[str, Material]:
    return {release.name: material for release, material in both}


def money(release: Release, truth: algebra.Truth, both: tuple[Published, Published]) -> list[algebra.Figures]:
    """Every figure of a release in which money of households for a stream may be."""
    payments = seen(release, "payments", both)
    of_streams = [algebra.of_streams(read(release, name), truth[release.name], release.name, name) for name in OF_STREAMS]
    hops = algebra.of_hops(read(release, "household_allocations"), PAYMENTS, materials(both), release.name)
    return [algebra.of_rows(payments, release.name), algebra.of_totals(payments, release.name), hops, *of_streams]


def in_files(material: Material, name: str) -> pl.DataFrame:
    """The rows of a table as they would be written."""
    return CountRows(COUNTED[name]).frame(material).collect()


def _inside(payments: pl.DataFrame, row: dict[str, str]) -> pl.DataFrame:
    """The payments that a published row covers: household, cents."""
    conditions = [pl.any_horizontal(pl.col(name).str.starts_with(code) for code in row[name].split()) for name in ("place", "kind")]
    return payments.filter(*conditions, pl.any_horizontal(_in_time(code) for code in row["month"].split())).select("household", "cents", "month")


def _in_time(code: str) -> pl.Expr:
    year, _, quarter = code.partition("-Q")
    in_quarter = (pl.col("month").str.slice(5, 2).cast(pl.Int8) - 1) // 3 + 1 == int(quarter) if quarter else pl.lit(True)
    return pl.col("month").str.starts_with(year) & in_quarter
