"""Reporting a problem: the real portal, the real API behind it, and a browser in front."""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
from collections import Counter
from html import unescape
from pathlib import Path

import httpx
import pytest

from open_data.layout import DATABASE
from open_data.release.build import Release
from tests.open_data.portal.conftest import Site, served_portal
from tests.schema.node import run_node
from tests.served import NO_TLS, PATIENCE, free_port

CANARY = "金丝雀七三一一二"
TOWN = "320282101"
RECEIPT = re.compile(r"/report/([0-9A-Z]{5}(?:-[0-9A-Z]{5}){3})")


def typed(**more: str) -> dict[str, str]:
    return {
        "kind": "record",
        "place": TOWN,
        "text": f"公示的金额和到账的不一样 {CANARY}",
        "record": "projects/P-1",
        "key": secrets.token_urlsafe(18),
        **more,
    }


def number_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    found = RECEIPT.search(answer.headers["location"])
    assert found
    return found[1]


def test_report_arrives_and_is_followed_on_its_own_page(site: Site) -> None:
    number = number_of(site.post(**typed()))
    (row,) = site.rows("SELECT * FROM public_report WHERE code = $1", number)
    assert (row["region_code"], row["record"], row["state"]) == (TOWN, "projects/P-1", "received")
    assert CANARY in row["text"]
    page = site.portal.get(f"/report/{number}")
    assert "已收到" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    assert page.headers["x-robots-tag"] == "noindex"
    assert "已过期限" not in page.text
    site.rows("UPDATE public_report SET state = 'transferred', received_on = '2020-05-06', due_on = '2020-05-21' WHERE code = $1", number)
    assert "2020-05-21 <strong>（已过期限，还没有答复）" in site.portal.get(f"/report/{number}").text
    assert re.search(r'class="now"[^>]*><strong>正在核查', site.portal.get(f"/report/{number}").text)
    site.rows("UPDATE public_report SET state = 'answered', answer = '已更正公示', answered_on = received_on WHERE code = $1", number)
    answered = site.portal.get(f"/report/{number}?lang=en").text
    assert "2020-05-06" in answered
    assert "已更正公示" in answered
    assert "has passed" not in answered
    assert CANARY not in answered


def test_comment_is_taken_like_a_report(site: Site) -> None:
    number = number_of(site.post("10.0.0.2", **typed(kind="comment", record="", text="希望村级数据也能按季度下载")))
    (row,) = site.rows("SELECT kind, state, due_on - received_on AS days FROM public_report WHERE code = $1", number)
    assert tuple(row) == ("comment", "received", 15)


