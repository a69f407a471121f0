"""Whoever helps on the portal: nobody else sees it, nothing is lost while the API is away, and a browser finds no fault."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_plus

import httpx
import pytest

from open_data.portal.api import Api, ApiAwayError
from sunshine.sign_in.authorization import CLIENT
from tests.open_data.portal.conftest import Giving, Portal, Street, served_issuer, served_portal
from tests.open_data.portal.helping import ASK_FOR_MORE, CANARY, MOVE, OFFERED, OPEN_NEEDS, PAIR, TO_DELIVER, WANTED, fields, held, known_anew
from tests.schema.node import run_node
from tests.served import free_port


def test_nobody_else_sees_what_is_mine(giving: Giving, donor: httpx.Client, volunteer: httpx.Client, street: Street) -> None:
    page = held(donor, street.need())
    form = fields(donor.get("/help", params={**WANTED, "about": f"棉被{CANARY}", "step": "3"}))
    donor.post("/help", data=form)
    key = page.url.path.rpartition("/")[2]
    nobody = giving.visitor()
    for client in (volunteer, nobody):
        for path in ("/my-help", "/", "/needs", "/help", f"/my-help/pledges/{key}", "/status"):
            assert CANARY not in client.get(path).text, path
    assert volunteer.get(f"/my-help/pledges/{key}").status_code == 404
    assert volunteer.post(f"/my-help/pledges/{key}", data={"step": "release", "version": "1", "reason": "不是我的"}).status_code == 404
    assert street.rows("SELECT state FROM pledge WHERE id = $1", int(key))[0]["state"] == "held"
    assert "登录" in nobody.get(f"/my-help/pledges/{key}").text
    logs = "".join(log.read_text("utf-8") for log in giving.portal.home.parent.glob("portal-*.log"))
    assert CANARY not in logs
    assert "eyJ" not in logs


NOTICES = """
INSERT INTO notice (person_id, event_id, kind, about, text, text_en, noticed_at)
SELECT id, 2000000 + place, 'pledge_held', 'Pledge:1', '第' || place || '条通知', 'notice ' || place, now() - interval '1 minute' FROM person, generate_series(1, 2) AS place
WHERE number = $1
"""


def test_inbox_shows_what_is_unread_and_takes_a_mail_address(giving: Giving, donor: httpx.Client, street: Street) -> None:
    street.rows(NOTICES, giving.number_of(donor))
    shown = donor.get("/my-inbox")
    assert shown.headers["cache-control"] == "private, no-store"
    assert "未读：第1条通知" in shown.text
    assert 'href="/my-help/pledges/1"' in shown.text
    assert "Unread: Notice 2" in giving.signed_in("爱心人士", language="en").get("/my-inbox").text
    done = donor.post("/my-inbox/read")
    assert "已全部标为已读" in done.text
    assert "未读：第" not in done.text  # what happened before may have been told of meanwhile
    wrong = donor.post("/my-inbox/mail", data={"email": "nobody"})
    assert wrong.status_code == 422
    assert 'value="nobody" aria-invalid="true"' in wrong.text
    assert "没有确认" in donor.post("/my-inbox/mail", data={"email": "giver@example.org"}).text
    assert "g***@example.org" in donor.get("/my-inbox").text
    assert "第1条通知" not in giving.visitor().get("/my-inbox").text


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/help",
            "/needs/N1/pledge",
            "/my-help/pledges/1",
            "/my-help/offers/1",
            "/my-help/refusals/1",
            "/my-help/appeals/Donor/1",
            "/help/refusals",
            "/my-inbox/mail",
            "/sign-out",
        ),
        *("/my-help/register", "/my-help/profile", "/my-help/skills", "/my-help/skills/1", "/my-help/erase"),
    ],
)
def test_no_other_site_sends_a_form_of_mine(donor: httpx.Client, path: str) -> None:
    assert donor.post(path, data=WANTED, headers={"origin": "https://elsewhere.example"}).status_code == 403


@contextmanager
def another(giving: Giving, api: str, home: Path) -> Iterator[Giving]:
    """A portal with an issuer of its own, before an API that does not know it."""
    port = str(free_port())
    with served_issuer(giving.databases, f"http://127.0.0.1:{port}/sign-in/back") as issuer:
        own = {"SUNSHINE_ISSUER": issuer.name, "SUNSHINE_PORTAL_CLIENT": CLIENT, "SUNSHINE_PORTAL_PORT": port}
        with served_portal(giving.portal.home, **own, SUNSHINE_ADDRESS=api, SUNSHINE_HOME=str(home)) as portal:
            yield Giving(portal, api, issuer, giving.databases, giving.stack)


def test_nothing_is_lost_while_the_api_is_away(giving: Giving, tmp_path: Path) -> None:
    with another(giving, f"http://127.0.0.1:{free_port()}", tmp_path) as lonely:
        _loses_nothing(lonely.signed_in("爱心人士"), secrets.token_urlsafe(18))


def _loses_nothing(client: httpx.Client, key: str) -> None:
    shown = client.get("/help", params={**WANTED, "step": "3"})
    assert (shown.status_code, shown.headers["retry-after"]) == (503, "60")
    assert re.search(r'href="/needs/N\w+">', shown.text)  # what is published is there still
    sent: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
        "/help": ({**WANTED, "key": key}, (WANTED["about"], key, "没有确认登记成功")),
        "/needs/N1/pledge": ({"quantity": "7", "key": key}, ('value="7"', key, "没有确认认捐成功")),
        "/my-help/pledges/1": ({"step": "release", "version": "3", "reason": "货运停了"}, ("货运停了", 'value="3"', "没有确认办成")),
        "/my-help/offers/1": ({"version": "1"}, ("没有确认办成",)),
    }
    for path, (form, kept) in sent.items():
        answer = client.post(path, data=form)
        assert answer.status_code == 503, path
        assert not [words for words in kept if words not in answer.text], path
    for path in ("/my-help", "/my-help/pledges/1", "/needs/N1/pledge", "/my-inbox", "/deputies", "/problems"):
        opened = client.get(path)
        assert opened.status_code == 503
        assert "现在看不到" in opened.text, path
        assert not [words for words in ("没有办成", "没有认捐", "您填写的内容") if words in opened.text], path  # who only looks sent nothing


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_whoever_asks_too_often_is_told_when_to_come_again(giving: Giving, language: str) -> None:
    deputy = giving.signed_in("人大代表", language=language)
    limited = [deputy.get("/my-help") for _ in range(3)][-1]
    seconds = limited.headers["retry-after"]
    assert limited.status_code == 429
    assert 0 < int(seconds) <= 20
    assert (f"try again in {seconds} seconds" if language == "en" else f"请 {seconds} 秒后再试") in limited.text


def test_token_that_the_api_takes_no_more_leads_to_the_sign_in_with_what_was_typed(giving: Giving, tmp_path: Path) -> None:
    with another(giving, giving.api, tmp_path) as untrusted:
        client, key = untrusted.signed_in("爱心人士"), secrets.token_urlsafe(18)
        for path in ("/my-help", "/my-help/pledges/1", "/needs/N1/pledge"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["cache-control"]) == (401, "private, no-store")
            assert "登录已到期" in answer.text
        offered = client.post("/help", data={**WANTED, "key": key})
        assert offered.status_code == 401
        assert f'href="/sign-in?to=%2Fhelp%3Fkind%3Dgoods%26about%3D{quote_plus(quote_plus(WANTED["about"]))}' in offered.text
        assert "to=%2Fneeds%2FN1%2Fpledge%3Fquantity%3D7" in client.post("/needs/N1/pledge", data={"quantity": "7", "key": key}).text
        assert "货运停了" in client.post("/my-help/pledges/1", data={"step": "release", "version": "3", "reason": "货运停了"}).text


def test_portal_without_an_issuer_shows_the_way_and_no_pledge(portal: Portal) -> None:
    assert "带着需求的公开编号" in portal.get("/help", {**WANTED, "step": "3"}).text
    number = re.search(r'href="/needs/(N\w+)"', portal.get("/needs").text)
    assert number
    assert "/pledge" not in portal.get(f"/needs/{number[1]}").text
    for path in ("/my-help", "/my-help/pledges/1", f"/needs/{number[1]}/pledge"):
        assert portal.get(path).status_code == 404


def test_browser_finds_no_fault_in_what_only_givers_and_receivers_see(giving: Giving, donor: httpx.Client, street: Street, chromium: str) -> None:
    """The help that waits for a signature, a pledge with each step of its receiving side, and one offer for several needs."""
    shown = street.rows(OPEN_NEEDS, [], True)[0]  # nobody pledges it here, so it may be one that others have taken
    street.rows(ASK_FOR_MORE, shown["id"], 2)
    (offer,) = street.rows(OFFERED, giving.number_of(donor), shown["public_id"], 4)
    (pledge,) = street.rows(TO_DELIVER)
    street.rows("UPDATE pledge SET state = 'delivered', delivered_on = current_date, delivered_quantity = quantity WHERE id = $1", pledge["id"])
    helper, home = giving.signed_in("帮扶责任人"), giving.signed_in("帮扶对象本户")
    street.rows(PAIR, giving.number_of(helper), pledge["household_id"], pledge["village_code"])
    street.rows(MOVE, giving.number_of(home), pledge["household_id"])
    known_anew(helper, home)
    of_pledge = f"/my-help/pledges/{pledge['id']}"
    for client, pages in (
        (donor, ["/my-help", f"/my-help/offers/{offer['id']}/pledge"]),
        *((one, ["/my-help/receipts", of_pledge]) for one in (helper, home)),
        (home, ["/my-needs", of_pledge]),
    ):
        assert pages[-1] in client.get(pages[0]).text
        looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, giving.cookies(client), *pages, patience=1200)
        assert looked.returncode == 0, looked.stderr
        assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}


def test_browser_helps_without_script_and_finds_no_fault(giving: Giving, street: Street, chromium: str) -> None:
    left = street.need()  # before the browser takes the last one
    done = run_node("node", "tests/help.mjs", chromium, giving.portal.address, "爱心人士")
    assert done.returncode == 0, done.stderr
    assert "认捐已确认" in json.loads(done.stdout)["said"]
    assert json.loads(done.stdout)["found"] == []
    third = "/help?" + "&".join(f"{name}={value}" for name, value in {**WANTED, "step": "3"}.items())
    pages = ("/help?kind=goods", third, f"{third}&quantity=0", "/my-help", "/my-inbox", f"/needs/{left}/pledge")
    looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, *pages, patience=1200)
    assert looked.returncode == 0, looked.stderr
    assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}


def test_error_of_the_api_is_told_by_its_code_and_without_what_was_typed(giving: Giving) -> None:
    async def ask() -> None:
        api = Api(giving.api)
        try:
            await api.ask("need", {"number": {"typed": CANARY}}, "zh-CN")
        finally:
            await api._client.aclose()

    with pytest.raises(ApiAwayError, match=r"^[A-Z_]+$") as told:
        asyncio.run(ask())
    assert CANARY not in str(told.value)
