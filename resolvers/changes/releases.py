"""Releases of open data are built by one publisher, put in force by another, and withdrawn with a reason that everybody reads.

What lies on disk follows these records (`open_data/release/states.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason

CANDIDATE, PUBLISHED, WITHDRAWN = "candidate", "published", "withdrawn"
REFUSALS: Mapping[str, UserError] = {"uq_release_name": UserError(Code.ALREADY_RECORDED, "name")}
INSERT = """
INSERT INTO release (name, digest, state, builder_id, built_on, region_code) VALUES ($1, $2, 'candidate', $3, $4, $5) RETURNING *
"""
APPROVE = "UPDATE release SET state = 'published', approver_id = $2, approved_on = $3 WHERE id = $1 RETURNING *"
WITHDRAW = "UPDATE release SET state = 'withdrawn', withdrawer_id = $2, withdrawn_on = $3, withdrawal_reason = $4 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class ReleaseBuilt:
    """A release that lies ready: its name, the digest of its sums in hex, and the division whose data it holds."""

    name: str
    digest: str
    region_code: str


async def record_release(changes: Changes, subject: Subject, built: ReleaseBuilt) -> str:
    """Record a candidate; its global id. The same again changes nothing."""

    async def change(work: Work) -> Outcome[str]:
        row = {"builder_id": subject.person_id, "region_code": built.region_code}
        acting = work.acting("Release", "build_release", row)
        digest = bytes.fromhex(built.digest)
        made = await work.connection.fetchrow(INSERT, built.name, digest, subject.person_id, work.clock.today(), built.region_code)
        assert made is not None
        return Outcome(f"Release:{made['id']}", [_event(work, "release_built", acting, made, sorted(made.keys()))])

    return await changes.make_once(subject, "forces", change, REFUSALS, f"release-{built.name}", built)


async def approve_release(changes: Changes, subject: Subject, name: str, digest: str) -> None:
    """Put a candidate in force, if the files that the approver has checked (`digest`, in hex) are those that were recorded."""

    async def change(work: Work) -> Outcome[None]:
        row = await _row(work, name, CANDIDATE)
        if row["builder_id"] == subject.person_id:
            raise refused(Code.OWN_RELEASE)
        acting = work.acting("Release", "approve_release", row)
        if row["digest"].hex() != digest:
            raise refused(Code.RELEASE_CHANGED)
        after = await work.connection.fetchrow(APPROVE, row["id"], subject.person_id, work.clock.today())
        assert after is not None
        return Outcome(None, [_event(work, "release_approved", acting, after, ["approved_on", "approver_id", "state"], before=row)])

    await changes.make(subject, "forces", change)


async def withdraw_release(changes: Changes, subject: Subject, name: str, reason: str) -> None:
    """Take a candidate or a release in force back; the reason is published."""

    async def change(work: Work) -> Outcome[None]:
        row = await _row(work, name, CANDIDATE, PUBLISHED)
        acting = work.acting("Release", "withdraw_release", row)
        check_reason(reason)
        after = await work.connection.fetchrow(WITHDRAW, row["id"], subject.person_id, work.clock.today(), reason)
        assert after is not None
        fields = ["state", "withdrawal_reason", "withdrawer_id", "withdrawn_on"]
        return Outcome(None, [_event(work, "release_withdrawn", acting, after, fields, before=row, purpose=reason)])

    await changes.make(subject, "forces", change)


async def _row(work: Work, name: str, *states: str) -> Record:
    """The release of this name, locked, if it is in one of these states."""
    key = await work.connection.fetchval("SELECT id FROM release WHERE name = $1", name)
    row = await work.row("Release", key or 0, "name")
    if row["state"] not in states:
        raise refused(Code.RELEASE_STATE, "name", state=row["state"])
    return row


def _event(work: Work, kind: str, acting: Assignment, after: Record, fields: list[str], before: Record | None = None, **more: Any) -> Any:
    return work.event(
        kind,
        "release",
        after["id"],
        acting,
        region_code=after["region_code"],
        before_digest=before and row_digest(before),
        after_digest=row_digest(after),
        changed_fields=fields,
        **more,
    )
