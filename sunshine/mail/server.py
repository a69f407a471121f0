"""The mail server to which mails are handed."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

import aiosmtplib

from sunshine.settings import Settings

UNFOLDED = SMTP.clone(max_line_length=998)  # a link in a header that is folded is none
SECONDS = 45.0  # for one mail: it is tried again after a minute at the earliest


def address_in(header: str) -> str:
    """The address alone, as the server is told it."""
    return parseaddr(header)[1]


@dataclass(frozen=True)
class MailServer:
    """Where it is and how it is spoken to, as the settings say."""

    chosen: Settings

    async def send(self, mail: EmailMessage) -> None:
        """Hand over one mail. Raises SMTPException or OSError where the server did not take it, or nobody knows whether it did."""
        chosen = self.chosen
        async with asyncio.timeout(SECONDS):
            await aiosmtplib.send(
                mail.as_bytes(policy=UNFOLDED),
                sender=address_in(mail["From"]),
                recipients=[address_in(mail["To"])],
                hostname=chosen.smtp_host,
                port=chosen.smtp_port,
                username=chosen.smtp_user,
                password=chosen.smtp_password.get_secret_value() if chosen.smtp_password else None,
                use_tls=chosen.smtp_tls == "tls",
                start_tls=chosen.smtp_tls == "starttls",
                tls_context=ssl.create_default_context(cafile=chosen.smtp_ca) if chosen.smtp_tls != "none" else None,
            )
