"""What follows in one database from the events of another, beside the requests; and how far each follower has come."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from databases import followers
from databases.connections import DatabaseUnavailableError
from resolvers.changes.core import Changes
from resolvers.following.core import Follower, follow_next
from resolvers.following.exits import EXIT_FOLLOWERS
from resolvers.following.household_notices import HOUSEHOLD_FOLLOWER
from resolvers.following.problem_notices import PROBLEM_FOLLOWER
from resolvers.reads import Reads

FOLLOWERS = (*EXIT_FOLLOWERS, HOUSEHOLD_FOLLOWER, PROBLEM_FOLLOWER)


async def follow_all(changes: Changes, follower: Follower) -> None:
    """Follow all events that wait. One that fails is noted in the follower's place, and tried again the next time."""
    while await follow_next(changes, follower):
        pass


@dataclass(frozen=True)
class Standing:
    """How many events of its source a follower has not looked at, and why it failed on the next one, if it did."""

    name: str
    behind: int
    failures: int
    failure: str | None


async def load_standings(reads: Reads, target: str) -> list[Standing]:
    """Where those followers stand that act in a database. Of one whose source is away nobody knows, so it is left out."""
    places = {row["name"]: row for row in await reads.fetch(target, followers.STANDING)}
    found = []
    for follower in FOLLOWERS:
        if follower.target == target and (size := await _size(reads, follower.source)) is not None:
            row = places.get(follower.name)
            behind = max(0, size - row["position"]) if row else size
            found.append(Standing(follower.name, behind, row["failures"] if row else 0, row["failure"] if row else None))
    return found


async def _size(reads: Reads, source: str) -> int | None:
    try:
        return int((await reads.fetch(source, followers.SIZE))[0]["size"])
    except (DatabaseUnavailableError, asyncpg.PostgresError):
        return None
