"""How fast spreadsheets come in: households with members, incomes and visits, 100,000 rows each, and the same files again.

How the cost of a row grows with its file is shown by households of another sheet, a tenth as long.
"""

from __future__ import annotations

import asyncio
import csv
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.servers import KEYS, databases
from databases.connections import Databases
from databases.demo_city.city import City
from databases.demo_city.load import load
from databases.identity_numbers import check_digit
from resolvers.spreadsheets.importers import Operator
from resolvers.spreadsheets.importing import import_file
from resolvers.spreadsheets.kinds import KINDS

ROWS = 100_000
FEW = ROWS // 10


def _households(rows: int = ROWS, prefix: str = "B", area: int = 2) -> Iterator[list[str]]:
    """Households of two; another prefix and area make others."""
    for row in range(rows):
        first = f"32990{area + row // 365_00 % 3}{1940 + row % 70}{1 + row % 12:02d}{1 + row // 7 % 28:02d}{row // 100 % 1000:03d}"
        household, is_head = row // 2, row % 2 == 0
        shared = [f"{prefix}{household:08d}", "320282101001", f"户主{household}", "", "", "低保户", "在册帮扶", "2018-03-15", "", ""]
        yield [*shared, f"户主{household}" if is_head else "配偶", first + check_digit(first), "户主" if is_head else "配偶", "", "", ""]


def _incomes() -> Iterator[list[str]]:
    kinds = ("工资性收入", "经营性收入", "财产性收入", "转移性收入")
    for row in range(ROWS):
        yield [f"B{row // 4 % 40_000:08d}", str(2018 - row // 160_000), kinds[row % 4], f"{row % 9000}.50"]


def _visits() -> Iterator[list[str]]:
    for row in range(ROWS):
        yield [f"B{row % 40_000:08d}", "P000145", f"2020-0{1 + row // 40_000}-{1 + row % 28:02d} 09:30", "日常走访", "了解生产生活情况"]


async def _measure(city: Databases, folder: Path) -> None:
    await load(city, City(600), KEYS, lambda *_: None)
    few = await _seconds(city, "households", _sheet(folder, "households", _households(FEW, "A", 5)), FEW)
    spent = {}
    for kind, rows in {"households": _households(), "incomes": _incomes(), "visits": _visits()}.items():
        path = _sheet(folder, kind, rows)
        spent[kind] = await _seconds(city, kind, path)
        print(f"import rows/s ({kind}): {ROWS / spent[kind]:.0f}", flush=True)
        print(f"import rows/s ({kind}, again): {ROWS / await _seconds(city, kind, path):.0f}", flush=True)
    print(f"import cost a row, {ROWS} beside {FEW} rows of households: {spent['households'] / ROWS / (few / FEW):.2f}")
    print(f"import rows/s: {ROWS * len(spent) / sum(spent.values()):.0f}", flush=True)


def _sheet(folder: Path, kind: str, rows: Iterator[list[str]]) -> Path:
    path = folder / f"{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[column.heading for column in KINDS[kind].columns], *rows])
    return path


async def _seconds(city: Databases, kind: str, path: Path, rows: int = ROWS) -> float:
    begun = time.perf_counter()
    report = await import_file(city, KEYS, KINDS[kind], path, accept_valid=False, importer=Operator(), now=datetime.now(UTC))
    assert report.written == rows, report.errors[:3]
    return time.perf_counter() - begun


if __name__ == "__main__":
    with databases() as empty, tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(empty, Path(folder)))
