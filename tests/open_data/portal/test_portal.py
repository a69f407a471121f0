"""What the portal promises to visitors, caches and whoever tries to misuse it."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import json
import re
import shutil
import sqlite3
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit
from xml.etree import ElementTree

import feedparser
import httpx
import polars as pl
import pytest

from databases.code_lists.forces import LEAST_OF_BAND
from databases.demo_city.forces_giving import MODEL_CASES
from open_data import shelf
from open_data.layout import CHANGES, CHECKPOINTS, CURRENT, DATABASE, PACKAGE, PRIVACY, TOMBSTONE
from open_data.portal import figures, static_files, tiles
from open_data.portal.chosen_needs import WAITING
from open_data.release.build import Release
from open_data.site_pages import PAGES
from tests.open_data.portal.conftest import Portal, served_portal
from tests.served import NO_TLS, PATIENCE, run_cli

LINK = re.compile(r'(?:href|src)="([^"#]*)')
HITS = re.compile(r'<li><h2 lang="zh-CN"><a href="([^"]*)')
MOST_OF_A_KIND = 8  # links of one pattern that the crawl follows: the 1,254 villages are one page, the tables another
WEIGHT = 100_000
OPEN_ALERT = ("month", "place_label", "kind_label", "concerned")


def test_every_link_leads_somewhere(portal: Portal) -> None:
    assert not list(broken(portal))


def broken(portal: Portal) -> Iterator[str]:
    """Links of the whole portal that do not answer 200, each with the page it stands on."""
    waiting, seen, kinds = [("/", "")], {"/"}, Counter[str]()
    with httpx.Client(base_url=portal.address, timeout=PATIENCE, verify=NO_TLS) as client:
        while waiting:
            path, page = waiting.pop()
            answer = opened(client, path)
            if answer.status_code != 200:
                yield f"{page} → {path}: {answer.status_code}"
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            for link in LINK.findall(answer.text.replace("&amp;", "&")):
                target = urlsplit(urljoin(portal.address + path, link))
                there = f"{target.path}?{target.query}" if target.query else target.path
                if f"{target.scheme}://{target.netloc}" == portal.address and there not in seen and follows(there, kinds):
                    seen.add(there)
                    waiting.append((there, path))


def opened(client: httpx.Client, path: str) -> httpx.Response:
    """The answer, asked for again where its statement was interrupted: the second that it has may be too short on a busy machine."""
    answer = client.get(path)
    return client.get(path) if answer.status_code != 200 and "interrupted" in answer.text else answer


def follows(path: str, kinds: Counter[str]) -> bool:
    """Whether the crawl goes there: a few of each pattern, and nothing that writes. To filter a table is one pattern by whichever column."""
    target = urlsplit(path)
    first, *rest = target.path.strip("/").split("/")
    names = {_parameter(name) if first == "sunshine" else name for name, _ in parse_qsl(target.query)}
    kind = f"{first}/{len(rest)}{Path(target.path).suffix}?{'&'.join(sorted(names))}"
    kinds[kind] += 1
    return kinds[kind] <= MOST_OF_A_KIND


def _parameter(name: str) -> str:
    """A parameter of Datasette, or the operator that a column is compared with."""
    return name if name.startswith("_") else f"column__{name.partition('__')[2]}"


@pytest.mark.parametrize("page", [1, 2])
def test_saved_rows_open_right_in_excel_and_are_all_there(portal: Portal, release: Release, page: int) -> None:
    shown = portal.get("/sunshine/allocations").text
    for _ in range(page - 1):
        following = re.search(r'class="button" href="([^"]*_next=[^"]*)"', shown)
        assert following
        shown = httpx.get(urljoin(portal.address, html.unescape(following[1])), timeout=PATIENCE, verify=NO_TLS).text
    link = re.search(r'href="([^"]*_dl=1)"', shown)
    assert link
    saved = portal.get(html.unescape(link[1]))
    assert saved.content.startswith(BOM_UTF8)
    assert saved.content.count(BOM_UTF8) == 1
    assert len(list(csv.DictReader(saved.content.decode("utf-8-sig").splitlines()))) == shelf.opened(release.folder).resources["allocations"]["rows"]
    assert not portal.get("/sunshine/allocations.csv").content.startswith(BOM_UTF8)  # for programs


def test_no_statement_of_a_visitor_fills_the_memory(portal: Portal) -> None:
    answer = portal.get("/sunshine.json", {"sql": "select length(hex(randomblob(100000000)))"})
    assert (answer.status_code, "too big" in answer.text) == (400, True)


def test_every_file_is_the_one_that_was_signed(portal: Portal, release: Release) -> None:
    sums = portal.get(f"/releases/{release.name}/files/SHA256SUMS").text
    for line in sums.splitlines():
        digest, name = line.split("  ")
        answer = portal.get(f"/releases/{release.name}/files/{name}")
        assert hashlib.sha256(answer.content).hexdigest() == digest, name
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["etag"] == f'"{digest}"'


@pytest.mark.parametrize(
    "path", ["/", "/about", "/sunshine/allocations", "/sunshine/allocations.json", "/figures/money-by-year.svg", "/no-such-page"]
)
def test_answers_forbid_everything_foreign(portal: Portal, path: str) -> None:
    headers = portal.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "http" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_only_embeds_may_stand_in_other_pages(portal: Portal) -> None:
    headers = portal.get("/embed/money-by-year").headers
    assert "frame-ancestors *" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


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


def test_pages_speak_the_language_that_was_asked_for(portal: Portal) -> None:
    chinese, english = portal.get("/money"), portal.get("/money?lang=en")
    assert '<html lang="zh-CN">' in chinese.text
    assert '<html lang="en">' in english.text
    assert f'<link rel="canonical" href="{portal.address}/money">' in chinese.text
    assert f'<link rel="canonical" href="{portal.address}/money?lang=en">' in english.text
    for page in (chinese, english):
        assert f'hreflang="en" href="{portal.address}/money?lang=en"' in page.text


def test_language_and_large_type_stay_without_script(portal: Portal) -> None:
    with httpx.Client(base_url=portal.address, timeout=PATIENCE, verify=NO_TLS) as client:
        client.get("/?lang=en")
        client.get("/about?size=large")
        assert '<html lang="en" class="large">' in client.get("/datasets").text
        assert set(client.cookies) == {"lang", "size"}
        client.get("/?lang=zh-CN")
        assert '<html lang="zh-CN" class="large">' in client.get("/datasets").text


def test_unknown_wishes_are_ignored(portal: Portal) -> None:
    answer = portal.get('/about?lang=xx"><script>')
    assert '<html lang="zh-CN">' in answer.text
    assert "<script>" not in answer.text
    assert "set-cookie" not in answer.headers


def test_pages_run_no_script_but_the_one_that_suggests_words(portal: Portal) -> None:
    suggesting = f'<script type="module" src="{static_files.address("suggest.js")}">'
    for path in ("/", "/search", "/money", "/datasets/allocations", "/sunshine/allocations", "/sunshine", "/sunshine?sql=select+1"):
        scripts = set(re.findall(r"<script[^>]*>", portal.get(path).text)) - {'<script type="application/ld+json">'}
        assert scripts == ({suggesting} if path in ("/", "/search") else set()), path


def test_pages_are_light(portal: Portal) -> None:
    for path in ("/", "/about", "/datasets", "/figures", "/money", "/places", "/releases", "/sunshine", "/status", "/timeline"):
        page = portal.get(path)
        linked = {link for link in LINK.findall(page.text) if link.startswith("/static/")}
        assert len(page.content) + sum(len(portal.get(link).content) for link in linked) < WEIGHT, path


def test_browsers_that_have_a_page_get_no_second_copy(portal: Portal) -> None:
    first = portal.get("/money")
    again = portal.get("/money", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "public, max-age=60"
    assert portal.get("/money?lang=en", **{"if-none-match": first.headers["etag"]}).status_code == 200


def test_datasette_keeps_its_formats_and_limits(portal: Portal) -> None:
    assert len(portal.get("/sunshine/allocations.json?_shape=array&_size=5").json()) == 5
    assert portal.get("/sunshine/allocations.csv?_stream=on&_size=max").text.count("\n") > 1_000
    for form in ("json", "csv"):
        answer = portal.get(f"/sunshine.{form}?sql=select+count(*)+from+allocations+a,+allocations+b,+allocations+c&_shape=array")
        assert answer.status_code == 400, form
        assert "interrupted" in answer.text.lower(), form
    assert portal.get("/sunshine.json?sql=delete+from+allocations").status_code == 400


@pytest.mark.parametrize(
    "path", ["/-/metadata", "/-/databases.json", "/-/plugins", "/-/settings.json", "/-/threads", "/_memory", "/-/patterns", "/releases/../x"]
)
def test_nothing_about_the_machine_is_told(portal: Portal, path: str) -> None:
    assert portal.get(path).status_code == 404


def test_files_outside_a_release_are_not_served(portal: Portal, release: Release) -> None:
    for path in ("../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "data/../../x", "/etc/passwd"):
        assert portal.get(f"/releases/{release.name}/files/{path}").status_code == 404, path


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
    assert ElementTree.fromstring(portal.get(f"/figures/{name}.svg").text).tag.endswith("svg")
    assert page.text.count("<tr>") >= len(rows)


def test_shares_are_fractions_also_where_all_money_is_whole_yuan(portal: Portal, release: Release) -> None:
    """SQLite divides whole numbers as whole numbers: of 45.8 % of a department's money it said 0."""
    money = pl.col("amount").cast(pl.Float64)
    hops = pl.read_parquet(release.folder / "data/allocations.parquet").filter(to_level="village")
    share = hops.group_by("department_label").agg(value=money.filter("weak_village").sum() / money.sum())
    told = {row["label"]: row["value"] for row in portal.get("/figures/tilt-by-department.json").json()["rows"]}
    assert told == pytest.approx(dict(share.iter_rows()), abs=1e-4)
    assert any(0 < value < 1 for value in told.values())
    levels = portal.get("/figures/budget-by-level.json").json()["rows"]
    years = {row["year"] for row in levels}
    assert {year: pytest.approx(sum(row["value"] for row in levels if row["year"] == year), abs=1e-3) for year in years} == dict.fromkeys(years, 1)
    assert all(0 < row["value"] < 1 for row in levels)


