"""Unified social credit codes of organisations (统一社会信用代码, GB 32100): the check character."""

from __future__ import annotations

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to seventeen others."""
    total = sum(CHARACTERS.index(character) * pow(3, place, 31) for place, character in enumerate(first_seventeen))
    return CHARACTERS[-total % 31]


def is_valid(code: str) -> bool:
    """Eighteen characters of the standard, the last of which belongs to the others."""
    return len(code) == 18 and set(code) <= set(CHARACTERS) and check_character(code[:17]) == code[17]
