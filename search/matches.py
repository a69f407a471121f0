"""The needs that fit an offer, and the offers that fit a need: candidates by one compiled statement under the asker's policy, then
`matching`, which scores and orders them.

Needs are read from the ledger itself, so what is told to remain does remain; offers are in no index at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from databases.clock import Clock
from policies.subjects import Subject
from resolvers.filters import BadInputError
from resolvers.reads import Reads
from search.matching import KINDRED, Match, Need, Offer, Weights, fits, match, overlap, score

MOST = 400
"""Candidates that are scored: those whose words fit first, then the nearest, then the most urgent."""
RECENT = timedelta(days=30)
AVAILABLE = ("published", "partly_pledged")
WEIGHTS = "SELECT * FROM match_weight WHERE period @> $1::date"
# the server's own counts: how often a household was helped lately, and how many deliveries of a town were signed for by both sides
HELPED = """
SELECT household_id, count(*) AS helped FROM pledge
WHERE household_id = ANY($1) AND pledged_at > $2 AND state NOT IN ('released', 'expired') GROUP BY household_id
"""
SIGNED = """
SELECT region_code, count(*) AS delivered, count(*) FILTER (WHERE state <> 'delivered') AS signed FROM pledge
WHERE region_code = ANY($1) AND state IN ('delivered', 'received', 'closed') GROUP BY region_code
"""


@dataclass(frozen=True)
class Matcher:
    """Finds matches for one who asks, at one moment."""

    reads: Reads
    subject: Subject
    clock: Clock

    async def needs(self, offer: Offer) -> list[Match]:
        """Published needs that fit an offer, best first. Equal ones change places from day to day and from asker to asker."""
        rows = await self._candidates(offer)
        found = await self._needs(rows)
        return match(offer, found, await self.weights(), self.clock.today(), f"{self.subject.person_id}:{self.clock.today()}")

    async def offers(self, need_id: int) -> list[tuple[int, Match]]:
        """Open offers that fit a need, of those that an official may see, best first: each offer's key and how it fits."""
        view = self._need_view()
        found = await self._needs(await self.reads.select(self.subject, "forces", view[0].where(view[1]._id == need_id)))
        if not found:
            return []
        weights, today = await self.weights(), self.clock.today()
        open_offers = {row["_id"]: _offer(row) for row in await self._open_offers(found[0])}
        scored = [(key, score(offer, found[0], weights, today)) for key, offer in open_offers.items() if fits(offer, found[0], today)]
        return sorted(scored, key=lambda pair: (-pair[1].score, pair[0]))

    async def weights(self) -> Weights:
        """The weights in force."""
        found = await self.reads.fetch("forces", WEIGHTS, self.clock.today())
        if not found:
            raise BadInputError("no weights for matching are in force")
        (row,) = found
        names = ("words", "place", "time", "remaining", "urgency", "reliability", "fairness")
        return Weights(row["number"], **{name: float(row[name]) for name in names})

    def _need_view(self) -> tuple[sa.Select[Any], Any]:
        """Needs joined with their entry of the catalogue, as the asker may see both; and the needs' columns, for conditions."""
        shown = ("public_id", "state", "target", "pledged", "needed_by", "region_code", "need_item_id")
        needs = self.reads.policy.view(self.subject.profile, "Need").select(shown, ("id", "village_code", "household_id")).subquery()
        items = self.reads.policy.view(self.subject.profile, "NeedItem").select(("name", "kind"), ("id",)).subquery()
        columns = [*needs.c, items.c.name.label("item"), items.c.kind]
        return sa.select(*columns).join_from(needs, items, needs.c.need_item_id == items.c._id), needs.c

    async def _candidates(self, offer: Offer) -> list[Any]:
        """Entries of the catalogue in turn, those first that the words fit best, until there are enough candidates."""
        found: list[Any] = []
        for items in await self._items(offer):
            if len(found) < MOST:
                found += await self._of_items(offer, items, MOST - len(found))
        return found

    async def _of_items(self, offer: Offer, items: Sequence[int], most: int) -> list[Any]:
        query, need = self._need_view()
        inside, near = (sa.func.starts_with(need.region_code, code).cast(sa.Integer) for code in (offer.region_code, offer.region_code[:6]))
        chosen = query.where(_among(need.state, AVAILABLE), need.pledged < need.target, need.needed_by >= max(offer.first_day, self.clock.today()))
        chosen = chosen.where(need.need_item_id == sa.any_(sa.literal(items, sa.ARRAY(sa.BigInteger))))
        ordered = chosen.order_by((inside + near).desc(), need.needed_by, need._id).limit(most)
        return await self.reads.select(self.subject, "forces", ordered)

    async def _items(self, offer: Offer) -> list[list[int]]:
        """Entries of the catalogue of this kind: groups that the words fit alike, the best group first."""
        view = self.reads.policy.view(self.subject.profile, "NeedItem").select(("name", "kind"), ("id",)).subquery()
        kinds = KINDRED if offer.kind in KINDRED else {offer.kind}
        rows = await self.reads.select(self.subject, "forces", sa.select(view).where(_among(view.c.kind, kinds)))
        groups: dict[float, list[int]] = {}
        for row in rows:
            groups.setdefault(-overlap(offer.about, row["name"]), []).append(row["_id"])
        return [groups[fit] for fit in sorted(groups)]

    async def _open_offers(self, need: Need) -> list[Any]:
        shown = ("kind", "about", "region_code", "period", "state")
        view = self.reads.policy.view(self.subject.profile, "Offer").select(shown, ("id",)).subquery()
        kinds = KINDRED if need.kind in KINDRED else {need.kind}
        today = sa.literal(self.clock.today())
        chosen = sa.select(view).where(
            view.c.state == "open", _among(view.c.kind, kinds), view.c.period.op("&&")(sa.func.daterange(today, need.needed_by, "[]"))
        )
        near = sa.func.starts_with(view.c.region_code, need.region_code[:6])
        return await self.reads.select(self.subject, "forces", chosen.order_by(near.desc(), view.c._id.desc()).limit(MOST))

    async def _needs(self, rows: Sequence[Any]) -> list[Need]:
        helped, signed = await self._helped(rows), await self._signed({row["region_code"] for row in rows})
        return [
            Need(
                id=row["_id"],
                public_id=row["public_id"],
                item=row["item"],
                kind=row["kind"],
                region_code=row["region_code"],
                village=row["_village_code"],
                target=row["target"],
                remaining=row["target"] - row["pledged"],
                needed_by=row["needed_by"],
                helped=helped.get(row["_household_id"], 0),
                reliability=signed.get(row["region_code"], 1.0),
            )
            for row in rows
        ]

    async def _helped(self, rows: Sequence[Any]) -> Mapping[int, int]:
        households = [row["_household_id"] for row in rows if row["_household_id"] is not None]
        since: datetime = self.clock.now() - RECENT
        return {row["household_id"]: row["helped"] for row in await self.reads.fetch("forces", HELPED, households, since)}

    async def _signed(self, towns: Iterable[str]) -> Mapping[str, float]:
        """By town; one delivery more than there were counts as signed, so that the first one decides little."""
        return {row["region_code"]: (row["signed"] + 1) / (row["delivered"] + 1) for row in await self.reads.fetch("forces", SIGNED, sorted(towns))}


def _offer(row: Any) -> Offer:
    period = row["period"]
    return Offer(row["kind"], row["about"], row["region_code"], period.lower, period.upper and period.upper - timedelta(days=1))


def _among(column: sa.ColumnElement[str], codes: Iterable[str]) -> sa.ColumnElement[bool]:
    """`IN` as one bound array, so that a statement is the same for any number of codes."""
    return column == sa.any_(sa.literal(sorted(codes), sa.ARRAY(sa.Text)))
