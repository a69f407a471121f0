"""What names a case for the press on every page and in every feed: another text is another case."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

NAMED_BY = ("region_code", "published_on", "title", "body")
DIGITS = 32  # of an address, hexadecimal: of fewer, the gate takes a run of digits for a telephone number now and then


def digest(case: Mapping[str, Any]) -> str:
    """The name of a case for good."""
    return hashlib.sha256("\n".join(str(case[name]) for name in NAMED_BY).encode()).hexdigest()


def anchor(case: Mapping[str, Any]) -> str:
    """What a case is called on the page of the press."""
    return digest(case)[:DIGITS]


def address(case: Mapping[str, Any]) -> str:
    """Where a case stands on the portal, however many newer ones there are."""
    return f"/press?case={anchor(case)}"
