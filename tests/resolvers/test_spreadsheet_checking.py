"""Every mistake of a sheet is named by row and column, whatever else is wrong with it."""

from __future__ import annotations

import random

import pytest

from databases.identity_numbers import check_digit
from resolvers.spreadsheets.kinds import KINDS
from tests.resolvers.desk import Desk, found, household_rows, identity_number

HEADINGS = [column.heading for column in KINDS["households"].columns]
MISTAKES = {
    "村代码": ("320299101001", "not known"),
    "户主姓名": ("", "must be filled"),
    "联系电话": ("call me", "digits"),
    "困难类别": ("富裕户", "one of"),
    "建档立卡日期": ("2018-02-30", "day"),
    "身份证号": ("329901195805120011", "check digit"),
    "与户主关系": ("邻居", "one of"),
    "户编号": ("户 1", "letters"),
    "脱困日期": ("2090-01-01", "future"),
    "文化程度": ("天才", "one of"),
}


def test_ten_mistakes_in_one_file_are_all_named_by_row_and_column(desk: Desk) -> None:
    rows, expected = [], []
    headings = [column.heading for column in KINDS["households"].columns]
    for place, (heading, (value, said)) in enumerate(MISTAKES.items()):
        row = next(household_rows(f"TEN{place}", ("钱测试", identity_number(600 + place), "户主")))
        row[headings.index(heading)] = value
        rows.append(row)
        expected.append((place + 2, heading, said))
    rows.append(next(household_rows("TEN-OK", ("孙测试", identity_number(650), "户主"))))
    before = desk.count("beneficiaries", "SELECT count(*) FROM household")
    report = desk.bring_in("households", desk.file("households", rows))
    told = {(error.row, error.column): error.message for error in report.errors}
    for row_number, heading, said in expected:
        assert said in told[row_number, heading]
    assert {row for row, _ in told} == set(range(2, 12))
    assert desk.count("beneficiaries", "SELECT count(*) FROM household") == before
    assert (report.written, report.changed, report.rejected) == (0, 0, None)


def test_a_household_lives_in_a_village_and_nobody_is_born_tomorrow(desk: Desk) -> None:
    unborn = "329901219001011230"[:17]
    town = next(household_rows("TOWN", ("钱测试", identity_number(700), "户主"), village="320282101"))
    future = next(household_rows("FUTURE", ("钱测试", unborn + check_digit(unborn), "户主")))
    report = desk.bring_in("households", desk.file("households", [town, future]))
    assert [(error.row, error.column) for error in report.errors] == [(2, "村代码"), (3, "身份证号")]


def test_no_error_repeats_what_a_person_typed(desk: Desk) -> None:
    wrong = "329901195805120011"
    report = desk.bring_in("households", desk.file("households", 身份证号=wrong, 联系电话="1420000xxxx"))
    assert report.errors
    assert all(wrong not in error.message and "1420000" not in error.message for error in report.errors)


def test_a_division_whose_parent_is_unknown_is_named(desk: Desk) -> None:
    rows = [["320298101", "示例镇", "320298", "", "", "2020-01-01", "", ""], ["320298", "示例区", "3202", "", "", "2020-01-01", "", ""]]
    errors = desk.bring_in("divisions", desk.file("divisions", rows)).errors
    assert [(error.row, error.column) for error in errors] == [(2, "上级区划代码")]


LONG = "".join(random.Random(1).choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=4_000))  # not shortened by compression


@pytest.mark.parametrize(
    ("kind", "heading"), [("measures", "内容"), ("households", "户编号"), ("policy_documents", "文号"), ("fund_streams", "资金名称")]
)
def test_key_longer_than_an_index_holds_is_a_mistake_of_its_row(desk: Desk, kind: str, heading: str) -> None:
    desk.bring_in("households", desk.file("households"))
    assert (2, heading, "200 characters at most") in found(desk.bring_in(kind, desk.file(kind, **{heading: LONG})))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*household_rows("AGR1", ("冯测试", identity_number(721), "配偶"))], "no head"),
        ([*household_rows("AGR2", ("冯测试", identity_number(722), "户主"), ("陈测试", identity_number(723), "户主"))], "more than one head"),
        ([*household_rows("AGR3", ("冯测试", identity_number(724), "户主"), ("陈测试", identity_number(724), "配偶"))], "same as row 2"),
    ],
)
def test_what_rows_must_agree_on_is_checked(desk: Desk, rows: list[list[str]], said: str) -> None:
    report = desk.bring_in("households", desk.file("households", rows))
    assert any(said in error.message for error in report.errors)


def _born(day: str, order: int) -> str:
    first = f"329901{day}{order:03d}"
    return first + check_digit(first)


