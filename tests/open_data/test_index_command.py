"""`sunshine index` over the command line: a published release into a real Elasticsearch, and what it says when it cannot."""

from __future__ import annotations

import asyncio
import os
from datetime import date
from pathlib import Path

import pytest

from open_data.layout import SEARCH
from open_data.release.build import Release
from search.cluster import Cluster
from search.desk import Desk
from search.queries import Query
from sunshine.commands.index import LeakError, admit
from tests.served import run_cli

NOBODY_LISTENS = "http://127.0.0.1:9"


@pytest.fixture
def env(release: Release, tmp_path: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
    return inherited | {"SUNSHINE_HOME": str(tmp_path), "SUNSHINE_OPEN_DATA": str(release.folder.parent)}


def test_release_in_force_is_asked_in_the_cluster(env: dict[str, str], release: Release, cluster: Cluster) -> None:
    done = run_cli("index", env=env | {"SUNSHINE_SEARCH_URLS": cluster.urls[0], "SUNSHINE_SEARCH_INDEX": cluster.index})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{release.name}: ")

    async def answered(by: Cluster | None) -> tuple[str, list[str]]:
        desk = Desk.open(release.folder / SEARCH, by)
        answer = await desk.answer(Query(text="江阴 低保"), date.today())
        await desk.close()
        return answer.engine, [hit.document.id for hit in answer.hits]

    (engine, found), (_, expected) = asyncio.run(answered(cluster)), asyncio.run(answered(None))
    assert engine == "elasticsearch"
    assert found == expected
    assert found


def test_without_an_address_it_says_that_none_is_needed(env: dict[str, str]) -> None:
    done = run_cli("index", env=env)
    assert done.returncode == 3
    assert "SUNSHINE_SEARCH_URLS" in done.stderr


def test_a_cluster_that_is_away_is_named_and_nothing_is_lost(env: dict[str, str]) -> None:
    done = run_cli("index", env=env | {"SUNSHINE_SEARCH_URLS": NOBODY_LISTENS})
    assert done.returncode == 3
    assert NOBODY_LISTENS in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_release_it_says_what_to_do_first(env: dict[str, str], tmp_path: Path) -> None:
    done = run_cli("index", env=env | {"SUNSHINE_SEARCH_URLS": NOBODY_LISTENS, "SUNSHINE_OPEN_DATA": str(tmp_path)})
    assert done.returncode == 1
    assert "sunshine publish" in done.stderr


def test_a_document_with_a_telephone_is_notadmitted() -> None:
    admit([{"record": "江阴市 2020", "cents": 13812345678}])
    with pytest.raises(LeakError, match="phone"):
        admit([{"record": "江阴市 联系 13812345678"}])
