"""Signing in with an OpenID Connect issuer: authorization code with PKCE, state and nonce (RFC 6749, 7636, 9207, 9700)."""

from __future__ import annotations

import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import jwt

from open_data.portal.sessions import SealedCookies, Session

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ["ES256", "RS256"]
SECONDS, FRESH_SECONDS = 10.0, 300.0
LONGEST, SHORTEST = 12 * 3600, 300  # seconds of a session: of a token that says more, and of one that says nothing
REQUIRED = ["iss", "aud", "sub", "exp", "nonce"]


class IssuerAwayError(Exception):
    """The issuer does not answer, or not as one does."""


class NotSignedInError(Exception):
    """The issuer signed nobody in, or not for this attempt."""


@dataclass(frozen=True)
class Attempt:
    """A sign-in on its way, which the browser brings back: what proves that it is the same, and where to go on."""

    to: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass(eq=False)
class Issuer:
    """The issuer of this name, as its client; `back` is the address that is registered there."""

    name: str
    client: str
    back: str
    _known: tuple[float, Mapping[str, Any]] | None = None

    async def address(self, attempt: Attempt) -> str:
        """Where the visitor signs in. Raises IssuerAwayError."""
        asked = {
            "client_id": self.client,
            "redirect_uri": self.back,
            "response_type": "code",
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        endpoint = self._endpoint(await self._discovered(), "authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    async def session(self, attempt: Attempt, answer: Mapping[str, str]) -> Session:
        """What the issuer's answer stands for. Raises NotSignedInError, IssuerAwayError."""
        is_ours = hmac.compare_digest(answer.get("state", "").encode(), attempt.state.encode())
        if not is_ours or answer.get("iss", self.name) != self.name or not answer.get("code"):
            raise NotSignedInError
        discovered = await self._discovered()
        tokens = await self._redeem(self._endpoint(discovered, "token_endpoint"), answer["code"], attempt.verifier)
        number = await self._person(str(tokens.get("id_token")), self._endpoint(discovered, "jwks_uri"), attempt.nonce)
        seconds = tokens.get("expires_in")
        valid = min(seconds, LONGEST) if isinstance(seconds, int) else SHORTEST
        return Session(tokens["access_token"], number, int(time.time()) + valid)

    async def _redeem(self, endpoint: str, code: str, verifier: str) -> Mapping[str, Any]:
        form = {"grant_type": "authorization_code", "client_id": self.client, "redirect_uri": self.back, "code": code, "code_verifier": verifier}
        status, tokens = await self._fetch("POST", endpoint, form)
        if 400 <= status < 500:
            raise NotSignedInError
        if status != 200 or not isinstance(tokens.get("access_token"), str) or str(tokens.get("token_type")).lower() != "bearer":
            raise IssuerAwayError(f"status {status}")
        return tokens

    async def _person(self, identity: str, keys: str, nonce: str) -> str:
        """Whom the issuer signed in for us and for this attempt (OpenID Connect Core, 3.1.3.7)."""
        _, found = await self._fetch("GET", keys)
        try:
            key = jwt.PyJWKSet.from_dict(dict(found))[jwt.get_unverified_header(identity)["kid"]]
            told = jwt.decode(identity, key, ALGORITHMS, {"require": REQUIRED}, audience=self.client, issuer=self.name, leeway=30)
        except (jwt.PyJWTError, KeyError):
            raise NotSignedInError from None
        if not hmac.compare_digest(str(told["nonce"]).encode(), nonce.encode()):
            raise NotSignedInError
        return str(told["sub"])

    async def _discovered(self) -> Mapping[str, Any]:
        """The discovery document, asked for again every few minutes."""
        if self._known is None or time.monotonic() - self._known[0] > FRESH_SECONDS:
            status, document = await self._fetch("GET", self.name.rstrip("/") + DISCOVERY)
            if status != 200 or document.get("issuer") != self.name:
                raise IssuerAwayError("no discovery document of this issuer")
            self._known = time.monotonic(), document
        return self._known[1]

    def _endpoint(self, document: Mapping[str, Any], name: str) -> str:
        """An address of the issuer's, as private as its own."""
        address = str(document.get(name))
        if urlsplit(address).scheme not in ("https", urlsplit(self.name).scheme):
            raise IssuerAwayError(f"{name} is not private")
        return address

    async def _fetch(self, method: str, address: str, form: Mapping[str, str] | None = None) -> tuple[int, Mapping[str, Any]]:
        try:
            async with httpx.AsyncClient(timeout=SECONDS, verify=address.startswith("https:"), trust_env=False) as client:
                answer = await client.request(method, address, data=form, headers={"accept": "application/json"})
            document = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise IssuerAwayError(type(error).__name__) from None
        if not isinstance(document, dict):
            raise IssuerAwayError("no JSON object")
        return answer.status_code, document


@dataclass(frozen=True)
class SignIn:
    """How people sign in on the portal: with whom, and where that is kept."""

    issuer: Issuer
    cookies: SealedCookies
