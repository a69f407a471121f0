"""What sums of the same money tell beside each other, where everybody knows which part of one is in the other.

A village decides in public which share of a project's proceeds its households get. So whoever knows what was received in a county takes a multiple of
each row of what households got from it, the one at which most of them cancel. The same goes for what was received less what was due, and for two years of which most
projects bring the same. The households that are left must be none, or enough.

What he does not know are *unknowns*: the money of a household from one project. What he knows is how each of them weighs in each sum and row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb

import numpy as np
import polars as pl
from numpy.typing import NDArray

Figures = frozenset[str]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
SAME = 1e-6  # weights that differ by less are the same
MOST_COMBINATIONS = 2_000  # of sums that weigh in more ways it is not asked what follows: something may


MOST_BOXES = 3  # that are thought of together


@dataclass(frozen=True)
class Sum:
    """A sum that is told. box: of which release, places and periods; places: whose; rows: the rows of another table that hold some of the same money."""

    box: str
    places: frozenset[str]
    rows: Figures


def together(sums: Mapping[str, Sum], fresh: Collection[str]) -> Iterator[Figures]:
    """The sets of sums that are thought of together, if one of them or one of their rows is fresh: all that are told of one box, of two, and of three, that have a
    place in common, of whatever times and releases."""
    boxes: dict[str, set[str]] = {}
    for name, one in sums.items():
        boxes.setdefault(one.box, set()).add(name)
    places = {box: sums[next(iter(names))].places for box, names in boxes.items()}
    for count in range(1, MOST_BOXES + 1):
        for chosen in combinations(sorted(boxes), count):
            names = frozenset[str]().union(*(boxes[box] for box in chosen))
            if frozenset.intersection(*(places[box] for box in chosen)) and not names.union(*(sums[name].rows for name in names)).isdisjoint(fresh):
                yield names


def tells(names: Figures, sums: Mapping[str, Sum], weights: pl.DataFrame, threshold: int) -> bool:
    """Whether some combination of these sums and their rows may leave fewer households than the threshold, and not none; False is certain.

    weights: figure, unknown, household, weight.
    """
    rows = frozenset[str]().union(*(sums[name].rows for name in names))
    return Unknowns.of(weights, sorted(names), sorted(rows)).tell_of_few(threshold)


@dataclass(frozen=True)
class Unknowns:
    """What unknowns weigh, in types: unknowns of a type weigh the same in every sum and row.

    sums: types by sums. way: of each type its way, which is how it weighs in rows. ways: ways by rows. type, household: of each household and type in which it has an unknown.
    """

    sums: Floats
    way: Whole
    ways: Floats
    type: Whole
    household: Whole

    @classmethod
    def of(cls, weights: pl.DataFrame, sums: list[str], rows: list[str]) -> Unknowns:
        sides = [_weighing(weights, names) for names in (sums, rows)]
        unknowns = weights.select("unknown", "household").unique("unknown")
        for side, name in zip(sides, ("sums", "rows"), strict=True):
            unknowns = unknowns.join(side.entries, on="unknown", how="left").rename({"weighs": name})
        unknowns = (
            unknowns.filter(pl.any_horizontal(pl.col("sums", "rows").is_not_null()))
            .fill_null("")
            .select("rows", "sums", "household")
            .unique()
            .sort(pl.all())
        )
        types = unknowns.select("rows", "sums", type=pl.struct("rows", "sums").rle_id()).unique("type", maintain_order=True)
        return cls(
            sides[0].matrix(types["sums"]),
            types["rows"].rle_id().cast(pl.Int64).to_numpy(),
            sides[1].matrix(types["rows"].unique(maintain_order=True)),
            unknowns.select(pl.struct("rows", "sums").rle_id()).to_series().cast(pl.Int64).to_numpy(),
            unknowns["household"].to_numpy(),
        )

    def tell_of_few(self, threshold: int) -> bool:
        """Whether in some combination of the sums, less a multiple of each row, one to so many households are left."""
        if not len(differences := self._differences):
            return not self._cancel(np.eye(self.sums.shape[1]), threshold)
        _, sizes, axes = np.linalg.svd(differences)
        rank = int((sizes > SAME).sum())
        if comb(len(differences), rank - 1) > MOST_COMBINATIONS or not self._cancel(axes[rank:].T, threshold):
            return True
        basis = axes[:rank].T
        return any(self._leaves_few(factors, threshold) for factors in _telling_least(differences @ basis, basis))

    @cached_property
    def _is_free(self) -> NDArray[np.bool_]:
        """Of each way, whether it is in rows at all, so that a multiple of them can be taken away."""
        return np.asarray((self.ways != 0).any(axis=1), dtype=bool)

    @cached_property
    def _of_ways(self) -> list[Whole]:
        """The types of each way."""
        return np.split(np.arange(len(self.way)), np.flatnonzero(np.diff(self.way)) + 1)

    @cached_property
    def _open(self) -> list[tuple[Whole, bool]]:
        """The types of each way that has several, or is in no row, and whether it is in one."""
        every = zip(self._of_ways, self._is_free, strict=True)
        return [(types, bool(is_free)) for types, is_free in every if len(types) > 1 or not is_free]

    @cached_property
    def _open_types(self) -> tuple[Whole, Whole, NDArray[np.bool_]]:
        """All of these types one after the other, the number of each one's way among the open ones, and whether that is in a row."""
        types = [types for types, _ in self._open]
        way = np.repeat(np.arange(len(types)), list(map(len, types)))
        return np.concatenate([*types, np.zeros(0, np.int64)]), way, np.array([is_free for _, is_free in self._open], np.bool_)[way]

    @cached_property
    def _differences(self) -> Floats:
        """By what unknowns that weigh alike in rows differ in the sums, each direction once; of those that are in no row, by what from nothing."""
        found = [
            difference / length
            for types, is_free in self._open
            for difference in _differences(self.sums[types] if is_free else np.vstack([self.sums[types], np.zeros(self.sums.shape[1])]))
            if (length := float(np.linalg.norm(difference))) > SAME
        ]
        if not found:
            return np.zeros((0, self.sums.shape[1]))
        forwards = [each * np.sign(each[np.flatnonzero(np.abs(each) > SAME)[0]]) for each in found]
        return np.asarray(np.unique(np.round(forwards, 5), axis=0))

    def _leaves_few(self, factors: Floats, threshold: int) -> bool:
        """Of each way in rows the most frequent amount is taken away; of what is in no row nothing."""
        types, way, is_free = self._open_types
        amounts = _Amounts.of(np.round(self.sums @ factors, 5)[types], way, is_free)
        if int(self._alone[types][~amounts.taken(self._alone[types])].sum()) >= threshold:
            return False
        is_left = np.zeros(len(self.sums), np.bool_)
        is_left[types] = ~amounts.taken(self._every[types])
        if not is_left.any():
            return not self._cancel(factors[:, None], threshold)
        counted = self._counted(is_left)[types]
        return int(counted[~amounts.taken(counted)].sum()) < threshold

    @cached_property
    def _every(self) -> Whole:
        """The households of each type."""
        return np.bincount(self.type, minlength=len(self.sums))

    @cached_property
    def _alone(self) -> Whole:
        """The households of each type that have no other: wherever the others count, no fewer are left than of these."""
        types, first = self._by_household
        return np.bincount(types[first[np.diff(first, append=len(types)) == 1]], minlength=len(self.sums))

    def _counted(self, is_left: NDArray[np.bool_]) -> Whole:
        """Of each type the households that count there, each in one type alone: where it is left, else where others are. Whichever it is, no more are left than these
        say."""
        types, first = self._by_household
        mixed = np.isin(self.way, self.way[is_left])
        best = (2 * is_left.astype(np.int64) + mixed)[types]
        is_best = np.flatnonzero(best == np.repeat(np.maximum.reduceat(best, first), np.diff(first, append=len(best))))
        return np.bincount(types[is_best[np.searchsorted(is_best, first)]], minlength=len(is_left))

    @cached_property
    def _by_household(self) -> tuple[Whole, Whole]:
        """The types of one household after the other, and where each of these begins."""
        order = np.argsort(self.household, kind="stable")
        return self.type[order], np.unique(self.household[order], return_index=True)[1]

    def _cancel(self, factors: Floats, threshold: int) -> bool:
        """Whether combinations in which all that weigh alike in rows have the same amount are combinations of rows, or leave one whole way of enough households."""
        amounts, ways = self.sums[[types[0] for types in self._of_ways]] @ factors, self._bound
        solved = np.linalg.lstsq(self.ways[ways], amounts[ways], rcond=None)[0] if self.ways.shape[1] else np.zeros((0, amounts.shape[1]))
        is_solved = np.abs(self.ways[ways] @ solved - amounts[ways]).max(initial=0) < 10 * SAME
        return bool(is_solved) or int(self._sizes[ways].min(initial=threshold)) >= threshold

    @cached_property
    def _sizes(self) -> Whole:
        """The households of each way."""
        pairs = np.unique(np.column_stack([self.way[self.type], self.household]), axis=0)
        return np.bincount(pairs[:, 0], minlength=len(self.ways))

    @cached_property
    def _bound(self) -> Whole:
        """The ways whose rows are in others too: of what else there is in a way, whatever its amount, a multiple of its own row can be taken."""
        left = np.arange(len(self.ways))
        while len(own := np.flatnonzero((self.ways[left] != 0).sum(axis=0) == 1)):
            free = (self.ways[left][:, own] != 0).any(axis=1)
            left = left[~free]
        return left


