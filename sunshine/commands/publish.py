"""`sunshine publish`: a release of open data is made from the four databases and checked by the gate."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

from databases.clock import Clock
from databases.connections import DATABASES, Databases, Role
from databases.demo_city import IS_DEMO
from open_data import catalogue, register_names
from open_data.extract import Extract, extract
from open_data.gate.gate import RefusedReleaseError
from open_data.ledger import Withdrawn
from open_data.release.build import Homes, Keys, Release, build
from open_data.release.package import Edition, Publisher
from open_data.release.states import Record, alone, next_name
from policies import policy
from policies.subjects import Subject
from resolvers.changes.releases import ReleaseBuilt, record_release
from sunshine import keys, settings
from sunshine.commands.releases import changing, mend, publisher, put_in_force, region_of
from sunshine.commands.standing_approvals import approver, give_approval
from sunshine.sequencer import sequence_and_sign
from sunshine.settings import Settings
from sunshine.terminal import ERR, OUT, progress_bar, run

Report = Callable[[str, int], None]
PUBLISHERS = f"""
SELECT DISTINCT number, length(post.region_code) AS width FROM post JOIN person ON person.id = person_id
WHERE tier = 'publisher' AND post.period @> $1::date AND {IS_DEMO} ORDER BY width, number LIMIT 2
"""


def publish(person: Annotated[str, typer.Option("--as", help="Number of the person who publishes; his post names the city.")]) -> None:
    """Make a release of open data: extracted as the publisher, anonymised, checked by the gate, moved in whole; it waits for approval."""
    chosen = settings.load()
    release = _candidate(chosen, chosen.databases(), person)
    OUT.print(f"another publisher puts it in force: sunshine approve {release.name} --as NUMBER", highlight=False)


def publish_demo() -> None:
    """Publish the demo city: one of its publishers builds the release, another one puts it in force and approves that needs are published anew."""
    chosen = settings.load()
    databases = chosen.databases()
    builder, other = run(lambda: _two_publishers(databases))
    release = _candidate(chosen, databases, builder)
    put_in_force(chosen, databases, release.name, other)
    if run(lambda: approver(databases)) is None:
        give_approval(chosen, databases, other)


async def _two_publishers(databases: Databases) -> list[str]:
    """Two people of the demo city who may publish it."""
    async with databases.connection("forces", Role.API) as connection:
        found = [row["number"] for row in await connection.fetch(PUBLISHERS, Clock().today())]
    if len(found) < 2:
        raise settings.SettingsError(
            "this is no demo city with two publishers; others are published by two people: sunshine publish, then sunshine approve"
        )
    return found


def _candidate(chosen: Settings, databases: Databases, person: str) -> Release:
    """A release that waits for approval."""
    with refused_by_the_gate():
        release = _publish(chosen, databases, person)
    OUT.print(f"{release.name}: {release.folder}\nsha256 {release.digest}", highlight=False)
    return release


@contextmanager
def refused_by_the_gate() -> Iterator[None]:
    """The gate's refusal is told and ends the command."""
    try:
        yield
    except RefusedReleaseError as error:
        ERR.print(f"未发布：发布闸门拒绝 (not published: the gate refuses)\n{error}", style="red", markup=False, highlight=False)
        raise typer.Exit(1) from None


def _publish(chosen: Settings, databases: Databases, person: str) -> Release:
    """A candidate that is written, moved in and then recorded; one that a killed command did not record is swept away by the next."""
    catalogue.check(catalogue.DATASETS.values())
    subject = run(lambda: publisher(databases, person))
    secrets = keys.load(chosen.key_folder)
    with alone(chosen.releases):
        records = run(lambda: mend(chosen, databases))
        day = Clock().today()
        name = next_name(day, {record.name for record in records})
        release = _build(chosen, databases, subject, secrets, name, day, records)
        run(lambda: _record(chosen, databases, subject, release))
    return release


def _withdrawn(records: Iterable[Record]) -> Withdrawn:
    gone = [record for record in records if record.state == "withdrawn"]
    in_force, candidates = ({record.name for record in gone if bool(record.approved_on) is shown} for shown in (True, False))
    return Withdrawn(frozenset(in_force), frozenset(candidates))


async def _record(chosen: Settings, databases: Databases, subject: Subject, release: Release) -> None:
    async with changing(chosen, databases) as changes:
        await record_release(changes, subject, ReleaseBuilt(release.name, release.digest, region_of(subject)))


def _build(
    chosen: Settings, databases: Databases, subject: Subject, secrets: keys.Keys, name: str, day: date, records: Collection[Record]
) -> Release:
    """Read and write a candidate. It is written outside of asyncio, so that a signal ends it at once, and not when all is written."""
    reads, rules = catalogue.reads(catalogue.DATASETS.values()), policy.load()
    with tempfile.TemporaryDirectory(prefix="sunshine-extract-") as folder, _progress(len(reads)) as (extracted, written):
        run(lambda: _sign_logs(chosen, databases, secrets))
        rows = run(lambda: extract(databases, rules, subject, reads, Path(folder), extracted))
        edition = Edition(name, day, _office(chosen, region_of(subject), rows))
        signing = Keys(secrets.release, secrets.log_keys)
        private = run(lambda: register_names.read(databases))
        homes, recorded = Homes(chosen.releases, chosen.ledger), {record.name for record in records}
        return build(rows, catalogue.DATASETS, homes, edition, signing, written, private, _withdrawn(records), recorded)


async def _sign_logs(chosen: Settings, databases: Databases, secrets: keys.Keys) -> None:
    """So that the checkpoints cover everything that is read."""
    for database in DATABASES:
        await sequence_and_sign(databases, database, secrets.checkpoint, chosen.kept_checkpoints)


def _office(chosen: Settings, region: str, rows: Extract) -> Publisher:
    place = rows.rows("Region").filter(pl.col("code") == region).select("name").collect().item()
    return Publisher(chosen.publisher, chosen.contact, chosen.portal_base_address, region, place)


@contextmanager
def _progress(kinds: int) -> Iterator[tuple[Report, Report]]:
    """A bar for what is read and one for what is written, each with the name of the last table."""
    columns = (TextColumn("{task.description:<8}"), BarColumn(None), MofNCompleteColumn(), TextColumn("{task.fields[table]}"), TimeElapsedColumn())
    with progress_bar(*columns) as bar:
        read = bar.add_task("read", total=kinds, table="")
        written = bar.add_task("written", total=len(catalogue.DATASETS), table="")
        yield (
            lambda table, _rows: bar.update(read, advance=1, table=table),
            lambda table, _rows: bar.update(written, advance=1, table=table),
        )
