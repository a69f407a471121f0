"""A real browser finds nothing to complain about on any kind of page: normal, in large type, in English, on a phone."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping

from open_data.labels import in_english
from open_data.layout import DATABASE
from open_data.portal.pages import ROUTES
from open_data.release.build import Release
from tests.open_data.portal.conftest import Portal
from tests.schema.node import run_node

# one address for each kind of page; what a release does not hold is left out
KINDS: Mapping[str, str] = {
    "/": "/",
    "/figures": "/figures",
    "/figures/(?P<name>[a-z-]+)": "/figures/money-by-year",
    "/embed/(?P<name>[a-z-]+)": "/embed/money-by-county",
    "/embed/money": "/embed/money",
    "/embed/money/(?P<code>[A-Z0-9-]+)": "SELECT '/embed/money/' || code FROM fund_streams LIMIT 1",
    "/embed/projects/(?P<code>[A-Za-z0-9_-]+)": "SELECT '/embed/projects/' || project FROM allocations WHERE project IS NOT NULL LIMIT 1",
    "/embed/places/tiles": "/embed/places/tiles",
    r"/embed/places/(?P<code>\d{4,12})": "SELECT '/embed/places/' || region_code FROM allocations WHERE length(region_code) = 12 LIMIT 1",
    r"/embed/places/(?P<code>\d{4,12})/tiles": "/embed/places/320281/tiles",
    "/embed/needs/tiles": "/embed/needs/tiles",
    "/money": "/money",
    "/money/(?P<code>[A-Z0-9-]+)": "SELECT '/money/' || code FROM fund_streams LIMIT 1",
    "/places": "/places",
    r"/places/(?P<code>\d{4,12})": "SELECT '/places/' || region_code FROM allocations WHERE length(region_code) = 12 LIMIT 1",
    "/needs": "/needs?words=宜兴+lunyi",
    "/needs/(?P<number>[A-Za-z0-9_-]+)": "SELECT '/needs/' || number FROM needs LIMIT 1",
    "/help": "/help",  # its steps, and where one is signed in: test_helping.py
    "/help/refusals": "/help/refusals",
    "/needs/(?P<number>[A-Za-z0-9_-]+)/pledge": "/needs/0/pledge",
    "/my-help": "/my-help",
    "/my-help/receipts": "/my-help/receipts",
    "/my-help/register": "/my-help/register",
    "/my-help/profile": "/my-help/profile",
    "/my-help/skills": "/my-help/skills",
    r"/my-help/skills/(?P<key>\d{1,18})": "/my-help/skills/0",
    "/my-help/erase": "/my-help/erase",
    "/campaigns": "/campaigns",  # where one is signed in: test_campaigns.py
    "/campaigns/join": "/campaigns/join",
    r"/campaigns/leave/(?P<key>\d{1,18})": "/campaigns/leave/0",
    "/deputies": "/deputies",  # where one is signed in: test_deputies.py
    "/deputies/register": "/deputies/register",
    "/problems": "/problems",  # where one is signed in: test_problems.py
    "/my-exits": "/my-exits",
    r"/my-exits/(?P<key>\d{1,18})": "/my-exits/0",
    "/my-needs": "/my-needs",
    "/my-inbox": "/my-inbox",
    "/my-inbox/read": "/my-inbox/read",
    "/my-inbox/mail": "/my-inbox/mail",
    r"/my-help/offers/(?P<key>\d{1,18})": "/my-help/offers/0",
    r"/my-help/offers/(?P<key>\d{1,18})/pledge": "/my-help/offers/0/pledge",
    r"/my-help/refusals/(?P<key>\d{1,18})": "/my-help/refusals/0",
    r"/my-help/appeals/(?P<kind>Donor|Volunteer)/(?P<key>\d{1,18})": "/my-help/appeals/Donor/0",
    r"/my-help/pledges/(?P<key>\d{1,18})": "/my-help/pledges/0",
    "/projects": "/projects",
    "/projects/(?P<code>[A-Za-z0-9_-]+)": "SELECT '/projects/' || code FROM projects LIMIT 1",
    "/villages": "/villages",
    "/timeline": "/timeline",
    "/notices": "/notices",
    "/press": "/press",
    "/datasets": "/datasets",
    "/datasets/(?P<name>[a-z_]+)": "/datasets/allocations",
    "/releases": "/releases",
    r"/releases/(?P<name>\d{4}-\d\d-\d\d-\d+)": "/releases/2020-06-30-1",
    r"/releases/(?P<name>\d{4}-\d\d-\d\d-\d+)/revisions": "/releases/2020-06-30-1/revisions",
    "/rules": "/rules",
    "/report": "/report",
    "/report/receipt": "/report/receipt",
    r"/report/(?P<number>[0-9A-Z-]+)": "/report/0",
    "/sign-in": "/sign-in",
    "/sign-in/back": "/sign-in/back",
    "/sign-in/failed": "/sign-in/failed",
    "/sign-out": "/sign-out",
    "/status": "/status",
    "/about": "/about",
    "/privacy": "/privacy",
    "/accessibility": "/accessibility",
    "/sitemap": "/sitemap",
    "/search": "/search?q=残疾儿童+康复+宜兴&near=320281",
}
DATASETTES = (
    "/sunshine",
    "/sunshine/allocations?_facet=state&year__exact=2019",
    "SELECT '/sunshine/allocations/' || number FROM allocations LIMIT 1",
    "/sunshine?sql=select+year,+sum(amount)+from+allocations+group+by+year",
    "/no-such-page",
)
ELSEWHERE: Mapping[str, str] = {
    "/help/refusals": "is sent to alone: test_offering.py",
    "/needs/0/pledge": "where people sign in: test_pledging.py",
    "/my-help": "where people sign in: test_helping.py",
    "/my-help/receipts": "where people sign in: test_receiving.py",
    "/my-help/register": "where people sign in: test_helping.py",
    "/my-help/profile": "where people sign in: test_registering.py",
    "/my-help/skills": "where people sign in: test_registering.py",
    "/my-help/skills/0": "where people sign in: test_registering.py",
    "/my-help/erase": "where people sign in: test_registering.py",
    "/campaigns/join": "where people sign in: test_campaigns.py",
    "/campaigns/leave/0": "where people sign in: test_campaigns.py",
    "/deputies/register": "where people sign in: test_deputies.py",
    "/my-exits": "where people sign in: test_exits.py",
    "/my-exits/0": "where people sign in: test_exits.py",
    "/my-needs": "where people sign in: test_helping.py",
    "/my-inbox": "where people sign in: test_helping.py",
    "/my-inbox/read": "where people sign in: test_helping.py",
    "/my-inbox/mail": "where people sign in: test_helping.py",
    "/my-help/offers/0": "where people sign in: test_offering.py",
    "/my-help/offers/0/pledge": "where people sign in: test_helping.py",
    "/my-help/refusals/0": "where people sign in: test_offering.py",
    "/my-help/appeals/Donor/0": "where people sign in: test_registering.py",
    "/my-help/pledges/0": "where people sign in: test_pledging.py",
    "/releases/2020-06-30-1/revisions": "where there is a release before it: test_revisions.py",
    "/report/receipt": "goes to the page of a receipt",
    "/report/0": "where the API answers: test_reports.py",
    "/sign-in": "where people sign in: test_sign_in.py",
    "/sign-in/back": "where people sign in: test_sign_in.py",
    "/sign-in/failed": "where people sign in: test_sign_in.py",
    "/sign-out": "where people sign in: test_sign_in.py",
}
UNREPORTED = ("/embed/", "/report", "/no-such-page")


def test_every_kind_of_page_is_looked_at() -> None:
    assert {pattern.strip("^$") for pattern, _ in ROUTES if not re.search(r"\\\.[^/]+\$$", pattern)} == KINDS.keys()


def addresses(release: Release) -> list[str]:
    """One address of each kind of page, but for those that are looked at elsewhere."""
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        wishes = (*KINDS.values(), *DATASETTES)
        found = [connection.execute(wish).fetchone()[0] if wish.startswith("SELECT") else wish for wish in wishes]
    connection.close()
    return [path for path in found if path not in ELSEWHERE]


def test_every_kind_of_page_answers_here_or_is_named_with_the_reason(portal: Portal, release: Release) -> None:
    assert {path: status for path in addresses(release) if (status := portal.get(path).status_code) != 200} == {"/no-such-page": 404}
    assert {path for path in ELSEWHERE if portal.get(path).status_code == 200} == set()
    assert ELSEWHERE.keys() <= set(KINDS.values())


def test_every_public_page_has_the_form_to_report_a_problem(portal: Portal, release: Release) -> None:
    """Bound to the record that it is about, or to its path."""
    reported = {path: re.findall(r'name="record" value="([^"]+)"', portal.get(path).text) for path in addresses(release)}
    assert {path for path, records in reported.items() if not records} == {path for path in reported if path.startswith(UNREPORTED)}
    assert reported["/needs?words=宜兴+lunyi"] == ["page/needs"]


def test_english_pages_call_codes_by_their_english_names(portal: Portal, release: Release) -> None:
    pages = {path: re.sub("<h3.*?</h3>", "", portal.get(path, cookie="lang=en").text) for path in addresses(release)}  # clauses in their own words
    english = {path: re.findall(r'<span lang="zh-CN">([^<]*)</span>', text) for path, text in pages.items()}
    assert {path: found for path, every in english.items() if (found := {one for one in every if in_english(one) != one})} == {}
    assert any(english.values())  # names of places stay


def test_words_are_suggested_while_somebody_types(portal: Portal, chromium: str) -> None:
    done = run_node("node", "tests/suggest.mjs", chromium, portal.address, "jiang")
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert len(seen["words"]) > 1
    assert seen["closed"] == [0, "jiang"]
    assert seen["marked"] == "q-suggested-1"
    assert seen["searched"] == seen["words"][1]
    assert seen["faults"] == []


def test_browser_finds_no_fault_on_any_kind_of_page(portal: Portal, release: Release, chromium: str) -> None:
    done = run_node("node", "tests/portal.mjs", chromium, portal.address, *addresses(release), patience=1200)
    assert done.returncode == 0, done.stderr
    assert {name: complaints for name, complaints in json.loads(done.stdout).items() if complaints} == {}
