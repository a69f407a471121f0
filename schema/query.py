"""The root fields, and the schema they make. Reads have no resolver: `http.py` hands them to the compiled read path."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from graphql import get_named_type
from strawberry import UNSET
from strawberry.schema.config import StrawberryConfig

from policies.policy import Policy
from resolvers.relations import plural
from schema.event_logs import find_event_log
from schema.types import Node, Types


def build_schema(policy: Policy) -> strawberry.Schema:
    """The schema for what this policy lets anyone read."""
    types = Types(policy)
    body: dict[str, Any] = {plural(kind.table.name): types.connection_field(kind.name, kind.table.comment, "as_of") for kind in types.kinds}
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


def _node(id: strawberry.ID, as_of: datetime | None = UNSET) -> Node | None:
    raise AssertionError("reads are compiled, never resolved")
