"""Every requirement of the mission has its columns, filled in the demo city, and a constraint that refuses a wrong write."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import asyncpg
import pytest
import sqlalchemy as sa

from databases import bulk, row_rules
from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.demo_city.load import frames
from databases.identifiers import IdentifierKeys
from databases.registry import TABLES
from tests.generated_docs import all_requirements
from tests.requirements import Promise, Requirement
from tests.requirements.promises import PROMISES
from tests.requirements.promises.payments import FURTHER_LINE, LOCKING, OPEN_LIST

REQUIREMENTS = all_requirements()
NAMES = """
SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
UNION SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
UNION SELECT regexp_replace(proname, '_update$', '') FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
"""
Homes = Mapping[str, str]
OF_WHAT_COMES_AFTER = ("ck_payment_line_list_is_open", "ck_bidder_in_time")


@pytest.fixture(scope="module")
def homes(demo_city: tuple[Databases, City]) -> Homes:
    """The database that holds each constraint, index or rule, the first of those that hold one of its name."""

    async def names(database: str) -> list[str]:
        async with demo_city[0].connection(database) as connection:
            return [row[0] for row in await connection.fetch(NAMES)]

    return {name: database for database in reversed(DATABASES) for name in asyncio.run(names(database))}


def test_every_requirement_is_kept() -> None:
    numbers = {requirement.number for requirement in REQUIREMENTS}
    assert sorted(set(range(1, 185)) - numbers) == []


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda r: f"M{r.number}-{r.constraint}")
def test_columns_are_filled_and_a_wrong_write_is_refused(demo_city: tuple[Databases, City], homes: Homes, requirement: Requirement) -> None:
    databases, _ = demo_city
    empty = [column for column in requirement.columns if not asyncio.run(_is_filled(databases, column))]
    assert empty == []
    assert _refusing(databases, homes, requirement) == requirement.constraint


@pytest.mark.parametrize("promise", PROMISES, ids=lambda p: p.constraint)
def test_wrong_write_is_refused(demo_city: tuple[Databases, City], homes: Homes, promise: Promise) -> None:
    assert _refusing(demo_city[0], homes, promise) == promise.constraint


def test_every_row_rule_is_promised() -> None:
    promised = {promise.constraint for promise in PROMISES}
    assert [rule.name for tables in TABLES.values() for rule in row_rules.rules(tables) if rule.name not in promised] == []


@pytest.mark.parametrize("database", DATABASES)
def test_every_value_is_read_as_it_was_written(demo_city: tuple[Databases, City], keys: IdentifierKeys, database: str) -> None:
    """The same city, made anew, beside the rows that nobody has changed since; ciphertexts differ each time, their digests do not."""
    assert asyncio.run(_unlike_written(demo_city[0], City(demo_city[1].household_count), keys, database)) == {}


async def _unlike_written(databases: Databases, city: City, keys: IdentifierKeys, database: str) -> dict[str, int]:
    """How many rows of each table are missing or not as they were written."""
    unlike = {}
    async with databases.connection(database) as connection:
        for table, frame in frames(database, city):
            await connection.execute(
                f"CREATE TEMP TABLE {table.name} (LIKE {table.name} INCLUDING DEFAULTS INCLUDING GENERATED)"
            )  # it hides the city's
            await bulk.copy(connection, table, frame, keys)
            if count := await connection.fetchval(_unlike(databases.city, table, frame.columns)):
                unlike[table.name] = count
    return unlike


def _unlike(city: str, table: sa.Table, written: list[str]) -> str:
    kept = [name if name in table.c else f"{name}_digest" for name in written]
    differs = " OR ".join(f"made.{name} IS DISTINCT FROM kept.{name}" for name in kept)
    rows = f"pg_temp.{table.name} AS made LEFT JOIN {city}.{table.name} AS kept USING (id)"
    return f"SELECT count(*) FROM {rows} WHERE kept.id IS NULL OR (kept.version = 1 AND ({differs}))"


@pytest.mark.parametrize("database", DATABASES)
def test_every_row_rule_holds_for_the_whole_demo_city(demo_city: tuple[Databases, City], database: str) -> None:
    """Whichever table was loaded first; that a locked list gets no further line, and an awarded tender no further bid, are rules of what comes after."""
    kept = [rule for rule in row_rules.rules(TABLES[database]) if isinstance(rule, row_rules.RowRule) and rule.name not in OF_WHAT_COMES_AFTER]
    assert [rule.name for rule in kept if asyncio.run(_is_broken(demo_city[0], database, rule))] == []


async def _is_broken(databases: Databases, database: str, rule: row_rules.RowRule) -> bool:
    async with databases.connection(database) as connection:
        return bool(await connection.fetch(f"WITH changed AS (SELECT * FROM {rule.table}) SELECT FROM ({rule.wrong}) AS wrong LIMIT 1"))


def test_list_is_not_locked_past_a_line_that_is_being_written(demo_city: tuple[Databases, City]) -> None:
    """Of two transactions at once the second waits for the first, and sees what it wrote."""

    async def work() -> None:
        async with demo_city[0].connection("funds") as clerk, demo_city[0].connection("funds") as checker:
            writing = clerk.transaction()
            await writing.start()
            try:
                await clerk.execute(FURTHER_LINE)
                await checker.execute("SET lock_timeout = '100ms'")
                await checker.execute(f"{LOCKING} WHERE id = {OPEN_LIST}")
            finally:
                await writing.rollback()

    with pytest.raises(asyncpg.LockNotAvailableError):
        asyncio.run(work())


async def _is_filled(databases: Databases, column: str) -> bool:
    database, table, name = column.split(".")
    assert name in TABLES[database].tables[table].c
    async with databases.connection(database) as connection:
        return bool(await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table} WHERE {name} IS NOT NULL)"))


def _refusing(databases: Databases, homes: Homes, rule: Requirement | Promise) -> str | None:
    """The constraint that refuses the wrong statement, which runs in the database that holds the one that should."""
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        asyncio.run(_write(databases, homes[rule.constraint], rule.refused))
    return refused.value.constraint_name


async def _write(databases: Databases, database: str, statement: str) -> None:
    """Run a statement; were it accepted, it would be rolled back."""
    async with databases.connection(database) as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute(statement)
        finally:
            await transaction.rollback()
