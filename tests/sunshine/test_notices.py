"""A pledge is confirmed, and whoever it concerns finds it in his inbox and in his mail: nothing is lost, nothing shown twice, nobody named."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from string import Formatter
from typing import Any

import pytest

from databases import outbox
from databases.code_lists.forces import NOTICE_KIND
from databases.connections import ChangePool, DatabaseUnavailableError
from resolvers.changes import needs, pledges
from resolvers.changes.errors import RefusedError
from resolvers.changes.kinship import KinshipDeclared, declare_kinship
from resolvers.changes.notices import Preference, change_preferences
from resolvers.changes.settling import follow_the_clock
from resolvers.notices.tellings import TELLINGS, TOLD
from tests.resolvers.giving import DRAFTER, FIRST, SECOND, START, household, officer, official
from tests.sunshine.dying import Dying, KilledError
from tests.sunshine.office import ABOUT, Office


def test_confirmed_pledge_is_in_the_givers_inbox_and_in_his_mail(office: Any) -> None:
    async def story(office: Office) -> None:
        need, giver = await office.street.published(2), await office.giver("giver@example.org")
        pledge = await office.street.pledged(need, giver)
        await office.street.confirmed(pledge, giver)
        assert await office.told(pledge, giver) == []
        await office.deliver()
        assert await office.told(pledge, giver) == ["pledge_held", "pledge_confirmed"]
        held, confirmed = office.mailed("giver@example.org")
        public_id = (await office.street.row("need", need))["public_id"]
        assert confirmed["Subject"] == "阳光帮扶：认捐已确认"
        assert confirmed.get_content_type() == "text/plain"
        assert f"您对需求 {public_id} 的认捐已确认" in confirmed.get_content()
        assert f"Your pledge to need {public_id} is confirmed" in confirmed.get_content()
        assert held["Message-ID"] != confirmed["Message-ID"]
        assert confirmed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert confirmed["List-Unsubscribe"].strip("<>") in confirmed.get_content()
        assert (
            dict(confirmed.raw_items())["List-Unsubscribe"] == confirmed["List-Unsubscribe"]
        )  # on one line, in no code: programs read it as it stands

    office(story)


PEOPLE = """
SELECT (SELECT person_id FROM pairing WHERE household_id = $1 AND kind = 'responsible' AND period @> $2::date) AS helper,
  (SELECT post.person_id FROM post WHERE post.household_id = $1 AND period @> $2::date LIMIT 1) AS home,
  (SELECT post.person_id FROM post WHERE tier = 'manager' AND department = 'town_government' AND starts_with($3, region_code) AND period @> $2::date
    ORDER BY length(region_code) DESC, post.person_id LIMIT 1) AS village
