"""A Strawberry type for each kind of row, made from its table: names, nullability, descriptions, filters.

Every field but `id` may be refused to a tier, so every field is nullable. Keys of other rows are not shown: relations
are. None of these types is ever instantiated: reads are compiled to SQL (docs/decisions/compiled-reads.md).
"""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, NoReturn

import sqlalchemy as sa
import strawberry
from sqlalchemy.dialects import postgresql
from strawberry import UNSET

from databases.tables import CODES, CodeList
from policies.kinds import KINDS, Kind
from policies.policy import Policy
from resolvers.plan import Relation
from resolvers.relations import RELATIONS
from resolvers.selections import MOST_ROWS

ABOUT = {
    "first": "How many rows from the front, 1 to 100",
    "last": "How many rows from the back, 1 to 100",
    "after": "With first: the endCursor of the page before",
    "before": "With last: the startCursor of the page after",
    "where": "Conditions, all of which must hold",
    "as_of": "What the system knew at this moment, seen with your rights of today 历史时点",
}
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
        self.rights = {name: rights for name in KINDS if (rights := policy.rights(name))}
        self.kinds = [KINDS[name] for name in self.rights]
        self._enums: dict[str, Any] = {}
        self.filters = {kind.name: self._where(kind) for kind in self.kinds}
        # types name each other in circles: all classes are there before any is filled
        self.nodes: dict[str, Any] = {kind.name: type(kind.name, (Node,), {}) for kind in self.kinds}
        self.connections: dict[str, Any] = {kind.name: type(f"{kind.name}Connection", (), {}) for kind in self.kinds}
        for kind in self.kinds:
            self._fill_node(kind)
            _fill_connection(kind, self.connections[kind.name], self.nodes[kind.name])

    def _fill_node(self, kind: Kind) -> None:
        cls = self.nodes[kind.name]
        cls.__annotations__ = {name: type_ | None for name, type_ in self._leaves(kind)}
        for name in cls.__annotations__:
            setattr(cls, name, strawberry.field(description=self._describe(kind, name)))
        for name, relation in RELATIONS[kind.name].items():
            if relation.kind in self.nodes:
                self._relate(cls, name, relation)
        strawberry.type(cls, description=kind.table.comment)

    def _relate(self, cls: Any, name: str, relation: Relation) -> None:
        about = KINDS[relation.kind].table.comment
        if relation.paged:
            setattr(cls, name, self.connection_field(relation.kind, about))
            return
        related = self.nodes[relation.kind]
        cls.__annotations__[name] = (list.__class_getitem__(related) if relation.many else related) | None
        setattr(cls, name, strawberry.field(description=about))

    def connection_field(self, kind: str, about: str | None, *more: str) -> Any:
        """A field with the arguments of a connection (and `asOf`, at the root), which the read path answers."""
        annotations: dict[str, Any] = {"first": int | None, "last": int | None, "after": str | None, "before": str | None}
        annotations |= {"where": self.filters[kind] | None} | {name: datetime | None for name in more}
        described = {name: Annotated[type_, strawberry.argument(description=ABOUT[name])] for name, type_ in annotations.items()}
        return strawberry.field(compiled({**described, "return": self.connections[kind] | None}), description=about)

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
        field = kind.fields[name]
        comment = kind.table.c[field.clear or f"{name}_mask"].comment
        return f"{comment}. Seen by: {self._seen_by(kind, name)}."

    def _seen_by(self, kind: Kind, name: str) -> str:
        """Which tiers see a field, from the policy itself."""
        shown = {" ".join(filter(None, who)): rights.shown.get(name) for who, rights in self.rights[kind.name].items()}
        seen = [who + (f" ({access})" if access != "clear" else "") for who, access in sorted(shown.items()) if access]
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


def _fill_connection(kind: Kind, cls: Any, node: Any) -> None:
    about = kind.table.comment
    edge = strawberry.type(
        type(f"{kind.name}Edge", (), {"__annotations__": {"cursor": str, "node": node}}), description=f"One of a connection: {about}"
    )
    cls.__annotations__ = {"edges": list[edge], "page_info": PageInfo, "total_count": int}  # type: ignore[valid-type]
    cls.total_count = strawberry.field(description="All rows that match and that you may see, not only this page 总数")
    strawberry.type(cls, description=f"A page of: {about} (1 to {MOST_ROWS} rows)")


def compiled(annotations: dict[str, Any]) -> Callable[..., Any]:
    """A signature without a body: the arguments of a field that the read path answers."""

    def never(**_arguments: Any) -> NoReturn:
        raise AssertionError("reads are compiled, never resolved")

    names = [name for name in annotations if name != "return"]
    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=UNSET, annotation=annotations[name]) for name in names]
    never.__signature__ = inspect.Signature(parameters, return_annotation=annotations["return"])  # type: ignore[attr-defined]
    never.__annotations__ = annotations
    return never
