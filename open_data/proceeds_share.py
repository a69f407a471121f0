"""Of proceeds in which households share, the part that they got: by county and year and of the whole city, where nothing follows from it about fewer than eleven.

What was received is not told, for villages decide in public which share their households get; nor may it follow. Somebody who holds the table of shared proceeds and knows all
shares takes from what a county received a multiple of each row, the one at which most of its households cancel. Those who are left must be eleven.
"""

from __future__ import annotations

import polars as pl

from open_data.anonymise.tables import STANDARD
from open_data.contents import followed
from open_data.material import Material
from open_data.paths import Path
from open_data.people import SHARED_PROCEEDS

KIND, COUNTY, STEP = SHARED_PROCEEDS.of, 6, 0.01  # digits of a county's code; whole per cent
GIVEN = "proceeds_distribution_id"
READS = {
    **{"household": "household_id", "amount": "amount", "given": GIVEN, "county": f"{GIVEN}.region_code"},
    **{"year": f"{GIVEN}.proceeds_due_id.year", "received": f"{GIVEN}.proceeds_due_id.amount_received"},
}
PLACED = ["region_code", "year"]


def proceeds_share(material: Material) -> pl.DataFrame:
    """region_code (of the whole city: null), year, value, household, and what it adds: its own cents, and what its projects received."""
    lines = _lines(material)
    places = pl.concat([lines.with_columns(region_code=pl.lit(None, pl.String)), lines])
    given = places.group_by(*PLACED, "given").agg(pl.col("amount").sum(), pl.col("received").first())
    shares = given.group_by(PLACED).agg(value=((pl.col("amount").sum() / pl.col("received").sum()) / STEP).round() * STEP)
    told = shares.join(_safe(lines, material), on=PLACED, how="semi", nulls_equal=True)
    adds = ((pl.col("amount") + pl.col("received")) * 100).sum().round()
    return places.group_by(*PLACED, "household").agg(adds=adds).join(told, on=PLACED, nulls_equal=True)


def _lines(material: Material) -> pl.DataFrame:
    """What each household got, with the codes by which the table of shared proceeds knows it."""
    paths = {name: Path.of(KIND, path) for name, path in READS.items()} | {name: SHARED_PROCEEDS.paths[name] for name in SHARED_PROCEEDS.dimensions}
    money = [pl.col(name).cast(pl.Float64) for name in ("amount", "received")]
    found = followed(material, KIND, paths).with_columns(*money, pl.col("month").dt.strftime("%Y-%m"), region_code=pl.col("county").str.head(COUNTY))
    return found.collect()


def _safe(lines: pl.DataFrame, material: Material) -> pl.DataFrame:
    """region_code, year: the counties in which enough households are left, and the city where they are in all others together."""
    left = lines.select(PLACED).unique().join(_left(lines, material), on=PLACED, how="left").with_columns(pl.col("left").fill_null(0))
    enough = pl.col("left") >= STANDARD.households
    others = left.filter(~enough).group_by("year").agg(pl.col("left").sum())
    whole = left.select("year").unique().join(others, on="year", how="left").filter(enough | pl.col("left").is_null())
    return pl.concat([left.filter(enough).select(PLACED), whole.select(pl.lit(None, pl.String).alias("region_code"), "year")])


def _left(lines: pl.DataFrame, material: Material) -> pl.DataFrame:
    """region_code, year, left: of households in one row of the table alone, those whose share is not the most frequent one of the row.

    Lines that are in no row yet are known to nobody, and count for nothing.
    """
    rows = SHARED_PROCEEDS.released(material).cells.select("row", *SHARED_PROCEEDS.dimensions)
    share = pl.col("amount").sum().over("given") / pl.col("received")
    placed = lines.with_columns(paid_in=pl.col("amount") / share).join(rows, on=list(SHARED_PROCEEDS.dimensions))
    alike = (pl.col("amount").sum() / pl.col("paid_in").sum() / STEP).round()
    households = placed.group_by(*PLACED, "row", "household").agg(alike=alike).filter(pl.len().over(*PLACED, "household") == 1)
    counts = households.group_by(*PLACED, "row", "alike").len()
    others = counts.group_by(*PLACED, "row").agg(left=(pl.col("len").sum() - pl.col("len").max()).cast(pl.Int64))
    return others.group_by(PLACED).agg(pl.col("left").sum())
