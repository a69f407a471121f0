"""The way of money as GraphQL types; the read path answers them."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from policies.kinds import KINDS
from resolvers.traces import RELATIONS_OF_NODE

USUAL_NODES = 500
ABOUT = "The way of money: from a source through every hop to the last use, and back 资金流向追踪 (M19, M51, M52)"


@strawberry.enum(description="Which way a trace goes 追踪方向")
class TraceDirection(enum.Enum):
    FORWARD = strawberry.enum_value("forward", description="To the last use 向下追踪")
    BACKWARD = strawberry.enum_value("backward", description="To the sources 向上溯源")


@strawberry.enum(description="What a node of a trace stands for 节点类别")
class TraceNodeKind(enum.Enum):
    SOURCE = strawberry.enum_value("SOURCE", description="Source of the money 资金来源")
    HOP = strawberry.enum_value("HOP", description="Account that a hop paid into 拨付环节")
    PAYMENT_LIST = strawberry.enum_value("PAYMENT_LIST", description="List of payments to households 发放清单")
    PROJECT = strawberry.enum_value("PROJECT", description="Project that the money ended in 项目")


@strawberry.type(description="What flowed from one node to the next 资金流")
class FundTraceEdge:
    from_key: strawberry.ID = strawberry.field(description="Key of the node that paid 拨出节点")
    to_key: strawberry.ID = strawberry.field(description="Key of the node that received 收入节点")
    amount: Decimal | None = strawberry.field(description="Yuan 金额（元）")
    paid_on: date | None = strawberry.field(description="Paid on; empty while it is only decided 拨付日期")
    document_number: str | None = strawberry.field(description="Document number 文号")


def trace_types(nodes: dict[str, Any]) -> Any:
    """The type of a whole trace."""
    body: dict[str, Any] = {"__annotations__": {name: type_ for name, (type_, _) in FIELDS.items()}}
    body |= {name: strawberry.field(description=about) for name, (_, about) in FIELDS.items()}
    for name, relation in RELATIONS_OF_NODE.items():
        body["__annotations__"][name] = nodes[relation.kind] | None
        body[name] = strawberry.field(description=f"What the node stands for, or where it is: {KINDS[relation.kind].table.comment}")
    node = strawberry.type(type("FundTraceNode", (), body), description="Where money stood on its way: in = out + what is retained 追踪节点")
    whole: dict[str, Any] = {
        "__annotations__": {"nodes": list.__class_getitem__(node), "edges": list[FundTraceEdge], "total_nodes": int},
        "nodes": strawberry.field(description="Sources first, then hops, payment lists and projects 节点"),
        "edges": strawberry.field(description="What flowed between the nodes that are shown 资金流"),
        "total_nodes": strawberry.field(description="All nodes on the way, not only those that fit into first 节点总数"),
    }
    return strawberry.type(type("FundTrace", (), whole), description=ABOUT)


FIELDS: dict[str, tuple[Any, str]] = {
    "key": (strawberry.ID, "Global id of what the node stands for, such as Allocation:7 节点标识"),
    "kind": (TraceNodeKind, "What it is 类别"),
    "name": (str | None, "Name of a source, document number of a hop, number of a list 名称"),
    "year": (int | None, "Budget year of a hop 预算年度"),
    "received": (
        Decimal | None,
        "Yuan that came in, as far as it was paid: into a hop or a list all of it, into a project and out of a source what is on this way 收入（元）",
    ),
    "passed_on": (
        Decimal | None,
        "Yuan that went on: to later hops that were paid, to lists and projects; empty where a hop may have paid lists that you do not see; of a list "
        "what banks credited, for who sees all of its lines; empty for a project, whose progress reports tell what it paid out 支出（元）",
    ),
    "retained": (Decimal | None, "Yuan that came in and did not go on; empty where either is not known; below zero is a fault 结存（元）"),
}
