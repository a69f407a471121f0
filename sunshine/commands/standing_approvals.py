"""`sunshine approve-needs` and `sunshine end-needs`: a publisher approves for good that needs are published anew, and any publisher ends it.

Whatever rests on an approval that was ended is taken away: the release in force then shows its own needs again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from databases.connections import Databases, Role
from open_data.release import fresh_needs
from open_data.release.states import alone
from policies.subjects import Subject
from resolvers.changes import standing_approvals
from resolvers.changes.core import Changes
from sunshine import settings
from sunshine.commands.index import tidy
from sunshine.commands.releases import Person, changing, publisher, region_of
from sunshine.search_cluster import search_cluster
from sunshine.settings import Settings
from sunshine.terminal import run

APPROVED_BY = (
    "SELECT number FROM standing_approval JOIN person ON person.id = approver_id WHERE ended_on IS NULL ORDER BY standing_approval.id LIMIT 1"
)
Change = Callable[[Changes, Subject, str], Awaitable[None]]


def approve_needs(person: Person) -> None:
    """Approve for good that needs, and cases for the press at their time, are published anew within minutes, by the rules of the release in force; any publisher may end it."""
    chosen = settings.load()
    give_approval(chosen, chosen.databases(), person)


def end_needs(person: Person, reason: Annotated[str, typer.Option(help="Why, in words that everybody will read; no personal data.")]) -> None:
    """End the standing approval of needs: what was published by it goes at once, and the release in force shows its own needs."""
    chosen = settings.load()
    with alone(chosen.releases):
        change(
            chosen,
            chosen.databases(),
            person,
            lambda changes, subject, region: standing_approvals.end_needs_approval(changes, subject, region, reason),
        )
        fresh_needs.take_away(chosen.releases)
    if cluster := search_cluster(chosen):
        tidy(cluster, chosen.releases)


def give_approval(chosen: Settings, databases: Databases, person: str) -> None:
    """Give the standing approval as somebody."""
    change(chosen, databases, person, standing_approvals.approve_needs)


async def approver(databases: Databases) -> str | None:
    """The number of the person whose standing approval is in force."""
    async with databases.connection("forces", Role.API) as connection:
        number: str | None = await connection.fetchval(APPROVED_BY)
        return number


def change(chosen: Settings, databases: Databases, person: str, made: Change) -> None:
    """Make a change as a publisher, for the division that his post names."""

    async def changed() -> None:
        subject = await publisher(databases, person)
        async with changing(chosen, databases) as changes:
            await made(changes, subject, region_of(subject))

    run(changed)
