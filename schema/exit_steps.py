"""What whoever is signed in may do with an exit now, and until when people may object to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from policies.policy import Policy
from resolvers import exit_steps
from resolvers.changes.workflows.exits import EXIT
from resolvers.filters import BadInputError, read_global_id
from schema.annotations import argument
from schema.asking import Asking
from schema.step_enums import step_enum

ABOUT = "What you may do with an exit in the state in which it is, and its notice in the village; null for one that you may not see 脱困办理情况 (M43, M44)"
OTHERS = {
    "sign_exit_as_household": "sign or refuse as the household 本户签字或拒签",
    "sign_exit_as_helper": "sign or refuse as the helper 帮扶责任人签字或拒签",
    "sign_exit_as_village": "sign or refuse for the village 村（社区）签字或拒签",
    "sign_exit_as_town": "sign or refuse for the town 镇（街道）签字或拒签",
    "sign_exit_as_county": "sign or refuse for the county 市（县）区签字或拒签",
    "record_paper_signature": "record the household's signature on paper 登记本户书面签字",
}
ExitStep: Any = step_enum("ExitStep", EXIT, "What can be done with an exit 脱困事项", OTHERS)


@strawberry.type(description="How an exit stands for you 脱困办理情况")
class ExitStanding:
    steps: list[ExitStep] = strawberry.field(description="What you may do with it 可办理的事项")
    posted_on: date | None = strawberry.field(description="Since when its notice hangs in the village 公示开始日期")
    ends_on: date | None = strawberry.field(description="Until when people may object at least 公示截止日期")
    objections: int = strawberry.field(description="How many objected 异议数")


def exit_step_fields(policy: Policy) -> dict[str, Any]:
    """The root field `exitStanding`."""

    async def standing(parent: Any, exit_case_id: strawberry.ID) -> Any:
        kind, key = read_global_id(exit_case_id)
        if kind != exit_steps.KIND:
            raise BadInputError("exitCaseId must name an exit")
        found = await exit_steps.standing_of(parent.reads, policy, parent.subject, key)
        return found and ExitStanding(
            steps=[ExitStep(right) for right in found.rights],
            posted_on=found.posted_on,
            ends_on=found.ends_on,
            objections=found.objections,
        )

    exit_case = argument(strawberry.ID, "Global id of the exit 脱困")
    standing.__annotations__ = {"parent": strawberry.Parent[Asking], "exit_case_id": exit_case, "return": ExitStanding | None}
    return {"exit_standing": strawberry.field(standing, description=ABOUT)}
