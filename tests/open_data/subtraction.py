"""Somebody who has two releases of a table and subtracts the figures of one from those of the other; the truth tells of how many households he learns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

from open_data.anonymise.dimensions import places
from open_data.counts import Counts

YEAR, QUARTER = pl.col("month").str.slice(0, 4), (pl.col("month").str.slice(5, 2).cast(pl.Int8) - 1) // 3 + 1
LEVELS: Mapping[str, Mapping[str, pl.Expr]] = {
    "place": places().levels,
    "kind": {"group": pl.col("kind_group"), "kind": pl.col("kind")},
    "month": {"year": YEAR, "quarter": pl.format("{}-Q{}", YEAR, QUARTER), "month": pl.col("month")},
}
CODES = {level: code for levels in LEVELS.values() for level, code in levels.items()}
Sums = pl.DataFrame  # sum, household, counted, cents: what each household adds to each published sum


@dataclass(frozen=True)
class Seen:
    """A published table, and who truly got what on the day of each release of which its rows are."""

    counts: Counts
    rows: pl.DataFrame
    totals: pl.DataFrame | None
    truth: Mapping[str, pl.DataFrame]

    def behind(self) -> pl.DataFrame:
        """row, household, cents and the finest codes of all that stands behind the published rows."""
        return pl.concat([self._behind(rows, self.truth[day]) for (day,), rows in self.rows.partition_by("as_of", as_dict=True).items()])

    def _behind(self, rows: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
        cells = truth.select(self.counts.dimensions).unique()
        for dimension in self.counts.dimensions:
            named = rows.select("row", level=f"{dimension}_level", code=pl.col(dimension).cast(pl.String).str.split(" ")).explode("code")
            inside = named.join(_codes(truth, dimension), on=["level", "code"]).select("row", dimension)
            cells = cells.join(inside, on=[name for name in ("row", dimension) if name in cells.columns])
        return truth.join(cells, on=self.counts.dimensions)


def _codes(truth: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """level, code, and each finest code inside it."""
    return pl.concat([truth.select(dimension, level=pl.lit(level), code=code).unique() for level, code in LEVELS[dimension].items()])


def few_told(before: Seen, after: Seen) -> list[str]:
    """What both releases tell and one to ten households have changed: rows, sums of whole rows, totals."""
    behind = before.behind(), after.behind()
    told = [("row", [_rows(seen, each) for seen, each in zip((before, after), behind, strict=True)])]
    told += [(" ".join(levels), [_whole(each, levels) for each in behind]) for levels in _boxes(before.counts)]
    if before.totals is not None and after.totals is not None:
        for level in before.totals["level"].unique():
            both = list(zip((before.totals, after.totals), behind, strict=True))
            told.append((f"total {level}", [_totals(totals, each, level) for totals, each in both]))
            told.append((f"cut off by {level}", [_cut_off(totals, each, level) for totals, each in both]))
    return [f"{name}: {few}" for name, sums in told for few in _few(*sums)]


def _boxes(counts: Counts) -> Iterator[tuple[str, ...]]:
    """One level of some of the dimensions."""
    choices = product(*[("", *LEVELS[dimension]) for dimension in counts.dimensions])
    return (tuple(filter(None, levels)) for levels in choices if any(levels))


def _rows(seen: Seen, behind: pl.DataFrame) -> Sums:
    """Of each row by itself."""
    codes = [pl.col(name).cast(pl.String) for dimension in seen.counts.dimensions for name in (f"{dimension}_level", dimension)]
    named = seen.rows.select("row", sum=pl.concat_str(codes, separator=" "))
    return behind.join(named, on="row").group_by("sum", "household").agg(counted=pl.lit(1), cents=pl.col("cents").sum())


def _whole(behind: pl.DataFrame, levels: Sequence[str]) -> Sums:
    """Of each box that no row reaches out of; a household is counted in each row in which it stands."""
    placed = behind.with_columns(sum=_named(levels))
    reaching_out = placed.filter(pl.col("sum").n_unique().over("row") > 1).select("sum").unique()
    whole = placed.join(reaching_out, on="sum", how="anti")
    return whole.group_by("sum", "household").agg(counted=pl.col("row").n_unique(), cents=pl.col("cents").sum())


def _totals(totals: pl.DataFrame, behind: pl.DataFrame, level: str) -> Sums:
    return _in_totals(totals, behind, level).group_by("sum", "household").agg(counted=pl.lit(1), cents=pl.col("cents").sum())


def _cut_off(totals: pl.DataFrame, behind: pl.DataFrame, level: str) -> Sums:
    """What is left of each total without the rows that are inside it: the money alone is known."""
    cut = behind.group_by("row").agg(places=_named(level.split(", ")).n_unique()).filter(pl.col("places") > 1)
    left = _in_totals(totals, behind, level).join(cut, on="row", how="semi")
    return left.group_by("sum", "household").agg(counted=pl.lit(1), cents=pl.col("cents").sum())


def _in_totals(totals: pl.DataFrame, behind: pl.DataFrame, level: str) -> pl.DataFrame:
    return behind.with_columns(cell=_named(level.split(", "))).join(cells_of(totals, level), on="cell")


def cells_of(totals: pl.DataFrame, level: str) -> pl.DataFrame:
    """sum, and each cell of the level that is in it: a total may be of several kinds."""
    columns = [next(dimension for dimension in LEVELS if name in LEVELS[dimension]) for name in level.split(", ")]
    of = [pl.col(name).cast(pl.String) for name in columns]
    told = totals.filter(pl.col("level") == level).select(*of, sum=pl.concat_str(of, separator=" "))
    for name in columns:
        told = told.with_columns(pl.col(name).str.split(" ")).explode(name)
    return told.select("sum", cell=pl.concat_str(columns, separator=" "))


def _named(levels: Sequence[str]) -> pl.Expr:
    return pl.concat_str([CODES[level] for level in levels], separator=" ")


def _few(before: Sums, after: Sums) -> list[str]:
    """Sums told by both in which one to ten households differ."""
    both = before.join(after, on=["sum", "household"], how="full", coalesce=True, suffix="_after")
    both = both.join(before.select("sum").unique(), on="sum", how="semi").join(after.select("sum").unique(), on="sum", how="semi")
    differs = [pl.col(figure).ne_missing(pl.col(f"{figure}_after")) for figure in ("counted", "cents")]
    changed = both.filter(pl.any_horizontal(differs)).group_by("sum").len().filter(pl.col("len") < 11).sort("sum")
    return [f"{name} ({number})" for name, number in changed.iter_rows()]
