"""Volunteers proposed for the coming shifts of a campaign, each with the reasons, and the shifts that still want some and why.

Like a proposal of helpers it is kept nowhere: whoever looks may change it, and every place is judged again when it is confirmed.
"""

from __future__ import annotations

import asyncio
import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from databases.clock import Clock
from policies.kinds import KINDS
from policies.subjects import Subject
from resolvers.changes.core import snapshot
from resolvers.reads import Reads
from resolvers.shift_assignment import MOST_SHIFTS, Place, fill
from resolvers.shift_rules import Bar, Misfit, Shift, Volunteer, bar, find_shifts, find_volunteers, misfit

# shifts of a campaign that have not begun and want somebody
COMING = """
SELECT id, organiser_id, region_code FROM shift WHERE volunteer_campaign_id = $1 AND starts_at > $2::timestamptz AND cancelled_on IS NULL
AND taken < places ORDER BY starts_at, id LIMIT $3
"""


@dataclass(frozen=True)
class Wanting:
    """A shift that still wants volunteers: how many, and for how many of those who were looked at each reason holds."""

    shift: Shift
    missing: int
    reasons: Counter[Bar | Misfit]


@dataclass(frozen=True)
class ShiftProposal:
    """Places that are filled, and shifts that still want somebody."""

    places: Sequence[Place] = ()
    wanting: Sequence[Wanting] = ()


@dataclass(frozen=True)
class ShiftProposer:
    """Proposes for one who asks, at one moment: volunteers whom he may see, for shifts to which he may assign them."""

    reads: Reads
    subject: Subject
    clock: Clock
    most: int = field(default=MOST_SHIFTS)

    async def propose(self, campaign_id: int) -> ShiftProposal:
        """Volunteers for the first coming shifts of a campaign; nothing for whoever may not assign any."""
        fetch = functools.partial(self.reads.fetch, "forces")
        found = await fetch(COMING, campaign_id, self.clock.now(), self.most)
        allowed = [row["id"] for row in found if self._may_assign(row["organiser_id"], row["region_code"])]
        if not allowed:
            return ShiftProposal()
        shifts = await find_shifts(fetch, allowed)
        volunteers = [*(await find_volunteers(fetch, await self._people(), self.clock.now())).values()]
        places = await asyncio.to_thread(fill, shifts, volunteers)
        return ShiftProposal(places, _wanting(shifts, volunteers, places))

    def _may_assign(self, organiser_id: int, region_code: str) -> bool:
        row = snapshot(KINDS["ShiftAssignment"], {"organiser_id": organiser_id, "region_code": region_code})
        return self.reads.policy.acting(self.subject, "assign_volunteer", row) is not None

    async def _people(self) -> list[int]:
        view = self.reads.policy.view(self.subject.profile, "Volunteer").select((), ("id",)).subquery()
        return [row["_id"] for row in await self.reads.select(self.subject, "forces", sa.select(view.c._id))]


def _wanting(shifts: Sequence[Shift], volunteers: Sequence[Volunteer], places: Sequence[Place]) -> list[Wanting]:
    filled = Counter(place.shift.id for place in places)
    left = [(shift, shift.free - filled[shift.id]) for shift in shifts if shift.free > filled[shift.id]]
    return [Wanting(shift, missing, _reasons(shift, volunteers)) for shift, missing in left]


def _reasons(shift: Shift, volunteers: Sequence[Volunteer]) -> Counter[Bar | Misfit]:
    """Of those who help in the division how many do not fit, by why."""
    near = [one for one in volunteers if misfit(shift, one) is not Misfit.TOO_FAR]
    return Counter(reason for one in near if (reason := bar(shift, one) or misfit(shift, one)))
