"""What a village spent on welfare follows from nothing that everybody sees, though all that it spent does."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from open_data.extract import publisher, statement
from open_data.release.build import Release
from open_data.village_expenditures import SUMMED, TOGETHER
from policies import policy
from policies.kinds import KINDS
from policies.subjects import Subject
from tests.open_data.conftest import CITY
from tests.open_data.test_catalogue import read

SPENT = "SELECT region_code, year, sum(amount) AS amount FROM village_expenditure GROUP BY region_code, year"
TWO = "SELECT region_code, year, sum(amount) AS amount FROM village_expenditure WHERE kind = ANY($1) GROUP BY region_code, year"
THERE = "SELECT DISTINCT kind FROM village_expenditure"


def asked(databases: Databases, sql: str, *values: object) -> list[Any]:
    async def fetch() -> list[Any]:
        async with databases.connection("funds") as connection:
            return await connection.fetch(sql, *values)

    return asyncio.run(fetch())


def sums(rows: list[Any]) -> dict[tuple[str, int], Decimal]:
    return {(row["region_code"], row["year"]): row["amount"] for row in rows}


def test_welfare_stands_in_one_sum_with_public_services_and_kinds_still_add_up(demo_city: tuple[Databases, City], release: Release) -> None:
    told = read(release, "village_expenditures")
    kinds = {row["kind"] for row in asked(demo_city[0], THERE)}
    assert set(told["kind"]) == kinds - set(TOGETHER) | {SUMMED}
    by_year = ["region_code", "year"]
    assert sums(told.group_by(by_year).agg(pl.col("amount").sum()).to_dicts()) == sums(asked(demo_city[0], SPENT))
    together = told.filter(kind=SUMMED)
    assert sums(together.to_dicts()) == sums(asked(demo_city[0], TWO, list(TOGETHER)))
    assert together["ceiling"].null_count() == len(together)


@pytest.mark.parametrize(("who", "sees"), [(Subject(), False), (publisher(CITY), True)], ids=["everybody", "publisher"])
def test_api_shows_nobody_but_officials_the_kinds_that_stand_together(demo_city: tuple[Databases, City], who: Subject, sees: bool) -> None:
    sql, values = statement(policy.load(), who, KINDS["VillageExpenditure"], ["kind"])
    kinds = {row["kind"] for row in asked(demo_city[0], sql, *values)}
    assert kinds >= {"operating", "office"}
    assert (set(TOGETHER) <= kinds) is sees
    assert sees or kinds.isdisjoint(TOGETHER)
