"""What follows from a change of a need's pledges, in the same transaction: holds that are over, what is pledged, the need's state.

Whoever changes a pledge holds its need's row first (`hold_need`), so that the pledges of one need are changed one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from databases.code_lists.forces import PUBLISHED_NEEDS
from databases.event_log import Event
from databases.tables import day_of
from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.ledger import Entry, pledged, state_of
from resolvers.changes.workflows.needs import NEED

SYSTEM = Subject(number="system")
WARNING = "INTERVAL '1 day'"  # so long before a hold is over its giver is told
FEEDBACK_DAYS = 7  # after it came; then whoever may say what became of it is asked to
HOLD = "SELECT * FROM need WHERE id = $1 FOR UPDATE"
OVERDUE = "SELECT * FROM pledge WHERE need_id = $1 AND state IN ('held', 'facts_seen') AND expires_at <= $2 ORDER BY id"
EXPIRE = "UPDATE pledge SET state = 'expired' WHERE id = $1 RETURNING *"
ENTRIES = "SELECT coalesce(delivered_quantity, quantity) AS quantity, state, officer_id IS NOT NULL AS by_officer FROM pledge WHERE need_id = $1"
SETTLE = "UPDATE need SET pledged = $2, state = $3 WHERE id = $1 RETURNING *"
# needs of which the clock has something to say: a hold that is over, or a day that has passed
DUE = """
SELECT need_id FROM pledge WHERE state IN ('held', 'facts_seen') AND expires_at <= $1
UNION SELECT id FROM need WHERE state IN ('published', 'partly_pledged') AND needed_by < $2
  AND (pledged = 0 OR NOT EXISTS (SELECT FROM pledge WHERE need_id = need.id AND state IN ('held', 'facts_seen', 'confirmed')))
ORDER BY 1
"""

REMINDERS: Mapping[str, str] = {
    "pledge_expiring": f"state IN ('held', 'facts_seen') AND expires_at > $1 AND expires_at <= $1 + {WARNING}",
    "pledge_overdue": f"state = 'confirmed' AND (SELECT needed_by FROM need WHERE need.id = need_id) < {day_of('$1::timestamptz')}",
    "pledge_feedback_due": f"state = 'received' AND draft_feedback IS NULL AND delivered_on <= {day_of('$1::timestamptz')} - {FEEDBACK_DAYS}",
}
"""Of which pledges somebody is reminded, once each: by what event, and in which state they are at the moment $1."""
OF_THESE = """
SELECT id FROM pledge WHERE {which}
  AND NOT EXISTS (SELECT FROM event WHERE subject_kind = 'pledge' AND subject_id = pledge.id::text AND kind = '{kind}')
"""
STILL = "SELECT * FROM pledge WHERE id = $2 AND id IN ({these})"
HOLD_PLEDGE = "SELECT FROM pledge WHERE id = $1 FOR UPDATE"


async def hold_need(work: Work, need_id: int) -> Record:
    """The need's row, locked until the change ends."""
    row: Record | None = await work.connection.fetchrow(HOLD, need_id)
    assert row is not None
    return row


async def settle(work: Work, need: Record, acting: Assignment | None) -> tuple[Record, Sequence[Event]]:
    """The need as its pledges say, with an event for each hold that is over and one if the need changed.

    `acting`: the post in which somebody changed a pledge; none: nobody did, it is the clock.
    """
    events = await _expire_holds(work, need["id"])
    entries = [Entry(**row) for row in await work.connection.fetch(ENTRIES, need["id"])]
    count, state = pledged(entries), state_of(need["target"], entries, need["needed_by"] < work.clock.today())
    if need["state"] not in PUBLISHED_NEEDS or (count, state) == (need["pledged"], need["state"]):
        return need, events
    assert state == need["state"] or NEED.leads(need["state"], state), (need["state"], state)
    after = await work.connection.fetchrow(SETTLE, need["id"], count, state)
    assert after is not None
    kind = "need_unpledged" if state == "published" else f"need_{state}"  # it was published once, and that was told then
    events.append(event(work, kind, "need", after, acting, ["pledged", "state"], before=need))
    return after, events


def event(
    work: Work, kind: str, table: str, after: Record, acting: Assignment | None, fields: Sequence[str], before: Record | None = None, **more: Any
) -> Event:
    """An event of a need, an offer or a pledge; without a post it is the system's own."""
    digests = {"before_digest": before and row_digest(_nameless(before)), "after_digest": row_digest(_nameless(after))}
    common = {"region_code": after["region_code"], "changed_fields": sorted(fields), **digests, **more}
    if acting is None:
        return Event(kind, table, str(after["id"]), SYSTEM.number, work.clock.now(), **common)
    return work.event(kind, table, after["id"], acting, **common)


def _nameless(row: Record) -> Record:
    """What a digest is made of: nothing that tells of a household, or that nobody has read yet, for it could be guessed by its digest."""
    return {name: value for name, value in row.items() if name not in ("assistance_reason", "draft_feedback", "feedback_return_reason")}


async def follow_the_clock(changes: Changes) -> int:
    """Free what was held too long and end needs whose day has passed; how many needs changed. Each is a change of its own.

    Whoever has to do something about a pledge is reminded, once.
    """
    now, today = changes.clock.now(), changes.clock.today()
    for kind, which in REMINDERS.items():
        these = OF_THESE.format(which=which, kind=kind)
        for row in await changes.rows("forces", these, now):
            await _remind(changes, kind, these, row["id"])
    due = [row["need_id"] for row in await changes.rows("forces", DUE, now, today)]
    return sum([await _settle_alone(changes, need_id) for need_id in due])


async def _remind(changes: Changes, kind: str, these: str, pledge_id: int) -> None:
    async def change(work: Work) -> Outcome[None] | None:
        await work.connection.execute(HOLD_PLEDGE, pledge_id)  # whoever waits here sees what the other has said
        row = await work.connection.fetchrow(STILL.format(these=these), work.clock.now(), pledge_id)
        return row and Outcome(None, [event(work, kind, "pledge", row, None, [], before=row)])

    await changes.make_if_due(SYSTEM, "forces", change)


async def _settle_alone(changes: Changes, need_id: int) -> bool:
    async def change(work: Work) -> Outcome[bool] | None:
        _, events = await settle(work, await hold_need(work, need_id), None)
        return Outcome(True, events) if events else None

    return await changes.make_if_due(SYSTEM, "forces", change) is not None


async def _expire_holds(work: Work, need_id: int) -> list[Event]:
    events = []
    for row in await work.connection.fetch(OVERDUE, need_id, work.clock.now()):
        after = await work.connection.fetchrow(EXPIRE, row["id"])
        assert after is not None
        events.append(event(work, "pledge_expired", "pledge", after, None, ["state"], before=row))
    return events
