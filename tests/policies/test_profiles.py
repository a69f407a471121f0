"""Who somebody is, as it is remembered: for a minute, and never for a change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from databases.clock import SHANGHAI
from databases.connections import Databases, ReadPool
from databases.demo_city.city import City
from policies.profiles import FRESH_SECONDS, Profiles, UnknownPersonError
from policies.subjects import Subject

OLD = "upper_inf(period) AND lower(period) < current_date - 1"  # other tests begin pairings today, or hand them over
HELPER = f"""
SELECT person.id, number, post.period, (SELECT max(id) FROM pairing WHERE person_id = person.id AND {OLD}) AS pairing
FROM post JOIN person ON person.id = post.person_id
WHERE tier = 'helper' AND post.period @> current_date AND (SELECT count(*) FROM post AS other WHERE other.person_id = person.id) = 1
  AND EXISTS (SELECT FROM pairing WHERE person_id = person.id AND {OLD})
ORDER BY person.id DESC LIMIT 1
"""
ENDED = "period = daterange(lower(period), greatest(lower(period) + 1, current_date - 1))"
END_POST = f"UPDATE post SET {ENDED} WHERE person_id = $1"
END_PAIRING = f"UPDATE pairing SET {ENDED}, end_reason = 'other' WHERE id = $1"
Remember = Callable[[float], Awaitable[Subject]]


def test_ended_post_counts_for_a_minute_at_most_and_for_no_change(demo_city: tuple[Databases, City]) -> None:
    async def check(forces: asyncpg.Connection[Any], helper: asyncpg.Record, profiles: Profiles, at: Remember) -> None:
        before = await at(0)
        await forces.execute(END_POST, helper["id"])
        assert await at(FRESH_SECONDS - 1) == before
        for asking in (at(FRESH_SECONDS), profiles.renewed(helper["number"]), at(FRESH_SECONDS)):
            with pytest.raises(UnknownPersonError):
                await asking

    _with_helper(demo_city[0], check)


def test_ended_pairing_counts_for_a_minute_at_most_and_for_no_change(demo_city: tuple[Databases, City]) -> None:
    async def check(forces: asyncpg.Connection[Any], helper: asyncpg.Record, profiles: Profiles, at: Remember) -> None:
        before = await at(0)
        await forces.execute(END_PAIRING, helper["pairing"])
        assert await at(FRESH_SECONDS - 1) == before
        assert len((await at(FRESH_SECONDS)).paired) == len(before.paired) - 1
        assert (await profiles.renewed(helper["number"])).paired == (await at(FRESH_SECONDS)).paired

    _with_helper(demo_city[0], check)


DEPUTY = """
INSERT INTO representative (person_id, kind, level, profession, is_entrepreneur, region_code, term_until)
SELECT $1, kind, level, profession, is_entrepreneur, region_code, term_until FROM representative ORDER BY id LIMIT 1
"""
AS_DEPUTY = """
INSERT INTO pairing (household_id, person_id, region_code, kind, period)
SELECT household_id, $1, region_code, 'deputy_household', daterange(current_date - 1, NULL) FROM pairing
WHERE NOT household_id = ANY($2::bigint[]) ORDER BY id LIMIT 1 RETURNING household_id
"""


def test_helper_who_is_a_deputy_too_opens_no_record_of_a_household_that_he_is_paired_with_as_a_deputy(demo_city: tuple[Databases, City]) -> None:
    async def check(forces: asyncpg.Connection[Any], helper: asyncpg.Record, profiles: Profiles, at: Remember) -> None:
        before = await at(0)
        await forces.execute(DEPUTY, helper["id"])
        assert await forces.fetchval(AS_DEPUTY, helper["id"], list(before.paired)) is not None
        assert (await profiles.renewed(helper["number"])).paired == before.paired

    _with_helper(demo_city[0], check)


def test_slow_forces_leave_reads_to_what_is_remembered(demo_city: tuple[Databases, City]) -> None:
    databases, _ = demo_city

    async def run() -> None:
        seconds = [0.0]
        pool = ReadPool(databases, "forces", 1, statement_seconds=1)
        profiles = Profiles(lambda _, sql, *values: pool.fetch(sql, list(values)), ticks=lambda: seconds[0])
        async with databases.connection("forces") as forces:
            number = (await forces.fetchrow(HELPER))["number"]
            before = await profiles.of(number)
            async with forces.transaction():
                await forces.execute("LOCK TABLE post IN ACCESS EXCLUSIVE MODE")
                seconds[0] = FRESH_SECONDS + 1
                assert await profiles.of(number) == before
                with pytest.raises(asyncpg.QueryCanceledError):
                    await profiles.renewed(number)
        await pool.close()

    asyncio.run(run())


def _with_helper(databases: Databases, check: Callable[..., Awaitable[None]]) -> None:
    """A helper in a transaction that is rolled back, and his profile asked for at seconds of the test's own."""

    async def run() -> None:
        async with databases.connection("forces", timezone=SHANGHAI.key) as forces:  # its current_date is our day
            transaction, seconds = forces.transaction(), [0.0]
            await transaction.start()
            helper = await forces.fetchrow(HELPER)
            assert helper is not None
            profiles = Profiles(lambda _, sql, *values: forces.fetch(sql, *values), ticks=lambda: seconds[0])

            async def at(second: float) -> Subject:
                seconds[0] = second
                return await profiles.of(helper["number"])

            await check(forces, helper, profiles, at)
            await transaction.rollback()

    asyncio.run(run())
