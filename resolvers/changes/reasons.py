"""Reasons in a person's own words go into the event log, which holds no personal data and cannot be mended."""

from __future__ import annotations

import re
from collections.abc import Iterable

from resolvers.changes.errors import Code, refused

LEAST, MOST = 6, 300
NUMBER = re.compile(r"(?:\d[ -]?){10,}")  # telephone, identity number, bank card


def check_reason(reason: str, values: Iterable[str] = ()) -> None:
    """Refuse a reason that is too short or too long, or that holds a long number or one of these values."""
    if not fits(reason) or any(value in reason for value in values):
        raise refused(Code.REASON_UNFIT, "reason", least=LEAST, most=MOST)


def fits(text: str) -> bool:
    """Whether a text that stays is neither too short nor too long, and names nobody by a number."""
    return LEAST <= len(text.strip()) and len(text) <= MOST and text.isprintable() and not NUMBER.search(text)
