"""Two sides sign that a gift was received, on paper where a household cannot sign in, and nobody who is near to the giver or the household does."""

from __future__ import annotations

import asyncio
import json
from hashlib import sha256
from typing import Any

import pytest

from policies import policy
from policies.subjects import Subject
from resolvers.changes import pledges
from resolvers.changes.core import row_digest
from resolvers.changes.errors import Code, RefusedError
from resolvers.pledge_steps import SIGNATURES, awaited_receipts, steps_of
from resolvers.reads import Reads
from tests.resolvers.deliveries import PAPER, on_paper, receivers, sign, void
from tests.resolvers.giving import DONORS, Street, donor, helper, household, officer, refusal

pytestmark = pytest.mark.usefixtures("as_many_as_they_like")


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
        signed = await street.row("pledge", pledge)
        assert signed["state"] == "received"
        item = (await street.fetch("SELECT name, unit FROM need_item WHERE id = $1", row["need_item_id"]))[0]
        shown = {"delivered_on": str(signed["delivered_on"]), "is_disputed": False, "item": item["name"], "pledge": pledge}
        shown |= {"quantity": signed["delivered_quantity"], "receipt_number": None, "unit": item["unit"]}
        digest = sha256(json.dumps(shown, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()).digest()
        assert (signed["officer_digest"], signed["household_digest"], signed["second_officer_digest"]) == (digest, digest, None)
        sql = "SELECT changed_fields, after_digest FROM event WHERE subject_kind = 'pledge' AND subject_id = $1 ORDER BY id DESC LIMIT 1"
        (event,) = await street.fetch(sql, str(pledge))
        assert {"household_digest", "received_by_household"} <= set(event["changed_fields"])
        unsaid = ("assistance_reason", "draft_feedback", "feedback_return_reason")  # what could be guessed by a digest
        assert event["after_digest"] == row_digest({name: value for name, value in signed.items() if name not in unsaid})

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


async def offered(street: Street, pledge: int, who: Subject) -> list[str]:
    """What somebody is told that he may do with a pledge; of signing also by the list of what waits for it."""
    reads = Reads(street.databases, policy.load())
    try:
        steps = list(await steps_of(reads, policy.load(), who, pledge))
        awaited = [one.signatures for one in await awaited_receipts(reads, policy.load(), who) if one.pledge_id == pledge]
    finally:
        await reads.close()
    assert [step for step in steps if step in SIGNATURES] == [step for signatures in awaited for step in signatures]
    return steps


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
            assert await offered(street, pledge, who) == []
        assert await offered(street, pledge, officer(142, village)) == ["sign_as_officer", "record_paper_receipt", "void_delivery"]
        await street.fetch(DECLARED, 142, row["household_id"], village)  # what its kin would be refused is not offered to them either
        assert await offered(street, pledge, officer(142, village)) == []
        await street.fetch("DELETE FROM relative WHERE person_id = 142")
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
