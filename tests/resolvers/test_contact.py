"""A volunteer and a household write to each other once both have accepted; a donor meets nobody."""

from __future__ import annotations

from typing import Any

import pytest

from policies.subjects import Subject
from resolvers.changes import messages, pledges
from resolvers.changes.errors import Code
from tests.resolvers.deliveries import receivers
from tests.resolvers.giving import DONORS, Street, household, refusal, volunteer

pytestmark = pytest.mark.usefixtures("as_many_as_they_like")


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
