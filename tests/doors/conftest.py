"""One house for all tests of this folder, and the API served over its databases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from databases.connections import DATABASES
from databases.demo_city.city import City
from databases.demo_city.load import load
from databases.identifiers import IdentifierKeys
from databases.migrations import migrate
from tests.doors.house import House, databases_of
from tests.served import environment, write_keys


@pytest.fixture(scope="package")
def house(dsns: dict[str, str], keys: IdentifierKeys) -> Iterator[House]:
    databases = databases_of(dsns)
    for name in DATABASES:
        asyncio.run(migrate(databases, name))
    asyncio.run(load(databases, City(150), keys, lambda *_: None))
    with asyncio.Runner() as runner:
        made = House(databases, keys, runner)
        yield made
        made.close()


@pytest.fixture(scope="package")
def env(house: House, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a process needs to serve the house; its tokens name the address "doors"."""
    home = tmp_path_factory.mktemp("home")
    write_keys(home, house.keys)
    env = environment(house.databases, home) | {"SUNSHINE_ADDRESS": "doors", "SUNSHINE_RATE_LIMITS": "{}"}
    return env