@pytest.mark.parametrize(
    ("kinship", "day", "is_wrong"),
    [
        ("父母", "19900102", True),
        ("父母", "19891231", False),  # a stepmother may be near in age
        ("祖父母", "19910101", True),
        ("子", "19600101", True),
        ("女", "19891231", True),
        ("子", "19900102", False),
        ("孙子女", "19500101", True),
        ("孙子女", "20150101", False),
        ("兄弟姐妹", "19600101", False),
        ("配偶", "20000101", False),
        ("其他", "20000101", False),
    ],
)
def test_generations_follow_each_other(desk: Desk, kinship: str, day: str, is_wrong: bool) -> None:
    rows = list(household_rows("GEN1", ("许甲", _born("19900101", 311), "户主"), ("许乙", _born(day, 312 if kinship == "女" else 313), kinship)))
    errors = desk.bring_in("households", desk.file("households", [*rows, ["?"]])).errors
    told = [error for error in errors if error.row < 4]
    assert [(error.row, error.column) for error in told] == ([(3, "身份证号、与户主关系")] if is_wrong else [])
    assert all("第 2 行" in error.message for error in told)


def test_swapped_number_silences_no_other_and_is_of_the_living(desk: Desk) -> None:
    members = [
        ("许甲", _born("19900101", 321), "户主"),
        ("许乙", "?", "子"),
        ("许丙", _born("19600101", 323), "子"),
        ("许丁", _born("19600101", 325), "子"),
    ]
    rows = [row + [""] * 5 for row in household_rows("GEN2", *members)]
    rows[3][HEADINGS.index("去世日期")] = "2019-01-01"
    assert [(error.row, error.column) for error in desk.bring_in("households", desk.file("households", rows)).errors] == [
        (3, "身份证号"),
        (4, "身份证号、与户主关系"),
    ]


def test_head_is_born_when_a_new_household_is_filed(desk: Desk) -> None:
    parent, child = ("曹甲", _born("19600101", 331), "户主"), ("曹乙", _born("20200101", 333), "子")
    alone = list(household_rows("UNBORN1", (*child[:2], "户主")))
    assert found(desk.bring_in("households", desk.file("households", alone))) == {
        (2, "建档立卡日期", "its head was born later: look at his identity number and at the day of filing")
    }
    rows = [row + [""] * 5 for row in household_rows("UNBORN2", parent, child)]
    assert desk.bring_in("households", desk.file("households", rows)).errors == []
    orphaned = [row + [""] * 5 for row in household_rows("UNBORN2", (*child[:2], "户主"), parent)]
    orphaned[1][HEADINGS.index("去世日期")] = "2021-01-01"
    assert desk.bring_in("households", desk.file("households", orphaned)).errors == []


def test_household_data_that_differ_inside_a_household_are_named(desk: Desk) -> None:
    rows = [*household_rows("DIF1", ("褚测试", identity_number(731), "户主"), ("卫测试", identity_number(732), "配偶"))]
    rows[1][5] = "低收入户"
    errors = desk.bring_in("households", desk.file("households", rows)).errors
    assert [(error.row, error.column) for error in errors] == [(3, "困难类别")]


def test_cell_that_cannot_be_read_silences_no_rule_of_its_group(desk: Desk) -> None:
    members = [("秦甲", identity_number(800 + place), kinship) for place, kinship in enumerate(("户主", "户主", "配偶", "邻居"))]
    rows = list(household_rows("LOUD1", *members))
    headings = [column.heading for column in KINDS["households"].columns]
    for place, heading, value in ((0, "联系电话", "call me"), (0, "状态", "已脱困"), (2, "困难类别", "低收入户"), (1, "姓名", "秦乙")):
        rows[place][headings.index(heading)] = value
    for row in rows:
        row[headings.index("状态")] = "已脱困"
    assert found(desk.bring_in("households", desk.file("households", rows))) == {
        (2, "联系电话", "a telephone number has 6 to 20 digits"),
        (2, "脱困日期", "needed for 已脱困, and only then"),
        (3, "与户主关系", "more than one head: row 2 is one"),
        (3, "姓名", "differs from the name of the head"),
        (4, "困难类别", "differs from row 2 of the same group"),
        (5, "与户主关系", "one of: head, spouse, son, daughter, grandchild, parent, grandparent, sibling, other"),
    }


def test_rule_waits_only_for_the_cells_that_it_looks_at(desk: Desk) -> None:
    desk.bring_in("households", desk.file("households"))
    changes = {"开始日期": "2017-01-10", "计划完成日期": "soon", "完成日期": "2016-12-31"}
    assert found(desk.bring_in("measures", desk.file("measures", **changes))) == {
        (2, "开始日期", "before the household was filed"),
        (2, "计划完成日期", "a day such as 2020-06-30 that exists"),
        (2, "完成日期", "earlier than the first day"),
    }


def test_each_post_of_a_person_ends_after_it_began(desk: Desk) -> None:
    row = ["ENDS1", "郑测试", "男", "", "ORG00001", "一般干部", "帮扶责任人", "", "320282101", "2020-01-01", ""]
    report = desk.bring_in("people", desk.file("people", [row, [*row[:-2], "2021-01-01", "2020-06-30"]]))
    assert found(report) == {(3, "截止日期", "must follow the first day")}


