"""A city of which nobody else tells anything."""

from __future__ import annotations

import asyncio

import pytest

from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from databases.identifiers import IdentifierKeys
from databases.migrations import migrate
from tests.conftest import DEMO_HOUSEHOLDS


@pytest.fixture(scope="session")
def quiet_city(dsns: dict[str, str], keys: IdentifierKeys) -> Databases:
    """A demo city where no change of another test waits to be told."""
    databases = Databases(dsns, "quiet_city")
    for name in DATABASES:
        asyncio.run(migrate(databases, name))
    asyncio.run(load(databases, City(DEMO_HOUSEHOLDS), keys, lambda *_: None))
    return databases
