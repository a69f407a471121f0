"""The public site as one ASGI application: whichever release is current, from the next request on."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from codecs import BOM_UTF8
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from datasette.plugins import pm
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Message, Receive, Scope, Send

from open_data import shelf
from open_data.layout import UNSUMMED
from open_data.portal import plugin, preferences, static_files
from open_data.portal.headers import ASKED_AGAIN, SafeHeaders
from open_data.portal.site import Site, Surroundings
from open_data.portal.usage import Counted
from open_data.shelf import NoReleaseError

NOT_OURS = "/-/"  # Datasette's pages about itself: they tell about the machine, not about the data
TYPES = {".csv": "text/csv; charset=utf-8", ".jsonl": "application/x-ndjson", ".parquet": "application/vnd.apache.parquet", ".pem": "text/plain"}
if not pm.has_plugin("sunshine"):
    pm.register(plugin, name="sunshine")
    pm.unregister(name="datasette.handle_exception")  # it writes the values of all variables to the log


def application(around: Surroundings) -> Starlette:
    """The portal of the releases in a folder; raises NoReleaseError where there is none."""
    shelf.current(around.home)
    sites = CurrentSite(around)
    routes = [
        Route("/static/{digest}/{name}", static_files.answer),
        Route("/releases/{release}/files/{path:path}", sites.file, methods=["GET", "HEAD"]),
        Route("/releases/{release}/needs/{moment}/files/{path:path}", sites.fresh_file, methods=["GET", "HEAD"]),
        Mount("/", app=sites),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(SafeHeaders, is_secure=around.address.startswith("https:")), Middleware(Counted, usage=around.usage)],
        lifespan=_quiet,
    )


@contextlib.asynccontextmanager
async def _quiet(_: Starlette) -> AsyncIterator[None]:
    yield


class CurrentSite:
    """Answers from the current release, and opens a new one when the link to it changes."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.secret = secrets.token_hex(32)  # one for all releases: a form that was opened before a release still counts after it
        self.folders: tuple[Path, Path] | None = None  # of the release that is open
        self.site: Site | None = None
        self.before: Site | None = None  # stays open: somebody may still read from it
        self.app: Any = None
        self.lock = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(NOT_OURS):
            await PlainTextResponse("没有这一页 · there is no such page", 404)(scope, receive, send)
            return
        try:
            app = await self.current()
        except NoReleaseError:
            await PlainTextResponse("暂无发布 · there is no release at present", 503, {"retry-after": "60"})(scope, receive, send)
            return
        cookies = preferences.cookies(scope)
        session = self.around.sign_in.cookies.session(cookies) if self.around.sign_in else None
        ours = {"sunshine": preferences.of(scope), "sunshine_cookies": cookies, "sunshine_session": session}
        sending = _opening_in_excel(_remembering(scope, send))
        await app({**preferences.without(scope), **ours, "root_path": ""}, receive, _kept_by_nobody(sending) if session else sending)

    async def current(self) -> Any:
        """Datasette on the release, and the needs published anew beside it, that the links name now."""
        if self.folders != shelf.shown_folders(self.around.home):
            async with self.lock:
                if self.folders != (folders := shelf.shown_folders(self.around.home)):
                    await self._open()
                    self.folders = folders
        return self.app

    async def _open(self) -> None:
        site = Site(shelf.current(self.around.home), self.around, self.secret)
        older, self.before = self.before, self.site
        self.app, self.site = site.datasette.app(), site
        if older:
            await older.close()

    async def file(self, request: Request) -> Response:
        """A file of a release: it never changes, and its ETag is the sum that was signed."""
        folder = shelf.find(self.around.home, request.path_params["release"])
        if folder is None:
            return PlainTextResponse("没有这次发布 · there is no such release", 404)
        if shelf.is_withdrawn(folder):
            return PlainTextResponse("这次发布已撤回 · this release was withdrawn", 410)
        return _file(request, folder)

    async def fresh_file(self, request: Request) -> Response:
        """A file of needs that were published anew; older ones are no longer there."""
        folder = shelf.find_fresh(self.around.home, request.path_params["release"], request.path_params["moment"])
        return _file(request, folder) if folder else PlainTextResponse("这些需求已更新，请从网页重新下载 · newer needs took the place of these", 410)


def _file(request: Request, folder: Path) -> Response:
    path = request.path_params["path"]
    digest = shelf.opened(folder).sums.get(path) or (path if path in UNSUMMED and (folder / path).exists() else None)
    if digest is None:
        return PlainTextResponse("没有这个文件 · there is no such file", 404)
    if request.headers.get("if-none-match") == f'"{digest}"':
        return Response(status_code=304, headers={"etag": f'"{digest}"', "cache-control": ASKED_AGAIN})
    file = folder / path
    return FileResponse(file, media_type=TYPES.get(file.suffix), headers={"etag": f'"{digest}"', "cache-control": ASKED_AGAIN})


def _remembering(scope: Scope, send: Send) -> Send:
    """Sends on, with cookies for what the address asked for, if the browser has not kept it yet: what comes with a cookie is kept by no cache."""
    kept = preferences.cookies(scope)
    cookies = preferences.remember((name, value) for name, value in preferences.asked(scope) if kept.get(name) != value)

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and cookies:
            message = {**message, "headers": [*message["headers"], *cookies]}
        await send(message)

    return sending


def _opening_in_excel(send: Send) -> Send:
    """Sends on; a table that is saved as CSV begins with a byte order mark, as the files of a release do: without it Excel reads no Chinese."""
    mark = b""

    async def sending(message: Message) -> None:
        nonlocal mark
        if message["type"] == "http.response.start":
            mark = BOM_UTF8 if _is_saved(message) else b""
        elif mark and message.get("body"):
            message, mark = {**message, "body": mark + message["body"]}, b""
        await send(message)

    return sending


def _is_saved(message: Message) -> bool:
    """Whether rows follow that Datasette or a page of ours writes to be saved; files of a release, whose length is known, begin so themselves."""
    headers = Headers(raw=message["headers"])
    return headers.get("content-type", "").startswith("text/csv") and "content-length" not in headers


def _kept_by_nobody(send: Send) -> Send:
    """Sends on what somebody sees who is signed in: his browser may show it, and no cache on the way keeps it."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [header for header in message["headers"] if bytes(header[0]).lower() != b"cache-control"]
            message = {**message, "headers": [*others, (b"cache-control", b"private, no-store")]}
        await send(message)

    return sending
