"""One noun in two spellings: per_capita_income in tables and rules, perCapitaIncome in GraphQL."""

from __future__ import annotations

import functools
import re


@functools.lru_cache(10_000)
def snake(name: str) -> str:
    """perCapitaIncome → per_capita_income"""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def plural(name: str) -> str:
    """household → households, duty → duties, loss → losses, mailbox → mailboxes"""
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "sh", "ch")) else "s")
