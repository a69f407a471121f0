"""The pool of readers: what one statement does to its connection costs no other statement."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from databases.connections import Databases, Reader, Role


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