"""
AT_HOME = """
WITH person AS (INSERT INTO person (number, name, household_id, region_code) VALUES ('at-home-' || $1::bigint, '某某', $1, $2) RETURNING id)
INSERT INTO post (person_id, tier, region_code, region_level, period, household_id) SELECT id, 'household', $2, 'village', '[2020-01-01,)', $1 FROM person
"""
IN_THE_VILLAGE = """
WITH person AS (INSERT INTO person (number, name, organisation_id, region_code) VALUES ('in-' || $1::text, '某某', 1, $1) RETURNING id)
INSERT INTO post (person_id, tier, department, region_code, region_level, period)
SELECT id, 'manager', 'town_government', $1, 'village', '[2020-01-01,)' FROM person
"""


async def everybody(office: Office, need: int) -> dict[str, int | None]:
    """Who has a part in a need: its officer of the village and its household are given posts if the demo city gave them none; it may have no helper."""
    street, row = office.street, await office.street.row("need", need)
    found = dict((await street.fetch(PEOPLE, row["household_id"], street.clock.today(), row["village_code"]))[0])
    if found["home"] is None:
        await street.fetch(AT_HOME, row["household_id"], row["village_code"])
    if found["village"] is None:
        await street.fetch(IN_THE_VILLAGE, row["village_code"])
    return dict((await street.fetch(PEOPLE, row["household_id"], street.clock.today(), row["village_code"]))[0])


def test_everybody_who_has_a_part_in_a_pledge_is_told_of_each_step_once(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        need, giver = await street.published(1), await office.giver()
        people = await everybody(office, need)
        row = await street.row("need", need)
        village, home = officer(people["village"] or 0, row["village_code"]), household(people["home"] or 0, row["household_id"])
        pledge = await street.pledged(need, giver)
        await street.delivered(pledge, giver)
        for who, side in ((village, pledges.OFFICER), (home, pledges.HOUSEHOLD)):
            await pledges.confirm_receipt(street.changes, who, pledges.Receipt(pledge, await street.version(pledge), side))
        await pledges.give_feedback(street.changes, home, pledges.Feedback(pledge, await street.version(pledge), "东西收到了，谢谢大家"))
        await pledges.review_feedback(street.changes, village, pledges.FeedbackReview(pledge, await street.version(pledge), None))
        await office.deliver()
        signed = ["pledge_signed_by_officer", "pledge_signed_by_household"]
        assert await office.told(pledge, giver) == ["pledge_held", "pledge_confirmed", *signed, "pledge_closed"]
        assert await office.told(pledge, home) == ["pledge_confirmed", "pledge_delivered"]
        assert await office.told(pledge, village) == ["pledge_delivered", "pledge_feedback_given"]
        assert await office.told(pledge, official(people["helper"] or 0)) == ["pledge_confirmed", "pledge_delivered"]
        for person in (DRAFTER, FIRST, SECOND):
            assert await office.told(pledge, person) == ["pledge_held", "pledge_confirmed", "pledge_delivered", "pledge_closed"]
        for person, kinds in (
            (DRAFTER, {"need_reviewed", "need_published", "need_confirmed"}),
            (FIRST, {"need_confirmed"}),
            (giver, {"need_confirmed"}),
        ):
            about = await street.fetch("SELECT kind FROM notice WHERE about = $1 AND person_id = $2", f"Need:{need}", person.person_id)
            assert {row["kind"] for row in about} == kinds  # who published it is not told that he did

    office(story)


A_PAIR = """
SELECT household_id, person_id FROM pairing WHERE kind = 'responsible' AND period @> $1::date AND household_id NOT IN (SELECT household_id FROM relative)
ORDER BY id DESC LIMIT 1
"""
TOLD_OF_KIN = "SELECT person_id, tier, department FROM notice JOIN post USING (person_id) WHERE kind = 'kinship_declared' AND about = $1"


def test_offices_are_told_that_a_helper_is_said_to_be_kin_of_whom_he_helps(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        (pair,) = await street.fetch(A_PAIR, street.clock.today())
        found = []
        for person in (pair["person_id"], FIRST.person_id):  # he who helps it, and somebody else
            wanted = KinshipDeclared(pair["household_id"], "Person", person, "本人说明是该户户主的表弟")
            kinship = await declare_kinship(street.changes, DRAFTER, wanted, f"kin {person}")
            await office.deliver()
            found.append(await street.fetch(TOLD_OF_KIN, kinship))
        assert {(row["tier"], row["department"]) for row in found[0]} <= {("manager", "civil_affairs"), ("manager", "poverty_office")}
        assert found[0]
        assert pair["person_id"] not in [row["person_id"] for row in found[0]]
        assert found[1] == []
        await street.fetch("DELETE FROM relative WHERE household_id = $1", pair["household_id"])

    office(story)


def test_table_tells_of_every_kind_and_its_words_hold_nothing_but_what_cards_tell() -> None:
    assert set(TOLD) == set(NOTICE_KIND.labels)
    for telling in TELLINGS:
        fields = [name for text in telling.text for _, name, _, _ in Formatter().parse(text) if name is not None]
        about_needs = telling.event.startswith(("need_", "pledge_", "appeal_"))
        named = {"needs_matched": ["needs"], "offer_matched": ["need", "item", "place"]}.get(telling.event, ["need"] if about_needs else [])
        assert fields == named * 2, telling


def test_giver_is_warned_once_before_his_hold_is_over_and_told_when_it_is(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        need, giver = await street.published(1), await office.giver()
        pledge = await street.pledged(need, giver)
        until = (await street.row("pledge", pledge))["expires_at"]
        street.clock.at = until - timedelta(hours=30)
        await follow_the_clock(street.changes)
        await office.deliver()
        assert await office.told(pledge, giver) == ["pledge_held"]
        street.clock.at = until - timedelta(hours=20)
        await asyncio.gather(follow_the_clock(street.changes), follow_the_clock(street.changes))
        await follow_the_clock(street.changes)
        street.clock.at = until + timedelta(seconds=1)
        await follow_the_clock(street.changes)
        await office.deliver()
        assert await office.told(pledge, giver) == ["pledge_held", "pledge_expiring", "pledge_expired"]

    office(story)


SOON = START.date() + timedelta(days=10)


async def about(office: Office, subject: str, person: int | None) -> list[str]:
    """Kinds of what somebody was told of something, once all was told."""
    await office.deliver()
    return [row["kind"] for row in await office.street.fetch(ABOUT, subject) if row["person_id"] == person]


def test_household_and_its_helper_are_told_once_that_their_need_is_published_and_that_it_is_withdrawn_or_over(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        withdrawn, over = [await street.published(1, needed_by=SOON) for _ in range(2)]
        people = [await everybody(office, need) for need in (withdrawn, over)]
        pledge = await street.pledged(over, giver := await office.giver())
        await pledges.release_pledge(street.changes, giver, pledges.PledgeRelease(pledge, await street.version(pledge), "车辆故障无法送达"))
        version = (await street.row("need", withdrawn))["version"]
        await needs.withdraw_need(street.changes, FIRST, needs.NeedWithdrawal(withdrawn, version, "家庭已自行解决"))
        street.clock.at = street.clock.now() + timedelta(days=20)
        await follow_the_clock(street.changes)
        for need, who, end in zip((withdrawn, over), people, ("need_withdrawn", "need_expired"), strict=True):
            assert await about(office, f"Need:{need}", who["home"]) == ["need_published", end]
            if who["helper"]:
                assert await about(office, f"Need:{need}", who["helper"]) == ["need_published", end]

    office(story)


def test_giver_hears_that_his_pledge_went_with_a_need_that_was_withdrawn(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        need, giver = await street.published(2), await office.giver()
        pledge = await street.pledged(need, giver)
        version = (await street.row("need", need))["version"]
        await needs.withdraw_need(street.changes, FIRST, needs.NeedWithdrawal(need, version, "家庭已自行解决"))
        assert await about(office, f"Pledge:{pledge}", giver.person_id) == ["pledge_held", "pledge_released"]
        (text,) = [
            row["text"]
            for row in await street.fetch(ABOUT, f"Pledge:{pledge}")
            if row["kind"] == "pledge_released" and row["person_id"] == giver.person_id
        ]
        assert "已撤回" in text

    office(story)


def test_release_of_what_was_confirmed_is_told_to_those_who_wait_for_it_and_of_what_was_held_is_not(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        need, giver = await street.published(2), await office.giver()
        people = await everybody(office, need)
        held, confirmed = [await street.pledged(need, giver) for _ in range(2)]
        await street.confirmed(confirmed, giver)
        for pledge in (held, confirmed):
            await pledges.release_pledge(street.changes, giver, pledges.PledgeRelease(pledge, await street.version(pledge), "临时有事，来不了"))
        for part in ("home", "helper") if people["helper"] else ("home",):
            assert await about(office, f"Pledge:{confirmed}", people[part]) == ["pledge_confirmed", "pledge_released"]
            assert await about(office, f"Pledge:{held}", people[part]) == []

    office(story)


def test_what_is_overdue_and_what_became_of_it_are_asked_for_once(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        need, giver = await street.published(2, needed_by=SOON), await office.giver()
        people = await everybody(office, need)
        row = await street.row("need", need)
        late, came = [await street.pledged(need, giver) for _ in range(2)]
        await street.confirmed(late, giver)
        await street.delivered(came, giver)
        for who, side in (
            (officer(people["village"] or 0, row["village_code"]), pledges.OFFICER),
            (household(people["home"] or 0, row["household_id"]), pledges.HOUSEHOLD),
        ):
            await pledges.confirm_receipt(street.changes, who, pledges.Receipt(came, await street.version(came), side))
        street.clock.at = street.clock.now() + timedelta(days=6)
        await follow_the_clock(street.changes)
        assert "pledge_feedback_due" not in await about(office, f"Pledge:{came}", people["home"])
        street.clock.at = street.clock.now() + timedelta(days=20)
        for _ in range(2):
            await asyncio.gather(follow_the_clock(street.changes), follow_the_clock(street.changes))
        helper = [people["helper"]] if people["helper"] else []
        for person in (people["home"], people["village"], *helper):
            assert (await about(office, f"Pledge:{came}", person))[-1:] == ["pledge_feedback_due"]
        for person in (giver.person_id, DRAFTER.person_id, *helper):
            assert (await about(office, f"Pledge:{late}", person))[-1:] == ["pledge_overdue"]
        for pledge, kind in ((late, "pledge_overdue"), (came, "pledge_feedback_due")):
            found = await street.fetch("SELECT FROM event WHERE subject_kind = 'pledge' AND subject_id = $1 AND kind = $2", str(pledge), kind)
            assert len(found) == 1

    office(story)


OFFICERS = "SELECT id FROM post WHERE department = 'town_government' AND (starts_with($1, region_code) OR starts_with(region_code, $1)) AND period @> $2::date"
CIVIL_AFFAIRS = """
SELECT DISTINCT person_id FROM post WHERE tier = 'manager' AND department = 'civil_affairs' AND starts_with($1, region_code) AND period @> $2::date
  AND length(region_code) = (SELECT max(length(region_code)) FROM post
    WHERE tier = 'manager' AND department = 'civil_affairs' AND starts_with($1, region_code) AND period @> $2::date)
