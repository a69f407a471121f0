"""Follow the yuan: by stream, by place and by project, a drawing and the table that it was drawn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from datasette.utils.asgi import NotFound, Response

from open_data.portal import sankey
from open_data.portal.pages import timeline
from open_data.portal.pictures import Drawn, Outlet, outlet
from open_data.portal.sankey import Band, Step
from open_data.portal.site import Row
from open_data.portal.visit import Visit
from open_data.shelf import Needs

NEEDS = {
    "allocations": (
        "year",
        "ordinal",
        "from_level",
        "from_holder_label",
        "from_region_code",
        "to_level",
        "to_holder_label",
        "region_code",
        "amount",
        "stream",
        "source",
    ),
    "fund_streams": ("code", "name", "to_household"),
    "fund_sources": ("code", "name", "level_label"),
}
SUMS = {
    "household_allocations": (
        "month",
        "place",
        "kind",
        "from_level_label",
        "from_holder_label",
        "to_level_label",
        "to_holder_label",
        "amount",
    ),
    "fund_streams": ("purpose", "purpose_label"),
}
SUMMED = """
SELECT month, place, kind, from_level_label, from_holder_label, to_level_label, to_holder_label, amount FROM household_allocations
WHERE ' ' || kind || ' ' LIKE '% ' || :code || ' %' OR ' ' || kind || ' ' LIKE '% ' || :purpose || ' %' ORDER BY month DESC, length(place), place, from_level_label || from_holder_label
"""
HOPS = """
SELECT CASE WHEN ordinal = 1 THEN 'source:' || {source} ELSE from_level || ':' || from_holder || ':' || substr(coalesce(from_region_code, ''), 1, {digits}) END AS source,
       CASE WHEN ordinal = 1 THEN {source_label} ELSE from_holder_label END AS source_label,
       CASE WHEN ordinal > 1 THEN substr(from_region_code, 1, {digits}) END AS source_place,
       from_level AS source_level,
       to_level || ':' || to_holder || ':' || substr(region_code, 1, {digits}) AS target,
       to_holder_label AS target_label, substr(region_code, 1, {digits}) AS target_place, to_level AS target_level,
       count(*) AS hops, round(sum(amount), 2) AS amount
FROM ({hops}) AS hop LEFT JOIN fund_sources ON fund_sources.code = hop.source
GROUP BY 1, 5 ORDER BY min(ordinal), amount DESC
"""
LINKS: Needs = {"allocation_links": ("allocation", "fed_by", "amount")}
WAY = """
WITH RECURSIVE way(hop, amount) AS (
 SELECT number, amount FROM allocations WHERE {where} UNION ALL
 SELECT fed_by, min(way.amount, feeding.amount) FROM way JOIN allocations ON number = hop JOIN allocation_links AS feeding ON allocation = hop
 WHERE way.amount = allocations.amount OR (SELECT count(*) FROM allocation_links WHERE allocation = hop) = 1)
