"""What a pledge holds until it is confirmed: nothing is promised twice, whoever asks and whenever the clock strikes."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from databases.clock import SHANGHAI
from resolvers.changes import pledges
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.settling import follow_the_clock
from tests.resolvers.giving import DONORS, LIVE, MOST_A_DAY, MOST_HELD, START, Street, refusal

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


def test_whoever_pledged_as_often_as_he_may_a_day_comes_again_on_the_next(live: Any) -> None:
    """Also if he let all of it go again: by turns he would keep everybody else from what is needed."""

    async def story(street: Street) -> None:
        giver, need = await street.new_donor(), await street.published()
        await street.fetch(MOST_A_DAY, 2)
        for _ in range(2):
            held = await street.pledged(need, giver)
            await pledges.release_pledge(street.changes, giver, pledges.PledgeRelease(held, 1, "近期不在本地"))
        with pytest.raises(RefusedError, match="2027-03-04") as found:
            await street.pledged(need, giver)
        assert found.value.errors[0].code is Code.HOLDS_OF_THE_DAY_FULL
        street.clock.at = datetime(2027, 3, 4, tzinfo=SHANGHAI)
        await street.pledged(need, giver)
        await street.fetch(MOST_A_DAY, 10_000)

    live(story)


def test_nothing_is_held_longer_than_it_is_needed(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published(needed_by=START.date() + timedelta(days=1))
        held = await street.pledged(need, DONORS[0])
        over = datetime.combine(START.date() + timedelta(days=2), time(), SHANGHAI)
        assert (await street.row("pledge", held))["expires_at"] == over
        street.clock.at = over
        assert await refusal(pledges.see_facts(street.changes, DONORS[0], pledges.PledgeChange(held, 1))) is Code.HOLD_OVER

    live(story)


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
