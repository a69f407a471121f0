"""Open indicators, held against SQL of their own."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.tables import Sensitivity
from open_data import indicators
from open_data.extract import Extract
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.release.build import Release
from tests.open_data.test_catalogue import read

BEGAN, PLACE = datetime(2019, 3, 1, tzinfo=UTC), "320281107203"
MEDIANS = """
WITH a_head AS (
  SELECT left(household.region_code, 6) AS county, year, sum(amount) / (SELECT nullif(count(*), 0) FROM member
      WHERE household_id = household.id AND born_on <= make_date(year, 12, 31)
      AND coalesce(died_on, 'infinity') > make_date(year, 12, 31) AND coalesce(left_on, 'infinity') > make_date(year, 12, 31)) AS value
  FROM household JOIN household_income ON household_id = household.id WHERE category = 'dibao' AND filed_on <= make_date(year, 12, 31)
    AND state NOT IN ('applied', 'removed') AND coalesce(exited_on, 'infinity') >= make_date(year, 1, 1) GROUP BY household.id, year)
SELECT county, year, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY value) / 100) * 100 AS value
FROM a_head WHERE value IS NOT NULL GROUP BY county, year HAVING count(*) >= 11
"""


def test_income_a_head_is_divided_by_those_who_lived_there_when_the_year_ended(demo_city: tuple[Databases, City], material: Material) -> None:
    async def medians() -> list[Any]:
        async with demo_city[0].connection("beneficiaries") as connection:
            return await connection.fetch(MEDIANS)

    found = indicators.Indicators(indicators.HOUSEHOLDS).frame(material).filter(pl.col("indicator") == "dibao_income").collect()
    published = {(row["region_code"], row["year"]): float(row["value"]) for row in found.iter_rows(named=True)}
    assert published == {(row["county"], row["year"]): row["value"] for row in asyncio.run(medians())}
    assert published


GROWTH = """
WITH a_head AS (
  SELECT left(household.region_code, 6) AS county, household.id, year, sum(amount) / (SELECT nullif(count(*), 0) FROM member
      WHERE household_id = household.id AND born_on <= make_date(year, 12, 31)
      AND coalesce(died_on, 'infinity') > make_date(year, 12, 31) AND coalesce(left_on, 'infinity') > make_date(year, 12, 31)) AS value
  FROM household JOIN household_income ON household_id = household.id WHERE category = 'dibao' AND filed_on <= make_date(year, 12, 31)
    AND state NOT IN ('applied', 'removed') AND coalesce(exited_on, 'infinity') >= make_date(year, 1, 1) GROUP BY household.id, year),
both_years AS (SELECT now.county, now.year, now.value, before.value AS earlier FROM a_head AS now JOIN a_head AS before ON before.id = now.id AND before.year = now.year - 1
  WHERE now.value IS NOT NULL AND before.value IS NOT NULL)
SELECT county, year, round(sum(value) / sum(earlier) - 1, 3) AS value FROM both_years GROUP BY GROUPING SETS ((county, year), (year)) HAVING count(*) >= 11
"""
URBAN = "SELECT region_code, year, round(value / 100, 4) AS value FROM official_statistic WHERE kind = 'urban_income_growth'"
ANSWERS = {
    "report_days": """SELECT extract(year FROM received_on)::int AS year, percentile_cont(0.5) WITHIN GROUP (ORDER BY answered_on - received_on) AS value
 FROM public_report WHERE answered_on IS NOT NULL AND code ~ '^PR[0-9]{5}$' GROUP BY 1 HAVING count(*) >= 11""",
    "reports_in_time": """SELECT extract(year FROM received_on)::int AS year, round(avg(coalesce(answered_on <= due_on, false)::int), 2) AS value
 FROM public_report WHERE due_on < current_date AND code ~ '^PR[0-9]{5}$' GROUP BY 1 HAVING count(*) >= 11""",
}
BUDGETS = """
SELECT document.region_code, document.year, floor(100 * sum(line.amount) / document.amount) / 100 AS value
FROM budget_document AS document JOIN budget AS line ON budget_document_id = document.id GROUP BY document.id
"""
LAND = """
SELECT rate.region_code, rate.year, round(coalesce(sum(paid.area), 0) / (SELECT sum(eligible_area) FROM compensation_rate AS every
  WHERE every.region_code = rate.region_code AND every.year = rate.year), 4) AS value
