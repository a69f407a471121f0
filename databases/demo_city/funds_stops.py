"""Payments that the demo city stopped after exits of its last half year; before that nobody wrote them down."""

from __future__ import annotations

import numpy as np
import polars as pl

from databases.demo_city.city import City
from databases.demo_city.frames import numbered

SINCE = np.datetime64("2020-01-01")
# what the demo city's households go on using for two years, and what ends with their exit
RETAINED, ENDING = ("livelihood", "health"), ("education", "industry", "housing")
LEAVING = ("exit_proposed", "exit_signing", "exit_notice", "exited")  # whoever has a case, in the order of the cases


def stop_rows(city: City) -> pl.DataFrame:
    """One row for each exit and kind of money."""
    cases = city.homes.filter(pl.col("state").is_in(LEAVING)).with_row_index("exit_case_id", offset=1)
    left = cases.filter(pl.col("exited_on") >= SINCE)
    months = {"ends": pl.col("exited_on"), "goes_on": pl.col("exited_on").dt.offset_by("730d")}
    rows = [_stops(left, purpose, months["goes_on" if purpose in RETAINED else "ends"]) for purpose in (*RETAINED, *ENDING)]
    return numbered(pl.concat(rows).sort("exit_case_id", maintain_order=True))


def _stops(left: pl.DataFrame, purpose: str, last: pl.Expr) -> pl.DataFrame:
    first = last.dt.month_start().dt.offset_by("1mo").dt.to_string("[%Y-%m-%d,)")
    return left.select("region_code", pl.col("exit_case_id").cast(pl.Int64), household_id="id", purpose=pl.lit(purpose), period=first)
