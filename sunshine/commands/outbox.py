"""`sunshine outbox`: what waits to be delivered, and what nobody tries any more until an operator says so."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import typer

from databases import outbox
from databases.connections import Databases, Role
from sunshine import settings
from sunshine.terminal import OUT, run

outbox_app = typer.Typer(help="Messages that wait to be delivered.", invoke_without_command=True, rich_markup_mode=None)


@outbox_app.callback()
def list_messages(context: typer.Context) -> None:
    """How many messages wait in each channel, and each that was given up, with the reason."""
    if context.invoked_subcommand is None:
        databases = settings.load().databases()
        for row in run(lambda: _fetch(databases, outbox.BACKLOG)):
            OUT.print(f"{row['channel']}: {row['waiting']:,} waiting, {row['given_up']:,} given up", highlight=False)
        for row in run(lambda: _fetch(databases, outbox.GIVEN_UP)):
            OUT.print(f"{row['id']} {row['channel']} {row['subject_id']}: {row['failure']}", highlight=False, markup=False)


@outbox_app.command("retry")
def retry() -> None:
    """Try what was given up again, from the beginning."""
    databases = settings.load().databases()
    again = run(lambda: _fetch(databases, outbox.RETRY, datetime.now(UTC)))
    OUT.print(f"{len(again):,} messages are tried again", highlight=False)


async def _fetch(databases: Databases, sql: str, *values: object) -> list[asyncpg.Record]:
    async with databases.connection("forces", Role.API) as connection:
        return await connection.fetch(sql, *values)
