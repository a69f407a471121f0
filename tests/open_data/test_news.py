"""What changed between two releases is counted right, whatever changed; and told in two languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from open_data.layout import PACKAGE, TOMBSTONE
from open_data.release import news
from open_data.release.build import Release

Rows = dict[str, tuple[int | None, str | None]]
ROWS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.none() | st.integers(0, 3), st.none() | st.sampled_from("xy")), max_size=6)
KINDS = {"code": "code", "amount": "money", "place": "text", "more": "text", "as_of": "text"}


def written(
    folder: Path, version: str, rows: Rows, columns: tuple[str, ...] = ("code", "amount", "place"), key: bool = True, **described: object
) -> Path:
    """A release of one dataset with these rows."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    frame = pl.DataFrame(
        {
            "code": list(rows),
            "amount": [cents for cents, _ in rows.values()],
            "place": [place for _, place in rows.values()],
            "more": ["m"] * len(rows),
            "as_of": [version] * len(rows),
        },
        {"code": pl.String, "amount": pl.Decimal(16, 2), "place": pl.String, "more": pl.String, "as_of": pl.String},
    ).select(columns)
    frame.write_parquet(folder / "data" / "hops.parquet")
    schema = {"fields": [{"name": name, "kind": KINDS[name]} for name in columns]}
    resource = {
        "name": "hops",
        "title": "拨付",
        "title_en": "Hops",
        "rows": len(rows),
        "hash": str(sorted(rows.items(), key=str)) + str(columns) + (version if "as_of" in columns else ""),
        "formats": [{"path": "data/hops.parquet", "format": "parquet"}],
        "schema": schema,
        "identity": ["code"] if key else [],
        "sums": [name for name in columns if name == "amount"],
        **described,
    }
    (folder / PACKAGE).write_bytes(orjson.dumps({"version": version, "resources": [resource]}))
    return folder


@settings(max_examples=60)
@given(before=ROWS, after=ROWS)
def test_rows_and_money_are_counted_right(tmp_path_factory: Any, before: Rows, after: Rows) -> None:
    folder = tmp_path_factory.mktemp("news")
    found = news.compare(written(folder / "2", "2", after), written(folder / "1", "1", before))
    kept = before.keys() & after.keys()
    if before == after:
        assert found["datasets"] == []
        return
    (one,) = found["datasets"]
    rows = one["rows"]
    assert (rows["before"], rows["after"]) == (len(before), len(after))
    assert one["money"]["amount"]["difference"] == f"{sum(v[0] or 0 for v in after.values()) - sum(v[0] or 0 for v in before.values())}.00"
    if not kept and before:
        assert "changed" not in rows
        return
    assert (rows["added"], rows["removed"]) == (len(after) - len(kept), len(before) - len(kept))
    assert rows["changed"] == sum(before[key] != after[key] for key in kept)
    for place, column in enumerate(("amount", "place")):
        assert rows["changed_by_column"].get(column, 0) == sum(before[key][place] != after[key][place] for key in kept)


def test_columns_that_came_and_went_are_named(tmp_path: Path) -> None:
    rows: Rows = {"a": (1, "x")}
    old = written(tmp_path / "1", "1", rows)
    (one,) = news.compare(written(tmp_path / "2", "2", rows, ("code", "place", "more")), old)["datasets"]
    assert (one["columns_added"], one["columns_removed"], one["money"]) == (["more"], ["amount"], {})


def test_money_is_summed_only_where_rows_add_up_and_each_yuan_once(tmp_path: Path) -> None:
    before: Rows = {"a": (1, "x"), "b": (10, "y")}
    after: Rows = {"a": (5, "x"), "b": (20, "y")}

    def money(name: str, **described: object) -> Any:
        old, new = (written(tmp_path / name / version, version, rows, **described) for version, rows in (("1", before), ("2", after)))
        return news.compare(new, old)["datasets"][0]["money"]

    assert money("overlapping", sums=[]) == {}
    assert money("once", once={"place": "x"})["amount"] == {"before": "1.00", "after": "5.00", "difference": "4.00", "where": {"place": "x"}}
    assert money("all")["amount"]["difference"] == "14.00"


def test_rows_are_told_apart_by_identity_though_parts_of_it_are_empty(tmp_path: Path) -> None:
    before: Rows = {"a": (1, None), "b": (1, "x")}
    after: Rows = {"a": (1, None), "b": (2, "x"), "c": (1, None)}
    old, new = (written(tmp_path / version, version, rows, identity=["code", "place"]) for version, rows in (("1", before), ("2", after)))
    (one,) = news.compare(new, old)["datasets"]
    assert one["rows"] == {"before": 2, "after": 3, "added": 1, "removed": 0, "changed": 1, "changed_by_column": {"amount": 1}}


