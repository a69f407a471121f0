"""Work in batches, so that what a step needs does not grow with the city: what households got is joined with some sums at a time, and what becomes more than a
batch waits in a file until it is read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

import polars as pl

MOST = 100_000  # rows that a batch becomes before its last one is joined: what becomes more by itself is not divided
HELD = 100_000  # rows of a frame that stay in memory until they are asked for again
READ = 50_000  # lines, wide with their codes, that are read at a time


class Folder:
    """A folder of the moment that nobody else can read, gone with the last that holds it."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="sunshine-shares-"))
        finalize(self, rmtree, self.path, ignore_errors=True)


class Stored:
    """Rows in files, read as they are needed. folder: in which they are, if that is of the moment."""

    def __init__(self, path: Path, folder: Folder | None = None) -> None:
        self.path, self._folder = path, folder

    def lazy(self) -> pl.LazyFrame:
        return pl.scan_parquet(self.path)

    def frame(self) -> pl.DataFrame:
        """All of them."""
        return self.lazy().collect()

    @cached_property
    def sizes(self) -> pl.DataFrame:
        """Of contributions: cell, shares."""
        return _sizes(self.lazy()).collect(engine="streaming")


Rows = pl.DataFrame | Stored


class Gathering:
    """Frames one after the other, of which few rows stay in memory: all others wait in files that nobody else can read."""

    def __init__(self) -> None:
        self._held: list[pl.DataFrame] = []
        self._folder: Folder | None = None
        self._files = 0

    def add(self, part: pl.DataFrame) -> None:
        self._held.append(part)
        if sum(map(len, self._held)) > HELD:
            self._write()

    def rows(self) -> Rows:
        """All of them; at least one was added."""
        if not self._folder:
            return pl.concat(self._held)
        self._write()
        return Stored(self._folder.path / "*.parquet", self._folder)

    def _write(self) -> None:
        self._folder = self._folder or Folder()
        pl.concat(self._held).write_parquet(self._folder.path / f"{self._files:06}.parquet", compression="lz4")
        self._held, self._files = [self._held[0].clear()], self._files + 1


def stored(rows: Rows) -> Stored:
    """Rows in files, however few: what is asked for again only much later."""
    if isinstance(rows, Stored):
        return rows
    folder = Folder()
    rows.write_parquet(path := folder.path / "rows.parquet", compression="lz4")
    return Stored(path, folder)


def gathered(parts: Iterable[pl.DataFrame]) -> Rows:
    """Frames one after the other as one."""
    found = Gathering()
    for part in parts:
        found.add(part)
    return found.rows()


def lying_in(path: Path) -> Rows:
    """The rows of a file; if they are few, in memory."""
    rows = pl.scan_parquet(path)
    return Stored(path) if rows.select(pl.len()).collect().item() > HELD else rows.collect()


def collected(frame: pl.LazyFrame, rows: Rows) -> pl.DataFrame:
    """What a query over rows gives; over those in files without all of them in memory."""
    return frame.collect(engine="streaming" if isinstance(rows, Stored) else "in-memory")


def batches(frame: pl.DataFrame, becomes: str, most: int = MOST) -> Iterator[pl.DataFrame]:
    """A frame in its order; `becomes`: the column that says how many rows each of its own becomes. An empty frame is one batch."""
    becoming = frame[becomes].cast(pl.Int64)
    number = ((becoming.cum_sum() - becoming) // most).rle_id()
    edges = [0, *(number.diff() == 1).arg_true(), len(frame)]
    yield from (frame[first:last] for first, last in pairwise(edges))


def read(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows of a frame in their order, as many at a time; of none an empty frame."""
    yield frame.head(0).collect()
    yield from frame.collect_batches(chunk_size=READ, maintain_order=True)


def distinct(frame: pl.LazyFrame) -> pl.DataFrame:
    """The different rows of a frame, sorted."""
    found = frame.head(0).collect()
    for some in read(frame):
        found = pl.concat([found, some.unique()]).unique()
    return found.sort(found.columns)


def sizes_of(contributions: Rows) -> pl.DataFrame:
    """cell, shares: how many households got something in each."""
    return contributions.sizes if isinstance(contributions, Stored) else _sizes(contributions.lazy()).collect()


def _sizes(contributions: pl.LazyFrame) -> pl.LazyFrame:
    return contributions.group_by("cell").agg(shares=pl.len().cast(pl.Int64))


def given_to(sums: pl.DataFrame, contributions: Rows, by: Sequence[str], of: Sequence[str] = ()) -> Iterator[pl.DataFrame]:
    """What each household got of some sums: `by`, `of` (parts of these, if any), household, cents; all of a sum in one batch.

    sums: cell, and by what it is summed. contributions: cell, household, cents.
    """
    sizes = sums.join(sizes_of(contributions), on="cell").group_by(by).agg(pl.col("shares").sum()).sort(by)
    for some in batches(sizes, "shares"):
        inside = sums.join(some, on=by, how="semi").select(*dict.fromkeys(["cell", *by, *of]))
        yield collected(_within(contributions, inside).group_by(*by, *of, "household").agg(pl.col("cents").sum()), contributions)


def joined(contributions: Rows, cells: pl.DataFrame) -> pl.DataFrame:
    """What households got in some cells, with what is said of these."""
    return collected(_within(contributions, cells), contributions)


def _within(contributions: Rows, cells: pl.DataFrame) -> pl.LazyFrame:
    """The same to be collected. In files shares lie by their cells, so what is not near these is not read."""
    near = pl.col("cell").is_between(cells["cell"].min(), cells["cell"].max()) if isinstance(contributions, Stored) else pl.lit(value=True)
    return contributions.lazy().filter(near).join(cells.lazy(), on="cell", build_side="force_right")
