"""Files as people have them are read as a person sees them, and what is no such file is told in words."""

from __future__ import annotations

import contextlib
import csv
import io
import random
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.reading import UnreadableFileError, read
from tests.resolvers.desk import Desk, found


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
    assert row == ["T32028200000001", "P000146", "2020-05-09", "日常走访", "了解情况，宣讲政策", ""]


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


def test_percentage_is_read_as_the_cell_shows_it(desk: Desk) -> None:
    """Excel keeps 8 % as 0.08; a % that a format writes behind an 8 leaves the 8 alone."""
    path = desk.folder / "percent.xlsx"
    headings = [column.heading for column in KINDS["statistics"].columns]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        formats = [("0%", 0.08), ("0.00%", -0.086), ("[Red]0.0%;-0.0%", 0.07), ('0.0"%"', 8.2), ("0.0", 0.1 + 0.2)]
        for row, (form, value) in enumerate(formats, 1):
            sheet.write_row(row, 0, ["3202", 2001 + row, "城镇居民可支配收入增长率"])
            sheet.write_number(row, 3, value, book.add_format({"num_format": form}))
            sheet.write(row, 4, "统计公报（示例）")
    assert [row[3] for _, row in read(path).rows] == ["8%", "-8.6%", "7%", "8.2", "0.3"]
    assert desk.bring_in("statistics", path).errors == []
    stored = desk.fetch(
        "beneficiaries", "SELECT value FROM official_statistic WHERE region_code = '3202' AND year BETWEEN 2002 AND 2006 ORDER BY year"
    )
    assert [row["value"] for row in stored] == [Decimal(value) for value in ("8", "-8.6", "7", "8.2", "0.3")]


def test_formula_that_failed_is_a_mistake_and_no_empty_cell(desk: Desk) -> None:
    path = desk.folder / "failed.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.heading for column in KINDS["pairings"].columns])
        for row, cells in enumerate(csv.reader(desk.file("pairings").read_text("utf-8-sig").splitlines())):
            sheet.write_row(row, 0, cells)
        until = [column.field for column in KINDS["pairings"].columns].index("until")
        sheet.write_formula(1, until, "=1/0", value="#DIV/0!")
        sheet.write_formula(2, 0, "=NA()", value="#N/A")
        for column in range(len(KINDS["pairings"].columns)):
            sheet.write_formula(3, column, "=X()", value="#NAME?")
    told = {(row, heading) for row, heading, words in found(desk.bring_in("pairings", path)) if "a formula that failed" in words}
    headings = {column.heading for column in KINDS["pairings"].columns}
    assert told == {(2, "截止日期"), (3, KINDS["pairings"].columns[0].heading), *((4, heading) for heading in headings)}


def test_percentage_in_an_amount_is_a_mistake(desk: Desk) -> None:
    path = desk.folder / "percent.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["户编号", "年度", "收入类别", "金额"])
        sheet.write_row(1, 0, ["MOVE1", 2018, "工资性收入"])
        sheet.write_number(1, 3, 18, book.add_format({"num_format": "0%"}))
    assert (2, "金额", "an amount such as 1234.50 or 1,234.50") in found(desk.bring_in("incomes", path))


TITLE, HEADINGS = ["示例镇统计表"], ["区划代码", "年度", "指标", "数值", "来源"]


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ([[TITLE, [], HEADINGS, ["3202"]]], "the headings are in row 3: delete the rows above"),
        ([[["填表说明"], ["联系人"]], [HEADINGS, ["3202"]]], "only the first sheet is read, not): Sheet2"),
        ([[[], [], HEADINGS, ["3202"]]], "the first row must hold the headings, and is empty"),
        ([[], [HEADINGS, ["3202"]]], "is empty)。只读第一个工作表，未读 (only the first sheet is read, not): Sheet2"),
        ([[[*HEADINGS, "备注"], ["3202"]]], "unknown, perhaps hidden: 备注"),
    ],
)
def test_headings_that_stand_elsewhere_are_pointed_at(desk: Desk, sheets: list[list[list[str]]], said: str) -> None:
    path = desk.folder / "careless.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    with pytest.raises(UnreadableFileError, match=re.escape(said)):
        desk.bring_in("statistics", path)


def test_cell_that_is_merged_with_the_row_above_is_a_mistake(desk: Desk) -> None:
    desk.bring_in("households", desk.file("households"))
    path = desk.folder / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["户编号", "年度", "收入类别", "金额"])
        sheet.merge_range(1, 0, 2, 0, "T32028200000001")
        sheet.write_row(1, 1, [2017, "工资性收入", 5])
        sheet.write_row(2, 1, [2017, "转移性收入", 5])
    assert found(desk.bring_in("incomes", path)) == {(3, "户编号", "merged with the row above: split it and fill each row")}


def test_heading_is_known_whatever_spaces_and_line_breaks_are_in_it(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text('区 划　代码,"统计\n年度"\n3202,2018\n', "utf-8")
    assert read(path).headings == ["区划代码", "统计年度"]


def _packed(path: Path, method: int) -> bytearray:
    """The same workbook with its parts compressed in another way."""
    _workbook(path)
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(packed, "w", method) as archive:
        for name in book.namelist():
            archive.writestr(name, book.read(name))
    return bytearray(packed.getvalue())


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damaged_workbook_is_told_in_one_sentence_wherever_the_damage_is(tmp_path: Path, method: int) -> None:
    content, dice = _packed(tmp_path / "whole.xlsx", method), random.Random(1)
    path = tmp_path / "damaged.xlsx"
    for _ in range(100):
        damaged = content[: dice.randrange(len(content))] if dice.random() < 0.3 else bytearray(content)
        for _ in range(dice.choice((1, 3, 20))):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        path.write_bytes(damaged)
        with contextlib.suppress(UnreadableFileError):  # some damage changes nothing that is read
            read(path)


@pytest.mark.parametrize("name", ["cell.csv", "cell.xlsx"])
def test_character_that_no_database_holds_is_a_mistake_of_its_cell(desk: Desk, name: str) -> None:
    path = desk.folder / name
    rows = [["户编号", "年度", "收入类别", "金额"], ["MO\0VE1", "2018", "工资性收入", "1"], ["MOVE1", "2018", "工资性收入", "1\x070"]]
    if name.endswith(".csv"):
        path.write_text("\n".join(map(",".join, rows)), "utf-8")
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    said = "an unseen control character: type it again"
    assert {(2, "户编号", said), (3, "金额", said)} <= found(desk.bring_in("incomes", path))


def test_heading_with_a_character_that_nobody_sees_is_named_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "heading.csv"
    path.write_text("户编号,年\0度\n1,2\n", "utf-8")
    with pytest.raises(UnreadableFileError, match="an unseen control character in heading 2"):
        read(path)


def test_marks_of_direction_and_width_that_nobody_sees_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "copied.csv"
    path.write_text("户编号\u200b,联系电话\n\u202aT1,\u200e１４２００００００１２\u202c\n", "utf-8")
    assert (read(path).headings, read(path).rows) == (["户编号", "联系电话"], [(2, ["T1", "14200000012"])])
