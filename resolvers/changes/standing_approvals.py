"""Needs are published anew within minutes by a standing approval: a publisher gives it, any publisher of the city ends it, for a reason.

Civil affairs has published each need; the standing approval is for the cards, whose columns and rules are those of the release in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason

KIND = "StandingApproval"
REFUSALS: Mapping[str, UserError] = {"uq_standing_approval_in_force": UserError(Code.ALREADY_APPROVED)}
INSERT = "INSERT INTO standing_approval (approver_id, approved_on, region_code) VALUES ($1, $2, $3) RETURNING *"
IN_FORCE = "SELECT id FROM standing_approval WHERE ended_on IS NULL AND region_code = $1"
END = "UPDATE standing_approval SET ender_id = $2, ended_on = $3, end_reason = $4 WHERE id = $1 RETURNING *"


async def approve_needs(changes: Changes, subject: Subject, region_code: str) -> None:
    """Give the standing approval for the needs of a city."""

    async def change(work: Work) -> Outcome[None]:
        acting = work.acting(KIND, "approve_needs", {"approver_id": subject.person_id, "region_code": region_code})
        made = await work.connection.fetchrow(INSERT, subject.person_id, work.clock.today(), region_code)
        assert made is not None
        return Outcome(None, [_event(work, "needs_approved", acting, made, changed_fields=sorted(made.keys()), after_digest=row_digest(made))])

    await changes.make(subject, "forces", change, REFUSALS)


async def end_needs_approval(changes: Changes, subject: Subject, region_code: str, reason: str) -> None:
    """End it; everybody reads the reason."""

    async def change(work: Work) -> Outcome[None]:
        row = await _row(work, region_code)
        acting = work.acting(KIND, "end_approval", row)
        check_reason(reason)
        after = await work.connection.fetchrow(END, row["id"], subject.person_id, work.clock.today(), reason)
        assert after is not None
        digests = {"before_digest": row_digest(row), "after_digest": row_digest(after)}
        fields = ["end_reason", "ended_on", "ender_id"]
        return Outcome(None, [_event(work, "needs_approval_ended", acting, after, changed_fields=fields, purpose=reason, **digests)])

    await changes.make(subject, "forces", change)


async def record_needs(changes: Changes, subject: Subject, region_code: str, digest: str) -> None:
    """Put into the log that needs were published by the approval of this subject; `digest` of their sums, in hex."""

    async def change(work: Work) -> Outcome[None]:
        row = await _row(work, region_code)
        if row["approver_id"] != subject.person_id:
            raise refused(Code.NOT_APPROVED)
        acting = work.acting(KIND, "approve_needs", row)
        return Outcome(None, [_event(work, "needs_published", acting, row, after_digest=bytes.fromhex(digest))])

    await changes.make(subject, "forces", change)


async def _row(work: Work, region_code: str) -> Record:
    """The approval in force, locked: whoever ends it waits for what is being published, and nothing is published after it."""
    key = await work.connection.fetchval(IN_FORCE, region_code)
    if key is None:
        raise refused(Code.NOT_APPROVED)
    return await work.row(KIND, key, "region")


def _event(work: Work, kind: str, acting: Assignment, row: Record, **more: Any) -> Any:
    return work.event(kind, "standing_approval", row["id"], acting, region_code=row["region_code"], **more)
