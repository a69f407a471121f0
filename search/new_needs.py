"""Newly published needs, told to whoever could meet them: who has an open offer, and volunteers by what they can do.

A need is matched as its giver may see it: by what its card tells, and never by more. Each person is told of a need once, of several in one notice,
and no oftener than the rule parameter `match_notice_days` says.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import asyncpg

from databases.clock import SHANGHAI
from databases.code_lists.forces import LIVE_PLEDGES
from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Work
from resolvers.filters import BadInputError
from resolvers.reads import Reads
from search.distances import Positions
from search.matches import AVAILABLE, Matcher
from search.matching import Need, Offer, Refusal, Volunteer, Weights, overlap, ranked, reaches
from search.volunteers import load_volunteers

NEW = timedelta(days=7)
"""How long a need is new: whoever could not be told of all at once is told of the rest on the next days."""
MOST = 5
"""Needs in one notice."""
SYSTEM = Subject(number="system")
TIERS = ("donor", "volunteer")
PUBLISHED = "SELECT id, published_on FROM need WHERE state = ANY($1) AND published_on BETWEEN $2 AND $3 AND needed_by >= $3"
# verified, and with a post today
_GIVER = """
JOIN person ON person.id = giver.person_id AND person.is_active
WHERE giver.verified_on <= $1 AND EXISTS (SELECT FROM post WHERE post.person_id = person.id AND tier = '{tier}' AND period @> $1::date)
"""
_OFFERED = """
SELECT person.id AS person_id, '{tier}' AS tier, giver.id AS giver_id, offer.kind, offer.about, offer.region_code, offer.recorded_at AS since,
  lower(offer.period) AS first_day, upper(offer.period) - 1 AS last_day
FROM offer JOIN {tier} AS giver ON giver.id = offer.{tier}_id {giver} AND offer.state = 'open' AND coalesce(upper(offer.period) > $1, true)
  AND offer.quantity > (SELECT coalesce(sum(coalesce(delivered_quantity, quantity)), 0) FROM pledge WHERE offer_id = offer.id AND state IN {live})
"""
_CAN_DO = """
SELECT person.id, 'volunteer', giver.id, skill.help_kind, string_agg(skill.skill, ' ' ORDER BY skill.id), giver.region_code, max(skill.recorded_at), $1::date, NULL
FROM volunteer_skill AS skill JOIN volunteer AS giver ON giver.id = skill.volunteer_id {giver} AND skill.taken_back_on IS NULL
GROUP BY person.id, giver.id, skill.help_kind
"""
SAYINGS = " UNION ALL ".join(
    (
        _OFFERED.format(tier="donor", live=LIVE_PLEDGES, giver=_GIVER.format(tier="donor") + "AND giver.ended_on IS NULL"),
        _OFFERED.format(tier="volunteer", live=LIVE_PLEDGES, giver=_GIVER.format(tier="volunteer")),
        _CAN_DO.format(giver=_GIVER.format(tier="volunteer")),
    )
)
REFUSED = """
SELECT coalesce(donor.person_id, volunteer.person_id) AS person_id, need_id, reason, need_item.name AS item, match_refusal.region_code AS county, needed_by
FROM match_refusal JOIN need ON need.id = need_id JOIN need_item ON need_item.id = need_item_id
LEFT JOIN donor ON donor.id = donor_id LEFT JOIN volunteer ON volunteer.id = volunteer_id WHERE taken_back_at IS NULL
"""
TAKEN = """
SELECT person_id, need_id FROM match_notice WHERE need_id = ANY($1)
UNION SELECT coalesce(donor.person_id, volunteer.person_id), need_id FROM pledge
  LEFT JOIN donor ON donor.id = donor_id LEFT JOIN volunteer ON volunteer.id = volunteer_id WHERE need_id = ANY($1)
