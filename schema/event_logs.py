"""The event logs as seen from outside: signed checkpoints and proofs, open to everyone, since they are hashes only."""

from __future__ import annotations

import base64
import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import strawberry

from databases import event_log
from resolvers.reads import Reads

NOT_THERE = (event_log.EventLogError, ValueError, asyncpg.DataError)  # no such event, no number, a number beyond all sizes


@strawberry.enum(description="One of the four databases 四库")
class Database(enum.Enum):
    beneficiaries = "beneficiaries"
    funds = "funds"
    projects = "projects"
    forces = "forces"


@strawberry.type(description="A signed statement of a log's size and root 签名检查点")
class Checkpoint:
    tree_size: int = strawberry.field(description="Events in the log")
    root_hash: str = strawberry.field(description="Root of the Merkle tree (RFC 6962), base64")
    signed_at: datetime
    key_id: str = strawberry.field(description="Short name of the key: the beginning of the SHA-256 of its 32 bytes, in hex")
    signature: str = strawberry.field(description="Ed25519 over the lines sunshine/<city>/<database>, size, root (base64), time; base64")


@strawberry.type(description="Proof that an event is in a log (RFC 9162, 2.1.3) 包含证明")
class InclusionProof:
    leaf_index: int
    tree_size: int
    leaf_hash: str = strawberry.field(description="SHA-256 of 0x00 and the event's canonical JSON, base64")
    path: list[str] = strawberry.field(description="Hashes from the leaf to the root, base64")


@dataclass(frozen=True)
class _Log:
    """One database's log, read through the pool that all reads share."""

    reads: Reads
    database: str

    async def fetch(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        return await self.reads.fetch(self.database, sql, *values)


async def load_checkpoint(parent: strawberry.Parent[EventLog], info: strawberry.Info) -> Checkpoint | None:
    rows = await _log(parent, info).fetch("SELECT * FROM checkpoint ORDER BY tree_size DESC LIMIT 1")
    return _checkpoint(rows[0]) if rows else None


def _checkpoint(row: asyncpg.Record) -> Checkpoint:
    return Checkpoint(
        tree_size=row["tree_size"],
        root_hash=_text(row["root_hash"]),
        signed_at=row["signed_at"],
        key_id=row["key_id"],
        signature=_text(row["signature"]),
    )


async def load_inclusion_proof(
    parent: strawberry.Parent[EventLog], info: strawberry.Info, event_id: strawberry.ID, tree_size: int
) -> InclusionProof | None:
    try:
        proof = await event_log.inclusion_proof(_log(parent, info), int(event_id), tree_size)
    except NOT_THERE:
        return None
    path = [_text(hash_) for hash_ in proof.path]
    return InclusionProof(leaf_index=proof.leaf_index, tree_size=proof.tree_size, leaf_hash=_text(proof.leaf_hash), path=path)


async def load_consistency_proof(parent: strawberry.Parent[EventLog], info: strawberry.Info, first: int, second: int) -> list[str] | None:
    try:
        return [_text(hash_) for hash_ in await event_log.consistency_proof(_log(parent, info), first, second)]
    except NOT_THERE:
        return None


@strawberry.type(description="The transparency log of one database 透明日志")
class EventLog:
    database: strawberry.Private[str]
    checkpoint: Checkpoint | None = strawberry.field(resolver=load_checkpoint, description="The newest signed checkpoint; null before the first")
    inclusion_proof: InclusionProof | None = strawberry.field(
        resolver=load_inclusion_proof, description="That an event is in the log of a given size; null where it is not"
    )
    consistency_proof: list[str] | None = strawberry.field(
        resolver=load_consistency_proof, description="That the log of the second size goes on from the first; null where there is no such log"
    )


def find_event_log(database: Database) -> EventLog:
    return EventLog(database=database.value)


def _log(parent: EventLog, info: strawberry.Info) -> _Log:
    return _Log(info.context, parent.database)


def _text(hash_: bytes) -> str:
    return base64.b64encode(hash_).decode()
