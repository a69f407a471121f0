"""What names a row for good on pages, in feeds and in the search, where no number does: another text is another row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple


class Named(NamedTuple):
    """The columns that name the rows of a dataset, and the page that shows one of them."""

    columns: tuple[str, ...]
    page: str
    argument: str


NAMED: Mapping[str, Named] = {
    "model_cases": Named(("region_code", "published_on", "title", "body"), "/press", "case"),
    "technical_problems": Named(("region_code", "raised_on", "title"), "/problems", "entry"),
    "volunteer_campaigns": Named(("region_code", "period_from", "title"), "/campaigns", "entry"),
}
DIGITS = 32  # of an address, hexadecimal: of fewer, the gate takes a run of digits for a telephone number now and then


def digest(dataset: str, row: Mapping[str, Any]) -> str:
    """The name of a row for good."""
    return hashlib.sha256("\n".join(str(row[name]) for name in NAMED[dataset].columns).encode()).hexdigest()


def anchor(dataset: str, row: Mapping[str, Any]) -> str:
    """What a row is called on its page."""
    return digest(dataset, row)[:DIGITS]


def address(dataset: str, row: Mapping[str, Any]) -> str:
    """Where a row stands on the portal, however many newer ones there are."""
    return f"{NAMED[dataset].page}?{NAMED[dataset].argument}={anchor(dataset, row)}"