"""
LAST_TOLD = "SELECT person_id, max(told_at) AS told_at FROM match_notice GROUP BY person_id"
PAUSES = "SELECT region_code, value FROM rule_parameter WHERE name = 'match_notice_days' AND period @> $1::date ORDER BY length(region_code) DESC"
ITEMS = "SELECT kind, name FROM need_item"
# whoever tells the same person at the same time waits here, and then sees that he was told
HOLD = "SELECT FROM person WHERE id = $1 FOR NO KEY UPDATE"
WAS_TOLD = "SELECT EXISTS (SELECT FROM match_notice WHERE person_id = $1 AND told_at >= $2)"
TELL = "INSERT INTO match_notice (person_id, need_id, told_at) SELECT $1, unnest($2::bigint[]), $3 ON CONFLICT DO NOTHING"


MAKING_FIT = frozenset(
    (
        *("need_published", "pledge_released", "pledge_expired", "pledge_voided", "pledge_partly_delivered"),
        *("offer_made", "volunteer_changed", "skill_told", "match_refusal_taken_back"),
        *("donor_verified", "volunteer_verified", "certificate_verified", "post_granted", "match_weights_changed", "imported"),
    )
)
"""Events by which a need may fit somebody whom it did not fit before; what else there may be is found on the next day."""
SIZE = "SELECT coalesce(max(leaf_index) + 1, 0) AS size FROM event_leaf"
HAPPENED = """
SELECT EXISTS (SELECT FROM event_leaf JOIN event ON event.id = event_id WHERE leaf_index >= $1 AND leaf_index < $2 AND kind = ANY($3)) AS happened
"""


@dataclass(frozen=True)
class Seen:
    """How far the log was read before givers were told, and on which day that was."""

    size: int
    day: date


@dataclass(frozen=True)
class Found:
    """A person and the new needs that he is told of, best first. `quiet_from`: he is told of nothing if he was of something since."""

    person_id: int
    needs: Sequence[Need]
    quiet_from: datetime


@dataclass(frozen=True)
class Giver:
    """A person with what he said that he could give, in which tier and since when."""

    person_id: int
    offers: Sequence[tuple[str, date, Offer]]
    quiet_from: datetime


@dataclass(frozen=True)
class News:
    """The new needs: by tier as givers see them, when each was published, and who was told of it or pledged to it before.

    `names`: the entries of the catalogue by kind.
    """

    needs: Mapping[str, Sequence[Need]]
    published: Mapping[int, date]
    taken: Collection[tuple[int, int]]
    names: Mapping[str, Sequence[str]]
    weights: Weights
    today: date

    def fitting(self, giver: Giver) -> list[Need]:
        """Those that fit any of a person's offers, best first, each once."""
        seed = f"{giver.person_id}:{self.today}"
        matches = [
            one
            for tier, since, offer in giver.offers
            for one in ranked(offer, [need for need in self.needs[tier] if self._is_for(giver, since, offer, need)], self.weights, self.today, seed)
        ]
        return list({one.need.id: one.need for one in sorted(matches, key=lambda one: -one.score)}.values())

    def _is_for(self, giver: Giver, since: date, offer: Offer, need: Need) -> bool:
        """Whether it is news to him, in his reach and what he speaks of: who names nothing of the catalogue means anything of the kind."""
        is_news = self.published[need.id] >= since and (giver.person_id, need.id) not in self.taken
        return is_news and reaches(offer, need) and (overlap(offer.about, need.item) > 0 or self._names_nothing(offer, need.kind))

    def _names_nothing(self, offer: Offer, kind: str) -> bool:
        return not any(overlap(offer.about, name) > 0 for name in self.names[kind])