FROM compensation_rate AS rate LEFT JOIN ecological_compensation AS paid ON rate_id = rate.id AND paid_on IS NOT NULL GROUP BY rate.region_code, rate.year
"""


def test_growth_of_dibao_incomes_is_that_of_the_same_households_beside_urban_incomes(demo_city: tuple[Databases, City], material: Material) -> None:
    grown, urban = _asked(demo_city, "beneficiaries", GROWTH), _asked(demo_city, "beneficiaries", URBAN)
    found = list(
        indicators.Indicators(indicators.HOUSEHOLDS)
        .frame(material)
        .filter(pl.col("indicator") == "dibao_income_growth")
        .collect()
        .iter_rows(named=True)
    )
    assert {(row["region_code"], row["year"]): float(row["value"]) for row in found} == {(row[0], row["year"]): float(row["value"]) for row in grown}
    targets = {(row["region_code"], row["year"]): float(row["value"]) for row in urban}
    assert [float(row["target"]) for row in found] == [targets[row["region_code"] or "3202", row["year"]] for row in found]
    assert {(row["comparator"], row["met"]) for row in found} >= {("gt", True), ("gt", False)}
    assert all(row["met"] == (row["value"] > row["target"]) for row in found)


def test_share_of_budget_documents_that_lines_account_for_is_never_rounded_up(demo_city: tuple[Databases, City], material: Material) -> None:
    found = indicators.Indicators(indicators.HOUSEHOLDS).frame(material).filter(pl.col("indicator") == "budget_coverage").collect()
    told = {(row["region_code"], row["year"]): float(row["value"]) for row in found.drop_nulls("region_code").iter_rows(named=True)}
    assert told == {(row["region_code"], row["year"]): float(row["value"]) for row in _asked(demo_city, "funds", BUDGETS)}
    assert min(told.values()) < 1
    assert all(row["met"] == (row["value"] == 1) and row["target"] == 1 for row in found.iter_rows(named=True))
    assert set(found.filter(pl.col("region_code").is_null())["year"]) == {year for _, year in told}


def test_compensated_land_is_told_by_county_with_how_far_they_are_apart(demo_city: tuple[Databases, City], material: Material) -> None:
    found = indicators.Indicators(indicators.HOUSEHOLDS).frame(material).collect()
    land = {(row["region_code"], row["year"]): float(row["value"]) for row in found.filter(indicator="compensation_coverage").iter_rows(named=True)}
    assert land == {(row["region_code"], row["year"]): float(row["value"]) for row in _asked(demo_city, "funds", LAND)}
    assert 0 in land.values()
    spread = {row["year"]: float(row["value"]) for row in found.filter(indicator="coverage_spread").iter_rows(named=True)}
    every = {year: [value for (_, other), value in land.items() if other == year] for _, year in land}
    assert spread == {year: pytest.approx(max(values) - min(values), abs=1e-4) for year, values in every.items()}


def _asked(demo_city: tuple[Databases, City], database: str, sql: str) -> list[Any]:
    async def asked() -> list[Any]:
        async with demo_city[0].connection(database) as connection:
            return await connection.fetch(sql)

    return asyncio.run(asked())


@pytest.mark.parametrize(("otherwise", "told"), [(0, [1.0]), (10, []), (11, [0.67]), (23, []), (33, [0.0])])
def test_share_paid_straight_to_cards_is_told_where_eleven_were_paid_so_and_eleven_otherwise(
    extracted: Extract, tmp_path: Path, otherwise: int, told: list[float]
) -> None:
    """Of 33 households so many were paid otherwise; the total of the year is told, so a share of few is what they got."""
    material = _paid(extracted, tmp_path / "extract", tmp_path / "ledger", otherwise)
    assert [float(value) for value in _of(material, "direct_share")["value"]] == told


def _paid(extracted: Extract, folder: Path, ledger: Path, otherwise: int) -> Material:
    """33 households of one list each, the first so many of which were not paid straight to cards."""
    shutil.copytree(extracted.folder, folder)
    lists = extracted.rows("PaymentList").collect()
    lists = pl.concat([lists.head(1)] * 33).with_columns(id=pl.int_range(1, 34, dtype=lists.schema["id"]))
    method = pl.when(pl.col("id") <= otherwise).then(pl.lit("via_town")).otherwise(pl.lit("direct_card"))
    lists.with_columns(method=method).write_parquet(folder / "PaymentList.parquet")
    lines = extracted.rows("PaymentLine").collect()
    lines = pl.concat([lines.head(1)] * 33).with_columns(payment_list_id=lists["id"], household_id=lists["id"])
    lines.write_parquet(folder / "PaymentLine.parquet")
    return Material(replace(extracted, folder=folder), Ledger(ledger, "first"))


def test_demo_city_tells_the_days_to_relief_of_its_whole_years(release: Release) -> None:
    told = read(release, "indicators").filter(pl.col("region_code").is_null(), indicator="relief_days")
    assert {2018, 2019} <= set(told["year"])
    assert told["value"].is_between(0.5, 30).all()


def test_days_to_relief_tell_of_eleven_households_and_of_none_to_the_hour(extracted: Extract, tmp_path: Path) -> None:
    """Thirty reliefs of ten households are those of ten; of eleven households the middle one's 40 hours are told as a day and a half."""
    assert _relief_days(extracted, tmp_path / "ten", households=10) == []
    assert _relief_days(extracted, tmp_path / "eleven", households=11) == [1.5]


