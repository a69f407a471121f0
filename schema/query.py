"""The root fields, and the schema they make. Reads have no resolver: `http.py` hands them to the compiled read path."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, NoReturn

import strawberry
from graphql import get_named_type
from strawberry import UNSET
from strawberry.schema.config import StrawberryConfig

from policies.kinds import Kind
from policies.policy import Policy
from schema.event_logs import find_event_log
from schema.types import Node, Types

ABOUT = {
    "first": "How many rows from the front, 1 to 100",
    "last": "How many rows from the back, 1 to 100",
    "after": "With first: the endCursor of the page before",
    "before": "With last: the startCursor of the page after",
    "where": "Conditions, all of which must hold",
    "as_of": "What the system knew at this moment, seen with your rights of today 历史时点",
}


def build_schema(policy: Policy) -> strawberry.Schema:
    """The schema for what this policy lets anyone read."""
    types = Types(policy)
    body: dict[str, Any] = {plural(kind): _connection_field(kind, types) for kind in types.kinds}
    body["node"] = strawberry.field(_node, description="One object by its global id; null where there is none that you may see")
    body["event_log"] = strawberry.field(find_event_log, description="The transparency log of a database: checkpoints and proofs 透明日志")
    query = strawberry.type(type("Query", (), {"__annotations__": {}, **body}))
    return strawberry.Schema(query, types=list(types.nodes.values()), config=StrawberryConfig(auto_camel_case=True))


def compiled_fields(schema: strawberry.Schema) -> set[str]:
    """Root fields that the read path answers; the others have resolvers."""
    query = schema._schema.query_type
    assert query is not None
    kinds = {name for name, field in query.fields.items() if get_named_type(field.type).name.endswith("Connection")}
    return kinds | {"node"}


def plural(kind: Kind) -> str:
    """household → households, duty → duties"""
    name = kind.table.name
    return name[:-1] + "ies" if name.endswith("y") and name[-2] not in "aeiou" else name + "s"


def _connection_field(kind: Kind, types: Types) -> Any:
    annotations = {
        "first": int | None,
        "last": int | None,
        "after": str | None,
        "before": str | None,
        "where": types.filters[kind.name] | None,
        "as_of": datetime | None,
        "return": types.connections[kind.name] | None,
    }
    return strawberry.field(_compiled(annotations), description=kind.table.comment)


def _compiled(annotations: dict[str, Any]) -> Callable[..., Any]:
    """A signature without a body: the arguments of a field that the read path answers."""

    def never(first=UNSET, last=UNSET, after=UNSET, before=UNSET, where=UNSET, as_of=UNSET) -> NoReturn:  # type: ignore[no-untyped-def]
        raise AssertionError("reads are compiled, never resolved")

    described = {name: strawberry.argument(description=text) for name, text in ABOUT.items()}
    never.__annotations__ = {name: _described(type_, described.get(name)) for name, type_ in annotations.items()}
    return never


def _described(type_: Any, argument: Any) -> Any:
    return Annotated[type_, argument] if argument else type_


def _node(id: strawberry.ID, as_of: datetime | None = UNSET) -> Node | None:
    raise AssertionError("reads are compiled, never resolved")
