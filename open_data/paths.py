"""A path from a row to a value: over keys to other rows, also of other databases, where polars joins them.

Path.of("PaymentLine", "payment_list_id.stream_id.code")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from databases.tables import ELSEWHERE
from policies.kinds import KINDS, type_name


class UnknownPathError(Exception):
    """A path names a kind or column that is not there."""


@dataclass(frozen=True)
class Path:
    """Columns from a kind on; all but the last hold keys of other rows."""

    kind: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, kind: str, text: str) -> Path:
        path = cls(kind, tuple(text.split(".")))
        column_of(path.end.kind, path.end.head)  # a path that leads nowhere is found when it is written
        return path

    @property
    def head(self) -> str:
        return self.names[0]

    @property
    def rest(self) -> Path | None:
        """The path from the row that the first key leads to; None at the end."""
        return Path(target(self.kind, self.head), self.names[1:]) if len(self.names) > 1 else None

    @property
    def end(self) -> Path:
        """Its last step: the kind that holds the value, and the column."""
        return self.rest.end if self.rest else self

    @property
    def column(self) -> sa.Column[object]:
        """The column that holds the value."""
        return column_of(self.end.kind, self.end.head)

    @property
    def key(self) -> sa.Column[object] | None:
        """The last key that leads to it; None: it stands in the row itself."""
        return None if self.rest is None else self.rest.key if self.rest.rest else column_of(self.kind, self.head)

    @property
    def database(self) -> str:
        """The one that holds the value."""
        return KINDS[self.end.kind].database

    @property
    def is_key(self) -> bool:
        """Whether the value only says which row is meant."""
        return self.end.head.rpartition("_")[2] == "id"

    def reads(self) -> set[tuple[str, str]]:
        """Every (kind, column) that must be read to follow it."""
        return {(self.kind, column_of(self.kind, self.head).name)} | ({(self.rest.kind, "id")} | self.rest.reads() if self.rest else set())


def column_of(kind: str, name: str) -> sa.Column[object]:
    """A column of a kind; the ends of a period stand for it (`period_from`, and `period_until`, the day after it)."""
    columns: Mapping[str, sa.Column[object]] = dict(KINDS[kind].table.c) if kind in KINDS else {}
    for found in (name, name.removesuffix("_from"), name.removesuffix("_until")):
        if found in columns and (found == name or isinstance(columns[found].type, postgresql.DATERANGE)):
            return columns[found]
    raise UnknownPathError(f"{kind} has no column {name}")


def target(kind: str, name: str) -> str:
    """The kind of the rows that a key leads to."""
    column = column_of(kind, name)
    if elsewhere := column.info.get(ELSEWHERE):
        return type_name(str(elsewhere).partition(".")[2])
    if keys := [key.column for key in column.foreign_keys if key.column.name == "id"]:
        return type_name(keys[0].table.name)
    raise UnknownPathError(f"{kind}.{name} is no key of other rows")
