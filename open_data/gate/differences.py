"""A new release held against all earlier ones: what their differences and their different rows together would tell.

Two releases of one table are two sets of sums over nearly the same payments. What can follow from them:

- *A difference.* Where some rows of the new release and some of the old cover the same cells, the difference of their sums is what
  changed there: of money, and of counts of households. It must be nothing, or the change of at least eleven households (those who
  changed are counted, not the net change). Of several such sets together, those who only went from one into another have changed nothing.
- *A total's difference.* A household that stands in several rows is one in their total, so the total can change by fewer than all
  of its rows did.
- *A total that cuts through rows* tells, with the rows inside it, what it cuts off. So a later release tells it only where an earlier one told it and nothing of
  the rows that it cuts has changed.
- *A repartition.* Where rows were cut differently, sums over pieces follow. The audit of `recoverability.py` looks at them
  as if nothing had changed in between.
- *Beside other tables.* Two tables of the same money are held against each other where its rule says how (`beside`).
- *Periods.* Of two months, years or kinds of one release too, fewer than eleven households must not be left (`steps.py`): rows that an earlier release told stand beside new ones.

What each release said, with the true figures, is kept in a private ledger beside the releases, never inside one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
import scipy  # its parts load where they are first named: most commands need none

from open_data.anonymise.batches import Folder, Rows, batches, gathered, joined, lying_in, read, sizes_of
from open_data.anonymise.comparison import OUTSIDE, small_cuts
from open_data.anonymise.recoverability import Audit, Family, Leak, audit
from open_data.anonymise.steps import amounts_of_some, beside, overlapping, periods, shared, telling
from open_data.anonymise.tables import STANDARD, Protected, Rule, Table, Totals, cutting
from open_data.gate.refusal import Refusal
from open_data.layout import in_time

PARTS = ("rows", "cells", "contributions", "cuts")
SHARE = ("cell", "household", "cents")
TIME = "month"  # the dimension of periods
MOST_ROWS = 1_000_000  # of one release
CHANGES = ("counted", "cents")  # what a household adds to a published sum


@dataclass(frozen=True)
class Release:
    """What one release said about one table. Private: it holds who got how much.

    rows: as published (row, boxes, households, cents, together, as_of).
    cells: a row for each finest cell: its number, its code in every dimension, and the published row that covers it.
    contributions: cell, household, cents: the payments behind the published figures, not those of the day of the release. Of all frames they grow most with the city,
    so many of them are read from a file.
    cuts: level, figure, and the codes of the cells: published totals that cut through rows.
    """

    name: str
    rows: pl.DataFrame
    cells: pl.DataFrame
    contributions: Rows
    cuts: pl.DataFrame

    @classmethod
    def of(cls, name: str, protected: Protected, table: Table) -> Release:
        """The release that would say exactly what the protected table says."""
        codes = {list(dimension.levels)[-1]: dimension.column for dimension in table.dimensions}
        cells = protected.cells.select("cell", "row", *codes).rename(codes)
        cuts = [
            family.join(cutting(protected.cells, family).select("figure").unique(), on="figure")
            .join(cells, on="cell")
            .select(pl.lit(level).alias("level"), pl.col("figure").cast(pl.Int64), *codes.values())
            for level, family in protected.families(table).items()
        ]
        empty = pl.DataFrame(schema={"level": pl.String, "figure": pl.Int64, **dict.fromkeys(codes.values(), pl.String)})
        return cls(name, protected.rows.with_columns(as_of=pl.lit(name)), cells, protected.contributions, pl.concat([empty, *cuts]))

    @property
    def dimensions(self) -> list[str]:
        return [column for column in self.cells.columns if column not in ("cell", "row")]

    def save(self, ledger: Path) -> None:
        """Keep it in the private ledger, a folder beside the releases that nobody else can read."""
        ledger.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in PARTS:
            getattr(self, part).lazy().sink_parquet(ledger / f"{self.name}.{part}.parquet")

    @classmethod
    def load_all(cls, ledger: Path) -> list[Release]:
        """Every release of the ledger, the oldest first."""
        names = sorted((path.name.removesuffix(".rows.parquet") for path in ledger.glob("*.rows.parquet")), key=in_time)
        return [cls.load(ledger, name) for name in names]

    @classmethod
    def load(cls, ledger: Path, name: str) -> Release:
        rows, cells, contributions, cuts = (ledger / f"{name}.{part}.parquet" for part in PARTS)
        return cls(name, pl.read_parquet(rows), pl.read_parquet(cells), lying_in(contributions), pl.read_parquet(cuts))


class StoredRelease:
    """A release that lies in files of the moment until it is asked for: all of them at once would grow with the city."""

    def __init__(self, release: Release) -> None:
        self._name, self._folder = release.name, Folder()
        release.save(self._folder.path)

    def load(self) -> Release:
        return Release.load(self._folder.path, self._name)


Beside = Callable[[Release], list[frozenset[int]]]  # the rows of a release that tell of few beside what other tables tell


def nothing_beside(release: Release) -> list[frozenset[int]]:
    """Most tables are about money and people of which no other one tells."""
    return []


def check(new: Release, earlier: Sequence[Release], dataset: str, rule: Rule = STANDARD, beside: Beside = nothing_beside) -> list[Refusal]:
    """What would follow from the new release together with each earlier one and with all of them, and beside what else is told."""
    refusals = {Refusal(dataset, "", _rows_named(new, rows), "beside") for rows in beside(new)}
    for old in earlier:
        refusals |= {Refusal(dataset, "", f"{old.name}: {_rows_named(new, rows)}", "difference") for rows in _changes(new, old, rule)}
    refusals |= {Refusal(dataset, "", _rows_named(new, rows), "repartition") for rows in _repartitions(new, earlier, rule)}
    refusals |= {Refusal(dataset, "", _rows_named(new, rows), "periods") for rows in _in_time(new, earlier, rule)}
    return sorted(refusals)


def reconcile(new: Release, earlier: Sequence[Release], rule: Rule = STANDARD, beside: Beside = nothing_beside) -> Release:
    """The new release, with the rows of the latest one kept wherever something would follow: their change waits until it is large enough.

    They are kept as well, and say of when they are, where nothing has changed: so what waits looks like what stayed. In the end nothing may be left
    of the new rows; then the release says what the latest one said. Rows are numbered by their places and codes.
    """
    return _numbered(_waited(new, earlier, rule, beside) if earlier else new)


def _waited(new: Release, earlier: Sequence[Release], rule: Rule, beside: Beside) -> Release:
    # totals are made anew, of whole rows: those that the latest one published are none of this one's
    latest, plain = (replace(one, cuts=one.cuts.clear()) for one in (earlier[-1], new))
    release = _kept(plain, latest, _unchanged(plain, latest))
    while (
        hits := [rows for old in earlier for rows in _changes(release, old, rule)]
        + _repartitions(release, earlier, rule)
        + _in_time(release, earlier, rule)
        + beside(release)
    ):
        kept = _kept(release, latest, {row for rows in hits for row in rows})
        if kept.cells.sort(kept.dimensions)["row"].equals(release.cells.sort(release.dimensions)["row"]):
            return replace(latest, name=new.name)
        release = kept
    return release


def totals(release: Release, earlier: Sequence[Release], table: Table, rule: Rule = STANDARD) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The totals that may stand beside a reconciled release, at the table's levels, of the payments that it shows; and those that are withheld.

    Sums of its rows; and totals that cut through rows as an earlier release told them, where all that they cut is as it was then: they tell nothing that
    those totals and the rows of both releases do not. One that few households have changed since an earlier release is withheld.
    """
    codes = release.cells.select("cell", "row", *(code.alias(level) for level, code in table.levels.items()))
    every, of = Totals.every(codes, release.contributions, table, rule).published(table, rule), ["level", *release.dimensions]
    cutting = _cutting(release.cells, table).select(of).unique()
    for old in earlier:
        cutting = cutting.join(_cut_as_told(release, old, table), on=of, how="anti", nulls_equal=True)
    withheld = pl.concat([cutting, _changed_totals(every, release, earlier, table, rule)])
    return every.join(withheld, on=of, how="anti", nulls_equal=True), every.join(withheld, on=of, how="semi", nulls_equal=True)


