"""Figures about households that wait 等待公布的数值: a median or a share behind which eleven households stand.

A figure is said anew only once eleven of the households behind it have come, gone or changed since each time that it was said; until then the last one is
repeated. So no two figures of one thing tell of one household that came between. Medians and shares add up to nothing, so none follows from
those around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from open_data.anonymise.batches import READ, batches, gathered, stored
from open_data.anonymise.tables import STANDARD
from open_data.columns import AS_OF, Column, Type, Words
from open_data.disclosure import Disclosure
from open_data.gate.refusal import Refusal
from open_data.material import Material
from open_data.paths import Path

VALUE = pl.Decimal(18, 4)


@dataclass(frozen=True, eq=False)
class Waiting:
    """Figures of one kind. name: under which the ledger keeps who stands behind them; of: the columns that name a figure.

    now: the columns `of`, value, household, and what it `adds`, a whole number: equal numbers mean that it has not changed. A row for each household of each
    figure, however few there are; some figures after others, all of each in one frame.
    """

    name: str
    of: tuple[str, ...]
    now: Callable[[Material], Iterator[pl.DataFrame]]

    def figures(self, material: Material) -> pl.DataFrame:
        """What may be told: the columns `of`, value, and as_of, the release that said it first."""
        return self.behind(material).select(*self.of, "value", "as_of").unique().sort(*self.of).collect(engine="streaming")

    def behind(self, material: Material) -> pl.LazyFrame:
        """The same with the households behind each figure. Private."""
        made = material.once(
            self, lambda: stored(gathered(self._told(some, material) for now in self.now(material) for some in self._some(now.lazy())))
        )
        return made.lazy()

    def refusals(self, material: Material) -> list[Refusal]:
        """The gate's own look: households behind each figure, and how many of them are others, or have changed, since it was said otherwise."""
        return [refusal for told in self._some(self.behind(material)) for refusal in self._refusals(told, self._earlier(material, told))]

    def _refusals(self, told: pl.DataFrame, earlier: pl.DataFrame) -> list[Refusal]:
        few = told.group_by(self.of).agg(pl.col("household").n_unique()).filter(pl.col("household") < STANDARD.households)
        said = told.select(*self.of, now="as_of").unique()
        near = self._near(told, earlier).join(said, on=self.of, nulls_equal=True).filter(pl.col("as_of") != pl.col("now")).unique(self.of)
        return [*self._refused(few, "derivable"), *self._refused(near, "difference")]

    def report(self, material: Material) -> dict[str, Any]:
        """The rule, how many figures there are, and how many of them wait."""
        figures = self.figures(material)
        waiting = figures.filter(pl.col("as_of") != material.name)
        rule = {"households": STANDARD.households, "round_to": STANDARD.round_to}
        return {"rule": rule, "figures": len(figures), "rows_of_earlier_releases": len(waiting)}

    def keep(self, material: Material) -> None:
        """The households behind each figure."""
        material.ledger.save_frame(self.name, self.behind(material))

    def _some(self, rows: pl.LazyFrame) -> Iterator[pl.DataFrame]:
        """All rows of some figures at a time."""
        sizes = rows.group_by(self.of).len("rows").sort(self.of).collect(engine="streaming")
        for some in batches(sizes, "rows", READ):
            yield rows.join(some.lazy().drop("rows"), on=self.of, how="semi", nulls_equal=True).collect(engine="streaming")

    def _told(self, now: pl.DataFrame, material: Material) -> pl.DataFrame:
        """What may be said of some figures now: of themselves, or what was said before."""
        now = self._named(now, material)
        earlier = self._earlier(material, now)
        waiting = self._near(now, earlier).select(self.of).unique()
        last = earlier.filter(pl.col("order") == pl.col("order").max().over(self.of)).drop("order")
        again = last.join(waiting, on=self.of, how="semi", nulls_equal=True)
        new = now.join(waiting, on=self.of, how="anti", nulls_equal=True)
        enough = new.filter(pl.col("household").n_unique().over(self.of) >= STANDARD.households)
        return pl.concat([again, enough]).sort(*self.of, "household")

    def _named(self, now: pl.DataFrame, material: Material) -> pl.DataFrame:
        value, adds = pl.col("value").cast(VALUE), pl.col("adds").cast(pl.Int64)
        return now.select(*self.of, value, pl.lit(material.name).alias("as_of"), "household", adds)

    def _earlier(self, material: Material, now: pl.DataFrame) -> pl.DataFrame:
        """Whatever earlier releases said of these figures, and in which order."""
        nothing, figures = now.clear().with_columns(order=pl.lit(0)), now.lazy().select(self.of).unique()
        of_these = [frame.join(figures, on=self.of, how="semi", nulls_equal=True) for frame in material.ledger.scans(self.name).values()]
        return pl.concat([nothing.lazy(), *(frame.with_columns(order=pl.lit(order)) for order, frame in enumerate(of_these))]).collect()

    def _near(self, now: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
        """The columns `of`, as_of: figures that fewer than eleven households have changed since they were said."""
        said = [*self.of, "as_of"]
        then = earlier.select(*said, "household", "adds").unique()
        times = then.select(said).unique()
        beside = now.drop("as_of").join(times, on=self.of, nulls_equal=True).select(then.columns)
        changed = pl.concat([then, beside]).group_by(then.columns).len().filter(pl.col("len") == 1)
        many = changed.group_by(said).agg(pl.col("household").n_unique()).filter(pl.col("household") >= STANDARD.households)
        return times.join(many, on=said, how="anti", nulls_equal=True)

    def _refused(self, figures: pl.DataFrame, rule: str) -> list[Refusal]:
        named = figures.select(self.of).sort(self.of).iter_rows()
        return [Refusal(self.name, "value", _in_words(figure), rule) for figure in named]


@dataclass(frozen=True, eq=False)
class FiguresInside:
    """Half of a content in which such figures are: they are held back, told of in the privacy report, and kept for later releases."""

    figures: Waiting
    disclosure = Disclosure.WAITING

    def refusals(self, material: Material) -> list[Refusal]:
        return self.figures.refusals(material)

    def report(self, material: Material) -> dict[str, Any] | None:
        return self.figures.report(material)

    def keep(self, material: Material) -> None:
        self.figures.keep(material)


@dataclass(frozen=True, eq=False)
class FigureOfPlaces(FiguresInside):
    """What a dataset has that tells one such figure for each place. figures: of each `region_code`; value: their column; paths: what they rest on, by name."""

    value: Column
    paths: Mapping[str, Path]

    @property
    def columns(self) -> tuple[Column, ...]:
        place = Column("region_code", Words("地区", "Place"), Type.REGION, (self.paths["region_code"],))
        return place, self.value, AS_OF

    def reads(self) -> set[tuple[str, str]]:
        return {read for path in self.paths.values() for read in path.reads()}

    def frame(self, material: Material) -> pl.LazyFrame:
        value = pl.col("value").cast(pl.Int64 if self.value.type is Type.WHOLE else VALUE)
        return self.figures.figures(material).lazy().select("region_code", value.alias(self.value.name), "as_of")


def _in_words(figure: Sequence[object]) -> str:
    return " ".join(str(part) for part in figure if part is not None)
