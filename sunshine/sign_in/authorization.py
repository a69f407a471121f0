"""The authorization-code flow with PKCE (RFC 6749, 7636, 9207, 9700) for one public client."""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from urllib.parse import urlencode

CLIENT = "sunshine-demo"
SCOPE = "openid"
CODE_SECONDS = 60.0
MOST_CHARACTERS = 512  # of a state or a nonce, which wait in memory until the code is used
PARAMETERS = ("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class UntrustedRequestError(Exception):
    """Nobody knows who asks: tell the person, and send him nowhere."""


class RefusedError(Exception):
    """The client asks for what is not given: send the person back with the reason."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True)
class Authorization:
    """What a client asks for: where the person goes back to, and what goes with him."""

    issuer: str
    redirect: str
    challenge: str
    state: str | None
    nonce: str | None

    def back(self, **answer: str) -> str:
        """The client's address with the answer."""
        passed = {"state": self.state} if self.state else {}
        return f"{self.redirect}{'&' if '?' in self.redirect else '?'}{urlencode(answer | passed | {'iss': self.issuer})}"


@dataclass(frozen=True)
class Grant:
    """A person signed in for a client that has not fetched his tokens yet."""

    person: str
    asked: Authorization
    until: float


class Codes:
    """Codes that wait to be used, once and within a minute."""

    def __init__(self, seconds: float = CODE_SECONDS) -> None:
        self._seconds = seconds
        self._grants: dict[str, Grant] = {}

    def issue(self, person: str, asked: Authorization) -> str:
        """A new code; those that have expired are forgotten."""
        now, code = monotonic(), secrets.token_urlsafe(32)
        self._grants = {kept: grant for kept, grant in self._grants.items() if now < grant.until}
        self._grants[code] = Grant(person, asked, now + self._seconds)
        return code

    def redeem(self, code: str, redirect: str, verifier: str) -> Grant | None:
        """What a code stands for. Whoever tries it uses it up, also with the wrong address or verifier."""
        grant = self._grants.pop(code, None)
        if grant is None or monotonic() >= grant.until or redirect != grant.asked.redirect or not _proves(verifier, grant.asked.challenge):
            return None
        return grant


def single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Parameters by name; an empty one is none, and no parameter may stand twice."""
    given = [(name, value) for name, value in pairs if value]
    if len(dict(given)) != len(given):
        raise UntrustedRequestError("a parameter stands twice")
    return dict(given)


def read_authorization(given: Mapping[str, str], issuer: str, redirects: Collection[str]) -> Authorization | None:
    """What a client asks for; None where no client asks."""
    if not any(name in given for name in PARAMETERS):
        return None
    redirect = given.get("redirect_uri", "")
    if given.get("client_id") != CLIENT or redirect not in redirects:
        raise UntrustedRequestError("this client, or its redirect_uri, is not registered here")
    asked = Authorization(issuer, redirect, given.get("code_challenge", ""), given.get("state"), given.get("nonce"))
    if problem := _problem(given):
        raise RefusedError(asked.back(error=problem))
    return asked


def _problem(given: Mapping[str, str]) -> str | None:
    if given.get("response_type") != "code":
        return "unsupported_response_type"
    if SCOPE not in given.get("scope", "").split():
        return "invalid_scope"
    if given.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(given.get("code_challenge", "")):
        return "invalid_request"
    if any(len(given.get(name, "")) > MOST_CHARACTERS for name in ("state", "nonce")):
        return "invalid_request"
    return "login_required" if given.get("prompt") == "none" else None


def _proves(verifier: str, challenge: str) -> bool:
    digest = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=")
    return bool(VERIFIER.fullmatch(verifier)) and hmac.compare_digest(digest, challenge.encode())
