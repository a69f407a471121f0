"""Mutations of offers, of needs that somebody does not want to be shown, and of the weights by which both are matched."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from databases.code_lists.forces import HELP_KIND, MATCH_REFUSAL_REASON
from resolvers.changes import match_refusals, offers
from schema.asking import Asking
from schema.mutations.fields import CHARITY, KEY, TOLD, changed_of, code_of, input_type, key_of, key_or_none, mutation_field, node_of, step_field
from schema.types import Types


def offering_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "make_offer": _make_offer(types),
        "withdraw_offer": _withdraw_offer(types),
        "refuse_match": _refuse_match(types),
        "take_back_match_refusal": _take_back_match_refusal(types),
    }


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
        charity_id=CHARITY,
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        days, charity = (asked.first_day, asked.last_day or None), key_or_none("Organisation", asked.charity_id, "charityId")
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
