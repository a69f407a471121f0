"""The compiled policy shows what docs/matrix.md says, row by row and field by field: random worlds and askers against `naive.py`.

Subjects are loaded from random posts, pairings and registrations, and PostgreSQL runs the compiled statements over random rows. They lie in tables of
the moment that hide those of the city.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql

from databases.clock import Clock
from databases.code_lists.common import DEPARTMENT
from databases.code_lists.forces import NEED_STATE, PAIRING_KIND, PLEDGE_STATE, STANDING, TIER
from databases.connections import DATABASES, Databases
from databases.registry import TABLES
from policies.kinds import KINDS, Kind
from policies.policy import load
from policies.profiles import Profiles, UnknownPersonError
from policies.subjects import PUBLIC, Profile, Subject
from resolvers.prepared import DIALECT
from tests.policies import naive
from tests.policies.naive import Asker, World

WORLDS = 100
ASKERS, ROWS = 4, 8
FACTS = {"forces": ("person", "post", "pairing", "donor", "volunteer", "representative"), "funds": ("payment_line",)}
REGIONS = ["3202", "320205", "320282", "320282101", "320282101001", "320282102001", "320205001001"]
MATRIX = naive.read()
DELICATE = [kind for kind, rights in MATRIX.items() if rights.is_delicate]
PARTED = [kind for kind in DELICATE if any(naive.PARTLY in cells.values() for cells in MATRIX[kind].shown.values())]
POSTS = [(tier, department) for tier in TIER.labels for department in ((None,) if tier not in ("manager", "administrator") else DEPARTMENT.labels)]

_key = st.integers(1, 6)
_ends = [None, -1, 0, 1, 30]  # whoever's last day was yesterday holds his post no more today
_days = st.tuples(st.sampled_from([-400, -1, 0, 1]), st.sampled_from(_ends)).filter(lambda ends: ends[1] is None or ends[0] < ends[1])
_Days = tuple[int | None, ...]


def _around_today(ends: _Days) -> tuple[date | None, ...]:
    return tuple(end if end is None else Clock().today() + timedelta(end) for end in ends)


_period = _days.map(_around_today)
HELPER = 1
HELPS: Sequence[tuple[str, _Days]] = (
    *(("responsible", ends) for ends in ((-400, 0), (-400, 1), (0, None), (1, None))),
    ("deputy_household", (-400, None)),
)
"""How the helper of a world is paired with its first households: until yesterday, until today, from today, from tomorrow, as a deputy."""
DRAWN: Mapping[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(
        ("household_id", "person_id", "donor_id", "volunteer_id", "representative_id", "expert_id", "organiser_id", "payment_list_id"), _key
    ),
    **dict.fromkeys(("region_code", "village_code"), st.sampled_from(REGIONS)),
    **dict.fromkeys(("name", "head_name", "holder_name"), st.sampled_from(["张", "张三", "欧阳小明"])),
    "phone": st.sampled_from(["13812345678", "110", "1381234567"]),
    "standing": st.sampled_from([*STANDING.labels]),
    "state": st.sampled_from([*NEED_STATE.labels, *PLEDGE_STATE.labels]),
    "kind": st.sampled_from([*PAIRING_KIND.labels, "welfare", "public_service"]),
    "tier": st.sampled_from([*TIER.labels]),
    "department": st.sampled_from([*DEPARTMENT.labels]),
    "to_household": st.booleans(),
    "target": st.integers(0, 40),
    "members_home_id": _key,
    "term_until": st.sampled_from([Clock().today() + timedelta(days) for days in (-1, 0, 30)]),
    "published_on": st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    "period": _period,
}
"""What rules and masks look at; everything else of a row is the same in all rows."""


def _plain(column: sa.Column[Any], number: int) -> Any:
    """Something that is not NULL, and of no other column of numbers."""
    return {
        sa.Text: f"{column.name} 甲",
        sa.Boolean: True,
        sa.Date: "2026-03-14",
        sa.DateTime: "2026-03-14T15:09:26Z",
        sa.LargeBinary: "\\x31",
        postgresql.DATERANGE: "[2026-03-14,)",
    }.get(type(column.type), number)


def _rows(table: sa.Table, least: int = 0, most: int = ROWS) -> st.SearchStrategy[list[dict[str, Any]]]:
    plain = {column.name: _plain(column, number) for number, column in enumerate(table.columns)}
    drawn = {
        column.name: DRAWN[column.name] | st.none() if column.nullable else DRAWN[column.name] for column in table.columns if column.name in DRAWN
    }
    rows = st.lists(st.fixed_dictionaries(drawn), min_size=least, max_size=most)
    return rows.map(lambda found: [plain | row | {"id": key} for key, row in enumerate(found, 1)])


@cache
def _facts(table: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    return _rows(next(tables.tables[table] for tables in TABLES.values() if table in tables.tables), ROWS // 2)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Kind, World]:
    """A kind of rows, mostly one of which not everybody of a division sees all, and a world in which people of all sorts ask for them."""
    kind = KINDS[draw(st.sampled_from(PARTED) | st.sampled_from(DELICATE) | st.sampled_from([*KINDS]))]
    rows = {table: draw(_facts(table)) for tables in FACTS.values() for table in tables if table not in ("person", "post")}
    rows["person"] = draw(_rows(KINDS["Person"].table, ROWS, ROWS))
    for row in rows["person"]:
        row["number"] = f"P{row['id']}"
    for table in ("donor", "volunteer"):
        for row in rows[table]:
            row["person_id"] = row["id"]  # nobody is two
    seeing = [post for post in POSTS if naive.Post(*post, "").called in MATRIX[kind.name].scopes] if kind.name in MATRIX else []
    rows["post"] = [draw(_post(key, seeing)) | {"id": key} for key in range(1, draw(st.integers(1, 2 * ASKERS)) + 1)]
    if ("helper", None) in seeing:
        rows["post"][HELPER - 1] |= {
            "tier": "helper",
            "department": None,
            "household_id": None,
            "person_id": HELPER,
            "period": _around_today((0, None)),
        }
        rows["pairing"] = [*rows["pairing"], *_helping(rows["pairing"][0])]
    if kind.table.name not in rows:
        rows[kind.table.name] = draw(_rows(kind.table))
    return kind, World(rows, Clock().today())


def _helping(like: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        like | {"id": ROWS + household, "person_id": HELPER, "household_id": household, "kind": kind, "period": _around_today(days)}
        for household, (kind, days) in enumerate(HELPS, 1)
    ]


@st.composite
def _post(draw: st.DrawFn, key: int, seeing: list[tuple[str, str | None]]) -> dict[str, Any]:
    tier, department = draw(st.sampled_from(seeing or POSTS) | st.sampled_from(POSTS))
    row = draw(_rows(KINDS["Post"].table, 1, 1))[0] | {"household_id": None, "tier": tier, "department": department}
    # of a household are only those whom a post says so of, and nobody is of two
    return row | {"household_id": draw(_key), "person_id": key} if tier == "household" and key <= ASKERS else row


@dataclass(frozen=True)
class Server:
    """A connection to each database, where empty tables of the moment hide those of the city."""

    connections: Mapping[str, asyncpg.Connection[Any]]

    async def compare(self, kind: Kind, world: World) -> None:
        """Hold what everybody of a world sees of a kind against the matrix; the rows are gone afterwards."""
        async with AsyncExitStack() as undone:
            for database, tables in TABLES.items():
                begun = self.connections[database].transaction()
                await begun.start()
                undone.push_async_callback(begun.rollback)
                for table in world.rows.keys() & tables.tables.keys():
                    texts = [{name: _text(value) for name, value in row.items()} for row in world.rows[table]]
                    await self.connections[database].execute(
                        f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, $1)", json.dumps(texts)
                    )
            await self._compare_all(kind, world)

    async def _compare_all(self, kind: Kind, world: World) -> None:
        rows = {row["id"]: row for row in await self.connections[kind.database].fetch(f"SELECT * FROM {kind.table.name}")}
        profiles = Profiles(lambda database, *asked: self.connections[database].fetch(*asked))
        await self._compare(PUBLIC, Asker(world, None), kind, rows)
        for key in range(1, ASKERS + 1):
            asker = Asker(world, key)
            try:
                await self._compare(await profiles.renewed(f"P{key}"), asker, kind, rows)
            except UnknownPersonError:
                assert not asker.posts

    async def _compare(self, subject: Subject, asker: Asker, kind: Kind, rows: Mapping[int, asyncpg.Record]) -> None:
        found = await self._found(subject, kind)
        for row in asker.world.rows[kind.table.name]:
            key = row["id"]
            seen = naive.seen(MATRIX[kind.name], asker, kind.name, row) if kind.name in MATRIX else None
            assert (key in found) == (seen is not None), (kind.name, subject, row)
            for field, way in (seen or {}).items():
                assert found[key][field] == _told(field, way, rows[key]), (kind.name, field, way, subject, row)

    async def _found(self, subject: Subject, kind: Kind) -> dict[int, asyncpg.Record]:
        compiled = _statement(subject.profile, kind.name)
        values = {**compiled.params, **subject.values}
        rows = await self.connections[kind.database].fetch(str(compiled), *[values[name] for name in compiled.positiontup or ()])
        return {row["_id"]: row for row in rows}


def _told(field: str, way: str, row: asyncpg.Record) -> Any:
    if way == naive.HIDDEN:
        return None
    return row[field] if way == naive.CLEAR else naive.masked(field, row)


def _text(value: Any) -> Any:
    if isinstance(value, tuple):
        return f"[{value[0]},{value[1] or ''})"
    return value.isoformat() if isinstance(value, date) else value


@cache
def _statement(profile: Profile, kind: str) -> sa.Compiled:
    return load().view(profile, kind).select(tuple(KINDS[kind].fields), ("id",)).compile(dialect=DIALECT)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as one:
        yield one


@pytest.fixture(scope="module")
def server(databases: Databases, runner: asyncio.Runner) -> Iterator[Server]:
    connections = {database: runner.run(databases.connect(database)) for database in DATABASES}
    for database, tables in TABLES.items():
        hiding = (f"CREATE TEMP TABLE {table} (LIKE {table});" for table in tables.tables)
        runner.run(connections[database].execute("".join(hiding)))
    yield Server(connections)
    for connection in connections.values():
        runner.run(connection.close())


@settings(max_examples=WORLDS)
@given(kind_and_world=worlds())
def test_everybody_sees_what_the_matrix_says(server: Server, runner: asyncio.Runner, kind_and_world: tuple[Kind, World]) -> None:
    runner.run(server.compare(*kind_and_world))
