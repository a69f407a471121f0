"""Published needs: those that still wait for help, and a card for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette.utils.asgi import NotFound, Response

from open_data.portal.pages.status import published
from open_data.portal.tiles import Tile, tiles
from open_data.portal.visit import Visit, with_arguments
from open_data.shelf import Needs

DEMANDED: Needs = {"needs": ("number", "item_name", "kind", "kind_label", "missing", "missing_label", "needed_in", "region_code", "region_name")}
WAITING = "state IN ('published', 'partly_pledged') AND missing <> 'none'"
COUNTY, TOWN = "substr(region_code, 1, 6)", "substr(region_code, 1, 9)"
CHOSEN = f"""{WAITING} AND (:kind = '' OR kind = :kind) AND (:county = '' OR {COUNTY} = :county) AND (:town = '' OR {TOWN} = :town)
 AND instr(item_name, :words) > 0"""
FILTERS = ("words", "kind", "county", "town")
# by the place that a card names, if it is as narrow as that; all others together
BY_PLACE = f"""SELECT CASE WHEN length(region_code) >= :digits THEN substr(region_code, 1, :digits) END AS code, count(*) AS needs
FROM needs WHERE {CHOSEN} GROUP BY 1"""
PAGE = 50


async def overview(visit: Visit) -> Response:
    """A page of the needs that still wait, the most urgent first, by words, kind and county."""
    visit.demand(DEMANDED)
    chosen = {name: (visit.request.args.get(name) or "").strip() for name in FILTERS}
    count = (await visit.row(f"SELECT count(*) AS needs FROM needs WHERE {CHOSEN}", **chosen))["needs"]
    page, last = visit.page_number, max(1, -(-count // PAGE))
    if page > last:
        raise NotFound(visit.say("没有这一页", "There is no such page"))
    rows = await visit.rows(f"SELECT * FROM needs WHERE {CHOSEN} ORDER BY needed_in, number LIMIT {PAGE} OFFSET {PAGE * (page - 1)}", **chosen)
    return await visit.render(
        "needs.html",
        needs=rows,
        count=count,
        page=page,
        last=last,
        before=_link(chosen, page - 1) if page > 1 else None,
        after=_link(chosen, page + 1) if page < last else None,
        chosen=chosen,
        map=await _map(visit, chosen),
        names=await visit.site.places(),
        kinds=await visit.rows(f"SELECT kind, kind_label, count(*) AS needs FROM needs WHERE {WAITING} GROUP BY kind, kind_label ORDER BY kind"),
        counties=await _counties(visit),
        published=published(visit, "needs"),
        trail=[(None, visit.say("帮扶需求", "Needs"))],
    )


def _link(chosen: Mapping[str, str], page: int = 1) -> str:
    return with_arguments("/needs", **{name: value or None for name, value in chosen.items()}, page=page if page > 1 else None)


@dataclass(frozen=True)
class NeedMap:
    """The counties, or the towns of one, each with the needs there that wait; wider: needs whose cards name no place as narrow as these."""

    tiles: Sequence[Tile]
    wider: int
    above: str | None


async def _map(visit: Visit, chosen: Mapping[str, str]) -> NeedMap:
    county = chosen["county"]
    digits, narrower = (9, "town") if county else (6, "county")
    everywhere = {**chosen, "town": ""}
    counts = {row["code"]: row["needs"] for row in await visit.rows(BY_PLACE, **everywhere, digits=digits)}
    names = {code: name for code, name in (await visit.site.places()).items() if len(code) == digits and code.startswith(county)}
    drawn = tiles(names, counts, lambda code: _link({**everywhere, narrower: code}), lambda count: visit.say(f"{count:,} 条", f"{count:,}"))
    return NeedMap(drawn, counts.get(None, 0), _link({**everywhere, "county": ""}) if county else None)


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
