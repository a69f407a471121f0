"""What every answer of the portal says to browsers and caches: nothing foreign may load, pages are fresh, our own files are for ever."""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRESH = "public, max-age=60"  # a release is shown a minute after it was published, even behind a cache
FOR_EVER = "public, max-age=31536000, immutable"
ASKED_AGAIN = "public, no-cache"  # may be kept and is asked for again each time: what is withdrawn is gone from caches too
CSP = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors {ancestors}"
)
SVG_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors {ancestors}"
SHARED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
}
HTTPS_ALONE = "max-age=31536000"  # a year in which browsers that came once come by HTTPS alone
OPEN = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}  # data are for everyone's pages


class SafeHeaders:
    """Adds the headers; answers 304 where the client has the page already. is_secure: the public reaches the portal by HTTPS."""

    def __init__(self, app: ASGIApp, is_secure: bool) -> None:
        self.app, self.is_secure = app, is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Answer(scope, send, self.is_secure).send)


class _Answer:
    """One answer on its way out: pages are held back until whole, so that they have an ETag; data stream."""

    def __init__(self, scope: Scope, send: Send, is_secure: bool) -> None:
        self.scope, self.out, self.is_secure = scope, send, is_secure
        self.start: Message | None = None
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            _complete(self.scope, message, self.is_secure)
            if not _is_page(message):
                await self.out(message)
            else:
                self.start = message
        elif self.start is None:
            await self.out(message)
        else:
            await self._hold(message)

    async def _hold(self, message: Message) -> None:
        assert self.start is not None
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = MutableHeaders(raw=self.start["headers"])
        tag = f'"{hashlib.blake2b(self.body, digest_size=12).hexdigest()}"'
        headers["etag"] = tag
        if Headers(scope=self.scope).get("if-none-match") == tag:
            self.start["status"], self.body = 304, b""
        headers["content-length"] = str(len(self.body))
        await self.out(self.start)
        await self.out({"type": "http.response.body", "body": b"" if self.scope["method"] == "HEAD" else self.body})


def _is_page(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    return message["status"] == 200 and headers.get("content-type", "").startswith("text/html") and "no-store" not in headers.get("cache-control", "")


def _complete(scope: Scope, message: MutableMapping[str, Any], is_secure: bool) -> None:
    message["headers"] = [(bytes(name).lower(), bytes(value)) for name, value in message["headers"]]
    headers = MutableHeaders(raw=message["headers"])
    for name, value in SHARED.items():
        headers[name] = value
    if is_secure:
        headers["strict-transport-security"] = HTTPS_ALONE
    kind = headers.get("content-type", "")
    ancestors = "*" if scope["path"].startswith("/embed/") else "'none'"
    if ancestors == "'none'":
        headers["x-frame-options"] = "DENY"
    headers["content-security-policy"] = (SVG_CSP if kind.startswith("image/svg") else CSP).format(ancestors=ancestors)
    if not kind.startswith("text/html"):
        for name, value in OPEN.items():
            headers[name] = value
    if "set-cookie" in headers:
        headers["cache-control"] = "private, no-store"
    elif scope["method"] in ("GET", "HEAD") and not any(word in headers.get("cache-control", "") for word in ("no-store", "no-cache", "immutable")):
        headers["cache-control"] = FRESH if message["status"] == 200 else "no-cache"
        headers["vary"] = "Cookie"
