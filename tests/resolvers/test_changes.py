"""The core of changes, called directly with a clock that stands: expiry of keys, days, and what is written to program logs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest

from databases import idempotency
from databases.clock import Clock
from databases.connections import Databases, DatabaseUnavailableError, Role
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from policies import policy
from policies.subjects import Assignment, Subject
from resolvers.changes import posts, reveals
from resolvers.changes.core import Changes, Outcome, Work
from resolvers.changes.errors import TEXTS, Code, RefusedError, UserError

COUNTY = "320281"
Found = TypeVar("Found")


def _changing(databases: Databases, keys: IdentifierKeys, clock: Clock, work: Callable[[Changes], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        changes = Changes(databases, policy.load(), keys, clock)
        try:
            return await work(changes)
        finally:
            await changes.close()

    return asyncio.run(run())


async def _administrator(databases: Databases) -> Subject:
    sql = "SELECT person.id, number FROM post JOIN person ON person.id = person_id WHERE tier = 'administrator' AND post.region_code = $1"
    async with databases.connection("forces") as connection:
        row = await connection.fetchrow(sql, COUNTY)
    assert row is not None
    return Subject(row["id"], assignments=(Assignment.of("administrator", "", COUNTY),), number=row["number"])


async def _person(databases: Databases) -> int:
    async with databases.connection("forces") as connection:
        return int(await connection.fetchval("SELECT max(id) FROM person WHERE is_active AND starts_with(region_code, $1)", COUNTY))


def test_days_are_those_of_the_clock_in_shanghai(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    databases, clock = demo_city[0], Clock(datetime(2031, 5, 1, 16, 30, tzinfo=UTC))  # half past midnight of the second, in Shanghai

    async def work(changes: Changes) -> str:
        wanted = posts.PostWanted(await _person(databases), "manager", "women_federation", COUNTY, date(2031, 5, 1), None)
        subject = await _administrator(databases)
        with pytest.raises(RefusedError) as found:
            await posts.grant_post(changes, subject, wanted, "clock")
        return found.value.errors[0].message("en")

    assert _changing(databases, keys, clock, work) == "the day may not be before today (2031-05-02)"


def test_key_is_kept_for_a_day_at_least_and_then_forgotten(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    databases, clock = demo_city[0], Clock(datetime(2032, 1, 1, tzinfo=UTC))

    async def work(changes: Changes) -> list[int]:
        wanted = posts.PostWanted(await _person(databases), "manager", "health", COUNTY, date(2032, 2, 1), None)
        subject, kept = await _administrator(databases), []
        await posts.grant_post(changes, subject, wanted, "expiring")
        async with databases.connection("forces", Role.SEQUENCER) as sequencer, databases.connection("forces") as owner:
            for hours in (24, 72):
                await idempotency.purge(sequencer, clock.now() + timedelta(hours=hours))
                kept.append(await owner.fetchval("SELECT count(*) FROM idempotency_key WHERE key = 'expiring'"))
        return kept

    assert _changing(databases, keys, clock, work) == [1, 0]


def test_application_cannot_forget_or_move_a_key(demo_city: tuple[Databases, City]) -> None:
    async def allowed(privilege: str) -> bool:
        async with demo_city[0].connection("forces", Role.API) as connection:
            return bool(await connection.fetchval("SELECT has_any_column_privilege('idempotency_key', $1)", privilege))

    async def deletes() -> bool:
        async with demo_city[0].connection("forces", Role.API) as connection:
            return bool(await connection.fetchval("SELECT has_table_privilege('idempotency_key', 'DELETE')"))

    assert asyncio.run(allowed("INSERT"))
    assert not asyncio.run(deletes())


def test_change_without_an_event_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="event"):
        Outcome("Post:1", ())


def test_database_that_is_away_is_named(keys: IdentifierKeys) -> None:
    away = Databases(dict.fromkeys(("beneficiaries", "funds", "projects", "forces"), "postgresql://127.0.0.1:1/x"), "nowhere")
    wanted = posts.PostEnd(1, 1, None, "transferred elsewhere")
    subject = Subject(1, assignments=(Assignment.of("administrator", "", COUNTY),), number="a")
    with pytest.raises(DatabaseUnavailableError) as found:
        _changing(away, keys, Clock(), lambda changes: posts.end_post(changes, subject, wanted))
    assert found.value.database == "forces"


def test_program_log_holds_no_clear_value(demo_city: tuple[Databases, City], keys: IdentifierKeys, caplog: pytest.LogCaptureFixture) -> None:
    databases, city = demo_city
    subject = Subject(1, assignments=(Assignment.of("inspector", "", "3202"),), number="i")
    wanted = reveals.RevealWanted("Member", 1, ["id_number", "name"], "verification", "identity is checked")
    with caplog.at_level(logging.DEBUG):
        found = _changing(databases, keys, Clock(), lambda changes: reveals.reveal(changes, subject, wanted))
    assert found["id_number"] == city.members["id_number"][0]
    assert not any(str(value) in caplog.text for value in found.values())


def test_conflict_is_tried_again(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    """Two changes that take two rows in opposite order: the database ends one of them, and it is made all the same.

    On a busy machine the one that was ended may take its row again before the other is awake, and is ended again.
    """
    databases, first_rows = demo_city[0], asyncio.Barrier(2)

    async def work(changes: Changes) -> tuple[list[int], list[int]]:
        subject = Subject(1, assignments=(Assignment.of("administrator", "", "3202"),), number="a")
        attempts, made = [], []

        async def both(one: int, other: int) -> None:
            met = False

            async def change(work: Work) -> Outcome[None]:
                nonlocal met
                attempts.append(one)
                await work.row("Person", one, "id")
                if not met:
                    met = True
                    await first_rows.wait()
                await work.row("Person", other, "id")
                event = work.event("looked_at", "person", one, subject.assignments[0])
                return Outcome(None, [event])

            await changes.make(subject, "forces", change)
            made.append(one)

        await asyncio.gather(both(1, 2), both(2, 1))
        return attempts, made

    attempts, made = _changing(databases, keys, Clock(), work)
    assert len(attempts) > 2
    assert sorted(made) == [1, 2]


@pytest.mark.parametrize("code", Code)
def test_every_refusal_is_worded_in_both_languages(code: Code) -> None:
    values = {"expected": 1, "current": 2, "most": 3, "least": 4, "today": "2031-01-01", "state": "withdrawn", "label": "已撤回", "act": "发布"}
    values |= {
        "step": "published",
        "ceiling": 5,
        "cap": 6,
        "total": 7,
        "day": "2031-01-02",
        "first": "2030-12-01",
        "remaining": 8,
        "until": "2031-01-03",
        "name": "cap",
        "count": 9,
        "minutes": 10,
        "load": 11,
        "added": 12,
        "places": 13,
        "skill": "康复护理",
        "before": 14,
        "after": 15,
        "days": 16,
        "role": "村（居）干部",
    }
    assert TEXTS[code].zh != TEXTS[code].en
    assert {UserError(code, values=values).message(language) for language in ("zh", "en")} == {
        TEXTS[code].zh.format(**values),
        TEXTS[code].en.format(**values),
    }
