"""Webhooks are subscribed and ended by administrators, for events inside their own division (M3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from databases import followers
from databases.connections import DATABASES
from databases.forces.webhooks import MOST_CHARACTERS
from policies.subjects import Subject, region_range
from resolvers.changes.core import Changes, Outcome, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason
from resolvers.following.webhooks import place_of

LOOPBACK = ("localhost", "127.0.0.1", "::1")  # plain http goes nowhere else, and there only where a setting lets it
REFUSALS: Mapping[str, UserError] = {"fk_webhook_region_code": UserError(Code.UNKNOWN_REGION, "regionCode")}
INSERT = "INSERT INTO webhook (person_id, region_code, address, events, subscribed_at) VALUES ($1, $2, $3, $4, $5) RETURNING *"
END = "UPDATE webhook SET ended_at = $2 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class WebhookWanted:
    """An address, the kinds of events of which it is to be told, and the division in which they happen."""

    address: str
    events: tuple[str, ...]
    region_code: str


async def subscribe_webhook(changes: Changes, subject: Subject, wanted: WebhookWanted, key: str) -> str:
    """Tell an address of what happens from now on; the webhook's global id."""
    _check(wanted)
    ends = {name: (await changes.rows(name, followers.SIZE))[0]["size"] for name in DATABASES}

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting("Webhook", "subscribe_webhook", {"region_code": wanted.region_code})
        events = " ".join(dict.fromkeys(wanted.events))
        made = await work.connection.fetchrow(INSERT, subject.person_id, wanted.region_code, wanted.address, events, work.clock.now())
        assert made is not None
        for name, end in ends.items():
            await followers.begin(work.connection, place_of(made["id"], name), end)
        told = {"region_code": made["region_code"], "after_digest": row_digest(made), "changed_fields": sorted(made.keys())}
        return Outcome(f"Webhook:{made['id']}", [work.event("webhook_subscribed", "webhook", made["id"], acting, **told)])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class WebhookEnd:
    """A webhook, the version that was seen, and why it ends."""

    webhook_id: int
    expected_version: int
    reason: str


async def end_webhook(changes: Changes, subject: Subject, wanted: WebhookEnd) -> str:
    """Tell an address nothing more; the webhook's global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("Webhook", wanted.webhook_id, "id", "end_webhook", expected_version=wanted.expected_version)
        check_reason(wanted.reason)
        if row["ended_at"] is not None:
            raise refused(Code.ALREADY_ENDED, "id")
        acting = work.acting("Webhook", "end_webhook", row)
        after = await work.connection.fetchrow(END, row["id"], work.clock.now())
        assert after is not None
        told = {"region_code": row["region_code"], "before_digest": row_digest(row), "after_digest": row_digest(after), "purpose": wanted.reason}
        return Outcome(f"Webhook:{row['id']}", [work.event("webhook_ended", "webhook", row["id"], acting, changed_fields=["ended_at"], **told)])

    return await changes.make(subject, "forces", change)


def _check(wanted: WebhookWanted) -> None:
    if not _is_address(wanted.address):
        raise refused(Code.ADDRESS_UNFIT, "address", most=MOST_CHARACTERS)
    if not wanted.events:
        raise refused(Code.EVENTS_MISSING, "events")
    try:
        region_range(wanted.region_code)
    except ValueError:
        raise refused(Code.UNKNOWN_REGION, "regionCode") from None


def _is_address(text: str) -> bool:
    """Whether it is an address of another computer that nobody on the way can read."""
    try:
        address = urlsplit(text)
        host, _ = address.hostname, address.port
    except ValueError:
        return False
    is_plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= MOST_CHARACTERS
    is_private = address.scheme == "https" or (address.scheme == "http" and host in LOOPBACK)
    return bool(is_plain and is_private and host and "@" not in address.netloc and not address.fragment)
