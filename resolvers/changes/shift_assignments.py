"""Who comes to a shift: signed up, stayed away, checked in and checked out before somebody else, who is told the volunteer's code.

Each change locks the shift before the assignment, so that no two wait for each other and no more come than there are places.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from databases.event_log import Event
from databases.public_ids import public_id
from policies.subjects import NOBODY, Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.givers import ROLES
from resolvers.changes.reasons import check_reason
from resolvers.changes.settling import event
from resolvers.changes.shifts import check_coming, without_code
from resolvers.changes.workflows.shift_assignments import SHIFT_ASSIGNMENT
from resolvers.shift_rules import Bar, bar, find_shifts, find_volunteers

BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=60)
"""Check-in begins so long before a shift, check-out ends so long after it; what counts is inside it."""
REFUSALS: Mapping[str, UserError] = {"ex_shift_assignment_volunteer_id_hours": UserError(Code.SHIFTS_OVERLAP, "shiftId")}
BARS: Mapping[Bar, Code] = {
    Bar.NOT_VERIFIED: Code.NOT_VERIFIED,
    Bar.REFUSED: Code.KIND_REFUSED,
    Bar.NO_CERTIFICATE: Code.CERTIFICATE_MISSING,
    Bar.BUSY: Code.SHIFTS_OVERLAP,
}
INSERT = """
INSERT INTO shift_assignment (shift_id, organiser_id, starts_at, ends_at, region_code, volunteer_id, state, is_signed_up, code)
SELECT id, organiser_id, starts_at, ends_at, region_code, $2, 'planned', $3, $4 FROM shift WHERE id = $1 RETURNING *
"""
TAKE = "UPDATE shift SET taken = taken + $2 WHERE id = $1"
LEAVE = "UPDATE shift_assignment SET state = $2, code = NULL, end_reason = $3 WHERE id = $1 RETURNING *"
OF_CODE = "SELECT id FROM shift_assignment WHERE shift_id = $1 AND code = $2"
CHECK_IN = "UPDATE shift_assignment SET state = $2, checked_in_at = $3, checked_in_by_id = $4, code = $5 WHERE id = $1 RETURNING *"
CHECK_OUT = """
UPDATE shift_assignment SET state = $2, checked_out_at = $3::timestamptz, checked_out_by_id = $4, code = NULL,
  minutes = greatest(0, floor(extract(epoch FROM least($3::timestamptz, ends_at) - greatest(checked_in_at, starts_at)) / 60)) WHERE id = $1 RETURNING *
"""
VOLUNTEER = ROLES["volunteer_id"]
PERSON = "SELECT person_id FROM volunteer WHERE id = $1"
Rule = Callable[[Work, Record], Awaitable[Record | None]]


@dataclass(frozen=True)
class ShiftJoin:
    """The shift to which a volunteer wants to come."""

    shift_id: int


async def join_shift(changes: Changes, subject: Subject, wanted: ShiftJoin, key: str) -> str:
    """Sign up for a shift; the assignment's global id."""

    async def change(work: Work) -> Outcome[str]:
        volunteer = subject.volunteer_id if subject.volunteer_id != NOBODY else None
        acting = work.acting("ShiftAssignment", "join_shift", {"volunteer_id": volunteer})
        shift = await work.row("Shift", wanted.shift_id, "shiftId")
        await check_place(work, shift, subject.volunteer_id, "shiftId")
        made, joined = await take_place(work, shift, subject.volunteer_id, acting, "shift_joined")
        return Outcome(f"ShiftAssignment:{made['id']}", [joined])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class ShiftLeave:
    """An assignment, the version that was seen, and why the volunteer does not come."""

    assignment_id: int
    expected_version: int
    reason: str


async def leave_shift(changes: Changes, subject: Subject, wanted: ShiftLeave) -> str:
    """Give a place back before the shift begins; the assignment's global id."""

    async def change(work: Work) -> Outcome[str]:
        seen = await work.row("ShiftAssignment", wanted.assignment_id, "id", "leave_shift", lock=False)
        check_coming(work, await work.row("Shift", seen["shift_id"], "id"), "id")
        row = await work.row("ShiftAssignment", wanted.assignment_id, "id", "leave_shift", expected_version=wanted.expected_version)
        target = SHIFT_ASSIGNMENT.step("leave_shift", row["state"], "id").target
        check_reason(wanted.reason)
        after = await work.connection.fetchrow(LEAVE, row["id"], target, wanted.reason)
        assert after is not None
        await work.connection.execute(TAKE, row["shift_id"], -1)
        acting = work.acting("ShiftAssignment", "leave_shift", row)
        return Outcome(f"ShiftAssignment:{row['id']}", [_event(work, "shift_left", after, acting, ["state", "code", "end_reason"], row)])

    return await changes.make(subject, "forces", change)


