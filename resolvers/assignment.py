"""Who could be responsible for which household: as many pairs as there can be, at the least cost in all, none that is barred. Pure.

The cost of a pair is how far the helper is, plus how full he will be, plus a little where he is of another department than was asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy  # its parts load where they are first named: most commands need none
from numpy.typing import NDArray

PLACES = {6: 3.0, 9: 1.0, 12: 0.0}
"""What distance costs, by the digits that both divisions share: county, town, village. A town's width is worth the whole of a helper's load."""
ELSEWHERE = 6.0
OTHER_DEPARTMENT = 0.5
BARRED = 1e6  # more than all pairs of a proposal can cost together, so that a barred one is never taken where another is left

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Household:
    """A household without a responsible helper, in a village; `version` is that of its row."""

    id: int
    version: int
    region_code: str


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who works in a division: how many households he is responsible for, and for how many he may be."""

    id: int
    region_code: str
    department: str | None
    load: int
    most: int

    @property
    def free(self) -> int:
        """How many households he may still take."""
        return max(0, self.most - self.load)


@dataclass(frozen=True, slots=True)
class Pair:
    """A household and who could be responsible for it, with what each reason costs. `load`: his households once all pairs are made."""

    household: Household
    helper: Helper
    load: int
    distance: float
    fullness: float
    department: float

    @property
    def cost(self) -> float:
        return self.distance + self.fullness + self.department


def assign(
    households: Sequence[Household], helpers: Sequence[Helper], barred: Collection[tuple[int, int]], department: str | None = None
) -> list[Pair]:
    """The pairs, in the order of the households; `barred` names helpers and households by their keys, in this order.

    Each free place of a helper is a column of its own, the later ones dearer: so the cheapest assignment also spreads the load.
    """
    places = [(helper, taken) for helper in helpers for taken in range(helper.load, helper.load + min(helper.free, len(households)))]
    if not (households and places):
        return []
    owners = [helper for helper, _ in places]
    distance, fullness, other = _distances(households, owners), _fullness(places), _other(owners, department)
    cost = distance + fullness + other
    cost[_barred(households, owners, barred)] = BARRED
    chosen = [(row, column) for row, column in zip(*scipy.optimize.linear_sum_assignment(cost), strict=True) if cost[row, column] < BARRED]
    load = Counter({helper.id: helper.load for helper in helpers}) + Counter(owners[column].id for _, column in chosen)
    return [
        Pair(households[row], owner := owners[column], load[owner.id], float(distance[row, column]), float(fullness[column]), float(other[column]))
        for row, column in chosen
    ]


def _distances(households: Sequence[Household], helpers: Sequence[Helper]) -> Floats:
    """How far each helper is from each household."""
    found = np.full((len(households), len(helpers)), ELSEWHERE)
    for digits, cost in PLACES.items():
        homes, offices = (_codes(rows, digits) for rows in (households, helpers))
        found[homes[:, None] == offices] = cost
    return found


def _codes(rows: Sequence[Household | Helper], digits: int) -> NDArray[np.int64]:
    """The beginnings of division codes as numbers, which compare fast; -1, which no village has, for a larger division."""
    return np.array([int(row.region_code[:digits]) if len(row.region_code) >= digits else -1 for row in rows])


def _fullness(places: Sequence[tuple[Helper, int]]) -> Floats:
    return np.array([taken / helper.most for helper, taken in places])


def _other(helpers: Sequence[Helper], department: str | None) -> Floats:
    return np.array([0.0 if department in (None, helper.department) else OTHER_DEPARTMENT for helper in helpers])


def _barred(households: Sequence[Household], owners: Sequence[Helper], barred: Collection[tuple[int, int]]) -> Any:
    """Rows and columns of the pairs that must not be."""
    rows = {household.id: row for row, household in enumerate(households)}
    columns: dict[int, list[int]] = {}
    for column, helper in enumerate(owners):
        columns.setdefault(helper.id, []).append(column)
    cells = [(rows[household], column) for helper, household in barred if household in rows for column in columns.get(helper, ())]
    return tuple(np.array(cells, dtype=int).reshape(-1, 2).T)
