"""Mutations of pledges until they are delivered: held, read up on and confirmed, with messages to the other side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from resolvers.changes import batches, messages, pledges
from resolvers.changes.conditions import Charity
from resolvers.changes.core import MOST_ITEMS
from schema.asking import Asking
from schema.mutations.fields import (
    ALL_OR_NONE,
    CHARITY,
    KEY,
    TOLD,
    VERSION,
    UserError,
    changed_of,
    input_type,
    key_of,
    key_or_none,
    keyed_step_field,
    mutation_field,
    node_of,
    step_field,
    user_error,
)
from schema.types import Types

STATEMENTS = {
    "zh": (
        "资金不经过本平台；捐款只交给具有公开募捐资格的慈善组织，并登记其票据号。",
        "确认之后请在截止日期前送达；送达须由村干部和本户双方签收。",
        "在保留期内未确认，认捐自动失效，数量退回该需求。",
        "不公开受助家庭的任何信息，请不要打听或传播。",
    ),
    "en": (
        "Money never goes through us: it goes to a charity qualified to raise funds in public, whose receipt number is recorded.",
        "Once you confirm, deliver before the need's day; the village officer and the household both sign for it.",
        "A pledge that is not confirmed while it is held expires, and its quantity goes back to the need.",
        "Nothing of the household is made known; please do not ask for it or pass it on.",
    ),
}

OUT_OF = "Out of which of your offers, so that it is used up by what you pledge; without it out of none 所用帮扶意愿"


@strawberry.type(description="What became of one item of a batch 认捐结果")
class PledgeResult:
    need_id: strawberry.ID = strawberry.field(description=TOLD["Need"])
    pledge_id: strawberry.ID | None = strawberry.field(description="The pledge; null if it was refused 认捐")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty if it is held 拒绝原因")


@strawberry.type(description="The charity that takes the money, and by which certificate of public fund-raising 受赠慈善组织")
class CharityFacts:
    name: str = strawberry.field(description="Name 名称")
    credit_code: str = strawberry.field(description="Unified credit code 统一社会信用代码")
    certificate_number: str = strawberry.field(description="Number of its certificate 公开募捐资格证书编号")
    first_day: date = strawberry.field(description="Since when the certificate is in force 有效期自")
    last_day: date | None = strawberry.field(description="Its last day; null where it has none 有效期至")


@strawberry.type(description="The facts of a need, to be read before a pledge is confirmed; nothing of whom it is for 事实说明")
class NeedFacts:
    public_id: str = strawberry.field(description="Random id of the need 公开编号")
    item: str = strawberry.field(description="What is needed 需求内容")
    unit: str = strawberry.field(description="Unit 单位")
    kind: str = strawberry.field(description="Kind of help, a code of HelpKindCode 类别")
    quantity: int = strawberry.field(description="How many of it you pledged 认捐数量")
    price: Decimal = strawberry.field(description="Price of one, yuan 单价（元）")
    needed_by: date = strawberry.field(description="Needed by 截止日期")
    region_code: str = strawberry.field(description="County; its town stands in the pledge once you confirmed it 所在市（县）区，确认后可见所在镇")
    charity: CharityFacts | None = strawberry.field(description="Money only: who takes it 受赠慈善组织")
    statements: list[str] = strawberry.field(description="What a giver should know, in Chinese or English 告知事项")


def pledging_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "pledge": _pledge(types),
        "pledge_batch": _pledge_batch(),
        "see_facts": _see_facts(types),
        "confirm_pledge": _confirm_pledge(types),
        "accept_contact": _accept_contact(types),
        "send_message": _send_message(types),
    }


def _pledge(types: Types) -> Any:
    input_ = input_type(
        "PledgeInput",
        "What you take of a need 认捐",
        need_id=(strawberry.ID, TOLD["Need"]),
        quantity=(int, "How many of what remains 数量"),
        charity_id=CHARITY,
        offer_id=(strawberry.ID | None, OUT_OF),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = _pledge_wanted(asked, asked, "needId")
        return {"pledge": node_of(types, await pledges.make_pledge(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Hold some of what remains of a need for a few days; see its facts, then confirm 认捐"
    return mutation_field("Pledge", about, input_, run, **changed_of(types, "Pledge"))


def _pledge_batch() -> Any:
    item = input_type(
        "PledgeItemInput", "What you take of one need 认捐项", need_id=(strawberry.ID, TOLD["Need"]), quantity=(int, "How many of what remains 数量")
    )
    input_ = input_type(
        "PledgeBatchInput",
        "What you take of several needs 批量认捐",
        items=(list.__class_getitem__(item), f"Up to {MOST_ITEMS}, each need once 认捐项"),
        all_or_none=ALL_OR_NONE,
        charity_id=CHARITY,
        offer_id=(strawberry.ID | None, OUT_OF),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = [_pledge_wanted(one, asked, f"items.{place}.needId") for place, one in enumerate(asked.items)]
        found = await batches.make_pledges(asking.changes, asking.subject, wanted, batches.Batch(asked.idempotency_key, bool(asked.all_or_none)))
        made = zip(asked.items, found, strict=True)
        return {"results": [_pledge_result(one.need_id, pledge, errors, asking.language) for one, (pledge, errors) in made]}

    about = (
        "Hold some of several needs, each by itself: one that is refused leaves the others as they are, and the same batch again holds what is left "
        "批量认捐"
    )
    made = (list[PledgeResult] | None, "For each item, in their order, the pledge or why it was refused 认捐结果")
    return mutation_field("PledgeBatch", about, input_, run, results=made)


def _see_facts(types: Types) -> Any:
    input_ = input_type(
        "SeeFactsInput", "A pledge whose need's facts you want to see 阅知事实", id=(strawberry.ID, TOLD["Pledge"]), expected_version=VERSION
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = pledges.PledgeChange(key_of("Pledge", asked.id, "id"), asked.expected_version)
        pledge, facts = await pledges.see_facts(asking.changes, asking.subject, wanted)
        told = {
            **vars(facts),
            "price": Decimal(facts.price),
            "needed_by": date.fromisoformat(facts.needed_by),
            "charity": _charity_facts(facts.charity),
        }
        return {"pledge": node_of(types, pledge), "facts": NeedFacts(**told, statements=list(STATEMENTS[asking.language]))}

    about = "See the facts that one must see before a pledge is confirmed; that they were shown is kept 阅知事实"
    made = {**changed_of(types, "Pledge"), "facts": (NeedFacts | None, "The facts 事实说明")}
    return mutation_field("SeeFacts", about, input_, run, **made)


def _confirm_pledge(types: Types) -> Any:
    about = "Confirm a pledge whose facts you have seen 确认认捐"
    return keyed_step_field(
        types, "Pledge", "ConfirmPledge", about, pledges.confirm_pledge, lambda key, asked: pledges.PledgeChange(key, asked.expected_version)
    )


def _accept_contact(types: Types) -> Any:
    about = "Let the volunteer who confirmed a pledge write to you, as the household or its helper; telephones stay unknown 同意联系"
    return step_field(
        types, "Pledge", "AcceptContact", about, pledges.accept_contact, lambda key, asked: pledges.PledgeChange(key, asked.expected_version)
    )


def _send_message(types: Types) -> Any:
    input_ = input_type(
        "SendMessageInput",
        "A message about a pledge 留言",
        pledge_id=(strawberry.ID, TOLD["Pledge"]),
        text=(str, "What you write, for the other side alone 内容"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = messages.MessageWanted(key_of("Pledge", asked.pledge_id, "pledgeId"), asked.text)
        return {"message": node_of(types, await messages.send_message(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Write to the other side of a pledge, once the household accepted contact 留言"
    return mutation_field("SendMessage", about, input_, run, message=(types.nodes["Message"] | None, "The message 留言"))


def _pledge_wanted(item: Any, asked: Any, field: str) -> pledges.PledgeWanted:
    offer = key_or_none("Offer", asked.offer_id, "offerId")
    return pledges.PledgeWanted(key_of("Need", item.need_id, field), item.quantity, key_or_none("Organisation", asked.charity_id, "charityId"), offer)


def _pledge_result(need: strawberry.ID, pledge: str | None, errors: Any, language: str) -> PledgeResult:
    made = pledge and strawberry.ID(pledge)
    return PledgeResult(need_id=need, pledge_id=made or None, user_errors=[user_error(error, language) for error in errors])


def _charity_facts(charity: Charity | None) -> CharityFacts | None:
    if charity is None:
        return None
    last = charity.last_day and date.fromisoformat(charity.last_day)
    return CharityFacts(**{**vars(charity), "first_day": date.fromisoformat(charity.first_day), "last_day": last or None})
