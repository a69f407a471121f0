"""A pledge is confirmed, and whoever it concerns finds it in his inbox and in his mail: nothing is lost, nothing shown twice, nobody named."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from string import Formatter
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from databases import outbox
from databases.code_lists.forces import NOTICE_KIND
from databases.connections import ChangePool, Databases, DatabaseUnavailableError
from databases.identifiers import IdentifierKeys
from policies.subjects import Subject
from resolvers.changes import pledges
from resolvers.changes.errors import RefusedError
from resolvers.changes.notices import Preference, change_preferences
from resolvers.changes.settling import follow_the_clock
from resolvers.notices.letters import EMAIL
from resolvers.notices.tellings import TELLINGS, TOLD
from resolvers.reads import Reads
from search.waiting import WaitingList
from sunshine.mail.links import Links
from sunshine.mail.mails import Mails
from sunshine.mail.relay import Post, Relay
from sunshine.mail.server import MailServer
from sunshine.settings import Settings
from tests.mail_server import Taken, mail_server
from tests.resolvers.giving import DRAFTER, FIRST, SECOND, Street, donor, household, officer, official
from tests.sunshine.dying import Dying, KilledError

LINKS = Links("http://127.0.0.1:8000", ec.generate_private_key(ec.SECP256R1()))
SENDER = "notices@sunshine.example"
JOIN = """
WITH person AS (INSERT INTO person (number, name, sex, organisation_id, grade, region_code)
    SELECT 'N' || (SELECT max(id) + 1 FROM person), '某某', '1', organisation_id, grade, '3202' FROM person ORDER BY id LIMIT 1 RETURNING id),
  post AS (INSERT INTO post (person_id, tier, region_code, region_level, period) SELECT id, 'donor', '3202', 'city', '[2020-01-01,)' FROM person)
INSERT INTO donor (person_id, display_name, is_anonymous, verified_on, verified_by_id, region_code) SELECT id, '某某', true, '2020-01-01', 1, '3202' FROM person RETURNING id, person_id
"""
ABOUT = "SELECT kind, person_id, text FROM notice WHERE about = $1 ORDER BY id"


@dataclass
class Office:
    """The street with somebody who delivers."""

    street: Street
    relay: Relay
    taken: Taken

    async def deliver(self) -> None:
        while await self.relay.deliver_next():
            pass

    async def giver(self, address: str | None = None) -> Subject:
        """A new donor; with this address, which he has confirmed."""
        row = (await self.street.fetch(JOIN))[0]
        if address:
            keys = self.street.keys
            values = row["person_id"], keys.seal(EMAIL, address), keys.digest(EMAIL, address), "g***", self.street.clock.now()
            await self.street.fetch(
                "INSERT INTO mailbox (person_id, email_encrypted, email_digest, email_mask, given_at, confirmed_at) VALUES ($1, $2, $3, $4, $5, $5)",
                *values,
            )
        return donor(row["person_id"], row["id"])

    async def told(self, pledge: int, person: Subject) -> list[str]:
        return [row["kind"] for row in await self.street.fetch(ABOUT, f"Pledge:{pledge}") if row["person_id"] == person.person_id]

    def mailed(self, pledge_mail: str) -> list[EmailMessage]:
        return [mail for mail in self.taken.mails if mail["To"] == pledge_mail]


@pytest.fixture
def office(quiet_city: Databases, keys: IdentifierKeys) -> Callable[..., Any]:
    """Run something on the street with its mail server."""

    def run(story: Callable[[Office], Awaitable[Any]]) -> Any:
        async def told() -> Any:
            with mail_server() as taken:
                street = Street(quiet_city, keys)
                chosen = Settings(smtp_host="127.0.0.1", smtp_port=taken.port, smtp_tls="none", mail_from=SENDER)
                pool = ChangePool(quiet_city, "forces", 2)
                reads = Reads(quiet_city, street.changes.policy)
                relay = Relay(
                    pool, keys, street.clock, WaitingList(reads, street.clock), Post(Mails(SENDER, quiet_city.city, LINKS), MailServer(chosen).send)
                )
                try:
                    return await story(Office(street, relay, taken))
                finally:
                    await reads.close()
                    await pool.close()
                    await street.close()

        return asyncio.run(told())

    return run


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

    office(story)


PEOPLE = """
SELECT (SELECT person_id FROM pairing WHERE household_id = $1 AND kind = 'responsible' AND period @> $2::date) AS helper,
  (SELECT post.person_id FROM post WHERE post.household_id = $1 AND period @> $2::date LIMIT 1) AS home,
  (SELECT max(post.person_id) FROM post WHERE tier = 'manager' AND department = 'town_government' AND starts_with($3, region_code) AND period @> $2::date) AS village
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
    """Who has a part in a need: its officer of the village and its household are given posts if the demo city gave them none."""
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
        await office.deliver()
        signed = ["pledge_signed_by_officer", "pledge_signed_by_household"]
        assert await office.told(pledge, giver) == ["pledge_held", "pledge_confirmed", *signed, "pledge_closed"]
        assert await office.told(pledge, home) == ["pledge_confirmed", "pledge_delivered"]
        assert await office.told(pledge, village) == ["pledge_delivered"]
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


def test_table_tells_of_every_kind_and_its_words_hold_nothing_but_the_needs_public_id() -> None:
    assert set(TOLD) == set(NOTICE_KIND.labels)
    for telling in TELLINGS:
        fields = [name for text in telling.text for _, name, _, _ in Formatter().parse(text) if name is not None]
        about_needs = telling.event.startswith(("need_", "pledge_", "appeal_"))
        assert fields == (["need", "need"] if about_needs else []), telling


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
        assert len(await street.fetch("SELECT FROM notice WHERE kind = 'offer_matched' AND person_id = $1", giver.person_id)) == 0

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
                await Office(street, replace(office.relay, post=replace(post, send=send)), office.taken).deliver()
                is_over = True
            except (KilledError, DatabaseUnavailableError):
                is_over = False
            finally:
                monkeypatch.setattr(ChangePool, "transaction", whole)
            street.clock.at = street.clock.now() + timedelta(minutes=1)
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
