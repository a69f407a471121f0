"""Who stands behind what a project brings in a year 收益背后的家庭: its village, and each household that shares in it with its part of what was due and received.

What a household got says what was received, by the share that the village decided in public: of 400 yuan at forty per cent a thousand. What has not been shared out yet is
of the households that are entitled to it, in equal parts. Money in which no household has a part is a village's alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from open_data.contents import followed
from open_data.material import Material
from open_data.paths import Path

DUE, RECEIVED, TO_HOUSEHOLDS = "due", "received", "to_households"
SHARED = ("place", "kind", "month")  # the dimensions of the table of shared proceeds, as its rows know a line
WHOLE = 100  # shares are decided in whole per cent
PARTS = (DUE, RECEIVED, TO_HOUSEHOLDS)
PATHS: Mapping[str, Mapping[str, str]] = {
    "ProceedsDue": {
        **{"proceeds": "id", "village": "region_code", "year": "year", "project": "project_id"},
        **{DUE: "amount_due", RECEIVED: "amount_received"},
    },
    "ProceedsDistribution": {"proceeds": "proceeds_due_id", TO_HOUSEHOLDS: "to_households"},
    "DistributionLine": {
        **{"household": "household_id", TO_HOUSEHOLDS: "amount", "proceeds": "proceeds_distribution_id.proceeds_due_id"},
        **{"place": "region_code", "kind": "proceeds_distribution_id.proceeds_due_id.project_id.code"},
        "month": "proceeds_distribution_id.distributed_on",
    },
    "EntitledSubject": {"project": "project_id", "household": "household_id", "since": "period_from", "until": "period_until"},
}


def reads() -> set[tuple[str, str]]:
    """Every (kind, column) that is read."""
    return {read for kind, paths in PATHS.items() for path in paths.values() for read in Path.of(kind, path).reads()}


def proceeds_lines(material: Material) -> pl.DataFrame:
    """village (of the project), year, project, household, cents (of the household), for each of PARTS how often these are in it, and SHARED, empty of what was not
    shared out."""
    return material.once("proceeds lines", lambda: _lines(material))


def proceeds_of_villages(material: Material) -> pl.DataFrame:
    """village, year, and the cents of each of PARTS."""
    return material.once("proceeds of villages", lambda: _of_villages(material))


def _of_villages(material: Material) -> pl.DataFrame:
    due, given = (_read(material, kind) for kind in ("ProceedsDue", "ProceedsDistribution"))
    both = due.join(given, on="proceeds", how="left").group_by("village", "year").agg(pl.col(*PARTS).sum())
    return both.with_columns(pl.col("year").cast(pl.String)).sort("village", "year")


def _lines(material: Material) -> pl.DataFrame:
    due, shared = (_read(material, kind) for kind in ("ProceedsDue", "DistributionLine"))
    columns = ["village", pl.col("year").cast(pl.String), "project", "household", "cents", *PARTS, *SHARED]
    of_shared = _shared(due, shared.with_columns(pl.col("month").dt.strftime("%Y-%m"))).select(columns)
    waiting = _entitled(due.join(shared, on="proceeds", how="anti"), _read(material, "EntitledSubject"))
    return pl.concat([of_shared, waiting.with_columns(pl.lit(None, pl.String).alias(name) for name in SHARED).select(columns)])


def _read(material: Material, kind: str) -> pl.DataFrame:
    """Money in cents."""
    paths = {name: Path.of(kind, path) for name, path in PATHS[kind].items()}
    money = [(pl.col(name) * 100).cast(pl.Int64) for name in paths if name in PARTS]
    return followed(material, kind, paths).with_columns(money).collect()


def _shared(known: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """What was shared out: by whole per cent of what was received, and that of what was due."""
    lines = shared.filter(pl.col(TO_HOUSEHOLDS) > 0).join(known, on="proceeds")
    received, whole = pl.col(RECEIVED), pl.lit(WHOLE)
    share = _per_cent(pl.col(TO_HOUSEHOLDS).sum().over("proceeds"), received).clip(1)
    paid = _per_cent(received, pl.col(DUE)).clip(1)
    parts = {DUE: whole * whole / share / paid, RECEIVED: whole / share, TO_HOUSEHOLDS: pl.lit(1.0)}
    return lines.with_columns(cents=pl.col(TO_HOUSEHOLDS).cast(pl.Float64)).with_columns(**parts)


def _entitled(waiting: pl.DataFrame, entitled: pl.DataFrame) -> pl.DataFrame:
    """Of what was not shared out, equal parts of whoever is entitled to it in its year."""
    first, last = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year"), 12, 31)
    is_entitled = (pl.col("since").is_null() | (pl.col("since") <= last)) & (pl.col("until").is_null() | (pl.col("until") > first))
    lines = waiting.filter(pl.col(DUE) > 0).join(entitled, on="project").filter(is_entitled)
    received = _per_cent(pl.col(RECEIVED), pl.col(DUE)) / WHOLE
    return lines.with_columns(received, pl.lit(1.0).alias(DUE), pl.lit(0.0).alias(TO_HOUSEHOLDS), cents=pl.col(DUE) / pl.len().over("proceeds"))


def _per_cent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return (part * WHOLE / whole).round()