@pytest.mark.parametrize(
    ("kind", "changes", "heading", "said"),
    [
        ("payment_lists", {"区划代码": "320282101"}, "区划代码", "a county pays a list: the 6 digits of a county"),
        ("payment_lists", {"发放月份": "2098-07"}, "发放月份", "further ahead than 2 years after this one"),
        ("payment_lists", {"所属月份": "2098-07"}, "所属月份", "further ahead than 2 years after this one"),
        ("payment_lists", {"编制日期": "2098-07-01"}, "编制日期", "the day lies in the future"),
        ("payment_lists", {"应确认日期": "2020-07-05"}, "应确认日期", "earlier than the day on which it was made"),
        (
            "divisions",
            {"区划代码": "320282999", "上级区划代码": "320282", "停用日期": "2020-01-01", "后继区划代码": "320282999"},
            "后继区划代码",
            "a division does not succeed itself",
        ),
        (
            "divisions",
            {"区划代码": "320282999001", "上级区划代码": "3202"},
            "上级区划代码",
            "must be the division of the next level above, whose code begins this one",
        ),
        (
            "projects",
            {"年度": "2024", "状态": "已验收", "立项文号": "x", "立项日期": "1950-01-01", "决策主体": "x", "计划完工日期": ""},
            "立项日期",
            "in the year of the project, the one before or the one after",
        ),
        (
            "projects",
            {"状态": "已立项", "立项文号": "x", "立项日期": "2020-07-01", "决策主体": "x", "计划完工日期": "2020-06-30"},
            "计划完工日期",
            "earlier than the approval",
        ),
        ("projects", {"计划完工日期": "2098-06-30"}, "计划完工日期", "further ahead than 20 years after this one"),
        ("pairings", {"起始日期": "2099-01-01"}, "起始日期", "further ahead than 2 years after this one"),
        ("pairings", {"起始日期": "2018-03-14"}, "起始日期", "before the household was filed"),
        ("visits", {"走访时间": "2018-03-14 23:59"}, "走访时间", "before the household was filed"),
        ("measures", {"开始日期": "2018-03-14"}, "开始日期", "before the household was filed"),
        ("organisations", {"上级单位代码": "T-ORG-01"}, "上级单位代码", "no organisation is above itself"),
        ("statistics", {"指标": "常住人口", "数值": "-100"}, "数值", "only a growth rate may be negative"),
        ("statistics", {"指标": "常住人口", "数值": "100.5"}, "数值", "people are counted whole"),
        ("statistics", {"指标": "农民人均可支配收入", "数值": "-0.01"}, "数值", "only a growth rate may be negative"),
        ("payment_lists", {"所属月份": "2021-08"}, "所属月份", "within 12 months of the month of its list"),
        ("payment_lists", {"所属月份": "2019-06"}, "所属月份", "within 12 months of the month of its list"),
    ],
)
def test_what_cannot_have_been_is_refused_where_it_stands(desk: Desk, kind: str, changes: dict[str, str], heading: str, said: str) -> None:
    desk.bring_in("households", desk.file("households"))
    desk.bring_in("organisations", desk.file("organisations"))
    assert (2, heading, said) in found(desk.bring_in(kind, desk.file(kind, **changes)))


def test_line_is_for_a_month_of_a_life_and_of_a_stream(desk: Desk) -> None:
    unborn = "32990120200815101"
    members = [("童甲", identity_number(201), "户主"), ("童乙", unborn + check_digit(unborn), "子")]
    assert desk.bring_in("households", desk.file("households", list(household_rows("LIFE1", *members)))).errors == []
    ended = ["T-ENDED", "示例旧资金", "市级", "民政", "基本生活", "是", "2018-01-01", "2020-06-30"]
    assert desk.bring_in("fund_streams", desk.file("fund_streams", [ended])).errors == []
    shared = ["T-LIFE", "T-ENDED", "320282", "民政", "2020-06", "P000001", "2020-07-06", "2020-07-10"]
    rows = [[*shared, id_number, month, "100.00"] for (_, id_number, _), month in zip(members * 2, ("2020-06", "2020-06", "2020-07"), strict=False)]
    assert found(desk.bring_in("payment_lists", desk.file("payment_lists", rows[:2]))) == {(3, "所属月份", "before the member was born")}
    assert found(desk.bring_in("payment_lists", desk.file("payment_lists", rows[2:]))) == {(2, "所属月份", "the stream had ended before")}
    assert desk.bring_in("payment_lists", desk.file("payment_lists", rows[:1])).errors == []


def test_row_of_totals_is_one_mistake(desk: Desk) -> None:
    desk.bring_in("households", desk.file("households"))
    rows = [["T32028200000001", "2019", "工资性收入", "5"], ["合 计", "", "", "5"], ["", "总计", "", "5"]]
    report = desk.bring_in("incomes", desk.file("incomes", rows))
    assert found(report) == {(row, "", "a row of totals: delete it") for row in (3, 4)}