@dataclass(frozen=True)
class _Amounts:
    """What is left of each open type in a combination, in the order of ways and amounts. order: the types in it; same: of each the number of its amount, which
    differs from way to way; first: where each amount begins; way: of each amount; is_free, is_none: of each type, whether its way is in rows, and whether nothing is left."""

    order: Whole
    same: Whole
    first: Whole
    way: Whole
    is_free: NDArray[np.bool_]
    is_none: NDArray[np.bool_]

    @classmethod
    def of(cls, amounts: Floats, way: Whole, is_free: NDArray[np.bool_]) -> _Amounts:
        order = np.lexsort((amounts, way))
        is_other = np.append(True, (np.diff(amounts[order]) != 0) | (np.diff(way[order]) != 0))[: len(order)]
        first = np.flatnonzero(is_other)
        return cls(order, np.cumsum(is_other) - 1, first, way[order][first], is_free, amounts == 0)

    def taken(self, counts: Whole) -> NDArray[np.bool_]:
        """The types with the amount that is taken away: the most frequent one of a way in rows, the least of several; of what is in no row, nothing."""
        many = np.add.reduceat(counts[self.order], self.first)
        best = np.lexsort((np.arange(len(many)), -many, self.way))
        most = best[np.append(True, np.diff(self.way[best]) != 0)[: len(best)]]
        found = np.zeros(len(counts), np.bool_)
        found[self.order] = np.isin(self.same, most)
        return np.where(self.is_free, found, self.is_none)


