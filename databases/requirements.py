"""Where each requirement of the mission (M1-M184) is kept: its columns, as `database.table.column`, in requirements.csv."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path


def _load() -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            found[int(line["requirement"])] += (line["column"],)
    return dict(found)


def _by_column() -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, columns in COLUMNS.items():
        for column in columns:
            found[column].append(number)
    return dict(found)


COLUMNS: Mapping[int, tuple[str, ...]] = _load()
_ANSWERED: Mapping[str, list[int]] = _by_column()


def answered_by(database: str, table: str, column: str) -> list[int]:
    """The requirements that a column is kept for."""
    return _ANSWERED.get(f"{database}.{table}.{column}", [])
