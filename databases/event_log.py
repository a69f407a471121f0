"""The event log of a database: a transparency log as RFC 6962 describes one.

A change and its event are written in one transaction (`append`). Within seconds a sequencer gives each committed event
its place in a Merkle tree (`sequence`), and from time to time the tree's root is signed (`sign_checkpoint`). From then on
anyone who holds a checkpoint can prove that an event is in the log (`inclusion_proof`) and that a later checkpoint goes
on from his (`consistency_proof`); `find_first_misfit` reads the whole log again and names the first event that does
not fit. The database itself refuses every update and deletion, but it is the signed roots that hold against its owner.

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
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

import asyncpg
import orjson
import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.dialects import postgresql

from databases import merkle
from databases.connections import Role
from databases.merkle import Node, Run
from databases.tables import CODE, COUNT, DIGEST, KEY, MOMENT, REGION_CODE, TEXT, Domain, check, internal, public, quasi

BATCH_SIZE = 5_000  # events that are sequenced in one transaction, and read at once by the walk through the log

POSITION = Domain(sa.BigInteger(), "{column} >= 0")
LEVEL = Domain(sa.SmallInteger(), "{column} BETWEEN 1 AND 62")
SIGNATURE = Domain(sa.LargeBinary(), "octet_length({column}) = 64")
# names only: what a column held stays in its row and never comes into the log
FIELD_NAMES = Domain(postgresql.ARRAY(sa.Text(collation="C")), "array_to_string({column}, ',', '?') ~ '^[0-9A-Za-z_.,]*$'")


class EventLogError(Exception):
    """The log cannot do what was asked."""


class NotInLogError(EventLogError):
    """The event has no place in a tree of this size."""


class MissingNodeError(EventLogError):
    """Hashes are not there: the log is smaller than what was asked, or it was damaged."""


class RewrittenLogError(EventLogError):
    """The stored tree does not go on from the last signed checkpoint, so it must not be signed."""


@dataclass(frozen=True)
class EventTables:
    event: sa.Table
    event_unsequenced: sa.Table
    event_leaf: sa.Table
    event_node: sa.Table
    checkpoint: sa.Table


@dataclass(frozen=True)
class Event:
    """What happened to one subject. `actor` is a person's number or "system"; times are aware."""

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


@dataclass(frozen=True)
class Misfit:
    """The first event that does not fit. A deleted event may have left no id, an unlogged one has no index."""

    wrong: Wrong
    leaf_index: int | None
    event_id: int | None


def event_tables(tables: sa.MetaData) -> EventTables:
    """The tables of the log, alike in each database. They are no entities: nothing in them changes, so they have no history."""
    return EventTables(_event(tables), _event_unsequenced(tables), _event_leaf(tables), _event_node(tables), _checkpoint(tables))


def _event(tables: sa.MetaData) -> sa.Table:
    return _table(
        tables,
        "event",
        "Event: what was done to what, by whom, why 事件",
        internal("id", KEY, "Key 主键", sa.Identity(always=True), primary_key=True),
        internal("kind", CODE, "What happened 事件类型"),
        internal("subject_kind", CODE, "Table of the subject 对象类型"),
        quasi("subject_id", CODE, "Key of the subject 对象主键"),
        quasi("actor", CODE, "Number of the person who acted, or system 操作人编号"),
        internal("occurred_at", MOMENT, "Time 发生时间"),
        # no foreign key: each event would lock its region's row, and a log outlives the divisions it names
        quasi("region_code", REGION_CODE, "Division 所属区划", optional=True),
        internal("post", TEXT, "Post in which the person acted 岗位", optional=True),
        internal("purpose", TEXT, "Purpose 目的", optional=True),
        internal("clause", TEXT, "Clause on which it rests 依据条款", optional=True),
        internal("before_digest", DIGEST, "Digest of the row before 变更前摘要", optional=True),
        internal("after_digest", DIGEST, "Digest of the row after 变更后摘要", optional=True),
        internal("changed_fields", FIELD_NAMES, "Names of the changed columns 变更字段"),
        internal("source_digest", DIGEST, "Digest of the imported file 来源文件摘要", optional=True),
        internal("row_count", COUNT, "Rows that the event covers 行数", optional=True),
        sa.Index("ix_event_subject_kind_subject_id", "subject_kind", "subject_id"),
    )


