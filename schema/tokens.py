"""Sign-in tokens: short signed JWTs (RFC 8725, RFC 9068). They say who asks; never what he may see."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from jwt.utils import base64url_decode

from schema.key_sets import KeySource, UnknownKeyError, public_jwk

ALGORITHM = "ES256"
ACCESS, IDENTITY = "at+jwt", "JWT"
AUDIENCE = "sunshine-api"
MOST_CHARACTERS = 4096
LEEWAY = 30
MOST_SEEN = 10_000  # tokens; the one that was first seen longest ago makes room
REQUIRED = ["iss", "aud", "sub", "iat", "exp"]
TIMES = ("iat", "nbf", "exp")
LONGEST = timedelta(hours=12)
NUMBER = re.compile(r"[0-9A-Za-z._-]{1,64}")
NOT_VALID = "the token is not valid here"


class InvalidTokenError(Exception):
    """The token is forged, expired, for someone else, or no token at all; the text says no more than the client needs."""


@dataclass(frozen=True)
class Issuer:
    """Who signs: this deployment itself, for `sunshine token` and the demo."""

    name: str
    key: EllipticCurvePrivateKey
    audience: str = AUDIENCE

    def token(self, number: str, valid: timedelta, client: str = "sunshine") -> str:
        """An access token for the person with this number."""
        return self._signed(ACCESS, valid, {"sub": number, "aud": self.audience, "client_id": client, "jti": secrets.token_urlsafe(16)})

    def identity_token(self, number: str, valid: timedelta, client: str, nonce: str | None) -> str:
        """What tells a client who signed in (OpenID Connect); it opens nothing."""
        return self._signed(IDENTITY, valid, {"sub": number, "aud": client} | ({"nonce": nonce} if nonce else {}))

    def _signed(self, kind: str, valid: timedelta, claims: Mapping[str, str]) -> str:
        now = datetime.now(UTC)
        times = {"iat": now, "nbf": now, "exp": now + valid}
        headers = {"typ": kind, "kid": public_jwk(self.key.public_key())["kid"]}
        return jwt.encode({"iss": self.name, **claims, **times}, self.key, ALGORITHM, headers=headers)


class _Seen(NamedTuple):
    """What a token said when it was checked with a key; `name` is the one that it gave the key."""

    name: str | None
    key: jwt.PyJWK
    number: str
    expires: float


@dataclass(frozen=True)
class Verifier:
    """Whose tokens count, and for whom they must be meant."""

    issuer: str
    keys: KeySource
    audience: str = AUDIENCE
    now: Callable[[], float] = time.time
    _seen: OrderedDict[str, _Seen] = field(default_factory=OrderedDict)

    async def number(self, token: str) -> str:
        """The number of the person whom a token names. Raises InvalidTokenError, or IssuerUnavailableError.

        A signature is checked once for a key; that the key counts still, and the time, for every request.
        """
        seen = self._seen.get(token)
        name = seen.name if seen else _key_name(token)
        try:
            key = self.keys.known(name) or await self.keys.find(name)
            if seen is None or seen.key is not key:
                seen = self._keep(token, self._checked(token, name, key))
            if seen.expires <= self.now() - LEEWAY:
                raise jwt.ExpiredSignatureError
        except jwt.ExpiredSignatureError:
            raise InvalidTokenError("the token has expired: sign in again") from None
        except (UnknownKeyError, jwt.InvalidTokenError):
            raise InvalidTokenError(NOT_VALID) from None
        return seen.number

    def _checked(self, token: str, name: str | None, key: jwt.PyJWK) -> _Seen:
        claims = JWT.decode(token, key, options={"require": REQUIRED}, issuer=self.issuer, audience=self.audience, leeway=LEEWAY)
        if int(claims["exp"]) - int(claims["iat"]) > LONGEST.total_seconds() or not NUMBER.fullmatch(claims["sub"]):
            raise InvalidTokenError(NOT_VALID)
        return _Seen(name, key, claims["sub"], claims["exp"])

    def _keep(self, token: str, seen: _Seen) -> _Seen:
        self._seen[token] = seen
        if len(self._seen) > MOST_SEEN:
            self._seen.popitem(last=False)
        return seen


class StrictJWT(jwt.PyJWT):
    """PyJWT that takes a name only once, and times only as numbers."""

    def _decode_payload(self, decoded: dict[str, Any]) -> dict[str, Any]:
        try:
            claims = _object(decoded["payload"])
        except (ValueError, RecursionError):
            raise jwt.DecodeError("not one JSON object") from None
        if any(type(claims.get(name, 0)) not in (int, float) for name in TIMES):
            raise jwt.DecodeError("a time is no number")
        return claims


JWT = StrictJWT()


def _key_name(token: str) -> str | None:
    """The key that the header names. Keys and addresses of keys in a header (jwk, jku, x5c, x5u) are never looked at."""
    try:
        header = _object(base64url_decode(token.partition(".")[0])) if len(token) <= MOST_CHARACTERS else {}
    except (ValueError, RecursionError):
        raise InvalidTokenError(NOT_VALID) from None
    kind, name = header.get("typ"), header.get("kid")
    if not isinstance(name, str | None) or "crit" in header:
        raise InvalidTokenError(NOT_VALID)
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") != ACCESS:
        raise InvalidTokenError("the token is not an access token")
    return name


def _object(text: bytes) -> dict[str, Any]:
    document = json.loads(text, object_pairs_hook=_unique)
    if not isinstance(document, dict):
        raise ValueError("not an object")
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers of one token must never see two different values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
