"""Files as people have them: CSV in UTF-8 or GB 18030, XLSX; numbered rows of plain text come out."""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from databases.failures import WrongDataError

ENCODINGS = ("utf-8-sig", "gb18030")
# digits, letters and the signs of dates and amounts; Chinese punctuation in texts stays as it is
HALF_WIDTH = {full: full - 0xFEE0 for full in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *map(ord, "－．／：％＋"))} | {
    0x3000: " "
}


MOST_CELLS = 20_000_000
MOST_BYTES = 2**30
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


class UnreadableFileError(WrongDataError):
    """The file is no spreadsheet of ours; the text says what was expected."""


@dataclass(frozen=True)
class Sheet:
    """Headings and rows; a row's number is the one a person sees, the headings being row 1.

    `too_long` are the rows with something beyond the last heading.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    too_long: list[int]
    digest: bytes  # SHA-256 of the file


def read(path: Path) -> Sheet:
    """The first sheet of a file, every cell as trimmed text in half-width characters; empty rows are left out."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise UnreadableFileError(f"{path.name}: 只接受 .csv 或 .xlsx 文件 (a .csv or .xlsx file is expected)")
    try:
        content = path.read_bytes()
        found = list(_workbook(path.name, content) if path.suffix.lower() == ".xlsx" else _csv(path.name, content))
    except OSError as error:
        raise UnreadableFileError(f"{path}: 无法读取文件 (the file cannot be read: {error.strerror})") from None
    except csv.Error as error:
        raise UnreadableFileError(f"{path.name}: 不是有效的 CSV，引号未闭合？ (not valid CSV, is a quote not closed: {error})") from None
    numbered = [(number, row) for number, row in enumerate(found, 1) if any(row)]
    if not numbered or numbered[0][0] != 1:
        raise UnreadableFileError(f"{path.name}: 第一行应为表头 (the first row must hold the headings)")
    width = len(numbered[0][1])
    rows = numbered[1:]
    too_long = [number for number, row in rows if any(row[width:])]
    return Sheet(numbered[0][1], [(number, (row + [""] * width)[:width]) for number, row in rows], too_long, hashlib.sha256(content).digest())


def _csv(name: str, content: bytes) -> Iterator[list[str]]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from ([_plain(cell) for cell in row] for row in csv.reader(io.StringIO(text), strict=True))
        return
    raise UnreadableFileError(f"{name}: 文字编码应为 UTF-8 或 GBK (save the file as UTF-8 or GBK)")


def _workbook(name: str, content: bytes) -> Iterator[list[str]]:
    _check_size(name, content)
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise UnreadableFileError(f"{name}: 不是有效的 Excel 文件 (not a workbook: {error})") from None
    yield from ([_cell(cell) for cell in row] for row in rows)


def _check_size(name: str, content: bytes) -> None:
    """A few kilobytes can claim billions of cells: refuse them before they are unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [info for info in archive.infolist() if info.filename.startswith("xl/") and info.filename.endswith(".xml")]
            if sum(info.file_size for info in sheets) > MOST_BYTES or any(_cells(archive, info) > MOST_CELLS for info in sheets):
                raise UnreadableFileError(f"{name}: 表格过大 (the sheet is too large: {MOST_CELLS:,} cells are read at most)")
    except (zipfile.BadZipFile, zlib.error, RuntimeError) as error:  # RuntimeError: encrypted, or compressed in an unknown way
        raise UnreadableFileError(f"{name}: 不是有效的 Excel 文件 (not a workbook: {error})") from None


def _cells(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> int:
    """Cells of the rectangle that reaches to the farthest cell of a sheet."""
    rows = columns = read = 0
    with archive.open(sheet) as content:
        tail = b""
        while chunk := content.read(2**20):
            if (read := read + len(chunk)) > MOST_BYTES:  # what an archive says of its sizes may be wrong
                return MOST_CELLS + 1
            for column, row in REFERENCE.findall(tail + chunk):
                rows, columns = max(rows, int(row)), max(columns, _number_of(column))
            tail = chunk[-20:]
    return rows * columns


def _number_of(column: bytes) -> int:
    """A → 1, Z → 26, AA → 27"""
    return functools.reduce(lambda number, letter: number * 26 + letter - 64, column, 0)


def _cell(value: Any) -> str:
    """A workbook's cell as a person would type it: whole numbers without a point, days as 2020-06-30."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return _plain(str(value))


def _plain(text: str) -> str:
    return text.translate(HALF_WIDTH).strip().lstrip("'")