def _relief_days(extracted: Extract, folder: Path, households: int) -> list[float]:
    found = _of(_relieved(extracted, folder, folder / "ledger", "first", households=households), "relief_days")
    return [float(value) for value in found.drop_nulls("region_code")["value"]]


def _of(material: Material, name: str) -> pl.DataFrame:
    return indicators.HOUSEHOLDS.figures(material).filter(indicator=name)


def _relieved(extracted: Extract, folder: Path, ledger: Path, release: str, changed: int = 0, households: int = 33) -> Material:
    """33 reliefs after 40 hours, the first so many of them after 60."""
    shutil.copytree(extracted.folder, folder)
    numbers = pl.DataFrame({"household_id": [number % households for number in range(33)]}).with_row_index()
    hours = pl.when(pl.col("index") < changed).then(60).otherwise(40)
    told = numbers.with_columns(reported_at=pl.lit(BEGAN), relieved_at=pl.lit(BEGAN) + pl.duration(hours=hours), region_code=pl.lit(PLACE))
    told.write_parquet(folder / "EmergencyRelief.parquet")
    return Material(replace(extracted, folder=folder), Ledger(ledger, release))


def test_reports_of_the_public_tell_how_many_were_answered_in_time_and_how_soon(demo_city: tuple[Databases, City], release: Release) -> None:
    told = read(release, "indicators").filter(pl.col("region_code").is_null())
    for name, sql in ANSWERS.items():
        found = {row["year"]: float(row["value"]) for row in told.filter(indicator=name).iter_rows(named=True)}
        assert found == {row["year"]: float(row["value"]) for row in _asked(demo_city, "forces", sql)} != {}


