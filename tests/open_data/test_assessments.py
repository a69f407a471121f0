"""Results of assessments are of counties alone, and what SQL says they are."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from databases.connections import Databases
from databases.demo_city.city import City
from open_data.assessments import ASSESSMENT_RESULTS, Results
from open_data.extract import Extract
from open_data.gate.refusal import SENTENCES
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.release.build import Release
from tests.open_data.test_catalogue import read

WEIGHTED = """
SELECT region_code, year, round(sum(score * weight) / sum(weight), 1) AS score, count(*) AS indicators
FROM assessment_score JOIN assessment_indicator ON assessment_indicator.id = assessment_indicator_id WHERE kind = 'development' GROUP BY region_code, year
"""


def test_score_of_a_county_is_the_weighted_one_of_all_its_indicators(demo_city: tuple[Databases, City], release: Release) -> None:
    async def scores() -> list[Any]:
        async with demo_city[0].connection("forces") as connection:
            return await connection.fetch(WEIGHTED)

    told = read(release, "assessment_results").select("region_code", "year", "score", "indicators")
    assert sorted(told.iter_rows()) == sorted(tuple(row) for row in asyncio.run(scores()))
    assert len(told) == 7


def test_nothing_leaves_of_towns_and_of_counties_that_are_not_scored_by_all_indicators(extracted: Extract, tmp_path: Path) -> None:
    scores = extracted.rows("AssessmentScore").collect()
    counties = sorted(scores["region_code"].unique())
    town = scores.filter(region_code=counties[0]).with_columns(region_code=pl.lit(f"{counties[0]}101"))
    missing = scores.filter(region_code=counties[1]).head(1)
    changed = pl.concat([scores.join(missing, on=missing.columns, how="anti"), town])
    shutil.copytree(extracted.folder, tmp_path / "extract")
    changed.write_parquet(tmp_path / "extract" / "AssessmentScore.parquet")
    material = Material(replace(extracted, folder=tmp_path / "extract"), Ledger(tmp_path / "ledger", "first"))
    told = set(Results().frame(material).collect()["region_code"])
    assert told <= set(counties)
    assert counties[0] in told
    assert Results().refusals(material) == []


def test_gate_itself_refuses_a_result_below_a_county(material: Material) -> None:
    class OfTowns(Results):
        def frame(self, material: Material) -> pl.LazyFrame:
            return super().frame(material).with_columns(pl.col("region_code") + "101")

    assert {refusal.rule for refusal in OfTowns().refusals(material)} == {"below_county"} <= SENTENCES.keys()
    assert ASSESSMENT_RESULTS.content.refusals(material) == []