"""


def test_delivery_where_neither_village_nor_town_has_an_officer_is_told_to_civil_affairs(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        need, giver = await street.published(1), await office.giver()
        village = (await street.row("need", need))["village_code"]
        posts = {row["id"]: row["period"] for row in await street.fetch("SELECT id, period FROM post WHERE department = 'town_government'")}
        await street.fetch(
            "UPDATE post SET period = daterange(lower(period), '2026-01-01') WHERE id = ANY($1) AND lower(period) < '2026-01-01'", list(posts)
        )
        try:
            assert await street.fetch(OFFICERS, village, street.clock.today()) == []
            pledge = await street.pledged(need, giver)
            await street.delivered(pledge, giver)
            await office.deliver()
            told = {
                row["person_id"]
                for row in await street.fetch(ABOUT, f"Pledge:{pledge}")
                if row["kind"] == "pledge_delivered" and "请核对后签收" in row["text"]
            }
            expected = {row["person_id"] for row in await street.fetch(CIVIL_AFFAIRS, village, street.clock.today())}
            assert expected
            assert expected <= told
        finally:
            for key, period in posts.items():
                await street.fetch("UPDATE post SET period = $2 WHERE id = $1", key, period)

    office(story)


def test_who_is_to_review_or_publish_a_need_is_told_so_and_nobody_who_did_his_part(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        measure = await street.measure()
        people = [row["person_id"] for row in await street.fetch(CIVIL_AFFAIRS, measure["region_code"], street.clock.today())]
        one, other = people[0], await joins(office, measure["region_code"], people[0])
        need = await street.drafted(measure=measure)
        assert [await about(office, f"Need:{need}", person) for person in (one, other)] == [["need_drafted"]] * 2
        await needs.review_need(street.changes, official(one), needs.NeedReview(need, 1, None))
        assert [await about(office, f"Need:{need}", person) for person in (one, other)] == [["need_drafted"], ["need_drafted", "need_reviewed_first"]]
        await needs.review_need(street.changes, official(other), needs.NeedReview(need, 2, None))
        assert (await about(office, f"Need:{need}", one))[-1] == "need_reviewed"
        assert (await about(office, f"Need:{need}", other))[-1] == "need_reviewed_first"

    office(story)


ANOTHER = """
WITH like_him AS (SELECT person.organisation_id, post.* FROM post JOIN person ON person.id = person_id
    WHERE person_id = $1 AND tier = 'manager' AND department = 'civil_affairs' AND starts_with($2, post.region_code) LIMIT 1),
  joined AS (INSERT INTO person (number, name, organisation_id, region_code)
    SELECT 'P' || lpad((SELECT max(id) + 1 FROM person)::text, 6, '0'), '某某', organisation_id, region_code FROM like_him RETURNING id)
