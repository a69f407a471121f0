"""A city of which nobody else tells anything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from databases.identifiers import IdentifierKeys
from databases.migrations import migrate
from tests.conftest import DEMO_HOUSEHOLDS
from tests.sunshine.office import Office, run_in


@pytest.fixture(scope="session")
def quiet_city(dsns: dict[str, str], keys: IdentifierKeys) -> Databases:
    """A demo city where no change of another test waits to be told."""
    databases = Databases(dsns, "quiet_city")
    for name in DATABASES:
        asyncio.run(migrate(databases, name))
    asyncio.run(load(databases, City(DEMO_HOUSEHOLDS), keys, lambda *_: None))
    return databases


@pytest.fixture
def office(quiet_city: Databases, keys: IdentifierKeys) -> Callable[..., Any]:
    """Run something on the street with its mail server."""

    def run(story: Callable[[Office], Awaitable[Any]]) -> Any:
        return run_in(quiet_city, keys, story)

    return run
