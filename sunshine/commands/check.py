"""`sunshine check`: the event logs are recomputed from their first event to the last."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rich.progress import Progress

from databases.connections import DATABASES, Databases
from databases.event_audit import Misfit, find_first_misfit
from databases.event_log import Checkpoint, EventLogError
from databases.failures import WRONG
from open_data.release import checkpoints
from sunshine import keys, settings
from sunshine.keys import Keys
from sunshine.sequencer import sequence_and_sign
from sunshine.terminal import ERR, OUT, run


def check(
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", help="The checkpoints.json of a release that was kept elsewhere: do the logs go on from it?")
    ] = None,
) -> None:
    """Recompute the event log of each database and name the first event that does not fit."""
    chosen = settings.load()
    databases, secrets = chosen.databases(), keys.load(chosen.key_folder)
    published = _published(checkpoint, databases, secrets) if checkpoint else {}
    misfits = [
        found
        for name in DATABASES
        if (found := run(lambda name=name: _check_one(databases, name, secrets, published.get(name))))  # type: ignore[misc]
    ]
    if misfits:
        raise typer.Exit(WRONG)


def _published(path: Path, databases: Databases, secrets: Keys) -> dict[str, Checkpoint]:
    found = checkpoints.read(path, secrets.log_keys)
    if missing := [name for name in DATABASES if name not in found]:
        raise checkpoints.MissingCheckpointError(f"{path} says nothing of {', '.join(missing)}: a log of which nothing is kept proves nothing")
    for name, checkpoint in found.items():
        if checkpoint.database != databases.log_name(name):
            raise checkpoints.ForeignCheckpointError(f"{path} tells of the log {checkpoint.database}, not of {databases.log_name(name)}")
    return found


async def _check_one(databases: Databases, database: str, secrets: Keys, published: Checkpoint | None) -> Misfit | None:
    refusal = await _signed(databases, database, secrets.checkpoint)
    async with databases.connection(database) as connection:
        with Progress(console=ERR, transient=True) as progress:
            task = progress.add_task(database, total=None)
            misfit = await find_first_misfit(
                connection,
                databases.log_name(database),
                secrets.log_keys,
                lambda done, total: progress.update(task, completed=done, total=total),
                published,
            )
        size = await connection.fetchval("SELECT count(*) FROM event_leaf")
    if refusal and not misfit:
        raise refusal
    OUT.print(f"{database}: {size:,} events, {misfit or _all_fit(published)}", highlight=False, markup=False, soft_wrap=True)
    return misfit


def _all_fit(published: Checkpoint | None) -> str:
    goes_on = f", the log goes on from the published checkpoint at {published.tree_size:,} events" if published else ""
    return f"all fit{goes_on}"


async def _signed(databases: Databases, database: str, signing: Ed25519PrivateKey) -> EventLogError | None:
    """Place and sign what waits, so that the audit covers it; a log that is damaged refuses, and the audit then says where."""
    try:
        await sequence_and_sign(databases, database, signing)
    except EventLogError as error:
        return error
    return None
