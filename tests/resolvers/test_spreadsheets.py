"""Spreadsheets: every mistake is named by row and column, nothing is half-written, a second time changes nothing."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import random
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from databases.code_lists.forces import SPREADSHEET
from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from databases.identity_numbers import check_digit
from databases.key_check import ForeignKeysError, compare_marks
from databases.migrations import migrate
from databases.registry import sentences
from policies.policy import load as load_policy
from policies.subjects import Assignment, Subject
from resolvers.spreadsheets import cells, refusals
from resolvers.spreadsheets.checking import UNKNOWN
from resolvers.spreadsheets.importers import OUTSIDE, Importer, Operator
from resolvers.spreadsheets.importing import PartlyWrittenError, Report, UnwritableFileError, import_file
from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.reading import UnreadableFileError, read
from resolvers.spreadsheets.templates import template

OPERATING = Operator()
NOW = datetime(2020, 6, 30, tzinfo=UTC)


class Desk:
    """Somebody who brings in spreadsheets, and looks at what became of them."""

    def __init__(self, databases: Databases, keys: IdentifierKeys, folder: Path) -> None:
        self.databases, self.keys, self.folder = databases, keys, folder

    def file(self, kind: str, rows: list[list[str]] | None = None, name: str = "sheet.csv", encoding: str = "utf-8-sig", **changes: str) -> Path:
        """A file of a kind: its template, or these rows under the template's headings; `changes` go into the first row."""
        headings, *examples = csv.reader(io.StringIO(template(KINDS[kind]).lstrip("\ufeff")))
        lines = [list(row) for row in (examples if rows is None else rows)]
        for heading, value in changes.items():
            lines[0][headings.index(heading)] = value
        path = self.folder / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([headings, *lines])
        return path

    def bring_in(self, kind: str, path: Path, accept_valid: bool = False, importer: Operator | Importer = OPERATING) -> Report:
        return asyncio.run(self.importing(kind, path, accept_valid, importer))

    async def importing(self, kind: str, path: Path, accept_valid: bool = False, importer: Operator | Importer = OPERATING) -> Report:
        return await import_file(self.databases, self.keys, KINDS[kind], path, accept_valid=accept_valid, importer=importer, now=NOW)

    def fetch(self, database: str, sql: str, *values: Any) -> list[asyncpg.Record]:
        async def work() -> list[asyncpg.Record]:
            async with self.databases.connection(database) as connection:
                return await connection.fetch(sql, *values)

        return asyncio.run(work())

    def execute(self, database: str, sql: str) -> None:
        async def work() -> None:
            async with self.databases.connection(database) as connection:
                await connection.execute(sql)

        asyncio.run(work())

    def count(self, database: str, sql: str) -> int:
        return int(self.fetch(database, sql)[0][0])


@pytest.fixture
def desk(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path: Path) -> Desk:
    return Desk(demo_city[0], keys, tmp_path)


def _identity_number(order: int) -> str:
    first = f"32990119700101{order:03d}"
    return first + check_digit(first)


def _household(number: str, *members: tuple[str, str, str], village: str = "320282101001") -> Iterator[list[str]]:
    """Rows of a household: name, identity number and kinship of each member; the first is the head."""
    for name, id_number, kinship in members:
        shared = [number, village, members[0][0], "", "", "低保户", "在册帮扶", "2018-03-15", "", ""]
        yield [*shared, name, id_number, kinship, "", "", ""]


def test_every_template_comes_in_and_a_second_time_changes_nothing(desk: Desk) -> None:
    for kind in KINDS:
        path = desk.file(kind)
        first = desk.bring_in(kind, path)
        assert (first.errors, first.written) == ([], 2), kind
        events = desk.count(KINDS[kind].database, "SELECT count(*) FROM event")
        again = desk.bring_in(kind, path)
        assert (again.errors, again.written, again.changed) == ([], 2, 0), kind
        assert desk.count(KINDS[kind].database, "SELECT count(*) FROM event") == events, kind


def test_new_rows_stand_in_the_order_of_the_file(desk: Desk) -> None:
    """Whatever plan the server chooses: members without another order are shown as their office wrote them down."""
    numbers = [_identity_number(order) for order in range(800, 840)]
    rows = _household("ORDER1", *((f"赵测试{place}", number, "其他" if place else "户主") for place, number in enumerate(numbers)))
    assert desk.bring_in("households", desk.file("households", list(rows))).errors == []
    members = "SELECT m.name FROM member AS m JOIN household AS h ON h.id = m.household_id WHERE h.number = 'ORDER1' ORDER BY m.id"
    assert [row["name"] for row in desk.fetch("beneficiaries", members)] == [f"赵测试{place}" for place in range(len(numbers))]


