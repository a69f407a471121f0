"""What one would write by hand at first: `json_build_object`, asyncpg's own pool, children put in by Python."""

from __future__ import annotations

import os
from typing import Any

import asyncpg
import orjson

from benchmarks.contestants.limit import CONNECTIONS, MASKED, QUESTIONS, read_cursor

SETTINGS = {"search_path": os.environ["CITY"], "timezone": "UTC", "jit": "off", "random_page_cost": "1.1", "default_transaction_read_only": "on"}
HOUSEHOLDS = """
SELECT json_build_object('id', 'Household:' || id, 'number', number, 'headName', head_name, 'phone', PHONE, 'address', address,
  'category', category, 'state', state, 'memberCount', member_count, 'perCapitaIncome', per_capita_income::text, 'filedOn', filed_on,
  'housing', housing, 'members', (SELECT json_agg(json_build_object('id', 'Member:' || id, 'name', name, 'idNumber', id_number_mask,
     'bornOn', born_on, 'kinship', kinship) ORDER BY id) FROM member WHERE household_id = household.id)) AS row, id AS key, region_code
FROM household WHERE (region_code, id) > ($1, $2) PERMITTED ORDER BY region_code, id LIMIT 51
"""
VILLAGES = """
SELECT json_build_object('id', 'Village:' || id, 'regionCode', region_code, 'state', state, 'stateSince', state_since,
  'region', (SELECT json_build_object('name', name, 'level', level) FROM region WHERE code = village.region_code)) AS row, region_code AS key, region_code
FROM village WHERE (region_code, id) > ($1, $2) ORDER BY region_code, id LIMIT 51
"""
CHILDREN = """
SELECT key, (SELECT coalesce(json_agg(json_build_object('node', json_build_object({fields})) ORDER BY id), '[]')
             FROM (SELECT * FROM {table} WHERE {column} = key ORDER BY id LIMIT 5) AS child) AS rows
FROM unnest($1::{type}[]) AS key
"""
PAYMENT = "'id', 'PaymentLine:' || id, 'month', month, 'amount', amount::text, 'result', result, 'settledOn', settled_on"
VISIT = "'id', 'Visit:' || id, 'visitedAt', visited_at, 'purpose', purpose, 'content', content"
ALLOCATION = """
'id', 'Allocation:' || id, 'number', number, 'year', year, 'department', department, 'amount', amount::text, 'state', state,
'allocatedOn', allocated_on
"""
# root, name of the children, SQL of the page, SQL of the children
SQL = {
    "public": ("villages", "allocations", VILLAGES, CHILDREN.format(table="allocation", column="region_code", type="text", fields=ALLOCATION)),
    "helper": (
        "households",
        "visits",
        HOUSEHOLDS.replace("PHONE", "phone").replace("PERMITTED", "AND id = ANY($3::bigint[])"),
        CHILDREN.format(table="visit", column="household_id", type="bigint", fields=VISIT),
    ),
    "manager": (
        "households",
        "paymentLines",
        HOUSEHOLDS.replace("PHONE", MASKED).replace("PERMITTED", "AND region_code >= $3 AND region_code < $4"),
        CHILDREN.format(table="payment_line", column="household_id", type="bigint", fields=PAYMENT),
    ),
}
POOLS: dict[str, asyncpg.Pool[Any]] = {}


async def _pool(database: str) -> asyncpg.Pool[Any]:
    if database not in POOLS:
        POOLS[database] = asyncpg.create_pool(
            os.environ[f"DSN_{database.upper()}"], min_size=CONNECTIONS, max_size=CONNECTIONS, server_settings=SETTINGS
        )
    return await POOLS[database]  # type: ignore[no-any-return]


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    body = orjson.dumps({"data": await _answer(scope["path"][1:], *await read_cursor(receive))})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(actor: str, region: str, key: int) -> dict[str, Any]:
    root, name, page_sql, children_sql = SQL[actor]
    question = QUESTIONS[actor]
    rows = await (await _pool("beneficiaries")).fetch(page_sql, region, key, *question.values)
    page = rows[:50]
    found = await (await _pool(question.database)).fetch(children_sql, [row["key"] for row in page])
    children = {row["key"]: orjson.loads(row["rows"]) for row in found}
    nodes = [orjson.loads(row["row"]) | {name: {"edges": children[row["key"]]}} for row in page]
    last = f'{nodes[-1]["id"]}:{{"region_code" : "{page[-1]["region_code"]}"}}' if nodes else None
    info = {"hasNextPage": len(rows) > 50, "endCursor": last}
    return {root: {"pageInfo": info, "edges": [{"node": node} for node in nodes]}}
