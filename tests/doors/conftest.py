"""One house for all tests of this folder, and the API served over its databases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from databases.connections import DATABASES
from databases.demo_city.city import TODAY, City
from databases.demo_city.load import load
from databases.event_log import key_id
from databases.identifiers import IdentifierKeys
from open_data import catalogue
from open_data.extract import extract, publisher
from open_data.release.build import Homes, Keys, build
from open_data.release.package import Edition, Publisher
from open_data.release.states import Record, settle
from policies import policy
from sunshine.sequencer import sequence_and_sign
from tests.cities import Cities
from tests.doors.house import House
from tests.served import LOG_KEY, environment, write_keys

CITY = "3202"
PUBLISHER = Publisher("演示发布单位", "open-data@sunshine.example", "https://sunshine.example", CITY, "无锡市")


@pytest.fixture(scope="package")
def house(cities: Cities, keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    databases = cities.empty()
    asyncio.run(load(databases, City(150), keys, lambda *_: None))
    with asyncio.Runner() as runner:
        made = House(databases, keys, runner, tmp_path_factory.mktemp("open_data"))
        yield made
        made.close()


@pytest.fixture(scope="package")
def release(house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published of the house, in force: its folder."""
    for name in DATABASES:
        asyncio.run(sequence_and_sign(house.databases, name, LOG_KEY, tmp_path_factory.mktemp("checkpoints")))
    reads = catalogue.reads(catalogue.DATASETS.values())
    extracted = asyncio.run(extract(house.databases, policy.load(), publisher(CITY), reads, tmp_path_factory.mktemp("extract"), lambda *_: None))
    homes = Homes(house.home, tmp_path_factory.mktemp("ledger"))
    keys = Keys(Ed25519PrivateKey.generate(), {key_id(LOG_KEY.public_key()): LOG_KEY.public_key()})
    built = build(extracted, catalogue.DATASETS, homes, Edition(f"{TODAY}-1", TODAY, PUBLISHER), keys, lambda *_: None)
    settle(homes.releases, [Record(built.name, built.digest, "published", TODAY)], PUBLISHER.address, PUBLISHER.name)
    return homes.releases / built.name


@pytest.fixture(scope="package")
def env(house: House, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a process needs to serve the house; its tokens name the address "doors"."""
    home = tmp_path_factory.mktemp("home")
    write_keys(home, house.keys)
    env = environment(house.databases, home) | {"SUNSHINE_ADDRESS": "doors", "SUNSHINE_RATE_LIMITS": "{}"}
    return env
