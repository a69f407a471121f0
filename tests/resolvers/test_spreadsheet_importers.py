"""A person brings in what his posts let him write, and nothing else."""

from __future__ import annotations

import pytest

from policies.policy import load as load_policy
from policies.subjects import Assignment, Subject
from resolvers.spreadsheets.checking import UNKNOWN
from resolvers.spreadsheets.importers import OUTSIDE, Importer
from tests.resolvers.desk import Desk, household_rows, identity_number


def _importer(tier: str, region: str, department: str = "") -> Importer:
    return Importer(load_policy(), Subject(person_id=1, number="P000001", assignments=(Assignment.of(tier, department, region),)))


def test_person_brings_in_what_his_post_lets_him_and_the_event_names_it(desk: Desk) -> None:
    path = desk.file("households", [*household_rows("BY1", ("吴测试", identity_number(781), "户主"))])
    report = desk.bring_in("households", path, importer=_importer("manager", "320282101", "civil_affairs"))
    assert (report.errors, report.changed) == ([], 2)
    event = desk.fetch("beneficiaries", "SELECT actor, post FROM event ORDER BY id DESC LIMIT 1")[0]
    assert tuple(event) == ("P000001", "manager:civil_affairs:320282101")


@pytest.mark.parametrize(
    ("tier", "region", "department"),
    [
        ("manager", "320281", "civil_affairs"),  # another county
        ("manager", "320282101002", "civil_affairs"),  # another village
        ("manager", "3202", "finance"),  # another department
        ("helper", "3202", ""),
        ("inspector", "3202", "discipline"),
        ("administrator", "3202", ""),
    ],
)
def test_person_brings_in_nothing_beyond_his_posts(desk: Desk, tier: str, region: str, department: str) -> None:
    path = desk.file("households", [*household_rows("BY2", ("吴测试", identity_number(782), "户主"))])
    report = desk.bring_in("households", path, True, _importer(tier, region, department))
    assert [(error.row, error.column, error.message) for error in report.errors] == [(2, "村代码", OUTSIDE)]
    assert desk.count("beneficiaries", "SELECT count(*) FROM household WHERE number = 'BY2'") == 0


def test_nobody_takes_a_household_out_of_a_division_that_is_not_his(desk: Desk) -> None:
    """The sheet moves it into the officer's town; where it lies now he may write nothing."""
    member = ("吴测试", identity_number(783), "户主")
    assert desk.bring_in("households", desk.file("households", list(household_rows("BY3", member, village="320281001001")))).changed == 2
    moved = desk.file("households", list(household_rows("BY3", member, village="320282101001")))
    report = desk.bring_in("households", moved, importer=_importer("manager", "320282", "civil_affairs"))
    assert [(error.row, error.message) for error in report.errors] == [(2, OUTSIDE)]
    assert desk.fetch("beneficiaries", "SELECT region_code FROM household WHERE number = 'BY3'")[0][0] == "320281001001"


def test_household_out_of_scope_is_answered_like_one_that_is_not_there(desk: Desk) -> None:
    desk.bring_in("households", desk.file("households", list(household_rows("BY4", ("吴测试", identity_number(784), "户主")))))
    incomes = [[number, "2019", "工资性收入", "100.00"] for number in ("BY4", "NOBODY")]
    report = desk.bring_in("incomes", desk.file("incomes", incomes), importer=_importer("manager", "320281", "civil_affairs"))
    assert {(error.column, error.message) for error in report.errors} == {("户编号", UNKNOWN)}
    assert len(report.errors) == 2
    visits = desk.file("visits", [["BY4", "P000145", "2018-03-14", "日常走访", "了解情况", ""]])  # a day before it was filed
    report = desk.bring_in("visits", visits, importer=_importer("manager", "320281", "civil_affairs"))
    assert [(error.column, error.message) for error in report.errors] == [("户编号", UNKNOWN)]


def test_who_may_not_write_a_household_learns_of_no_member_missing_from_his_sheet(desk: Desk) -> None:
    members = [("吴甲", identity_number(785), "户主"), ("吴乙", identity_number(786), "配偶")]
    desk.bring_in("households", desk.file("households", list(household_rows("BY5", *members, village="320281001001"))))
    taken = desk.file("households", list(household_rows("BY5", ("郑甲", identity_number(787), "户主"), village="320282101001")))
    report = desk.bring_in("households", taken, importer=_importer("manager", "320282", "civil_affairs"))
    assert [(error.row, error.message) for error in report.errors] == [(2, OUTSIDE)]
