"""What only the database finds is told for the row that is to blame, in the words of the rule."""

from __future__ import annotations

import asyncio
import csv
import io

import pytest
import sqlalchemy as sa

from databases.connections import Databases
from databases.registry import sentences
from resolvers.spreadsheets import refusals, writing
from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.shape import RowError
from resolvers.spreadsheets.templates import template
from tests.resolvers.desk import Desk, found, household_rows, identity_number


def _examples(kind: str) -> list[list[str]]:
    """The rows of the template."""
    return list(csv.reader(io.StringIO(template(KINDS[kind]).lstrip("\ufeff"))))[1:]


def test_certificate_is_for_charities_that_may_raise_funds(desk: Desk) -> None:
    rows = [["示例募证〔2010〕9号", "ORG00001", "2010-01-01", "", "3202"]]
    report = desk.bring_in("certificates", desk.file("certificates", rows))
    assert [(error.row, "慈善组织" in error.message) for error in report.errors] == [(2, True)]
    assert desk.count("forces", "SELECT count(*) FROM fundraising_certificate WHERE number = '示例募证〔2010〕9号'") == 0


def test_nobody_inspects_what_he_manages(desk: Desk) -> None:
    first, second = _examples("people")
    for row, tier, department in ((first, "主管部门", "民政"), (second, "纪检监察", "纪检监察")):
        row[:9] = ["T-APART", "钱五", "男", "", "ORG00001", "一般干部", tier, department, "320282"]
    (error,) = desk.bring_in("people", desk.file("people", [first, second])).errors
    assert "审计、纪检监察、第三方检查岗位不得兼任" in error.message
    assert "Who audits, inspects or checks neither administers, manages nor helps" in error.message
    assert desk.count("forces", "SELECT count(*) FROM person WHERE number = 'T-APART'") == 0


def test_a_list_past_its_draft_is_not_changed_by_a_sheet(desk: Desk) -> None:
    rows = _examples("payment_lists")
    for row in rows:
        row[0], row[4] = "T-FROZEN", "2020-08"
    household = desk.file("households")
    desk.bring_in("households", household)
    desk.bring_in("payment_lists", desk.file("payment_lists", rows))
    asyncio.run(_check_list(desk.databases))
    again = desk.bring_in("payment_lists", desk.file("payment_lists", rows))
    assert (again.errors, again.changed) == ([], 0)
    rows[0][-2], rows[1][-2] = "881.00", "639.00"  # the total stays
    changed = desk.bring_in("payment_lists", desk.file("payment_lists", rows))
    assert "past its draft" in changed.errors[0].message
    assert desk.count("funds", "SELECT count(*) FROM payment_list WHERE number = 'T-FROZEN' AND state = 'checked'") == 1


def test_no_line_is_added_to_a_list_past_its_draft(desk: Desk) -> None:
    rows = _examples("payment_lists")
    before = desk.count("funds", "SELECT count(*) FROM payment_line")
    number = desk.fetch("funds", "SELECT number FROM payment_list WHERE state = 'reconciled' ORDER BY id LIMIT 1")[0]["number"]
    for row in rows:
        row[0] = number
    assert desk.bring_in("payment_lists", desk.file("payment_lists", rows)).errors
    assert desk.count("funds", "SELECT count(*) FROM payment_line") == before


CHECK_LIST = """
UPDATE payment_list AS list SET state = 'checked', checker_id = maker_id + 1, checked_on = made_on, benefit_standard_id = standard.id, plan_id = plan.id
FROM benefit_standard AS standard JOIN allocation_plan AS plan USING (stream_id, region_code)
WHERE (plan.stream_id, plan.region_code) = (list.stream_id, list.region_code) AND list.number = 'T-FROZEN'
AND plan.year = extract(year FROM list.month) AND standard.period @> list.month
"""


async def _check_list(databases: Databases) -> None:
    async with databases.connection("funds") as connection:
        assert await connection.execute(CHECK_LIST) == "UPDATE 1"


def test_sheet_that_forgets_a_member_is_refused(desk: Desk) -> None:
    members = [("周甲", identity_number(911), "户主"), ("周乙", identity_number(912), "配偶")]
    desk.bring_in("households", desk.file("households", list(household_rows("FORGET1", *members))))
    report = desk.bring_in("households", desk.file("households", list(household_rows("FORGET1", members[0]))))
    assert "missing from the sheet" in report.errors[0].message


