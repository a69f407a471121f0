"""The portal as a process of its own on the release of the demo city; with the API behind it where a test needs both."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import uvicorn
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from open_data.portal.sessions import SealedCookies
from open_data.release.build import Release
from schema.serving.rate import ALLOWANCES
from schema.tokens import Issuer
from sunshine.identity import fetching
from sunshine.settings import TO_URLS
from sunshine.sign_in.authorization import CLIENT
from sunshine.sign_in.routes import sign_in_routes
from tests.forked import Forked
from tests.open_data.portal import helping
from tests.served import NO_TLS, PATIENCE, ROOT, environment, free_port, logged, server, wait_until_responds, write_keys

KEY, OTHER_KEY = "kF7+" * 10 + "kF7=", "Qm9/" * 10 + "Qm9="  # that seal cookies


@dataclass(frozen=True)
class Portal:
    """A running portal. home: the folder of its releases."""

    address: str
    home: Path
    process: Forked

    def get(self, path: str, params: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        return httpx.get(self.address + path, params=params, headers=headers, timeout=PATIENCE, verify=NO_TLS)


@contextmanager
def served_portal(home: Path, **settings: str) -> Iterator[Portal]:
    """A running portal of the releases in a folder."""
    port = int(settings.get("SUNSHINE_PORTAL_PORT", free_port()))
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
    env = inherited | {"SUNSHINE_OPEN_DATA": str(home), "SUNSHINE_PORTAL_PORT": str(port), "PYTHONPATH": str(ROOT), **settings}
    with logged(log := home.parent / f"portal-{port}.log"):
        process = Forked(["portal"], env, log, log)
        try:
            wait_until_responds(f"http://127.0.0.1:{port}/robots.txt", process, log, 3 * PATIENCE)
            yield Portal(f"http://127.0.0.1:{port}", home, process)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


@pytest.fixture(scope="session")
def portal(release: Release) -> Iterator[Portal]:
    with served_portal(release.folder.parent) as running:
        yield running


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("PORTAL NOT LOOKED AT: there is no chromium here (Debian's package chromium)")
    return found


@dataclass(frozen=True)
class Site:
    """A portal whose reports arrive in the demo city's databases, and the API behind it."""

    portal: Portal
    api: str
    metrics: str
    databases: Databases

    def post(self, address: str = "10.0.0.1", headers: dict[str, str] | None = None, **form: str) -> httpx.Response:
        own = {"x-forwarded-for": address, "origin": self.portal.address, **(headers or {})}
        return httpx.post(self.portal.address + "/report", data=form, headers=own, timeout=PATIENCE, verify=NO_TLS)

    def rows(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        return helping.rows(self.databases, sql, *values)

    def reports(self) -> int:
        found: int = self.rows("SELECT count(*) FROM public_report")[0][0]
        return found


@pytest.fixture(scope="package")
def site(release: Release, demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    databases, home = demo_city[0], tmp_path_factory.mktemp("home")
    env = environment(databases, home) | {"SUNSHINE_RATE_LIMITS": '{"public": [100000000, 1]}'}
    env |= {"SUNSHINE_OPEN_DATA": str(release.folder.parent), "SUNSHINE_METRICS_PORT": str(metrics := free_port())}
    write_keys(home, keys)
    settings = {"SUNSHINE_PROXY_HEADER": "x-forwarded-for", "SUNSHINE_HOME": str(tmp_path_factory.mktemp("elsewhere"))}
    with server(env) as api, served_portal(release.folder.parent, SUNSHINE_ADDRESS=api.address, **settings) as portal:
        yield Site(portal, api.address, f"http://127.0.0.1:{metrics}/metrics", databases)


@contextmanager
def served_issuer(databases: Databases, back: str) -> Iterator[Issuer]:
    """The demo's issuer on a city: it signs in whoever asks as one of its people, and sends them back to one address."""
    port = free_port()
    issuer = Issuer(f"http://127.0.0.1:{port}", ec.generate_private_key(ec.SECP256R1()))
    app = Starlette(routes=sign_in_routes(issuer, fetching(databases), [back]))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


@dataclass(frozen=True)
class Giving:
    """A portal on which people of the demo city sign in, the API and the issuer behind it."""

    portal: Portal
    api: str
    issuer: Issuer
    databases: Databases
    stack: ExitStack

    def visitor(self, language: str = "zh-CN") -> httpx.Client:
        """A browser of its own, which follows what it is told."""
        own = {"headers": {"origin": self.portal.address}, "cookies": {"lang": language}}
        return self.stack.enter_context(
            httpx.Client(base_url=self.portal.address, **own, timeout=PATIENCE, verify=NO_TLS, follow_redirects=True)  # type: ignore[arg-type]
        )

    def signed_in(self, who: str, to: str = "/", language: str = "zh-CN") -> httpx.Client:
        """A browser in which the person of the demo whose words these are has signed in."""
        visitor = self.visitor(language)
        sign_in(visitor, visitor.get("/sign-in", params={"to": to}), who)
        return visitor

    def rows(self, sql: str, *values: Any, database: str = "forces") -> list[asyncpg.Record]:
        return helping.rows(self.databases, sql, *values, database=database)

    def number_of(self, client: httpx.Client) -> str:
        """The number of whoever has signed in there."""
        session = SealedCookies(False, [Fernet(KEY.translate(TO_URLS))]).session(dict(client.cookies))
        assert session
        return session.number

    def cookies(self, client: httpx.Client) -> str:
        """What a real browser needs to be signed in as somebody, as `portal.mjs` takes it."""
        return json.dumps([{"name": one.name, "value": one.value, "url": self.portal.address} for one in client.cookies.jar if one.name != "lang"])


def sign_in(visitor: httpx.Client, page: httpx.Response, who: str) -> httpx.Response:
    """Choose a person on the issuer's page; where that leads."""
    (person,) = [number for number, words in re.findall(r'name="person" value="(\w+)"><strong>([^<]*)', page.text) if who in words]
    passed = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text) if name != "person"}
    return visitor.post(page.url.copy_with(query=None), data={**passed, "person": person}, headers={"origin": str(page.url.copy_with(path="/"))})


