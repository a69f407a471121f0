"""Responsible helpers for the households of a division that have none: proposed with reasons, changed by hand, confirmed in one step."""

from __future__ import annotations

from typing import Any

import strawberry

from databases.code_lists.common import DEPARTMENT
from policies.subjects import region_range
from resolvers.assignment import ELSEWHERE, PLACES, Pair
from resolvers.changes.assigning import Confirmation, PairWanted, confirm_pairings
from resolvers.changes.core import MOST_ITEMS
from resolvers.changes.errors import Text
from resolvers.filters import BadInputError
from resolvers.pairing_proposals import Proposal, Proposer, Why
from schema.annotations import argument
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, VERSION, code_of, input_type, key_of, mutation_field
from schema.types import Types

ABOUT_PROPOSAL = "Responsible helpers for the households of a division that have none, or whose helper left; kept nowhere, change it and confirm it 帮扶责任人安排方案 (M121)"
ABOUT_CONFIRMATION = "Let these pairs begin today, all or none; every one is judged again 确认帮扶责任人安排 (M121)"
DISTANCES = {
    PLACES[12]: Text("同一村（社区）", "in the same village"),
    PLACES[9]: Text("同一镇（街道）", "in the same town"),
    PLACES[6]: Text("同一市（县）区", "in the same county"),
    ELSEWHERE: Text("在本市其他市（县）区", "in another county"),
}
LEFT = {
    Why.NOBODY_FREE: Text("区划内没有还能接户的帮扶人", "no helper of the division may take another household"),
    Why.ALL_BARRED: Text(
        "还能接户的帮扶人都与该户有亲属关系或已结对", "every helper who may take another household is kin to this one or paired with it"
    ),
    Why.ALL_TAKEN: Text("还能接户的帮扶人已安排给其他户", "all helpers who could take it were needed for other households"),
}


@strawberry.type(description="One reason for a pair 安排理由")
class PairingFactor:
    name: str = strawberry.field(description="place, load or department 因素")
    value: float = strawberry.field(description="What it costs: the sum over all pairs is the least that there can be 代价")
    sentence: str = strawberry.field(description="In Chinese, or in English if Accept-Language prefers it 说明")


@strawberry.type(description="A household and who could be responsible for it 建议结对")
class ProposedPairing:
    household_id: strawberry.ID = strawberry.field(description="Global id of the household 帮扶户")
    expected_version: int = strawberry.field(description="Version of the household, to be confirmed with 版本号")
    helper_id: strawberry.ID = strawberry.field(description="Global id of the person 帮扶人")
    factors: list[PairingFactor] = strawberry.field(description="Why 理由")


@strawberry.type(description="A household that stays without a helper 未安排的户")
class HouseholdLeft:
    household_id: strawberry.ID = strawberry.field(description="Global id of the household 帮扶户")
    sentence: str = strawberry.field(description="Why 原因")


@strawberry.type(description=ABOUT_PROPOSAL)
class PairingProposal:
    pairs: list[ProposedPairing] = strawberry.field(description="Pairs 建议")
    left: list[HouseholdLeft] = strawberry.field(description="Households that stay without 未安排的户")
    waiting: int = strawberry.field(description="How many households of the division are without a helper in all 待安排户数")


def proposal_field(types: Types) -> Any:
    """The root field that proposes."""

    async def resolve(info: Any, region_code: str, department: Any = None, first: int = 100) -> Any:
        asking: Asking = info.root_value
        _check_question(region_code, first)
        proposer = Proposer(asking.reads, asking.subject, asking.changes.clock)
        return _told(await proposer.propose(region_code, code_of(department), first), asking.language)

    resolve.__annotations__ = {
        "info": strawberry.Info[Any, Any],
        "region_code": argument(str, "Division of the households, by code 区划"),
        "department": argument(types.code_type(DEPARTMENT) | None, "Helpers of this department first 优先条线"),
        "first": argument(int, f"How many households, 1 to {MOST_ITEMS} 取多少户"),
        "return": PairingProposal | None,
    }
    return strawberry.field(resolve, description=ABOUT_PROPOSAL)


def confirmation_field(types: Types) -> Any:
    """The mutation that confirms."""
    pair = input_type(
        "PairingWantedInput",
        "A household and who is to be responsible for it 结对",
        household_id=(strawberry.ID, "The household 帮扶户"),
        expected_version=VERSION,
        helper_id=(strawberry.ID, "The helper, by global id of the person 帮扶人"),
    )
    input_ = input_type(
        "ConfirmPairingsInput",
        "Pairs to confirm, as they were proposed or changed by hand 确认安排",
        pairs=(list.__class_getitem__(pair), f"Up to {MOST_ITEMS}, each household once 结对"),
        reason=(str, REASON),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = Confirmation(tuple(_pair(one, place) for place, one in enumerate(asked.pairs)), asked.reason)
        found = await confirm_pairings(asking.changes, asking.subject, wanted, asked.idempotency_key)
        return {"pairing_ids": [strawberry.ID(id_) for id_ in found]}

    made = (list[strawberry.ID] | None, "Global ids of the pairings, in the order of the pairs 结对")
    return mutation_field("ConfirmPairings", ABOUT_CONFIRMATION, input_, run, pairing_ids=made)


def _check_question(region_code: str, first: int) -> None:
    if not 1 <= first <= MOST_ITEMS:
        raise BadInputError(f"first must be from 1 to {MOST_ITEMS}, not {first}")
    try:
        region_range(region_code)
    except ValueError as error:
        raise BadInputError(f"regionCode: {error}") from None


def _pair(asked: Any, place: int) -> PairWanted:
    household = key_of("Household", asked.household_id, f"pairs.{place}.householdId")
    return PairWanted(household, asked.expected_version, key_of("Person", asked.helper_id, f"pairs.{place}.helperId"))


def _told(proposal: Proposal, language: str) -> PairingProposal:
    left = [HouseholdLeft(household_id=strawberry.ID(f"Household:{one.id}"), sentence=LEFT[why].in_(language)) for one, why in proposal.left]
    return PairingProposal(pairs=[_proposed(pair, language) for pair in proposal.pairs], left=left, waiting=proposal.waiting)


def _proposed(pair: Pair, language: str) -> ProposedPairing:
    return ProposedPairing(
        household_id=strawberry.ID(f"Household:{pair.household.id}"),
        expected_version=pair.household.version,
        helper_id=strawberry.ID(f"Person:{pair.helper.id}"),
        factors=[PairingFactor(name=name, value=value, sentence=text.in_(language)) for name, value, text in _factors(pair)],
    )


def _factors(pair: Pair) -> list[tuple[str, float, Text]]:
    helper = pair.helper
    load = Text(
        f"现在帮扶 {helper.load} 户，按此方案共 {pair.load} 户，最多 {helper.most} 户",
        f"helps {helper.load} households now, {pair.load} by this proposal, {helper.most} at most",
    )
    department = (
        Text("不属于所选条线", "of another department")
        if pair.department
        else Text("属于所选条线，或未选条线", "of the department asked for, if any")
    )
    return [
        ("place", pair.distance, DISTANCES[pair.distance]),
        ("load", pair.fullness, load),
        ("department", pair.department, department),
    ]
