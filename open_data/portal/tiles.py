"""The map of the city as tiles that lie roughly as the counties do: a figure for each place, darker for more. Its table stands beside it.

The page lays them out by its style sheet, which says the same of shades and counties (the tests hold the two together).
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from open_data.portal.pictures import Drawn, Outlet, Picture

SHADES = (
    ("#fdf6e6", "#22303a"),
    ("#f9e3b4", "#22303a"),
    ("#efc277", "#22303a"),
    ("#0f6375", "#fff"),
    ("#0b3945", "#fff"),
)  # tile and what stands in it
COUNTIES = {"320281": (1, 2), "320206": (2, 2), "320205": (2, 3), "320213": (3, 2), "320214": (3, 3), "320211": (4, 2), "320282": (4, 1)}
"""Row and column of each county, roughly as on a map."""
WIDTH, HEIGHT, GAP, LINE, MANY, CHARACTERS = 150, 84, 6, 18, 6, 10


@dataclass(frozen=True)
class Tile:
    """A place, where it leads, its figure as a number and in words; shade from 1, darker for more."""

    code: str
    name: str
    address: str
    value: float
    text: str
    shade: int


@dataclass(frozen=True)
class TileMap(Drawn):
    """A map with its tiles, each of which leads to its place. is_many: they do not lie as on a map."""

    tiles: Sequence[Tile]
    is_many: bool


def tiles(names: Mapping[str, str], values: Mapping[str, float], address: Callable[[str], str], text: Callable[[float], str]) -> list[Tile]:
    """A tile for each of the places by their codes; one without a value has nought."""
    most = max(values.values(), default=0) or 1
    return [
        Tile(code, name, address(code), value := values.get(code, 0), text(value), 1 + min(len(SHADES) - 1, int(len(SHADES) * value / most)))
        for code, name in names.items()
    ]


def tile_map(title: str, shown: Sequence[Tile], columns: Sequence[tuple[str, str, str]], stands: Outlet) -> TileMap:
    """The map of some tiles; its table has their `name` and `value`."""
    is_many = any(tile.code not in COUNTIES for tile in shown)
    rows = [{"name": tile.name, "value": tile.value} for tile in shown]
    return TileMap(title, _draw(title, shown, is_many), columns, rows, stands, shown, is_many)


def _draw(title: str, shown: Sequence[Tile], is_many: bool) -> Picture:
    """The tiles as a picture: counties where they lie, others in rows."""
    cells = [COUNTIES[tile.code] if not is_many else (1 + place // MANY, 1 + place % MANY) for place, tile in enumerate(shown)]
    width, height = (side * max(cell[way] for cell in cells) for way, side in ((1, WIDTH), (0, HEIGHT)))
    return Picture(title, width, height, Markup("").join(_drawn(tile, *cell) for tile, cell in zip(shown, cells, strict=True)))


def _drawn(tile: Tile, row: int, column: int) -> Markup:
    x, y = WIDTH * (column - 1), HEIGHT * (row - 1)
    fill, ink = SHADES[tile.shade - 1]
    lines = [Markup('<tspan x="{}" dy="{}">{}</tspan>').format(x + 8, LINE, line) for line in (*textwrap.wrap(tile.name, CHARACTERS)[:2], tile.text)]
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="5" fill="{}" stroke="#c9bfae"/><text y="{}" font-size="13" fill="{}">{}</text>'
    ).format(x, y, WIDTH - GAP, HEIGHT - GAP, fill, y + 6, ink, Markup("").join(lines))
