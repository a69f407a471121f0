"""How far two divisions are apart: in a straight line between their middles, which stand in the table of divisions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

EARTH_KM = 6371.0088  # mean radius, IUGG
NARROWER = (12, 9, 6, 4)
"""Digits of the codes of villages, towns, counties and cities."""


class Position(NamedTuple):
    """Degrees north and east (WGS 84)."""

    latitude: float
    longitude: float


class Positions:
    """Where divisions lie; one of which that is not known lies where the next wider one does."""

    def __init__(self, known: Iterable[tuple[str, Decimal | float | None, Decimal | float | None]]) -> None:
        self._known = {code: Position(float(north), float(east)) for code, north, east in known if north is not None and east is not None}

    def of(self, code: str) -> Position | None:
        """The position of a division, or of what it lies in."""
        return next((found for digits in NARROWER if len(code) >= digits and (found := self._known.get(code[:digits]))), None)


def kilometres(one: Position, other: Position) -> float:
    """The great circle between two positions."""
    (north, east), (there, beyond) = (map(math.radians, position) for position in (one, other))
    half = math.sin((north - there) / 2) ** 2 + math.cos(north) * math.cos(there) * math.sin((east - beyond) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