def with_cuts(release: Release, published: pl.DataFrame, table: Table) -> Release:
    """The release with those of the published totals that cut through its rows, as the ledger keeps them."""
    of = ["level", *release.dimensions]
    cutting = _cutting(release.cells, table).select(of).unique().join(published, on=of, how="semi", nulls_equal=True)
    figures = cutting.sort(of).with_row_index("figure").with_columns(pl.col("figure").cast(pl.Int64))
    inside = [_inside(release.cells, figures, levels, table).select(release.cuts.columns) for levels in table.totals]
    return replace(release, cuts=pl.concat([release.cuts.clear(), *inside]))


def check_totals(published: pl.DataFrame, release: Release, earlier: Sequence[Release], dataset: str, table: Table) -> list[Refusal]:
    """What would follow from the totals beside a release together with those of each earlier one."""
    of = ["level", *release.dimensions]
    few = published.join(_changed_totals(published, release, earlier, table, STANDARD), on=of, how="semi", nulls_equal=True)
    return sorted(Refusal(dataset, "", " ".join(filter(None, codes)), "difference") for codes in few.select(of).iter_rows())


def _rows_named(release: Release, rows: frozenset[int]) -> str:
    named = release.rows.filter(pl.col("row").is_in(list(rows))).select(release.dimensions)
    return "; ".join(" ".join("+".join(codes) for codes in row) for row in named.head(5).iter_rows())


