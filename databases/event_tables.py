"""The tables of the event log, made alike in each of the four databases, and what protects them.

They hold no domain rows: no version and no history, but every column is classified. A trigger refuses every rewriting,
even the owner's; another queues new events for the sequencer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from databases.connections import Role
from databases.tables import CODE, COUNT, DIGEST, KEY, MOMENT, REGION_CODE, TEXT, Domain, check, internal, public, quasi

POSITION = Domain(sa.BigInteger(), "{column} >= 0")
LEVEL = Domain(sa.SmallInteger(), "{column} BETWEEN 1 AND 62")
SIGNATURE = Domain(sa.LargeBinary(), "octet_length({column}) = 64")
NONCE = Domain(sa.Uuid())
# names only: what a column held stays in its row and never comes into the log
FIELD_NAMES = Domain(postgresql.ARRAY(sa.Text(collation="C")), "array_to_string({column}, ',', '?') ~ '^[0-9A-Za-z_.,]*$'")


@dataclass(frozen=True)
class EventTables:
    event: sa.Table
    event_unsequenced: sa.Table
    event_leaf: sa.Table
    event_node: sa.Table
    checkpoint: sa.Table


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
        quasi("actor", CODE, "Number of the person who acted; operator at the machine, or system 操作人编号"),
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
        internal("import_run_id", KEY, "Import that the rows came in by, in forces 导入批次", optional=True),
        # as the versions of the rows that the transaction wrote have it, so that each leads to its event
        internal("recorded_at", MOMENT, "Moment of its transaction 入库时间", server_default=sa.func.now()),
        # everybody may have the hash of an event, and nobody shall find by trying what was done to whom
        internal("nonce", NONCE, "Random number that nobody can guess 随机数", server_default=sa.func.gen_random_uuid()),
        sa.Index("ix_event_subject_kind_subject_id", "subject_kind", "subject_id"),
        sa.Index("ix_event_recorded_at", "recorded_at"),
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


EVENT_COLUMNS = (
    *("kind", "subject_kind", "subject_id", "actor", "occurred_at", "region_code", "post", "purpose", "clause"),
    *("before_digest", "after_digest", "changed_fields", "source_digest", "row_count", "import_run_id"),
)
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
        f"GRANT SELECT, INSERT ({', '.join(EVENT_COLUMNS)}) ON event TO {Role.API}",  # its id and its moment are the database's
        f"GRANT SELECT ON event TO {Role.SEQUENCER}",
        f"GRANT SELECT, DELETE ON event_unsequenced TO {Role.SEQUENCER}",
        f"GRANT SELECT, INSERT ON event_leaf, event_node, checkpoint TO {Role.SEQUENCER}",
        f"GRANT SELECT ON event_leaf, event_node, checkpoint TO {Role.API}",  # to serve proofs
        f"GRANT SELECT ON checkpoint TO {Role.PUBLISHER}",
    ]
