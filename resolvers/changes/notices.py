"""What a person does with what he is told: he reads it, says of what he wants mails, and where to. Links in mails do the same without signing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from typing import Any

from databases import outbox
from databases.event_log import Event
from policies.subjects import Assignment, Subject
from resolvers.changes.core import Changes, Outcome, Record, Work
from resolvers.changes.errors import Code, refused
from resolvers.notices.inbox import CONFIRMATION
from resolvers.notices.letters import EMAIL

MOST_AT_ONCE = 100
MOST_OF_AN_ADDRESS = 254  # RFC 5321
BETWEEN_ADDRESSES = timedelta(minutes=10)  # each sends a mail to whoever has the address
READ = "UPDATE notice SET read_at = $3 WHERE id = ANY($1::bigint[]) AND person_id = $2 AND read_at IS NULL RETURNING id"
PREFER = """
INSERT INTO notice_preference (person_id, kind, by_mail) SELECT DISTINCT $1::bigint, unnest($2::text[]), $3::boolean
ON CONFLICT (person_id, kind) DO UPDATE SET by_mail = excluded.by_mail WHERE notice_preference.by_mail <> excluded.by_mail RETURNING id
"""
MUTED = "SELECT kind FROM notice_preference WHERE person_id = $1 AND NOT by_mail ORDER BY kind"
MAILBOX = "SELECT * FROM mailbox WHERE person_id = $1 FOR UPDATE"
REGISTER = """
INSERT INTO mailbox (person_id, email_encrypted, email_digest, email_mask, given_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id) DO UPDATE SET email_encrypted = excluded.email_encrypted, email_digest = excluded.email_digest,
  email_mask = excluded.email_mask, given_at = excluded.given_at, confirmed_at = NULL RETURNING *
"""
LINKED = "SELECT mailbox.*, person.number FROM mailbox JOIN person ON person.id = person_id WHERE mailbox.id = $1 FOR UPDATE OF mailbox"
CONFIRM = "UPDATE mailbox SET confirmed_at = $2 WHERE id = $1"


async def read_notices(changes: Changes, subject: Subject, notices: Sequence[int]) -> int:
    """Mark notices as read; how many had not been. Another's are as if they were not there."""
    if not 1 <= len(notices) <= MOST_AT_ONCE:
        raise refused(Code.QUANTITY_WRONG, "ids", most=MOST_AT_ONCE)

    async def change(work: Work) -> Outcome[int]:
        acting = _acting(work, "Notice")
        read = len(await work.connection.fetch(READ, notices, work.subject.person_id, work.clock.now()))
        return Outcome(read, [_event(work, "notices_read", acting, ["read_at"], row_count=read)])

    return await changes.make(subject, "forces", change)


@dataclass(frozen=True)
class Preference:
    """Kinds of notices, and whether they are wanted by mail."""

    kinds: Sequence[str]
    by_mail: bool


async def change_preferences(changes: Changes, subject: Subject, wanted: Preference) -> list[str]:
    """Say of which kinds mails are wanted; the kinds of which none are, after that."""

    async def change(work: Work) -> Outcome[list[str]]:
        acting = _acting(work, "NoticePreference")
        changed = await work.connection.fetch(PREFER, work.subject.person_id, wanted.kinds, wanted.by_mail)
        muted = [row["kind"] for row in await work.connection.fetch(MUTED, work.subject.person_id)]
        return Outcome(muted, [_event(work, "notice_preferences_changed", acting, ["by_mail"], row_count=len(changed))])

    return await changes.make(subject, "forces", change)


async def change_mailbox(changes: Changes, subject: Subject, email: str | None) -> str:
    """Give another address, to which a link goes that confirms it, or none; the mailbox's global id."""
    if email is not None:
        _check_address(email)

    async def change(work: Work) -> Outcome[str]:
        acting = _acting(work, "Mailbox")
        before = await work.connection.fetchrow(MAILBOX, work.subject.person_id)
        _check_pause(work, before, email)
        row = await work.connection.fetchrow(REGISTER, work.subject.person_id, *_sealed(work, email), work.clock.now())
        assert row is not None
        await outbox.put(work.connection, CONFIRMATION, [row["id"]] if email else [], work.clock.now())
        return Outcome(f"Mailbox:{row['id']}", [_event(work, "mailbox_changed", acting, ["confirmed_at", "email", "given_at"])])

    return await changes.make(subject, "forces", change)


async def confirm_mailbox(changes: Changes, mailbox_id: int, version: int) -> None:
    """Whoever reads the mails at an address says that they may come. Refused where the address is another by now, or was confirmed."""

    async def change(work: Work) -> Outcome[None]:
        row = await _linked(work, mailbox_id)
        if row["version"] != version or row["email_encrypted"] is None:
            raise refused(Code.NOT_FOUND)
        await work.connection.execute(CONFIRM, mailbox_id, work.clock.now())
        return Outcome(None, [_linked_event(work, row, "mailbox_confirmed", ["confirmed_at"])])

    await changes.make(Subject(), "forces", change)


async def unsubscribe(changes: Changes, mailbox_id: int, kind: str) -> None:
    """No more mails of a kind to the owner of a mailbox."""

    async def change(work: Work) -> Outcome[None]:
        row = await _linked(work, mailbox_id)
        await work.connection.execute(PREFER, row["person_id"], [kind], False)
        return Outcome(None, [_linked_event(work, row, "notice_preferences_changed", ["by_mail"])])

    await changes.make(Subject(), "forces", change)


def _acting(work: Work, kind: str) -> Assignment:
    return work.acting(kind, "keep", {"person_id": work.subject.person_id})


def _event(work: Work, kind: str, acting: Assignment, fields: Sequence[str], **more: Any) -> Event:
    return work.event(kind, "person", work.subject.person_id, acting, changed_fields=fields, **more)


async def _linked(work: Work, mailbox_id: int) -> Record:
    """The mailbox that a link is for, with the number of its owner."""
    row: Record | None = await work.connection.fetchrow(LINKED, mailbox_id)
    if row is None:
        raise refused(Code.NOT_FOUND)
    return row


def _linked_event(work: Work, row: Record, kind: str, fields: Sequence[str]) -> Event:
    return Event(kind, "person", str(row["person_id"]), row["number"], work.clock.now(), changed_fields=fields)


def _check_address(email: str) -> None:
    """One plain address, in whose name no line of a mail's head can be written."""
    try:
        address = Address(addr_spec=email)
    except (ValueError, MessageError, IndexError):
        raise refused(Code.EMAIL_UNFIT, "email") from None
    if not (email.isascii() and email.isprintable() and len(email) <= MOST_OF_AN_ADDRESS and address.addr_spec == email and "." in address.domain):
        raise refused(Code.EMAIL_UNFIT, "email")


def _check_pause(work: Work, before: Record | None, email: str | None) -> None:
    if email is not None and before is not None and work.clock.now() < before["given_at"] + BETWEEN_ADDRESSES:
        raise refused(Code.ADDRESS_TOO_SOON, "email", minutes=int(BETWEEN_ADDRESSES.total_seconds() // 60))


def _sealed(work: Work, email: str | None) -> tuple[bytes | None, bytes | None, str | None]:
    if email is None:
        return None, None, None
    return work.keys.seal(EMAIL, email), work.keys.digest(EMAIL, email), masked(email)


def masked(email: str) -> str:
    """The first letter and the domain: g***@example.org."""
    return f"{email[0]}***@{email.rpartition('@')[2]}"
