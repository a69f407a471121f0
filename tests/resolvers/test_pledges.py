"""A pledge from its hold to its end: nothing is promised twice, whoever asks, whenever the clock strikes and wherever the process dies."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from databases.connections import ChangePool, Databases, DatabaseUnavailableError
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from policies.subjects import Assignment, Subject
from resolvers.changes import messages, needs, offers, pledges
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.pledge_batches import make_pledges
from resolvers.changes.settling import follow_the_clock
from resolvers.changes.workflows import PLEDGE
from tests.resolvers.giving import FIRST, START, Street, donor, helper, household, inspector, officer, official, volunteer

DONORS = [donor(120 + place, 1 + place) for place in range(5)]
LIVE = """
SELECT coalesce(sum(coalesce(delivered_quantity, quantity)), 0)::int FROM pledge WHERE need_id = $1 AND state NOT IN ('released', 'expired', 'voided')
"""
# of the changes of a row: that a giver was warned is no change of his pledge
EVENTS = "SELECT count(*) FROM event WHERE subject_kind = $1 AND subject_id = $2 AND kind NOT IN ('pledge_expiring', 'pledge_overdue', 'pledge_feedback_due')"
WRITTEN = """
SELECT (SELECT count(*) FROM pledge), (SELECT count(*) FROM event), (SELECT count(*) FROM idempotency_key),
  (SELECT string_agg(id || state || version || pledged, ',' ORDER BY id) FROM need), (SELECT string_agg(id || state || version, ',' ORDER BY id) FROM pledge)
"""
WALK = "published partly_pledged fully_pledged received delivered confirmed thanked"


async def refusal(work: Awaitable[Any]) -> Code:
    with pytest.raises(RefusedError) as found:
        await work
    (error,) = found.value.errors
    assert error.message("zh") != error.message("en")
    return error.code


@pytest.fixture
def live(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> Callable[..., Any]:
    """Run something on the street with its clock."""

    def run(story: Callable[[Street], Awaitable[Any]], size: int = 4) -> Any:
        async def told() -> Any:
            street = Street(demo_city[0], keys, size=size)
            try:
                return await story(street)
            finally:
                await street.close()

        return asyncio.run(told())

    return run


MOST_HELD = "UPDATE rule_parameter SET value = $1 WHERE name = 'pledges_held_a_giver'"


@pytest.fixture(scope="module", autouse=True)
def _five_givers_hold_more_than_they_may(demo_city: tuple[Databases, City]) -> Iterator[None]:
    """What one test leaves held would else stop the next."""

    async def let(most: int) -> None:
        async with demo_city[0].connection("forces") as connection:
            await connection.execute(MOST_HELD, most)

    asyncio.run(let(10_000))
    yield
    asyncio.run(let(20))


async def receivers(street: Street, need: int) -> tuple[Subject, Subject]:
    """The village's officer and the household of a need."""
    row = await street.row("need", need)
    return officer(130, row["village_code"]), household(131, row["household_id"])


async def sign(street: Street, pledge: int, who: Subject, side: str) -> None:
    await pledges.confirm_receipt(street.changes, who, pledges.Receipt(pledge, await street.version(pledge), side))


WORDS = "东西收到了，谢谢大家"


async def fed_back(street: Street, pledge: int, writer: Subject, reviewer: Subject) -> None:
    """What became of a pledge is told, and somebody else has read it."""
    await pledges.give_feedback(street.changes, writer, pledges.Feedback(pledge, await street.version(pledge), WORDS))
    await review(street, pledge, reviewer)


async def review(street: Street, pledge: int, who: Subject, return_reason: str | None = None) -> None:
    await pledges.review_feedback(street.changes, who, pledges.FeedbackReview(pledge, await street.version(pledge), return_reason))


