"""The simulation of ninety days: what it measures by, that a seed decides everything, that nothing is given that is not there, and what no order surpasses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.simulation import LEAST, MODELS, ORDERS, PAGE, World, build_world, gini, live, most_matched


@pytest.fixture(scope="module")
def world() -> World:
    world = build_world(1)
    return World(world.seed, world.needs, world.givers[:60])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("order", ORDERS)
def test_a_seed_decides_a_life(world: World, order: str, model: str) -> None:
    lived = live(world, ORDERS[order], MODELS[model])
    assert lived == live(build_again(world), ORDERS[order], MODELS[model])
    assert 0 < lived["needs matched"] <= lived["pledges a need"] <= len(world.givers) / len(world.needs)
    assert lived["needs matched"] <= most_matched(world, LEAST[model]) <= len(world.givers) / len(world.needs)


def build_again(world: World) -> World:
    again = build_world(world.seed)
    return World(again.seed, again.needs, again.givers[: len(world.givers)])


def test_relevance_loses_nothing_beside_itself(world: World) -> None:
    assert live(world, ORDERS["relevance"], MODELS["cascade"])["ndcg@10 loss"] == 0
    assert live(world, ORDERS["newest"], MODELS["cascade"])["ndcg@10 loss"] > 0


@pytest.mark.parametrize("model", MODELS)
def test_people_choose_from_the_page_and_rather_what_appeals(model: str) -> None:
    appeals = np.array([0.1, 0.9, 0.1])
    chosen = [MODELS[model](appeals, np.random.default_rng(seed)) for seed in range(400)]
    counts = [chosen.count(place) for place in range(PAGE)]
    assert counts[1] > counts[0]
    assert counts[1] > counts[2]
    assert set(chosen) <= {None, 0, 1, 2}


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=40)
@given(appeals=st.lists(st.floats(0, 1), min_size=1, max_size=PAGE), seed=st.integers(0, 10_000))
def test_nobody_takes_what_the_oracle_knows_that_he_would_not(model: str, appeals: list[float], seed: int) -> None:
    chosen = MODELS[model](np.array(appeals), np.random.default_rng(seed))
    assert chosen is None or appeals[chosen] >= LEAST[model](np.random.default_rng(seed)) - 1e-9


def test_oracle_gives_a_need_to_one_of_two(world: World) -> None:
    giver, first = world.givers[0], world.needs[0]
    wanted = replace(first, day=giver.day, need=replace(first.need, kind=giver.offer.kind, needed_by=date.max))
    assert most_matched(World(world.seed, [wanted], [giver, giver]), lambda rng: 0.0) == 1
    assert most_matched(World(world.seed, [wanted, replace(wanted, day=date.max)], [giver, giver]), lambda rng: 0.0) == 0.5
    assert most_matched(World(world.seed, [wanted], [giver]), lambda rng: 2.0) == 0


def test_gini_is_nought_for_equals_and_near_one_for_one_who_has_all() -> None:
    assert gini([3, 3, 3]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(3 / 4)
