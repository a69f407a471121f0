"""Progress towards the thresholds, held against SQL of its own, as seen by the city, a county and the public."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from policies.policy import RULES, Policy
from policies.profiles import Profiles
from resolvers.reads import Reads
from resolvers.thresholds import Question, progress
from tests.schema.asking import Api

QUERY = "query ($year: Int!, $region: String) { thresholds(year: $year, region: $region) { parameterId name comparator value unit subjects met total lowest highest } }"
DIBAO = """
SELECT count(value) AS subjects, count(*) FILTER (WHERE value >= 12000) AS met FROM (
  SELECT sum(amount) / (SELECT nullif(count(*), 0) FROM member WHERE household_id = household.id AND born_on <= '2019-12-31'
    AND coalesce(died_on, '2020-01-01') > '2019-12-31' AND coalesce(left_on, '2020-01-01') > '2019-12-31') AS value
  FROM household JOIN household_income ON household_id = household.id
  WHERE category = 'dibao' AND filed_on <= '2019-12-31' AND state NOT IN ('applied', 'removed') AND coalesce(exited_on, '2019-01-01') >= '2019-01-01'
    AND year = 2019 AND starts_with(household.region_code, $1) GROUP BY household.id) AS figure"""
VILLAGES = """
SELECT count(*) AS subjects, count(*) FILTER (WHERE collective_income > 2000000) AS met FROM village JOIN village_year USING (region_code)
WHERE state <> 'ordinary' AND year = 2019 AND starts_with(region_code, $1)"""


LEFT = """
SELECT count(*) AS left, bool_or(exited_on IS NOT NULL) AS is_over FROM household
WHERE category = 'dibao' AND state IN ('exit_proposed', 'exit_signing', 'exit_notice', 'exited') AND coalesce(exited_on, '2019-01-01') >= '2019-01-01'"""


def _ask(api: Api, person: str | None, region: str | None = None) -> dict[str, Any]:
    answer = api.ask(QUERY, person, year=2019, region=region)
    assert "errors" not in answer, answer["errors"]
    return {found["name"]: found for found in answer["data"]["thresholds"]}


@pytest.mark.parametrize("post", [("manager", "civil_affairs"), ("auditor", "audit")])
@pytest.mark.parametrize("region", ["3202", "320282"])
def test_figures_are_those_of_the_rows(api: Api, region: str, post: tuple[str, str]) -> None:
    found = _ask(api, api.person(*post, 4)["number"], region)
    for name, sql in (("dibao_income_floor", DIBAO), ("village_income", VILLAGES)):
        row = api.truth("beneficiaries", sql, region)[0]
        assert (found[name]["subjects"], found[name]["met"]) == tuple(row.values())
        assert found[name]["subjects"]
    fund = api.truth("funds", "SELECT sum(amount) AS amount FROM budget WHERE kind = 'special_fund' AND year = 2019")[0]["amount"]
    assert (Decimal(found["city_fund_a_year"]["total"]), found["city_fund_a_year"]["met"]) == (fund, int(fund >= 30_000_000))
    weak = [
        row["region_code"]
        for row in api.truth("beneficiaries", "SELECT region_code FROM village WHERE state <> 'ordinary' AND starts_with(region_code, $1)", region)
    ]
    projects = api.truth(
        "projects",
        "SELECT count(DISTINCT region_code) AS met FROM project WHERE region_code = ANY($1) AND year = 2019 AND line = 'industry' AND state <> 'reserve'",
        weak,
    )[0]["met"]
    assert (found["industry_projects_a_year"]["subjects"], found["industry_projects_a_year"]["met"]) == (len(weak), projects)


def test_households_that_leave_hardship_count_in_the_years_in_which_they_were_helped(api: Api) -> None:
    """Else nobody would ever be seen to reach the threshold: who reaches it leaves."""
    (leaving,) = api.truth("beneficiaries", LEFT)
    assert leaving["left"]
    assert leaving["is_over"]
    still = api.truth("beneficiaries", DIBAO.replace("state NOT IN ('applied', 'removed')", "state = 'active'"), "3202")[0]
    assert _ask(api, api.person("auditor", "audit", 4)["number"])["dibao_income_floor"]["subjects"] > still["subjects"]


def test_before_the_city_was_loaded_nothing_was_known(api: Api) -> None:
    query = "query ($asOf: DateTime) { thresholds(year: 2019, asOf: $asOf) { name subjects } }"
    person = api.person("auditor", "audit", 4)["number"]
    assert api.ask(query, person, asOf="2000-01-01T00:00:00Z")["data"]["thresholds"] == []
    assert api.ask(query, person, asOf="2090-01-01T00:00:00Z") == api.ask(query, person)


def test_everyone_counts_only_what_he_sees(api: Api) -> None:
    public = _ask(api, None)
    assert public["dibao_income_floor"]["subjects"] == 0
    assert public["village_income"]["subjects"] > 0
    officer = api.person("manager", "civil_affairs", 6)
    own = api.truth("beneficiaries", DIBAO, officer["region_code"])[0]
    assert _ask(api, officer["number"])["dibao_income_floor"]["subjects"] == own["subjects"]


def test_income_a_head_is_one_figure_everywhere(api: Api) -> None:
    """What stands in the register is what is held against the threshold of its year; some members died or left."""
    sql = DIBAO.partition("FROM (")[2].rpartition(")")[0].replace("AS value", "AS value, per_capita_income")
    rows = api.truth("beneficiaries", sql, "3202")
    known = [row for row in rows if row["value"] is not None]
    assert known
    assert max(abs(row["value"] - row["per_capita_income"]) for row in known) <= Decimal("0.01")


def test_who_may_not_see_deaths_gets_no_income_a_head(api: Api, tmp_path: Path) -> None:
    """He would divide by the dead. No tier of today sees incomes and no deaths, so one is made of another."""
    number = api.person("manager", "agriculture", 4)["number"]
    incomes = tmp_path / "incomes.polar"
    incomes.write_text('group("manager", "agriculture", "welfare", "sensitive", "clear", "granted");')
    deaths = tmp_path / "deaths.polar"
    deaths.write_text('field("manager", "agriculture", "Member", "died_on", "clear", "granted");')
    assert _households_with_an_income(api, number, incomes) == 0
    assert _households_with_an_income(api, number, incomes, deaths) == api.truth("beneficiaries", DIBAO, "3202")[0]["subjects"] > 0


def _households_with_an_income(api: Api, number: str, *more_rules: Path) -> int:
    """As an asker sees them by the rules of today and more."""

    async def ask() -> int:
        reads = Reads(api.databases, Policy(*sorted(RULES.glob("*.polar")), *more_rules))
        try:
            subject = await Profiles(reads.fetch).of(number)
            found = {one.parameter.name: one for one in await progress(Question(reads, subject, 2019, "3202"))}
        finally:
            await reads.close()
        return found["dibao_income_floor"].subjects

    return asyncio.run(ask())


def test_year_or_region_that_cannot_be_is_a_client_error(api: Api) -> None:
    for variables in ({"year": 3}, {"year": 2019, "region": "Wuxi"}):
        assert api.ask(QUERY, **variables)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
