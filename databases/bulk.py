"""Bulk loading: frames go into tables by COPY, under the same constraints as every other row.

Foreign keys and indexes of a table that is still empty are made after its rows, inside the same transaction: checking
them once for all rows is several times faster than row by row, and the promise is the same.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable
from typing import Any

import asyncpg
import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

from databases.identifiers import SHOWN, IdentifierKeys, mask
from databases.row_rules import AtCommit, rules

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
ENCRYPTED = "_encrypted"


SLICE = 100_000  # rows that are sealed and turned into text at once


async def copy(connection: asyncpg.Connection[Any], table: sa.Table, frame: pl.DataFrame, keys: IdentifierKeys) -> None:
    """Append a frame whose columns are named as the table's, identifiers clear; other columns get their defaults."""
    for part in frame.iter_slices(SLICE):
        await _copy(connection, table, await asyncio.to_thread(_seal, table, part, keys))


async def _copy(connection: asyncpg.Connection[Any], table: sa.Table, frame: pl.DataFrame) -> None:
    text = io.BytesIO()
    frame.write_csv(text, include_header=False)
    text.seek(0)
    await connection.copy_to_table(table.name, source=text, columns=frame.columns, format="csv")


def _seal(table: sa.Table, frame: pl.DataFrame, keys: IdentifierKeys) -> pl.DataFrame:
    """Replace each clear identifier by its ciphertext, digest and mask."""
    for name in [c.name.removesuffix(ENCRYPTED) for c in table.columns if c.name.endswith(ENCRYPTED)]:
        if name in frame.columns:
            column = f"{table.name}.{name}"
            values = frame[name].to_list()
            frame = frame.drop(name).with_columns(
                pl.Series(f"{name}{ENCRYPTED}", [_hex(value and keys.seal(column, value)) for value in values], pl.String),
                pl.Series(f"{name}_digest", [_hex(value and keys.digest(column, value)) for value in values], pl.String),
                pl.Series(f"{name}_mask", [value and mask(value, SHOWN[name]) for value in values], pl.String),
            )
    return frame


async def advance_keys(connection: asyncpg.Connection[Any], tables: Iterable[sa.Table]) -> None:
    """After rows with keys of their own: the next key of each table follows the largest."""
    for table in tables:
        await connection.execute(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), coalesce(max(id), 0) + 1, false) FROM {table.name}")


def take_away(tables: Iterable[sa.Table]) -> list[str]:
    """DDL that takes away foreign keys and plain indexes."""
    tables = list(tables)
    keys = [_sql(DropConstraint(key)) for table in tables for key in _foreign_keys(table)]
    return keys + [_sql(DropIndex(index)) for table in tables for index in _indexes(table)]


def bring_back(tables: Iterable[sa.Table]) -> list[str]:
    """DDL that makes them again, and has what waits for the end of the transaction looked at in between.

    That is looked at row by row, so it needs the indexes; and a table of which rows wait can get none before.
    """
    tables = list(tables)
    waiting = {rule.table for table in tables for rule in rules(table.metadata) if isinstance(rule, AtCommit) and "INSERT" in rule.events}
    soon, later = [table for table in tables if table.name not in waiting], [table for table in tables if table.name in waiting]
    keys = [_sql(AddConstraint(key)) for table in tables for key in _foreign_keys(table)]
    return [*_made(soon), "SET CONSTRAINTS ALL IMMEDIATE", *_made(later), *keys]


def _made(tables: Iterable[sa.Table]) -> list[str]:
    return [_sql(CreateIndex(index)) for table in tables for index in _indexes(table)]


def _foreign_keys(table: sa.Table) -> list[sa.ForeignKeyConstraint]:
    """In one order, for they are a set: of two keys the same one refuses."""
    return sorted(table.foreign_key_constraints, key=lambda key: str(key.name))


def _indexes(table: sa.Table) -> list[sa.Index]:
    return sorted(table.indexes, key=lambda index: str(index.name))


def _hex(value: bytes | None) -> str | None:
    return "\\x" + value.hex() if value else None


def _sql(element: sa.schema.ExecutableDDLElement) -> str:
    return str(element.compile(dialect=DIALECT))
