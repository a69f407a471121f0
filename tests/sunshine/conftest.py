"""A city of which nobody else tells anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from databases.connections import Databases
from databases.identifiers import IdentifierKeys
from tests.cities import Cities
from tests.sunshine.office import Office, run_in


@pytest.fixture(scope="session")
def quiet_city(cities: Cities) -> Databases:
    """A demo city where no change of another test waits to be told."""
    return cities.demo()


@pytest.fixture
def office(quiet_city: Databases, keys: IdentifierKeys) -> Callable[..., Any]:
    """Run something on the street with its mail server."""

    def run(story: Callable[[Office], Awaitable[Any]]) -> Any:
        return run_in(quiet_city, keys, story)

    return run
