"""The waiting list: when something of a need is free again, whose offer fits it best is told.

Who waits is whoever has an open offer and has pledged nothing to the need before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import asyncpg

from databases.clock import Clock
from databases.event_log import Event, append
from policies.subjects import Assignment, Subject
from resolvers.filters import BadInputError
from resolvers.notices.inbox import announce
from resolvers.reads import Reads
from search.matches import Matcher

CITY = 4  # digits of its code
FREED = """
SELECT need.id, need.region_code FROM event JOIN pledge ON pledge.id::text = event.subject_id JOIN need ON need.id = pledge.need_id
WHERE event.id = $1 AND event.kind IN ('pledge_expired', 'pledge_released', 'pledge_partly_delivered', 'pledge_voided')
  AND need.state IN ('published', 'partly_pledged') AND need.needed_by >= $2
"""
THEIRS = """
SELECT offer.id FROM offer JOIN pledge ON offer.donor_id = pledge.donor_id OR offer.volunteer_id = pledge.volunteer_id WHERE pledge.need_id = $1
"""


@dataclass(frozen=True)
class WaitingList:
    """Finds who is next, as an official of the city would."""

    reads: Reads
    clock: Clock

    async def next_offer(self, event_id: int) -> int | None:
        """The offer that fits best what an event has made free; None where it made nothing free, or nobody waits."""
        freed = await self.reads.fetch("forces", FREED, event_id, self.clock.today())
        if not freed:
            return None
        (need,) = freed
        official = Subject(assignments=(Assignment.of("manager", "civil_affairs", need["region_code"][:CITY]),))
        theirs = {row["id"] for row in await self.reads.fetch("forces", THEIRS, need["id"])}
        try:
            ranked = await Matcher(self.reads, official, self.clock).offers(need["id"])
        except BadInputError:  # a city without weights in force matches nothing
            return None
        return next((offer for offer, _ in ranked if offer not in theirs), None)

    async def call(self, connection: asyncpg.Connection[Any], offer: int) -> None:
        """Let the giver of an offer be told that something fits it, in the caller's transaction."""
        event = Event("offer_matched", "offer", str(offer), "system", self.clock.now())
        await announce(connection, list(zip(await append(connection, [event]), [event], strict=True)), self.clock)
