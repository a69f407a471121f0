"""The road of a follower: the next event of its kinds in the order of the log, what must be known of it, and one change in its own database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from databases import followers
from databases.connections import DatabaseUnavailableError
from databases.event_log import Event
from policies.subjects import Subject
from resolvers.changes.core import Changes, Outcome, Work

SYSTEM = Subject(number="system")
Facts = Any


class OvertakenError(Exception):
    """Another process has followed the event meanwhile."""


@dataclass(frozen=True)
class Follower:
    """Reads the events of some kinds in the log of `source` and acts on each in `target`.

    `look` reads where the event happened what must be known of it; `act` writes, in one transaction of the target, and says what happened.
    Who watches events of which the target is the source may follow on: so a saga goes from database to database.
    """

    name: str
    source: str
    target: str
    kinds: frozenset[str]
    act: Callable[[Work, asyncpg.Record, Facts], Awaitable[Sequence[Event]]]
    look: Callable[[Changes, asyncpg.Record], Awaitable[Facts]] | None = None


@dataclass(frozen=True)
class Log:
    """The log of a database, as it is read by the server itself."""

    changes: Changes
    database: str

    async def fetch(self, query: str, /, *values: Any) -> list[asyncpg.Record]:
        return await self.changes.rows(self.database, query, *values)


async def follow_next(changes: Changes, follower: Follower) -> bool:
    """Act on the next event, or move up to the end of the log; whether there may be more to do now.

    What it fails on is noted, and tried again later. Raises DatabaseUnavailableError: then nothing was done, and nothing is lost.
    """
    async with changes.transaction(follower.target) as connection:
        place = await followers.load_place(connection, follower.name)
    if place.due_at is not None and changes.clock.now() < place.due_at:
        return False
    try:
        return await _follow(changes, follower, place.position)
    except OvertakenError:
        return True
    except (DatabaseUnavailableError, asyncpg.PostgresConnectionError):
        raise
    except Exception as error:
        async with changes.transaction(follower.target) as connection:
            await followers.note_failure(connection, follower.name, place, type(error).__name__, changes.clock.now())
        raise


async def _follow(changes: Changes, follower: Follower, position: int) -> bool:
    event, place = await followers.find_next(Log(changes, follower.source), position, follower.kinds)
    if event is not None:
        await _act(changes, follower, position, event)
        return True
    if place > position:
        async with changes.transaction(follower.target) as connection:
            await followers.move(connection, follower.name, position, place)
    return place > position


async def _act(changes: Changes, follower: Follower, position: int, event: asyncpg.Record) -> None:
    facts = await follower.look(changes, event) if follower.look else None

    async def change(work: Work) -> Outcome[None]:
        if not await followers.move(work.connection, follower.name, position, event["leaf_index"] + 1):
            raise OvertakenError
        return Outcome(None, await follower.act(work, event, facts))

    await changes.make(SYSTEM, follower.target, change)
