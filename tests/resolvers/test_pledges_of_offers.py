"""What is pledged out of an offer: no more than it has, one need at a time or many at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from policies.subjects import Subject
from resolvers.changes import offers, pledges
from resolvers.changes.batches import Batch, make_pledges
from resolvers.changes.core import MOST_ITEMS
from resolvers.changes.errors import Code, RefusedError
from tests.resolvers.giving import DONORS, LIVE, START, Street, refusal

pytestmark = pytest.mark.usefixtures("as_many_as_they_like")


async def offered(street: Street, giver: Subject, kind: str = "service", quantity: int = 3) -> int:
    """The key of a new offer."""
    wanted = offers.OfferWanted(kind, "周末课业辅导", quantity, START.date(), None, "3202", None)
    made = await offers.make_offer(street.changes, giver, wanted, f"offer {kind} {quantity} {len(await street.fetch('SELECT FROM offer'))}")
    return int(made.partition(":")[2])


async def taken(street: Street, giver: Subject, need: int, offer: int, quantity: int = 1) -> str:
    wanted = pledges.PledgeWanted(need, quantity, None, offer)
    return await pledges.make_pledge(street.changes, giver, wanted, f"out of {offer} for {need}: {quantity}")


def test_offer_is_used_up_by_what_its_giver_pledges_out_of_it(live: Any) -> None:
    """Also where he pledges its last one twice at the same moment; what he gives back is there again."""

    async def story(street: Street) -> None:
        giver = await street.new_donor()
        offer, others = await offered(street, giver), await offered(street, DONORS[0])
        first, second, third, fourth, fifth = [await street.published(2) for _ in range(5)]
        made = int((await taken(street, giver, first, offer, 2))[7:])
        assert await refusal(taken(street, giver, second, offer, 2)) is Code.OFFER_USED_UP
        found = await asyncio.gather(*[taken(street, giver, need, offer) for need in (second, third, fourth)], return_exceptions=True)
        assert sorted(error.errors[0].code if isinstance(error, RefusedError) else "" for error in found) == ["", *[Code.OFFER_USED_UP] * 2]
        await pledges.release_pledge(street.changes, giver, pledges.PledgeRelease(made, 1, "近期不在本地"))
        await taken(street, giver, first, offer)
        assert await refusal(taken(street, giver, first, others)) is Code.NOT_FOUND
        goods = await offered(street, giver, "goods")
        assert await refusal(taken(street, giver, first, goods)) is Code.OFFER_UNFIT
        await offers.withdraw_offer(street.changes, giver, offers.OfferChange(offer, 1))
        assert await refusal(taken(street, giver, fifth, offer)) is Code.OFFER_UNFIT

    live(story)


def test_nothing_is_pledged_out_of_an_offer_that_is_over(live: Any) -> None:
    async def story(street: Street) -> None:
        giver, last = await street.new_donor(), START.date() + timedelta(days=2)
        need, other = [await street.published() for _ in range(2)]
        offer = int(
            (
                await offers.make_offer(
                    street.changes, giver, offers.OfferWanted("service", "周末课业辅导", 3, START.date(), last, "3202", None), f"until {last}"
                )
            )[6:]
        )
        street.clock.at = START + timedelta(days=2)
        await taken(street, giver, need, offer)
        street.clock.at = START + timedelta(days=3)
        assert await refusal(taken(street, giver, other, offer)) is Code.OFFER_OVER

    live(story)


def test_batch_pledges_what_it_may_and_again_nothing_twice(live: Any) -> None:
    async def story(street: Street) -> None:
        giver = await street.new_donor()
        offer, open_needs = await offered(street, giver, quantity=5), [await street.published(2) for _ in range(3)]
        wanted = [pledges.PledgeWanted(need, quantity, None, offer) for need, quantity in zip(open_needs, (2, 3, 2), strict=True)]
        found = await make_pledges(street.changes, giver, wanted, Batch("a batch"))
        assert [[error.code for error in errors] for _, errors in found] == [[], [Code.NOTHING_LEFT], []]
        assert await make_pledges(street.changes, giver, wanted, Batch("a batch")) == found
        assert [(await street.fetch(LIVE, need))[0][0] for need in open_needs] == [2, 0, 2]
        assert await refusal(make_pledges(street.changes, giver, [], Batch("no batch"))) is Code.BATCH_UNFIT
        assert await refusal(make_pledges(street.changes, giver, wanted[:1] * (MOST_ITEMS + 1), Batch("too many"))) is Code.BATCH_UNFIT

    live(story)


def test_batch_for_which_there_was_no_time_says_so_and_goes_on_when_it_comes_again(live: Any) -> None:
    async def story(street: Street) -> None:
        giver = await street.new_donor()
        wanted = [pledges.PledgeWanted(await street.published(1), 1, None) for _ in range(3)]
        begun = await make_pledges(street.changes, giver, wanted[:1], Batch("much"))
        late = await make_pledges(street.changes, giver, wanted, Batch("much", seconds=0.0))
        assert [[error.code for error in errors] for _, errors in late] == [[Code.BATCH_UNFINISHED]] * 3
        made = await make_pledges(street.changes, giver, wanted, Batch("much"))
        assert (made[:1], [bool(pledge) for pledge, _ in made]) == (begun, [True] * 3)
        assert [(await street.fetch(LIVE, one.need_id))[0][0] for one in wanted] == [1] * 3

    live(story)


def test_batch_that_is_made_as_a_whole_leaves_nothing_where_one_is_refused(live: Any) -> None:
    async def story(street: Street) -> None:
        giver, open_needs = await street.new_donor(), [await street.published(2) for _ in range(3)]
        whole = Batch("all or none", is_all_or_none=True)
        wanted = [pledges.PledgeWanted(need, quantity, None) for need, quantity in zip(open_needs, (2, 3, 2), strict=True)]
        found = await make_pledges(street.changes, giver, wanted, whole)
        assert [[error.code for error in errors] for _, errors in found] == [[Code.BATCH_UNDONE], [Code.NOTHING_LEFT], [Code.BATCH_UNDONE]]
        assert [(await street.fetch(LIVE, need))[0][0] for need in open_needs] == [0] * 3
        assert await street.fetch("SELECT FROM event WHERE actor = $1", giver.number) == []
        less = [*wanted[:1], pledges.PledgeWanted(open_needs[1], 2, None), *wanted[2:]]
        made = await make_pledges(street.changes, giver, less, whole)  # a refused batch has used up no key
        assert [bool(pledge) for pledge, _ in made] == [True] * 3
        assert await make_pledges(street.changes, giver, less, whole) == made
        other, backwards = await street.new_donor(), [await street.published(1) for _ in range(4)]
        two = [[pledges.PledgeWanted(need, 1, None) for need in needs] for needs in (backwards, backwards[::-1])]
        raced = await asyncio.gather(*(make_pledges(street.changes, who, one, whole) for who, one in zip((giver, other), two, strict=True)))
        assert sorted(all(pledge for pledge, _ in one) for one in raced) == [False, True]

    live(story)
