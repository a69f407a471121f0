"""What projects brought 项目收益收支 (M82, M107): due, received and shared out to households, by place and year.

A village decides in public which share its households get, so what one village received tells what few households got, or one. So sums are told: of eleven villages
at least, none of which brought nearly all, and only where nothing of one to ten households follows from them, from what households got (`shared_proceeds`) and from other
years, in whatever multiples, in this release and all earlier ones (`proceeds_told.py`). What does not pass stands with other places or years.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from open_data.anonymise.recoverability import weigh
from open_data.anonymise.tables import STANDARD, Table, protect
from open_data.columns import AS_OF, Column, Type, Words
from open_data.counts import CountRows, Counts, Today
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.disclosure import Disclosure
from open_data.gate.differences import Release, StoredRelease, check, reconcile
from open_data.gate.refusal import Refusal
from open_data.material import Material
from open_data.paths import Path
from open_data.proceeds_lines import DUE, PARTS, RECEIVED, TO_HOUSEHOLDS, proceeds_lines, proceeds_of_villages, reads
from open_data.proceeds_told import LINES, NAME, YEAR, earlier_sums, figure_of, told
from open_data.shared_proceeds import SHARED_PROCEEDS

VILLAGES = f"{NAME}_villages"  # under which the ledger keeps what each village brought
SOURCES = {
    DUE: Path.of("ProceedsDue", "amount_due"),
    RECEIVED: Path.of("ProceedsDue", "amount_received"),
    TO_HOUSEHOLDS: Path.of("ProceedsDistribution", "to_households"),
}
MEASURES = {
    DUE: Words("应收（元）", "Due, yuan"),
    RECEIVED: Words("实收（元）", "Received, yuan"),
    TO_HOUSEHOLDS: Words("分给帮扶户（元）", "Shared out to households, yuan"),
}


@dataclass(frozen=True, eq=False)
class ProceedsSums(Counts):
    """Counted by the village of the project."""

    def reads(self) -> set[tuple[str, str]]:
        return super().reads() | reads() | SHARED_PROCEEDS.reads()

    def payments(self, material: Material) -> pl.LazyFrame:
        """Of each village and year all measures in one, so that no row of any of them is said anew but with the others; the year stands as its last month."""
        found = proceeds_of_villages(material).lazy().with_columns(cents=pl.sum_horizontal(PARTS)).filter(pl.col("cents") > 0)
        return found.select("cents", household="village", place="village", month=pl.format("{}-12", "year"))

    def sums(self, material: Material) -> pl.DataFrame:
        """row, place (village), month (year), and the cents of each measure: what each row holds, as the release that said it knew it."""
        said = self.released(material)
        return _of_villages(said.rows, said.cells, material)

    def _candidates(self, material: Material) -> Iterator[Today]:
        """Nothing, where even one sum of all places and years would tell."""
        payments = self.payments(material)
        table = replace(self._whole(material), beside=lambda cells, rows, asked: self._in_the_making(cells, rows, asked, material))
        for given in (payments, payments.clear()):
            protected = protect(given, table)
            release = Release.of(material.name, protected, table)
            if not check(release, [], self.name, beside=lambda one: self._beside(one, material)):
                yield Today(table, StoredRelease(release), protected.totals, protected.report.withheld)

    def _whole(self, material: Material) -> Table:
        return self.table({})

    def _reconciled(self, material: Material) -> Release:
        today, earlier = self._today(material).stored.load(), material.ledger.tables(self.name)
        if earlier and today.rows.is_empty():
            return replace(earlier[-1], name=material.name)
        return reconcile(today, earlier, beside=lambda release: self._beside(release, material))

    def refusals(self, material: Material) -> list[Refusal]:
        earlier = material.ledger.tables(self.name)
        return check(self.said(material), earlier, self.name, beside=lambda release: self._beside(release, material))

    def _in_the_making(self, cells: pl.DataFrame, rows: pl.DataFrame, asked: Collection[int], material: Material) -> Iterator[frozenset[int]]:
        return self._telling(rows.with_columns(as_of=pl.lit(material.name)), cells.select("row", place="village", month="month"), asked, material)

    def _beside(self, release: Release, material: Material) -> list[frozenset[int]]:
        return list(self._telling(release.rows, release.cells, release.rows["row"].to_list(), material))

    def _telling(self, rows: pl.DataFrame, cells: pl.DataFrame, asked: Collection[int], material: Material) -> Iterator[frozenset[int]]:
        """New rows, with one of those that are asked for, that tell of few beside whatever is told, or of which one village brought nearly all of a measure."""
        fresh = rows.filter(as_of=material.name)
        yield from (frozenset([row]) for row in _narrow(_of_villages(fresh.filter(pl.col("row").is_in(list(asked))), cells, material)))
        own = {name: row for measure in PARTS for name, row in fresh.select(figure_of(measure), "row").iter_rows()}
        shared = [*material.ledger.tables(SHARED_PROCEEDS.name), SHARED_PROCEEDS.said(material)]
        sums = [*earlier_sums(material), *((measure, rows, cells) for measure in PARTS)]
        for names in told(material).telling(frozenset(name for name, row in own.items() if row in asked), sums, shared):
            yield frozenset(own[name] for name in names & own.keys())


def _of_villages(rows: pl.DataFrame, cells: pl.DataFrame, material: Material) -> pl.DataFrame:
    known = {**material.ledger.frames(VILLAGES), material.name: proceeds_of_villages(material)}
    every = pl.concat(frame.with_columns(as_of=pl.lit(name)) for name, frame in known.items())
    covered = rows.select("row", "as_of").join(cells, on="row").with_columns(year=pl.col("month").str.head(YEAR))
    return covered.join(every, left_on=["as_of", "place", "year"], right_on=["as_of", "village", "year"]).select("row", "place", "month", *PARTS)


def _narrow(sums: pl.DataFrame) -> list[int]:
    """Rows of which some measure does not pass the rule of tables, counted by village."""
    given = sums.unpivot(PARTS, index=["row", "place"], variable_name="measure", value_name="cents").filter(pl.col("cents") > 0)
    judged = weigh(given.group_by("row", "measure", "place").agg(pl.col("cents").sum()), ["row", "measure"])
    return judged.filter(~STANDARD.allows())["row"].unique().to_list()


SUMS = ProceedsSums(NAME, "ProceedsDue", ("year", "county"), household="region_code", figure="villages", month="year", amount="amount_received")


@dataclass(frozen=True)
class ProjectProceeds:
    """The rows, with all measures of each."""

    disclosure = Disclosure.TABLE

    @property
    def columns(self) -> tuple[Column, ...]:
        every = [column for column in CountRows(SUMS).columns if column.name not in ("amount", AS_OF.name)]
        money = (Column(name, title, Type.MONEY, (SOURCES[name],), "元 CNY") for name, title in MEASURES.items())
        return (*every, *money, AS_OF)

    def reads(self) -> set[tuple[str, str]]:
        return SUMS.reads()

    def frame(self, material: Material) -> pl.LazyFrame:
        yuan = [(pl.col(name).sum().cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(16, 2)) for name in PARTS]
        money = SUMS.sums(material).group_by("row").agg(yuan).lazy()
        return CountRows(SUMS).frame(material).join(money, on="row", maintain_order="left").select([column.name for column in self.columns])

    def refusals(self, material: Material) -> list[Refusal]:
        return SUMS.refusals(material)

    def report(self, material: Material) -> dict[str, Any] | None:
        """Without the money of its rows, in which all measures are one."""
        return {name: found for name, found in SUMS.report(material).items() if name != "money"}

    def keep(self, material: Material) -> None:
        CountRows(SUMS).keep(material)
        material.ledger.save_frame(LINES, proceeds_lines(material))
        material.ledger.save_frame(VILLAGES, proceeds_of_villages(material))


PROJECT_PROCEEDS = Dataset(
    NAME,
    Words("项目收益收支", "Proceeds of projects: due, received, shared out"),
    Words(
        "每年项目收益应收、实收多少，其中分给帮扶户多少：按市（县）区和年度。一个村的金额不列：乘以村里公开的分配比例，就是少数家庭分到的钱；"
        "由几个数字可以推算出不足 11 户的，并入别的市（县）区或年度，或者等到以后再公布。",
        "What projects were due and received in each year, and what of it was shared out to households: sums by county and year. None is of one "
        "village: times the share that it decides in public it is what a few households got. Where figures would tell together of fewer than eleven households, several "
        "counties or years stand in one row, or wait for a later release.",
    ),
    Theme.PROJECTS,
    "agriculture",
    Rhythm.YEARLY,
    "M82, M107",
    ("row",),
    ProjectProceeds(),
    ("place", "month"),
    sums=PARTS,
)
