"""`sunshine publish-needs`: needs are published anew beside the release in force, by the standing approval of a publisher."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import typer

from databases.connections import Databases
from databases.failures import FailureError, WrongDataError
from open_data import catalogue, register_names, shelf
from open_data.extract import Extract, extract
from open_data.gate.names import PrivateNames
from open_data.release import fresh_needs
from open_data.release.build import Homes, Release
from open_data.release.states import alone
from policies import policy
from policies.subjects import Subject
from resolvers.changes.standing_approvals import record_needs
from search.cluster_index import IndexCheckError
from sunshine import keys, settings
from sunshine.commands.index import ClusterAwayError, bring_in, tidy
from sunshine.commands.publish import refused_by_the_gate
from sunshine.commands.releases import mend, publisher
from sunshine.commands.standing_approvals import approver, change
from sunshine.search_cluster import search_cluster
from sunshine.settings import Settings
from sunshine.terminal import OUT, run

Names = Callable[[], PrivateNames]  # read once, where they are needed


class NotApprovedError(WrongDataError):
    """Nobody who may has approved that needs are published anew."""


def publish_needs() -> None:
    """Publish needs anew: read, held against what was said before, checked by the gate, signed, shown in one step."""
    chosen = settings.load()
    databases = chosen.databases()
    private = cache(lambda: run(lambda: register_names.read(databases)))
    person = run(lambda: approver(databases))
    if person is None:
        raise NotApprovedError("no standing approval of needs is in force: a publisher gives it with sunshine approve-needs --as NUMBER")
    with alone(chosen.releases), refused_by_the_gate():
        recorded = {record.name for record in run(lambda: mend(chosen, databases))}
        made = _publish(chosen, databases, person, private, recorded)
    OUT.print(f"{made.name}\nsha256 {made.digest}" if made else "needs are as they were published", highlight=False)


def _publish(chosen: Settings, databases: Databases, person: str, private: Names, recorded: Collection[str]) -> Release | None:
    """Recorded first, then indexed, then shown: what a killed command did not show is made anew by the next."""
    made = _build(chosen, databases, run(lambda: _still_publisher(databases, person)), private, recorded)
    if made:
        digest = made.digest
        change(chosen, databases, person, lambda changes, subject, region: record_needs(changes, subject, region, digest))
        with indexed(chosen, made, private):
            fresh_needs.show(made)
    return made


def _build(chosen: Settings, databases: Databases, subject: Subject, private: Names, recorded: Collection[str]) -> Release | None:
    shown = shelf.current(chosen.releases)
    datasets = [dataset for name, dataset in catalogue.DATASETS.items() if name in shown.resources]
    secrets = keys.load(chosen.key_folder)
    with tempfile.TemporaryDirectory(prefix="sunshine-extract-") as folder:
        rows = run(lambda: _read(databases, subject, Path(folder)))
        homes = Homes(chosen.releases, chosen.ledger)
        return fresh_needs.build(rows, shown, datasets, homes, secrets.release, private, recorded)


async def _still_publisher(databases: Databases, person: str) -> Subject:
    try:
        return await publisher(databases, person)
    except typer.BadParameter:
        raise NotApprovedError(
            f"{person}, who approved that needs are published anew, is no publisher any more: end it with sunshine end-needs"
        ) from None


async def _read(databases: Databases, subject: Subject, folder: Path) -> Extract:
    return await extract(databases, policy.load(), subject, fresh_needs.reads(), folder, lambda *_: None)


@contextmanager
def indexed(chosen: Settings, made: Release, private: Names) -> Iterator[None]:
    """In the Elasticsearch of the settings before they are shown, if there is one. Where it is away or does not answer rightly they are shown all the
    same, for the embedded engine answers, and then it is told; where the gate finds in a document what must not leave, they are not."""
    cluster = search_cluster(chosen)
    if cluster is None:
        yield
        return
    failed: FailureError | None = None
    try:
        bring_in(cluster, replace(shelf.current(chosen.releases), fresh=shelf.opened_fresh(made.folder)), private())
    except (ClusterAwayError, IndexCheckError) as error:
        failed = error
    yield
    if failed:
        raise failed
    tidy(cluster, chosen.releases)