def test_certificate_is_for_charities_that_may_raise_funds(desk: Desk) -> None:
    rows = [["示例募证〔2010〕9号", "ORG00001", "2010-01-01", "", "3202"]]
    report = desk.bring_in("certificates", desk.file("certificates", rows))
    assert [(error.row, "慈善组织" in error.message) for error in report.errors] == [(2, True)]
    assert desk.count("forces", "SELECT count(*) FROM fundraising_certificate WHERE number = '示例募证〔2010〕9号'") == 0


def test_import_leaves_one_event_with_digests_and_no_values(desk: Desk) -> None:
    number = _identity_number(501)
    path = desk.file("households", list(_household("EV1", ("赵测试", number, "户主"))))
    assert desk.bring_in("households", path).changed == 2
    event = dict(desk.fetch("beneficiaries", "SELECT * FROM event ORDER BY id DESC LIMIT 1")[0])
    assert (event["kind"], event["actor"], event["row_count"]) == ("imported", "operator", 2)
    assert "id_number" in event["changed_fields"]
    assert number not in str(event)
    assert "赵测试" not in str(event)


def test_an_empty_city_is_filled_from_spreadsheets_alone(dsns: dict[str, str], keys: IdentifierKeys, tmp_path: Path) -> None:
    """No demo city, no SQL: the divisions first (in all four databases), then everything that refers to them."""
    desk = Desk(Databases(dsns, "city_of_sheets"), keys, tmp_path)
    for database in DATABASES:
        asyncio.run(migrate(desk.databases, database))
    divisions = [["3202", "无锡市", ""], ["320282", "宜兴市", "3202"], ["320282101", "示例镇", "320282"], ["320282101001", "示例村", "320282101"]]
    desk.bring_in("divisions", desk.file("divisions", [[*row, "1990-01-01", "", ""] for row in divisions]))
    for kind in ("organisations", "policy_documents", "people", "households", "incomes", "villages"):
        rows = list(csv.reader(io.StringIO(template(KINDS[kind]).lstrip("\ufeff"))))[1:]
        if kind == "people":
            rows[0][4], rows[1][4] = "T-ORG-01", "T-ORG-02"
        report = desk.bring_in(kind, desk.file(kind, rows))
        assert (report.errors, report.written) == ([], 2), kind
    for database in DATABASES:
        assert desk.count(database, "SELECT count(*) FROM region") == 4
    assert desk.count("forces", "SELECT count(*) FROM organisation WHERE parent_id IS NOT NULL") == 1


def test_a_division_whose_parent_is_unknown_is_named(desk: Desk) -> None:
    rows = [["320298101", "示例镇", "320298", "2020-01-01", "", ""], ["320298", "示例区", "3202", "2020-01-01", "", ""]]
    errors = desk.bring_in("divisions", desk.file("divisions", rows)).errors
    assert [(error.row, error.column) for error in errors] == [(2, "上级区划代码")]


def test_a_list_past_its_draft_is_not_changed_by_a_sheet(desk: Desk) -> None:
    rows = list(csv.reader(io.StringIO(template(KINDS["payment_lists"]).lstrip("\ufeff"))))[1:]
    for row in rows:
        row[0], row[4] = "T-FROZEN", "2020-08"
    household = desk.file("households")
    desk.bring_in("households", household)
    desk.bring_in("payment_lists", desk.file("payment_lists", rows))
    asyncio.run(_check_list(desk.databases))
    again = desk.bring_in("payment_lists", desk.file("payment_lists", rows))
    assert (again.errors, again.changed) == ([], 0)
    rows[0][-1], rows[1][-1] = "881.00", "639.00"  # the total stays
    changed = desk.bring_in("payment_lists", desk.file("payment_lists", rows))
    assert "past its draft" in changed.errors[0].message
    assert desk.count("funds", "SELECT count(*) FROM payment_list WHERE number = 'T-FROZEN' AND state = 'checked'") == 1


def test_no_line_is_added_to_a_list_past_its_draft(desk: Desk) -> None:
    rows = list(csv.reader(io.StringIO(template(KINDS["payment_lists"]).lstrip("\ufeff"))))[1:]
    before = desk.count("funds", "SELECT count(*) FROM payment_line")
    number = desk.fetch("funds", "SELECT number FROM payment_list WHERE state = 'reconciled' ORDER BY id LIMIT 1")[0]["number"]
    for row in rows:
        row[0] = number
    assert desk.bring_in("payment_lists", desk.file("payment_lists", rows)).errors
    assert desk.count("funds", "SELECT count(*) FROM payment_line") == before


