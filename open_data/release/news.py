"""`changes.json` and `changes.md`: what a release says otherwise than the one in force before it, in numbers and in words.

Rows are told apart by the dataset's `identity`; where it has none, or none of its rows keeps it (random ids), only their number is compared. Money is summed where
the dataset says that its rows add up (`sums`), and each yuan once (`once`). The files are read as streams, so memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from databases.failures import WrongDataError
from open_data.layout import CHANGES, PACKAGE, TOMBSTONE
from open_data.release.package import Description

JSON, TEXT = CHANGES, "changes.md"
AS_OF = "as_of"  # of a row: the release that its figure is of


class WithdrawnPreviousError(WrongDataError):
    """The release that a candidate was compared with has been withdrawn since."""


def write(folder: Path, previous: Path | None) -> None:
    """Write both files into a release; `previous`: the folder of the one in force, None for the first."""
    found = compare(folder, previous)
    (folder / JSON).write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    (folder / TEXT).write_text("\n".join(words(found)) + "\n", "utf-8")


def check_previous(folder: Path, home: Path) -> None:
    """A candidate that was compared with a release that has been withdrawn since leads readers to what is no longer there. Raises WithdrawnPreviousError."""
    previous = orjson.loads((folder / JSON).read_bytes())["previous"] if (folder / JSON).exists() else None
    if previous and (home / previous / TOMBSTONE).exists():
        raise WithdrawnPreviousError(
            f"{folder.name} 的“与上次相比”所比的 {previous} 已撤回：请撤回这份待批准的发布，重新制作。 "
            f"{folder.name} tells what changed since {previous}, which was withdrawn: withdraw this candidate and publish again"
        )


def compare(folder: Path, previous: Path | None) -> Description:
    """Every difference, in numbers."""
    after, before = _resources(folder), _resources(previous) if previous else {}
    kept = [_dataset(before[name], after[name], previous, folder) for name in after if previous and name in before]
    found = {
        "release": _package(folder)["version"],
        "previous": _package(previous)["version"] if previous else None,
        "datasets_added": [_named(after[name]) for name in after if name not in before],
        "datasets_removed": [_named(before[name]) for name in before if name not in after],
        "datasets": [one for one in kept if _differs(one)],
        "datasets_unchanged": [one["name"] for one in kept if not _differs(one)],
    }
    return found | {"summary": _summary(found)}


def _dataset(before: Description, after: Description, previous: Path, folder: Path) -> Description:
    old, new = [[field["name"] for field in one["schema"]["fields"]] for one in (before, after)]
    sides = previous / _parquet(before), folder / _parquet(after)
    rows = {"before": before["rows"], "after": after["rows"]}
    key = _identity(after)
    beside = [*(name for name in after["schema"].get("primaryKey", ()) if name not in key), AS_OF]  # numbers that run anew in each release
    if key and _identity(before) == key:
        compared = [name for name in new if name in old and name not in (*key, *beside)]
        rows |= _by_key(pl.scan_parquet(sides[0]), pl.scan_parquet(sides[1]), key, compared)
    return {
        **_named(after),
        "columns_added": [name for name in new if name not in old],
        "columns_removed": [name for name in old if name not in new],
        "rows": rows,
        "money": dict(_money(before, after, *sides)),
        "same_bytes": before["hash"] == after["hash"],
        "same_figures": before["hash"] == after["hash"] or (AS_OF in old and old == new and _same_figures(*sides, beside)),
    }


def _identity(resource: Description) -> list[str]:
    """Releases of before there was such a thing have the key alone."""
    return list(resource.get("identity", resource["schema"].get("primaryKey", ())))


def _same_figures(old: Path, new: Path, beside: Iterable[str]) -> bool:
    """The rows of a table about people say the same, though of another release or under other numbers."""
    one, other = (pl.read_parquet(side).drop(beside) for side in (old, new))
    return one.sort(one.columns).equals(other.sort(one.columns))


def _by_key(old: pl.LazyFrame, new: pl.LazyFrame, key: list[str], columns: list[str]) -> Mapping[str, Any]:
    """Rows that came, went and changed, and in which columns; nothing if no row has kept its key."""
    left = old.select(*key, *columns, pl.lit(True).alias("_old"))
    right = new.select(*key, *columns, pl.lit(True).alias("_new"))
    both = left.join(right, on=key, how="full", nulls_equal=True, suffix="_after")
    kept = pl.col("_old").is_not_null() & pl.col("_new").is_not_null()
    changed = {name: pl.col(name).ne_missing(pl.col(f"{name}_after")) & kept for name in columns}
    counts = both.select(
        pl.col("_old").is_null().sum().alias("_added"),
        pl.col("_new").is_null().sum().alias("_removed"),
        kept.sum().alias("_kept"),
        pl.any_horizontal(False, *changed.values()).sum().alias("_changed"),
        *[changed[name].sum().alias(name) for name in columns],
    )
    found = counts.collect(engine="streaming").row(0, named=True)
    if not found["_kept"] and found["_removed"]:
        return {}
    by_column = {name: found[name] for name in columns if found[name]}
    return {"added": found["_added"], "removed": found["_removed"], "changed": found["_changed"], "changed_by_column": by_column}


def _money(before: Description, after: Description, old: Path, new: Path) -> Iterator[tuple[str, Description]]:
    """The total of each column of money that both have and whose rows add up, to the cent."""
    had = {field["name"] for field in before["schema"]["fields"]}
    once: dict[str, int] = after.get("once", {})
    for name in (name for name in after.get("sums", ()) if had >= {name, *once}):
        was, now = (_sum(side, name, once) for side in (old, new))
        yield name, {"before": str(was), "after": str(now), "difference": str(now - was)} | ({"where": once} if once else {})


def _sum(side: Path, name: str, once: Mapping[str, int]) -> Decimal:
    rows = pl.scan_parquet(side).filter(pl.all_horizontal(True, *(pl.col(column) == value for column, value in once.items())))
    total: Decimal = rows.select(pl.col(name).sum()).collect(engine="streaming").item()
    return total


def _differs(dataset: Description) -> bool:
    return not dataset["same_figures"] or bool(dataset["columns_added"] or dataset["columns_removed"])


def words(found: Description) -> Iterator[str]:
    """The same for people: Chinese first."""
    for language, text in TEXTS.items():
        yield from (f"# {text['title'].format(**found)}", "", found["summary"][language], "")
        for one in found["datasets"]:
            yield f"## {one['title' if language == 'zh' else 'title_en']} `{one['name']}`"
            yield from ("", *(f"- {line}" for line in _lines(one, text)), "")


TEXTS = {
    "zh": {
        "title": "{release} 的变化",
        "added": "新增列：{}",
        "removed": "取消的列：{}",
        "rows": "行数：{before} → {after}",
        "by_key": "新增 {added} 行，减少 {removed} 行，内容变化 {changed} 行",
        "columns": "内容变化的列：{}",
        "money": "{column} 合计（元）：{before} → {after}（{difference}）",
        "where": "（只算 {} 的行）",
        "join": "、",
    },
    "en": {
        "title": "Changes in {release}",
        "added": "new columns: {}",
        "removed": "columns that are gone: {}",
        "rows": "rows: {before} → {after}",
        "by_key": "{added} rows added, {removed} removed, {changed} changed",
        "columns": "columns that changed: {}",
        "money": "total of {column}, yuan: {before} → {after} ({difference})",
        "where": " (rows of {} alone)",
        "join": ", ",
    },
}


def _lines(one: Description, text: Mapping[str, str]) -> Iterator[str]:
    for name in ("added", "removed"):
        if one[f"columns_{name}"]:
            yield text[name].format(text["join"].join(f"`{column}`" for column in one[f"columns_{name}"]))
    yield text["rows"].format(**one["rows"])
    if "changed" in one["rows"]:
        yield text["by_key"].format(**one["rows"])
        if one["rows"]["changed_by_column"]:
            yield text["columns"].format(text["join"].join(f"`{name}` {count}" for name, count in one["rows"]["changed_by_column"].items()))
    for column, money in one["money"].items():
        only = "".join(text["where"].format(f"`{name}` = {value}") for name, value in money.get("where", {}).items())
        yield text["money"].format(column=f"`{column}`{only}", **money)


def _summary(found: Description) -> Description:
    if found["previous"] is None:
        count = len(found["datasets_added"])
        return {"zh": f"第一次发布，共 {count} 个数据集。", "en": f"The first release, with {count} datasets."}
    zh = f"与 {found['previous']} 相比：{len(found['datasets'])} 个数据集有变化，{len(found['datasets_unchanged'])} 个没有变化"
    en = f"Beside {found['previous']}: {len(found['datasets'])} datasets changed, {len(found['datasets_unchanged'])} did not"
    if added := found["datasets_added"]:
        zh += f"，新增 {'、'.join(one['title'] for one in added)}"
        en += f"; new: {', '.join(one['title_en'] for one in added)}"
    if removed := found["datasets_removed"]:
        zh += f"，取消 {'、'.join(one['title'] for one in removed)}"
        en += f"; gone: {', '.join(one['title_en'] for one in removed)}"
    return {"zh": f"{zh}。", "en": f"{en}."}


def _named(resource: Description) -> Description:
    return {"name": resource["name"], "title": resource["title"], "title_en": resource["title_en"]}


def _parquet(resource: Description) -> str:
    return next(str(file["path"]) for file in resource["formats"] if file["format"] == "parquet")


def _resources(folder: Path) -> dict[str, Description]:
    return {resource["name"]: resource for resource in _package(folder)["resources"]}


def _package(folder: Path) -> Description:
    found: Description = orjson.loads((folder / PACKAGE).read_bytes())
    return found
