"""Whose pages may ask from a browser: web clients of other origins than the API's own, as the settings name them (CORS).

A token goes in a header and never in a cookie, so an origin gives nobody a right. But whoever may ask could have the visitors of his
page send reports of the public, so nobody may who is not named.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

SENT = ("authorization", "content-type", "x-request-id")
READ = ("etag", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-used", "x-ratelimit-reset", "x-request-id")
PREFLIGHT_SECONDS = 600


def open_to(app: ASGIApp, origins: Iterable[str]) -> ASGIApp:
    """The application, also for pages of these origins; where there are none, as it is."""
    named = sorted({*origins})
    if not named:
        return app
    methods = ("GET", "POST")
    return CORSMiddleware(app, allow_origins=named, allow_methods=methods, allow_headers=SENT, expose_headers=READ, max_age=PREFLIGHT_SECONDS)


def origin_of(address: str) -> str:
    """The origin of a page: https://app.example:8443/callback is one of https://app.example:8443."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