def test_household_moves_with_all_its_members_and_papers(desk: Desk) -> None:
    members = [("李搬迁", _identity_number(901), "户主"), ("李配偶", _identity_number(902), "配偶")]
    desk.bring_in("households", desk.file("households", list(_household("MOVE1", *members))))
    desk.bring_in("incomes", desk.file("incomes", [["MOVE1", "2019", "工资性收入", "1,800.00"]]))
    moved = desk.bring_in("households", desk.file("households", list(_household("MOVE1", *members, village="320282101200"))))
    assert moved.errors == []
    for table in ("member", "household_income"):
        sql = f"SELECT DISTINCT region_code FROM {table} WHERE household_id = (SELECT id FROM household WHERE number = 'MOVE1')"
        assert [row["region_code"] for row in desk.fetch("beneficiaries", sql)] == ["320282101200"]


def test_sheet_that_forgets_a_member_is_refused(desk: Desk) -> None:
    members = [("周甲", _identity_number(911), "户主"), ("周乙", _identity_number(912), "配偶")]
    desk.bring_in("households", desk.file("households", list(_household("FORGET1", *members))))
    report = desk.bring_in("households", desk.file("households", list(_household("FORGET1", members[0]))))
    assert "missing from the sheet" in report.errors[0].message


def test_person_is_not_taken_into_another_household(desk: Desk) -> None:
    number = _identity_number(921)
    desk.bring_in("households", desk.file("households", list(_household("TAKE1", ("吴甲", number, "户主")))))
    report = desk.bring_in("households", desk.file("households", list(_household("TAKE2", ("吴甲", number, "户主")))))
    assert "another household" in report.errors[0].message


def test_cells_beyond_the_headings_and_open_quotes_are_errors(desk: Desk) -> None:
    path = desk.folder / "amounts.csv"
    path.write_text("户编号,年度,收入类别,金额\nMOVE1,2018,工资性收入,18,600.00\n", "utf-8")
    assert "more cells than headings" in desk.bring_in("incomes", path).errors[0].message
    path.write_text('户编号,年度,收入类别,金额\nMOVE1,2018,"工资性收入,18\nMOVE1,2017,工资性收入,20\n', "utf-8")
    with pytest.raises(UnreadableFileError, match="quote"):
        desk.bring_in("incomes", path)


def test_small_workbook_with_a_cell_at_the_far_end_is_refused(desk: Desk) -> None:
    path = desk.folder / "bomb.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "户编号")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(UnreadableFileError, match="too large"):
        desk.bring_in("incomes", path)


def _workbook(path: Path) -> bytes:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(0, 0, "户编号")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("offset", "value"),
    [
        (8, b"\x01\x00"),  # the flag of an encrypted entry
        (10, b"\x63\x00"),  # a compression that nobody knows
    ],
)
def test_workbook_that_cannot_be_unpacked_is_told_in_words(desk: Desk, offset: int, value: bytes) -> None:
    path = desk.folder / "sealed.xlsx"
    content = bytearray(_workbook(path))
    with zipfile.ZipFile(path) as archive:
        entry, directory = archive.getinfo("xl/worksheets/sheet1.xml"), archive.start_dir
    listed = content.rindex(entry.filename.encode(), directory) - 46
    content[listed + offset : listed + offset + 2] = value
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match="not a workbook"):
        desk.bring_in("incomes", path)


def test_old_sheet_does_not_reopen_an_ended_post(desk: Desk) -> None:
    columns = [column.heading for column in KINDS["people"].columns]
    row = ["REOPEN1", "郑测试", "男", "", "ORG00001", "一般干部", "帮扶责任人", "", "320282101", "2020-01-01", "2021-01-01"]
    desk.bring_in("people", desk.file("people", [row]))
    row[columns.index("截止日期")] = ""
    assert desk.bring_in("people", desk.file("people", [row])).changed == 0
    sql = "SELECT upper(period) AS until FROM post JOIN person ON person.id = person_id WHERE number = 'REOPEN1'"
    assert desk.fetch("forces", sql)[0]["until"] == date(2021, 1, 1)


CHECK_LIST = """
UPDATE payment_list AS list SET state = 'checked', checker_id = maker_id + 1, checked_on = made_on, benefit_standard_id = standard.id, plan_id = plan.id
FROM benefit_standard AS standard JOIN allocation_plan AS plan USING (stream_id, region_code)
WHERE (plan.stream_id, plan.region_code) = (list.stream_id, list.region_code) AND list.number = 'T-FROZEN'
AND plan.year = extract(year FROM list.month) AND standard.period @> list.month
"""


async def _check_list(databases: Databases) -> None:
    async with databases.connection("funds") as connection:
        assert await connection.execute(CHECK_LIST) == "UPDATE 1"


