"""Open indicators, held against SQL of their own."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from databases.connections import Databases
from databases.demo_city.city import City
from databases.tables import Sensitivity
from open_data import indicators
from open_data.extract import Extract
from open_data.ledger import Ledger
from open_data.material import Material

MEDIANS = """
WITH a_head AS (
  SELECT left(household.region_code, 6) AS county, year, sum(amount) / (SELECT nullif(count(*), 0) FROM member
      WHERE household_id = household.id AND born_on <= make_date(year, 12, 31)
      AND coalesce(died_on, 'infinity') > make_date(year, 12, 31) AND coalesce(left_on, 'infinity') > make_date(year, 12, 31)) AS value
  FROM household JOIN household_income ON household_id = household.id WHERE category = 'dibao' AND state = 'active' GROUP BY household.id, year)
SELECT county, year, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY value) / 100) * 100 AS value
FROM a_head WHERE value IS NOT NULL GROUP BY county, year HAVING count(*) >= 11
"""


def test_income_a_head_is_divided_by_those_who_lived_there_when_the_year_ended(demo_city: tuple[Databases, City], material: Material) -> None:
    async def medians() -> list[Any]:
        async with demo_city[0].connection("beneficiaries") as connection:
            return await connection.fetch(MEDIANS)

    found = indicators.Indicators().frame(material).filter(pl.col("indicator") == "dibao_income").collect()
    published = {(row["region_code"], row["year"]): float(row["value"]) for row in found.iter_rows(named=True)}
    assert published == {(row["county"], row["year"]): row["value"] for row in asyncio.run(medians())}
    assert published


def test_days_to_relief_tell_of_eleven_households_and_of_none_to_the_hour(extracted: Extract, tmp_path: Path) -> None:
    """Thirty reliefs of ten households are those of ten; of eleven households the middle one's 40 hours are told as a day and a half."""
    assert _relief_days(extracted, tmp_path / "ten", households=10) == []
    assert _relief_days(extracted, tmp_path / "eleven", households=11) == [1.5]


def _relief_days(extracted: Extract, folder: Path, households: int) -> list[float]:
    shutil.copytree(extracted.folder, folder)
    told = pl.DataFrame({"household_id": [number % households for number in range(33)]}).with_columns(
        reported_at=pl.lit(began := datetime(2019, 3, 1, tzinfo=UTC)),
        relieved_at=pl.lit(began + timedelta(hours=40)),
        region_code=pl.lit("320281107203"),
    )
    told.write_parquet(folder / "EmergencyRelief.parquet")
    frame = indicators.Indicators().frame(Material(replace(extracted, folder=folder), Ledger(folder / "ledger", "first")))
    found = frame.filter((pl.col("indicator") == "relief_days") & pl.col("region_code").is_not_null()).collect()
    return [float(value) for value in found["value"]]


def test_value_inherits_the_class_of_what_it_tells_of_households() -> None:
    value = next(column for column in indicators.Indicators().columns if column.name == "value")
    assert value.sensitivity is Sensitivity.SENSITIVE
