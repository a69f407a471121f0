"""Reads of personal data are recorded: a line for each request that showed any, written in batches.

A batch waits a fifth of a second at most, and a clean stop writes what waits: only a crash can lose that much. Reveals do
not come this way, they write their event before they answer.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import logging
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import asyncpg

from databases.clock import Clock
from databases.connections import ChangePool, Databases, DatabaseUnavailableError
from databases.read_records import WRITE
from policies.subjects import Subject
from resolvers.changes.core import describe
from resolvers.marks import NARROWEST_FIRST

HOME = "beneficiaries"
PAUSE_SECONDS = 0.2
MOST_WAITING = 50_000
NO_POST = "public::"
log = logging.getLogger(__name__)


@functools.lru_cache(1_000)
def digest(question: str) -> bytes:
    """The SHA-256 of a document, by which records and logs name it."""
    return hashlib.sha256(question.encode()).digest()


def by_post(subject: Subject, shown: Iterable[bytes]) -> dict[str, list[bytes]]:
    """What was shown, by the post in which it was read: the one that he has, or of several that which the mark tells (`marks.py`)."""
    only = next((describe(a) for tier in NARROWEST_FIRST for a in subject.assignments if a.tier == tier), NO_POST)
    found: dict[str, list[bytes]] = {}
    for mark in shown:
        whose, _, post = mark.partition(b" ")
        found.setdefault(post.decode() or only, []).append(whose)
    return found


class Recorder:
    """Lines that wait to be written."""

    def __init__(self, databases: Databases, clock: Clock) -> None:
        self._pool, self._clock = ChangePool(databases, HOME, 1), clock
        self._waiting: list[tuple[Any, ...]] = []

    def add(self, subject: Subject, question: str, shown: Sequence[bytes]) -> None:
        """Record that rows were shown. Raises DatabaseUnavailableError where too much waits: what cannot be recorded is not shown."""
        if not shown or not subject.number:
            return
        if len(self._waiting) >= MOST_WAITING:
            raise DatabaseUnavailableError(HOME, "reads cannot be recorded")
        now, name = self._clock.now(), digest(question)
        self._waiting += [(subject.number, post, now, name, b" ".join(ids).decode()) for post, ids in by_post(subject, dict.fromkeys(shown)).items()]

    async def keep_writing(self) -> NoReturn:
        """Write what waits, again and again, until cancelled; while the database is away, keep it."""
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            try:
                await self.flush()
            except (DatabaseUnavailableError, asyncpg.PostgresError) as error:
                log.warning("%d reads wait to be recorded: %s", len(self._waiting), type(error).__name__)

    async def flush(self) -> None:
        """Write what waits now, all or nothing."""
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        try:
            async with self._pool.transaction() as connection:
                await connection.execute(WRITE, *map(list, zip(*batch, strict=True)))
        except BaseException:
            self._waiting = batch + self._waiting
            raise

    async def close(self) -> None:
        """Write the rest and leave."""
        try:
            await self.flush()
        except (DatabaseUnavailableError, asyncpg.PostgresError):
            log.error("%d reads were not recorded: the database %s does not answer", len(self._waiting), HOME)
        await self._pool.close()
