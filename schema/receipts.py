"""What the maker of a report can follow with his receipt number."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from databases.code_lists.oversight import REPORT_KIND, REPORT_STATE
from policies.policy import Policy
from resolvers.receipts import Receipt, find_receipt
from schema.annotations import argument
from schema.asking import Asking
from schema.types import Types


def receipt_field(types: Types, policy: Policy) -> Any:
    """The root field `receipt`."""

    async def find(parent: Any, number: str) -> Any:
        parent.record.is_secret = True
        return receipt_node(types, await find_receipt(parent.reads, policy, parent.subject, number))

    find.__annotations__ = {
        "parent": strawberry.Parent[Asking],
        "number": argument(str, "Receipt number 受理编号"),
        "return": receipt_type(types) | None,
    }
    return strawberry.field(find, description="How far a report is, by its receipt number; never what it says 按受理编号查询进度")


def receipt_type(types: Types) -> Any:
    """The type of a receipt, one for each schema."""
    if types.receipt is None:
        described: dict[str, tuple[Any, str]] = {
            "number": (str, "Receipt number 受理编号"),
            "kind": (types.code_type(REPORT_KIND), "Kind 反映类别"),
            "region_code": (str, "Where 区划"),
            "record": (str | None, "Published record 公开记录"),
            "state": (types.code_type(REPORT_STATE), "How far it is 状态"),
            "received_on": (date, "Received 受理日期"),
            "due_on": (date, "Answer due 答复期限"),
            "answered_on": (date | None, "Answered 答复日期"),
            "answer": (str | None, "Answer 答复"),
        }
        body: dict[str, Any] = {"__annotations__": {name: type_ for name, (type_, _) in described.items()}}
        body |= {name: strawberry.field(description=about) for name, (_, about) in described.items()}
        types.receipt = strawberry.type(type("ReportReceipt", (), body), description="Receipt of a report 受理回执")
    return types.receipt


def receipt_node(types: Types, found: Receipt | None) -> Any:
    """A receipt as an object of the schema."""
    if found is None:
        return None
    return receipt_type(types)(
        number=found.code,
        kind=types.code_type(REPORT_KIND)(found.kind),
        region_code=found.region_code,
        record=found.record,
        state=types.code_type(REPORT_STATE)(found.state),
        received_on=found.received_on,
        due_on=found.due_on,
        answered_on=found.answered_on,
        answer=found.answer,
    )
