"""A Strawberry type for each kind of row, made from its table: names, nullability, descriptions, filters.

Every field but `id` may be refused to a tier, so every field is nullable. Keys of other rows are not shown: relations
are. None of these types is ever instantiated: reads are compiled to SQL (docs/decisions/compiled-reads.md).
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlalchemy.dialects import postgresql

from databases.tables import CODES, CodeList
from policies.kinds import KINDS, Kind
from policies.policy import Policy
from resolvers.relations import RELATIONS
from resolvers.selections import MOST_ROWS

NAME = re.compile(r"^[A-Za-z][0-9A-Za-z_]*$")
SCALARS: tuple[tuple[type[sa.types.TypeEngine[Any]], type], ...] = (
    (sa.Boolean, bool),
    (sa.BigInteger, type(None)),  # keys of rows: relations lead to them
    (sa.Integer, int),
    (sa.Numeric, Decimal),
    (sa.DateTime, datetime),
    (sa.Date, date),
    (postgresql.DATERANGE, str),
    (sa.Text, str),
)


@strawberry.interface(description="Anything with a global id 有全局标识的对象")
class Node:
    id: strawberry.ID = strawberry.field(description="Global id, such as Household:123 全局标识")


@strawberry.type(description="Where a page lies in its connection 分页信息")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.input(description="Conditions on a text 文本条件")
class TextFilter:
    eq: str | None = strawberry.field(default=strawberry.UNSET, description="Equal 等于")
    in_: list[str] | None = strawberry.field(name="in", default=strawberry.UNSET, description="One of 属于")
    starts_with: str | None = strawberry.field(default=strawberry.UNSET, description="Begins with 以…开头")


def _range_filter(name: str, type_: type, about: str) -> type:
    """Conditions on values that have an order."""
    texts = {"eq": "Equal 等于", "gt": "Greater than 大于", "gte": "At least 不小于", "lt": "Less than 小于", "lte": "At most 不大于"}
    body: dict[str, Any] = {"__annotations__": {operator: type_ | None for operator in texts}}
    body |= {operator: strawberry.field(default=strawberry.UNSET, description=text) for operator, text in texts.items()}
    return strawberry.input(type(name, (), body), description=about)


FILTERS: Mapping[type, type] = {
    str: TextFilter,
    int: _range_filter("IntFilter", int, "Conditions on a whole number 整数条件"),
    Decimal: _range_filter("DecimalFilter", Decimal, "Conditions on an amount 金额条件"),
    date: _range_filter("DateFilter", date, "Conditions on a day 日期条件"),
    datetime: _range_filter("DateTimeFilter", datetime, "Conditions on a moment 时间条件"),
}


class Types:
    """All types of a schema, made once for the kinds that the policy lets anyone read."""

    def __init__(self, policy: Policy) -> None:
        readable = {kind for _, _, kind, action, _ in policy.facts("grant", 5) if action == "read"}
        self.kinds = [kind for name, kind in KINDS.items() if name in readable]
        self.policy = policy
        self._enums: dict[str, Any] = {}
        self._classes: dict[str, Any] = {kind.name: type(kind.name, (Node,), {}) for kind in self.kinds}
        self.nodes = {kind.name: self._node(kind) for kind in self.kinds}
        self.filters = {kind.name: self._where(kind) for kind in self.kinds}
        self.connections = {kind.name: _connection(kind, self.nodes[kind.name]) for kind in self.kinds}

    def _node(self, kind: Kind) -> Any:
        cls = self._classes[kind.name]
        cls.__annotations__ = dict(self._annotations(kind))
        for name in cls.__annotations__:
            setattr(cls, name, strawberry.field(description=self._describe(kind, name)))
        return strawberry.type(cls, description=kind.table.comment)

    def _annotations(self, kind: Kind) -> Iterable[tuple[str, Any]]:
        for name, type_ in self._leaves(kind):
            yield name, type_ | None
        for name, relation in RELATIONS.get(kind.name, {}).items():
            if relation.kind in self._classes:
                related: Any = self._classes[relation.kind]
                yield name, (list.__class_getitem__(related) if relation.many else related) | None

    def _leaves(self, kind: Kind) -> Iterable[tuple[str, Any]]:
        for field in kind.fields.values():
            column = kind.table.c[field.clear or f"{field.name}_mask"]
            type_ = self._scalar(column)
            if type_ is not None and not column.primary_key:
                yield field.name, type_

    def _scalar(self, column: sa.Column[Any]) -> Any:
        if codes := column.info.get(CODES):
            return self._enum(codes)
        found = next((python for sql, python in SCALARS if isinstance(column.type, sql)), type(None))
        return None if found is type(None) else found

    def _enum(self, codes: CodeList) -> Any:
        """A GraphQL enum of a code list; a list with codes that are no names (GB/T 2261.1: 1, 2) stays text."""
        if not all(map(NAME.match, codes.labels)):
            return str
        if codes.name not in self._enums:
            values = {code: strawberry.enum_value(code, description=label) for code, label in codes.labels.items()}
            name = "".join(word.capitalize() for word in codes.name.split("_")) + "Code"
            made = enum.Enum(name, values)  # type: ignore[misc]
            self._enums[codes.name] = strawberry.enum(made, description=f"{codes.name.replace('_', ' ')} ({codes.source})")
        return self._enums[codes.name]

    def _describe(self, kind: Kind, name: str) -> str:
        if name not in kind.fields:
            return str(KINDS[RELATIONS[kind.name][name].kind].table.comment)
        field = kind.fields[name]
        comment = kind.table.c[field.clear or f"{name}_mask"].comment
        return f"{comment}. Seen by: {self._seen_by(kind, name)}."

    def _seen_by(self, kind: Kind, name: str) -> str:
        """Which tiers see a field, from the policy itself."""
        profiles = sorted({(tier, dept) for tier, dept, of, action, _ in self.policy.facts("grant", 5) if of == kind.name and action == "read"})
        shown = ((profile, self.policy.view((profile,), kind.name).access(name)) for profile in profiles)
        seen = [" ".join(filter(None, profile)) + (f" ({access})" if access != "clear" else "") for profile, access in shown if access != "hidden"]
        return ", ".join(seen) or "nobody"

    def _where(self, kind: Kind) -> Any:
        """The filter of a kind: `region` for everything inside a division, and a typed condition for each field."""
        body: dict[str, Any] = {"__annotations__": {}}
        if "region_code" in kind.fields:
            body["__annotations__"]["region"] = str | None
            body["region"] = strawberry.field(
                default=strawberry.UNSET, description="Inside this division, by code (3202 city, 320282 county …) 区划内"
            )
        for name, type_ in self._leaves(kind):
            condition = FILTERS.get(type_) or (None if type_ is bool else self._enum_filter(type_))
            if condition is not None:
                body["__annotations__"][name] = condition | None
                body[name] = strawberry.field(default=strawberry.UNSET, description=kind.table.c[kind.fields[name].clear or f"{name}_mask"].comment)
        return strawberry.input(type(f"{kind.name}Where", (), body), description=f"Conditions on {kind.table.comment}; all must hold")

    def _enum_filter(self, type_: Any) -> Any:
        name = f"{type_.__name__}Filter"
        if name not in self._enums:
            body = {
                "__annotations__": {"eq": type_ | None, "in_": list[type_] | None},
                "eq": strawberry.field(default=strawberry.UNSET, description="Equal 等于"),
                "in_": strawberry.field(name="in", default=strawberry.UNSET, description="One of 属于"),
            }
            self._enums[name] = strawberry.input(type(name, (), body), description="Conditions on a code 代码条件")
        return self._enums[name]


def _connection(kind: Kind, node: Any) -> Any:
    edge = strawberry.type(
        type(f"{kind.name}Edge", (), {"__annotations__": {"cursor": str, "node": node}}), description=f"One of a connection: {kind.table.comment}"
    )
    annotations = {"edges": list[edge], "page_info": PageInfo, "total_count": int}  # type: ignore[valid-type]
    body = {
        "__annotations__": annotations,
        "total_count": strawberry.field(description="All rows that match and that you may see, not only this page 总数"),
    }
    return strawberry.type(type(f"{kind.name}Connection", (), body), description=f"A page of: {kind.table.comment} (1 to {MOST_ROWS} rows)")
