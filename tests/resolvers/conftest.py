"""A desk and a street in the demo city."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from tests.resolvers.desk import Desk
from tests.resolvers.giving import MOST_A_DAY, MOST_HELD, Street


@pytest.fixture
def desk(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path: Path) -> Desk:
    return Desk(demo_city[0], keys, tmp_path)


@pytest.fixture
def live(demo_city: tuple[Databases, City], keys: IdentifierKeys) -> Callable[..., Any]:
    """Run something on the street with its clock."""

    def run(story: Callable[[Street], Awaitable[Any]], size: int = 4) -> Any:
        async def told() -> Any:
            street = Street(demo_city[0], keys, size=size)
            try:
                return await story(street)
            finally:
                await street.close()

        return asyncio.run(told())

    return run


@pytest.fixture(scope="module")
def as_many_as_they_like(demo_city: tuple[Databases, City]) -> Iterator[None]:
    """Givers hold more than they may: what one test leaves held would else stop the next."""

    async def let(held: int, a_day: int) -> None:
        async with demo_city[0].connection("forces") as connection:
            await connection.execute(MOST_HELD, held)
            await connection.execute(MOST_A_DAY, a_day)

    asyncio.run(let(10_000, 10_000))
    yield
    asyncio.run(let(20, 50))
