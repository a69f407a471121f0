"""Real servers for the tests: one embedded PostgreSQL, started once; databases are made from a migrated template."""

from __future__ import annotations

import gc
import signal
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from tests import postgresql
from tests.cities import DEMO_HOUSEHOLDS, Cities, cluster
from tests.elasticsearch import nodes
from tests.served import last_words

# how long examples take says nothing of what they prove; what a fixture holds for all of them is what they are tried on
settings.register_profile("sunshine", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("sunshine")
# what tests start is sent signals: it must not inherit that the shell of the tests ignores them (nohup, a job in the background)
for ignorable in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(ignorable) is signal.SIG_IGN:
        signal.signal(ignorable, lambda *_: None)


class ByFolder(LoadScopeScheduling):  # type: ignore[misc]
    """The tests of one folder share its servers: they stay in one worker. Each file of commands starts its own.

    Dealt in the order of their names, the single files come last: no worker waits long for another at the end.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = file.rpartition("/")[0]
        return file if folder == "tests/sunshine" or file.endswith("_commands.py") else folder


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFolder:
    return ByFolder(config, log)


def pytest_collection_finish() -> None:
    """What was loaded stays to the end: no search for garbage goes through it again."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows how the logs of the servers end that run beside it."""
    report = yield
    if report.failed:
        report.sections += last_words().items()
    return report


@pytest.fixture(scope="session")
def keys() -> IdentifierKeys:
    return IdentifierKeys("test", {"test": bytes(range(32))}, bytes(range(32, 64)))


@pytest.fixture(scope="session")
def dsns(keys: IdentifierKeys, worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """DSNs of the four databases of a cluster of the tests' own, or on the server that is given.

    Not in pytest's folder: a second run on the same machine closes that folder to the user as whom PostgreSQL works.
    """
    if postgresql.GIVEN:
        with postgresql.four_databases(postgresql.GIVEN) as made:
            yield made
        return
    shared = None if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    with tempfile.TemporaryDirectory(prefix="sunshine-tests-") as home, cluster(Path(home) / "postgres", shared, keys) as made:
        yield made


@pytest.fixture(scope="session")
def cities(dsns: dict[str, str], keys: IdentifierKeys) -> Cities:
    return Cities(dsns, keys)


@pytest.fixture(scope="session")
def databases(cities: Cities) -> Databases:
    """An empty, migrated city of the tests' own; what a test writes stays, so it names its own rows."""
    return cities.empty()


@pytest.fixture(scope="session")
def demo_city(cities: Cities) -> tuple[Databases, City]:
    """A city full of demo data, beside the empty one in the same cluster."""
    return cities.demo(), City(DEMO_HOUSEHOLDS)


@pytest.fixture(scope="session")
def elasticsearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real server: the one that is given, or one of the tests' own."""
    if nodes.GIVEN:
        yield nodes.GIVEN
        return
    nodes.skip_without()
    with nodes.running(1, tmp_path_factory.mktemp("elasticsearch")) as (node,):
        yield node.url


@pytest.fixture
def repository() -> Path:
    return Path(__file__).resolve().parent.parent
