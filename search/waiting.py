"""The waiting list: when something of a need is free again, whose offer fits it best is told.

Who waits is whoever has an open offer of which something is left, may pledge today, and has pledged nothing to the need before. Nobody is told of
the same need again until a hold would be over, so that whoever pledges and lets go again and again calls nobody again and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import asyncpg

from databases.clock import Clock
from databases.event_log import Event, append
from policies.subjects import Assignment, Subject
from resolvers.filters import BadInputError
from resolvers.notices.inbox import MATCHED, announce
from resolvers.reads import Reads
from search.matches import Matcher

CITY = 4  # digits of its code
FREED = """
SELECT need.id, need.public_id, need.region_code, need.household_id, coalesce((SELECT value FROM rule_parameter
  WHERE name = 'pledge_hold_days' AND period @> $2::date AND starts_with(need.region_code, rule_parameter.region_code)
  ORDER BY length(rule_parameter.region_code) DESC LIMIT 1), 1)::int AS hold_days
FROM event JOIN pledge ON pledge.id::text = event.subject_id JOIN need ON need.id = pledge.need_id
WHERE event.id = $1 AND event.kind IN ('pledge_expired', 'pledge_released', 'pledge_partly_delivered', 'pledge_voided')
  AND need.state IN ('published', 'partly_pledged') AND need.needed_by >= $2
"""
# of offers those whose giver may pledge to the need: verified, not ended, in his post, no kin of the household, not told of it lately; money by a
# charity that may take it there
MAY_BE_CALLED = """
WITH giver AS (
  SELECT offer.id, offer.charity_id, coalesce(donor.person_id, volunteer.person_id) AS person_id, CASE WHEN donor.id IS NULL THEN 'volunteer' ELSE 'donor' END AS tier
  FROM offer LEFT JOIN donor ON donor.id = offer.donor_id AND donor.verified_on <= $3::date AND coalesce(donor.ended_on > $3::date, true)
    LEFT JOIN volunteer ON volunteer.id = offer.volunteer_id AND volunteer.verified_on <= $3::date
  WHERE offer.id = ANY($1)
)
SELECT giver.id FROM giver JOIN person ON person.id = giver.person_id AND person.is_active JOIN need ON need.id = $2
WHERE EXISTS (SELECT FROM post WHERE post.person_id = person.id AND post.tier = giver.tier AND post.period @> $3::date)
  AND NOT EXISTS (SELECT FROM relative WHERE relative.person_id = person.id AND relative.household_id = need.household_id AND ended_on IS NULL)
  AND NOT EXISTS (SELECT FROM post WHERE post.person_id = person.id AND post.household_id = need.household_id)
  AND NOT EXISTS (SELECT FROM pledge LEFT JOIN donor ON donor.id = pledge.donor_id LEFT JOIN volunteer ON volunteer.id = pledge.volunteer_id
    WHERE pledge.need_id = need.id AND coalesce(donor.person_id, volunteer.person_id) = person.id)
  AND NOT EXISTS (SELECT FROM offer AS theirs JOIN event ON event.subject_kind = 'offer' AND event.subject_id = theirs.id::text
    WHERE (theirs.donor_id IN (SELECT id FROM donor WHERE person_id = person.id) OR theirs.volunteer_id IN (SELECT id FROM volunteer WHERE person_id = person.id))
    AND event.kind = $5 AND event.purpose = need.public_id AND event.occurred_at > $4::timestamptz - make_interval(days => $6))
  AND (giver.charity_id IS NULL OR EXISTS (SELECT FROM fundraising_certificate AS certificate WHERE certificate.organisation_id = giver.charity_id
    AND certificate.period @> $3::date AND starts_with(need.region_code, certificate.region_code)))
"""


@dataclass(frozen=True)
class Call:
    """An offer by its key, and the need, by its public id, for which its giver is called."""

    offer: int
    need: str


@dataclass(frozen=True)
class WaitingList:
    """Finds who is next, as an official of the city would."""

    reads: Reads
    clock: Clock

    async def next_call(self, event_id: int) -> Call | None:
        """The offer that fits best what an event has made free; None where it made nothing free, or nobody waits."""
        freed = await self.reads.fetch("forces", FREED, event_id, self.clock.today())
        if not freed:
            return None
        (need,) = freed
        official = Subject(assignments=(Assignment.of("manager", "civil_affairs", need["region_code"][:CITY]),))
        try:
            ranked = [one.id for one in await Matcher(self.reads, official, self.clock).offers(need["id"])]
        except BadInputError:  # a city without weights in force matches nothing
            return None
        told = self.clock.today(), self.clock.now(), MATCHED, need["hold_days"]
        called = {row["id"] for row in await self.reads.fetch("forces", MAY_BE_CALLED, ranked, need["id"], *told)}
        return next((Call(offer, need["public_id"]) for offer in ranked if offer in called), None)

    async def call(self, connection: asyncpg.Connection[Any], found: Call) -> None:
        """Let the giver of an offer be told which need fits it, in the caller's transaction."""
        event = Event(MATCHED, "offer", str(found.offer), "system", self.clock.now(), purpose=found.need)
        await announce(connection, list(zip(await append(connection, [event]), [event], strict=True)), self.clock)