def test_lines_of_a_figure_are_told_apart_by_more_than_their_colour(portal: Portal) -> None:
    """Each has points of another shape, and the one legend shows it."""
    picture = portal.get("/figures/compensation-coverage.svg").text
    series = {row["series"] for row in portal.get("/figures/compensation-coverage.json").json()["rows"]}
    points = re.findall(r'aria-label="[^"]*; 市（县）区: ([^;"]+)[^>]*? d="([^"]+)"', picture)
    assert {name for name, _ in points} == series
    assert len({shape for _, shape in points}) == len(series) == 7
    assert picture.count('class="mark-group role-legend"') == 1


def test_axis_of_money_is_written_as_people_say_it(portal: Portal) -> None:
    assert "万元</text>" in portal.get("/figures/money-by-year.svg").text
    english = portal.get("/figures/money-by-year.svg?lang=en").text
    assert "M</text>" in english
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


def test_failing_question_of_a_visitor_is_in_no_log(portal: Portal) -> None:
    asked = {"sql": "select no_such_column from needs where number = :asked", "asked": "who-is-it"}
    assert portal.get("/sunshine.json", asked).status_code == 400
    log = (portal.home.parent / f"portal-{portal.address.rpartition(':')[2]}.log").read_text("utf-8")
    assert "no_such_column" not in log
    assert "who-is-it" not in log