@dataclass(frozen=True)
class _Weighing:
    """How unknowns weigh in some figures: entries (unknown, weighs: a text), and what each text means."""

    entries: pl.DataFrame
    columns: int

    def matrix(self, texts: pl.Series) -> Floats:
        found = np.zeros((len(texts), self.columns))
        for line, text in enumerate(texts):
            for entry in text.split():
                column, weight = entry.split(":")
                found[line, int(column)] = float(weight)
        return found


def _weighing(weights: pl.DataFrame, names: list[str]) -> _Weighing:
    columns = pl.DataFrame({"figure": names}, schema={"figure": pl.String}).with_row_index("column")
    entries = weights.join(columns, on="figure").sort("unknown", "column").select("unknown", text=pl.format("{}:{}", "column", "weight"))
    return _Weighing(entries.group_by("unknown").agg(weighs=pl.col("text").str.join(" ")), len(names))


def _differences(weights: Floats) -> Iterator[Floats]:
    yield from (one - other for one, other in combinations(weights, 2))


def _telling_least(differences: Floats, basis: Floats) -> Iterator[Floats]:
    """The combinations of sums in which as many differences as can be are none: no other leaves fewer households."""
    rank = basis.shape[1]
    for chosen in combinations(range(len(differences)), rank - 1):
        _, sizes, directions = np.linalg.svd(differences[list(chosen)].reshape(rank - 1, rank))
        if (sizes > SAME).all():
            yield basis @ directions[-1]
