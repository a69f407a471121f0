"""Work in batches, so that what a step needs in passing does not grow with the city: what households got is joined with some sums at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import polars as pl

MOST = 200_000  # rows that a batch becomes before its last one is joined: what becomes more by itself is not divided


def batches(frame: pl.DataFrame, becomes: str) -> Iterator[pl.DataFrame]:
    """A frame in its order; `becomes`: the column that says how many rows each of its own becomes. An empty frame is one batch."""
    becoming = frame[becomes].cast(pl.Int64)
    number = ((becoming.cum_sum() - becoming) // MOST).rle_id()
    edges = [0, *(number.diff() == 1).arg_true(), len(frame)]
    yield from (frame[first:last] for first, last in pairwise(edges))


def read(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows of a frame in their order, as many at a time; of none an empty frame."""
    yield frame.head(0).collect()
    yield from frame.collect_batches(chunk_size=MOST, maintain_order=True)


def distinct(frame: pl.LazyFrame) -> pl.DataFrame:
    """The different rows of a frame, sorted."""
    return pl.concat(some.unique() for some in read(frame)).unique().sort(frame.collect_schema().names())


def given_to(sums: pl.DataFrame, contributions: pl.DataFrame, by: Sequence[str]) -> Iterator[pl.DataFrame]:
    """What each household got of some sums: `by`, household, cents; all of a sum in one batch.

    sums: cell, and by what it is summed. contributions: cell, household, cents.
    """
    sizes = sums.join(contributions.group_by("cell").agg(shares=pl.len()), on="cell")
    for some in batches(sizes.group_by(by).agg(pl.col("shares").sum()).sort(by), "shares"):
        inside = sums.join(some, on=by, how="semi").select(*dict.fromkeys(["cell", *by]))
        yield contributions.join(inside, on="cell").group_by(*by, "household").agg(pl.col("cents").sum())
