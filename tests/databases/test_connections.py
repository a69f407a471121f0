"""Connections: what cannot be reached is told of; what one statement does to its connection costs no other statement."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from databases.connections import Databases, DatabaseUnavailableError, Reader, Role
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


@pytest.mark.parametrize("dsn", ["postgresql://nobody@127.0.0.1:1/nowhere", "mysql://nobody@127.0.0.1/nowhere"], ids=["refused", "no_dsn"])
def test_database_that_cannot_be_reached_is_named_with_what_to_do(dsn: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match=r"database funds does not answer: .* see that its server runs, and that its DSN is right"):
        asyncio.run(migrate(Databases({"funds": dsn}, "nowhere"), "funds"))