def test_keys_of_another_city_are_refused_before_anything_is_read(desk: Desk) -> None:
    """Digests made with another key would let one person in twice."""
    stranger = Desk(desk.databases, IdentifierKeys("test", {"test": bytes(32)}, bytes(32)), desk.folder)
    before = desk.count("beneficiaries", "SELECT count(*) FROM event")
    with pytest.raises(ForeignKeysError, match="not those of the city demo_city"):
        stranger.bring_in("households", stranger.file("households"))
    with pytest.raises(ForeignKeysError):
        asyncio.run(compare_marks(stranger.databases, DATABASES, stranger.keys))
    asyncio.run(compare_marks(desk.databases, DATABASES, desk.keys))
    assert desk.count("beneficiaries", "SELECT count(*) FROM event") == before


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
        row = next(_household(f"TEN{place}", ("钱测试", _identity_number(600 + place), "户主")))
        row[headings.index(heading)] = value
        rows.append(row)
        expected.append((place + 2, heading, said))
    rows.append(next(_household("TEN-OK", ("孙测试", _identity_number(650), "户主"))))
    before = desk.count("beneficiaries", "SELECT count(*) FROM household")
    report = desk.bring_in("households", desk.file("households", rows))
    found = {(error.row, error.column): error.message for error in report.errors}
    for row_number, heading, said in expected:
        assert said in found[row_number, heading]
    assert {row for row, _ in found} == set(range(2, 12))
    assert desk.count("beneficiaries", "SELECT count(*) FROM household") == before
    assert (report.written, report.changed, report.rejected) == (0, 0, None)


def test_a_household_lives_in_a_village_and_nobody_is_born_tomorrow(desk: Desk) -> None:
    unborn = "329901219001011230"[:17]
    town = next(_household("TOWN", ("钱测试", _identity_number(700), "户主"), village="320282101"))
    future = next(_household("FUTURE", ("钱测试", unborn + check_digit(unborn), "户主")))
    report = desk.bring_in("households", desk.file("households", [town, future]))
    assert [(error.row, error.column) for error in report.errors] == [(2, "村代码"), (3, "身份证号")]


def test_no_error_repeats_what_a_person_typed(desk: Desk) -> None:
    wrong = "329901195805120011"
    report = desk.bring_in("households", desk.file("households", 身份证号=wrong, 联系电话="1420000xxxx"))
    assert report.errors
    assert all(wrong not in error.message and "1420000" not in error.message for error in report.errors)


def test_right_rows_are_accepted_and_rejected_ones_come_back_mended(desk: Desk) -> None:
    good, bad = _identity_number(701), _identity_number(702)
    rows = [*_household("ACC1", ("周测试", good, "户主")), *_household("ACC2", ("吴测试", bad[:-1] + ("0" if bad[-1] != "0" else "1"), "户主"))]
    report = desk.bring_in("households", desk.file("households", rows), accept_valid=True)
    assert (report.written, report.changed) == (1, 2)
    assert report.rejected is not None
    assert report.rejected.stat().st_mode & 0o077 == 0
    text = report.rejected.read_text("utf-8-sig")
    assert "ACC2" in text
    assert "ACC1" not in text
    assert "校验码" in text
    mended = desk.folder / "mended.csv"
    mended.write_text(text.replace(rows[1][11], bad), "utf-8-sig")
    assert desk.bring_in("households", mended).changed == 2


@pytest.mark.parametrize("stem", ["taken", "长" * 83], ids=["folder", "long"])
def test_nothing_is_written_where_the_rejected_rows_cannot_be_kept(desk: Desk, stem: str) -> None:
    """A folder has the file's name, or the name is longer than the file system allows."""
    (desk.folder / "taken.rejected.csv").mkdir()
    rows = [*_household("KEPT1", ("周测试", _identity_number(703), "户主")), *_household("KEPT2", ("吴测试", "123", "户主"))]
    with pytest.raises(UnwritableFileError, match="nothing was written") as refused:
        desk.bring_in("households", desk.file("households", rows, name=f"{stem}.csv"), accept_valid=True)
    assert refused.value.exit_code == UnreadableFileError.exit_code
    assert desk.count("beneficiaries", "SELECT count(*) FROM household WHERE number = 'KEPT1'") == 0


LONG = "".join(random.Random(1).choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=4_000))  # not shortened by compression


@pytest.mark.parametrize(
    ("kind", "heading"), [("measures", "内容"), ("households", "户编号"), ("policy_documents", "文号"), ("fund_streams", "资金名称")]
)
def test_key_longer_than_an_index_holds_is_a_mistake_of_its_row(desk: Desk, kind: str, heading: str) -> None:
    desk.bring_in("households", desk.file("households"))
    assert (2, heading, "200 characters at most") in _found(desk.bring_in(kind, desk.file(kind, **{heading: LONG})))


