"""Followers: whatever follows from the events of one database in another one reads them there in the order of their log.

A follower keeps in the database in which it acts how far it has come in the log of the other one, and moves on in the transaction in
which it acts. So what follows from an event is done exactly once, whatever is killed between: either both are written, or neither, and
then the event comes again. An event on which a follower fails is tried again, later each time; nothing behind it is done before.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import sqlalchemy as sa

from databases.connections import Role
from databases.event_log import Fetching
from databases.event_tables import POSITION
from databases.tables import CODE, COUNT, MOMENT, TEXT, internal

READ_AT_ONCE = 5_000
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=10)  # each pause is twice the one before
SIZE = "SELECT coalesce(max(leaf_index) + 1, 0) AS size FROM event_leaf"
NEXT = """
SELECT leaf_index, event.* FROM event_leaf JOIN event ON event.id = event_id
WHERE leaf_index >= $1 AND leaf_index < $2 AND kind = ANY($3::text[]) AND starts_with(coalesce(region_code, ''), $4) ORDER BY leaf_index LIMIT 1
"""
BEGIN = "INSERT INTO follower (name, position) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"
PLACE = "SELECT position, failures, due_at FROM follower WHERE name = $1"
MOVE = "UPDATE follower SET position = $3, failures = 0, failure = NULL, due_at = NULL WHERE name = $1 AND position = $2 RETURNING name"
CLAIM = "UPDATE follower SET due_at = $3 WHERE name = $1 AND position = $2 AND coalesce(due_at <= $4, true) RETURNING name"
FAIL = "UPDATE follower SET failures = failures + 1, failure = $3, due_at = $4 WHERE name = $1 AND position = $2"
STANDING = "SELECT name, position, failures, failure FROM follower ORDER BY name"


@dataclass(frozen=True)
class Place:
    """How far a follower has come: the event that it reads next, how often it failed on it, and when it is tried again."""

    position: int
    failures: int = 0
    due_at: datetime | None = None


def follower_table(tables: sa.MetaData) -> sa.Table:
    """The followers that act in one database. No entity: what they did stands in the log."""
    return sa.Table(
        "follower",
        tables,
        internal("name", CODE, "Name 名称", primary_key=True),
        internal("position", POSITION, "Event of the other log that it reads next 下一日志序号"),
        internal("failures", COUNT, "How often it failed on that event 失败次数", server_default="0"),
        internal("failure", TEXT, "Why it failed last, without any value 最近失败原因", optional=True),
        internal("due_at", MOMENT, "When it tries again 下次处理时间", optional=True),
        comment="Follower of another database's events 事件跟办进度",
    )


def rights() -> list[str]:
    """The application moves its followers; none is ever forgotten."""
    return [f"GRANT SELECT, INSERT (name, position), UPDATE (position, failures, failure, due_at) ON follower TO {Role.API}"]


async def load_place(connection: asyncpg.Connection[Any], name: str) -> Place:
    """Where a follower stands; one that never followed anything begins with the first event."""
    row = await connection.fetchrow(PLACE, name)
    if row is None:
        await begin(connection, name, 0)
    return Place(**row) if row else Place(0)


async def begin(connection: asyncpg.Connection[Any], name: str, position: int) -> None:
    """Let a follower begin at a place of the log, unless it has begun."""
    await connection.execute(BEGIN, name, position)


async def claim(connection: asyncpg.Connection[Any], name: str, position: int, now: datetime, until: datetime) -> bool:
    """Take the next event in hand until it is moved over, for what is not done by a transaction; False where somebody else has it."""
    return await connection.fetchval(CLAIM, name, position, until, now) is not None


async def find_next(source: Fetching, position: int, kinds: Collection[str], region: str = "") -> tuple[asyncpg.Record | None, int]:
    """The next event of some kinds in a division, from a position on; without one, the position up to which there is none."""
    size = (await source.fetch(SIZE))[0]["size"]  # first: what is placed meanwhile is found the next time
    end = max(position, min(size, position + READ_AT_ONCE))
    found = await source.fetch(NEXT, position, end, list(kinds), region)
    return (found[0], found[0]["leaf_index"]) if found else (None, end)


async def move(connection: asyncpg.Connection[Any], name: str, position: int, to: int) -> bool:
    """Move on in the caller's transaction; False where another process was faster."""
    return await connection.fetchval(MOVE, name, position, to) is not None


async def note_failure(connection: asyncpg.Connection[Any], name: str, place: Place, failure: str, now: datetime) -> None:
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(place.failures, 20), LONGEST_PAUSE)
    await connection.execute(FAIL, name, place.position, failure, now + pause)
