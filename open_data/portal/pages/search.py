"""Search over everything that the release publishes: what was understood, facets with counts, marked words, downloads of what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from datasette.utils.asgi import BadRequest, Request, Response

from databases.clock import SHANGHAI
from open_data.portal.downloads import downloaded
from open_data.portal.visit import Visit, with_arguments
from search.cursors import StaleCursorError
from search.desk import Answer, Desk, FacetValue
from search.documents import KINDS, Document
from search.queries import FacetIs, Query, QueryError, Sort

PAGE = 20
FACETS = {"kind": ("类别", "Kind"), "benefit_county": ("市（县）区", "County"), "year": ("年度", "Year"), "department": ("主管部门", "Department")}
SORTS = {Sort.BEST: ("最相关", "Best"), Sort.NEWEST: ("最新", "Newest")}
COLUMNS = ("id", "kind", "title", "url", "place", "day", "amount")
MOST_SUGGESTED = 8


async def search(visit: Visit) -> Response:
    """The page of answers; without a text, the box alone."""
    query = query_of(visit.request)
    answer, is_anew = await _answer(visit, query)
    return await visit.render(
        "search.html",
        query=query,
        answer=answer,
        is_anew=is_anew,
        facets=list(_facets(visit, query, answer)),
        sorts=[(sort.value, visit.say(*words), sort is query.sort) for sort, words in SORTS.items()],
        kinds=KINDS,
        places=await visit.site.places(),
        stands_in=desk(visit).stands_in(answer),
        plainly=lambda piece: _link(query, plain=[*query.plain, piece]),
        further=_link(query, after=answer.after) if answer.after else None,
        downloads=[(form, _link(query, f"/search.{form}")) for form in ("csv", "json")],
        trail=[(None, visit.say("搜索", "Search"))],
    )


async def rows(visit: Visit) -> Response:
    """Everything that a query finds, to download."""
    found = [_row(document) async for document in desk(visit).rows(query_of(visit.request), _today())]
    return downloaded(found, COLUMNS, visit.request.path, "search")


async def suggest(visit: Visit) -> Response:
    """Words that begin with what is being typed."""
    found = await desk(visit).suggest(visit.request.args.get("q") or "", MOST_SUGGESTED)
    return Response.json([{"word": one.word, "label": one.label, "count": one.count} for one in found])


def desk(visit: Visit) -> Desk:
    """The desk of the release, opened once."""
    if visit.site.desk is None:
        visit.site.desk = Desk.open(visit.release.search_file, visit.site.around.cluster)
    return visit.site.desk


def query_of(request: Request) -> Query:
    """The query of an address; what it does not know it leaves aside."""
    args = request.args
    filters = tuple(FacetIs(facet, frozenset(chosen)) for facet in FACETS if (chosen := args.getlist(facet)))
    sort = Sort(args.get("sort")) if args.get("sort") in list(SORTS) else Sort.BEST
    plain = frozenset(args.getlist("plain"))
    return Query(text=args.get("q") or "", filters=filters, facets=tuple(FACETS), sort=sort, size=PAGE, after=args.get("after"), plain=plain)


async def _answer(visit: Visit, query: Query) -> tuple[Answer, bool]:
    """The answer, and whether it begins anew since the page that was to go on is no longer there."""
    try:
        return await desk(visit).answer(query, _today()), False
    except StaleCursorError:
        return await desk(visit).answer(replace(query, after=None), _today()), True
    except QueryError:
        raise BadRequest(visit.say("这一页的续页标记无法识别，请重新搜索", "This page is the next of no search: please search again")) from None


def _facets(visit: Visit, query: Query, answer: Answer) -> Iterator[tuple[str, list[tuple[FacetValue, bool, str]]]]:
    """Each facet with its values: whether it is chosen, and the address that chooses it or leaves it."""
    for facet, words in FACETS.items():
        chosen = _chosen(query, facet)
        values = [
            (value, value.code in chosen, _link(query, "/search", **{facet: sorted(chosen ^ {value.code})})) for value in answer.facets.get(facet, ())
        ]
        if values:
            yield visit.say(*words), values


def _chosen(query: Query, facet: str) -> frozenset[str]:
    return next((each.codes for each in query.filters if isinstance(each, FacetIs) and each.facet == facet), frozenset())


def _link(query: Query, /, path: str = "/search", **changed: Any) -> str:
    """The address of a query with some things changed; going on is left out unless it is asked for."""
    asked: dict[str, object] = {"q": query.text or None, "sort": None if query.sort is Sort.BEST else query.sort.value, "plain": sorted(query.plain)}
    asked |= {facet: sorted(_chosen(query, facet)) for facet in FACETS}
    return with_arguments(path, **{name: value for name, value in (asked | changed).items() if value})


def _row(document: Document) -> dict[str, str | None]:
    return {
        "id": document.id,
        "kind": document.kind,
        "title": document.title,
        "url": document.url,
        "place": document.benefit_place,
        "day": document.day.isoformat() if document.day else None,
        "amount": str(document.amount) if document.amount is not None else None,
    }


def _today() -> date:
    return datetime.now(SHANGHAI).date()


ROUTES = ((r"^/search$", search), (r"^/search\.(?:csv|json)$", rows), (r"^/search/suggest\.json$", suggest))
