"""How a visitor wants the pages: language and large type, by a link (kept in a cookie), without JavaScript and without a session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.types import Scope

LANGUAGES = {"zh-CN": "中文", "en": "English"}
SIZES = ("normal", "large")
LANGUAGE, SIZE = "lang", "size"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Preferences:
    """Chinese in normal type, unless a visitor asked for something else."""

    language: str = "zh-CN"
    is_large: bool = False

    @property
    def is_english(self) -> bool:
        return self.language == "en"

    def say(self, zh: str, en: str) -> str:
        """The one of two texts that the visitor reads."""
        return en if self.is_english else zh


def of(scope: Scope) -> Preferences:
    """What the address asks for, else the cookies."""
    wanted = {**cookies(scope), **dict(asked(scope))}
    language = wanted.get(LANGUAGE, "zh-CN")
    return Preferences(language if language in LANGUAGES else "zh-CN", wanted.get(SIZE) == "large")


def asked(scope: Scope) -> list[tuple[str, str]]:
    """The preferences that stand in the address itself."""
    return [(name, value) for name, value in _arguments(scope) if (name == LANGUAGE and value in LANGUAGES) or (name == SIZE and value in SIZES)]


def without(scope: Scope) -> Scope:
    """The same request without preferences in its address and without cookies: Datasette's pages have no use for them."""
    rest = urlencode([(name, value) for name, value in _arguments(scope) if name not in (LANGUAGE, SIZE)])
    headers = [header for header in scope["headers"] if header[0] != b"cookie"]
    return {**scope, "query_string": rest.encode(), "headers": headers, "raw_path": scope.get("raw_path", scope["path"].encode()).partition(b"?")[0]}


def remember(wanted: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Cookies that keep what was asked for; they name nobody."""
    return [(b"set-cookie", f"{name}={value}; Path=/; Max-Age={YEAR}; SameSite=Lax".encode()) for name, value in wanted]


def wished(address: str, language: str | None = None, size: str | None = None) -> str:
    """An address with a wish about how to show it."""
    wish = urlencode({name: value for name, value in ((LANGUAGE, language), (SIZE, size)) if value})
    return f"{address}{'&' if '?' in address else '?'}{wish}"


def _arguments(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)


def cookies(scope: Scope) -> Mapping[str, str]:
    """The cookies of a request by name."""
    text = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(text).items()}
    except CookieError:
        return {}
