"""Checked rows are written: staged by COPY, then set-based; what only the database finds is narrowed down to its rows."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg
import sqlalchemy as sa

from databases.identifiers import SHOWN, IdentifierKeys, mask
from resolvers.spreadsheets.cells import NO_LONGER
from resolvers.spreadsheets.importers import OUTSIDE, Importer, Operator, region_field
from resolvers.spreadsheets.refusals import columns, told
from resolvers.spreadsheets.shape import Refusal, Row, RowError, SpreadsheetKind, Target

ENCRYPTED = "_encrypted"
FIRST, LAST = "sunshine.first_place", "sunshine.last_place"  # of the staged groups that are chosen
SLICE = 20_000  # rows that are staged at once
ANALYSED = 1_000  # rows from which statistics of a staged table are worth their time
MOST_NARROWED = 200  # refusals of a sheet that are narrowed down to their rows: where halving finds them, each takes some eight attempts
Groups = list[list[Row]]


class _RefusedError(Exception):
    """A row may not be written: of which field, in words for whoever brought it."""

    def __init__(self, words: str, field: str) -> None:
        super().__init__(words)
        self.words, self.field = words, field


class _IncompleteError(_RefusedError):
    """Rows of a group are stored and not in the sheet."""


REFUSED = (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError, _RefusedError)
UNTRIED = "此前已有多行被拒，本行未逐行核对，请更正后重新导入 (not tried by itself after so many refused rows: mend those, and import again)"
NOBODYS = -1  # no row has this key
LOST_PARENT = "引用的行未能写入 (the row that it refers to was not written)"


@dataclass(frozen=True)
class Part:
    """Groups that are staged beside each other, from a place on."""

    first: int
    groups: Groups

    def halves(self) -> list[Part]:
        return self.cut({self.first + len(self.groups) // 2})

    def cut(self, places: Iterable[int]) -> list[Part]:
        """Parts that begin at these places."""
        starts = sorted({0, len(self.groups), *(place - self.first for place in places)})
        return [Part(self.first + start, self.groups[start:end]) for start, end in itertools.pairwise(starts)]


@dataclass
class Writer:
    """Writes groups of one kind over one connection, inside the caller's transaction.

    An empty optional cell leaves what is stored. Rows that are as they should be are not touched, so a second import of
    the same file changes nothing.
    """

    connection: asyncpg.Connection[Any]
    kind: SpreadsheetKind
    keys: IdentifierKeys
    importer: Operator | Importer
    progress: Callable[[int], None]
    changed: int = 0
    narrowed: int = 0
    places: int = 0  # that were given to staged groups

    async def try_rows(self, groups: Groups) -> list[RowError]:
        """What the database would refuse of groups from which rows are missing; of what all rows of a group make up, nothing."""
        await self._make_staging()
        return [error for error in await self._refused_rows(groups, whole=False) if error.column]

    async def write(self, groups: Groups) -> list[RowError]:
        """Write what the database accepts; the rest comes back as errors of its rows."""
        await self._make_staging()
        errors = []
        for start in range(0, len(groups), SLICE):
            part = await self._only(groups[start : start + SLICE])
            errors += await self._write_or_divide(part, is_slice=True)
            self.progress(sum(map(len, part.groups)))
        return errors

    async def _make_staging(self) -> None:
        for target in self.kind.targets:
            await self.connection.execute(_staging(target))

    async def _only(self, groups: Groups) -> Part:
        """Stage groups in place of those before them."""
        for target in self.kind.targets:
            await self.connection.execute(f"TRUNCATE {target.staged_all}")
        return await self._staged(self.kind.targets, groups)

    async def _staged(self, targets: Iterable[Target], groups: Groups) -> Part:
        """Stage groups beside what is staged. Each row once: what an attempt writes is chosen by its places, for staging it anew would
        leave dead rows, through which every later attempt of this transaction would go."""
        part, self.places = Part(self.places, groups), self.places + len(groups)
        for target in targets:
            records = [(place, *self._record(target, row)) for place, group in enumerate(groups, part.first) for row in _rows(target, [group])]
            await self.connection.copy_records_to_table(target.staged_all, records=records, columns=("place", *_staged_columns(target)))
            if len(records) >= ANALYSED:
                await self.connection.execute(f"ANALYZE {target.staged_all}")  # nobody else does it for a table of a transaction's own
        return part

    async def _choose(self, part: Part) -> None:
        """From here on the staged rows are those of a part."""
        await self.connection.execute(f"SET LOCAL {FIRST} = {part.first}; SET LOCAL {LAST} = {part.first + len(part.groups) - 1}")

    async def _write_or_divide(self, part: Part, *, is_slice: bool = False) -> list[RowError]:
        """One attempt for all; where it fails, one for each part, down to the group that is refused, and to its rows."""
        try:
            async with self.connection.transaction():
                changed = await self._write_part(part)
        except REFUSED as error:
            if len(part.groups) == 1:
                return await self._refused_group(part.groups[0], error)
            if self.narrowed >= MOST_NARROWED:
                return [RowError(group[0].number, "", UNTRIED) for group in part.groups]
            parts = await self._apart(part) if is_slice else part.halves()
            return [error for smaller in parts for error in await self._write_or_divide(smaller)]
        self.changed += changed
        return []

    async def _apart(self, part: Part) -> list[Part]:
        """Each group that a refusal names by itself, those between two of them together; where none is named, two halves."""
        named = await self._named(part)
        return part.cut({place for one in named for place in (one, one + 1)}) if named else part.halves()

    async def _named(self, part: Part) -> list[int]:
        """Places of the groups that refusals of the kind name before anything is written. Each attempt of halving writes hundreds of
        others, and the rows that it takes back lie in the way of the next; these are found without one."""
        try:
            async with _undone(self.connection):
                await self._choose(part)
                named = {place for target in self.kind.targets for place in await self._named_places(target)}
        except REFUSED:
            return []
        return sorted(named)[: MOST_NARROWED - self.narrowed]

    async def _named_places(self, target: Target) -> set[int]:
        if target.parent:
            await self.connection.execute(_find_parent(target))
            await self.connection.execute(_assume_parent(target))
        wheres = [f"SELECT place FROM {target.staged} AS s WHERE {where}" for where in _refused_where(target)]
        return {row["place"] for where in wheres for row in await self.connection.fetch(where)}

    async def _write_part(self, part: Part) -> int:
        await self._choose(part)
        for target in self.kind.targets:
            if target.incomplete:
                await self._refuse_strangers(target)  # who may not write a household learns nothing of its members
                await self._refuse(target.staged, target.incomplete, "true", _IncompleteError)
        changed = sum([await self._write_chosen(target) for target in self.kind.targets])
        return changed + sum([_affected(await self.connection.execute(computed.statement)) for computed in self.kind.computed])

    async def _refused_group(self, group: list[Row], error: asyncpg.PostgresError | _RefusedError) -> list[RowError]:
        """Which of its rows the database refuses by themselves, or that it refuses all of them together."""
        whole = [self._told(group[0], error)]
        if isinstance(error, _IncompleteError):
            return whole + await self._refused_rows([group], whole=False)
        return await self._refused_rows([group], whole=True) or whole

    async def _refused_rows(self, groups: Groups, *, whole: bool) -> list[RowError]:
        """The rows that the database refuses by themselves. Nothing stays written.

        Of groups that are not `whole` the row that comes last is not tried: what gives way to it may be missing.
        """
        errors: list[RowError] = []
        async with _undone(self.connection):
            for target in self.kind.targets:
                rows = sorted(_rows(target, groups), key=target.comes_last)
                found = await self._refused_of(target, [row for row in rows if whole or not target.comes_last(row)])
                errors += found
                groups = await self._that_can_go_on(target, groups, {error.row for error in found})
        return errors

    async def _that_can_go_on(self, target: Target, groups: Groups, wrong: set[int]) -> Groups:
        """The groups whose other rows can be tried: what these hang on is written, or something stands in for it."""
        refused = [row for row in _rows(target, groups) if row.number in wrong]
        lost = wrong if not target.tried_as else {error.row for error in await self._refused_of(target.stand_in, refused)}
        return [group for group in groups if not any(row.number in lost for row in group)]

    async def _refused_of(self, target: Target, rows: list[Row]) -> list[RowError]:
        """The rows that one table refuses beside those that it took."""
        return await self._refused_by(target, await self._staged([target], [[row] for row in rows])) if rows else []

    async def _refused_by(self, target: Target, part: Part) -> list[RowError]:
        try:
            async with self.connection.transaction():
                await self._choose(part)
                await self._write_chosen(target)
        except REFUSED as error:
            if len(part.groups) == 1:
                return [self._told(part.groups[0][0], error)]
            if self.narrowed >= MOST_NARROWED:
                return [RowError(group[0].number, "", UNTRIED) for group in part.groups]
            return [error for half in part.halves() for error in await self._refused_by(target, half)]
        return []

    def _told(self, row: Row, error: asyncpg.PostgresError | _RefusedError) -> RowError:
        self.narrowed += 1
        if isinstance(error, _RefusedError):
            return RowError(row.number, self.kind.heading(error.field), error.words)
        return told(self.kind, row, error)

    async def _write_chosen(self, target: Target) -> int:
        """Write the chosen rows, those that they hang on being there."""
        if target.parent:
            await self.connection.execute(_find_parent(target))
            lost = Refusal(f"s.parent_key IS NOT NULL AND s.{target.parent.column} IS NULL", LOST_PARENT, target.parent.field)
            await self._refuse(target.staged, (lost,), "true")
        await self._refuse_strangers(target)
        await self._refuse(target.staged, tuple(one for one in target.refusals if one.always), "true")
        await self._refuse(target.staged, tuple(one for one in target.refusals if not one.always), _new_or_differs(target))
        tags = [await self.connection.execute(sql) for sql in (*_updates(target), _insert(target))]
        return sum(map(_affected, tags))

    async def _refuse_strangers(self, target: Target) -> None:
        """A stored row that lies where the importer may write nothing is not his to change, wherever it is to lie now."""
        if "region_code" in target.table.c:
            stored = f"SELECT DISTINCT t.region_code FROM {target.table.name} AS t JOIN {target.staged} AS s ON {_same_key(target)}"
            if not all(self.importer.may_write(target.table.name, row["region_code"]) for row in await self.connection.fetch(stored)):
                raise _RefusedError(OUTSIDE, region_field(target))

    async def _refuse(self, staged: str, refusals: tuple[Refusal, ...], where: str, error: type[_RefusedError] = _RefusedError) -> None:
        for refusal in refusals:
            if await self.connection.fetchval(f"SELECT EXISTS (SELECT FROM {staged} AS s WHERE ({where}) AND {refusal.condition})"):
                raise error(refusal.words, refusal.field)

    def _record(self, target: Target, row: Row) -> tuple[Any, ...]:
        record: list[Any] = []
        for column, name in target.fields.items():
            value = row.values.get(name)
            if f"{column}{ENCRYPTED}" in target.table.c:
                record += self._sealed(f"{target.table.name}.{column}", column, value)
            else:
                record.append(value)
        return (*record, row.values[target.parent.field]) if target.parent else tuple(record)

    def _sealed(self, about: str, column: str, value: str | None) -> tuple[bytes | None, bytes | None, str | None]:
        if value is None:
            return None, None, None
        return self.keys.seal(about, value), self.keys.digest(about, value), mask(value, SHOWN[column])


def _rows(target: Target, groups: Groups) -> list[Row]:
    """The rows of groups that fill a table."""
    return [row for group in groups for row in (group[:1] if target.once else group)]


@asynccontextmanager
async def _undone(connection: asyncpg.Connection[Any]) -> AsyncIterator[None]:
    """Whatever is written inside is taken back."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


