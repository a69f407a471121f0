"""The street with somebody who delivers what waits to be told, and a mail server that takes the mails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from databases.connections import ChangePool, Databases
from databases.identifiers import IdentifierKeys
from policies.subjects import Subject
from resolvers.notices.letters import EMAIL
from resolvers.reads import Reads
from search.new_needs import NewNeeds
from search.waiting import WaitingList
from sunshine.mail.links import Links
from sunshine.mail.mails import Mails
from sunshine.mail.relay import Post, Relay
from sunshine.mail.server import MailServer
from sunshine.settings import Settings
from tests.mail_server import Taken, mail_server
from tests.resolvers.giving import Street

LINKS = Links("http://127.0.0.1:8000", ec.generate_private_key(ec.SECP256R1()))
SENDER = "notices@sunshine.example"
ABOUT = "SELECT kind, person_id, text FROM notice WHERE about = $1 ORDER BY id"


@dataclass
class Office:
    """The street with somebody who delivers."""

    street: Street
    relay: Relay
    taken: Taken
    new_needs: NewNeeds

    async def deliver(self) -> None:
        while await self.relay.deliver_next():
            pass

    async def outlive(self) -> None:
        """Come after somebody who died: the server has noticed, and a message that he held is passed over no more."""
        await self.street.fetch("SELECT FROM outbox FOR UPDATE")
        self.street.clock.at = self.street.clock.now() + timedelta(minutes=1)

    async def giver(self, address: str | None = None) -> Subject:
        """A new donor; with this address, which he has confirmed."""
        made = await self.street.new_donor()
        if address:
            keys = self.street.keys
            values = made.person_id, keys.seal(EMAIL, address), keys.digest(EMAIL, address), "g***", self.street.clock.now()
            await self.street.fetch(
                "INSERT INTO mailbox (person_id, email_encrypted, email_digest, email_mask, given_at, confirmed_at) VALUES ($1, $2, $3, $4, $5, $5)",
                *values,
            )
        return made

    async def told(self, pledge: int, person: Subject) -> list[str]:
        return [row["kind"] for row in await self.street.fetch(ABOUT, f"Pledge:{pledge}") if row["person_id"] == person.person_id]

    def mailed(self, pledge_mail: str) -> list[EmailMessage]:
        return [mail for mail in self.taken.mails if mail["To"] == pledge_mail]


def run_in(city: Databases, keys: IdentifierKeys, story: Callable[[Office], Awaitable[Any]]) -> Any:
    """Run something on the street with its mail server."""

    async def told() -> Any:
        with mail_server() as taken:
            street = Street(city, keys)
            chosen = Settings(smtp_host="127.0.0.1", smtp_port=taken.port, smtp_tls="none", mail_from=SENDER)
            pool = ChangePool(city, "forces", 2)
            reads = Reads(city, street.changes.policy)
            relay = Relay(pool, keys, street.clock, WaitingList(reads, street.clock), Post(Mails(SENDER, city.city, LINKS), MailServer(chosen).send))
            try:
                return await story(Office(street, relay, taken, NewNeeds(reads, street.changes)))
            finally:
                await reads.close()
                await pool.close()
                await street.close()

    return asyncio.run(told())
