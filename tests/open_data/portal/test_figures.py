"""Figures, flows and maps: each is a picture with its source, adds up, and says which year is not over."""

from __future__ import annotations

import html
import json
import re
import shutil
import sqlite3
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from open_data.layout import CURRENT, DATABASE, PACKAGE
from open_data.portal import figures, static_files, tiles
from open_data.portal.pages.money import MOST_IN_TITLE
from open_data.release.build import Release
from tests.open_data.portal.conftest import Portal, served_portal


@pytest.mark.parametrize(
    ("page", "drawing"),
    [
        ("/money?year=2019", "/money"),
        ("SELECT '/money/' || stream || '?year=' || year FROM allocations", "/money/"),
        ("SELECT '/projects/' || project FROM allocations WHERE project IS NOT NULL", "/projects/"),
        ("SELECT '/places/' || region_code FROM allocations WHERE length(region_code) = 12", "/places/"),
        ("/places", "/places/tiles"),
        ("/places/320281", "/places/320281/tiles"),
        ("/needs", "/needs/tiles"),
    ],
)
def test_every_flow_and_map_is_a_picture_with_source_licence_and_way_back(portal: Portal, release: Release, page: str, drawing: str) -> None:
    if page.startswith("SELECT"):
        with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
            page = connection.execute(f"{page} LIMIT 1").fetchone()[0]
        connection.close()
    licence = json.loads((release.folder / PACKAGE).read_bytes())["licenses"][0]["name"]
    links = [html.unescape(link) for link in re.findall(r'<li><a href="([^"]*)">(?:SVG|嵌入页)</a>', portal.get(page).text)]
    svg = next(link for link in links if link.startswith(drawing) and urlsplit(link).path.endswith(".svg"))
    embed = f"/embed{svg.replace('.svg', '')}"
    assert embed in links
    picture = portal.get(svg)
    drawn = ElementTree.fromstring(picture.text)
    told = " ".join(drawn.itertext())
    assert f"阳光帮扶开放数据 {release.name} · {licence}" in told
    assert f"{portal.address}{page}" in told
    assert [link.get("href") for link in drawn.iter("{http://www.w3.org/2000/svg}a")] == [f"{portal.address}{page}"]
    assert "frame-ancestors 'none'" in picture.headers["content-security-policy"]
    embedded = portal.get(embed)
    assert "frame-ancestors *" in embedded.headers["content-security-policy"]
    assert f'src="{svg}"' in html.unescape(embedded.text)
    assert f'<a href="{portal.address}{page}" target="_top">' in html.unescape(embedded.text)
    assert 'rel="license"' in embedded.text
    assert "<table>" in embedded.text
    assert "Sunshine open data" in portal.get(svg, {**dict(parse_qsl(urlsplit(svg).query)), "lang": "en"}).text


def test_picture_of_a_figure_says_whose_it_is(portal: Portal, release: Release) -> None:
    told = " ".join(ElementTree.fromstring(portal.get("/figures/money-by-year.svg").text).itertext())
    assert f"阳光帮扶开放数据 {release.name}" in told
    assert f"{portal.address}/figures/money-by-year" in told


def test_map_that_is_drawn_and_the_one_of_the_page_say_the_same(portal: Portal) -> None:
    page, picture = portal.get("/places").text, portal.get("/places/tiles.svg").text
    shown = re.findall(r'<b><span lang="zh-CN">([^<]*)</span></b><span>([^<]*)</span>', page)
    told = [element.text for element in ElementTree.fromstring(picture).iter("{http://www.w3.org/2000/svg}tspan")]
    assert len(shown) == 7
    assert told == [text for tile in shown for text in tile]
    style = (static_files.FOLDER / "portal.css").read_text("utf-8")
    for code, (row, column) in tiles.COUNTIES.items():
        assert f".c{code} {{ grid-area: {row} / {column}; }}" in style
    for shade, (fill, _) in enumerate(tiles.SHADES, 1):
        assert f".s{shade} a {{ background: {fill};" in style


@pytest.mark.parametrize("name", sorted(figures.FIGURES))
def test_every_figure_has_a_picture_a_table_and_its_statement(portal: Portal, release: Release, name: str) -> None:
    page = portal.get(f"/figures/{name}")
    if page.status_code == 404:
        pytest.skip(f"this release does not hold what {name} is made of")
    rows = portal.get(f"/figures/{name}.json").json()["rows"]
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        assert [tuple(row.values()) for row in rows] == connection.execute(figures.FIGURES[name].sql).fetchall()
    connection.close()
    assert portal.get(f"/figures/{name}.csv").content.startswith(b"\xef\xbb\xbf")
    picture = ElementTree.fromstring(portal.get(f"/figures/{name}.svg").text)
    kept = re.search(r'<figure><img [^>]*width="(\d+)" height="(\d+)"', page.text)
    assert kept
    assert (picture.get("width"), picture.get("height")) == kept.groups(), "what stands below the picture moves when it comes"
    assert page.text.count("<tr>") >= len(rows)


