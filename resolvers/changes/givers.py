"""As what somebody gives: as a donor or as a volunteer, whichever of his registrations he may give by; and how much he may hold at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from databases.clock import SHANGHAI
from policies.subjects import Subject
from resolvers.changes.conditions import parameter
from resolvers.changes.core import Record, Work
from resolvers.changes.errors import Code, Text, refused

MOST_HELD, MOST_A_DAY = "pledges_held_a_giver", "pledges_a_giver_a_day"
REGISTERED = """
SELECT 'donor_id' AS as_what, id, verified_on, ended_on FROM donor WHERE id = $1
UNION ALL SELECT 'volunteer_id', id, verified_on, NULL FROM volunteer WHERE id = $2
"""
POSTS = {"donor_id": "donor", "volunteer_id": "volunteer"}
ROLES = {"donor_id": Text("爱心人士（单位）", "donor"), "volunteer_id": Text("志愿者", "volunteer")}
# whoever pledges holds the row as which he gives, so that his pledges are counted one after the other
HOLD = "SELECT verified_on, {ended} AS ended_on FROM {table} WHERE id = $1 FOR NO KEY UPDATE"
HELD = "SELECT count(*) FROM pledge WHERE (donor_id = $1 OR volunteer_id = $2) AND state IN ('held', 'facts_seen') AND expires_at > $3"
HELD_THAT_DAY = "SELECT count(*) FROM pledge WHERE (donor_id = $1 OR volunteer_id = $2) AND pledged_at >= $3"
Giver = Mapping[str, int | None]


async def giver(work: Work) -> Giver:
    """The columns that name him: of two registrations that by which he may give, and if by both or neither, as a donor."""
    subject = work.subject
    rows = await work.connection.fetch(REGISTERED, subject.donor_id, subject.volunteer_id)
    best = max(rows, key=lambda row: (_may_give(subject, row), row["ended_on"] is None, row["as_what"] == "donor_id"), default=None)
    return {**dict.fromkeys(POSTS), **({best["as_what"]: best["id"]} if best else {})}


async def check_giver(work: Work, who: Giver) -> None:
    """Refuse a registration that nobody has verified, or that has ended; it is held until the change ends."""
    as_what, key = next((name, key) for name, key in who.items() if name in POSTS and key is not None)
    table = POSTS[as_what]
    row = await work.connection.fetchrow(HOLD.format(table=table, ended="ended_on" if table == "donor" else "NULL::date"), key)
    assert row is not None
    if row["ended_on"] is not None:
        raise refused(Code.REGISTRATION_ENDED, day=row["ended_on"])
    if row["verified_on"] is None:
        raise refused(Code.NOT_VERIFIED, label=ROLES[as_what].zh, role=ROLES[as_what].en)


async def check_holds(work: Work, region_code: str) -> None:
    """Refuse one more pledge to whoever holds as many unconfirmed ones as he may: what he holds nobody else can give."""
    subject = work.subject
    held = await work.connection.fetchval(HELD, subject.donor_id, subject.volunteer_id, work.clock.now())
    most = int(await parameter(work, MOST_HELD, region_code))
    if held >= most:
        raise refused(Code.HOLDS_FULL, count=held, most=most)


async def check_holds_of_the_day(work: Work, region_code: str) -> None:
    """Refuse one more pledge to whoever made as many today as he may, also if he let them go again: by turns he could keep all others from what is needed."""
    subject, midnight = work.subject, datetime.combine(work.clock.today(), time(), SHANGHAI)
    made = await work.connection.fetchval(HELD_THAT_DAY, subject.donor_id, subject.volunteer_id, midnight)
    most = int(await parameter(work, MOST_A_DAY, region_code))
    if made >= most:
        raise refused(Code.HOLDS_OF_THE_DAY_FULL, most=most, day=work.clock.today() + timedelta(days=1))


def _may_give(subject: Subject, row: Record) -> bool:
    """Whether he is verified, gives by it still, and holds the post today."""
    has_post = POSTS[row["as_what"]] in {assignment.tier for assignment in subject.assignments}
    return has_post and row["verified_on"] is not None and row["ended_on"] is None
