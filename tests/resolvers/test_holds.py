"""What a pledge holds until it is confirmed: nothing is promised twice, whoever asks and whenever the clock strikes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from resolvers.changes import pledges
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.settling import follow_the_clock
from tests.resolvers.giving import DONORS, LIVE, MOST_HELD, START, Street, refusal

pytestmark = pytest.mark.usefixtures("as_many_as_they_like")


def test_whoever_holds_as_many_as_he_may_confirms_or_releases_one_first(live: Any) -> None:
    """Also where he asks for many at the same moment."""

    async def story(street: Street) -> None:
        giver, needs_of_five = await street.new_donor(), [await street.published() for _ in range(5)]
        await street.fetch(MOST_HELD, 2)
        found = await asyncio.gather(*[street.pledged(need, giver) for need in needs_of_five], return_exceptions=True)
        refusals = [error.errors[0].code for error in found if isinstance(error, RefusedError)]
        held = [made for made in found if isinstance(made, int)]
        assert (refusals, len(held)) == ([Code.HOLDS_FULL] * 3, 2)
        left = next(need for need, made in zip(needs_of_five, found, strict=True) if not isinstance(made, int))
        await street.confirmed(held[0], giver)
        await street.pledged(left, giver)
        await street.fetch(MOST_HELD, 10_000)

    live(story, size=8)


def test_hold_that_is_over_frees_its_unit_for_the_next_one(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published()
        first = await street.pledged(need, DONORS[0])
        assert await refusal(street.pledged(need, DONORS[1])) is Code.NOTHING_LEFT
        street.clock.at = START + timedelta(days=3)  # the hold of three days ends at this moment
        assert await refusal(pledges.see_facts(street.changes, DONORS[0], pledges.PledgeChange(first, 1))) is Code.HOLD_OVER
        second = await street.pledged(need, DONORS[1])
        assert [(await street.row("pledge", key))["state"] for key in (first, second)] == ["expired", "held"]
        (event,) = await street.fetch("SELECT actor, post FROM event WHERE kind = 'pledge_expired' AND subject_id = $1", str(first))
        assert tuple(event) == ("system", None)

    live(story)


def test_clock_frees_holds_and_ends_needs_by_itself_and_leaves_what_is_confirmed(live: Any) -> None:
    async def story(street: Street) -> None:
        until = START.date() + timedelta(days=10)
        held, confirmed, empty = [await street.published(2, needed_by=until) for _ in range(3)]
        await street.pledged(held, DONORS[0])
        kept = await street.pledged(confirmed, DONORS[0])
        await street.confirmed(kept, DONORS[0])
        await follow_the_clock(street.changes)
        assert [(await street.row("need", key))["version"] for key in (held, confirmed, empty)] == [5, 5, 4]
        street.clock.at = START + timedelta(days=4)
        assert await follow_the_clock(street.changes) >= 1
        assert [(await street.row("need", key))["state"] for key in (held, confirmed, empty)] == ["published", "partly_pledged", "published"]
        street.clock.at = START + timedelta(days=11)
        await follow_the_clock(street.changes)
        assert [(await street.row("need", key))["state"] for key in (held, confirmed, empty)] == ["expired", "partly_pledged", "expired"]
        assert await refusal(street.pledged(confirmed, DONORS[1])) is Code.NEED_OVER
        delivery = pledges.PledgeDelivery(kept, await street.version(kept), None)
        await pledges.deliver_pledge(street.changes, DONORS[0], delivery)
        assert (await street.row("need", confirmed))["state"] == "received"
        assert await follow_the_clock(street.changes) == 0

    live(story)


def test_of_two_hundred_pledges_to_the_last_unit_exactly_one_holds(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published(2)
        await street.pledged(need, DONORS[0])
        found = await asyncio.gather(*[street.pledged(need, DONORS[place % 5]) for place in range(200)], return_exceptions=True)
        refusals = [error.errors[0].code for error in found if isinstance(error, RefusedError)]
        assert refusals == [Code.NOTHING_LEFT] * 199
        assert (await street.fetch(LIVE, need))[0][0] == 2
        assert (await street.row("need", need))["state"] == "fully_pledged"

    live(story, size=8)


def test_same_key_two_hundred_times_pledges_once(live: Any) -> None:
    async def story(street: Street) -> None:
        need, wanted = await street.published(5), pledges.PledgeWanted
        made = [pledges.make_pledge(street.changes, DONORS[0], wanted(need, 1, None), "one key") for _ in range(200)]
        assert len(set(await asyncio.gather(*made))) == 1
        assert (await street.fetch(LIVE, need))[0][0] == 1

    live(story, size=8)