def test_every_key_of_a_sheet_has_a_greatest_length() -> None:
    for kind in KINDS.values():
        keys = {*kind.unique, *(target.fields[part] for target in kind.targets for part in target.key if part in target.fields)}
        for column in kind.columns:
            if column.field in keys:
                with pytest.raises(cells.CellError):
                    column.parse("1" * 201)


def test_rows_of_one_household_stand_or_fall_together(desk: Desk) -> None:
    rows = [*_household("GRP1", ("郑测试", _identity_number(711), "户主"), ("王测试", "123", "配偶"))]
    report = desk.bring_in("households", desk.file("households", rows), accept_valid=True)
    assert report.written == 0
    assert report.rejected is not None
    assert len(report.rejected.read_text("utf-8-sig").splitlines()) == 3


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([*_household("AGR1", ("冯测试", _identity_number(721), "配偶"))], "no head"),
        ([*_household("AGR2", ("冯测试", _identity_number(722), "户主"), ("陈测试", _identity_number(723), "户主"))], "more than one head"),
        ([*_household("AGR3", ("冯测试", _identity_number(724), "户主"), ("陈测试", _identity_number(724), "配偶"))], "same as row 2"),
    ],
)
def test_what_rows_must_agree_on_is_checked(desk: Desk, rows: list[list[str]], said: str) -> None:
    report = desk.bring_in("households", desk.file("households", rows))
    assert any(said in error.message for error in report.errors)


def test_household_data_that_differ_inside_a_household_are_named(desk: Desk) -> None:
    rows = [*_household("DIF1", ("褚测试", _identity_number(731), "户主"), ("卫测试", _identity_number(732), "配偶"))]
    rows[1][5] = "低收入户"
    errors = desk.bring_in("households", desk.file("households", rows)).errors
    assert [(error.row, error.column) for error in errors] == [(3, "困难类别")]


def test_what_only_the_database_finds_is_narrowed_down_to_its_row(desk: Desk) -> None:
    """A second responsible helper at the same time is excluded by the database; the other row is written."""
    paired = desk.fetch("forces", "SELECT household_id FROM pairing WHERE kind = 'responsible' AND upper(period) IS NULL ORDER BY id LIMIT 1")[0][0]
    number = desk.fetch("beneficiaries", "SELECT number FROM household WHERE id = $1", paired)[0][0]
    rows = [[number, "P000010", "帮扶责任人", "2020-02-01", "", ""], [number, "P000010", "其他结对", "2020-02-01", "", ""]]
    report = desk.bring_in("pairings", desk.file("pairings", rows), accept_valid=True)
    words = (
        "与已有记录的期间重叠：每户同时只有一名帮扶责任人 (overlaps with a period that is there: A household has one responsible helper at a time)"
    )
    assert [(error.row, error.column, error.message) for error in report.errors] == [(2, "户编号、结对类别、起始日期、截止日期", words)]
    assert (report.written, report.changed) == (1, 1)


def _found(report: Report) -> set[tuple[int, str, str]]:
    """Row, column and the English words of every mistake."""
    return {(error.row, error.column, error.message.rpartition("(")[2].rstrip(")")) for error in report.errors}


