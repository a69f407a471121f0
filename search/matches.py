"""The needs that fit an offer, and the offers that fit a need: candidates by one compiled statement under the asker's policy, then
`matching`, which scores and orders them.

Needs are read from the ledger itself, so what is told to remain does remain; offers are in no index at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from databases.clock import Clock
from databases.code_lists.forces import HELP_KIND, LEAST_OF_BAND, LIVE_PLEDGES, band_of, may_meet
from databases.forces.pledges import pledge
from policies.policy import Policy
from policies.subjects import Profile, Subject
from resolvers.filters import BadInputError
from resolvers.reads import Prepared, Reads
from search.distances import Positions
from search.matching import Match, Need, Offer, Refusal, Volunteer, Weights, awaits_certificate, fits, match, score, words_fit
from search.volunteers import load_volunteers

MOST = 400
"""Candidates that are scored: those whose words fit first, then the nearest, then the most urgent."""
RECENT = timedelta(days=30)
GIVERS = ("donor_id", "volunteer_id")
TAKES = ("unit", "skill", "needs_certificate", "language")  # of an entry of the catalogue: what help with it takes
AVAILABLE = ("published", "partly_pledged")
POSITIONS = "SELECT code, latitude, longitude FROM region WHERE latitude IS NOT NULL"
WEIGHTS = "SELECT * FROM match_weight WHERE period @> $1::date"
# the server's own counts: how often help came to a household lately, and how many deliveries of a place were signed for by both sides;
# of pledges only those for which two signed, and of this week's none: what is helped in a week moves down the lists on one Monday, so that whoever
# helped a household cannot see by its other need moving alone that both are of one
HELPED = """
SELECT household_id, count(*) AS helped FROM pledge
WHERE household_id = ANY($1) AND delivered_on >= $2 AND delivered_on < $3 AND state IN ('received', 'closed') GROUP BY household_id
"""
SIGNED = """
SELECT place, count(*) AS delivered, count(*) FILTER (WHERE state <> 'delivered') AS signed FROM unnest($1::text[]) AS place
JOIN pledge ON pledge.region_code >= place AND pledge.region_code < place || ':' -- ":" follows "9"
WHERE state IN ('delivered', 'received', 'closed') GROUP BY place
"""

REFUSED = """
SELECT need_id, reason, need_item.name AS item, match_refusal.region_code AS county, needed_by FROM match_refusal
JOIN need ON need.id = need_id JOIN need_item ON need_item.id = need_item_id
WHERE taken_back_at IS NULL AND (donor_id = $1 OR volunteer_id = $2) ORDER BY match_refusal.id
"""
REFUSERS = "SELECT donor_id, volunteer_id FROM match_refusal WHERE need_id = $1 AND taken_back_at IS NULL"


@dataclass(frozen=True)
class FittingOffer:
    """An offer by its key, how many of it are left, and how it fits."""

    id: int
    left: int
    match: Match


@dataclass(frozen=True)
class Matcher:
    """Finds matches for one who asks, at one moment."""

    reads: Reads
    subject: Subject
    clock: Clock

    async def needs(self, offer: Offer, nearest: bool = False) -> list[Match]:
        """Published needs that fit an offer, best or nearest first. Equal ones change places from day to day and from asker to asker.

        What the asker refused is not among them, and lets him see what is like it later.
        """
        positions = await self.positions()
        offer = await self._known(offer, positions)
        weights, found = await asyncio.gather(self.weights(), self._candidates(offer))
        seed = f"{self.subject.person_id}:{self.clock.today()}"
        return match(offer, await self._needs(found, positions), weights, self.clock.today(), seed, nearest)

    async def awaiting_certificate(self, offer: Offer) -> int:
        """How many of the candidates would fit a volunteer's offer, once an official has seen his certificate."""
        if self.subject.volunteer_id is None:
            return 0
        positions = await self.positions()
        offer = await self._known(offer, positions)
        needs = await self._needs(await self._candidates(offer), positions)
        return sum(awaits_certificate(offer, need, self.clock.today()) for need in needs)

    async def offers(self, need_id: int) -> list[FittingOffer]:
        """Open offers of which something is left and that fit a need, of those that an official may see, best first."""
        found = await self.by_keys([need_id])
        if not found:
            return []
        weights, positions, today = await self.weights(), await self.positions(), self.clock.today()
        rows = await self._open_offers(found[0])
        volunteers = await load_volunteers(self.reads, {row["_volunteer_id"] for row in rows} - {None})
        made = [(row, _offer(row, positions, volunteers.get(row["_volunteer_id"]))) for row in rows]
        scored = [
            FittingOffer(row["_id"], row["left"], score(offer, found[0], weights, today)) for row, offer in made if fits(offer, found[0], today)
        ]
        return sorted(scored, key=lambda one: (-one.match.score, one.id))

    async def by_keys(self, keys: Collection[int]) -> list[Need]:
        """Needs as the asker may see them, those of them that he may."""
        asker = self.reads.policy, self.subject.profile
        need = _need_view(*asker)
        chosen = _with_items(*asker, sa.select(need).where(need.c._id == sa.any_(sa.literal(sorted(keys), sa.ARRAY(sa.BigInteger)))))
        return await self._needs(await self.reads.select(self.subject, "forces", chosen), await self.positions())

    async def weights(self) -> Weights:
        """The weights in force."""
        found = await self.reads.fetch("forces", WEIGHTS, self.clock.today())
        if not found:
            raise BadInputError("no weights for matching are in force")
        (row,) = found
        return Weights(row["number"], **{one.name: float(row[one.name]) for one in dataclass_fields(Weights)[1:]})

    async def positions(self) -> Positions:
        """Where all divisions lie, some hundred rows."""
        return Positions(tuple(row) for row in await self.reads.fetch("forces", POSITIONS))

    async def _known(self, offer: Offer, positions: Positions) -> Offer:
        """An offer with where its place lies, and with what the asker refused and told of himself."""
        refusals, volunteer = await asyncio.gather(self._refusals(), self._volunteer())
        radius = offer.radius_km or (volunteer.radius_km if volunteer else 0)
        return replace(offer, refusals=refusals, position=positions.of(offer.region_code), radius_km=radius, volunteer=volunteer)

    async def _volunteer(self) -> Volunteer | None:
        """What the asker told of himself, if he is a volunteer."""
        return (await load_volunteers(self.reads, [self.subject.volunteer_id])).get(self.subject.volunteer_id)

    async def _refusals(self) -> tuple[Refusal, ...]:
        """Those of the asker's own that stand."""
        return tuple(Refusal(**row) for row in await self.reads.fetch("forces", REFUSED, self.subject.donor_id, self.subject.volunteer_id))

    async def _candidates(self, offer: Offer) -> list[Any]:
        """Entries of the catalogue in turn, those first that the words fit best, until there are enough candidates."""
        found: list[Any] = []
        for items in await self._items(offer):
            if len(found) < MOST:
                found += await self._of_items(offer, items, MOST - len(found))
        return found

    async def _of_items(self, offer: Offer, items: Sequence[int], most: int) -> list[Any]:
        first_day = max(offer.first_day, self.clock.today())
        bound = {"items": items, "first_day": first_day, "inside": offer.region_code, "near": offer.region_code[:6], "most": most}
        bound |= {"refused": [refusal.need_id for refusal in offer.refusals]}
        return await self.reads.run(self.subject, "forces", _needs_of_items(self.reads.policy, self.subject.profile), bound)

    async def _items(self, offer: Offer) -> list[list[int]]:
        """Entries of the catalogue of this kind: groups that the words fit alike, the best group first."""
        kinds = [kind for kind in HELP_KIND.labels if may_meet(offer.kind, kind)]
        rows = await self.reads.run(self.subject, "forces", _items_of_kinds(self.reads.policy, self.subject.profile), {"kinds": kinds})
        groups: dict[float, list[int]] = {}
        for row in rows:
            groups.setdefault(-words_fit(offer, row["name"]), []).append(row["_id"])
        return [groups[fit] for fit in sorted(groups)]

    async def _open_offers(self, need: Need) -> list[Any]:
        """Those of the need's kind and days of which something is left, but of nobody who refused it."""
        shown = ("kind", "about", "region_code", "period", "state")
        view = self.reads.policy.view(self.subject.profile, "Offer").select(shown, ("id", "quantity", *GIVERS)).subquery()
        left = view.c._quantity - _taken(view.c._id)
        kinds = [kind for kind in HELP_KIND.labels if may_meet(kind, need.kind)]
        today = sa.literal(self.clock.today())
        chosen = sa.select(view, left.label("left")).where(
            view.c.state == "open", left > 0, _among(view.c.kind, kinds), view.c.period.op("&&")(sa.func.daterange(today, need.needed_by, "[]"))
        )
        near = sa.func.starts_with(view.c.region_code, need.region_code[:6])
        rows = await self.reads.select(self.subject, "forces", chosen.order_by(near.desc(), view.c._id.desc()).limit(MOST))
        refusers = {tuple(row) for row in await self.reads.fetch("forces", REFUSERS, need.id)}
        return [row for row in rows if (row["_donor_id"], row["_volunteer_id"]) not in refusers]

    async def _needs(self, rows: Sequence[Any], positions: Positions) -> list[Need]:
        helped, signed = await asyncio.gather(self._helped(rows), self._signed({row["region_code"] for row in rows}))
        return [
            Need(
                id=row["_id"],
                public_id=row["public_id"],
                item=row["item"],
                kind=row["kind"],
                region_code=row["region_code"],
                town=row["_region_code"],
                target=row["target"],
                remaining=_remaining(row),
                needed_by=row["needed_by"],
                helped=helped.get(row["_household_id"], 0),
                reliability=signed.get(row["region_code"], 1.0),
                position=positions.of(row["region_code"]),
                **{name: row[name] for name in TAKES},
            )
            for row in rows
        ]

    async def _helped(self, rows: Sequence[Any]) -> Mapping[int, int]:
        households = [row["_household_id"] for row in rows if row["_household_id"] is not None]
        monday = (today := self.clock.today()) - timedelta(days=today.weekday())
        return {row["household_id"]: row["helped"] for row in await self.reads.fetch("forces", HELPED, households, monday - RECENT, monday)}

    async def _signed(self, places: Iterable[str]) -> Mapping[str, float]:
        """By place; one delivery more than there were counts as signed, so that the first one decides little."""
        return {row["place"]: (row["signed"] + 1) / (row["delivered"] + 1) for row in await self.reads.fetch("forces", SIGNED, sorted(places))}


