"""What the policy speaks of: every entity of the four databases, under the name of its GraphQL type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, make_dataclass
from dataclasses import field as dataclass_field
from typing import Any

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


@dataclass(frozen=True)
class Kind:
    """One table as the policy sees it. `snapshot` is the class of a row in memory, for checks without SQL."""

    name: str
    database: str
    table: sa.Table
    fields: Mapping[str, Field]
    snapshot: type


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
    # repr=False: oso writes the repr of its arguments into error messages
    snapshot = make_dataclass(name, [(field, Any, dataclass_field(default=None)) for field in fields], frozen=True, repr=False)
    return Kind(name, database, table, fields, snapshot)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for database, tables in reversed(list(TABLES.items()))
    for kind in (_kind(database, table) for table in tables.sorted_tables if is_entity(table))
}
