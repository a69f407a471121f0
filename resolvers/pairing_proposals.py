"""Responsible helpers proposed for the households of a division that have none, each with the reasons, and who stays without and why.

A proposal is kept nowhere: it follows from the rows of this moment, whoever looks may change it, and every pair is judged again when it
is confirmed. A stored draft would be personal data more, and out of date by the evening.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from databases.clock import Clock
from policies.subjects import Subject, region_range
from resolvers.assignment import Helper, Household, Pair, assign
from resolvers.filters import BadInputError
from resolvers.pairing_rules import HELPED_STATES, find_bars, find_helpers, find_responsible
from resolvers.reads import Reads


class Why(StrEnum):
    """Why a household stays without a helper."""

    NOBODY_FREE = "nobody_free"
    ALL_BARRED = "all_barred"
    ALL_TAKEN = "all_taken"


@dataclass(frozen=True)
class Proposal:
    """Pairs, households that stay without a helper, and how many households of the division wait for one in all."""

    pairs: Sequence[Pair]
    left: Sequence[tuple[Household, Why]]
    waiting: int


@dataclass(frozen=True)
class Proposer:
    """Proposes for one who asks, at one moment: households that he may assign, helpers whom he may see."""

    reads: Reads
    subject: Subject
    clock: Clock

    async def propose(self, region_code: str, department: str | None, most: int) -> Proposal:
        """Pairs for the first households of a division, by age of the file. BadInputError where no rule says how many one helper may have."""
        today, fetch = self.clock.today(), functools.partial(self.reads.fetch, "forces")
        waiting = await self._waiting(region_code)
        chosen, people = waiting[:most], await self._people(region_code) if waiting else []
        try:
            helpers = [helper for helper in (await find_helpers(fetch, people, today)).values() if helper.free]
        except LookupError as error:
            raise BadInputError(f"the rule parameter {error} has no value in force here") from None
        bars = await find_bars(fetch, [helper.id for helper in helpers], [household.id for household in chosen], today)
        pairs = await asyncio.to_thread(assign, chosen, helpers, bars.keys(), department)
        return Proposal(pairs, _left(chosen, helpers, bars, pairs), len(waiting))

    async def _waiting(self, region_code: str) -> list[Household]:
        """Households of the division for which nobody is responsible, or somebody who left."""
        view = (
            self.reads.policy.view(self.subject.profile, "Household", "assign_helper").select(("version", "region_code", "state"), ("id",)).subquery()
        )
        helped = view.c.state == sa.any_(sa.literal(list(HELPED_STATES), sa.ARRAY(sa.Text)))
        rows = await self.reads.select(self.subject, "beneficiaries", _inside(sa.select(view), view, region_code).where(helped).order_by(view.c._id))
        fetch = functools.partial(self.reads.fetch, "forces")
        responsible = await find_responsible(fetch, [row["_id"] for row in rows], self.clock.today())
        without = [row for row in rows if row["_id"] not in responsible or not responsible[row["_id"]].is_helped]
        return [Household(row["_id"], row["version"], row["region_code"]) for row in without]

    async def _people(self, region_code: str) -> list[int]:
        view = self.reads.policy.view(self.subject.profile, "Person", "call_on").select(("region_code",), ("id",)).subquery()
        return [row["_id"] for row in await self.reads.select(self.subject, "forces", _inside(sa.select(view.c._id), view, region_code))]


def _inside(query: sa.Select[tuple[int]], view: sa.Subquery, region_code: str) -> sa.Select[tuple[int]]:
    first, after = region_range(region_code)
    return query.where(view.c.region_code >= first, view.c.region_code < after)


def _left(
    households: Sequence[Household], helpers: Sequence[Helper], bars: Mapping[tuple[int, int], str], pairs: Sequence[Pair]
) -> list[tuple[Household, Why]]:
    paired = {pair.household.id for pair in pairs}
    return [(household, _why(household, helpers, bars)) for household in households if household.id not in paired]


def _why(household: Household, helpers: Sequence[Helper], bars: Mapping[tuple[int, int], str]) -> Why:
    if not helpers:
        return Why.NOBODY_FREE
    return Why.ALL_BARRED if all((helper.id, household.id) in bars for helper in helpers) else Why.ALL_TAKEN