def _event_unsequenced(tables: sa.MetaData) -> sa.Table:
    return _table(
        tables,
        "event_unsequenced",
        "Event that waits for its place in the log 待入日志事件",
        internal("event_id", KEY, "Event 事件", primary_key=True, autoincrement=False),
    )


def _event_leaf(tables: sa.MetaData) -> sa.Table:
    return _table(
        tables,
        "event_leaf",
        "Place of an event in the log 日志叶节点",
        internal("leaf_index", POSITION, "Place in the log, from 0 日志序号", primary_key=True, autoincrement=False),
        internal("event_id", KEY, "Event 事件", sa.ForeignKey("event.id"), unique=True),
        public("leaf_hash", DIGEST, "RFC 6962 leaf hash of the event 叶哈希"),
    )


def _event_node(tables: sa.MetaData) -> sa.Table:
    return _table(
        tables,
        "event_node",
        "Complete subtree of the log above its leaves 日志树节点",
        public("level", LEVEL, "Level, 1 above the leaves 层", primary_key=True, autoincrement=False),
        public("position", POSITION, "Place on its level, from 0 层内序号", primary_key=True, autoincrement=False),
        public("hash", DIGEST, "RFC 6962 node hash 哈希"),
    )


def _checkpoint(tables: sa.MetaData) -> sa.Table:
    return _table(
        tables,
        "checkpoint",
        "Signed size and root of the log 日志检查点",
        public("tree_size", KEY, "Leaves in the log 叶数", primary_key=True, autoincrement=False),
        public("root_hash", DIGEST, "RFC 6962 root 根哈希"),
        public("signed_at", MOMENT, "Signed at 签名时间"),
        public("key_id", CODE, "Signing key 签名密钥编号"),
        public("signature", SIGNATURE, "Ed25519 signature 签名"),
    )


