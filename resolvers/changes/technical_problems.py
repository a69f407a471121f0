"""A technical problem of a village is raised by its officials, taken by an expert who was verified, and answered by him (M165)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason, check_words
from resolvers.changes.workflows.technical_problems import TECHNICAL_PROBLEM

TITLE, RESULT = (4, 60), (6, 300)  # characters, at least and at most
REFUSALS: Mapping[str, UserError] = {
    "fk_technical_problem_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_technical_problem_region_code_level": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "uq_technical_problem": UserError(Code.ALREADY_RAISED, "title"),
}
IS_EXPERT = "SELECT EXISTS (SELECT FROM volunteer WHERE person_id = $1 AND is_expert AND verified_on IS NOT NULL)"
INSERT = "INSERT INTO technical_problem (region_code, title, raised_on, state) VALUES ($1, $2, $3, 'open') RETURNING *"
MOVE = "UPDATE technical_problem SET state = $2, expert_id = $3, result = $4 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class ProblemRaised:
    """A problem that a village has, by the code of the village and in a few words."""

    region_code: str
    title: str


async def raise_problem(changes: Changes, subject: Subject, raised: ProblemRaised, key: str) -> str:
    """Raise a problem, for experts to take; its global id."""

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting("TechnicalProblem", "raise_problem", {"region_code": raised.region_code})
        check_words(raised.title, "title", *TITLE)
        row = await work.connection.fetchrow(INSERT, raised.region_code, raised.title.strip(), work.clock.today())
        assert row is not None
        return Outcome(f"TechnicalProblem:{row['id']}", [_event(work, "technical_problem_raised", row, acting)])

    return await changes.make_once(subject, "projects", change, REFUSALS, key, raised)


@dataclass(frozen=True)
class ProblemChange:
    """A problem and the version that was seen."""

    problem_id: int
    expected_version: int


async def take_problem(changes: Changes, subject: Subject, wanted: ProblemChange) -> str:
    """Take a problem as an expert, to answer it; its global id."""
    (found,) = await changes.rows("forces", IS_EXPERT, subject.person_id)
    if not found["exists"]:
        raise refused(Code.NO_EXPERT)
    return await _advance(changes, subject, wanted, "take_problem", {"expert_id": subject.person_id, "result": None})


@dataclass(frozen=True)
class ProblemAnswer(ProblemChange):
    result: str


async def answer_problem(changes: Changes, subject: Subject, wanted: ProblemAnswer) -> str:
    """Say, as the expert who took it, how a problem was solved; everybody reads it. Its global id."""
    check_words(wanted.result, "result", *RESULT)
    return await _advance(changes, subject, wanted, "answer_problem", {"expert_id": subject.person_id, "result": wanted.result.strip()})


@dataclass(frozen=True)
class ProblemReopening(ProblemChange):
    reason: str


async def reopen_problem(changes: Changes, subject: Subject, wanted: ProblemReopening) -> str:
    """Open a problem again that its expert does not answer, or whose answer does not help; its global id."""
    check_reason(wanted.reason)
    return await _advance(changes, subject, wanted, "reopen_problem", {"expert_id": None, "result": None}, purpose=wanted.reason)


async def _advance(changes: Changes, subject: Subject, wanted: ProblemChange, step: str, values: Mapping[str, Any], **more: Any) -> str:
    async def change(work: Work) -> Outcome[str]:
        row = await work.row("TechnicalProblem", wanted.problem_id, "id", step, expected_version=wanted.expected_version)
        target = TECHNICAL_PROBLEM.step(step, row["state"], "id").target
        acting = work.acting("TechnicalProblem", step, row)
        after = await work.connection.fetchrow(MOVE, row["id"], target, values["expert_id"], values["result"])
        assert after is not None
        return Outcome(f"TechnicalProblem:{row['id']}", [_event(work, f"technical_{HAPPENED[step]}", after, acting, row, **more)])

    return await changes.make(subject, "projects", change)


HAPPENED: Mapping[str, str] = {"take_problem": "problem_taken", "answer_problem": "problem_answered", "reopen_problem": "problem_reopened"}


def _event(work: Work, kind: str, after: Record, acting: Assignment, before: Record | None = None, **more: Any) -> Event:
    fields = sorted(name for name in after.keys() if before is None or after[name] != before[name])  # a row gives its values
    found = {"region_code": after["region_code"], "after_digest": row_digest(after), "changed_fields": fields}
    return work.event(kind, "technical_problem", after["id"], acting, **found, **more)
