"""Slips of the unit and of the decimal point are refused, and what is right comes in all the same once its row says so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases.beneficiaries import register
from databases.demo_city import beneficiaries
from databases.demo_city.city import City
from resolvers.spreadsheets import plausibility
from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.shape import RowError, Values
from tests.resolvers.desk import Desk, household_rows, identity_number

SLIPS = [
    ("villages", {"村集体年收入": "148"}, "from 10,000 to 200,000,000 is expected"),
    ("villages", {"村级支出": "120"}, "read as 120 yuan"),
    ("villages", {"集体资产": "980"}, "read as 980 yuan"),
    ("villages", {"农民人均可支配收入": "3.01"}, "read as 3.01 yuan"),
    ("villages", {"常住人口": "2"}, "read as 2 heads"),
    ("statistics", {"数值": "860"}, "read as 860 percent, from -20 to 40"),
    ("statistics", {"指标": "城镇居民人均可支配收入", "数值": "7.05"}, "read as 7.05 yuan"),
    ("statistics", {"指标": "常住人口", "数值": "746"}, "read as 746 heads, from 100,000"),
    ("payment_lists", {"金额": "88000"}, "10 times its standard"),
    ("incomes", {"金额": "1860000"}, "above 120,000 yuan"),
    ("incomes", {"金额": "999999999"}, "above 120,000 yuan"),
    ("projects", {"预算": "65"}, "read as 65 yuan"),
]


@pytest.mark.parametrize(("kind", "changes", "said"), SLIPS, ids=[" ".join((kind, *changes)) for kind, changes, _ in SLIPS])
def test_slip_is_refused_with_its_way_through(desk: Desk, kind: str, changes: dict[str, str], said: str) -> None:
    desk.bring_in("households", desk.file("households"))
    (error,) = _of_first_row(desk, kind, changes)
    assert error.column == [*changes][-1]
    assert said in error.message
    assert "“确认异常值”" in error.message
    assert _of_first_row(desk, kind, {**changes, "确认异常值": "是"}) == []


def _of_first_row(desk: Desk, kind: str, changes: dict[str, str]) -> list[RowError]:
    """What is wrong with it; a last row that is wrong anyway keeps all from being written."""
    path = desk.file(kind, **changes)
    with path.open("a", encoding="utf-8") as file:
        file.write("?\n")
    return [error for error in desk.bring_in(kind, path).errors if error.row == 2]


def test_event_names_what_was_confirmed(desk: Desk) -> None:
    desk.bring_in("households", desk.file("households"))
    for amount, confirmed in (("1000", "否"), ("999999", "是")):
        assert desk.bring_in("incomes", desk.file("incomes", 年度="2017", 金额=amount, 确认异常值=confirmed)).errors == []
        event = desk.fetch("beneficiaries", "SELECT changed_fields FROM event ORDER BY id DESC LIMIT 1")[0]
        assert ("confirmed" in event["changed_fields"]) == (confirmed == "是")


VILLAGE = ["320282101001", "经济薄弱村", "2016-01-01"]
USUAL = ["2310", "1480000.00", "1200000.00", "9800000.00", "30120.00"]


def _year(year: str, **changes: str) -> list[str]:
    fields = [column.heading for column in KINDS["villages"].columns][4:9]
    return [*VILLAGE, year, *(changes.get(heading, usual) for heading, usual in zip(fields, USUAL, strict=True)), changes.get("确认异常值", "")]


def test_leap_from_the_year_before_is_refused_in_one_sheet_and_in_two(desk: Desk) -> None:
    leap = _year("2005", 集体资产="98000000.00")
    (error,) = desk.bring_in("villages", desk.file("villages", [_year("2004"), leap])).errors
    assert (error.row, error.column) == (3, "集体资产")
    assert "differs more than 5 times" in error.message
    assert desk.bring_in("villages", desk.file("villages", [_year("2004")])).errors == []
    assert [error.row for error in desk.bring_in("villages", desk.file("villages", [leap])).errors] == [2]
    assert desk.bring_in("villages", desk.file("villages", [[*leap[:-1], "是"]])).errors == []


def test_slip_of_one_year_is_not_told_of_the_next(desk: Desk) -> None:
    errors = desk.bring_in("villages", desk.file("villages", [_year("2007", 集体资产="980"), _year("2008")])).errors
    assert [error.row for error in errors] == [2]


def test_growth_and_small_incomes_leap_by_themselves(desk: Desk) -> None:
    growth = [["3202", year, "城镇居民可支配收入增长率", value, "示例", ""] for year, value in (("2006", "0.2"), ("2007", "12.5"), ("2008", "-4"))]
    assert desk.bring_in("statistics", desk.file("statistics", growth)).errors == []
    assert desk.bring_in("households", desk.file("households", list(household_rows("LEAP1", ("丁测试", identity_number(888), "户主"))))).errors == []
    amounts = (("2005", "2.50"), ("2006", "300"), ("2007", "12000"), ("2008", "0"), ("2009", "15000"), ("2010", "1.50"))
    report = desk.bring_in("incomes", desk.file("incomes", [["LEAP1", year, "财产性收入", amount, ""] for year, amount in amounts]))
    assert [(error.row, error.column) for error in report.errors] == [(7, "金额")]


@given(yuan=st.decimals(200_000, 99_000_000, places=2))
def test_ten_thousands_of_an_ordinary_figure_are_outside_of_its_range(yuan: Decimal) -> None:
    def wrong(income: Decimal, confirmed: bool | None = None) -> bool:
        return bool([*plausibility.within("income", plausibility.VILLAGE_INCOME)(Values(income=income, confirmed=confirmed))])

    assert not wrong(yuan)
    assert wrong(yuan / 10_000)
    assert wrong(yuan * 10_000)
    assert not wrong(yuan / 10_000, confirmed=True)


def test_demo_city_is_believed() -> None:
    frames = {table.name: frame for table, frame in beneficiaries.tables(City(300))}
    for table, kind in ((register.village_year, "villages"), (register.official_statistic, "statistics")):
        for row in frames[table.name].to_dicts():
            values = Values(row, confirmed=None, state=None)
            assert [wrong for rule in KINDS[kind].rules for wrong in rule(values)] == []
