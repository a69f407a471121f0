"""GraphiQL from our own files, in a real browser."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from sunshine.graphiql import graphiql_routes
from tests.schema.asking import Api
from tests.schema.node import run_node

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/usr/bin/chromium")


def test_graphiql_runs_an_example_with_a_token_and_asks_no_other_host(api: Api) -> None:
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        pytest.skip(f"GRAPHIQL NOT TESTED: none of {', '.join(BROWSERS)} is here (Debian's package chromium)")
    helper = api.person("helper")
    done = run_node(
        "node", "tests/graphiql.mjs", chromium, api.address, "helper_my_households", api.issuer.token(helper["number"], timedelta(minutes=30))
    )
    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(done.stdout)
    assert seen["answer"].keys() == {"data", "extensions"}, seen
    assert seen["answer"]["data"]["households"]["edges"][0]["node"]["headName"], seen
    assert [url for url in seen["requests"] if not url.startswith(f"{api.address}/graph")] == []
    assert seen["complaints"] == []  # nothing that the content security policy refused either


def test_page_that_was_not_built_says_what_is_missing(tmp_path: Path) -> None:
    page, script, menu = _get(tmp_path / "none", "/graphiql", "/graphiql/graphiql.js", "/graphiql/examples.json")
    assert (page.status_code, "make clients/run.stamp" in page.text) == (503, True)
    assert script.status_code == 404
    assert menu.json()


def test_page_allows_scripts_of_its_own_only(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the page", "utf-8")
    (page,) = _get(tmp_path, "/graphiql")
    assert "default-src 'none'; script-src 'self';" in page.headers["content-security-policy"]
    assert "http" not in page.headers["content-security-policy"]


def test_root_leads_to_the_page(tmp_path: Path) -> None:
    (root,) = _get(tmp_path, "/")
    assert (root.status_code, root.headers["location"]) == (307, "/graphiql")


def _get(dist: Path, *paths: str) -> list[httpx.Response]:
    async def get() -> list[httpx.Response]:
        transport = httpx.ASGITransport(Starlette(routes=graphiql_routes(dist)))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [await client.get(path) for path in paths]

    return asyncio.run(get())
