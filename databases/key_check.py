"""Whether the keys at hand are those of this city: a mark of the index key, kept in each database.

Digests made with another key would let one person in twice and find nobody, so the first command that brings in
identifiers leaves the mark, and every later one compares it.
"""

from __future__ import annotations

import asyncpg
import sqlalchemy as sa

from databases.connections import Databases, DatabaseUnavailableError, Role
from databases.failures import FailureError
from databases.identifiers import IdentifierKeys
from databases.tables import DIGEST, FLAG, internal

MARK = "key_check.mark"
KEEP = "INSERT INTO key_check (mark) VALUES ($1) ON CONFLICT DO NOTHING"


class ForeignKeysError(FailureError):
    """The keys at hand are not those with which this city's identifiers were sealed."""


def key_check_table(tables: sa.MetaData) -> sa.Table:
    """One row, or none before any identifier was brought in."""
    return sa.Table(
        "key_check",
        tables,
        internal("is_only", FLAG, "Holds one row 唯一行", sa.CheckConstraint("is_only", name="only"), primary_key=True, server_default=sa.true()),
        internal("mark", DIGEST, "Keyed digest that only the city's index key makes 密钥校验值"),
        comment="Mark of the city's index key 密钥校验",
    )


def rights() -> list[str]:
    return [f"GRANT SELECT, INSERT ON key_check TO {Role.API}"]


async def keep_mark(databases: Databases, database: str, keys: IdentifierKeys) -> None:
    """Leave the mark where there is none; raises ForeignKeysError where there is another."""
    async with databases.connection(database, Role.API) as connection:
        await connection.execute(KEEP, keys.digest(MARK, databases.city))
        await _compare(connection, databases, database, keys)


async def compare_marks(databases: Databases, names: tuple[str, ...], keys: IdentifierKeys) -> None:
    """Raises ForeignKeysError where a database has the mark of other keys; one that does not answer is left to its reads."""
    for database in names:
        try:
            async with databases.connection(database, Role.API) as connection:
                await _compare(connection, databases, database, keys)
        except DatabaseUnavailableError:
            continue


async def _compare(connection: asyncpg.Connection[asyncpg.Record], databases: Databases, database: str, keys: IdentifierKeys) -> None:
    mark = await connection.fetchval("SELECT mark FROM key_check")
    if mark not in (None, keys.digest(MARK, databases.city)):
        raise ForeignKeysError(
            f"密钥不是城市 {databases.city} 的：数据库 {database} 是用另一套密钥写入的。请把 SUNSHINE_KEYS 设为它的密钥文件夹；未读取或写入任何内容 "
            f"(the identifier keys are not those of the city {databases.city}: the database {database} was filled with others. "
            "Set SUNSHINE_KEYS to the folder that belongs to it; nothing was read or written)"
        )
