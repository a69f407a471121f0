"""What sums tell beside the rows of a table whose money is in them in part: of a quarter's row one month was paid by the city, and the city's sum is told too.

Rows and sums can be added and subtracted in whatever way. A combination of sums tells, beside the rows, how its parts differ inside of rows: one of the
amounts in a row can be taken away from all of it, and those with another amount are left. They must be none, or enough households.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

SAME = 1e-5  # parts that differ by less are the same
MOST_COMBINATIONS = 2_000  # of sums that differ in more ways it is not asked what follows: something may
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A row of the table in parts: how much of each part is in every sum (parts by sums), and the households of each."""

    weights: Floats
    households: Sequence[frozenset[int]]


def tell_of_few(rows: Sequence[Row], threshold: int) -> bool:
    """Whether some combination of the sums and the rows is one of fewer households than the threshold."""
    if not len(differences := _differences(rows)):
        return False
    _, sizes, axes = np.linalg.svd(differences)
    basis = axes[: int((sizes > SAME).sum())].T
    if comb(len(differences), basis.shape[1] - 1) > MOST_COMBINATIONS:
        return True
    return any(_is_of_few([row.weights @ factors for row in rows], rows, threshold) for factors in _telling_least(differences @ basis, basis))


def _differences(rows: Sequence[Row]) -> Floats:
    """How parts of one row differ: each direction once."""
    pairs = [row.weights[one] - row.weights[other] for row in rows for one, other in combinations(range(len(row.weights)), 2)]
    if not (found := [pair / length for pair in pairs if (length := float(np.linalg.norm(pair))) > SAME]):
        return np.zeros((0, 0))
    forwards = [pair * np.sign(pair[np.flatnonzero(np.abs(pair) > SAME)[0]]) for pair in found]
    return np.asarray(np.unique(np.round(forwards, 5), axis=0))


def _telling_least(differences: Floats, basis: Floats) -> Iterator[Floats]:
    """The combinations of sums in which as many differences as can be are none: no other leaves fewer households."""
    rank = basis.shape[1]
    for chosen in combinations(range(len(differences)), rank - 1):
        _, sizes, directions = np.linalg.svd(differences[list(chosen)].reshape(rank - 1, rank))
        if (sizes > SAME).all():
            yield basis @ directions[-1]


def _is_of_few(amounts: Sequence[Floats], rows: Sequence[Row], threshold: int) -> bool:
    """Whether fewer households are left where one amount is taken away from all of each row; of several ways to do so all are thought of at once."""
    left: frozenset[int] = frozenset()
    for amount, row in zip(amounts, rows, strict=True):
        if np.ptp(amount) <= SAME:
            continue
        few = [rest for rest in _left(amount, row.households) if len(rest) < threshold]
        if not few or len(left := left | frozenset.intersection(*few)) >= threshold:
            return False
    return True


def _left(amount: Floats, households: Sequence[frozenset[int]]) -> Iterator[frozenset[int]]:
    """The households of the parts with another amount, for each amount in the row."""
    order = np.argsort(amount, kind="stable")
    group = np.zeros(len(order), np.int64)
    group[order[1:]] = np.cumsum(np.diff(amount[order]) > SAME)
    for taken in range(int(group.max()) + 1):
        yield frozenset().union(*(each for each, at in zip(households, group, strict=True) if at != taken))
