"""A delivery that never was: the household says so, an official declares it void, and the need is open again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from policies.subjects import Subject
from resolvers.changes import needs, pledges
from resolvers.changes.errors import Code, RefusedError
from tests.resolvers.deliveries import fed_back, on_paper, receivers, sign, signed_by_the_village, void
from tests.resolvers.giving import DONORS, FIRST, START, Street, helper, inspector, officer, refusal

pytestmark = pytest.mark.usefixtures("as_many_as_they_like")


@pytest.mark.parametrize("reached", ["delivered", "received", "closed"])
def test_delivery_that_never_was_is_void_with_its_signatures_and_frees_what_it_took(live: Any, reached: str) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(2), DONORS[0]
        (village, home), kept = await receivers(street, need), await street.pledged(need, DONORS[1])
        await street.delivered(kept, DONORS[1])
        pledge = await street.pledged(need, giver)
        await street.confirmed(pledge, giver)
        assert await refusal(void(street, pledge, village)) is Code.WRONG_STATE
        await pledges.deliver_pledge(street.changes, giver, pledges.PledgeDelivery(pledge, await street.version(pledge), None))
        for one in (pledge, kept) if reached != "delivered" else ():
            await sign(street, one, village, pledges.OFFICER)
            await sign(street, one, home, pledges.HOUSEHOLD)
        for one in (pledge, kept) if reached == "closed" else ():
            await fed_back(street, one, home, village)
        if reached == "closed":
            assert (await street.row("need", need))["state"] == "thanked"
        before = await street.row("pledge", pledge)
        for outsider in (giver, home, officer(132, "320299"), helper(137, before["household_id"])):
            assert await refusal(void(street, pledge, outsider)) is Code.NOT_FOUND
        assert await refusal(void(street, pledge, village, "错")) is Code.REASON_UNFIT
        await void(street, pledge, inspector(139))
        after = await street.row("pledge", pledge)
        decided = after["state"], after["voided_by_id"], after["voided_at"], after["void_reason"]
        assert decided == ("voided", 139, street.clock.now(), "实际没有送达")
        kept_as_it_was = ("quantity", "delivered_on", "officer_id", "received_by_household", "feedback")
        assert [after[name] for name in kept_as_it_was] == [before[name] for name in kept_as_it_was]
        row = await street.row("need", need)
        assert (row["state"], row["pledged"]) == ("partly_pledged", 1)
        assert await refusal(void(street, pledge, village)) is Code.WRONG_STATE
        assert await refusal(sign(street, pledge, home, pledges.HOUSEHOLD)) is Code.WRONG_STATE
        assert await street.pledged(need, DONORS[2])

    live(story)


def test_household_that_got_nothing_says_so_and_nobody_signs_for_it(live: Any) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(), DONORS[0]
        village, home = await receivers(street, need)
        pledge = await street.pledged(need, giver)
        await street.confirmed(pledge, giver)

        async def dispute(who: Subject) -> None:
            await pledges.dispute_delivery(street.changes, who, pledges.Dispute(pledge, await street.version(pledge), "not_come"))

        assert await refusal(dispute(home)) is Code.WRONG_STATE
        await pledges.deliver_pledge(street.changes, giver, pledges.PledgeDelivery(pledge, await street.version(pledge), None))
        for outsider in (giver, village, inspector(139)):
            assert await refusal(dispute(outsider)) is Code.NOT_FOUND
        await dispute(home)
        assert await refusal(dispute(home)) is Code.WRONG_STATE
        assert await refusal(on_paper(street, pledge, officer(135, (await street.row("need", need))["village_code"]))) is Code.DISPUTED
        row = await street.row("pledge", pledge)
        assert (row["state"], row["dispute_reason"], row["disputed_at"]) == ("delivered", "not_come", street.clock.now())
        await sign(street, pledge, home, pledges.HOUSEHOLD)  # it came after all
        await sign(street, pledge, village, pledges.OFFICER)
        assert (await street.row("pledge", pledge))["state"] == "received"

    live(story)


def test_household_for_which_somebody_recorded_a_paper_disputes_it_and_the_delivery_is_void(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published()
        pledge, _, home = await signed_by_the_village(street, need)
        await on_paper(street, pledge, helper(137, home.household_id))
        await pledges.dispute_delivery(street.changes, home, pledges.Dispute(pledge, await street.version(pledge), "not_come"))
        await void(street, pledge, inspector(139))
        row = await street.row("pledge", pledge)
        assert (row["state"], row["dispute_reason"], row["assistant_id"]) == ("voided", "not_come", 137)

    live(story)


def test_need_whose_day_has_passed_is_over_when_its_only_delivery_is_void(live: Any) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(needed_by=START.date() + timedelta(days=5)), DONORS[0]
        village, _ = await receivers(street, need)
        pledge = await street.pledged(need, giver)
        await street.delivered(pledge, giver)
        street.clock.at = START + timedelta(days=6)
        await void(street, pledge, village)
        assert (await street.row("need", need))["state"] == "expired"

    live(story)


def test_need_that_was_thanked_for_and_asked_again_is_not_opened_twice(live: Any) -> None:
    async def story(street: Street) -> None:
        measure = await street.measure()
        need = await street.published(measure=measure)
        pledge, village, home = await signed_by_the_village(street, need)
        await sign(street, pledge, home, pledges.HOUSEHOLD)
        await fed_back(street, pledge, home, village)
        again = await street.published(measure=measure)
        assert await refusal(void(street, pledge, village)) is Code.DUPLICATE_NEED
        version = (await street.row("need", again))["version"]
        await needs.withdraw_need(street.changes, FIRST, needs.NeedWithdrawal(again, version, "先前的送达有误，恢复原需求"))
        await void(street, pledge, village)
        assert (await street.row("need", need))["state"] == "published"

    live(story)


def test_of_a_signature_and_a_void_at_once_one_is_refused_and_nothing_is_counted_that_is_void(live: Any) -> None:
    async def story(street: Street) -> None:
        for _ in range(8):
            need = await street.published()
            pledge, _, home = await signed_by_the_village(street, need)
            seen = pledge, await street.version(pledge)
            signing = pledges.confirm_receipt(street.changes, home, pledges.Receipt(*seen, pledges.HOUSEHOLD))
            voiding = pledges.void_delivery(street.changes, inspector(139), pledges.DeliveryVoid(*seen, "实际没有送达"))
            found = [one for one in await asyncio.gather(signing, voiding, return_exceptions=True) if not isinstance(one, str)]
            (error,) = found
            assert isinstance(error, RefusedError)
            assert error.errors[0].code is Code.VERSION_CONFLICT
            after, row = await street.row("pledge", pledge), await street.row("need", need)
            assert (after["state"], row["state"], row["pledged"]) in (("received", "confirmed", 1), ("voided", "published", 0))

    live(story)
