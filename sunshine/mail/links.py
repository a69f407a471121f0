"""The links in mails: signed, so that nobody can make one for another's mailbox, and without any word of whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from schema.tokens import ALGORITHM

CONFIRM, UNSUBSCRIBE = "/mail/confirm", "/mail/unsubscribe"


class InvalidLinkError(Exception):
    """The link was not made here, or for another page."""


@dataclass(frozen=True)
class Links:
    """Makes and reads links to pages under `base`. They count until the key changes."""

    base: str
    key: EllipticCurvePrivateKey

    def confirm(self, mailbox_id: int, version: int) -> str:
        """Confirms the address that a mailbox has in this version."""
        return self._link(CONFIRM, {"mailbox": mailbox_id, "version": version})

    def unsubscribe(self, mailbox_id: int, kind: str) -> str:
        """Ends mails of one kind to the owner of a mailbox (RFC 8058: with one click)."""
        return self._link(UNSUBSCRIBE, {"mailbox": mailbox_id, "kind": kind})

    def read(self, page: str, token: str) -> Mapping[str, Any]:
        """What the link to a page says."""
        try:
            return jwt.decode(token, self.key.public_key(), [ALGORITHM], audience=self.base + page)
        except jwt.InvalidTokenError as error:
            raise InvalidLinkError(type(error).__name__) from None

    def _link(self, page: str, claims: Mapping[str, Any]) -> str:
        token = jwt.encode({"aud": self.base + page, **claims}, self.key, ALGORITHM)
        return f"{self.base}{page}?{urlencode({'token': token})}"