def _columns(target: Target) -> list[str]:
    """Columns of the table that are filled from the file."""
    filled = []
    for column in target.fields:
        sealed = f"{column}{ENCRYPTED}" in target.table.c
        filled += [f"{column}{ENCRYPTED}", f"{column}_digest", f"{column}_mask"] if sealed else [column]
    return filled


def _staged_columns(target: Target) -> list[str]:
    return [*_columns(target), *(["parent_key"] if target.parent else [])]


def _written_columns(target: Target) -> list[str]:
    return [*_columns(target), *([target.parent.column] if target.parent else [])]


def _staging(target: Target) -> str:
    """A table of the transaction's own with the columns to fill, none of them required, found by their key, in the file's order; and of
    its rows those that are chosen.

    The keys are indexed since a plan from the statistics of a table that this import is filling may be a nested loop. The key of the parent
    is compared as keys are (`COLLATE "C"`), else no index would answer.
    """
    written = ", ".join(_written_columns(target))
    all_, indexed = target.staged_all, [", ".join(target.key), "place", *(["parent_key"] if target.parent else [])]
    of_parent = ', ADD parent_key text COLLATE "C"' if target.parent else ""
    statements = [
        f"CREATE TEMP TABLE {all_} ON COMMIT DROP AS SELECT {written} FROM {target.table.name} WITH NO DATA",
        f"ALTER TABLE {all_} ADD place integer, ADD nth serial{of_parent}",
        *(f"CREATE INDEX ON {all_} ({key})" for key in indexed),
        f"CREATE TEMP VIEW {target.staged} AS SELECT * FROM {all_} WHERE place BETWEEN {_setting(FIRST)} AND {_setting(LAST)}",
    ]
    return "; ".join(statements)


