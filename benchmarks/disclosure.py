"""What protection costs and what it leaves: tables of a city of 30,000 households, the scanner, and a second release."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from databases.demo_city import funds_payments
from databases.demo_city.city import FIRST_YEAR, STREAMS, City
from open_data.anonymise.dimensions import kinds, months, places
from open_data.anonymise.tables import STANDARD, Protected, Table, protect
from open_data.anonymise.together import Together, decided
from open_data.gate.canaries import Canaries
from open_data.gate.scanner import Expected, scan
from open_data.people import MOST_LOST, PAYMENTS

HOUSEHOLDS = 30_000
CELL = ("town", "kind", "year")
TOTALS = (("city", "year"), ("county", "kind", "year"), ("town", "year"))
DIMENSIONS = (places(), kinds({code: purpose for code, _, _, _, purpose in STREAMS}), months())
KINDS_FIRST = Table(DIMENSIONS, ("year", "group", "kind", "county", "town", "village"), TOTALS, finer=("quarter", "month"))
TOWNS_FIRST = Table(DIMENSIONS, ("year", "county", "town", "group", "kind"), TOTALS, finer=("village", "quarter", "month"))
SPECIAL = ("YILIAO", "ZHUXUE", "WEIFANG", "LINSHI")  # special and emergency relief, as the law groups it: few households each
GROUPED = (places(), kinds({code: "special" if code in SPECIAL else code for code, *_ in STREAMS}), months())
SPECIAL_TOGETHER = Table(GROUPED, ("year", "group", "county", "town", "kind"), TOTALS, finer=("village", "quarter", "month"))
ORDERS = {"kinds first": KINDS_FIRST, "special relief by town before kind": SPECIAL_TOGETHER, "towns first": TOWNS_FIRST}


def main() -> None:
    payments = paid(HOUSEHOLDS)
    for name, table in {"published": published(payments), **ORDERS}.items():
        protected, seconds = _timed(lambda table=table: protect(payments, table))  # type: ignore[misc]
        _print_table(name, payments, protected, seconds)
    _print_suppression(payments)
    _print_skewed(skewed(payments))
    _print_scanner(payments)


def published(payments: pl.DataFrame) -> Table:
    """As payments are published: kinds stand together in the counties and years in which that keeps most towns."""
    at = KINDS_FIRST.levels
    cells = payments.lazy().select("household", "kind", county=at["county"], town=at["town"], year=at["year"])
    return Table(DIMENSIONS, PAYMENTS.splits, PAYMENTS.totals, together=Together.of(decided(cells, None, MOST_LOST)))


def paid(households: int) -> pl.DataFrame:
    """What the households of a demo city were paid: household, place (village), kind (stream), month, cents."""
    lines = funds_payments.payments(City(households)).lines
    kind = pl.col("stream_id").replace_strict({number: stream[0] for number, stream in enumerate(STREAMS, start=1)})
    month = pl.format("{}-{}", FIRST_YEAR + pl.col("month") // 12, (pl.col("month") % 12 + 1).cast(pl.String).str.zfill(2))
    return lines.select(household="household_id", place="region_code", kind=kind, month=month, cents="cents")


def skewed(payments: pl.DataFrame, seed: int = 7) -> pl.DataFrame:
    """The same payments, but half of all households live in two towns, as in the skewed city of `benchmarks.anonymise`."""
    rng, places_ = np.random.default_rng(seed), payments["place"].unique().sort()
    towns = places_.str.slice(0, 9).unique().sort()
    crowded = places_.filter(places_.str.slice(0, 9).is_in([towns[3], towns[40]])).to_numpy()
    households = payments.select(pl.col("household").unique().sort())
    is_moved, moved = pl.Series(rng.random(len(households)) < 0.5), pl.Series(rng.choice(crowded, len(households)).tolist())
    homes = households.with_columns(moved=pl.when(is_moved).then(moved))
    return payments.join(homes, on="household", maintain_order="left").with_columns(place=pl.coalesce("moved", "place")).drop("moved")


def _print_skewed(payments: pl.DataFrame) -> None:
    protected = protect(payments, published(payments))
    for level in ("town", "kind"):
        print(f"skewed city, published: town, kind, year: cells whose {level} is lost, share: {protected.share_lost(level, *CELL):.3f}", flush=True)


def _print_table(name: str, payments: pl.DataFrame, protected: Protected, seconds: float) -> None:
    report, cells = protected.report, protected.cells
    print(f"{name}: finest cells: {report.cells}, rows: {len(protected.rows)}")
    print(f"{name}: protection, CPU seconds: {seconds:.1f}, cells a CPU second: {report.cells / seconds:,.0f}")
    print(f"{name}: town, kind, year: cells without rows of their own, share: {1 - protected.share_published(*CELL):.3f}")
    print(f"{name}: town, kind, year: money outside such rows, share: {1 - protected.money_published(*CELL):.3f}")
    for level in ("town", "kind"):
        print(f"{name}: town, kind, year: cells whose {level} is lost, share: {protected.share_lost(level, *CELL):.3f}")
    for levels in (("county", "kind", "year"), ("county", "year"), ("kind", "year")):
        print(f"{name}: {', '.join(levels)}: cells to which rows add up, share: {_added_up(cells, *levels):.3f}")
    print(f"{name}: small cells examined by the audit: {report.audit.examined}, leaks: {len(report.audit.leaks)}")
    for level, count in report.totals.items():
        print(f"{name}: totals by {level}, published: {count}, withheld: {report.withheld[level]}")
    assert protected.rows["cents"].sum() == payments["cents"].sum()


def _added_up(cells: pl.DataFrame, *levels: str) -> float:
    """Of these cells, those out of which no row reaches."""
    parts = cells.select("row", *levels).unique().with_columns(reaches_out=pl.len().over("row") > 1)
    return 1 - float(parts.group_by(levels).agg(pl.col("reaches_out").any())["reaches_out"].mean())  # type: ignore[arg-type]


def _print_suppression(payments: pl.DataFrame) -> None:
    """The alternative: hide small cells, and the smallest neighbour where a kind of a county hides only one."""
    cells = payments.with_columns(code.alias(level) for level, code in KINDS_FIRST.levels.items())
    cells = cells.group_by(*CELL, "county").agg(households=pl.col("household").n_unique(), cents=pl.col("cents").sum())
    small = pl.col("households") < STANDARD.households
    alone = (small.sum().over("county", "kind", "year") == 1) & ~small
    smallest = alone & (pl.col("households") == pl.col("households").filter(~small).min().over("county", "kind", "year"))
    for name, hidden in (("threshold alone", small), ("threshold and a second cell", small | smallest)):
        shares = cells.select(cells=hidden.mean(), money=pl.col("cents").filter(hidden).sum() / pl.col("cents").sum()).row(0)
        print(f"plain suppression ({name}): cells hidden, share: {shares[0]:.3f}, money in no row: {shares[1]:.3f}")


def _print_scanner(payments: pl.DataFrame) -> None:
    names = Canaries(City(HOUSEHOLDS).members["name"].unique().head(1000))
    declared = Expected(frozenset(payments.columns) | {"yuan"})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "payments.csv"
        payments.with_columns(yuan=pl.col("cents") / 100, note=pl.lit("按月发放")).drop("household").write_csv(file)
        size = file.stat().st_size / 1e6
        ways = {"declared columns": declared, "unknown columns": Expected(), "declared columns, 1,000 canaries": Expected(declared.columns, names)}
        for name, expected in ways.items():
            found, seconds = _timed(lambda expected=expected: scan([file], expected))  # type: ignore[misc]
            print(f"scanner, CSV, {name}, MB a CPU second: {size / seconds:.0f} (findings: {len(found)})")


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.process_time()
    return work(), time.process_time() - begun


if __name__ == "__main__":
    main()
