"""Files as people have them: CSV in UTF-8 or GB 18030, XLSX; numbered rows of plain text come out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

ENCODINGS = ("utf-8-sig", "gb18030")
# digits, letters and the signs of dates and amounts; Chinese punctuation in texts stays as it is
HALF_WIDTH = {full: full - 0xFEE0 for full in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), *map(ord, "－．／：％＋"))} | {
    0x3000: " "
}


class UnreadableFileError(Exception):
    """The file is no spreadsheet of ours; the text says what was expected."""


@dataclass(frozen=True)
class Sheet:
    """Headings and rows; a row's number is the one a person sees, the headings being row 1."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read(path: Path) -> Sheet:
    """The first sheet of a file, every cell as trimmed text in half-width characters; empty rows are left out."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise UnreadableFileError(f"{path.name}: 只接受 .csv 或 .xlsx 文件 (a .csv or .xlsx file is expected)")
    try:
        rows = list(_workbook(path) if path.suffix.lower() == ".xlsx" else _csv(path))
    except FileNotFoundError:
        raise UnreadableFileError(f"{path}: 文件不存在 (there is no such file)") from None
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if not numbered or numbered[0][0] != 1:
        raise UnreadableFileError(f"{path.name}: 第一行应为表头 (the first row must hold the headings)")
    width = len(numbered[0][1])
    return Sheet(numbered[0][1], [(number, (row + [""] * width)[:width]) for number, row in numbered[1:]])


def _csv(path: Path) -> Iterator[list[str]]:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from ([_plain(cell) for cell in row] for row in csv.reader(io.StringIO(text)))
        return
    raise UnreadableFileError(f"{path.name}: 文字编码应为 UTF-8 或 GBK (save the file as UTF-8 or GBK)")


def _workbook(path: Path) -> Iterator[list[str]]:
    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise UnreadableFileError(f"{path.name}: 不是有效的 Excel 文件 (not a workbook: {error})") from None
    yield from ([_cell(cell) for cell in row] for row in rows)


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
