"""Technical problems of villages on the portal: raised by an official, taken and answered by an expert, read by everybody, opened again."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from open_data import lasting_names
from open_data.portal.sessions import SealedCookies
from open_data.release.build import Release
from schema.rate import ALLOWANCES
from sunshine.settings import TO_URLS
from tests.open_data.portal.conftest import KEY, Giving, served_giving
from tests.schema.node import run_node

TITLE, RESULT, REASON = "杨梅采后两天就软怎么保鲜", "预冷到四度再装箱，软果少了一半", "照做了还是软，请再看看"
EXPERT = """
UPDATE volunteer SET is_expert = $2, verified_on = coalesce(verified_on, '2020-01-01'), verified_by_id = coalesce(verified_by_id, 1)
WHERE person_id = (SELECT id FROM person WHERE number = $1)
"""


def rows(giving: Giving, database: str, sql: str, *values: Any) -> list[Any]:
    async def fetch() -> list[Any]:
        async with giving.databases.connection(database) as connection:
            return await connection.fetch(sql, *values)

    return asyncio.run(fetch())


def number_of(client: httpx.Client) -> str:
    session = SealedCookies(False, [Fernet(KEY.translate(TO_URLS))]).session(dict(client.cookies))
    assert session
    return session.number


@pytest.fixture(scope="module")
def giving(release: Release, demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Giving]:
    """A portal whose visitors may ask the API as usual."""
    with served_giving(release, demo_city[0], keys, tmp_path_factory, ALLOWANCES) as served:
        yield served


@pytest.fixture(scope="module")
def official(giving: Giving) -> httpx.Client:
    return giving.signed_in("镇（街道）干部")


@pytest.fixture(scope="module")
def expert(giving: Giving) -> httpx.Client:
    client = giving.signed_in("志愿者")
    rows(giving, "forces", EXPERT, number_of(client), True)
    return client


def of(page: httpx.Response, step: str) -> dict[str, str]:
    """The hidden fields of the form by which a step of our problem is taken."""
    (section,) = re.findall(rf"<section[^>]*><h3[^>]*><span[^>]*>{TITLE}.*?</section>", page.text, re.S)
    form = re.search(
        rf'name="step" value="{step}"><input type="hidden" name="problem" value="([^"]+)"><input type="hidden" name="version" value="(\d+)"', section
    )
    return {"step": step, "problem": form[1], "version": form[2]} if form else {}


def take(client: httpx.Client, step: str, **typed: str) -> httpx.Response:
    return client.post("/problems", data={**of(client.get("/problems"), step), **typed})


def test_problem_is_raised_taken_answered_and_opened_again_without_script(giving: Giving, official: httpx.Client, expert: httpx.Client) -> None:
    nobody = giving.visitor()
    page = official.get("/problems")
    assert page.headers["cache-control"] == "private, no-store"
    village = re.search(r'<option value="(\d{12})"', page.text)
    assert village
    raised = {"step": "raise", "village": village[1], "title": "请打 13912345678", "key": "problem-of-the-yangmei-1"}
    refused = official.post("/problems", data=raised)
    assert refused.status_code == 422
    assert 'value="请打 13912345678" aria-invalid="true"' in refused.text
    for _ in range(2):  # pressed twice
        done = official.post("/problems", data={**raised, "title": TITLE, "key": "problem-of-the-yangmei-2"})
        assert "难题已提出" in done.text
    assert done.text.count(TITLE) == 1
    assert of(official.get("/problems"), "take") == {}
    assert 'name="step"' not in nobody.get("/problems").text
    assert "已对接" in take(expert, "take").text
    assert of(expert.get("/problems"), "take") == {}
    assert take(expert, "answer", result="短").status_code == 422
    assert "答复已登记" in take(expert, "answer", result=RESULT).text
    assert RESULT in nobody.get("/problems").text
    assert 'lang="en"' in giving.visitor("en").get("/problems").text
    assert "已重新征集" in take(official, "reopen", reason=REASON).text
    assert RESULT not in nobody.get("/problems").text
    assert of(expert.get("/problems"), "take")


def test_problem_that_was_found_is_shown_alone_with_what_may_be_done_with_it(giving: Giving, expert: httpx.Client) -> None:
    (older, *_) = rows(giving, "projects", "SELECT region_code, title, raised_on FROM technical_problem WHERE state = 'open' ORDER BY id")
    address = lasting_names.address("technical_problems", older)
    page = expert.get(address).text
    assert page.count("<h3 ") == 1
    assert older["title"] in page
    assert 'value="take"' in page
    assert giving.visitor().get("/problems?entry=unknown").text.count("<h3 ") > 1  # nothing is called so: all are shown


def test_step_that_somebody_else_took_meanwhile_is_said_to_be_out_of_date(giving: Giving, official: httpx.Client, expert: httpx.Client) -> None:
    known = of(expert.get("/problems"), "take")
    assert known
    assert expert.post("/problems", data=known).status_code == 200
    late = expert.post("/problems", data=known)
    assert late.status_code == 422
    assert "没有办成" in late.text
    assert expert.post("/problems", data={"step": "answer", "problem": "TechnicalProblem:0", "version": "1", "result": RESULT}).status_code == 422
    assert giving.visitor().post("/problems", data=known).status_code == 401


def test_browser_finds_no_fault_in_what_an_expert_and_an_official_see(giving: Giving, official: httpx.Client, expert: httpx.Client) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("PORTAL NOT LOOKED AT: there is no chromium here (Debian's package chromium)")
    for client in (official, expert):
        looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, giving.cookies(client), "/problems", patience=600)
        assert looked.returncode == 0, looked.stderr
        assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}
    rows(giving, "forces", EXPERT, number_of(expert), False)
