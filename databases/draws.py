"""Reproducible random samples (M133, M139): whoever knows the seed and the population draws the same rows again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def draw(seed: str, population: Iterable[int], size: int) -> list[int]:
    """The `size` keys with the smallest SHA-256 of "seed:key", in that order; all of them where there are fewer.

    The SHA-256 of the seed is written down when the sample is drawn and the seed is published after the check, so
    nobody could choose the rows, and anybody can repeat the draw with a spreadsheet.
    """
    return sorted(population, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())[:size]


def seed_digest(seed: str) -> bytes:
    """What is fixed when the sample is drawn."""
    return hashlib.sha256(seed.encode()).digest()
