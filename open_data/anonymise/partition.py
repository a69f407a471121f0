"""The search: from one class that says nothing, divide as long as every class keeps to the rule.

**Local recoding from the top.** A class is divided along one quasi-identifier into the children of its value. Children with fewer than k
households are pooled and keep the coarser value (with the smallest of the others, if the pool alone is too small), so no household is
suppressed for being rare. A division counts by the detail that it wins for each bit of size that it spends: the size of the file above k
is the budget. Divisions are tried from the best on; the first whose classes all keep l and t is taken.

**Minimality.** Which division comes first, and which children are pooled, follows from quasi-identifiers and counts alone, never from
sensitive values. Whoever knows the algorithm and everybody's quasi-identifiers learns from a class at most that some divisions would have
broken l or t: not for which child, nor for which value. That one bit is what remains of the minimality attack.

**Order.** Rows are a set: the result depends neither on their order nor on chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from open_data.anonymise.hierarchies import Hierarchy, Value
from open_data.anonymise.rules import MicrodataRule, SensitiveAttribute

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
ROUNDING = 1e-9  # distances are sums of fractions; a bound counts as kept only where it is kept beyond their rounding


@dataclass(frozen=True)
class Group:
    """Households with one published value in every quasi-identifier, and the group that was divided into it and its siblings."""

    rows: Integers
    values: tuple[int, ...]
    parent: int | None


@dataclass(frozen=True)
class Division:
    """A way to divide a group: the part of each of its rows, and the value of each part."""

    score: float
    column: int
    part_of_row: Integers
    values: list[int]


class Tree:
    """A hierarchy as arrays. Loss: the share of other leaves, of those that occur, that a value cannot be told from (0 leaf, 1 top)."""

    def __init__(self, hierarchy: Hierarchy, leaf_of_row: Integers) -> None:
        self.leaf_of_row = leaf_of_row
        self.values = hierarchy.values
        place = {value.code: index for index, value in enumerate(self.values)}
        leaf = {value.code: index for index, value in enumerate(hierarchy.leaves)}
        occurs = np.bincount(leaf_of_row, minlength=len(leaf)) > 0
        width = np.array([sum(occurs[leaf[below.code]] for below in value.leaves()) for value in self.values])
        self.loss: Floats = (width - 1).clip(0) / max(1, occurs.sum() - 1)
        self.children = {place[value.code]: [place[child.code] for child in value.children] for value in self.values if value.children}
        self.child_of_leaf = {place[value.code]: _child_of_leaf(value, leaf) for value in self.values if value.children}


def _child_of_leaf(value: Value, leaf: dict[str, int]) -> Integers:
    table = np.full(len(leaf), -1, np.int64)
    for position, child in enumerate(value.children):
        table[[leaf[below.code] for below in child.leaves()]] = position
    return table


class Attribute:
    """A sensitive attribute as numbers, with the distribution that classes are held against."""

    def __init__(self, rule: SensitiveAttribute, column: pl.Series) -> None:
        self.rule = rule
        occurring = [leaf.code for leaf in rule.hierarchy.leaves if leaf.code in set(column)]
        self.code_of_row = _positions(occurring, column)
        self.size = len(occurring)
        self.shares: Floats = np.bincount(self.code_of_row, minlength=self.size) / max(1, len(column))

    def counts(self, group_of_row: Integers, code_of_row: Integers, groups: int) -> Integers:
        """How often each value occurs, by group."""
        return np.bincount(group_of_row * self.size + code_of_row, minlength=groups * self.size).reshape(groups, self.size)

    def distances(self, counts: Integers) -> Floats:
        """How far each group's distribution lies from the file's."""
        difference = counts / counts.sum(1, keepdims=True) - self.shares
        if self.rule.ordered:
            return np.asarray(np.abs(difference.cumsum(1)).sum(1) / max(1, self.size - 1))
        return np.asarray(np.abs(difference).sum(1) / 2)

    def is_kept(self, counts: Integers) -> bool:
        distinct, far = (counts > 0).sum(1), self.distances(counts)
        return bool((distinct >= self.rule.distinct).all() and (far <= self.rule.closeness - ROUNDING).all())


class Partition:
    """The classes of a frame of leaf codes, as a tree of groups whose open ends are the classes."""

    def __init__(self, rule: MicrodataRule, leaves: pl.DataFrame) -> None:
        self.rule = rule
        self.trees = [Tree(q.hierarchy, _positions([leaf.code for leaf in q.hierarchy.leaves], leaves[q.column])) for q in rule.quasi_identifiers]
        self.attributes = [Attribute(s, leaves[s.column]) for s in rule.sensitive]
        self.groups: list[Group] = []
        self.children: dict[int, list[int]] = {}
        self._divide(Group(np.arange(len(leaves)), (0,) * len(self.trees), None))

    @property
    def classes(self) -> list[int]:
        """The groups that are not divided, in the order of the search."""
        reached, stack = [], [0] if self.groups else []
        while stack:
            group = stack.pop()
            below = self.children.get(group, [])
            stack.extend(reversed(below))
            reached += [] if below else [group]
        return reached

    def class_of_row(self) -> Integers:
        """The class of each row; -1 where nothing is published."""
        found = np.full(len(self.trees[0].leaf_of_row), -1, np.int64)
        for group in self.classes:
            found[self.groups[group].rows] = group
        return found

    def undo(self, classes: Iterable[int]) -> int:
        """Take back the divisions that made the given classes, and how many; the whole file as one class is then withheld."""
        parents = {self.groups[group].parent for group in classes}
        if None in parents:
            self.groups.clear()
        for parent in parents:
            self.children.pop(-1 if parent is None else parent, None)
        return len(parents)

    def _divide(self, whole: Group) -> None:
        if len(whole.rows) < self.rule.k or not self._keeps(np.zeros(len(whole.rows), np.int64), whole.rows, 1):
            return
        self.groups.append(self._narrowed(whole))
        for index, group in enumerate(self.groups):  # grows while it is read
            if best := next((d for d in self._divisions(group) if self._keeps(d.part_of_row, group.rows, len(d.values))), None):
                parts = [self._narrowed(part) for part in self._parts(index, group, best)]
                self.children[index] = list(range(len(self.groups), len(self.groups) + len(parts)))
                self.groups.extend(parts)

    def _narrowed(self, group: Group) -> Group:
        """With the narrowest values that still cover everybody in it: it costs nothing."""
        return Group(group.rows, tuple(self._narrowest(*each, group.rows) for each in zip(self.trees, group.values, strict=True)), group.parent)

    def _narrowest(self, tree: Tree, value: int, rows: Integers) -> int:
        while value in tree.children:
            positions = tree.child_of_leaf[value][tree.leaf_of_row[rows]]
            if (positions != positions[0]).any():
                break
            value = tree.children[value][positions[0]]
        return value

    def _divisions(self, group: Group) -> list[Division]:
        if len(group.rows) < 2 * self.rule.k:
            return []
        found = (self._division(column, tree, value, group.rows) for column, (tree, value) in enumerate(zip(self.trees, group.values, strict=True)))
        return sorted((division for division in found if division), key=lambda division: (-division.score, division.column))

    def _division(self, column: int, tree: Tree, value: int, rows: Integers) -> Division | None:
        if value not in tree.children:
            return None
        position = tree.child_of_leaf[value][tree.leaf_of_row[rows]]
        children = tree.children[value]
        counts = np.bincount(position, minlength=len(children))
        pooled = _pooled(counts, self.rule.k)
        alone = np.flatnonzero(~pooled & (counts > 0))
        if not len(alone) or len(alone) + pooled.any() < 2:
            return None
        part_of_child = np.full(len(children), len(alone))
        part_of_child[alone] = np.arange(len(alone))
        won = (counts[alone] * (tree.loss[value] - tree.loss[children][alone])).sum() / len(rows)
        sizes = np.append(counts[alone], counts[pooled].sum())
        values = [children[child] for child in alone] + [value] * bool(pooled.any())
        score = self.rule.quasi_identifiers[column].weight * won / _bits(sizes)
        return Division(float(score), column, part_of_child[position], values)

    def _parts(self, index: int, group: Group, division: Division) -> Iterator[Group]:
        for part, value in enumerate(division.values):
            values = list(group.values)
            values[division.column] = value
            yield Group(group.rows[division.part_of_row == part], tuple(values), index)

    def _keeps(self, part_of_row: Integers, rows: Integers, parts: int) -> bool:
        return all(a.is_kept(a.counts(part_of_row, a.code_of_row[rows], parts)) for a in self.attributes)


def _positions(codes: list[str], column: pl.Series) -> Integers:
    """The place of each value in a list that has them all."""
    return column.cast(pl.Enum(codes)).to_physical().cast(pl.Int64).to_numpy()


def _pooled(counts: Integers, k: int) -> NDArray[np.bool_]:
    """Which children keep the coarser value: those with fewer than k, and the smallest of the others until they are k together."""
    pooled: NDArray[Any] = (counts > 0) & (counts < k)
    for child in np.argsort(counts, kind="stable"):
        if not 0 < counts[pooled].sum() < k:
            break
        pooled[child] |= counts[child] > 0
    return pooled


def _bits(sizes: Integers) -> float:
    shares = sizes[sizes > 0] / sizes.sum()
    return float(-(shares * np.log2(shares)).sum())
