"""Mutations of needs, offers and pledges. docs/workflows.md has their steps; who may take one stands in the policy."""

from __future__ import annotations

import enum
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from databases.code_lists.common import ASSISTANCE_REASON
from databases.code_lists.forces import DISPUTE_REASON, HELP_KIND, LANGUAGE, MATCH_REFUSAL_REASON
from policies.kinds import KINDS
from resolvers.changes import batches, match_refusals, messages, need_items, needs, offers, pledges
from resolvers.changes.conditions import Charity
from resolvers.changes.errors import Code, refused
from resolvers.changes.match_weights import Weights, WeightsChange, change_match_weights
from resolvers.filters import BadInputError, read_global_id
from schema.asking import Asking
from schema.mutation_fields import (
    KEY,
    REASON,
    TOLD,
    VERSION,
    UserError,
    changed_of,
    code_of,
    input_type,
    key_of,
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


@strawberry.enum(description="Who signs for what was delivered 签收方")
class ReceiptSide(enum.Enum):
    OFFICER = strawberry.enum_value(pledges.OFFICER, description="An officer of the village 村干部")
    HOUSEHOLD = strawberry.enum_value(pledges.HOUSEHOLD, description="The household 本户")


@strawberry.type(description="What became of one item of a batch 签收结果")
class ReceiptResult:
    id: strawberry.ID = strawberry.field(description=TOLD["Pledge"])
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty if it was signed 拒绝原因")


ALL_OR_NONE = (bool | None, "Make nothing where one item is refused; without it each item is made by itself 是否整批办理")
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


def giving_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "add_need_item": _add_need_item(types),
        "retire_need_item": _retire_need_item(types),
        "draft_need": _draft_need(types),
        "review_need": _review_need(types),
        "publish_need": _publish_need(types),
        "withdraw_need": _withdraw_need(types),
        "make_offer": _make_offer(types),
        "withdraw_offer": _withdraw_offer(types),
        "refuse_match": _refuse_match(types),
        "take_back_match_refusal": _take_back_match_refusal(types),
        "pledge": _pledge(types),
        "pledge_batch": _pledge_batch(),
        "see_facts": _see_facts(types),
        "confirm_pledge": _confirm_pledge(types),
        "accept_contact": _accept_contact(types),
        "send_message": _send_message(types),
        "deliver_pledge": _deliver_pledge(types),
        "confirm_receipt": _confirm_receipt(types),
        "confirm_receipt_batch": _confirm_receipt_batch(),
        "record_paper_receipt": _record_paper_receipt(types),
        "void_delivery": _void_delivery(types),
        "dispute_delivery": _dispute_delivery(types),
        "give_feedback": _give_feedback(types),
        "review_feedback": _review_feedback(types),
        "release_pledge": _release_pledge(types),
        "change_match_weights": _change_match_weights(types),
    }


