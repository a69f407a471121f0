"""What the history costs: inserts and updates of one table with its trigger and without it, side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from benchmarks.servers import databases
from databases.connections import Databases

ROWS = 20_000
REGION = "INSERT INTO region (code, name, name_sort, level, valid_from) VALUES ('32', '省', 'sheng', 'province', '1990-01-01')"
INSERT = """
INSERT INTO organisation (code, name, kind, region_code)
SELECT 'ORG' || i, '单位', 'helping_unit', '32' FROM generate_series($1::int, $2::int) AS i
"""
UPDATE = "UPDATE organisation SET name = name || 'x'"


async def _measure(connection: asyncpg.Connection[Any]) -> None:
    await connection.execute(REGION)
    costs = {}
    for name, switch in (("with history", "ENABLE"), ("without history", "DISABLE")):
        await connection.execute(f"ALTER TABLE organisation {switch} TRIGGER keep_history")
        start = 1 if switch == "ENABLE" else ROWS + 1
        costs[f"insert {name}"] = await _microseconds(lambda start=start: connection.execute(INSERT, start, start + ROWS - 1))  # type: ignore[misc]
    for name, switch in (("without history", "DISABLE"), ("with history", "ENABLE")):
        await connection.execute("VACUUM FULL organisation")
        await connection.execute(f"ALTER TABLE organisation {switch} TRIGGER keep_history")
        costs[f"update {name}"] = await _microseconds(lambda: connection.execute(UPDATE)) / 2  # both halves are there now
    for name, cost in costs.items():
        print(f"{name}, microseconds a row: {cost:.1f}")
    for kind in ("insert", "update"):
        print(f"history cost ratio ({kind}): {costs[f'{kind} with history'] / costs[f'{kind} without history']:.2f}", flush=True)


async def _microseconds(work: Callable[[], Awaitable[Any]]) -> float:
    begun = time.perf_counter()
    await work()
    return (time.perf_counter() - begun) / ROWS * 1e6


async def main(empty: Databases) -> None:
    async with empty.connection("forces") as connection:
        await _measure(connection)


if __name__ == "__main__":
    with databases() as empty_city:
        asyncio.run(main(empty_city))
