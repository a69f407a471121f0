"""`sunshine check`: the event logs are recomputed from their first event to the last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from databases.connections import DATABASES, Databases, DatabaseUnavailableError
from databases.event_audit import Misfit, find_first_misfit
from databases.event_log import Checkpoint, EventLogError
from databases.failures import UNAVAILABLE, WRONG
from open_data.release import checkpoints
from sunshine import kept_checkpoints, keys, settings
from sunshine.keys import Keys
from sunshine.sequencer import sequence_and_sign
from sunshine.terminal import ERR, OUT, progress_bar, run


def check(
    checkpoint: Annotated[
        Path | None, typer.Option("--checkpoint", help="The checkpoints.json of a release that was kept elsewhere: do the logs go on from it?")
    ] = None,
) -> None:
    """Recompute the event log of each database and name the first event that does not fit."""
    chosen = settings.load()
    databases, secrets = chosen.databases(), keys.load(chosen.key_folder)
    published = _published(checkpoint, databases, secrets) if checkpoint else {}
    findings = [_checked(databases, name, secrets, chosen.kept_checkpoints, published.get(name)) for name in DATABASES]
    if code := next((code for code in (WRONG, UNAVAILABLE) if code in findings), 0):
        raise typer.Exit(code)


def _published(path: Path, databases: Databases, secrets: Keys) -> dict[str, Checkpoint]:
    found = checkpoints.read(path, secrets.log_keys)
    if missing := [name for name in DATABASES if name not in found]:
        raise checkpoints.MissingCheckpointError(f"{path} says nothing of {', '.join(missing)}: a log of which nothing is kept proves nothing")
    for name, checkpoint in found.items():
        if checkpoint.database != databases.log_name(name):
            raise checkpoints.ForeignCheckpointError(f"{path} tells of the log {checkpoint.database}, not of {databases.log_name(name)}")
    return found


def _checked(databases: Databases, name: str, secrets: Keys, folder: Path, published: Checkpoint | None) -> int:
    """A database that does not answer keeps nobody from the others."""
    try:
        return run(lambda: _check_one(databases, name, secrets, folder, published))
    except DatabaseUnavailableError as error:
        ERR.print(f"{name}: not checked, {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        return UNAVAILABLE


async def _check_one(databases: Databases, database: str, secrets: Keys, folder: Path, published: Checkpoint | None) -> int:
    """Say what the audit of a log finds; as an exit code, where an empty log that nothing speaks for is not found in order."""
    kept = kept_checkpoints.load(folder, databases.log_name(database))  # before what is there now is signed and kept
    refusal = await _signed(databases, database, secrets.checkpoint, folder)
    outside = [checkpoint for checkpoint in (kept, published) if checkpoint]
    async with databases.connection(database) as connection:
        misfit = await _audit(connection, databases.log_name(database), secrets, outside)
        size = await connection.fetchval("SELECT count(*) FROM event_leaf")
    if refusal and not misfit:
        raise refusal
    OUT.print(f"{database}: {size:,} events, {misfit or _in_order(size, kept, published)}", highlight=False, markup=False, soft_wrap=True)
    return WRONG if misfit else 0 if size else UNAVAILABLE


async def _audit(connection: asyncpg.Connection[Any], log: str, secrets: Keys, outside: Sequence[Checkpoint]) -> Misfit | None:
    with progress_bar() as progress:
        task = progress.add_task(log, total=None)
        return await find_first_misfit(
            connection, log, secrets.log_keys, lambda done, total: progress.update(task, completed=done, total=total), outside
        )


def _in_order(size: int, kept: Checkpoint | None, published: Checkpoint | None) -> str:
    """What is known of a log without misfit: how far back something outside the database speaks for it."""
    sources = (("that was published", published), ("in SUNSHINE_HOME", kept))
    witnesses = " and ".join(f"the checkpoint {source} at {one.tree_size:,} events" for source, one in sources if one)
    goes_on = f"the log goes on from {witnesses}" if witnesses else "nothing to compare with: give --checkpoint"
    return f"all fit, {goes_on}" if size else goes_on


async def _signed(databases: Databases, database: str, signing: Ed25519PrivateKey, kept: Path) -> EventLogError | None:
    """Place and sign what waits, so that the audit covers it; a log that is damaged refuses, and the audit then says where."""
    try:
        await sequence_and_sign(databases, database, signing, kept)
    except EventLogError as error:
        return error
    return None
