"""The first page: the figures that matter and how they moved, the counties, the shelves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from datasette.utils.asgi import Response

from open_data.portal import figures, linked_data
from open_data.portal.figures import Figure, Unit
from open_data.portal.pages.datasets import shelves
from open_data.portal.pages.figures import said, show
from open_data.portal.pages.places import city_map
from open_data.portal.visit import Visit
from open_data.portal.years import Books

DRAWN = ("money-by-year", "village-income")


@dataclass(frozen=True)
class Key:
    """The newest year of a figure, in words, and how the last two whole years moved."""

    name: str
    title: str
    value: str
    year: str
    change: str


async def home(visit: Visit) -> Response:
    known = figures.shown(visit.release)
    keys = [key for figure in known if figure.is_key if (key := await key_of(visit, figure))]
    drawn = [await show(visit, figure) for figure in known if figure.name in DRAWN]
    text = linked_data.catalogue(visit.release, visit.site.around.address)
    return await visit.render("home.html", keys=keys, figures=drawn, map=await city_map(visit), shelves=shelves(visit), linked_data=text)


async def key_of(visit: Visit, figure: Figure) -> Key | None:
    """The newest year's sum over all series."""
    years: dict[int, float] = defaultdict(float)
    for row in await visit.rows(figure.sql):
        years[row["year"]] += row["value"]
    if not years:
        return None
    newest, books = max(years), await visit.site.books()
    title, value = visit.say(*figure.title), said(visit, figure.unit, years[newest])
    return Key(figure.name, title, value, books.label(newest, visit.preferences), change(visit, figure, years, books))


def change(visit: Visit, figure: Figure, years: Mapping[int, float], books: Books) -> str:
    """The last whole year and the one before it; a part of a year is held against nothing."""
    last = max((year for year in years if books.is_whole(year)), default=0)
    if last - 1 not in years:
        return ""
    after, before = (said(visit, figure.unit, years[year]) for year in (last, last - 1))
    moved = visit.say(f"{last - 1} 年 {before}，{last} 年 {after}", f"{before} in {last - 1}, {after} in {last}")
    return moved if figure.unit is Unit.SHARE or not years[last - 1] else moved + _percent(visit, years[last] / years[last - 1] - 1)


def _percent(visit: Visit, move: float) -> str:
    arrow = visit.say("增", "up") if move >= 0 else visit.say("减", "down")
    return visit.say(f"，{arrow} {abs(move):.1%}", f", {arrow} {abs(move):.1%}")


ROUTES = ((r"^/$", home),)
