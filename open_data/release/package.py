"""`datapackage.json`: every dataset and column of a release in words, as a Frictionless Data Package (v1) describes them.

It is the one description that everything after the release reads: the portal, the search, the other catalogues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl

from databases.clock import SHANGHAI
from databases.code_lists.common import DEPARTMENT
from open_data.columns import Column, Type
from open_data.datasets import Dataset
from open_data.disclosure import Disclosure
from open_data.labels import with_labels
from open_data.release import files
from open_data.release.seal import digest
from open_data.sections import SECTIONS, sections

LICENCE = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
FRICTIONLESS = {
    Type.WHOLE: "integer",
    Type.YEAR: "integer",
    Type.DECIMAL: "number",
    Type.MONEY: "number",
    Type.SHARE: "number",
    Type.FLAG: "boolean",
    Type.DAY: "date",
    Type.MONTH: "date",
    Type.MOMENT: "datetime",
}
IN_TIME = (Type.DAY, Type.MONTH, Type.YEAR, Type.MOMENT, Type.PERIODS)
MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "jsonl": "application/jsonl"}
Description = dict[str, Any]


@dataclass(frozen=True)
class Publisher:
    """Who publishes, his mail address, the portal's address (no slash at its end), and the division whose data it is."""

    name: str
    contact: str
    address: str
    region_code: str
    region_name: str


@dataclass(frozen=True)
class Edition:
    """One release: its name (day and number), its day, and who publishes it. moment: of needs that are published anew beside it."""

    name: str
    day: date
    publisher: Publisher
    moment: datetime | None = None

    @property
    def created(self) -> datetime:
        return self.moment or datetime.combine(self.day, time(), SHANGHAI)

    @property
    def address(self) -> str:
        """Where the public finds it; its files lie below."""
        return f"{self.publisher.address}/releases/{self.name}"


def package(edition: Edition, datasets: Iterable[Dataset], data: Path) -> Description:
    """The description of a release. `data`: the folder with the files of every dataset."""
    publisher, books = edition.publisher, books_end(data) or edition.day
    return {
        "profile": "tabular-data-package",
        "name": f"sunshine-{edition.name}",
        "title": f"阳光帮扶开放数据 {edition.name}",
        "title_en": f"Sunshine open data {edition.name}",
        "version": edition.name,
        "created": edition.created.isoformat(),
        "homepage": edition.address,
        "portal": publisher.address,
        "licenses": [LICENCE],
        "contributors": [{"title": publisher.name, "email": publisher.contact, "role": "publisher"}],
        "spatial": {"code": publisher.region_code, "name": publisher.region_name, "scheme": "GB/T 2260"},
        "sections": {
            section.name: {"title": section.title.zh, "title_en": section.title.en, "path": f"{publisher.address}/rules#{section.name}"}
            for section in SECTIONS
        },
        "resources": [_resource(dataset, data, edition.day, books) for dataset in datasets],
    }


def _resource(dataset: Dataset, data: Path, day: date, books: date) -> Description:
    formats = [_file(data / f"{dataset.name}.{extension}") for extension in files.FORMATS]
    return {
        "profile": "tabular-data-resource",
        "name": dataset.name,
        "title": dataset.title.zh,
        "title_en": dataset.title.en,
        "description": dataset.about.zh,
        "description_en": dataset.about.en,
        "theme": dataset.theme.value,
        "owner": dataset.owner,
        "owner_label": DEPARTMENT.labels[dataset.owner],
        "rhythm": dataset.rhythm.value,
        "clause": dataset.clause,
        "disclosure": _rule(dataset.content.disclosure),
        "rows": files.count(data, dataset.name),
        "temporal": coverage(pl.scan_parquet(data / f"{dataset.name}.parquet"), dataset.columns, day, books),
        **formats[0],
        "encoding": "utf-8-sig",
        "formats": formats,
        "schema": _schema(dataset),
        "identity": list(dataset.identity or dataset.key),
        "sums": list(dataset.sums),
        "once": dict(dataset.once),
    }


