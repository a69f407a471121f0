"""Volunteer campaigns on the portal: what is done when and in which town, signed up for and given back, in a browser without scripts too."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from databases.clock import Clock
from tests.open_data.portal.conftest import Giving
from tests.schema.node import run_node

TITLE = f"巷口理发 {secrets.token_hex(3)}".translate(str.maketrans("0123456789", "ghijklmnop"))
VOLUNTEER = "志愿者"
OPEN = """
WITH campaign AS (INSERT INTO volunteer_campaign (organisation_id, organiser_id, title, about, period, region_code)
    VALUES (1, 1, $1, '给行动不便的老人理发', daterange($2::date, $2::date + 1), '320282') RETURNING id, organiser_id)
INSERT INTO shift (volunteer_campaign_id, organiser_id, place, help_kind, places, starts_at, ends_at, region_code)
SELECT id, organiser_id, '社区服务中心门口', 'service', 1, $2::date + time '09:00', $2::date + time '11:00', $3 FROM campaign RETURNING id
"""
VILLAGE = "SELECT code FROM region WHERE level = 'village' AND starts_with(code, '320282') ORDER BY code LIMIT 1"
VERIFY = "UPDATE volunteer SET verified_on = '2020-01-01', verified_by_id = 1 WHERE verified_on IS NULL"
CANCEL = "UPDATE shift SET cancelled_on = current_date, cancel_reason = '活动结束' WHERE id = $1 AND taken = 0"


@pytest.fixture(scope="module")
def giving(usual_giving: Giving) -> Giving:
    return usual_giving


@pytest.fixture(scope="module")
def shift(giving: Giving) -> Iterator[int]:
    """A shift with one place, in ten days, to which nobody comes afterwards."""
    giving.rows(VERIFY)
    (village,) = giving.rows(VILLAGE)
    (made,) = giving.rows(OPEN, TITLE, Clock().today() + timedelta(days=10), village["code"])
    yield made["id"]
    giving.rows(CANCEL, made["id"])


def section(page: httpx.Response, title: str = TITLE) -> str:
    """What the page says of a campaign."""
    return next(part for part in re.split(r"<section aria-labelledby=\"campaign-\d+\">", page.text)[1:] if title in part)


def form(text: str, action: str) -> dict[str, str]:
    found = re.search(rf'action="({action})">(.*?)</form>', text, re.DOTALL)
    assert found, text
    return {"action": found[1]} | dict(re.findall(r'name="(\w+)" value="([^"]*)"', found[2]))


def test_visitor_sees_what_is_done_when_and_in_which_town_but_not_where_to_meet(giving: Giving, shift: int) -> None:
    page = giving.visitor().get("/campaigns")
    assert page.status_code == 200
    said = section(page)
    day = Clock().today() + timedelta(days=10)
    assert f"{day} 09:00–11:00" in said
    assert "还有 1 个名额" in said
    assert re.search(r"宜兴|镇|街道", said)
    assert "社区服务中心门口" not in page.text
    assert "报名</button>" not in page.text
    assert 'href="/campaigns"' in giving.visitor().get("/").text
    assert "1 of 1 places are left" in re.sub(r"\s+", " ", section(giving.visitor("en").get("/campaigns")))


def test_volunteer_signs_up_sees_where_to_meet_and_gives_the_place_back(giving: Giving, shift: int) -> None:
    volunteer = giving.signed_in(VOLUNTEER)
    typed = form(section(volunteer.get("/campaigns")), "/campaigns/join")
    joined = volunteer.post(typed.pop("action"), data=typed)
    assert "您已报名" in section(joined)
    assert "报名成功" in joined.text
    assert "社区服务中心门口" in joined.text
    assert re.search(r"<code>\w{8}</code>", joined.text)
    assert "名额已满" in section(joined)
    again = volunteer.post("/campaigns/join", data=typed)
    assert giving.rows("SELECT taken FROM shift WHERE id = $1", shift)[0]["taken"] == 1
    assert again.status_code in (200, 422)
    leaving = form(again.text if again.status_code == 200 else volunteer.get("/campaigns").text, r"/campaigns/leave/\d+")
    left = volunteer.post(leaving.pop("action"), data={**leaving, "reason": "ill"})
    assert "已退出这个班次" in left.text
    assert "报名</button>" in section(left)
    (row,) = giving.rows("SELECT state, end_reason FROM shift_assignment WHERE shift_id = $1", shift)
    assert (row["state"], row["end_reason"]) == ("withdrawn", "身体不适，不能参加")


def test_who_is_no_volunteer_or_not_signed_in_cannot_sign_up_and_is_told_how(giving: Giving, shift: int) -> None:
    donor, visitor = giving.signed_in("爱心人士"), giving.visitor()
    assert "登记为志愿者" in donor.get("/campaigns").text
    assert "先登记为志愿者" in donor.post("/campaigns/join", data={"shift": f"Shift:{shift}", "key": secrets.token_urlsafe(18)}).text
    refused = visitor.post("/campaigns/join", data={"shift": f"Shift:{shift}", "key": secrets.token_urlsafe(18)})
    assert refused.status_code == 401
    assert giving.rows("SELECT taken FROM shift WHERE id = $1", shift)[0]["taken"] == 0


def test_other_sites_cannot_sign_anybody_up(giving: Giving, shift: int) -> None:
    volunteer = giving.signed_in(VOLUNTEER)
    foreign = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    assert volunteer.post("/campaigns/join", data={"shift": f"Shift:{shift}", "key": secrets.token_urlsafe(18)}, headers=foreign).status_code == 403
    assert giving.rows("SELECT taken FROM shift WHERE id = $1", shift)[0]["taken"] == 0


def test_browser_signs_up_without_script_and_finds_no_fault(giving: Giving, shift: int, chromium: str) -> None:
    done = run_node("node", "tests/campaigns.mjs", chromium, giving.portal.address, VOLUNTEER)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert "报名成功" in seen["joined"]
    assert "已退出这个班次" in seen["left"]
    assert seen["found"] == []
    looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, "/campaigns", patience=600)
    assert looked.returncode == 0, looked.stderr
    assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}
