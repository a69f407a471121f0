"""Mutations of what follows on a pledge: its delivery, two signatures, doubts and feedback; or that it is given back."""

from __future__ import annotations

import enum
from typing import Any

import strawberry

from databases.code_lists.common import ASSISTANCE_REASON
from databases.code_lists.forces import DISPUTE_REASON
from resolvers.changes import batches, pledges
from resolvers.changes.core import MOST_ITEMS
from schema.asking import Asking
from schema.mutations.fields import (
    ALL_OR_NONE,
    KEY,
    REASON,
    TOLD,
    VERSION,
    UserError,
    changed_of,
    code_of,
    input_type,
    key_of,
    keyed_step_field,
    mutation_field,
    node_of,
    step_field,
    user_error,
)
from schema.types import Types


@strawberry.enum(description="Who signs for what was delivered 签收方")
class ReceiptSide(enum.Enum):
    OFFICER = strawberry.enum_value(pledges.OFFICER, description="An officer of the village 村干部")
    HOUSEHOLD = strawberry.enum_value(pledges.HOUSEHOLD, description="The household 本户")


@strawberry.type(description="What became of one item of a batch 签收结果")
class ReceiptResult:
    id: strawberry.ID = strawberry.field(description=TOLD["Pledge"])
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty if it was signed 拒绝原因")


def delivering_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "deliver_pledge": _deliver_pledge(types),
        "confirm_receipt": _confirm_receipt(types),
        "confirm_receipt_batch": _confirm_receipt_batch(),
        "record_paper_receipt": _record_paper_receipt(types),
        "void_delivery": _void_delivery(types),
        "dispute_delivery": _dispute_delivery(types),
        "give_feedback": _give_feedback(types),
        "review_feedback": _review_feedback(types),
        "release_pledge": _release_pledge(types),
    }


def _deliver_pledge(types: Types) -> Any:
    about = "Say that what you pledged was brought today; what was not goes back to the need, where anybody may pledge it 登记送达"
    more: dict[str, tuple[Any, str]] = {
        "receipt_number": (str | None, "Money only: number of the charity's receipt 捐赠票据号"),
        "quantity": (int | None, "How many were brought, if not all that you pledged 送达数量"),
    }

    def wanted(key: int, asked: Any) -> pledges.PledgeDelivery:
        quantity = asked.quantity if isinstance(asked.quantity, int) else None
        return pledges.PledgeDelivery(key, asked.expected_version, asked.receipt_number or None, quantity)

    return keyed_step_field(types, "Pledge", "DeliverPledge", about, pledges.deliver_pledge, wanted, **more)


def _confirm_receipt(types: Types) -> Any:
    about = "Sign for what was delivered, as an officer of the village or as the household; it takes both 签收"

    def wanted(key: int, asked: Any) -> pledges.Receipt:
        return pledges.Receipt(key, asked.expected_version, code_of(asked.side))

    return keyed_step_field(types, "Pledge", "ConfirmReceipt", about, pledges.confirm_receipt, wanted, side=(ReceiptSide, "For whom you sign 签收方"))


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
        items=(list.__class_getitem__(item), f"Up to {MOST_ITEMS} 签收项"),
        all_or_none=ALL_OR_NONE,
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        receipts = [
            pledges.Receipt(key_of("Pledge", one.id, f"items.{place}.id"), one.expected_version, code_of(one.side))
            for place, one in enumerate(asked.items)
        ]
        found = await batches.confirm_receipts(
            asking.changes, asking.subject, receipts, batches.Batch(asked.idempotency_key, bool(asked.all_or_none))
        )
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


def _void_delivery(types: Types) -> Any:
    about = (
        "Declare a delivery void that never was, or was another one, as an official of its village, of civil affairs or as an inspector: its quantity "
        "goes back to the need, the giver and the household are told 作废送达"
    )

    def wanted(key: int, asked: Any) -> pledges.DeliveryVoid:
        return pledges.DeliveryVoid(key, asked.expected_version, asked.reason)

    return step_field(types, "Pledge", "VoidDelivery", about, pledges.void_delivery, wanted, reason=(str, REASON))


def _dispute_delivery(types: Types) -> Any:
    about = (
        "Say as the household, or its helper, that what was recorded as delivered did not come, or not so: officials look into it, and nobody signs for "
        "you 对送达提出异议"
    )

    def wanted(key: int, asked: Any) -> pledges.Dispute:
        return pledges.Dispute(key, asked.expected_version, code_of(asked.reason))

    reason = (types.code_type(DISPUTE_REASON), "What is wrong 异议")
    return step_field(types, "Pledge", "DisputeDelivery", about, pledges.dispute_delivery, wanted, reason=reason)


def _give_feedback(types: Types) -> Any:
    about = "Say what became of what was received; the giver reads it once somebody else has reviewed it 反馈"
    text = {"feedback": (str, "In words, without any personal data 反馈")}
    return keyed_step_field(
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
