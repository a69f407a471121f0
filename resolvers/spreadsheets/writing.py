"""Checked rows are written: staged by COPY, then set-based; what only the database finds is narrowed down to its rows."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from databases.erasure import RIGHTS
from databases.identifiers import SHOWN, IdentifierKeys, mask
from resolvers.spreadsheets import staging
from resolvers.spreadsheets.importers import OUTSIDE, Importer, Operator, region_field
from resolvers.spreadsheets.refusals import overlap, told
from resolvers.spreadsheets.shape import Refusal, Row, RowError, SpreadsheetKind, Target

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
    progress: Callable[[int], None] = lambda _: None
    changed: int = 0
    people: set[int] = field(default_factory=set)  # of whom, and households of which, it wrote rows that make profiles, or tried to
    households: set[int] = field(default_factory=set)
    narrowed: int = 0
    places: int = 0  # that were given to staged groups

    async def find_overlaps(self, groups: Groups) -> list[RowError]:
        """The rows whose periods would overlap, with rows before them or with what is stored, before anything is written: halving would
        take an attempt for each."""
        return [error for target in self.kind.targets if not target.parent for error in await self._overlaps_of(target, _rows(target, groups))]

    async def _overlaps_of(self, target: Target, rows: list[Row]) -> list[RowError]:
        errors: list[RowError] = []
        if rules := [*staging.never_overlapping(target)]:
            await self.connection.execute(staging.create(target))
            part = await self._staged([target], [[row] for row in rows])
            by_place: dict[int | None, Row] = dict(enumerate(rows, part.first))
            for rule in rules:
                found = await self.connection.fetch(staging.overlapping(target, rule))
                wrong = [(by_place[place], by_place.get(earlier)) for place, earlier in _first_wrong(found).items()]
                errors += [overlap(self.kind, target.table.name, str(rule.name), *pair) for pair in wrong]
        return errors

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
            await self.connection.execute(staging.create(target))

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
            await self.connection.copy_records_to_table(target.staged_all, records=records, columns=("place", *staging.staged_columns(target)))
            if len(records) >= ANALYSED:
                await self.connection.execute(f"ANALYZE {target.staged_all}")  # nobody else does it for a table of a transaction's own
        return part

    async def _choose(self, part: Part) -> None:
        """From here on the staged rows are those of a part."""
        await self.connection.execute(f"SET LOCAL {staging.FIRST} = {part.first}; SET LOCAL {staging.LAST} = {part.first + len(part.groups) - 1}")

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
            await self.connection.execute(staging.find_parent(target))
            await self.connection.execute(staging.assume_parent(target))
        wheres = [f"SELECT place FROM {target.staged} AS s WHERE {where}" for where in staging.refused_where(target)]
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
            await self.connection.execute(staging.find_parent(target))
            lost = Refusal(f"s.parent_key IS NOT NULL AND s.{target.parent.column} IS NULL", LOST_PARENT, target.parent.field)
            await self._refuse(target.staged, (lost,), "true")
        await self._refuse_strangers(target)
        await self._refuse(target.staged, tuple(one for one in target.refusals if one.always), "true")
        await self._refuse(target.staged, tuple(one for one in target.refusals if not one.always), staging.new_or_differs(target))
        return sum([await self._write_rows(target, sql) for sql in (*staging.updates(target), staging.insert(target))])

    async def _write_rows(self, target: Target, sql: str) -> int:
        """How many it wrote; of rows that make profiles it is noted whose they are."""
        if target.table.name not in RIGHTS:
            return _affected(await self.connection.execute(sql))
        told = [name for name in ("person_id", "household_id") if name in target.table.c]
        written = await self.connection.fetch(f"{sql} RETURNING {', '.join(f't.{name}' for name in told)}")
        self.people |= {row["person_id"] for row in written}
        self.households |= {row["household_id"] for row in written if row.get("household_id")}
        return len(written)

    async def _refuse_strangers(self, target: Target) -> None:
        """A stored row that lies where the importer may write nothing is not his to change, wherever it is to lie now."""
        if "region_code" in target.table.c:
            stored = f"SELECT DISTINCT t.region_code FROM {target.table.name} AS t JOIN {target.staged} AS s ON {staging.same_key(target)}"
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
            if f"{column}{staging.ENCRYPTED}" in target.table.c:
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


def _first_wrong(found: Iterable[tuple[int, int | None]]) -> dict[int, int | None]:
    """Of rows in their order with those that they overlap: which are wrong, if the others are right, each with the first that tells."""
    wrong: dict[int, int | None] = {}
    for place, earlier in found:
        if place not in wrong and earlier not in wrong:
            wrong[place] = earlier
    return wrong


@asynccontextmanager
async def _undone(connection: asyncpg.Connection[Any]) -> AsyncIterator[None]:
    """Whatever is written inside is taken back."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


def _affected(tag: str) -> int:
    """ "INSERT 0 3" → 3"""
    last = tag.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() and not tag.startswith("SELECT") else 0
