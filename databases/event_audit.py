"""The audit of an event log: read all of it again and name the first event that does not fit."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from databases import merkle
from databases.event_log import BATCH_SIZE, Checkpoint, leaf_bytes, load_size
from databases.merkle import Node, Run


class Wrong(StrEnum):
    """What can be wrong with a log."""

    LEAF_MISSING = "no leaf has this index"
    EVENT_MISSING = "the event's row is gone"
    EVENT_CHANGED = "the event's row and its leaf hash disagree"
    EVENT_UNLOGGED = "the event has no leaf and does not wait for one"
    NODE_MISSING = "a node of the tree above the event is gone"
    NODE_CHANGED = "a node of the tree above the event has another hash"
    NODE_BEYOND_END = "a node covers leaves that are not there"
    ROOT_CHANGED = "the checkpoint at this size has another root"
    KEY_UNKNOWN = "the checkpoint at this size is signed with an unknown key"
    SIGNATURE_INVALID = "the signature of the checkpoint at this size does not hold"
    CHECKPOINT_BEYOND_END = "a checkpoint is for a larger log than there is"
    OUTSIDE_ROOT_CHANGED = "a checkpoint kept outside has another root at this size: this event, or one before it, is not what it was then"
    OUTSIDE_BEYOND_END = "a checkpoint kept outside is for a larger log than there is"


@dataclass(frozen=True)
class Misfit:
    """The first event that does not fit. A deleted event may have left no id, an unlogged one has no index."""

    wrong: Wrong
    leaf_index: int | None
    event_id: int | None

    def __str__(self) -> str:
        event = "an event that is gone" if self.event_id is None else f"event {self.event_id}"
        return f"{event} ({'not in the log' if self.leaf_index is None else f'number {self.leaf_index} in the log'}): {self.wrong.value}"


LOG = "SELECT leaf_index, event_id, leaf_hash, event.* FROM event_leaf LEFT JOIN event ON id = event_id ORDER BY leaf_index"
# The nodes that become complete when the log grows from size $1 to size $2. OFFSET 0 keeps it a look-up in the index
# for each level; as a plain join it would read the whole table for each batch.
NODES = """
SELECT found.* FROM generate_series(1, 62) AS levels (number), LATERAL (
    SELECT level, position, hash FROM event_node
    WHERE level = number AND position >= $1::bigint >> number AND position < $2::bigint >> number
    OFFSET 0
) AS found
"""
CHECKPOINTS = "SELECT tree_size, root_hash, signed_at, key_id, signature FROM checkpoint WHERE tree_size > $1 AND tree_size <= $2"
UNLOGGED = """
SELECT min(id) FROM event
WHERE NOT EXISTS (SELECT FROM event_leaf WHERE event_id = id) AND NOT EXISTS (SELECT FROM event_unsequenced WHERE event_id = id)
"""
VANISHED = "SELECT min(event_id) FROM event_unsequenced WHERE NOT EXISTS (SELECT FROM event WHERE id = event_id)"
CHECKPOINT_BEYOND = "SELECT EXISTS (SELECT FROM checkpoint WHERE tree_size > $1)"
NODE_BEYOND = "SELECT EXISTS (SELECT FROM event_node WHERE position >= $1::bigint >> level)"


def _report_nothing(checked: int, total: int) -> None:
    """For callers who do not watch the progress."""


async def find_first_misfit(
    connection: asyncpg.Connection[Any],
    database: str,
    public_keys: Mapping[str, Ed25519PublicKey],
    progress: Callable[[int, int], None] = _report_nothing,
    outside: Sequence[Checkpoint] = (),
) -> Misfit | None:
    """Walk the log in its order, recompute all of it from the rows of the events, and name the first that does not fit.

    `public_keys` are the keys that may have signed, by their `key_id`; `progress` is told the leaves checked, and all.
    `outside` are checkpoints that were kept outside the database: the log must go on from each.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        total = await load_size(connection)
        walk = _Walk(database, public_keys, outside)
        async for batch in _load_batches(connection):
            if misfit := walk.find_first_misfit(batch):
                return await _with_event(connection, misfit)
            progress(walk.size, total)
        if any(checkpoint.tree_size > walk.size for checkpoint in outside):
            return Misfit(Wrong.OUTSIDE_BEYOND_END, walk.size, None)
        return await _find_misfit_beyond(connection, walk.size)


