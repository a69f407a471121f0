"""Every flow of money and every map has a picture and a page to embed beside the page on which it stands; those of figures are in `figures.py`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette.utils.asgi import NotFound, Response

from open_data.portal.pages import money, needs, places
from open_data.portal.pictures import Drawn, Picture, credit
from open_data.portal.visit import View, Visit

Make = Callable[[Visit], Awaitable[Drawn | None]]


async def flow_of_place(visit: Visit) -> Drawn | None:
    code = visit.parameter("code")
    return await money.flow_of_place(visit, code) if code in await visit.site.places() else None


async def flow_of_project(visit: Visit) -> Drawn | None:
    return await money.flow_of_project(visit, visit.parameter("code"))


def picture(make: Make) -> View:
    """The SVG file; it says itself whose it is."""

    async def answered(visit: Visit) -> Response:
        drawn, shown = await _drawn(visit, make)
        address = drawn.outlet.address
        text = shown.alone(credit(visit, address), visit.site.around.address + address)
        return Response(str(text), content_type="image/svg+xml; charset=utf-8")

    return answered


def embedded(make: Make) -> View:
    async def answered(visit: Visit) -> Response:
        drawn, _ = await _drawn(visit, make)
        return await visit.render("embed.html", shown=drawn)

    return answered


async def _drawn(visit: Visit, make: Make) -> tuple[Drawn, Picture]:
    drawn = await make(visit)
    if drawn is None or drawn.picture is None:
        raise NotFound(visit.say("这里没有可画的图", "There is nothing to draw here"))
    return drawn, drawn.picture


DRAWINGS: tuple[tuple[str, Make], ...] = (
    ("/money", money.flow_of_year),
    ("/money/(?P<code>[A-Z0-9-]+)", money.flow_of_stream),
    ("/projects/(?P<code>[A-Za-z0-9_-]+)", flow_of_project),
    ("/places/tiles", places.city_map),
    (r"/places/(?P<code>\d{4,12})", flow_of_place),
    (r"/places/(?P<code>\d{4,12})/tiles", places.map_inside),
    ("/needs/tiles", needs.need_map),
)
ROUTES = (
    *((rf"^{path}\.svg$", picture(make)) for path, make in DRAWINGS),
    *((rf"^/embed{path}$", embedded(make)) for path, make in DRAWINGS),
)
