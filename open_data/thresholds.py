"""How each weak village comes towards its thresholds 达标进度: a row for each village, year and threshold (M87-M89, M100)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from databases.tables import CodeList
from open_data.columns import Column, Type, Words
from open_data.contents import NobodyInside, followed
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.material import Material
from open_data.parameters import READS as PARAMETERS
from open_data.parameters import compared, comparison
from open_data.paths import Path
from resolvers.thresholds import WEAK

THRESHOLD = CodeList(
    "village_threshold",
    {"village_income": "经济薄弱村年收入（元）", "industry_projects_a_year": "每个薄弱村每年产业项目（个）"},
    "M88, M100",
)
READS: Mapping[str, tuple[str, ...]] = {
    "Village": ("region_code", "state"),
    "VillageYear": ("region_code", "year", "collective_income"),
    "Project": ("region_code", "year", "line", "state"),
}


def figures_of(material: Material, kind: str) -> pl.DataFrame:
    """What the thresholds of villages read of a kind."""
    return followed(material, kind, {name: Path.of(kind, name) for name in READS[kind]}).collect()


def weak_villages(material: Material) -> pl.DataFrame:
    """The codes of villages that are, or were, economically weak."""
    return figures_of(material, "Village").filter(pl.col("state").is_in(WEAK)).select("region_code")


def industry_projects(material: Material) -> pl.DataFrame:
    """How many industry projects began in each place and year."""
    begun = figures_of(material, "Project").filter(pl.col("state") != "reserve", line="industry")
    return begun.group_by("region_code", "year").agg(value=pl.len())


@dataclass(frozen=True)
class Thresholds(NobodyInside):
    """The figures of every weak village beside the parameter in force at the end of the year."""

    @property
    def columns(self) -> tuple[Column, ...]:
        value = Column("value", Words("数值", "Value"), Type.DECIMAL, (Path.of("VillageYear", "collective_income"), Path.of("Project", "year")))
        return (
            Column("region_code", Words("村（社区）", "Village"), Type.REGION, (Path.of("Village", "region_code"),)),
            Column("year", Words("年度", "Year"), Type.YEAR, (Path.of("VillageYear", "year"),)),
            Column("threshold", Words("目标", "Threshold"), Type.CODE, (), codes=THRESHOLD, own="names of thresholds"),
            *comparison(value),
        )

    def reads(self) -> set[tuple[str, str]]:
        return PARAMETERS | {read for kind, names in READS.items() for name in names for read in Path.of(kind, name).reads()}

    def frame(self, material: Material) -> pl.LazyFrame:
        return material.once(self, lambda: self._compared(material)).lazy()

    def _compared(self, material: Material) -> pl.DataFrame:
        years = figures_of(material, "VillageYear").join(weak_villages(material), on="region_code")
        projects = years.join(industry_projects(material), on=["region_code", "year"], how="left").with_columns(pl.col("value").fill_null(0))
        figures = {"village_income": years.with_columns(value="collective_income"), "industry_projects_a_year": projects}
        found = pl.concat([_typed(name, frame) for name, frame in figures.items()])
        return compared(found, material).rename({"parameter": "threshold"}).select([column.name for column in self.columns])


def _typed(name: str, figures: pl.DataFrame) -> pl.DataFrame:
    value = pl.col("value").cast(pl.Decimal(18, 4))
    return figures.select(pl.lit(name).alias("parameter"), "region_code", pl.col("year").cast(pl.Int64), value).drop_nulls("value")


THRESHOLDS = Dataset(
    "village_thresholds",
    Words("经济薄弱村达标进度", "Weak villages' way to the thresholds"),
    Words(
        "每个经济薄弱村每年的收入和产业项目数，与当年有效的目标值比较。",
        "The income and the industry projects of each weak village and year, beside the target in force then.",
    ),
    Theme.VILLAGES,
    "agriculture",
    Rhythm.YEARLY,
    "M87-M89, M100, M157",
    ("region_code", "year", "threshold"),
    Thresholds(),
)
