"""Signing in at the demo, over real HTTP: the whole flow with PKCE, and every way in which it must fail."""

from __future__ import annotations

import asyncio
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette

from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from schema.tokens import Issuer
from sunshine.api import demo_application
from sunshine.identity import fetching
from sunshine.settings import SettingsError
from sunshine.sign_in.authorization import Authorization, Codes
from sunshine.sign_in.routes import sign_in_routes
from tests.served import NO_TLS, PATIENCE, environment, run_cli, served, write_keys

REDIRECT = "http://127.0.0.1:3000/callback"
WHO = "{ __typename households(first: 1) { totalCount } }"
ORIGIN = REDIRECT.removesuffix("/callback")


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def fields(self) -> dict[str, str | None]:
        return {str(field["name"]): field["value"] for field in self.all("input")}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def browser(home: Path) -> Iterator[httpx.Client]:
    """A client of the running demo, in a small city."""
    env = _embedded(home)
    assert run_cli("seed-demo", "--households", "200", env=env).returncode == 0
    with served(env, "demo", "--no-portal") as address, httpx.Client(base_url=address, timeout=PATIENCE, verify=NO_TLS) as client:
        yield client


def _embedded(home: Path) -> dict[str, str]:
    nowhere = environment(Databases(dict.fromkeys(DATABASES, ""), "wuxi"), home)
    return {name: value for name, value in nowhere.items() if not name.endswith("_DSN")}


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


VERIFIER = secrets.token_urlsafe(48)
ASKED = {
    "client_id": "sunshine-demo",
    "redirect_uri": REDIRECT,
    "response_type": "code",
    "scope": "openid",
    "state": "a b&c=d",
    "nonce": "n-1",
    "code_challenge": _challenge(VERIFIER),
    "code_challenge_method": "S256",
}


def _signed_in(browser: httpx.Client, **changed: str) -> dict[str, str]:
    """What the client gets when somebody chose the first of the people."""
    page = Page(browser.get("/sign-in", params=ASKED | changed).text)
    answer = browser.post("/sign-in", data={**page.fields(), "person": page.all("button")[0]["value"]})
    assert answer.status_code == 303
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == REDIRECT
    return dict(parse_qsl(address.query))


def _redeem(browser: httpx.Client, code: str, **changed: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "client_id": "sunshine-demo", "redirect_uri": REDIRECT, "code": code, "code_verifier": VERIFIER}
    return browser.post("/token", data=form | changed)


def test_whole_flow_ends_with_a_token_that_the_api_takes(browser: httpx.Client) -> None:
    discovered = browser.get("/.well-known/openid-configuration").json()
    assert discovered["authorization_endpoint"] == f"{discovered['issuer']}/sign-in"
    answer = _signed_in(browser)
    assert (answer["state"], answer["iss"]) == (ASKED["state"], discovered["issuer"])
    tokens = httpx.post(
        discovered["token_endpoint"],
        data={"grant_type": "authorization_code", "client_id": "sunshine-demo", "redirect_uri": REDIRECT}
        | {"code": answer["code"], "code_verifier": VERIFIER},
        timeout=PATIENCE,
        verify=NO_TLS,
    )
    assert (tokens.json()["token_type"], tokens.json()["expires_in"], tokens.headers["cache-control"]) == ("Bearer", 900, "no-store")
    told = _read(discovered, tokens.json()["id_token"])
    assert (told["nonce"], told["exp"] - told["iat"]) == ("n-1", 900)
    assert _ask(browser, tokens.json()["access_token"]).status_code == 200
    assert _ask(browser, tokens.json()["id_token"]).status_code == 401


def test_page_of_the_client_asks_from_a_browser_and_no_other_page_does(browser: httpx.Client) -> None:
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    client, stranger = {"Origin": ORIGIN}, {"Origin": "https://evil.example"}
    allowed = browser.options("/graphql", headers=client | preflight)
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, ORIGIN)
    assert {"authorization", "content-type"} <= {name.strip().lower() for name in allowed.headers["access-control-allow-headers"].split(",")}
    assert browser.options("/graphql", headers=stranger | preflight).status_code == 400
    asked = {"query": "{ __typename }"}
    answers = [browser.post(path, json=asked, headers=client) for path in ("/graphql", "/token")]
    answers += [browser.get("/graphql", params={"query": query}, headers=client) for query in ("{ __typename }", "{ wrong }")]
    assert [answer.headers["access-control-allow-origin"] for answer in answers] == [ORIGIN] * 4
    assert "x-ratelimit-remaining" in answers[0].headers["access-control-expose-headers"]
    assert not any("cookie" in answer.headers or "access-control-allow-credentials" in answer.headers for answer in (allowed, *answers))
    assert "access-control-allow-origin" not in browser.post("/graphql", json=asked, headers=stranger).headers


