"""The way of each weak village to its thresholds, and the codes of all datasets, hold against SQL and the lists themselves."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from open_data import catalogue, indicators
from open_data.material import Material
from open_data.parameters import compared
from open_data.release.build import Release
from open_data.thresholds import industry_projects, weak_villages
from tests.open_data.test_catalogue import ask, read

WEAK = "SELECT count(*) FROM village JOIN village_year USING (region_code) WHERE state IN ('weak', 'meeting', 'turned_around')"


def test_every_weak_village_has_a_row_for_each_year_and_threshold(demo_city: tuple[Databases, City], release: Release) -> None:
    found = read(release, "village_thresholds")
    weak = ask(demo_city[0], "beneficiaries", WEAK)
    assert dict(found.group_by("threshold").len().iter_rows()) == {"village_income": weak, "industry_projects_a_year": weak}
    met = found.filter(pl.col("met"), threshold="village_income")
    assert len(met) == ask(demo_city[0], "beneficiaries", f"{WEAK} AND year >= 2018 AND collective_income > 2000000")  # in force since then
    assert found.filter(threshold="industry_projects_a_year")["value"].sum() > 0


def test_indicator_counts_the_villages_that_are_said_to_be_there(release: Release) -> None:
    reached = read(release, "village_thresholds").filter(pl.col("met"), threshold="village_income")
    counted = read(release, "indicators").filter(indicator="village_income")
    assert counted["value"].sum() == len(reached)


def test_indicators_of_villages_are_met_once_every_village_is_beyond_the_parameter_in_force(material: Material, release: Release) -> None:
    each = read(release, "village_thresholds").drop_nulls("met").with_columns(county=pl.col("region_code").str.slice(0, 6))
    told = read(release, "indicators").drop_nulls("threshold")
    assert {(row["indicator"], row["threshold_comparator"], row["threshold"]) for row in told.iter_rows(named=True)} == {
        ("village_income", "gt", Decimal(2_000_000)),
        ("industry_projects", "ge", Decimal(1)),
    }
    for indicator, threshold in (("village_income", "village_income"), ("industry_projects", "industry_projects_a_year")):
        villages = each.filter(threshold=threshold).group_by("county", "year").agg(reached=pl.col("met").sum(), villages=pl.len())
        found = told.filter(indicator=indicator).join(villages, left_on=["region_code", "year"], right_on=["county", "year"])
        assert len(found) == len(villages) == 14  # seven counties, 2018 and 2019
        counts = indicator == "village_income"
        for row in found.iter_rows(named=True):
            assert float(row["value"]) == pytest.approx(row["reached"] if counts else row["reached"] / row["villages"], abs=1e-4)
            assert (row["comparator"], row["target"]) == ("ge", row["villages"] if counts else 1)
            assert row["met"] == (row["reached"] == row["villages"])
    before = read(release, "indicators").filter(pl.col("indicator").is_in(("village_income", "industry_projects")), pl.col("year") < 2018)
    assert before.drop_nulls("met").is_empty()


@pytest.mark.parametrize("asked", [1, 2, 99])
def test_share_of_villages_with_industry_projects_follows_the_parameter(material: Material, tmp_path: Path, asked: int) -> None:
    frame = material.rows("RuleParameter").collect()
    value = pl.when(pl.col("name") == "industry_projects_a_year").then(pl.lit(Decimal(asked))).otherwise(pl.col("value")).cast(frame.schema["value"])
    other = _with_parameters(material, frame.with_columns(value=value), tmp_path)
    found = indicators.Indicators(indicators.HOUSEHOLDS).frame(other).collect().filter(pl.col("year") == 2019, indicator="industry_projects")
    assert found["threshold"].unique().to_list() == [asked]
    assert (found["value"].max() == 0) == (asked > most_begun(material))


def most_begun(material: Material) -> int:
    """The most industry projects that a weak village began in 2019."""
    begun = industry_projects(material).join(weak_villages(material), on="region_code").filter(year=2019)
    return int(begun["value"].max())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("year", "comparator", "met"),
    [(2016, None, None), (2017, "gt", False), (2018, "ge", True), (2019, "ge", True), (2020, None, None)],
)
def test_figure_stands_beside_the_parameter_of_its_own_year(
    material: Material, year: int, comparator: str | None, met: bool | None, tmp_path: Path
) -> None:
    """Two values of a parameter in force one after the other, from one day to the day before another; the figure is exactly the value."""
    frame = material.rows("RuleParameter").filter(pl.col("name") == "village_income").collect()
    changed = pl.concat([_dated(frame, "gt", date(2017, 12, 31), date(2018, 12, 31)), _dated(frame, "ge", date(2018, 12, 31), date(2020, 12, 31))])
    value = frame["value"][0]
    figures = pl.DataFrame({"parameter": "village_income", "region_code": ["320281"], "year": [year], "value": [value]})
    found = compared(figures, _with_parameters(material, changed, tmp_path)).to_dicts()
    assert [(one["comparator"], one["met"]) for one in found] == [(comparator, met)]


def test_narrowest_place_around_a_figure_decides(material: Material, tmp_path: Path) -> None:
    frame = material.rows("RuleParameter").filter(pl.col("name") == "village_income").collect()
    county = frame.with_columns(region_code=pl.lit("320281"), value=pl.lit(Decimal(7)).cast(frame.schema["value"]))
    places = ["320281", "320282", None]
    figures = pl.DataFrame({"parameter": "village_income", "region_code": places, "year": 2019, "value": [Decimal(8)] * 3})
    found = compared(figures, _with_parameters(material, pl.concat([frame, county]), tmp_path))
    assert found["region_code"].to_list() == places
    assert found["met"].to_list() == [True, False, False]


def test_codes_of_every_column_are_explained(release: Release) -> None:
    codes = {(one["list"], one["code"]): one["label"] for one in read(release, "code_lists").to_dicts()}
    columns = [column for dataset in catalogue.DATASETS.values() for column in dataset.columns if column.codes]
    assert {(column.codes.name, code, label) for column in columns if column.codes for code, label in column.codes.labels.items()} == {
        (*key, label) for key, label in codes.items()
    }


def _with_parameters(material: Material, parameters: pl.DataFrame, folder: Path) -> Material:
    """The same material with other rule parameters."""
    shutil.copytree(material.extract.folder, folder / "extract")
    parameters.write_parquet(folder / "extract" / "RuleParameter.parquet")
    return replace(material, extract=replace(material.extract, folder=folder / "extract"))


def _dated(frame: pl.DataFrame, comparator: str, start: date, end: date) -> pl.DataFrame:
    return frame.with_columns(comparator=pl.lit(comparator), period_from=pl.lit(start), period_until=pl.lit(end))
