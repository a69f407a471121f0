"""One release for all tests of search, and each engine that can answer from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from search.cluster import Cluster, ClusterEngine
from search.cluster_index import publish
from search.desk import Desk
from search.documents import in_order
from search.embedded import EmbeddedEngine
from search.engine import Engine
from search.index_file import build
from tests.search.oracle import Oracle
from tests.search.release import TERMS, documents, places

DOCUMENTS = 2_400
RELEASE = "2026-11-24-1"
T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]


@pytest.fixture(scope="session")
def run() -> Iterator[Run[Any]]:
    """Runs what is asynchronous, always in the same loop: an engine's connections belong to one."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture(scope="session")
def search_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("search") / "search.db"
    build(path, documents(DOCUMENTS), places(), TERMS)
    return path


@pytest.fixture(scope="session")
def embedded(search_file: Path, run: Run[None]) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(search_file)
    yield engine
    run(engine.close())


@pytest.fixture(scope="session")
def oracle(embedded: EmbeddedEngine) -> Oracle:
    return Oracle(in_order(documents(DOCUMENTS)), embedded.vocabulary)


@pytest.fixture(scope="session")
def cluster(elasticsearch: str) -> Cluster:
    """With indices of these tests only, and patient."""
    return Cluster(urls=(elasticsearch,), index=f"test-{uuid4().hex[:12]}", seconds=60.0)


@pytest.fixture(scope="session")
def in_cluster(cluster: Cluster, embedded: EmbeddedEngine, run: Run[Any]) -> Iterator[ClusterEngine]:
    """The release in a cluster."""
    run(publish(cluster, embedded, RELEASE))
    engine = ClusterEngine(cluster.client(), cluster.release_alias(embedded.fingerprint), embedded)
    yield engine
    run(engine.close())
    run(forget(cluster))


async def forget(cluster: Cluster) -> None:
    """Take away what tests brought into a cluster."""
    async with cluster.client() as client:
        for index in (await client.indices.get_alias(index=f"{cluster.index}-*")).body:
            await client.indices.delete(index=index)


@pytest.fixture(scope="session", params=["embedded", "in_cluster"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def desk(embedded: EmbeddedEngine, engine: Engine) -> Desk:
    return Desk(embedded, engine)
