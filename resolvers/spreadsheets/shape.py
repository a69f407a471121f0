"""The words in which a kind of spreadsheet is described; `kinds.py` and its neighbours use them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from resolvers.spreadsheets.cells import Parser


class UnreadError(Exception):
    """A rule asked for a cell that could not be read; what is wrong with the cell is told already."""


class Values(dict[str, Any]):
    """What was understood of a row, by field: an empty cell is None, one that could not be read is not there."""

    def __missing__(self, field: str) -> Any:
        raise UnreadError(field)


@dataclass
class Row:
    """One row: its number in the file, its cells as they were, and the values that were understood."""

    number: int
    cells: list[str]
    values: Values = dataclasses.field(default_factory=Values)


@dataclass(frozen=True)
class RowError:
    """What is wrong, where; `column` is a heading, or empty where the row as a whole is meant."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class Column:
    """A column: its Chinese heading, the field that it fills, how a cell is read, and two examples."""

    heading: str
    field: str
    parse: Parser
    examples: tuple[str, str]
    about: str = ""
    required: bool = True


@dataclass(frozen=True)
class Lookup:
    """Another row that a cell names by its natural key; `gives` copies columns of it, or what SQL makes of them, into fields of the row.

    `digest` names the encrypted column ("member.id_number") whose keyed digest is the key. `or_earlier` names the field
    by which an earlier row of the same file may be meant (the division above, listed before). `within` names by column and
    field what the row must belong to besides (the document of a clause).
    """

    field: str
    database: str
    table: str
    key: str
    gives: Mapping[str, str] = dataclasses.field(default_factory=dict)
    digest: str = ""
    or_earlier: str = ""
    within: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def name(self, values: Values) -> tuple[Any, ...] | None:
        """What a row names, if it names anything and all of it could be read."""
        name = tuple(values.get(field) for field in (self.field, *self.within.values()))
        return None if None in name else name


@dataclass(frozen=True)
class Parent:
    """A row written just before, named by its natural key (a column, or what SQL makes of several): fills `column` with its id."""

    column: str
    table: str
    key: str
    field: str


@dataclass(frozen=True)
class Refusal:
    """A condition on a staged row `s` under which it may not be written, what to say of it, and of which field.

    `always`: also of a row that would change nothing by itself.
    """

    condition: str
    words: str
    field: str
    always: bool = False


@dataclass(frozen=True)
class Target:
    """A table to write: its natural key (columns, or `lower(period)`), and which field fills which column.

    `once`: one row for each group (a household with its members), else one for each row of the file. `defaults` fill
    columns of a row that is new and never touch one that is there. `merged` says in SQL how the staged row `s` and the
    stored one `t` become one, where that is not "an empty cell leaves what is stored"; `new` says so of what a new row holds
    where that is not the cell. `refusals` are looked at before rows that are new or differ are written, `incomplete` before
    anything of a group is. `last` names by columns and values the row to which the others of its group may have to give way
    (a new head of a household). `tried_as` are the columns for which a row may be refused that others hang on, with what
    stands in for them where it is new.
    """

    table: sa.Table
    key: tuple[str, ...]
    fields: Mapping[str, str]
    parent: Parent | None = None
    once: bool = False
    defaults: Mapping[str, str | bool | None] = dataclasses.field(default_factory=dict)
    merged: Mapping[str, str] = dataclasses.field(default_factory=dict)
    new: Mapping[str, str] = dataclasses.field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()
    incomplete: tuple[Refusal, ...] = ()
    last: Mapping[str, tuple[str | date | None, ...]] = dataclasses.field(default_factory=dict)
    tried_as: Mapping[str, str | None] = dataclasses.field(default_factory=dict)

    @property
    def staged(self) -> str:
        """The name of the transaction's own view of the rows that wait to be written."""
        return f"staged_{self.table.name}_{self.parent.column}" if self.parent else f"staged_{self.table.name}"

    @property
    def staged_all(self) -> str:
        """The name of the transaction's own table in which they wait, with others."""
        return f"{self.staged}_all"

    @property
    def stand_in(self) -> Target:
        """The row without what it may be refused for: good enough to try the rows that hang on it."""
        fields = {column: field for column, field in self.fields.items() if column not in self.tried_as}
        return dataclasses.replace(self, fields=fields, defaults={**self.defaults, **self.tried_as})

    def comes_last(self, row: Row) -> bool:
        return bool(self.last) and all(row.values[self.fields[column]] in values for column, values in self.last.items())


@dataclass(frozen=True)
class Computed:
    """A column that no cell holds: the statement brings it up to date, in the same transaction, for what the staged rows belong to."""

    column: str
    statement: str


@dataclass(frozen=True)
class Steady:
    """Figures of a year that nothing honest makes `times` as large or as small within one more, each of what `key` names.

    Whatever is smaller counts as `least`: little figures leap by themselves.
    """

    fields: tuple[str, ...]
    key: tuple[str, ...]
    times: int
    least: int
    year: str = "year"


Rule = Callable[[Values], Iterator[tuple[str, str]]]  # fields that are wrong, with words; it ends where it meets an unread cell
GroupRule = Callable[[list[Row]], Iterator[RowError]]


@dataclass(frozen=True)
class SpreadsheetKind:
    """A kind of spreadsheet. `group` names the field by which rows stand or fall together (none: each alone);
    `shared` are the fields that must agree inside a group; `unique` fields together name a row of the file only once.
    `rules` hold for each row, `group_rules` for the rows of a group together.
    `derive` fills fields that no cell holds, from all rows of a group; `computed` are columns that rest on rows of other files
    too. `steady` are figures that are held against those of the year before. `alike_in` names the other databases that keep the same rows (divisions)."""

    name: str
    title: str
    database: str
    columns: tuple[Column, ...]
    targets: tuple[Target, ...]
    unique: tuple[str, ...]
    lookups: tuple[Lookup, ...] = ()
    group: str = ""
    shared: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    group_rules: tuple[GroupRule, ...] = ()
    derive: Callable[[list[Row]], None] = lambda _rows: None
    computed: tuple[Computed, ...] = ()
    steady: Steady | None = None
    alike_in: tuple[str, ...] = ()

    def heading(self, name: str) -> str:
        """The heading of a field; empty for a derived one."""
        return next((column.heading for column in self.columns if column.field == name), "")
