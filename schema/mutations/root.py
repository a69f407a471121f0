"""The mutations: a typed input, a payload with what was changed and `userErrors`, and which change of `resolvers` it is.

Every mutation is a line in `mutation_type`: its input, its payload, the function that makes it.
"""

from __future__ import annotations

import enum
from datetime import date
from typing import Any

import strawberry

from databases.code_lists.common import DEPARTMENT, REVEAL_PURPOSE
from databases.code_lists.forces import TIER
from policies.kinds import KINDS
from resolvers.changes import posts, reveals
from schema.asking import Asking
from schema.assigning import confirmation_field
from schema.mutations.appealing import appeal_mutations
from schema.mutations.delivering import delivering_mutations
from schema.mutations.exits import exit_mutations
from schema.mutations.fields import KEY, REASON, code_of, input_type, key_of, mutation_field, node_of
from schema.mutations.homes import home_mutations
from schema.mutations.kinship import kinship_mutations
from schema.mutations.match_weights import match_weights_field
from schema.mutations.measuring import measure_mutations
from schema.mutations.needing import needing_mutations
from schema.mutations.noticing import notice_mutations
from schema.mutations.offering import offering_mutations
from schema.mutations.pairing import pairing_mutations
from schema.mutations.pledging import pledging_mutations
from schema.mutations.press import press_mutations
from schema.mutations.problems import problem_mutations
from schema.mutations.registering import registering_mutations
from schema.mutations.reporting import report_mutations
from schema.mutations.representing import representative_mutations
from schema.mutations.volunteering import volunteering_mutations
from schema.mutations.webhooks import webhook_mutations
from schema.shift_assigning import shift_confirmation_field
from schema.types import Types


def mutation_type(types: Types) -> type:
    """All mutations of a schema with these types."""
    body = {"grant_post": _grant_post(types), "end_post": _end_post(types)}
    body |= pairing_mutations(types)
    body |= kinship_mutations(types)
    body |= {f"reveal_{KINDS[kind].table.name}": _reveal(kind, types.code_type(REVEAL_PURPOSE)) for kind in reveals.REVEALABLE}
    body["confirm_pairings"] = confirmation_field(types)
    body |= exit_mutations(types)
    body |= measure_mutations(types)
    body |= registering_mutations(types)
    body |= needing_mutations(types)
    body |= offering_mutations(types)
    body |= pledging_mutations(types)
    body |= delivering_mutations(types)
    body["change_match_weights"] = match_weights_field(types)
    body |= appeal_mutations(types)
    body |= volunteering_mutations(types)
    body["confirm_shift_assignments"] = shift_confirmation_field()
    body |= report_mutations(types)
    body |= representative_mutations(types)
    body |= home_mutations(types)
    body |= press_mutations(types)
    body |= problem_mutations(types)
    body |= notice_mutations(types)
    body |= webhook_mutations(types)
    return strawberry.type(type("Mutation", (), body), description="Everything that can be changed; each refusal says why 变更")


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


def _reveal(kind: str, purpose: Any) -> Any:
    names, table = reveals.direct_fields(kind), KINDS[kind].table
    named = {name: str(table.c[KINDS[kind].fields[name].clear or f"{name}_mask"].comment) for name in names}
    made = enum.Enum(f"{kind}Identifier", {name: strawberry.enum_value(name, description=about) for name, about in named.items()})  # type: ignore[misc]
    fields: Any = strawberry.enum(made, description="Direct identifiers 直接标识")
    body: dict[str, Any] = {name: strawberry.field(description=about) for name, about in named.items()}
    revealed = strawberry.type(
        type(f"Revealed{kind}", (), {"__annotations__": dict.fromkeys(names, str | None), **body}), description=f"Clear values of: {table.comment}"
    )
    input_ = input_type(
        f"Reveal{kind}Input",
        f"Whose identifiers to reveal: {table.comment}",
        id=(strawberry.ID, "Which 标识"),
        fields=(list.__class_getitem__(fields), "Which of them 字段"),
        purpose=(purpose, "What for 目的"),
        reason=(str, REASON),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = reveals.RevealWanted(
            kind, key_of(kind, asked.id, "id"), [code_of(field) for field in asked.fields], code_of(asked.purpose), asked.reason
        )
        found = await reveals.reveal(asking.changes, asking.subject, wanted)
        return {"identifiers": revealed(**{name: found.get(name) for name in names})}

    about = "Show direct identifiers clear; every look is an event that the household can list 查看明文"
    return mutation_field(f"Reveal{kind}", about, input_, run, identifiers=(revealed | None, "Clear values; null where they were not asked 明文"))
