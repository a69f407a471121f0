"""`sunshine migrate`: the four databases get the newest tables."""

from __future__ import annotations

from databases.connections import DATABASES, Databases
from databases.migrations import migrate as migrate_database
from sunshine import settings
from sunshine.terminal import OUT, run


def migrate() -> None:
    """Bring the four databases to the newest tables (nothing happens where they are there)."""
    migrate_all(settings.load().databases())


def migrate_all(databases: Databases) -> None:
    for name in DATABASES:
        done = run(lambda name=name: migrate_database(databases, name))  # type: ignore[misc]
        news = "up to date" if done.before == done.after else f"{done.before or 'empty'} → {done.after}"
        OUT.print(f"{name}: {news}", highlight=False)
