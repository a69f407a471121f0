"""A pledge is confirmed, and whoever it concerns finds it in his inbox and in his mail: nothing is lost, nothing shown twice, nobody named."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from databases.connections import ChangePool, Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from policies.subjects import Subject
from resolvers.notices.letters import EMAIL
from sunshine.mail.links import Links
from sunshine.mail.mails import Mails
from sunshine.mail.relay import Post, Relay
from sunshine.mail.server import MailServer
from sunshine.settings import Settings
from tests.mail_server import Taken, mail_server
from tests.resolvers.giving import Street, donor

LINKS = Links("http://127.0.0.1:8000", ec.generate_private_key(ec.SECP256R1()))
SENDER = "notices@sunshine.example"
GIVING = "SELECT donor.id, person_id FROM donor WHERE person_id IS NOT NULL AND NOT EXISTS (SELECT FROM mailbox WHERE person_id = donor.person_id) ORDER BY id"
TOLD = "SELECT kind, person_id, text FROM notice WHERE about = $1 ORDER BY id"


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
        """A donor as whom nobody has registered an address yet; now he has this one, confirmed."""
        row = (await self.street.fetch(GIVING))[0]
        if address:
            keys = self.street.keys
            values = row["person_id"], keys.seal(EMAIL, address), keys.digest(EMAIL, address), "g***", self.street.clock.now()
            await self.street.fetch(
                "INSERT INTO mailbox (person_id, email_encrypted, email_digest, email_mask, confirmed_at) VALUES ($1, $2, $3, $4, $5)", *values
            )
        return donor(row["person_id"], row["id"])

    async def told(self, pledge: int, person: Subject) -> list[str]:
        return [row["kind"] for row in await self.street.fetch(TOLD, f"Pledge:{pledge}") if row["person_id"] == person.person_id]

    def mailed(self, pledge_mail: str) -> list[EmailMessage]:
        return [mail for mail in self.taken.mails if mail["To"] == pledge_mail]


@pytest.fixture
def office(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> Callable[..., Any]:
    """Run something on the street with its mail server."""

    def run(story: Callable[[Office], Awaitable[Any]]) -> Any:
        async def told() -> Any:
            with mail_server() as taken:
                street = Street(demo_city[0], keys)
                chosen = Settings(smtp_host="127.0.0.1", smtp_port=taken.port, smtp_tls="none", mail_from=SENDER)
                pool = ChangePool(demo_city[0], "forces", 2)
                relay = Relay(pool, keys, street.clock, Post(Mails(SENDER, "demo_city", LINKS), MailServer(chosen).send))
                try:
                    return await story(Office(street, relay, taken))
                finally:
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
