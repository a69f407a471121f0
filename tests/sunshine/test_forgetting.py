"""Whoever is erased is remembered by no process, also by one that did not erase him, and by none that could not listen for a while."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import asyncpg

from databases.connections import Databases, Role
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from policies import policy
from policies.profiles import GIVING, POSTS, Profiles, UnknownPersonError
from policies.subjects import Subject
from resolvers.changes.core import Changes
from resolvers.changes.deregistering import Deregistration, deregister
from resolvers.changes.registrations import DonorWanted, register_donor
from sunshine.forgetting import keep_forgetting
from tests.served import PATIENCE

NEWEST_LISTENER = """SELECT pid FROM pg_stat_activity WHERE application_name = 'sunshine' AND query LIKE 'LISTEN%' AND datname = current_database()
ORDER BY backend_start DESC LIMIT 1"""
Story = Callable[[Changes, Profiles, Subject], Awaitable[None]]


async def _registered(changes: Changes) -> str:
    number = f"new-{secrets.token_hex(6)}"
    await register_donor(changes, Subject(number=number), DonorWanted("某某", None, False, None, "320282"), number)
    return number


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await holds():
            await asyncio.sleep(0)


def _with_another_process(databases: Databases, keys: IdentifierKeys, story: Story) -> None:
    """A story with somebody whom another process remembers, for which no time passes: by itself it would remember him for ever."""

    async def run() -> None:
        changes = Changes(databases, policy.load(), keys)
        async with databases.connection("forces", Role.API) as there:

            async def fetch(_: str, sql: str, *values: Any) -> list[asyncpg.Record]:
                return await there.fetch(sql, *values)

            profiles = Profiles(fetch, ticks=lambda: 0.0)
            before = await profiles.of(await _registered(changes))
            listening = asyncio.create_task(keep_forgetting(databases, profiles))
            try:
                await _until(lambda: _is_read_anew(profiles, before))  # so it listens
                await story(changes, profiles, await profiles.of(before.number))
            finally:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening
                await changes.close()

    asyncio.run(run())


async def _is_read_anew(profiles: Profiles, before: Subject) -> bool:
    return await profiles.of(before.number) is not before


async def _is_unknown(profiles: Profiles, number: str) -> bool:
    try:
        await profiles.of(number)
    except UnknownPersonError:
        return True
    return False


def test_whoever_is_erased_is_forgotten_by_another_process_at_once(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    async def story(changes: Changes, profiles: Profiles, subject: Subject) -> None:
        other = await profiles.of(await _registered(changes))
        await deregister(changes, subject, Deregistration(subject.number))
        await _until(lambda: _is_unknown(profiles, subject.number))
        assert await profiles.of(other.number) is other

    _with_another_process(demo_city[0], keys, story)


def test_nobody_is_remembered_after_a_time_in_which_nothing_was_heard(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    databases, _ = demo_city

    async def story(_: Changes, profiles: Profiles, subject: Subject) -> None:
        async with databases.connection("forces") as owner:
            await owner.execute(f"SELECT pg_terminate_backend(pid) FROM ({NEWEST_LISTENER}) AS listening")
        await _until(lambda: _is_read_anew(profiles, subject))

    _with_another_process(databases, keys, story)


def test_what_was_read_before_is_not_kept_after() -> None:
    async def run() -> None:
        rows = [{"id": 5, "tier": "donor", "department": "", "region_code": "3202", "household_id": None}]

        async def fetch(_: str, sql: str, *values: Any) -> list[Any]:
            profiles.forget(5)  # while it is being read
            return {POSTS: rows, GIVING: [{"donor_id": 1, "volunteer_id": -1, "representative": []}]}.get(sql, [])

        profiles = Profiles(fetch, ticks=lambda: 0.0)
        assert await profiles.of("P000005") is not await profiles.of("P000005")

    asyncio.run(run())
