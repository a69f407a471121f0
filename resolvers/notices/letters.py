"""What is mailed: a notice, if its person still wants it by mail and can still sign in; or what confirms a new address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from databases.clock import Clock
from databases.code_lists.forces import NOTICE_KIND
from databases.identifiers import IdentifierKeys

EMAIL = "mailbox.email"  # as which column an address is sealed
NOTICE = """
SELECT notice.id, notice.kind, notice.text, notice.text_en, notice.noticed_at AS at, mailbox.id AS mailbox_id, mailbox.version, mailbox.email_encrypted
FROM notice JOIN mailbox USING (person_id) JOIN person ON person.id = notice.person_id
WHERE notice.id = $1 AND mailbox.confirmed_at IS NOT NULL AND person.is_active
  AND EXISTS (SELECT FROM post WHERE post.person_id = notice.person_id AND post.period @> $2::date)
  AND NOT EXISTS (SELECT FROM notice_preference AS wish WHERE wish.person_id = notice.person_id AND wish.kind = notice.kind AND NOT wish.by_mail)
"""
CONFIRMATION = """
SELECT id AS mailbox_id, version, email_encrypted, recorded_at AS at FROM mailbox
WHERE id = $1 AND confirmed_at IS NULL AND email_encrypted IS NOT NULL
"""
ASKED = "有人登记用这个邮箱接收通知。如果是您，请打开下面的链接确认；如果不是，不必理会，不会再有邮件。"
ASKED_EN = "Somebody asked to be told of things at this address. If it was you, open the link below; if not, do nothing: no other mail comes."


@dataclass(frozen=True)
class Letter:
    """A mail before it has a form. `name`: the same for the same mail, however often it is sent; `kind`: of which notices it is one (none: it
    confirms the address in this version of the mailbox)."""

    address: str
    mailbox_id: int
    version: int
    name: str
    at: datetime
    kind: str | None
    subject: str
    text: str


async def find_notice(connection: asyncpg.Connection[Any], notice_id: int, keys: IdentifierKeys, clock: Clock) -> Letter | None:
    """The mail of a notice; None where nobody wants it any more."""
    row = await connection.fetchrow(NOTICE, notice_id, clock.today())
    if row is None:
        return None
    text = f"{row['text']}。登录后可在收件箱查看。\n{_sentence(row['text_en'])} Sign in to see it in your inbox."
    return _letter(row, keys, f"notice-{row['id']}", row["kind"], NOTICE_KIND.labels[row["kind"]], text)


async def find_confirmation(connection: asyncpg.Connection[Any], mailbox_id: int, keys: IdentifierKeys) -> Letter | None:
    """The mail with which an address is confirmed; None where it was confirmed or taken away meanwhile."""
    row = await connection.fetchrow(CONFIRMATION, mailbox_id)
    if row is None:
        return None
    return _letter(row, keys, f"mailbox-{mailbox_id}-{row['version']}", None, "请确认您的邮箱 Confirm your address", f"{ASKED}\n{ASKED_EN}")


def _letter(row: asyncpg.Record, keys: IdentifierKeys, name: str, kind: str | None, subject: str, text: str) -> Letter:
    return Letter(keys.open(EMAIL, row["email_encrypted"]), row["mailbox_id"], row["version"], name, row["at"], kind, subject, text)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
