"""One served demo city for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from schema.tokens import Issuer
from sunshine import keys as key_files
from tests.cities import DEMO_HOUSEHOLDS, Cities
from tests.schema.asking import Api
from tests.served import environment, served, write_keys


@pytest.fixture(scope="package")
def demo_city(cities: Cities) -> tuple[Databases, City]:
    """A city of this folder's own: in the other, givers of the portal's tests take needs and register."""
    return cities.demo(), City(DEMO_HOUSEHOLDS)


@pytest.fixture(scope="package")
def api(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    databases, city = demo_city
    home = tmp_path_factory.mktemp("home")
    env = environment(databases, home)
    write_keys(home, keys)
    with served(env) as address:
        yield Api(address, Issuer(address, key_files.load(home / "keys").token), databases, city, home)
