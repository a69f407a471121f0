"""Who looked at a household's record, for the household itself and for supervision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from databases.code_lists.common import DEPARTMENT, REVEAL_PURPOSE
from databases.code_lists.forces import TIER
from policies.policy import Policy
from resolvers import accesses
from resolvers.filters import BadInputError, read_global_id
from resolvers.plan import MOST_ROWS
from schema.annotations import argument
from schema.asking import Asking
from schema.types import Types

ABOUT_PAGE = {
    "nodes": "The looks of this page; at its end null, with an error, for each database that holds some and does not answer 本页各条",
    "has_next_page": "Whether there are earlier ones 是否有下一页",
    "end_cursor": "Cursor of the last one of this page, for after 本页末条游标",
}


def access_fields(types: Types, policy: Policy) -> dict[str, Any]:
    """The root fields `accessesOfMyRecord` and `accessesOfRecord`."""
    access = _access_type(types)
    described = {name: strawberry.field(description=about) for name, about in ABOUT_PAGE.items()}
    page = strawberry.type(
        type(
            "AccessPage",
            (),
            {"__annotations__": {"nodes": list.__class_getitem__(access | None), "has_next_page": bool, "end_cursor": str | None}, **described},
        ),
        description="Looks at a household's record, newest first; those that are told late stand where they were told 查看记录",
    )

    async def answer(parent: Any, info: Any, household: int, first: int, after: str | None) -> Any:
        if not 1 <= first <= MOST_ROWS:
            raise BadInputError(f"first must be from 1 to {MOST_ROWS}, not {first}")
        cursor = accesses.Cursor.read(after) if after else accesses.NEWEST
        found = await accesses.list_accesses(info.context, policy, parent.subject, household, first, cursor)
        if found is None:
            return None
        nodes = [_node(types, access, item) for item in found.items]
        end = str(found.items[-1].cursor) if nodes else None
        # an exception in the list is null there, with its error beside it
        return page(nodes=[*nodes, *found.missing], has_next_page=found.has_next, end_cursor=end)

    async def mine(parent: Any, info: Any, first: int, after: str | None = None) -> Any:
        return await answer(parent, info, parent.subject.household_id, first, after)

    async def of_record(parent: Any, info: Any, household: strawberry.ID, first: int, after: str | None = None) -> Any:
        kind, key = read_global_id(household)
        return await answer(parent, info, key, first, after) if kind == "Household" else None

    paging: dict[str, Any] = {
        "parent": strawberry.Parent[Asking],
        "info": strawberry.Info,
        "first": argument(int, f"How many, 1 to {MOST_ROWS} 取多少条"),
        "after": argument(str | None, "The endCursor of the page before 从此游标之后"),
        "return": page | None,
    }
    mine.__annotations__ = paging
    of_record.__annotations__ = {**paging, "household": argument(strawberry.ID, "Global id of the household 帮扶户")}
    return {
        "accesses_of_my_record": strawberry.field(
            mine,
            description="Who read your household's data or had identifiers shown, when and why; in an investigation, once it is closed 谁看过本户信息（调查中的，结案后告知）",
        ),
        "accesses_of_record": strawberry.field(
            of_record,
            description="The same of a household in your scope, in an investigation of others once it is closed; null where there is none that you supervise 谁看过该户信息",
        ),
    }


def _access_type(types: Types) -> Any:
    described: dict[str, tuple[Any, str]] = {
        "at": (datetime, "When 时间"),
        "tier": (types.code_type(TIER), "In which post: its tier 层级角色"),
        "department": (types.code_type(DEPARTMENT) | None, "… its department 部门"),
        "region_code": (str, "… its division 区划"),
        "organisation": (str | None, "Where he works 单位"),
        "person": (str | None, "His name, where you may know it 姓名"),
        "fields": (list[str], "Identifiers that were revealed, such as member.7.id_number; empty for a read 字段"),
        "purpose": (types.code_type(REVEAL_PURPOSE) | None, "What for; null for a read, which needs no purpose 目的"),
        "reason": (str | None, "Why, in his words 理由"),
    }
    body: dict[str, Any] = {"__annotations__": {name: type_ for name, (type_, _) in described.items()}}
    body |= {name: strawberry.field(description=about) for name, (_, about) in described.items()}
    return strawberry.type(type("Access", (), body), description="One look at identifiers of a household 一次查看")


def _node(types: Types, access: Any, item: accesses.Access) -> Any:
    return access(
        at=item.cursor.at,
        tier=types.code_type(TIER)(item.tier),
        department=types.code_type(DEPARTMENT)(item.department) if item.department else None,
        region_code=item.region_code,
        organisation=item.organisation,
        person=item.person,
        fields=list(item.fields),
        purpose=types.code_type(REVEAL_PURPOSE)(item.purpose) if item.purpose else None,
        reason=item.reason,
    )
