"""Open indicators, held against SQL of their own."""

from __future__ import annotations

import asyncio
from typing import Any

import polars as pl

from databases.connections import Databases
from databases.demo_city.city import City
from open_data import indicators
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
