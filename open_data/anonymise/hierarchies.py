"""How a value is made coarser: trees whose root says nothing and whose leaves say the most that is ever published.

A leaf is a set of codes (`code_tree`, `region_tree`) or a half-open range of numbers or days (`band_tree`, `quarter_tree`). Every value
has a code for machines, a label for people and the code of its level, and no two values of a tree have the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

import polars as pl

Bound = float | date
TOP = "*"  # the code of every root, and of its level


class UnknownValueError(ValueError):
    """A column holds something that its hierarchy does not know; the message names the column, never the value."""


@dataclass(frozen=True)
class Value:
    """One published value: what it covers is what its children cover, or its own codes or range if it is a leaf.

    A range begins at `lower` and ends before `upper`; None is open. A leaf with neither codes nor a range covers what is missing.
    """

    code: str
    label: str
    level: str
    children: tuple[Value, ...] = ()
    codes: frozenset[str] = frozenset()
    lower: Bound | None = None
    upper: Bound | None = None

    def leaves(self) -> Iterator[Value]:
        """The leaves below this value, or itself."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def walk(self) -> Iterator[Value]:
        """This value and all below it, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Hierarchy:
    """The tree of one column and the labels of its levels, coarsest first."""

    top: Value
    levels: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        if len({value.code for value in self.values}) < len(self.values):
            raise ValueError("two values of a hierarchy have the same code")
        if unknown := {value.level for value in self.values} - dict(self.levels).keys():
            raise ValueError(f"levels without a label: {sorted(unknown)}")

    @cached_property
    def values(self) -> tuple[Value, ...]:
        return tuple(self.top.walk())

    @cached_property
    def leaves(self) -> tuple[Value, ...]:
        return tuple(self.top.leaves())

    def leaf_codes(self, column: pl.Series) -> pl.Series:
        """The code of the leaf that covers each value. Raises UnknownValueError where none does."""
        ranged = [leaf for leaf in self.leaves if leaf.lower is not None or leaf.upper is not None]
        found = self._by_range(column, ranged) if ranged else self._by_code(column)
        missing = next((leaf.code for leaf in self.leaves if _covers_missing(leaf)), None)
        found = found if missing is None else pl.select(pl.when(column.is_null()).then(pl.lit(missing)).otherwise(found)).to_series()
        if found.null_count():
            raise UnknownValueError(f"{column.name}: {found.null_count()} values are not in its hierarchy")
        return found.alias(column.name)

    def _by_code(self, column: pl.Series) -> pl.Series:
        leaf_of = {code: leaf.code for leaf in self.leaves for code in leaf.codes}
        return column.cast(pl.String).replace_strict(leaf_of, default=None, return_dtype=pl.String)

    def _by_range(self, column: pl.Series, leaves: Sequence[Value]) -> pl.Series:
        edges = [leaf.lower for leaf in leaves if leaf.lower is not None]
        place = pl.Series(edges).cast(column.dtype).search_sorted(column, side="right") if edges else pl.zeros(len(column), pl.UInt32, eager=True)
        codes = [*([] if leaves[0].lower is None else [None]), *(leaf.code for leaf in leaves)]
        last = leaves[-1].upper
        inside = column.is_not_null() if last is None else column < last
        return pl.select(pl.when(inside).then(pl.Series(codes, dtype=pl.String).gather(place))).to_series()


def _covers_missing(leaf: Value) -> bool:
    return not leaf.codes and leaf.lower is None and leaf.upper is None


def missing_value(level: str) -> Value:
    """The leaf of households for which nothing was recorded; it stands directly below the root."""
    return Value("unknown", "未登记", level)


def code_tree(labels: Mapping[str, str], groups: Mapping[str, tuple[str, Sequence[str]]], *, missing: bool = False) -> Hierarchy:
    """Codes below groups of codes (code → label, members) below everything."""
    leaves = {code: Value(code, label, "code", codes=frozenset({code})) for code, label in labels.items()}
    grouped = tuple(Value(code, label, "group", tuple(leaves[member] for member in members)) for code, (label, members) in groups.items())
    children = grouped or tuple(leaves.values())
    return _hierarchy((*children, *((missing_value("code"),) if missing else ())), [("group", "类"), ("code", "细类")])


def region_tree(regions: pl.DataFrame) -> Hierarchy:
    """The city, its counties, their towns, of a frame with code, name, level and parent_code; nothing below a town."""
    below = regions.filter(pl.col("level").is_in(["county", "town"])).sort("code").select("code", "name", "level", "parent_code")
    rows = list(below.iter_rows())

    def towns(county: str) -> tuple[Value, ...]:
        return tuple(Value(code, name, level, codes=frozenset({code})) for code, name, level, parent in rows if parent == county)

    city, city_name = regions.filter(pl.col("level") == "city").select("code", "name").row(0)
    counties = tuple(Value(code, name, level, towns(code)) for code, name, level, parent in rows if parent == city)
    return Hierarchy(Value(city, city_name, "city", counties), (("city", "市"), ("county", "市（县）区"), ("town", "镇（街道）")))


def band_tree(levels: Sequence[Sequence[int]], label: Callable[[int | None, int | None], str], *, missing: bool = False) -> Hierarchy:
    """Nested bands of a number: for each level, coarsest first, the numbers at which it divides the bands of the level above."""
    names = [(f"band{depth}", f"第{depth}级分段") for depth in range(1, len(levels) + 1)]
    children = _bands(None, None, levels, label)
    return _hierarchy((*children, *((missing_value(names[-1][0]),) if missing else ())), names)


def _bands(
    lower: int | None, upper: int | None, levels: Sequence[Sequence[int]], label: Callable[[int | None, int | None], str]
) -> tuple[Value, ...]:
    """The bands into which the first level that has an edge inside a band divides it."""
    for depth, edges in enumerate(levels, 1):
        if inside := [edge for edge in edges if (lower is None or edge > lower) and (upper is None or edge < upper)]:
            ends = pairwise([lower, *inside, upper])
            return tuple(
                Value(band_code(low, high), label(low, high), f"band{depth}", _bands(low, high, levels, label), lower=low, upper=high)
                for low, high in ends
            )
    return ()


def band_code(lower: Bound | None, upper: Bound | None) -> str:
    """A half-open range as PostgreSQL writes it: `[30,45)`, `[,30)`."""
    return f"[{'' if lower is None else lower},{'' if upper is None else upper})"


def quarter_tree(first_year: int, last_year: int) -> Hierarchy:
    """Days by quarter, half-year, year and two years, from an even first year to an odd last year."""
    pairs = tuple(
        Value(f"{year}/{year + 1}", f"{year}–{year + 1}年", "two_years", (_year(year), _year(year + 1))) for year in range(first_year, last_year, 2)
    )
    return _hierarchy(pairs, [("two_years", "两年"), ("year", "年"), ("half_year", "半年"), ("quarter", "季度")])


def _year(year: int) -> Value:
    halves = tuple(
        Value(f"{year}H{half}", f"{year}年{name}", "half_year", (_quarter(year, 2 * half - 1), _quarter(year, 2 * half)))
        for half, name in ((1, "上半年"), (2, "下半年"))
    )
    return Value(str(year), f"{year}年", "year", halves)


def _quarter(year: int, quarter: int) -> Value:
    end = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return Value(f"{year}Q{quarter}", f"{year}年第{'一二三四'[quarter - 1]}季度", "quarter", lower=date(year, quarter * 3 - 2, 1), upper=end)


def _hierarchy(children: tuple[Value, ...], levels: Sequence[tuple[str, str]]) -> Hierarchy:
    used = {value.level for child in children for value in child.walk()}
    return Hierarchy(Value(TOP, "不公布", TOP, children), ((TOP, "不公布"), *(level for level in levels if level[0] in used)))
