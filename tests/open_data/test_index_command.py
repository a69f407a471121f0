"""`sunshine index` over the command line: a published release into a real Elasticsearch, and what it says when it cannot."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from open_data.extract import Extract
from open_data.gate.scanner import NOTHING
from open_data.layout import SEARCH
from open_data.release.build import Homes, Release
from open_data.release.states import Record, settle
from search.cluster import Cluster
from search.desk import Desk
from search.queries import Query
from sunshine.commands.index import LeakError, admit
from tests.open_data.conftest import DAY, PUBLISHER
from tests.open_data.test_gate import build_alone, doctored
from tests.served import environment, run_cli

NOBODY_LISTENS = "http://127.0.0.1:9"


@pytest.fixture
def env(demo_city: tuple[Databases, City], release: Release, tmp_path: Path) -> dict[str, str]:
    return environment(demo_city[0], tmp_path) | {"SUNSHINE_OPEN_DATA": str(release.folder.parent)}


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


def test_a_document_with_a_telephone_is_not_admitted() -> None:
    admit([{"record": "江阴市 2020", "cents": 13812345678}], NOTHING)
    with pytest.raises(LeakError, match="phone"):
        admit([{"record": "江阴市 联系 13812345678"}], NOTHING)


def test_a_name_of_the_register_is_not_admitted(
    demo_city: tuple[Databases, City], extracted: Extract, env: dict[str, str], cluster: Cluster, tmp_path: Path
) -> None:
    """Whatever release it stands in: this one was made by somebody who handed the gate no names."""
    name = next(name for name in demo_city[1].members["name"].to_list() if len(name) == 3)
    titled = doctored(extracted, tmp_path / "extract", "FundStream", pl.format("{}（龙河村修缮{}房屋）", "name", pl.lit(name)).alias("name"))
    homes = Homes(tmp_path / "open_data", tmp_path / "ledger")
    built = build_alone(titled, homes, "fund_streams", "divisions")
    settle(homes.releases, [Record(built.name, built.digest, "published", DAY)], PUBLISHER.address, PUBLISHER.name)
    into = {"SUNSHINE_OPEN_DATA": str(homes.releases), "SUNSHINE_SEARCH_URLS": cluster.urls[0], "SUNSHINE_SEARCH_INDEX": cluster.index}
    done = run_cli("index", env=env | into)
    assert (done.returncode, "name_beside_place" in done.stderr, name in done.stderr) == (1, True, False), done.stderr
