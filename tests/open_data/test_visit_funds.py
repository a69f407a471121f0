"""What a unit brought to a village may have gone to few households of it: nobody reads it of one visit or village, and sums of eleven villages everybody."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from open_data.catalogue import DATASETS
from open_data.extract import Extract, publisher, statement
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.release.build import Release
from open_data.visit_funds import FUNDS_BROUGHT
from policies import policy
from policies.kinds import KINDS
from policies.subjects import Subject
from tests.open_data.conftest import CITY
from tests.open_data.test_bookkeeping import changed
from tests.open_data.test_catalogue import ask, read

FIRST, SECOND = "2020-06-30-1", "2020-07-31-1"
CONTENT = DATASETS["visit_funds"].content
BY_VILLAGE = "SELECT region_code, extract(year FROM visited_on)::int AS year, sum(funds_brought) AS amount FROM village_visit GROUP BY 1, 2 HAVING sum(funds_brought) > 0"


def asked(databases: Databases, sql: str, *values: object) -> list[Any]:
    async def fetch() -> list[Any]:
        async with databases.connection("forces") as connection:
            return await connection.fetch(sql, *values)

    return asyncio.run(fetch())


@pytest.mark.parametrize(("who", "sees"), [(Subject(), False), (publisher(CITY), True)], ids=["everybody", "publisher"])
def test_api_shows_nobody_but_officials_what_a_visit_brought(demo_city: tuple[Databases, City], who: Subject, sees: bool) -> None:
    sql, values = statement(policy.load(), who, KINDS["VillageVisit"], ["funds_brought"])
    assert ({row["funds_brought"] for row in asked(demo_city[0], sql, *values)} == {None}) is not sees


def test_every_cent_that_was_brought_is_in_the_sums(demo_city: tuple[Databases, City], release: Release) -> None:
    told = read(release, "visit_funds")
    assert told["amount"].sum() == ask(demo_city[0], "forces", "SELECT sum(funds_brought) FROM village_visit")
    assert len(told) > 3
    assert "funds_brought" not in read(release, "village_visits").columns


def test_no_sum_nor_what_two_sums_differ_by_is_of_fewer_than_eleven_villages(
    demo_city: tuple[Databases, City], release: Release, material: Material
) -> None:
    """He knows who was brought something, and adds and subtracts rows; of the sums of all villages one by one he would have each."""
    brought = {(row["region_code"], row["year"]): row["amount"] for row in asked(demo_city[0], BY_VILLAGE)}
    rows = [_villages(row, set(brought)) for row in read(release, "visit_funds").iter_rows(named=True)]
    assert set().union(*rows) == set(brought)
    assert sum(map(len, rows)) == len(brought)
    assert min(len({village for village, _ in row}) for row in rows) >= 11
    assert sum(sum(brought[one] for one in row) for row in rows) == sum(brought.values())
    assert FUNDS_BROUGHT.refusals(material) == []


def _villages(row: dict[str, Any], brought: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Villages and years behind a row."""
    return {(village, year) for village, year in brought if any(map(village.startswith, row["place"].split())) and str(year) in row["month"].split()}


def test_what_was_brought_to_few_villages_since_waits(extracted: Extract, tmp_path: Path) -> None:
    first = Material(extracted, Ledger(tmp_path / "ledger", FIRST))
    CONTENT.keep(first)
    before = CONTENT.frame(first).collect()
    for villages, waits in ((10, True), (60, False)):
        visits = changed(extracted, tmp_path / str(villages), VillageVisit=lambda rows, some=villages: more_brought(rows, some))
        second = Material(visits, Ledger(tmp_path / "ledger", SECOND))
        assert CONTENT.frame(second).collect().equals(before) is waits
        assert CONTENT.refusals(second) == []


def more_brought(visits: pl.DataFrame, villages: int) -> pl.DataFrame:
    """So many villages got a thousand yuan more on each visit of the first year than was known."""
    some = visits["region_code"].unique().sort().head(villages).to_list()
    more = pl.col("region_code").is_in(some) & (pl.col("visited_on").dt.year() == 2018) & (pl.col("funds_brought") > 0)
    return visits.with_columns(
        funds_brought=pl.when(more).then(pl.col("funds_brought") + Decimal(1000)).otherwise("funds_brought").cast(visits.schema["funds_brought"])
    )
