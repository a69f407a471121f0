"""The root fields, and the schema they make. Reads have no resolver: `serving/queries.py` hands them to the compiled read path."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError, get_named_type
from strawberry import UNSET
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.types import base_scalars
from strawberry.types.scalar import ScalarDefinition

from policies.policy import Policy
from resolvers.names import plural
from resolvers.plan import MOST_ROWS
from resolvers.traces import STARTS
from schema.accesses import access_fields
from schema.assigning import proposal_field
from schema.event_logs import find_event_log
from schema.exit_steps import exit_step_fields
from schema.matches import match_fields
from schema.mutations.root import mutation_type
from schema.offer_readings import offer_reading_fields
from schema.origins import origins_field
from schema.pledge_steps import pledge_step_fields
from schema.problem_steps import problem_step_fields
from schema.publications import ABOUT as OPEN_DATA
from schema.publications import find_open_data
from schema.receipts import receipt_field
from schema.searching import search_fields
from schema.shift_assigning import shift_proposal_field
from schema.thresholds import ABOUT as THRESHOLDS
from schema.thresholds import find_thresholds
from schema.types import ABOUT as ARGUMENTS
from schema.types import Node, Types

WATCHED = "An import, now and whenever it changes, until it ends; null, and the end, where there is none that you may see 导入进度"


def _scalar(definition: ScalarDefinition, about: str, example: str, chinese: str) -> ScalarDefinition:
    """A scalar of Strawberry's, which refuses what is none of it with an example and not in words of Python's."""
    read = definition.parse_value
    assert read

    def parse(value: object) -> object:
        try:
            return read(value)
        except GraphQLError:
            raise GraphQLError(f'Value cannot represent a {definition.name}: "{str(value)[:MOST_QUOTED]}". Write it as {example}.') from None

    return replace(definition, description=f"{about}, such as {example} {chinese}", parse_value=parse)


MOST_QUOTED = 100  # characters of a client's value
SCALARS: dict[object, ScalarDefinition] = {
    date: _scalar(base_scalars.DateDefinition, "A day", "2020-06-30", "日期"),
    datetime: _scalar(base_scalars.DateTimeDefinition, "A moment with its offset from UTC", "2020-06-30T08:00:00+08:00", "时刻"),
    time: _scalar(base_scalars.TimeDefinition, "An hour of the day", "08:30:00", "时间"),
    Decimal: _scalar(base_scalars.DecimalDefinition, "A decimal number as text, so that no cent is lost", '"1200.50"', "十进制数"),
}


@cache
def build_schema(policy: Policy) -> strawberry.Schema:
    """The schema for what this policy lets anyone read and change. Kept like the policy, for it takes seconds."""
    types = Types(policy)
    about = {kind.name: f"{kind.table.comment}. Read by: {types.read_by(kind.name)}." for kind in types.kinds}
    body: dict[str, Any] = {plural(kind.table.name): types.root_field(kind.name, about[kind.name]) for kind in types.kinds}
    body |= {f"{kind.table.name}_groups": types.groups_field(kind.name, about[kind.name]) for kind in types.kinds}
    body["nodes"] = strawberry.field(
        _nodes, description="Objects by their global ids, in your order; null where there is none that you may see 按标识取多个对象"
    )
    body["node"] = strawberry.field(
        _node, description="One object by its global id, as it is now; null where there is none that you may see 按标识取对象"
    )
    if all(name in types.nodes for name in (*STARTS, "AllocationFeeding")):
        body["fund_trace"] = types.trace_field()
    body["thresholds"] = strawberry.field(find_thresholds, description=THRESHOLDS)
    body["event_log"] = strawberry.field(find_event_log, description="The transparency log of a database: checkpoints and proofs 透明日志")
    body |= access_fields(types, policy)
    body["origins_of_record"] = origins_field(types)
    body |= match_fields(types)
    body |= offer_reading_fields(types)
    body |= exit_step_fields(policy)
    body |= pledge_step_fields(policy)
    body |= problem_step_fields(policy)
    body["propose_pairings"] = proposal_field(types)
    body["propose_shift_assignments"] = shift_proposal_field()
    body |= search_fields()
    body["open_data"] = strawberry.field(find_open_data, description=OPEN_DATA)
    body["receipt"] = receipt_field(types, policy)
    query = strawberry.type(type("Query", (), {"__annotations__": {}, **body}), description="Everything that can be asked, of what you may see 查询")
    subscription = strawberry.type(
        type("Subscription", (), {"__annotations__": {}, "import_run": types.watched_field("ImportRun", WATCHED)}),
        description="What is told again whenever it changes 订阅",
    )
    config = StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS)
    return strawberry.Schema(query, mutation_type(types), subscription, types=list(types.nodes.values()), config=config)


def compiled_fields(schema: strawberry.Schema) -> set[str]:
    """Root fields that the read path answers; the others have resolvers."""
    query = schema._schema.query_type
    assert query is not None
    kinds = {name for name, field in query.fields.items() if get_named_type(field.type).name.endswith(("Connection", "Groups"))}
    return {name for name in query.fields if name in kinds or name in ("node", "nodes", "fundTrace")}


def _node(
    id: Annotated[strawberry.ID, strawberry.argument(description=ARGUMENTS["id"])],
) -> Node | None:  # no more arguments: relay-compiler refuses a node field that has others
    raise AssertionError("reads are compiled, never resolved")


def _nodes(
    ids: Annotated[list[strawberry.ID], strawberry.argument(description=f"Global ids, 1 to {MOST_ROWS} 全局标识")],
    as_of: Annotated[datetime | None, strawberry.argument(description=ARGUMENTS["as_of"])] = UNSET,
) -> list[Node | None] | None:
    raise AssertionError("reads are compiled, never resolved")
