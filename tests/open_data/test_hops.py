"""Hops of money for households tell of nobody: not one by one, not beside the payments, not before anybody is paid, not over two releases."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from open_data import catalogue
from open_data.anonymise.beside_rows import Row, tell_of_few
from open_data.anonymise.tables import STANDARD
from open_data.extract import Extract
from open_data.hops import HopSums
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.passage import ACCOUNTS, passed, tellable

CONTENT = catalogue.DATASETS["household_allocations"].content
FIRST, SECOND = "2020-06-30-1", "2020-07-31-1"
GIFT = Decimal("777.00")


@pytest.fixture(scope="module")
def first(extracted: Extract, tmp_path_factory: pytest.TempPathFactory) -> Material:
    """A first release that the ledger knows."""
    material = Material(extracted, Ledger(tmp_path_factory.mktemp("ledger"), FIRST))
    catalogue.DATASETS["payments"].content.keep(material)
    CONTENT.keep(material)
    return material


def test_eleven_households_stand_behind_every_sum_of_hops(first: Material) -> None:
    """One hop of a group of streams in a year can be that of the one household that was helped."""
    assert isinstance(CONTENT, HopSums)
    found = passed(first, CONTENT.counts)
    through = found.through.join(found.cells, on="cell").join(found.accounts, on="account")
    assert told(first).height
    for row in told(first).iter_rows(named=True):
        streams = [*streams_of(first, row["kind"])]
        inside = through.filter(
            *[pl.col(name) == row[name] for name in ACCOUNTS], pl.col("kind").is_in(streams), pl.col("month").is_in(row["month"].split())
        )
        inside = inside.filter(pl.any_horizontal(pl.col("place").str.starts_with(code) for code in row["place"].split()))
        assert inside["household"].n_unique() >= STANDARD.households, row
    assert CONTENT.refusals(first) == []


def test_sums_of_hops_are_sums_of_rows_of_the_payments(first: Material) -> None:
    """Whoever holds both tables side by side learns nothing more; what an agency's account received is what was paid."""
    payments = catalogue.DATASETS["payments"].content.frame(first).collect()
    agency = told(first).filter(to_holder="agency_account")
    assert agency["amount"].sum() == payments["amount"].sum()
    for row in agency.iter_rows(named=True):
        assert row["amount"] == inside_of(payments, row)["amount"].sum(), row


def test_hop_of_which_nobody_was_paid_is_nowhere(first: Material, extracted: Extract, tmp_path: Path) -> None:
    """The day before a county pays its one household of a stream and year, its hop said what the household would get."""
    unpaid = Material(without_smallest_cell(extracted, tmp_path / "unpaid"), Ledger(tmp_path / "ledger", FIRST))
    payments = [catalogue.DATASETS["payments"].content.frame(each).collect()["amount"].sum() for each in (first, unpaid)]
    assert payments[1] < payments[0]
    assert told(unpaid).filter(to_holder="agency_account")["amount"].sum() == payments[1]


def test_one_more_payment_and_its_hop_wait_together(first: Material, extracted: Extract, tmp_path: Path) -> None:
    """The payments' row waited, and the hop told the 777 yuan of one household."""
    later = Material(with_gift(extracted, tmp_path / "later"), Ledger(first.ledger.folder, SECOND))
    assert_same(told(later), told(first))


def test_hop_that_changed_its_account_waits_as_well(first: Material, extracted: Extract, tmp_path: Path) -> None:
    """No payment changes, but one household's list is now paid from another source."""
    moved = with_gift(extracted, tmp_path / "later", adds_payment=False)
    assert_same(told(Material(moved, Ledger(first.ledger.folder, SECOND))), told(first))


def test_without_the_ledger_the_gift_would_show(first: Material, extracted: Extract, tmp_path: Path) -> None:
    later = Material(with_gift(extracted, tmp_path / "later"), Ledger(tmp_path / "nothing", SECOND))
    assert told(later)["amount"].sum() != told(first)["amount"].sum()


