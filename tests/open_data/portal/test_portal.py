"""What the portal promises to visitors, caches and whoever tries to misuse it."""

from __future__ import annotations

import asyncio
import hashlib
import re
import shutil
import sqlite3
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import httpx
import polars as pl
import pytest
from starlette.responses import PlainTextResponse

from open_data.crawl import LINK, Crawl, Fault
from open_data.layout import CURRENT, DATABASE, TOMBSTONE
from open_data.portal import static_files
from open_data.portal.headers import SafeHeaders
from open_data.release.build import Release
from open_data.site_pages import PAGES
from tests.open_data.portal.conftest import Portal, served_portal
from tests.open_data.portal.test_browser import addresses
from tests.served import NO_TLS, PATIENCE, run_cli

WEIGHT = 100_000
HEAVY = {"/releases/2020-06-30-1": "names every file with its sum, and every dataset with how people are protected in it"}
OPEN_ALERT = ("month", "place_label", "kind_label", "concerned")


def test_every_link_leads_somewhere(portal: Portal) -> None:
    """The same crawl without `most`, which opens all pages of a pattern, is `sunshine crawl`."""
    with httpx.Client(base_url=portal.address, timeout=PATIENCE, verify=NO_TLS) as client:
        assert list(Crawl(client, most=3).faults()) == []


def test_crawl_names_what_is_not_as_the_portal_says(release: Release, tmp_path: Path) -> None:
    home = tmp_path / "open_data"
    shutil.copytree(release.folder, home / release.name)
    (home / CURRENT).symlink_to(release.name)
    (home / release.name / "data/fund_streams.csv").write_text("changed", "utf-8")
    with sqlite3.connect(home / release.name / DATABASE) as connection:
        left = connection.execute("DELETE FROM fund_streams WHERE rowid > 3 RETURNING code").fetchall()
    with served_portal(home) as portal, httpx.Client(base_url=portal.address, timeout=PATIENCE, verify=NO_TLS) as client:
        files, crawl = f"/releases/{release.name}/files", Crawl(client, most=1)
        assert list(crawl.files()) == [
            Fault(f"{files}/SHA256SUMS", "data/fund_streams.csv", hashlib.sha256(b"changed").hexdigest()),
            Fault(f"{files}/SHA256SUMS", DATABASE, hashlib.sha256((home / release.name / DATABASE).read_bytes()).hexdigest()),
        ]
        assert list(crawl.tables()) == [Fault(f"{files}/datapackage.json", "fund_streams", f"3, not {3 + len(left)} rows")]
        assert next(crawl.links(), None)  # the feed was not copied, and pages of streams miss what they tell of
    done = run_cli("crawl", portal.address, env={"PATH": "/usr/bin:/bin"})
    assert (done.returncode, "does not answer" in done.stderr) == (1, True)


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
    assert "strict-transport-security" not in headers  # the tests' portal is reached by http


def test_browsers_are_told_to_come_by_https_alone_where_the_public_does() -> None:
    async def headers() -> httpx.Headers:
        secure = httpx.ASGITransport(SafeHeaders(PlainTextResponse("页"), is_secure=True))
        async with httpx.AsyncClient(transport=secure, base_url="https://open.example") as client:
            return (await client.get("/")).headers

    assert asyncio.run(headers())["strict-transport-security"] == "max-age=31536000"


def test_only_embeds_may_stand_in_other_pages(portal: Portal) -> None:
    headers = portal.get("/embed/money-by-year").headers
    assert "frame-ancestors *" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


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
        again = client.get("/figures/money-by-year.svg?lang=en").headers  # pictures of an English page: kept like those of a Chinese one
        assert ("set-cookie" in again, again["cache-control"]) == (False, "public, max-age=60")
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


