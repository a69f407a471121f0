"""Mutations of posts: by them alone somebody gets rights, or loses them."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from databases.code_lists.common import DEPARTMENT
from databases.code_lists.forces import TIER
from resolvers.changes import posts
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, code_of, input_type, key_of, mutation_field, node_of
from schema.types import Types


def post_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {"grant_post": _grant_post(types), "end_post": _end_post(types)}


def _grant_post(types: Types) -> Any:
    input_ = input_type(
        "GrantPostInput",
        "A post to grant 岗位授权",
        person_id=(strawberry.ID, "Who gets it, by global id 人员"),
        tier=(types.code_type(TIER), "Tier 层级角色"),
        department=(types.code_type(DEPARTMENT) | None, "Department 部门"),
        region_code=(str, "Scope: everything inside this division 授权区划"),
        first_day=(date, "First day, today at the earliest 开始日期"),
        last_day=(date | None, "Last day; open without it 结束日期"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        person = key_of("Person", asked.person_id, "personId")
        wanted = posts.PostWanted(person, code_of(asked.tier), code_of(asked.department), asked.region_code, asked.first_day, asked.last_day or None)
        return {"post": node_of(types, await posts.grant_post(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Grant a post inside your own division and department, to somebody else 授予岗位"
    return mutation_field("GrantPost", about, input_, run, post=(types.nodes["Post"] | None, "The post 岗位"))


def _end_post(types: Types) -> Any:
    input_ = input_type(
        "EndPostInput",
        "A post to end 终止岗位",
        id=(strawberry.ID, "The post 岗位"),
        expected_version=(int, "The version that you saw 版本号"),
        first_day_without=(date | None, "First day without the post; without it today: it ends at once 终止日期"),
        reason=(str, REASON),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = posts.PostEnd(key_of("Post", asked.id, "id"), asked.expected_version, asked.first_day_without or None, asked.reason)
        return {"post": node_of(types, await posts.end_post(asking.changes, asking.subject, wanted))}

    about = "End a post of somebody else inside your own division and department 终止岗位"
    return mutation_field("EndPost", about, input_, run, post=(types.nodes["Post"] | None, "The post 岗位"))