def _add_need_item(types: Types) -> Any:
    input_ = input_type(
        "AddNeedItemInput",
        "What may be asked for 需求目录项",
        code=(str, "Code: letters, digits, dots, hyphens or underscores 目录代码"),
        name=(str, "Name 名称"),
        kind=(types.code_type(HELP_KIND), "Kind of help 类别"),
        unit=(str, "Unit 单位"),
        price_ceiling=(Decimal, "Highest price of one, yuan, in cents 限价（元）"),
        region_code=(str, "City in which it may be asked for 适用区划"),
        skill=(str | None, "Skill that it takes 所需技能"),
        needs_certificate=(bool | None, "Whether only volunteers with a verified certificate of the skill are shown it 志愿者须有经核验的证书"),
        language=(types.code_type(LANGUAGE) | None, "Language that it takes 所需语言"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        takes = asked.skill or None, bool(asked.needs_certificate), code_of(asked.language) if asked.language else None
        wanted = need_items.ItemWanted(asked.code, asked.name, code_of(asked.kind), asked.unit, asked.price_ceiling, asked.region_code, *takes)
        return {"need_item": node_of(types, await need_items.add_need_item(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Add an item to the catalogue of what may be asked for in the city, with its unit and ceiling 增加需求目录项 (M145)"
    return mutation_field("AddNeedItem", about, input_, run, **changed_of(types, "NeedItem"))


def _retire_need_item(types: Types) -> Any:
    about = "Retire an item of the catalogue: nobody asks for it any more; what was asked for goes on 停用需求目录项 (M145)"

    def wanted(key: int, asked: Any) -> need_items.ItemRetirement:
        return need_items.ItemRetirement(key, asked.expected_version, asked.reason)

    return step_field(types, "NeedItem", "RetireNeedItem", about, need_items.retire_need_item, wanted, reason=(str, REASON))


def _draft_need(types: Types) -> Any:
    input_ = input_type(
        "DraftNeedInput",
        "A need to draft 起草需求",
        source_id=(strawberry.ID, "What it comes from: the global id of a Measure, a Project or a HelpingPlan 来源"),
        need_item_id=(strawberry.ID, "Entry of the catalogue 目录项"),
        quantity=(int, "How many 数量"),
        price=(Decimal, "Price of one, yuan, up to the catalogue's ceiling 单价（元）"),
        needed_by=(date, "Needed by 截止日期"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        kind, source = _source(asked.source_id)
        item, price = key_of("NeedItem", asked.need_item_id, "needItemId"), _yuan(asked.price)
        wanted = needs.NeedWanted(kind, source, item, asked.quantity, price, asked.needed_by)
        return {"need": node_of(types, await needs.draft_need(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Draft a need from a measure of a household, a project or a village's plan 起草需求 (M145)"
    return mutation_field("DraftNeed", about, input_, run, **changed_of(types, "Need"))


def _review_need(types: Types) -> Any:
    about = "Sign a draft as one of its two reviewers, or refuse it with a reason that everybody may read 审核需求"
    reason = {"refusal_reason": (str | None, "Why it is not published, without any personal data; without it you sign 不予发布原因")}

    def wanted(key: int, asked: Any) -> needs.NeedReview:
        return needs.NeedReview(key, asked.expected_version, asked.refusal_reason)

    return step_field(types, "Need", "ReviewNeed", about, needs.review_need, wanted, **reason)


def _change_match_weights(types: Types) -> Any:
    about = "Let other weights of matching follow those in force, in the whole city; everybody reads them with the reason 调整匹配权重 (M147)"
    more: dict[str, tuple[Any, str]] = {field.name: (Decimal, f"{field.name.capitalize()}, 0 to 1 权重") for field in fields(Weights)}
    more |= {"first_day": (date | None, "From when on, today at the earliest; without it today 启用日期"), "reason": (str, REASON)}

    def wanted(key: int, asked: Any) -> WeightsChange:
        weights = Weights(*(getattr(asked, field.name) for field in fields(Weights)))
        return WeightsChange(key, asked.expected_version, weights, asked.first_day or None, asked.reason)

    return step_field(types, "MatchWeight", "ChangeMatchWeights", about, change_match_weights, wanted, **more)


def _publish_need(types: Types) -> Any:
    about = "Publish a need that two people have reviewed 发布需求"
    return step_field(types, "Need", "PublishNeed", about, needs.publish_need, lambda key, asked: needs.NeedChange(key, asked.expected_version))


def _withdraw_need(types: Types) -> Any:
    about = "Withdraw a need to which nothing was confirmed; what is held for it is released 撤回需求"

    def wanted(key: int, asked: Any) -> needs.NeedWithdrawal:
        return needs.NeedWithdrawal(key, asked.expected_version, asked.reason)

    return step_field(types, "Need", "WithdrawNeed", about, needs.withdraw_need, wanted, reason=(str, REASON))


def _make_offer(types: Types) -> Any:
    input_ = input_type(
        "MakeOfferInput",
        "What you could give 帮扶意愿",
        kind=(types.code_type(HELP_KIND), "Kind of help 类别"),
        about=(str, "What it is, in a few words 内容"),
        quantity=(int, "How many, or hours a month 数量"),
        first_day=(date, "From 开始日期"),
        last_day=(date | None, "Last day; open without it 结束日期"),
        region_code=(str, "Where you could give it 区划"),
        charity_id=(strawberry.ID | None, "Money only: the charity that takes it 受赠慈善组织"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        days, charity = (asked.first_day, asked.last_day or None), _charity(asked.charity_id)
        wanted = offers.OfferWanted(code_of(asked.kind), asked.about, asked.quantity, *days, asked.region_code, charity)
        return {"offer": node_of(types, await offers.make_offer(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Offer help, as the donor or volunteer that you are; offers are never published 登记帮扶意愿"
    return mutation_field("MakeOffer", about, input_, run, **changed_of(types, "Offer"))


def _withdraw_offer(types: Types) -> Any:
    about = "Withdraw an offer of yours 撤回帮扶意愿"
    return step_field(
        types, "Offer", "WithdrawOffer", about, offers.withdraw_offer, lambda key, asked: offers.OfferChange(key, asked.expected_version)
    )


def _refuse_match(types: Types) -> Any:
    input_ = input_type(
        "RefuseMatchInput",
        "A need that you do not want to be shown, and why 回绝匹配的需求",
        need_id=(strawberry.ID, TOLD["Need"]),
        reason=(types.code_type(MATCH_REFUSAL_REASON), "Why 理由"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = match_refusals.MatchRefusalWanted(key_of("Need", asked.need_id, "needId"), code_of(asked.reason))
        return {"match_refusal": node_of(types, await match_refusals.refuse_match(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Be shown a need no more, and what is like it later, until you take that back 回绝匹配的需求 (M147)"
    return mutation_field("RefuseMatch", about, input_, run, **changed_of(types, "MatchRefusal"))


def _take_back_match_refusal(types: Types) -> Any:
    def wanted(key: int, asked: Any) -> match_refusals.MatchRefusalChange:
        return match_refusals.MatchRefusalChange(key, asked.expected_version)

    about = "Take back that you refused a need, so that it is shown to you again 撤回对需求的回绝"
    return step_field(types, "MatchRefusal", "TakeBackMatchRefusal", about, match_refusals.take_back_refusal, wanted)


def _pledge(types: Types) -> Any:
    input_ = input_type(
        "PledgeInput",
        "What you take of a need 认捐",
        need_id=(strawberry.ID, TOLD["Need"]),
        quantity=(int, "How many of what remains 数量"),
        charity_id=(strawberry.ID | None, "Money only: the charity that takes it 受赠慈善组织"),
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
        items=(list.__class_getitem__(item), f"Up to {batches.MOST_PLEDGES}, each need once 认捐项"),
        all_or_none=ALL_OR_NONE,
        charity_id=(strawberry.ID | None, "Money only: the charity that takes it 受赠慈善组织"),
        offer_id=(strawberry.ID | None, OUT_OF),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = [_pledge_wanted(one, asked, f"items.{place}.needId") for place, one in enumerate(asked.items)]
        found = await batches.make_pledges(asking.changes, asking.subject, wanted, _batch(asked))
        made = zip(asked.items, found, strict=True)
        return {"results": [_pledge_result(one.need_id, pledge, errors, asking.language) for one, (pledge, errors) in made]}

    about = (
        "Hold some of several needs, each by itself: one that is refused leaves the others as they are, and the same batch again holds what is left "
        "批量认捐"
    )
    made = (list[PledgeResult] | None, "For each item, in their order, the pledge or why it was refused 认捐结果")
    return mutation_field("PledgeBatch", about, input_, run, results=made)


def _batch(asked: Any) -> batches.Batch:
    return batches.Batch(asked.idempotency_key, bool(asked.all_or_none))


def _pledge_wanted(item: Any, asked: Any, field: str) -> pledges.PledgeWanted:
    offer = key_of("Offer", asked.offer_id, "offerId") if asked.offer_id else None
    return pledges.PledgeWanted(key_of("Need", item.need_id, field), item.quantity, _charity(asked.charity_id), offer)


def _pledge_result(need: strawberry.ID, pledge: str | None, errors: Any, language: str) -> PledgeResult:
    made = pledge and strawberry.ID(pledge)
    return PledgeResult(need_id=need, pledge_id=made or None, user_errors=[user_error(error, language) for error in errors])


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


def _charity_facts(charity: Charity | None) -> CharityFacts | None:
    if charity is None:
        return None
    last = charity.last_day and date.fromisoformat(charity.last_day)
    return CharityFacts(**{**vars(charity), "first_day": date.fromisoformat(charity.first_day), "last_day": last or None})


def _confirm_pledge(types: Types) -> Any:
    about = "Confirm a pledge whose facts you have seen 确认认捐"
    return step_field(
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


def _deliver_pledge(types: Types) -> Any:
    about = "Say that what you pledged was brought today; what was not goes back to the need, where anybody may pledge it 登记送达"
    more: dict[str, tuple[Any, str]] = {
        "receipt_number": (str | None, "Money only: number of the charity's receipt 捐赠票据号"),
        "quantity": (int | None, "How many were brought, if not all that you pledged 送达数量"),
    }

    def wanted(key: int, asked: Any) -> pledges.PledgeDelivery:
        quantity = asked.quantity if isinstance(asked.quantity, int) else None
        return pledges.PledgeDelivery(key, asked.expected_version, asked.receipt_number or None, quantity)

    return step_field(types, "Pledge", "DeliverPledge", about, pledges.deliver_pledge, wanted, **more)


def _dispute_delivery(types: Types) -> Any:
    about = (
        "Say as the household, or its helper, that what was recorded as delivered did not come, or not so: officials look into it, and nobody signs for "
        "you 对送达提出异议"
    )

    def wanted(key: int, asked: Any) -> pledges.Dispute:
        return pledges.Dispute(key, asked.expected_version, code_of(asked.reason))

    reason = (types.code_type(DISPUTE_REASON), "What is wrong 异议")
    return step_field(types, "Pledge", "DisputeDelivery", about, pledges.dispute_delivery, wanted, reason=reason)


def _void_delivery(types: Types) -> Any:
    about = (
        "Declare a delivery void that never was, or was another one, as an official of its village, of civil affairs or as an inspector: its quantity "
        "goes back to the need, the giver and the household are told 作废送达"
    )

    def wanted(key: int, asked: Any) -> pledges.DeliveryVoid:
        return pledges.DeliveryVoid(key, asked.expected_version, asked.reason)

    return step_field(types, "Pledge", "VoidDelivery", about, pledges.void_delivery, wanted, reason=(str, REASON))


def _confirm_receipt(types: Types) -> Any:
    about = "Sign for what was delivered, as an officer of the village or as the household; it takes both 签收"

    def wanted(key: int, asked: Any) -> pledges.Receipt:
        return pledges.Receipt(key, asked.expected_version, code_of(asked.side))

    return step_field(types, "Pledge", "ConfirmReceipt", about, pledges.confirm_receipt, wanted, side=(ReceiptSide, "For whom you sign 签收方"))


def _confirm_receipt_batch() -> Any:
    item = input_type(
        "ReceiptItemInput",
        "One pledge to sign for 签收项",
        id=(strawberry.ID, TOLD["Pledge"]),
        expected_version=VERSION,
        side=(ReceiptSide, "For whom you sign 签收方"),
    )
    input_ = input_type(
        "ConfirmReceiptBatchInput",
        "Pledges to sign for 批量签收",
        items=(list.__class_getitem__(item), f"Up to {batches.MOST_RECEIPTS} 签收项"),
        all_or_none=ALL_OR_NONE,
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        receipts = [
            pledges.Receipt(key_of("Pledge", one.id, f"items.{place}.id"), one.expected_version, code_of(one.side))
            for place, one in enumerate(asked.items)
        ]
        found = await batches.confirm_receipts(asking.changes, asking.subject, receipts, _batch(asked))
        signed = zip(asked.items, found, strict=True)
        return {
            "results": [ReceiptResult(id=one.id, user_errors=[user_error(error, asking.language) for error in errors]) for one, (_, errors) in signed]
        }

    about = (
        "Sign for many deliveries, each by itself: one that is refused leaves the others as they are, and the same batch again signs what is left "
        "批量签收"
    )
    made = (list[ReceiptResult] | None, "For each item, in their order, why it was refused; empty if it was signed 签收结果")
    return mutation_field("ConfirmReceiptBatch", about, input_, run, results=made)


def _record_paper_receipt(types: Types) -> Any:
    input_ = input_type(
        "RecordPaperReceiptInput",
        "A household's signature on paper 书面签收",
        id=(strawberry.ID, TOLD["Pledge"]),
        expected_version=VERSION,
        reason=(types.code_type(ASSISTANCE_REASON), "Why it signs on paper 书面签字原因"),
        paper_number=(str, "Number under which the village keeps the paper; nobody's identity number 签字单编号"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = pledges.PaperReceipt(key_of("Pledge", asked.id, "id"), asked.expected_version, code_of(asked.reason), asked.paper_number)
        return {"pledge": node_of(types, await pledges.record_paper_receipt(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = (
        "Record that a household which cannot sign in has signed on paper for what was delivered, as its helper or an official who does not sign "
        "for the village 登记本户书面签收"
    )
    return mutation_field("RecordPaperReceipt", about, input_, run, **changed_of(types, "Pledge"))


def _give_feedback(types: Types) -> Any:
    about = "Say what became of what was received; the giver reads it once somebody else has reviewed it 反馈"
    text = {"feedback": (str, "In words, without any personal data 反馈")}
    return step_field(
        types,
        "Pledge",
        "GiveFeedback",
        about,
        pledges.give_feedback,
        lambda key, asked: pledges.Feedback(key, asked.expected_version, asked.feedback),
        **text,
    )


def _review_feedback(types: Types) -> Any:
    about = "Let the giver read feedback that somebody else gave, which closes the pledge; or give it back, to be written anew 审核反馈"
    reason = {"return_reason": (str | None, "Why it goes back, without any personal data; without it the giver reads it 退回理由")}

    def wanted(key: int, asked: Any) -> pledges.FeedbackReview:
        return pledges.FeedbackReview(key, asked.expected_version, asked.return_reason or None)

    return step_field(types, "Pledge", "ReviewFeedback", about, pledges.review_feedback, wanted, **reason)


def _release_pledge(types: Types) -> Any:
    about = "Give back what was pledged and is not delivered 释放认捐"

    def wanted(key: int, asked: Any) -> pledges.PledgeRelease:
        return pledges.PledgeRelease(key, asked.expected_version, asked.reason)

    return step_field(types, "Pledge", "ReleasePledge", about, pledges.release_pledge, wanted, reason=(str, REASON))


def _source(text: str) -> tuple[str, int]:
    try:
        kind, key = read_global_id(text)
    except BadInputError:
        raise refused(Code.NOT_FOUND, "sourceId") from None
    if kind not in KINDS:
        raise refused(Code.NOT_FOUND, "sourceId")
    return kind, key


def _charity(text: str | None) -> int | None:
    return key_of("Organisation", text, "charityId") if text else None


def _yuan(price: Decimal) -> Decimal:
    """A price in cents; one that the column cannot hold names no price below a ceiling."""
    if not price.is_finite() or abs(price) >= 10**14:
        raise refused(Code.QUANTITY_WRONG, "price", most=10**14)
    return price.quantize(Decimal("0.01"))