def test_sums_of_a_flow_to_households_are_those_of_the_published_hops(portal: Portal, release: Release) -> None:
    """Whether a sum stands under its stream or, joined with others, under their purposes."""
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        streams = connection.execute("SELECT code, name, purpose FROM fund_streams WHERE to_household").fetchall()
        labels = dict(connection.execute("SELECT code, name FROM fund_streams UNION SELECT purpose, purpose_label FROM fund_streams"))
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
            others = {labels[kind] for row in own if row[1] == year for kind in row[0].split() if kind not in (code, purpose)}
            assert ("合计）" in drawn) == bool(others)
            assert all(other in page for other in others), "a sum of several streams is said to be one"
    assert any(len(row[0].split()) > 1 for row in sums)


def test_release_page_tells_what_changed_how_people_are_protected_and_how_far_the_logs_had_grown(portal: Portal, release: Release) -> None:
    page = portal.get(f"/releases/{release.name}").text
    news, privacy, checkpoints = [json.loads((release.folder / name).read_text("utf-8")) for name in (CHANGES, PRIVACY, CHECKPOINTS)]
    assert news["summary"]["zh"] in page
    protected = [name for name, report in privacy.items() if report and "audit" in report]
    table = page[page.index('id="privacy"') : page.index('id="checkpoints"')]
    assert all(f'<a href="/datasets/{name}">' in table for name in protected)
    assert "不写到镇" in table, "how many towns were lost, and where kinds stand together for that"
    assert f"{privacy['household_file']['kept']:,} / {privacy['household_file']['households']:,}" in table
    assert all(one["root_hash"] in page for one in checkpoints.values())
    english = portal.get(f"/releases/{release.name}?lang=en").text
    assert news["summary"]["en"] in english


