"""Files, rows and answers that a visitor takes home are whole, are those of the release, and fill nobody's memory."""

from __future__ import annotations

import csv
import hashlib
import html
import re
from codecs import BOM_UTF8
from urllib.parse import urljoin

import httpx
import polars as pl
import pytest

from open_data import shelf
from open_data.release.build import Release
from tests.open_data.portal.conftest import Portal
from tests.served import NO_TLS, PATIENCE


def test_dataset_says_which_of_its_codes_excel_changes(portal: Portal, release: Release) -> None:
    """Every column of its CSV with more digits than Excel writes is named beside the download, and no other is."""
    fields = shelf.opened(release.folder).fields
    found = {}
    for name, described in fields.items():
        rows = pl.scan_csv(release.folder / f"data/{name}.csv", infer_schema=False)
        found[name] = [
            column for (column, is_long) in rows.select(pl.all().str.contains(r"^\d{12,}$").any()).collect().row(0, named=True).items() if is_long
        ]
        for language, title in (("zh-CN", "title"), ("en", "title_en")):
            told = re.search(r'<p class="note" id="excel">(.*?)</p>', portal.get(f"/datasets/{name}?lang={language}").text)
            titles = [str(described[column][title]) for column in found[name]]
            assert (re.findall("“(.*?)”", html.unescape(told[1]))[: len(titles)] if told else []) == titles, name
    assert "region_code" in found["allocations"]


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
        assert answer.headers["cache-control"] == "public, no-cache"  # what is withdrawn must not live on in caches
        assert answer.headers["etag"] == f'"{digest}"'


def test_datasette_keeps_its_formats_and_limits(portal: Portal) -> None:
    assert len(portal.get("/sunshine/allocations.json?_shape=array&_size=5").json()) == 5
    assert portal.get("/sunshine/allocations.csv?_stream=on&_size=max").text.count("\n") > 1_000
    for form in ("json", "csv"):
        answer = portal.get(f"/sunshine.{form}?sql=select+count(*)+from+allocations+a,+allocations+b,+allocations+c&_shape=array")
        assert answer.status_code == 400, form
        assert "interrupted" in answer.text.lower(), form
    assert portal.get("/sunshine.json?sql=delete+from+allocations").status_code == 400


def test_files_outside_a_release_are_not_served(portal: Portal, release: Release) -> None:
    for path in ("../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "data/../../x", "/etc/passwd"):
        assert portal.get(f"/releases/{release.name}/files/{path}").status_code == 404, path
