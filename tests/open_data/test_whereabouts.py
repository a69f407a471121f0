"""A finding names the row and the column of the table that has to be mended, whatever stands before it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from open_data.gate import scanner, whereabouts
from open_data.gate.scanner import scan
from open_data.gate.whereabouts import Cell
from open_data.layout import DATA

ROWS = [
    ("龙河村", "2—5", '一般,"引号"\n换行'),
    ("龙河村", "6—20", "村民王建国领取"),
    ("北桥社区", "2—5", "好"),
    ("北桥社区", "20 以上", "村民李秀英领取"),
]


@pytest.mark.parametrize("window", [scanner.WINDOW, 64])
def test_row_and_column_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: int) -> None:
    """Also behind dashes, which are looked at as spaces, behind line breaks in a cell, and where a file is read piece by piece."""
    monkeypatch.setattr(scanner, "WINDOW", window)
    (tmp_path / DATA).mkdir()
    with (path := tmp_path / DATA / "plans.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("place", "band", "text"))
        writer.writerows(ROWS)
    findings = [finding for finding in scan([path]) if finding.rule == "name_beside_place"]
    assert {whereabouts.cells(findings, tmp_path).get(finding) for finding in findings} == {Cell(2, "text"), Cell(4, "text")}
