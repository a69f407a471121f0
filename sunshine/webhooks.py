"""Messages to webhooks: each event in the order of its log, until the address has taken it.

An address may be anybody's, so nothing that it says is read, no redirection is followed, and it leads into no private network: the name is
looked up once, every address that it has is judged, and the connection goes to one of those that were judged.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

import asyncpg
import httpx

from databases import followers
from databases.connections import DATABASES, DatabaseUnavailableError
from resolvers.changes.core import Changes
from resolvers.following.core import Log
from resolvers.following.webhooks import Webhook, load_webhooks, message, place_of, secret_of, signature

ANSWER_SECONDS = 10.0
IN_HAND = timedelta(seconds=60)  # longer than telling takes: whoever died with a message in hand leaves it to another
log = logging.getLogger(__name__)
Networks = Sequence[IPv4Network | IPv6Network]


class RefusedAddressError(Exception):
    """The address leads where no webhook may go."""


class NotTakenError(Exception):
    """The address answered something else than that it took the message."""


@dataclass(frozen=True)
class Sender:
    """Tells addresses; `networks` are private ones to which it may go nevertheless."""

    networks: Networks = ()

    async def send(self, address: str, body: bytes, signed: str) -> None:
        """Tell an address once. Raises where it may not be told, or did not take it."""
        url = httpx.URL(address)
        target = await self._judged(url)
        headers = {"Host": url.netloc.decode(), "Content-Type": "application/json", "Sunshine-Signature": signed, "User-Agent": "sunshine"}
        async with (
            asyncio.timeout(ANSWER_SECONDS),
            httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=ANSWER_SECONDS) as client,
            client.stream("POST", url.copy_with(host=target), content=body, headers=headers, extensions={"sni_hostname": url.host}) as answer,
        ):
            if not answer.is_success:
                raise NotTakenError(f"HTTP {answer.status_code}")

    async def _judged(self, url: httpx.URL) -> str:
        """One of the addresses that a name has, if all may be gone to."""
        port = url.port or (443 if url.scheme == "https" else 80)
        found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        hosts = [str(place[4][0]) for place in found]
        if not hosts or not all(self._may_go_to(host, url.scheme) for host in hosts):
            raise RefusedAddressError
        return hosts[0]

    def _may_go_to(self, host: str, scheme: str) -> bool:
        address = ip_address(host.partition("%")[0])
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        is_named = any(address in network for network in self.networks)
        if scheme != "https":
            return is_named and address.is_loopback
        return is_named or (address.is_global and not address.is_multicast)


@dataclass
class Telling:
    """Tells all webhooks; `failing`: those whose next message was not taken, in this process."""

    changes: Changes
    sender: Sender
    subscribed: int = 0
    failing: set[str] = field(default_factory=set)

    async def tell_all(self) -> None:
        """Tell each webhook what it has not been told yet; a slow one holds up no other."""
        webhooks = await load_webhooks(self.changes)
        self.subscribed = len(webhooks)
        names = {place_of(webhook.id, source) for webhook in webhooks for source in DATABASES}
        self.failing &= names  # those that were ended fail no more
        await asyncio.gather(*(self._tell_of(webhook, source) for webhook in webhooks for source in DATABASES))

    async def _tell_of(self, webhook: Webhook, source: str) -> None:
        try:
            while await self.tell_next(webhook, source):
                pass
        except (DatabaseUnavailableError, asyncpg.PostgresError) as error:
            log.warning("webhook %d waits for %s: %s", webhook.id, source, type(error).__name__)

    async def tell_next(self, webhook: Webhook, source: str) -> bool:
        """Tell a webhook the next event of a log, or move up to its end; whether there may be more to do now."""
        name, now = place_of(webhook.id, source), self.changes.clock.now()
        async with self.changes.transaction("forces") as connection:
            place = await followers.load_place(connection, name)
        if place.due_at is not None and now < place.due_at:
            return False
        event, end = await followers.find_next(Log(self.changes, source), place.position, webhook.events, webhook.region_code)
        if event is None:
            return end > place.position and await self._move(name, place.position, end)
        async with self.changes.transaction("forces") as connection:
            if not await followers.claim(connection, name, place.position, now, now + IN_HAND):
                return False
        return await self._taken(webhook, name, place, message(source, event)) and await self._move(name, place.position, event["leaf_index"] + 1)

    async def _taken(self, webhook: Webhook, name: str, place: followers.Place, body: bytes) -> bool:
        """Whether an address took a message; why not is noted, without what it said."""
        now = self.changes.clock.now()
        try:
            await self.sender.send(webhook.address, body, signature(secret_of(self.changes.keys, webhook.id), now, body))
        except (OSError, TimeoutError, httpx.HTTPError, httpx.InvalidURL, RefusedAddressError, NotTakenError) as error:
            failure = str(error) if isinstance(error, NotTakenError) else type(error).__name__
            log.warning("webhook %d did not take a message: %s", webhook.id, failure)
            self.failing.add(name)
            async with self.changes.transaction("forces") as connection:
                await followers.note_failure(connection, name, place, failure, now)
            return False
        self.failing.discard(name)
        return True

    async def _move(self, name: str, position: int, to: int) -> bool:
        async with self.changes.transaction("forces") as connection:
            return await followers.move(connection, name, position, to)
