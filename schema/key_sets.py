"""Whose signatures count: the keys of an issuer, found by their name (RFC 7517).

The algorithm belongs to the key, never to the token: RSA keys verify RS256, P-256 keys ES256, and a key of any other
kind is not there at all.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import ssl
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from jwt.algorithms import ECAlgorithm

FRESH_SECONDS = 300.0
COOLDOWN_SECONDS = 5.0
STALE_SECONDS = 24 * 3600.0
TIMEOUT_SECONDS = 5.0
DISCOVERY = "/.well-known/openid-configuration"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
THUMBPRINT = ("crv", "kty", "x", "y")  # the members of an EC key that RFC 7638 hashes, in its order
log = logging.getLogger(__name__)


class UnknownKeyError(Exception):
    """The issuer has no key of this name."""


class IssuerUnavailableError(Exception):
    """The key is not known here, and the issuer cannot be asked."""


class KeySource(Protocol):
    """Where keys come from."""

    def known(self, name: str | None) -> jwt.PyJWK | None:
        """The key with this name (`kid`), without one the only key, if it is here already."""

    async def find(self, name: str | None) -> jwt.PyJWK:
        """The same, looked for where it is not. Raises UnknownKeyError or IssuerUnavailableError."""

    async def keep_fresh(self) -> None:
        """Fetch the keys again whenever they have aged, until cancelled."""


class KeySet:
    """The usable keys of a JSON Web Key Set."""

    def __init__(self, entries: Iterable[Any]) -> None:
        self.keys = [key for entry in entries if (key := _usable(entry))]
        named = Counter(key.key_id for key in self.keys)
        self._named = {key.key_id: key for key in self.keys if named[key.key_id] == 1 and key.key_id is not None}
        self._only = self.keys[0] if len(self.keys) == 1 else None

    def find(self, name: str | None) -> jwt.PyJWK | None:
        """The one key of this name; none where two have it."""
        return self._only if name is None else self._named.get(name)


@dataclass(frozen=True)
class LocalKeys:
    """Keys of our own, which need not be fetched."""

    keys: KeySet

    def known(self, name: str | None) -> jwt.PyJWK | None:
        return self.keys.find(name)

    async def find(self, name: str | None) -> jwt.PyJWK:
        if key := self.known(name):
            return key
        raise UnknownKeyError

    async def keep_fresh(self) -> None:
        """Nothing ages here."""


class RemoteKeys:
    """The keys of an OpenID Connect issuer, kept and fetched again by age, and once in a while for a name not seen before.

    While the issuer is away the last keys count, for a day.
    """

    def __init__(
        self,
        issuer: str,
        address: str | None = None,
        *,
        fresh: float = FRESH_SECONDS,
        cooldown: float = COOLDOWN_SECONDS,
        stale: float = STALE_SECONDS,
    ) -> None:
        self._issuer, self._address = issuer, address
        self._fresh, self._cooldown, self._stale = fresh, cooldown, stale
        self._keys, self._fetched, self._tried = KeySet([]), -inf, -inf
        self._lock, self._tls = asyncio.Lock(), ssl.create_default_context()

    def known(self, name: str | None) -> jwt.PyJWK | None:
        return self._keys.find(name)

    async def find(self, name: str | None) -> jwt.PyJWK:
        if key := self.known(name):
            return key
        await self.refresh()
        if key := self.known(name):
            return key
        raise UnknownKeyError if self._fetched == self._tried else IssuerUnavailableError

    async def keep_fresh(self) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(self._fresh)

    async def refresh(self) -> None:
        """Fetch the keys, unless that was tried a moment ago: a flood of made-up names makes no flood of requests."""
        async with self._lock:
            if monotonic() - self._tried < self._cooldown:
                return
            try:
                keys = await self._fetch()
            except Exception as error:  # whatever an issuer sends, it may cost neither the API nor the next attempt
                self._tried = monotonic()
                log.warning("the keys of the issuer cannot be fetched: %s %s", type(error).__name__, error)
                if self._tried - self._fetched >= self._stale:
                    self._keys = KeySet([])
            else:
                self._keys = keys
                self._fetched = self._tried = monotonic()

    async def _fetch(self) -> KeySet:
        async with httpx.AsyncClient(verify=self._tls, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            address = self._address or _keys_address(await _document(client, self._issuer.rstrip("/") + DISCOVERY), self._issuer)
            entries = (await _document(client, address)).get("keys")
        keys = KeySet(entries if isinstance(entries, list) else [])
        if not keys.keys:
            raise ValueError("no usable key")
        return keys


def is_private(address: str) -> bool:
    """Whether nobody on the way can read or change what is fetched there: https, or this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def public_jwk(key: EllipticCurvePublicKey) -> dict[str, str]:
    """The JSON Web Key of a public key, named by its thumbprint (RFC 7638)."""
    entry: dict[str, str] = ECAlgorithm.to_jwk(key, as_dict=True)
    members = json.dumps({name: entry[name] for name in THUMBPRINT}, separators=(",", ":"))
    name = urlsafe_b64encode(hashlib.sha256(members.encode()).digest()).rstrip(b"=").decode()
    return entry | {"kid": name, "use": "sig", "alg": "ES256"}


def _usable(entry: Any) -> jwt.PyJWK | None:
    """A public signature key of a kind that we take; another one is passed over, as RFC 7517 asks."""
    algorithm = _algorithm(entry) if isinstance(entry, Mapping) else None
    if algorithm is None or "d" in entry or entry.get("use", "sig") != "sig" or entry.get("alg", algorithm) != algorithm:
        return None
    try:
        key = jwt.PyJWK(dict(entry), algorithm)
    except jwt.PyJWTError:
        return None
    return None if key.Algorithm.check_key_length(key.key) else key


def _algorithm(entry: Mapping[str, Any]) -> str | None:
    if entry.get("kty") == "RSA":
        return "RS256"
    return "ES256" if (entry.get("kty"), entry.get("crv")) == ("EC", "P-256") else None


def _keys_address(discovered: Mapping[str, Any], issuer: str) -> str:
    address = discovered.get("jwks_uri")
    if discovered.get("issuer") != issuer or not isinstance(address, str) or not is_private(address):
        raise ValueError("the discovery document is another issuer's, or its jwks_uri is not https")
    return address


async def _document(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    response = (await client.get(address, headers={"accept": "application/json"})).raise_for_status()
    document = response.json()
    if not isinstance(document, dict):
        raise ValueError("not a JSON object")
    return document