@dataclass(frozen=True)
class Check:
    """The code that a volunteer tells whoever verifies his hours at a shift."""

    shift_id: int
    code: str


async def check_in(changes: Changes, subject: Subject, wanted: Check, key: str) -> str:
    """See a volunteer come: from now on his minutes count. He gets another code for the check-out. The assignment's global id."""

    async def rule(work: Work, row: Record) -> Record | None:
        if not row["starts_at"] - BEFORE <= work.clock.now() < row["ends_at"]:
            raise _out_of_time()
        target = SHIFT_ASSIGNMENT.step("check_in", row["state"], "code").target
        return await work.connection.fetchrow(CHECK_IN, row["id"], target, work.clock.now(), subject.person_id, new_code())

    return await _verified(changes, subject, wanted, key, "shift_checked_in", rule)


async def check_out(changes: Changes, subject: Subject, wanted: Check, key: str) -> str:
    """See a volunteer go: his minutes between both, inside the shift, are verified. The assignment's global id."""

    async def rule(work: Work, row: Record) -> Record | None:
        if row["state"] == "present" and work.clock.now() > row["ends_at"] + AFTER:
            raise _out_of_time()
        target = SHIFT_ASSIGNMENT.step("check_out", row["state"], "code").target
        return await work.connection.fetchrow(CHECK_OUT, row["id"], target, work.clock.now(), subject.person_id)

    return await _verified(changes, subject, wanted, key, "shift_checked_out", rule)


async def check_place(work: Work, shift: Record, volunteer_id: int, field: str, added: int = 1) -> None:
    """Refuse a volunteer who must not come to a shift, or for whom there is no place; its row is locked."""
    check_coming(work, shift, field)
    if shift["taken"] + added > shift["places"]:
        raise refused(Code.SHIFT_FULL, field, places=shift["places"])
    (wanted,) = await find_shifts(work.connection.fetch, [shift["id"]])
    found = await find_volunteers(work.connection.fetch, [volunteer_id], work.clock.now())
    if reason := bar(wanted, found[volunteer_id]):
        raise refused(BARS[reason], field, skill=shift["skill"], label=VOLUNTEER.zh, role=VOLUNTEER.en)


async def take_place(work: Work, shift: Record, volunteer_id: int, acting: Assignment, kind: str, **more: Any) -> tuple[Record, Event]:
    """Write that a volunteer comes to a shift; the row and its event."""
    made = await work.connection.fetchrow(INSERT, shift["id"], volunteer_id, kind == "shift_joined", new_code())
    await work.connection.execute(TAKE, shift["id"], 1)
    assert made is not None
    return made, _event(work, kind, made, acting, list(made.keys()), **more)


def new_code() -> str:
    """Eight letters: short enough to be told, too many to be tried."""
    return public_id("", secrets.token_bytes(4))


async def _verified(changes: Changes, subject: Subject, wanted: Check, key: str, kind: str, rule: Rule) -> str:
    """One check of whoever told the code: `rule` refuses, or writes the row."""

    async def change(work: Work) -> Outcome[str]:
        await work.row("Shift", wanted.shift_id, "shiftId")
        found = await work.connection.fetchval(OF_CODE, wanted.shift_id, wanted.code.strip().lower())
        if found is None:
            raise refused(Code.CODE_WRONG, "code")
        row = await work.row("ShiftAssignment", found, "shiftId", "verify_hours")
        if await work.connection.fetchval(PERSON, row["volunteer_id"]) == subject.person_id:
            raise refused(Code.OWN_HOURS, "code")
        after = await rule(work, row)
        assert after is not None
        fields = [name for name, value in after.items() if value != row[name]]
        return Outcome(f"ShiftAssignment:{row['id']}", [_event(work, kind, after, work.acting("ShiftAssignment", "verify_hours", row), fields, row)])

    return await changes.make_once(subject, "forces", change, {}, key, wanted)


def _out_of_time() -> Exception:
    minutes = {name: int(length.total_seconds() // 60) for name, length in (("before", BEFORE), ("after", AFTER))}
    return refused(Code.CHECK_OUT_OF_TIME, "shiftId", **minutes)


def _event(work: Work, kind: str, after: Record, acting: Assignment, fields: list[str], before: Record | None = None, **more: Any) -> Event:
    return event(work, kind, "shift_assignment", without_code(after), acting, fields, before=before and without_code(before), **more)
