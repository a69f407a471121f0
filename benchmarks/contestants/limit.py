"""The limit: what a handler can reach that is written by hand for one question and tuned as far as it went.

SQL builds text, a page is one value per database, a `chr(1)` stands where rows of the other database belong, bytes are
joined once. Its connections are those of our own pool (never reset, statements prepared by name and ended in time), so what
is compared is the road of a question and not the driver. It takes the very request that ours takes, at `/<actor>`, and reads
of it only the cursor.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from benchmarks.questions import COUNTY
from databases.connections import Databases, ReadPool

CONNECTIONS = 8

PAGE = """
SELECT convert_to(concat('{{"{root}":{{"pageInfo":{{"hasNextPage":', (count(*) > 50)::text,
    ',"endCursor":', coalesce(max(concat('"{type}:', id, ':{{\\"region_code\\" : \\"', region_code, '\\"}}"')) FILTER (WHERE place = least(found, 50)), 'null'),
    '}},"edges":[', string_agg(text, ',' ORDER BY place) FILTER (WHERE place <= 50), ']}}}}'), 'UTF8') AS text,
  coalesce(array_agg(key ORDER BY place) FILTER (WHERE place <= 50), '{{}}') AS keys
FROM (SELECT id, region_code, {key} AS key, row_number() OVER (ORDER BY region_code, id) AS place, count(*) OVER () AS found, concat({fields}) AS text
      FROM (SELECT * FROM {table} WHERE (region_code, id) > ($1, $2) {permitted} ORDER BY region_code, id LIMIT 51) AS page) AS numbered
"""
HOUSEHOLD = """
'{"node":{"id":"Household:', id, '","number":', to_json(number), ',"headName":', to_json(head_name),
',"phone":', coalesce(to_json(PHONE)::text, 'null'), ',"address":', coalesce(to_json(address)::text, 'null'),
',"category":"', category, '","state":"', state, '","memberCount":', member_count,
',"perCapitaIncome":', coalesce('"' || per_capita_income || '"', 'null'), ',"filedOn":"', filed_on,
'","housing":', coalesce('"' || housing || '"', 'null'),
',"members":[', (SELECT string_agg(concat('{"id":"Member:', id, '","name":', to_json(name), ',"idNumber":', coalesce(to_json(id_number_mask)::text, 'null'),
    ',"bornOn":"', born_on, '","kinship":"', kinship, '"}'), ',' ORDER BY id) FROM member WHERE household_id = page.id),
'],"CHILDREN":{"edges":[', chr(1), ']}}}'
"""
MASKED = "CASE WHEN length(phone) >= 11 THEN left(phone, 3) || repeat('*', length(phone) - 7) || right(phone, 4) ELSE repeat('*', length(phone)) END"
VILLAGE = """
'{"node":{"id":"Village:', id, '","regionCode":"', region_code, '","state":"', state, '","stateSince":"', state_since,
'","region":', (SELECT concat('{"name":', to_json(name), ',"level":"', level, '"}') FROM region WHERE code = page.region_code),
',"allocations":{"edges":[', chr(1), ']}}}'
"""
CHILDREN = """
SELECT convert_to(string_agg(coalesce(text, ''), chr(1) ORDER BY place), 'UTF8') AS text
FROM unnest($1::{type}[]) WITH ORDINALITY AS wanted (key, place) LEFT JOIN LATERAL (
  SELECT string_agg(concat({fields}), ',' ORDER BY id) AS text
  FROM (SELECT * FROM {table} WHERE {column} = key ORDER BY id LIMIT 5) AS child) AS children ON true
"""
PAYMENT = """
'{"node":{"id":"PaymentLine:', id, '","month":"', month, '","amount":"', amount, '","result":"', result,
'","settledOn":', coalesce('"' || settled_on || '"', 'null'), '}}'
"""
VISIT = """'{"node":{"id":"Visit:', id, '","visitedAt":', to_json(visited_at), ',"purpose":"', purpose, '","content":', to_json(content), '}}'"""
ALLOCATION = """
'{"node":{"id":"Allocation:', id, '","number":', to_json(number), ',"year":', year, ',"department":"', department,
'","amount":"', amount, '","state":"', state, '","allocatedOn":', coalesce('"' || allocated_on || '"', 'null'), '}}'
"""


@dataclass
class Question:
    page: str
    database: str
    children: str
    values: list[Any]


def _households(children: str, phone: str, permitted: str) -> str:
    fields = HOUSEHOLD.replace("CHILDREN", children).replace("PHONE", phone)
    return PAGE.format(root="households", type="Household", key="id", table="household", fields=fields, permitted=permitted)


def _children(table: str, fields: str, column: str = "household_id", type_: str = "bigint") -> str:
    return CHILDREN.format(type=type_, fields=fields, table=table, column=column)


QUESTIONS = {
    "public": Question(
        PAGE.format(root="villages", type="Village", key="region_code", table="village", fields=VILLAGE, permitted=""),
        "funds",
        _children("allocation", ALLOCATION, "region_code", "text"),
        [],
    ),
    "helper": Question(
        _households("visits", "phone", "AND id = ANY($3::bigint[])"),
        "forces",
        _children("visit", VISIT),
        [[int(key) for key in os.environ["PAIRED"].split(",")]],
    ),
    "manager": Question(
        _households("paymentLines", MASKED, "AND region_code >= $3 AND region_code < $4"),
        "funds",
        _children("payment_line", PAYMENT),
        [COUNTY, str(int(COUNTY) + 1)],
    ),
}


DATABASES = Databases({name: os.environ[f"DSN_{name.upper()}"] for name in ("beneficiaries", "funds", "forces")}, os.environ["CITY"])
POOLS = {name: ReadPool(DATABASES, name, CONNECTIONS) for name in DATABASES.dsns}


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    body, _ = await answer(scope["path"][1:], *await read_cursor(receive))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def read_cursor(receive: Any) -> tuple[str, int]:
    """The division and the key of the row after which a page begins: Household:7:{"region_code": "320282101001"}."""
    body = (await receive())["body"]
    after = orjson.loads(body)["variables"]["after"] if body else None
    if after is None:
        return "", 0
    _, key, place = after.split(":", 2)
    return orjson.loads(place)["region_code"], int(key)


async def answer(actor: str, region: str, key: int) -> tuple[bytes, Sequence[Any]]:
    """The body for who asks, at a cursor, and the keys of the rows in it."""
    question = QUESTIONS[actor]
    (page,) = await POOLS["beneficiaries"].fetch(question.page, [region, key, *question.values])
    pieces = page["text"].split(b"\x01")
    if page["keys"]:
        (children,) = await POOLS[question.database].fetch(question.children, [page["keys"]])
        pieces = [piece for pair in zip(pieces, [*children["text"].split(b"\x01"), b""], strict=True) for piece in pair]
    return b"".join([b'{"data":', *pieces, b"}"]), page["keys"]
