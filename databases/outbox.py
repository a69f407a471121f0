"""The outbox: what must still be told of a change, written in the change's own transaction. So nothing is lost, and nothing is told of what was
rolled back.

A message is claimed before it is delivered, and claiming it sets when it is tried again, later each time. So a process that dies with a
message in its hands leaves it to be delivered after all, and whoever fails has nothing to put back. A message is deleted in the transaction
that writes what became of it, or after what left the house: it is delivered at least once. After MOST_ATTEMPTS nobody claims it any more, and
it waits for an operator (`sunshine outbox`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import sqlalchemy as sa

from databases.code_lists.forces import OUTBOX_CHANNEL
from databases.connections import Role
from databases.tables import COUNT, KEY, MOMENT, TEXT, check, internal

MOST_ATTEMPTS = 12
FIRST_PAUSE = timedelta(minutes=1)  # until the second attempt, and longer than any attempt takes; each later one waits twice as long
PUT = "INSERT INTO outbox (channel, subject_id, due_at) SELECT $1, unnest($2::bigint[]), $3"
CLAIM = f"""
UPDATE outbox SET attempts = attempts + 1, due_at = $2::timestamptz + $3::interval * power(2, attempts)
WHERE id = (
    SELECT id FROM outbox WHERE channel = ANY($1::text[]) AND due_at <= $2 AND attempts < {MOST_ATTEMPTS} ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, channel, subject_id
"""
BACKLOG = f"""
SELECT channel, count(id) FILTER (WHERE attempts < {MOST_ATTEMPTS}) AS waiting, count(id) FILTER (WHERE attempts = {MOST_ATTEMPTS}) AS given_up
FROM unnest(ARRAY{list(OUTBOX_CHANNEL.labels)}) AS channel LEFT JOIN outbox USING (channel) GROUP BY channel ORDER BY channel
"""
GIVEN_UP = f"SELECT id, channel, subject_id, due_at, failure FROM outbox WHERE attempts = {MOST_ATTEMPTS} ORDER BY id"
RETRY = f"UPDATE outbox SET attempts = 0, due_at = $1 WHERE attempts = {MOST_ATTEMPTS} RETURNING id"


@dataclass(frozen=True)
class Message:
    """One message: the event to be told in inboxes, the notice to be mailed, or the mailbox to be confirmed, by its channel."""

    id: int
    channel: str
    subject_id: int


def outbox_table(tables: sa.MetaData) -> sa.Table:
    """The messages of one database. No entity: a message is gone when it is delivered."""
    channels = ", ".join(f"'{channel}'" for channel in OUTBOX_CHANNEL.labels)
    return sa.Table(
        "outbox",
        tables,
        internal("id", KEY, "Key 主键", sa.Identity(always=True), primary_key=True),
        internal("channel", OUTBOX_CHANNEL, "Where it goes 渠道"),
        internal("subject_id", KEY, "Event, notice or mailbox, by the channel 对象主键"),
        internal("due_at", MOMENT, "When it is tried next 下次投递时间", index=True),
        internal("attempts", COUNT, "How often it was tried 投递次数", server_default="0"),
        internal("failure", TEXT, "Why it failed last, without any address 最近失败原因", optional=True),
        check("channel", f"channel IN ({channels})"),
        check("attempts", f"attempts BETWEEN 0 AND {MOST_ATTEMPTS}"),
        comment="Message that waits to be delivered 待投递消息",
    )


def rights() -> list[str]:
    """The application puts messages and delivers them; nobody changes what a message is."""
    return [f"GRANT SELECT, INSERT (channel, subject_id, due_at), UPDATE (attempts, due_at, failure), DELETE ON outbox TO {Role.API}"]


async def put(connection: asyncpg.Connection[Any], channel: str, subjects: Sequence[int], now: datetime) -> None:
    """Leave messages in the caller's transaction."""
    if subjects:
        await connection.execute(PUT, channel, subjects, now)


async def claim(connection: asyncpg.Connection[Any], channels: Sequence[str], now: datetime) -> Message | None:
    """The message that has been due longest and is in nobody's hands; None where there is none."""
    row = await connection.fetchrow(CLAIM, channels, now, FIRST_PAUSE)
    return Message(**row) if row else None


async def drop(connection: asyncpg.Connection[Any], message: Message) -> None:
    """Forget a message that was delivered, or need not be any more."""
    await connection.execute("DELETE FROM outbox WHERE id = $1", message.id)


async def note_failure(connection: asyncpg.Connection[Any], message: Message, failure: str) -> None:
    await connection.execute("UPDATE outbox SET failure = $2 WHERE id = $1", message.id, failure)
