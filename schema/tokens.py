"""Sign-in tokens: short JWTs signed with ES256 (RFC 8725, RFC 9068). They say who asks; never what he may see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

ALGORITHM = "ES256"
TYPE = "at+jwt"
AUDIENCE = "sunshine-api"
MOST_CHARACTERS = 4096
LEEWAY = 30
REQUIRED = ["iss", "aud", "sub", "iat", "exp", "nbf"]
LONGEST = timedelta(hours=24)
NUMBER = re.compile(r"[0-9A-Za-z._-]{1,64}")


class InvalidTokenError(Exception):
    """The token is forged, expired, for someone else, or no token at all; the text says no more than the client needs."""


@dataclass(frozen=True)
class Issuer:
    """Who signs: the demo's own issuer, or a deployment's."""

    name: str
    key: EllipticCurvePrivateKey

    def token(self, number: str, valid: timedelta) -> str:
        """A token for the person with this number."""
        now = datetime.now(UTC)
        claims = {"iss": self.name, "aud": AUDIENCE, "sub": number, "iat": now, "nbf": now, "exp": now + valid}
        return jwt.encode(claims, self.key, ALGORITHM, headers={"typ": TYPE})


@dataclass(frozen=True)
class Verifier:
    """Whose signature counts."""

    issuer: str
    key: EllipticCurvePublicKey

    def number(self, token: str) -> str:
        """The number of the person whom a token names. The algorithm is ours, never the token's."""
        try:
            if len(token) > MOST_CHARACTERS or jwt.get_unverified_header(token).get("typ") != TYPE:
                raise InvalidTokenError("the token is not an access token of this system")
            claims = jwt.decode(token, self.key, [ALGORITHM], issuer=self.issuer, audience=AUDIENCE, leeway=LEEWAY, options={"require": REQUIRED})
        except jwt.ExpiredSignatureError:
            raise InvalidTokenError("the token has expired: sign in again") from None
        except jwt.InvalidTokenError:
            raise InvalidTokenError("the token is not valid here") from None
        if claims["exp"] - claims["iat"] > LONGEST.total_seconds() or not NUMBER.fullmatch(claims["sub"]):
            raise InvalidTokenError("the token is not valid here")
        return str(claims["sub"])
