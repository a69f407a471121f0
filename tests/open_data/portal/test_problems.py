"""Technical problems of villages on the portal: raised by an official, taken and answered by an expert, read by everybody, opened again."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from open_data import lasting_names
from tests.open_data.portal.conftest import Giving
from tests.schema.node import run_node

TITLE, RESULT, REASON = "杨梅采后两天就软怎么保鲜", "预冷到四度再装箱，软果少了一半", "照做了还是软，请再看看"
EXPERT = """
UPDATE volunteer SET is_expert = $2, verified_on = coalesce(verified_on, '2020-01-01'), verified_by_id = coalesce(verified_by_id, 1)
WHERE person_id = (SELECT id FROM person WHERE number = $1)
"""


@pytest.fixture(scope="module")
def giving(usual_giving: Giving) -> Giving:
    return usual_giving


@pytest.fixture(scope="module")
def official(giving: Giving) -> httpx.Client:
    return giving.signed_in("村（社区）干部")


@pytest.fixture(scope="module")
def expert(giving: Giving) -> httpx.Client:
    client = giving.signed_in("志愿者")
    giving.rows(EXPERT, giving.number_of(client), True)
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
    (older, *_) = giving.rows("SELECT region_code, title, raised_on FROM technical_problem WHERE state = 'open' ORDER BY id", database="projects")
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


def test_browser_finds_no_fault_in_what_an_expert_and_an_official_see(
    giving: Giving, official: httpx.Client, expert: httpx.Client, chromium: str
) -> None:
    for client in (official, expert):
        looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, giving.cookies(client), "/problems", patience=600)
        assert looked.returncode == 0, looked.stderr
        assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}
    giving.rows(EXPERT, giving.number_of(expert), False)
