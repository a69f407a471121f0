"""Codes in words: beside a column of codes stands one with their labels, beside a division its name. What a label is called in English stands in a table of its own."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from open_data.columns import Column, Type, Words

AND = "、"  # between the labels of a cell that sums several codes


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


def in_english(text: str) -> str:
    """A label, or several of one cell; what is no label of ours, such as the name of a place or a stream, stays as it is."""
    return ", ".join(english().get(label, label) for label in text.split(AND)) if set(text.split(AND)) <= english().keys() else text


@functools.cache
def english() -> Mapping[str, str]:
    """What each label is called in English; the same label is called the same in every list."""
    with Path(__file__).with_name("labels_in_english.csv").open(encoding="utf-8", newline="") as lines:
        return {line["label"]: line["english"] for line in csv.DictReader(lines)}