def _setting(name: str) -> str:
    return f"current_setting('{name}')::integer"


def _find_parent(target: Target) -> str:
    parent = target.parent
    assert parent is not None
    rows = f"SELECT id, {parent.key} AS key FROM {parent.table}"
    return f"UPDATE {target.staged} AS s SET {parent.column} = p.id FROM ({rows}) AS p WHERE p.key = s.parent_key"


def _assume_parent(target: Target) -> str:
    """A parent that is yet to be written is none of those that are there."""
    assert target.parent is not None
    return f"UPDATE {target.staged} SET {target.parent.column} = {NOBODYS} WHERE parent_key IS NOT NULL AND {target.parent.column} IS NULL"


def _refused_where(target: Target) -> Iterator[str]:
    yield from (refusal.condition for refusal in target.incomplete)
    for refusal in target.refusals:
        yield refusal.condition if refusal.always else f"({_new_or_differs(target)}) AND {refusal.condition}"
    yield from (f"NOT ({check.sqltext})" for check in _checks(target))


def _checks(target: Target) -> Iterator[sa.CheckConstraint]:
    """Checks of the table that look at nothing but what cells say."""
    for held in target.table.constraints:
        if isinstance(held, sa.CheckConstraint) and columns(target.table, str(held.name)) & {*target.table.c.keys()} <= {*_columns(target)}:
            yield held


