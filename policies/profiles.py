"""From a person to a subject: his posts, his own household and who helps it, the households paired with him and what he gives as, read from `forces`.

A profile is fresh for a minute, or until it is forgotten: whoever takes his registration back, and whose posts or pairings somebody changes, is
remembered nowhere (`sunshine/forgetting.py`). While `forces` is away the last one serves reads for ten minutes (a setting); after that only
what is public answers, and the error says so.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from databases.clock import Clock
from databases.connections import DatabaseUnavailableError
from databases.failures import WrongDataError
from policies.subjects import NOBODY, Assignment, Subject

FRESH_SECONDS = 60.0
STALE_SECONDS = 600.0
DEPARTMENTAL = ("manager", "administrator")  # tiers whose department decides what they see or may grant

POSTS = """
SELECT person.id, post.tier, coalesce(post.department, '') AS department, post.region_code, post.household_id
FROM person JOIN post ON post.person_id = person.id
WHERE person.number = $1 AND post.period @> $2::date
"""
# whoever holds no post and says that he is a deputy or member follows what becomes of that, and sees what is public
APPLICANT = """
SELECT person.id FROM person WHERE number = $1 AND is_active AND EXISTS (SELECT FROM representative_registration WHERE person_id = person.id)
"""
# a deputy who is a helper too is no helper of the household that he is paired with as a deputy
PAIRED = """
SELECT pairing.household_id FROM pairing JOIN person ON person.id = pairing.person_id
WHERE person.number = $1 AND pairing.period @> $2::date AND pairing.kind <> 'deputy_household'
"""
HELPERS = "SELECT person_id FROM pairing WHERE household_id = $1 AND period @> $2::date"
GIVING = """
SELECT coalesce((SELECT id FROM donor WHERE person_id = $1), $2) AS donor_id, coalesce((SELECT id FROM volunteer WHERE person_id = $1), $2) AS volunteer_id,
  ARRAY(SELECT id FROM representative WHERE person_id = $1) AS representative,
  ARRAY(SELECT members_home_id FROM representative WHERE person_id = $1 AND term_until >= $3 AND members_home_id IS NOT NULL) AS homes
"""

Fetch = Callable[..., Awaitable[list[asyncpg.Record]]]


class UnknownPersonError(WrongDataError):
    """The token names somebody who holds no post today: he may register himself, and nothing else."""


@dataclass
class Profiles:
    """Subjects by the number of the person, kept for a while; `ticks` counts its seconds."""

    fetch: Fetch
    stale_seconds: float = STALE_SECONDS
    clock: Clock = field(default_factory=Clock)
    ticks: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._fresh_seconds = min(FRESH_SECONDS, self.stale_seconds)
        self._kept: dict[str, tuple[float, Subject]] = {}
        self._forgotten = 0  # how often; what was read before is not kept after

    async def of(self, number: str) -> Subject:
        """The subject for a person's number.

        Raises UnknownPersonError where he holds no post, DatabaseUnavailableError or QueryCanceledError where `forces` has
        been away or too slow for too long.
        """
        if subject := self.fresh(number):
            return subject
        now = self.ticks()
        try:
            return await self.renewed(number)
        except (DatabaseUnavailableError, asyncpg.QueryCanceledError):  # too slow is as good as away
            if subject := self._kept_for(number, self.stale_seconds, now):
                return subject
            raise

    def fresh(self, number: str) -> Subject | None:
        """The subject where he is remembered and fresh: what nearly every question needs, and nobody has to be asked for."""
        return self._kept_for(number, self._fresh_seconds, self.ticks())

    def _kept_for(self, number: str, seconds: float, now: float) -> Subject | None:
        since, subject = self._kept.get(number, (now, None))
        return subject if now - since < seconds else None

    async def renewed(self, number: str) -> Subject:
        """The subject as he is at this moment: a change never rests on what is remembered of a person."""
        forgotten = self._forgotten
        subject = await self._load(number)
        if forgotten == self._forgotten:
            self._kept[number] = (self.ticks(), subject)
        return subject

    def forget(self, person_id: int) -> None:
        """Remember nothing of a person."""
        self._forgotten += 1
        self._kept = {number: kept for number, kept in self._kept.items() if kept[1].person_id != person_id}

    def forget_all(self) -> None:
        """Remember nobody: nothing was heard for a while."""
        self._forgotten += 1
        self._kept.clear()

    async def _load(self, number: str) -> Subject:
        posts = await self.fetch("forces", POSTS, number, self.clock.today())
        if not posts:
            return await self._applicant(number)
        paired = await self.fetch("forces", PAIRED, number, self.clock.today())
        giving = (await self.fetch("forces", GIVING, posts[0]["id"], NOBODY, self.clock.today()))[0]
        household = _own_household(posts)
        helpers = frozenset(row["person_id"] for row in await self.fetch("forces", HELPERS, household, self.clock.today()))
        households = frozenset(row["household_id"] for row in paired)
        gives_as = giving["donor_id"], giving["volunteer_id"], frozenset(giving["representative"])
        return Subject(posts[0]["id"], household, tuple(map(_assignment, posts)), households, number, *gives_as, helpers, frozenset(giving["homes"]))

    async def _applicant(self, number: str) -> Subject:
        """Somebody without a post whose registration as a deputy or member is known."""
        found = await self.fetch("forces", APPLICANT, number)
        if not found:
            self._kept.pop(number, None)
            raise UnknownPersonError(f"{number} holds no post today")
        return Subject(found[0]["id"], number=number)


def _own_household(posts: Iterable[Any]) -> int:
    return next((post["household_id"] for post in posts if post["household_id"] is not None), NOBODY)


def _assignment(post: Any) -> Assignment:
    return Assignment.of(post["tier"], post["department"] if post["tier"] in DEPARTMENTAL else "", post["region_code"] or "")
