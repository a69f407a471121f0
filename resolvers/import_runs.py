"""Watching imports: whoever waits for one is woken when its row changed. One statement a second asks for all that are watched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NoReturn

import asyncpg

from databases.connections import DatabaseUnavailableError
from resolvers.reads import Reads
from resolvers.spreadsheets.telling import HOME, SILENT_SECONDS

PAUSE_SECONDS = 1.0
STATES = f"""
SELECT id, version, ended_at IS NOT NULL AS is_over, ended_at IS NULL AND recorded_at < now() - interval '{SILENT_SECONDS} s' AS is_lost
FROM import_run WHERE id = ANY($1::bigint[])
"""


class LostImportError(Exception):
    """An import that has not ended and says nothing any more: its process or its machine is gone."""


@dataclass(eq=False)
class Watch:
    """What one watcher knows of an import. Nothing of it is handed out: it says only when to read again."""

    version: int = 0
    is_over: bool = False
    is_lost: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, state: asyncpg.Record) -> None:
        """The state of now is no news, unless the import is lost."""
        self.see(state)
        if not self.is_lost:
            self._news.clear()

    def see(self, state: asyncpg.Record) -> None:
        if (state["version"], state["is_lost"]) != (self.version, self.is_lost):
            self.version, self.is_over, self.is_lost = state["version"], state["is_over"], state["is_lost"]
            self._news.set()

    async def changed(self, seconds: float) -> bool:
        """Whether it changed within some seconds. Raises LostImportError."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        if self.is_lost:
            raise LostImportError
        return True


class Watches:
    """All watches of this process."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._watched: dict[int, set[Watch]] = {}

    @asynccontextmanager
    async def of(self, key: int) -> AsyncIterator[Watch]:
        """A watch of one import, which knows its state of now; of one that is not there it never hears."""
        watch = Watch()
        self._watched.setdefault(key, set()).add(watch)
        try:
            for state in await self._load([key]):
                watch.begin(state)
            yield watch
        finally:
            self._watched[key].discard(watch)
            if not self._watched[key]:
                del self._watched[key]

    async def keep_looking(self) -> NoReturn:
        """Look after what is watched, until cancelled; while the database is away, wait for it."""
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            for state in await self._load(list(self._watched)):
                for watch in self._watched.get(state["id"], ()):
                    watch.see(state)

    async def _load(self, keys: list[int]) -> list[asyncpg.Record]:
        """The states of some imports; none while the database is away, which /ready and every answer tell."""
        try:
            return await self._reads.fetch(HOME, STATES, keys) if keys else []
        except (DatabaseUnavailableError, asyncpg.PostgresError):
            return []