def _remaining(row: Any) -> int:
    """How many are missing; to whoever may not know what is pledged, the least number of its band."""
    remaining: int = row["_target"] - row["_pledged"]
    return remaining if row["pledged"] is not None else LEAST_OF_BAND[band_of(remaining)]


def _need_view(policy: Policy, profile: Profile) -> sa.Subquery:
    shown = ("public_id", "state", "target", "pledged", "needed_by", "region_code", "need_item_id")
    return policy.view(profile, "Need").select(shown, ("id", "region_code", "household_id", "target", "pledged")).subquery()


def _with_items(policy: Policy, profile: Profile, chosen: sa.Select[Any]) -> sa.Select[Any]:
    """Needs that were chosen, joined with their entry of the catalogue, as the asker may see both."""
    needs, items = chosen.subquery(), policy.view(profile, "NeedItem").select(("name", "kind", *TAKES), ("id",)).subquery()
    return sa.select(*needs.c, items.c.name.label("item"), items.c.kind, *(items.c[name] for name in TAKES)).join_from(
        needs, items, needs.c.need_item_id == items.c._id
    )


@lru_cache(maxsize=1_000)
def _needs_of_items(policy: Policy, profile: Profile) -> Prepared:
    """Open needs of some entries of the catalogue: the nearest, of those the most urgent. Only what is left of them is joined."""
    need = _need_view(policy, profile)
    inside, near = (sa.func.starts_with(need.c.region_code, sa.bindparam(name, type_=sa.Text)).cast(sa.Integer) for name in ("inside", "near"))
    is_open = _among(need.c.state, AVAILABLE), need.c._pledged < need.c._target, need.c.needed_by >= sa.bindparam("first_day", type_=sa.Date)
    items, refused = (sa.bindparam(name, type_=sa.ARRAY(sa.BigInteger)) for name in ("items", "refused"))
    chosen = sa.select(need).where(*is_open, need.c.need_item_id == sa.any_(items), need.c._id != sa.all_(refused))
    ordered = chosen.order_by((inside + near).desc(), need.c.needed_by, need.c._id)
    return Prepared.of(_with_items(policy, profile, ordered.limit(sa.bindparam("most", type_=sa.Integer))))


