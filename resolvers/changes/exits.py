"""A household leaves hardship: its exit is confirmed once all have signed, the notice is over and nothing is open (M43-M45, M48).

What must follow in the other databases is not done here: the case waits for them (`funds_state`, `forces_state`), and followers of its
event do it (`resolvers/following/exits.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.conditions import check_stranger
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, refused
from resolvers.changes.exit_cases import SIGNATURES, check_nothing_open, notice_days
from resolvers.changes.workflows.exits import EXIT

COUNTY = 6  # digits of its code
WATCHED_AFTER = (timedelta(days=180), timedelta(days=365))  # somebody comes and sees how the household is
LAST = date(2099, 12, 31)
SIGNED = "SELECT signer_id, assistant_id FROM exit_signature WHERE exit_case_id = $1 AND voided_at IS NULL"
POSTED = "SELECT posted_on, ends_on, objections FROM public_notice WHERE exit_case_id = $1 ORDER BY posted_on DESC, id DESC LIMIT 1"
# in one statement: a household always stands where its case stands
CLOSE = """
WITH home AS (UPDATE household SET state = 'exited', exited_on = $2 WHERE id = $3)
UPDATE exit_case SET state = 'exited', closed_on = $2, funds_state = 'waiting', forces_state = 'waiting' WHERE id = $1 RETURNING *
"""
RUNNING = "SELECT * FROM entitlement WHERE household_id = $1 AND coalesce(upper(period) > $2, true) ORDER BY id FOR UPDATE"
LIMIT = "UPDATE entitlement SET period = daterange(lower(period), $2), is_retained = $3 WHERE id = $1 RETURNING *"
WATCH = "INSERT INTO relapse_watch (household_id, region_code, due_on) VALUES ($1, $2, $3) RETURNING *"


@dataclass(frozen=True)
class ExitConfirmation:
    """An exit, the version that was seen, and the last day of each entitlement that the household keeps; all others end with the exit."""

    exit_case_id: int
    expected_version: int
    retained: Mapping[int, date] = field(default_factory=dict)


async def confirm_exit(changes: Changes, subject: Subject, wanted: ExitConfirmation) -> str:
    """Close an exit; its global id. The household is watched for relapse from now on, and keeps what was named as long as was said."""
    case = await changes.look(subject, "ExitCase", wanted.exit_case_id, "id")
    await check_stranger(changes, subject, case["household_id"])
    least = await notice_days(changes, case["region_code"])

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("ExitCase", wanted.exit_case_id, "id", "confirm_exit", expected_version=wanted.expected_version)
        EXIT.step("confirm_exit", row["state"], "id")
        acting = work.acting("ExitCase", "confirm_exit", {**row, "region_code": row["region_code"][:COUNTY]})  # not for a town or a village
        await _check_signed(work, row)
        await _check_notice(work, row, least)
        await check_nothing_open(work, row)  # what was found in order when the notice was posted still is
        events = await _end_entitlements(work, row, acting, wanted.retained)
        closing = await _close(work, row, acting)
        return Outcome(f"ExitCase:{row['id']}", [*events, *closing, *await _watch(work, row, acting)])

    return await changes.make(subject, "beneficiaries", change)


async def _check_signed(work: Work, row: Record) -> None:
    """All have signed, and neither any of them nor who recorded the household's signature is whoever confirms."""
    signed = await work.connection.fetch(SIGNED, row["id"])
    if len(signed) < SIGNATURES:
        raise refused(Code.SIGNATURES_MISSING, "id", count=SIGNATURES - len(signed))
    if work.subject.person_id in {person for found in signed for person in found}:
        raise refused(Code.SAME_PERSON)


async def _check_notice(work: Work, row: Record, least: int) -> None:
    """It hung on the board for as long as it must, and nobody objects."""
    notice = await work.connection.fetchrow(POSTED, row["id"])
    if notice is None or notice["objections"] or work.clock.today() <= max(notice["ends_on"], notice["posted_on"] + timedelta(days=least)):
        raise refused(Code.NOTICE_NOT_OVER, "id", days=least)


async def _end_entitlements(work: Work, row: Record, acting: Assignment, retained: Mapping[int, date]) -> list[Event]:
    """Give every entitlement its last day: that of the exit, or the one that was named."""
    today = work.clock.today()
    running = {found["id"]: found for found in await work.connection.fetch(RUNNING, row["household_id"], today + timedelta(days=1))}
    for key, last in retained.items():
        if key not in running:
            raise refused(Code.NOT_FOUND, "retained")
        if last < today:
            raise refused(Code.IN_THE_PAST, "retained", today=today)
        if running[key]["period"].lower > last or last > LAST:
            raise refused(Code.INVALID_PERIOD, "retained")
    return [await _limit(work, row, acting, found, retained.get(key)) for key, found in running.items()]


async def _limit(work: Work, row: Record, acting: Assignment, before: Record, last: date | None) -> Event:
    end = (last or max(work.clock.today(), before["period"].lower)) + timedelta(days=1)
    after = await work.connection.fetchrow(LIMIT, before["id"], end, last is not None)
    assert after is not None
    kind = "entitlement_retained" if last else "entitlement_ended"
    digests = {"before_digest": row_digest(before), "after_digest": row_digest(after)}
    return _event(work, kind, "entitlement", before["id"], row, acting, ["is_retained", "period"], **digests)


async def _close(work: Work, row: Record, acting: Assignment) -> Sequence[Event]:
    after = await work.connection.fetchrow(CLOSE, row["id"], work.clock.today(), row["household_id"])
    assert after is not None
    digests = {"before_digest": row_digest(row), "after_digest": row_digest(after)}
    fields = ["closed_on", "forces_state", "funds_state", "state"]
    return [
        _event(work, "household_exited", "household", row["household_id"], row, acting, ["exited_on", "state"]),
        _event(work, "exit_confirmed", "exit_case", row["id"], row, acting, fields, **digests),
    ]


async def _watch(work: Work, row: Record, acting: Assignment) -> list[Event]:
    events = []
    for pause in WATCHED_AFTER:
        made = await work.connection.fetchrow(WATCH, row["household_id"], row["region_code"], work.clock.today() + pause)
        assert made is not None
        fields = sorted(made.keys())
        events.append(_event(work, "relapse_watch_begun", "relapse_watch", made["id"], row, acting, fields, after_digest=row_digest(made)))
    return events


def _event(work: Work, kind: str, table: str, key: int, row: Record, acting: Assignment, fields: Sequence[str], **more: Any) -> Event:
    return work.event(kind, table, key, acting, region_code=row["region_code"], changed_fields=fields, **more)
