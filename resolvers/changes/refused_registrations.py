"""A registration that an official refuses, with his reason; whoever registered appeals once, and somebody else decides (M147, M148).

An appeal is granted by verifying, and dismissed by refusing again. Whoever was refused may also register anew, with what he corrected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from policies.kinds import KINDS
from policies.subjects import Subject
from resolvers.changes.appeals import ANSWER_DAYS, WORDS
from resolvers.changes.conditions import parameter
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_words
from resolvers.changes.registrations import Verification as Seen
from resolvers.changes.registrations import nameless_event, unverified, written

REFUSE = "UPDATE {table} SET refused_on = $2, refused_by_id = $3, refusal_reason = $4 WHERE id = $1 RETURNING *"
DISMISS = "UPDATE {table} SET appeal_decider_id = $2, appeal_answer = $3 WHERE id = $1 RETURNING *"
APPEAL = "UPDATE {table} SET appealed_on = $2, appeal_reason = $3, appeal_due_on = $4 WHERE id = $1 RETURNING *"
REFUSALS = {f"ck_{table}_refused_by_another": UserError(Code.OWN_REGISTRATION, "id") for table in ("donor", "volunteer")}


@dataclass(frozen=True)
class RegistrationRefusal:
    """Somebody of a kind who registered himself, the version that was seen, and why he is not verified."""

    kind: str
    key: int
    expected_version: int
    reason: str


async def refuse_registration(changes: Changes, subject: Subject, wanted: RegistrationRefusal) -> str:
    """Refuse to verify somebody, or dismiss his appeal; his global id. An appeal is dismissed by somebody other than who refused."""
    table = KINDS[wanted.kind].table.name

    async def change(work: Work) -> Outcome[str]:
        row, acting = await unverified(work, wanted.kind, Seen(wanted.key, wanted.expected_version))
        check_words(wanted.reason, "reason", *WORDS)
        kind = "appeal_dismissed" if row["refused_on"] else "refused"
        after = await (_dismissed if row["refused_on"] else _refused)(work, table, row, wanted.reason.strip())
        return Outcome(f"{wanted.kind}:{row['id']}", [nameless_event(work, f"{table}_{kind}", table, after, acting, before=row)])

    return await changes.make(subject, "forces", change, REFUSALS)


async def _refused(work: Work, table: str, row: Record, reason: str) -> Record:
    return await written(work, REFUSE.format(table=table), row["id"], work.clock.today(), work.subject.person_id, reason)


async def _dismissed(work: Work, table: str, row: Record, reason: str) -> Record:
    if row["appealed_on"] is None or row["appeal_answer"] is not None:
        raise refused(Code.REGISTRATION_REFUSED, "id")
    if row["refused_by_id"] == work.subject.person_id:
        raise refused(Code.OWN_REFUSAL)
    return await written(work, DISMISS.format(table=table), row["id"], work.subject.person_id, reason)


async def appeal_refusal(changes: Changes, subject: Subject, wanted: RegistrationRefusal) -> str:
    """Appeal, once, against the refusal of one's own registration; one's global id. It is decided within the days that a rule parameter gives."""
    table = KINDS[wanted.kind].table.name

    async def change(work: Work) -> Outcome[str]:
        row = await work.row(wanted.kind, wanted.key, "id", "appeal_refusal", expected_version=wanted.expected_version)
        if row["refused_on"] is None:
            raise refused(Code.WRONG_STATE, "id", label="未被决定不予核验", state="not refused", act="申请复核", step="appealed against")
        if row["appealed_on"] is not None:
            raise refused(Code.ALREADY_APPEALED, "id")
        check_words(wanted.reason, "reason", *WORDS)
        today, days = work.clock.today(), await parameter(work, ANSWER_DAYS, row["region_code"])
        after = await written(work, APPEAL.format(table=table), row["id"], today, wanted.reason.strip(), today + timedelta(days=int(days)))
        acting = work.acting(wanted.kind, "appeal_refusal", row)
        return Outcome(f"{wanted.kind}:{row['id']}", [nameless_event(work, f"{table}_appealed", table, after, acting, before=row)])

    return await changes.make(subject, "forces", change)
