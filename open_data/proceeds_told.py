"""What is told of proceeds 已公布的收益数字: by two kinds of tables, of the same money, in this release and all earlier ones.

`shared_proceeds` tells what households got, by project and by where they live; `project_proceeds` what was due, received, shared out and kept, by where the projects
are. Whichever of them is made is held against what the other has told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from open_data.anonymise.batches import joined
from open_data.anonymise.beside_sums import Figures, Sum, tells, together
from open_data.anonymise.tables import STANDARD
from open_data.gate.differences import Release
from open_data.material import Material
from open_data.proceeds_lines import PARTS, SHARED, proceeds_lines

NAME = "project_proceeds"  # under which the ledger keeps the sums
LINES = f"{NAME}_lines"  # and who stood behind them
SHARED_NAME = "shared_proceeds"
YEAR = 4  # digits


@dataclass(frozen=True)
class Told:
    """lines: who stood behind the sums of each release; judged: sets of figures that were looked at before, and whether they tell of few."""

    lines: Mapping[str, pl.DataFrame]
    judged: dict[tuple[Figures, Figures], bool] = field(default_factory=dict)

    def telling(self, fresh: Figures, sums: Sequence[Said], shared: Sequence[Release]) -> Iterator[Figures]:
        """The sets of figures, one of them fresh, that tell of one to ten households."""
        behind, rows = pl.concat([self._behind(*one) for one in sums]), _rows_of(shared)
        every = dict(_sums(behind, rows))
        weights = _weights(behind, rows)
        yield from (names | _rows_with(names, every) for names in together(every, fresh) if self._tells(names, every, weights))

    def _tells(self, names: Figures, sums: Mapping[str, Sum], weights: pl.DataFrame) -> bool:
        which = names, _rows_with(names, sums)
        if which not in self.judged:
            self.judged[which] = tells(names, sums, weights, STANDARD.households)
        return self.judged[which]

    def _behind(self, measure: str, rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
        """figure, box, village, household, project, cents, times (how often these are in the sum), and as SHARED knows the line: of the release that said
        the row first."""
        named = rows.select("row", "as_of", figure=figure_of(measure), box=box())
        covered = named.join(cells.select("row", village="place", year=pl.col("month").str.head(YEAR)), on="row")
        lines = [frame.with_columns(as_of=pl.lit(name)) for name, frame in self.lines.items()]
        found = covered.join(pl.concat(lines), on=["as_of", "village", "year"], how="left")
        return found.select("figure", "box", *OF_LINES, times=pl.col(measure))


Said = tuple[str, pl.DataFrame, pl.DataFrame]  # measure, rows and their cells
OF_LINES = ("village", "household", "project", "cents", *SHARED)
STEP = 0.01  # whole per cent


def _rows_with(names: Figures, sums: Mapping[str, Sum]) -> Figures:
    return Figures().union(*(sums[name].rows for name in names))


def box() -> pl.Expr:
    """The same places and periods of the same release are one box, whichever release repeats it."""
    return pl.concat_str("as_of", *(pl.col(name).list.join(" ") for name in ("place", "month")), separator="|")


def figure_of(measure: str) -> pl.Expr:
    return pl.concat_str(pl.lit(measure), box(), separator="|")


def figure_of_shared() -> pl.Expr:
    codes = (part for name in SHARED for part in (f"{name}_level", pl.col(name).list.join(" ")))
    return pl.concat_str(pl.lit(SHARED_NAME), "as_of", *codes, separator="|")


def told(material: Material) -> Told:
    """Made once for a release, so that no set is looked at twice."""
    return material.once("proceeds told", lambda: Told({**material.ledger.frames(LINES), material.name: proceeds_lines(material)}))


def earlier_sums(material: Material) -> Iterator[Said]:
    """Those of each earlier release."""
    for release in material.ledger.tables(NAME):
        yield from ((measure, release.rows, release.cells) for measure in PARTS)


def _rows_of(shared: Sequence[Release]) -> pl.DataFrame:
    """figure, SHARED, household, cents: what is in each row of what households got, and in each total that cuts through rows."""
    return pl.concat(
        joined(release.contributions, covered).select("figure", *SHARED, "household", pl.col("cents").cast(pl.Float64))
        for release in shared
        for covered in (
            release.rows.select("row", figure=figure_of_shared()).join(release.cells, on="row"),
            release.cuts.with_columns(figure=pl.format("{} {} {}", pl.lit(release.name), "level", "figure")).join(release.cells, on=list(SHARED)),
        )
    ).unique()


def _sums(behind: pl.DataFrame, rows: pl.DataFrame) -> Iterator[tuple[str, Sum]]:
    """Each sum with the rows that hold some of its money."""
    near = (
        behind.drop_nulls("month")
        .join(rows.select(*SHARED, other="figure").unique(), on=list(SHARED))
        .group_by("figure")
        .agg(pl.col("other").unique())
    )
    rows_near = {figure: Figures(others) for figure, others in near.iter_rows()}
    for figure, where, villages in behind.group_by("figure", "box").agg(pl.col("village").unique()).iter_rows():
        yield figure, Sum(where, frozenset(villages), rows_near.get(figure, Figures()))


def _weights(behind: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """figure, unknown, household, weight: the unknown is what a household first got from a project, or is to get, and all else is counted in it.

    A project that brings the same each year is the same unknown in each; a part that was not shared out yet is taken by whole per cent of what was.
    """
    got, projects = pl.col("month").is_not_null(), behind.select("project", kind="kind").drop_nulls().unique("kind")
    lines = behind.drop_nulls("household").filter(pl.col("times") > 0).select("figure", "household", "project", "cents", "times", got=got)
    of_rows = rows.join(projects, on="kind", how="left").select(
        "figure", "household", project=pl.coalesce("project", -pl.col("kind").rank("dense").cast(pl.Int64)), cents="cents", times=1.0, got=True
    )
    every = pl.concat([of_rows, lines], how="vertical_relaxed")
    unit = ["household", "project"]
    first = every.sort(pl.col("got"), "figure", descending=[True, False]).group_by(unit, maintain_order=True).agg(pl.col("cents", "got").first())
    both = every.join(first.rename({"cents": "unit", "got": "unit_got"}), on=unit)
    by_share = pl.lit(1.0) / ((pl.col("unit") / pl.col("cents") / STEP).round().clip(1) * STEP)
    ratio = pl.when(pl.col("got") == pl.col("unit_got")).then(pl.col("cents") / pl.col("unit")).otherwise(by_share)
    weights = both.with_columns(unknown=pl.struct(unit).rank("dense"), weight=(ratio * pl.col("times")).round(6))
    return weights.group_by("figure", "unknown", "household").agg(pl.col("weight").sum())
