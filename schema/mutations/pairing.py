"""Mutations of pairings: who helps a household passes it on, deputies and members are paired beside him, and a pairing ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from databases.code_lists.forces import PAIRING_END
from resolvers.changes import deputy_pairings, pairings, village_pairings
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, changed_of, code_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types


def pairing_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "hand_over_pairing": _hand_over_pairing(types),
        "pair_deputy": _pair_deputy(types),
        "end_pairing": _end_pairing(types),
        "pair_village": _pair_village(types),
        "end_village_pairing": _end_village_pairing(types),
    }


def _hand_over_pairing(types: Types) -> Any:
    about = "Hand a household over to another helper, so that it is never without one; the pairing that ends names who follows 交接结对 (M174)"
    more: dict[str, tuple[Any, str]] = {
        "helper_id": (strawberry.ID, "Who takes over, by global id of the person 接手人"),
        "first_day": (date | None, "First day of the new pairing, today at the earliest; without it today 交接日期"),
        "reason": (str, REASON),
    }

    def wanted(key: int, asked: Any) -> pairings.Handover:
        return pairings.Handover(key, asked.expected_version, key_of("Person", asked.helper_id, "helperId"), asked.first_day or None, asked.reason)

    return step_field(types, "Pairing", "HandOverPairing", about, pairings.hand_over_pairing, wanted, **more)


def _pair_deputy(types: Types) -> Any:
    input_ = input_type(
        "PairDeputyInput",
        "A deputy or member and a household 代表委员联系户",
        household_id=(strawberry.ID, "The household 帮扶户"),
        representative_id=(strawberry.ID, "The deputy or member 代表委员"),
        first_day=(date | None, "First day, today at the earliest; without it today 开始日期"),
        reason=(str, REASON),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        household = key_of("Household", asked.household_id, "householdId")
        representative = key_of("Representative", asked.representative_id, "representativeId")
        wanted = deputy_pairings.DeputyWanted(household, representative, asked.first_day or None, asked.reason)
        return {"pairing": node_of(types, await deputy_pairings.pair_deputy(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Pair a deputy or member with a household, beside its responsible helper: somebody else, and no relative 安排代表委员联系户 (M151)"
    return mutation_field("PairDeputy", about, input_, run, **changed_of(types, "Pairing"))


def _end_pairing(types: Types) -> Any:
    about = "Give a pairing its last day; that of the responsible helper ends so only once the household has left hardship 终止结对 (M174)"
    more: dict[str, tuple[Any, str]] = {
        "last_day": (date | None, "Last day, today at the earliest; without it today 截止日期"),
        "end_reason": (types.code_type(PAIRING_END), "Why it ends, but for a handover 结束原因"),
        "reason": (str, REASON),
    }

    def wanted(key: int, asked: Any) -> pairings.PairingEnd:
        return pairings.PairingEnd(key, asked.expected_version, asked.last_day or None, code_of(asked.end_reason), asked.reason)

    return step_field(types, "Pairing", "EndPairing", about, pairings.end_pairing, wanted, **more)


def _pair_village(types: Types) -> Any:
    input_ = input_type(
        "PairVillageInput",
        "An entrepreneur among deputies and members, and a weak village 企业家代表结对薄弱村",
        village_id=(strawberry.ID, "The village 薄弱村"),
        representative_id=(strawberry.ID, "The entrepreneur 企业家代表、委员"),
        first_day=(date | None, "First day, today at the earliest; without it today 开始日期"),
        reason=(str, REASON),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        village, representative = (
            key_of("Village", asked.village_id, "villageId"),
            key_of("Representative", asked.representative_id, "representativeId"),
        )
        wanted = village_pairings.VillagePairingWanted(village, representative, asked.first_day or None, asked.reason)
        found = await village_pairings.pair_village(asking.changes, asking.subject, wanted, asked.idempotency_key)
        return {"village_pairing": node_of(types, found)}

    about = "Pair an entrepreneur among the deputies and members with an economically weak village 安排企业家代表结对薄弱村 (M150)"
    return mutation_field("PairVillage", about, input_, run, **changed_of(types, "VillagePairing"))


def _end_village_pairing(types: Types) -> Any:
    about = "Give the pairing of an entrepreneur with a village its last day 终止与薄弱村的结对 (M150)"
    more: dict[str, tuple[Any, str]] = {
        "last_day": (date | None, "Last day, today at the earliest; without it today 截止日期"),
        "reason": (str, REASON),
    }

    def wanted(key: int, asked: Any) -> village_pairings.VillagePairingEnd:
        return village_pairings.VillagePairingEnd(key, asked.expected_version, asked.last_day or None, asked.reason)

    return step_field(types, "VillagePairing", "EndVillagePairing", about, village_pairings.end_village_pairing, wanted, **more)
