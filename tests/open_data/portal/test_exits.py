"""Leaving hardship on the portal: a household reads its exit, signs it, refuses it or objects to it, and those who sign after it find their turn."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from databases.clock import Clock
from open_data.portal.pages.my_exits import ROLES
from resolvers.changes import exit_signing
from tests import leaving
from tests.open_data.portal.conftest import Giving
from tests.schema.node import run_node

REASON = "今年打工的活没有了，收入算多了"
PROPOSED = """
WITH home AS (UPDATE household SET state = 'exit_proposed' WHERE id = $1 RETURNING id, region_code)
INSERT INTO exit_case (household_id, region_code, state, proposed_on, income_a_head, income_evidence_digest, income_is_enough, findings_are_closed,
  entitlements_are_paid, measures_are_closed)
SELECT id, region_code, 'proposed', $2, 15000, sha256('evidence'), true, true, true, true FROM home RETURNING id
"""
OTHERS_SIGN = """
INSERT INTO exit_signature (exit_case_id, household_id, region_code, ordinal, role, signer_id, statement, confirmation, document_digest, signed_at)
SELECT id, household_id, region_code, ordinal + 1, role, 100 + ordinal, '同意', '确认', sha256('paper'), now()
FROM exit_case, unnest(ARRAY['helper', 'village', 'town', 'county']) WITH ORDINALITY AS signer (role, ordinal) WHERE id = $1
"""
POSTED = """
WITH one AS (UPDATE exit_case SET state = 'notice' WHERE id = $1 RETURNING *), home AS (UPDATE household SET state = 'exit_notice' WHERE id IN (SELECT household_id FROM one))
INSERT INTO public_notice (exit_case_id, region_code, kind, posted_on, ends_on, objections) SELECT id, region_code, 'exit', $2::date, $2::date + 7, 0 FROM one
"""
RETURNED = """
WITH one AS (UPDATE exit_case SET state = 'returned', return_reason = '异议属实，收入重新核对' WHERE id = $1 RETURNING *),
  down AS (UPDATE public_notice SET taken_down_on = greatest(posted_on, current_date) WHERE exit_case_id = $1)
UPDATE household SET state = 'active' WHERE id IN (SELECT household_id FROM one)
"""


HELPS_TOO = """
INSERT INTO pairing (household_id, person_id, region_code, kind, period)
SELECT $1, person.id, $2, 'extra', daterange(current_date - 9, NULL) FROM person WHERE number = $3 RETURNING id
"""


# in one statement: a person is of the household of his posts
MOVE = """
WITH held AS (UPDATE post SET household_id = $2, region_code = $3 WHERE person_id = $1 AND tier = 'household')
UPDATE person SET household_id = $2 WHERE id = $1
"""


@dataclass(frozen=True)
class Family:
    """A household on the register whose member signs in, and the browser in which that was done."""

    client: httpx.Client
    home: int
    city: Giving

    def rows(self, sql: str, *values: Any) -> list[Any]:
        return self.city.rows(sql, *values, database="beneficiaries")

    def proposed(self) -> int:
        """An exit of the household is proposed today; its key."""
        found: int = self.rows(PROPOSED, self.home, Clock().today())[0]["id"]
        return found

    def take(self, case: int, step: str, **typed: str) -> httpx.Response:
        page = self.client.get(f"/my-exits/{case}")
        (form,) = re.findall(rf'name="step" value="{step}">(.*?)</form>', page.text, re.S)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        member = {"member": html.unescape(one[1])} if (one := re.search(r'<option value="(Member:\d+)"', form)) else {}
        return self.client.post(f"/my-exits/{case}", data={"step": step, **hidden, **member, **typed})


@pytest.fixture(scope="module")
def giving(usual_giving: Giving) -> Giving:
    return usual_giving


@pytest.fixture(scope="module")
def family(giving: Giving) -> Iterator[Family]:
    """The demo's household, for a while one of which nothing is in doubt."""
    client = giving.signed_in("帮扶对象本户")
    sql = "SELECT person.id, post.household_id, post.region_code FROM person JOIN post ON person_id = person.id WHERE number = $1 AND tier = 'household'"
    (mine,) = giving.rows(sql, giving.number_of(client))
    home = asyncio.run(leaving.staying(giving.databases))[3]
    giving.rows(MOVE, mine["id"], home["id"], home["region_code"])
    yield Family(client, home["id"], giving)
    giving.rows(MOVE, *mine)


def test_page_says_what_is_signed_in_the_words_that_are_recorded() -> None:
    recorded = {role: (words.statement, words.confirmation.removeprefix("确认：")) for role, words in exit_signing.ROLES.items()}
    assert {role: tuple(zh.split("；")) for role, (_, _, zh, _) in ROLES.items()} == recorded


