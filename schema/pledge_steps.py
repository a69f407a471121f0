"""What whoever is signed in may do with a pledge now, and which deliveries wait for his signature."""

from __future__ import annotations

import enum
from datetime import date
from typing import Any

import strawberry

from policies.policy import Policy
from resolvers import pledge_steps
from resolvers.changes.workflows.pledges import PLEDGE
from resolvers.filters import BadInputError, read_global_id
from schema.annotations import argument
from schema.asking import Asking
from schema.step_enums import step_enum

ABOUT_AWAITED = "Deliveries that wait for a signature that you may give, the longest waiting first, 200 at most 待签收的帮扶 (M145)"
ABOUT_STEPS = "What you may do with a pledge in the state in which it is; nothing with one that you may not see 可办理的事项"
OTHERS = {
    "sign_as_officer": "sign for the village 村干部签收",
    "sign_as_household": "sign as the household 本户签收",
    "record_paper_receipt": "record the household's signature on paper 登记本户书面签收",
    "review_feedback": "review feedback 审核反馈",
    "accept_contact": "accept contact 同意联系",
    "dispute_delivery": "say that it did not come so 提出异议",
}
PledgeStep: Any = step_enum("PledgeStep", PLEDGE, "What can be done with a pledge 认捐事项", OTHERS)


@strawberry.enum(description="Who gives, by kind alone 捐助方类别")
class GiverKind(enum.Enum):
    DONOR = strawberry.enum_value("donor", description="A person 爱心人士")
    ORGANISATION = strawberry.enum_value("organisation", description="An organisation 爱心单位")
    VOLUNTEER = strawberry.enum_value("volunteer", description="A volunteer 志愿者")


@strawberry.type(description="A delivery that waits for your signature 待签收的帮扶")
class AwaitedReceipt:
    pledge_id: strawberry.ID = strawberry.field(description="The pledge 认捐")
    version: int = strawberry.field(description="Its version, for signing 版本号")
    item: str = strawberry.field(description="What came 内容")
    unit: str = strawberry.field(description="Unit 单位")
    quantity: int = strawberry.field(description="How many were delivered 送达数量")
    delivered_on: date = strawberry.field(description="When 送达日期")
    giver: GiverKind = strawberry.field(description="From whom, by kind 捐助方类别")
    is_disputed: bool = strawberry.field(description="Whether the household said that it did not come so 本户有异议")
    steps: list[PledgeStep] = strawberry.field(description="How you may sign 签收方式")


def pledge_step_fields(policy: Policy) -> dict[str, Any]:
    """The root fields `awaitedReceipts` and `pledgeSteps`."""

    async def awaited(parent: Any) -> Any:
        found = await pledge_steps.awaited_receipts(parent.reads, policy, parent.subject)
        return [_awaited(one) for one in found]

    async def steps(parent: Any, pledge_id: strawberry.ID) -> Any:
        kind, key = read_global_id(pledge_id)
        if kind != "Pledge":
            raise BadInputError("pledgeId must name a pledge")
        return [PledgeStep(right) for right in await pledge_steps.steps_of(parent.reads, policy, parent.subject, key)]

    awaited.__annotations__ = {"parent": strawberry.Parent[Asking], "return": list[AwaitedReceipt] | None}
    pledge = argument(strawberry.ID, "Global id of the pledge 认捐")
    steps.__annotations__ = {"parent": strawberry.Parent[Asking], "pledge_id": pledge, "return": list.__class_getitem__(PledgeStep) | None}
    return {
        "awaited_receipts": strawberry.field(awaited, description=ABOUT_AWAITED),
        "pledge_steps": strawberry.field(steps, description=ABOUT_STEPS),
    }


def _awaited(found: pledge_steps.AwaitedReceipt) -> AwaitedReceipt:
    told = {name: getattr(found, name) for name in ("version", "item", "unit", "quantity", "delivered_on", "is_disputed")}
    steps = [PledgeStep(right) for right in found.signatures]
    return AwaitedReceipt(pledge_id=strawberry.ID(f"Pledge:{found.pledge_id}"), **told, giver=GiverKind(found.giver), steps=steps)