def test_form_says_how_many_reports_are_answered_in_time_and_how_soon(site: Site, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        sql = "SELECT year, value FROM indicators WHERE indicator = ? AND region_code IS NULL ORDER BY year DESC"
        (year, share), (_, days) = (connection.execute(sql, [name]).fetchone() for name in ("reports_in_time", "report_days"))
    connection.close()
    page = site.portal.get("/report").text
    assert 0 < share < 1
    assert f'{year} 年收到、已到期限的反映，<a href="/figures/reports-in-time">{share:.1%} 按期答复</a>' in page
    assert f'<a href="/figures/report-days">{days:g} 天</a>' in page


def test_receipt_number_is_looked_up_however_it_is_typed(site: Site) -> None:
    number = number_of(site.post("10.0.0.2", **typed()))
    found = site.portal.get(f"/report/receipt?number=%20{number.lower()}%20")
    assert found.headers["location"] == f"/report/{number}"
    assert site.portal.get("/report/00000-00000-00000-00000").status_code == 404


def test_every_record_page_has_the_form_and_it_goes_on_with_what_was_typed(site: Site, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        project, town, stream, hop = (
            connection.execute(sql).fetchone()[0]
            for sql in (
                "SELECT code FROM projects",
                "SELECT region_code FROM allocations WHERE length(region_code) = 12",
                "SELECT code FROM fund_streams",
                "SELECT number FROM allocations",
            )
        )
    connection.close()
    pages = {
        f"/projects/{project}": f"projects/{project}",
        f"/places/{town}": f"divisions/{town}",
        f"/money/{stream}": f"fund_streams/{stream}",
        f"/sunshine/allocations/{hop}": f"allocations/{hop}",
        "/datasets/allocations": "allocations",
        "/figures/paid-to-households": "payments",
        "/villages": "village_thresholds",
        "/press": "model_cases",
        "/rules": "policy_documents",
        "/status": "sources",
        "/sunshine/allocations?year__exact=2019": "allocations",
        "/": "page",
        "/places": "page/places",
        "/search?q=残疾儿童": "page/search",
        "/sunshine?sql=select+1": "page/sunshine",
        f"/releases/{release.name}": f"page/releases/{release.name}",
    }
    for page, record in pages.items():
        assert f'name="record" value="{record}"' in site.portal.get(page).text, page
        whole = site.post("10.0.0.3", record=record, text=CANARY).text
        assert f'name="record" value="{record}"' in whole
        assert CANARY in whole
        assert re.search(r'name="key" value="[\w-]{20,}"', whole)
    assert f'<option value="{town}" selected' in site.post("10.0.0.3", record=f"divisions/{town}").text
    for unknown in ("page/请拨打电话", "page//elsewhere.example", "nothing/1"):
        assert 'name="record"' not in site.post("10.0.0.3", record=unknown, text=CANARY).text
    number = number_of(site.post("10.0.1.3", **typed(record="page/places")))
    assert site.rows("SELECT record FROM public_report WHERE code = $1", number)[0]["record"] == "page/places"


def test_every_notice_leads_to_the_form_about_it(site: Site) -> None:
    links = re.findall(r'href="(/report\?record=[^"]+)"', site.portal.get("/notices").text)
    assert links
    for link in links:
        assert re.search(r'name="record" value="violation_notices/[^"]+"', site.portal.get(unescape(link)).text)


def test_report_is_about_a_village_or_a_project_that_is_named_on_the_form(site: Site, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        names = dict(connection.execute("SELECT code, name FROM divisions WHERE length(code) = 12"))
        project, village = connection.execute("SELECT code, region_code FROM projects LIMIT 1").fetchone()
    connection.close()
    called = Counter(names.values())
    code, name = next((code, name) for code, name in names.items() if called[name] == 1)
    shared = next(name for name in called if called[name] > 1)
    anyhow = {"place": "", "record": ""}
    for more, told in (
        ({"inside": name}, (code, None)),
        ({"inside": code, "place": code[:6]}, (code, None)),
        ({"inside": project.lower()}, (village, f"projects/{project}")),
    ):
        number = number_of(site.post("10.0.0.6", **typed(**anyhow | more)))
        (row,) = site.rows("SELECT region_code, record FROM public_report WHERE code = $1", number)
        assert tuple(row) == told
    several = site.post("10.0.0.7", **typed(**anyhow, inside=shared))
    assert several.status_code == 422
    assert all(f"（{code}）" in several.text for code, name in names.items() if name == shared)
    for words in ("魑魅村", name):  # which is in no other county
        unknown = site.post("10.0.0.7", **typed(inside=words, record="", place="320281" if not code.startswith("320281") else "320282"))
        assert unknown.status_code == 422
        assert "没有找到" in unknown.text
        assert f'value="{words}"' in unknown.text
    assert "请选择地区" in site.post("10.0.0.7", **typed(**anyhow)).text


def test_form_keeps_what_was_typed_and_says_what_is_wrong(site: Site) -> None:
    before = site.reports()
    for language, words in {"": "字写明情况", "en": "characters (now"}.items():
        wrong = typed(text='太<短">', kind="levy", levied_amount="一千", levied_by="")
        cookie = {"cookie": f"lang={language}"} if language else {}
        answer = site.post("10.0.0.4", cookie, **wrong)
        assert answer.status_code == 422
        assert words in answer.text
        assert "太&lt;短&#34;&gt;</textarea>" in answer.text
        assert 'value="一千"' in answer.text
        assert f'value="{wrong["key"]}"' in answer.text
        assert answer.text.count('aria-invalid="true"') == 3
    assert "没有这个区划代码" in site.post("10.0.0.4", **typed(place="329999")).text  # said by the API
    assert site.reports() == before


def test_the_same_form_again_makes_no_second_report(site: Site) -> None:
    form = typed()
    assert number_of(site.post("10.0.0.5", **form)) == number_of(site.post("10.0.0.5", **form))
    changed = site.post("10.0.0.5", **{**form, "text": form["text"] + "，补充一句"})
    assert changed.status_code == 422
    assert "先前提交的内容已经收到" in changed.text
    assert form["key"] not in changed.text


@pytest.mark.parametrize(
    "headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]
)
def test_no_other_site_sends_reports(site: Site, headers: dict[str, str]) -> None:
    before = site.reports()
    assert site.post("10.0.0.6", headers, **typed()).status_code == 403
    assert site.reports() == before


def test_one_address_sends_five_at_once(site: Site) -> None:
    assert [site.post("10.0.0.7", **typed()).status_code for _ in range(5)] == [303] * 5
    limited, before = site.post("10.0.0.7", **typed()), site.reports()
    assert limited.status_code == 429
    assert 0 < int(limited.headers["retry-after"]) <= 720
    assert CANARY in limited.text
    assert site.reports() == before
    assert site.post("10.0.0.8", **typed()).status_code == 303


def test_huge_form_is_refused(site: Site) -> None:
    assert site.post("10.0.0.9", **typed(text="长" * 200_000)).status_code == 413


def test_form_is_kept_while_the_api_is_away(release: Release, tmp_path: Path) -> None:
    with served_portal(release.folder.parent, SUNSHINE_ADDRESS=f"http://127.0.0.1:{free_port()}", SUNSHINE_HOME=str(tmp_path)) as portal:
        form = typed()
        answer = httpx.post(portal.address + "/report", data=form, timeout=PATIENCE, verify=NO_TLS)
        assert answer.status_code == 503
        assert "没有确认收到" in answer.text
        assert form["text"] in answer.text
        assert form["key"] in answer.text
        followed = portal.get("/report/00000-00000-00000-00000")
        assert followed.status_code == 503
        assert "请过几分钟再打开" in followed.text
        logs = "".join(log.read_text("utf-8") for log in release.folder.parent.parent.glob("portal-*.log"))
        assert "was not taken" in logs
        assert CANARY not in logs


def test_browser_sends_a_report_without_script_and_finds_no_fault(site: Site, chromium: str) -> None:
    before = site.reports()
    done = run_node("node", "tests/report.mjs", chromium, site.portal.address, "/datasets/allocations", CANARY)
    assert done.returncode == 0, done.stderr
    assert RECEIPT.search(json.loads(done.stdout)["address"])
    assert site.reports() == before + 1
    number = number_of(site.post("10.0.1.1", **typed()))
    looked = run_node("node", "tests/portal.mjs", chromium, site.portal.address, "/report?record=allocations", f"/report/{number}", patience=1200)
    assert looked.returncode == 0, looked.stderr
    assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}


def test_nothing_that_was_typed_stands_on_any_page(site: Site) -> None:
    number = number_of(site.post("10.0.1.2", **typed()))
    for path in ("/", "/report", "/report?record=projects/P-1", f"/report/{number}", "/status", "/sitemap", f"/search?q={CANARY[:3]}", "/datasets"):
        assert CANARY not in site.portal.get(path).text, path
