"""A helper hands a household over to another one: the household is never without, and both stand in the books (M174, M181).

Other pairings end on a day; that of the responsible helper does not before the household has left hardship.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.conditions import IS_RELATIVE
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason
from resolvers.pairing_rules import HELPED_STATES

AHEAD = timedelta(days=366)
# the overlap is judged when both are written: the pairing that ends names the one that begins
DEFERRED = "SET CONSTRAINTS ex_pairing_household_id_period DEFERRED"
BEGIN = "INSERT INTO pairing (household_id, person_id, region_code, kind, period) VALUES ($1, $2, $3, $4, daterange($5, NULL)) RETURNING *"
END = "UPDATE pairing SET period = daterange(lower(period), $2), end_reason = 'handover', handed_to_id = $3 WHERE id = $1 RETURNING *"
STOP = "UPDATE pairing SET period = daterange(lower(period), $2), end_reason = $3 WHERE id = $1 RETURNING *"
REFUSALS: Mapping[str, UserError] = {
    "ex_pairing_household_id_period": UserError(Code.ALREADY_HANDED_OVER, "id"),
    "ex_pairing_household_person_period": UserError(Code.ALREADY_PAIRED, "helperId"),
}


@dataclass(frozen=True)
class Handover:
    """A pairing, the version that was seen, who follows, and the first day of his (today at the earliest)."""

    pairing_id: int
    expected_version: int
    helper_id: int
    first_day: date | None
    reason: str


async def hand_over_pairing(changes: Changes, subject: Subject, wanted: Handover) -> str:
    """Hand a household over; the global id of the pairing that ends. From the first day on the new helper sees the household, and the old one does not."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Pairing", wanted.pairing_id, "id", "hand_over_pairing", expected_version=wanted.expected_version)
        check_reason(wanted.reason)
        day = _first_day(work, row, wanted.first_day or work.clock.today())
        await _check_helper(work, row, wanted.helper_id)
        acting = work.acting("Pairing", "hand_over_pairing", row)
        await work.connection.execute(DEFERRED)
        begun, beginning = await begin(work, row, wanted.helper_id, row["kind"], day, acting, wanted.reason)
        return Outcome(f"Pairing:{row['id']}", [beginning, await end(work, row, begun, day, acting, wanted.reason)])

    return await changes.make(subject, "forces", change, REFUSALS)


async def begin(work: Work, home: Record, helper_id: int, kind: str, day: date, acting: Assignment, reason: str) -> tuple[Record, Event]:
    """Let a pairing begin, for the household and village of `home`; its row and event."""
    begun = await work.connection.fetchrow(BEGIN, home["household_id"], helper_id, home["region_code"], kind, day)
    assert begun is not None
    await work.forget(helper_id, home["household_id"])
    told = {"region_code": begun["region_code"], "purpose": reason}
    event = work.event("pairing_begun", "pairing", begun["id"], acting, **told, after_digest=row_digest(begun), changed_fields=sorted(begun.keys()))
    return begun, event


async def end(work: Work, row: Record, begun: Record, day: date, acting: Assignment, reason: str) -> Event:
    """End a pairing in favour of one that has begun; the event."""
    ended = await work.connection.fetchrow(END, row["id"], day, begun["id"])
    assert ended is not None
    await work.forget(row["person_id"], row["household_id"])
    return _ending(work, "pairing_handed_over", row, ended, ["end_reason", "handed_to_id", "period"], acting, reason)


def _ending(work: Work, kind: str, row: Record, ended: Record, fields: list[str], acting: Assignment, reason: str) -> Event:
    told = {"region_code": row["region_code"], "purpose": reason, "changed_fields": fields}
    return work.event(kind, "pairing", row["id"], acting, **told, before_digest=row_digest(row), after_digest=row_digest(ended))


@dataclass(frozen=True)
class PairingEnd:
    """A pairing, the version that was seen, its last day (today at the earliest) and why it ends."""

    pairing_id: int
    expected_version: int
    last_day: date | None
    end_reason: str
    reason: str


async def end_pairing(changes: Changes, subject: Subject, wanted: PairingEnd) -> str:
    """Give a pairing its last day; its global id. The household is read where it lies, as the subject may see it."""
    pairing = await changes.look(subject, "Pairing", wanted.pairing_id, "id")
    home = await changes.look(subject, "Household", pairing["household_id"], "id")

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Pairing", wanted.pairing_id, "id", "end_pairing", expected_version=wanted.expected_version)
        check_reason(wanted.reason)
        if wanted.end_reason == "handover":
            raise refused(Code.SUCCESSOR_MISSING, "endReason")
        if row["kind"] == "responsible" and home["state"] in HELPED_STATES:
            raise refused(Code.HELPER_STAYS, "id")
        after = await work.connection.fetchrow(STOP, row["id"], last_day_of(work, row, wanted.last_day) + timedelta(days=1), wanted.end_reason)
        assert after is not None
        await work.forget(row["person_id"], row["household_id"])
        acting = work.acting("Pairing", "end_pairing", row)
        return Outcome(f"Pairing:{row['id']}", [_ending(work, "pairing_ended", row, after, ["end_reason", "period"], acting, wanted.reason)])

    return await changes.make(subject, "forces", change)


def last_day_of(work: Work, row: Record, wanted: date | None) -> date:
    """The last day of a pairing that has none yet: today, or one that is named within a year."""
    today = work.clock.today()
    day = wanted or max(today, row["period"].lower)
    if row["period"].upper is not None:
        raise refused(Code.ALREADY_HANDED_OVER, "id")
    if day < today:
        raise refused(Code.IN_THE_PAST, "lastDay", today=today)
    if not row["period"].lower <= day <= today + AHEAD:
        raise refused(Code.INVALID_PERIOD, "lastDay")
    return day


def _first_day(work: Work, row: Record, day: date) -> date:
    """The day on which the new pairing begins, if the old one lasts until then."""
    today = work.clock.today()
    if row["period"].upper is not None:
        raise refused(Code.ALREADY_HANDED_OVER, "id")
    if day < today:
        raise refused(Code.IN_THE_PAST, "firstDay", today=today)
    if not row["period"].lower < day <= today + AHEAD:
        raise refused(Code.INVALID_PERIOD, "firstDay")
    return day


async def _check_helper(work: Work, row: Record, helper_id: int) -> None:
    """Somebody else, who works here and is no relative of the household."""
    helper = await work.row("Person", helper_id, "helperId", lock=False)
    work.acting("Person", "call_on", helper)
    if helper_id == row["person_id"]:
        raise refused(Code.SAME_HELPER, "helperId")
    if not helper["is_active"]:
        raise refused(Code.PERSON_LEFT, "helperId")
    if await work.connection.fetchval(IS_RELATIVE, helper_id, row["household_id"]):
        raise refused(Code.RELATIVE_OF_HOUSEHOLD, "helperId")
