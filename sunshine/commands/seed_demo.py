"""`sunshine seed-demo`: a synthetic city in empty databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

from databases.clock import Clock
from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.demo_city.load import load_and_list
from databases.registry import TABLES
from databases.tables import is_entity
from sunshine import keys, settings
from sunshine.commands.migrate import migrate_all
from sunshine.settings import Settings
from sunshine.terminal import OUT, progress_bar, run


def seed_demo(
    households: Annotated[int, typer.Option(min=50, max=1_000_000, help="Number of households; about 80 rows each.")] = 600,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same city.")] = 2020,
) -> None:
    """Fill empty databases with a synthetic city; planted faults go to a file."""
    chosen = settings.load()
    databases = chosen.databases()
    migrate_all(databases)
    load_city(chosen, databases, City(households, seed, Clock().today()))


def load_city(chosen: Settings, databases: Databases, city: City) -> None:
    sealing = keys.load(chosen.key_folder, make=chosen.is_embedded).identifiers
    with _progress("tables") as advance:
        written = run(lambda: load_and_list(databases, city, sealing, chosen.planted_faults, advance))
    for name, rows in written.items():
        OUT.print(f"{name}: {rows:,} rows" if rows else f"{name}: keeps the city that it has", highlight=False)
    OUT.print(f"planted faults: {chosen.planted_faults}", highlight=False)


@contextmanager
def _progress(unit: str) -> Iterator[Callable[[str, str, int], None]]:
    """A line per database that names the table just loaded."""
    columns = (TextColumn("{task.description:<14}"), BarColumn(None), MofNCompleteColumn(), TextColumn("{task.fields[table]}"), TimeElapsedColumn())
    with progress_bar(*columns) as progress:
        tasks = {name: progress.add_task(name, table="", total=_table_count(name)) for name in DATABASES}
        yield lambda database, table, _rows: progress.update(tasks[database], advance=1, table=f"{table} ({unit})")


def _table_count(database: str) -> int:
    return sum(map(is_entity, TABLES[database].sorted_tables))