def test_release_of_before_there_was_an_identity_is_compared_by_its_key(tmp_path: Path) -> None:
    old, new = (written(tmp_path / version, version, {"a": (cents, "x")}) for version, cents in (("1", 1), ("2", 2)))
    package = orjson.loads((old / PACKAGE).read_bytes())
    (resource,) = package["resources"]
    del resource["identity"], resource["sums"]
    resource["schema"]["primaryKey"] = ["code"]
    (old / PACKAGE).write_bytes(orjson.dumps(package))
    (one,) = news.compare(new, old)["datasets"]
    assert (one["rows"]["changed"], one["money"]["amount"]["difference"]) == (1, "1.00")


def test_rows_without_a_name_are_counted_and_not_compared(tmp_path: Path) -> None:
    old = written(tmp_path / "1", "1", {"a": (1, "x")}, key=False)
    (one,) = news.compare(written(tmp_path / "2", "2", {"a": (2, "x")}, key=False), old)["datasets"]
    assert one["rows"] == {"before": 1, "after": 1}
    assert one["money"]["amount"] == {"before": "1.00", "after": "2.00", "difference": "1.00"}


def _as_of(folder: Path, release: str, amount: int) -> Path:
    """A release in whose rows it names itself."""
    return written(folder, release, {"a": (amount, "x"), "b": (2, "y")}, ("code", "amount", "place", "as_of"))


def test_figures_that_stay_the_same_are_no_news_though_another_release_says_them(tmp_path: Path) -> None:
    first = _as_of(tmp_path / "1", "1", 1)
    same = news.compare(_as_of(tmp_path / "2", "2", 1), first)
    assert (same["datasets"], same["datasets_unchanged"]) == ([], ["hops"])
    (one,) = news.compare(_as_of(tmp_path / "3", "3", 5), first)["datasets"]
    assert (one["rows"]["changed"], one["rows"]["changed_by_column"]) == (1, {"amount": 1})


def test_figures_that_stay_the_same_are_no_news_though_their_rows_are_numbered_otherwise(tmp_path: Path) -> None:
    def numbered(release: str, rows: Rows) -> Path:
        folder = written(tmp_path / release, release, rows, ("code", "amount", "place", "as_of"), identity=["place"])
        package = orjson.loads((folder / PACKAGE).read_bytes())
        package["resources"][0]["schema"]["primaryKey"] = ["code"]
        (folder / PACKAGE).write_bytes(orjson.dumps(package))
        return folder

    first, same = numbered("1", {"1": (1, "x"), "2": (2, "y")}), numbered("2", {"1": (2, "y"), "2": (1, "x")})
    assert news.compare(same, first)["datasets_unchanged"] == ["hops"]
    assert news.compare(numbered("3", {"1": (2, "y"), "2": (3, "x")}), first)["datasets"] != []


def test_words_are_chinese_first_and_say_the_numbers(tmp_path: Path) -> None:
    old = written(tmp_path / "1", "2020-06-01-1", {"a": (1, "x"), "b": (1, "x")})
    new = written(tmp_path / "2", "2020-06-30-1", {"a": (3, "x"), "c": (0, "y")})
    news.write(new, old)
    text = (new / news.TEXT).read_text("utf-8")
    assert text.startswith("# 2020-06-30-1 的变化")
    assert "新增 1 行，减少 1 行，内容变化 1 行" in text
    assert "1 rows added, 1 removed, 1 changed" in text
    assert "`amount` 合计（元）：2.00 → 3.00（1.00）" in text
    assert orjson.loads((new / news.JSON).read_bytes())["summary"]["en"] == "Beside 2020-06-01-1: 1 datasets changed, 0 did not."


def test_candidate_that_was_compared_with_a_withdrawn_release_is_refused(tmp_path: Path) -> None:
    first = written(tmp_path / "2020-06-01-1", "2020-06-01-1", {"a": (1, "x")})
    candidate = written(tmp_path / "candidates" / "2020-06-30-1", "2020-06-30-1", {"a": (2, "x")})
    news.write(candidate, first)
    news.check_previous(candidate, tmp_path)
    (first / TOMBSTONE).write_text("{}")
    with pytest.raises(news.WithdrawnPreviousError, match="2020-06-01-1"):
        news.check_previous(candidate, tmp_path)


def test_every_identity_tells_the_rows_of_a_release_apart(release: Release) -> None:
    for resource in orjson.loads((release.folder / PACKAGE).read_bytes())["resources"]:
        rows = pl.read_parquet(release.folder / "data" / f"{resource['name']}.parquet")
        assert not resource["identity"] or not rows.select(resource["identity"]).is_duplicated().any(), resource["name"]
        assert not resource["name"].endswith("_totals") or not resource["sums"]


def test_first_release_says_so(release: Release) -> None:
    found = orjson.loads((release.folder / news.JSON).read_bytes())
    assert found["previous"] is None
    assert found["summary"]["zh"].startswith("第一次发布")


def test_same_release_again_has_no_news(release: Release) -> None:
    found = news.compare(release.folder, release.folder)
    assert (found["datasets"], found["datasets_added"], found["datasets_removed"]) == ([], [], [])
