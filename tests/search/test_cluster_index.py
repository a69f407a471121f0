"""A release comes into a cluster whole or not at all, under its names in one step; the one before stays to go back to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from elasticsearch import NotFoundError
from elasticsearch.helpers import BulkIndexError

from search.cluster import Cluster, ClusterEngine
from search.cluster_index import IndexCheckError, Watch, check, publish, withdraw
from search.embedded import EmbeddedEngine
from search.index_file import build
from search.queries import Question
from tests.search.conftest import RELEASE, Run, forget
from tests.search.release import TERMS, TODAY, documents, places


@pytest.fixture
def own(cluster: Cluster, run: Run[None]) -> Iterator[Cluster]:
    """Names of this test's own in the cluster."""
    own = replace(cluster, index=f"test-{uuid4().hex[:12]}")
    yield own
    run(forget(own))


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[EmbeddedEngine]:
    """Three releases, one after another."""
    folder = tmp_path_factory.mktemp("releases")
    for count in (300, 301, 302):
        build(folder / f"{count}.db", documents(count), places(), TERMS)
    return [EmbeddedEngine(folder / f"{count}.db") for count in (300, 301, 302)]


async def held(cluster: Cluster) -> dict[str, list[str]]:
    """The indices of a cluster with the names that they are asked by."""
    async with cluster.client() as client:
        found = (await client.indices.get_alias(index=f"{cluster.index}-*")).body
    return {index: sorted(told["aliases"]) for index, told in found.items()}


def test_the_two_newest_releases_stay_and_the_newest_is_current(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any]) -> None:
    names = [run(publish(own, release, f"2026-11-24-{number}")) for number, release in enumerate(releases)]
    assert run(held(own)) == {
        names[1]: [own.release_alias(releases[1].fingerprint)],
        names[2]: sorted((own.index, own.release_alias(releases[2].fingerprint))),
    }


def test_needs_published_anew_push_out_those_before_and_not_the_release_before(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any]) -> None:
    before = run(publish(own, releases[0], "2026-11-23-1"))
    names = [run(publish(own, releases[number], RELEASE)) for number in (1, 2, 1, 2)]
    assert sorted(run(held(own))) == sorted([before, *names[-2:]])


def test_a_release_that_comes_again_takes_its_own_name(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any]) -> None:
    first, again = (run(publish(own, releases[0], RELEASE)) for _ in range(2))
    assert run(held(own)) == {first: [], again: sorted((own.index, own.release_alias(releases[0].fingerprint)))}


def test_somebody_is_always_answered_while_the_names_move(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any]) -> None:
    async def asked_all_the_time() -> int:
        engine = ClusterEngine(own.client(), own.index, releases[0])
        publishing = asyncio.create_task(publish(own, releases[1], RELEASE))
        answers = 0
        while not publishing.done():
            assert (await engine.find(Question(today=TODAY))).total in (releases[0].count, releases[1].count)
            answers += 1
        await publishing
        await engine.close()
        return answers

    run(publish(own, releases[0], RELEASE))
    assert run(asked_all_the_time()) > 1


def test_a_release_that_cannot_be_written_leaves_everything_as_it_was(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any]) -> None:
    async def blocked() -> None:
        """New indices of these names take no documents."""
        async with own.client() as client:
            template = {"settings": {"index.blocks.write": True}}
            await client.indices.put_index_template(name=own.index, index_patterns=[f"{own.index}-*"], template=template)
            try:
                await publish(own, releases[1], RELEASE)
            finally:
                await client.indices.delete_index_template(name=own.index)

    run(publish(own, releases[0], RELEASE))
    before = run(held(own))
    with pytest.raises(BulkIndexError):
        run(blocked())
    assert run(held(own)) == before


def test_an_index_of_other_documents_does_not_pass(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any], tmp_path: Path) -> None:
    async def checked(index: str, release: EmbeddedEngine) -> None:
        async with own.client() as client:
            await check(client, index, release)

    index = run(publish(own, releases[0], RELEASE))
    run(checked(index, releases[0]))
    with pytest.raises(IndexCheckError, match="300 of 301"):
        run(checked(index, releases[1]))
    changed = [replace(document, title=f"又{document.title}") for document in documents(300)]
    build(tmp_path / "changed.db", changed, places(), TERMS)
    with pytest.raises(IndexCheckError, match="where"):
        run(checked(index, EmbeddedEngine(tmp_path / "changed.db")))


def test_a_release_that_the_cluster_does_not_hold_is_not_answered_by_another(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any]) -> None:
    async def ask() -> None:
        engine = ClusterEngine(own.client(), own.release_alias(releases[1].fingerprint), releases[1])
        try:
            await engine.find(Question(today=TODAY))
        finally:
            await engine.close()

    run(publish(own, releases[0], RELEASE))
    with pytest.raises(NotFoundError):
        run(ask())


def test_a_batch_that_is_not_admitted_leaves_everything_as_it_was(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any]) -> None:
    def refuse(batch: list[dict[str, Any]]) -> None:
        raise ValueError(f"{len(batch)} documents")

    run(publish(own, releases[0], RELEASE))
    before = run(held(own))
    with pytest.raises(ValueError, match="301 documents"):
        run(publish(own, releases[1], RELEASE, Watch(admit=refuse)))
    assert run(held(own)) == before


def test_every_document_is_told_of(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any]) -> None:
    told: list[int] = []
    run(publish(own, releases[2], RELEASE, Watch(indexed=told.append)))
    assert sum(told) == 302


def test_a_withdrawn_release_is_gone_and_the_others_stay(own: Cluster, releases: list[EmbeddedEngine], run: Run[Any]) -> None:
    withdrawn, kept = (run(publish(own, release, RELEASE)) for release in releases[:2])
    assert run(withdraw(own, [releases[1].fingerprint])) == [withdrawn]
    assert list(run(held(own))) == [kept]
