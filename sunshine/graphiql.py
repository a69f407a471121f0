"""The page of GraphiQL, from our own files: npm builds it into `clients/dist` at set-up, and nothing on it comes from elsewhere."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from schema.examples import examples

DIST = Path(__file__).resolve().parent.parent / "clients" / "dist"
MISSING = """GraphiQL 页面尚未安装；接口 /graphql 照常可用。
The page of GraphiQL is not here; the API at /graphql works without it.
To build it, run where the internet or a registry of your own can be reached:
  rm -f clients/run.stamp && make clients/run.stamp
Then start the API again.
"""
# GraphiQL writes style elements and attributes (its panes, dialogs and menus), hence 'unsafe-inline' for styles alone
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {"content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}


def graphiql_routes(dist: Path = DIST) -> list[BaseRoute]:
    """The page, its examples and its files; where they are not built, a page that says what is missing."""
    is_built = (dist / "index.html").exists()

    async def page(_: Request) -> Response:
        return FileResponse(dist / "index.html", headers=HEADERS) if is_built else PlainTextResponse(MISSING, 503, HEADERS)

    async def root(_: Request) -> Response:
        return RedirectResponse("/graphiql")

    async def menu(_: Request) -> Response:
        return JSONResponse([dataclasses.asdict(example) for example in examples()])

    files = [Mount("/graphiql", StaticFiles(directory=dist))] if is_built else []
    return [Route("/", root), Route("/graphiql", page), Route("/graphiql/examples.json", menu), *files]
