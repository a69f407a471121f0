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
from open_data import catalogue
from open_data.material import Material
from open_data.parameters import compared
from open_data.release.build import Release
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
