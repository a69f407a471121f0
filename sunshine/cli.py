"""The command line `sunshine`: one function per command, each in a few lines, with help, exit codes and plain errors.

Exit codes: 0 done; 1 the input or the data is wrong, and the text says where; 2 the command was called wrongly;
3 a database or a setting is missing.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, NoReturn, TypeVar

import asyncpg
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from databases.connections import DATABASES, Databases, DatabaseUnavailableError
from databases.demo_city.city import City
from databases.demo_city.load import OccupiedError, write_faults
from databases.demo_city.load import load as load_city
from databases.embedded import EmbeddedServerError
from databases.event_audit import Misfit, find_first_misfit
from databases.event_log import key_id
from databases.key_check import ForeignKeysError, compare_marks
from databases.migrations import MigrationError
from databases.migrations import migrate as migrate_database
from databases.registry import TABLES
from databases.tables import is_entity
from policies import policy
from policies.matrix import matrix as write_matrix
from schema.query import build_schema
from schema.tokens import Issuer
from sunshine import keys, settings
from sunshine.demo_people import demo_tokens
from sunshine.import_command import import_
from sunshine.sequencer import sequence_and_sign
from sunshine.settings import Settings

Result = TypeVar("Result")
OUT, ERR = Console(), Console(stderr=True)
WRONG, UNAVAILABLE = 1, 3
DISK_FULL = "the disk of the database is full: nothing was written; make room and run the command again"
ROOM = 32 * 2**20  # two journal files of PostgreSQL: with less it cannot go on

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Sunshine 阳光帮扶: four databases, one GraphQL schema.",
)


def main() -> None:
    """Run a command; what went wrong is told in words, never as a traceback."""
    try:
        app()
    except (settings.SettingsError, keys.KeysError, ForeignKeysError, EmbeddedServerError, DatabaseUnavailableError) as error:
        _stop(str(error), UNAVAILABLE)
    except OccupiedError as error:
        _stop(str(error), WRONG)
    except MigrationError as error:
        _stop(f"{error}. The login needs to own the database, or to hold CREATE on it (docs/settings.md)", UNAVAILABLE)
    except asyncpg.InsufficientPrivilegeError as error:
        _stop(f"the login of a DSN may not do this: {error} (docs/settings.md says who needs what)", UNAVAILABLE)
    except asyncpg.UndefinedTableError as error:
        _stop(f"{error}: run `sunshine migrate` first", UNAVAILABLE)
    except asyncpg.DiskFullError:
        _stop(DISK_FULL, UNAVAILABLE)
    except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError) as error:
        # a server that cannot write its journal dies without a word about it
        _stop(
            DISK_FULL if _is_full(settings.load()) else f"the connection to a database was lost ({error}). Nothing half-written stays; run it again",
            UNAVAILABLE,
        )
    except KeyboardInterrupt:
        _stop("stopped", 130)


def _is_full(chosen: Settings) -> bool:
    return chosen.is_embedded and chosen.home.exists() and shutil.disk_usage(chosen.home).free < ROOM


def _stop(message: str, code: int) -> NoReturn:
    ERR.print(f"sunshine: {message}", style="red", highlight=False, markup=False)
    sys.exit(code)


def _run(work: Callable[[], Awaitable[Result]]) -> Result:
    async def awaited() -> Result:
        return await work()

    return asyncio.run(awaited())


@app.command()
def migrate() -> None:
    """Bring the four databases to the newest tables (nothing happens where they are there)."""
    _migrate(settings.load().databases())


def _migrate(databases: Databases) -> None:
    for name in DATABASES:
        done = _run(lambda name=name: migrate_database(databases, name))  # type: ignore[misc]
        news = "up to date" if done.before == done.after else f"{done.before or 'empty'} → {done.after}"
        OUT.print(f"{name}: {news}", highlight=False)


@app.command("seed-demo")
def seed_demo(
    households: Annotated[int, typer.Option(min=8, max=1_000_000, help="Number of households; about 80 rows each.")] = 600,
    seed: Annotated[int, typer.Option(help="The same seed makes the same city.")] = 2020,
) -> None:
    """Fill empty databases with a synthetic city; planted faults go to a file."""
    chosen = settings.load()
    databases = chosen.databases()
    _migrate(databases)
    _seed(chosen, databases, households, seed)


def _seed(chosen: Settings, databases: Databases, households: int, seed: int) -> None:
    city = City(households, seed)
    sealing = keys.load(chosen.key_folder, make=chosen.is_embedded).identifiers
    with _progress("tables") as advance:
        written = _run(lambda: load_city(databases, city, sealing, advance))
    for name, rows in written.items():
        OUT.print(f"{name}: {rows:,} rows" if rows else f"{name}: has its city already", highlight=False)
    if all(written.values()):
        write_faults(city, chosen.home / "planted-faults.jsonl")
        OUT.print(f"{len(city.faults):,} planted faults: {chosen.home / 'planted-faults.jsonl'}", highlight=False)


@contextmanager
def _progress(unit: str) -> Iterator[Callable[[str, str, int], None]]:
    """A line per database that names the table just loaded; nothing where nobody watches."""
    columns = (TextColumn("{task.description:<14}"), BarColumn(None), MofNCompleteColumn(), TextColumn("{task.fields[table]}"), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True) as progress:
        tasks = {name: progress.add_task(name, table="", total=_table_count(name)) for name in DATABASES}
        yield lambda database, table, _rows: progress.update(tasks[database], advance=1, table=f"{table} ({unit})")


def _table_count(database: str) -> int:
    return sum(map(is_entity, TABLES[database].sorted_tables))


app.command("import")(import_)


@app.command()
def token(
    person: Annotated[str, typer.Argument(help="Number of the person, such as P000001.")],
    minutes: Annotated[int, typer.Option(min=1, max=60 * 24, help="How long it is valid.")] = 60,
) -> None:
    """Print a sign-in token for a person (for the demo and for tests; deployments have their own sign-in)."""
    chosen = settings.load()
    issuer = Issuer(chosen.issuer, keys.load(chosen.key_folder).token)
    typer.echo(issuer.token(person, timedelta(minutes=minutes)))


@app.command("keys")
def make_keys() -> None:
    """Make the keys that are missing; keep the folder safe and apart from the databases."""
    chosen = settings.load()
    made = keys.generate(chosen.key_folder)
    OUT.print("\n".join(f"made {path}" for path in made) or f"all keys are there: {chosen.key_folder}", highlight=False)


@app.command()
def schema() -> None:
    """Print the GraphQL schema (SDL)."""
    typer.echo(build_schema(policy.load()).as_str())


@app.command()
def matrix() -> None:
    """Print who sees what, in Chinese, for officials to sign."""
    typer.echo("\n".join(write_matrix(policy.load())))


@app.command()
def check() -> None:
    """Recompute the event log of each database and name the first event that does not fit."""
    chosen = settings.load()
    databases, signing = chosen.databases(), keys.load(chosen.key_folder).checkpoint
    misfits = [found for name in DATABASES if (found := _run(lambda name=name: _check_one(databases, name, signing)))]  # type: ignore[misc]
    if misfits:
        raise typer.Exit(WRONG)


async def _check_one(databases: Databases, database: str, signing: Ed25519PrivateKey) -> Misfit | None:
    public = signing.public_key()
    await sequence_and_sign(databases, database, signing)
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
    OUT.print(f"{database}: {size:,} events, {misfit or 'all fit'}", highlight=False, markup=False)
    return misfit


@app.command()
def api() -> None:
    """Serve GraphQL on SUNSHINE_HOST and SUNSHINE_PORT."""
    chosen = settings.load()
    sealing = keys.load(chosen.key_folder, make=chosen.is_embedded).identifiers
    databases = chosen.databases()
    _run(lambda: compare_marks(databases, DATABASES, sealing))
    _serve(chosen)


@app.command()
def demo(
    households: Annotated[int, typer.Option(min=8, max=1_000_000, help="Households of a new demo city (one that is there is kept).")] = 600,
) -> None:
    """Everything on one machine: PostgreSQL, a synthetic city, the API, a sign-in token for one person of each tier."""
    chosen = settings.load()
    secrets = keys.load(chosen.key_folder, make=chosen.is_embedded)
    databases = chosen.databases()
    _migrate(databases)
    _seed(chosen, databases, households, City.seed)
    address = f"http://{chosen.host}:{chosen.port}/graphql"
    OUT.print(f"\nGraphQL: {address}   (Ctrl-C stops everything)\n", highlight=False)
    for about, token_text in _run(lambda: demo_tokens(databases, Issuer(chosen.issuer, secrets.token))):
        typer.echo(f"{about}\n  {token_text}")
    typer.echo(EXAMPLE.format(address=address))
    _serve(chosen)


EXAMPLE = """
Ask, as nobody or with a token (-H 'Authorization: Bearer …'):
  curl -s {address} -H 'Content-Type: application/json' \\
    -d '{{"query": "{{ households(first: 2, where: {{region: \\"320282\\"}}) {{ edges {{ node {{ number headName phone members {{ name idNumber }} }} }} }} }}"}}'
"""


def _serve(chosen: Settings) -> None:
    _free_port(chosen)
    server = Granian(
        "sunshine.api:application",
        factory=True,
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.ASGI,
        workers=chosen.workers,
        log_level=LogLevels.warning,
    )
    server.serve()


def _free_port(chosen: Settings) -> None:
    """Say at once, and in words, that somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.host, chosen.port))
        except OSError as error:
            raise settings.SettingsError(
                f"cannot listen on {chosen.host}:{chosen.port} ({error.strerror}): set SUNSHINE_PORT to a free port"
            ) from None