def test_giver_reads_feedback_once_somebody_else_has_read_it(live: Any) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(), DONORS[0]
        village, home = await receivers(street, need)
        pledge = await street.pledged(need, giver)
        await street.delivered(pledge, giver)
        await sign(street, pledge, village, pledges.OFFICER)
        await sign(street, pledge, home, pledges.HOUSEHOLD)

        async def give(who: Subject) -> None:
            await pledges.give_feedback(street.changes, who, pledges.Feedback(pledge, await street.version(pledge), WORDS))

        assert await refusal(review(street, pledge, village)) is Code.FEEDBACK_MISSING
        await give(village)
        assert await refusal(give(home)) is Code.FEEDBACK_GIVEN
        assert await refusal(review(street, pledge, village)) is Code.OWN_FEEDBACK
        for outsider in (giver, home, helper(137, home.household_id), officer(132, "320299")):
            assert await refusal(review(street, pledge, outsider)) is Code.NOT_FOUND
        row = await street.row("pledge", pledge)
        assert (row["state"], row["feedback"], row["draft_feedback"]) == ("received", None, WORDS)
        assert await refusal(review(street, pledge, FIRST, "短")) is Code.REASON_UNFIT
        await review(street, pledge, FIRST, "请去掉孩子的名字")
        row = await street.row("pledge", pledge)
        assert (row["state"], row["feedback"], row["draft_feedback"], row["feedback_writer_id"]) == ("received", None, None, village.person_id)
        assert row["feedback_return_reason"] == "请去掉孩子的名字"
        assert await refusal(review(street, pledge, village)) is Code.FEEDBACK_MISSING
        await give(home)
        assert (await street.row("pledge", pledge))["feedback_return_reason"] is None
        await review(street, pledge, village)
        row = await street.row("pledge", pledge)
        assert (row["state"], row["feedback"], row["draft_feedback"]) == ("closed", WORDS, None)
        assert (row["feedback_writer_id"], row["feedback_reviewer_id"]) == (home.person_id, village.person_id)
        assert (await street.row("need", need))["state"] == "thanked"
        events = await street.fetch("SELECT to_jsonb(event)::text AS whole FROM event WHERE subject_kind = 'pledge' AND subject_id = $1", str(pledge))
        assert not [row for row in events if WORDS in row["whole"]]

    live(story)


def test_need_walks_with_its_pledges_from_published_to_thanked(live: Any) -> None:
    async def story(street: Street) -> None:
        need, seen = await street.published(3), []
        (village, home), giver = await receivers(street, need), DONORS[0]

        async def look() -> None:
            seen.append((await street.row("need", need))["state"])

        await look()
        first = await street.pledged(need, giver, 2)
        await look()
        second = await street.pledged(need, DONORS[1], 1)
        await look()
        await street.delivered(first, giver)
        await street.delivered(second, DONORS[1])
        await look()
        for pledge in (first, second):
            await sign(street, pledge, village, pledges.OFFICER)
        await look()
        for pledge in (first, second):
            await sign(street, pledge, home, pledges.HOUSEHOLD)
        await look()
        for pledge in (first, second):
            await fed_back(street, pledge, home, village)
        await look()
        assert " ".join(seen) == WALK
        for table, key in (("need", need), ("pledge", first), ("pledge", second)):
            (count,) = (await street.fetch(EVENTS, table, str(key)))[0]
            assert count == (await street.row(table, key))["version"]

    live(story)


def test_pledge_is_confirmed_only_after_its_facts_were_seen_as_they_are(live: Any) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(2), DONORS[0]
        pledge = await street.pledged(need, giver)
        assert await refusal(pledges.confirm_pledge(street.changes, giver, pledges.PledgeChange(pledge, 1))) is Code.FACTS_UNSEEN
        _, facts = await pledges.see_facts(street.changes, giver, pledges.PledgeChange(pledge, 1))
        assert (facts.item, facts.quantity, len(facts.region_code)) == ("课业辅导", 1, 6)
        await street.fetch("UPDATE need SET needed_by = needed_by - 1 WHERE id = $1", need)
        assert await refusal(pledges.confirm_pledge(street.changes, giver, pledges.PledgeChange(pledge, 2))) is Code.FACTS_CHANGED
        await pledges.see_facts(street.changes, giver, pledges.PledgeChange(pledge, 2))
        await pledges.confirm_pledge(street.changes, giver, pledges.PledgeChange(pledge, 3))
        assert (await street.row("pledge", pledge))["state"] == "confirmed"

    live(story)


def test_receipt_takes_two_sides_and_no_relative(live: Any) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(), DONORS[0]
        village, home = await receivers(street, need)
        row = await street.row("need", need)
        pledge = await street.pledged(need, giver)
        assert await refusal(sign(street, pledge, village, pledges.OFFICER)) is Code.WRONG_STATE
        await street.delivered(pledge, giver)
        for outsider, side in ((giver, pledges.OFFICER), (officer(132, "320299"), pledges.OFFICER), (household(133, 1), pledges.HOUSEHOLD)):
            assert await refusal(sign(street, pledge, outsider, side)) is Code.NOT_FOUND
        kin = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES (134, $1, '2027-01-01', $2)"
        await street.fetch(kin, row["household_id"], row["village_code"])
        assert await refusal(sign(street, pledge, officer(134, row["village_code"]), pledges.OFFICER)) is Code.CONFLICT_OF_INTEREST
        await sign(street, pledge, village, pledges.OFFICER)
        assert await refusal(sign(street, pledge, village, pledges.OFFICER)) is Code.SAME_PERSON
        assert await refusal(sign(street, pledge, officer(135, row["village_code"]), pledges.OFFICER)) is Code.ALREADY_SIGNED
        assert (await street.row("pledge", pledge))["state"] == "delivered"
        await sign(street, pledge, home, pledges.HOUSEHOLD)
        assert (await street.row("pledge", pledge))["state"] == "received"

    live(story)


