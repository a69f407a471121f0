"""What each role cannot do, asked of the database itself."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from databases.connections import DATABASES, Databases, Role
from databases.registry import TABLES
from databases.tables import CLASSIFICATION, Sensitivity, is_entity

DIRECT = [
    (database, table.name, column.name)
    for database in DATABASES
    for table in TABLES[database].sorted_tables
    if is_entity(table)
    for column in table.columns
    if column.info[CLASSIFICATION] is Sensitivity.DIRECT
]


def _run(databases: Databases, database: str, role: Role, sql: str) -> None:
    async def work() -> None:
        async with databases.connection(database, role) as connection:
            await connection.execute(sql)

    asyncio.run(work())


@pytest.mark.parametrize("database", DATABASES)
def test_publisher_reads_no_direct_identifier(databases: Databases, database: str) -> None:
    async def work() -> list[str]:
        async with databases.connection(database, Role.PUBLISHER) as connection:
            readable = []
            for of, table, column in DIRECT:
                for name in (table, f"{table}_history"):
                    allowed = of == database and await connection.fetchval("SELECT has_column_privilege($1, $2, 'SELECT')", name, column)
                    readable += [f"{name}.{column}"] if allowed else []
            return readable

    assert asyncio.run(work()) == []


@pytest.mark.parametrize("sql", ["UPDATE event SET kind = 'x'", "DELETE FROM event", "TRUNCATE event", "DELETE FROM region", "DROP TABLE region"])
def test_application_can_neither_rewrite_nor_delete(databases: Databases, sql: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        _run(databases, "forces", Role.API, sql)


FORGERIES = [
    "INSERT INTO region (code, name, name_sort, level, valid_from, recorded_at) VALUES ('77', 'x', 'x', 'province', '1990-01-01', '2010-01-01')",
    "INSERT INTO region (code, name, name_sort, level, valid_from, version) VALUES ('77', 'x', 'x', 'province', '1990-01-01', 77)",
    "UPDATE region SET recorded_at = '2010-01-01'",
    "INSERT INTO event (id, kind, subject_kind, subject_id, actor, occurred_at, changed_fields) OVERRIDING SYSTEM VALUE"
    " VALUES (99999, 'x', 'x', 'x', 'x', now(), '{}')",
]


@pytest.mark.parametrize("sql", FORGERIES)
def test_application_can_give_nothing_another_past(databases: Databases, sql: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        _run(databases, "forces", Role.API, sql)


@pytest.mark.parametrize("sql", ["SELECT * FROM region", "INSERT INTO event (kind) VALUES ('x')"])
def test_sequencer_sees_no_rows_and_adds_no_events(databases: Databases, sql: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        _run(databases, "forces", Role.SEQUENCER, sql)
