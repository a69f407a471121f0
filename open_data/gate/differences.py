"""A new release held against all earlier ones: what their differences and their different rows together would tell.

Two releases of one table are two sets of sums over nearly the same payments. Two things can follow from them:

- *A difference.* Where some rows of the new release and some of the old cover the same cells, the difference of their sums is what
  changed there. It must be nothing, or the change of at least eleven households (those who changed are counted, not the net change).
- *A repartition.* Where rows were cut differently, sums over pieces follow. The audit of `recoverability.py` looks at them
  as if nothing had changed in between.

What each release said, with the true figures, is kept in a private ledger beside the releases, never inside one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from open_data.anonymise.recoverability import Family, Leak, audit
from open_data.anonymise.tables import STANDARD, Protected, Rule, Table, Totals, cutting
from open_data.gate.refusal import Refusal

PARTS = ("rows", "cells", "contributions", "cuts")


@dataclass(frozen=True)
class Release:
    """What one release said about one table. Private: it holds who got how much.

    rows: as published (row, boxes, households, cents, together, as_of).
    cells: a row for each finest cell: its code in every dimension, and the published row that covers it.
    contributions: household, cents, and the same codes: the payments behind the published figures, not those of the day of the release.
    cuts: level, figure, and the codes of the cells: published totals that cut through rows.
    """

    name: str
    rows: pl.DataFrame
    cells: pl.DataFrame
    contributions: pl.DataFrame
    cuts: pl.DataFrame

    @classmethod
    def of(cls, name: str, protected: Protected, table: Table) -> Release:
        """The release that would say exactly what the protected table says."""
        codes = {list(dimension.levels)[-1]: dimension.column for dimension in table.dimensions}
        cells = protected.cells.select("cell", "row", *codes).rename(codes)
        contributions = protected.contributions.join(cells.drop("row"), on="cell").drop("cell")
        cuts = [
            family.join(cutting(protected.cells, family).select("figure").unique(), on="figure")
            .join(cells.drop("row"), on="cell")
            .select(pl.lit(level).alias("level"), pl.col("figure").cast(pl.Int64), *codes.values())
            for level, family in protected.families(table).items()
        ]
        empty = pl.DataFrame(schema={"level": pl.String, "figure": pl.Int64, **dict.fromkeys(codes.values(), pl.String)})
        return cls(name, protected.rows.with_columns(as_of=pl.lit(name)), cells.drop("cell"), contributions, pl.concat([empty, *cuts]))

    @property
    def dimensions(self) -> list[str]:
        return [column for column in self.cells.columns if column != "row"]

    def save(self, ledger: Path) -> None:
        """Keep it in the private ledger, a folder beside the releases that nobody else can read."""
        ledger.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in PARTS:
            getattr(self, part).write_parquet(ledger / f"{self.name}.{part}.parquet")

    @classmethod
    def load_all(cls, ledger: Path) -> list[Release]:
        """Every release of the ledger, in the order of their names."""
        names = sorted(path.name.removesuffix(".rows.parquet") for path in ledger.glob("*.rows.parquet"))
        return [cls(name, *(pl.read_parquet(ledger / f"{name}.{part}.parquet") for part in PARTS)) for name in names]


def check(new: Release, earlier: Sequence[Release], dataset: str, rule: Rule = STANDARD) -> list[Refusal]:
    """What would follow from the new release together with each earlier one and with all of them."""
    refusals = set()
    for old in earlier:
        refusals |= {Refusal(dataset, "", f"{old.name}: {_rows_named(new, rows)}", "difference") for rows in _changes(new, old, rule)}
    refusals |= {Refusal(dataset, "", _rows_named(new, rows), "repartition") for rows in _repartitions(new, earlier, rule)}
    return sorted(refusals)


def reconcile(new: Release, earlier: Sequence[Release], rule: Rule = STANDARD) -> Release:
    """The new release, with the rows of the latest one kept wherever something would follow: their change waits until it is large enough.

    In the end nothing may be left of the new rows; then the release says what the latest one said.
    """
    if not earlier:
        return new
    # totals are made anew, of whole rows: those that the latest one published are none of this one's
    latest, release = (replace(one, cuts=one.cuts.clear()) for one in (earlier[-1], new))
    while hits := [rows for old in earlier for rows in _changes(release, old, rule)] + _repartitions(release, earlier, rule):
        kept = _kept(release, latest, {row for rows in hits for row in rows})
        if kept.cells.sort(kept.dimensions)["row"].equals(release.cells.sort(release.dimensions)["row"]):
            return replace(latest, name=new.name)
        release = kept
    return release


def totals(release: Release, table: Table, rule: Rule = STANDARD) -> pl.DataFrame:
    """The totals that may stand beside a reconciled release: sums of its rows, at the table's levels, of the payments that it shows."""
    cells = release.cells.with_row_index("cell")
    contributions = release.contributions.join(cells.drop("row"), on=release.dimensions).select("cell", "household", "cents")
    codes = cells.select("cell", "row", *(code.alias(level) for level, code in table.levels.items()))
    return Totals.of_whole_rows(codes, contributions, table, rule).published(table, rule)


def _rows_named(release: Release, rows: frozenset[int]) -> str:
    named = release.rows.filter(pl.col("row").is_in(list(rows))).select(release.dimensions)
    return "; ".join(" ".join("+".join(codes) for codes in row) for row in named.head(5).iter_rows())


# Differences


