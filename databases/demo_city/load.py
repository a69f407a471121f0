"""The demo city goes into the four databases: each in one transaction, all four at the same time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import polars as pl
import sqlalchemy as sa

from databases import bulk
from databases.connections import DATABASES, Databases
from databases.demo_city import beneficiaries, forces, funds, projects
from databases.demo_city.city import City
from databases.event_log import Event, append
from databases.failures import WrongDataError
from databases.identifiers import IdentifierKeys
from databases.key_check import keep_mark
from databases.registry import TABLES
from databases.tables import is_entity

FRAMES: dict[str, Callable[[City], Iterable[tuple[sa.Table, pl.DataFrame]]]] = {
    "beneficiaries": beneficiaries.tables,
    "funds": funds.tables,
    "projects": projects.tables,
    "forces": forces.tables,
}

Progress = Callable[[str, str, int], None]


class OccupiedError(WrongDataError):
    """A database holds rows already, and not those of a demo city."""


async def load(databases: Databases, city: City, keys: IdentifierKeys, progress: Progress) -> dict[str, int]:
    """Load the city; rows written per database (0 where it was there already, as after an interrupted load).

    `progress` is told (database, table, rows) after each table. Raises OccupiedError before anything is written.
    """
    filled = {name: await _is_filled(databases, name) for name in DATABASES}
    missing = [name for name in DATABASES if not filled[name]]
    if missing:
        await _check_same_city(databases, [name for name in DATABASES if filled[name]], city)
    for name in DATABASES:
        await keep_mark(databases, name, keys)
    loads = {name: asyncio.create_task(_load_one(databases, name, city, keys, progress)) for name in missing}
    if loads:
        await _all_or_first_failure(list(loads.values()))
    return {name: loads[name].result() if name in loads else 0 for name in DATABASES}


async def _all_or_first_failure(tasks: list[asyncio.Task[int]]) -> None:
    """Wait for all; when one fails stop the others (a dead server would let them wait for ever) and raise its error."""
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()


def frames(database: str, city: City) -> Iterator[tuple[sa.Table, pl.DataFrame]]:
    """Every table of one database with its rows, in the order of the rules of `databases/row_rules.py`: no foreign key holds yet."""
    region = TABLES[database].tables["region"]
    yield region, city.regions.select("id", "code", "name", "name_sort", "level", "parent_code", valid_from=pl.lit("1990-01-01"))
    yield from FRAMES[database](city)


def write_faults(city: City, path: Path) -> None:
    """The list of planted faults: what an inspection should find, kept outside the databases."""
    lines = sorted(json.dumps(asdict(fault), ensure_ascii=False) for fault in city.faults)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


async def _is_filled(databases: Databases, database: str) -> bool:
    async with databases.connection(database) as connection:
        kind = await connection.fetchval("SELECT kind FROM event ORDER BY id LIMIT 1")
        if kind not in (None, "demo_city_loaded"):
            raise OccupiedError(f"the database {database} holds data already: a demo city goes into empty databases only")
        return kind is not None


async def _check_same_city(databases: Databases, filled: list[str], city: City) -> None:
    """What an interrupted load began, only the same city may complete."""
    for name in filled:
        async with databases.connection(name) as connection:
            held = await connection.fetchval("SELECT purpose FROM event ORDER BY id LIMIT 1")
        if held != _about(city):
            raise OccupiedError(f"the database {name} holds another demo city ({held}): complete that one with the same numbers")


def _about(city: City) -> str:
    return f"{city.household_count} households, seed {city.seed}"


async def _load_one(databases: Databases, database: str, city: City, keys: IdentifierKeys, progress: Progress) -> int:
    tables = [table for table in TABLES[database].sorted_tables if is_entity(table)]
    away, back = bulk.suspend(tables)
    async with databases.connection(
        database
    ) as connection:  # to roll back it drops the connection: of a cancelled COPY asyncpg may never hear the end
        await connection.execute(";".join(["BEGIN", "SET CONSTRAINTS ALL IMMEDIATE", *away]))  # what waits for the end would hold up `back`
        rows = await _copy_all(connection, database, city, keys, progress)
        await connection.execute(";".join(back))
        await bulk.advance_keys(connection, tables)
        event = Event("demo_city_loaded", "city", databases.city, "system", datetime.now(UTC), purpose=_about(city), row_count=rows)
        await append(connection, [event])
        await connection.execute("COMMIT")
    return rows


async def _copy_all(connection: asyncpg.Connection[Any], database: str, city: City, keys: IdentifierKeys, progress: Progress) -> int:
    rows, ready = 0, frames(database, city)
    while (made := await asyncio.to_thread(next, ready, None)) is not None:
        table, frame = made
        await bulk.copy(connection, table, frame, keys)
        await connection.execute(f"ANALYZE {table.name}")  # so that the rules of the tables to come are planned for what is there
        rows += len(frame)
        progress(database, table.name, len(frame))
    return rows
