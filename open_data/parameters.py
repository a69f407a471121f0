"""Rule parameters 规则参数 beside figures: which was in force where and when a figure was reached, and whether it meets it (M157)."""

from __future__ import annotations

import polars as pl

from databases.code_lists.common import COMPARATOR
from open_data.columns import Column, Type, Words
from open_data.contents import followed
from open_data.material import Material
from open_data.paths import Path
from resolvers.thresholds import COMPARATORS

PATHS = {name: Path.of("RuleParameter", name) for name in ("name", "comparator", "value", "period_from", "period_until", "region_code")}
READS = {read for path in PATHS.values() for read in path.reads()}


def comparison(value: Column) -> tuple[Column, ...]:
    """The columns of a value and of the parameter beside it; whether it is met tells as much as the value."""
    return (
        value,
        Column("comparator", Words("比较方式", "How it is compared"), Type.CODE, (PATHS["comparator"],), codes=COMPARATOR),
        Column("target", Words("目标值", "Target"), Type.DECIMAL, (PATHS["value"],)),
        Column("met", Words("是否达标", "Whether it is met"), Type.FLAG, (*value.sources, PATHS["value"])),
    )


def compared(figures: pl.DataFrame, material: Material) -> pl.DataFrame:
    """Figures (`parameter`, `region_code`, `year`, `value`) with `comparator`, `target` and `met`: by the parameter of the narrowest place
    around each at the end of its year; what belongs to no place is the city's. Nothing where none was in force."""
    parameters = followed(material, "RuleParameter", PATHS).rename({"name": "parameter", "value": "target", "region_code": "_around"}).collect()
    numbered, city = figures.with_row_index("_figure"), parameters["_around"].min()
    in_force = numbered.join(parameters, on="parameter").filter(_was_in_force(), _is_around(str(city)))
    narrowest = in_force.sort(pl.col("_around").str.len_chars()).unique("_figure", keep="last")
    found = numbered.join(narrowest.select("_figure", "comparator", "target"), on="_figure", how="left", maintain_order="left")
    return found.with_columns(met=_meets()).drop("_figure")


def _was_in_force() -> pl.Expr:
    end_of_year = pl.date(pl.col("year"), 12, 31)
    return (pl.col("period_from") <= end_of_year) & (pl.col("period_until").is_null() | (pl.col("period_until") > end_of_year))


def _is_around(city: str) -> pl.Expr:
    return pl.col("region_code").fill_null(city).str.starts_with(pl.col("_around"))


def _meets() -> pl.Expr:
    answers = [pl.when(pl.col("comparator") == name).then(holds(pl.col("value"), pl.col("target"))) for name, holds in COMPARATORS.items()]
    return pl.coalesce(*answers)
