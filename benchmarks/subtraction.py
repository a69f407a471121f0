"""What follows from the rows of two releases subtracted from one another by linear algebra: `python -m benchmarks.subtraction [households]`.

Somebody has all rows of payments of two releases of a city, a year apart, between which the payments of sixty households were put right, and knows who stands in each.
Every row is an equation over what households got, and by how much that changed (`tests/open_data/algebra.py`): sums of one to ten households must not follow from
them. Beside it the same with what each town got of each kind in each year, as no release tells it: there he must find many. Totals of a release are sums of its whole
rows, so they add nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import polars as pl

from benchmarks.combinations import known_by, releases
from benchmarks.disclosure import CELL, HOUSEHOLDS, KINDS_FIRST, paid, published
from open_data.anonymise.batches import joined
from open_data.gate.differences import Release
from tests.open_data.algebra import KEY, Figures, Truth, follow, in_parts, rows_with


def main(households: int = HOUSEHOLDS) -> None:
    payments = paid(households)
    known = known_by(payments)
    told = [_rows(release) for release in releases(known, published(payments))]
    truth = {day: each.group_by(KEY).agg(pl.col("cents").sum()) for day, each in known.items()}
    _print("rows of two releases", told, truth)
    _print("and each town, kind and year beside them", [*told, *(_cells(day, each) for day, each in truth.items())], truth)


def _rows(release: Release) -> Figures:
    """A row that waits is one of the payments of the release that said it first."""
    days = release.rows.select("row", day="as_of")
    return rows_with(joined(release.contributions, release.cells).join(days, on="row"), release.name)


def _cells(day: str, paid: pl.DataFrame) -> Figures:
    cell = pl.concat_str([KINDS_FIRST.levels[level] for level in CELL], separator=" ")
    return paid.select(pl.format("{} cell {}", pl.lit(day), cell).alias("figure"), pl.lit(day).alias("day"), *KEY, weight=pl.lit(1.0))


def _print(name: str, figures: Sequence[Figures], truth: Truth) -> None:
    begun = time.process_time()
    stands = in_parts(figures, truth)
    print(f"subtraction, {name}: figures: {stands['figure'].n_unique()}, shares of households in them: {len(stands)}")
    found = follow(stands)
    print(f"subtraction, {name}: sums of one to ten households that follow: {len(found)}, CPU seconds: {time.process_time() - begun:.1f}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
