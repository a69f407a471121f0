"""Cases for the press (M144): one official writes, another approves and says from when on the case is public, either takes it back.

What was approved is never changed: a correction is another case, and this one is withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from databases.clock import SHANGHAI
from policies.subjects import Subject
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason, check_words
from resolvers.changes.settling import event

KIND, TABLE = "ModelCase", "model_case"
TITLE, BODY = (4, 60), (20, 5_000)  # characters, at least and at most
REFUSALS: Mapping[str, UserError] = {
    name: UserError(Code.UNKNOWN_REGION, "regionCode") for name in ("fk_model_case_region_code", "ck_model_case_region_code_level")
}
INSERT = "INSERT INTO model_case (title, body, region_code, drafted_by_id) VALUES ($1, $2, $3, $4) RETURNING *"
APPROVE = "UPDATE model_case SET approved_by_id = $2, approved_on = $3, published_on = $4, embargo_until = $5 WHERE id = $1 RETURNING *"
WITHDRAW = "UPDATE model_case SET withdrawn_on = $2 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class CaseWanted:
    """A case without identities, and the division that it is about."""

    title: str
    body: str
    region_code: str


async def draft_model_case(changes: Changes, subject: Subject, wanted: CaseWanted, key: str) -> str:
    """Write a case for somebody else to approve; its global id."""

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting(KIND, "draft_model_case", {"region_code": wanted.region_code})
        check_words(wanted.title, "title", *TITLE)
        check_words(wanted.body, "body", *BODY)
        row = await work.connection.fetchrow(INSERT, wanted.title.strip(), wanted.body.strip(), wanted.region_code, subject.person_id)
        assert row is not None
        return Outcome(f"{KIND}:{row['id']}", [event(work, "model_case_drafted", TABLE, row, acting, list(row.keys()))])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class CaseApproval:
    """From which day on a case is public, and not before which hour of that day in Shanghai."""

    case_id: int
    expected_version: int
    published_on: date
    embargo_until: time | None


async def approve_model_case(changes: Changes, subject: Subject, wanted: CaseApproval) -> str:
    """Approve a case that somebody else wrote; its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await _undecided(work, wanted.case_id, wanted.expected_version, "approve_model_case")
        if row["drafted_by_id"] == subject.person_id:
            raise refused(Code.OWN_DRAFT)
        if wanted.published_on < (today := work.clock.today()):
            raise refused(Code.IN_THE_PAST, "publishedOn", today=today)
        embargo = datetime.combine(wanted.published_on, wanted.embargo_until, SHANGHAI) if wanted.embargo_until else None
        after = await work.connection.fetchrow(APPROVE, row["id"], subject.person_id, today, wanted.published_on, embargo)
        assert after is not None
        fields = ["approved_by_id", "approved_on", "published_on", "embargo_until"]
        acting = work.acting(KIND, "approve_model_case", row)
        return Outcome(f"{KIND}:{row['id']}", [event(work, "model_case_approved", TABLE, after, acting, fields, before=row)])

    return await changes.make(subject, "forces", change)


@dataclass(frozen=True)
class CaseWithdrawal:
    case_id: int
    expected_version: int
    reason: str


async def withdraw_model_case(changes: Changes, subject: Subject, wanted: CaseWithdrawal) -> str:
    """Take a case back, or a draft that is not to be published; its global id. It leaves the press area within minutes."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row(KIND, wanted.case_id, "id", "withdraw_model_case", expected_version=wanted.expected_version)
        if row["withdrawn_on"] is not None:
            raise refused(Code.CASE_DECIDED, "id")
        check_reason(wanted.reason)
        after = await work.connection.fetchrow(WITHDRAW, row["id"], work.clock.today())
        assert after is not None
        acting = work.acting(KIND, "withdraw_model_case", row)
        withdrawn = event(work, "model_case_withdrawn", TABLE, after, acting, ["withdrawn_on"], before=row, purpose=wanted.reason)
        return Outcome(f"{KIND}:{row['id']}", [withdrawn])

    return await changes.make(subject, "forces", change)


async def _undecided(work: Work, key: int, expected_version: int, action: str) -> Record:
    row = await work.row(KIND, key, "id", action, expected_version=expected_version)
    if row["approved_on"] is not None or row["withdrawn_on"] is not None:
        raise refused(Code.CASE_DECIDED, "id")
    return row
