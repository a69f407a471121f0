"""The portal as a process of its own on the release of the demo city; with the API behind it where a test needs both."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from open_data.release.build import Release
from tests.served import NO_TLS, PATIENCE, ROOT, environment, free_port, server, wait_until_responds, write_keys


@dataclass(frozen=True)
class Portal:
    """A running portal. home: the folder of its releases."""

    address: str
    home: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.address + path, headers=headers, timeout=PATIENCE, verify=NO_TLS)


@contextmanager
def served_portal(home: Path, **settings: str) -> Iterator[Portal]:
    """A running portal of the releases in a folder."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
    env = inherited | {"SUNSHINE_OPEN_DATA": str(home), "SUNSHINE_PORTAL_PORT": str(port), "PYTHONPATH": str(ROOT), **settings}
    log = home.parent / f"portal-{port}.log"
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "sunshine", "portal"], env=env, stdout=out, stderr=out)
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
        async def fetch() -> list[asyncpg.Record]:
            async with self.databases.connection("forces") as connection:
                return await connection.fetch(sql, *values)

        return asyncio.run(fetch())

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