def test_series_and_days_of_a_figure_are_told_in_the_language_of_the_page(portal: Portal) -> None:
    chinese, english = (portal.get("/figures/proceeds", {"lang": language}).text for language in ("zh-CN", "en"))
    assert ("已分配" in chinese, "shared out" in chinese) == (True, False)
    assert ("<td>shared out</td>" in english, "已分配" in english.partition("<pre")[0]) == (True, False)
    assert ">天数</th>" in portal.get("/figures/relief-days").text
    assert re.search(r'relief-days">[^<]*</a></h3>\s*<span class="value">[\d.]+ 天</span>', portal.get("/").text)


POINT = re.compile(r'aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="point"[^>]*? d="([^"]+)"')


def test_series_of_every_figure_are_told_apart_by_more_than_their_colour(portal: Portal) -> None:
    """Each has points of another shape, on its line or in each part of a column, and the one legend shows them."""
    shown = [one for one in figures.FIGURES.values() if one.series and portal.get(f"/figures/{one.name}").status_code == 200]
    assert {figures.Drawing.LINES, figures.Drawing.COLUMNS} == {one.drawing for one in shown}
    for figure in shown:
        assert figure.series
        picture, rows = portal.get(f"/figures/{figure.name}.svg").text, portal.get(f"/figures/{figure.name}.json").json()["rows"]
        points = [(label.split(f"; {figure.series.zh}: ")[1].split("; ")[0], shape) for label, shape in POINT.findall(picture)]
        assert len(points) == len(rows), figure.name
        shapes = {name: {shape for other, shape in points if other == name} for name in {row["series"] for row in rows}}
        assert all(len(found) == 1 for found in shapes.values()), figure.name
        assert len({shape for found in shapes.values() for shape in found}) == len(shapes), figure.name
        assert picture.count('class="mark-group role-legend"') == 1
        legend = re.findall(r'role-legend-symbol"[^>]*><path [^>]*d="([^"]+)"', picture)
        assert len(set(legend)) == len(legend) == len(shapes), figure.name


def test_axis_of_money_is_written_as_people_say_it(portal: Portal) -> None:
    assert "万元</text>" in portal.get("/figures/money-by-year.svg").text
    english = portal.get("/figures/money-by-year.svg?lang=en").text
    assert re.search(r">¥\d+M</text>", english)
    assert "万元" not in english