SELECT ordinal, source, from_level, from_holder, from_holder_label, from_region_code, to_level, to_holder, to_holder_label, region_code, round(sum(way.amount), 2) AS amount
FROM way JOIN allocations ON number = hop GROUP BY hop
"""
"""Some hops and, of each hop before them, as much as went on to them: back to the source, or to where the money of several hops was mixed and only a part of it went on."""
MOST_IN_TITLE = 2  # other streams by name: a picture has its title in one line
VILLAGE = 12  # digits of its code
LEVELS = {"central": 0, "province": 0, "society": 0, "city": 4, "county": 6, "town": 9, "village": 12}


@dataclass(frozen=True)
class Flow(Drawn):
    """Hops that were added up, from → to. first: what came in from outside, the hops whose payer is no receiver here. left: of each account that passed money on
    what it has kept of it. steps: the drawing as a list, for narrow screens."""

    first: float
    steps: Sequence[Step]
    left: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Stream:
    """What the address asks for. sums: its hops where it ends at households; year: None if nothing moved yet."""

    described: Row
    sums: Sequence[Row]
    years: Sequence[int]
    year: int | None


async def overview(visit: Visit) -> Response:
    """All streams of a year."""
    visit.demand(NEEDS)
    years = await _years(visit, "1")
    year = _chosen(visit, years)
    streams = await visit.rows(
        """SELECT code, name, fund_streams.department_label, round(sum(amount), 2) AS amount FROM allocations JOIN fund_streams ON fund_streams.code = stream
 WHERE ordinal = 1 AND year = :year GROUP BY code ORDER BY amount DESC""",
        year=year,
    )
    to_households = await visit.rows("SELECT code, name FROM fund_streams WHERE to_household = 1 ORDER BY code")
    flow, trail = await flow_of_year(visit), [(None, visit.say("资金流向", "Follow the yuan"))]
    return await visit.render("money.html", years=years, year=year, streams=streams, flow=flow, household_streams=to_households, trail=trail)


async def flow_of_year(visit: Visit) -> Flow:
    """All streams of the year that the address asks for."""
    visit.demand(NEEDS)
    year = _chosen(visit, await _years(visit, "1"))
    label = (await visit.site.books()).label(year, visit.preferences)
    title = visit.say(f"帮扶资金流向 {label}", f"Assistance money of {label}")
    return await flow_of(visit, title, outlet(visit, "/money", year=year), "year = :year", 4, by_level=True, year=year)


async def _asked(visit: Visit) -> _Stream:
    visit.demand(NEEDS)
    code = visit.parameter("code")
    described = await visit.row("SELECT * FROM fund_streams WHERE code = :code", code=code)
    sums = await _sums(visit, described) if described["to_household"] else []
    years = sorted({int(year) for row in sums for year in row["month"].split()}, reverse=True) or await _years(visit, "stream = :code", code=code)
    return _Stream(described, sums, years, _chosen(visit, years) if years else None)


async def flow_of_stream(visit: Visit) -> Flow | None:
    """The stream and year that the address asks for."""
    return await _flow_of(visit, await _asked(visit))


async def _flow_of(visit: Visit, of: _Stream) -> Flow | None:
    if of.year is None:
        return None
    code, label = of.described["code"], (await visit.site.books()).label(of.year, visit.preferences)
    title = visit.say(f"{of.described['name']}流向 {label}", f"{of.described['name']}, {label}")
    stands = outlet(visit, f"/money/{code}", year=of.year)
    if of.sums:
        sums = [row for row in of.sums if str(of.year) in row["month"].split()]
        return _flow_of_sums(visit, title + _others(visit, sums, of.described), stands, sums)
    return await flow_of(visit, title, stands, "stream = :code AND year = :year", 6, code=code, year=of.year)


async def stream(visit: Visit) -> Response:
    """One stream of a year."""
    of = await _asked(visit)
    described, code = of.described, of.described["code"]
    sources = await visit.rows("SELECT name, level_label, share FROM fund_sources WHERE stream = :code ORDER BY share DESC", code=code)
    return await visit.render(
        "stream.html",
        stream=described,
        years=of.years,
        year=of.year,
        flow=await _flow_of(visit, of),
        sources=sources,
        beginning=await timeline.beginning(visit, "stream", code),
        sums=of.sums,
        sum_columns=[
            ("month", visit.say("年度", "Year"), "text"),
            ("place", visit.say("地区", "Places"), "text"),
            ("kinds", visit.say("合计了哪些资金", "Streams in this sum"), "text"),
            ("payer", visit.say("从", "From"), "text"),
            ("payee", visit.say("到", "To"), "text"),
            ("amount", visit.say("金额（元）", "Yuan"), "money"),
        ],
        source_columns=[
            ("name", visit.say("来源", "Source"), "text"),
            ("level_label", visit.say("级次", "Level"), "text"),
            ("share", visit.say("应占比例", "Share"), "share"),
        ],
        trail=[("/money", visit.say("资金流向", "Follow the yuan")), (None, described["name"])],
    )


async def _sums(visit: Visit, described: Row) -> Sequence[Row]:
    """The hops of a stream that ends at households: sums behind which stand eleven of them, maybe with all of its purpose or with other streams together."""
    if not visit.release.has(SUMS):
        return []
    rows = await visit.rows(SUMMED, code=described["code"], purpose=described["purpose"])
    places = await visit.site.places()
    streams = await visit.rows("SELECT code, name, purpose FROM fund_streams WHERE to_household = 1 ORDER BY code")
    return [
        {**row, "place": _in_words(row["place"], places), "kinds": _streams_in_words(row["kind"], streams), **_accounts(visit, row)} for row in rows
    ]


def _accounts(visit: Visit, row: Row) -> dict[str, str]:
    """Who paid and who was paid where no place is told: 市级国库, Treasury (City)."""
    ends = {"payer": (row["from_level_label"], row["from_holder_label"]), "payee": (row["to_level_label"], row["to_holder_label"])}
    return {end: visit.say(f"{level}{holder}", f"{holder} ({level})") for end, (level, holder) in ends.items()}


def _in_words(codes: str, names: Mapping[str, str]) -> str:
    return "、".join(names.get(code, code) for code in codes.split())


def _streams_in_words(kinds: str, streams: Sequence[Row]) -> str:
    """The streams that a sum covers, each once: a purpose stands for all of its streams that end at households, and may stand beside some of them."""
    codes = kinds.split()
    return "、".join(stream["name"] for stream in streams if stream["code"] in codes or stream["purpose"] in codes)


def _others(visit: Visit, sums: Sequence[Row], described: Row) -> str:
    """Behind a title, the other streams that stand in some of these sums and cannot be told from it there; of more than two how many they are."""
    names = [*dict.fromkeys(name for row in sums for name in row["kinds"].split("、") if name != described["name"])]
    if not names:
        return ""
    if len(names) > MOST_IN_TITLE:
        return visit.say(f"（部分市县与另外 {len(names)} 种资金合计）", f" (in some counties together with {len(names)} other streams)")
    return visit.say(f"（部分市县与{'、'.join(names)}合计）", f" (in some counties together with {', '.join(names)})")


async def flow_of_place(visit: Visit, code: str) -> Flow | None:
    """What came into a place and where it went inside it, all years; of a village all the way from its source."""
    if not visit.release.has(NEEDS):
        return None
    places = await visit.site.places()
    title = visit.say(f"{places[code]}：资金从哪里来、到哪里去", f"{places[code]}: where the money came from and went")
    digits = min(12, len(code) + 3) if len(code) >= 6 else 6
    stands, is_village = outlet(visit, f"/places/{code}"), len(code) == VILLAGE
    return await flow_of(visit, title, stands, "region_code LIKE :code || '%'", digits, from_source=is_village, code=code)


async def flow_of_project(visit: Visit, code: str) -> Flow | None:
    """The money that reached a project, all the way from its source."""
    if not visit.release.has({**NEEDS, "allocations": ("project",)}):
        return None
    title = visit.say("这个项目的资金从哪里来", "Where the money of this project came from")
    return await flow_of(visit, title, outlet(visit, f"/projects/{code}"), "project = :code", VILLAGE, from_source=True, code=code)


async def flow_of(
    visit: Visit, title: str, stands: Outlet, where: str, digits: int, by_level: bool = False, from_source: bool = False, **values: object
) -> Flow:
    """Hops added up by account and place (`digits` of its code). from_source: with what went before them (`WAY`)."""
    hops = (WAY if from_source and visit.release.has(LINKS) else "SELECT * FROM allocations WHERE {where}").format(where=where)
    source, label = ("fund_sources.level", "fund_sources.level_label") if by_level else ("source", "fund_sources.name")
    rows = await visit.rows(HOPS.format(source=source, source_label=label, digits=digits, hops=hops), **values)
    places = await visit.site.places()
    flow = _drawn(visit, title, stands, named := [_named(visit, row, places, digits) for row in rows])
    return replace(flow, first=_entered(named)) if from_source else replace(flow, left=_left(named))


def _left(rows: Sequence[Row]) -> dict[str, float]:
    """What is left in accounts that have received more than they paid, and paid something."""
    received, paid, labels = Counter[str](), Counter[str](), {row["source"]: row["from"] for row in rows}
    for row in rows:
        received[row["target"]] += round(row["amount"] * 100)
        paid[row["source"]] += round(row["amount"] * 100)
    return {labels[account]: (received[account] - cents) / 100 for account, cents in paid.items() if received[account] > cents}


def _flow_of_sums(visit: Visit, title: str, stands: Outlet, sums: Sequence[Row]) -> Flow:
    """Sums of all places together, by the accounts that paid and received; where it is not told who paid an account, its money begins there."""
    found: Counter[tuple[str, str]] = Counter()
    for row in sums:
        found[row["payer"], row["payee"]] += row["amount"]
    rows = [{"source": payer, "target": payee, "from": payer, "to": payee, "amount": amount} for (payer, payee), amount in found.items()]
    return replace(_drawn(visit, title, stands, rows), first=_entered(rows))


def _entered(rows: Sequence[Row]) -> float:
    """What accounts paid beyond what they are told to have received."""
    kept: Counter[str] = Counter()
    for row in rows:
        kept.update({row["source"]: round(row["amount"] * 100)})
        kept.subtract({row["target"]: round(row["amount"] * 100)})
    return sum(cents for cents in kept.values() if cents > 0) / 100


def _drawn(visit: Visit, title: str, stands: Outlet, rows: Sequence[Row]) -> Flow:
    """The drawing of named hops and its table."""
    labels = {row["source"]: row["from"] for row in rows} | {row["target"]: row["to"] for row in rows}
    receivers = {row["target"] for row in rows}
    bands = [Band(row["source"], row["target"], row["amount"]) for row in rows if row["source"] != row["target"]]
    columns = [
        ("from", visit.say("从", "From"), "text"),
        ("to", visit.say("到", "To"), "text"),
        *([("hops", visit.say("笔数", "Hops"), "whole")] if all("hops" in row.keys() for row in rows) else []),
        ("amount", visit.say("金额（元）", "Yuan"), "money"),
    ]
    first = sum(row["amount"] for row in rows if row["source"] not in receivers)
    return Flow(title, sankey.draw(bands, labels, title), columns, rows, stands, first, sankey.steps(bands, labels))


def _named(visit: Visit, row: Row, places: Mapping[str, str], digits: int) -> Row:
    return {
        **row,
        "from": _account(row["source_label"], row["source_level"], places.get(row["source_place"]), digits, visit),
        "to": _account(row["target_label"], row["target_level"], places.get(row["target_place"]), digits, visit),
    }


def _account(holder: str, level: str, place: str | None, digits: int, visit: Visit) -> str:
    """宜兴市国库; where counties, towns or villages were added up, 无锡市各市（县）区国库."""
    if not place:
        return holder
    if LEVELS[level] <= digits:
        return visit.say(f"{place}{holder}", f"{holder}, {place}")
    return visit.say(f"{place}各{'市（县）区' if level == 'county' else ''}{holder}", f"{holder}, every {level} of {place}")


async def _years(visit: Visit, where: str, **values: object) -> list[int]:
    return [row["year"] for row in await visit.rows(f"SELECT DISTINCT year FROM allocations WHERE {where} ORDER BY year DESC", **values)]


def _chosen(visit: Visit, years: list[int]) -> int:
    """The year that the address asks for, else the newest."""
    asked = visit.request.args.get("year")
    if asked is None and years:
        return years[0]
    if asked is None or not asked.isdigit() or int(asked) not in years:
        raise NotFound(visit.say("没有这一年的数据", "There are no data of this year"))
    return int(asked)


ROUTES = ((r"^/money$", overview), (r"^/money/(?P<code>[A-Z0-9-]+)$", stream))
