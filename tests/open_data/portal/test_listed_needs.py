"""The list of needs: chosen, found by words, ordered, counted on its map and downloaded."""

from __future__ import annotations

import csv
import html
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from databases.code_lists.forces import LEAST_OF_BAND
from open_data.layout import DATABASE
from open_data.portal.chosen_needs import WAITING
from open_data.release.build import Release
from tests.open_data.portal.conftest import Portal


def test_needs_are_listed_to_the_last_and_found_by_words(portal: Portal) -> None:
    seen, address = [], "/needs"
    while address:
        page = portal.get(address).text
        seen += re.findall(r'<th scope="row"><a href="/needs/(\w+)">', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1] if found else ""
    count = re.search(r"共 ([\d,]+)", page)
    assert count
    assert len(seen) == len(set(seen)) == int(count[1].replace(",", ""))
    wheelchairs = portal.get("/needs", {"words": "轮椅"}).text
    assert set(re.findall(r'<th scope="row"><a href="/needs/\w+"><span lang="zh-CN">([^<]+)', wheelchairs)) == {"轮椅"}
    for words in ("lunyi", "輪椅", "伦椅"):
        assert cards(portal, words=words) == cards(portal, words="轮椅") != []
    assert "没有符合条件的需求" in portal.get("/needs", {"words": "魑魅魍魉"}).text
    assert "没有符合条件的需求" in portal.get("/needs", {"kind": "' OR 1=1 --"}).text
    assert portal.get("/needs", {"page": "9999"}).status_code == 404


def cards(portal: Portal, **arguments: str) -> list[str]:
    """The numbers of all needs of a list, in its order."""
    return [row["number"] for row in portal.get("/needs.json", arguments).json()]


def needs_of(release: Release) -> dict[str, sqlite3.Row]:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        found = {row["number"]: row for row in connection.execute("SELECT * FROM needs")}
    connection.close()
    return found


ORDERS: dict[str, Callable[[sqlite3.Row], Any]] = {
    "urgent": lambda need: need["needed_in"],
    "newest": lambda need: [-int(part) for part in need["published_in"].split("-")],
    "remaining": lambda need: -LEAST_OF_BAND[need["missing"]],
}


def is_waiting(need: sqlite3.Row) -> bool:
    return need["state"] in ("published", "partly_pledged") and need["missing"] != "none"


@pytest.mark.parametrize("sort", ORDERS)
def test_needs_are_listed_and_found_in_the_order_that_was_chosen(portal: Portal, release: Release, sort: str) -> None:
    needs = needs_of(release)
    found = [row["id"].removeprefix("need/") for row in portal.get("/search.json", {"kind": "need", "sort": sort}).json()]
    waiting = [number for number in found if is_waiting(needs[number])]
    assert set(cards(portal, sort=sort)) == set(waiting)
    for numbers in (cards(portal, sort=sort), waiting if sort != "urgent" else []):  # what is over stands last in the search
        places = [ORDERS[sort](needs[number]) for number in numbers]
        assert places == sorted(places)


def test_search_lists_the_nearest_first_from_a_place(portal: Portal, release: Release) -> None:
    needs = needs_of(release)
    divisions = pl.read_parquet(release.folder / "data/divisions.parquet").drop_nulls("latitude")
    middles = {code for code in divisions["code"] if len(code) == 9}  # one of which no middle is known lies in that of its county, as others do
    town = next(need["region_code"] for need in needs.values() if need["region_code"] in middles)
    for sort in ("nearest", ""):
        (first, *_) = portal.get("/search.json", {"kind": "need", "sort": sort, "near": town}).json()
        assert first["place"] == town
    assert portal.get("/search.json", {"kind": "need", "sort": "nearest"}).json() == portal.get("/search.json", {"kind": "need"}).json()