def test_sums_of_a_flow_are_those_of_the_hops(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        flows = connection.execute("SELECT stream, year, sum(amount), count(*) FROM allocations WHERE ordinal = 1 GROUP BY stream, year").fetchall()
        hops = dict(
            ((stream, year), number) for stream, year, number in connection.execute("SELECT stream, year, count(*) FROM allocations GROUP BY 1, 2")
        )
    connection.close()
    for stream, year, amount, _ in flows[:12]:
        page = portal.get(f"/money/{stream}?year={year}").text
        assert f"<strong>{amount:,.2f}</strong>" in page
        cells = re.findall(r'<td class="n">([\d,]+)</td>\s*<td class="n">[\d,.]+</td>', page)
        assert sum(int(cell.replace(",", "")) for cell in cells) == hops[stream, year]


CHAINS = """
WITH RECURSIVE chain(code, last, hop, hops) AS (
 SELECT {of}, number, number, 1 FROM allocations WHERE length({of}) >= 12 GROUP BY {of} HAVING count(*) = 1
 UNION ALL SELECT code, last, fed_by, hops + 1 FROM chain JOIN allocation_links ON allocation = hop
 WHERE (SELECT count(*) FROM allocation_links WHERE allocation = hop) = 1)
SELECT code, amount, hops, (SELECT fund_sources.name FROM allocations JOIN fund_sources ON fund_sources.code = source WHERE number = hop)
FROM chain JOIN allocations ON number = last WHERE hop IN (SELECT number FROM allocations WHERE ordinal = 1) AND hops > 2 LIMIT 5
"""


@pytest.mark.parametrize(("page", "of"), [("/projects/", "project"), ("/places/", "region_code")])
def test_money_of_a_project_and_a_village_is_followed_from_its_source(portal: Portal, release: Release, page: str, of: str) -> None:
    """Of every hop on its way as much is told as went on to them, and what comes in is what arrives."""
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        chains = connection.execute(CHAINS.format(of=of)).fetchall()
    connection.close()
    assert len(chains) == 5
    for code, amount, hops, source in chains:
        flow = portal.get(f"{page}{code}").text.partition("<figure>")[2].partition("</figure>")[0]
        table = re.findall(r'<tr><td>(.*?)</td><td>.*?</td><td class="n">1</td><td class="n">([\d,.]+)</td></tr>', flow)
        assert [told for _, told in table] == [f"{amount:,.2f}"] * hops
        assert any(source in payer for payer, _ in table)
        assert f"<strong>{amount:,.2f}</strong>" in flow


def test_flow_goes_down_a_narrow_screen_as_a_list_that_adds_up_to_its_table(portal: Portal) -> None:
    page = portal.get("/money?year=2019").text
    down, table = page.partition('<ol class="down">')[2].split("</ol>", 1)
    payers = [part.split("<ul>") for part in down.split("<li><b>")[1:]]
    assert len(payers) > 3
    for told, payees in payers:
        assert sum(_sums(payees)) == sum(_sums(told)), told
    assert sum(_sums("".join(told for told, _ in payers))) == sum(_sums(table.partition("</table>")[0], '<td class="n">'))


def _sums(text: str, before: str = '<span class="n">') -> list[int]:
    """Sums of money in cents."""
    return [int(found.replace(",", "").replace(".", "")) for found in re.findall(rf"{before}([\d,]+\.\d\d)<", text)]


LEFT = """
SELECT year, round(sum(CASE WHEN to_holder = 'agency_account' THEN amount ELSE -amount END), 2) FROM allocations
WHERE to_holder = 'agency_account' OR from_holder = 'agency_account' GROUP BY year
"""


def test_what_an_account_received_and_did_not_pass_on_is_told(portal: Portal, release: Release) -> None:
    """So that whoever adds up what comes into an account and leaves it finds every cent."""
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        left = dict(connection.execute(LEFT).fetchall())
    connection.close()
    assert any(left.values())
    for year, amount in left.items():
        page = portal.get(f"/money?year={year}").text
        assert ("仍在账户里" in page) == bool(amount)
        assert not amount or f'<span class="n">{amount:,.2f}</span>' in page


def test_sums_of_a_flow_to_households_are_those_of_the_published_hops(portal: Portal, release: Release) -> None:
    """Whether a sum stands under its stream or, joined with others, under their purposes; each stream in it is named once, and counted as one."""
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        streams = connection.execute("SELECT code, name, purpose FROM fund_streams WHERE to_household ORDER BY code").fetchall()
        sums = connection.execute("SELECT kind, month, to_holder, amount FROM household_allocations").fetchall()
    connection.close()
    overview = portal.get("/money").text
    for code, name, purpose in streams:
        assert f'<a href="/money/{code}"><span lang="zh-CN">{name}</span></a>' in overview
        own = [row for row in sums if {code, purpose} & set(row[0].split())]
        for year in {month for _, month, _, _ in own}:
            page = portal.get(f"/money/{code}?year={year}").text
            drawn = page[page.index("<figure>") : page.index("</figure>")]
            assert '<svg class="flow"' in drawn
            received = sum(row[3] for row in own if row[1] == year and row[2] == "agency_account")
            assert f"<strong>{received:,.2f}</strong>" in drawn
            cells = re.findall(r'<td class="n">([\d,.]+)</td>', drawn)
            assert round(sum(float(cell.replace(",", "")) for cell in cells), 2) == round(sum(row[3] for row in own if row[1] == year), 2)
            inside = [[label for of, label, aim in streams if {of, aim} & set(row[0].split())] for row in own if row[1] == year]
            assert all(f'<td><span lang="zh-CN">{"、".join(labels)}</span></td>' in page for labels in inside), (
                "a sum of several streams is said to be one"
            )
            others = {label for labels in inside for label in labels} - {name}
            assert ("合计）" in drawn) == bool(others)
            assert len(others) <= MOST_IN_TITLE or f"与另外 {len(others)} 种资金合计" in drawn
    assert any(len(row[0].split()) > 1 for row in sums)


CARD = re.compile(r'<li class="card key"><h3><a href="/figures/([^"]+)">.*?<span class="note">(.*?)</span></li>', re.S)


@pytest.mark.parametrize("published", ["2020-06-30-1", "2026-11-30-1"])
def test_part_of_a_year_is_held_against_nothing_whenever_it_was_published(release: Release, tmp_path: Path, published: str) -> None:
    """The city's last payments are of June 2020: 2020 is not over, though the release may be years younger."""
    shutil.copytree(release.folder, tmp_path / published)
    (tmp_path / CURRENT).symlink_to(published)
    with served_portal(tmp_path) as portal:
        cards = dict(CARD.findall(portal.get("/").text))
        assert {"money-by-year", "weak-village-money", "paid-on-time", "paid-to-households", "projects-by-state"} <= cards.keys()
        for name, note in cards.items():
            sums = Counter[int]()
            for row in portal.get(f"/figures/{name}.json").json()["rows"]:
                sums[row["year"]] += row["value"]
            newest, _, moved = note.partition(" · ")
            assert newest == ("2020（至 2020-06）" if max(sums) == 2020 else "2019")
            assert not moved or re.match("2018 年 .+，2019 年 ", moved)
            for direction, percent in re.findall(r"([增减]) ([\d.]+)%", moved):
                assert float(percent) == pytest.approx(abs(100 * (sums[2019] / sums[2018] - 1)), abs=0.06)
                assert (direction == "增") == (sums[2019] >= sums[2018])
        assert len(re.findall(r"[增减] [\d.]+%", str(cards))) >= 4


@pytest.mark.parametrize("path", ["/figures/money-by-year", "/figures/money-by-year.svg", "/money", "/places/320211"])
def test_year_that_is_not_over_says_so_wherever_it_stands_beside_others(portal: Portal, path: str) -> None:
    assert "2020（至 2020-06）" in portal.get(path).text
    assert "2020 (to 2020-06)" in portal.get(f"{path}?lang=en").text
    assert "2019（至" not in portal.get(path).text
