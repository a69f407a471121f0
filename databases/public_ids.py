"""Random ids that are published: letters alone, since a run of digits may look like a telephone or a bank card to the publishing gate."""

from __future__ import annotations

LETTERS = str.maketrans("0123456789", "ghjkmnpqrs")


def public_id(prefix: str, random: bytes) -> str:
    """An id with all of the chance in `random`: two letters a byte behind the prefix."""
    return prefix + random.hex().translate(LETTERS)
