"""`sunshine migrate`: the four databases get the newest tables."""

from __future__ import annotations

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

from databases.connections import DATABASES, Databases
from databases.migrations import migrate as migrate_database
from sunshine import settings
from sunshine.terminal import OUT, progress_bar, run


def migrate() -> None:
    """Bring the four databases to the newest tables (nothing happens where they are there)."""
    migrate_all(settings.load().databases())


def migrate_all(databases: Databases) -> None:
    run(lambda: _migrate_each(databases))


async def _migrate_each(databases: Databases) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(None), MofNCompleteColumn(), TimeElapsedColumn())
    with progress_bar(*columns) as bar:
        for name in bar.track(DATABASES, description="databases"):
            done = await migrate_database(databases, name)
            news = "up to date" if done.before == done.after else f"{done.before or 'empty'} → {done.after}"
            OUT.print(f"{name}: {news}", highlight=False)
