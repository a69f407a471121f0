"""`sunshine index`: the release in force is brought into the Elasticsearch of the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

from databases.failures import FailureError, WrongDataError
from open_data import register_names, shelf
from open_data.gate.gate import names_beside
from open_data.gate.names import PrivateNames
from open_data.gate.scanner import Expected, scan_texts
from open_data.layout import DATA
from open_data.release.seal import check
from open_data.shelf import ShownRelease
from search.cluster import Cluster, Json
from search.cluster_index import LOST, Watch, publish, withdraw
from search.embedded import EmbeddedEngine
from search.index_file import fingerprint_of
from sunshine import settings
from sunshine.search_cluster import search_cluster
from sunshine.terminal import OUT, progress_bar, run

TEXTS = ("record", "title", "body")


class ClusterAwayError(FailureError):
    """Elasticsearch is away, or does not do what it is asked; until it does, the embedded engine answers."""


class LeakError(WrongDataError):
    """A document holds what must not leave; nothing of the release is asked in the cluster."""


def index() -> None:
    """Bring the release in force into Elasticsearch: a new index, filled, checked against the embedded engine, then named in one step."""
    chosen = settings.load()
    cluster = search_cluster(chosen)
    if cluster is None:
        raise settings.SettingsError(
            "SUNSHINE_SEARCH_URLS names no Elasticsearch: the embedded engine answers from the release itself, without index"
        )
    release, databases = shelf.current(chosen.releases), chosen.databases()
    bring_in(cluster, release, run(lambda: register_names.read(databases)))
    tidy(cluster, chosen.releases)


def bring_in(cluster: Cluster, release: ShownRelease, private: PrivateNames) -> None:
    """Everything that a release shows, into a cluster. `private`: the names of the register, for the gate."""
    check(release.search_file.parent)
    embedded, expected = EmbeddedEngine(release.search_file), Expected(names=names_beside(release.folder / DATA, private))
    with _answering(cluster), _watching(embedded.count, expected) as watch:
        name = run(lambda: publish(cluster, embedded, release.name, watch))
    OUT.print(f"{release.name}: {embedded.count:,} documents in {name}", highlight=False)


def tidy(cluster: Cluster, releases: Path) -> None:
    """Take away the indices of releases, and of needs published anew, that are no longer there."""
    in_force = [fingerprint_of(file) for file in shelf.search_files(releases)]
    with _answering(cluster):
        gone = run(lambda: withdraw(cluster, in_force))
    for name in gone:
        OUT.print(f"removed {name}", highlight=False)


@contextmanager
def _answering(cluster: Cluster) -> Iterator[None]:
    try:
        yield
    except LOST as error:
        raise ClusterAwayError(
            f"Elasticsearch at {' '.join(cluster.urls)} does not do it: {error}. Run `sunshine index` again when it is well"
        ) from error


@contextmanager
def _watching(documents: int, expected: Expected) -> Iterator[Watch]:
    """A bar; the gate looks at every document once more."""
    columns = (TextColumn("{task.description}"), BarColumn(None), MofNCompleteColumn(), TimeElapsedColumn())
    with progress_bar(*columns) as bar:
        task = bar.add_task("indexed", total=documents)
        yield Watch(lambda more: bar.advance(task, more), lambda batch: admit(batch, expected))


def admit(documents: list[Json], expected: Expected) -> None:
    """The gate's look at a batch of documents, by what it knows of a release; raises LeakError."""
    texts = ("\n".join(document[name] for name in TEXTS if name in document) for document in documents)
    if findings := scan_texts("search index", texts, expected):
        raise LeakError(f"a document holds what must not leave ({findings[0].rule}, {findings[0].excerpt}): nothing was put in its place")
