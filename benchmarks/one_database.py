"""The tables of the benchmark's question in one database, for a contestant that cannot join two: the rows of the county whose manager asks."""

from __future__ import annotations

import tempfile

import asyncpg
import sqlalchemy as sa

from benchmarks.questions import COUNTY
from databases.connections import Databases

NAME = "one_database"
TABLES = {
    "household": (
        "beneficiaries",
        'id bigint PRIMARY KEY, region_code text COLLATE "C", number text, head_name text, phone text, address text, category text, state text, member_count integer, '
        "per_capita_income numeric, filed_on date, housing text",
    ),
    "member": (
        "beneficiaries",
        "id bigint PRIMARY KEY, household_id bigint REFERENCES household, name text, id_number_mask text, born_on date, kinship text",
    ),
    "payment_line": (
        "funds",
        "id bigint PRIMARY KEY, household_id bigint REFERENCES household, month date, amount numeric, result text, settled_on date",
    ),
}

INDEXED = {"household": "region_code, id", "member": "household_id", "payment_line": "household_id, id"}  # as ours are


async def copy(source: Databases) -> str:
    """Make the database, copy the columns that are asked, index the keys; its DSN."""
    dsn = sa.make_url(source.dsns["beneficiaries"]).set(database=NAME).render_as_string(hide_password=False)
    async with source.connection("beneficiaries") as connection:
        await connection.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
    target = await asyncpg.connect(dsn, server_settings={"search_path": source.city})
    await target.execute(f"CREATE SCHEMA {source.city}")
    for table, (database, columns) in TABLES.items():
        await target.execute(f"CREATE TABLE {table} ({columns})")
        await _copy_rows(source, database, target, table, [column.split()[0] for column in columns.split(", ")])
        await target.execute(f"CREATE INDEX ON {table} ({INDEXED[table]})")
    await target.execute("VACUUM ANALYZE")
    await target.close()
    return dsn


async def _copy_rows(source: Databases, database: str, target: asyncpg.Connection, table: str, columns: list[str]) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryFile() as file:
        async with source.connection(database) as connection:
            rows = f"SELECT {', '.join(columns)} FROM {table} WHERE starts_with(region_code, '{COUNTY}')"
            await connection.copy_from_query(rows, output=file, format="binary")
        file.seek(0)
        await target.copy_to_table(table, source=file, columns=columns, format="binary")
