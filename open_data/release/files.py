"""One dataset in the formats that people open: Parquet, CSV with a byte order mark for Excel, JSON Lines."""

from __future__ import annotations

from pathlib import Path

import polars as pl

FORMATS = ("csv", "parquet", "jsonl")


def write(frame: pl.LazyFrame, folder: Path, name: str) -> None:
    """Write a dataset's files into a folder, a batch at a time."""
    frame.sink_parquet(folder / f"{name}.parquet")
    rows = pl.scan_parquet(folder / f"{name}.parquet")
    rows.sink_csv(folder / f"{name}.csv", include_bom=True, line_terminator="\r\n")
    rows.sink_ndjson(folder / f"{name}.jsonl")


def count(folder: Path, name: str) -> int:
    """How many rows a written dataset has."""
    return int(pl.scan_parquet(folder / f"{name}.parquet").select(pl.len()).collect().item())