def _read(discovered: dict[str, Any], token: str) -> dict[str, Any]:
    """The identity token, checked as a client checks it."""
    keys = jwt.PyJWKSet.from_dict(httpx.get(discovered["jwks_uri"], timeout=PATIENCE, verify=NO_TLS).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims: dict[str, Any] = jwt.decode(token, key, ["ES256"], audience="sunshine-demo", issuer=discovered["issuer"])
    return claims


def _ask(browser: httpx.Client, token: str) -> httpx.Response:
    return browser.post("/graphql", json={"query": WHO}, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("changed", [{"code_verifier": secrets.token_urlsafe(48)}, {"code_verifier": ""}, {"redirect_uri": f"{REDIRECT}/"}])
def test_wrong_verifier_or_address_uses_the_code_up(browser: httpx.Client, changed: dict[str, str]) -> None:
    code = _signed_in(browser)["code"]
    for attempt in (changed, {}):
        refused = _redeem(browser, code, **attempt)
        assert (refused.status_code, refused.json()) == (400, {"error": "invalid_grant"})


def test_code_counts_once(browser: httpx.Client) -> None:
    code = _signed_in(browser)["code"]
    assert _redeem(browser, code).status_code == 200
    assert _redeem(browser, code).json() == {"error": "invalid_grant"}


def test_code_expires() -> None:
    asked = Authorization("us", REDIRECT, _challenge(VERIFIER), None, None)
    kept, expired = Codes(), Codes(seconds=0.0)
    assert kept.redeem(kept.issue("P1", asked), REDIRECT, VERIFIER)
    assert expired.redeem(expired.issue("P1", asked), REDIRECT, VERIFIER) is None


@pytest.mark.parametrize(
    ("changed", "error"),
    [({"client_id": "them"}, "invalid_client"), ({"grant_type": "password"}, "unsupported_grant_type"), ({"code": "made-up"}, "invalid_grant")],
)
def test_wrong_token_request_is_refused(browser: httpx.Client, changed: dict[str, str], error: str) -> None:
    assert _redeem(browser, **{"code": "used", **changed}).json() == {"error": error}


def test_repeated_parameter_is_refused(browser: httpx.Client) -> None:
    form = b"grant_type=authorization_code&client_id=sunshine-demo&client_id=sunshine-demo"
    assert browser.post("/token", content=form).json() == {"error": "invalid_request"}
    assert browser.get("/sign-in", params=[*ASKED.items(), ("redirect_uri", "https://evil.example")]).status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": f"{REDIRECT}/.."},
        {"redirect_uri": f"{REDIRECT}?next=https://evil.example"},
        {"redirect_uri": "//evil.example"},
        {"redirect_uri": ""},
        {"client_id": "them"},
        {"client_id": ""},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_page_sends_nobody_to_a_stranger(browser: httpx.Client, method: str, changed: dict[str, str]) -> None:
    request = ASKED | changed
    answer = browser.get("/sign-in", params=request) if method == "GET" else browser.post("/sign-in", data=request | {"person": _first(browser)})
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"nonce": "n" * 513}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_registered_client_is_told_what_is_wrong(browser: httpx.Client, changed: dict[str, str], error: str) -> None:
    answer = browser.get("/sign-in", params=ASKED | changed)
    assert answer.headers["location"].startswith(f"{REDIRECT}?error={error}&state=")


def _first(browser: httpx.Client) -> str:
    return str(Page(browser.get("/sign-in").text).all("button")[0]["value"])


def test_visitor_without_a_client_gets_a_token_to_copy(browser: httpx.Client) -> None:
    answer = browser.post("/sign-in", data={"person": _first(browser)})
    token = answer.text.partition("readonly")[2].partition(">")[2].partition("<")[0]
    assert _ask(browser, token).status_code == 200
    assert str(browser.base_url.join("/graphql")) in [str(link["href"]).partition("?")[0] for link in Page(answer.text).all("a")]


def test_only_listed_people_can_be_chosen(browser: httpx.Client) -> None:
    answer = browser.post("/sign-in", data={"person": "P999999"})
    assert answer.status_code == 400
    assert "textarea" not in answer.text.partition("<main>")[2]
    assert browser.post("/sign-in", content=b"person=" + b"P" * 10_000).status_code == 400


def test_what_a_client_sends_stays_text(browser: httpx.Client) -> None:
    page = browser.get("/sign-in", params=ASKED | {"state": '"><script>alert(1)</script>'})
    assert "<script" not in page.text
    assert Page(page.text).fields()["state"] == '"><script>alert(1)</script>'


def test_page_loads_nothing_and_needs_no_script(browser: httpx.Client) -> None:
    for answer in (browser.get("/sign-in"), browser.get("/sign-in", params=ASKED), browser.post("/sign-in", data={"person": _first(browser)})):
        page = Page(answer.text)
        assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "img", "iframe", "object"})
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
    asked = browser.get("/sign-in", params=ASKED).headers["content-security-policy"]
    assert "form-action 'self' http://127.0.0.1:3000;" in asked


