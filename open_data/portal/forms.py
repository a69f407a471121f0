"""What forms of the portal have in common: what was typed goes to the API and back into its own form, and no cache keeps the page."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qsl

from datasette.handle_exception import DatasetteError
from datasette.utils.asgi import Response

from open_data.portal.api import ApiAwayError
from open_data.portal.visit import Visit

MOST_BYTES = 100_000
MOST_DIGITS = 9
KEY = re.compile(r"[\w-]{20,100}", re.ASCII)


class Delay(NamedTuple):
    """What is said where the API did not answer, and how the page is answered."""

    text: str
    status: int
    headers: Mapping[str, str]


def delayed(visit: Visit, error: ApiAwayError, words: tuple[str, str]) -> Delay:
    """Whoever asked too often is told when to come again, everybody else the page's own words."""
    if error.wait:
        text = visit.say(
            f"短时间内请求太多，请 {error.wait} 秒后再试。您填写的内容不会丢失",
            f"Too much was asked in a short time: please try again in {error.wait} seconds. Nothing of what you wrote is lost",
        )
        return Delay(text, 429, {"retry-after": str(error.wait)})
    return Delay(visit.say(*words), 503, {"retry-after": "60"})


@dataclass
class Form:
    """What a visitor typed, and what is wrong with it by field ("" for the whole)."""

    typed: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    is_unseen: bool = False
    """Whether nothing was sent and nothing could be shown: nobody is told that something was not done."""

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    @property
    def has_key(self) -> bool:
        """Whether an idempotency key came with it, as with every form of ours."""
        return KEY.fullmatch(self["key"]) is not None

    @property
    def key(self) -> str:
        """Its idempotency key: a form that is sent twice counts once. A new one where none came with it."""
        return self["key"] if self.has_key else new_key()

    def number(self, name: str) -> int:
        """The whole number that was typed; 0 where it is none."""
        text = self[name]
        return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else 0

    def day(self, name: str) -> date | None:
        """The day that was typed; none where there is no such day."""
        try:
            return date.fromisoformat(self[name])
        except ValueError:
            return None


def outcome(visit: Visit, form: Form, words: Mapping[str, tuple[str, str]]) -> str:
    """What was done, where the address says so."""
    return visit.say(*words[form["done"]]) if form["done"] in words else ""


async def posted(visit: Visit, names: Collection[str]) -> Form:
    """The fields that were sent, as far as the page takes them."""
    body = b""
    while len(body) <= MOST_BYTES:
        message = await visit.request.receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    if len(body) > MOST_BYTES:
        raise DatasetteError(visit.say("内容太长，请缩短后再提交", "This is too long: please shorten it"), status=413)
    return _form(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True), names)


def asked(visit: Visit, names: Collection[str]) -> Form:
    """The fields that stand in the address."""
    return _form(parse_qsl(visit.request.query_string, keep_blank_values=True), names)


def _form(pairs: list[tuple[str, str]], names: Collection[str]) -> Form:
    return Form({name: value.replace("\r\n", "\n").strip() for name, value in pairs if name in names})


def new_key() -> str:
    """An idempotency key, for a form that is new or is to count once more."""
    return secrets.token_urlsafe(18)


def go(address: str) -> Response:
    """To another page, after something was done."""
    return kept_by_nobody(Response.redirect(address, status=303))


def kept_by_nobody(answer: Response, headers: Mapping[str, str] | None = None) -> Response:
    answer.headers.update({"cache-control": "private, no-store", "x-robots-tag": "noindex", **(headers or {})})
    return answer
