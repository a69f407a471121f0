"""Whether a certificate that an official has seen is one of the skill that help takes: asked of shifts, of needs that are shown, and of pledges."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache


def is_certified(certified: Iterable[str], skill: str) -> bool:
    """Whether one of these names, of skills whose certificates were seen, is that of a skill or holds it: 康复护理 where 护理 is asked for, not 护理 for 康复护理."""
    return any(_spelled(skill) in _spelled(name) for name in certified)


@lru_cache(maxsize=4_096)
def _spelled(name: str) -> str:
    """A name without differences of width, case and gaps."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
