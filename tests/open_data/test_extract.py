"""The extract holds what the publisher may read, and neither the policy nor the database lets it hold more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from databases.connections import Databases, Role
from databases.demo_city.city import City
from open_data import catalogue
from open_data.columns import Words
from open_data.contents import rows
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.extract import Extract, ForbiddenReadError, extract, publisher
from policies import policy
from tests.open_data.conftest import CITY, ignore


def test_publisher_reads_no_direct_identifier(demo_city: tuple[Databases, City], tmp_path: Path) -> None:
    with pytest.raises(ForbiddenReadError, match=r"Household\.head_name"):
        asyncio.run(extract(demo_city[0], policy.load(), publisher(CITY), {"Household": ["category", "head_name"]}, tmp_path, ignore))
    assert not list(tmp_path.iterdir())


def test_database_refuses_a_direct_identifier_to_the_publisher(demo_city: tuple[Databases, City]) -> None:
    async def read() -> None:
        connection = await demo_city[0].connect("beneficiaries", Role.PUBLISHER)
        try:
            await connection.fetch("SELECT head_name FROM household LIMIT 1")
        finally:
            await connection.close()

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(read())


def test_extract_has_every_row_of_the_city(demo_city: tuple[Databases, City], extracted: Extract) -> None:
    async def total() -> object:
        async with demo_city[0].connection("funds") as connection:
            return await connection.fetchval("SELECT sum(amount) FROM allocation")

    assert extracted.rows("Allocation").collect()["amount"].sum() == asyncio.run(total())


def test_rows_that_are_not_public_stop_the_build() -> None:
    leaking = Dataset(
        "leak", Words("漏", "leak"), Words("漏", "leak"), Theme.FUNDS, "finance", Rhythm.DAILY, "M8", ("amount",), rows("PaymentLine", "amount")
    )
    with pytest.raises(catalogue.CatalogueError, match=r"leak rests on PaymentLine\.amount"):
        catalogue.check([leaking])
    catalogue.check(catalogue.DATASETS.values())