HOUSEHOLDS = 60
SOURCES = 4


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, SOURCES - 1), min_size=11, max_size=HOUSEHOLDS),
    st.lists(st.integers(1_000, 90_000), min_size=HOUSEHOLDS, max_size=HOUSEHOLDS),
    st.integers(0, HOUSEHOLDS),
)
def test_accounts_that_are_told_leave_no_few_households(source: list[int], cents: list[int], behind_second: int) -> None:
    """Money of some sources, of which the first feed an account in between: no account, no two and no rest is that of few households."""
    paid = pl.DataFrame({"household": range(len(source)), "cents": cents[: len(source)]}).cast({"cents": pl.Float64})
    from_sources = paid.with_columns(account=pl.Series(source))
    between = paid.filter(pl.col("household") < behind_second).with_columns(account=pl.lit(SOURCES, pl.Int64))
    told = tellable(paid, pl.concat([from_sources, between]).with_columns(inside=pl.lit(value=False)))
    accounts = {SOURCES: {*range(min(behind_second, len(source)))}} | {
        one: {at for at, each in enumerate(source) if each == one} for one in range(SOURCES)
    }
    known = [accounts[one] for one in told] + [{*range(len(source))}]
    differences = [one - other for one in known for other in [*known, set()] if other <= one]
    assert all(len(found) == 0 or len(found) >= STANDARD.households for found in differences)
    left = {*range(len(source))} - set().union(*(accounts[one] for one in told if one < SOURCES))
    assert not [one for one in told if one < SOURCES] or not left or len(left) >= STANDARD.households


def test_account_inside_a_county_is_told_only_if_all_money_passed_it() -> None:
    paid = pl.DataFrame({"household": range(40), "cents": 100.0})
    some = paid.head(20).with_columns(account=pl.lit(0), inside=pl.lit(value=True))
    every = paid.with_columns(account=pl.lit(0), inside=pl.lit(value=True))
    assert tellable(paid, some) == []
    assert tellable(paid, every) == [0]


QUARTER = frozenset(range(20))
PAID_BY_CITY = [[0.0], [1.0]]  # parts of a row by how much of them the city paid


@pytest.mark.parametrize(
    ("few", "is_told"),
    [
        ([range(100, 103)], True),  # one month of a quarter, three households
        ([range(100, 111)], False),
        ([range(100, 106), range(200, 206)], False),  # six in each of two quarters, twelve together
        ([range(100, 106), range(100, 106)], True),  # the same six in both
    ],
)
def test_source_of_a_part_of_rows_tells_of_the_part(few: list[range], is_told: bool) -> None:
    rows = [Row(np.array(PAID_BY_CITY), [QUARTER, frozenset(each)]) for each in few]
    assert tell_of_few(rows, 11) == is_told


def test_two_sources_are_subtracted_from_one_another() -> None:
    """City and province each paid parts of many; what only one of them paid is a part of two."""
    weights = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]])
    row = Row(weights, [QUARTER, frozenset(range(100, 120)), frozenset({1, 2})])
    assert tell_of_few([row], 11)
    assert not tell_of_few([Row(weights[:, :1], row.households)], 11)
    assert not tell_of_few([Row(weights[:2], row.households[:2])], 11)


def test_tenth_release_of_a_day_comes_after_the_ninth(extracted: Extract, tmp_path: Path) -> None:
    """What the tenth said anew stands in the eleventh as the tenth said it."""
    more = copied(extracted, tmp_path / "more")
    lines = extracted.rows("PaymentLine").collect()
    lines.with_columns(pl.when(pl.col("month").dt.year() == 2019).then(pl.col("amount") + 1).otherwise("amount").alias("amount")).write_parquet(
        more.folder / "PaymentLine.parquet"
    )
    said = []
    for number, rows in ((9, extracted), (10, more), (11, more)):
        material = Material(rows, Ledger(tmp_path / "ledger", f"2020-06-30-{number}"))
        said.append(told(material))
        catalogue.DATASETS["payments"].content.keep(material)
        CONTENT.keep(material)
    assert said[1].filter(as_of="2020-06-30-10").height
    assert_same(said[2], said[1])


