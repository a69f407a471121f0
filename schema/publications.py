"""The open data of the release in force: what is published, what its columns mean, where its files are, and the rows of each dataset."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import strawberry

from open_data.layout import DATABASE
from open_data.shelf import ShownRelease
from resolvers.filters import BadInputError
from schema.asking import Asking

MOST_ROWS = 1_000
ABOUT = "The release of open data in force, the same for everybody; null where nothing is published 开放数据 (M124)"
Description = Mapping[str, Any]


@strawberry.type(description="A code of a column and what it means 代码")
class OpenCode:
    code: str = strawberry.field(description="As it stands in the rows 代码")
    label: str = strawberry.field(description="What it means, in Chinese 含义")


@strawberry.type(description="A column of a dataset 数据列")
class OpenColumn:
    name: str = strawberry.field(description="ASCII name 列名")
    title: str = strawberry.field(description="In Chinese, or in English if Accept-Language prefers it 中文名")
    description: str = strawberry.field(description="What it means; may be empty 说明")
    kind: str = strawberry.field(description="text, code, region, whole, money, share, day … 类型")
    unit: str | None = strawberry.field(description="Unit 单位")
    codes: list[OpenCode] = strawberry.field(description="Its code list; empty where it has none 代码表")
    codes_source: str | None = strawberry.field(description="Where the code list comes from 代码来源")


@strawberry.type(description="A file of a dataset, good for ever under this address 数据文件")
class OpenFile:
    format: str = strawberry.field(description="csv, parquet or jsonl 格式")
    url: str = strawberry.field(description="Address 地址")
    bytes: float = strawberry.field(description="Size in bytes 大小（字节）")
    hash: str = strawberry.field(description="sha256: and the sum that the release's signature stands for 校验值")


@strawberry.type(description="Rows of a dataset in the order of the release 数据行")
class OpenRows:
    columns: list[str] = strawberry.field(description="Names of the columns, in the order of the values 列名")
    rows: list[list[str | None]] = strawberry.field(description="Values as text: days as 2020-06-30, yuan with a decimal point 值")
    end_cursor: str | None = strawberry.field(description="Cursor for `after`; null where there are no more 续页标记")


def find_columns(parent: strawberry.Parent[OpenDataset]) -> list[OpenColumn]:
    return [_column(field, parent.language) for field in parent.resource["schema"]["fields"]]


def find_files(parent: strawberry.Parent[OpenDataset]) -> list[OpenFile]:
    home, formats = f"{parent.release.of(parent.name).package['homepage']}/files", parent.resource["formats"]
    return [OpenFile(format=one["format"], url=f"{home}/{one['path']}", bytes=one["bytes"], hash=one["hash"]) for one in formats]


async def find_rows(
    parent: strawberry.Parent[OpenDataset],
    info: strawberry.Info[Any, Any],
    first: Annotated[int, strawberry.argument(description=f"How many rows, 1 to {MOST_ROWS:,} 取多少行")] = 20,
    after: Annotated[str | None, strawberry.argument(description="The endCursor of the page before 从此游标之后")] = None,
) -> OpenRows:
    if not 1 <= first <= MOST_ROWS:
        raise BadInputError(f"first must be from 1 to {MOST_ROWS:,}, not {first}; the files hold all rows")
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 16):
        raise BadInputError("after is no cursor of these rows")
    info.root_value.record.spend(first)
    columns, found = await asyncio.to_thread(_page, parent.release.of(parent.name).folder / DATABASE, parent.name, first, int(after or 0))
    rows = [[None if value is None else str(value) for value in row[1:]] for row in found[:first]]
    return OpenRows(columns=columns, rows=rows, end_cursor=str(found[first - 1][0]) if len(found) > first else None)


@strawberry.type(description="A published dataset 数据集")
class OpenDataset:
    release: strawberry.Private[ShownRelease]
    resource: strawberry.Private[Description]
    language: strawberry.Private[str]
    name: str = strawberry.field(description="ASCII name 名称")
    title: str = strawberry.field(description="In Chinese, or in English if Accept-Language prefers it 标题")
    description: str = strawberry.field(description="What it tells 说明")
    theme: str = strawberry.field(description="Theme 主题")
    owner: str = strawberry.field(description="Code of the department that answers for it 主管部门")
    rhythm: str = strawberry.field(description="How often it is published 更新频率")
    clause: str = strawberry.field(description="Requirements that it serves 依据")
    disclosure: OpenCode = strawberry.field(
        description="Rule by which it tells of nobody: public, table, totals, hops, waiting, cards, microdata 披露控制规则"
    )
    row_count: int = strawberry.field(description="How many rows 行数")
    first_day: date = strawberry.field(description="First day that its rows tell of 起始日期")
    last_day: date = strawberry.field(description="Last day 截止日期")
    key: list[str] = strawberry.field(description="Columns that together name a row; may be empty 主键")

    columns: list[OpenColumn] = strawberry.field(resolver=find_columns, description="Its columns 数据列")
    files: list[OpenFile] = strawberry.field(resolver=find_files, description="Its files 数据文件")
    rows: OpenRows = strawberry.field(resolver=find_rows, description="A page of its rows; the files hold all of them 数据行")


def find_datasets(parent: strawberry.Parent[OpenData]) -> list[OpenDataset]:
    return [_dataset(parent.shown, resource, parent.language) for resource in parent.shown.resources.values()]


def find_dataset(
    parent: strawberry.Parent[OpenData], name: Annotated[str, strawberry.argument(description="ASCII name of the dataset 数据集名称")]
) -> OpenDataset | None:
    resource = parent.shown.resources.get(name)
    return _dataset(parent.shown, resource, parent.language) if resource else None


@strawberry.type(description="The release of open data in force 开放数据发布批次")
class OpenData:
    shown: strawberry.Private[ShownRelease]
    language: strawberry.Private[str]
    release: str = strawberry.field(description="Day and number of the release 发布批次")
    day: date = strawberry.field(description="Day of the release 发布日期")
    publisher: str = strawberry.field(description="Who publishes 发布单位")
    licence: str = strawberry.field(description="Licence (SPDX) 许可")
    url: str = strawberry.field(description="Its page, with signature and sums 网页")
    digest: str = strawberry.field(description="SHA-256 of its signed sums: it stands for every byte 摘要")

    datasets: list[OpenDataset] = strawberry.field(resolver=find_datasets, description="Everything that is published 数据集")
    dataset: OpenDataset | None = strawberry.field(resolver=find_dataset, description="One dataset by its name; null where there is none 数据集")


async def find_open_data(info: strawberry.Info[Any, Any]) -> OpenData | None:
    """Resolver of the root field `openData`."""
    asking: Asking = info.root_value
    if (shown := asking.in_force.release()) is None:
        return None
    package = shown.package
    return OpenData(
        shown=shown,
        language=asking.language,
        release=shown.name,
        day=shown.day,
        publisher=package["contributors"][0]["title"],
        licence=package["licenses"][0]["name"],
        url=package["homepage"],
        digest=shown.digest,
    )


def _dataset(shown: ShownRelease, resource: Description, language: str) -> OpenDataset:
    return OpenDataset(
        release=shown,
        resource=resource,
        language=language,
        title=_said(resource, "title", language),
        description=_said(resource, "description", language),
        **{name: resource[name] for name in ("name", "theme", "owner", "rhythm", "clause")},
        disclosure=OpenCode(code=resource["disclosure"]["rule"], label=_said(resource["disclosure"], "title", language)),
        row_count=resource["rows"],
        first_day=date.fromisoformat(resource["temporal"]["from"]),
        last_day=date.fromisoformat(resource["temporal"]["until"]),
        key=list(resource["schema"].get("primaryKey", ())),
    )


def _column(field: Description, language: str) -> OpenColumn:
    codes = [OpenCode(code=code, label=label) for code, label in field.get("codes", {}).items()]
    texts = {name: _said(field, name, language) for name in ("title", "description")}
    return OpenColumn(name=field["name"], **texts, kind=field["kind"], unit=field.get("unit"), codes=codes, codes_source=field.get("codes_source"))


def _said(described: Description, what: str, language: str) -> str:
    return str(described.get(f"{what}_en" if language == "en" else what) or described.get(what) or "")


def _page(database: Path, name: str, first: int, after: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of the columns, and one row more than asked for, each behind its number. `name` is a dataset of the release."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as file:
        cursor = file.execute(f'SELECT rowid, * FROM "{name}" WHERE rowid > ? ORDER BY rowid LIMIT ?', (after, first + 1))
        return [column[0] for column in cursor.description[1:]], cursor.fetchall()
