"""What became of a gift is told by one, read by another and neither is its giver."""

from __future__ import annotations

from typing import Any

import pytest

from policies.subjects import Subject
from resolvers.changes import pledges
from resolvers.changes.errors import Code
from tests.resolvers.deliveries import WORDS, fed_back, receivers, review, sign, signed_by_the_village, void
from tests.resolvers.giving import DONORS, FIRST, Street, donor, helper, officer, refusal

pytestmark = pytest.mark.usefixtures("as_many_as_they_like")
KIN = "INSERT INTO relative (person_id, household_id, declared_on, region_code) VALUES ($1, $2, '2027-01-01', $3)"
OF_NO_HOUSEHOLD = """
SELECT donor.id, person_id FROM donor JOIN person ON person.id = person_id WHERE household_id IS NULL AND donor.verified_on IS NOT NULL ORDER BY donor.id DESC LIMIT 1
"""


def test_giver_reads_feedback_once_somebody_else_has_read_it(live: Any) -> None:
    async def story(street: Street) -> None:
        need = await street.published()
        pledge, village, home = await signed_by_the_village(street, need)
        await sign(street, pledge, home, pledges.HOUSEHOLD)

        async def give(who: Subject) -> None:
            await pledges.give_feedback(street.changes, who, pledges.Feedback(pledge, await street.version(pledge), WORDS))

        assert await refusal(review(street, pledge, village)) is Code.FEEDBACK_MISSING
        await give(village)
        assert await refusal(give(home)) is Code.FEEDBACK_GIVEN
        assert await refusal(review(street, pledge, village)) is Code.OWN_FEEDBACK
        for outsider in (DONORS[0], home, helper(137, home.household_id), officer(132, "320299")):
            assert await refusal(review(street, pledge, outsider)) is Code.NOT_FOUND
        row = await street.row("pledge", pledge)
        assert (row["state"], row["feedback"], row["draft_feedback"]) == ("received", None, WORDS)
        assert await refusal(review(street, pledge, FIRST, "短")) is Code.REASON_UNFIT
        place = (await street.row("need", need))["village_code"]
        kin = officer(142, place)
        await street.fetch(KIN, kin.person_id, home.household_id, place)
        assert await refusal(review(street, pledge, kin)) is Code.CONFLICT_OF_INTEREST
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
        (found,) = await street.fetch(OF_NO_HOUSEHOLD)
        giver = donor(found["person_id"], found["id"])
        pledge = await street.pledged(need, giver)
        await street.delivered(pledge, giver)
        himself = officer(found["person_id"], row["village_code"])
        assert await refusal(void(street, pledge, himself)) is Code.OWN_GIFT
        await _nobody_tells_what_became_of_his_own(street, pledge, himself, await receivers(street, need))
        await street.fetch(KIN, 140, row["household_id"], row["village_code"])
        assert await refusal(void(street, pledge, officer(140, row["village_code"]))) is Code.CONFLICT_OF_INTEREST

    live(story)
