"""A volunteer and the household that he helps write to each other through us: neither learns the other's name or telephone by it."""

from __future__ import annotations

from dataclasses import dataclass

from policies.subjects import Subject
from resolvers.changes.core import Changes, Outcome, Work
from resolvers.changes.errors import Code, refused
from resolvers.changes.pledges import CONTACT_STATES
from resolvers.changes.reasons import check_text

MOST = 500
GIVER, HOUSEHOLD = "giver", "household"
INSERT = """
INSERT INTO message (pledge_id, volunteer_id, household_id, side, text, sent_at, region_code)
SELECT id, volunteer_id, household_id, $2, $3, $4, region_code FROM pledge WHERE id = $1 RETURNING id
"""


@dataclass(frozen=True)
class MessageWanted:
    """What somebody writes about a pledge of his, or for his household."""

    pledge_id: int
    text: str


async def send_message(changes: Changes, subject: Subject, wanted: MessageWanted, key: str) -> str:
    """Write to the other side of a pledge; the message's global id. The log says that it was written, never what."""
    if not (wanted.text.strip() and len(wanted.text) <= MOST):
        raise refused(Code.MESSAGE_UNFIT, "text", most=MOST)
    check_text(wanted.text, "text")

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Pledge", wanted.pledge_id, "pledgeId", "send_message")
        if row["contact_accepted_at"] is None or row["state"] not in CONTACT_STATES:
            raise refused(Code.CONTACT_MISSING, "pledgeId")
        acting = work.acting("Pledge", "send_message", row)
        side = GIVER if row["volunteer_id"] == subject.volunteer_id else HOUSEHOLD
        made = await work.connection.fetchval(INSERT, row["id"], side, wanted.text, work.clock.now())
        return Outcome(f"Message:{made}", [work.event("pledge_message_sent", "pledge", row["id"], acting, region_code=row["region_code"])])

    return await changes.make_once(subject, "forces", change, {}, key, wanted)
