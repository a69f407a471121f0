"""A city that comes again a year later: who died, who left, who leads the household now, and what it lives on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from resolvers.spreadsheets.kinds import KINDS
from tests.resolvers.desk import Desk, found, household_rows, identity_number

HEADINGS = [column.heading for column in KINDS["households"].columns]
MISSING = "members that are stored are missing from the sheet: name them all, with the day on which one died or left"


def _household(number: str, *members: tuple[str, int, str], village: str = "320282101001", **changes: dict[int, str]) -> list[list[str]]:
    """Rows of a household; `changes` gives for a heading the cells of some of them."""
    named = [(name, identity_number(order), kinship) for name, order, kinship in members]
    rows = [row + [""] * (len(HEADINGS) - len(row)) for row in household_rows(number, *named, village=village)]
    for heading, cells in changes.items():
        for place, cell in cells.items():
            rows[place][HEADINGS.index(heading)] = cell
    return rows


def _members(desk: Desk, number: str) -> dict[str, tuple[Any, ...]]:
    sql = "SELECT m.name, kinship, died_on::text, left_on::text FROM member AS m JOIN household AS h ON h.id = household_id WHERE number = $1"
    return {name: tuple(rest) for name, *rest in desk.fetch("beneficiaries", sql, number)}


def _of(desk: Desk, number: str, column: str) -> Any:
    return desk.fetch("beneficiaries", f"SELECT {column} FROM household WHERE number = $1", number)[0][0]


def test_widow_follows_the_head_who_died_and_a_second_time_changes_nothing(desk: Desk) -> None:
    head, wife, son = ("邓甲", 101, "户主"), ("邓乙", 102, "配偶"), ("邓丙", 103, "子")
    assert desk.bring_in("households", desk.file("households", _household("YEAR1", head, wife, son))).errors == []
    second = _household("YEAR1", ("邓乙", 102, "户主"), head, ("邓丙", 103, "子"), 去世日期={1: "2019-11-02"})
    path = desk.file("households", second)
    assert desk.bring_in("households", path).errors == []
    assert desk.bring_in("households", path).changed == 0
    members = {"邓甲": ("head", "2019-11-02", None), "邓乙": ("head", None, None), "邓丙": ("son", None, None)}
    assert _members(desk, "YEAR1") == members
    assert (_of(desk, "YEAR1", "head_name"), _of(desk, "YEAR1", "member_count")) == ("邓乙", 3)
    third = _household("YEAR1", ("邓乙", 102, "户主"), ("邓丙", 103, "子"))
    assert desk.bring_in("households", desk.file("households", third)).changed == 0
    assert _members(desk, "YEAR1") == members


@pytest.mark.parametrize("place", [0, 1], ids=["head first", "heir first"])
def test_new_member_follows_the_head_who_died(desk: Desk, place: int) -> None:
    first, heir = ("曹甲", 110 + 2 * place, "户主"), ("曹乙", 111 + 2 * place, "户主")
    desk.bring_in("households", desk.file("households", _household(f"HEIR{place}", first)))
    order = [heir, first][:: 1 - 2 * place]
    rows = _household(f"HEIR{place}", *order, 去世日期={1 - place: "2019-11-02"}, 户主姓名={0: "曹乙", 1: "曹乙"})
    assert desk.bring_in("households", desk.file("households", rows)).errors == []
    assert _members(desk, f"HEIR{place}") == {"曹甲": ("head", "2019-11-02", None), "曹乙": ("head", None, None)}


def test_member_who_died_is_to_be_named_once_with_the_day(desk: Desk) -> None:
    head, wife = ("彭甲", 121, "户主"), ("彭乙", 122, "配偶")
    desk.bring_in("households", desk.file("households", _household("NAMED1", head, wife)))
    assert found(desk.bring_in("households", desk.file("households", _household("NAMED1", head)))) == {(2, "户编号", MISSING)}
    assert desk.bring_in("households", desk.file("households", _household("NAMED1", head, wife, 去世日期={1: "2019-05-01"}))).errors == []
    assert desk.bring_in("households", desk.file("households", _household("NAMED1", head))).changed == 0


def test_member_who_left_may_belong_to_another_household(desk: Desk) -> None:
    head, daughter = ("苏甲", 131, "户主"), ("苏乙", 132, "女")
    married = _household("JOIN2", ("鲁甲", 133, "户主"), ("苏乙", 132, "配偶"))
    desk.bring_in("households", desk.file("households", _household("JOIN1", head, daughter)))
    assert found(desk.bring_in("households", desk.file("households", married))) == {
        (3, "身份证号", "this person belongs to another household, which is to tell first when he left it")
    }
    left = _household("JOIN1", head, daughter, 迁出日期={1: "2019-10-01"})
    assert desk.bring_in("households", desk.file("households", left)).errors == []
    assert desk.bring_in("households", desk.file("households", married)).errors == []
    assert _members(desk, "JOIN2")["苏乙"] == ("spouse", None, None)
    assert desk.bring_in("households", desk.file("households", married)).changed == 0
    assert desk.bring_in("households", desk.file("households", _household("JOIN1", head))).changed == 0
    again = desk.bring_in("households", desk.file("households", _household("JOIN1", head, daughter, 迁出日期={1: "2019-10-01"})))
    assert found(again) == {(3, "身份证号", "this person belongs to another household since: delete the row")}


def test_death_that_was_recorded_by_mistake_is_taken_back(desk: Desk) -> None:
    """The widow had become the head; an empty cell would leave the death, and a second time changes nothing."""
    head, wife = ("向甲", 240, "户主"), ("向乙", 241, "配偶")
    desk.bring_in("households", desk.file("households", _household("BACK1", head, wife)))
    widowed = _household("BACK1", ("向乙", 241, "户主"), head, 去世日期={1: "2019-11-02"})
    assert desk.bring_in("households", desk.file("households", widowed)).errors == []
    again = desk.file("households", _household("BACK1", head, wife, 去世日期={0: "撤销"}))
    assert desk.bring_in("households", again).errors == []
    assert _members(desk, "BACK1") == {"向甲": ("head", None, None), "向乙": ("spouse", None, None)}
    assert desk.bring_in("households", again).changed == 0
    history = "SELECT died_on::text FROM member_history WHERE name = '向甲' AND died_on IS NOT NULL"
    assert [row[0] for row in desk.fetch("beneficiaries", history)] == ["2019-11-02"]


def test_departure_that_was_recorded_by_mistake_is_taken_back_unless_another_household_has_him(desk: Desk) -> None:
    head, son = ("康甲", 243, "户主"), ("康丁", 244, "其他")
    left, back = (_household("BACK2", head, son, 迁出日期={1: cell}) for cell in ("2019-10-01", "撤销"))
    for rows in (left, back):
        assert desk.bring_in("households", desk.file("households", rows)).errors == []
        assert _members(desk, "BACK2")["康丁"][2] == (None if rows is back else "2019-10-01")
    for rows in (left, _household("BACK3", ("康戊", 245, "户主"), son)):
        assert desk.bring_in("households", desk.file("households", rows)).errors == []
    assert found(desk.bring_in("households", desk.file("households", back))) == {
        (3, "身份证号", "this person belongs to another household since: delete the row")
    }


def test_nothing_is_taken_back_of_a_member_who_is_new(desk: Desk) -> None:
    rows = _household("BACK4", ("康己", 246, "户主"), 去世日期={0: "撤销"}, 迁出日期={0: "撤销"})
    assert desk.bring_in("households", desk.file("households", rows)).errors == []
    assert _members(desk, "BACK4") == {"康己": ("head", None, None)}


def test_head_who_left_is_not_brought_back_by_taking_back_his_death(desk: Desk) -> None:
    head, wife = ("康庚", 247, "户主"), ("康辛", 248, "配偶")
    gone = _household("BACK5", ("康辛", 248, "户主"), head, 去世日期={1: "2019-11-02"}, 迁出日期={1: "2019-10-01"})
    for rows in (_household("BACK5", head, wife), gone):
        assert desk.bring_in("households", desk.file("households", rows)).errors == []
    assert found(desk.bring_in("households", desk.file("households", _household("BACK5", head, wife, 去世日期={0: "撤销"})))) == {
        (2, "与户主关系", "this person is stored as dead or gone: another one is the head")
    }


def test_sheet_of_the_year_before_does_not_make_a_dead_man_head_again(desk: Desk) -> None:
    first = _household("OLD1", ("蔡甲", 141, "户主"), ("蔡乙", 142, "配偶"))
    desk.bring_in("households", desk.file("households", first))
    second = _household("OLD1", ("蔡乙", 142, "户主"), ("蔡甲", 141, "户主"), 去世日期={1: "2019-11-02"})
    assert desk.bring_in("households", desk.file("households", second)).errors == []
    assert found(desk.bring_in("households", desk.file("households", first))) == {
        (2, "与户主关系", "this person is stored as dead or gone: another one is the head")
    }


@pytest.mark.parametrize(
    ("members", "changes", "said"),
    [
        ([("贾甲", 151, "户主")], {"去世日期": {0: "2018-03-14"}}, (2, "去世日期", "before the household was filed")),
        ([("贾甲", 151, "户主")], {"迁出日期": {0: "2018-03-14"}}, (2, "迁出日期", "before the household was filed")),
        ([("贾甲", 151, "户主")], {"去世日期": {0: "2098-01-01"}}, (2, "去世日期", "the day lies in the future")),
        (
            [("贾甲", 151, "户主"), ("贾乙", 153, "子")],
            {"去世日期": {0: "2019-01-01"}},
            (3, "与户主关系", "no head: who died or left is none"),
        ),
        ([("贾甲", 151, "户主"), *(("贾乙", order, "配偶") for order in (152, 154))], {}, (4, "与户主关系", "more than one spouse: row 3 is one")),
        (
            [("贾甲", 151, "户主"), ("贾乙", 153, "女")],
            {},
            (3, "与户主关系", "a son is male, a daughter female, by digit 17 of the identity number"),
        ),
        ([("贾甲", 151, "户主")], {"性别": {0: "女"}}, (2, "性别", "differs from digit 17 of the identity number")),
        ([("贾甲", 151, "户主")], {"出生日期": {0: "1970-01-02"}}, (2, "出生日期", "differs from digits 7 to 14 of the identity number")),
        ([("贾甲", 151, "户主")], {"家庭人口数": {0: "0"}}, (2, "家庭人口数", "above zero")),
        ([("贾甲", 151, "户主")], {"家庭人口数": {0: "3.5"}}, (2, "家庭人口数", "a whole number, not negative")),
    ],
)
def test_what_cannot_be_of_a_member_is_refused_where_it_stands(
    desk: Desk, members: list[tuple[str, int, str]], changes: dict[str, dict[int, str]], said: tuple[int, str, str]
) -> None:
    assert found(desk.bring_in("households", desk.file("households", _household("CANNOT1", *members, **changes)))) == {said}


def test_spouse_of_a_widower_who_married_again_is_no_second_one(desk: Desk) -> None:
    members = [("潘甲", 161, "户主"), ("潘乙", 162, "配偶"), ("潘丙", 164, "配偶")]
    rows = _household("AGAIN1", *members, 去世日期={1: "2018-06-01"})
    assert desk.bring_in("households", desk.file("households", rows)).errors == []


def test_persons_counted_are_those_declared_at_filing(desk: Desk) -> None:
    head, child = ("田甲", 171, "户主"), ("田乙", 172, "女")
    desk.bring_in("households", desk.file("households", _household("COUNT1", head)))
    assert _of(desk, "COUNT1", "member_count") == 1
    desk.bring_in("households", desk.file("households", _household("COUNT1", head, child)))
    assert _of(desk, "COUNT1", "member_count") == 1  # born, or married, since
    declared = _household("COUNT1", head, child, 家庭人口数={0: "2", 1: "2"})
    desk.bring_in("households", desk.file("households", declared))
    assert _of(desk, "COUNT1", "member_count") == 2


def test_income_a_head_is_the_latest_year_of_all_kinds_over_those_who_live_there(desk: Desk) -> None:
    head, wife, son = ("董甲", 181, "户主"), ("董乙", 182, "配偶"), ("董丙", 183, "子")
    desk.bring_in("households", desk.file("households", _household("HEADS1", head, wife, son)))
    assert _of(desk, "HEADS1", "per_capita_income") is None
    rows = [["HEADS1", year, kind, amount] for year, kind, amount in (("2018", "工资性收入", "90000"), ("2019", "工资性收入", "20000"))]
    path = desk.file("incomes", [*rows, ["HEADS1", "2019", "转移性收入", "10000.50"]])
    assert desk.bring_in("incomes", path).changed == 4
    assert _of(desk, "HEADS1", "per_capita_income") == Decimal("10000.17")
    assert desk.bring_in("incomes", path).changed == 0
    event = desk.fetch("beneficiaries", "SELECT subject_kind, row_count, changed_fields FROM event ORDER BY id DESC LIMIT 1")[0]
    assert (event["subject_kind"], event["row_count"], "per_capita_income" in event["changed_fields"]) == ("incomes", 4, True)
    died = desk.file("households", _household("HEADS1", head, wife, son, 去世日期={2: "2019-12-31"}))
    assert desk.bring_in("households", died).changed == 2
    assert _of(desk, "HEADS1", "per_capita_income") == Decimal("15000.25")
    assert desk.bring_in("households", died).changed == 0


def test_pairings_that_come_again_follow_their_household_to_another_village(desk: Desk) -> None:
    member = ("袁甲", 191, "户主")
    desk.bring_in("households", desk.file("households", _household("FOLLOW1", member)))
    pairings = [["FOLLOW1", "P000145", "其他结对", "2020-01-01", "", ""]]
    desk.bring_in("pairings", desk.file("pairings", pairings))
    desk.bring_in("households", desk.file("households", _household("FOLLOW1", member, village="320282101200")))
    assert desk.bring_in("pairings", desk.file("pairings", pairings)).changed == 1
    key = _of(desk, "FOLLOW1", "id")
    assert desk.fetch("forces", "SELECT region_code FROM pairing WHERE household_id = $1", key)[0][0] == "320282101200"


def _handover(number: str, successor: str = "P000146", since: str = "2020-07-01") -> list[list[str]]:
    helped = [[number, "P000145", "帮扶责任人", "2020-01-01", "2020-07-01", "交接", successor]]
    return [*helped, [number, "P000146", "帮扶责任人", since, "", "", ""]]


@pytest.mark.parametrize("known", [True, False], ids=["begun in another file", "all in one file"])
def test_household_is_handed_over_by_two_rows_of_one_sheet(desk: Desk, known: bool) -> None:
    number = f"HAND{known:d}"
    desk.bring_in("households", desk.file("households", _household(number, ("倪甲", 220 + known, "户主"))))
    if known:
        begun = desk.file("pairings", [[number, "P000145", "帮扶责任人", "2020-01-01", "", "", ""]])
        assert desk.bring_in("pairings", begun).errors == []
    path = desk.file("pairings", _handover(number))
    assert desk.bring_in("pairings", path).errors == []
    sql = """SELECT w.number, p.end_reason, n.number AS next FROM pairing AS p JOIN person AS w ON w.id = p.person_id
        LEFT JOIN pairing AS q ON q.id = p.handed_to_id LEFT JOIN person AS n ON n.id = q.person_id WHERE p.household_id = $1 ORDER BY lower(p.period)"""
    rows = [tuple(row) for row in desk.fetch("forces", sql, _of(desk, number, "id"))]
    assert rows == [("P000145", "handover", "P000146"), ("P000146", None, None)]
    assert desk.bring_in("pairings", path).changed == 0


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (_handover("HAND9", successor=""), "needed for 交接, and only then"),
        (_handover("HAND9", since="2020-07-02"), "who follows needs a row of the same kind from the last day on"),
        (_handover("HAND9")[:1], "who follows needs a row of the same kind from the last day on"),
        (_handover("HAND9", successor="P000145"), "who follows needs a row of the same kind from the last day on"),
        (_handover("HAND9", successor="P9999999"), "not known to the system"),
    ],
)
def test_handover_without_who_follows_is_refused(desk: Desk, rows: list[list[str]], said: str) -> None:
    desk.bring_in("households", desk.file("households", _household("HAND9", ("倪乙", 229, "户主"))))
    assert (2, "接手人编号", said) in found(desk.bring_in("pairings", desk.file("pairings", rows)))


FLOOR = ["dibao_income_floor", "示例标准", "不低于", "12000", "元/人", "2018-03-01", "", "演示〔2018〕1号", "第1条", "320205102"]


def _floor(**changes: str) -> list[str]:
    headings = [column.heading for column in KINDS["rule_parameters"].columns]
    return [changes.get(heading, cell) for heading, cell in zip(headings, FLOOR, strict=True)]


def test_threshold_of_the_next_year_follows_the_one_that_ends(desk: Desk) -> None:
    assert desk.bring_in("rule_parameters", desk.file("rule_parameters", [FLOOR])).changed == 1
    following = _floor(数值="13000.5", 起始日期="2026-01-01")
    assert found(desk.bring_in("rule_parameters", desk.file("rule_parameters", [following]))) == {
        (2, "参数名、起始日期、截止日期、适用区划", "overlaps with a period that is there: A rule parameter of a place has one value at a time")
    }
    both = desk.file("rule_parameters", [_floor(截止日期="2026-01-01"), following])
    assert desk.bring_in("rule_parameters", both).changed == 2
    assert desk.bring_in("rule_parameters", both).changed == 0
    sql = """SELECT value, c.number FROM rule_parameter AS p JOIN policy_clause AS c ON c.id = policy_clause_id
        WHERE p.region_code = '320205102' AND period @> $1::text::date"""
    assert [tuple(desk.fetch("forces", sql, day)[0]) for day in ("2025-12-31", "2026-01-01")] == [(12000, "第1条"), (Decimal("13000.5"), "第1条")]


def test_threshold_that_was_in_force_is_not_changed_in_its_place(desk: Desk) -> None:
    desk.bring_in("rule_parameters", desk.file("rule_parameters", [_floor(适用区划="320205103")]))
    words = "a value that was in force stays: end its row, and give the new one a row"
    assert found(desk.bring_in("rule_parameters", desk.file("rule_parameters", [_floor(适用区划="320205103", 数值="13000")]))) == {(2, "数值", words)}


@pytest.mark.parametrize(
    ("changes", "heading", "said"),
    [
        ({"文号": "演示〔2018〕9号"}, "文号", "not known to the system"),
        ({"条款号": "第9条"}, "条款号", "not known to the system"),
        ({"条款号": "第8项"}, "条款号", "not known to the system"),  # a clause of another document
        ({"数值": "60%"}, "数值", "a number; a share as a decimal: 60 % is 0.6"),
        ({"数值": "0.00001"}, "数值", "neither negative nor that large, with four decimals at most"),
        ({"参数名": "dibao_income_flor"}, "参数名", "no rule reads a parameter of this name"),
        ({"单位": "比例"}, "单位", "this parameter is in another unit"),
        ({"比较方式": "不高于"}, "比较方式", "this parameter is compared otherwise"),
        ({"数值": "0.6"}, "数值", "from 1 to 1000000"),
        ({"参数名": "households_a_helper", "比较方式": "不高于", "单位": "户", "数值": "60000"}, "数值", "from 0 to 100"),
        (
            {"参数名": "households_a_helper", "比较方式": "不高于", "单位": "户", "数值": "3.5"},
            "数值",
            "pieces, days and households are counted whole",
        ),
        ({"截止日期": "2018-03-01"}, "截止日期", "must follow the first day"),
    ],
)
def test_what_cannot_be_a_threshold_is_refused(desk: Desk, changes: dict[str, str], heading: str, said: str) -> None:
    assert found(desk.bring_in("rule_parameters", desk.file("rule_parameters", [_floor(**changes)]))) == {(2, heading, said)}
