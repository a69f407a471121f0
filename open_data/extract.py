"""What a release is made of: rows of the four databases, read as the publisher at one moment.

Two locks: the statement is the policy's view for the publisher's profile, and the role of the connection has no right to
read a direct identifier. Rows leave PostgreSQL by COPY into a file and become Parquet in batches, so memory stays flat.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path as File
from typing import Any

import asyncpg
import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from databases import event_log
from databases.connections import DATABASES, Databases, Role
from databases.event_log import Checkpoint
from databases.tables import Sensitivity
from open_data.anonymise.batches import READ
from policies.kinds import KINDS, Kind
from policies.policy import Policy
from policies.subjects import Assignment, Subject

DIALECT = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]
Reads = Mapping[str, Collection[str]]
Progress = Callable[[str, int], None]


class ForbiddenReadError(Exception):
    """The catalogue asks for what the publisher may not read."""


@dataclass(frozen=True)
class Extract:
    """The rows that were read, one Parquet file a kind.

    `moments`: when each database was read; `checkpoints`: the newest of its event log at that moment, if there was one.
    """

    folder: File
    moments: Mapping[str, datetime]
    checkpoints: Mapping[str, Checkpoint] = field(default_factory=dict)

    def has(self, kind: str) -> bool:
        """Whether rows of this kind were read."""
        return (self.folder / f"{kind}.parquet").exists()

    def rows(self, kind: str) -> pl.LazyFrame:
        return pl.scan_parquet(self.folder / f"{kind}.parquet")


def publisher(region: str) -> Subject:
    """Whoever publishes for a city: the tier `publisher` inside its division."""
    return Subject(assignments=(Assignment.of("publisher", "", region),))


async def extract(databases: Databases, policy: Policy, subject: Subject, reads: Reads, folder: File, progress: Progress) -> Extract:
    """Read the columns of `reads` (kind → columns) into `folder`; each database as it is at one moment.

    Raises ForbiddenReadError before anything is read; `progress` is told of each kind and its rows.
    """
    await _check_reads(policy, subject, reads)
    names = [name for name in DATABASES if any(KINDS[kind].database == name for kind in reads)]
    found = await asyncio.gather(*[_database(databases, name, policy, subject, reads, folder, progress) for name in names])
    moments = {name: moment for name, (moment, _) in zip(names, found, strict=True)}
    return Extract(folder, moments, {name: checkpoint for name, (_, checkpoint) in zip(names, found, strict=True) if checkpoint})


async def _check_reads(policy: Policy, subject: Subject, reads: Reads) -> None:
    """The publisher reads every column clear on every row that he reads, and no direct identifier."""
    for kind, names in reads.items():
        await asyncio.sleep(0)  # each policy takes a moment to compile: whoever is told to stop does so in between
        view = policy.view(subject.profile, kind)
        for name in names:
            if KINDS[kind].fields[name].sensitivity is Sensitivity.DIRECT or view.access(name) != "clear":
                raise ForbiddenReadError(f"the publisher may not read {kind}.{name}")


async def _database(
    databases: Databases, name: str, policy: Policy, subject: Subject, reads: Reads, folder: File, progress: Progress
) -> tuple[datetime, Checkpoint | None]:
    connection = await databases.connect(name, Role.PUBLISHER)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            moment: datetime = await connection.fetchval("SELECT now()")
            checkpoint = await event_log.newest_checkpoint(connection, databases.log_name(name))
            for kind in (KINDS[kind] for kind in reads if KINDS[kind].database == name):
                rows = await _kind(connection, policy, subject, kind, sorted(reads[kind.name]), folder)
                progress(kind.name, rows)
    finally:
        await connection.close()
    return moment, checkpoint


async def _kind(connection: asyncpg.Connection[Any], policy: Policy, subject: Subject, kind: Kind, names: list[str], folder: File) -> int:
    sql, values = statement(policy, subject, kind, names)
    text = folder / f"{kind.name}.csv"
    await connection.copy_from_query(sql, *values, output=text, format="csv", header=True)
    frame = pl.scan_csv(text, infer_schema=False).with_columns(_casts(kind, names))
    frame.sink_parquet(file := folder / f"{kind.name}.parquet", row_group_size=READ)
    text.unlink()
    return int(pl.scan_parquet(file).select(pl.len()).collect().item())


def statement(policy: Policy, subject: Subject, kind: Kind, names: list[str]) -> tuple[str, list[Any]]:
    """SQL for the permitted rows of a kind with its values; a period becomes two days, `…_from` and `…_until` (the day after)."""
    view = policy.view(subject.profile, kind.name).select(tuple(names)).subquery()
    compiled = sa.select(*[column for name in names for column in _published(kind, view.c[name])]).compile(dialect=DIALECT)
    values = {**compiled.params, **subject.values}
    return str(compiled), [values[name] for name in compiled.positiontup or ()]


def _published(kind: Kind, column: sa.ColumnElement[Any]) -> Iterator[sa.ColumnElement[Any]]:
    if isinstance(column.type, postgresql.DATERANGE):
        yield sa.func.lower(column).label(f"{column.key}_from")
        yield sa.func.upper(column).label(f"{column.key}_until")
    else:
        yield column


def _casts(kind: Kind, names: list[str]) -> Iterator[pl.Expr]:
    for name in names:
        yield from _cast(name, kind.table.c[name].type)


def _cast(name: str, sql: sa.types.TypeEngine[Any]) -> Iterator[pl.Expr]:
    """From the text of COPY to the type of the column."""
    if isinstance(sql, postgresql.DATERANGE):
        yield pl.col(f"{name}_from", f"{name}_until").str.to_date("%Y-%m-%d")
    elif isinstance(sql, sa.Boolean):
        yield pl.col(name) == "t"
    elif isinstance(sql, sa.Integer):
        yield pl.col(name).cast(pl.Int64)
    elif isinstance(sql, sa.Numeric):
        yield pl.col(name).cast(pl.Decimal(sql.precision, sql.scale or 0))
    elif isinstance(sql, sa.DateTime):
        yield pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S%.f%#z", time_zone="UTC")
    elif isinstance(sql, sa.Date):
        yield pl.col(name).str.to_date("%Y-%m-%d")
