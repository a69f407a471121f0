"""Somebody who knows which share of its proceeds each village gives its households, and who they are: every sum of proceeds is an equation over what they got.

Of 400 yuan that all households of a project got at forty per cent a thousand were received. So a household's own money stands in a sum of what was received with the
weight 2.5, and in one of what households got with 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from open_data.catalogue import DATASETS
from open_data.material import Material
from open_data.shared_proceeds import SHARED_PROCEEDS
from tests.open_data import algebra
from tests.open_data.subtraction import Seen

KEY = list(algebra.KEY)
MEASURES = ("due", "received", "to_households")
Materials = Mapping[str, Material]


def known(material: Material) -> pl.DataFrame:
    """A line for each household and year of a project: KEY, cents, village, year, and how a cent of it weighs in each measure."""
    due = material.rows("ProceedsDue").select(
        "project_id", proceeds_due_id="id", village="region_code", year=pl.col("year").cast(pl.String), due="amount_due", received="amount_received"
    )
    given = material.rows("ProceedsDistribution").select("proceeds_due_id", "distributed_on", proceeds_distribution_id="id")
    code = material.rows("Project").select(project_id="id", kind="code")
    years = due.join(given, on="proceeds_due_id", how="left").join(code, on="project_id")
    got = material.rows("DistributionLine").select("proceeds_distribution_id", "household_id", place="region_code", amount="amount")
    shared = years.join(got, on="proceeds_distribution_id").with_columns(month=pl.col("distributed_on").dt.strftime("%Y-%m"))
    entitled = material.rows("EntitledSubject").select("project_id", "household_id")
    waiting = years.join(got, on="proceeds_distribution_id", how="anti").join(entitled, on="project_id")
    waiting = waiting.with_columns(place="village", month=pl.format("{}-12", "year"), amount=pl.col("due") / pl.len().over("proceeds_due_id"))
    lines = pl.concat([each.select(columns(waits)) for each, waits in ((shared, False), (waiting, True))]).collect()
    return lines.rename({"household_id": "household"})


def columns(waits: bool) -> list[pl.Expr]:
    money = {name: pl.col(name).cast(pl.Float64) for name in ("due", "received", "amount")}
    of = money["amount"].sum().over("proceeds_due_id")
    weights = [(pl.lit(1.0) / ((of / money[name]).round(2))).alias(name) for name in ("due", "received")]  # as exactly as a village says its share
    if waits:
        weights = [pl.lit(1.0).alias("due"), (money["received"] / money["due"]).round(2).alias("received")]
    cents = (money["amount"] * 100).round().cast(pl.Int64).alias("cents")
    return [
        *(pl.col(name) for name in ("household_id", "place", "kind", "month", "village", "year")),
        cents,
        *weights,
        pl.lit(1.0 - waits).alias("to_households"),
    ]


def of_sums(rows: pl.DataFrame, materials: Materials, release: str) -> algebra.Figures:
    """The lines behind each measure of each row of a release."""
    found = []
    for (day,), told in rows.partition_by("as_of", as_dict=True).items():
        lines = known(materials[day]).with_columns(day=pl.lit(day))
        for row in told.iter_rows(named=True):
            inside = [
                pl.any_horizontal(pl.col(name).str.starts_with(code) for code in row[of].split())
                for name, of in (("village", "place"), ("year", "month"))
            ]
            behind = (
                lines.filter(inside).unpivot(MEASURES, index=["day", *KEY], variable_name="measure", value_name="weight").filter(pl.col("weight") > 0)
            )
            figure = pl.format("{} {} {} {}", pl.lit(release), "measure", pl.lit(row["place"]), pl.lit(row["month"])).alias("figure")
            found.append(behind.select(figure, "day", *KEY, "weight"))
    return pl.concat(found)


def of_shared(rows: pl.DataFrame, totals: pl.DataFrame, materials: Materials, release: str) -> list[algebra.Figures]:
    seen = Seen(SHARED_PROCEEDS, rows, totals, {day: SHARED_PROCEEDS.payments(material).collect() for day, material in materials.items()})
    return [algebra.of_rows(seen, release), algebra.of_totals(seen, release)]


def told(sums: Mapping[str, pl.DataFrame], materials: Materials, *, is_steady: bool) -> list[str]:
    """Sums of one to ten households that follow from the sums of some releases and from what these tell of what households got.

    is_steady: he takes each project to bring its village the same every year.
    """
    figures = [of_sums(rows, materials, release) for release, rows in sums.items()]
    for release in sums:
        shared = (DATASETS[name].content.frame(materials[release]).collect() for name in ("shared_proceeds", "shared_proceeds_totals"))
        figures += of_shared(*shared, materials, release)
    truth = {day: known(material).group_by(KEY).agg(pl.col("cents").sum()) for day, material in materials.items()}
    if is_steady:
        same = pl.lit("2018-01").alias("month")
        figures = [each.with_columns(same).group_by("figure", "day", *KEY).agg(pl.col("weight").sum()) for each in figures]
        truth = {day: each.with_columns(same).unique(KEY) for day, each in truth.items()}
    return algebra.told(figures, truth)
