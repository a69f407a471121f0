"""`sunshine approve` and `sunshine withdraw`: a release is put in force by somebody else than its builder, and taken back for a reason.

Each changes the record in the database first, and then lets the folders follow; every command begins by mending what a
killed one left (`open_data/release/states.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated

import asyncpg
import typer

from databases.connections import Databases, Role
from open_data.layout import CANDIDATES, CURRENT
from open_data.release import news
from open_data.release.seal import check
from open_data.release.states import Record, alone, settle
from policies import policy
from policies.profiles import Profiles, UnknownPersonError
from policies.subjects import Subject
from resolvers.changes.core import Changes
from resolvers.changes.releases import approve_release, withdraw_release
from sunshine import keys, settings
from sunshine.commands.index import tidy
from sunshine.search_cluster import search_cluster
from sunshine.settings import Settings
from sunshine.terminal import OUT

PUBLISHER = "publisher"
RECORDS = """
SELECT name, encode(digest, 'hex') AS digest, state, approved_on, withdrawn_on, withdrawal_reason FROM release ORDER BY id
"""
Person = Annotated[str, typer.Option("--as", help="Number of the person who acts; his post names the city.")]
Name = Annotated[str, typer.Argument(metavar="RELEASE", help="Its name, such as 2020-06-30-1.")]
Change = Callable[[Changes, Subject], Awaitable[None]]


def approve(release: Name, person: Person) -> None:
    """Put a release in force: its files are checked, its builder may not do it."""
    chosen = settings.load()
    put_in_force(chosen, chosen.databases(), release, person)


def put_in_force(chosen: Settings, databases: Databases, release: str, person: str) -> None:
    """Check the files of a candidate and put it in force as somebody."""
    folder = chosen.releases / CANDIDATES / release

    async def change(changes: Changes, subject: Subject) -> None:
        digest = check(folder) if folder.is_dir() else ""
        news.check_previous(folder, chosen.releases)
        await approve_release(changes, subject, release, digest)

    _change(chosen, databases, person, change)


def withdraw(
    release: Name, person: Person, reason: Annotated[str, typer.Option(help="Why, in words that everybody will read; no personal data.")]
) -> None:
    """Take a release back: its files go at once, a tombstone with the reason stays, and the newest other release is shown."""

    async def change(changes: Changes, subject: Subject) -> None:
        await withdraw_release(changes, subject, release, reason)

    chosen = settings.load()
    _change(chosen, chosen.databases(), person, change)


def _change(chosen: Settings, databases: Databases, person: str, change: Change) -> None:
    asyncio.run(_changed(chosen, databases, person, change))
    if cluster := search_cluster(chosen):
        tidy(cluster, chosen.releases)
    link = chosen.releases / CURRENT
    OUT.print(f"in force: {link.readlink() if link.is_symlink() else 'no release'}", highlight=False)


async def _changed(chosen: Settings, databases: Databases, person: str, change: Change) -> None:
    subject = await publisher(databases, person)
    with alone(chosen.releases):
        await mend(chosen, databases)
        async with changing(chosen, databases) as changes:
            await change(changes, subject)
        await mend(chosen, databases)


async def mend(chosen: Settings, databases: Databases) -> list[Record]:
    """Let the folders say what the records say; the records."""
    async with databases.connection("forces", Role.API) as connection:
        records = [Record(**row) for row in await connection.fetch(RECORDS)]
    await asyncio.to_thread(settle, chosen.releases, records, chosen.portal_base_address, chosen.publisher)
    return records


@asynccontextmanager
async def changing(chosen: Settings, databases: Databases) -> AsyncIterator[Changes]:
    changes = Changes(databases, policy.load(), keys.load(chosen.key_folder).identifiers, size=1)
    try:
        yield changes
    finally:
        await changes.close()


async def publisher(databases: Databases, person: str) -> Subject:
    """The person as a subject, if he holds the post of a publisher today."""

    async def fetch(database: str, sql: str, *values: object) -> list[asyncpg.Record]:
        async with databases.connection(database, Role.API) as connection:
            return await connection.fetch(sql, *values)

    try:
        subject = await Profiles(fetch).of(person)
    except UnknownPersonError as error:
        raise typer.BadParameter(str(error), param_hint="--as") from None
    if all(assignment.tier != PUBLISHER for assignment in subject.assignments):
        raise typer.BadParameter(f"{person} is no publisher: an administrator grants the post", param_hint="--as")
    return subject


def region_of(subject: Subject) -> str:
    """The division that the publisher's post names."""
    return next(str(assignment.region_from) for assignment in subject.assignments if assignment.tier == PUBLISHER)
