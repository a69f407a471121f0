"""`sunshine keys`: the keys of a deployment are made, and identifiers sealed anew with the current one."""

from __future__ import annotations

from datetime import UTC, datetime

import typer
from rich.progress import MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn

from databases.connections import DATABASES
from databases.resealing import reseal
from resolvers.spreadsheets.importers import OPERATOR
from sunshine import keys, settings
from sunshine.terminal import OUT, progress_bar, run

keys_app = typer.Typer(help="The keys of a deployment.", invoke_without_command=True, rich_markup_mode=None)


@keys_app.callback()
def make_keys(context: typer.Context) -> None:
    """Make the keys that are missing; keep the folder safe and apart from the databases."""
    if context.invoked_subcommand is None:
        chosen = settings.load()
        made = keys.generate(chosen.key_folder)
        OUT.print("\n".join(f"made {path}" for path in made) or f"all keys are there: {chosen.key_folder}", highlight=False)


@keys_app.command("reseal")
def reseal_identifiers() -> None:
    """Seal all identity numbers and bank cards with the current key, so that older ones can be taken away; safe to repeat."""
    chosen = settings.load()
    databases, sealing = chosen.databases(), keys.load(chosen.key_folder).identifiers
    with progress_bar(TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn()) as bar:
        for name in DATABASES:
            task = bar.add_task(name, total=None)

            def progress(_table: str, rows: int, task: TaskID = task) -> None:
                bar.advance(task, rows)

            count = run(lambda name=name, progress=progress: reseal(databases, name, sealing, OPERATOR, datetime.now(UTC), progress))  # type: ignore[misc]
            OUT.print(f"{name}: {count:,} identifiers sealed anew with {sealing.current}", highlight=False)
