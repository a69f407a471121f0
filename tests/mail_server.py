"""A real SMTP server for the tests, which keeps what it takes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.served import free_port


class Gate:
    """Open until it is closed; `reached` tells that somebody waits before it."""

    def __init__(self) -> None:
        self.opened, self.reached = threading.Event(), threading.Event()
        self.opened.set()

    def close(self) -> None:
        self.reached.clear()
        self.opened.clear()

    async def passed(self) -> None:
        self.reached.set()
        while not await asyncio.to_thread(self.opened.wait, 0.1):
            pass


@dataclass
class Taken:
    """What the server took, in its order; `refusals`: answers to give instead of taking, one a mail; `gate`: where mails wait to be taken."""

    port: int
    gate: Gate = field(default_factory=Gate)
    mails: list[EmailMessage] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self.gate.passed()
        if self.refusals:
            return self.refusals.pop(0)
        found: Any = message_from_bytes(bytes(envelope.content or b""), policy=default)
        self.mails.append(found)
        return "250 taken"


@contextmanager
def mail_server(**options: Any) -> Iterator[Taken]:
    """A server on a port of this machine; `options` as aiosmtpd names them."""
    taken = Taken(free_port())
    controller = Controller(taken, hostname="127.0.0.1", port=taken.port, **options)
    controller.start()
    try:
        yield taken
    finally:
        controller.stop()