def test_person_is_not_taken_into_another_household(desk: Desk) -> None:
    number = identity_number(921)
    desk.bring_in("households", desk.file("households", list(household_rows("TAKE1", ("吴甲", number, "户主")))))
    report = desk.bring_in("households", desk.file("households", list(household_rows("TAKE2", ("吴甲", number, "户主")))))
    assert "another household" in report.errors[0].message


def test_what_only_the_database_finds_is_narrowed_down_to_its_row(desk: Desk) -> None:
    """A second responsible helper at the same time is excluded by the database; the other row is written."""
    responsible = "SELECT household_id FROM pairing WHERE kind = 'responsible' AND upper(period) IS NULL ORDER BY id LIMIT 2"
    paired = [row["household_id"] for row in desk.fetch("forces", responsible)]
    numbers = [desk.fetch("beneficiaries", "SELECT number FROM household WHERE id = $1", key)[0]["number"] for key in paired]
    rows = [[number, "P000010", kind, "2020-02-01", "", ""] for number, kind in zip(numbers, ("帮扶责任人", "其他结对"), strict=True)]
    report = desk.bring_in("pairings", desk.file("pairings", rows), accept_valid=True)
    words = (
        "与已有记录的期间重叠：每户同时只有一名帮扶责任人 (overlaps with a period that is there: A household has one responsible helper at a time)"
    )
    assert [(error.row, error.column, error.message) for error in report.errors] == [(2, "户编号、结对类别、起始日期、截止日期", words)]
    assert (report.written, report.changed) == (1, 1)


OVERLAPPING = "户编号、结对类别、起始日期、截止日期"


def _paired(number: str, since: str, until: str = "", person: str = "P000145", kind: str = "帮扶责任人") -> list[str]:
    return [number, person, kind, since, until, "其他" if until else "", ""]


@pytest.fixture
def households_to_pair(desk: Desk) -> list[str]:
    numbers = [f"OVER{place}" for place in range(5)]
    rows = [row for place, number in enumerate(numbers) for row in household_rows(number, (f"丁{place}", identity_number(880 + place), "户主"))]
    assert desk.bring_in("households", desk.file("households", rows)).errors == []
    assert desk.bring_in("pairings", desk.file("pairings", [_paired(numbers[0], "2020-01-01", "2020-06-01")])).errors == []
    return numbers


