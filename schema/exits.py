"""Mutations of exits from hardship."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from resolvers.changes import exits
from schema.asking import Asking
from schema.mutation_fields import TOLD, VERSION, changed_of, input_type, key_of, mutation_field, node_of
from schema.types import Types

KEPT = "What the household keeps after its exit; every other entitlement ends with the exit 脱困后继续享受的政策 (M48)"


def exit_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {"confirm_exit": _confirm_exit(types)}


def _confirm_exit(types: Types) -> Any:
    kept = input_type(
        "RetainedEntitlementInput",
        "An entitlement that goes on after the exit 保留政策",
        entitlement_id=(strawberry.ID, "The entitlement 享受政策"),
        last_day=(date, "Its last day, the day of the exit at the earliest 截止日期"),
    )
    input_ = input_type(
        "ConfirmExitInput",
        "An exit to close 确认销号",
        id=(strawberry.ID, TOLD["ExitCase"]),
        expected_version=VERSION,
        retained=(list.__class_getitem__(kept), KEPT),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        retained = {key_of("Entitlement", one.entitlement_id, "retained"): one.last_day for one in asked.retained}
        wanted = exits.ExitConfirmation(key_of("ExitCase", asked.id, "id"), asked.expected_version, retained)
        return {"exit_case": node_of(types, await exits.confirm_exit(asking.changes, asking.subject, wanted))}

    about = (
        "Close an exit that all five signed, whose notice is over, and with nothing left open. Payments are stopped and pairings given their end "
        "in the other databases afterwards: `fundsState` and `forcesState` tell whether that was done 确认脱困销号 (M43-M45)"
    )
    return mutation_field("ConfirmExit", about, input_, run, **changed_of(types, "ExitCase"))
