"""Rows are checked: headings, cells, what the cells name in other tables, and what rows must agree on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from databases.connections import Databases, Role
from databases.identifiers import IdentifierKeys
from resolvers.spreadsheets.cells import CellError
from resolvers.spreadsheets.importers import UNKNOWN, Importer, Operator, refused_rows
from resolvers.spreadsheets.plausibility import leaps
from resolvers.spreadsheets.reading import CONTROL, FAILURES, Sheet, UnreadableFileError, only_the_first
from resolvers.spreadsheets.shape import Column, Lookup, Row, RowError, SpreadsheetKind, UnreadError, Values

ROW, REASON = "行号", "错误原因"  # columns that a file of rejected rows has besides: it can be mended and brought in again
ADDED = (ROW, REASON)
UNKNOWN_EARLIER = "系统中没有，前面的行中也没有 (known neither to the system nor from an earlier row)"
TOLD_AFTER = 1_000  # rows
TOTALS = ("合计", "小计", "总计", "共计")
T = TypeVar("T")


@dataclass
class Checked:
    """Groups of rows that stand or fall together, and everything that is wrong."""

    groups: list[list[Row]]
    errors: list[RowError]

    @property
    def valid(self) -> list[list[Row]]:
        """The groups without an error."""
        wrong = self._wrong()
        return [group for group in self.groups if not any(row.number in wrong for row in group)]

    @property
    def beside_wrong(self) -> list[list[Row]]:
        """Of the other groups, the rows without an error."""
        wrong = self._wrong()
        right = ([row for row in group if row.number not in wrong] for group in self.groups)
        return [rows for rows, group in zip(right, self.groups, strict=True) if 0 < len(rows) < len(group)]

    def _wrong(self) -> set[int]:
        return {error.row for error in self.errors}


async def check(
    databases: Databases,
    keys: IdentifierKeys,
    kind: SpreadsheetKind,
    sheet: Sheet,
    importer: Operator | Importer,
    read: Callable[[int], None],
) -> Checked:
    """Check all rows, and tell `read` of how many the cells are read; raises UnreadableFileError where the headings do not fit.

    A cell that cannot be read silences nothing but what depends on it.
    """
    columns = _columns(kind, sheet)
    empty = dict.fromkeys({column.field for column in kind.columns} - {column.field for column in columns if column})
    rows = [Row(number, cells, Values(empty)) for number, cells in sheet.rows]
    errors = [
        RowError(number, "", "单元格多于表头：金额中的逗号、多余的分隔符？ (more cells than headings: a comma in an amount?)")
        for number in sheet.too_long
    ]
    for place, row in enumerate(rows, start=1):
        errors += _parse(row, columns, sheet.merged)
        if place % TOLD_AFTER == 0 or place == len(rows):
            read(place)
    for lookup in kind.lookups:
        errors += await _look_up(databases, keys, kind, lookup, rows)
    errors += refused_rows(kind, rows, importer)
    errors += _duplicates(kind, rows)
    groups = _groups(kind, rows)
    for group in groups:
        errors += [*_disagreements(kind, group), *_broken_rules(kind, group)]
    errors += await leaps(databases, kind, rows, errors)
    checked = Checked(groups, errors)
    for group in (*checked.valid, *checked.beside_wrong):
        kind.derive(group)
    return checked


def _columns(kind: SpreadsheetKind, sheet: Sheet) -> list[Column | None]:
    """The column under each heading (by its Chinese heading or its field); None for an empty heading."""
    known = {name: column for column in kind.columns for name in (column.heading, column.field)}
    unknown = [heading for heading in sheet.headings if heading and heading not in (*known, *ADDED)]
    found = [known.get(heading) for heading in sheet.headings]
    names = [column.field for column in found if column]
    missing = [column.heading for column in kind.columns if column.required and column.field not in names]
    twice = sorted({column.heading for column in found if column and names.count(column.field) > 1})
    problems = [("缺少列 missing", missing), ("不认识的列，可能已隐藏 unknown, perhaps hidden", unknown), ("重复的列 twice", twice)]
    if any(names for _, names in problems):
        said = "；".join(f"{what}: {'、'.join(names)}" for what, names in problems if names)
        where = _where_the_headings_are(kind, sheet)
        raise UnreadableFileError(f"表头不符 (the headings do not fit): {said}。{where}模板 (template): sunshine import {kind.name} --template")
    return found


def _where_the_headings_are(kind: SpreadsheetKind, sheet: Sheet) -> str:
    """In a row below a title, or in a sheet behind the first."""
    wanted = {column.heading for column in kind.columns if column.required}
    for number, cells in sheet.rows:
        if wanted <= {"".join(cell.split()) for cell in cells}:
            return f"表头在第 {number} 行，请删去上面的行 (the headings are in row {number}: delete the rows above)。"
    return only_the_first(sheet.unread)


def _parse(row: Row, columns: list[Column | None], merged: set[tuple[int, int]]) -> Iterator[RowError]:
    if next(filter(None, row.cells), "").replace(" ", "") in TOTALS:
        yield RowError(row.number, "", "合计行，请删去 (a row of totals: delete it)")
        return
    for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
        if column is None:
            continue
        if (row.number, place) in merged:  # one amount for two rows may be meant for each of them or for both
            yield RowError(
                row.number, column.heading, "与上一行合并的单元格，请取消合并并逐行填写 (merged with the row above: split it and fill each row)"
            )
            continue
        if not cell and column.required:
            yield RowError(row.number, column.heading, "必填 (must be filled)")
            continue
        if cell.upper() in FAILURES:
            yield RowError(row.number, column.heading, f"公式出错，请填写其结果 (a formula that failed, {cell}: put in what it should give)")
            continue
        if CONTROL.search(cell):
            yield RowError(row.number, column.heading, "有看不见的控制字符，请重新输入 (an unseen control character: type it again)")
            continue
        if "\n" in cell or "\r" in cell:
            yield RowError(row.number, column.heading, "单元格内有换行：引号未闭合？ (a line break in a cell: is a quote not closed?)")
            continue
        try:
            row.values[column.field] = column.parse(cell) if cell else None
        except CellError as error:
            yield RowError(row.number, column.heading, str(error))


async def _look_up(databases: Databases, keys: IdentifierKeys, kind: SpreadsheetKind, lookup: Lookup, rows: list[Row]) -> list[RowError]:
    values = {name[0] for row in rows if (name := lookup.name(row.values))}
    by_key = {keys.digest(lookup.digest, value) if lookup.digest else value: value for value in values}
    loaded = await _load(databases, lookup, list(by_key))
    found: dict[tuple[Any, ...], Mapping[str, Any]] = {(by_key[key], *within): given for (key, *within), given in loaded.items()}
    errors = []
    for row in rows:
        name = lookup.name(row.values)
        if name in found:
            row.values.update(found[name])
        elif name:
            errors.append(RowError(row.number, kind.heading(lookup.field), UNKNOWN_EARLIER if lookup.or_earlier else UNKNOWN))
        if lookup.or_earlier and row.values.get(lookup.or_earlier) is not None:
            found.setdefault((row.values[lookup.or_earlier],), {})
    return errors


async def _load(databases: Databases, lookup: Lookup, wanted: list[Any]) -> Mapping[tuple[Any, ...], Mapping[str, Any]]:
    """All named rows in one statement: what a row of the file gets from each of them."""
    columns = [lookup.key, *lookup.within, *(f"{column} AS given_{name}" for column, name in lookup.gives.items())]
    sql = f"SELECT {', '.join(columns)} FROM {lookup.table} WHERE {lookup.key} = ANY($1)"
    async with databases.connection(lookup.database, Role.API) as connection:
        rows = await connection.fetch(sql, wanted)
    names = (lookup.key, *lookup.within)
    return {tuple(row[name] for name in names): {name: row[f"given_{name}"] for name in lookup.gives.values()} for row in rows}


def _duplicates(kind: SpreadsheetKind, rows: Iterable[Row]) -> Iterator[RowError]:
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        if not row.values.keys() >= set(kind.unique):
            continue  # a cell of the key could not be read
        key = tuple(row.values[name] for name in kind.unique)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            headings = "、".join(filter(None, (kind.heading(name) for name in kind.unique)))
            yield RowError(row.number, headings, f"与第 {first} 行重复 (the same as row {first})")


def _groups(kind: SpreadsheetKind, rows: Iterable[Row]) -> list[list[Row]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        name = row.values.get(kind.group) if kind.group else None
        groups.setdefault(row.number if name is None else ("group", name), []).append(row)
    return list(groups.values())


def _disagreements(kind: SpreadsheetKind, group: list[Row]) -> Iterator[RowError]:
    for name in kind.shared:
        first, *others = [row for row in group if name in row.values] or group[:1]
        for row in others:
            if row.values[name] != first.values[name]:
                yield RowError(row.number, kind.heading(name), f"与第 {first.number} 行不一致 (differs from row {first.number} of the same group)")


def _broken_rules(kind: SpreadsheetKind, group: list[Row]) -> Iterator[RowError]:
    """What the rules say of a group's rows; of cells that all of them share, once."""
    shared, told = {kind.group, *kind.shared}, set()
    for row in group:
        for field, words in (wrong for rule in kind.rules for wrong in _as_far_as_read(rule(row.values))):
            if (field, words) not in told:
                yield RowError(row.number, kind.heading(field), words)
            if field in shared:
                told.add((field, words))
    if kind.group in group[0].values:  # a row of an unread group may belong to any
        for group_rule in kind.group_rules:
            yield from _as_far_as_read(group_rule(group))


def _as_far_as_read(found: Iterator[T]) -> Iterator[T]:
    with contextlib.suppress(UnreadError):
        yield from found