@pytest.mark.parametrize(("reports", "late", "told"), [(10, 0, []), (11, 0, [1.0]), (11, 4, [0.64])])
def test_share_of_reports_in_time_is_that_of_eleven_whose_day_has_come(
    extracted: Extract, tmp_path: Path, reports: int, late: int, told: list[float]
) -> None:
    """Twenty more whose day is still to come count for nothing, also where they are answered; a report about the whole city counts in no county."""
    shutil.copytree(extracted.folder, tmp_path / "extract")
    rows = extracted.rows("PublicReport").collect().head(1).drop("id")
    number, due = pl.col("id"), pl.lit(BEGAN.date() + timedelta(days=15))
    every = pl.concat([rows] * (reports + 20)).with_row_index("id").with_columns(number.cast(pl.Int64), received_on=pl.lit(BEGAN.date()))
    times = {
        "due_on": pl.when(number < reports).then(due).otherwise(pl.lit(date(2100, 1, 1))),
        "answered_on": pl.when(number < late).then(None).otherwise(due),
    }
    every.with_columns(region_code=pl.lit(PLACE[:4]), **times).write_parquet(tmp_path / "extract/PublicReport.parquet")
    material = Material(replace(extracted, folder=tmp_path / "extract"), Ledger(tmp_path / "ledger", "first"))
    found = _of(material, "reports_in_time")
    assert [float(value) for value in found["value"]] == told
    assert found["region_code"].to_list() == [None] * len(told)
    assert [float(value) for value in _of(material, "report_days")["value"]] == [15.0]


def test_value_about_households_waits_until_eleven_have_changed(extracted: Extract, tmp_path: Path) -> None:
    """Some of 33 households were relieved later than was known: of ten two values would tell, of eleven it is said anew."""
    ledger = tmp_path / "ledger"
    content = indicators.Indicators(indicators.HOUSEHOLDS)
    content.keep(_relieved(extracted, tmp_path / "first", ledger, "1"))
    for changed, release, told in ((10, "2", (1.5, "1")), (11, "3", (1.5, "3")), (17, "4", (1.5, "3")), (33, "5", (2.5, "5"))):
        material = _relieved(extracted, tmp_path / release, ledger, release, changed)
        assert {(float(row["value"]), row["as_of"]) for row in _of(material, "relief_days").iter_rows(named=True)} == {told}
        assert content.refusals(material) == []
        content.keep(material)


def test_gate_itself_refuses_a_value_of_few_and_one_that_few_have_changed(extracted: Extract, tmp_path: Path) -> None:
    content = indicators.Indicators(indicators.HOUSEHOLDS)
    content.keep(_relieved(extracted, tmp_path / "first", tmp_path / "ledger", "1"))
    material = _relieved(extracted, tmp_path / "second", tmp_path / "ledger", "2", changed=10)
    behind = indicators.HOUSEHOLDS.behind(material).filter(pl.col("indicator") == "relief_days").collect()
    material.made[indicators.HOUSEHOLDS] = pl.concat(
        [
            behind.filter(pl.col("region_code").is_null()).with_columns(as_of=pl.lit("2"), adds=pl.col("adds") + (pl.col("household") < 10)),
            behind.drop_nulls("region_code").filter(pl.col("household") < 10),
        ]
    )
    assert {(refusal.cell, refusal.rule) for refusal in content.refusals(material)} == {
        ("relief_days 2019", "difference"),
        (f"relief_days {PLACE[:6]} 2019", "derivable"),
    }


def test_what_was_paid_in_a_year_follows_from_what_is_published(release: Release) -> None:
    told = read(release, "indicators").filter(indicator="paid_a_year").select("year", "value").sort("year")
    years = pl.col("month").str.split(" ").list.eval(pl.element().str.slice(0, 4).cast(pl.Int64)).list.unique()
    paid = read(release, "payments").select("amount", year=years)
    parted = paid.filter(pl.col("year").list.len() > 1).explode("year")["year"].to_list()
    hops = read(release, "allocations").filter(to_level="village").select("amount", year=pl.concat_list(pl.col("year").cast(pl.Int64)))
    sums = pl.concat([paid, hops], how="vertical_relaxed").explode("year").group_by("year").agg(pl.col("amount").sum()).sort("year")
    sums = sums.filter(~pl.col("year").is_in(parted))
    assert [(year, float(value)) for year, value in told.iter_rows()] == [(year, float(amount)) for year, amount in sums.iter_rows()]
    assert len(sums) >= 2


def test_value_inherits_the_class_of_what_it_tells_of_households() -> None:
    value = next(column for column in indicators.Indicators(indicators.HOUSEHOLDS).columns if column.name == "value")
    assert value.sensitivity is Sensitivity.SENSITIVE
