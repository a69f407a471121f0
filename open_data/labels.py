"""Codes in words: beside a column of codes stands one with their labels, beside a division its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import polars as pl

from open_data.columns import Column, Type, Words


def with_labels(columns: Iterable[Column]) -> Iterator[Column]:
    """The columns as they are published, each label after its code."""
    for column in columns:
        yield column
        if name := label_name(column):
            yield replace(column, name=name, title=Words(f"{column.title.zh}名称", f"{column.title.en}, in words"), type=Type.TEXT, codes=None)


def label_name(column: Column) -> str | None:
    """category → category_label, region_code → region_name; None where a value speaks for itself."""
    if column.type is Type.CODE:
        return f"{column.name}_label"
    return f"{column.name.removesuffix('_code')}_name" if column.type is Type.REGION else None


def add_labels(frame: pl.LazyFrame, columns: tuple[Column, ...], regions: pl.LazyFrame) -> pl.LazyFrame:
    """`regions`: the divisions, `code` and `name`."""
    for column in columns:
        name = label_name(column)
        if name and column.codes:
            frame = frame.with_columns(pl.col(column.name).replace_strict(dict(column.codes.labels), default=None).alias(name))
        elif name:
            frame = frame.join(regions.select(pl.col("code").alias(column.name), pl.col("name").alias(name)), on=column.name, how="left")
    return frame.select([column.name for column in with_labels(columns)])
