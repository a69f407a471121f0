"""What the policy speaks of: every entity of the four databases, under the name of its GraphQL type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass
from functools import cached_property
from typing import NoReturn

import sqlalchemy as sa

from databases.registry import TABLES
from databases.tables import CLASSIFICATION, Sensitivity, is_entity
from policies.masks import IDENTIFIERS, OF_KIND, Mask

ENCRYPTED = "_encrypted"


@dataclass(frozen=True)
class Field:
    """One field of a kind: its clear column (none for what the database cannot read) and its masked form."""

    name: str
    sensitivity: Sensitivity
    clear: str | None
    mask: Mask | str | None  # computed from the clear column, or a stored column


class Snapshot:
    """A row in memory, for checks without SQL: each kind has a class of it whose attributes, the fields, are None where nothing is told of them.

    No dataclasses, for one of each kind takes every process a fifth of a second when it starts. Without a repr of its values: oso writes that of
    its arguments into error messages.
    """

    def __init__(self, **told: object) -> None:
        for name in told:
            getattr(type(self), name)  # AttributeError: the kind has no such field
        vars(self).update(told)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")


@dataclass(frozen=True)
class Kind:
    """One table as the policy sees it. `snapshot` is the class of a row in memory."""

    name: str
    database: str
    table: sa.Table
    fields: Mapping[str, Field]
    snapshot: type[Snapshot]

    @cached_property
    def rows(self) -> sa.TableClause:
        """The table as questions read it: of one with keys and constraints an alias takes longer to make than the question around it."""
        return sa.table(self.table.name, *(sa.column(column.name, column.type) for column in self.table.columns))


def type_name(table: str) -> str:
    """payment_list → PaymentList"""
    return "".join(word.capitalize() for word in table.split("_"))


def _fields(name: str, table: sa.Table) -> dict[str, Field]:
    fields = {}
    stored = {column.name.removesuffix(ENCRYPTED) for column in table.columns if column.name.endswith(ENCRYPTED)}
    for one in stored:
        fields[one] = Field(one, Sensitivity.DIRECT, None, f"{one}_mask")
    for column in table.columns:
        if not any(column.name in (f"{one}{ENCRYPTED}", f"{one}_digest", f"{one}_mask") for one in stored):
            sensitivity = column.info[CLASSIFICATION]
            mask = IDENTIFIERS.get(column.name) if sensitivity is Sensitivity.DIRECT else OF_KIND.get((name, column.name))
            fields[column.name] = Field(column.name, sensitivity, column.name, mask)
    return fields


def _kind(database: str, table: sa.Table) -> Kind:
    name = type_name(table.name)
    fields = _fields(name, table)
    return Kind(name, database, table, fields, type(name, (Snapshot,), dict.fromkeys(fields)))


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for database, tables in reversed(list(TABLES.items()))
    for kind in (_kind(database, table) for table in tables.sorted_tables if is_entity(table))
}
