"""Signing in on the portal, over real HTTP with a real issuer: the whole way, what is kept of it, and every way in which it must fail."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from cryptography.fernet import Fernet
from datasette.utils.asgi import Response

from open_data.portal.pages.sign_in import local
from open_data.portal.sessions import SealedCookies, TooLargeError
from open_data.release.build import Release
from sunshine import settings
from sunshine.settings import TO_URLS
from tests.open_data.portal.conftest import KEY, OTHER_KEY, Giving, Portal, served_portal, sign_in
from tests.schema.node import run_node
from tests.served import NO_TLS, PATIENCE, free_port

OUT = "退出登录"


def test_whoever_signs_in_comes_back_to_his_page_and_signs_out_again(giving: Giving) -> None:
    visitor = giving.visitor()
    begun = visitor.get("/sign-in", params={"to": "/needs?kind=goods"})
    asked = dict(parse_qsl(begun.url.query.decode()))
    assert (asked["response_type"], asked["code_challenge_method"], len(asked["code_challenge"])) == ("code", "S256", 43)
    assert asked["state"] != asked["nonce"]
    page = sign_in(visitor, begun, "爱心人士")
    assert str(page.url) == f"{giving.portal.address}/needs?kind=goods"
    assert OUT in page.text
    assert "/sign-in?to=" not in page.text
    gone = visitor.post("/sign-out")
    assert OUT not in gone.text
    assert "session" not in visitor.cookies
    assert "/sign-in?to=" in gone.text


def test_token_stands_in_a_sealed_cookie_and_nowhere_else(giving: Giving) -> None:
    visitor = giving.visitor()
    begun = visitor.get("/sign-in")
    answer = sign_in(visitor, begun, "志愿者")
    (back,) = [one for one in answer.history if one.url.path == "/sign-in/back"]
    cookie = next(line for line in back.headers.get_list("set-cookie") if line.startswith("session="))
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    seconds = int(re.search(r"Max-Age=(\d+)", cookie)[1])  # type: ignore[index]
    assert 0 < seconds <= 900  # as long as the token
    assert "attempt" not in visitor.cookies
    assert back.headers["cache-control"] == "private, no-store"
    seen = [cookie, *(str(one.url) + one.text + str(one.headers) for one in (*begun.history, *answer.history, answer))]
    logs = [log.read_text("utf-8") for log in giving.portal.home.parent.glob("portal-*.log")]
    assert not [text for text in (*seen, *logs) if "eyJ" in text]  # how every JWT begins


def test_pages_of_somebody_signed_in_are_kept_by_nobody_and_seen_by_nobody_else(giving: Giving) -> None:
    one, other, nobody = giving.signed_in("爱心人士"), giving.signed_in("志愿者"), giving.visitor()
    for path in ("/", "/needs", "/status", "/figures", "/sunshine/allocations", "/no-such-page"):
        before = nobody.get(path)
        for signed in (one, other):
            assert signed.get(path).headers["cache-control"] == "private, no-store", path
        after = nobody.get(path)
        assert _uncounted(after.text) == _uncounted(before.text), path
        assert OUT not in after.text
    assert nobody.get("/needs").headers["cache-control"] == "public, max-age=60"
    tag = nobody.get("/needs").headers["etag"]
    assert one.get("/needs", headers={"if-none-match": tag}).status_code == 200


def test_pages_of_ones_own_have_no_form_to_report_what_is_published(giving: Giving) -> None:
    one = giving.signed_in("爱心人士")
    form = '<form class="plain tall panel" method="post" action="/report">'
    for path, has_form in {"/places": True, "/my-help": False, "/my-help/register": False, "/my-inbox": False, "/no-such-page": False}.items():
        assert (form in one.get(path).text) == has_form, path


def _uncounted(page: str) -> str:
    """A page without the numbers of /status that grow with each request."""
    return re.sub(r"<dd>\d+</dd>", "", page)


def test_cookie_of_another_name_key_or_time_signs_nobody_in(giving: Giving) -> None:
    visitor = giving.visitor()
    visitor.get("/sign-in")
    foreign = Response.text("")
    SealedCookies(False).write(foreign, "session", {"token": "eyJ", "number": "P1", "until": int(time.time()) + 900}, 900)
    values = [visitor.cookies["attempt"], foreign._set_cookie_headers[0].split("=", 1)[1].split(";")[0], "made-up", ""]
    for value in values:
        assert OUT not in giving.portal.get("/", cookie=f"session={value}").text
    cookies = SealedCookies(False)
    over = Response.text("")
    cookies.write(over, "session", {"token": "eyJ", "number": "P1", "until": int(time.time()) - 1}, 900)
    assert cookies.session({"session": over._set_cookie_headers[0].split("=", 1)[1].split(";")[0]}) is None


def test_processes_with_the_same_keys_know_each_others_people(giving: Giving) -> None:
    cookie = dict(giving.signed_in("爱心人士").cookies)
    keys = [Fernet(key.translate(TO_URLS)) for key in (OTHER_KEY, KEY)]  # the older one opens still
    session = SealedCookies(False, keys).session(cookie)
    assert session
    assert session.number.startswith("P")
    assert SealedCookies(False, keys[:1]).session(cookie) is None


def test_cookies_go_over_https_only_where_there_is_https_and_fit_a_browser() -> None:
    answer = Response.text("")
    SealedCookies(True).write(answer, "session", {"token": "eyJ", "number": "P1", "until": 0}, 900)
    assert answer._set_cookie_headers[0].startswith("__Host-session=")
    assert "Secure" in answer._set_cookie_headers[0]
    with pytest.raises(TooLargeError):
        SealedCookies(True).write(answer, "session", {"token": "".join(chr(48 + n * n % 70) + str(n) for n in range(2000))}, 900)


@pytest.mark.parametrize("changed", [{"state": "made-up"}, {"state": ""}, {"iss": "https://evil.example"}, {"code": ""}, {"code": "made-up"}])
def test_answer_that_is_not_of_this_attempt_signs_nobody_in(giving: Giving, changed: dict[str, str]) -> None:
    visitor = giving.visitor()
    begun = visitor.get("/sign-in", params={"to": "/needs"})
    visitor.follow_redirects = False
    back = urlsplit(sign_in(visitor, begun, "爱心人士").headers["location"])
    failed = visitor.get(back.path, params=dict(parse_qsl(back.query)) | changed)
    assert failed.headers["location"] == "/sign-in/failed?why=refused&to=%2Fneeds"
    assert "session" not in visitor.cookies
    again = visitor.get(back.path, params=dict(parse_qsl(back.query)))  # the attempt is used up
    assert again.headers["location"].startswith("/sign-in/failed?why=stale")
    page = visitor.get(failed.headers["location"])
    assert (page.status_code, page.headers["cache-control"]) == (400, "private, no-store")
    assert 'href="http://127.0.0.1' in page.text
    assert "/sign-in?to=%2Fneeds" in page.text


def test_code_of_one_browser_signs_nobody_in_elsewhere(giving: Giving) -> None:
    victim, thief = giving.visitor(), giving.visitor()
    begun = thief.get("/sign-in")
    thief.follow_redirects = False
    back = sign_in(thief, begun, "爱心人士").headers["location"]
    victim.get("/sign-in")
    assert "why=refused" in str(victim.get(back).url)
    assert "session" not in victim.cookies


@pytest.mark.parametrize(
    "to",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/ ", "", "javascript:1", "/sign-in?to=/"],
)
def test_nobody_is_sent_to_a_stranger(giving: Giving, to: str) -> None:
    assert local(to) == "/"
    visitor = giving.visitor()
    assert str(sign_in(visitor, visitor.get("/sign-in", params={"to": to}), "爱心人士").url) == f"{giving.portal.address}/"
    assert f'href="{giving.portal.address}/sign-in?to=%2F"' in giving.portal.get("/sign-in/failed", params={"why": "away", "to": to}).text


def test_long_addresses_are_come_back_to_as_well(giving: Giving) -> None:
    to = "/search?q=" + "%E8%BD%AE%E6%A4%85" * 150
    assert local(to) == to
    visitor = giving.visitor()
    assert sign_in(visitor, visitor.get("/sign-in", params={"to": to}), "爱心人士").url.path == "/search"


def test_no_other_site_signs_anybody_out(giving: Giving) -> None:
    visitor = giving.signed_in("爱心人士")
    assert visitor.post("/sign-out", headers={"origin": "https://evil.example"}).status_code == 403
    assert visitor.get("/sign-out").status_code == 405
    assert OUT in visitor.get("/").text


def test_issuer_that_is_away_is_told(release: Release, tmp_path: Path) -> None:
    own = {"SUNSHINE_PORTAL_CLIENT": "portal", "SUNSHINE_ISSUER": f"http://127.0.0.1:{free_port()}", "SUNSHINE_HOME": str(tmp_path)}
    with served_portal(release.folder.parent, **own) as portal:
        answer = httpx.get(f"{portal.address}/sign-in?to=/needs", timeout=PATIENCE, verify=NO_TLS, follow_redirects=True)
        assert answer.status_code == 503
        assert "暂时连不上" in answer.text
        assert "/sign-in?to=%2Fneeds" in answer.text


def test_portal_without_an_issuer_has_no_sign_in(portal: Portal) -> None:
    for path in ("/sign-in", "/sign-in/back", "/sign-in/failed?why=away", "/sign-out"):
        assert portal.get(path).status_code == 404
    assert "/sign-in" not in portal.get("/").text
    assert "登录" not in portal.get("/needs").text


def test_tokens_go_over_no_open_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNSHINE_PORTAL_CLIENT", "portal")
    monkeypatch.setenv("SUNSHINE_PORTAL_ADDRESS", "http://open-data.city.example")
    with pytest.raises(settings.SettingsError, match="must be https"):
        settings.load()


def test_browser_finds_no_fault_where_people_sign_in(giving: Giving, chromium: str) -> None:
    looked = run_node("node", "tests/portal.mjs", chromium, giving.portal.address, "/sign-in/failed?why=away&to=/needs", patience=1200)
    assert looked.returncode == 0, looked.stderr
    assert {name: complaints for name, complaints in json.loads(looked.stdout).items() if complaints} == {}
