"""The shelves, and for each dataset its preview, counts, charts, files, columns, examples, quality and history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette.utils.asgi import NotFound, Response

from open_data import shelf
from open_data.columns import Words
from open_data.portal import figures, linked_data
from open_data.portal.pages.figures import show
from open_data.portal.site import Row
from open_data.portal.visit import Visit, with_arguments
from open_data.sections import SECTIONS, sections

THEMES = {
    "funds": Words("资金", "Money"),
    "projects": Words("项目", "Projects"),
    "villages": Words("村", "Villages"),
    "people": Words("帮扶对象（仅统计）", "People (counts only)"),
    "supervision": Words("监督", "Supervision"),
    "reference": Words("代码与规则", "Codes and rules"),
}
KINDS = {
    "text": Words("文字", "text"),
    "code": Words("代码", "code"),
    "region": Words("区划代码", "division"),
    "whole": Words("整数", "whole number"),
    "decimal": Words("小数", "number"),
    "money": Words("金额", "money"),
    "share": Words("比例", "share of 1"),
    "flag": Words("是否（1/0）", "yes/no (1/0)"),
    "day": Words("日期", "day"),
    "month": Words("月份", "month"),
    "year": Words("年度", "year"),
    "moment": Words("时间", "moment"),
    "periods": Words("年、季度或月", "years, quarters or months"),
}
RHYTHMS = {"DAILY": Words("每日", "daily"), "MONTHLY": Words("每月", "monthly"), "ANNUAL": Words("每年", "yearly")}
FORMATS = {"csv": "CSV", "jsonl": "JSON Lines", "parquet": "Parquet"}
FACETED, MOST_FACETS, MOST_VALUES, PREVIEWED, LEAST_FILLED = ("code", "region", "year"), 6, 8, 5, 3
MOST_DIGITS = 11  # of a number that Excel shows as it is written


@dataclass(frozen=True)
class Example:
    """How to fetch a dataset with a tool."""

    title: str
    code: str


async def overview(visit: Visit) -> Response:
    return await visit.render("datasets.html", shelves=shelves(visit), trail=[(None, visit.say("数据集", "Datasets"))])


def shelves(visit: Visit) -> list[tuple[str, str, list[Mapping[str, Any]]]]:
    """The datasets by theme."""
    return [
        (theme, visit.say(*title), found)
        for theme, title in THEMES.items()
        if (found := [resource for resource in visit.release.resources.values() if resource["theme"] == theme])
    ]


async def dataset(visit: Visit) -> Response:
    resource = visit.release.resources.get(name := visit.parameter("name"))
    if resource is None:
        raise NotFound(visit.say("没有这个数据集", "There is no such dataset"))
    address = visit.site.around.address
    return await visit.render(
        "dataset.html",
        resource=resource,
        files=_files(visit, name),
        long_codes=await _long_codes(visit, name),
        preview=visit.readable(name, await visit.rows(f"SELECT * FROM {name} LIMIT {PREVIEWED}")),
        preview_columns=_preview_columns(visit, resource),
        facets=[await _facet(visit, name, field) for field in _faceted(resource)],
        figures=[await show(visit, figure) for figure in figures.shown(visit.release) if next(iter(figure.needs)) == name],
        kinds=visit.say_each(KINDS),
        rhythm=visit.say(*RHYTHMS[resource["rhythm"]]),
        sections=[section.name for section in sections(resource["clause"])],
        section_titles={section.name: visit.say(*section.title) for section in SECTIONS},
        examples=_examples(visit, name),
        filled=await _filled(visit, name),
        history=_history(visit, name),
        linked_data=linked_data.dataset(visit.release, resource, address),
        trail=[("/datasets", visit.say("数据集", "Datasets")), (None, visit.said(resource))],
    )


def _files(visit: Visit, name: str) -> list[Mapping[str, Any]]:
    own = visit.release.of(name)
    every = [
        *((own, f"data/{name}.{ending}", label) for ending, label in FORMATS.items()),
        (visit.release, "sunshine.db", visit.say("SQLite（全部数据集）", "SQLite (all datasets)")),
        (visit.release, "sunshine.zip", visit.say("zip（全部数据集）", "zip (all datasets)")),
    ]
    return [{"address": f"{of.address}/{path}", "label": label, "size": (of.folder / path).stat().st_size} for of, path, label in every]


async def _long_codes(visit: Visit, name: str) -> list[str]:
    """What the columns are called whose codes Excel takes for numbers: it writes 3.20281E+11 for them, and after the fifteenth digit nothing but 0.

    Every row is read for it, once for each release.
    """
    fields, kept = visit.release.fields[name], visit.site.long_codes
    if name not in kept:
        columns = ", ".join(f"max(length({field}) > {MOST_DIGITS} AND {field} NOT GLOB '*[^0-9]*') AS {field}" for field in fields)
        found: Row = (await visit.site.rows(f"SELECT {columns} FROM {name}"))[0]
        kept[name] = [field for field in fields if found[field]]
    return [visit.said(fields[field]) for field in kept[name]]


def _preview_columns(visit: Visit, resource: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Codes are left out where a label stands beside them."""
    fields = visit.release.fields[resource["name"]]
    shown = [
        field
        for name, field in fields.items()
        if f"{name}_label" not in fields and not (field["kind"] == "region" and f"{name.removesuffix('_code')}_name" in fields)
    ]
    return [(field["name"], visit.said(field), field["kind"]) for field in shown]


