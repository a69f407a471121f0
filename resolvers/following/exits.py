"""What follows from a confirmed exit: payments are stopped in funds, pairings are given their end in forces, and the case waits until both are done.

    beneficiaries: exit_confirmed ─→ funds:  payments stopped ─→ beneficiaries: funds_state done
                                  └→ forces: pairings ended   ─→ beneficiaries: forces_state done

What the household keeps is paid as long as it keeps it (M48), and its helpers go on visiting it until nobody watches it for relapse any more
(M25, M174). There is nothing to take back: an exit that turns out wrong is a relapse, with a case of its own (M46).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import asyncpg

from databases.event_log import Event
from resolvers.changes.core import Changes, Record, Work, row_digest
from resolvers.following.core import SYSTEM, Follower

CONFIRMED, STOPPED, UNPAIRED = "exit_confirmed", "exit_payments_stopped", "exit_pairings_ended"
# of which money an entitlement is paid; emergencies and disability do not hang on being registered
PAID_FROM = {"dibao": "livelihood", "medical": "health", "education": "education", "industry": "industry", "housing": "housing"}
CASE = """
SELECT one.id, household_id, region_code, closed_on,
  (SELECT max(due_on) FROM relapse_watch AS watch WHERE watch.household_id = one.household_id) AS watched_until
FROM exit_case AS one WHERE id = $1
"""
KEPT = """
SELECT kind, max(upper(period) - 1) AS last FROM entitlement WHERE household_id = $1 AND is_retained AND upper(period) > $2 GROUP BY kind
"""
STOP = """
INSERT INTO payment_stop (household_id, exit_case_id, region_code, purpose, period) VALUES ($1, $2, $3, $4, daterange($5, NULL))
ON CONFLICT (exit_case_id, purpose) DO NOTHING RETURNING *
"""
PAIRED = "SELECT * FROM pairing WHERE household_id = $1 AND upper(period) IS NULL ORDER BY id FOR UPDATE"
END = "UPDATE pairing SET period = daterange(lower(period), greatest($2, lower(period) + 1)), end_reason = 'exit' WHERE id = $1 RETURNING *"
DONE = "UPDATE exit_case SET {column} = 'done' WHERE id = $1 RETURNING *"
BEFORE = "SELECT * FROM exit_case WHERE id = $1 FOR UPDATE"


@dataclass(frozen=True)
class Exit:
    """What the other databases must know of an exit. `kept`: the last day of each kind of entitlement that goes on."""

    case_id: int
    household_id: int
    region_code: str
    closed_on: date
    watched_until: date
    kept: Mapping[str, date]

    def first_month_without(self, entitlement: str) -> date:
        """The month after the last one in which the household has a right to such money."""
        last = self.kept.get(entitlement, self.closed_on)
        return (last.replace(day=1) + timedelta(days=31)).replace(day=1)


async def look_at_exit(changes: Changes, event: asyncpg.Record) -> Exit:
    (case,) = await changes.rows("beneficiaries", CASE, int(event["subject_id"]))
    kept = await changes.rows("beneficiaries", KEPT, case["household_id"], case["closed_on"])
    ends = case["watched_until"] or case["closed_on"]
    return Exit(case["id"], case["household_id"], case["region_code"], case["closed_on"], ends, {row["kind"]: row["last"] for row in kept})


async def stop_payments(work: Work, _: asyncpg.Record, left: Exit) -> Sequence[Event]:
    """Stop every kind of money from the month on in which the household has no right to it any more."""
    events = []
    for entitlement, purpose in PAID_FROM.items():
        values = (left.household_id, left.case_id, left.region_code, purpose, left.first_month_without(entitlement))
        if made := await work.connection.fetchrow(STOP, *values):
            events.append(_event(work, "payment_stopped", "payment_stop", made, sorted(made.keys()), after_digest=row_digest(made)))
    return [*events, _followed(work, STOPPED, left, len(events))]


async def end_pairings(work: Work, _: asyncpg.Record, left: Exit) -> Sequence[Event]:
    """Give each pairing that is open its end: the day after somebody last comes to see how the household is."""
    events = []
    for before in await work.connection.fetch(PAIRED, left.household_id):
        after = await work.connection.fetchrow(END, before["id"], left.watched_until + timedelta(days=1))
        assert after is not None
        await work.forget(before["person_id"], left.household_id)
        digests = {"before_digest": row_digest(before), "after_digest": row_digest(after)}
        events.append(_event(work, "pairing_ended", "pairing", after, ["end_reason", "period"], **digests))
    return [*events, _followed(work, UNPAIRED, left, len(events))]


def _marking(column: str) -> Callable[[Work, asyncpg.Record, Any], Awaitable[Sequence[Event]]]:
    """Note in the case that one of the other databases is done."""

    async def mark(work: Work, event: asyncpg.Record, _: Any) -> Sequence[Event]:
        key = int(event["subject_id"])
        before = await work.connection.fetchrow(BEFORE, key)
        after = await work.connection.fetchrow(DONE.format(column=column), key)
        assert before is not None
        assert after is not None
        digests = {"before_digest": row_digest(before), "after_digest": row_digest(after)}
        return [_event(work, "exit_followed", "exit_case", after, [column], **digests)]

    return mark


def _followed(work: Work, kind: str, left: Exit, count: int) -> Event:
    """That all was done, also where there was nothing to do: by this event the case goes on."""
    return Event(kind, "exit_case", str(left.case_id), SYSTEM.number, work.clock.now(), region_code=left.region_code, row_count=count)


def _event(work: Work, kind: str, table: str, row: Record, fields: Sequence[str], **more: Any) -> Event:
    return Event(kind, table, str(row["id"]), SYSTEM.number, work.clock.now(), region_code=row["region_code"], changed_fields=fields, **more)


EXIT_FOLLOWERS = (
    Follower("payments_of_exits", "beneficiaries", "funds", frozenset({CONFIRMED}), stop_payments, look_at_exit),
    Follower("pairings_of_exits", "beneficiaries", "forces", frozenset({CONFIRMED}), end_pairings, look_at_exit),
    Follower("exits_in_funds", "funds", "beneficiaries", frozenset({STOPPED}), _marking("funds_state")),
    Follower("exits_in_forces", "forces", "beneficiaries", frozenset({UNPAIRED}), _marking("forces_state")),
)
