"""Identifiers are sealed anew with the current key, so that an old key can be taken away.

Nothing that anybody knew changes: the value, its digest and its mask stay, so no version is made, and the history is sealed
anew as well. One batch is one transaction with its event; whatever was interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import asyncpg

from databases.connections import Databases, Role
from databases.event_log import Event, append
from databases.identifiers import IdentifierKeys
from databases.key_check import compare_marks
from databases.registry import TABLES
from databases.tables import is_entity

BATCH_SIZE = 5_000
ENCRYPTED = "_encrypted"
RESEALED = "identifiers_resealed"

Progress = Callable[[str, int], None]  # table, rows of the batch


@dataclass(frozen=True)
class Place:
    """A table and the identifier that it keeps; `stored` is the table itself, or its history."""

    table: str
    column: str
    stored: str

    @property
    def sealed_as(self) -> str:
        return f"{self.table}.{self.column}"


async def reseal(databases: Databases, database: str, keys: IdentifierKeys, actor: str, now: datetime, progress: Progress) -> int:
    """Seal all identifiers of a database that another key than the current one sealed; how many they were.

    Works as the owner of the tables. Raises ForeignKeysError where the keys are not the city's, UnreadableIdentifierError
    where one is missing.
    """
    await compare_marks(databases, (database,), keys)
    count = 0
    async with databases.connection(database, Role.OWNER) as connection:
        for place in _places(database):
            last = 0
            while rows := await _batch(connection, place, keys, last, Event(RESEALED, place.stored, keys.current, actor, now)):
                last = rows[-1]["id"]
                count += len(rows)
                progress(place.stored, len(rows))
    return count


def _places(database: str) -> Iterator[Place]:
    for table in filter(is_entity, TABLES[database].sorted_tables):
        for name in (column.name for column in table.columns if column.name.endswith(ENCRYPTED)):
            for stored in (table.name, f"{table.name}_history"):
                yield Place(table.name, name.removesuffix(ENCRYPTED), stored)


async def _batch(connection: asyncpg.Connection[Any], place: Place, keys: IdentifierKeys, last: int, event: Event) -> list[asyncpg.Record]:
    """The next rows in the order of their keys, sealed anew; none when all are."""
    sealed, header = f"{place.column}{ENCRYPTED}", keys.header()
    stale = f"""SELECT ctid, id, {sealed} AS sealed FROM {place.stored}
        WHERE id >= $1 AND substr({sealed}, 1, {len(header)}) <> $2 ORDER BY id LIMIT {BATCH_SIZE}"""
    update = f"UPDATE {place.stored} AS t SET {sealed} = n.sealed FROM unnest($1::tid[], $2::bytea[]) AS n (place, sealed) WHERE t.ctid = n.place"
    async with connection.transaction():
        await connection.execute(f"LOCK TABLE {place.stored} IN SHARE ROW EXCLUSIVE MODE")
        rows = await connection.fetch(stale, last, header)
        if rows:
            await connection.execute(f"ALTER TABLE {place.stored} DISABLE TRIGGER USER")
            renewed = [keys.seal(place.sealed_as, keys.open(place.sealed_as, row["sealed"])) for row in rows]
            await connection.execute(update, [row["ctid"] for row in rows], renewed)
            await connection.execute(f"ALTER TABLE {place.stored} ENABLE TRIGGER USER")
            await append(connection, [replace(event, changed_fields=(place.column,), row_count=len(rows))])
        return rows
