"""Every requirement of the mission has its columns, filled in the demo city, and a constraint that refuses a wrong write."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from databases import row_rules
from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.registry import TABLES
from tests.generated_docs import all_requirements
from tests.requirements import Promise, Requirement
from tests.requirements.promises import PROMISES

REQUIREMENTS = all_requirements()
NAMED = """
SELECT FROM pg_constraint WHERE conname = $1 AND connamespace = current_schema()::regnamespace
UNION ALL SELECT FROM pg_class WHERE relname = $1 AND relnamespace = current_schema()::regnamespace
UNION ALL SELECT FROM pg_proc WHERE proname IN ($1, $1 || '_update') AND pronamespace = current_schema()::regnamespace
"""


def test_every_requirement_is_kept() -> None:
    numbers = {requirement.number for requirement in REQUIREMENTS}
    assert sorted(set(range(1, 185)) - numbers) == []


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda r: f"M{r.number}-{r.constraint}")
def test_columns_are_filled_and_a_wrong_write_is_refused(demo_city: tuple[Databases, City], requirement: Requirement) -> None:
    databases, _ = demo_city
    empty = [column for column in requirement.columns if not asyncio.run(_is_filled(databases, column))]
    assert empty == []
    assert _refusing(databases, requirement) == requirement.constraint


@pytest.mark.parametrize("promise", PROMISES, ids=lambda p: p.constraint)
def test_wrong_write_is_refused(demo_city: tuple[Databases, City], promise: Promise) -> None:
    assert _refusing(demo_city[0], promise) == promise.constraint


def test_every_row_rule_is_promised() -> None:
    promised = {promise.constraint for promise in PROMISES}
    assert [rule.name for tables in TABLES.values() for rule in row_rules.rules(tables) if rule.name not in promised] == []


async def _is_filled(databases: Databases, column: str) -> bool:
    database, table, name = column.split(".")
    assert name in TABLES[database].tables[table].c
    async with databases.connection(database) as connection:
        return bool(await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table} WHERE {name} IS NOT NULL)"))


def _refusing(databases: Databases, rule: Requirement | Promise) -> str | None:
    """The constraint that refuses the wrong statement."""
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        asyncio.run(_write(databases, rule))
    return refused.value.constraint_name


async def _write(databases: Databases, rule: Requirement | Promise) -> None:
    """Run the statement in the database that holds the constraint; were it accepted, it would be rolled back."""
    for database in DATABASES:
        async with databases.connection(database) as connection:
            if await connection.fetch(NAMED, rule.constraint):
                transaction = connection.transaction()
                await transaction.start()
                try:
                    await connection.execute(rule.refused)
                finally:
                    await transaction.rollback()
                return
    raise AssertionError(f"no database has the constraint {rule.constraint}")
