"""The timeline tells every published row that has a day, once, in both languages, and nothing that is not published."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from open_data import catalogue
from open_data.columns import Words
from open_data.labels import with_labels
from open_data.layout import DATABASE
from open_data.portal.happenings import ABOUT, EVERY, Happening
from open_data.portal.timeline import Chosen, UnknownColumnError, entries, placeholders, telling, tellings
from open_data.release.build import Release
from open_data.shelf import opened
from tests.open_data.portal.conftest import Portal

PUBLISHED = {
    name: {column.name: {"kind": column.type.value} for column in with_labels(dataset.columns)} for name, dataset in catalogue.DATASETS.items()
}
LINE = re.compile(r'<td class="day">([^<]*)</td><td><a href="([^"]*)">(.*?)</a></td>')
ROUTINE = {one.dataset for one in EVERY} - {one.dataset for one in EVERY if not one.is_routine}
Told = list[dict[str, Any]]


def ask(release: Release, sql: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        found = connection.execute(sql, values or {}).fetchall()
    connection.close()
    return found


@pytest.fixture(scope="module")
def told(portal: Portal) -> Told:
    found: Told = portal.get("/timeline.json").json()
    return found


def lines(portal: Portal, address: str) -> list[tuple[str, str]]:
    """Day and address of each line of a page."""
    return [(day, address.replace("&#39;", "'")) for day, address, _ in LINE.findall(portal.get(address).text)]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.dataset}-{one.day}-{one.where.get('has_passed', '')}")
def test_every_happening_names_published_columns_in_both_languages(one: Happening) -> None:
    assert telling(one, PUBLISHED, ()).day
    assert set(placeholders(one.words.zh)) == set(placeholders(one.words.en))
    assert one.about in ABOUT


@pytest.mark.parametrize(
    "changed",
    [
        {"dataset": "nothing"},
        {"day": "born_on"},
        {"words": Words("{born_on}", "{born_on}")},
        {"where": {"secret": 1}},
        {"keys": {"stream": "kind"}},
    ],
    ids=str,
)
def test_what_is_not_published_cannot_be_told(changed: Mapping[str, Any]) -> None:
    with pytest.raises(UnknownColumnError):
        telling(replace(EVERY[0], **changed), PUBLISHED, ())


def test_every_kind_of_happening_is_told(told: Told) -> None:
    assert {one["dataset"] for one in told} == {one.dataset for one in EVERY} | {""}  # releases are in no dataset


def test_city_begins_with_its_releases_and_folds_what_is_routine(portal: Portal, told: Told) -> None:
    routine = {one["dataset"] for one in told} & ROUTINE
    folded, whole = lines(portal, "/timeline"), lines(portal, "/timeline?routine=1")
    assert folded[0][1].startswith("/releases/")
    assert whole == [(one["day"], one["address"]) for one in told[:50]] != folded
    assert routine == ROUTINE
    assert [address for _, address in folded if address.split("/")[2] in ROUTINE] == []
    assert "一并显示" in portal.get("/timeline").text
    chosen = lines(portal, "/timeline?about=village")
    assert chosen == [(one["day"], one["address"]) for one in told if one["about"] == "village"][:50]


def test_a_county_folds_what_is_routine_and_a_village_does_not(portal: Portal, told: Told, release: Release) -> None:
    village = ask(release, "SELECT region_code FROM disclosure_items WHERE posted_on NOTNULL ORDER BY posted_on DESC")[0][0]
    assert not any("disclosure_items" in address for _, address in lines(portal, f"/places/{village[:6]}"))
    every = [(one["day"], one["address"]) for one in told if one["region_code"] == village]
    assert lines(portal, f"/timeline?place={village}") == every[:50]


def test_rows_are_told_once_and_none_is_left_out(told: Told, release: Release) -> None:
    days = {"allocations": ("decided_on", "allocated_on"), "project_stages": ("entered_on", "finished_on"), "acceptances": ("accepted_on",)}
    number = Counter(one["dataset"] for one in told)
    for dataset, columns in days.items():
        assert number[dataset] == sum(ask(release, f"SELECT {', '.join(f'count({column})' for column in columns)} FROM {dataset}")[0])
    records = [(one["address"], one["day"], one["sentence"]) for one in told if one["address"].startswith("/sunshine/")]
    assert len(set(records)) == len(records)


def test_sums_over_several_places_or_years_are_told_of_none(told: Told, release: Release) -> None:
    alone = "SELECT count(*) FROM payments WHERE kind_level = 'kind' AND instr(place || kind || month, ' ') = 0"
    assert Counter(one["dataset"] for one in told)["payments"] == ask(release, alone)[0][0] > 0
    assert all(" " not in (one["region_code"] or "") + (one["stream"] or "") + one["day"] for one in told)


def test_what_is_planned_has_not_happened(release: Release) -> None:
    def days(today: str) -> list[str]:
        values = {"today": today, "year": "2019", "next_year": "2020", "code": "", "most": -1, "skip": 0, "needed": -1, "beside": "[]"}
        return [row[1] for row in ask(release, entries(tellings(opened(release.folder)), Chosen(year="2019")), values)]

    every = days("2019-12-31")
    assert days("2019-06-30") == [day for day in every if len(day) < 10 or day <= "2019-06-30"] != every


def test_newest_stands_first_and_a_year_below_its_days(told: Told) -> None:
    ranks = [one["day"].replace("Q", "0") for one in told]
    assert ranks == sorted(ranks, reverse=True)
    assert {len(one["day"]) for one in told} == {4, 7, 10}


def test_a_hop_is_told_with_accounts_and_amount(portal: Portal, release: Release) -> None:
    number, stream, region, amount, holder = ask(
        release,
        "SELECT number, stream, region_code, amount, to_holder_label FROM allocations WHERE length(region_code) = 12 AND allocated_on NOTNULL",
    )[0]
    for of in (f"stream={stream}", f"place={region}", f"place={region[:9]}"):
        hops = [one for one in portal.get(f"/timeline.json?{of}&about=money").json() if one["address"] == f"/sunshine/allocations/{number}"]
        assert len(hops) == 2
        assert all(f"{amount:,.2f} 元" in one["sentence"] and holder in one["sentence"] for one in hops)


@pytest.mark.parametrize(
    ("of", "pages", "sql"),
    [
        ("project", "projects", "SELECT project FROM tenders WHERE awarded_on NOTNULL"),
        ("place", "places", "SELECT region_code FROM village_visits"),
        ("stream", "money", "SELECT stream FROM allocations"),
        ("stream", "money", "SELECT code FROM fund_streams WHERE to_household"),
    ],
)
def test_a_page_begins_the_timeline_that_pages_go_on_with(portal: Portal, release: Release, of: str, pages: str, sql: str) -> None:
    code = ask(release, sql)[0][0]
    every = [(one["day"], one["address"]) for one in portal.get(f"/timeline.json?{of}={code}").json()]
    last = -(-len(every) // 50)
    assert lines(portal, f"/{pages}/{code}") == every[:12] != []
    for number in {1, last // 2 or 1, last}:
        assert lines(portal, f"/timeline?{of}={code}&page={number}") == every[50 * (number - 1) : 50 * number]
    assert portal.get(f"/timeline?{of}={code}&page={last + 1}").status_code == 404


def test_kind_and_year_are_chosen_together(portal: Portal, told: Told) -> None:
    chosen = [one for one in told if one["about"] == "tender" and one["day"].startswith("2019")]
    assert chosen == portal.get("/timeline.json?about=tender&year=2019").json() != []
    assert f"共 {len(chosen):,} 条" in portal.get("/timeline?about=tender&year=2019").text


def test_csv_says_what_json_says(portal: Portal, told: Told) -> None:
    answer = portal.get("/timeline.csv?about=standstill&lang=en")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    chosen = [one for one in told if one["about"] == "standstill"]
    assert [(row["day"], row["address"]) for row in rows] == [(one["day"], one["address"]) for one in chosen] != []
    assert all(row["about_label"] == ABOUT["standstill"].en and "yuan" in row["sentence"] for row in rows)


def test_records_are_where_the_lines_point(portal: Portal, told: Told) -> None:
    for address in {one["dataset"]: one["address"] for one in told}.values():
        assert portal.get(address).status_code == 200, address


@pytest.mark.parametrize("query", ["place=99", "project=nothing", "stream=nothing", "year=20199", "year=二〇一九", "page=99999"])
def test_nobody_else_has_a_timeline(portal: Portal, query: str) -> None:
    assert portal.get(f"/timeline?{query}").status_code == 404