async def _with_event(connection: asyncpg.Connection[Any], misfit: Misfit) -> Misfit:
    """A missing leaf says nothing of its event, but the event may still be there without one."""
    if misfit.wrong is not Wrong.LEAF_MISSING:
        return misfit
    return Misfit(misfit.wrong, misfit.leaf_index, await connection.fetchval(UNLOGGED))


async def _find_misfit_beyond(connection: asyncpg.Connection[Any], size: int) -> Misfit | None:
    """What speaks of events that are not in the log."""
    if event_id := await connection.fetchval(UNLOGGED):
        return Misfit(Wrong.EVENT_UNLOGGED, None, event_id)
    if event_id := await connection.fetchval(VANISHED):
        return Misfit(Wrong.EVENT_MISSING, None, event_id)
    if await connection.fetchval(CHECKPOINT_BEYOND, size):
        return Misfit(Wrong.CHECKPOINT_BEYOND_END, size, None)
    if await connection.fetchval(NODE_BEYOND, size):
        return Misfit(Wrong.NODE_BEYOND_END, size, None)
    return None


@dataclass(frozen=True)
class _Batch:
    """A part of the log as it is stored: leaves with their events, the nodes that they complete, the checkpoints among them."""

    leaves: list[asyncpg.Record]
    nodes: dict[Node, bytes]
    checkpoints: dict[int, asyncpg.Record]


async def _load_batches(connection: asyncpg.Connection[Any]) -> AsyncIterator[_Batch]:
    cursor, start = await connection.cursor(LOG), 0
    while leaves := await cursor.fetch(BATCH_SIZE):
        stop = leaves[-1]["leaf_index"] + 1
        nodes = await connection.fetch(NODES, start, stop)
        checkpoints = await connection.fetch(CHECKPOINTS, start, stop)
        yield _Batch(
            leaves,
            {Node(row["level"], row["position"]): row["hash"] for row in nodes},
            {row["tree_size"]: row for row in checkpoints},
        )
        start = stop


@dataclass
class _Walk:
    """The log recomputed so far: how many leaves, and the hashes of its right edge."""

    database: str
    public_keys: Mapping[str, Ed25519PublicKey]
    outside: Sequence[Checkpoint] = ()
    size: int = 0
    edge: dict[Node, bytes] = field(default_factory=dict)

    def find_first_misfit(self, batch: _Batch) -> Misfit | None:
        for leaf in batch.leaves:
            if wrong := self._what_is_wrong(leaf, batch):
                return Misfit(wrong, self.size, None if wrong is Wrong.LEAF_MISSING else leaf["event_id"])
            self.size += 1
        self.edge = {node: self.edge[node] for node in merkle.complete_subtrees(Run(0, self.size))}
        return None

    def _what_is_wrong(self, leaf: asyncpg.Record, batch: _Batch) -> Wrong | None:
        if leaf["leaf_index"] != self.size:
            return Wrong.LEAF_MISSING
        if leaf["id"] is None:
            return Wrong.EVENT_MISSING
        if merkle.leaf_hash(leaf_bytes(leaf)) != leaf["leaf_hash"]:
            return Wrong.EVENT_CHANGED
        return self._wrong_node(leaf["leaf_hash"], batch.nodes) or self._wrong_outside() or self._wrong_checkpoint(batch.checkpoints)

    def _wrong_node(self, leaf_hash: bytes, stored: Mapping[Node, bytes]) -> Wrong | None:
        grown = merkle.grow(self.size, [leaf_hash], self.edge)
        self.edge.update(grown)
        for node, hash_ in grown.items():
            if node.level and stored.get(node) != hash_:
                return Wrong.NODE_CHANGED if node in stored else Wrong.NODE_MISSING
        return None

    def _wrong_outside(self) -> Wrong | None:
        size = self.size + 1
        roots = [checkpoint.root_hash for checkpoint in self.outside if checkpoint.tree_size == size]
        return Wrong.OUTSIDE_ROOT_CHANGED if any(root != merkle.root(size, self.edge) for root in roots) else None

    def _wrong_checkpoint(self, checkpoints: Mapping[int, asyncpg.Record]) -> Wrong | None:
        row = checkpoints.get(self.size + 1)
        if row is None:
            return None
        checkpoint = Checkpoint(self.database, **dict(row))
        if checkpoint.root_hash != merkle.root(checkpoint.tree_size, self.edge):
            return Wrong.ROOT_CHANGED
        if checkpoint.key_id not in self.public_keys:
            return Wrong.KEY_UNKNOWN
        return None if checkpoint.is_signed_by(self.public_keys[checkpoint.key_id]) else Wrong.SIGNATURE_INVALID
