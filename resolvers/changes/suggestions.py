"""What a deputy or member heard and suggests goes to the department that can answer it, is passed on if another one can, and answered once (M143, M149)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from databases.event_log import Event
from policies.policy import Policy
from policies.subjects import Assignment, Subject
from resolvers.changes.conditions import in_office, parameter
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason, check_words
from resolvers.changes.workflows.suggestions import SUGGESTION

ANSWER_DAYS = "suggestion_answer_days"
TITLE, TEXT, ANSWER_LENGTH = (4, 60), (10, 2_000), (6, 2_000)  # characters, at least and at most
REFUSALS: Mapping[str, UserError] = {"fk_suggestion_region_code": UserError(Code.UNKNOWN_REGION, "regionCode")}
INSERT = """
INSERT INTO suggestion (representative_id, kind, title, text, organisation_id, department, region_code, made_on, due_on, members_home_id, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'made') RETURNING *
"""
TRANSFER = "UPDATE suggestion SET state = 'transferred', organisation_id = $2, department = $3 WHERE id = $1 RETURNING *"
ANSWER = "UPDATE suggestion SET state = 'answered', answer = $2, answered_on = $3 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class SuggestionMade:
    """What somebody suggests as the deputy or member that he is, about a place, to an office of the place or above it; and in which home he heard it."""

    representative_id: int
    kind: str
    title: str
    text: str
    region_code: str
    organisation_id: int
    members_home_id: int | None


async def make_suggestion(changes: Changes, subject: Subject, made: SuggestionMade, key: str) -> str:
    """Make a suggestion; its global id. Its answer is due after the days that a rule parameter gives."""

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting("Suggestion", "make_suggestion", {"representative_id": made.representative_id, "region_code": made.region_code})
        await in_office(work, made.representative_id)
        check_words(made.title, "title", *TITLE)
        check_words(made.text, "text", *TEXT)
        office = await _office(work, made.organisation_id, made.region_code)
        if made.members_home_id is not None:
            await work.row("MembersHome", made.members_home_id, "membersHomeId", lock=False)
        today, days = work.clock.today(), await parameter(work, ANSWER_DAYS, made.region_code)
        words = (made.representative_id, made.kind, made.title.strip(), made.text.strip())
        place = (office["id"], office["department"], made.region_code)
        row = await work.connection.fetchrow(INSERT, *words, *place, today, today + timedelta(days=int(days)), made.members_home_id)
        assert row is not None
        return Outcome(f"Suggestion:{row['id']}", [_event(work, "suggestion_made", row, acting)])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, made)


@dataclass(frozen=True)
class SuggestionTransfer:
    """A suggestion, the version that was seen, who is to answer it instead, and why."""

    suggestion_id: int
    expected_version: int
    organisation_id: int
    reason: str


async def transfer_suggestion(changes: Changes, subject: Subject, wanted: SuggestionTransfer) -> str:
    """Pass a suggestion on to whoever can answer it, by the same day; its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Suggestion", wanted.suggestion_id, "id", "transfer_suggestion", expected_version=wanted.expected_version)
        SUGGESTION.step("transfer_suggestion", row["state"], "id")
        check_reason(wanted.reason)
        office = await _office(work, wanted.organisation_id, row["region_code"])
        if office["id"] == row["organisation_id"]:
            raise refused(Code.ANSWERER_UNFIT, "organisationId")
        acting = work.acting("Suggestion", "transfer_suggestion", row)
        return await _stepped(work, row, acting, TRANSFER, [office["id"], office["department"]], purpose=wanted.reason)

    return await changes.make(subject, "forces", change)


@dataclass(frozen=True)
class SuggestionAnswer:
    suggestion_id: int
    expected_version: int
    answer: str


async def answer_suggestion(changes: Changes, subject: Subject, wanted: SuggestionAnswer) -> str:
    """Answer a suggestion, once: its deputy reads the answer, and it is published. Its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Suggestion", wanted.suggestion_id, "id", "answer_suggestion", expected_version=wanted.expected_version)
        SUGGESTION.step("answer_suggestion", row["state"], "id")
        check_words(wanted.answer, "answer", *ANSWER_LENGTH)
        acting = work.acting("Suggestion", "answer_suggestion", row)
        return await _stepped(work, row, acting, ANSWER, [wanted.answer.strip(), work.clock.today()])

    return await changes.make(subject, "forces", change)


async def _office(work: Work, organisation_id: int, region_code: str) -> Record:
    """An office of the place or above it, whose department may answer."""
    office = await work.row("Organisation", organisation_id, "organisationId", lock=False)
    if not (region_code.startswith(office["region_code"]) and office["department"] in _answering(work.policy)):
        raise refused(Code.ANSWERER_UNFIT, "organisationId")
    return office


def _answering(policy: Policy) -> set[str]:
    """Departments whose officials hold the right to answer."""
    return {dept for _, dept, kind, action, _ in policy.facts("grant", 5) if (kind, action) == ("Suggestion", "answer_suggestion")}


async def _stepped(work: Work, row: Record, acting: Assignment, sql: str, values: Sequence[object], **more: Any) -> Outcome[str]:
    after = await work.connection.fetchrow(sql, row["id"], *values)
    assert after is not None
    return Outcome(f"Suggestion:{row['id']}", [_event(work, f"suggestion_{after['state']}", after, acting, row, **more)])


def _event(work: Work, kind: str, after: Record, acting: Assignment, before: Record | None = None, **more: Any) -> Event:
    told = {name: value for name, value in after.items() if name != "text"}  # it may name somebody
    fields = sorted(name for name in after.keys() if before is None or after[name] != before[name])  # a row gives its values
    found = {"region_code": after["region_code"], "after_digest": row_digest(told), "changed_fields": fields}
    return work.event(kind, "suggestion", after["id"], acting, **found, **more)