def test_cell_that_cannot_be_read_silences_no_rule_of_its_group(desk: Desk) -> None:
    members = [("秦甲", _identity_number(800 + place), kinship) for place, kinship in enumerate(("户主", "户主", "配偶", "邻居"))]
    rows = list(_household("LOUD1", *members))
    headings = [column.heading for column in KINDS["households"].columns]
    for place, heading, value in ((0, "联系电话", "call me"), (0, "状态", "已脱困"), (2, "困难类别", "低收入户"), (1, "姓名", "秦乙")):
        rows[place][headings.index(heading)] = value
    for row in rows:
        row[headings.index("状态")] = "已脱困"
    assert _found(desk.bring_in("households", desk.file("households", rows))) == {
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
    assert _found(desk.bring_in("measures", desk.file("measures", **changes))) == {
        (2, "开始日期", "before the household was filed"),
        (2, "计划完成日期", "a day such as 2020-06-30 that exists"),
        (2, "完成日期", "earlier than the first day"),
    }


def test_each_post_of_a_person_ends_after_it_began(desk: Desk) -> None:
    row = ["ENDS1", "郑测试", "男", "", "ORG00001", "一般干部", "帮扶责任人", "", "320282101", "2020-01-01", ""]
    report = desk.bring_in("people", desk.file("people", [row, [*row[:-2], "2021-01-01", "2020-06-30"]]))
    assert _found(report) == {(3, "截止日期", "must follow the first day")}


def test_database_refuses_the_right_row_of_a_list_by_column_and_in_words(desk: Desk) -> None:
    """Two of four lines are of another county's households, which only the database finds."""
    places = ("320282101001", "320281001001", "320282101001", "320281001001")
    members = [(f"钱县{place}", _identity_number(950 + place), "户主") for place in range(4)]
    households = [next(_household(f"COUNTY{place}", member, village=places[place])) for place, member in enumerate(members)]
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
    assert _found(desk.bring_in("people", desk.file("people", rows))) == {
        (
            3,
            "人员编号、层级角色、部门、区划代码、起始日期、截止日期",
            "overlaps with a period that is there: A person is given a post once at a time",
        ),
        (4, "起始日期", "a day such as 2020-06-30 that exists"),
    }
    assert desk.count("forces", "SELECT count(*) FROM person WHERE number = 'BESIDE1'") == 0


def test_member_of_another_household_is_named_by_his_row(desk: Desk) -> None:
    taken = ("吴丙", _identity_number(961), "户主")
    desk.bring_in("households", desk.file("households", list(_household("TAKEN1", taken))))
    rows = list(_household("TAKEN2", ("吴丁", _identity_number(962), "户主"), (taken[0], taken[1], "其他")))
    assert _found(desk.bring_in("households", desk.file("households", rows))) == {(3, "身份证号", "this person belongs to another household")}


def test_key_that_another_row_has_is_told_by_its_column(desk: Desk) -> None:
    stored = desk.fetch("forces", "SELECT credit_code FROM organisation WHERE credit_code IS NOT NULL LIMIT 1")[0][0]
    row = ["T-ORG-09", "示例公司", "企业", "", stored, "否", "", "0", "320282"]
    assert _found(desk.bring_in("organisations", desk.file("organisations", [row]))) == {(2, "统一社会信用代码", "already there")}


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
        ("statistics", {"指标": "常住人口", "数值": "-100.5"}, "数值", "only a growth rate may be negative"),
        ("statistics", {"指标": "农民人均可支配收入", "数值": "-0.01"}, "数值", "only a growth rate may be negative"),
    ],
)
def test_what_cannot_have_been_is_refused_where_it_stands(desk: Desk, kind: str, changes: dict[str, str], heading: str, said: str) -> None:
    desk.bring_in("households", desk.file("households"))
    desk.bring_in("organisations", desk.file("organisations"))
    assert (2, heading, said) in _found(desk.bring_in(kind, desk.file(kind, **changes)))


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


def test_empty_optional_cell_leaves_what_is_stored(desk: Desk) -> None:
    row = next(_household("KEEP1", ("蒋测试", _identity_number(741), "户主")))
    row[4] = "14200000999"
    desk.bring_in("households", desk.file("households", [row]))
    row[4] = ""
    assert desk.bring_in("households", desk.file("households", [row])).changed == 0
    assert desk.fetch("beneficiaries", "SELECT phone FROM household WHERE number = 'KEEP1'")[0][0] == "14200000999"


def test_changed_row_keeps_its_history(desk: Desk) -> None:
    row = next(_household("HIS1", ("沈测试", _identity_number(751), "户主")))
    desk.bring_in("households", desk.file("households", [row]))
    row[5] = "低收入户"
    assert desk.bring_in("households", desk.file("households", [row])).changed == 1
    assert desk.fetch("beneficiaries", "SELECT category FROM household_history WHERE number = 'HIS1'")[0][0] == "dibao"


def test_two_imports_of_one_file_at_once_write_it_once(desk: Desk) -> None:
    path = desk.file("households", [*_household("TWO1", ("韩测试", _identity_number(761), "户主"))])

    async def both() -> list[Report]:
        return list(await asyncio.gather(desk.importing("households", path), desk.importing("households", path)))

    reports = asyncio.run(both())
    assert sorted(report.changed for report in reports) == [0, 2]
    assert desk.count("beneficiaries", "SELECT count(*) FROM event WHERE subject_kind = 'households' AND row_count = 2 AND kind = 'imported'") >= 1
    assert desk.fetch("beneficiaries", "SELECT version FROM household WHERE number = 'TWO1'")[0][0] == 1


def _importer(tier: str, region: str, department: str = "") -> Importer:
    return Importer(load_policy(), Subject(person_id=1, number="P000001", assignments=(Assignment.of(tier, department, region),)))


