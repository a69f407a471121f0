"""By what rows can be grouped, and which figures a group has: read from the tables, like everything in the schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from databases.tables import CODES
from policies.kinds import KINDS, Kind
from resolvers.plan import Relation
from resolvers.relations import REGION, RELATIONS

LEVELS = {"city": 4, "county": 6, "town": 9, "village": 12}  # digits of a division's code (GB/T 2260, GB/T 10114)
FUNCTIONS: Mapping[str, Callable[[Any], ColumnElement[Any]]] = {
    "sum": sa.func.sum,
    "average": lambda column: sa.func.round(sa.func.avg(column), sa.literal_column("2")),
    "minimum": sa.func.min,
    "maximum": sa.func.max,
}
Column = ColumnElement[Any]


@dataclass(frozen=True)
class GroupKey:
    """What is alike in a group: a field, or something made from it; `relation` leads from it to the row that it names."""

    name: str
    field: str
    of: Callable[[Column], Column]
    about: str
    relation: Relation | None = None


def _itself(column: Column) -> Column:
    return column


def _year(column: Column) -> Column:
    return sa.extract("year", column).cast(sa.Integer)


def _month(column: Column) -> Column:
    return sa.func.to_char(column, sa.literal_column("'YYYY-MM'"), type_=sa.Text())


def _first_digits(digits: int) -> Callable[[Column], Column]:
    return lambda column: sa.func.left(column, sa.literal_column(str(digits)), type_=sa.Text())


def _keys(kind: Kind) -> Iterator[GroupKey]:
    for name, field in kind.fields.items():
        column = kind.table.c.get(field.clear or "")
        if column is None or column.primary_key or name == "recorded_at":
            continue
        if CODES in column.info or isinstance(column.type, sa.Boolean) or name == "year":
            yield GroupKey(name, name, _itself, column.comment or name)
        elif isinstance(column.type, sa.Date | sa.DateTime):
            yield GroupKey(f"{name}_year", name, _year, f"{column.comment}: year 年份")
            yield GroupKey(f"{name}_month", name, _month, f"{column.comment}: month 月份, such as 2020-06")
    yield from _related_keys(kind)


def _related_keys(kind: Kind) -> Iterator[GroupKey]:
    if "region_code" in kind.fields:
        for level, digits in LEVELS.items():
            relation = Relation(REGION, level, "code", many=False)
            yield GroupKey(level, "region_code", _first_digits(digits), f"Division of the level {level}, or the wider one of the row 区划", relation)
    for name, relation in RELATIONS[kind.name].items():
        if not relation.many and relation.mine not in ("id", "region_code") and name not in LEVELS:
            about = kind.table.c[relation.mine].comment or name
            yield GroupKey(name, relation.mine, _itself, about, Relation(relation.kind, name, relation.theirs, many=False))


GROUP_KEYS: Mapping[str, Mapping[str, GroupKey]] = {name: {key.name: key for key in _keys(kind)} for name, kind in KINDS.items()}


def figures(kind: Kind) -> list[str]:
    """The fields that can be added up: amounts and counts, not years or keys."""
    columns = ((name, kind.table.c.get(field.clear or "")) for name, field in kind.fields.items())
    return [
        name
        for name, column in columns
        if column is not None and isinstance(column.type, sa.Numeric | sa.Integer) and not isinstance(column.type, sa.BigInteger)
        if name not in ("year", "version") and CODES not in column.info
    ]
