"""`sunshine check`: the event logs are recomputed from their first event to the last."""

from __future__ import annotations

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rich.progress import Progress

from databases.connections import DATABASES, Databases
from databases.event_audit import Misfit, find_first_misfit
from databases.event_log import EventLogError, key_id
from databases.failures import WRONG
from sunshine import keys, settings
from sunshine.sequencer import sequence_and_sign
from sunshine.terminal import ERR, OUT, run


def check() -> None:
    """Recompute the event log of each database and name the first event that does not fit."""
    chosen = settings.load()
    databases, signing = chosen.databases(), keys.load(chosen.key_folder).checkpoint
    misfits = [found for name in DATABASES if (found := run(lambda name=name: _check_one(databases, name, signing)))]  # type: ignore[misc]
    if misfits:
        raise typer.Exit(WRONG)


async def _check_one(databases: Databases, database: str, signing: Ed25519PrivateKey) -> Misfit | None:
    public = signing.public_key()
    refusal = await _signed(databases, database, signing)
    async with databases.connection(database) as connection:
        with Progress(console=ERR, transient=True) as progress:
            task = progress.add_task(database, total=None)
            misfit = await find_first_misfit(
                connection,
                databases.log_name(database),
                {key_id(public): public},
                lambda done, total: progress.update(task, completed=done, total=total),
            )
        size = await connection.fetchval("SELECT count(*) FROM event_leaf")
    if refusal and not misfit:
        raise refusal
    OUT.print(f"{database}: {size:,} events, {misfit or 'all fit'}", highlight=False, markup=False, soft_wrap=True)
    return misfit


async def _signed(databases: Databases, database: str, signing: Ed25519PrivateKey) -> EventLogError | None:
    """Place and sign what waits, so that the audit covers it; a log that is damaged refuses, and the audit then says where."""
    try:
        await sequence_and_sign(databases, database, signing)
    except EventLogError as error:
        return error
    return None