def test_tables_lead_from_a_row_to_its_page(portal: Portal) -> None:
    page = portal.get("/sunshine/fund_streams").text
    assert "&lt;a" not in page
    assert "&amp;nbsp;" not in page
    (first, *_) = re.findall(r'<td><a href="(/sunshine/fund_streams/[^"]+)"', page)
    assert portal.get(first).status_code == 200


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


def test_sitemap_robots_and_feed_name_what_there_is(portal: Portal, release: Release) -> None:
    sitemap = ElementTree.fromstring(portal.get("/sitemap.xml").text)
    pages = [element.text or "" for element in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"{portal.address}/datasets/allocations" in pages
    assert len(pages) == len(set(pages))
    assert f"Sitemap: {portal.address}/sitemap.xml" in portal.get("/robots.txt").text
    feed = feedparser.parse(portal.get("/feed.xml").text)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [f"阳光帮扶开放数据 {release.name}"]
    assert feed.feed.links[0].href.endswith("/feed.xml")


def test_weak_villages_stand_beside_the_threshold_of_the_newest_year(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        incomes = "FROM village_thresholds WHERE threshold = 'village_income' AND year = 2019"
        found = connection.execute(f"SELECT region_code, met, target {incomes}").fetchall()
        counted = dict(connection.execute(figures.FIGURES["village-income"].sql).fetchall())
    connection.close()
    page = portal.get("/villages").text
    assert all(f'href="/places/{code}"' in page for code, _, _ in found)
    assert counted[2019] == sum(met for _, met, _ in found) == page.count('class="way over"') > 0
    assert "高于</span> 2,000,000" in page


def test_notices_say_body_clause_finding_and_decision(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        columns = "number, organisation_name, document_title, document, clause, body, decision, approved_on, published_on"
        notices = connection.execute(f"SELECT {columns} FROM violation_notices").fetchall()
    connection.close()
    page = portal.get("/notices").text
    articles = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert len(articles) == len(notices) > 0
    for notice in notices:
        assert sum(all(value in article for value in notice) for article in articles) == 1
        alone = portal.get("/notices", {"number": notice[0]}).text
        assert re.findall(r'<dt>通报文号</dt><dd><a href="[^"]*">(.*?)</a>', alone) == [f'<span lang="zh-CN">{notice[0]}</span>']


def test_pages_of_the_site_are_called_in_the_search_as_they_are_headed(portal: Portal) -> None:
    for page in PAGES:
        for title, language in ((page.title.zh, "zh-CN"), (page.title.en, "en")):
            (heading,) = re.findall("<h1>(.*?)</h1>", portal.get(page.address, {"lang": language}).text)
            assert title in heading, page.address


def test_press_shows_each_case_from_its_day_on_and_feeds_it_under_a_lasting_name(portal: Portal) -> None:
    page, feed = portal.get("/press").text, feedparser.parse(portal.get("/press.xml").text)
    published, waiting = [one[0] for one in MODEL_CASES[:3]], [one[0] for one in MODEL_CASES[3:]]
    assert not feed.bozo
    assert sorted(entry.title.partition("（")[0] for entry in feed.entries) == sorted(published)
    assert [entry.published for entry in feed.entries] == sorted((entry.published for entry in feed.entries), reverse=True)
    assert all(title in page for title in published)
    for entry in feed.entries:
        alone = portal.get("/press" + entry.link.partition("/press")[2]).text
        assert [title for title in published if title in alone] == [entry.title.partition("（")[0]]
    outlets = [page, portal.get("/press.xml").text, portal.get("/sunshine/model_cases.json").text, portal.get("/search?q=清单管资金").text]
    assert not [title for title in waiting for text in outlets if title in text.replace("<mark>", "").replace("</mark>", "")]
    assert len({entry.id for entry in feed.entries}) == len(published)


def test_new_release_shows_without_a_restart_and_a_withdrawn_one_leaves_a_notice(release: Release, tmp_path: Path) -> None:
    home = tmp_path / "open_data"
    shutil.copytree(release.folder, home / "2020-06-30-1")
    (home / CURRENT).symlink_to("2020-06-30-1")
    with served_portal(home) as portal:
        assert 'href="/releases/2020-06-30-1"' in portal.get("/").text
        shutil.copytree(release.folder, home / "2020-07-31-1")
        (home / ".new").symlink_to("2020-07-31-1")
        (home / ".new").rename(home / CURRENT)
        assert 'href="/releases/2020-07-31-1"' in portal.get("/").text
        shutil.rmtree(home / "2020-06-30-1")
        (home / "2020-06-30-1").mkdir()
        (home / "2020-06-30-1" / TOMBSTONE).write_text('{"withdrawal_reason": "一户可被认出"}', "utf-8")
        assert portal.get("/releases/2020-06-30-1").status_code == 410
        assert "已撤回" in portal.get("/releases/2020-06-30-1").text
        assert "一户可被认出" in portal.get("/releases/2020-06-30-1").text
        assert portal.get("/releases/2020-06-30-1/files/sunshine.db").status_code == 410


def test_portal_does_not_start_where_it_could_reach_a_database(release: Release, tmp_path: Path) -> None:
    dsns = {f"SUNSHINE_{name}_DSN": f"postgresql://nobody@nowhere/{name}" for name in ("BENEFICIARIES", "FUNDS", "PROJECTS", "FORCES")}
    done = run_cli("portal", env={"PATH": "/usr/bin:/bin", "SUNSHINE_OPEN_DATA": str(release.folder.parent), "PYTHONPATH": str(Path.cwd()), **dsns})
    assert done.returncode == 3
    assert "SUNSHINE_BENEFICIARIES_DSN" in done.stderr


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


def test_what_a_search_found_is_downloaded_in_sums(portal: Portal) -> None:
    asked = {"q": "江阴", "kind": "project"}
    rows = portal.get("/search.json", asked).json()
    for by in ([], ["year"], ["kind", "benefit_county", "year"]):
        sums = list(csv.DictReader(portal.get("/search/sums.csv", {**asked, "by": by}).text.lstrip("\ufeff").splitlines()))
        assert sum(int(row["count"]) for row in sums) == len(rows) > 0
        assert sum(Decimal(row["amount"]) for row in sums) == sum(Decimal(row["amount"] or 0) for row in rows) > 0
    page = portal.get("/search", asked).text
    assert '<form action="/search/sums.csv">' in page
    assert '<input type="hidden" name="kind" value="project">' in page


def test_visitor_who_seeks_what_nobody_offers_finds_what_is_nearest_and_is_told_how(portal: Portal) -> None:
    page = portal.get("/search", {"q": "残疾儿童 康复 宜兴"}).text
    told = re.sub(r"<[^>]+>", "", page)
    assert "宜兴 → 宜兴市" in told
    assert "按“残疾儿童”没有找到，改按最相近的“残疾人”查找。" in told
    assert "按“康复”没有找到，改按最相近的“护理”查找。" in told
    assert 'aria-label="只当作普通词：宜兴"' in page
    assert "未计入" not in told
    assert "上门护理" in told


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


def test_problems_and_campaigns_are_shown_as_the_release_tells_them_where_nobody_signs_in(portal: Portal, release: Release) -> None:
    for page, dataset, question in (("/problems", "technical_problems", "水蜜桃采后保鲜"), ("/campaigns", "volunteer_campaigns", "农技下乡")):
        assert f'href="{page}"' in portal.get("/").text
        titles = pl.read_parquet(release.folder / f"data/{dataset}.parquet")["title"].to_list()
        everything = portal.get(page).text
        assert all(title in everything for title in titles)
        assert 'name="step"' not in everything
        (address, *_) = re.findall(rf'href="({page}\?entry=[0-9a-f]+)"', portal.get("/search", {"q": question}).text)
        one = portal.get(address).text
        assert question in one
        assert [title for title in set(titles) if title in one and question not in title] == []
        assert f'<a href="{page}">' in one


def test_initials_of_many_places_are_told_as_the_likeliest_three_and_their_number(portal: Portal) -> None:
    page = portal.get("/search", {"q": "yx 道路"}).text
    told = re.search(r'yx → <span lang="zh-CN">([^<]*)</span> 等 (\d+) [处种] <a', page)
    assert told, page
    labels = told[1].split("、")
    assert (len(labels), "宜兴" in labels[0], int(told[2]) > 3) == (3, True, True)
    assert page.count("只当作普通词：yx") == 1


def test_search_that_finds_nothing_promises_no_results(portal: Portal) -> None:
    page = portal.get("/search?q=魑魅魍魉").text
    assert "共 0 条结果" in page
    assert "以下结果" not in page


def test_page_of_which_the_last_document_is_gone_is_the_first_again_and_says_so(portal: Portal) -> None:
    first = portal.get("/search?q=江阴&sort=newest").text
    after = dict(parse_qsl(urlsplit(html.unescape(re.findall(r'rel="next" href="([^"]+)"', first)[0])).query))["after"]
    digest, _, *others = json.loads(base64.urlsafe_b64decode(after + "=="))
    gone = base64.urlsafe_b64encode(json.dumps([digest, "need/gone", *others]).encode()).decode().rstrip("=")
    page = portal.get("/search", {"q": "江阴", "sort": "newest", "after": gone}).text
    assert "这里从第一页重新开始" in page
    assert "这里从第一页重新开始" not in first
    assert HITS.findall(page) == HITS.findall(first) != []
    assert portal.get("/search", {"q": "江阴", "after": "x"}).status_code == 400


def test_search_says_where_each_need_is(portal: Portal) -> None:
    page = httpx.get(portal.address + "/search?q=轮椅&kind=need", timeout=PATIENCE, verify=NO_TLS).text
    told = re.findall(r'<span class="tag" lang="zh-CN">帮扶需求</span> <[^>]*>([^<]+)<', page)
    assert told
    assert all(place.endswith(("市", "区", "镇", "街道")) for place in told)


def test_search_says_when_the_standby_engine_answered(portal: Portal) -> None:
    """A cluster that is away costs no visitor an answer, and no page looks as if nothing had been found."""
    asked = "/search?q=江阴"
    usual = httpx.get(portal.address + asked, timeout=PATIENCE, verify=NO_TLS).text
    with served_portal(portal.home, SUNSHINE_SEARCH_URLS="http://127.0.0.1:9") as without_cluster:
        page = httpx.get(without_cluster.address + asked, timeout=PATIENCE, verify=NO_TLS).text
    told = "检索集群暂时没有应答"
    assert told in page
    assert told not in usual
    assert HITS.findall(page) == HITS.findall(usual) != []


def test_place_tells_what_was_done_for_its_households_where_it_stands_alone_or_with_others(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        alone = connection.execute("SELECT place, kind_label, households FROM register WHERE place_level = 'county' AND together = ''").fetchall()
        registered = dict(connection.execute("SELECT place, households FROM register_totals WHERE level = 'county'"))
        paired = dict(connection.execute("SELECT place, households FROM pairings_totals WHERE level = 'county'"))
        helped, year, measured = connection.execute(
            "SELECT place, month, households FROM measures_totals WHERE level = 'county, year' ORDER BY month DESC, households DESC LIMIT 1"
        ).fetchone()
        paid = connection.execute(
            "SELECT place, place_label, kind, month, amount FROM payments WHERE instr(place, ' ') AND month LIKE '2019%'"
        ).fetchall()
    connection.close()
    assert all(count <= registered[county] for county, count in paired.items() if county in registered)
    county, kind, households = alone[0]
    assert (kind, f"{households:,}") in re.findall(
        r'<td><span lang="zh-CN">([^<]*)</span></td><td>([\d,]+)</td>', portal.get(f"/places/{county}").text
    )
    places, named, kind, _, _ = paid[0]
    town = portal.get(f"/places/{places.split()[-1]}").text
    money = sum(Decimal(str(amount)) for place, _, of, month, amount in paid if (place, of) == (places, kind))
    assert f"{money:,.2f}" in town
    assert f"在册帮扶户：共约 {registered[county]:,} 户" in portal.get(f"/places/{county}").text
    assert f"帮扶措施 {year}（至 2020-06）：共约 {measured:,} 户" in portal.get(f"/places/{helped}").text
    elsewhere = next(code for code, *_ in alone if code not in {one[:6] for one in places.split()})
    assert f">{named}" in town
    assert f">{named}" not in portal.get(f"/places/{elsewhere}").text


def test_place_says_whose_figures_stand_on_its_page_where_they_are_not_its_own(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        (places,) = connection.execute("SELECT place FROM payments WHERE place_level = 'town' AND instr(place, ' ') LIMIT 1").fetchone()
        names = dict(connection.execute("SELECT code, name FROM divisions"))
    connection.close()
    town = places.split()[-1]
    page = portal.get(f"/places/{town}").text.partition('id="assistance"')[2].partition("<h2")[0]
    tables = re.findall(r"<caption>(.*?)</caption>.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    own, around = names[town], [names[town[:6]], names[town[:4]]]
    assert f"{own}</span>自己的" in page
    assert any("更大范围" in caption for caption, _ in tables)
    for caption, rows in tables:
        for where in re.findall(r'<tr><td><span lang="zh-CN">(.*?)</span></td>', rows):
            assert own in where or any(name in where for name in around), where
            assert ("更大范围" in caption) <= (where != own)


def test_projects_are_chosen_by_county_state_and_year(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        names = ("county", "state", "year")
        sql = "SELECT code, substr(region_code, 1, 6), state, CAST(year AS TEXT) FROM projects ORDER BY code"
        found = {code: dict(zip(names, values, strict=True)) for code, *values in connection.execute(sql)}
    connection.close()
    first = next(iter(found.values()))
    for chosen in (first, {name: first[name] for name in ("county", "year")}):
        fits = {code for code, values in found.items() if values.items() >= chosen.items()}
        page = portal.get("/projects", chosen).text
        assert set(re.findall(r'<th scope="row"><a href="/projects/([^"]+)"', page)) == fits != set()
        assert f"共 {len(fits)} 个项目" in page
    assert "没有符合条件的项目" in portal.get("/projects", {"county": "1", "year": "' OR 1"}).text


def test_project_page_holds_what_other_datasets_tell_of_it(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        project, amount = connection.execute("SELECT project, award_amount FROM tenders WHERE award_amount IS NOT NULL LIMIT 1").fetchone()
        bidders = connection.execute("SELECT name FROM bidders WHERE tender IN (SELECT ocid FROM tenders WHERE project = ?)", [project]).fetchall()
    connection.close()
    page = portal.get(f"/projects/{project}").text
    assert f"{amount:,.2f}" in page
    assert len(bidders) > 1
    assert all(name in page for (name,) in bidders)


def test_status_tells_which_source_is_late_and_how_much_the_portal_is_used(portal: Portal, release: Release, tmp_path: Path) -> None:
    shutil.copytree(release.folder, tmp_path / "open_data" / release.name)
    (tmp_path / "open_data" / CURRENT).symlink_to(release.name)
    with served_portal(tmp_path / "open_data") as own:
        own.get("/places")
        own.get("/nothing")
        own.get(f"/releases/{release.name}/files/SHA256SUMS")
        page = own.get("/status").text
    table = re.search(r"<caption>各数据来源</caption>.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    assert table
    assert [re.findall(r">([^<>\s]+(?: [^<>\s]+)?)<", row) for row in table[1].split("</tr>")[:-1]] == [
        ["社保数据", "人力资源社会保障", "2020-06-18 22:06", "30", "7", "2"],
        ["低保系统", "民政", "2020-06-29 22:06", "1", "7", "1"],
        ["不动产登记", "住房城乡建设", "2020-06-04 22:06", "30", "7", "0"],
        ["财政一体化系统", "财政", "2020-06-29 22:06", "1", "7", "0"],
    ]
    assert "<dt>已连续运行</dt><dd>0 天 0 小时</dd>" in page
    assert dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page)) | {"看过的页面": "1", "下载的文件": "1", "搜索": "0"} == dict(
        re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page)
    )


def test_status_tells_which_alerts_are_open_and_of_how_many(portal: Portal, release: Release) -> None:
    told = pl.read_parquet(release.folder / "data/alert_states.parquet").filter(~pl.col("kind").str.contains("closed|all"))
    table = re.search(r"<caption>还没有办结的预警</caption>.*?<tbody>(.*?)</tbody>", portal.get("/status").text, re.DOTALL)
    assert table
    shown = [re.findall(r">([^<>\s]+)<", row) for row in table[1].split("</tr>")[:-1]]
    assert sorted(shown) == sorted([month, place, kind, str(count)] for month, place, kind, count in told.select(*OPEN_ALERT).iter_rows())


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "项目规范管理机制（第7—11项）"), ("en", "Standardised project management (items 7–11)")])
def test_every_column_of_a_dataset_leads_to_the_sections_that_it_rests_on(portal: Portal, language: str, title: str) -> None:
    anchors = set(re.findall(r' id="([^"]+)"', portal.get("/rules").text))
    page = portal.get(f"/datasets/projects?lang={language}").text
    rows = dict(re.findall(r'<tr><th scope="row"><code>(\w+)</code></th>(.*?)</tr>', page, re.DOTALL))
    leading = {name: re.findall(r'<a href="/rules#(\w+)">([^<]+)</a>', row) for name, row in rows.items()}
    assert leading["is_priority"] == [("projects", title)]
    assert {section for found in leading.values() for section, _ in found} <= anchors
    assert [name for name, found in leading.items() if not found] == []
    assert not re.search(r"\bM\d+\b", page)


def test_under_each_clause_stands_what_rests_on_it_and_links_lead_to_it(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        clauses = connection.execute("SELECT document, number, summary FROM policy_clauses").fetchall()
        rules = connection.execute(
            "SELECT document, clause, about FROM alert_rules UNION ALL SELECT document, clause, number FROM violation_notices"
            " UNION ALL SELECT document, clause, printf('%,d', value) FROM rule_parameters WHERE name = 'village_income'"
        ).fetchall()
    connection.close()
    page = portal.get("/rules").text
    told = dict(re.findall(r'<h3 id="([^"]+)">(.*?)(?=<h[23]|</section>)', page, re.DOTALL))
    text = {place: re.sub(r"<[^>]*>", "", found) for place, found in told.items()}
    assert all(text[f"{document}.{number}"].startswith(f"{number} {summary}") for document, number, summary in clauses)
    assert all(about in text[f"{document}.{clause}"] for document, clause, about in rules)
    assert 'href="/figures/village-income"' in told[next(f"{document}.{clause}" for document, clause, about in rules if about == "2,000,000")]
    english = re.sub(r"<[^>]*>", "", portal.get("/rules", {"lang": "en"}).text)
    assert all(words in english for words in ("item 13 结对帮扶", "article 1 识别标准和申请", "General requirements (2) 工作目标"))
    leading = [portal.get(path).text for path in ("/figures/village-income", "/datasets/payments", "/notices", "/search?q=结对帮扶&kind=clause")]
    anchors = [re.findall(r'href="/rules#([^"]+)"', one) for one in leading]
    assert all(anchors)
    assert {unquote(one) for found in anchors for one in found} <= set(re.findall(r' id="([^"]+)"', page))