@dataclass(frozen=True)
class NewNeeds:
    """Tells givers of needs that were published lately."""

    reads: Reads
    changes: Changes

    async def tell_since(self, seen: Seen | None) -> Seen:
        """Tell everybody, if something happened since by which somebody may fit, or another day began; how far that was."""
        (log,) = await self.reads.fetch("forces", SIZE)
        now = Seen(log["size"], self.changes.clock.today())
        if seen is None or seen.day != now.day or await self._has_happened(seen, now):
            await self.tell_all()
        return now

    async def _has_happened(self, seen: Seen, now: Seen) -> bool:
        (row,) = await self.reads.fetch("forces", HAPPENED, seen.size, now.size, list(MAKING_FIT))
        return bool(row["happened"])

    async def tell_all(self) -> int:
        """Tell everybody who is to be told something now; how many were."""
        today = self.changes.clock.today()
        published = {row["id"]: row["published_on"] for row in await self.reads.fetch("forces", PUBLISHED, AVAILABLE, today - NEW, today)}
        if not published:
            return 0
        try:
            news = await self._news(published, today)
        except BadInputError:  # a city without weights in force matches nothing
            return 0
        found = await asyncio.to_thread(_find, news, await self._givers(today))
        return sum([await self._tell(one) for one in found])

    async def _news(self, published: Mapping[int, date], today: date) -> News:
        keys, clock = list(published), self.changes.clock
        needs = {tier: await Matcher(self.reads, _anybody(tier), clock).by_keys(keys) for tier in TIERS}
        names: dict[str, list[str]] = defaultdict(list)
        for row in await self.reads.fetch("forces", ITEMS):
            names[row["kind"]].append(row["name"])
        taken = {tuple(row) for row in await self.reads.fetch("forces", TAKEN, keys)}
        return News(needs, published, taken, names, await Matcher(self.reads, SYSTEM, clock).weights(), today)

    async def _givers(self, today: date) -> list[Giver]:
        """Everybody who may be told something today, with his offers as matching reads them."""
        said: dict[int, list[asyncpg.Record]] = defaultdict(list)
        for row in await self.reads.fetch("forces", SAYINGS, today):
            said[row["person_id"]].append(row)
        volunteers = await load_volunteers(self.reads, {row["giver_id"] for rows in said.values() for row in rows if row["tier"] == "volunteer"})
        refusals: dict[int, list[Refusal]] = defaultdict(list)
        for person, *refusal in await self.reads.fetch("forces", REFUSED):
            refusals[person].append(Refusal(*refusal))
        positions = await Matcher(self.reads, SYSTEM, self.changes.clock).positions()
        told = {row["person_id"]: row["told_at"] for row in await self.reads.fetch("forces", LAST_TOLD)}
        pauses = [(row["region_code"], row["value"]) for row in await self.reads.fetch("forces", PAUSES, today)]
        givers = []
        for person, rows in said.items():
            quiet_from = _quiet_from(pauses, rows[0]["region_code"], today)
            if quiet_from is not None and (person not in told or told[person] < quiet_from):
                givers.append(Giver(person, [_offered(row, refusals[person], volunteers, positions) for row in rows], quiet_from))
        return givers

    async def _tell(self, found: Found) -> bool:
        """Write down of what a person is told, and let it be told, in one transaction; False if somebody else told him meanwhile."""

        async def change(work: Work) -> Outcome[bool] | None:
            now, keys = work.clock.now(), [need.id for need in found.needs]
            await work.connection.execute(HOLD, found.person_id)
            if await work.connection.fetchval(WAS_TOLD, found.person_id, found.quiet_from):
                return None
            await work.connection.execute(TELL, found.person_id, keys, now)
            return Outcome(True, [Event("needs_matched", "person", str(found.person_id), SYSTEM.number, now, row_count=len(keys))])

        return await self.changes.make_if_due(SYSTEM, "forces", change) is not None


def _find(news: News, givers: Sequence[Giver]) -> list[Found]:
    return [Found(giver.person_id, needs[:MOST], giver.quiet_from) for giver in givers if (needs := news.fitting(giver))]


def _anybody(tier: str) -> Subject:
    """Somebody of a tier: what he may know of a need, everybody of it may."""
    return Subject(assignments=(Assignment(tier),))


def _offered(row: asyncpg.Record, refusals: Sequence[Refusal], volunteers: Mapping[int, Volunteer], positions: Positions) -> tuple[str, date, Offer]:
    place, volunteer = row["region_code"], volunteers.get(row["giver_id"]) if row["tier"] == "volunteer" else None
    offer = Offer(
        *(row["kind"], row["about"], place, row["first_day"], row["last_day"], tuple(refusals)),
        position=positions.of(place),
        radius_km=volunteer.radius_km if volunteer else 0,
        volunteer=volunteer,
    )
    return row["tier"], row["since"].astimezone(SHANGHAI).date(), offer


def _quiet_from(pauses: Sequence[tuple[str, Decimal]], place: str, today: date) -> datetime | None:
    """From which moment on nothing may have been told, by the narrowest rule around a place; without a rule nobody is told anything."""
    days = next((int(value) for region, value in pauses if place.startswith(region)), None)
    return None if days is None else datetime.combine(today - timedelta(days=days - 1), time(), SHANGHAI)
