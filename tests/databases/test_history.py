"""What the system knew: every version of a row is kept, ranges follow one another, and no change is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databases.connections import Databases, Role

INSERT = """
INSERT INTO region (code, name, name_sort, level, parent_code, valid_from) VALUES ($1, $2, 'x', 'province', NULL, '1990-01-01') RETURNING id
"""
HISTORY = "SELECT lower(known) AS since, upper(known) AS until, name, version FROM region_history WHERE id = $1 ORDER BY known"
CURRENT = "SELECT recorded_at, name, version FROM region WHERE id = $1"


@given(names=st.lists(st.sampled_from(["甲", "乙", "丙"]), min_size=1, max_size=6))
@settings(max_examples=20)
def test_every_version_is_kept_without_gap(databases: Databases, names: list[str]) -> None:
    past, current = asyncio.run(_versions(databases, names))
    assert [row["name"] for row in past] + [current["name"]] == names
    assert [row["version"] for row in past] + [current["version"]] == list(range(1, len(names) + 1))
    moments = [row["since"] for row in past] + [current["recorded_at"]]
    assert moments == sorted(moments)
    assert [row["until"] for row in past] == moments[1:]


async def _versions(databases: Databases, names: list[str]) -> tuple[list[asyncpg.Record], asyncpg.Record]:
    async with databases.connection("projects") as connection:
        key = await connection.fetchval(INSERT, "91", names[0])
        for name in names[1:]:
            await connection.execute("UPDATE region SET name = $2 WHERE id = $1", key, name)
        versions = await connection.fetch(HISTORY, key), await connection.fetchrow(CURRENT, key)
        await connection.execute("DELETE FROM region WHERE id = $1", key)
        await connection.execute("DELETE FROM region_history WHERE id = $1", key)
        return versions


def test_deleted_row_stays_in_the_history(databases: Databases) -> None:
    async def work() -> list[Any]:
        async with databases.connection("projects") as connection:
            key = await connection.fetchval(INSERT, "92", "甲")
            await connection.execute("DELETE FROM region WHERE id = $1", key)
            return [row["name"] for row in await connection.fetch(HISTORY, key)]

    assert asyncio.run(work()) == ["甲"]


def test_a_version_that_was_committed_in_between_is_kept(databases: Databases) -> None:
    """The first transaction began earlier and changes the row later: neither version is lost, no range is turned round."""

    async def work() -> list[asyncpg.Record]:
        async with databases.connection("projects") as first, databases.connection("projects") as second:
            key = await first.fetchval(INSERT, "93", "甲")
            async with first.transaction():
                await first.fetchval("SELECT now()")
                await second.execute("UPDATE region SET name = '乙' WHERE id = $1", key)
                await first.execute("UPDATE region SET name = '丙' WHERE id = $1", key)
            return await first.fetch(HISTORY, key)

    past = asyncio.run(work())
    assert [row["name"] for row in past] == ["甲", "乙"]
    assert past[0]["until"] == past[1]["since"] < past[1]["until"]


AS_OF = """
SELECT name FROM region WHERE code = ANY($2) AND recorded_at <= $1
UNION ALL SELECT name FROM region_history WHERE code = ANY($2) AND known @> $1::timestamptz ORDER BY name
"""
FINAL_BEFORE = (
    "SELECT coalesce(min(xact_start), clock_timestamp()) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def test_what_was_known_at_a_moment_is_final_once_the_transactions_that_had_begun_have_ended(databases: Databases) -> None:
    """As docs/architecture.md promises: a row counts as known since its transaction began, and from its end on nothing changes."""

    async def work() -> list[list[str]]:
        async with databases.connection("projects") as long, databases.connection("projects") as short:

            async def known() -> list[str]:
                return [row["name"] for row in await short.fetch(AS_OF, moment, ["94", "95"])]

            async with long.transaction():
                await long.execute("SELECT")
                await short.fetchval(INSERT, "94", "甲")
                moment = await short.fetchval("SELECT clock_timestamp()")
                await long.fetchval(INSERT, "95", "乙")
                during = await known()
                assert await short.fetchval(FINAL_BEFORE) < moment
            assert await short.fetchval(FINAL_BEFORE) > moment
            after = await known()
            await short.execute("UPDATE region SET name = '丙' WHERE code IN ('94', '95')")
            await short.execute("DELETE FROM region WHERE code IN ('94', '95')")
            return [during, after, await known()]

    assert asyncio.run(work()) == [["甲"], ["乙", "甲"], ["乙", "甲"]]


def test_application_cannot_write_a_history(databases: Databases) -> None:
    async def work() -> None:
        async with databases.connection("projects", Role.API) as connection:
            await connection.execute("DELETE FROM region_history")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(work())
