"""What a table is counted by: dimensions whose levels lie inside each other, from the widest to the finest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, eq=False)
class Dimension:
    """One column of the payments and its levels, from the widest to the finest: name and code of the level, found from the column's value."""

    column: str
    levels: Mapping[str, pl.Expr]
    in_time: bool = False


def places(column: str = "place") -> Dimension:
    """Divisions, by the beginning of their code: `3202`, `320282`, `320282101`, `320282101001`."""
    lengths = {"city": 4, "county": 6, "town": 9, "village": 12}
    return Dimension(column, {level: pl.col(column).str.slice(0, length) for level, length in lengths.items()})


def kinds(groups: Mapping[str, str], column: str = "kind") -> Dimension:
    """Kinds of assistance in groups of kinds."""
    group = pl.col(column).replace_strict(groups, return_dtype=pl.String)
    return Dimension(column, {"group": group, "kind": pl.col(column)})


def months(column: str = "month") -> Dimension:
    """Months as `2018-03`, in quarters (`2018-Q1`) and years."""
    year, quarter = pl.col(column).str.slice(0, 4), (pl.col(column).str.slice(5, 2).cast(pl.Int8) - 1) // 3 + 1
    return Dimension(column, {"year": year, "quarter": pl.format("{}-Q{}", year, quarter), "month": pl.col(column)}, in_time=True)


class Codes:
    """Every code that a table knows, level by level: what a row that stands for "the others" covers."""

    def __init__(self, dimension: Dimension, values: Iterable[str]) -> None:
        finest = pl.DataFrame({dimension.column: sorted(set(values))}, schema={dimension.column: pl.String})
        known = finest.select(code.alias(level) for level, code in dimension.levels.items()).unique(maintain_order=True)
        self.column = dimension.column
        self.levels = list(dimension.levels)
        self._inside = {
            (wide, fine): {
                key[0]: sorted(part[fine].unique()) for key, part in known.select(wide, fine).unique().partition_by(wide, as_dict=True).items()
            }
            if wide != fine
            else {code: [code] for code in known[wide].unique()}
            for at, wide in enumerate(self.levels)
            for fine in self.levels[at:]
        }

    def all(self) -> tuple[str, ...]:
        """The codes of the widest level."""
        widest = self.levels[0]
        return tuple(sorted(self._inside[widest, widest]))

    def inside(self, level: str, codes: Iterable[str], finer: str) -> list[str]:
        """The codes of a finer level that lie inside some codes."""
        within = self._inside[level, finer]
        return [code for outer in codes for code in within[outer]]