def _same_key(target: Target) -> str:
    return " AND ".join(_same(target, part) for part in target.key)


def _same(target: Target, part: str) -> str:
    if part == "lower(period)":
        return "lower(t.period) = lower(s.period)"
    equal = "IS NOT DISTINCT FROM" if target.table.c[part].nullable else "="
    return f"t.{part} {equal} s.{part}"


def _new_values(target: Target) -> dict[str, str]:
    return {column: target.merged.get(column) or _merged(column) for column in _written_columns(target) if column not in target.key}


def _merged(column: str) -> str:
    """An empty cell leaves what is stored; a period without a last day leaves the last day that is stored."""
    if column == "period":
        return "daterange(lower(s.period), coalesce(upper(s.period), upper(t.period)))"
    return f"coalesce(s.{column}, t.{column})"


def _differs(target: Target) -> str:
    """Where a stored row is named and not as it should be. A ciphertext differs each time, so only its digest is compared."""
    compared = {column: new for column, new in _new_values(target).items() if not column.endswith(ENCRYPTED)}
    differs = " OR ".join(f"t.{column} IS DISTINCT FROM {new}" for column, new in compared.items())
    return f"{_same_key(target)} AND ({differs or 'false'})"


def _new_or_differs(target: Target) -> str:
    table = target.table.name
    new = f"NOT EXISTS (SELECT FROM {table} AS t WHERE {_same_key(target)})"
    return f"{new} OR EXISTS (SELECT FROM {table} AS t WHERE {_differs(target)})"


def _updates(target: Target) -> Iterator[str]:
    """Of stored rows that differ: all at once, or those that give way before the one to which they do."""
    if not _new_values(target):
        return
    assigned = ", ".join(f"{column} = {new}" for column, new in _new_values(target).items())
    last = " AND ".join(_is_any(f"s.{column}", values) for column, values in target.last.items())
    for part in (f"NOT ({last})", last) if last else ("true",):
        yield f"UPDATE {target.table.name} AS t SET {assigned} FROM {target.staged} AS s WHERE {_differs(target)} AND {part}"


def _insert(target: Target) -> str:
    written = _written_columns(target)
    values = [target.new.get(column) or f"s.{column}" for column in written] + [_literal(value) for value in target.defaults.values()]
    exists = f"SELECT FROM {target.table.name} AS t WHERE {_same_key(target)}"
    filled = ", ".join([*written, *target.defaults])
    return (
        f"INSERT INTO {target.table.name} ({filled}) SELECT {', '.join(values)} FROM {target.staged} AS s WHERE NOT EXISTS ({exists}) ORDER BY s.nth"
    )


def _is_any(column: str, values: Iterable[str | date | None]) -> str:
    return f"({' OR '.join(f'{column} IS NOT DISTINCT FROM {_literal(value)}' for value in values)})"


def _literal(value: str | bool | date | None) -> str:
    if value is None:
        return "NULL"
    if value == NO_LONGER:
        return "'-infinity'"
    return str(value).lower() if isinstance(value, bool) else f"'{value}'"


def _affected(tag: str) -> int:
    """ "INSERT 0 3" → 3"""
    last = tag.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() and not tag.startswith("SELECT") else 0