def test_page_is_accessible(browser: httpx.Client) -> None:
    """Language, title, one heading, a main part, a label for what can be read or chosen; contrast is in a test of its own."""
    for answer in (browser.get("/sign-in"), browser.post("/sign-in", data={"person": _first(browser)})):
        page = Page(answer.text)
        assert page.all("html") == [{"lang": "zh-CN"}]
        assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
        assert {area["id"] for area in page.all("textarea")} == {label["for"] for label in page.all("label")}
        assert all(span == {"lang": "en"} for span in page.all("span"))
        assert "民政干部" in answer.text or "已登录" in answer.text


def test_sign_in_page_lists_one_of_each_tier(browser: httpx.Client) -> None:
    text = browser.get("/sign-in").text
    for role in ("帮扶对象本户", "帮扶责任人（帮扶人）", "民政干部", "无锡市 扶贫办干部", "审计干部", "纪检监察干部", "人大代表", "志愿者"):
        assert role in text


def test_text_stands_out_from_every_background(browser: httpx.Client) -> None:
    """WCAG 2.2, success criterion 1.4.3 (AA): at least 4.5 to 1."""
    text = browser.get("/sign-in").text
    colours, backgrounds = (re.findall(rf"[ {{]{name}: #(\w{{6}})", text) for name in ("color", "background"))
    assert len(colours) > 2
    assert min(_contrast(colour, background) for colour in colours for background in backgrounds) >= 4.5


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_page_says_in_chinese_first_that_nobody_can_sign_in_while_the_forces_are_away() -> None:
    away = Databases(dict.fromkeys(DATABASES, "postgresql://nobody@127.0.0.1:1/none"), "wuxi")
    issuer = Issuer("https://demo.example", ec.generate_private_key(ec.SECP256R1()))
    application = Starlette(routes=sign_in_routes(issuer, fetching(away), ()))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url=issuer.name) as client:
            return await client.get("/sign-in")

    answer = asyncio.run(ask())
    assert answer.status_code == 503
    first, rest = re.findall(r"<h1>(.*?) <span lang=\"en\">(.*?)</span>", answer.text)[0]
    assert (first.isascii(), rest.isascii()) == (False, True)
    assert "没有响应" in answer.text


def test_api_has_no_sign_in_page_and_the_demo_none_beside_another_issuer(
    demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = environment(demo_city[0], tmp_path)
    write_keys(tmp_path, keys)
    with served(env) as address:
        assert httpx.get(f"{address}/health", timeout=PATIENCE, verify=NO_TLS).status_code == 200
        assert {
            httpx.get(address + path, timeout=PATIENCE, verify=NO_TLS).status_code for path in ("/sign-in", "/token", "/.well-known/jwks.json")
        } == {404}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SUNSHINE_ISSUER", "https://issuer.example")
    with pytest.raises(SettingsError):
        demo_application()


def test_api_on_the_embedded_city_has_no_sign_in_page(home: Path, browser: httpx.Client) -> None:
    """Beside the demo whose cluster it joins."""
    assert browser.get("/sign-in").status_code == 200
    with served(_embedded(home)) as address:
        assert httpx.get(f"{address}/sign-in", timeout=PATIENCE, verify=NO_TLS).status_code == 404
