"""How much the portal is used: answers counted by kind since it started. Nothing is kept of who asked, or for what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ANSWERED = (200, 304)


@dataclass
class Usage:
    """What was answered since when. counts: pages, searches, files, data; searched: by the engine that answered, and whether it stood in for a cluster."""

    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    counts: Counter[str] = field(default_factory=Counter)
    searched: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def count(self, path: str, message: Message) -> None:
        """Count an answer as it begins."""
        if message["status"] in ANSWERED and (kind := _kind(path, dict(message["headers"]))):
            self.counts[kind] += 1


def _kind(path: str, headers: dict[Any, bytes]) -> str | None:
    """What was asked for; pictures and style sheets belong to a page."""
    if path.startswith("/releases/") and "/files/" in path:
        return "files"
    if path == "/search":
        return "searches"
    content = headers.get(b"content-type", b"")
    if content.startswith(b"text/html"):
        return "pages"
    return "data" if content.startswith((b"application/json", b"text/csv", b"application/atom")) else None


class Counted:
    """Counts every answer that passes."""

    def __init__(self, app: ASGIApp, usage: Usage) -> None:
        self.app, self.usage = app, usage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counting(message: Message) -> None:
            if scope["type"] == "http" and message["type"] == "http.response.start":
                self.usage.count(scope["path"], message)
            await send(message)

        await self.app(scope, receive, counting)
