"""What somebody may do with an exit as it stands, and until when people may object to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from databases.beneficiaries.exits import exit_signature
from databases.beneficiaries.notices_and_emergencies import public_notice
from policies.policy import Policy
from policies.subjects import Subject
from resolvers.changes.exit_signing import ROLES
from resolvers.changes.workflows.exits import EXIT
from resolvers.reads import Reads

KIND, ON_PAPER = "ExitCase", "record_paper_signature"
SIGNS_AS = {f"sign_exit_as_{role}": role for role in ROLES} | {ON_PAPER: "household"}
"""Rights by which a signature is given, and whose it is."""
ON_THE_BOARD = ("notice", "exited")
"""States of an exit whose last notice is the one that counts."""
SIGNED = sa.select(exit_signature.c.role, exit_signature.c.signer_id, exit_signature.c.assistant_id).where(exit_signature.c.voided_at.is_(None))
POSTED = (
    sa.select(public_notice.c.posted_on, public_notice.c.ends_on, public_notice.c.objections)
    .order_by(public_notice.c.posted_on.desc(), public_notice.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class ExitStanding:
    """The rights by which somebody may take an exit a step on now; and its notice in the village, with how many objected."""

    rights: Sequence[str]
    posted_on: date | None
    ends_on: date | None
    objections: int


async def standing_of(reads: Reads, policy: Policy, subject: Subject, exit_case_id: int) -> ExitStanding | None:
    """How an exit stands for the subject; None for one that he may not see."""
    seen = policy.view(subject.profile, KIND, "read").select((), ("id", "state"))
    found = await reads.select(subject, "beneficiaries", seen.where(seen.selected_columns._id == exit_case_id))
    if not found:
        return None
    state = found[0]["_state"]
    signed = [dict(row) for row in await reads.select(subject, "beneficiaries", SIGNED.where(exit_signature.c.exit_case_id == exit_case_id))]
    notices = (
        await reads.select(subject, "beneficiaries", POSTED.where(public_notice.c.exit_case_id == exit_case_id)) if state in ON_THE_BOARD else []
    )
    notice: Mapping[str, Any] = dict(notices[0]) if notices else {"posted_on": None, "ends_on": None, "objections": 0}
    rights = [right for right in _beginning_in(state) if _is_due(subject, right, signed)]
    return ExitStanding([right for right in rights if await _holds(reads, policy, subject, right, exit_case_id)], **notice)


def _beginning_in(state: str) -> list[str]:
    """The rights to the steps that begin in a state, each once, in the order of the workflow."""
    return list(dict.fromkeys(right for step in EXIT.steps if state in step.sources for right in step.rights))


def _is_due(subject: Subject, right: str, signed: Sequence[Mapping[str, Any]]) -> bool:
    """Whether it is the turn of whose signature this is, and the subject has neither signed nor recorded one; always for what is no signature."""
    if right not in SIGNS_AS:
        return True
    following = next((role for role in ROLES if role not in {one["role"] for one in signed}), None)
    return SIGNS_AS[right] == following and subject.person_id not in {person for one in signed for person in (one["signer_id"], one["assistant_id"])}


async def _holds(reads: Reads, policy: Policy, subject: Subject, right: str, exit_case_id: int) -> bool:
    view = policy.view(subject.profile, KIND, right).select((), ("id",))
    return bool(await reads.select(subject, "beneficiaries", view.where(view.selected_columns._id == exit_case_id)))
