"""Samples that anyone can draw again once their seed is published."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from databases.connections import Databases
from databases.demo_city.city import City
from databases.draws import draw, seed_digest

KEYS = st.sets(st.integers(1, 10**9), max_size=40)


@given(seed=st.text(min_size=1), population=KEYS, size=st.integers(0, 50))
def test_a_draw_is_the_same_in_whatever_order_the_population_comes(seed: str, population: set[int], size: int) -> None:
    drawn = draw(seed, population, size)
    assert drawn == draw(seed, sorted(population, reverse=True), size)
    assert len(drawn) == len(set(drawn)) == min(size, len(population))
    assert set(drawn) <= population


@given(seed=st.text(min_size=1), population=KEYS, size=st.integers(1, 10))
def test_a_larger_sample_keeps_the_smaller_one(seed: str, population: set[int], size: int) -> None:
    assert draw(seed, population, size + 5)[:size] == draw(seed, population, size)


def test_the_demo_citys_random_checks_can_be_drawn_again(demo_city: tuple[Databases, City]) -> None:
    databases, city = demo_city
    for round_ in asyncio.run(_published_rounds(databases)):
        homes = city.homes.filter(city.homes["region_code"].str.starts_with(round_["region_code"]))
        registered = homes.filter(homes["filed_on"] < round_["day"])["id"].to_list()
        assert round_["seed_digest"] == seed_digest(round_["seed"])
        assert round_["population"] == len(registered)
        assert round_["drawn"] == draw(round_["seed"], registered, round_["sample_size"])


async def _published_rounds(databases: Databases) -> list[dict[str, object]]:
    drawn = "(SELECT array_agg(household_id ORDER BY ordinal) FROM random_check_item WHERE random_check_id = c.id) AS drawn"
    async with databases.connection("forces") as connection:
        rows = await connection.fetch(f"SELECT c.*, c.drawn_at::date AS day, {drawn} FROM random_check AS c WHERE seed IS NOT NULL")
    assert rows
    return [dict(row) for row in rows]