# Differences


def _changes(new: Release, old: Release, rule: Rule) -> list[frozenset[int]]:
    """Rows of the new release that with the old ones tell of 1 to 10 changed households; a block without new rows has lost eleven."""
    blocks = _common_blocks(new, old)
    changed = _changed_blocks(new, old, blocks)
    few = _few(changed, ["block"], rule)["block"].to_list()
    together = [int(block) for block in small_cuts(_moves(changed, rule), rule.households)]
    hit = blocks.filter(pl.col("block").is_in(few + together) & (pl.col("side") == "new"))
    return [frozenset(rows) for rows in hit.group_by("block", maintain_order=True).agg("row")["row"].to_list()]


def _unchanged(new: Release, old: Release) -> set[int]:
    """Rows of the new release in whose sums, with the old rows that cover the same cells, no household adds anything else than before."""
    blocks = _common_blocks(new, old)
    changed = _changed_blocks(new, old, blocks)
    both = blocks.group_by("block").agg(pl.col("side").n_unique()).filter(pl.col("side") == 2)
    return set(blocks.join(both, on="block", how="semi").join(changed, on="block", how="anti").filter(pl.col("side") == "new")["row"])


def _moves(changed: pl.DataFrame, rule: Rule) -> list[tuple[str, str, Fraction]]:
    """A graph of blocks in which each choice of them is a cut that weighs, at most, as many households as have changed their sum.

    Who left one block and came into another has not changed the sum of both. Whoever only came or only left has changed each sum: where
    there are eleven of them, no sum tells, and the block is one with the outside. The others' blocks are drawn together, the household
    being shared out over their pairs so that each way to part them weighs one at most.
    """
    moved = pl.any_horizontal([(pl.col(by).max() > 0) & (pl.col(by).min() < 0) for by in CHANGES]).over("household")
    many = changed.filter(~moved).group_by("block").len().filter(pl.col("len") >= rule.households)
    at = pl.when(pl.col("block").is_in(many["block"].to_list())).then(pl.lit(OUTSIDE)).otherwise(pl.col("block").cast(pl.String))
    stayed = pl.all_horizontal([pl.col(by).sum() == 0 for by in CHANGES])
    ends = changed.group_by("household").agg(at.unique().alias("ends"), out=pl.when(stayed).then(None).otherwise(pl.lit(OUTSIDE)))
    ends = ends.select(pl.concat_list("ends", "out").list.drop_nulls().list.unique().list.sort()).group_by("ends").len()
    weights = Counter[tuple[str, str]]()
    for names, households in ends.filter(pl.col("ends").list.len() > 1).iter_rows():
        share = Fraction(households, (len(names) // 2) * ((len(names) + 1) // 2))
        weights.update(dict.fromkeys(combinations(names, 2), share))  # type: ignore[arg-type]
    return [(one, other, Fraction(weight)) for (one, other), weight in weights.items()]


def _common_blocks(new: Release, old: Release) -> pl.DataFrame:
    """side, row, block: the smallest sets of rows of both releases that cover the same cells."""
    pairs = new.cells.join(old.cells, on=new.dimensions, suffix="_old").select("row", "row_old").unique()
    new_rows, old_rows = new.cells["row"].unique().sort(), old.cells["row"].unique().sort()
    at, at_old = pairs["row"].to_numpy(), pairs["row_old"].to_numpy()
    size, first_old = len(new_rows) + len(old_rows), len(new_rows)
    lines, columns = np.searchsorted(new_rows, at), np.searchsorted(old_rows, at_old) + first_old
    _, labels = scipy.sparse.csgraph.connected_components(
        scipy.sparse.csr_array((np.ones(len(pairs)), (lines, columns)), shape=(size, size)), directed=False
    )
    sides = [pl.DataFrame({"side": side, "row": rows}) for side, rows in (("new", new_rows), ("old", old_rows))]
    return pl.concat(sides).with_columns(pl.col("row").cast(pl.Int64), block=pl.Series(labels))


def _changed_blocks(new: Release, old: Release, blocks: pl.DataFrame) -> pl.DataFrame:
    """block, household: who adds something else than before to the figures of a block, and by how much; some blocks at a time."""
    now, then = _in_blocks(new, blocks, "new"), _in_blocks(old, blocks, "old")
    shares = pl.concat([now.join(sizes_of(new.contributions), on="cell"), then.join(sizes_of(old.contributions), on="cell")])
    sizes = shares.group_by("block").agg(pl.col("shares").sum()).sort("block")
    return pl.concat(_changed(_sums(new, now, some), _sums(old, then, some), ["block"]) for some in batches(sizes, "shares"))


def _in_blocks(release: Release, blocks: pl.DataFrame, side: str) -> pl.DataFrame:
    """cell, row, block."""
    rows = blocks.filter(pl.col("side") == side).select("row", "block")
    return release.cells.select("cell", pl.col("row").cast(pl.Int64)).join(rows, on="row")


def _sums(release: Release, cells: pl.DataFrame, some: pl.DataFrame) -> pl.DataFrame:
    """What each household adds to the figures of some blocks: it is counted in each row in which it stands, and got so many cents. cells: cell, row, block."""
    given = joined(release.contributions, cells.join(some, on="block", how="semi"))
    return given.group_by("block", "household").agg(counted=pl.col("row").n_unique(), cents=pl.col("cents").sum())


def _changed(new: pl.DataFrame, old: pl.DataFrame, of: list[str]) -> pl.DataFrame:
    """The households that add something else than before to a sum, be it money or being counted, and by how much; `of` names the sums."""
    both = new.join(old, on=[*of, "household"], how="full", coalesce=True, suffix="_old", nulls_equal=True)
    by = [(pl.col(figure).fill_null(0).cast(pl.Int64) - pl.col(f"{figure}_old").fill_null(0).cast(pl.Int64)).alias(figure) for figure in CHANGES]
    return both.select(*of, "household", *by).filter(pl.any_horizontal(pl.col(*CHANGES) != 0))


def _few(changed: pl.DataFrame, of: list[str], rule: Rule) -> pl.DataFrame:
    """The sums that 1 to 10 households have changed."""
    return changed.group_by(of).len().filter(pl.col("len") < rule.households).select(of)


def _changed_totals(totals: pl.DataFrame, release: Release, earlier: Sequence[Release], table: Table, rule: Rule) -> pl.DataFrame:
    """level, and a code for each dimension or null: of these totals those that 1 to 10 households have changed since an earlier release that could tell them."""
    of = ["level", *release.dimensions]
    few = [
        _few(_changed(new, told, of), of, rule) for levels in table.totals for new, told in _in_both(levels, totals, release, earlier, table, rule)
    ]
    nothing = pl.DataFrame(schema=dict.fromkeys(of, pl.String))
    return pl.concat([nothing, *few]).unique()


def _in_both(
    levels: Sequence[str], totals: pl.DataFrame, release: Release, earlier: Sequence[Release], table: Table, rule: Rule
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """The totals of some levels beside those that each earlier release could tell, some at a time; one level after the other, for each holds all households."""
    codes, of = _codes_of(totals.filter(level=", ".join(levels)), levels, table), ["level", *release.dimensions]
    for old in earlier:
        now, then = _cells_in(levels, codes, release, table), _cells_in(levels, codes, old, table)
        shares = pl.concat([now.join(sizes_of(release.contributions), on="cell"), then.join(sizes_of(old.contributions), on="cell")])
        for some in batches(shares.group_by(of).agg(pl.col("shares").sum()).sort(of), "shares"):
            told = _in_totals(old, then, some, of)
            yield _in_totals(release, now, some, of), told.filter(pl.len().over(of) >= rule.households)


def _codes_of(totals: pl.DataFrame, levels: Sequence[str], table: Table) -> pl.DataFrame:
    """Each total and every code of its levels: one may be of several kinds, that can only be told together."""
    found = totals.select("level", *(dimension.column for dimension in table.dimensions))
    for level in levels:
        found = found.with_columns(pl.col(table.dimension_of(level)).str.split(" ").alias(f"_{level}")).explode(f"_{level}")
    return found


def _cells_in(levels: Sequence[str], codes: pl.DataFrame, release: Release, table: Table) -> pl.DataFrame:
    """The cells inside each total of some levels."""
    at = {f"_{level}": table.levels[level] for level in levels}
    return release.cells.select("cell", *(code.alias(name) for name, code in at.items())).join(codes, on=list(at)).drop(list(at))


def _in_totals(release: Release, cells: pl.DataFrame, some: pl.DataFrame, of: list[str]) -> pl.DataFrame:
    """What each household adds to each of some totals, whose cells are told: it is counted once, in however many rows it stands."""
    given = joined(release.contributions, cells.join(some, on=of, how="semi", nulls_equal=True))
    return given.group_by(*of, "household").agg(pl.col("cents").sum()).with_columns(counted=pl.lit(1))


# Totals that cut through rows


def _cutting(cells: pl.DataFrame, table: Table) -> pl.DataFrame:
    """level, a code for each dimension or null, row: the row lies partly inside and partly outside of the total."""
    parts = [_totals_of(cells, levels, table).unique().filter(pl.len().over("row") > 1) for levels in table.totals]
    return pl.concat(part.collect(engine="streaming") for part in (_totals_of(cells.clear(), (), table), *parts))


def _totals_of(cells: pl.DataFrame, levels: Sequence[str], table: Table) -> pl.LazyFrame:
    """The total of some levels in which each cell is, and its row."""
    at = {table.dimension_of(level): table.levels[level] for level in levels}
    codes = [at.get(dimension.column, pl.lit(None, pl.String)).alias(dimension.column) for dimension in table.dimensions]
    return cells.lazy().select(pl.lit(", ".join(levels)).alias("level"), *codes, "row")


def _inside(cells: pl.DataFrame, figures: pl.DataFrame, levels: Sequence[str], table: Table) -> pl.DataFrame:
    """level, figure, and the codes of the cells inside the totals of some levels."""
    at = {f"{level} of the total": (table.dimension_of(level), table.levels[level]) for level in levels}
    keys = figures.filter(pl.col("level") == ", ".join(levels)).select(
        "level", "figure", *(pl.col(column).alias(name) for name, (column, _) in at.items())
    )
    return cells.with_columns(code.alias(name) for name, (_, code) in at.items()).join(keys, on=list(at))


def _cut_as_told(new: Release, old: Release, table: Table) -> pl.DataFrame:
    """Totals that the old release told, and that cut through the same rows in the new one, of which nothing has changed."""
    of = ["level", *new.dimensions]
    told = [
        _totals_of(cells.with_columns(row=0), str(level).split(", "), table)
        for (level,), cells in old.cuts.partition_by("level", as_dict=True).items()
    ]
    then = _cutting(old.cells, table).join(
        pl.concat([_totals_of(old.cuts.clear().with_columns(row=0), (), table), *told]).unique().collect(), on=of, how="semi", nulls_equal=True
    )
    now = _cutting(new.cells, table).join(_same_rows(new, old), on="row", how="left")
    same = now.join(then, left_on=[*of, "row_old"], right_on=[*of, "row"], how="semi", nulls_equal=True)
    sizes = [one.group_by(of).len(name) for name, one in (("now", now), ("then", then), ("same", same))]
    found = sizes[0].join(sizes[1], on=of, nulls_equal=True).join(sizes[2], on=of, nulls_equal=True)
    return found.filter(pl.col("now") == pl.col("same"), pl.col("then") == pl.col("same")).select(of)


def _same_rows(new: Release, old: Release) -> pl.DataFrame:
    """row, row_old: rows of the same cells, in each of which every household got what it got."""
    now, then = (one.cells.join(sizes_of(one.contributions), on="cell").group_by("row").agg(pl.col("shares").sum()).sort("row") for one in (new, old))
    pairs = pl.concat(_same_shares(new, old, some) for some in batches(now, "shares"))
    sized = pairs.join(now.rename({"shares": "now"}), on="row").join(then.select(row_old="row", then="shares"), on="row_old")
    return sized.filter(pl.col("now") == pl.col("same"), pl.col("then") == pl.col("same")).select("row", "row_old")


def _same_shares(new: Release, old: Release, rows: pl.DataFrame) -> pl.DataFrame:
    """row (one of some), row_old, same: how many households got in a cell of both what they got."""
    of, cells = [*new.dimensions, "household", "cents"], new.cells.join(rows, on="row", how="semi")
    before = old.cells.join(cells, on=new.dimensions, how="semi")
    given, then = (joined(one.contributions, each).select(*of, "row") for one, each in ((new, cells), (old, before)))
    return given.join(then, on=of, suffix="_old").group_by("row", "row_old").len("same")


# Repartitions


def _repartitions(new: Release, earlier: Sequence[Release], rule: Rule) -> list[frozenset[int]]:
    """Rows of the new release from which, with rows of earlier ones cut otherwise, a sum of fewer than eleven households follows."""
    found, families = _audited((new, *earlier), rule)
    return [rows for leak in found.leaks if (rows := _rows_under(leak, families))]


def audited(release: Release, rule: Rule = STANDARD) -> Audit:
    """How a release stands by itself: what follows from its rows and the totals that cut through them."""
    found, _ = _audited((release,), rule)
    return found


def _audited(releases: Sequence[Release], rule: Rule) -> tuple[Audit, list[Family]]:
    """The audit of all rows and totals of some releases, the newest first, as if nothing had changed in between; its families begin with the newest rows."""
    newest, dimensions = releases[0], releases[0].dimensions
    if len(releases) == 1:
        cells, numbers, given = newest.cells.select("cell", *dimensions), [newest.cells.select("cell", number="cell")], newest.contributions
    else:
        cells = pl.concat(release.cells.select(dimensions) for release in releases).unique().sort(dimensions).with_row_index("cell")
        numbers = [_numbers(one, cells) for one in releases]
        given = _latest(releases, numbers)
    families = [family for release, number in zip(releases, numbers, strict=True) for family in _families(release, number, cells)]
    return audit(given, families, rule.households, rule.share), families


def _latest(releases: Sequence[Release], numbers: Sequence[pl.DataFrame]) -> Rows:
    """What each household got in each cell as the newest of some releases shows it; numbers: of the cells of each."""
    shares = pl.concat(sizes_of(one.contributions).join(number, on="cell") for one, number in zip(releases, numbers, strict=True))
    return gathered(
        pl.concat(
            joined(one.contributions, number.join(some, on="number", how="semi")).select("household", "cents", cell="number")
            for one, number in zip(releases, numbers, strict=True)
        ).unique(["household", "cell"], keep="first")
        for some in batches(shares.group_by("number").agg(pl.col("shares").sum()).sort("number"), "shares")
    )


def _numbers(release: Release, cells: pl.DataFrame) -> pl.DataFrame:
    """cell, and its number among those of several releases."""
    return release.cells.join(cells.rename({"cell": "number"}), on=release.dimensions).select("cell", "number")


def _rows_under(leak: Leak, families: list[Family]) -> frozenset[int]:
    """The new rows that share cells with the sums that give the atom away."""
    used = pl.concat(families[family].filter(pl.col("figure") == figure).select("cell") for family, figure in leak.by).unique()
    return frozenset(families[0].join(used, on="cell")["figure"].to_list())


def _families(release: Release, numbers: pl.DataFrame, cells: pl.DataFrame) -> list[Family]:
    """Rows first, then the totals that cut through them."""
    rows = numbers.join(release.cells.select("cell", "row"), on="cell").select(cell="number", figure="row")
    cuts = release.cuts.join(cells, on=release.dimensions).partition_by("level", maintain_order=True)
    return [rows, *(cut.select("cell", "figure") for cut in cuts)]


# Periods


def _in_time(new: Release, earlier: Sequence[Release], rule: Rule) -> list[frozenset[int]]:
    """New rows that beside other periods of their places and kinds, told by whichever release, tell of 1 to 10 households."""
    if TIME not in new.dimensions:
        return []
    every = [_apart(release, number) for number, release in enumerate((*earlier, new))]
    told = pl.concat([release.rows.select(every[-1].rows.columns) for release in every], how="vertical_relaxed")
    told = told.unique([name for name in told.columns if name not in ("row", "as_of")], keep="last")  # what was told again is one figure
    rows = periods(told.drop("households", "cents", "together", "as_of"), TIME)
    given = gathered(some.join(rows, on="row", how="semi") for release in every for some in amounts_of_some(release.cells, release.contributions))
    years = telling(rows, given, rule.households)
    within = rows.join(years, on=["series", "year"]).group_by("series", "year").agg("row")["row"]
    cells = pl.concat(release.cells.select("row", *new.dimensions) for release in every)
    pairs = overlapping(rows, cells, shared(given, [dimension for dimension in new.dimensions if dimension != TIME]))
    between = beside(pairs, given, rule.households).select(pl.concat_list("row", "later")).to_series()
    own = dict(zip(every[-1].rows["row"], new.rows["row"], strict=True))
    fresh = set(every[-1].rows.filter(as_of=new.name)["row"])
    return [frozenset(own[row] for row in hit) for together in (*within, *between) if (hit := fresh.intersection(together))]


def _apart(release: Release, number: int) -> Release:
    """With numbers of rows that no other release has."""
    return _renumbered(release, number * MOST_ROWS)


# Keeping


def _kept(new: Release, latest: Release, rows: set[int]) -> Release:
    """The latest release's rows in place of the new ones, for whole blocks; new numbers, so that no two rows share one."""
    blocks = _common_blocks(new, latest)
    is_hit = (pl.col("side") == "new") & pl.col("row").is_in(list(rows))
    chosen = blocks.filter(pl.col("block").is_in(blocks.filter(is_hit)["block"].to_list()))
    leaving = chosen.filter(pl.col("side") == "new")["row"].to_list()
    coming = chosen.filter(pl.col("side") == "old")["row"].to_list()
    first = int(new.rows["row"].max() or 0) + 1  # type: ignore[arg-type]
    kept = _with_other_cells(_renumbered(_restricted(latest, coming, keep=True), first), int(new.cells["cell"].max() or 0) + 1)  # type: ignore[arg-type]
    return _merged(_restricted(new, leaving, keep=False), kept, new)


def _restricted(release: Release, rows: list[int], *, keep: bool) -> Release:
    chosen = pl.col("row").is_in(rows)
    cells = release.cells.filter(chosen if keep else ~chosen)
    inside = gathered(read(release.contributions.lazy().join(cells.lazy(), on="cell", how="semi", maintain_order="left")))
    return replace(release, rows=release.rows.filter(chosen if keep else ~chosen), cells=cells, contributions=inside)


def _renumbered(release: Release, first: int) -> Release:
    shifted = (pl.col("row") + first).cast(pl.Int32)
    return replace(release, rows=release.rows.with_columns(shifted), cells=release.cells.with_columns(shifted))


def _with_other_cells(release: Release, first: int) -> Release:
    """With numbers of cells from one on, so that no cell of another release has the same."""
    cells = release.cells.sort(release.dimensions).with_columns(number=pl.int_range(first, first + pl.len(), dtype=pl.UInt32))
    given = release.contributions.lazy().join(cells.lazy().select("cell", "number"), on="cell", maintain_order="left")
    renumbered = cells.with_columns(cell="number").select(release.cells.columns)
    return replace(release, cells=renumbered, contributions=gathered(read(given.select("household", "cents", cell="number").select(*SHARE))))


def _numbered(release: Release) -> Release:
    """Rows numbered by what they cover: so no number tells which of them waits."""
    order = [f"{column}_level" for column in release.dimensions], [pl.col(column).list.join(" ") for column in release.dimensions]
    rows = release.rows.sort(*order[0], *order[1])
    numbers = rows.select("row").with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("number"))
    placed = release.cells.select("row").join(numbers, on="row", how="left", maintain_order="left")
    rows = rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int32).alias("row"))
    return replace(release, rows=rows, cells=release.cells.with_columns(row=placed["number"]))


def _merged(one: Release, other: Release, new: Release) -> Release:
    parts = {
        part: pl.concat([getattr(one, part), getattr(other, part).select(getattr(one, part).columns)], how="vertical_relaxed")
        for part in PARTS
        if part != "contributions"
    }
    return replace(new, **parts, contributions=gathered(some for each in (one, other) for some in read(each.contributions.lazy())))
