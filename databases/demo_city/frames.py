"""How the demo city's frames are made: numbered rows, and columns in which a value may be missing."""

from __future__ import annotations

from typing import Any

import polars as pl
from numpy.typing import NDArray


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """With dense keys from 1."""
    return frame.with_columns(pl.int_range(1, pl.len() + 1).alias("id"))


def numbered_rows(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return numbered(pl.DataFrame(rows, infer_schema_length=None))


def optional(values: NDArray[Any], dtype: Any = pl.String) -> pl.Series:
    """A column from an array in which None stands for nothing."""
    return pl.Series(values.tolist(), dtype=dtype)