def test_person_brings_in_what_his_post_lets_him_and_the_event_names_it(desk: Desk) -> None:
    path = desk.file("households", [*_household("BY1", ("吴测试", _identity_number(781), "户主"))])
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
    path = desk.file("households", [*_household("BY2", ("吴测试", _identity_number(782), "户主"))])
    report = desk.bring_in("households", path, True, _importer(tier, region, department))
    assert [(error.row, error.column, error.message) for error in report.errors] == [(2, "村代码", OUTSIDE)]
    assert desk.count("beneficiaries", "SELECT count(*) FROM household WHERE number = 'BY2'") == 0


def test_nobody_takes_a_household_out_of_a_division_that_is_not_his(desk: Desk) -> None:
    """The sheet moves it into the officer's town; where it lies now he may write nothing."""
    member = ("吴测试", _identity_number(783), "户主")
    assert desk.bring_in("households", desk.file("households", list(_household("BY3", member, village="320281001001")))).changed == 2
    moved = desk.file("households", list(_household("BY3", member, village="320282101001")))
    report = desk.bring_in("households", moved, importer=_importer("manager", "320282", "civil_affairs"))
    assert [(error.row, error.message) for error in report.errors] == [(2, OUTSIDE)]
    assert desk.fetch("beneficiaries", "SELECT region_code FROM household WHERE number = 'BY3'")[0][0] == "320281001001"


def test_household_out_of_scope_is_answered_like_one_that_is_not_there(desk: Desk) -> None:
    desk.bring_in("households", desk.file("households", list(_household("BY4", ("吴测试", _identity_number(784), "户主")))))
    incomes = [[number, "2019", "工资性收入", "100.00"] for number in ("BY4", "NOBODY")]
    report = desk.bring_in("incomes", desk.file("incomes", incomes), importer=_importer("manager", "320281", "civil_affairs"))
    assert {(error.column, error.message) for error in report.errors} == {("户编号", UNKNOWN)}
    assert len(report.errors) == 2
    visits = desk.file("visits", [["BY4", "P000145", "2018-03-14", "日常走访", "了解情况"]])  # a day before it was filed
    report = desk.bring_in("visits", visits, importer=_importer("manager", "320281", "civil_affairs"))
    assert [(error.column, error.message) for error in report.errors] == [("户编号", UNKNOWN)]


def test_connection_lost_in_the_middle_leaves_nothing(desk: Desk) -> None:
    """The import has written its rows and waits to write its event; there it is cut off."""
    path = desk.file("households", [*_household("LOST1", ("杨测试", _identity_number(771), "户主"))])
    waiting = "FROM pg_locks WHERE NOT granted AND relation = 'event'::regclass"

    async def work() -> None:
        async with desk.databases.connection("beneficiaries") as holder, holder.transaction():
            await holder.execute("LOCK TABLE event IN EXCLUSIVE MODE")
            importing = asyncio.create_task(desk.importing("households", path))
            while not importing.done() and not await holder.fetchval(f"SELECT count(*) {waiting}"):
                await asyncio.sleep(0)
            await holder.execute(f"SELECT pg_terminate_backend(pid) {waiting}")
            await importing

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
        asyncio.run(work())
    assert desk.count("beneficiaries", "SELECT count(*) FROM household WHERE number = 'LOST1'") == 0


CUT_AT_COMMIT = """
CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON region DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()
"""


def test_divisions_cut_off_at_the_last_commit_say_where_they_are_and_are_completed_by_a_second_time(desk: Desk) -> None:
    path = desk.file("divisions", [["320297", "示例区", "3202", "2020-01-01", "", ""]])
    imported = "SELECT count(*) FROM event WHERE subject_kind = 'divisions' AND kind = 'imported'"
    events = {database: desk.count(database, imported) for database in DATABASES}

    def written() -> list[tuple[int, int]]:
        divisions = "SELECT count(*) FROM region WHERE code = '320297'"
        return [(desk.count(name, divisions), desk.count(name, imported) - events[name]) for name in DATABASES]

    desk.execute("beneficiaries", CUT_AT_COMMIT)
    try:
        with pytest.raises(PartlyWrittenError, match=r"forces, projects, funds；.*: beneficiaries .*run the same command again"):
            desk.bring_in("divisions", path)
    finally:
        desk.execute("beneficiaries", "DROP FUNCTION cut CASCADE")
    assert written() == [(0, 0), (1, 1), (1, 1), (1, 1)]
    assert desk.bring_in("divisions", path).changed == 1
    assert written() == [(1, 1)] * 4
    assert desk.bring_in("divisions", path).changed == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_file_is_read_in_the_encodings_that_people_have(desk: Desk, encoding: str) -> None:
    assert read(desk.file("statistics", encoding=encoding)).headings[0] == "区划代码"