INSERT INTO post (person_id, tier, department, region_code, region_level, period)
SELECT joined.id, tier, department, region_code, region_level, '[2020-01-01,)' FROM joined, like_him RETURNING person_id
"""


async def joins(office: Office, village: str, colleague: int) -> int:
    """Somebody new in the office of civil affairs in which a colleague is."""
    return int((await office.street.fetch(ANOTHER, colleague, village))[0]["person_id"])


OFFER = """
INSERT INTO offer (donor_id, kind, about, quantity, period, state, region_code) SELECT $1, item.kind, item.name, 3, '[2020-01-01,)', 'open', need.region_code
FROM need JOIN need_item AS item ON item.id = need_item_id WHERE need.id = $2 RETURNING id
"""


def test_whose_offer_fits_best_is_told_when_a_hold_is_over(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        need, giver, waiting = await street.published(1), await office.giver(), await office.giver()
        for one in (giver, waiting):  # who let it expire is not next
            (offer,) = await street.fetch(OFFER, one.donor_id, need)
        pledge = await street.pledged(need, giver)
        await office.deliver()
        called = "SELECT person_id FROM notice WHERE kind = 'offer_matched' AND about = $1"
        assert await street.fetch(called, f"Offer:{offer['id']}") == []
        street.clock.at = (await street.row("pledge", pledge))["expires_at"] + timedelta(seconds=1)
        await follow_the_clock(street.changes)
        await office.deliver()
        assert [row["person_id"] for row in await street.fetch(called, f"Offer:{offer['id']}")] == [waiting.person_id]
        again = "SELECT FROM notice WHERE kind = 'offer_matched' AND person_id = $1 AND text LIKE '%' || $2 || '%'"
        assert await street.fetch(again, giver.person_id, (await street.row("need", need))["public_id"]) == []

    office(story)


WAITS = "SELECT person_id, text FROM notice WHERE kind = 'offer_matched' AND noticed_at > $1 AND text LIKE '%' || $2 || '%' ORDER BY id"


def test_who_may_not_pledge_or_has_nothing_left_is_passed_over(office: Any) -> None:
    """Best fits come first: each of these would, were he verified, in his post, giving still, or not used up."""

    async def story(office: Office) -> None:
        street = office.street
        need, other, giver, waiting = (
            await street.published(1, item="repair", price="100"),
            await street.published(3, item="repair", price="100"),
            await office.giver(),
            await office.giver(),
        )
        unverified, ended, gone, used = [await office.giver() for _ in range(4)]
        for one in (unverified, ended, gone, used, waiting):
            (offer,) = await street.fetch(OFFER, one.donor_id, need)
            if one is used:
                await pledges.make_pledge(street.changes, used, pledges.PledgeWanted(other, 3, None, offer["id"]), "all that there is")
        await street.fetch("UPDATE donor SET verified_on = NULL, verified_by_id = NULL WHERE id = $1", unverified.donor_id)
        await street.fetch("UPDATE donor SET ended_on = '2027-01-01' WHERE id = $1", ended.donor_id)
        await street.fetch("UPDATE post SET period = daterange(lower(period), '2027-01-01') WHERE person_id = $1", gone.person_id)
        public_id, town = [(await street.row("need", need))[name] for name in ("public_id", "region_code")]
        ((county,),) = await street.fetch("SELECT name FROM region WHERE code = $1", town[:6])
        for turn in range(2):
            before = street.clock.now()
            street.clock.at = before + timedelta(hours=1)
            pledge = await street.pledged(need, giver)
            release = pledges.PledgeRelease(pledge, 1, "近期不在本地")
            await pledges.release_pledge(street.changes, giver, release)
            await office.deliver()
            told = await street.fetch(WAITS, before, public_id)
            people = [row["person_id"] for row in told]
            assert people == [waiting.person_id] if turn == 0 else waiting.person_id not in people  # once while a hold would last; then the next one
            assert all(f"（家电维修，{county}）" in row["text"] for row in told)
        street.clock.at += timedelta(days=4)
        before = street.clock.now()
        pledge = await street.pledged(need, giver)
        await pledges.release_pledge(street.changes, giver, pledges.PledgeRelease(pledge, 1, "近期不在本地"))
        street.clock.at += timedelta(hours=1)
        await office.deliver()
        assert waiting.person_id in [row["person_id"] for row in await street.fetch(WAITS, before, public_id)]

    office(story)


def test_who_wants_no_mail_of_a_kind_or_has_not_confirmed_his_address_or_left_gets_none(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        quiet, shy, gone = [await office.giver(f"{name}@example.org") for name in ("quiet", "shy", "gone")]
        await change_preferences(street.changes, quiet, Preference(["pledge_held"], by_mail=False))
        await street.fetch("UPDATE mailbox SET confirmed_at = NULL WHERE person_id = $1", shy.person_id)
        need = await street.published(3)
        for giver in (quiet, shy, gone):
            await street.confirmed(await street.pledged(need, giver), giver)
        await street.fetch("UPDATE post SET period = '[2020-01-01,2020-02-01)' WHERE person_id = $1", gone.person_id)
        await office.deliver()
        assert [mail["Subject"] for mail in office.taken.mails] == ["阳光帮扶：认捐已确认"]
        assert office.taken.mails[0]["To"] == "quiet@example.org"
        counts = [len(await street.fetch("SELECT FROM notice WHERE person_id = $1", giver.person_id)) for giver in (quiet, shy, gone)]
        assert counts == [2, 2, 0]
        assert await change_preferences(street.changes, quiet, Preference(["pledge_held"], by_mail=True)) == []

    office(story)


def test_relay_killed_between_any_two_steps_loses_nothing_and_shows_nothing_twice(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ChangePool.transaction

    async def story(office: Office) -> int:
        street, post = office.street, office.relay.post
        assert post is not None
        need, killed, again = await street.published(30), 0, 0
        while True:
            giver = await office.giver(f"killed{killed}@example.org")
            pledge = await street.pledged(need, giver)
            dying = Dying(killed)

            async def send(mail: EmailMessage, dying: Dying = dying) -> None:
                dying.step()
                await post.send(mail)
                dying.step()

            monkeypatch.setattr(ChangePool, "transaction", lambda pool, dying=dying: dying.transaction(whole, pool))
            try:
                await replace(office, relay=replace(office.relay, post=replace(post, send=send))).deliver()
                is_over = True
            except (KilledError, DatabaseUnavailableError):
                is_over = False
            finally:
                monkeypatch.setattr(ChangePool, "transaction", whole)
            await office.outlive()
            await office.deliver()
            assert await office.told(pledge, giver) == ["pledge_held"]
            mails = office.mailed(f"killed{killed}@example.org")
            assert len(mails) >= 1
            assert len({mail["Message-ID"] for mail in mails}) == 1
            again += len(mails) - 1
            assert await street.fetch("SELECT FROM outbox") == []
            if is_over:
                return killed
            killed += 1

    assert office(story) > 15


def test_two_relays_tell_each_thing_once(office: Any) -> None:
    async def story(office: Office) -> None:
        need, giver = await office.street.published(10), await office.giver("two@example.org")
        pledges_ = [await office.street.pledged(need, giver) for _ in range(10)]
        await asyncio.gather(office.deliver(), office.deliver())
        assert [await office.told(pledge, giver) for pledge in pledges_] == [["pledge_held"]] * 10
        assert len({mail["Message-ID"] for mail in office.taken.mails}) == len(office.mailed("two@example.org")) == 10

    office(story)


def test_mail_that_is_refused_is_tried_again_ever_later_until_an_operator_has_to_look(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        need, giver = await street.published(1), await office.giver("full@example.org")
        await street.pledged(need, giver)
        office.taken.refusals += ["452 full@example.org has no room"] * outbox.MOST_ATTEMPTS
        pauses = []
        for _ in range(outbox.MOST_ATTEMPTS):
            await office.deliver()
            (row,) = await street.fetch("SELECT * FROM outbox")
            pauses.append(row["due_at"] - street.clock.now())
            assert row["failure"] == "SMTPDataError 452"  # never what the server said
            street.clock.at = row["due_at"]
        assert pauses == [timedelta(minutes=2**place) for place in range(outbox.MOST_ATTEMPTS)]
        await office.deliver()
        backlog = {row["channel"]: (row["waiting"], row["given_up"]) for row in await street.fetch(outbox.BACKLOG)}
        assert backlog == {"inbox": (0, 0), "mail": (0, 1), "confirmation": (0, 0)}
        assert office.taken.mails == []
        await street.fetch(outbox.RETRY, street.clock.now())
        await office.deliver()
        assert len(office.mailed("full@example.org")) == 1
        assert await street.fetch("SELECT FROM outbox") == []

    office(story)


def test_change_that_is_rolled_back_tells_nobody(office: Any) -> None:
    async def story(office: Office) -> None:
        giver = await office.giver()
        need = await office.street.published(1)
        await office.deliver()
        with pytest.raises(RefusedError):
            await office.street.pledged(need, giver, 2)
        assert await office.street.fetch("SELECT FROM outbox") == []

    office(story)
