"""Connections: what cannot be reached is told of; what one statement does to its connection costs no other statement."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from databases import connections
from databases.circuit import PAUSE_SECONDS, Circuit
from databases.connections import ChangePool, Databases, DatabaseUnavailableError, Reader, ReadPool, Role
from databases.migrations import migrate


def test_name_of_a_statement_that_failed_is_never_asked_again(databases: Databases) -> None:
    """A statement can run out of time when the server has taken its name already, and the connection is used again."""

    async def run() -> None:
        async with databases.connection("funds", Role.API) as connection:
            await connection.execute("PREPARE s0 AS SELECT 0")
            reader = Reader(connection)
            with pytest.raises(asyncpg.DuplicatePreparedStatementError):
                await reader.fetch("SELECT 1 AS one", [])
            assert [row["one"] for row in await reader.fetch("SELECT 1 AS one", [])] == [1]

    asyncio.run(run())


def test_statement_that_is_asked_once_takes_no_room_of_those_that_are_asked_again(databases: Databases) -> None:
    async def run() -> None:
        async with databases.connection("funds", Role.API) as connection:
            reader = Reader(connection)
            for number in (1, 2):
                assert [row["one"] for row in await reader.fetch(f"SELECT {number} AS one", [], is_kept=False)] == [number]
            (kept,) = await reader.fetch("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 's%'", [])
            assert (kept["count"], len(reader.prepared)) == (1, 1)  # this one

    asyncio.run(run())


@pytest.mark.parametrize("dsn", ["postgresql://nobody@127.0.0.1:1/nowhere", "mysql://nobody@127.0.0.1/nowhere"], ids=["refused", "no_dsn"])
def test_database_that_cannot_be_reached_is_named_with_what_to_do(dsn: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match=r"database funds does not answer: .* see that its server runs, and that its DSN is right"):
        asyncio.run(migrate(Databases({"funds": dsn}, "nowhere"), "funds"))


@asynccontextmanager
async def hanging() -> AsyncIterator[tuple[Databases, list[asyncio.StreamWriter]]]:
    """A database whose server takes every connection and never answers, and the connections that it took."""
    taken: list[asyncio.StreamWriter] = []
    async with await asyncio.start_server(lambda _, writer: taken.append(writer), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield Databases({"funds": f"postgresql://nobody@127.0.0.1:{port}/nowhere"}, "nowhere"), taken
        for writer in taken:
            writer.close()


def test_server_that_hangs_is_left_alone_but_for_one_question_after_each_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "OPENING_SECONDS", 0.2)
    now = 0.0

    async def refused(pool: ReadPool, questions: int) -> bool:
        answers = await asyncio.gather(*(pool.fetch("SELECT 1", []) for _ in range(questions)), return_exceptions=True)
        return all(isinstance(answer, DatabaseUnavailableError) and "does not answer them" in str(answer) for answer in answers)

    async def run() -> None:
        nonlocal now
        async with hanging() as (databases, taken):
            pool = ReadPool(databases, "funds", 2, circuit=Circuit(ticks=lambda: now))
            assert await refused(pool, 5)
            assert len(taken) == 2, "whoever waited for a connection is refused too"
            assert await refused(pool, 5)
            assert len(taken) == 2
            now = PAUSE_SECONDS
            assert await refused(pool, 5)
            assert len(taken) == 3

    asyncio.run(run())


def test_server_that_answers_again_is_asked_by_everybody(databases: Databases) -> None:
    now = 0.0

    async def run() -> None:
        nonlocal now
        circuit = Circuit(ticks=lambda: now)
        pool = ReadPool(databases, "funds", 2, circuit=circuit)
        circuit.open()
        with pytest.raises(DatabaseUnavailableError):
            await pool.fetch("SELECT 1", [])
        now = PAUSE_SECONDS
        with pytest.raises(asyncpg.UndefinedColumnError):  # to refuse is to answer
            await pool.fetch("SELECT nothing", [])
        assert [row["one"] for row in await pool.fetch("SELECT 1 AS one", [])] == [1]
        await pool.close()

    asyncio.run(run())


def test_changes_leave_a_server_that_hangs_alone_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "OPENING_SECONDS", 0.2)
    now = 0.0

    async def change(pool: ChangePool) -> None:
        async with pool.transaction():
            raise AssertionError("a server that hangs has begun a transaction")

    async def refused(pool: ChangePool, changes: int) -> bool:
        answers = await asyncio.gather(*(change(pool) for _ in range(changes)), return_exceptions=True)
        return all(isinstance(answer, DatabaseUnavailableError) and "does not answer them" in str(answer) for answer in answers)

    async def run() -> None:
        nonlocal now
        async with hanging() as (databases, taken):
            circuit = Circuit(ticks=lambda: now)
            pool = ChangePool(databases, "funds", 2, circuit)
            assert await refused(pool, 5)
            assert len(taken) == 2, "whoever waited for a connection is refused too"
            with pytest.raises(DatabaseUnavailableError, match="does not answer them"):
                await ReadPool(databases, "funds", 2, circuit=circuit).fetch("SELECT 1", [])
            assert await refused(pool, 5)
            assert len(taken) == 2
            now = PAUSE_SECONDS
            assert await refused(pool, 5)
            assert len(taken) == 3

    asyncio.run(run())


def test_transaction_in_which_the_server_falls_silent_is_given_up_and_those_that_follow_are_refused(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "CHANGE_SECONDS", 0)
    monkeypatch.setattr(connections, "CHANGE_SETTINGS", {})  # its own limit ends nothing
    now = 0.0

    async def run() -> None:
        nonlocal now
        pool = ChangePool(databases, "funds", 1, Circuit(ticks=lambda: now))
        for sql in ("SELECT pg_sleep(60)", "SELECT 1"):
            with pytest.raises(DatabaseUnavailableError, match="does not answer them"):
                async with pool.transaction() as connection:
                    await connection.execute(sql)
        now = PAUSE_SECONDS
        for _ in range(2):  # the second one finds the circuit closed by the first
            async with pool.transaction() as connection:
                assert await connection.fetchval("SELECT 1") == 1
        await pool.close()

    asyncio.run(run())


def test_statement_that_the_server_never_ends_is_given_up(databases: Databases) -> None:
    """As behind a network that swallows what it was given: the server's own limit ends nothing here."""

    async def run() -> None:
        pool = ReadPool(databases, "funds", 1, statement_seconds=0)  # 0 is no limit for the server
        with pytest.raises(DatabaseUnavailableError, match="does not answer them"):
            await pool.fetch("SELECT pg_sleep(60)", [])
        with pytest.raises(DatabaseUnavailableError, match="does not answer them"):
            await pool.fetch("SELECT 1", [])

    asyncio.run(run())