def test_pages_are_light(portal: Portal, release: Release) -> None:
    pages = {path: portal.get(path) for path in addresses(release)}
    linked = {path: {link for link in LINK.findall(page.text) if link.startswith("/static/")} for path, page in pages.items()}
    own = {link: len(portal.get(link).content) for link in set().union(*linked.values())}
    weights = {path: len(page.content) + sum(own[link] for link in linked[path]) for path, page in pages.items()}
    assert {path for path, weight in weights.items() if weight >= WEIGHT} == HEAVY.keys(), weights
    assert max(weights.values()) < 2 * WEIGHT, weights


def test_browsers_that_have_a_page_get_no_second_copy(portal: Portal) -> None:
    first = portal.get("/money")
    again = portal.get("/money", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "public, max-age=60"
    assert portal.get("/money?lang=en", **{"if-none-match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/-/metadata", "/-/databases.json", "/-/plugins", "/-/settings.json", "/-/threads", "/_memory", "/-/patterns", "/releases/../x"]
)
def test_nothing_about_the_machine_is_told(portal: Portal, path: str) -> None:
    assert portal.get(path).status_code == 404


@pytest.mark.parametrize("sql", ["select * from pragma_database_list", "select file from pragma_database_list()"])
def test_no_statement_tells_where_the_release_lies(portal: Portal, sql: str) -> None:
    answer = portal.get("/sunshine.json", {"sql": sql})
    assert (answer.status_code, answer.json()["rows"]) == (200, [])
    assert portal.get("/sunshine").status_code == 200


def test_sql_page_shows_how_a_sum_is_right_to_the_cent(portal: Portal) -> None:
    (example,) = re.findall(r"<code>(select year, round[^<]+)</code>", portal.get("/sunshine").text)
    rows = portal.get("/sunshine.json", {"sql": example}).json()["rows"]
    assert rows
    assert [amount for _, amount in rows if amount != round(amount, 2)] == []


@pytest.mark.parametrize(
    "path",
    ["/-/metadata", "/static/0/portal.css", "/releases/1999-01-01-1/files/sunshine.db", "/releases/{}/files/no.csv", "/releases/{}/needs/1/files/x"],
)
def test_what_is_not_there_is_said_in_chinese_also_where_no_page_stands(portal: Portal, release: Release, path: str) -> None:
    answer = portal.get(path.format(release.name))
    assert answer.status_code in (404, 410)
    assert re.search("没有这|已更新", answer.text)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, ("没有这一页", "There is no such page")),
        ("/sunshine/nothing", 404, ("没有这张数据表", "There is no such table")),
        ("/sunshine/allocations/0", 404, ("没有这条记录", "There is no such record")),
        ("/sunshine?sql=delete+from+needs", 400, ("只能查询", "Statements can only ask")),
        ("/sunshine/allocations?_sort=nothing", 400, ("这一请求无法处理：Cannot sort", "Cannot sort")),
    ],
)
def test_mistakes_are_told_in_the_language_of_the_page_and_are_the_visitors(portal: Portal, path: str, status: int, words: tuple[str, str]) -> None:
    for language, told in zip(("zh-CN", "en"), words, strict=True):
        answer = portal.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
        alerts = re.findall('<p class="alert"[^>]*>(.*?)</p>', answer.text)
        assert (answer.status_code, [alert.startswith(told) for alert in alerts] or answer.text) == (status, [True])


def test_failing_question_of_a_visitor_is_in_no_log(portal: Portal) -> None:
    asked = {"sql": "select no_such_column from needs where number = :asked", "asked": "who-is-it"}
    assert portal.get("/sunshine.json", asked).status_code == 400
    log = (portal.home.parent / f"portal-{portal.address.rpartition(':')[2]}.log").read_text("utf-8")
    assert "no_such_column" not in log
    assert "who-is-it" not in log


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


def test_pages_of_the_site_are_called_in_the_search_as_they_are_headed(portal: Portal) -> None:
    for page in PAGES:
        for title, language in ((page.title.zh, "zh-CN"), (page.title.en, "en")):
            (heading,) = re.findall("<h1>(.*?)</h1>", portal.get(page.address, {"lang": language}).text)
            assert title in heading, page.address


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
