"""What the cells of a workbook show and its values do not tell: 8 % is kept as 0.08, and a formula that failed as nothing.

The library that reads the values tells neither formats nor failures. What is read here is ECMA-376 part 1, 18.8.30 (numFmt) and 18.3.1.4 (c).
"""

from __future__ import annotations

import functools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

BOOK, RELATIONS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
BUILT_IN = {"9", "10"}  # 0% and 0.00%
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # what a format shows as it is: a % there leaves the number alone
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
FAILED = "e"


Place = tuple[int, int]  # row and column, both from 0


@dataclass(frozen=True)
class Shown:
    """Of the first sheet: cells that show a hundred times what they hold, with %, and what formulas that failed show."""

    in_percent: set[Place] = field(default_factory=set)
    failed: dict[Place, str] = field(default_factory=dict)


def shown(archive: zipfile.ZipFile) -> Shown:
    styles, sheet, found = _percent_styles(archive), _first_sheet(archive), Shown()
    if styles or _has_failed(archive, sheet):
        for place, cell in _cells(archive, sheet):
            if cell.get("s") in styles:
                found.in_percent.add(place)
            if cell.get("t") == FAILED:
                found.failed[place] = cell.findtext("{*}v") or "#N/A"
    return found


def column_number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27"""
    return functools.reduce(lambda number, letter: number * 26 + letter - 64, letters, 0)


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """The styles that cells name, by their place in the list."""
    if STYLES not in archive.namelist():
        return set()
    styles = ElementTree.fromstring(archive.read(STYLES))
    own = {one.get("numFmtId") for one in styles.iterfind("{*}numFmts/{*}numFmt") if "%" in LITERAL.sub("", one.get("formatCode", ""))}
    return {str(place) for place, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")) if style.get("numFmtId") in BUILT_IN | own}


def _first_sheet(archive: zipfile.ZipFile) -> str:
    sheet = ElementTree.fromstring(archive.read(BOOK)).find("{*}sheets/{*}sheet")
    named = {value for name, value in sheet.items() if name.endswith("}id")} if sheet is not None else set()
    relations = ElementTree.fromstring(archive.read(RELATIONS))
    target = next(str(one.get("Target")) for one in relations if one.get("Id") in named)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _has_failed(archive: zipfile.ZipFile, sheet: str) -> bool:
    """Whether any cell is a formula that failed: known without taking the sheet apart."""
    mark, tail = f't="{FAILED}"'.encode(), b""
    with archive.open(sheet) as content:
        while chunk := content.read(2**20):
            if mark in tail + chunk:
                return True
            tail = chunk[-len(mark) :]
    return False


def _cells(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[Place, ElementTree.Element]]:
    """Each cell with its place. Rows and cells may leave out where they stand: then each follows the one before."""
    row = column = 0
    with archive.open(sheet) as content:
        for event, element in ElementTree.iterparse(content, ("start", "end")):
            name = element.tag.rpartition("}")[2]
            if name == "row" and event == "start":
                row, column = int(element.get("r") or row + 1), 0
            elif name == "row":
                element.clear()
            elif name == "c" and event == "end":
                found = REFERENCE.fullmatch(element.get("r", ""))
                column = column_number(found[1].encode()) if found else column + 1
                yield (row - 1, column - 1), element
