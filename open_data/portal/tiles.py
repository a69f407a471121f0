"""The map of the city as tiles that lie roughly as the counties do: a figure for each place, darker for more. Its table stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

SHADES = 5


@dataclass(frozen=True)
class Tile:
    """A place, where it leads, its figure as a number and in words; shade 1 to 5, darker for more."""

    code: str
    name: str
    address: str
    value: float
    text: str
    shade: int


def tiles(names: Mapping[str, str], values: Mapping[str, float], address: Callable[[str], str], text: Callable[[float], str]) -> list[Tile]:
    """A tile for each of the places by their codes; one without a value has nought."""
    most = max(values.values(), default=0) or 1
    return [
        Tile(code, name, address(code), value := values.get(code, 0), text(value), 1 + min(SHADES - 1, int(SHADES * value / most)))
        for code, name in names.items()
    ]
