"""A pledge from its hold to its end: who may make, confirm and change it, and what its need counts meanwhile."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from policies.subjects import Assignment
from resolvers.changes import pledges
from resolvers.changes.errors import Code, RefusedError
from tests.resolvers.deliveries import fed_back, receivers, sign
from tests.resolvers.giving import CHANGES, DONORS, Street, official, refusal, volunteer

pytestmark = pytest.mark.usefixtures("as_many_as_they_like")
WALK = "published partly_pledged fully_pledged received delivered confirmed thanked"


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
            (count,) = (await street.fetch(CHANGES, table, str(key)))[0]
            assert count == (await street.row(table, key))["version"]

    live(story)


def test_whoever_lost_the_answer_to_his_step_repeats_it(live: Any) -> None:
    """With its key it answers as the first time; without one he is told that it is done, and not that others changed it."""

    async def story(street: Street) -> None:
        need, giver = await street.published(), DONORS[0]
        village, home = await receivers(street, need)
        pledge = await street.pledged(need, giver)
        await pledges.see_facts(street.changes, giver, pledges.PledgeChange(pledge, 1))
        steps = [
            (giver, pledges.confirm_pledge, pledges.PledgeChange(pledge, 2)),
            (giver, pledges.deliver_pledge, pledges.PledgeDelivery(pledge, 3, None)),
            (village, pledges.confirm_receipt, pledges.Receipt(pledge, 4, pledges.OFFICER)),
            (home, pledges.confirm_receipt, pledges.Receipt(pledge, 5, pledges.HOUSEHOLD)),
            (home, pledges.give_feedback, pledges.Feedback(pledge, 6, "东西收到了，谢谢大家")),
        ]
        for place, (who, change, wanted) in enumerate(steps):
            made = await change(street.changes, who, wanted, f"lost answer {pledge} {place}")
            assert await change(street.changes, who, wanted, f"lost answer {pledge} {place}") == made
            assert await refusal(change(street.changes, who, wanted)) is Code.ALREADY_DONE
        assert await refusal(pledges.deliver_pledge(street.changes, giver, steps[1][2])) is Code.VERSION_CONFLICT  # others have gone on since
        assert await street.version(pledge) == 7

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
