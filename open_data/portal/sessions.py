"""Who is signed in: his access token, sealed into a cookie of his browser's that ends with it. The portal itself keeps nothing."""

from __future__ import annotations

import functools
import json
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from datasette.utils.asgi import Response

MOST_CHARACTERS = 3_900  # of a cookie: browsers keep 4,096 bytes with its name and attributes


class TooLargeError(Exception):
    """No browser would keep it."""


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in, by his number, until a moment (in seconds of 1970)."""

    token: str = field(repr=False)
    number: str
    until: int


@dataclass(frozen=True)
class SealedCookies:
    """Cookies that nobody reads or makes but whoever has the keys: the first one seals. Without any they end with this process."""

    is_secure: bool
    keys: Sequence[Fernet] = field(default_factory=lambda: [Fernet(Fernet.generate_key())], repr=False)

    @functools.cached_property
    def fernet(self) -> MultiFernet:
        return MultiFernet(self.keys)

    def name(self, name: str) -> str:
        """As browsers hold it: over https no other host and no open line can set it."""
        return f"__Host-{name}" if self.is_secure else name

    def write(self, answer: Response, name: str, value: Mapping[str, Any], seconds: int) -> None:
        """Seal a value into a cookie. Raises TooLargeError."""
        sealed = self.fernet.encrypt(zlib.compress(json.dumps({**value, "cookie": name}).encode())).decode()
        if len(sealed) > MOST_CHARACTERS:
            raise TooLargeError
        self._set(answer, name, sealed, seconds)

    def clear(self, answer: Response, name: str) -> None:
        self._set(answer, name, "", 0)

    def read(self, cookies: Mapping[str, str], name: str) -> Mapping[str, Any] | None:
        """What was sealed under this name; None for anything else."""
        try:
            value: Mapping[str, Any] = json.loads(zlib.decompress(self.fernet.decrypt(cookies.get(self.name(name), ""))))
        except InvalidToken:
            return None
        return value if value["cookie"] == name else None

    def session(self, cookies: Mapping[str, str]) -> Session | None:
        """Who is signed in still."""
        kept = self.read(cookies, SESSION)
        return Session(kept["token"], kept["number"], kept["until"]) if kept and time.time() < kept["until"] else None

    def _set(self, answer: Response, name: str, value: str, seconds: int) -> None:
        answer.set_cookie(self.name(name), value, max_age=seconds, secure=self.is_secure, httponly=True)


SESSION, ATTEMPT = "session", "attempt"
