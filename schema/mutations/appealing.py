"""Mutations of appeals against refused needs. docs/workflows.md has their steps."""

from __future__ import annotations

from typing import Any

import strawberry

from resolvers.changes import appeals
from schema.asking import Asking
from schema.mutations.fields import KEY, TOLD, changed_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types


def appeal_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {"appeal_need": _appeal_need(types), "decide_appeal": _decide_appeal(types)}


def _appeal_need(types: Types) -> Any:
    input_ = input_type(
        "AppealNeedInput",
        "A refused need to be looked at again 需求复核申请",
        need_id=(strawberry.ID, TOLD["Need"]),
        reason=(str, "Why it should be published after all; only who decides, and whom it concerns, reads it 申请理由"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = appeals.AppealWanted(key_of("Need", asked.need_id, "needId"), asked.reason)
        return {"need_appeal": node_of(types, await appeals.make_appeal(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = (
        "Appeal against the refusal of a need, as its household, helper or village officer; it is decided by another person by the day that it tells "
        "申请需求复核 (M145)"
    )
    return mutation_field("AppealNeed", about, input_, run, **changed_of(types, "NeedAppeal"))


def _decide_appeal(types: Types) -> Any:
    about = "Decide an appeal that is not against yourself; a need whose appeal is granted is a draft again, for two to review 复核需求 (M145)"
    more: dict[str, tuple[Any, str]] = {
        "is_granted": (bool, "Whether the need is to be reviewed again 是否准予重新审核"),
        "answer": (str, "Why, for whoever appealed 复核意见"),
    }

    def wanted(key: int, asked: Any) -> appeals.AppealDecision:
        return appeals.AppealDecision(key, asked.expected_version, asked.is_granted, asked.answer)

    return step_field(types, "NeedAppeal", "DecideAppeal", about, appeals.decide_appeal, wanted, **more)