@pytest.fixture(scope="package")
def giving(release: Release, demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Giving]:
    """One where the public and deputies may ask for next to nothing."""
    limits = ALLOWANCES | dict.fromkeys(("public", "deputy"), (20, 1))
    with served_giving(release, demo_city[0], keys, tmp_path_factory, limits) as served:
        yield served


@contextmanager
def served_giving(
    release: Release, databases: Databases, keys: IdentifierKeys, folders: pytest.TempPathFactory, limits: Mapping[str, tuple[int, int]]
) -> Iterator[Giving]:
    """A portal, its issuer and an API with these limits."""
    home, port = folders.mktemp("home"), str(free_port())
    write_keys(home, keys)
    with served_issuer(databases, f"http://127.0.0.1:{port}/sign-in/back") as issuer:
        own = {"SUNSHINE_ISSUER": issuer.name, "SUNSHINE_PORTAL_CLIENT": CLIENT, "SUNSHINE_PORTAL_PORT": port}
        own |= {"SUNSHINE_HOME": str(folders.mktemp("elsewhere")), "SUNSHINE_PORTAL_KEYS": f"{KEY} {OTHER_KEY}"}
        of_api = {
            "SUNSHINE_ISSUER": issuer.name,
            "SUNSHINE_TRUSTED_ONLY": "true",
            "SUNSHINE_RATE_LIMITS": json.dumps(limits),
        }
        with (
            server(environment(databases, home) | of_api) as api,
            served_portal(release.folder.parent, SUNSHINE_ADDRESS=api.address, **own) as portal,
            ExitStack() as stack,
        ):
            yield Giving(portal, api.address, issuer, databases, stack)


@pytest.fixture(scope="module")
def usual_giving(
    release: Release, demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Giving]:
    """One whose visitors may ask the API as usual."""
    with served_giving(release, demo_city[0], keys, tmp_path_factory, ALLOWANCES) as served:
        yield served


class Street:
    """The truth beneath the pages, and needs that no other test has taken."""

    def __init__(self, giving: Giving) -> None:
        self.rows = giving.rows
        (self.by_hand,) = self.rows(helping.BY_HAND)
        self.taken: list[str] = [self.by_hand["public_id"]]

    def need(self, remaining: int = 1, is_goods: bool = False) -> str:
        """The public id of a need of which so much remains; of goods there are enough only for those who ask for them."""
        found = self.rows(helping.OPEN_NEEDS, self.taken, is_goods)[0]
        self.rows(helping.ASK_FOR_MORE, found["id"], remaining)
        self.taken.append(number := found["public_id"])
        return str(number)


@pytest.fixture(scope="package")
def street(giving: Giving) -> Street:
    street = Street(giving)
    street.rows("UPDATE volunteer SET verified_on = current_date, verified_by_id = 1 WHERE verified_on IS NULL")
    return street


@pytest.fixture(scope="module")
def donor(giving: Giving) -> httpx.Client:
    return giving.signed_in("爱心人士")


@pytest.fixture(scope="module")
def volunteer(giving: Giving) -> httpx.Client:
    return giving.signed_in("志愿者")
