"""Search over everything that the release publishes: what was understood, facets with counts, marked words, downloads of what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from datasette.utils.asgi import BadRequest, Response

from open_data.portal.divisions import places_to_start_from, positions
from open_data.portal.downloads import downloaded
from open_data.portal.searching import answered, desk, today
from open_data.portal.visit import Visit, with_arguments
from search.cursors import StaleCursorError
from search.desk import Answer, FacetValue
from search.documents import KINDS, Document
from search.engine import Sum
from search.queries import FacetIs, Point, Query, QueryError, Sort

PAGE = 20
FACETS = {
    "kind": ("类别", "Kind"),
    "benefit_county": ("市（县）区", "County"),
    "year": ("年度", "Year"),
    "department": ("主管部门", "Department"),
    "need_kind": ("需要什么", "What is needed"),
    "problem_state": ("难题进展", "How far a problem is"),
    "skill": ("所需技能", "Skill that it takes"),
}
SORTS = {
    "": ("自动（选了地方则最近的在前）", "Automatic (nearest first if a place is chosen)"),
    Sort.BEST: ("最相关", "Best"),
    Sort.NEWEST: ("最新", "Newest"),
    Sort.URGENT: ("最紧迫（截止日期最近）", "Most urgent"),
    Sort.NEAREST: ("最近（请选地方）", "Nearest (choose a place)"),
    Sort.REMAINING: ("还缺最多", "Most still missing"),
}
COLUMNS = ("id", "kind", "title", "url", "place", "day", "deadline", "amount")
FORMS = ("csv", "json")
MOST_SUGGESTED = 8


async def search(visit: Visit) -> Response:
    """The page of answers; without a text, the box alone."""
    query = await query_of(visit)
    answer, is_anew = await _answer(visit, query)
    return await visit.render(
        "search.html",
        query=query,
        answer=answer,
        is_anew=is_anew,
        facets=list(_facets(visit, query, answer)),
        sorts=[(sort, visit.say(*words), sort == _sort(visit)) for sort, words in SORTS.items()],
        kinds=KINDS,
        day=_day,
        names=await visit.site.places(),
        places=await places_to_start_from(visit),
        near=_near(visit),
        stands_in=desk(visit).stands_in(answer),
        plainly=lambda piece: _link(visit, query, plain=[*query.plain, piece]),
        further=_link(visit, query, after=answer.after) if answer.after else None,
        forms=[(form, _link(visit, query, f"/search.{form}")) for form in FORMS],
        asked=[(name, value) for name, values in _asked(visit, query).items() for value in values],
        by=[(facet, visit.say(*words)) for facet, words in FACETS.items()],
        trail=[(None, visit.say("搜索", "Search"))],
    )


async def rows(visit: Visit) -> Response:
    """Everything that a query finds, to download."""
    found = [_row(document) async for document in desk(visit).rows(await query_of(visit), today())]
    return downloaded(found, COLUMNS, visit.request.path, "search")


async def sums(visit: Visit) -> Response:
    """How many of what a query finds have the same codes, and their amounts in yuan, to download; without a facet, of everything."""
    by = tuple(dict.fromkeys(facet for facet in visit.request.args.getlist("by") if facet in FACETS))
    found = [_sum(visit, by, one) async for one in desk(visit).sums(await query_of(visit), by, today())]
    columns = [name for facet in by for name in (facet, f"{facet}_label")] + ["count", "amount"]
    return downloaded(sorted(found, key=lambda row: [row[facet] or "" for facet in by]), columns, visit.request.path, "search-sums")


async def suggest(visit: Visit) -> Response:
    """Words that begin with what is being typed."""
    found = await desk(visit).suggest(visit.request.args.get("q") or "", MOST_SUGGESTED)
    return Response.json([{"word": one.word, "label": one.label, "count": one.count} for one in found])


async def query_of(visit: Visit) -> Query:
    """The query of an address; what it does not know it leaves aside. The nearest stand first only where a place is chosen."""
    args = visit.request.args
    filters = tuple(FacetIs(facet, frozenset(chosen)) for facet in FACETS if (chosen := args.getlist(facet)))
    middle = (await positions(visit)).of(_near(visit)) if _near(visit) else None
    sort = Sort(_sort(visit) or (Sort.NEAREST if middle else Sort.BEST))
    return Query(
        text=args.get("q") or "",
        filters=filters,
        facets=tuple(FACETS),
        sort=Sort.BEST if sort is Sort.NEAREST and middle is None else sort,
        near=Point(*middle) if middle else None,
        size=PAGE,
        after=args.get("after"),
        plain=frozenset(args.getlist("plain")),
    )


def _near(visit: Visit) -> str:
    return visit.request.args.get("near") or ""


def _sort(visit: Visit) -> str:
    """As was chosen; empty: by whether a place was."""
    asked = visit.request.args.get("sort")
    return asked if asked in SORTS else ""


async def _answer(visit: Visit, query: Query) -> tuple[Answer, bool]:
    """The answer, and whether it begins anew since the page that was to go on is no longer there."""
    try:
        return await answered(visit, query), False
    except StaleCursorError:
        return await answered(visit, replace(query, after=None)), True
    except QueryError:
        raise BadRequest(visit.say("这一页的续页标记无法识别，请重新搜索", "This page is the next of no search: please search again")) from None


def _facets(visit: Visit, query: Query, answer: Answer) -> Iterator[tuple[str, list[tuple[FacetValue, bool, str]]]]:
    """Each facet with its values: whether it is chosen, and the address that chooses it or leaves it."""
    for facet, words in FACETS.items():
        chosen = _chosen(query, facet)
        values = [
            (value, value.code in chosen, _link(visit, query, "/search", **{facet: sorted(chosen ^ {value.code})}))
            for value in answer.facets.get(facet, ())
        ]
        if values:
            yield visit.say(*words), values


def _chosen(query: Query, facet: str) -> frozenset[str]:
    return next((each.codes for each in query.filters if isinstance(each, FacetIs) and each.facet == facet), frozenset())


def _link(visit: Visit, query: Query, /, path: str = "/search", **changed: Any) -> str:
    """The address of a query with some things changed; going on is left out unless it is asked for."""
    return with_arguments(path, **{name: value for name, value in (_asked(visit, query) | changed).items() if value})


def _asked(visit: Visit, query: Query) -> dict[str, list[str]]:
    """The arguments of a query's address."""
    asked = {"q": [query.text], "sort": [_sort(visit)], "near": [_near(visit)], "plain": sorted(query.plain)}
    asked |= {facet: sorted(_chosen(query, facet)) for facet in FACETS}
    return {name: values for name, values in asked.items() if any(values)}


def _row(document: Document) -> dict[str, str | None]:
    return {
        "id": document.id,
        "kind": document.kind,
        "title": document.title,
        "url": document.url,
        "place": document.benefit_place,
        "day": _day(document),
        "deadline": document.deadline.isoformat() if document.deadline else None,
        "amount": str(document.amount) if document.amount is not None else None,
    }


def _day(document: Document) -> str | None:
    """Its day; of a card, which tells a month alone, the month."""
    day = document.day.isoformat() if document.day else None
    return day[:7] if day and document.kind == "need" else day


def _sum(visit: Visit, by: tuple[str, ...], one: Sum) -> dict[str, Any]:
    label = desk(visit).vocabulary.label
    row: dict[str, Any] = {}
    for facet, code in zip(by, one.codes, strict=True):
        row |= {facet: code, f"{facet}_label": code and label(facet, code)}
    return row | {"count": one.count, "amount": str(Decimal(one.cents).scaleb(-2))}


ROUTES = (
    (r"^/search$", search),
    (r"^/search\.(?:csv|json)$", rows),
    (r"^/search/sums\.(?:csv|json)$", sums),
    (r"^/search/suggest\.json$", suggest),
)
