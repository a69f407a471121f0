"""Files as people have them are read as a person sees them, and what is no such file is told in words."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.reading import UnreadableFileError, read
from tests.resolvers.desk import Desk


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
    assert row == ["T32028200000001", "P000146", "2020-05-09", "日常走访", "了解情况，宣讲政策"]


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
