"""Rows are checked: headings, cells, what the cells name in other tables, and what rows must agree on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from databases.connections import Databases, Role
from databases.identifiers import IdentifierKeys
from resolvers.spreadsheets.cells import CellError
from resolvers.spreadsheets.reading import Sheet, UnreadableFileError
from resolvers.spreadsheets.shape import Column, Lookup, Row, RowError, SpreadsheetKind
from resolvers.spreadsheets.telling import Figures

ROW, REASON = "行号", "错误原因"  # columns that a file of rejected rows has besides: it can be mended and brought in again
ADDED = (ROW, REASON)
UNKNOWN = "系统中没有 (not known to the system)"
UNKNOWN_EARLIER = "系统中没有，前面的行中也没有 (known neither to the system nor from an earlier row)"


@dataclass
class Checked:
    """Groups of rows that stand or fall together, and everything that is wrong."""

    groups: list[list[Row]]
    errors: list[RowError]

    @property
    def valid(self) -> list[list[Row]]:
        """The groups without an error."""
        wrong = {error.row for error in self.errors}
        return [group for group in self.groups if not any(row.number in wrong for row in group)]


async def check(databases: Databases, keys: IdentifierKeys, kind: SpreadsheetKind, sheet: Sheet, figures: Figures) -> Checked:
    """Check all rows, and count them in `figures`; raises UnreadableFileError where the headings do not fit."""
    columns = _columns(kind, sheet.headings)
    rows = [Row(number, cells) for number, cells in sheet.rows]
    errors = [
        RowError(number, "", "单元格多于表头：金额中的逗号、多余的分隔符？ (more cells than headings: a comma in an amount?)")
        for number in sheet.too_long
    ]
    for row in rows:
        errors += _parse(row, columns)
        figures.checked += 1
    unread = {error.row for error in errors}
    for lookup in kind.lookups:
        errors += await _look_up(databases, keys, kind, lookup, rows)
    errors += _duplicates(kind, rows)
    groups = _groups(kind, rows)
    for group in groups:
        if not any(row.number in unread for row in group):
            errors += _disagreements(kind, group)
            errors += [error for rule in kind.rules for error in rule(group)]
    checked = Checked(groups, errors)
    for group in checked.valid:
        kind.derive(group)
    return checked


def _columns(kind: SpreadsheetKind, headings: list[str]) -> list[Column | None]:
    """The column under each heading (by its Chinese heading or its field); None for an empty heading."""
    known = {name: column for column in kind.columns for name in (column.heading, column.field)}
    unknown = [heading for heading in headings if heading and heading not in (*known, *ADDED)]
    found = [known.get(heading) for heading in headings]
    names = [column.field for column in found if column]
    missing = [column.heading for column in kind.columns if column.required and column.field not in names]
    twice = sorted({column.heading for column in found if column and names.count(column.field) > 1})
    problems = [("缺少列 missing", missing), ("不认识的列 unknown", unknown), ("重复的列 twice", twice)]
    if any(names for _, names in problems):
        said = "; ".join(f"{what}: {'、'.join(names)}" for what, names in problems if names)
        raise UnreadableFileError(f"表头不符 (the headings do not fit): {said}. 模板 (template): sunshine import {kind.name} --template")
    return found


def _parse(row: Row, columns: list[Column | None]) -> Iterator[RowError]:
    for column, cell in zip(columns, row.cells, strict=True):
        if column is None:
            continue
        if not cell:
            row.values[column.field] = None
            if column.required:
                yield RowError(row.number, column.heading, "必填 (must be filled)")
            continue
        if "\n" in cell or "\r" in cell:
            row.values[column.field] = None
            yield RowError(row.number, column.heading, "单元格内有换行：引号未闭合？ (a line break in a cell: is a quote not closed?)")
            continue
        try:
            row.values[column.field] = column.parse(cell)
        except CellError as error:
            yield RowError(row.number, column.heading, str(error))


async def _look_up(databases: Databases, keys: IdentifierKeys, kind: SpreadsheetKind, lookup: Lookup, rows: list[Row]) -> list[RowError]:
    values = {row.values[lookup.field] for row in rows if row.values.get(lookup.field) is not None}
    by_key = {keys.digest(lookup.digest, value) if lookup.digest else value: value for value in values}
    found: dict[Any, Mapping[str, Any]] = {by_key[key]: given for key, given in (await _load(databases, lookup, list(by_key))).items()}
    errors = []
    for row in rows:
        value = row.values.get(lookup.field)
        if value in found:
            row.values.update(found[value])
        elif value is not None:
            errors.append(RowError(row.number, kind.heading(lookup.field), UNKNOWN_EARLIER if lookup.or_earlier else UNKNOWN))
        if lookup.or_earlier and row.values.get(lookup.or_earlier) is not None:
            found.setdefault(row.values[lookup.or_earlier], {})
    return errors


async def _load(databases: Databases, lookup: Lookup, wanted: list[Any]) -> Mapping[Any, Mapping[str, Any]]:
    """All named rows in one statement: what a row of the file gets from each of them."""
    columns = ", ".join(f"{column} AS given_{name}" for column, name in lookup.gives.items())
    sql = f"SELECT {lookup.key} AS key{', ' if columns else ''}{columns} FROM {lookup.table} WHERE {lookup.key} = ANY($1)"
    async with databases.connection(lookup.database, Role.API) as connection:
        rows = await connection.fetch(sql, wanted)
    return {row["key"]: {name: row[f"given_{name}"] for name in lookup.gives.values()} for row in rows}


def _duplicates(kind: SpreadsheetKind, rows: Iterable[Row]) -> Iterator[RowError]:
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row.values.get(name) for name in kind.unique)
        if any(value is None and _is_required(kind, name) for name, value in zip(kind.unique, key, strict=True)):
            continue  # said already
        first = seen.setdefault(key, row.number)
        if first != row.number:
            headings = "、".join(filter(None, (kind.heading(name) for name in kind.unique)))
            yield RowError(row.number, headings, f"与第 {first} 行重复 (the same as row {first})")


def _is_required(kind: SpreadsheetKind, name: str) -> bool:
    return any(column.field == name and column.required for column in kind.columns)


def _groups(kind: SpreadsheetKind, rows: Iterable[Row]) -> list[list[Row]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        name = row.values.get(kind.group) if kind.group else None
        groups.setdefault(row.number if name is None else ("group", name), []).append(row)
    return list(groups.values())


def _disagreements(kind: SpreadsheetKind, group: list[Row]) -> Iterator[RowError]:
    first = group[0]
    for row in group[1:]:
        for name in kind.shared:
            if row.values.get(name) != first.values.get(name):
                yield RowError(row.number, kind.heading(name), f"与第 {first.number} 行不一致 (differs from row {first.number} of the same group)")
