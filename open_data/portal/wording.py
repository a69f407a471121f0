"""How figures, sizes and names are written in templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from databases.clock import SHANGHAI
from databases.code_lists.forces import NEED_BAND, band_of
from open_data.sections import SECTIONS
from search.understanding import Reading

HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]")
HAN_RUN = re.compile(f"({HAN.pattern}+)")
MOST_LABELS = 3
HUNDREDTH = Decimal("0.01")
ITEM = re.compile(r"第(\d+)(项|条)")
PARAGRAPH = re.compile("(.+)（([一二三四五六七八九十])）")


def yuan(value: Any) -> str:
    """To the cent: 1,234,567.80."""
    return f"{Decimal(str(value or 0)).quantize(HUNDREDTH, ROUND_HALF_UP):,}"


def number(value: Any) -> str:
    """1,234,567; a fraction keeps up to two places."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def short_yuan(value: Any, is_english: bool = False) -> str:
    """Money as people say it: 1.23亿, 4,567万; in English in millions."""
    amount = float(value or 0)
    if is_english:
        return f"¥{amount / 1e6:,.1f}m" if abs(amount) >= 1e5 else f"¥{amount:,.0f}"
    for unit, name in ((1e8, "亿元"), (1e4, "万元")):
        if abs(amount) >= unit:
            return f"{amount / unit:,.2f}{name}" if amount / unit < 100 else f"{amount / unit:,.0f}{name}"
    return f"{amount:,.0f}元"


def percent(value: Any) -> str:
    """A share of 0 to 1: 12.3 %."""
    return f"{100 * float(value or 0):.1f}%"


def file_size(count: int) -> str:
    """1.2 MB."""
    power = max(0, (len(str(count)) - 1) // 3)
    return f"{count} B" if power == 0 else f"{count / 1000**power:.1f} {'kMG'[power - 1]}B"


def own(value: Any) -> Markup:
    """A name as it stands in the data, marked as Chinese where it is, so that it is read aloud rightly on an English page; markup stays markup."""
    if isinstance(value, Markup):
        return Markup('<span lang="zh-CN">') + value + Markup("</span>") if HAN.search(value) else value
    text = str(value if value is not None else "")
    return Markup('<span lang="zh-CN">{}</span>').format(text) if HAN.search(text) else escape(text)


def mixed(value: Any) -> Markup:
    """A sentence with Chinese names in it, each marked as in `own`."""
    pieces = HAN_RUN.split(str(value))  # every second one is Chinese
    return Markup("").join(own(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces))


def clause_name(number: str, is_english: bool = False) -> Markup:
    """The number of a clause as its document writes it: 第13项; in English item 13."""
    item, paragraph = ITEM.fullmatch(number), PARAGRAPH.fullmatch(number)
    section = next((section for section in SECTIONS if paragraph and section.title.zh == paragraph[1]), None)
    if is_english and item:
        return escape(f"{'item' if item[2] == '项' else 'article'} {item[1]}")
    if is_english and section and paragraph:
        return escape(f"{section.title.en} ({1 + '一二三四五六七八九十'.index(paragraph[2])})")
    return own(number)


def band(least: int) -> Markup:
    """The band of a need's card by its least number: 2—5."""
    return own(NEED_BAND.labels[band_of(least)])


def city_day(moment: str) -> str:
    """The day of a moment where the city lies: 2026-11-29."""
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).date().isoformat()


class Understood(NamedTuple):
    """A piece of a text, the likeliest things that it was taken for, and how many these are in all."""

    piece: str
    labels: Sequence[str]
    meanings: int
    is_place: bool


def by_piece(readings: Iterable[Reading]) -> list[Understood]:
    """Readings as they are told: of a piece that may mean many things (yx) the likeliest few."""
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.piece, []).append(reading)
    return [
        Understood(piece, [one.label for one in several[:MOST_LABELS]], len(several), all(one.kind == "place" for one in several))
        for piece, several in found.items()
    ]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "yuan": yuan,
    "number": number,
    "band": band,
    "clause": clause_name,
    "short_yuan": short_yuan,
    "percent": percent,
    "file_size": file_size,
    "own": own,
    "mixed": mixed,
    "city_day": city_day,
    "by_piece": by_piece,
}