def test_needs_in_words_are_the_best_first_and_it_is_told_how_they_were_read(portal: Portal, release: Release) -> None:
    page = portal.get("/needs", {"words": "江阴 轮椅"}).text
    assert "江阴 → 江阴市" in re.sub(r"<[^>]+>", "", page)
    needs = needs_of(release)
    assert {(needs[number]["item_name"], needs[number]["region_code"][:6]) for number in cards(portal, words="江阴 轮椅")} == {("轮椅", "320281")}
    (plainly,) = [html.unescape(link) for link in re.findall(r'<a href="([^"]+)" aria-label="只当作普通词：江阴"', page)]
    assert "江阴 → 江阴市" not in re.sub(r"<[^>]+>", "", portal.get(plainly).text)


def test_needs_of_a_list_are_downloaded_in_rows_and_in_sums(portal: Portal) -> None:
    asked = {"kind": "goods", "county": "320281"}
    told = list(csv.DictReader(portal.get("/needs.csv", asked).text.lstrip("\ufeff").splitlines()))
    count = re.search(r"共 ([\d,]+)", portal.get("/needs", asked).text)
    assert count
    assert len(told) == int(count[1].replace(",", "")) > 0
    for by in ([], ["item"], ["item", "town"]):
        sums = portal.get("/needs/sums.json", {**asked, "by": by}).json()
        assert sum(row["needs"] for row in sums) == len(told)
        assert all(row[f"{name}_label"] for row in sums for name in by if row[name])
    assert Counter(row["item_name"] for row in told) == {
        row["item_label"]: row["needs"] for row in portal.get("/needs/sums.json", {**asked, "by": "item"}).json()
    }


def test_choices_of_needs_say_how_many_there_would_be(portal: Portal) -> None:
    page = portal.get("/needs", {"county": "320281"}).text
    links = re.findall(r'<li><a href="(/needs\?[^"]*item=[^"]*)"><span lang="zh-CN">[^<]+</span></a> ([\d,]+)</li>', page)
    assert links
    for link, count in links:
        assert f"共 {count} 条需求" in portal.get(html.unescape(link)).text


def test_needs_stand_by_their_distance_from_a_place(portal: Portal) -> None:
    page = portal.get("/needs", {"near": "320281108"})
    told = [int(km) for km in re.findall(r"约 (\d+) 公里", page.text)]
    assert len(set(told)) > 1
    assert told == sorted(told)
    assert "排序：最近" in page.text or "第 " not in page.text
    assert "about" in portal.get("/needs", {"near": "320281108", "language": "en"}).text
    assert "公里" not in re.sub(r"<form.*?</form>", "", portal.get("/needs", {"near": "999"}).text, flags=re.S)


ON_MAP = re.compile(r'<a href="(/needs\?[^"]+)"[^>]*><span lang="zh-CN">([^<]+)</span></a></th><td class="n">([\d,]+)</td>')


def test_map_of_needs_counts_the_cards_of_each_place_and_leads_to_them(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        waiting = [code for (code,) in connection.execute(f"SELECT region_code FROM needs WHERE {WAITING}")]
    connection.close()
    for address, digits in (("/needs", 6), (f"/needs?county={max(waiting, key=len)[:6]}", 9)):
        page = portal.get(address).text
        above = address.partition("=")[2]
        places = {html.unescape(link): int(count.replace(",", "")) for link, _, count in ON_MAP.findall(page)}
        assert {link.rpartition("=")[2]: count for link, count in places.items() if count} == Counter(
            code[:digits] for code in waiting if len(code) >= digits and code.startswith(above)
        )
        wider = re.search(r"只写明到市[^<]*</th><td class=\"n\">([\d,]+)", page)
        assert (int(wider[1]) if wider else 0) == len([code for code in waiting if len(code) < digits and code.startswith(above)])
        for link, count in places.items():
            assert f"共 {count:,} 条需求" in portal.get(link).text
            assert page.count(f'href="{html.escape(link)}"') == 2  # its tile and its line of the table
