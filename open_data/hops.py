"""Hops of money that ends at households: summed so far that eleven households stand behind every figure.

A hop to a town that pays three households would tell what the three got. So these hops stand in the rows of a protected
table of the payments (county, stream, year), and hops of the whole city at stream and year where that total is published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from open_data.columns import Column, Type, Words, taken
from open_data.contents import followed
from open_data.counts import TITLES, Counts
from open_data.gate.refusal import Refusal
from open_data.material import Material
from open_data.paths import Path

ACCOUNTS = ("from_level", "from_holder", "to_level", "to_holder")
PATHS = {name: Path.of("Allocation", name) for name in (*ACCOUNTS, "amount")} | {
    "place": Path.of("Allocation", "region_code"),
    "kind": Path.of("Allocation", "stream_id.code"),
    "month": Path.of("Allocation", "year"),
}
TO_HOUSEHOLD = Path.of("Allocation", "stream_id.to_household")
CITY, COUNTY = 4, 6  # digits of their codes


@dataclass(frozen=True, eq=False)
class HopSums:
    """Sums of hops; `counts` is the protected table of the payments whose rows they follow, split by year, kind and county."""

    counts: Counts

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(self._columns())

    def _columns(self) -> Iterator[Column]:
        for name in ("place", "kind", "month"):
            yield Column(
                name, TITLES[name], Type.TEXT, (PATHS[name],), about=Words("所含代码，以空格分隔", "The codes that it covers, with spaces between")
            )
        for name in ACCOUNTS:
            yield taken(name, PATHS[name])
        yield Column("hops", Words("笔数", "Hops"), Type.WHOLE, (), "笔")
        yield taken("amount", PATHS["amount"])

    def reads(self) -> set[tuple[str, str]]:
        return self.counts.reads() | {read for path in (*PATHS.values(), TO_HOUSEHOLD) for read in path.reads()}

    def frame(self, material: Material) -> pl.LazyFrame:
        hops = followed(material, "Allocation", {**PATHS, "to_household": TO_HOUSEHOLD}).filter("to_household").collect()
        hops = hops.with_columns(month=pl.col("month").cast(pl.String), is_city=pl.col("place").str.len_chars() <= CITY)
        found = pl.concat([self._of_counties(material, hops.filter(~pl.col("is_city"))), self._of_city(material, hops.filter("is_city"))])
        sums = found.group_by("place", "kind", "month", *ACCOUNTS).agg(hops=pl.len(), amount=pl.col("amount").sum())
        return sums.select([column.name for column in self.columns]).lazy()

    def refusals(self, material: Material) -> list[Refusal]:
        return self.counts.refusals(material)

    def report(self, material: Material) -> dict[str, Any] | None:
        return self.counts.report(material)

    def keep(self, material: Material) -> None:
        self.counts.released(material).save(material.ledger.folder / self.counts.name)

    def _of_counties(self, material: Material, hops: pl.DataFrame) -> pl.DataFrame:
        """Each hop with the codes of the row in which the payments of its county, stream and year stand."""
        released = self.counts.released(material)
        cells = released.cells.select("kind", "row", county=pl.col("place").str.slice(0, COUNTY), year=pl.col("month").str.slice(0, 4)).unique()
        texts = [pl.col(name).list.join(" ").alias(f"row_{name}") for name in ("place", "kind", "month")]
        placed = (
            hops.with_columns(county=pl.col("place").str.slice(0, COUNTY))
            .join(cells, left_on=["county", "kind", "month"], right_on=["county", "kind", "year"], how="left")
            .join(released.rows.select("row", *texts), on="row", how="left")
        )
        # money of which no household was paid anything tells nothing of one
        whole = {"place": "county", "kind": "kind", "month": "month"}
        return placed.with_columns([pl.coalesce(f"row_{name}", otherwise).alias(name) for name, otherwise in whole.items()])[hops.columns]

    def _of_city(self, material: Material, hops: pl.DataFrame) -> pl.DataFrame:
        """Hops of the whole city: by stream and year where that total is published, the others of the year together."""
        own = self.counts.totals_of(material).filter(level="kind, year").select("kind", "month", own=True)
        judged = hops.join(own, on=["kind", "month"], how="left")
        others = pl.col("kind").filter(pl.col("own").is_null()).unique().sort().str.join(" ").over("month")
        return judged.with_columns(kind=pl.when("own").then("kind").otherwise(others))[hops.columns]
