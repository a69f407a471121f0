"""How far an import is, told to whoever may watch it: a row of `import_run`, outside the import's own transaction.

The file's name and digest are told, and numbers. They are written once a second where they changed, and every ten seconds in any case, so that
whoever watches can tell a slow import from a dead one, and the next import ends the dead one's row. An import whose progress cannot be written goes on untold.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from databases.clock import Clock
from databases.connections import LOST, Databases, DatabaseUnavailableError, Role

HOME = "forces"
PAUSE_SECONDS = 1.0
SIGN_OF_LIFE_SECONDS = 10.0
SILENT_SECONDS = 60  # six signs of life
END_LOST = f"""
UPDATE import_run SET state = 'failed', ended_at = greatest(now(), started_at)
WHERE ended_at IS NULL AND recorded_at < now() - interval '{SILENT_SECONDS} s'
"""
BEGIN = """
INSERT INTO import_run (kind, file_name, state, started_at, person_id, region_code)
SELECT $1, $2, 'checking', $3, person.id, coalesce(person.region_code, (SELECT code FROM region ORDER BY length(code), code LIMIT 1))
FROM (SELECT) AS nobody LEFT JOIN person ON person.number = $4 RETURNING id
"""
TELL = """
UPDATE import_run SET file_digest = $2, state = $3, row_count = $4, checked = $5, written = $6, mistakes = $7, ended_at = $8 WHERE id = $1
"""
UNTOLD = (DatabaseUnavailableError, asyncpg.PostgresError, *LOST)


@dataclass
class Figures:
    """What is told; the import sets it as it goes on."""

    file_digest: bytes | None = None
    state: str = "checking"
    row_count: int = 0
    checked: int = 0
    written: int = 0
    mistakes: int = 0

    def values(self) -> tuple[Any, ...]:
        """Never more rows than the file has: an attempt that is made twice counts its rows twice."""
        done = min(self.checked, self.row_count), min(self.written, self.row_count)
        return self.file_digest, self.state, self.row_count, *done, self.mistakes


@dataclass
class Run:
    """An import under way. `key` is that of its row, or None where nothing can be told."""

    key: int | None = None
    figures: Figures = field(default_factory=Figures)

    @property
    def id(self) -> str | None:
        """Its global id."""
        return f"ImportRun:{self.key}" if self.key else None


async def end_lost(databases: Databases) -> int:
    """End the imports that say nothing any more, as "failed"; how many. One that was only held up tells how it goes on."""
    async with databases.connection(HOME, Role.API) as connection:
        return int((await connection.execute(END_LOST)).removeprefix("UPDATE "))


@asynccontextmanager
async def telling(databases: Databases, kind: str, file_name: str, actor: str, clock: Clock) -> AsyncIterator[Run]:
    """Tell of an import until it ends, well or badly. Reading and checking keep its thread busy, so this has its own."""
    run, begun, ended = Run(), threading.Event(), threading.Event()
    teller = _Teller(databases, kind, file_name, actor, clock, run, begun, ended)
    thread = threading.Thread(target=asyncio.run, args=(teller.tell(),), name="import-progress", daemon=True)
    thread.start()
    await asyncio.to_thread(begun.wait)
    try:
        yield run
    except BaseException:
        run.figures.state = "failed"
        raise
    finally:
        ended.set()
        await asyncio.to_thread(thread.join)


@dataclass
class _Teller:
    databases: Databases
    kind: str
    file_name: str
    actor: str
    clock: Clock
    run: Run
    begun: threading.Event
    ended: threading.Event

    async def tell(self) -> None:
        try:
            await end_lost(self.databases)
            async with self.databases.connection(HOME, Role.API) as connection:
                key = await connection.fetchval(BEGIN, self.kind, _writable(self.file_name), self.clock.now(), self.actor)
                self.run.key = key
                self.begun.set()
                await self._keep_telling(connection, key)
        except UNTOLD:
            pass  # the import itself says what is wrong with the databases that it needs
        finally:
            self.begun.set()

    async def _keep_telling(self, connection: asyncpg.Connection[Any], key: int) -> None:
        told, silent = None, 0.0
        while not await asyncio.to_thread(self.ended.wait, PAUSE_SECONDS):
            silent += PAUSE_SECONDS
            if (values := self.run.figures.values()) != told or silent >= SIGN_OF_LIFE_SECONDS:
                await connection.execute(TELL, key, *values, None)
                told, silent = values, 0.0
        await connection.execute(TELL, key, *self.run.figures.values(), self.clock.now())


def _writable(name: str) -> str:
    """A file's name as text: bytes of it that are none become question marks."""
    return name.encode("utf-8", "replace").decode()
