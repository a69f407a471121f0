"""Mutations of kinship: who is kin of a household does nothing for it that needs a stranger."""

from __future__ import annotations

from typing import Any

import strawberry

from resolvers.changes import kinship
from resolvers.changes.errors import Code, refused
from resolvers.filters import BadInputError, read_global_id
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, changed_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types


def kinship_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {"declare_kinship": _declare_kinship(types), "end_kinship": _end_kinship(types)}


def _declare_kinship(types: Types) -> Any:
    input_ = input_type(
        "DeclareKinshipInput",
        "Somebody and the household of which he is kin 亲属关系申报",
        household_id=(strawberry.ID, "The household 帮扶户"),
        kin_id=(strawberry.ID, "Who is kin of it: the person, or a pledge, whose giver he is 亲属（人员，或其认捐）"),
        reason=(str, REASON),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = kinship.KinshipDeclared(key_of("Household", asked.household_id, "householdId"), *_kin(asked.kin_id), asked.reason)
        return {"relative": node_of(types, await kinship.declare_kinship(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = (
        "Declare that somebody is kin of a household, also yourself: from now on he neither reviews, signs nor pledges for it, "
        "and is not paired with it 申报亲属关系 (M145)"
    )
    return mutation_field("DeclareKinship", about, input_, run, **changed_of(types, "Relative"))


def _kin(text: str) -> tuple[str, int]:
    """The kind and key of what names who is kin."""
    try:
        return read_global_id(text)
    except BadInputError:
        raise refused(Code.NOT_FOUND, "kinId") from None


def _end_kinship(types: Types) -> Any:
    about = (
        "End a kinship from today on, as somebody who is no kin of the household himself; what it refused before stays refused 终止亲属关系 (M145)"
    )

    def wanted(key: int, asked: Any) -> kinship.KinshipEnd:
        return kinship.KinshipEnd(key, asked.expected_version, asked.reason)

    return step_field(types, "Relative", "EndKinship", about, kinship.end_kinship, wanted, reason=(str, REASON))