def test_household_reads_its_exit_signs_it_and_objects_while_it_is_posted(family: Family) -> None:
    case = family.proposed()
    page = family.client.get("/my-exits")  # of several the list, of one that one
    assert page.headers["cache-control"] == "private, no-store"
    assert f"/my-exits/{case}" in page.text or str(page.url).endswith(f"/my-exits/{case}")
    shown = family.client.get(f"/my-exits/{case}").text
    for told in ("15,000.00", "12,000.00", "轮到您签字", "同意脱困；收入和帮扶情况属实", "还没有签字", "登记的全家收入"):
        assert told in shown
    assert "提出异议</button>" not in shown
    signed = family.take(case, "sign")
    assert "已签字" in signed.text
    assert "轮到您签字" not in signed.text
    (signature,) = family.rows("SELECT role, member_id FROM exit_signature WHERE exit_case_id = $1", case)
    assert signature["role"] == "household"
    family.rows(OTHERS_SIGN, case)
    family.rows(POSTED, case, Clock().today())
    assert "提出异议" in family.client.get(f"/my-exits/{case}").text
    short = family.take(case, "object", reason="不对")
    assert (short.status_code, 'href="#reason"' in short.text) == (422, True)
    typed = {"reason": REASON, "key": "objection-of-the-family-1"}
    for _ in range(2):  # pressed twice
        assert "异议已登记" in family.take(case, "object", **typed).text
    assert family.rows("SELECT objections FROM public_notice WHERE exit_case_id = $1", case)[0]["objections"] == 1
    family.rows(RETURNED, case)
    assert "异议属实，收入重新核对" in family.client.get(f"/my-exits/{case}").text


def test_household_that_refuses_stays_on_the_register(family: Family) -> None:
    case = family.proposed()
    early = family.client.post(f"/my-exits/{case}", data={"step": "object", "reason": REASON})
    assert early.status_code == 422
    stale = family.client.post(f"/my-exits/{case}", data={"step": "sign", "role": "household", "version": "7", "member": "Member:1"})
    assert "已有变化" in stale.text
    refused = family.take(case, "refuse", reason=REASON)
    assert "已拒签" in refused.text
    assert REASON in refused.text
    assert family.rows("SELECT state FROM household WHERE id = $1", family.home)[0]["state"] == "active"


def test_helper_records_that_the_household_signed_on_paper(giving: Giving, family: Family) -> None:
    helper, case, today = giving.signed_in("帮扶责任人"), family.proposed(), Clock().today().isoformat()
    (home,) = family.rows("SELECT region_code FROM household WHERE id = $1", family.home)
    (pairing,) = giving.rows(HELPS_TOO, family.home, home["region_code"], giving.number_of(helper))
    try:
        him = Family(helper, family.home, giving)
        assert "登记书面签字" not in family.client.get(f"/my-exits/{case}").text
        wrong = him.take(case, "paper", why="cannot_read", paper_number="QZ-2026-1", signed_on="2026-02-31")
        assert (wrong.status_code, 'href="#signed_on"' in wrong.text, "QZ-2026-1" in wrong.text) == (422, True, True)
        unfit = him.take(case, "paper", why="cannot_read", paper_number="13912345678", signed_on=today)
        assert (unfit.status_code, 'href="#paper_number"' in unfit.text) == (422, True)
        done = him.take(case, "paper", why="cannot_read", paper_number="QZ-2026-1", signed_on=today)
        assert "已登记本户书面签字" in done.text
        assert "QZ-2026-1" in done.text
        (signature,) = family.rows("SELECT role, assistance_reason, paper_number FROM exit_signature WHERE exit_case_id = $1", case)
        assert tuple(signature) == ("household", "cannot_read", "QZ-2026-1")
    finally:
        family.rows(RETURNED, case)
        giving.rows("DELETE FROM pairing WHERE id = $1", pairing["id"])


def test_exits_are_listed_page_by_page(giving: Giving) -> None:
    client = giving.signed_in("审计干部")
    (post,) = giving.rows("SELECT post.region_code FROM post JOIN person ON person.id = person_id WHERE number = $1", giving.number_of(client))
    sql = "SELECT id FROM exit_case WHERE state IN ('returned', 'exited') AND starts_with(region_code, $1)"
    over = {str(row["id"]) for row in giving.rows(sql, post["region_code"], database="beneficiaries")}
    assert len(over) > 20
    page, seen, further = client.get("/my-exits").text, set[str](), True
    while further:
        seen |= set(re.findall(r'href="/my-exits/(\d+)"', page))
        further = re.search(r'<p><a href="(/my-exits\?over_after=[^"]+)"', page)  # not that to the other language
        page = client.get(html.unescape(further[1])).text if further else ""
    assert over <= seen
    changed = client.get("/my-exits", params={"after": "ExitCase:1:nonsense"})
    assert (changed.status_code, "请从菜单重新打开这一页" in changed.text) == (400, True)


def test_exit_is_shown_to_nobody_else(giving: Giving, family: Family) -> None:
    case = family.proposed()
    try:
        assert giving.signed_in("爱心人士").get(f"/my-exits/{case}").status_code == 404
        assert "没有与您有关的脱困" in giving.signed_in("爱心人士").get("/my-exits").text
        nobody = giving.visitor().get(f"/my-exits/{case}")
        assert "15,000.00" not in nobody.text
        assert f"/sign-in?to=%2Fmy-exits%2F{case}" in nobody.text
        assert giving.visitor().post(f"/my-exits/{case}", data={"step": "refuse", "reason": REASON}).status_code == 401
    finally:
        family.rows(RETURNED, case)


def test_browser_finds_no_fault_in_what_a_household_sees(giving: Giving, family: Family, chromium: str) -> None:
    case = family.proposed()
    try:
        for _ in ("to be signed", "posted"):
            cookies = giving.cookies(family.client)
            looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, cookies, f"/my-exits/{case}", "/my-exits", patience=600)
            assert looked.returncode == 0, looked.stderr
            assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}
            if _ == "to be signed":
                family.take(case, "sign")
                family.rows(OTHERS_SIGN, case)
                family.rows(POSTED, case, Clock().today())
        assert 'lang="en"' in giving.signed_in("帮扶对象本户", language="en").get(f"/my-exits/{case}").text
    finally:
        family.rows(RETURNED, case)