def test_overlaps_are_told_at_once_and_as_by_halving(desk: Desk, households_to_pair: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: with what is stored, with rows before them, and none with a row that is itself wrong."""
    monkeypatch.setattr(writing, "MOST_NARROWED", 1)
    stored, first, second, apart, alone = households_to_pair
    rows = [
        *(_paired(stored, "2020-01-01"), _paired(stored, "2020-05-01", person="P000146"), _paired(alone, "2020-05-01")),
        *(_paired(first, "2020-01-01", "2020-03-01"), _paired(first, "2020-02-01", "2020-05-01", "P000146"), _paired(first, "2020-04-01")),
        *(_paired(second, "2020-02-01"), _paired(second, "2020-01-01", person="P000146"), _paired(second, "2020-01-01", kind="其他结对")),
        *(_paired(apart, "2020-01-01", "2020-02-01", kind="其他结对"), _paired(apart, "2020-01-15", kind="其他结对")),
    ]
    report = desk.bring_in("pairings", desk.file("pairings", rows))
    responsible, same = "A household has one responsible helper at a time", "A person is paired with a household once at a time, in whatever kind"
    told = {
        (3, OVERLAPPING, f"overlaps with the period of row 2: {responsible}"),
        (6, OVERLAPPING, f"overlaps with the period of row 5: {responsible}"),
        (9, OVERLAPPING, f"overlaps with the period of row 8: {responsible}"),
        (10, "户编号、帮扶人编号、起始日期、截止日期", f"overlaps with the period of row 8: {same}"),
        (12, "户编号、帮扶人编号、起始日期、截止日期", f"overlaps with the period of row 11: {same}"),
    }
    assert found(report) == told
    assert report.untried == 0

    async def nothing(*_: object) -> list[RowError]:
        return []

    monkeypatch.setattr(writing, "MOST_NARROWED", 200)
    monkeypatch.setattr(writing.Writer, "find_overlaps", nothing)
    by_halving = desk.bring_in("pairings", desk.file("pairings", rows))
    assert {(error.row, error.column) for error in by_halving.errors} == {(row, column) for row, column, _ in told}


def test_stored_last_day_keeps_periods_apart(desk: Desk, households_to_pair: list[str]) -> None:
    """An empty last day leaves the one that is stored, so who follows does not overlap with it; who comes before it ended does."""
    stored = households_to_pair[0]
    follows = desk.file("pairings", [_paired(stored, "2020-01-01"), _paired(stored, "2020-06-01", person="P000146")])
    assert desk.bring_in("pairings", follows).errors == []
    before = desk.file("pairings", [_paired(stored, "2019-01-01", "2020-02-01", "P000147")])
    words = "overlaps with a period that is there: A household has one responsible helper at a time"
    assert found(desk.bring_in("pairings", before)) == {(2, OVERLAPPING, words)}


def test_database_refuses_the_right_row_of_a_list_by_column_and_in_words(desk: Desk) -> None:
    """Two of four lines are of another county's households, which only the database finds."""
    places = ("320282101001", "320281001001", "320282101001", "320281001001")
    members = [(f"钱县{place}", identity_number(950 + place), "户主") for place in range(4)]
    households = [next(household_rows(f"COUNTY{place}", member, village=places[place])) for place, member in enumerate(members)]
    assert desk.bring_in("households", desk.file("households", households)).errors == []
    shared = ["T-COUNTY", "DIBAO", "320282", "民政", "2021-07", "P000001", "2021-07-06", "2021-07-10"]
    path = desk.file("payment_lists", [[*shared, member[1], "2021-07", "100.00"] for member in members])
    report = desk.bring_in("payment_lists", path, accept_valid=True)
    words = "不符合规则：清单只发放本县的户 (breaks a rule: A list pays households of its county)"
    assert [(error.row, error.column, error.message) for error in report.errors] == [(row, "清单编号、身份证号", words) for row in (3, 5)]
    assert report.rejected is not None
    *_, number, reason = list(csv.reader(io.StringIO(report.rejected.read_text("utf-8-sig"))))[2]
    assert (number, reason) == ("3", f"清单编号、身份证号：{words}")
    assert desk.count("funds", "SELECT count(*) FROM payment_list WHERE number = 'T-COUNTY'") == 0


def test_database_is_asked_about_the_right_rows_beside_a_wrong_one(desk: Desk) -> None:
    row = ["BESIDE1", "郑测试", "男", "", "ORG00001", "一般干部", "帮扶责任人", "", "320282101", "2020-01-01", ""]
    rows = [row, [*row[:-2], "2020-06-01", ""], [*row[:-2], "2020-02-30", ""]]
    assert found(desk.bring_in("people", desk.file("people", rows))) == {
        (
            3,
            "人员编号、层级角色、部门、区划代码、起始日期、截止日期",
            "overlaps with a period that is there: A person is given a post once at a time",
        ),
        (4, "起始日期", "a day such as 2020-06-30 that exists"),
    }
    assert desk.count("forces", "SELECT count(*) FROM person WHERE number = 'BESIDE1'") == 0


def test_member_of_another_household_is_named_by_his_row(desk: Desk) -> None:
    taken = ("吴丙", identity_number(961), "户主")
    desk.bring_in("households", desk.file("households", list(household_rows("TAKEN1", taken))))
    rows = list(household_rows("TAKEN2", ("吴丁", identity_number(962), "户主"), (taken[0], taken[1], "其他")))
    assert found(desk.bring_in("households", desk.file("households", rows))) == {
        (3, "身份证号", "this person belongs to another household, which is to tell first when he left it")
    }


def test_key_that_another_row_has_is_told_by_its_column(desk: Desk) -> None:
    stored = desk.fetch("forces", "SELECT credit_code FROM organisation WHERE credit_code IS NOT NULL LIMIT 1")[0][0]
    row = ["T-ORG-09", "示例公司", "企业", "", stored, "否", "", "0", "320282"]
    assert found(desk.bring_in("organisations", desk.file("organisations", [row]))) == {(2, "统一社会信用代码", "already there")}


def test_every_check_that_a_sheet_can_break_says_so_in_both_languages() -> None:
    targets = [target for kind in KINDS.values() for target in kind.targets]
    reached = {
        str(held.name)
        for target in targets
        for held in target.table.constraints
        if isinstance(held, sa.CheckConstraint) and len(refusals.columns(target.table, str(held.name)) & {*target.fields}) > 1
    }
    assert len(reached) > 20
    assert reached - sentences().keys() == set()
    assert [sentence for sentence in sentences().values() if not refusals.BILINGUAL.fullmatch(sentence)] == []


def test_what_is_wrong_with_the_lines_of_a_refused_list_is_told_with_it(desk: Desk) -> None:
    """The county has a regular list for that month, and one line is of another county: neither waits for the other to be mended."""
    members = [("钱同", identity_number(970 + place), "户主") for place in range(2)]
    places = ("320282101001", "320281001001")
    households = [next(household_rows(f"TOGETHER{place}", member, village=places[place])) for place, member in enumerate(members)]
    assert desk.bring_in("households", desk.file("households", households)).errors == []
    sql = "SELECT to_char(max(month), 'YYYY-MM') FROM payment_list JOIN fund_stream AS f ON f.id = stream_id WHERE region_code = '320282' AND code = 'DIBAO' AND kind = 'regular'"
    month = desk.fetch("funds", sql)[0][0]
    shared = ["T-TOGETHER", "DIBAO", "320282", "民政", month, "P000001", f"{month}-06", f"{month}-10"]
    rows = [[*shared, member[1], month, "100.00"] for member in members]
    assert found(desk.bring_in("payment_lists", desk.file("payment_lists", rows))) == {
        (2, "资金代码、区划代码、发放月份", "already there: A county has one list of a kind for a stream and month"),
        (3, "清单编号、身份证号", "breaks a rule: A list pays households of its county"),
    }


def test_household_that_comes_again_without_its_head_is_told_who_is_missing(desk: Desk) -> None:
    """And not that it has two heads; what else is wrong with the rows is told with it."""
    head, wife, stranger = ((name, identity_number(number), "户主") for name, number in (("卫甲", 974), ("卫乙", 975), ("卫丙", 976)))
    desk.bring_in("households", desk.file("households", [*household_rows("HEAD1", head, (*wife[:2], "配偶")), *household_rows("HEAD2", stranger)]))
    rows = household_rows("HEAD1", wife, (*stranger[:2], "其他"))
    assert found(desk.bring_in("households", desk.file("households", list(rows)))) == {
        (2, "户编号", "members that are stored are missing from the sheet: name them all, with the day on which one died or left"),
        (3, "身份证号", "this person belongs to another household, which is to tell first when he left it"),
    }


def test_head_of_a_household_is_not_tried_beside_a_wrong_row_of_the_head_before_him(desk: Desk) -> None:
    head, wife = (("褚甲", identity_number(977), "户主"), ("褚乙", identity_number(978), "户主"))
    desk.bring_in("households", desk.file("households", list(household_rows("HEAD3", head, (*wife[:2], "配偶")))))
    rows = list(household_rows("HEAD3", wife, (*head[:2], "邻居")))
    assert {row for row, _, _ in found(desk.bring_in("households", desk.file("households", rows)))} == {3}


@pytest.mark.parametrize(
    ("kind", "changes", "heading", "said"),
    [
        (
            "payment_lists",
            {"发放月份": "1995-07", "所属月份": "1995-07", "编制日期": "1995-07-06", "应确认日期": "1995-07-10"},
            "资金代码、发放月份",
            "A list pays money of a stream that had begun and not ended",
        ),
        ("payment_lists", {"发放月份": "2019-01", "所属月份": "2019-01"}, "发放月份、编制日期", "A list is made within a year of its month"),
        ("households", {"建档立卡日期": "1900-01-01"}, "建档立卡日期", "A household was filed in 1990 or later"),
        (
            "policy_documents",
            {"发文日期": "2019-02-02"},
            "发文日期、起始日期、截止日期",
            "A document comes into force a year before its issue at the earliest",
        ),
    ],
)
def test_day_that_fits_no_other_of_its_row_is_refused(desk: Desk, kind: str, changes: dict[str, str], heading: str, said: str) -> None:
    desk.bring_in("households", desk.file("households"))
    headings = [column.heading for column in KINDS[kind].columns]
    rows = [[changes.get(name, cell) for name, cell in zip(headings, row, strict=True)] for row in _examples(kind)]
    assert found(desk.bring_in(kind, desk.file(kind, rows))) == {(2, heading, f"breaks a rule: {said}")}


def test_member_of_another_household_is_told_though_his_new_one_is_refused(desk: Desk) -> None:
    taken = ("陶甲", identity_number(990), "户主")
    desk.bring_in("households", desk.file("households", list(household_rows("TRIED1", taken))))
    rows = [[*row[:7], "1900-01-01", *row[8:]] for row in household_rows("TRIED2", ("陶乙", identity_number(991), "户主"), (*taken[:2], "其他"))]
    assert found(desk.bring_in("households", desk.file("households", rows))) == {
        (2, "建档立卡日期", "breaks a rule: A household was filed in 1990 or later"),
        (3, "身份证号", "this person belongs to another household, which is to tell first when he left it"),
    }


def test_one_card_of_two_people_is_a_mistake_of_the_second(desk: Desk) -> None:
    desk.bring_in("households", desk.file("households"))
    rows = [[*row[:3], "9999990000000000048", *row[4:]] for row in _examples("accounts")]
    words = "overlaps with the period of row 2: A card is of one member at a time"
    assert found(desk.bring_in("accounts", desk.file("accounts", rows))) == {(3, "银行卡号、起始日期、截止日期", words)}


def test_nobody_begins_to_help_his_relatives_or_after_he_left(desk: Desk) -> None:
    """What began before still ends by a sheet."""
    desk.bring_in("households", desk.file("households", list(household_rows("KIN1", ("项甲", identity_number(210), "户主")))))
    person = desk.fetch(
        "forces",
        "SELECT number FROM person WHERE is_active AND id IN (SELECT person_id FROM post WHERE lower(period) < '2020-01-01') ORDER BY id DESC LIMIT 2",
    )
    begun = [["KIN1", row["number"], "其他结对", "2020-01-01", "", ""] for row in person]
    assert desk.bring_in("pairings", desk.file("pairings", begun)).errors == []
    assert desk.bring_in("relatives", desk.file("relatives", [[person[0]["number"], "KIN1", "2020-02-01"]])).errors == []
    his = f"(SELECT id FROM person WHERE number = '{person[1]['number']}')"
    desk.execute("forces", f"UPDATE post SET period = daterange(lower(period), '2031-01-01') WHERE person_id = {his} AND upper_inf(period)")
    desk.execute("forces", f"UPDATE person SET is_active = false WHERE id = {his}")
    again = [[*row[:3], "2021-01-01", "", ""] for row in begun]
    ended = [[*row[:4], "2020-06-01", "其他"] for row in begun]
    try:
        assert desk.bring_in("pairings", desk.file("pairings", ended)).errors == []
        assert found(desk.bring_in("pairings", desk.file("pairings", again))) == {
            (2, "帮扶人编号", "this helper has declared kinship with the household"),
            (3, "帮扶人编号", "this helper no longer works here"),
        }
    finally:
        desk.execute("forces", f"UPDATE person SET is_active = true WHERE id = {his}")
        desk.execute("forces", f"UPDATE post SET period = daterange(lower(period), NULL) WHERE person_id = {his} AND upper(period) = '2031-01-01'")


def test_rule_is_told_by_the_name_that_it_has_on_a_shard(desk: Desk) -> None:
    rule = "ck_household_filed_in_time"
    rows = list(household_rows("SHARD1", ("文一", identity_number(340), "户主")))
    path = desk.file("households", [[*rows[0][:7], "1900-01-01", *rows[0][8:]]])
    desk.execute("beneficiaries", f"ALTER TABLE household RENAME CONSTRAINT {rule} TO {rule}_102008")
    try:
        errors = desk.bring_in("households", path).errors
    finally:
        desk.execute("beneficiaries", f"ALTER TABLE household RENAME CONSTRAINT {rule}_102008 TO {rule}")
    assert [(error.row, error.column) for error in errors] == [(2, "建档立卡日期")]
    assert "A household was filed in 1990 or later" in errors[0].message


def test_no_table_and_no_rule_has_a_name_like_that_of_a_shard() -> None:
    tables = {target.table.name for kind in KINDS.values() for target in kind.targets}
    assert [name for name in (*tables, *sentences()) if refusals.SHARD.search(name)] == []


def test_rows_that_refusals_name_are_found_at_once_and_told_as_by_halving(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten of eighty households, one of them by a check of the table: two attempts for each, where halving makes some ten."""
    people = [(f"范{place}", identity_number(400 + place), "户主") for place in range(81)]
    stored = [row for place in range(0, 81, 10) for row in household_rows(f"NAMED{place}", people[place])]
    assert desk.bring_in("households", desk.file("households", stored)).errors == []
    rows = [row for place, person in enumerate(people[:80]) for row in household_rows(f"NAMES{place}", person)]
    rows[5][0] = "NAMED80"  # its member is missing
    rows[77][7] = "1900-01-01"
    attempts: list[int] = []
    write = writing.Writer._write_part

    async def counted(writer: writing.Writer, part: writing.Part) -> int:
        attempts.append(len(part.groups))
        return await write(writer, part)

    monkeypatch.setattr(writing.Writer, "_write_part", counted)
    at_once = found(desk.bring_in("households", desk.file("households", rows)))
    assert len(attempts) <= 1 + 2 * 10 + 1

    async def nothing(*_: object) -> list[int]:
        return []

    monkeypatch.setattr(writing.Writer, "_named", nothing)
    by_halving = found(desk.bring_in("households", desk.file("households", rows)))
    assert at_once == by_halving
    assert {row for row, _, _ in by_halving} == {7, 79, *range(2, 82, 10)}


def test_after_many_refused_rows_the_rest_is_said_to_be_untried(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake that stands in every row, and that only the database finds, would take hours to be found in each of 100,000."""
    monkeypatch.setattr(writing, "MOST_NARROWED", 4)
    rows = [row for place in range(20) for row in household_rows(f"MANY{place}", (f"文{place}", identity_number(300 + place), "户主"))]
    wrong = [[*row[:7], "1900-01-01", *row[8:]] for row in rows]
    report = desk.bring_in("households", desk.file("households", wrong), accept_valid=True)
    untried = [error.row for error in report.errors if error.message == writing.UNTRIED]
    told = {error.row for error in report.errors if "A household was filed in 1990 or later" in error.message}
    assert told
    assert sorted([*told, *untried]) == list(range(2, 22))
    assert report.untried == len(untried)
    assert report.rejected is not None
    kept = {int(line[-2]): line[-1] for line in list(csv.reader(io.StringIO(report.rejected.read_text("utf-8-sig"))))[1:]}
    assert [row for row, reason in kept.items() if reason == writing.UNTRIED] == untried
    assert kept.keys() == {*told, *untried}
    assert desk.count("beneficiaries", "SELECT count(*) FROM household WHERE number LIKE 'MANY%'") == 0
    assert desk.bring_in("households", desk.file("households", rows)).errors == []


def test_deputies_come_in_by_a_sheet_and_only_they_are_paired_as_such(desk: Desk) -> None:
    """Levels are five for deputies and four for members; who is neither is paired with no household as one."""
    person = desk.fetch(
        "forces", "SELECT number FROM person WHERE is_active AND id NOT IN (SELECT person_id FROM representative) ORDER BY id LIMIT 2"
    )
    (first, second), home = [row["number"] for row in person], list(household_rows("DEPUTY1", ("孔测试", identity_number(871), "户主")))
    assert desk.bring_in("households", desk.file("households", home)).errors == []
    pairs = [["DEPUTY1", first, "代表委员联系户", "2020-01-01", "", "", ""]]
    said = "this helper is no deputy or member on record"
    assert found(desk.bring_in("pairings", desk.file("pairings", pairs))) == {(2, "帮扶人编号", said)}
    about = ["教师", "否", "", "2029-12-31", "320282101"]
    wrong = [[first, "人大代表", "6", *about], [second, "政协委员", "5", *about]]
    report = desk.bring_in("representatives", desk.file("representatives", wrong))
    assert {(row, column) for row, column, _ in found(report)} == {(2, "层级"), (3, "层级")}
    assert desk.bring_in("representatives", desk.file("representatives", [[first, "人大代表", "5", *about]])).errors == []
    assert desk.bring_in("pairings", desk.file("pairings", pairs)).errors == []
