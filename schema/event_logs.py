"""The event logs as seen from outside: signed checkpoints and proofs, open to everyone, since they are hashes only."""

from __future__ import annotations

import base64
import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import asyncpg
import strawberry

from databases import event_log
from resolvers.reads import Reads

NOT_THERE = (event_log.EventLogError, ValueError, asyncpg.DataError)  # no such event, no number, a number beyond all sizes


@strawberry.enum(description="One of the four databases 四库")
class Database(enum.Enum):
    beneficiaries = strawberry.enum_value("beneficiaries", description="Whom is helped 帮扶对象")
    funds = strawberry.enum_value("funds", description="With what money 帮扶资金")
    projects = strawberry.enum_value("projects", description="By which projects 帮扶项目")
    forces = strawberry.enum_value("forces", description="By whom, and supervision 帮扶力量")


@strawberry.type(description="A signed statement of a log's size and root 签名检查点")
class Checkpoint:
    tree_size: int = strawberry.field(description="Events in the log 事件数")
    root_hash: str = strawberry.field(description="Root of the Merkle tree (RFC 6962), base64 根哈希")
    signed_at: datetime = strawberry.field(description="When it was signed 签名时间")
    key_id: str = strawberry.field(description="Short name of the key: the beginning of the SHA-256 of its 32 bytes, in hex 密钥编号")
    signature: str = strawberry.field(description="Ed25519 over the lines sunshine/<city>/<database>, size, root (base64), time; base64 签名")


@strawberry.type(description="Proof that an event is in a log (RFC 9162, 2.1.3) 包含证明")
class InclusionProof:
    leaf_index: int = strawberry.field(description="Place of the event in the log, from 0 叶序号")
    tree_size: int = strawberry.field(description="Events in the log that it is proven to be in 事件数")
    leaf_hash: str = strawberry.field(description="SHA-256 of 0x00 and the event's canonical JSON, base64 叶哈希")
    path: list[str] = strawberry.field(description="Hashes from the leaf to the root, base64 路径哈希")


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
    parent: strawberry.Parent[EventLog],
    info: strawberry.Info,
    event_id: Annotated[strawberry.ID, strawberry.argument(description="Number of the event 事件编号")],
    tree_size: Annotated[int, strawberry.argument(description="Events in the log, such as treeSize of a checkpoint 事件数")],
) -> InclusionProof | None:
    try:
        proof = await event_log.inclusion_proof(_log(parent, info), int(event_id), tree_size)
    except NOT_THERE:
        return None
    path = [_text(hash_) for hash_ in proof.path]
    return InclusionProof(leaf_index=proof.leaf_index, tree_size=proof.tree_size, leaf_hash=_text(proof.leaf_hash), path=path)


async def load_consistency_proof(
    parent: strawberry.Parent[EventLog],
    info: strawberry.Info,
    first: Annotated[int, strawberry.argument(description="Events in the earlier log 较早的事件数")],
    second: Annotated[int, strawberry.argument(description="Events in the later log 较晚的事件数")],
) -> list[str] | None:
    try:
        return [_text(hash_) for hash_ in await event_log.consistency_proof(_log(parent, info), first, second)]
    except NOT_THERE:
        return None


@strawberry.type(description="The transparency log of one database 透明日志")
class EventLog:
    database: strawberry.Private[str]
    checkpoint: Checkpoint | None = strawberry.field(
        resolver=load_checkpoint, description="The newest signed checkpoint; null before the first 最新检查点"
    )
    inclusion_proof: InclusionProof | None = strawberry.field(
        resolver=load_inclusion_proof, description="That an event is in the log of a given size; null where it is not 包含证明"
    )
    consistency_proof: list[str] | None = strawberry.field(
        resolver=load_consistency_proof,
        description="That the log of the second size goes on from the first; null where there is no such log 一致性证明",
    )


def find_event_log(database: Annotated[Database, strawberry.argument(description="Whose log 数据库")]) -> EventLog:
    return EventLog(database=str(database.value))


def _log(parent: EventLog, info: strawberry.Info) -> _Log:
    return _Log(info.context, parent.database)


def _text(hash_: bytes) -> str:
    return base64.b64encode(hash_).decode()