def test_workbook_is_read_as_a_person_sees_it(desk: Desk) -> None:
    path = desk.folder / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for column, heading in enumerate(column.heading for column in KINDS["visits"].columns):
            sheet.write(0, column, heading)
        sheet.write_row(2, 0, ["T32028200000001", "P000146"])
        sheet.write_datetime(2, 2, datetime(2020, 5, 9), day)
        sheet.write_row(2, 3, ["日常走访", " 了解情况，宣讲政策 "])
    [(number, row)] = read(path).rows
    assert number == 3
    assert row == ["T32028200000001", "P000146", "2020-05-09", "日常走访", "了解情况，宣讲政策"]


def test_identity_number_that_excel_has_rounded_is_explained() -> None:
    with pytest.raises(cells.CellError, match="Excel"):
        cells.identity_number("3.29901195805120e+17".upper())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "headings"),
        ("a,b\n1,2\n", "headings do not fit"),
        ("区划代码,区划代码,年度,指标,数值,来源\n", "twice"),
        ("区划代码,年度,指标,数值\n", "missing"),
    ],
)
def test_file_that_is_no_such_sheet_is_explained(desk: Desk, content: str, said: str) -> None:
    path = desk.folder / "odd.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(UnreadableFileError, match=said):
        desk.bring_in("statistics", path)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]))
def test_every_way_of_writing_a_day_is_understood(day: date, form: str) -> None:
    assert cells.day(day.strftime(form)) == day


@given(st.decimals(0, 10**12, places=2))
def test_money_keeps_every_cent(amount: Decimal) -> None:
    assert cells.money(f"{amount:,.2f}") == amount


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["{}", "{}%", "{:,}", "{} %"]))
def test_rate_keeps_both_decimals(figure: Decimal, form: str) -> None:
    assert cells.rate(form.format(figure)) == figure


@pytest.mark.parametrize("text", ["8.6349", "0.086", "1_2", "1e3", "٨", "8.6%%", "", "%", "NaN", "Infinity", "10000000000000"])
def test_number_that_would_be_changed_is_refused(text: str) -> None:
    for parse in (cells.rate, cells.money, cells.count):
        with pytest.raises(cells.CellError):
            parse(text)


@given(st.text(max_size=30))
def test_no_cell_breaks_a_parser(text: str) -> None:
    for parse in (
        cells.day,
        cells.month,
        cells.moment,
        cells.money,
        cells.count,
        cells.year,
        cells.identity_number,
        cells.phone,
        cells.region,
        cells.rate,
    ):
        with contextlib.suppress(cells.CellError):
            parse(text)


RUN = "SELECT kind, state, row_count, checked, written, mistakes, ended_at, person_id, region_code FROM import_run ORDER BY id DESC LIMIT 1"


def _last_run(desk: Desk) -> dict[str, Any]:
    return dict(desk.fetch("forces", RUN)[0])


def test_import_tells_how_it_ended_and_holds_numbers_only(desk: Desk) -> None:
    right = [list(row) for row in _household("RUN1", ("赵进度", _identity_number(601), "户主"))]
    desk.bring_in("households", desk.file("households", right), importer=Operator("P000001"))
    person = desk.fetch("forces", "SELECT id, region_code FROM person WHERE number = 'P000001'")[0]
    told = _last_run(desk)
    assert (told["person_id"], told["region_code"]) == (person["id"], person["region_code"])
    assert [told[name] for name in ("kind", "state", "row_count", "checked", "written", "mistakes")] == ["households", "done", 1, 1, 1, 0]
    wrong = [*right, ["RUN2", "nowhere", *right[0][2:]]]
    errors = desk.bring_in("households", desk.file("households", wrong)).errors
    told = _last_run(desk)
    assert [told[name] for name in ("state", "row_count", "checked", "written", "mistakes")] == ["refused", 2, 2, 0, len(errors)]
    with pytest.raises(UnreadableFileError):
        desk.bring_in("households", desk.folder / "missing.csv")
    assert _last_run(desk)["state"] == "failed"
    assert _last_run(desk)["ended_at"]


def test_every_kind_of_spreadsheet_has_its_code() -> None:
    assert list(SPREADSHEET.labels) == list(KINDS)
    assert all(kind.title.startswith(SPREADSHEET.labels[name]) for name, kind in KINDS.items())


def test_import_goes_on_where_its_progress_cannot_be_told(desk: Desk, dsns: dict[str, str]) -> None:
    away = Databases({**dsns, "forces": "postgresql://nobody@127.0.0.1:1/forces"}, desk.databases.city)
    report = Desk(away, desk.keys, desk.folder).bring_in("villages", desk.file("villages"))
    assert report.errors == []