def test_of_what_was_partly_delivered_the_rest_is_free_at_once_for_the_next_one(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published(20)
        village, home = await receivers(street, need)
        pledge = await street.pledged(need, DONORS[0], 20)
        await street.confirmed(pledge, DONORS[0])
        for wrong in (0, 21):
            delivery = pledges.PledgeDelivery(pledge, await street.version(pledge), None, wrong)
            assert await refusal(pledges.deliver_pledge(street.changes, DONORS[0], delivery)) is Code.QUANTITY_WRONG
        await pledges.deliver_pledge(street.changes, DONORS[0], pledges.PledgeDelivery(pledge, await street.version(pledge), None, 12))
        row = await street.row("need", need)
        assert (row["state"], row["target"] - row["pledged"]) == ("partly_pledged", 8)
        (event,) = await street.fetch("SELECT count(*) FROM event WHERE kind = 'pledge_partly_delivered' AND subject_id = $1", str(pledge))
        assert event["count"] == 1
        rest = await street.pledged(need, DONORS[1], 8)
        assert await refusal(street.pledged(need, DONORS[2])) is Code.NOTHING_LEFT
        await street.delivered(rest, DONORS[1])
        for one in (pledge, rest):
            await sign(street, one, village, pledges.OFFICER)
            await sign(street, one, home, pledges.HOUSEHOLD)
        assert (await street.row("need", need))["state"] == "confirmed"

    live(story)


async def void(street: Street, pledge: int, who: Subject, reason: str = "实际没有送达") -> None:
    await pledges.void_delivery(street.changes, who, pledges.DeliveryVoid(pledge, await street.version(pledge), reason))


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
        need, giver = await street.published(), DONORS[0]
        village, home = await receivers(street, need)
        pledge = await street.pledged(need, giver)
        await street.delivered(pledge, giver)
        await sign(street, pledge, village, pledges.OFFICER)
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


async def _nobody_tells_what_became_of_his_own(street: Street, pledge: int, himself: Subject, signers: tuple[Subject, Subject]) -> None:
    village, home = signers
    await sign(street, pledge, village, pledges.OFFICER)
    await sign(street, pledge, home, pledges.HOUSEHOLD)
    assert await refusal(fed_back(street, pledge, himself, village)) is Code.OWN_GIFT
    assert await refusal(fed_back(street, pledge, home, himself)) is Code.OWN_GIFT


def test_nobody_judges_his_own_gift_nor_declares_one_to_his_kin_void(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published()
        row = await street.row("need", need)
        (found,) = await street.fetch(
            "SELECT id, person_id FROM donor WHERE person_id IS NOT NULL AND verified_on IS NOT NULL ORDER BY id DESC LIMIT 1"
        )
        giver = donor(found["person_id"], found["id"])
        pledge = await street.pledged(need, giver)
        await street.delivered(pledge, giver)
        himself = officer(found["person_id"], row["village_code"])
        assert await refusal(void(street, pledge, himself)) is Code.OWN_GIFT
        await _nobody_tells_what_became_of_his_own(street, pledge, himself, await receivers(street, need))
        kin = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES (140, $1, '2027-01-01', $2)"
        await street.fetch(kin, row["household_id"], row["village_code"])
        assert await refusal(void(street, pledge, officer(140, row["village_code"]))) is Code.CONFLICT_OF_INTEREST

    live(story)


def test_need_that_was_thanked_for_and_asked_again_is_not_opened_twice(live: Any) -> None:
    async def story(street: Street) -> None:
        measure = await street.measure()
        need, giver = await street.published(measure=measure), DONORS[0]
        village, home = await receivers(street, need)
        pledge = await street.pledged(need, giver)
        await street.delivered(pledge, giver)
        await sign(street, pledge, village, pledges.OFFICER)
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
            need, giver = await street.published(), DONORS[0]
            village, home = await receivers(street, need)
            pledge = await street.pledged(need, giver)
            await street.delivered(pledge, giver)
            await sign(street, pledge, village, pledges.OFFICER)
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


PAPER = "no_phone", "QS-2027-001"


async def on_paper(street: Street, pledge: int, who: Subject, reason: str = PAPER[0], number: str = PAPER[1]) -> None:
    wanted = pledges.PaperReceipt(pledge, await street.version(pledge), reason, number)
    await pledges.record_paper_receipt(street.changes, who, wanted, f"paper-{who.number}-{pledge}-{len(number)}")


def test_household_that_cannot_sign_in_signs_on_paper_before_somebody_else_than_the_village_officer(live: Any) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(), DONORS[0]
        row = await street.row("need", need)
        village, second = officer(130, row["village_code"]), officer(135, row["village_code"])
        pledge = await street.pledged(need, giver)
        await street.confirmed(pledge, giver)
        assert await refusal(on_paper(street, pledge, second)) is Code.WRONG_STATE
        await pledges.deliver_pledge(street.changes, giver, pledges.PledgeDelivery(pledge, await street.version(pledge), None))
        for outsider in (giver, officer(132, "320299"), helper(137, 1), household(131, row["household_id"])):
            assert await refusal(on_paper(street, pledge, outsider)) is Code.NOT_FOUND
        kin = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES (138, $1, '2027-01-01', $2)"
        await street.fetch(kin, row["household_id"], row["village_code"])
        assert await refusal(on_paper(street, pledge, officer(138, row["village_code"]))) is Code.CONFLICT_OF_INTEREST
        for unfit in ("", "签字单一号", "13912345678", "3" * 41):
            assert await refusal(on_paper(street, pledge, second, number=unfit)) is Code.PAPER_UNFIT
        await sign(street, pledge, village, pledges.OFFICER)
        assert await refusal(on_paper(street, pledge, village)) is Code.SAME_PERSON
        await on_paper(street, pledge, helper(137, row["household_id"]))
        after = await street.row("pledge", pledge)
        signed = after["state"], after["received_by_household"], after["assistant_id"], after["assistance_reason"], after["paper_number"]
        assert signed == ("received", True, 137, *PAPER)
        assert after["assisted_at"] == street.clock.now()
        assert await refusal(on_paper(street, pledge, second)) is Code.WRONG_STATE
        (event,) = await street.fetch("SELECT actor FROM event WHERE kind = 'pledge_signed_on_paper' AND subject_id = $1", str(pledge))
        assert event["actor"] == "P000137"

    live(story)


def test_who_took_the_households_signature_does_not_sign_for_the_village_nor_does_the_giver(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published(2)
        row = await street.row("need", need)
        second = officer(135, row["village_code"])
        givers = await street.fetch("SELECT id, person_id FROM donor WHERE person_id IS NOT NULL AND verified_on IS NOT NULL ORDER BY id LIMIT 1")
        giver = donor(givers[0]["person_id"], givers[0]["id"])
        first, other = [await street.pledged(need, giver) for _ in range(2)]
        for pledge in (first, other):
            await street.delivered(pledge, giver)
        await on_paper(street, first, second)
        assert await refusal(sign(street, first, second, pledges.OFFICER)) is Code.SAME_PERSON
        assert (await street.row("pledge", first))["state"] == "delivered"
        himself = officer(givers[0]["person_id"], row["village_code"])
        assert await refusal(on_paper(street, other, himself)) is Code.OWN_GIFT
        assert await refusal(sign(street, other, himself, pledges.OFFICER)) is Code.OWN_GIFT

    live(story)


OF_A_HOUSEHOLD = """
WITH person AS (INSERT INTO person (number, name, sex, household_id, region_code)
  SELECT 'K' || (SELECT max(id) + 1 FROM person), '某某', '1', $1, '3202' RETURNING id)
INSERT INTO donor (person_id, display_name, is_anonymous, verified_on, verified_by_id, region_code)
SELECT id, '某某', true, '2020-01-01', 1, '3202' FROM person RETURNING id, person_id
"""
DECLARED = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, '2027-01-01', $3)"


def test_kin_of_the_giver_neither_sign_for_his_gift_nor_declare_it_void(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published()
        row = await street.row("need", need)
        own, village = 590, row["village_code"]
        (found,) = await street.fetch(OF_A_HOUSEHOLD, own)
        giver = donor(found["person_id"], found["id"])
        (same,) = await street.fetch(OF_A_HOUSEHOLD, own)
        (other,) = await street.fetch(OF_A_HOUSEHOLD, own + 1)
        await street.fetch(DECLARED, 141, own, village)  # an official declared kinship with the giver's household
        await street.fetch(DECLARED, giver.person_id, own + 1, village)  # and the giver with that of another one
        pledge = await street.pledged(need, giver)
        await street.delivered(pledge, giver)
        for kin in (141, same["person_id"], other["person_id"]):
            who = officer(kin, village)
            assert await refusal(sign(street, pledge, who, pledges.OFFICER)) is Code.KIN_OF_GIVER
            assert await refusal(on_paper(street, pledge, who)) is Code.KIN_OF_GIVER
            assert await refusal(void(street, pledge, who)) is Code.KIN_OF_GIVER
        await sign(street, pledge, officer(142, village), pledges.OFFICER)
        await street.fetch("DELETE FROM relative WHERE household_id IN ($1, $2)", own, own + 1)

    live(story)


def test_of_two_who_record_a_paper_at_once_one_does(live: Any) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(), DONORS[0]
        village = (await street.row("need", need))["village_code"]
        pledge = await street.pledged(need, giver)
        await street.delivered(pledge, giver)
        wanted = pledges.PaperReceipt(pledge, await street.version(pledge), *PAPER)
        taking = [pledges.record_paper_receipt(street.changes, officer(person, village), wanted, f"paper-{person}") for person in (135, 136)]
        found = await asyncio.gather(*taking, return_exceptions=True)
        assert [error.errors[0].code for error in found if isinstance(error, RefusedError)] == [Code.VERSION_CONFLICT]

    live(story)


def test_giver_changes_his_own_pledges_alone(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published()
        pledge = await street.pledged(need, DONORS[0])
        for other in (DONORS[1], official(101), volunteer(136, 1)):
            assert await refusal(pledges.see_facts(street.changes, other, pledges.PledgeChange(pledge, 1))) is Code.NOT_FOUND
        assert await refusal(street.pledged(need, official(101))) is Code.NOT_PERMITTED
        draft = await street.drafted()
        assert await refusal(street.pledged(draft, DONORS[0])) is Code.NOT_FOUND

    live(story)


def test_volunteer_pledges_only_after_he_was_verified(live: Any) -> None:
    async def story(street: Street) -> None:
        sql = "SELECT id, person_id FROM volunteer WHERE (verified_on IS NULL) = $1 ORDER BY id LIMIT 1"
        unverified, verified = [volunteer(row["person_id"], row["id"]) for missing in (True, False) for row in await street.fetch(sql, missing)]
        need = await street.published()
        assert await refusal(street.pledged(need, unverified)) is Code.NOT_VERIFIED
        await street.pledged(need, verified)

    live(story)


LETTERED = """
INSERT INTO volunteer_skill (volunteer_id, help_kind, skill, certificate, verified_on, verified_by_id, region_code)
SELECT id, 'medical', $2, '演示证书', $3::date, CASE WHEN $3::date IS NOT NULL THEN 1 END, region_code FROM volunteer WHERE id = $1
"""
UNLETTERED = """
SELECT id, person_id FROM volunteer WHERE verified_on IS NOT NULL
  AND NOT EXISTS (SELECT FROM volunteer_skill AS skill WHERE volunteer_id = volunteer.id AND skill.verified_on IS NOT NULL) ORDER BY id LIMIT 1
"""


def test_volunteer_pledges_what_takes_a_certificate_once_an_official_has_seen_his(live: Any) -> None:
    async def story(street: Street) -> None:
        ((key, person),) = await street.fetch(UNLETTERED)
        need, who = await street.published(3, item="care", price="100"), volunteer(person, key)
        assert await refusal(street.pledged(need, who)) is Code.CERTIFICATE_MISSING
        for skill, seen in (
            ("康复护理", None),
            ("宠物护理", date(2026, 1, 1)),
            ("康复", date(2026, 1, 1)),
        ):  # unseen, of something else, of more than it takes
            await street.fetch(LETTERED, key, skill, seen)
            assert await refusal(street.pledged(need, who)) is Code.CERTIFICATE_MISSING, skill
        await street.fetch(LETTERED, key, "老年康复护理", date(2026, 1, 1))
        await street.pledged(need, who)
        await street.fetch("UPDATE volunteer_skill SET taken_back_on = '2026-06-01' WHERE volunteer_id = $1 AND skill = '老年康复护理'", key)
        assert await refusal(street.pledged(need, who)) is Code.CERTIFICATE_MISSING
        await street.pledged(await street.published(), who)  # which takes none
        await street.pledged(need, DONORS[0])  # whoever sends somebody answers for whom he sends

    live(story)


VERIFIED = "SELECT id FROM volunteer WHERE verified_on IS NOT NULL ORDER BY id LIMIT 1"
UNVERIFIED = "verified_on = NULL, verified_by_id = NULL"


def test_whoever_registered_twice_gives_by_the_registration_that_was_verified(live: Any) -> None:
    """And where none was, or it has ended, he is told which one."""

    async def story(street: Street) -> None:
        as_donor, helping, need = await street.new_donor(), (await street.fetch(VERIFIED))[0]["id"], await street.published(5)
        key, posts = as_donor.donor_id, tuple(Assignment.of(tier, "", "3202") for tier in ("donor", "volunteer"))
        who = dataclasses.replace(as_donor, assignments=posts, volunteer_id=helping)

        async def gives_as() -> tuple[int | None, int | None]:
            row = await street.row("pledge", await street.pledged(need, who))
            return row["donor_id"], row["volunteer_id"]

        assert await gives_as() == (key, None)
        await street.fetch(f"UPDATE donor SET {UNVERIFIED} WHERE id = $1", key)
        assert await gives_as() == (None, helping)
        with pytest.raises(RefusedError, match="爱心人士（单位）登记尚未"):
            await street.pledged(need, as_donor)
        await street.fetch("UPDATE donor SET verified_on = '2020-01-01', verified_by_id = 1, ended_on = '2026-12-31' WHERE id = $1", key)
        assert await gives_as() == (None, helping)
        assert await refusal(street.pledged(need, as_donor)) is Code.REGISTRATION_ENDED
        await street.fetch("UPDATE donor SET ended_on = NULL WHERE id = $1", key)

    live(story)


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


def test_batch_pledges_what_it_may_and_again_nothing_twice(live: Any) -> None:
    async def story(street: Street) -> None:
        giver = await street.new_donor()
        offer, open_needs = await offered(street, giver, quantity=5), [await street.published(2) for _ in range(3)]
        wanted = [pledges.PledgeWanted(need, quantity, None, offer) for need, quantity in zip(open_needs, (2, 3, 2), strict=True)]
        found = await make_pledges(street.changes, giver, wanted, "a batch")
        assert [[error.code for error in errors] for _, errors in found] == [[], [Code.NOTHING_LEFT], []]
        assert await make_pledges(street.changes, giver, wanted, "a batch") == found
        assert [(await street.fetch(LIVE, need))[0][0] for need in open_needs] == [2, 0, 2]
        assert await refusal(make_pledges(street.changes, giver, [], "no batch")) is Code.BATCH_UNFIT

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


class Dying:
    """A connection that is lost without a word once it has run so many statements, as when the process is killed."""

    def __init__(self, connection: Any, statements: int) -> None:
        self._connection, self.left = connection, statements

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        return self._counted(found) if name in ("fetch", "fetchrow", "fetchval", "execute", "executemany") else found

    def _counted(self, run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def counted(*arguments: Any) -> Any:
            if self.left == 0:
                self._connection.terminate()
                raise asyncpg.InterfaceError("killed")
            self.left -= 1
            return await run(*arguments)

        return counted


def test_volunteer_and_household_write_to_each_other_once_both_accepted(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published()
        (village, home), helping, other = await receivers(street, need), volunteer(125, 1), volunteer(126, 2)
        await street.fetch("UPDATE volunteer SET verified_on = '2020-01-01', verified_by_id = 1 WHERE id = 1")
        pledge = await street.pledged(need, helping)

        async def accept(who: Subject) -> None:
            await pledges.accept_contact(street.changes, who, pledges.PledgeChange(pledge, await street.version(pledge)))

        async def write(who: Subject, text: str = "周六上午九点可以来吗？") -> str:
            return await messages.send_message(street.changes, who, messages.MessageWanted(pledge, text), f"{who.number}-{len(text)}")

        assert await refusal(accept(home)) is Code.CONTACT_UNFIT  # he has not confirmed yet
        await street.confirmed(pledge, helping)
        assert await refusal(write(helping)) is Code.CONTACT_MISSING
        assert await refusal(accept(helping)) is Code.NOT_FOUND
        await accept(home)
        assert await refusal(accept(home)) is Code.CONTACT_UNFIT
        first = await write(helping)
        assert await write(helping) == first
        await write(home, "可以，在村委会门口等您")
        assert await refusal(write(home, "长" * 501)) is Code.MESSAGE_UNFIT
        assert await refusal(write(home, "请打 139 1234 5678")) is Code.NUMBER_IN_TEXT
        for stranger in (other, village, household(132, 1)):
            assert await refusal(write(stranger)) is Code.NOT_FOUND
        sides = await street.fetch("SELECT side, text FROM message WHERE pledge_id = $1 ORDER BY id", pledge)
        assert [tuple(row) for row in sides] == [("giver", "周六上午九点可以来吗？"), ("household", "可以，在村委会门口等您")]
        log = await street.fetch(
            "SELECT to_jsonb(event)::text AS whole FROM event WHERE kind = 'pledge_message_sent' AND subject_id = $1", str(pledge)
        )
        assert len(log) == 2
        assert not [row for row in log if "周六" in row["whole"] or "村委会" in row["whole"]]
        released = pledges.PledgeRelease(pledge, await street.version(pledge), "车坏了，来不了了")
        await pledges.release_pledge(street.changes, helping, released)
        assert await refusal(write(home, "还来吗？")) is Code.CONTACT_MISSING

    live(story)


def test_donor_gets_into_contact_with_nobody(live: Any) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(), DONORS[0]
        (_, home), pledge = await receivers(street, need), await street.pledged(need, giver)
        await street.confirmed(pledge, giver)
        accepted = pledges.accept_contact(street.changes, home, pledges.PledgeChange(pledge, await street.version(pledge)))
        assert await refusal(accepted) is Code.CONTACT_UNFIT

    live(story)


STEPS = (
    "pledge",
    "see_facts",
    "confirm_pledge",
    "deliver_pledge",
    "sign_as_officer",
    "sign_as_household",
    "record_paper_receipt",
    "give_feedback",
    "review_feedback",
    "release_pledge",
)


@pytest.mark.parametrize("step", STEPS)
def test_process_killed_between_any_two_statements_leaves_nothing_half_written(live: Any, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    whole = ChangePool.transaction

    async def story(street: Street) -> int:
        need, giver = await street.published(2), DONORS[0]
        pledge = await _up_to(street, step, need, giver)
        before, killed = await street.fetch(WRITTEN), 0
        while True:
            dying: list[Dying] = []

            @asynccontextmanager
            async def transaction(pool: ChangePool, dying: list[Dying] = dying, after: int = killed) -> AsyncIterator[Any]:
                async with whole(pool) as connection:
                    dying.append(Dying(connection, after))
                    yield dying[-1]

            monkeypatch.setattr(ChangePool, "transaction", transaction)
            try:
                await _take(street, step, need, pledge, giver)
                break
            except DatabaseUnavailableError:
                killed += 1
            finally:
                monkeypatch.setattr(ChangePool, "transaction", whole)
            assert await street.fetch(WRITTEN) == before
        assert await street.fetch(WRITTEN) != before
        return killed

    assert live(story) > 5


async def _up_to(street: Street, step: str, need: int, giver: Subject) -> int:
    """A pledge that stands before a step (none yet before the first)."""
    if step == "pledge":
        return 0
    pledge = await street.pledged(need, giver)
    village, home = await receivers(street, need)
    if step == "confirm_pledge":
        await pledges.see_facts(street.changes, giver, pledges.PledgeChange(pledge, 1))
    if step == "deliver_pledge":
        await street.confirmed(pledge, giver)
    if step in ("sign_as_officer", "sign_as_household", "record_paper_receipt", "give_feedback", "review_feedback", "void_delivery"):
        await street.delivered(pledge, giver)
    if step in ("sign_as_household", "record_paper_receipt", "give_feedback", "review_feedback", "void_delivery"):
        await sign(street, pledge, village, pledges.OFFICER)
    if step in ("give_feedback", "review_feedback"):
        await sign(street, pledge, home, pledges.HOUSEHOLD)
    if step == "review_feedback":
        await pledges.give_feedback(street.changes, home, pledges.Feedback(pledge, await street.version(pledge), WORDS))
    return pledge


async def _take(street: Street, step: str, need: int, pledge: int, giver: Subject) -> None:
    """Take one step as whoever may."""
    if step == "pledge":
        await pledges.make_pledge(street.changes, giver, pledges.PledgeWanted(need, 1, None), f"dying-{need}")
        return
    row = await street.row("pledge", pledge)
    village, home = officer(130, row["village_code"]), household(131, row["household_id"])
    key = (pledge, row["version"])
    taken: dict[str, Callable[[], Awaitable[Any]]] = {
        "see_facts": lambda: pledges.see_facts(street.changes, giver, pledges.PledgeChange(*key)),
        "confirm_pledge": lambda: pledges.confirm_pledge(street.changes, giver, pledges.PledgeChange(*key)),
        "deliver_pledge": lambda: pledges.deliver_pledge(street.changes, giver, pledges.PledgeDelivery(*key, None)),
        "sign_as_officer": lambda: pledges.confirm_receipt(street.changes, village, pledges.Receipt(*key, pledges.OFFICER)),
        "sign_as_household": lambda: pledges.confirm_receipt(street.changes, home, pledges.Receipt(*key, pledges.HOUSEHOLD)),
        "record_paper_receipt": lambda: pledges.record_paper_receipt(
            street.changes, helper(137, row["household_id"]), pledges.PaperReceipt(*key, *PAPER), f"paper-{key}"
        ),
        "give_feedback": lambda: pledges.give_feedback(street.changes, home, pledges.Feedback(*key, WORDS)),
        "review_feedback": lambda: pledges.review_feedback(street.changes, village, pledges.FeedbackReview(*key, None)),
        "release_pledge": lambda: pledges.release_pledge(street.changes, giver, pledges.PledgeRelease(*key, "车辆故障无法送达")),
        "void_delivery": lambda: pledges.void_delivery(street.changes, village, pledges.DeliveryVoid(*key, "实际没有送达")),
    }
    await taken[step]()


class Giving(RuleBasedStateMachine):
    """One need on the real database; anybody may try any step of any of its pledges at any time."""

    street: Street
    runner: asyncio.Runner

    @initialize(quantity=st.integers(1, 5))
    def begin(self, quantity: int) -> None:
        self.street.clock.at = START
        self.target, self.pledges, self.givers = quantity, list[int](), dict[int, Subject]()
        self.need = self.run(self.street.published(quantity, needed_by=date(2027, 3, 20)))

    def run(self, work: Awaitable[Any]) -> Any:
        return self.runner.run(_awaited(work))

    @rule(who=st.integers(0, 4), quantity=st.integers(0, 4))
    def pledge(self, who: int, quantity: int) -> None:
        before = self.run(self.street.fetch(LIVE, self.need))[0][0]
        try:
            made = self.run(self.street.pledged(self.need, DONORS[who], quantity))
        except RefusedError:
            return
        assert 1 <= quantity <= self.target
        assert quantity <= self.target - before or self.street.clock.now() > START  # a hold that was over has made room
        self.pledges.append(made)
        self.givers[made] = DONORS[who]

    @precondition(lambda self: self.pledges)
    @rule(which=st.integers(0, 20), step=st.sampled_from(STEPS[1:]))
    def step(self, which: int, step: str) -> None:
        """What the table does not allow is refused and changes nothing."""
        pledge = self.pledges[which % len(self.pledges)]
        before = self.run(self.street.row("pledge", pledge))
        name = {"review_feedback": "approve_feedback"}.get(step, "confirm_receipt" if step.startswith(("sign", "record")) else step)
        may = before["state"] in next(one for one in PLEDGE.steps if one.name == name).sources
        try:
            self.run(_take(self.street, step, self.need, pledge, self.givers[pledge]))
        except RefusedError:
            assert self.run(self.street.row("pledge", pledge)) == before
        else:
            assert may

    @rule(hours=st.integers(1, 120))
    def time_passes(self, hours: int) -> None:
        self.street.clock.at = self.street.clock.now() + timedelta(hours=hours)

    @rule()
    def clock_is_followed(self) -> None:
        self.run(follow_the_clock(self.street.changes))

    @rule()
    def withdrawal_is_tried(self) -> None:
        row = self.run(self.street.row("need", self.need))
        try:
            self.run(needs.withdraw_need(self.street.changes, FIRST, needs.NeedWithdrawal(self.need, row["version"], "家庭已自行解决")))
        except RefusedError:
            assert self.run(self.street.row("need", self.need)) == row

    @invariant()
    def remaining_is_what_the_pledges_leave(self) -> None:
        row = self.run(self.street.row("need", self.need))
        assert row["pledged"] == self.run(self.street.fetch(LIVE, self.need))[0][0]
        assert 0 <= row["target"] - row["pledged"] <= row["target"] == self.target

    @invariant()
    def every_version_has_its_event(self) -> None:
        for table, key in [("need", self.need), *(("pledge", pledge) for pledge in self.pledges)]:
            assert self.run(self.street.fetch(EVENTS, table, str(key)))[0][0] == self.run(self.street.row(table, key))["version"]


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work


def test_no_walk_breaks_the_ledger(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    with asyncio.Runner() as runner:
        walked = Giving.TestCase
        Giving.street, Giving.runner = Street(demo_city[0], keys), runner
        walked.settings = settings(max_examples=20, stateful_step_count=20, suppress_health_check=list(HealthCheck))
        walked("runTest").debug()
        runner.run(Giving.street.close())
