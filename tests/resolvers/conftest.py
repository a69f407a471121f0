"""A desk in the demo city."""

from __future__ import annotations

from pathlib import Path

import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from tests.resolvers.desk import Desk


@pytest.fixture
def desk(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path: Path) -> Desk:
    return Desk(demo_city[0], keys, tmp_path)
