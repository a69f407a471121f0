"""What the household file costs and loses: local recoding beside one fixed recoding and the best full-domain one, on two cities."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from databases.demo_city.city import City
from open_data.anonymise.hierarchies import Value
from open_data.anonymise.household_file import household_rule
from open_data.anonymise.measures import Report
from open_data.anonymise.microdata import anonymise
from open_data.anonymise.partition import Partition
from open_data.anonymise.rules import MicrodataRule
from tests.open_data.anonymise.household_frame import household_frame, skewed_frame

HOUSEHOLDS = 30_000
GROWTH = (30_000, 100_000, 300_000)
MOST_SUPPRESSED = 0.05
FIXED = ("county", "group", "band1", "band1", "band1", "band1", "band1", "two_years")  # what one would choose by hand


class FullDomain:
    """One level for each column in the whole file; classes that break the rule are suppressed. Levels are depths in the trees."""

    def __init__(self, rule: MicrodataRule, register: pl.DataFrame) -> None:
        leaves = register.select(each.hierarchy.leaf_codes(register[each.column]) for each in rule.published)
        self.rule, self.households, self.partition = rule, len(register), Partition(rule, leaves)
        paths = [_paths(q.hierarchy.top) for q in rule.quasi_identifiers]
        self.depths = tuple(max(len(path) for path in column) - 1 for column in paths)
        self.values = [
            [np.array([path[min(depth, len(path) - 1)] for path in column])[tree.leaf_of_row] for depth in range(most + 1)]
            for column, most, tree in zip(paths, self.depths, self.partition.trees, strict=True)
        ]
        self.evaluated = 0

    def measure(self, depths: tuple[int, ...], at_most: float = MOST_SUPPRESSED) -> tuple[float, float]:
        """The share of households that is suppressed, and the loss in which a suppressed household has lost all.

        A recoding that suppresses more than `at_most` for k alone is not measured further.
        """
        self.evaluated += 1
        columns = [values[depth] for values, depth in zip(self.values, depths, strict=True)]
        class_of_row = _classes(columns)
        classes = int(class_of_row.max()) + 1
        kept = (np.bincount(class_of_row) >= self.rule.k)[class_of_row]
        if 1 - kept.mean() > at_most:
            return float(1 - kept.mean()), 1.0
        kept = self._kept(class_of_row, classes)[class_of_row]
        losses = [np.where(kept, tree.loss[column], 1).mean() for tree, column in zip(self.partition.trees, columns, strict=True)]
        return float(1 - kept.mean()), float(np.mean(losses))

    def best(self) -> tuple[float, float, tuple[int, ...]]:
        """Suppressed, loss and depths of the best of all recodings that suppress few enough: refined from the top while they do."""
        found, start = (1.0, 1.0, (0,) * len(self.depths)), (0,) * len(self.depths)
        queue, seen = [(1.0, start)], {start}
        while queue:
            _, depths = heapq.heappop(queue)
            suppressed, loss = self.measure(depths)
            if suppressed > MOST_SUPPRESSED:
                continue  # nothing finer suppresses fewer
            found = min(found, (suppressed, loss, depths), key=lambda each: each[1])
            for finer in self._finer(depths):
                if finer not in seen:
                    seen.add(finer)
                    heapq.heappush(queue, (loss, finer))
        return found

    def _kept(self, class_of_row: NDArray[np.int64], classes: int) -> NDArray[np.bool_]:
        kept = np.bincount(class_of_row, minlength=classes) >= self.rule.k
        for attribute in self.partition.attributes:
            counts = attribute.counts(class_of_row, attribute.code_of_row, classes)
            kept &= ((counts > 0).sum(1) >= attribute.rule.distinct) & (attribute.distances(counts) <= attribute.rule.closeness)
        return kept

    def _finer(self, depths: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        for column, depth in enumerate(depths):
            if depth < self.depths[column]:
                yield (*depths[:column], depth + 1, *depths[column + 1 :])


def _paths(top: Value) -> list[list[int]]:
    """For each leaf the places of the values from the top down to it, in the order of a walk."""
    place = {value.code: index for index, value in enumerate(top.walk())}

    def below(value: Value, path: list[int]) -> Iterator[list[int]]:
        path = [*path, place[value.code]]
        if not value.children:
            yield path
        for child in value.children:
            yield from below(child, path)

    return list(below(top, []))


def _classes(columns: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Dense numbers of the rows' combinations of values."""
    found = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        found = found * (int(column.max()) + 1) + column
        occurs = np.bincount(found) > 0
        found = (occurs.cumsum() - 1)[found]
    return found


def _fixed(rule: MicrodataRule) -> tuple[int, ...]:
    """The depth of each level that FIXED names; levels of bands are counted from the top."""
    return tuple([code for code, _ in q.hierarchy.levels].index(level) for q, level in zip(rule.quasi_identifiers, FIXED, strict=True))


def _print(name: str, report: Report, seconds: float) -> None:
    print(f"{name}, rows a second: {report.households / seconds:.0f}")
    print(f"{name}, suppressed: {report.suppressed / report.households:.4f}")
    print(f"{name}, loss: {report.loss:.3f}")
    print(f"{name}, classes: {report.classes}, mean size: {report.kept / report.classes:.1f}")
    for figure in report.figures:
        print(f"{name}, error of mean {figure.of} by {figure.by}: {figure.mean_error:.4f} (largest {figure.largest_error:.3f} of {figure.groups})")


def _compare(name: str, rule: MicrodataRule, register: pl.DataFrame) -> FullDomain:
    begun = time.perf_counter()
    published = anonymise(register, rule)
    _print(f"{name}, local recoding", published.report, time.perf_counter() - begun)
    domain = FullDomain(rule, register)
    suppressed, loss = domain.measure(_fixed(rule), at_most=1)
    print(f"{name}, fixed recoding, suppressed: {suppressed:.4f}\n{name}, fixed recoding, loss: {loss:.3f}")
    return domain


def _search(name: str, domain: FullDomain) -> None:
    begun = time.perf_counter()
    suppressed, loss, depths = domain.best()
    print(f"{name}, full domain, seconds: {time.perf_counter() - begun:.1f} ({domain.evaluated} recodings)")
    print(f"{name}, full domain, suppressed: {suppressed:.4f}\n{name}, full domain, loss: {loss:.3f} (depths {depths})", flush=True)


def _grow(rule: MicrodataRule, register: pl.DataFrame) -> None:
    """Households drawn with replacement, what is sensitive apart from the rest: ten copies of one cause would be no bigger city."""
    sensitive = [s.column for s in rule.sensitive]
    for size in GROWTH:
        others = register.drop(sensitive).sample(size, with_replacement=True, seed=1)
        drawn = others.hstack(register.select(sensitive).sample(size, with_replacement=True, seed=2)).with_columns(household=pl.int_range(size))
        begun = time.perf_counter()
        report = anonymise(drawn, rule).report
        _print(f"{size} households", report, time.perf_counter() - begun)


def main() -> None:
    city = City(HOUSEHOLDS)
    rule, register = household_rule(city.regions), household_frame(city)
    domain = _compare("demo city", rule, register)
    _compare("skewed city", rule, skewed_frame(city))
    _grow(rule, register)
    _search("demo city", domain)


if __name__ == "__main__":
    main()
