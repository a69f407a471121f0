"""A release of the demo city, made once; tests read its files."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.event_log import key_id
from open_data import catalogue
from open_data.extract import Extract, extract, publisher
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.release.build import Homes, Keys, Release, build
from open_data.release.package import Edition, Publisher
from open_data.release.states import Record, settle
from policies import policy
from search.cluster import Cluster
from search.cluster_index import withdraw
from sunshine.sequencer import sequence_and_sign
from tests.served import LOG_KEY

CITY = "3202"
DAY = date(2020, 6, 30)
PUBLISHER = Publisher("演示发布单位", "open-data@sunshine.example", "https://sunshine.example", CITY, "无锡市")
RELEASE_KEY = Ed25519PrivateKey.generate()
LOG_KEYS = {key_id(LOG_KEY.public_key()): LOG_KEY.public_key()}
KEYS = Keys(RELEASE_KEY, LOG_KEYS)


def ignore(name: str, rows: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="session")
def extracted(demo_city: tuple[Databases, City], tmp_path_factory: pytest.TempPathFactory) -> Extract:
    databases, _ = demo_city
    reads = catalogue.reads(catalogue.DATASETS.values())
    for name in DATABASES:
        asyncio.run(sequence_and_sign(databases, name, LOG_KEY, tmp_path_factory.mktemp("checkpoints")))
    return asyncio.run(extract(databases, policy.load(), publisher(CITY), reads, tmp_path_factory.mktemp("extract"), ignore))


@pytest.fixture(scope="session")
def homes_of_release(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    return Homes(tmp_path_factory.mktemp("open_data"), tmp_path_factory.mktemp("ledger"))


@pytest.fixture(scope="session")
def release(extracted: Extract, homes_of_release: Homes) -> Release:
    """In force, as if somebody else had approved it."""
    homes = homes_of_release
    built = build(extracted, catalogue.DATASETS, homes, Edition(f"{DAY}-1", DAY, PUBLISHER), KEYS, ignore)
    settle(homes.releases, [Record(built.name, built.digest, "published", DAY)], PUBLISHER.address, PUBLISHER.name)
    return Release(built.name, homes.releases / built.name, built.digest)


@pytest.fixture
def material(extracted: Extract, tmp_path: Path) -> Material:
    """What a first release is made of."""
    return Material(extracted, Ledger(tmp_path, "first"))


@pytest.fixture
def cluster(elasticsearch: str) -> Iterator[Cluster]:
    """Names of its own in the tests' Elasticsearch."""
    own = Cluster(urls=(elasticsearch,), index=f"test_{uuid4().hex[:12]}", seconds=60.0)
    yield own
    asyncio.run(withdraw(own, ()))
