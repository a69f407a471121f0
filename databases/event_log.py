"""The event log of a database: a transparency log as RFC 6962 describes one.

A change and its event are written in one transaction (`append`). Within seconds a sequencer gives each committed event
its place in a Merkle tree (`sequence`), and from time to time the tree's root is signed (`sign_checkpoint`). From then on
anyone who holds a checkpoint can prove that an event is in the log (`inclusion_proof`) and that a later checkpoint goes
on from his (`consistency_proof`); `event_audit` reads the whole log again and names the first event that does not fit. The
database itself refuses every update and deletion, but it is the signed roots that hold against its owner.

How the sequencer finds new events: a trigger writes the id of each new event into `event_unsequenced`, in the event's own
transaction, and the sequencer takes ids out of it. An id is taken before its transaction commits, so a low id may become
visible long after higher ones: a mark "sequenced up to id n" would lose it, and a mark by transaction ids would hold up
every event behind the longest transaction of the whole cluster. The queue has neither fault, since row and event become
visible together. It holds only what is not sequenced yet, so its cost does not depend on the size of the log. Ids are
taken lowest first: an event that was committed before another was written comes before it in the log as well.

Writers take no lock that another writer or the sequencer takes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from databases import merkle
from databases.failures import WrongDataError
from databases.merkle import Node, Run

BATCH_SIZE = 5_000  # events that are sequenced in one transaction, and read at once by the walk through the log


class EventLogError(WrongDataError):
    """The log cannot do what was asked."""


class NotInLogError(EventLogError):
    """The event has no place in a tree of this size."""


class MissingNodeError(EventLogError):
    """Hashes are not there: the log is smaller than what was asked, or it was damaged."""


class RewrittenLogError(EventLogError):
    """The stored tree does not go on from the last signed checkpoint, so it must not be signed."""


class Fetching(Protocol):
    """A connection, or a pool of them: whatever runs one SELECT."""

    async def fetch(self, query: str, /, *values: Any) -> list[asyncpg.Record]: ...


@dataclass(frozen=True)
class Event:
    """What happened to one subject. `actor` is a person's number, "operator" (at the machine) or "system"; times are aware."""

    kind: str
    subject_kind: str
    subject_id: str
    actor: str
    occurred_at: datetime
    region_code: str | None = None
    post: str | None = None
    purpose: str | None = None
    clause: str | None = None
    before_digest: bytes | None = None
    after_digest: bytes | None = None
    changed_fields: Sequence[str] = ()
    source_digest: bytes | None = None
    row_count: int | None = None
    import_run_id: int | None = None


