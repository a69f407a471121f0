"""The sequencer: gives new events their place in a database's log and signs what has grown."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from databases import event_log, idempotency
from databases.connections import Databases, Role
from resolvers.reads import Reads
from sunshine import kept_checkpoints

PAUSE_SECONDS = 2.0
LAG = """
SELECT count(*) AS events, coalesce(extract(epoch FROM clock_timestamp() - min(occurred_at)), 0)::float8 AS seconds
FROM event WHERE id > coalesce((SELECT event_id FROM event_leaf ORDER BY leaf_index DESC LIMIT 1), 0)
"""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Lag:
    """How many events wait for their place in a log, and for how long the oldest has."""

    events: int
    seconds: float


async def load_lag(reads: Reads, database: str) -> Lag:
    """How far the sequencer of a database's log is behind, seen from its newest leaf."""
    row = (await reads.fetch(database, LAG))[0]
    return Lag(row["events"], max(0.0, row["seconds"]))


async def sequence_on(databases: Databases, database: str, key: Ed25519PrivateKey, kept: Path) -> None:
    """Sequence and sign one database's log, until the log is found to be broken or its database is away."""
    try:
        await sequence_and_sign(databases, database, key, kept, forever=True)
    except event_log.EventLogError as error:
        log.error("%s: nothing is signed any more; run `sunshine check`", error)


async def sequence_and_sign(databases: Databases, database: str, key: Ed25519PrivateKey, kept: Path, forever: bool = False) -> int:
    """Place all waiting events and sign the new size; how many were placed (or go on, over one connection).

    The newest checkpoint is kept in the folder `kept`; a log that does not go on from it is not signed any more.
    """
    name = databases.log_name(database)
    newest = kept_checkpoints.load(kept, name)
    async with databases.connection(database, Role.SEQUENCER) as connection:
        while True:
            now = datetime.now(UTC)
            placed = await event_log.sequence(connection)
            if signed := await event_log.sign_checkpoint(connection, name, key, now, newest):
                kept_checkpoints.keep(kept, newest := signed)
            await idempotency.purge(connection, now)
            if not forever:
                return placed
            await asyncio.sleep(PAUSE_SECONDS)
