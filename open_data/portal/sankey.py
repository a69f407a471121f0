"""A flow of money drawn as SVG: columns of accounts, bands as wide as the money between them."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from open_data.portal.pictures import INK, Picture

WIDTH, NODE, GAP, LEAST, LINE = 960, 12, 16, 2.0, 15
CHARACTER, LETTER = 12, 7  # how wide a Chinese character is, and how wide a letter
MOST_PAYEES = 8  # that a step names
COLOURS = ("#0f5c6e", "#b8621b", "#5b7f3a", "#7a4a8c", "#8c3b3b", "#4a5a78", "#8a7a1f")


@dataclass(frozen=True)
class Band:
    """Money from one account to another, in yuan."""

    source: str
    target: str
    amount: float


@dataclass(frozen=True)
class Payee:
    """Who is paid in a step. share: of the largest amount that anybody is paid in the flow, in per cent."""

    label: str
    amount: float
    share: float


@dataclass(frozen=True)
class Step:
    """What one account pays, the largest first. others, rest: how many more payees there are, and what they are paid together."""

    payer: str
    amount: float
    colour: str
    payees: Sequence[Payee]
    others: int
    rest: float


@dataclass
class _Node:
    name: str
    label: list[str]  # lines above its rectangle
    column: int
    size: float
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0
    out: float = field(default=0.0)
    into: float = field(default=0.0)


def draw(bands: Sequence[Band], labels: Mapping[str, str], title: str, height: int = 460) -> Picture | None:
    """The flow; the table beside it has the figures. None where nothing flows."""
    nodes = _nodes(bands, labels)
    if not nodes:
        return None
    columns = _columns(nodes)
    height = max(height, max(sum(LINE + _above(node) for node in column) for column in columns))
    _place(columns, height)
    drawn = [
        *(_band(band, nodes) for band in sorted(bands, key=lambda band: (nodes[band.source].y, nodes[band.target].y))),
        *(_rectangle(node, len(columns)) for node in nodes.values()),
    ]
    return Picture(title, WIDTH, round(height + LINE), Markup("").join(drawn))


def steps(bands: Sequence[Band], labels: Mapping[str, str]) -> list[Step]:
    """The flow from account to account as a list, from its sources on: for screens that are too narrow for the drawing."""
    paid: dict[str, list[Band]] = defaultdict(list)
    for band in sorted(bands, key=lambda band: -band.amount):
        paid[band.source].append(band)
    payers = [node for node in _nodes(bands, labels).values() if node.name in paid]
    most = max((band.amount for band in bands), default=0.0)
    return [_step(node, paid[node.name], labels, most) for node in sorted(payers, key=lambda node: (node.column, -node.size))]


def _step(node: _Node, bands: Sequence[Band], labels: Mapping[str, str], most: float) -> Step:
    named, others = bands[:MOST_PAYEES], bands[MOST_PAYEES:]
    payees = [Payee(labels[band.target], band.amount, 100 * band.amount / most) for band in named]
    return Step(labels[node.name], sum(band.amount for band in bands), _colour(node), payees, len(others), sum(band.amount for band in others))


def _nodes(bands: Sequence[Band], labels: Mapping[str, str]) -> dict[str, _Node]:
    """Accounts with what goes through them; each stands right of everything that feeds it."""
    into: dict[str, float] = defaultdict(float)
    out: dict[str, float] = defaultdict(float)
    for band in bands:
        out[band.source] += band.amount
        into[band.target] += band.amount
    names = list(dict.fromkeys(name for band in bands for name in (band.source, band.target)))
    depth = _depths(names, bands)
    last = max(depth.values(), default=0)
    return {name: _Node(name, _lines(labels[name], depth[name], last), depth[name], max(into[name], out[name])) for name in names}


def _lines(label: str, column: int, last: int) -> list[str]:
    """The whole label, as many characters in a line as there is room for; the last two columns write towards each other."""
    room = WIDTH / max(1, last) / (2 if column >= last - 1 else 1)
    wide = sum(LETTER if character.isascii() else CHARACTER for character in label) / max(1, len(label))
    return textwrap.wrap(label, max(1, int(room / wide) - 1))


def _above(node: _Node) -> int:
    """What an account needs above its rectangle: a gap and the lines of its label."""
    return GAP + LINE * len(node.label)


def _depths(names: Sequence[str], bands: Sequence[Band]) -> dict[str, int]:
    """The longest way from a source; a circle ends after as many rounds as there are accounts."""
    depth = dict.fromkeys(names, 0)
    for _ in names:
        longer = {
            band.target: depth[band.source] + 1 for band in bands if depth[band.target] <= depth[band.source] and depth[band.source] + 1 < len(names)
        }
        if not longer:
            break
        depth |= longer
    return depth


def _columns(nodes: Mapping[str, _Node]) -> list[list[_Node]]:
    columns: list[list[_Node]] = [[] for _ in range(1 + max(node.column for node in nodes.values()))]
    for node in nodes.values():
        columns[node.column].append(node)
    return [sorted(column, key=lambda node: -node.size) for column in columns]


def _place(columns: Sequence[list[_Node]], height: int) -> None:
    scale = min((height - sum(map(_above, column))) / sum(node.size for node in column) for column in columns if column)
    step = (WIDTH - NODE) / max(1, len(columns) - 1)
    for column in columns:
        y = -float(GAP)  # nothing stands above the first one
        for node in column:
            y += _above(node)
            node.x, node.y, node.height = step * node.column, y, max(LEAST, node.size * scale)
            y += node.height


def _band(band: Band, nodes: Mapping[str, _Node]) -> Markup:
    source, target = nodes[band.source], nodes[band.target]
    width = max(1.0, band.amount / source.size * source.height)
    y1, y2 = source.y + source.out + width / 2, target.y + target.into + width / 2
    source.out += width
    target.into += width
    x1, x2 = source.x + NODE, target.x
    middle = (x1 + x2) / 2
    half = width / 2
    over = f"M{x1:.1f},{y1 - half:.1f}C{middle:.1f},{y1 - half:.1f} {middle:.1f},{y2 - half:.1f} {x2:.1f},{y2 - half:.1f}"
    back = f"V{y2 + half:.1f}C{middle:.1f},{y2 + half:.1f} {middle:.1f},{y1 + half:.1f} {x1:.1f},{y1 + half:.1f}Z"
    return Markup('<path d="{}" fill="{}" fill-opacity=".38"/>').format(over + back, _colour(source))


def _rectangle(node: _Node, columns: int) -> Markup:
    is_last = node.column == columns - 1 and columns > 1
    x, anchor = (node.x + NODE, "end") if is_last else (node.x, "start")
    top = node.y - 3 - LINE * (len(node.label) - 1)
    lines = [Markup('<tspan x="{}" y="{}">{}</tspan>').format(f"{x:.1f}", f"{top + LINE * place:.1f}", line) for place, line in enumerate(node.label)]
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/><text lang="zh-CN" text-anchor="{}" font-size="{}" fill="{}">{}</text>'
    ).format(f"{node.x:.1f}", f"{node.y:.1f}", NODE, f"{node.height:.1f}", _colour(node), anchor, CHARACTER, INK, Markup("").join(lines))


def _colour(node: _Node) -> str:
    return COLOURS[node.column % len(COLOURS)]
