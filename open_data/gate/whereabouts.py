"""In which row and column of a published table a finding stands: its bytes say nothing to whoever has to mend the record."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import IO, NamedTuple

from open_data.gate.scanner import Finding
from open_data.layout import ARCHIVE, DATA

AT = re.compile(r"byte (\d+)")


class Cell(NamedTuple):
    """A row, the first being 1, and the column."""

    row: int
    column: str


def cells(findings: Iterable[Finding], folder: Path) -> dict[Finding, Cell]:
    """The cell of each finding in a CSV file of a release, also of one inside its archive; `folder`: that of the release."""
    found: dict[Finding, Cell] = {}
    by_file: dict[str, dict[int, list[Finding]]] = {}
    for finding in findings:
        if at := AT.fullmatch(finding.place):
            name = finding.file.removeprefix(f"{ARCHIVE}/{DATA}/")
            by_file.setdefault(name, {}).setdefault(int(at[1]), []).append(finding)
    for name, places in by_file.items():
        if name.endswith(".csv") and (path := folder / DATA / name).exists():
            with path.open("rb") as file:
                found |= {finding: cell for place, cell in cells_at(file, places) for finding in places[place]}
    return found


def cells_at(file: IO[bytes], places: Iterable[int]) -> Iterator[tuple[int, Cell]]:
    """Each place, counted in bytes, and the cell of a CSV file in which it is; none for what stands in the header."""
    waiting = sorted(places, reverse=True)
    records = _records(file)
    begin, header = next(records)
    begin += len(header)
    columns = next(csv.reader([header.decode("utf-8-sig")]))
    waiting = [place for place in waiting if place >= begin]
    for number, (begin, record) in enumerate(records, 1):
        while waiting and waiting[-1] < begin + len(record):
            before = record[: (place := waiting.pop()) - begin + 1].decode("utf-8", "ignore")
            yield place, Cell(number, columns[len(next(csv.reader(StringIO(before, newline="")))) - 1])
        if not waiting:
            return


def _records(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Where each record begins, and its bytes: a line, or as many as its quotes hold together."""
    begin, record = 0, b""
    for line in file:
        record += line
        if record.count(b'"') % 2 == 0:
            yield begin, record
            begin, record = begin + len(record), b""
