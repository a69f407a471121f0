"""Published needs: those that still wait for help, and a card for each."""

from __future__ import annotations

import json
from collections.abc import Mapping

from datasette.utils.asgi import NotFound, Response

from open_data.portal.divisions import towns_by_county
from open_data.portal.pages.status import published
from open_data.portal.pictures import outlet
from open_data.portal.tiles import TileMap, tile_map, tiles
from open_data.portal.visit import Visit, with_arguments
from open_data.shelf import Needs
from search.distances import Positions, kilometres

DEMANDED: Needs = {"needs": ("number", "item_name", "kind", "kind_label", "missing", "missing_label", "needed_in", "region_code", "region_name")}
WAITING = "state IN ('published', 'partly_pledged') AND missing <> 'none'"
COUNTY_DIGITS, TOWN_DIGITS = 6, 9  # of a division's code
COUNTY, TOWN = "substr(region_code, 1, 6)", "substr(region_code, 1, 9)"
CHOSEN = f"""{WAITING} AND (:kind = '' OR kind = :kind) AND (:county = '' OR {COUNTY} = :county) AND (:town = '' OR {TOWN} = :town)
 AND instr(item_name, :words) > 0"""
FILTERS = ("words", "kind", "county", "town")
NEAR = "near"
POSITIONS: Needs = {"divisions": ("code", "latitude", "longitude")}
# :far is how far each place is from the one that was chosen, as JSON: SQLite knows no sines
IN_ORDER = """ORDER BY json_extract(:far, '$."' || region_code || '"') IS NULL, json_extract(:far, '$."' || region_code || '"'), needed_in, number"""
# by the place that a card names, if it is as narrow as that; all others together
BY_PLACE = f"""SELECT CASE WHEN length(region_code) >= :digits THEN substr(region_code, 1, :digits) END AS code, count(*) AS needs
FROM needs WHERE {CHOSEN} GROUP BY 1"""
PAGE = 50


async def overview(visit: Visit) -> Response:
    """A page of the needs that still wait, the most urgent first, by words, kind and county."""
    visit.demand(DEMANDED)
    chosen = _chosen(visit)
    by_place, far = await _by_place(visit, chosen), await _distances(visit)
    count = (await visit.row(f"SELECT count(*) AS needs FROM needs WHERE {CHOSEN}", **chosen))["needs"]
    page, last = visit.page_number, max(1, -(-count // PAGE))
    if page > last:
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    rows = await visit.rows(f"SELECT * FROM needs WHERE {CHOSEN} {IN_ORDER} LIMIT {PAGE} OFFSET {PAGE * (page - 1)}", **chosen, far=json.dumps(far))
    shown = {**chosen, NEAR: visit.request.args.get(NEAR) or ""}
    return await visit.render(
        "needs.html",
        needs=rows,
        count=count,
        page=page,
        last=last,
        before=_link(shown, page - 1) if page > 1 else None,
        after=_link(shown, page + 1) if page < last else None,
        chosen=shown,
        far=far,
        places=await towns_by_county(visit) if visit.release.has(POSITIONS) else [],
        map=await _map(visit, chosen, by_place),
        wider=by_place.get(None, 0),
        above=_link({**chosen, "county": "", "town": ""}),
        names=await visit.site.places(),
        kinds=await visit.rows(f"SELECT kind, kind_label, count(*) AS needs FROM needs WHERE {WAITING} GROUP BY kind, kind_label ORDER BY kind"),
        counties=await _counties(visit),
        published=published(visit, "needs"),
        trail=[(None, visit.say("帮扶需求", "Needs"))],
    )


def _chosen(visit: Visit) -> Mapping[str, str]:
    return {name: (visit.request.args.get(name) or "").strip() for name in FILTERS}


async def _distances(visit: Visit) -> dict[str, int]:
    """How many kilometres the middle of each division is away from that of the one that a visitor chose; nought inside it."""
    place = visit.request.args.get(NEAR) or ""
    if not place or not visit.release.has(POSITIONS):
        return {}
    rows = await visit.rows("SELECT code, latitude, longitude FROM divisions WHERE length(code) <= 9")
    known = Positions((row["code"], row["latitude"], row["longitude"]) for row in rows)
    codes = {row["code"] for row in rows}
    return {code: _apart(known, place, code) for code in codes} if place in codes else {}


def _apart(known: Positions, place: str, code: str) -> int:
    here, there = known.of(place), known.of(code)
    return 0 if code.startswith(place) or here is None or there is None else round(kilometres(here, there))


def _link(chosen: Mapping[str, str], page: int = 1) -> str:
    return with_arguments("/needs", **{name: value or None for name, value in chosen.items()}, page=page if page > 1 else None)


async def need_map(visit: Visit) -> TileMap | None:
    """The counties, or the towns of one, with the needs that wait there."""
    visit.demand(DEMANDED)
    chosen = _chosen(visit)
    return await _map(visit, chosen, await _by_place(visit, chosen))


async def _by_place(visit: Visit, chosen: Mapping[str, str]) -> Mapping[str | None, int]:
    """Needs by county, or by town of one; under None those whose cards name no place as narrow as these."""
    digits = TOWN_DIGITS if chosen["county"] else COUNTY_DIGITS
    return {row["code"]: row["needs"] for row in await visit.rows(BY_PLACE, **{**chosen, "town": ""}, digits=digits)}


async def _map(visit: Visit, chosen: Mapping[str, str], counts: Mapping[str | None, int]) -> TileMap | None:
    county = chosen["county"]
    digits, narrower = (TOWN_DIGITS, "town") if county else (COUNTY_DIGITS, "county")
    everywhere, places = {**chosen, "town": ""}, await visit.site.places()
    names = {code: name for code, name in places.items() if len(code) == digits and code.startswith(county)}
    of_places = {code: count for code, count in counts.items() if code}
    shown = tiles(names, of_places, lambda code: _link({**everywhere, narrower: code}), lambda count: visit.say(f"{count:,} 条", f"{count:,}"))
    where = places.get(county, "")
    title = visit.say(f"{where}等待帮扶的需求", f"Needs that wait for help: {where}" if where else "Needs that wait for help")
    columns = [("name", visit.say("地区", "Place"), "text"), ("value", visit.say("需求", "Needs"), "whole")]
    stands = outlet(visit, "/needs", "/needs/tiles", **{name: value or None for name, value in everywhere.items()})
    return tile_map(title, shown, columns, stands) if shown else None


async def need(visit: Visit) -> Response:
    """One card."""
    visit.demand(DEMANDED)
    found = await visit.row("SELECT * FROM needs WHERE number = :number", number=visit.parameter("number"))
    trail = [("/needs", visit.say("帮扶需求", "Needs")), (None, found["item_name"])]
    return await visit.render("need.html", need=found, trail=trail)


async def _counties(visit: Visit) -> list[tuple[str, str]]:
    """Code and name of each county in which something is needed."""
    names = await visit.site.places()
    codes = await visit.rows(f"SELECT DISTINCT {COUNTY} AS code FROM needs WHERE {WAITING} AND length(region_code) >= 6 ORDER BY code")
    return [(row["code"], names.get(row["code"], row["code"])) for row in codes]


ROUTES = ((r"^/needs$", overview), (r"^/needs/(?P<number>[A-Za-z0-9_-]+)$", need))