def _table(tables: sa.MetaData, name: str, about: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    """A table without version and history, whose columns are held to their domains like those of an entity."""
    table = sa.Table(name, tables, *parts, comment=about)
    for column in table.columns:
        rule = column.info["domain"].check
        if rule and not column.foreign_keys:
            table.append_constraint(check(column.name, rule.format(column=column.name)))
    return table


APPEND_ONLY = ("event", "event_leaf", "event_node", "checkpoint")

FUNCTIONS = (
    """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the event log is only ever added to', tg_op, tg_table_name USING ERRCODE = 'insufficient_privilege';
END $$
""",
    # With its owner's rights, so that the application cannot touch the queue; and with the schema of the event, so that
    # neither another city's nor a temporary table of the same name can catch the id.
    """
CREATE FUNCTION await_sequencing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.event_unsequenced VALUES ($1)', tg_table_schema) USING new.id;
    RETURN NULL;
END $$
""",
)


def statements() -> Iterator[str]:
    """DDL that follows the tables: what protects the log, and what queues new events."""
    yield from FUNCTIONS
    yield "CREATE TRIGGER await_sequencing AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION await_sequencing()"
    for table in APPEND_ONLY:
        yield f"CREATE TRIGGER refuse_rewriting BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} EXECUTE FUNCTION refuse_rewriting()"


def rights() -> list[str]:
    """Grants on the log: the application writes events, the sequencer places them, no one changes anything."""
    return [
        f"GRANT SELECT, INSERT ON event TO {Role.API}",
        f"GRANT SELECT ON event TO {Role.SEQUENCER}",
        f"GRANT SELECT, DELETE ON event_unsequenced TO {Role.SEQUENCER}",
        f"GRANT SELECT, INSERT ON event_leaf, event_node, checkpoint TO {Role.SEQUENCER}",
    ]


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
    written = {name: _json_value(event[name]) for name in ("id", *COLUMNS) if event[name] is not None}
    return orjson.dumps(written, option=orjson.OPT_SORT_KEYS)


def _json_value(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return _iso(value)
    return value


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


async def _load_hashes(connection: asyncpg.Connection[Any], nodes: Sequence[Node]) -> dict[Node, bytes]:
    leaves = [node.position for node in nodes if not node.level]
    above = [node for node in nodes if node.level]
    rows = await connection.fetch(HASHES, leaves, [node.level for node in above], [node.position for node in above])
    hashes = {Node(row["level"], row["position"]): row["hash"] for row in rows}
    if missing := [node for node in nodes if node not in hashes]:
        raise MissingNodeError(f"the log has no hash for {missing[0]}: it is smaller than that, or damaged")
    return hashes


async def inclusion_proof(connection: asyncpg.Connection[Any], event_id: int, tree_size: int) -> InclusionProof:
    """That this event is in the log of this size."""
    leaf = await connection.fetchrow("SELECT leaf_index, leaf_hash FROM event_leaf WHERE event_id = $1", event_id)
    if leaf is None or leaf["leaf_index"] >= tree_size:
        raise NotInLogError(f"event {event_id} is not in the log of size {tree_size}")
    path = await _load_proof(connection, merkle.inclusion_runs(leaf["leaf_index"], tree_size))
    return InclusionProof(leaf["leaf_index"], tree_size, leaf["leaf_hash"], path)


async def consistency_proof(connection: asyncpg.Connection[Any], first: int, second: int) -> list[bytes]:
    """That the log of size `second` goes on from that of size `first`; checked by `merkle.is_consistent`."""
    return await _load_proof(connection, merkle.consistency_runs(first, second))


async def _load_proof(connection: asyncpg.Connection[Any], runs: Sequence[Run]) -> list[bytes]:
    nodes = [node for run in runs for node in merkle.complete_subtrees(run)]
    return merkle.proof(runs, await _load_hashes(connection, nodes))


async def sign_checkpoint(connection: asyncpg.Connection[Any], database: str, key: Ed25519PrivateKey, now: datetime) -> Checkpoint | None:
    """Sign the log's size and root, if it grew since the last checkpoint and still goes on from it."""
    async with connection.transaction(isolation="read_committed"):
        await connection.execute(LOCK)
        size = await load_size(connection)
        last = await connection.fetchrow("SELECT tree_size, root_hash FROM checkpoint ORDER BY tree_size DESC LIMIT 1")
        if last and await _load_root(connection, last["tree_size"]) != last["root_hash"]:
            raise RewrittenLogError(f"the log of {database} does not go on from its checkpoint at size {last['tree_size']}")
        if size == (last["tree_size"] if last else 0):
            return None
        checkpoint = _sign(database, size, await _load_root(connection, size), key, now)
        await _insert_checkpoint(connection, checkpoint)
    return checkpoint


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
) -> Misfit | None:
    """Walk the log in its order, recompute all of it from the rows of the events, and name the first that does not fit.

    `public_keys` are the keys that may have signed, by their `key_id`; `progress` is told the leaves checked, and all.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        total = await load_size(connection)
        walk = _Walk(database, public_keys)
        async for batch in _load_batches(connection):
            if misfit := walk.find_first_misfit(batch):
                return await _with_event(connection, misfit)
            progress(walk.size, total)
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
        return self._wrong_node(leaf["leaf_hash"], batch.nodes) or self._wrong_checkpoint(batch.checkpoints)

    def _wrong_node(self, leaf_hash: bytes, stored: Mapping[Node, bytes]) -> Wrong | None:
        grown = merkle.grow(self.size, [leaf_hash], self.edge)
        self.edge.update(grown)
        for node, hash_ in grown.items():
            if node.level and stored.get(node) != hash_:
                return Wrong.NODE_CHANGED if node in stored else Wrong.NODE_MISSING
        return None

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