def told(material: Material) -> pl.DataFrame:
    assert CONTENT.report(material)
    return CONTENT.frame(material).collect()


def assert_same(later: pl.DataFrame, before: pl.DataFrame) -> None:
    order = ["place", "kind", "month", *ACCOUNTS]
    assert later.sort(order).equals(before.sort(order))


def streams_of(material: Material, codes: str) -> set[str]:
    streams = dict(material.rows("FundStream").select("code", "purpose").collect().iter_rows())
    return {code for code, group in streams.items() if code in codes.split() or group in codes.split() or codes == "all"}


def inside_of(payments: pl.DataFrame, row: dict[str, str]) -> pl.DataFrame:
    """The rows of the payments that lie in a sum."""

    def within(name: str) -> pl.Expr:
        return pl.col(name).str.split(" ").list.eval(pl.any_horizontal(pl.element().str.starts_with(code) for code in row[name].split())).list.all()

    return payments.filter(within("place"), within("month"), pl.col("kind").str.split(" ").list.set_difference(row["kind"].split()).list.len() == 0)


def copied(extract: Extract, folder: Path) -> Extract:
    shutil.copytree(extract.folder, folder)
    return replace(extract, folder=folder)


def without_smallest_cell(extract: Extract, folder: Path) -> Extract:
    """The city on the day before the county, stream and year with the fewest households had paid anybody."""
    changed = copied(extract, folder)
    lists = extract.rows("PaymentList").select("stream_id", payment_list_id="id")
    lines = extract.rows("PaymentLine").join(lists, on="payment_list_id").collect()
    lines = lines.with_columns(county=pl.col("region_code").str.slice(0, 6), year=pl.col("month").dt.year())
    cell = ["stream_id", "county", "year"]
    smallest = lines.group_by(cell).agg(pl.col("household_id").n_unique()).sort("household_id", *cell).head(1)
    assert smallest["household_id"].item() < STANDARD.households
    lines.join(smallest, on=cell, how="anti").drop("stream_id", "county", "year").write_parquet(folder / "PaymentLine.parquet")
    return changed


def with_gift(extract: Extract, folder: Path, *, adds_payment: bool = True) -> Extract:
    """One household gets 777 yuan more, by a hop of its own from society: a new hop, and a list of one line that it pays."""
    changed = copied(extract, folder)
    line = extract.rows("PaymentLine").join(_many(extract), on="payment_list_id", how="semi").sort("household_id", "month").head(1).collect()
    paying = extract.rows("PaymentListFunding").filter(payment_list_id=line["payment_list_id"].item()).head(1).collect()
    hop = extract.rows("Allocation").filter(id=paying["allocation_id"].item()).collect()
    accounts = {"from_level": "society", "from_holder": "charity", "to_level": "county", "to_holder": "treasury"}
    add(folder, "Allocation", hop, id=0, amount=GIFT, **accounts)
    if adds_payment:
        lists = extract.rows("PaymentList").filter(id=line["payment_list_id"].item()).collect()
        add(folder, "PaymentList", lists, id=0)
        add(folder, "PaymentLine", line, id=0, payment_list_id=0, amount=GIFT)
        add(folder, "PaymentListFunding", paying, payment_list_id=0, allocation_id=0, amount=GIFT)
    else:
        add(folder, "PaymentListFunding", paying, allocation_id=0, amount=GIFT)
    return changed


def _many(extract: Extract) -> pl.LazyFrame:
    """Lists of many lines, so that their sums are told."""
    return extract.rows("PaymentLine").group_by("payment_list_id").len().sort("len", descending=True).head(1)


def add(folder: Path, kind: str, row: pl.DataFrame, **values: object) -> None:
    path = folder / f"{kind}.parquet"
    rows = pl.read_parquet(path)
    changed = row.with_columns([pl.lit(value).cast(rows.schema[name]).alias(name) for name, value in values.items() if name in rows.columns])
    pl.concat([rows, changed.select(rows.columns)]).write_parquet(path)