def _rule(disclosure: Disclosure) -> Description:
    return {"rule": disclosure.value, "title": disclosure.words.zh, "title_en": disclosure.words.en}


def _schema(dataset: Dataset) -> Description:
    schema: Description = {"fields": [_field(dataset, column) for column in with_labels(dataset.columns)], "missingValues": [""]}
    return schema | ({"primaryKey": list(dataset.key)} if dataset.key else {})


def _file(path: Path) -> Description:
    extension = path.suffix[1:]
    return {
        "path": f"{path.parent.name}/{path.name}",
        "format": extension,
        "mediatype": MEDIA_TYPES[extension],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest(path)}",
    }


def books_end(data: Path) -> date | None:
    """The end of the last month in which money moved; None where the files of a release tell of no money."""
    moved = pl.col("month").str.split(" ").explode()
    months = {"allocations": pl.col("allocated_on").dt.month_end(), "payments": _days_of_periods(moved.filter(moved.str.contains(r"-\d{2}$")))[1]}
    files = {data / f"{name}.parquet": month for name, month in months.items()}
    last = [pl.scan_parquet(file).select(month.max()).collect().item() for file, month in files.items() if file.exists()]
    return max((day for day in last if day), default=None)


def coverage(rows: pl.LazyFrame, columns: Iterable[Column], day: date, books: date) -> Mapping[str, str]:
    """The first and last day that rows tell of, up to the day of the release (what is due later has not happened); rows without time tell of that day.

    books: the day to which they go; a year, quarter or month that is under way then ends with them, whenever its release is.
    """
    ends = list(_ends(columns, day, books))
    found = rows.select(ends).collect().row(0) if ends else ()
    first, last = [one for one in found[::2] if one], [one for one in found[1::2] if one]
    return {"from": min(first, default=day).isoformat(), "until": max(last, default=day).isoformat()}


def _ends(columns: Iterable[Column], day: date, books: date) -> Iterator[pl.Expr]:
    """For each column of time its first day, and the last up to `day`."""
    for column in columns:
        if column.type in IN_TIME:
            start, end = _days(column)
            yield start.filter(start <= day).min().alias(f"{column.name}_first")
            told = pl.when(start <= books, end > books).then(pl.lit(books)).otherwise(end)
            yield told.filter(start <= day).max().clip(upper_bound=day).alias(f"{column.name}_last")


def _days(column: Column) -> tuple[pl.Expr, pl.Expr]:
    """The first and the last day of each value."""
    value = pl.col(column.name)
    if column.type is Type.YEAR:
        return pl.date(value, 1, 1), pl.date(value, 12, 31)
    if column.type is Type.PERIODS:
        return _days_of_periods(value.str.split(" ").explode())
    days = value.dt.date() if column.type is Type.MOMENT else value
    return days, days.dt.month_end() if column.type is Type.MONTH else days


def _days_of_periods(code: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The same of a year, a quarter or a month."""
    year, quarter, month = (code.str.extract(pattern).cast(pl.Int32) for pattern in (r"^(\d{4})", r"-Q(\d)$", r"-(\d{2})$"))
    last = pl.coalesce(month, quarter * 3, 12)
    return pl.date(year, pl.coalesce(month, quarter * 3 - 2, 1), 1), pl.date(year, last, 1).dt.month_end()


def _field(dataset: Dataset, column: Column) -> Description:
    clause = dataset.clause_of(column)
    field: Description = {
        "name": column.name,
        "title": column.title.zh,
        "title_en": column.title.en,
        "type": FRICTIONLESS.get(column.type, "string"),
        "kind": column.type.value,
        "sensitivity": column.sensitivity.value,
        "clause": clause,
        "sections": [section.name for section in sections(clause)],
    }
    if column.about:
        field |= {"description": column.about.zh, "description_en": column.about.en}
    if column.unit:
        field["unit"] = column.unit
    if column.codes:
        field |= {"codes": dict(column.codes.labels), "codes_source": column.codes.source}
    return field