@dataclass(frozen=True)
class Checkpoint:
    """A signed statement that the log of one database had this root at this size."""

    database: str
    tree_size: int
    root_hash: bytes
    signed_at: datetime
    key_id: str
    signature: bytes

    def is_signed_by(self, key: Ed25519PublicKey) -> bool:
        text = checkpoint_text(self.database, self.tree_size, self.root_hash, self.signed_at)
        try:
            key.verify(self.signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class InclusionProof:
    """Checked by `merkle.is_included(leaf_hash, leaf_index, tree_size, path, root)`."""

    leaf_index: int
    tree_size: int
    leaf_hash: bytes
    path: list[bytes]


COLUMNS = tuple(column.name for column in fields(Event))
values_of = attrgetter(*COLUMNS)
INSERT = f"INSERT INTO event ({', '.join(COLUMNS)}) VALUES ({', '.join(f'${place}' for place, _ in enumerate(COLUMNS, 1))}) RETURNING id"


async def append(connection: asyncpg.Connection[Any], events: Sequence[Event]) -> list[int]:
    """Write events in the caller's transaction, in one round trip; their ids."""
    rows = await connection.fetchmany(INSERT, [values_of(event) for event in events])
    return [row["id"] for row in rows]


def leaf_bytes(event: Mapping[str, Any] | asyncpg.Record) -> bytes:
    """The canonical JSON (RFC 8785) of an event's row.

    Columns without a value are left out, so that an optional column can be added without changing any old leaf.
    """
    written = {name: _json_value(event[name]) for name in ("id", "recorded_at", "nonce", *COLUMNS) if event[name] is not None}
    return orjson.dumps(written, option=orjson.OPT_SORT_KEYS)


def _json_value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return _iso(value)
    return str(value) if isinstance(value, UUID) else value


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


# One sequencer or signer of one city at a time. Only politeness: were there two, the primary keys would refuse the later.
LOCK = "SELECT pg_advisory_xact_lock('event_leaf'::regclass::oid::bigint)"
TAKE = f"""
WITH taken AS (
    DELETE FROM event_unsequenced
    WHERE event_id IN (SELECT event_id FROM event_unsequenced ORDER BY event_id LIMIT {BATCH_SIZE})
    AND EXISTS (SELECT FROM event WHERE id = event_id)
    RETURNING event_id
)
SELECT event.* FROM event JOIN taken ON id = event_id ORDER BY id
"""
SIZE = "SELECT coalesce(max(leaf_index) + 1, 0) FROM event_leaf"
HASHES = """
SELECT 0 AS level, leaf_index AS position, leaf_hash AS hash FROM event_leaf WHERE leaf_index = ANY($1::bigint[])
UNION ALL
SELECT level, position, hash FROM event_node JOIN unnest($2::smallint[], $3::bigint[]) AS wanted (level, position) USING (level, position)
"""


async def sequence(connection: asyncpg.Connection[Any]) -> int:
    """Give each committed event without a leaf its place in the log; how many."""
    total = 0
    while count := await _sequence_batch(connection):
        total += count
        if count < BATCH_SIZE:
            break
    return total


async def _sequence_batch(connection: asyncpg.Connection[Any]) -> int:
    async with connection.transaction(isolation="read_committed"):  # each statement must see what the last sequencer did
        await connection.execute(LOCK)
        events = await connection.fetch(TAKE)
        if events:
            await _add_leaves(connection, events)
    return len(events)


async def _add_leaves(connection: asyncpg.Connection[Any], events: Sequence[asyncpg.Record]) -> None:
    size = await load_size(connection)
    edge = await _load_hashes(connection, merkle.complete_subtrees(Run(0, size)))
    leaf_hashes = [merkle.leaf_hash(leaf_bytes(event)) for event in events]
    leaves = [(index, event["id"], hash_) for index, event, hash_ in zip(range(size, size + len(events)), events, leaf_hashes, strict=True)]
    nodes = [(*node, hash_) for node, hash_ in merkle.grow(size, leaf_hashes, edge).items() if node.level]
    await connection.copy_records_to_table("event_leaf", records=leaves)
    await connection.copy_records_to_table("event_node", records=nodes)


async def load_size(connection: asyncpg.Connection[Any]) -> int:
    size: int = await connection.fetchval(SIZE)
    return size


async def _load_root(connection: asyncpg.Connection[Any], size: int) -> bytes:
    return merkle.root(size, await _load_hashes(connection, merkle.complete_subtrees(Run(0, size))))


async def _load_hashes(connection: Fetching, nodes: Sequence[Node]) -> dict[Node, bytes]:
    leaves = [node.position for node in nodes if not node.level]
    above = [node for node in nodes if node.level]
    rows = await connection.fetch(HASHES, leaves, [node.level for node in above], [node.position for node in above])
    hashes = {Node(row["level"], row["position"]): row["hash"] for row in rows}
    if missing := [node for node in nodes if node not in hashes]:
        raise MissingNodeError(f"the log has no hash for {missing[0]}: it is smaller than that, or damaged")
    return hashes


async def inclusion_proof(connection: Fetching, event_id: int, tree_size: int) -> InclusionProof:
    """That this event is in the log of this size."""
    leaves = await connection.fetch("SELECT leaf_index, leaf_hash FROM event_leaf WHERE event_id = $1", event_id)
    if not leaves or leaves[0]["leaf_index"] >= tree_size:
        raise NotInLogError(f"event {event_id} is not in the log of size {tree_size}")
    leaf = leaves[0]
    path = await _load_proof(connection, merkle.inclusion_runs(leaf["leaf_index"], tree_size))
    return InclusionProof(leaf["leaf_index"], tree_size, leaf["leaf_hash"], path)


async def consistency_proof(connection: Fetching, first: int, second: int) -> list[bytes]:
    """That the log of size `second` goes on from that of size `first`; checked by `merkle.is_consistent`."""
    return await _load_proof(connection, merkle.consistency_runs(first, second))


async def _load_proof(connection: Fetching, runs: Sequence[Run]) -> list[bytes]:
    nodes = [node for run in runs for node in merkle.complete_subtrees(run)]
    return merkle.proof(runs, await _load_hashes(connection, nodes))


async def newest_checkpoint(connection: Fetching, database: str) -> Checkpoint | None:
    """The last that was signed; None before the first. `database` is the name under which the log is signed."""
    rows = await connection.fetch("SELECT tree_size, root_hash, signed_at, key_id, signature FROM checkpoint ORDER BY tree_size DESC LIMIT 1")
    return Checkpoint(database, *rows[0].values()) if rows else None


async def sign_checkpoint(
    connection: asyncpg.Connection[Any], database: str, key: Ed25519PrivateKey, now: datetime, kept: Checkpoint | None = None
) -> Checkpoint | None:
    """Sign the log's size and root, if it grew since the last checkpoint and still goes on from it and from the one `kept` outside."""
    async with connection.transaction(isolation="read_committed"):
        await connection.execute(LOCK)
        size = await load_size(connection)
        last = await newest_checkpoint(connection, database)
        for signed in {last, kept}:
            if signed:
                await _refuse_unless_it_goes_on(connection, size, signed)
        if size == (last.tree_size if last else 0):
            return None
        checkpoint = _sign(database, size, await _load_root(connection, size), key, now)
        await _insert_checkpoint(connection, checkpoint)
    return checkpoint


async def _refuse_unless_it_goes_on(connection: asyncpg.Connection[Any], size: int, signed: Checkpoint) -> None:
    if size < signed.tree_size:
        raise RewrittenLogError(
            f"the log of {signed.database} has {size:,} events, its checkpoint of {_iso(signed.signed_at)} has {signed.tree_size:,}"
        )
    if await _load_root(connection, signed.tree_size) != signed.root_hash:
        raise RewrittenLogError(f"the log of {signed.database} does not go on from its checkpoint at size {signed.tree_size:,}")


def _sign(database: str, size: int, root: bytes, key: Ed25519PrivateKey, now: datetime) -> Checkpoint:
    return Checkpoint(database, size, root, now, key_id(key.public_key()), key.sign(checkpoint_text(database, size, root, now)))


def checkpoint_text(database: str, size: int, root: bytes, signed_at: datetime) -> bytes:
    """What is signed, in the manner of a C2SP checkpoint: origin, size and root, and then the time."""
    return f"sunshine/{database}\n{size}\n{base64.b64encode(root).decode()}\n{_iso(signed_at)}\n".encode()


def key_id(key: Ed25519PublicKey) -> str:
    """Short and always the same name of a key."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


async def _insert_checkpoint(connection: asyncpg.Connection[Any], checkpoint: Checkpoint) -> None:
    await connection.execute(
        "INSERT INTO checkpoint (tree_size, root_hash, signed_at, key_id, signature) VALUES ($1, $2, $3, $4, $5)",
        checkpoint.tree_size,
        checkpoint.root_hash,
        checkpoint.signed_at,
        checkpoint.key_id,
        checkpoint.signature,
    )
