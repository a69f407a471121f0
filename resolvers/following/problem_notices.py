"""What happens to a village's technical problem, where projects are, is told where inboxes are: to experts that there is one, to the village what became of it.

Each event is followed by one of forces about the problem, by the same actor, so that he is not told what he did himself.
"""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from databases.event_log import Event
from resolvers.changes.core import Work
from resolvers.following.core import Facts, Follower

HAPPENED = frozenset(f"technical_problem_{step}" for step in ("raised", "taken", "answered", "reopened"))


async def tell_of_problem(work: Work, event: asyncpg.Record, _: Facts) -> Sequence[Event]:
    told = {"region_code": event["region_code"]}
    kind = event["kind"].removeprefix("technical_")
    return [Event(kind, event["subject_kind"], event["subject_id"], event["actor"], work.clock.now(), **told)]


PROBLEM_FOLLOWER = Follower("problem_notices", "projects", "forces", HAPPENED, tell_of_problem)
