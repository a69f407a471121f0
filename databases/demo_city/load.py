"""The demo city goes into the four databases: each in one transaction, all four at the same time."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import polars as pl
import sqlalchemy as sa

from databases import bulk
from databases.connections import DATABASES, Databases
from databases.demo_city import LOADED, beneficiaries, forces, funds, projects
from databases.demo_city.city import City
from databases.event_log import Event, append
from databases.failures import WrongDataError
from databases.identifiers import IdentifierKeys
from databases.key_check import keep_mark
from databases.registry import TABLES
from databases.tables import is_entity
from databases.whole_files import write_whole

FRAMES: dict[str, Callable[[City], Iterable[tuple[sa.Table, pl.DataFrame]]]] = {
    "beneficiaries": beneficiaries.tables,
    "funds": funds.tables,
    "projects": projects.tables,
    "forces": forces.tables,
}

LOCK = 0x536565  # "See": one loading of a city at a time

Progress = Callable[[str, str, int], None]


class OccupiedError(WrongDataError):
    """A database holds rows already, and not those of a demo city."""


async def load(databases: Databases, city: City, keys: IdentifierKeys, progress: Progress) -> dict[str, int]:
    """Load the city; rows written per database (0 where it was there already, as after an interrupted load).

    `progress` is told (database, table, rows) after each table. Raises OccupiedError before anything is written.
    """
    return await _fill(databases, await _unfilled(databases, city), city, keys, progress)


async def load_and_list(databases: Databases, city: City, keys: IdentifierKeys, faults: Path, progress: Progress) -> dict[str, int]:
    """Load the city, and list its planted faults in a file: what an inspection should find, kept outside the databases.

    Wherever it was cut off before, city and list come out as if it had not been. A list that is there stays. Two who load
    at once do so one after the other.
    """
    async with databases.connection(DATABASES[0]) as turn:
        await turn.execute("SELECT pg_advisory_lock($1, hashtext($2))", LOCK, databases.city)
        unfilled = await _unfilled(databases, city)
        if unfilled:
            faults.unlink(missing_ok=True)  # so that a list that is there is always of the city that is there
        written = await _fill(databases, unfilled, city, keys, progress)
        if not faults.exists():
            planted = city if unfilled else await _held(databases)
            await _plant(planted, [name for name in DATABASES if name not in unfilled], progress)
            _write_faults(planted, faults)
        return written


async def _fill(databases: Databases, unfilled: list[str], city: City, keys: IdentifierKeys, progress: Progress) -> dict[str, int]:
    for name in DATABASES:
        await keep_mark(databases, name, keys)
    loads = {name: asyncio.create_task(_load_one(databases, name, city, keys, progress)) for name in unfilled}
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
    told = ("id", "code", "name", "name_sort", "level", "parent_code", "latitude", "longitude")
    yield region, city.regions.select(*told, valid_from=pl.lit("1990-01-01"))
    yield from FRAMES[database](city)


async def _unfilled(databases: Databases, city: City) -> list[str]:
    """Which databases are still empty; what an interrupted load began, only the same city may complete."""
    found = {name: await _about_held(databases, name) for name in DATABASES}
    unfilled = [name for name, about in found.items() if about is None]
    for name, about in found.items():
        if unfilled and about not in (None, _about(city)):
            raise OccupiedError(f"the database {name} holds another demo city ({about}): complete that one with the same numbers")
    return unfilled


async def _about_held(databases: Databases, database: str) -> str | None:
    """What was written down about the demo city in a database; None where it is empty."""
    async with databases.connection(database) as connection:
        first = await connection.fetchrow("SELECT kind, purpose FROM event ORDER BY id LIMIT 1")
    if first and first["kind"] != LOADED:
        raise OccupiedError(f"the database {database} holds data already: a demo city goes into empty databases only")
    return first and str(first["purpose"])


async def _held(databases: Databases) -> City:
    """The city that the databases hold, though another one may have been asked for."""
    about = await _about_held(databases, DATABASES[0])
    return City(*map(int, re.findall(r"\d+", about or "")))


def _about(city: City) -> str:
    return f"{city.household_count} households, seed {city.seed}"


async def _plant(city: City, names: list[str], progress: Progress) -> None:
    """Plant the faults of databases that were filled before: that is done while their frames are made, so they are made once more."""
    for name in names:
        async for table, frame in _made(name, city):
            progress(name, table.name, len(frame))


def _write_faults(city: City, path: Path) -> None:
    lines = sorted(json.dumps(asdict(fault), ensure_ascii=False) for fault in city.faults)
    write_whole(path, ("\n".join(lines) + "\n").encode())


async def _load_one(databases: Databases, database: str, city: City, keys: IdentifierKeys, progress: Progress) -> int:
    tables = [table for table in TABLES[database].sorted_tables if is_entity(table)]
    async with databases.connection(
        database
    ) as connection:  # to roll back it drops the connection: of a cancelled COPY asyncpg may never hear the end
        await connection.execute(";".join(["BEGIN", *bulk.take_away(tables)]))
        rows = await _copy_all(connection, database, city, keys, progress)
        await connection.execute(";".join(bulk.bring_back(tables)))
        await bulk.advance_keys(connection, tables)
        event = Event(LOADED, "city", databases.city, "system", datetime.now(UTC), purpose=_about(city), row_count=rows)
        await append(connection, [event])
        await connection.execute("COMMIT")
    return rows


async def _copy_all(connection: asyncpg.Connection[Any], database: str, city: City, keys: IdentifierKeys, progress: Progress) -> int:
    rows = 0
    async for table, frame in _made(database, city):
        await bulk.copy(connection, table, frame, keys)
        await connection.execute(f"ANALYZE {table.name}")  # so that the rules of the tables to come are planned for what is there
        rows += len(frame)
        progress(database, table.name, len(frame))
    return rows


async def _made(database: str, city: City) -> AsyncIterator[tuple[sa.Table, pl.DataFrame]]:
    """The frames of one database, each made in a thread when it is its turn."""
    ready = frames(database, city)
    while (made := await asyncio.to_thread(next, ready, None)) is not None:
        yield made
