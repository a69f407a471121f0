"""Whoever is erased, and whose posts or pairings change, is remembered by no process, also by one that did not do it, and by none that could not
listen for a while."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
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
from resolvers.changes.pairings import PairingEnd, end_pairing
from resolvers.changes.posts import PostEnd, PostWanted, end_post, grant_post
from resolvers.changes.registrations import DonorWanted, register_donor
from sunshine.forgetting import keep_forgetting
from tests.resolvers.desk import Desk
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


OF_POST = """
SELECT person.id, number FROM post JOIN person ON person.id = person_id
WHERE tier = $1 AND coalesce(department, '') = $2 AND post.region_code = $3 ORDER BY person.id LIMIT 1
"""
PAIRED = (
    "SELECT pairing.id, pairing.version, number FROM pairing JOIN person ON person.id = person_id WHERE kind = $1 AND upper(period) IS NULL LIMIT 1"
)
REASON = "试验用的岗位和结对"


def test_what_another_process_changes_of_posts_and_pairings_counts_at_once(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> None:
    async def story(changes: Changes, profiles: Profiles, _: Subject) -> None:
        async with demo_city[0].connection("forces") as owner:
            posts = [("manager", "agriculture", "320282"), ("administrator", "", "3202"), ("manager", "civil_affairs", "3202")]
            officer, administrator, civil = [dict(await owner.fetchrow(OF_POST, *post) or {}) for post in posts]
            pairing = dict(await owner.fetchrow(PAIRED, "deputy_household") or {})
        before, granting = await profiles.of(officer["number"]), await profiles.of(administrator["number"])
        today = changes.clock.today()
        wanted = PostWanted(officer["id"], "manager", "education", "320282", today, None)
        post = await grant_post(changes, granting, wanted, secrets.token_hex(6))
        await _until(lambda: _is_read_anew(profiles, before))
        granted = await profiles.of(officer["number"])
        assert {*granted.profile} == {*before.profile, ("manager", "education")}
        await end_post(changes, granting, PostEnd(int(post.partition(":")[2]), 1, None, REASON))
        await _until(lambda: _is_read_anew(profiles, granted))
        assert (await profiles.of(officer["number"])).profile == before.profile
        paired = await profiles.of(pairing["number"])
        ending = PairingEnd(pairing["id"], pairing["version"], today + timedelta(days=300), "other", REASON)
        await end_pairing(changes, await profiles.of(civil["number"]), ending)
        await _until(lambda: _is_read_anew(profiles, paired))

    _with_another_process(demo_city[0], keys, story)


CIVIL = """
SELECT number FROM post JOIN person ON person.id = person_id
WHERE tier = 'manager' AND department = 'civil_affairs' AND post.region_code = '3202' ORDER BY person.id LIMIT 1
"""
OF_HOUSEHOLD = """
SELECT person.number, pairing.household_id, pairing.person_id FROM person JOIN pairing ON pairing.household_id = person.household_id
WHERE upper(pairing.period) IS NULL AND pairing.kind = 'responsible' ORDER BY person.id DESC LIMIT 1
"""
UNPAIRED = "SELECT number FROM person WHERE standing = 'official' AND is_active AND id <> $1 AND NOT EXISTS (SELECT FROM pairing WHERE person_id = person.id) LIMIT 1"


def test_household_sees_at_once_who_helps_it_by_a_sheet_or_a_step(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path: Path) -> None:
    """Those of the household are forgotten with its helpers, and whoever is of another household is not."""
    databases, desk = demo_city[0], Desk(demo_city[0], keys, tmp_path)

    async def story(changes: Changes, profiles: Profiles, _: Subject) -> None:
        async with databases.connection("forces") as owner, databases.connection("beneficiaries") as register:
            home = dict(await owner.fetchrow(OF_HOUSEHOLD) or {})
            other = await profiles.of(
                await owner.fetchval("SELECT number FROM person WHERE household_id <> $1 ORDER BY id LIMIT 1", home["household_id"])
            )
            helper = await owner.fetchval(UNPAIRED, home["person_id"])
            civil = await profiles.of(await owner.fetchval(CIVIL))
            number = await register.fetchval("SELECT number FROM household WHERE id = $1", home["household_id"])
        before = await profiles.of(home["number"])
        sheet = desk.file("pairings", [[number, helper, "其他结对", "2020-03-01", "", "", ""]])
        assert (await desk.importing("pairings", sheet)).errors == []
        await _until(lambda: _is_read_anew(profiles, before))
        helped = await profiles.of(home["number"])
        (begun,) = helped.helpers - before.helpers
        assert await profiles.of(other.number) is other
        async with databases.connection("forces") as owner:
            pairing = dict(
                await owner.fetchrow("SELECT id, version FROM pairing WHERE household_id = $1 AND person_id = $2", home["household_id"], begun) or {}
            )
        ending = PairingEnd(pairing["id"], pairing["version"], changes.clock.today(), "other", REASON)
        await end_pairing(changes, civil, ending)
        await _until(lambda: _is_read_anew(profiles, helped))

    _with_another_process(databases, keys, story)


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
            return {POSTS: rows, GIVING: [{"donor_id": 1, "volunteer_id": -1, "representative": [], "homes": []}]}.get(sql, [])

        profiles = Profiles(fetch, ticks=lambda: 0.0)
        assert await profiles.of("P000005") is not await profiles.of("P000005")

    asyncio.run(run())
