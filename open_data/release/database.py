"""The SQLite file that Datasette serves: a table for each dataset, with its key and an index for each column that is asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from open_data.columns import Column, Type
from open_data.datasets import Dataset
from open_data.labels import with_labels

BATCH = 50_000
AFFINITY = {Type.WHOLE: "INTEGER", Type.YEAR: "INTEGER", Type.FLAG: "INTEGER", Type.MONEY: "NUMERIC", Type.DECIMAL: "NUMERIC", Type.SHARE: "NUMERIC"}
INDEXED = (Type.CODE, Type.REGION, Type.YEAR, Type.MONTH, Type.DAY)
MOST_INDEXES = 6


def write(path: Path, datasets: Iterable[tuple[Dataset, Path]]) -> None:
    """Write the database anew from the Parquet files; what was deleted leaves no bytes behind (VACUUM)."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for dataset, parquet in datasets:
            _table(connection, dataset, parquet)
    connection.execute("VACUUM")
    connection.close()


def _table(connection: sqlite3.Connection, dataset: Dataset, parquet: Path) -> None:
    columns = list(with_labels(dataset.columns))
    defined = ", ".join(f"{column.name} {AFFINITY.get(column.type, 'TEXT')}" for column in columns)
    key = f", PRIMARY KEY ({', '.join(dataset.key)})" if dataset.key else ""
    connection.execute(f"CREATE TABLE {dataset.name} ({defined}{key})")
    connection.executemany(f"INSERT INTO {dataset.name} VALUES ({', '.join('?' * len(columns))})", _rows(parquet))
    for column in _indexed(dataset, columns):
        connection.execute(f"CREATE INDEX {dataset.name}_{column.name} ON {dataset.name} ({column.name})")


def _indexed(dataset: Dataset, columns: list[Column]) -> list[Column]:
    return [column for column in columns if column.type in INDEXED and column.name not in dataset.key[:1]][:MOST_INDEXES]


def _rows(parquet: Path) -> Iterator[tuple[Any, ...]]:
    """Rows for SQLite: money as numbers, days as ISO text."""
    for batch in pl.scan_parquet(parquet).collect_batches(chunk_size=BATCH):
        texts = [
            pl.col(name).dt.to_string("iso") if dtype.is_temporal() else pl.col(name).cast(pl.Float64) if dtype.is_decimal() else pl.col(name)
            for name, dtype in batch.schema.items()
        ]
        yield from batch.select(texts).iter_rows()
