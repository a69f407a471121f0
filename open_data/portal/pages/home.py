"""The first page: the figures that matter and how they moved, the counties, the shelves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from datasette.utils.asgi import Response

from open_data.portal import figures, linked_data
from open_data.portal.figures import Figure, Unit
from open_data.portal.pages.figures import said, show
from open_data.portal.pages.places import county_tiles
from open_data.portal.visit import Visit

DRAWN = ("money-by-year", "village-income")


@dataclass(frozen=True)
class Key:
    """The newest year of a figure, in words, and the year before."""

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
    return await visit.render("home.html", keys=keys, figures=drawn, tiles=await county_tiles(visit), linked_data=text)


async def key_of(visit: Visit, figure: Figure) -> Key | None:
    """The newest year's sum over all series."""
    years: dict[int, float] = defaultdict(float)
    for row in await visit.rows(figure.sql):
        years[row["year"]] += row["value"]
    if not years:
        return None
    newest = max(years)
    return Key(
        figure.name, visit.say(*figure.title), said(visit, figure.unit, years[newest]), until(visit, newest), change(visit, figure, years, newest)
    )


def until(visit: Visit, year: int) -> str:
    """The year, and how far it goes if it is that of the release."""
    if year < visit.release.day.year:
        return visit.say(f"{year} 年度", f"budget year {year}")
    return visit.say(f"{year} 年度，截至 {visit.release.day}", f"budget year {year} to {visit.release.day}")


def change(visit: Visit, figure: Figure, years: dict[int, float], newest: int) -> str:
    before = years.get(newest - 1)
    if before is None:
        return ""
    said_before = said(visit, figure.unit, before)
    if figure.unit is Unit.SHARE or not before or newest >= visit.release.day.year:  # a part of a year is not held against a whole one
        return visit.say(f"上年 {said_before}", f"{said_before} the year before")
    move = 100 * (years[newest] - before) / before
    arrow = visit.say("增" if move >= 0 else "减", "up" if move >= 0 else "down")
    return visit.say(f"上年 {said_before}，{arrow} {abs(move):.1f}%", f"{said_before} the year before, {arrow} {abs(move):.1f}%")


ROUTES = ((r"^/$", home),)
