"""Deputies and members on the portal: what they can do, registering as one, what became of it, and their homes, without script too."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import httpx
import pytest

from databases.clock import Clock
from tests.open_data.portal.conftest import Giving, Portal
from tests.schema.node import run_node

HEARD = "村里希望有稳定的采购渠道，减少水果滞销"
REFUSE = """
UPDATE representative_registration SET refused_on = current_date, refusal_reason = '名册中没有您，请核对界别', decided_by_id = 1
WHERE person_id = (SELECT id FROM person WHERE number = $1) AND confirmed_on IS NULL AND refused_on IS NULL AND withdrawn_on IS NULL RETURNING id
"""


@pytest.fixture(scope="module")
def giving(usual_giving: Giving) -> Giving:
    return usual_giving


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to an address."""
    (form,) = re.findall(rf'<form[^>]*action="{action}">(.*?)</form>', page, re.S)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def hidden_of(page: str, step: str) -> dict[str, str]:
    """The hidden fields of the form of a step, the first one."""
    form = next(found for found in re.findall(r'<form[^>]*action="/deputies">(.*?)</form>', page, re.S) if f'value="{step}"' in found)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_visitor_reads_what_deputies_can_do_and_where_their_homes_are(giving: Giving) -> None:
    page = giving.visitor().get("/deputies").text
    for told in ("智力帮扶", "怎样登记", "市民中心", "每月第一个星期三", "人大代表联络室", "接待过的日子", 'href="/datasets/suggestions"'):
        assert told in page
    assert "我的登记" not in page
    assert HEARD not in page
    assert "薄弱村农产品销路" not in page
    assert 'lang="en"' in giving.visitor("en").get("/deputies").text
    assert "申请登记</button>" not in giving.visitor().get("/deputies/register").text
    assert 'href="/deputies"' in giving.visitor().get("/").text


def test_release_alone_tells_of_homes_where_nobody_signs_in(portal: Portal) -> None:
    page = portal.get("/deputies").text
    assert "市民中心" in page
    assert "接待过的日子" in page
    assert HEARD not in page
    assert "申请登记" not in re.sub(r"更正后重新申请", "", page).replace("怎样登记", "")
    assert portal.get("/deputies/register").status_code == 404


def test_somebody_new_registers_as_a_member_and_reads_what_became_of_it(giving: Giving) -> None:
    client = giving.signed_in("新来的人")
    assert "您还没有申请登记" in client.get("/deputies").text
    page = client.get("/deputies/register").text
    assert "职业专长、是否企业家和所属之家会公开" in page
    home = re.search(r'<option value="(MembersHome:\d+)" lang="zh-CN">宜兴市政协委员之家', page)
    assert home
    typed = {**hidden(page, "/deputies/register"), "home": home[1], "level": "4", "place": "320282", "profession": "农艺师"}
    typed |= {"name": "端木新", "term_until": "2027-02-31"}
    wrong = client.post("/deputies/register", data=typed)
    assert (wrong.status_code, 'href="#term_until"' in wrong.text) == (422, True)
    typed["term_until"] = (Clock().today() + timedelta(days=900)).isoformat()
    unfit = client.post("/deputies/register", data={**typed, "place": "320281"})
    assert (unfit.status_code, 'href="#place"' in unfit.text) == (422, True)
    for _ in range(2):  # pressed twice
        done = client.post("/deputies/register", data=typed)
        assert "申请已提交" in done.text
        assert done.text.count("等待当地民政部门对照名册核验") == 1
    assert len(giving.rows(REFUSE, giving.number_of(client))) == 1
    assert "名册中没有您" in client.get("/deputies").text
    inbox = client.get("/my-inbox")
    assert (inbox.status_code, "还没有通知" in inbox.text) == (200, True)
    official = giving.signed_in("民政")
    assert "您还没有申请登记" in official.get("/deputies").text  # and none of those that he decides
    assert giving.visitor().post("/deputies/register", data=typed).status_code == 401


def test_deputy_announces_a_day_tells_what_he_heard_and_everybody_sees_that_there_was_one(giving: Giving, chromium: str) -> None:
    client: httpx.Client = giving.signed_in("人大代表、政协委员")
    page = client.get("/deputies").text
    assert "我提出的建议后来怎么样了" in page
    later = (Clock().today() + timedelta(days=40)).isoformat()
    coming = client.post("/deputies", data={**hidden_of(page, "announce"), "title": "薄弱村农产品销路", "held_on": later}).text
    page = client.post("/deputies", data={**hidden_of(coming[coming.index(f">{later} · ") :], "cancel"), "why": "unwell"}).text
    assert "接待日已取消" in page
    assert f"<s>{later}</s> 已取消：身体原因" in giving.visitor().get("/deputies").text
    announced = {**hidden_of(page, "announce"), "title": "薄弱村农产品销路", "held_on": Clock().today().isoformat()}
    assert (short := client.post("/deputies", data={**announced, "title": "销"})).status_code == 422
    assert 'href="#title"' in short.text
    assert 'href="#held_on"' in client.post("/deputies", data={**announced, "held_on": "2027-02-31"}).text
    page = client.post("/deputies", data=announced).text
    assert "接待日已公布" in page
    told = hidden_of(page, "tell") | {"heard": HEARD}
    assert "已登记" in client.post("/deputies", data=told).text
    assert HEARD in client.get("/deputies").text
    assert Clock().today().isoformat() in (public := giving.visitor().get("/deputies").text)
    assert HEARD not in public
    assert client.post("/deputies", data=told).status_code == 422  # once
    assert giving.visitor().post("/deputies", data=told).status_code == 401
    cookies = giving.cookies(client)
    looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, cookies, "/deputies", "/deputies/register", patience=600)
    assert looked.returncode == 0, looked.stderr
    assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}
