"""What a release says otherwise than the one before it stands on its timelines and on its page, with what it said and says; of people nothing, of texts no words."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from open_data import catalogue
from open_data.extract import Extract
from open_data.release.build import Homes, build
from open_data.release.package import Edition
from open_data.release.states import Record, settle
from tests.open_data.conftest import KEYS, PUBLISHER, ignore
from tests.open_data.portal.conftest import Portal, served_portal
from tests.open_data.test_gate import doctored
from tests.schema.node import run_node

DATASETS = {
    name: catalogue.DATASETS[name]
    for name in ("projects", "sustainability_checks", "village_years", "fund_streams", "divisions", "register", "duties")
}
DAYS = (date(2020, 6, 30), date(2020, 7, 31), date(2020, 8, 31))
FIRST, SECOND, THIRD = (f"{day}-1" for day in DAYS)
WITHDRAWN = {"state": "withdrawn", "withdrawn_on": DAYS[2], "withdrawal_reason": "数据有误"}
CORRECTED = 3  # the place of a project whose budget is put right; the last one is no longer there


@dataclass(frozen=True)
class Revised:
    """Three releases of one city. project: what was corrected; gone: what is in the first alone; checked: the project whose note the second says otherwise."""

    home: Path
    records: tuple[Record, ...]
    project: dict[str, Any]
    gone: dict[str, Any]
    checked: str


@pytest.fixture(scope="module")
def revised(extracted: Extract, tmp_path_factory: pytest.TempPathFactory) -> Revised:
    """The second corrects a budget, a note and the category of half of the households, and lacks a project; the third says the budget of the first again, with another name."""
    folder = tmp_path_factory.mktemp("revised")
    place = pl.int_range(pl.len())
    budget = pl.when(place == CORRECTED).then(pl.col("budget") + 1000).otherwise("budget").alias("budget")
    note = pl.when(place == 0).then(pl.lit("管护改由村集体负责")).otherwise("note").alias("note")
    category = pl.when(place % 2 == 0).then(pl.lit("dibao")).otherwise("category").alias("category")
    second = doctored(extracted, folder / "second", "Project", budget)
    second = doctored(doctored(second, folder / "with note", "SustainabilityCheck", note), folder / "with category", "Household", category)
    named = pl.when(place == CORRECTED).then(pl.lit("更名的项目")).otherwise("name").alias("name")
    third = doctored(doctored(extracted, folder / "third", "Project", named), folder / "third with category", "Household", category)
    for one in (second, third):
        projects = pl.read_parquet(one.folder / "Project.parquet")
        projects.filter(pl.int_range(pl.len()) < pl.len() - 1).write_parquet(one.folder / "Project.parquet")
    homes = Homes(folder / "open_data", folder / "ledger")
    records: list[Record] = []
    for day, one in zip(DAYS, (extracted, second, third), strict=True):
        made = build(one, DATASETS, homes, Edition(f"{day}-1", day, PUBLISHER), KEYS, ignore)
        records.append(Record(made.name, made.digest, "published", day))
        settle(homes.releases, records, PUBLISHER.address, PUBLISHER.name)
    old = pl.read_parquet(extracted.folder / "Project.parquet").to_dicts()
    check = pl.read_parquet(extracted.folder / "SustainabilityCheck.parquet").to_dicts()[0]
    checked = next(one["code"] for one in old if one["id"] == check["project_id"])
    return Revised(homes.releases, tuple(records), old[CORRECTED], old[-1], checked)


@pytest.fixture(scope="module")
def portal(revised: Revised) -> Iterator[Portal]:
    with served_portal(revised.home) as running:
        yield running


def sentences(portal: Portal, query: str = "") -> list[tuple[str, str]]:
    return [(one["day"], one["sentence"]) for one in portal.get(f"/timeline.json?about=revision{query}").json()]


def test_a_corrected_budget_is_told_on_the_timelines_with_what_it_was(portal: Portal, revised: Revised) -> None:
    """Of project, village, county and stream, the newest first; and the row says today what it is called today."""
    code, was = revised.project["code"], revised.project["budget"]
    corrected = [f"帮扶项目“更名的项目”：预算（元）由 {one:,.2f} 改为 {other:,.2f}（与 {beside} 相比）" for one, other, beside in
                 ((was + 1000, was, SECOND), (was, was + 1000, FIRST))]  # fmt: skip
    corrected[0] = corrected[0].replace("：预算", "：项目名称的文字有改动；预算")
    expected = [(str(DAYS[2]), corrected[0]), (str(DAYS[1]), corrected[1])]
    assert sentences(portal, f"&project={code}") == expected
    for of in (f"place={revised.project['region_code']}", f"place={revised.project['region_code'][:6]}", ""):
        assert set(expected) <= set(sentences(portal, f"&{of}"))
    page = portal.get(f"/projects/{code}").text
    assert f"预算（元）由 {was:,.2f} 改为 {was + 1000:,.2f}" in page.replace('<span lang="zh-CN">', "").replace("</span>", "")
    english = portal.get(f"/timeline.json?about=revision&project={code}&lang=en").json()[1]["sentence"]
    assert f"was {was:,.2f} and is {was + 1000:,.2f} (since {FIRST})" in english


def test_a_row_that_is_gone_is_told_by_its_code_alone(portal: Portal, revised: Revised) -> None:
    assert (str(DAYS[1]), f"帮扶项目（{revised.gone['code']}）：不再公布（{FIRST} 中有）") in sentences(
        portal, f"&place={revised.gone['region_code']}"
    )
    assert revised.gone["name"] not in portal.get("/timeline.json?about=revision").text


def test_texts_are_not_quoted_and_people_are_left_out(portal: Portal, revised: Revised) -> None:
    found = portal.get(f"/releases/{SECOND}/revisions.json").json()
    assert {one["dataset"] for one in found} == {"projects", "sustainability_checks"}
    (note,) = [one for one in found if one["dataset"] == "sustainability_checks"]
    assert (note["project"], note["column"], note["before"], note["after"]) == (revised.checked, "note", None, None)
    assert "register" in {one["name"] for one in json.loads((revised.home / SECOND / "changes.json").read_bytes())["datasets"]}
    for address in (f"/releases/{SECOND}/revisions", f"/timeline?project={revised.checked}", "/timeline.json?about=revision"):
        assert "村集体负责" not in portal.get(address).text
        assert "文字有改动" in portal.get(address).text.replace('<span lang="zh-CN">', "").replace("</span>", "")


def test_the_page_of_a_release_leads_to_its_changed_rows(portal: Portal, revised: Revised) -> None:
    page = portal.get(f"/releases/{SECOND}").text
    assert f'<a href="/releases/{SECOND}/revisions?dataset=projects">1</a>' in page
    rows = list(csv.DictReader(io.StringIO(portal.get(f"/releases/{SECOND}/revisions.csv?dataset=projects").content.decode("utf-8-sig"))))
    told = {(one["project"], one["column"], one["before"], one["after"]) for one in rows}
    was = float(revised.project["budget"])
    assert told == {(revised.project["code"], "budget", f"{was:g}", f"{was + 1000:g}"), (revised.gone["code"], "", "", "")}
    assert f"共 {len(rows)} 行" in portal.get(f"/releases/{SECOND}/revisions?dataset=projects").text
    assert portal.get(f"/releases/{FIRST}/revisions").status_code == 404


def test_what_a_withdrawn_release_said_is_told_no_more(revised: Revised, tmp_path: Path) -> None:
    """The second is withdrawn: the third stands beside the first, whose budget it says again."""
    corrected = f"{revised.project['budget'] + 1000:,.2f}"
    home = shutil.copytree(revised.home, tmp_path / "open_data", symlinks=True)
    with served_portal(home) as portal:
        assert corrected in portal.get("/timeline.json?about=revision").text
        gone = [Record(**{**vars(one), **WITHDRAWN}) if one.name == SECOND else one for one in revised.records]
        settle(home, gone, PUBLISHER.address, PUBLISHER.name)
        left = portal.get("/timeline.json?about=revision")
        assert corrected not in left.text
        renamed, missing = (
            f"帮扶项目“更名的项目”：项目名称的文字有改动（与 {FIRST} 相比）",
            f"帮扶项目（{revised.gone['code']}）：不再公布（{FIRST} 中有）",
        )
        assert {one["sentence"] for one in left.json()} == {renamed, missing}
        for address in (f"/releases/{SECOND}", f"/releases/{SECOND}/revisions"):
            notice = portal.get(address)
            assert (notice.status_code, "已撤回" in notice.text, "数据有误" in notice.text) == (410, True, True)
        assert [portal.get(f"/releases/{SECOND}/revisions.{form}").status_code for form in ("csv", "json")] == [410, 410]
        assert "revisions" not in portal.get(f"/releases/{THIRD}").text


def test_a_real_browser_finds_no_fault(portal: Portal, chromium: str) -> None:
    pages = (f"/releases/{SECOND}", f"/releases/{SECOND}/revisions", "/timeline?about=revision")
    done = run_node("node", "tests/portal.mjs", chromium, portal.address, *pages, patience=600)
    assert done.returncode == 0, done.stderr
    assert {name: complaints for name, complaints in json.loads(done.stdout).items() if complaints} == {}
