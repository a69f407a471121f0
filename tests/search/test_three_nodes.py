"""A cluster of three that loses a node while it indexes and while it is asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from search.cluster import Cluster, ClusterEngine
from search.cluster_index import publish
from search.embedded import EmbeddedEngine
from search.queries import Clause, Phrase, Question
from search.standby import WithStandby
from tests.elasticsearch import nodes
from tests.search.conftest import RELEASE, Run
from tests.search.release import TODAY

ASKED = Question(clauses=(Clause("江阴", (Phrase(("江", "阴")),)),), facets=("kind",), today=TODAY)


@pytest.mark.skipif(nodes.GIVEN is not None, reason="nodes of a given server are not ours to kill")
def test_a_lost_node_costs_no_document_and_no_answer(embedded: EmbeddedEngine, run: Run[Any], tmp_path: Path) -> None:
    nodes.skip_without()
    expected = embedded.find_now(ASKED)

    async def story(three: list[nodes.Node]) -> None:
        cluster = Cluster(urls=tuple(node.url for node in three), seconds=30.0)
        await publish(cluster, embedded, RELEASE)
        engine = WithStandby(ClusterEngine(cluster.client(), cluster.release_alias(embedded.fingerprint), embedded), embedded, cluster.seconds)
        again, answered = asyncio.create_task(publish(cluster, embedded, RELEASE)), list[str]()
        for turn in range(30):
            if turn == 5:
                three[2].kill()
            found = await engine.find(ASKED)
            answered.append(found.engine)
            assert (found.total, found.facets, [r.row for r in found.ranked]) == (expected.total, expected.facets, [r.row for r in expected.ranked])
        await asyncio.wait_for(again, 150)  # twice, if the lost node had the only copy of the new index
        async with cluster.client() as client:
            assert (await client.count(index=cluster.release_alias(embedded.fingerprint)))["count"] == embedded.count
        await engine.close()
        assert answered.count("elasticsearch") > 5

    with nodes.running(3, tmp_path) as three:
        run(story(three))
