"""Direct identifiers that the databases cannot read: encrypted by the application, found by a keyed digest.

A ciphertext is AES-256-GCM under a named key: one byte with the length of the key's name, the name, a random nonce of
12 bytes, the sealed text. The name of the column is sealed with it, so that a value cannot be moved to another column.
The digest is HMAC-SHA256 of the column's name and the value: equal values are found without being read.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from databases.failures import FailureError

NONCE = 12


class UnreadableIdentifierError(FailureError):
    """A stored identifier cannot be opened with the keys at hand."""


@dataclass(frozen=True, repr=False)
class IdentifierKeys:
    """Keys of 32 bytes: `current` names the one that seals, all of `sealing` can open, `index` makes the digests."""

    current: str
    sealing: Mapping[str, bytes]
    index: bytes

    @cached_property
    def _ciphers(self) -> dict[str, AESGCM]:
        return {name: AESGCM(key) for name, key in self.sealing.items()}

    def header(self) -> bytes:
        """How everything begins that the current key has sealed."""
        name = self.current.encode()
        return bytes([len(name)]) + name

    def seal(self, column: str, value: str) -> bytes:
        nonce = os.urandom(NONCE)
        return self.header() + nonce + self._ciphers[self.current].encrypt(nonce, value.encode(), column.encode())

    def open(self, column: str, sealed: bytes) -> str:
        name, rest = sealed[1 : 1 + sealed[0]].decode(), sealed[1 + sealed[0] :]
        try:
            return self._ciphers[name].decrypt(rest[:NONCE], rest[NONCE:], column.encode()).decode()
        except KeyError:
            raise UnreadableIdentifierError(f"{column} was sealed with the key {name!r}, which is not among the keys") from None
        except InvalidTag:
            raise UnreadableIdentifierError(f"{column} was changed, or sealed for another column") from None

    def digest(self, column: str, value: str) -> bytes:
        return hmac.digest(self.index, f"{column}\0{value}".encode(), "sha256")


def mask(value: str, shown: int) -> str:
    """All but the last characters hidden: two of an identity number, four of a bank card."""
    return "*" * max(0, len(value) - shown) + value[-shown:]


SHOWN = {"id_number": 2, "bank_card": 4}
