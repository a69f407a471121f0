"""What webhooks are told: that something of a kind happened to a record, and when; never a value, nor who did it.

A webhook is a follower of each of the four logs: its places in them lie in `forces`, beside the webhook itself.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
import orjson

from databases.identifiers import IdentifierKeys
from policies.kinds import type_name
from resolvers.changes.core import Changes

SECRET = "webhook.secret"  # under which name it is made of the city's key: it is kept nowhere
# while whoever subscribed it is still an administrator there
ACTIVE = """
SELECT webhook.id, webhook.region_code, address, events FROM webhook
WHERE ended_at IS NULL AND EXISTS (SELECT FROM post WHERE post.person_id = webhook.person_id AND tier = 'administrator'
  AND starts_with(webhook.region_code, post.region_code) AND post.period @> $1::date)
ORDER BY webhook.id
"""


@dataclass(frozen=True)
class Webhook:
    """One that is told: `events` are the kinds that it wants, inside the division `region_code`."""

    id: int
    region_code: str
    address: str
    events: Sequence[str]


async def load_webhooks(changes: Changes) -> list[Webhook]:
    rows = await changes.rows("forces", ACTIVE, changes.clock.today())
    return [Webhook(row["id"], row["region_code"], row["address"], row["events"].split()) for row in rows]


def place_of(webhook_id: int, database: str) -> str:
    """The name under which it is written down how far a webhook is in the log of a database."""
    return f"webhook-{webhook_id}-{database}"


def secret_of(keys: IdentifierKeys, webhook_id: int) -> str:
    """What a webhook and whoever tells it know alone, in hex."""
    return keys.digest(SECRET, str(webhook_id)).hex()


def message(database: str, event: asyncpg.Record) -> bytes:
    """What is told of an event. `id` is the same however often it is told."""
    told: dict[str, Any] = {
        "id": f"{database}-{event['leaf_index']}",
        "event": event["kind"],
        "subject": f"{type_name(event['subject_kind'])}:{event['subject_id']}",
        "occurredAt": event["occurred_at"].astimezone(UTC).isoformat(timespec="seconds"),
    }
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def signature(secret: str, at: datetime, body: bytes) -> str:
    """HMAC-SHA256 over the moment in Unix seconds, a dot and the body: so a message can be neither changed nor told again later."""
    seconds = int(at.timestamp())
    made = hmac.digest(bytes.fromhex(secret), b"%d.%b" % (seconds, body), "sha256")
    return f"t={seconds},v1={made.hex()}"