def _faceted(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Columns by which people count."""
    return [field for field in resource["schema"]["fields"] if field["kind"] in FACETED][:MOST_FACETS]


async def _facet(visit: Visit, table: str, field: Mapping[str, Any]) -> Mapping[str, Any]:
    name = field["name"]
    label = next((one for one in (f"{name}_label", f"{name.removesuffix('_code')}_name") if one != name and one in visit.release.fields[table]), name)
    sql = f"SELECT {name} AS value, coalesce(max({label}), '–') AS label, count(*) AS count FROM {table} GROUP BY {name} ORDER BY count DESC LIMIT {MOST_VALUES}"
    counts = [{**row, "address": _filtered(table, name, row["value"])} for row in await visit.rows(sql)]
    return {"title": visit.said(field), "counts": counts}


def _filtered(table: str, name: str, value: object) -> str:
    return with_arguments(f"/sunshine/{table}", **({f"{name}__isnull": 1} if value is None else {f"{name}__exact": value}))


async def _filled(visit: Visit, name: str) -> list[tuple[str, float]]:
    """The columns with the fewest values, each with the share of rows that have one; none where every row has all."""
    columns = ", ".join(f"avg({field} IS NOT NULL) AS {field}" for field in visit.release.fields[name])
    shares: Row = (await visit.rows(f"SELECT {columns} FROM {name}"))[0]
    return sorted(((key, value or 0.0) for key, value in shares.items() if value != 1), key=lambda pair: pair[1])[:LEAST_FILLED]


def _history(visit: Visit, name: str) -> Sequence[Row]:
    found = [shelf.opened(folder) for folder in shelf.folders(visit.site.around.home) if not shelf.is_withdrawn(folder)]
    return [{"name": release.name, "rows": release.resources[name]["rows"]} for release in found if name in release.resources]


def _examples(visit: Visit, name: str) -> list[Example]:
    base = visit.site.around.address
    file, rows = f"{base}{visit.release.of(name).address}/data/{name}", f"{base}/sunshine/{name}.json?_shape=array&_size=100"
    return [
        Example("curl", f"curl -O {file}.csv\ncurl '{rows}'"),
        Example("Python", f"import polars\n\nframe = polars.read_parquet('{file}.parquet')"),
        Example("R", f"library(readr)\n\nframe <- read_csv('{file}.csv')"),
        Example("JavaScript", f"const rows = await (await fetch('{rows}')).json()"),
        Example(
            "GraphQL",
            visit.say("要带关系、按条件、看历史地问，请用接口", "Ask with relations, filters and history: ")
            + f" {visit.site.around.api.address}/graphql",
        ),
    ]


ROUTES = ((r"^/datasets$", overview), (r"^/datasets/(?P<name>[a-z_]+)$", dataset))
