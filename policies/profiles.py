"""From a person to a subject: his posts, his own household and the households paired with him, read from `forces`.

A profile is fresh for a minute. While `forces` is away the last one serves reads for ten minutes; after that only what
is public answers, and the error says so.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from databases.connections import DatabaseUnavailableError
from policies.subjects import NOBODY, Assignment, Subject

FRESH_SECONDS = 60.0
STALE_SECONDS = 600.0
SHANGHAI = ZoneInfo("Asia/Shanghai")
DEPARTMENTAL = "manager"  # the only tier whose department decides what it sees

POSTS = """
SELECT person.id, post.tier, coalesce(post.department, '') AS department, post.region_code, post.household_id
FROM person JOIN post ON post.person_id = person.id
WHERE person.number = $1 AND post.period @> $2::date
"""
PAIRED = """
SELECT pairing.household_id FROM pairing JOIN person ON person.id = pairing.person_id
WHERE person.number = $1 AND pairing.period @> $2::date
"""

Fetch = Callable[..., Awaitable[list[asyncpg.Record]]]


class UnknownPersonError(Exception):
    """The token names somebody who holds no post today."""


def today() -> date:
    return datetime.now(SHANGHAI).date()


@dataclass
class Profiles:
    """Subjects by the number of the person, kept for a while."""

    fetch: Fetch
    stale_seconds: float = STALE_SECONDS

    def __post_init__(self) -> None:
        self._kept: dict[str, tuple[float, Subject]] = {}

    async def of(self, number: str) -> Subject:
        """The subject for a person's number.

        Raises UnknownPersonError where he holds no post, DatabaseUnavailableError where `forces` has been away too long.
        """
        now = time.monotonic()
        since, subject = self._kept.get(number, (-self.stale_seconds, None))
        if subject is not None and now - since < FRESH_SECONDS:
            return subject
        try:
            loaded = await self._load(number)
        except DatabaseUnavailableError:
            if subject is not None and now - since < self.stale_seconds:
                return subject
            raise
        self._kept[number] = (now, loaded)
        return loaded

    async def _load(self, number: str) -> Subject:
        posts = await self.fetch("forces", POSTS, number, today())
        if not posts:
            self._kept.pop(number, None)
            raise UnknownPersonError(f"{number} holds no post today")
        paired = await self.fetch("forces", PAIRED, number, today())
        return Subject(
            posts[0]["id"], _own_household(posts), tuple(map(_assignment, posts)), frozenset(row["household_id"] for row in paired), number
        )


def _own_household(posts: Iterable[Any]) -> int:
    return next((post["household_id"] for post in posts if post["household_id"] is not None), NOBODY)


def _assignment(post: Any) -> Assignment:
    return Assignment.of(post["tier"], post["department"] if post["tier"] == DEPARTMENTAL else "", post["region_code"] or "")
