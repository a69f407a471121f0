"""The truth beneath the pages for givers and receivers, and how their forms are sent."""

from __future__ import annotations

import asyncio
import html
import re
from typing import Any

import asyncpg
import httpx

from databases.clock import SHANGHAI, Clock
from databases.connections import Databases

CANARY = "金丝雀五八二零六"
WANTED = {"kind": "goods", "about": f"轮椅{CANARY}", "place": "3202", "quantity": "2", "first_day": Clock().today().isoformat()}
OPEN_NEEDS = """
SELECT need.id, public_id, kind, target - pledged AS remaining FROM need JOIN need_item ON need_item.id = need_item_id
WHERE state IN ('published', 'partly_pledged', 'fully_pledged') AND current_date BETWEEN published_on AND needed_by - 1 AND kind NOT IN ('money', 'tuition')
  AND NOT needs_certificate AND NOT public_id = ANY($1) ORDER BY (kind = 'goods') = $2 DESC, need.id
"""
ASK_FOR_MORE = "UPDATE need SET target = pledged + $2, state = CASE pledged WHEN 0 THEN 'published' ELSE 'partly_pledged' END WHERE id = $1"
BY_HAND = """
SELECT public_id, need.household_id FROM need JOIN need_item ON need_item.id = need_item_id WHERE state = 'published' AND kind IN ('service', 'medical')
  AND NOT needs_certificate
  AND need.household_id IS NOT NULL AND current_date BETWEEN published_on AND needed_by ORDER BY need.id DESC LIMIT 1
"""  # other tests publish needs on days to come
MOVE = """
WITH person AS (UPDATE person SET household_id = $2 WHERE number = $1 RETURNING id)
UPDATE post SET household_id = $2 FROM person WHERE person_id = person.id AND tier = 'household'
"""  # in one statement: at no moment a person holds the post of another household
TO_DELIVER = """
SELECT pledge.id, pledge.household_id, pledge.village_code FROM pledge WHERE state = 'confirmed' AND household_id IS NOT NULL AND charity_id IS NULL AND officer_id IS NULL
  AND household_id NOT IN (SELECT household_id FROM relative) ORDER BY id DESC LIMIT 1
"""
PAIR = """
INSERT INTO pairing (household_id, person_id, kind, period, region_code) SELECT $2, id, 'extra', daterange(current_date, NULL), $3 FROM person WHERE number = $1
  AND NOT EXISTS (SELECT FROM pairing WHERE household_id = $2 AND person_id = person.id)
"""
OFFERED = """
INSERT INTO offer (donor_id, kind, about, quantity, period, state, region_code)
SELECT donor.id, 'goods', (SELECT name FROM need_item JOIN need ON need_item.id = need_item_id WHERE need.public_id = $2), $3, '[2020-01-01,)', 'open', '3202'
FROM donor JOIN person ON person.id = person_id WHERE person.number = $1 RETURNING id
"""


def rows(databases: Databases, sql: str, *values: Any, database: str = "forces") -> list[asyncpg.Record]:
    """What the databases hold beneath the pages, on a day that begins when ours does."""

    async def fetch() -> list[asyncpg.Record]:
        async with databases.connection(database, timezone=SHANGHAI.key) as connection:
            return await connection.fetch(sql, *values)

    return asyncio.run(fetch())


def fields(page: httpx.Response) -> dict[str, str]:
    """What stands in the fields of a page, but for choices."""
    found = re.findall(r'<input type="(?:hidden|text|date)"[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', page.text)
    return {name: html.unescape(value) for name, value in found}


def held(client: httpx.Client, number: str, quantity: int = 1) -> httpx.Response:
    """Pledge to a need by its form."""
    form = fields(client.get(f"/needs/{number}/pledge"))
    return client.post(f"/needs/{number}/pledge", data={**form, "quantity": str(quantity)})


def step(client: httpx.Client, page: httpx.Response, name: str, **typed: str) -> httpx.Response:
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version, page.text
    return client.post(page.url.copy_with(query=None), data={"step": name, "version": version[1], **typed})


def known_anew(*clients: httpx.Client) -> None:
    """A person is remembered for a minute; before a change, even one that is refused, he is looked up anew."""
    for client in clients:
        assert client.post("/my-inbox/mail", data={"email": "nobody"}).status_code == 422
