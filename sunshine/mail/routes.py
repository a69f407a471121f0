"""The pages to which links in mails lead. To open one changes nothing: programs that look through mails open every link.

A mail program unsubscribes by posting to the link itself (RFC 8058); a person presses the button of the page, which does the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from databases.connections import DatabaseUnavailableError
from resolvers.changes.core import Changes
from resolvers.changes.errors import RefusedError, Text
from resolvers.changes.notices import confirm_mailbox, unsubscribe
from sunshine.mail.links import CONFIRM, UNSUBSCRIBE, InvalidLinkError, Links
from sunshine.pages import Pages

PAGES = Pages(Path(__file__).parent / "templates")
INVALID = Text("链接无效或已失效", "This link is not valid, or not any more")
AWAY = Text("服务暂不可用，请稍后再试", "The service does not answer: try again later")


@dataclass(frozen=True)
class Page:
    """What a link does: the words of its button, of what is done, and the change."""

    path: str
    ask: Text
    done: Text
    change: Callable[[Changes, Mapping[str, Any]], Awaitable[None]]


def mail_routes(links: Links, changes: Changes) -> list[Route]:
    """The routes of all links."""
    return [Route(page.path, _endpoint(page, links, changes), methods=["GET", "POST"]) for page in ALL]


def _endpoint(page: Page, links: Links, changes: Changes) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            claims = links.read(page.path, request.query_params.get("token", ""))
            if request.method == "POST":
                await page.change(changes, claims)
        except (InvalidLinkError, RefusedError):
            return PAGES.page(request, "told.html", 400, words=INVALID)
        except (DatabaseUnavailableError, asyncpg.PostgresError):
            return PAGES.page(request, "told.html", 503, words=AWAY)
        if request.method == "POST":
            return PAGES.page(request, "told.html", words=page.done)
        return PAGES.page(request, "asking.html", words=page.ask)

    return answer


async def _confirm(changes: Changes, claims: Mapping[str, Any]) -> None:
    await confirm_mailbox(changes, claims["mailbox"], claims["version"])


async def _unsubscribe(changes: Changes, claims: Mapping[str, Any]) -> None:
    await unsubscribe(changes, claims["mailbox"], claims["kind"])


ALL = (
    Page(CONFIRM, Text("用这个邮箱接收通知", "Send notices to this address"), Text("邮箱已确认", "Your address is confirmed"), _confirm),
    Page(UNSUBSCRIBE, Text("不再接收此类邮件", "No more mail of this kind"), Text("已退订此类邮件", "No more mail of this kind comes"), _unsubscribe),
)