def _changes(new: Release, old: Release, rule: Rule) -> list[frozenset[int]]:
    """Rows of the new release that with the old ones tell of 1 to 10 changed households; a block without new rows has lost eleven."""
    blocks = _common_blocks(new, old)
    sums = [_sums(release, blocks, side) for release, side in ((new, "new"), (old, "old"))]
    both = sums[0].join(sums[1], on=["block", "household"], how="full", coalesce=True, suffix="_old").fill_null(0)
    changed = both.filter(pl.col("cents") != pl.col("cents_old")).group_by("block").len()
    few = changed.filter(pl.col("len") < rule.households)["block"].to_list()
    hit = blocks.filter(pl.col("block").is_in(few) & (pl.col("side") == "new"))
    return [frozenset(rows) for rows in hit.group_by("block", maintain_order=True).agg("row")["row"].to_list()]


def _common_blocks(new: Release, old: Release) -> pl.DataFrame:
    """side, row, block: the smallest sets of rows of both releases that cover the same cells."""
    pairs = new.cells.join(old.cells, on=new.dimensions, suffix="_old").select("row", "row_old").unique()
    new_rows, old_rows = new.cells["row"].unique().sort(), old.cells["row"].unique().sort()
    at, at_old = pairs["row"].to_numpy(), pairs["row_old"].to_numpy()
    size, first_old = len(new_rows) + len(old_rows), len(new_rows)
    lines, columns = np.searchsorted(new_rows, at), np.searchsorted(old_rows, at_old) + first_old
    _, labels = connected_components(csr_array((np.ones(len(pairs)), (lines, columns)), shape=(size, size)), directed=False)
    sides = [pl.DataFrame({"side": side, "row": rows}) for side, rows in (("new", new_rows), ("old", old_rows))]
    return pl.concat(sides).with_columns(pl.col("row").cast(pl.Int64), block=pl.Series(labels))


def _sums(release: Release, blocks: pl.DataFrame, side: str) -> pl.DataFrame:
    """What each household got in each block."""
    rows = blocks.filter(pl.col("side") == side).select("row", "block")
    cells = release.cells.with_columns(pl.col("row").cast(pl.Int64)).join(rows, on="row")
    given = release.contributions.join(cells, on=release.dimensions)
    return given.group_by("block", "household").agg(pl.col("cents").sum())


# Repartitions


def _repartitions(new: Release, earlier: Sequence[Release], rule: Rule) -> list[frozenset[int]]:
    """Rows of the new release from which, with rows of earlier ones cut otherwise, a sum of fewer than eleven households follows."""
    everything = [release.cells.select(new.dimensions) for release in (new, *earlier)]
    cells = pl.concat(everything).unique().sort(new.dimensions).with_row_index("cell")
    families = [family for release in (new, *earlier) for family in _families(release, cells)]
    latest = pl.concat([new.contributions, *(old.contributions for old in earlier)]).unique(["household", *new.dimensions], keep="first")
    contributions = latest.join(cells, on=new.dimensions).select("cell", "household", "cents")
    leaks = audit(contributions, families, rule.households, rule.share).leaks
    return [rows for leak in leaks if (rows := _rows_under(leak, families))]


def _rows_under(leak: Leak, families: list[Family]) -> frozenset[int]:
    """The new rows that share cells with the sums that give the atom away."""
    used = pl.concat(families[family].filter(pl.col("figure") == figure).select("cell") for family, figure in leak.by).unique()
    return frozenset(families[0].join(used, on="cell")["figure"].to_list())


def _families(release: Release, cells: pl.DataFrame) -> list[Family]:
    """Rows first, then the totals that cut through them."""
    rows = release.cells.join(cells, on=release.dimensions).select("cell", figure="row")
    cuts = release.cuts.join(cells, on=release.dimensions).partition_by("level", maintain_order=True)
    return [rows, *(cut.select("cell", "figure") for cut in cuts)]


# Keeping


def _kept(new: Release, latest: Release, rows: set[int]) -> Release:
    """The latest release's rows in place of the new ones, for whole blocks; new numbers, so that no two rows share one."""
    blocks = _common_blocks(new, latest)
    is_hit = (pl.col("side") == "new") & pl.col("row").is_in(list(rows))
    chosen = blocks.filter(pl.col("block").is_in(blocks.filter(is_hit)["block"].to_list()))
    leaving = chosen.filter(pl.col("side") == "new")["row"].to_list()
    coming = chosen.filter(pl.col("side") == "old")["row"].to_list()
    first = int(new.rows["row"].max() or 0) + 1  # type: ignore[arg-type]
    return _merged(_restricted(new, leaving, keep=False), _renumbered(_restricted(latest, coming, keep=True), first), new)


def _restricted(release: Release, rows: list[int], *, keep: bool) -> Release:
    chosen = pl.col("row").is_in(rows)
    cells = release.cells.filter(chosen if keep else ~chosen)
    kept = release.contributions.join(cells.drop("row"), on=release.dimensions)
    return replace(release, rows=release.rows.filter(chosen if keep else ~chosen), cells=cells, contributions=kept)


def _renumbered(release: Release, first: int) -> Release:
    shifted = (pl.col("row") + first).cast(pl.Int32)
    return replace(release, rows=release.rows.with_columns(shifted), cells=release.cells.with_columns(shifted))


def _merged(one: Release, other: Release, new: Release) -> Release:
    parts = {part: pl.concat([getattr(one, part), getattr(other, part).select(getattr(one, part).columns)], how="vertical_relaxed") for part in PARTS}
    return replace(new, **parts)
