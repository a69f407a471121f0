"""Inputs for conditions and orders, made from the fields of each kind and from what belongs to it."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry
from strawberry import UNSET

from policies.kinds import KINDS
from resolvers.filters import MOST_KEYS
from resolvers.plan import Relation
from resolvers.relations import REGION, RELATIONS
from schema.annotations import nullable

OPERATORS = {
    "eq": "Equal 等于",
    "in": "One of 属于",
    "gt": "Greater than 大于",
    "gte": "At least 不小于",
    "lt": "Less than 小于",
    "lte": "At most 不大于",
    "starts_with": "Begins with 以…开头",
    "is_null": "Is empty, or is not 为空",
}
RANGE = ("eq", "in", "gt", "gte", "lt", "lte", "is_null")


def _filter(name: str, type_: Any, operators: Iterable[str], about: str) -> Any:
    """An input with these operators on values of a type."""
    body: dict[str, Any] = {"__annotations__": {}}
    for operator in operators:
        attribute = f"{operator}_" if operator == "in" else operator
        operand: Any = {"in": list.__class_getitem__(type_), "is_null": bool}.get(operator, type_)
        body["__annotations__"][attribute] = nullable(operand)
        body[attribute] = strawberry.field(name=operator if operator == "in" else None, default=UNSET, description=OPERATORS[operator])
    return strawberry.input(type(name, (), body), description=about)


FILTERS: Mapping[type, Any] = {
    str: _filter("TextFilter", str, ("eq", "in", "starts_with", "is_null"), "Conditions on a text 文本条件"),
    bool: _filter("BooleanFilter", bool, ("eq", "is_null"), "Conditions on a yes or no 是否条件"),
    int: _filter("IntFilter", int, RANGE, "Conditions on a whole number 整数条件"),
    Decimal: _filter("DecimalFilter", Decimal, RANGE, "Conditions on an amount 金额条件"),
    date: _filter("DateFilter", date, RANGE, "Conditions on a day 日期条件"),
    datetime: _filter("DateTimeFilter", datetime, RANGE, "Conditions on a moment 时间条件"),
}


@strawberry.enum(description="Ascending: what is empty comes last; descending: first 排序方向")
class OrderDirection(enum.Enum):
    ASC = strawberry.enum_value("asc", description="Ascending 升序")
    DESC = strawberry.enum_value("desc", description="Descending 降序")


class FilterTypes:
    """`where` and `order` of each kind. Inputs name each other in circles: all classes are there before any is filled."""

    def __init__(self, leaves: Mapping[str, Mapping[str, Any]]) -> None:
        self._enums: dict[str, Any] = {}
        self.where: dict[str, Any] = {kind: type(f"{kind}Where", (), {"__annotations__": {}}) for kind in leaves}
        self._quantified: dict[str, Any] = {kind: self._quantifier(kind) for kind in leaves}
        self.order = {kind: _order(kind, fields) for kind, fields in leaves.items()}
        for kind, fields in leaves.items():
            self._fill(kind, fields)

    def _quantifier(self, kind: str) -> Any:
        texts = {"some": "At least one of them meets all conditions 至少一个满足", "none": "None of them meets all conditions 没有一个满足"}
        body: dict[str, Any] = {"__annotations__": dict.fromkeys(texts, nullable(self.where[kind]))}
        body |= {name: strawberry.field(default=UNSET, description=text) for name, text in texts.items()}
        return strawberry.input(type(f"{kind}Quantified", (), body), description=f"Conditions on all of: {KINDS[kind].table.comment}")

    def _fill(self, kind: str, fields: Mapping[str, Any]) -> None:
        cls, table = self.where[kind], KINDS[kind].table
        if "region_code" in KINDS[kind].fields:
            _add(cls, "region", str, "Inside this division, by code (3202 city, 320282 county …) 区划内")
        for name, type_ in fields.items():
            _add(cls, name, FILTERS.get(type_) or self._enum_filter(type_), _comment(kind, name))
        for name, relation in RELATIONS[kind].items():
            if relation.kind in self.where and relation.kind != REGION:  # the division is asked for by `region`
                _add(
                    cls,
                    name,
                    (self._quantified if relation.many else self.where)[relation.kind],
                    f"On what belongs to it: {KINDS[relation.kind].table.comment}{self._elsewhere(kind, relation)}",
                )
        strawberry.input(cls, description=f"Conditions on {table.comment}; all must hold 条件须全部满足")

    def _elsewhere(self, kind: str, relation: Relation) -> str:
        """What is to be known of a condition on rows of another database, which are looked up first."""
        database = KINDS[relation.kind].database
        if database == KINDS[kind].database:
            return ""
        return f" (in the database {database}: it may find {MOST_KEYS:,} there 跨库条件，至多命中{MOST_KEYS:,}条)"

    def _enum_filter(self, type_: Any) -> Any:
        name = f"{type_.__name__}Filter"
        if name not in self._enums:
            self._enums[name] = _filter(name, type_, ("eq", "in", "is_null"), "Conditions on a code 代码条件")
        return self._enums[name]


def _comment(kind: str, name: str) -> str | None:
    """What a field is, in both languages: the comment of its column."""
    return KINDS[kind].table.c[KINDS[kind].fields[name].clear or f"{name}_mask"].comment


def _add(cls: Any, name: str, type_: Any, about: str | None) -> None:
    cls.__annotations__[name] = nullable(type_)
    setattr(cls, name, strawberry.field(default=UNSET, description=about))


def _order(kind: str, fields: Iterable[str]) -> Any:
    """An input that names a field and a direction."""
    names = {name.upper(): strawberry.enum_value(name, description=_comment(kind, name)) for name in fields}
    made = enum.Enum(f"{kind}OrderField", names)  # type: ignore[misc]
    field = strawberry.enum(made, description=f"What can be sorted by: {KINDS[kind].table.comment}")
    body = {
        "__annotations__": {"field": field, "direction": OrderDirection},
        "field": strawberry.field(description="What to sort by 排序字段"),
        "direction": strawberry.field(default=OrderDirection.ASC, description="Ascending unless it is said 升序或降序"),
    }
    return strawberry.input(type(f"{kind}Order", (), body), description=f"An order of: {KINDS[kind].table.comment}")
