"""The map of the city as tiles, and a page for each county, town and village."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datasette.utils.asgi import NotFound, Response

from open_data.portal.figures import INTO_COUNTY
from open_data.portal.pages import money, timeline
from open_data.portal.pages.assistance import assistance
from open_data.portal.pictures import Outlet, outlet
from open_data.portal.site import Row
from open_data.portal.tiles import Tile, TileMap, tile_map, tiles
from open_data.portal.visit import Visit
from open_data.portal.wording import short_yuan

COUNTY, TOWN, VILLAGE = 6, 9, 12  # digits of a division's code
INTO = {
    COUNTY: INTO_COUNTY,
    TOWN: "length(region_code) >= 9 AND substr(coalesce(from_region_code, ''), 1, 9) <> substr(region_code, 1, 9)",
    VILLAGE: "length(region_code) = 12",
}
NEEDS = {"allocations": ("region_code", "region_name", "from_region_code", "ordinal", "amount", "stream")}


async def city_map(visit: Visit) -> TileMap | None:
    """The counties, if the release tells of money in places."""
    title = visit.say("各市（县）区历年收到的帮扶资金", "Assistance money by county, all years")
    return await _map(visit, title, outlet(visit, "/places", "/places/tiles"), "", COUNTY) if visit.release.has(NEEDS) else None


async def map_inside(visit: Visit) -> TileMap | None:
    """The towns of a county, the villages of a town."""
    visit.demand(NEEDS)
    code, places = visit.parameter("code"), await visit.site.places()
    digits = {COUNTY: TOWN, TOWN: VILLAGE}.get(len(code))
    if digits is None or code not in places:
        return None
    title = visit.say(f"{places[code]}：各地历年收到的帮扶资金", f"{places[code]}: assistance money by place, all years")
    return await _map(visit, title, outlet(visit, f"/places/{code}", f"/places/{code}/tiles"), code, digits)


async def _map(visit: Visit, title: str, stands: Outlet, above: str, digits: int) -> TileMap | None:
    shown = await _tiles(visit, above, digits)
    columns = [("name", visit.say("地区", "Place"), "text"), ("value", visit.say("金额（元）", "Yuan"), "money")]
    return tile_map(title, shown, columns, stands) if shown else None


async def _tiles(visit: Visit, above: str, digits: int) -> list[Tile]:
    """The places inside a division with the money of all years that came into each."""
    sql = f"""SELECT substr(region_code, 1, {digits}) AS code, round(sum(amount), 2) AS value FROM allocations
 WHERE {INTO[digits]} AND region_code LIKE :above || '%' GROUP BY code"""
    values = {row["code"]: row["value"] for row in await visit.rows(sql, above=above)}
    names = {code: name for code, name in (await visit.site.places()).items() if len(code) == digits and code.startswith(above)}
    return tiles(names, values, "/places/{}".format, lambda amount: short_yuan(amount, visit.preferences.is_english))


async def overview(visit: Visit) -> Response:
    visit.demand(NEEDS)
    trail = [(None, visit.say("地区", "Places"))]
    return await visit.render("places.html", map=await city_map(visit), trail=trail)


async def place(visit: Visit) -> Response:
    """A county with its towns, a town with its villages, a village."""
    visit.demand(NEEDS)
    code, places = visit.parameter("code"), await visit.site.places()
    if code not in places:
        raise NotFound(visit.say("没有这个地区，或本次发布没有它的数据", "There is no such place, or nothing about it in this release"))
    digits = len(code)
    years = await visit.rows(
        "SELECT year, count(*) AS hops, round(sum(amount), 2) AS amount FROM allocations "
        f"WHERE {INTO.get(digits, 'ordinal = 1')} AND region_code LIKE :code || '%' GROUP BY year ORDER BY year DESC",
        code=code,
    )
    books = await visit.site.books()
    return await visit.render(
        "place.html",
        code=code,
        name=places[code],
        level={
            4: visit.say("市", "City"),
            COUNTY: visit.say("市（县）区", "County"),
            TOWN: visit.say("镇（街道）", "Town"),
            VILLAGE: visit.say("村（社区）", "Village"),
        }[digits],
        map=await map_inside(visit),
        years=[{**row, "year": books.label(row["year"], visit.preferences)} for row in years],
        year_columns=[
            ("year", visit.say("年度", "Year"), "text"),
            ("hops", visit.say("笔数", "Hops"), "whole"),
            ("amount", visit.say("金额（元）", "Yuan"), "money"),
        ],
        assistance=await assistance(visit, code),
        days=await days_until_help(visit, code),
        flow=await money.flow_of_place(visit, code),
        projects=await projects_of(visit, code),
        village_years=await village_years(visit, code),
        beginning=await timeline.beginning(visit, "place", code),
        trail=[*trail_of(visit, code, places), (None, places[code])],
    )


async def days_until_help(visit: Visit, code: str) -> int | None:
    """The median of days from the publication of a need until help arrived, if it may be told of the place."""
    if not visit.release.has({"need_days": ("region_code", "days")}):
        return None
    found = await visit.rows("SELECT days FROM need_days WHERE region_code = :code", code=code)
    return found[0]["days"] if found else None


def trail_of(visit: Visit, code: str, places: Mapping[str, str]) -> list[tuple[str | None, str]]:
    """The places above."""
    above = [code[:digits] for digits in (COUNTY, TOWN) if digits < len(code) and code[:digits] in places]
    return [("/places", visit.say("地区", "Places")), *((f"/places/{one}", places[one]) for one in above)]


async def projects_of(visit: Visit, code: str) -> Sequence[Row]:
    if len(code) < TOWN or not visit.release.has({"projects": ("code", "name", "region_code", "year", "state_label")}):
        return []
    return await visit.rows(
        "SELECT code, name, year, state_label FROM projects WHERE region_code LIKE :code || '%' ORDER BY year DESC, code LIMIT 100", code=code
    )


async def village_years(visit: Visit, code: str) -> Sequence[Row]:
    if len(code) < VILLAGE or not visit.release.has({"village_years": ("region_code", "year", "collective_income")}):
        return []
    return await visit.rows("SELECT * FROM village_years WHERE region_code = :code ORDER BY year DESC", code=code)


ROUTES = ((r"^/places$", overview), (r"^/places/(?P<code>\d{4,12})$", place))
