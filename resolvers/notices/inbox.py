"""An event becomes notices: one for each person whom it concerns and who can sign in today, and a mail where he wants one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import asyncpg

from databases import outbox
from databases.clock import Clock
from databases.code_lists.forces import OUTBOX_CHANNEL
from databases.event_log import Event
from policies.kinds import type_name
from policies.masks import COUNTY
from resolvers.notices.audiences import OF_APPEAL, OF_NEED, OF_PLEDGE, Audience
from resolvers.notices.tellings import TOLD, Telling

INBOX, MAIL, CONFIRMATION = OUTBOX_CHANNEL.labels
NEED_OF = {"need": OF_NEED, "pledge": OF_PLEDGE, "need_appeal": OF_APPEAL}
MATCHED = "offer_matched"  # of an offer, for the sake of a need that its purpose names
EVENT = "SELECT kind, subject_kind, subject_id::bigint AS subject_id, actor, occurred_at, purpose FROM event WHERE id = $1"
CARD = """
SELECT need.public_id AS need, need_item.name AS item, region.name AS place FROM need JOIN need_item ON need_item.id = need_item_id
JOIN region ON region.code = left(need.region_code, $2) WHERE {which}
"""
SEVERAL = """
SELECT public_id, need_item.name AS item, region.name AS county FROM match_notice JOIN need ON need.id = need_id
JOIN need_item ON need_item.id = need_item_id JOIN region ON region.code = left(need.region_code, $3)
WHERE person_id = $1 AND told_at = $2 ORDER BY public_id
"""
# whoever cannot sign in is told nothing (he holds a post, or says that he is a deputy or member and waits); whoever was told of the event already is not told again
TELL = """
INSERT INTO notice (person_id, event_id, kind, about, text, text_en, noticed_at)
SELECT DISTINCT person.id, $4::bigint, $5, $6, $7, $8, $9::timestamptz FROM ({people}) AS concerned JOIN person ON person.id = concerned.person_id
WHERE person.is_active AND person.number <> $3 AND (EXISTS (SELECT FROM post WHERE post.person_id = person.id AND post.period @> $2::date)
  OR EXISTS (SELECT FROM representative_registration WHERE person_id = person.id))
ON CONFLICT (event_id, person_id) DO NOTHING RETURNING id
"""
MAILED = "SELECT notice.id FROM notice JOIN mailbox USING (person_id) WHERE notice.id = ANY($1::bigint[]) AND mailbox.confirmed_at IS NOT NULL"


async def announce(connection: asyncpg.Connection[Any], written: Sequence[tuple[int, Event]], clock: Clock) -> None:
    """Leave those of a change's events that are told to somebody in the outbox, in the change's own transaction."""
    await outbox.put(connection, INBOX, [key for key, event in written if event.kind in TOLD], clock.now())


async def tell(connection: asyncpg.Connection[Any], event_id: int, clock: Clock) -> None:
    """Write the notices of an event, and leave their mails in the outbox. Done again it changes nothing."""
    event = await connection.fetchrow(EVENT, event_id)
    assert event is not None
    named = await _named(connection, event)
    told = [
        key for telling, audience in _lines(event["kind"]) for key in await _tell_some(connection, event_id, event, telling, audience, named, clock)
    ]
    mailed = await connection.fetch(MAILED, told)
    await outbox.put(connection, MAIL, [row["id"] for row in mailed], clock.now())


def _lines(kind: str) -> Iterator[tuple[Telling, Audience]]:
    for telling in TOLD[kind]:
        for audience in telling.audiences:
            yield telling, audience


async def _named(connection: asyncpg.Connection[Any], event: asyncpg.Record) -> Mapping[str, str]:
    """What the texts of an event may name: the card of the need that it is about, or for the sake of which it happened, or the cards of several."""
    if event["kind"] == "needs_matched":
        rows = await connection.fetch(SEVERAL, event["subject_id"], event["occurred_at"], COUNTY.digits)
        return {"needs": "；".join(f"{row['item']}（{row['county']}，{row['public_id']}）" for row in rows)}
    which, value = NEED_OF.get(event["subject_kind"]), event["subject_id"]
    if event["kind"] == MATCHED:
        which, value = "need.public_id = $1", event["purpose"]
    card = await connection.fetchrow(CARD.format(which=which), value, COUNTY.digits) if which else None
    return dict(card or {})


async def _tell_some(
    connection: asyncpg.Connection[Any],
    event_id: int,
    event: asyncpg.Record,
    telling: Telling,
    audience: Audience,
    named: Mapping[str, str],
    clock: Clock,
) -> list[int]:
    """Notices for one part; their keys."""
    silent = "" if audience.hears_of_himself else event["actor"]
    texts = [text.format(**named) for text in telling.text]
    about = f"{type_name(event['subject_kind'])}:{event['subject_id']}"
    values = event["subject_id"], clock.today(), silent, event_id, telling.event, about, *texts, clock.now()
    return [row["id"] for row in await connection.fetch(TELL.format(people=audience.people), *values)]
