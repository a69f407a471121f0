"""Alerts 在线预警, counted by whom they are about: a household with three alerts is one, and so is a project or a stream of money.

What is promised is eleven households behind a figure, and several alerts may be about one, by its own row or by a member's.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from open_data.counts import Counts
from open_data.material import Material
from policies.kinds import KINDS

OF_A_HOUSEHOLD = ("Member", "ComparisonFinding")  # rows about which there are alerts, and that are of a household
HOUSEHOLD = "household"


@dataclass(frozen=True, eq=False)
class AlertCounts(Counts):
    """Alerts counted by household, or by the row of a public body that they are about. One about another row of a household is counted nowhere."""

    def reads(self) -> set[tuple[str, str]]:
        rows = {(kind, name) for kind in OF_A_HOUSEHOLD for name in ("id", "household_id")}
        return super().reads() | rows | {("Alert", name) for name in ("subject_database", "subject_table", "subject_id")}

    def payments(self, material: Material) -> pl.LazyFrame:
        return super().payments(material).rename({HOUSEHOLD: "id"}).join(subjects(material).lazy(), on="id").drop("id")


def subjects(material: Material) -> pl.DataFrame:
    """id of each alert, and whom it is about."""
    alerts = material.rows("Alert").select("id", table=pl.concat_str("subject_database", "subject_table", separator="."), of="subject_id").collect()
    names = {f"{kind.database}.{kind.table.name}": name for name, kind in KINDS.items()}
    private = {table for table, name in names.items() if "household_id" in KINDS[name].table.c}
    rows = [material.rows(name).select(table=pl.lit(table), of="id", home="household_id") for table, name in names.items() if name in OF_A_HOUSEHOLD]
    homes = alerts.join(pl.concat(rows).collect(), on=["table", "of"], how="left")
    household = pl.coalesce(pl.when(pl.col("table") == f"beneficiaries.{HOUSEHOLD}").then("of"), "home")
    body = pl.when(~pl.col("table").is_in(private)).then(pl.format("{} {}", "table", "of"))
    about = pl.when(household.is_not_null()).then(pl.format("{} {}", pl.lit(HOUSEHOLD), household)).otherwise(body)
    return homes.select("id", about.alias(HOUSEHOLD)).drop_nulls()
