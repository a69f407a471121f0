"""Files as people have them: CSV in UTF-8 or GB 18030, XLSX; numbered rows of plain text come out."""

from __future__ import annotations

import csv
import hashlib
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from databases.failures import WrongDataError
from resolvers.spreadsheets.excel_cells import Shown, column_number, shown

ENCODINGS = ("utf-8-sig", "gb18030")
# digits, letters and the signs of dates and amounts; Chinese punctuation in texts stays as it is
WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *map(ord, "－．／：％＋"))
# nobody sees them; they come along when a cell is filled from a web page or a chat
INVISIBLE = (0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, 0xFEFF)
PLAIN = {wide: wide - 0xFEE0 for wide in WIDE} | dict.fromkeys(INVISIBLE) | {0x3000: " "}
CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")  # PostgreSQL holds no NUL, and nobody means the others
MOST_CELLS = 20_000_000
MOST_BYTES = 2**30
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
# what reading an archive in memory ends with: RuntimeError where it is encrypted or compressed in an unknown way, the others where it is damaged
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, OSError, ValueError, LookupError, StopIteration),
    *(CalamineError, ElementTree.ParseError),
)
FAILURES = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}  # of formulas
EXCEL_DIGITS = 15  # what Excel shows of a number at most; those behind are left over from its computing


class UnreadableFileError(WrongDataError):
    """The file is no spreadsheet of ours; the text says what was expected."""


@dataclass(frozen=True)
class Sheet:
    """Headings and rows; a row's number is the one a person sees, the headings being row 1.

    `too_long` are the rows with something beyond the last heading, `unread` the names of the sheets behind the first.
    `merged` are the cells, by row and place from 0, over which one of a row above reaches.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    too_long: list[int]
    digest: bytes  # SHA-256 of the file
    unread: list[str]
    merged: set[tuple[int, int]]


def read(path: Path) -> Sheet:
    """The first sheet of a file, every cell as trimmed text in half-width characters; empty rows are left out."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise UnreadableFileError(f"{path.name}: 只接受 .csv 或 .xlsx 文件 (a .csv or .xlsx file is expected)")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path}: 无法读取文件 (the file cannot be read: {error.strerror})") from None
    try:
        found, unread, merged = _workbook(path.name, content) if path.suffix.lower() == ".xlsx" else (list(_csv(path.name, content)), [], set())
    except csv.Error as error:
        raise UnreadableFileError(f"{path.name}: 不是有效的 CSV，引号未闭合？ (not valid CSV, is a quote not closed: {error})") from None
    numbered = [(number, row) for number, row in enumerate(found, 1) if any(row)]
    if not numbered or numbered[0][0] != 1:
        said = f"{path.name}: 第一行应为表头，现为空行 (the first row must hold the headings, and is empty)。"
        raise UnreadableFileError(said + only_the_first(unread))
    headings, rows = list(_headings(path.name, numbered[0][1])), numbered[1:]
    width = len(headings)
    too_long = [number for number, row in rows if any(row[width:])]
    padded = [(number, (row + [""] * width)[:width]) for number, row in rows]
    return Sheet(headings, padded, too_long, hashlib.sha256(content).digest(), unread, merged)


def only_the_first(unread: list[str]) -> str:
    """Of the sheets that are not read, if there are any."""
    return f"只读第一个工作表，未读 (only the first sheet is read, not): {'、'.join(unread)}。" if unread else ""


def _headings(name: str, cells: list[str]) -> Iterator[str]:
    """Without the spaces and line breaks that make them look well."""
    for place, cell in enumerate(cells, 1):
        if CONTROL.search(cell):
            raise UnreadableFileError(f"{name}: 第 {place} 列表头有看不见的控制字符，请重新输入 (an unseen control character in heading {place})")
        yield "".join(cell.split())


def _csv(name: str, content: bytes) -> Iterator[list[str]]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from ([_plain(cell) for cell in row] for row in csv.reader(io.StringIO(text), strict=True))
        return
    raise UnreadableFileError(f"{name}: 文字编码应为 UTF-8 或 GBK (save the file as UTF-8 or GBK)")


def _workbook(name: str, content: bytes) -> tuple[list[list[str]], list[str], set[tuple[int, int]]]:
    """The cells of the first sheet, the names of the others, and which cells are merged with one above."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if _too_large(archive):
                raise UnreadableFileError(f"{name}: 表格过大 (the sheet is too large: {MOST_CELLS:,} cells are read at most)")
            beyond = shown(archive)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except DAMAGED as error:
        raise UnreadableFileError(f"{name}: 不是有效的 Excel 文件，已损坏或加密？ (not a workbook, damaged or encrypted: {error})") from None
    merged = {place for reach in sheet.merged_cell_ranges or () for place in _below(*reach, len(rows))}
    cells = [[_cell(cell, (row, column), beyond) for column, cell in enumerate(cells)] for row, cells in enumerate(rows)]
    return cells, book.sheet_names[1:], merged


def _below(first: tuple[int, int], last: tuple[int, int], height: int) -> Iterator[tuple[int, int]]:
    """The cells under the uppermost ones of a merged range, as far as there are rows."""
    for row in range(first[0] + 1, min(last[0] + 1, height)):
        for column in range(first[1], last[1] + 1):
            yield row + 1, column


def _too_large(archive: zipfile.ZipFile) -> bool:
    """A few kilobytes can claim billions of cells: known before they are unpacked."""
    sheets = [info for info in archive.infolist() if info.filename.startswith("xl/") and info.filename.endswith(".xml")]
    return sum(info.file_size for info in sheets) > MOST_BYTES or any(_cells(archive, info) > MOST_CELLS for info in sheets)


def _cells(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> int:
    """Cells of the rectangle that reaches to the farthest cell of a sheet."""
    rows = columns = read = 0
    with archive.open(sheet) as content:
        tail = b""
        while chunk := content.read(2**20):
            if (read := read + len(chunk)) > MOST_BYTES:  # what an archive says of its sizes may be wrong
                return MOST_CELLS + 1
            for column, row in REFERENCE.findall(tail + chunk):
                rows, columns = max(rows, int(row)), max(columns, column_number(column))
            tail = chunk[-20:]
    return rows * columns


def _cell(value: Any, place: tuple[int, int], beyond: Shown) -> str:
    """A workbook's cell as a person sees it: whole numbers without a point, percentages with their sign, days as 2020-06-30, failures as #N/A."""
    if place in beyond.failed:
        return beyond.failed[place]
    if isinstance(value, float):
        return f"{_digits(value, 100)}%" if place in beyond.in_percent else _digits(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return _plain(str(value))


def _digits(value: float, times: int = 1) -> str:
    """A number too long for Excel stays in powers of ten, so that nobody takes it for what was typed."""
    number = Decimal(f"{value:.{EXCEL_DIGITS}g}") * times
    return f"{number.normalize():f}" if abs(value) < 10**EXCEL_DIGITS else repr(value)


def _plain(text: str) -> str:
    return text.translate(PLAIN).strip().lstrip("'")
