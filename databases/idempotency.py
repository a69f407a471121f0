"""Keys with which clients repeat a change safely: the same key and input give the first result, and nothing is done twice.

A key is taken in the transaction of its change, so it is kept exactly if the change is. A second session with the same
key waits at the primary key until the first one has committed or rolled back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import sqlalchemy as sa

from databases.connections import Role
from databases.tables import CODE, DIGEST, MOMENT, Domain, internal, quasi

KEPT = timedelta(days=2)
MOST_CHARACTERS = 100
ROW = Domain(sa.Text(collation="C"), "{column} ~ '^[A-Za-z]+:[0-9]+( [A-Za-z]+:[0-9]+)*$'")
KEY = Domain(sa.Text(collation="C"), f"char_length({{column}}) BETWEEN 1 AND {MOST_CHARACTERS}")
TAKE = "INSERT INTO idempotency_key (actor, key, input_digest, taken_at) VALUES ($1, $2, $3, $4) ON CONFLICT (actor, key) DO NOTHING RETURNING key"
FIRST = "SELECT input_digest, result FROM idempotency_key WHERE actor = $1 AND key = $2"


class KeyReusedError(Exception):
    """The key was used before, with another input."""


@dataclass(frozen=True)
class Key:
    """A client's key for one change; unique for each actor."""

    actor: str
    key: str
    input_digest: bytes


def idempotency_table(tables: sa.MetaData) -> sa.Table:
    """The keys taken in one database. No entity: a key does not change, and is forgotten after KEPT."""
    table = sa.Table(
        "idempotency_key",
        tables,
        quasi("actor", CODE, "Number of the person who made the change 操作人编号", primary_key=True),
        internal("key", KEY, "Key that the client chose 幂等键", primary_key=True),
        internal("input_digest", DIGEST, "Digest of the change and its input 输入摘要"),
        internal("result", ROW, "Row that the change made 结果", optional=True),
        internal("taken_at", MOMENT, "When 时间", index=True),
        sa.CheckConstraint(KEY.check.format(column="key"), name="key"),  # type: ignore[union-attr]
        comment="Idempotency key of a change 幂等键",
    )
    return table


def rights() -> list[str]:
    """The application takes keys and adds their result once; only the sequencer's host forgets them."""
    return [
        f"GRANT SELECT, INSERT, UPDATE (result) ON idempotency_key TO {Role.API}",
        f"GRANT SELECT (taken_at), DELETE ON idempotency_key TO {Role.SEQUENCER}",
    ]


async def take(connection: asyncpg.Connection[Any], key: Key, now: datetime) -> str | None:
    """Take a key in the caller's transaction; the first result, if the same change was made with it before.

    Raises KeyReusedError where it was another change.
    """
    if await connection.fetchval(TAKE, key.actor, key.key, key.input_digest, now):
        return None
    first = await connection.fetchrow(FIRST, key.actor, key.key)
    if first is None or first["input_digest"] != key.input_digest:
        raise KeyReusedError
    return str(first["result"])


async def keep_result(connection: asyncpg.Connection[Any], key: Key, result: str) -> None:
    await connection.execute("UPDATE idempotency_key SET result = $3 WHERE actor = $1 AND key = $2", key.actor, key.key, result)


async def purge(connection: asyncpg.Connection[Any], now: datetime) -> None:
    """Forget keys that were taken more than KEPT ago."""
    await connection.execute("DELETE FROM idempotency_key WHERE taken_at < $1", now - KEPT)
