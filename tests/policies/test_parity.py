"""The SQL and the in-memory answer of the policy agree, row by row and field by field, for random subjects."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa

from databases.connections import Databases
from databases.demo_city.city import City
from policies.kinds import KINDS, Kind
from policies.masks import Mask
from policies.policy import Link, Policy, load
from policies.subjects import PUBLIC, Assignment, Subject
from resolvers.prepared import DIALECT

SUBJECTS, ROWS = 3, 10
SOME = frozenset(range(1, ROWS // 2))
REGIONS = ["", "3202", "320282", "320282101", "320205001", "99"]
POLICY = load()
POSTS = sorted({(tier, dept) for tier, dept, *_ in POLICY.facts("grant", 5)} | {("donor", ""), ("manager", "")})
# one kind of each family, and the kinds that stand for themselves: what is treated alike is decided alike
FAMILIES = dict(POLICY.facts("family", 2))
READABLE = sorted({FAMILIES.get(name, name): name for name in KINDS if POLICY.rights(name)}.values())
LINKS = {"id", "household_id", "person_id", "region_code"}  # columns by which rows are often found from outside, and of which rules speak
NAMED = {which for _, _, _, which, *_ in POLICY.facts("field", 6)}  # fields of which some line speaks; the others are treated as their group is


def _subjects(kind: str) -> list[Subject]:
    dice = random.Random(7)
    # nobody works outside of the city
    places = ["3202", "320282"] if kind in PLACED else ["3202"]
    made = [PUBLIC, *[Subject(2, 1, (Assignment.of(*post, place),), SOME, "", 1, 1, SOME, SOME, SOME) for post in POSTS for place in places]]
    for _ in range(SUBJECTS):
        posts = tuple(Assignment.of(*dice.choice(POSTS), dice.choice(REGIONS)) for _ in range(dice.randint(0, 3)))
        some = [frozenset(dice.sample(range(1, ROWS + 1), 5)) for _ in range(4)]
        made.append(Subject(dice.randint(1, 50), dice.randint(1, ROWS), posts, some[0], "", dice.randint(1, ROWS), dice.randint(1, ROWS), *some[1:]))
    return made


async def _compare(databases: Databases, kind: Kind, policy: Policy) -> int:
    compared = 0
    async with databases.connection(kind.database) as connection:
        stored = {
            row["id"]: row
            for row in await connection.fetch(f"SELECT * FROM {kind.table.name} ORDER BY {DRAWN.get(kind.name, 'random()')} LIMIT {ROWS}")
        }
        for asking in _subjects(kind.name):
            subject = await PLACED[kind.name](connection, asking) if kind.name in PLACED else asking
            seen = await _seen(connection, policy, kind, subject, list(stored))
            for name in sorted(kind.fields.keys() & LINKS):
                assert await _linked(connection, policy, kind, subject, name, stored) == {
                    key: row for key, row in seen.items() if stored[key][name] is not None
                }
            for key, row in stored.items():
                snapshot = kind.snapshot(**{name: row[field.clear] if field.clear else None for name, field in kind.fields.items()})
                assert policy.allowed(subject, "read", snapshot) == (key in seen), (subject, kind.name, key)
                if key in seen:
                    compared += _compare_fields(policy, kind, subject, snapshot, row, seen[key])
    return compared


async def _with_lists(connection: asyncpg.Connection[Any], subject: Subject) -> Subject:
    households = [subject.household_id, *subject.paired]
    rows = await connection.fetch("SELECT DISTINCT payment_list_id FROM payment_line WHERE household_id = ANY($1::bigint[])", households)
    return replace(subject, lists=frozenset(row["payment_list_id"] for row in rows))


async def _with_helpers(connection: asyncpg.Connection[Any], subject: Subject) -> Subject:
    posts = []
    for post in subject.assignments:
        rows = await connection.fetch(PAIRED, post.region_from, post.region_to)
        posts.append(replace(post, helpers=frozenset(row[0] for row in rows), helping=frozenset(row[0] for row in rows if row["lasts"])))
    return replace(subject, assignments=tuple(posts))


# what the database finds of a subject by itself
PLACED = {"PaymentList": _with_lists, "Person": _with_helpers}
PAIRED = (
    """SELECT person_id, period @> (now() AT TIME ZONE 'Asia/Shanghai')::date AS lasts FROM pairing WHERE region_code >= $1 AND region_code < $2"""
)
# people who help where they do not work are few
DRAWN = {
    "Person": "random() < 0.5 AND region_code = '3202' AND EXISTS (SELECT FROM pairing WHERE person_id = person.id) DESC, random()",
}


async def _seen(connection: asyncpg.Connection[Any], policy: Policy, kind: Kind, subject: Subject, keys: list[int]) -> dict[int, asyncpg.Record]:
    view = policy.view(subject.profile, kind.name).select(tuple(kind.fields), ("id",)).subquery()
    wanted = sa.bindparam("keys", type_=sa.ARRAY(sa.BigInteger))
    return await _rows(connection, view.select().where(view.c._id == sa.any_(wanted)), {**subject.values, "keys": keys})


async def _linked(
    connection: asyncpg.Connection[Any], policy: Policy, kind: Kind, subject: Subject, name: str, stored: Mapping[int, asyncpg.Record]
) -> dict[int, asyncpg.Record]:
    """The same rows, found by what they have in one of their columns."""
    type_ = kind.table.c[name].type
    given = sa.func.unnest(sa.bindparam("given", type_=sa.ARRAY(type_))).table_valued(sa.column("key", type_), name="given").render_derived()
    of_given = policy.view(subject.profile, kind.name).select((), tuple(dict.fromkeys(("id", name))), link=Link(name, given.c.key, given)).lateral()
    every = policy.view(subject.profile, kind.name).select(tuple(kind.fields), ("id",), link=Link("id", of_given.c._id, of_given)).lateral()
    found = sa.select(every).select_from(given.join(of_given, of_given.c[f"_{name}"] == given.c.key).join(every, every.c._id == of_given.c._id))
    keys = sa.bindparam("keys", type_=sa.ARRAY(sa.BigInteger))
    values = {"given": list({row[name] for row in stored.values()} - {None}), "keys": list(stored)}
    return await _rows(connection, found.where(of_given.c._id == sa.any_(keys)), {**subject.values, **values})


async def _rows(connection: asyncpg.Connection[Any], query: sa.Select[Any], given: dict[str, Any]) -> dict[int, asyncpg.Record]:
    compiled = query.compile(dialect=DIALECT)
    values = {**compiled.params, **given}
    return {row["_id"]: row for row in await connection.fetch(str(compiled), *[values[name] for name in compiled.positiontup or ()])}


def _compare_fields(policy: Policy, kind: Kind, subject: Subject, snapshot: Any, row: asyncpg.Record, seen: asyncpg.Record) -> int:
    decided: dict[str, str] = {}
    for name, field in kind.fields.items():
        alike = name if name in NAMED else str(field.sensitivity)
        if alike not in decided:
            decided[alike] = policy.shown(subject, snapshot, name)
        shown = decided[alike]
        clear = row[field.clear] if field.clear else None
        masked = field.mask.value(clear) if isinstance(field.mask, Mask) else field.mask and row[field.mask]
        assert seen[name] == {"clear": clear, "masked": masked, "hidden": None}[shown], (subject, kind.name, name, shown)
    return len(kind.fields)


OWN = {"Notice", "Mailbox", "NoticePreference"}  # each person's alone: whoever asks may own none of the rows that were drawn
NONE = {"Webhook"}  # a demo city tells no computer of anybody


@pytest.mark.parametrize("name", READABLE)
def test_sql_and_memory_agree(demo_city: tuple[Databases, City], name: str) -> None:
    assert asyncio.run(_compare(demo_city[0], KINDS[name], POLICY)) > 0 or name in OWN | NONE
