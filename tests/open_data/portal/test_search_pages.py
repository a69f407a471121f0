"""The page of the search: what it found, how the words were read, and which engine answered."""

from __future__ import annotations

import base64
import csv
import html
import json
import re
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.open_data.portal.conftest import Portal, served_portal
from tests.served import NO_TLS, PATIENCE, free_port

HITS = re.compile(r'<li><h2 lang="zh-CN"><a href="([^"]*)')


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
    assert "按“康复”没有找到" not in told  # nursing takes that skill
    assert 'aria-label="只当作普通词：宜兴"' in page
    assert "未计入" not in told
    assert "上门护理" in told


def test_initials_of_many_places_are_told_as_the_likeliest_three_and_their_number(portal: Portal) -> None:
    page = portal.get("/search", {"q": "yx 道路"}).text
    told = re.search(r'yx → <span lang="zh-CN">([^<]*)</span> 等 (\d+) [处种] <a', page)
    assert told
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
    told = re.findall(r'<span class="tag"><span lang="zh-CN">帮扶需求</span></span> <[^>]*>([^<]+)<', page)
    assert told
    assert all(place.endswith(("市", "区", "镇", "街道")) for place in told)


def test_search_says_when_the_standby_engine_answered(portal: Portal) -> None:
    """A cluster that is away costs no visitor an answer, no page looks as if nothing had been found, and who keeps the portal can see it."""
    asked = "/search?q=江阴", "/needs?words=江阴"
    usual = [httpx.get(portal.address + one, timeout=PATIENCE, verify=NO_TLS).text for one in asked]
    away = {"SUNSHINE_SEARCH_URLS": "http://127.0.0.1:9", "SUNSHINE_METRICS_PORT": str(free_port())}
    with served_portal(portal.home, **away) as without_cluster:
        pages = [httpx.get(without_cluster.address + one, timeout=PATIENCE, verify=NO_TLS).text for one in asked]
        metrics = httpx.get(f"http://127.0.0.1:{away['SUNSHINE_METRICS_PORT']}/metrics", verify=NO_TLS).text
    told = "检索集群暂时没有应答"
    assert all(told in page for page in pages)
    assert not any(told in page for page in usual)
    assert HITS.findall(pages[0]) == HITS.findall(usual[0]) != []
    assert 'sunshine_searches_total{engine="embedded",stood_in="true"} 2.0' in metrics
    assert 'sunshine_portal_answers_total{kind="searches"} 1.0' in metrics
