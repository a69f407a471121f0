"""Which cells of a workbook are in percent format: 8 % is kept there as 0.08, and only the format tells.

The library that reads the values tells no formats. What is read here is ECMA-376 part 1, 18.8.30 (numFmt) and 18.3.1.4 (c).
"""

from __future__ import annotations

import functools
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

BOOK, RELATIONS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
BUILT_IN = {"9", "10"}  # 0% and 0.00%
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # what a format shows as it is: a % there leaves the number alone
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def in_percent(archive: zipfile.ZipFile) -> set[tuple[int, int]]:
    """Row and column, both from 0, of the cells of the first sheet that show a hundred times what they hold, with %."""
    styles = _percent_styles(archive)
    return {place for place, style in _styled(archive, _first_sheet(archive)) if style in styles} if styles else set()


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


def _styled(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Each cell that names a style. Rows and cells may leave out where they stand: then each follows the one before."""
    row = column = 0
    with archive.open(sheet) as content:
        for event, element in ElementTree.iterparse(content, ("start", "end")):
            name = element.tag.rpartition("}")[2]
            if name == "row" and event == "start":
                row, column = int(element.get("r") or row + 1), 0
            elif name == "row":
                element.clear()
            elif name == "c" and event == "start":
                found = REFERENCE.fullmatch(element.get("r", ""))
                column = column_number(found[1].encode()) if found else column + 1
                yield (row - 1, column - 1), element.get("s", "")
