"""Tokens: ours are taken, every forgery of RFC 8725 is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from schema.tokens import AUDIENCE, InvalidTokenError, Issuer, Verifier

KEY, OTHER = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
VERIFIER = Verifier("us", KEY.public_key())
NOW = datetime.now(UTC)
CLAIMS: dict[str, Any] = {"iss": "us", "aud": AUDIENCE, "sub": "P1", "nbf": NOW, "exp": NOW + timedelta(minutes=5)}
HEADERS = {"typ": "at+jwt"}


def _signed(claims: dict[str, Any], key: Any = KEY, algorithm: str = "ES256", headers: dict[str, Any] = HEADERS) -> str:
    return jwt.encode(claims, key, algorithm, headers=headers)


def _hs256_with_public_key() -> str:
    """The classic confusion: our public key taken as an HMAC secret."""
    secret = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = CLAIMS | {"nbf": int(NOW.timestamp()), "exp": int(NOW.timestamp()) + 300}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256", "typ": "at+jwt"}, claims)]
    signature = hmac.digest(secret, b".".join(parts), hashlib.sha256)
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


FORGED = {
    "unsigned": _signed(CLAIMS, None, "none"),
    "another key": _signed(CLAIMS, OTHER),
    "public key as secret": _hs256_with_public_key(),
    "another issuer": _signed(CLAIMS | {"iss": "them"}),
    "another audience": _signed(CLAIMS | {"aud": "them"}),
    "expired": _signed(CLAIMS | {"exp": NOW - timedelta(minutes=5)}),
    "not yet": _signed(CLAIMS | {"nbf": NOW + timedelta(minutes=5)}),
    "no expiry": _signed({name: value for name, value in CLAIMS.items() if name != "exp"}),
    "no subject": _signed({name: value for name, value in CLAIMS.items() if name != "sub"}),
    "another type": _signed(CLAIMS, headers={"typ": "JWT"}),
    "key in the header": _signed(CLAIMS, OTHER, headers=HEADERS | {"jku": "file:///key", "kid": "../../key"}),
    "too long": _signed(CLAIMS | {"sub": "P" * 100_000}),
    "no token": "abc",
    "empty": "",
}


@pytest.mark.parametrize("forgery", FORGED)
def test_forged_token_is_refused(forgery: str) -> None:
    with pytest.raises(InvalidTokenError):
        VERIFIER.number(FORGED[forgery])


def test_own_token_names_the_person() -> None:
    assert VERIFIER.number(Issuer("us", KEY).token("P000001", timedelta(minutes=1))) == "P000001"


def test_changed_signature_is_refused() -> None:
    head, body, signature = _signed(CLAIMS).split(".")
    with pytest.raises(InvalidTokenError):
        VERIFIER.number(f"{head}.{body}.{signature[::-1]}")