@lru_cache(maxsize=1_000)
def _items_of_kinds(policy: Policy, profile: Profile) -> Prepared:
    view = policy.view(profile, "NeedItem").select(("name", "kind"), ("id",)).subquery()
    return Prepared.of(sa.select(view).where(view.c.kind == sa.any_(sa.bindparam("kinds", type_=sa.ARRAY(sa.Text)))))


def _offer(row: Any, positions: Positions, volunteer: Volunteer | None) -> Offer:
    period, place = row["period"], row["region_code"]
    last_day, radius = period.upper and period.upper - timedelta(days=1), volunteer.radius_km if volunteer else 0
    return Offer(row["kind"], row["about"], place, period.lower, last_day, position=positions.of(place), radius_km=radius, volunteer=volunteer)


def _taken(offer: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """How many of an offer its live pledges take."""
    taken = sa.select(sa.func.coalesce(sa.func.sum(sa.func.coalesce(pledge.c.delivered_quantity, pledge.c.quantity)), 0))
    return taken.where(pledge.c.offer_id == offer, _among(pledge.c.state, LIVE_PLEDGES)).scalar_subquery()


def _among(column: sa.ColumnElement[str], codes: Iterable[str]) -> sa.ColumnElement[bool]:
    """`IN` as one bound array, so that a statement is the same for any number of codes."""
    return column == sa.any_(sa.literal(sorted(codes), sa.ARRAY(sa.Text)))
