"""What counties reached in the yearly assessment 考核结果 (M166): of public bodies alone, one result a county and year.

What the assessments of helpers and secretaries say is of persons, and those of integrity and of party building belong to the party's organs: none of it leaves. Nor do scores
of towns, nor those by indicator, of which one (the share of exits) rests on few households.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from open_data.columns import Column, Type, Words
from open_data.contents import NobodyInside, followed
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.disclosure import Disclosure
from open_data.gate.refusal import Refusal
from open_data.material import Material
from open_data.paths import Path

NAME, KIND = "assessment_results", "development"
COUNTY = 6  # digits of its code
INDICATOR = ("kind", "year", "weight")
SCORE = {
    "region_code": Path.of("AssessmentScore", "region_code"),
    "score": Path.of("AssessmentScore", "score"),
    **{name: Path.of("AssessmentScore", f"assessment_indicator_id.{name}") for name in INDICATOR},
}
ASKED = {name: Path.of("AssessmentIndicator", name) for name in INDICATOR}


@dataclass(frozen=True)
class Results(NobodyInside):
    """The scores of a county by all indicators of a year, weighted; none until it has been scored by all of them."""

    disclosure = Disclosure.BODIES

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("region_code", Words("市（县）区", "County"), Type.REGION, (SCORE["region_code"],)),
            Column("year", Words("年度", "Year"), Type.YEAR, (SCORE["year"],)),
            Column("score", Words("综合得分", "Score, weighted"), Type.DECIMAL, (SCORE["score"], SCORE["weight"]), "分 points"),
            Column("indicators", Words("考核指标数", "Indicators"), Type.WHOLE, (ASKED["weight"],), "项 indicators"),
        )

    def reads(self) -> set[tuple[str, str]]:
        return {read for path in (*SCORE.values(), *ASKED.values()) for read in path.reads()}

    def frame(self, material: Material) -> pl.LazyFrame:
        asked = followed(material, "AssessmentIndicator", ASKED).filter(kind=KIND).group_by("year").agg(asked=pl.len())
        scores = followed(material, "AssessmentScore", SCORE).filter(pl.col("region_code").str.len_chars() == COUNTY, kind=KIND)
        results = scores.group_by("region_code", "year").agg(score=_weighted(), indicators=pl.len())
        whole = results.join(asked, on="year").filter(pl.col("indicators") == pl.col("asked"))
        return whole.select([column.name for column in self.columns])

    def refusals(self, material: Material) -> list[Refusal]:
        """The gate's own look: nothing below a county."""
        places = self.frame(material).select("region_code").unique().collect().to_series()
        return [Refusal(NAME, "region_code", place, "below_county") for place in places if len(place) != COUNTY]


def _weighted() -> pl.Expr:
    """To a tenth, halves up: in whole numbers, for a fraction of two would fall on either side."""
    tenths, weight = (pl.col("score") * 10).cast(pl.Int64), (pl.col("weight") * 10_000).cast(pl.Int64)
    return ((2 * (tenths * weight).sum() + weight.sum()) // (2 * weight.sum())).cast(pl.Decimal(18, 1)) / 10


ASSESSMENT_RESULTS = Dataset(
    NAME,
    Words("年度扶贫开发考核结果", "Results of the yearly assessment"),
    Words(
        "每年对各市（县）区扶贫开发考核的综合得分，按当年公布的指标和权重计算。只到市（县）区；不写镇、村、任何个人和家庭。",
        "The score of each county in the yearly assessment of poverty relief, by the published indicators and weights of the year. "
        "Of counties alone; no town, village, person or household.",
    ),
    Theme.SUPERVISION,
    "poverty_office",
    Rhythm.YEARLY,
    "M166",
    ("region_code", "year"),
    Results(),
)
