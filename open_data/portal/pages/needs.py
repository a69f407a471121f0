"""Published needs: those that still wait for help, found by words as the search finds them, and a card for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette.utils.asgi import NotFound, Response

from open_data.portal.chosen_needs import COUNTY, ORDERS, ROWS, TOWN, WHERE, Chosen
from open_data.portal.divisions import places_to_start_from
from open_data.portal.downloads import downloaded
from open_data.portal.pages.status import published
from open_data.portal.pictures import outlet
from open_data.portal.searching import desk
from open_data.portal.tiles import TileMap, tile_map, tiles
from open_data.portal.visit import Visit
from open_data.shelf import Needs

COLUMNS = (
    *("number", "item", "item_name", "kind", "kind_label", "unit", "state", "missing", "missing_label", "needed_in", "published_in"),
    *("region_code", "region_name"),
)
DEMANDED: Needs = {"needs": COLUMNS}
COUNTY_DIGITS, TOWN_DIGITS = 6, 9  # of a division's code
# by the place that a card names, if it is as narrow as that; all others together
BY_PLACE = f"""SELECT CASE WHEN length(region_code) >= :digits THEN substr(region_code, 1, :digits) END AS code, count(*) AS needs
FROM needs WHERE {WHERE} GROUP BY 1"""
NARROW = {name: f"CASE WHEN length(region_code) >= {digits} THEN {code} END" for name, digits, code in (("county", 6, COUNTY), ("town", 9, TOWN))}
BY = {
    "kind": ("kind", "种类", "Kind"),
    "item": ("item", "需要什么", "What is needed"),
    "county": (NARROW["county"], "市（县）区", "County"),
    "town": (NARROW["town"], "镇（街道）", "Town"),
    "needed_in": ("needed_in", "截止月份", "Needed by the end of"),
}
LABELS = {"kind": "kind_label", "item": "item_name"}
SORTS = {
    "": ("自动（选了地方则最近的在前）", "Automatic (nearest first if a place is chosen)"),
    "best": ("最符合所写", "Best fit to the words"),
    "urgent": ("最紧迫", "Most urgent"),
    "newest": ("最新", "Newest"),
    "nearest": ("最近", "Nearest"),
    "remaining": ("还缺最多", "Most still missing"),
}
FORMS = ("csv", "json")
PAGE = 50


async def overview(visit: Visit) -> Response:
    """A page of the needs that still wait, the most urgent first, by words, kind, item and place."""
    visit.demand(DEMANDED)
    chosen = await Chosen.of(visit)
    by_place = await _by_place(visit, chosen)
    count = (await visit.row(f"SELECT count(*) AS needs FROM needs WHERE {WHERE}", **chosen.values))["needs"]
    page, last = visit.page_number, max(1, -(-count // PAGE))
    if page > last:
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    rows = await visit.rows(f"{ROWS}{ORDERS[chosen.order]} LIMIT {PAGE} OFFSET {PAGE * (page - 1)}", **chosen.values)
    return await visit.render(
        "needs.html",
        needs=rows,
        count=count,
        page=page,
        last=last,
        before=chosen.link(page=page - 1) if page > 1 else None,
        after=chosen.link(page=page + 1) if page < last else None,
        chosen=chosen.filters,
        near=chosen.near,
        far=chosen.far,
        answer=chosen.answer,
        stands_in=chosen.answer is not None and desk(visit).stands_in(chosen.answer),
        plainly=lambda piece: chosen.plainly(piece).link(),
        order=visit.say(*SORTS[chosen.order]),
        sorts=[(name, visit.say(*words), name == chosen.sort) for name, words in SORTS.items()],
        places=await places_to_start_from(visit),
        map=await _map(visit, chosen, by_place),
        wider=by_place.get(None, 0),
        above=chosen.but(county="", town="").link(),
        names=await visit.site.places(),
        kinds=await _facet(visit, chosen, "kind"),
        items=await _facet(visit, chosen, "item"),
        counties=await _facet(visit, chosen, "county"),
        item=lambda code: chosen.but(item="" if code == chosen.filters["item"] else code).link(),
        forms=[(form, chosen.link(f"/needs.{form}")) for form in FORMS],
        asked=[(name, value) for name, values in chosen.asked.items() for value in values],
        by=[(name, visit.say(*words)) for name, (_, *words) in BY.items()],
        published=published(visit, "needs"),
        trail=[(None, visit.say("帮扶需求", "Needs"))],
    )


async def rows(visit: Visit) -> Response:
    """All that were chosen, in their order, to download."""
    visit.demand(DEMANDED)
    chosen = await Chosen.of(visit)
    found = await visit.rows(f"{ROWS}{ORDERS[chosen.order]}", **chosen.values)
    return downloaded([{name: row[name] for name in COLUMNS} for row in found], COLUMNS, visit.request.path, "needs")


async def sums(visit: Visit) -> Response:
    """How many of those that were chosen have the same codes, to download; without `by`, all together."""
    visit.demand(DEMANDED)
    by = tuple(dict.fromkeys(name for name in visit.request.args.getlist("by") if name in BY))
    columns = [column for name in by for column in (name, f"{name}_label")] + ["needs"]
    return downloaded(await _counted(visit, await Chosen.of(visit), by), columns, visit.request.path, "needs-sums")


async def _counted(visit: Visit, chosen: Chosen, by: tuple[str, ...]) -> list[dict[str, Any]]:
    """Needs by some codes, with what these are called."""
    names = await visit.site.places()
    told = [f"{BY[name][0]} AS {name}, {f'max({LABELS[name]})' if name in LABELS else BY[name][0]} AS {name}_label" for name in by]
    grouped = f"GROUP BY {', '.join(BY[name][0] for name in by)} ORDER BY {', '.join(by)}" if by else ""
    found = await visit.rows(f"SELECT {', '.join([*told, 'count(*) AS needs'])} FROM needs WHERE {WHERE} {grouped}", **chosen.values)
    return [row | {f"{name}_label": names.get(row[name], row[name]) for name in NARROW if name in by} for row in map(dict, found)]


async def _facet(visit: Visit, chosen: Chosen, name: str) -> list[dict[str, Any]]:
    """The codes of a filter, each with how many there would be with it."""
    others = chosen.but(county="", town="") if name == "county" else chosen.but(**{name: ""})
    found = await _counted(visit, others, (name,))
    return [{"code": row[name], "label": row[f"{name}_label"], "count": row["needs"]} for row in found if row[name]]


async def need_map(visit: Visit) -> TileMap | None:
    """The counties, or the towns of one, with the needs that wait there."""
    visit.demand(DEMANDED)
    chosen = await Chosen.of(visit)
    return await _map(visit, chosen, await _by_place(visit, chosen))


async def _by_place(visit: Visit, chosen: Chosen) -> Mapping[str | None, int]:
    """Needs by county, or by town of one; under None those whose cards name no place as narrow as these."""
    digits = TOWN_DIGITS if chosen.filters["county"] else COUNTY_DIGITS
    return {row["code"]: row["needs"] for row in await visit.rows(BY_PLACE, **chosen.but(town="").values, digits=digits)}


async def _map(visit: Visit, chosen: Chosen, counts: Mapping[str | None, int]) -> TileMap | None:
    county = chosen.filters["county"]
    digits, narrower = (TOWN_DIGITS, "town") if county else (COUNTY_DIGITS, "county")
    places = await visit.site.places()
    names = {code: name for code, name in places.items() if len(code) == digits and code.startswith(county)}
    of_places = {code: count for code, count in counts.items() if code}
    shown = tiles(
        names, of_places, lambda code: chosen.but(**{"town": "", narrower: code}).link(), lambda count: visit.say(f"{count:,} 条", f"{count:,}")
    )
    where = places.get(county, "")
    title = visit.say(f"{where}等待帮扶的需求", f"Needs that wait for help: {where}" if where else "Needs that wait for help")
    columns = [("name", visit.say("地区", "Place"), "text"), ("value", visit.say("需求", "Needs"), "whole")]
    stands = outlet(visit, "/needs", "/needs/tiles", **{name: value or None for name, value in {**chosen.filters, "town": ""}.items()})
    return tile_map(title, shown, columns, stands) if shown else None


async def need(visit: Visit) -> Response:
    """One card."""
    visit.demand(DEMANDED)
    found = await visit.row("SELECT * FROM needs WHERE number = :number", number=visit.parameter("number"))
    trail = [("/needs", visit.say("帮扶需求", "Needs")), (None, found["item_name"])]
    return await visit.render("need.html", need=found, trail=trail)


ROUTES = (
    (r"^/needs$", overview),
    (r"^/needs\.(?:csv|json)$", rows),
    (r"^/needs/sums\.(?:csv|json)$", sums),
    (r"^/needs/(?P<number>[A-Za-z0-9_-]+)$", need),
)
