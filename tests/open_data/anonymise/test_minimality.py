"""The minimality attack: what an observer learns from the fact that a class was not divided further."""

from __future__ import annotations

from itertools import islice

import numpy as np
from numpy.typing import NDArray

from databases.demo_city.city import City
from open_data.anonymise.household_file import household_rule
from open_data.anonymise.partition import Group, Partition
from tests.open_data.anonymise.household_frame import household_frame

CITY = City(4_000)
RULE = household_rule(CITY.regions)
WORLDS = 300
NOISE = 0.15  # a frequency in 300 worlds is off by less than 0.1, even the worst of some hundred


def test_that_a_class_was_not_divided_says_nearly_nothing_about_anybody() -> None:
    """The attacker knows the algorithm, everybody's quasi-identifiers and all classes.

    He thinks of all ways to hand the causes of a class to its households, strikes out those for which the algorithm would have divided
    it, and counts what is left: no household's cause becomes more than a little more likely than its share in the class.
    """
    register = household_frame(CITY)
    partition = Partition(RULE, register.select(each.hierarchy.leaf_codes(register[each.column]) for each in RULE.published))
    refused = (group for group in map(partition.groups.__getitem__, partition.classes) if partition._divisions(group))
    gains = [np.abs(posterior(partition, group) - shares(partition, group.rows)).max() for group in islice(refused, 6)]
    assert len(gains) > 3
    assert max(gains) < NOISE


def shares(partition: Partition, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    cause = partition.attributes[0]
    return np.bincount(cause.code_of_row[rows], minlength=cause.size) / len(rows)


def posterior(partition: Partition, group: Group) -> NDArray[np.float64]:
    """How likely each cause is for each household of a class in the worlds in which the class stays whole."""
    rng, cause, households = np.random.default_rng(1), partition.attributes[0], np.arange(len(group.rows))
    divisions = partition._divisions(group)
    counted, worlds = np.zeros((len(households), cause.size)), 0
    while worlds < WORLDS:
        handed = group.rows[rng.permutation(len(households))]
        if not any(divides(partition, division.part_of_row, handed) for division in divisions):
            counted[households, cause.code_of_row[handed]] += 1
            worlds += 1
    return counted / worlds


def divides(partition: Partition, part_of_row: NDArray[np.int64], handed: NDArray[np.int64]) -> bool:
    return partition._keeps(part_of_row, handed, int(part_of_row.max()) + 1)
