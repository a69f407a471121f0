"""What the event log costs a change, and how fast events are sequenced: `python -m benchmarks.event_log`.

Each writer changes a household of his own (with its rules, indexes and history) in transactions of its own, in turns without and with
an event in the same transaction.
Times are wall-clock time per change over all writers, so with many writers they say what the whole machine spends on it.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median
from typing import Any

import asyncpg

from benchmarks.servers import KEYS, databases
from databases import event_audit, event_log
from databases.connections import Databases
from databases.demo_city.city import City
from databases.demo_city.load import load

HOUSEHOLDS = 600
WRITERS = (1, 4, 16)
CHANGES = 1_600  # in one round, over all writers
ROUNDS = 7
BACKLOG = 50_000
CHANGE = "UPDATE household SET version = version + 1 WHERE id = $1"
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


async def measure(city: Databases) -> None:
    await load(city, City(HOUSEHOLDS), KEYS, lambda *_: None)
    connections = [await city.connect("beneficiaries") for _ in range(max(WRITERS))]
    for writers in WRITERS:
        await _measure_writers(connections[:writers])
    await _measure_sequencer(connections[0])
    await _measure_walk(connections[0])


async def _measure_writers(connections: list[asyncpg.Connection[Any]]) -> None:
    """The median of what one round with the event costs more than the round without it beside it: a disturbed minute meets both."""
    rounds = [(await _time_round(connections, logged=False), await _time_round(connections, logged=True)) for _ in range(ROUNDS)]
    cost, ratio = median(after - before for before, after in rounds), median(after / before for before, after in rounds)
    name = f"{len(connections)} writer{'s' if len(connections) > 1 else ''}"
    print(f"event log cost per change ({name}): {cost:.0f} µs  (x {ratio:.2f} of a change without)")


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
    assert await event_audit.find_first_misfit(connection, "beneficiaries", {}) is None
    print(f"walk events/s: {await event_log.load_size(connection) / (time.perf_counter() - began):.0f}")


if __name__ == "__main__":
    with databases() as empty_city:
        asyncio.run(measure(empty_city))
