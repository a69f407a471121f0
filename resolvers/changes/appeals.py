"""Whoever a refused need concerns, or his officer, appeals once; somebody other than who refused it decides by the day (M145)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.conditions import check_no_interest, parameter
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.needs import DUPLICATE, REFUSALS
from resolvers.changes.reasons import check_words
from resolvers.changes.settling import event
from resolvers.changes.workflows.appeals import APPEAL
from resolvers.changes.workflows.needs import NEED

ANSWER_DAYS = "appeal_answer_days"
WORDS = 6, 500  # characters, at least and at most
TEXTS = ("reason", "answer")  # they may tell of the household
MADE: Mapping[str, UserError] = {"uq_need_appeal_need_id_standing": UserError(Code.ALREADY_APPEALED, "needId")}
GRANTED: Mapping[str, UserError] = {name: UserError(DUPLICATE.code, "isGranted") for name in REFUSALS}
INSERT = """
INSERT INTO need_appeal (need_id, household_id, village_code, region_code, appellant_id, refuser_id, state, reason, made_on, due_on)
VALUES ($1, $2, $3, $4, $5, $6, 'made', $7, $8, $9) RETURNING *
"""
DECIDE = "UPDATE need_appeal SET state = $2, answer = $3, decider_id = $4, decided_on = $5 WHERE id = $1 RETURNING *"
HOLD_NEED = "SELECT * FROM need WHERE id = $1 FOR UPDATE"
REOPEN = """
UPDATE need SET state = 'draft', refuser_id = NULL, refusal_reason = NULL, reviewer_id = NULL, second_reviewer_id = NULL WHERE id = $1 RETURNING *
"""


@dataclass(frozen=True)
class AppealWanted:
    """A need that was refused, and why it should be published after all."""

    need_id: int
    reason: str


async def make_appeal(changes: Changes, subject: Subject, wanted: AppealWanted, key: str) -> str:
    """Appeal against the refusal of a need; the appeal's global id. It is decided within the days that a rule parameter gives."""

    async def change(work: Work) -> Outcome[str]:
        need = await work.row("Need", wanted.need_id, "needId")
        acting = work.acting("NeedAppeal", "make_appeal", {name: need[name] for name in ("household_id", "village_code", "region_code")})
        NEED.step("appeal_granted", need["state"], "needId")  # nothing but a refusal is appealed against
        check_words(wanted.reason, "reason", *WORDS)
        today, days = work.clock.today(), await parameter(work, ANSWER_DAYS, need["village_code"])
        place = (need["household_id"], need["village_code"], need["region_code"], subject.person_id, need["refuser_id"])
        row = await work.connection.fetchrow(INSERT, need["id"], *place, wanted.reason.strip(), today, today + timedelta(days=int(days)))
        assert row is not None
        return Outcome(f"NeedAppeal:{row['id']}", [_event(work, "appeal_made", row, acting, list(row.keys()))])

    return await changes.make_once(subject, "forces", change, MADE, key, wanted)


@dataclass(frozen=True)
class AppealDecision:
    """An appeal, the version that was seen, whether the need is to be reviewed again, and why."""

    appeal_id: int
    expected_version: int
    is_granted: bool
    answer: str


async def decide_appeal(changes: Changes, subject: Subject, wanted: AppealDecision) -> str:
    """Decide an appeal; its global id. A need whose appeal is granted is a draft again, for two to review."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("NeedAppeal", wanted.appeal_id, "id", "decide_appeal", expected_version=wanted.expected_version)
        step = APPEAL.step("grant_appeal" if wanted.is_granted else "dismiss_appeal", row["state"], "id")
        need = await work.connection.fetchrow(HOLD_NEED, row["need_id"])
        assert need is not None
        await _check_stranger(work, row, need)
        check_words(wanted.answer, "answer", *WORDS)
        acting = work.acting("NeedAppeal", "decide_appeal", row)
        values = (step.target, wanted.answer.strip(), subject.person_id, work.clock.today())
        after = await work.connection.fetchrow(DECIDE, row["id"], *values)
        assert after is not None
        decided = _event(work, f"appeal_{step.target}", after, acting, ["answer", "decided_on", "decider_id", "state"], before=row)
        return Outcome(f"NeedAppeal:{row['id']}", [decided, *([await _reopen(work, need, acting)] if wanted.is_granted else [])])

    return await changes.make(subject, "forces", change, GRANTED)


async def _check_stranger(work: Work, row: Record, need: Record) -> None:
    """Nobody judges what he did himself, or what is his own."""
    if work.subject.person_id in (row["refuser_id"], row["appellant_id"]):
        raise refused(Code.OWN_REFUSAL)
    if work.subject.person_id == need["drafter_id"]:
        raise refused(Code.OWN_DRAFT)
    await check_no_interest(work, row["household_id"])


async def _reopen(work: Work, need: Record, acting: Assignment) -> Event:
    after = await work.connection.fetchrow(REOPEN, need["id"])
    assert after is not None
    fields = ["refusal_reason", "refuser_id", "reviewer_id", "second_reviewer_id", "state"]
    return event(work, "need_reopened", "need", after, acting, fields, before=need)


def _event(work: Work, kind: str, after: Record, acting: Assignment, fields: list[str], before: Record | None = None) -> Event:
    """The log knows that texts were written, not what they say."""
    told = {"region_code": after["region_code"], "changed_fields": sorted(fields), "after_digest": _digest(after)}
    return work.event(kind, "need_appeal", after["id"], acting, **told, before_digest=before and _digest(before))


def _digest(row: Record) -> bytes:
    return row_digest({name: value for name, value in row.items() if name not in TEXTS})
