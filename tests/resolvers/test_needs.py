"""A need from its draft to its end: who may, what is refused and with which reason, and what is written."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from policies.subjects import Assignment, Subject
from resolvers.changes import needs, offers, pledges
from resolvers.changes.conditions import Charity
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.workflows.needs import NEED
from tests.resolvers.giving import DONORS, DRAFTER, FIRST, SECOND, START, Street, donor, official, refusal, volunteer

EVENTS = "SELECT kind, actor FROM event WHERE subject_kind = $1 AND subject_id = $2 ORDER BY id"
ROWS = "SELECT (SELECT count(*) FROM need), (SELECT count(*) FROM pledge), (SELECT count(*) FROM event), (SELECT count(*) FROM idempotency_key)"


def test_need_is_reviewed_by_two_others_and_published_with_an_event_each(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.drafted(2)
        assert await refusal(needs.publish_need(street.changes, FIRST, needs.NeedChange(need, 1))) is Code.WRONG_STATE
        assert await refusal(needs.review_need(street.changes, DRAFTER, needs.NeedReview(need, 1, None))) is Code.OWN_DRAFT
        await needs.review_need(street.changes, FIRST, needs.NeedReview(need, 1, None))
        assert (await street.row("need", need))["state"] == "draft"
        assert await refusal(needs.review_need(street.changes, FIRST, needs.NeedReview(need, 2, None))) is Code.SAME_PERSON
        assert await refusal(needs.review_need(street.changes, SECOND, needs.NeedReview(need, 1, None))) is Code.VERSION_CONFLICT
        await needs.review_need(street.changes, SECOND, needs.NeedReview(need, 2, None))
        await needs.publish_need(street.changes, FIRST, needs.NeedChange(need, 3))
        row = await street.row("need", need)
        assert (row["state"], row["reviewer_id"], row["second_reviewer_id"]) == ("published", FIRST.person_id, SECOND.person_id)
        assert (row["published_on"], row["region_code"]) == (START.date(), row["village_code"][:9])
        told = [tuple(event) for event in await street.fetch(EVENTS, "need", str(need))]
        steps = [("need_drafted", DRAFTER), ("need_reviewed_first", FIRST), ("need_reviewed", SECOND), ("need_published", FIRST)]
        assert told == [(kind, who.number) for kind, who in steps]
        clauses = await street.fetch("SELECT DISTINCT clause FROM event WHERE subject_kind = 'need' AND subject_id = $1", str(need))
        assert [row["clause"] for row in clauses] == [NEED.clause]

    live(story)


def test_refused_draft_says_why_and_holds_no_number(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.drafted()
        with_number = needs.NeedReview(need, 1, "联系电话 13800000000 核实")
        assert await refusal(needs.review_need(street.changes, FIRST, with_number)) is Code.REASON_UNFIT
        await needs.review_need(street.changes, FIRST, needs.NeedReview(need, 1, "不在需求目录范围内"))
        assert (await street.row("need", need))["refusal_reason"] == "不在需求目录范围内"
        assert await refusal(needs.review_need(street.changes, SECOND, needs.NeedReview(need, 2, None))) is Code.WRONG_STATE

    live(story)


def test_price_above_the_ceiling_is_refused_with_the_way_to_appeal(live: Any) -> None:
    async def story(street: Street) -> str:
        with pytest.raises(RefusedError) as found:
            await street.drafted(item="wheelchair", price="800.01")
        await street.drafted(item="wheelchair", price="800.00")
        return found.value.errors[0].message("zh")

    text = live(story)
    assert "800.00 元" in text
    assert "复核" in text


def test_what_costs_something_is_priced_and_money_is_asked_for_by_no_household(live: Any) -> None:
    """At a price of 0 a hundred beds would evade the cap of a household and year."""

    async def story(street: Street) -> None:
        assert await refusal(street.drafted(100, item="bed", price="0.00")) is Code.PRICE_MISSING
        assert await refusal(street.drafted(item="works", price="100")) is Code.MONEY_OF_HOUSEHOLD
        await street.drafted(item="bed", price="0.01")
        await street.drafted(item="law", price="0")

    live(story)


def test_same_need_is_not_asked_for_twice_while_it_is_open(live: Any) -> None:
    async def story(street: Street) -> None:
        measure = await street.measure()
        need = await street.drafted(measure=measure)
        before = await street.fetch(ROWS)
        assert await refusal(street.drafted(measure=measure)) is Code.DUPLICATE_NEED
        assert await street.fetch(ROWS) == before
        await street.drafted(measure=measure, item="quilt", price="100")
        await needs.withdraw_need(street.changes, FIRST, needs.NeedWithdrawal(need, 1, "家庭已自行解决"))
        await street.drafted(measure=measure)

    live(story)


def test_cap_of_a_household_and_year_holds_also_when_needs_are_published_at_once(live: Any) -> None:
    """Two needs of 12,000 yuan each, reviewed while neither was published: the cap of 20,000 lets one of them through."""

    async def story(street: Street) -> None:
        measure = await street.measure()
        until = date(2028, 12, 31)
        both = [
            await street.drafted(30, measure=measure, item="desk", price="400", needed_by=until),
            await street.drafted(60, measure=measure, item="quilt", price="200", needed_by=until),
        ]
        for need in both:
            await needs.review_need(street.changes, FIRST, needs.NeedReview(need, 1, None))
            await needs.review_need(street.changes, SECOND, needs.NeedReview(need, 2, None))
        done = [needs.publish_need(street.changes, FIRST, needs.NeedChange(need, 3)) for need in both]
        found = await asyncio.gather(*done, return_exceptions=True)
        (failed,) = [error for error in found if isinstance(error, RefusedError)]
        assert failed.errors[0].code is Code.ABOVE_CAP
        assert "24000.00" in failed.errors[0].message("zh")
        street.clock.at = START.replace(year=2028)
        left = both[[isinstance(error, RefusedError) for error in found].index(True)]
        await needs.publish_need(street.changes, FIRST, needs.NeedChange(left, 3))

    live(story)


def test_price_of_next_to_nothing_does_not_evade_the_cap(live: Any) -> None:
    """201 quilts at a cent each count half of the ceiling of 200 yuan: 20,100 yuan, over the cap; those of another need count so too."""

    async def story(street: Street) -> None:
        measure = await street.measure()
        with pytest.raises(RefusedError, match=r"20100\.00") as found:
            await street.drafted(201, measure=measure, item="quilt", price="0.01")
        assert found.value.errors[0].code is Code.ABOVE_CAP
        await street.published(150, measure=measure, item="quilt", price="0.01")
        with pytest.raises(RefusedError, match=r"24000\.00"):
            await street.drafted(40, measure=measure, item="desk", price="0.01")

    live(story)


def test_without_a_cap_in_force_no_need_of_a_household_is_drafted(live: Any) -> None:
    async def story(street: Street) -> Code:
        street.clock.at = START.replace(year=2017)  # before the parameters
        return await refusal(street.drafted(needed_by=date(2027, 1, 1)))

    assert live(story) is Code.RULE_MISSING


def test_relative_of_the_household_neither_drafts_reviews_publishes_nor_pledges(live: Any) -> None:
    async def story(street: Street) -> None:
        measure = await street.measure()
        sql = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, '2027-01-01', $3)"
        for person in (104, 105):
            await street.fetch(sql, person, measure["household_id"], measure["region_code"])
        assert await refusal(street.drafted(measure=measure, drafter=official(104))) is Code.CONFLICT_OF_INTEREST
        need = await street.drafted(measure=measure)
        assert await refusal(needs.review_need(street.changes, official(104), needs.NeedReview(need, 1, None))) is Code.CONFLICT_OF_INTEREST
        await needs.review_need(street.changes, FIRST, needs.NeedReview(need, 1, None))
        await needs.review_need(street.changes, SECOND, needs.NeedReview(need, 2, None))
        assert await refusal(needs.publish_need(street.changes, official(104), needs.NeedChange(need, 3))) is Code.CONFLICT_OF_INTEREST
        await needs.publish_need(street.changes, FIRST, needs.NeedChange(need, 3))
        brought = await street.published()
        await street.delivered(await street.pledged(brought, DONORS[0]), DONORS[0])
        for one in (need, brought):  # a giver cannot tell the one refusal from the other
            with pytest.raises(RefusedError) as told:
                await street.pledged(one, donor(105, 1))
            assert [(error.code, error.field, error.values) for error in told.value.errors] == [(Code.NOT_AVAILABLE, "needId", {})]
        await street.pledged(need, donor(106, 1))

    live(story)


def test_nothing_is_asked_for_a_measure_or_a_plan_that_is_over(live: Any) -> None:
    async def story(street: Street) -> None:
        measure = await street.measure()
        need = await street.drafted(measure=measure)
        await needs.review_need(street.changes, FIRST, needs.NeedReview(need, 1, None))
        await needs.review_need(street.changes, SECOND, needs.NeedReview(need, 2, None))
        over = "UPDATE measure SET finished_on = $2 WHERE id = $1"
        await street.fetch(over, measure["id"], START.date(), database="beneficiaries")
        assert await refusal(needs.publish_need(street.changes, FIRST, needs.NeedChange(need, 3))) is Code.MEASURE_FINISHED
        await street.fetch(over, measure["id"], None, database="beneficiaries")
        await needs.publish_need(street.changes, FIRST, needs.NeedChange(need, 3))
        sql = """SELECT (SELECT min(id) FROM helping_plan WHERE year = 2019) AS yearly, (SELECT max(id) FROM helping_plan
            WHERE year IS NULL AND id NOT IN (SELECT helping_plan_id FROM need WHERE helping_plan_id IS NOT NULL)) AS whole"""
        (plan,) = await street.fetch(sql)
        yearly, whole = [
            needs.NeedWanted("HelpingPlan", plan[which], await street.item("tutoring"), 1, Decimal(0), date(2027, 12, 31))
            for which in ("yearly", "whole")
        ]
        assert await refusal(needs.draft_need(street.changes, official(107), yearly, "of-2019")) is Code.PLAN_OVER
        await needs.draft_need(street.changes, official(107), whole, "of-all-years")

    live(story)


def test_need_of_a_project_comes_without_household_and_cap(live: Any) -> None:
    async def story(street: Street) -> None:
        sql = "SELECT id FROM project WHERE NOT id = ANY($1) LIMIT 1"
        taken = [row[0] for row in await street.fetch("SELECT project_id FROM need WHERE project_id IS NOT NULL")]
        project = (await street.fetch(sql, taken, database="projects"))[0]["id"]
        wanted = needs.NeedWanted("Project", project, await street.item("works"), 5, Decimal(9000), date(2027, 12, 31))
        key = (await needs.draft_need(street.changes, DRAFTER, wanted, "project"))[len("Need:") :]
        row = await street.row("need", int(key))
        assert (row["project_id"], row["household_id"], row["measure_id"]) == (project, None, None)
        assert await refusal(needs.draft_need(street.changes, DRAFTER, needs.NeedWanted("Visit", 1, 1, 1, Decimal(1), date(2027, 12, 31)), "v")) is (
            Code.WRONG_SOURCE
        )

    live(story)


OUTSIDERS = {
    "another county": Subject(101, assignments=(Assignment.of("manager", "civil_affairs", "320281"),), number="P000101"),
    "another department": Subject(101, assignments=(Assignment.of("manager", "education", "3202"),), number="P000101"),
    "a donor": donor(101, 1),
}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_whoever_has_no_right_neither_drafts_nor_changes_a_need(live: Any, who: str) -> None:
    async def story(street: Street) -> None:
        outsider, measure = OUTSIDERS[who], await street.measure()
        while measure["region_code"].startswith("320281"):
            await street.drafted(measure=measure)
            measure = await street.measure()
        assert await refusal(street.drafted(measure=measure, drafter=outsider)) in (Code.NOT_FOUND, Code.NOT_PERMITTED)
        need = await street.drafted(measure=measure)
        for work in (
            needs.review_need(street.changes, outsider, needs.NeedReview(need, 1, None)),
            needs.publish_need(street.changes, outsider, needs.NeedChange(need, 1)),
            needs.withdraw_need(street.changes, outsider, needs.NeedWithdrawal(need, 1, "家庭已自行解决")),
        ):
            assert await refusal(work) in (Code.NOT_FOUND, Code.NOT_PERMITTED)
        assert (await street.row("need", need))["version"] == 1

    live(story)


def test_withdrawal_releases_what_is_held_and_stops_at_what_is_confirmed(live: Any) -> None:
    async def story(street: Street) -> None:
        need, giver = await street.published(3), donor(107, 2)
        held, confirmed = await street.pledged(need, giver), await street.pledged(need, giver)
        await street.confirmed(confirmed, giver)
        version = (await street.row("need", need))["version"]
        withdrawal = needs.NeedWithdrawal(need, version, "家庭已自行解决")
        assert await refusal(needs.withdraw_need(street.changes, FIRST, withdrawal)) is Code.PLEDGES_STAND
        assert (await street.row("pledge", held))["state"] == "held"
        release = pledges.PledgeRelease(confirmed, await street.version(confirmed), "车辆故障无法送达")
        await pledges.release_pledge(street.changes, giver, release)
        version = (await street.row("need", need))["version"]
        await needs.withdraw_need(street.changes, FIRST, needs.NeedWithdrawal(need, version, "家庭已自行解决"))
        assert [(await street.row("pledge", key))["state"] for key in (held, confirmed)] == ["released", "released"]
        row = await street.row("need", need)
        assert (row["state"], row["pledged"]) == ("withdrawn", 0)

    live(story)


def test_key_used_again_gives_the_first_need(live: Any) -> None:
    async def story(street: Street) -> None:
        measure = await street.measure()
        wanted = needs.NeedWanted("Measure", measure["id"], await street.item("tutoring"), 1, Decimal(0), date(2027, 12, 31))
        both = await asyncio.gather(*[needs.draft_need(street.changes, DRAFTER, wanted, "twice") for _ in range(2)])
        assert both[0] == both[1]
        other = needs.NeedWanted("Measure", measure["id"], await street.item("tutoring"), 2, Decimal(0), date(2027, 12, 31))
        assert await refusal(needs.draft_need(street.changes, DRAFTER, other, "twice")) is Code.IDEMPOTENCY_KEY_REUSED

    live(story)


CHARITIES = "SELECT id FROM organisation WHERE kind = 'charity' ORDER BY id"


def test_money_goes_only_to_a_charity_whose_certificate_is_in_force(live: Any) -> None:
    async def story(street: Street) -> None:
        good, lapsed = [row["id"] for row in await street.fetch(CHARITIES)]

        def offer(kind: str, charity: int | None) -> Awaitable[str]:
            wanted = offers.OfferWanted(kind, "愿意资助学费", 1, date(2027, 4, 1), None, "3202", charity)
            return offers.make_offer(street.changes, donor(108, 3), wanted, f"{kind}-{charity}")

        for charity in (None, lapsed, 1):  # nobody, one whose certificate has ended, a department
            assert await refusal(offer("money", charity)) is Code.CHARITY_UNQUALIFIED
        assert await refusal(offer("goods", good)) is Code.CHARITY_UNFIT
        made = await offer("money", good)
        assert (await street.row("offer", int(made[6:])))["charity_id"] == good
        need = await street.published(item="tuition", price="100")
        assert await refusal(street.pledged(need, donor(108, 3), charity=lapsed)) is Code.CHARITY_UNQUALIFIED
        pledge = await street.pledged(need, donor(108, 3), charity=good)
        assert await refusal(street.delivered(pledge, donor(108, 3))) is Code.RECEIPT_NUMBER_MISSING
        delivery = pledges.PledgeDelivery(pledge, await street.version(pledge), "2027000123")
        await pledges.deliver_pledge(street.changes, donor(108, 3), delivery)
        assert (await street.row("pledge", pledge))["receipt_number"] == "2027000123"
        code = (await street.row("organisation", good))["credit_code"]
        await street.fetch("UPDATE organisation SET credit_code = $2 WHERE id = $1", good, code[:17] + ("A" if code[17] != "A" else "B"))
        try:
            assert await refusal(offer("tuition", good)) is Code.CHARITY_UNQUALIFIED  # its check character is wrong
        finally:
            await street.fetch("UPDATE organisation SET credit_code = $2 WHERE id = $1", good, code)

    live(story)


LAPSED = "UPDATE fundraising_certificate SET period = daterange(lower(period), $2::date) WHERE organisation_id = $1"


def test_charity_is_looked_at_again_whenever_its_money_goes_a_step_further(live: Any) -> None:
    """The facts name it with its code and certificate; once that has ended nobody confirms, and what was confirmed is not delivered to it."""

    async def story(street: Street) -> None:
        good, giver = (await street.fetch(CHARITIES))[0]["id"], donor(108, 3)
        first, second = [await street.pledged(await street.published(item="tuition", price="100"), giver, charity=good) for _ in range(2)]
        await street.confirmed(first, giver)
        _, facts = await pledges.see_facts(street.changes, giver, pledges.PledgeChange(second, 1))
        charity = await street.row("organisation", good)
        assert facts.charity == Charity(charity["name"], charity["credit_code"], "演示募捐证字第1号", "2019-01-01", "2038-12-31")
        await street.fetch(LAPSED, good, street.clock.today())
        try:
            assert await refusal(pledges.confirm_pledge(street.changes, giver, pledges.PledgeChange(second, 2))) is Code.CHARITY_UNQUALIFIED
            assert await refusal(pledges.see_facts(street.changes, giver, pledges.PledgeChange(second, 2))) is Code.CHARITY_UNQUALIFIED
            delivery = pledges.PledgeDelivery(first, await street.version(first), "2027000124")
            assert await refusal(pledges.deliver_pledge(street.changes, giver, delivery)) is Code.CHARITY_UNQUALIFIED
        finally:
            await street.fetch(LAPSED, good, date(2038, 12, 31))
        assert await refusal(pledges.confirm_pledge(street.changes, giver, pledges.PledgeChange(second, 2))) is Code.FACTS_CHANGED  # a day less
        await street.fetch(LAPSED, good, date(2039, 1, 1))
        await pledges.deliver_pledge(street.changes, giver, delivery)

    live(story)


def test_volunteer_neither_offers_nor_pledges_money(live: Any) -> None:
    async def story(street: Street) -> None:
        good, giver = (await street.fetch(CHARITIES))[0]["id"], volunteer(109, 2)
        await street.fetch("UPDATE volunteer SET verified_on = '2019-01-01', verified_by_id = 1 WHERE id = 2")
        wanted = offers.OfferWanted("money", "愿意捐款", 1, date(2027, 4, 1), None, "3202", good)
        assert await refusal(offers.make_offer(street.changes, giver, wanted, "money")) is Code.MONEY_OF_DONORS
        need = await street.published(item="tuition", price="100")
        assert await refusal(street.pledged(need, giver, charity=good)) is Code.MONEY_OF_DONORS

    live(story)


def test_law_is_named_where_money_is_refused(live: Any) -> None:
    async def story(street: Street) -> str:
        wanted = offers.OfferWanted("money", "愿意捐款", 1, date(2027, 4, 1), None, "3202", None)
        with pytest.raises(RefusedError) as found:
            await offers.make_offer(street.changes, donor(108, 3), wanted, "law")
        return found.value.errors[0].message("zh")

    assert "《慈善法》第二十二条" in live(story)


def test_offer_is_made_and_withdrawn_by_its_giver_alone(live: Any) -> None:
    async def story(street: Street) -> None:
        wanted = offers.OfferWanted("skill", "周六可以做康复指导", 4, date(2027, 4, 1), date(2027, 6, 30), "320282", None)
        mine = volunteer(109, 2)
        with_number = dataclasses.replace(wanted, about="周六可以，电话 13912345678")
        assert await refusal(offers.make_offer(street.changes, mine, with_number, "number")) is Code.NUMBER_IN_TEXT
        offer = int((await offers.make_offer(street.changes, mine, wanted, "mine"))[6:])
        assert await refusal(offers.withdraw_offer(street.changes, volunteer(110, 3), offers.OfferChange(offer, 1))) is Code.NOT_FOUND
        await offers.withdraw_offer(street.changes, mine, offers.OfferChange(offer, 1))
        assert await refusal(offers.withdraw_offer(street.changes, mine, offers.OfferChange(offer, 2))) is Code.WRONG_STATE
        assert [row["kind"] for row in await street.fetch(EVENTS, "offer", str(offer))] == ["offer_made", "offer_withdrawn"]
        assert await refusal(offers.make_offer(street.changes, official(111), wanted, "official")) is Code.NOT_PERMITTED

    live(story)
