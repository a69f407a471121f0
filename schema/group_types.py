"""Types of groups: what is alike in a group, how many rows it has, what they add up to."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import strawberry

from policies.kinds import Kind
from resolvers.groups import FUNCTIONS, GROUP_KEYS, GroupKey, figures
from schema.annotations import nullable

USUAL_GROUPS = 100
FUNCTION_TEXTS = {"sum": "Sum 合计", "average": "Average, two decimals 平均", "minimum": "Smallest 最小", "maximum": "Greatest 最大"}


class GroupTypes(NamedTuple):
    """`key` is the enum of what can be grouped by; `groups` the type of the answer."""

    key: Any
    groups: Any


def group_types(kind: Kind, leaves: Mapping[str, Any], nodes: Mapping[str, Any]) -> GroupTypes:
    """For one kind; only what the schema shows can be grouped by."""
    keys = [key for key in GROUP_KEYS[kind.name].values() if (key.relation.kind in nodes if key.relation else key.field in leaves)]
    measured = [name for name in figures(kind) if name in leaves]
    values = {key.name.upper(): strawberry.enum_value(key.name, description=key.about) for key in keys}
    made: Any = enum.Enum(f"{kind.name}GroupKey", values)  # type: ignore[misc]
    by = strawberry.enum(made, description=f"What can be alike in a group of: {kind.table.comment}")
    return GroupTypes(by, _groups(kind, _group(kind, keys, leaves, nodes, measured)))


def _group(kind: Kind, keys: Iterable[GroupKey], leaves: Mapping[str, Any], nodes: Mapping[str, Any], measured: list[str]) -> Any:
    body: dict[str, Any] = {"__annotations__": {}}
    for key in keys:
        body["__annotations__"][key.name] = nullable(nodes[key.relation.kind] if key.relation else _type(key, leaves))
        body[key.name] = strawberry.field(description=f"{key.about}; null where it is not grouped by")
    body["__annotations__"]["count"] = int
    body["count"] = strawberry.field(description="Rows that match and that you may see 数量")
    if measured:
        amounts = _figures(kind, measured)
        body["__annotations__"] |= dict.fromkeys(FUNCTIONS, amounts)
        body |= {name: strawberry.field(description=FUNCTION_TEXTS[name]) for name in FUNCTIONS}
    return strawberry.type(type(f"{kind.name}Group", (), body), description=f"A group of: {kind.table.comment}")


def _type(key: GroupKey, leaves: Mapping[str, Any]) -> Any:
    return leaves[key.field] if key.name == key.field else int if key.name.endswith("_year") else str


def _figures(kind: Kind, measured: list[str]) -> Any:
    body: dict[str, Any] = {"__annotations__": dict.fromkeys(measured, nullable(Decimal))}
    body |= {name: strawberry.field(description=kind.table.c[name].comment) for name in measured}
    return strawberry.type(type(f"{kind.name}Figures", (), body), description=f"Figures over a group of: {kind.table.comment}")


def _groups(kind: Kind, group: Any) -> Any:
    body: dict[str, Any] = {
        "__annotations__": {"nodes": list.__class_getitem__(group), "total_count": int},
        "nodes": strawberry.field(description="The groups, in the order of what is alike in them 分组"),
        "total_count": strawberry.field(description="All groups, not only those that fit into first 分组总数"),
    }
    return strawberry.type(type(f"{kind.name}Groups", (), body), description=f"Groups of: {kind.table.comment}")
