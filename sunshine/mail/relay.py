"""The relay: takes messages out of the outbox, one by one, and delivers each at least once.

It may die between any two steps. Before a message is claimed nothing has happened; a claimed one is due again after a pause; notices are
written in the transaction that forgets the message; a mail that was sent and not forgotten is sent again under the same name.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import asyncpg

from databases import outbox
from databases.clock import Clock
from databases.connections import ChangePool, DatabaseUnavailableError
from databases.identifiers import IdentifierKeys
from databases.outbox import Message
from resolvers.notices.inbox import CONFIRMATION, INBOX, MAIL, tell
from resolvers.notices.letters import Letter, find_confirmation, find_notice
from search.waiting import WaitingList
from sunshine.mail.mails import Mails

LAST_SECONDS = 10.0  # for what is in hand when the process ends
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Post:
    """How mails are written and sent, where a mail server is set."""

    mails: Mails
    send: Callable[[EmailMessage], Awaitable[None]]


@dataclass(frozen=True)
class Relay:
    """Delivers messages of the forces database; without `post` those for inboxes alone."""

    pool: ChangePool
    keys: IdentifierKeys
    clock: Clock
    waiting: WaitingList
    post: Post | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        return (INBOX, MAIL, CONFIRMATION) if self.post else (INBOX,)

    async def deliver_next(self) -> bool:
        """Deliver one message that is due; whether there was one. What it failed for is noted, and it is tried again later."""
        async with self.pool.transaction() as connection:
            message = await outbox.claim(connection, self.channels, self.clock.now())
        if message is None:
            return False
        try:
            await self._deliver(message)
        except (DatabaseUnavailableError, asyncpg.PostgresConnectionError):
            raise
        except Exception as error:
            await self._failed(message, error)
        return True

    async def _deliver(self, message: Message) -> None:
        if message.channel == INBOX:
            await self._tell(message)
        else:
            await self._mail(message)

    async def _tell(self, message: Message) -> None:
        found = await self.waiting.next_call(message.subject_id)
        async with self.pool.transaction() as connection:
            await tell(connection, message.subject_id, self.clock)
            if found is not None:
                await self.waiting.call(connection, found)
            await outbox.drop(connection, message)

    async def _mail(self, message: Message) -> None:
        assert self.post is not None
        async with self.pool.transaction() as connection:
            letter = await self._letter(connection, message)
        if letter is not None:
            await self.post.send(self.post.mails.write(letter))
        async with self.pool.transaction() as connection:
            await outbox.drop(connection, message)

    async def _letter(self, connection: asyncpg.Connection[Any], message: Message) -> Letter | None:
        if message.channel == MAIL:
            return await find_notice(connection, message.subject_id, self.keys, self.clock)
        return await find_confirmation(connection, message.subject_id, self.keys)

    async def _failed(self, message: Message, error: Exception) -> None:
        failure = f"{type(error).__name__} {getattr(error, 'code', '')}".strip()  # never its text: that may hold an address
        log.warning("message %d (%s) was not delivered: %s", message.id, message.channel, failure)
        async with self.pool.transaction() as connection:
            await outbox.note_failure(connection, message, failure)


async def deliver_all(relay: Relay) -> None:
    """Deliver what is due; cancelled meanwhile, finish what is in hand."""
    while await _finished(relay.deliver_next()):
        pass


async def _finished(delivery: Awaitable[bool]) -> bool:
    """What a delivery gives. Cancelled meanwhile, it is over first: a mail in the middle of being sent would be sent again."""
    task = asyncio.ensure_future(delivery)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=LAST_SECONDS)
        task.cancel()
        raise
