"""The second engine: Elasticsearch 8 or 9, asked with what its core can do, from an index of the same release.

`engine.py` promises the same answers as the embedded engine's; it stays true since both index the same tokens under the same rows, and
`ranking.py` scores what either finds. The cluster tells rows alone: their documents lie in the search file, where they are read faster than they
can be unpacked, sent and parsed; and so do the matches of each clause, which are counted there while the cluster searches.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from elastic_transport import HttpxAsyncHttpNode
from elastic_transport.client_utils import DEFAULT
from elasticsearch import AsyncElasticsearch
from elasticsearch.serializer import CompatibilityModeJsonSerializer, OrjsonSerializer

from search import cursors, ranking
from search.cursors import Cursor
from search.documents import PLACE_FACETS, Document
from search.embedded import MOST_CODES, EmbeddedEngine, concerns
from search.engine import FacetCount, Found, Ranked, Sum
from search.queries import AmountIs, Clause, Condition, DayIs, FacetIs, Field, Phrase, PlaceIs, Question, Sort

Json: TypeAlias = dict[str, Any]

TOLD = ("hits.total", "hits.hits.sort", "aggregations")
"""What is read of an answer; the rest, three quarters of it, is not sent."""
BUCKETS = 1_000
"""Of sums, fetched at a time."""
NO_DEADLINE = 9_999_999
"""Sorts behind every day."""
NONE_REMAINING = -1e300
SAME_POINT = 0.05
"""Metres within which the engines' distances to one point differ: a cluster keeps positions to about a centimetre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where an Elasticsearch is, and how it is spoken to."""

    urls: tuple[str, ...]
    api_key: str | None = field(default=None, repr=False)
    ca: Path | None = None
    """Certificate of the authority that signed the cluster's; none: those of this machine."""
    index: str = "sunshine"
    """How its indices and their alias begin."""
    seconds: float = 1.0
    """How long an answer may take before the embedded engine gives it."""

    def client(self, seconds: float | None = None, tries: int = 2) -> AsyncElasticsearch:
        """A client. A question that a lost node refused goes to one other; what is built has more time and tries, after time-outs too."""
        return AsyncElasticsearch(
            list(self.urls),
            api_key=self.api_key,
            ca_certs=str(self.ca) if self.ca else DEFAULT,
            request_timeout=seconds or self.seconds,
            max_retries=tries - 1,
            retry_on_timeout=tries > 2,
            node_class=HttpxAsyncHttpNode,
            serializers={CompatibilityModeJsonSerializer.mimetype: OrjsonSerializer()},
        )

    def release_alias(self, fingerprint: str) -> str:
        """Names the index of a release from the moment when it was found whole."""
        return f"{self.index}-of-{fingerprint}"


class ClusterEngine:
    """Answers from a cluster's index of the release that an embedded engine has open."""

    name = "elasticsearch"

    def __init__(self, client: AsyncElasticsearch, index: str, embedded: EmbeddedEngine) -> None:
        self._client = client
        self._index = index
        self._embedded = embedded

    async def find(self, question: Question) -> Found:
        cursor = cursors.read(question, self._embedded.row_of)
        is_scored = question.sort is Sort.BEST and (cursor is None or cursor.place is not None)
        if is_scored:
            most = ranking.HEAD + question.size * (cursor is not None)  # the first page has no more than are scored
            answer, matches = await self._ask(question, search_body(question, most, await self._tiers(question)))
            page, after = await asyncio.to_thread(self._best_page, question, answer, matches, cursor)
        else:
            going_on = await asyncio.to_thread(self._going_on, question, cursor)
            answer, matches = await self._ask(question, search_body(question, question.size + 1, await self._tiers(question), going_on))
            page, after = await asyncio.to_thread(self._sorted_page, question, answer)
        facets = {facet: _counts(answer["aggregations"][f"facet {facet}"]) for facet in question.facets}
        return Found(total=_total(answer), ranked=page, facets=facets, matches=matches, after=after, engine=self.name)

    async def sums(self, question: Question, by: tuple[str, ...]) -> AsyncIterator[Sum]:
        cents: Json = {"cents": {"sum": {"field": "cents"}}}
        body: Json = {"size": 0, "track_total_hits": True, "query": _all([_clauses(question), *map(_condition, question.filters)])}
        if not by:
            answer = await self._search(body | {"aggs": cents})
            yield Sum((), _total(answer), int(answer["aggregations"]["cents"]["value"]))
            return
        sources = [{facet: {"terms": {"field": _facet_field(facet), "missing_bucket": True}}} for facet in by]
        composite: Json = {"size": BUCKETS, "sources": sources}
        while True:
            answer = await self._search(body | {"aggs": {"by": {"composite": composite, "aggs": cents}}})
            found = answer["aggregations"]["by"]
            for bucket in found["buckets"]:
                yield Sum(tuple(bucket["key"][facet] for facet in by), int(bucket["doc_count"]), int(bucket["cents"]["value"]))
            if "after_key" not in found:
                return
            composite = composite | {"after": found["after_key"]}

    async def close(self) -> None:
        await self._client.close()

    async def _ask(self, question: Question, body: Json) -> tuple[Any, tuple[int, ...]]:
        """The answer, and how many documents of the release meet each clause by itself, which a total without filters tells of a single one."""
        if len(question.clauses) == 1 and not question.filters:
            answer = await self._search(body)
            return answer, (_total(answer),)
        return await asyncio.gather(self._search(body), self._matches(question))

    async def _matches(self, question: Question) -> tuple[int, ...]:
        return await asyncio.to_thread(lambda: tuple(map(self._embedded.count_of, question.clauses)))

    async def _search(self, body: Json) -> Any:
        """The answer of every shard: half an answer is an error. A release stays as it is, so a node may keep what it was asked."""
        found = await self._client.search(index=self._index, body=body, allow_partial_search_results=False, request_cache=True, filter_path=TOLD)
        return found.body

    # Pages

    async def _tiers(self, question: Question) -> tuple[int, ...]:
        """What each clause adds to a score; where one is enough, its matches tell, which the cluster wants to know before it looks."""
        if question.every:
            return (1,) * len(question.clauses)
        return ranking.tiers(question, await self._matches(question), self._embedded.count)

    def _best_page(self, question: Question, answer: Any, matches: Sequence[int], cursor: Cursor | None) -> tuple[tuple[Ranked, ...], str | None]:
        rows = _rows(answer)
        head = ranking.rank(question, matches, self._embedded.count, self._embedded.candidates(rows[: ranking.HEAD]))
        begin = cursors.begin(cursor, head)
        behind = self._embedded.candidates(rows[ranking.HEAD : begin + question.size])
        page = (*head[begin : begin + question.size], *(Ranked(row, document, 0.0) for row, document, _ in behind))
        last = begin + len(page) - 1
        if not page or last + 1 >= _total(answer):
            return page, None
        return page, cursors.write(page[-1], question, last if last < ranking.HEAD else None)

    def _sorted_page(self, question: Question, answer: Any) -> tuple[tuple[Ranked, ...], str | None]:
        found = self._embedded.candidates(_rows(answer))
        page = tuple(Ranked(row, document, 0.0) for row, document, _ in found[: question.size])
        if len(found) <= len(page):
            return page, None
        first = answer["hits"]["hits"][len(page) - 1]["sort"][0]
        distance = first if question.sort is Sort.NEAREST and page[-1].document.latitude is not None else None
        return page, cursors.write(page[-1], question, distance=distance)

    def _going_on(self, question: Question, cursor: Cursor | None) -> GoingOn | None:
        """Where a page begins: behind the sort values of the cursor's row, worked out anew, whichever engine gave the cursor."""
        if cursor is None or cursor.row is None:
            return None
        document, row = self._embedded.document(cursor.row), cursor.row
        match question.sort:
            case Sort.NEWEST:
                return GoingOn([document.day.toordinal() if document.day else 0, row])
            case Sort.REMAINING:
                return GoingOn([NONE_REMAINING if document.remaining is None else document.remaining, row])
            case Sort.URGENT:
                deadline = document.deadline.toordinal() if document.deadline else NO_DEADLINE
                is_open = document.deadline is not None and document.deadline >= question.today
                return GoingOn([float(is_open), deadline, row])
            case Sort.NEAREST:
                return self._farther(question, document, row, cursor.distance)
        return GoingOn([float(self._embedded.tier_of(question, row)), row])

    def _farther(self, question: Question, document: Document, row: int, told_distance: float | None) -> GoingOn:
        """Behind the cluster's own distance; from the other engine's a little before it, without what was told of the same point."""
        if document.latitude is None:
            return GoingOn(["Infinity", row])
        if told_distance is not None:
            return GoingOn([told_distance, row])
        distance = float(self._embedded.places(question, np.array([row]))[0])
        told = _all([{"term": {"point": point_of(document)}}, {"range": {"row": {"lte": row}}}])
        return GoingOn([max(0.0, distance - SAME_POINT), -1], {"bool": {"must_not": [told]}})


@dataclass(frozen=True, slots=True)
class GoingOn:
    """Sort values behind which a page begins, and what it must leave out."""

    values: list[float | int | str]
    without: Json | None = None


def search_body(question: Question, size: int, tiers: Sequence[int], going_on: GoingOn | None = None) -> Json:
    """The one request that answers a question: rows of hits, total, facets without their own filters."""
    counted = [f for f in question.filters if any(concerns(f, facet) for facet in question.facets)]
    always = [_condition(f) for f in question.filters if f not in counted]
    body: Json = {
        "size": size,
        "track_total_hits": True,
        "stored_fields": "_none_",
        "query": {"bool": {"filter": [_clauses(question), *always], "should": _preferred(question, tiers)}},
        "sort": _sort(question),
        "aggs": _aggregations(question, counted),
    }
    if counted or (going_on and going_on.without):
        body["post_filter"] = _all([*map(_condition, counted), *([going_on.without] if going_on and going_on.without else [])])
    return body | ({"search_after": going_on.values} if going_on else {})


def point_of(document: Document) -> str | None:
    return None if document.latitude is None else f"{document.latitude!r},{document.longitude!r}"


def _aggregations(question: Question, counted: Sequence[Condition]) -> Json:
    """Counts of facets, each without its own filters."""
    return {f"facet {facet}": _facet(facet, [_condition(f) for f in counted if not concerns(f, facet)]) for facet in question.facets}


def _facet(facet: str, others: list[Json]) -> Json:
    """Where no filter is left aside nothing need be filtered again, which costs two fifths of the counting."""
    terms = {"terms": {"field": _facet_field(facet), "size": MOST_CODES, "order": [{"_count": "desc"}, {"_key": "asc"}]}}
    return {"filter": _all(others), "aggs": {"codes": terms}} if others else terms


def _clauses(question: Question) -> Json:
    held, any_of = question.parted([_clause(clause) for clause in question.clauses])
    return _all([*held, _any(any_of)] if any_of else held)


def _preferred(question: Question, tiers: Sequence[int]) -> list[Json]:
    """What adds to a score that begins with none: what the order puts first."""
    first: list[tuple[Json, int]] = []
    if question.sort is Sort.BEST:
        met = [_clause(clause, titles_only=True) for clause in question.clauses]
        met += [] if question.every else map(_clause, question.clauses)
        first = list(zip(met, cycle(tiers), strict=False))
    elif question.sort is Sort.URGENT:
        first = [({"range": {"deadline": {"gte": question.today.toordinal()}}}, 1)]
    return [{"constant_score": {"filter": condition, "boost": tier}} for condition, tier in first]


def _sort(question: Question) -> list[Json]:
    row: Json = {"row": "asc"}
    match question.sort:
        case Sort.NEWEST:
            return [{"day": {"order": "desc", "missing": 0}}, row]
        case Sort.REMAINING:
            return [{"remaining": {"order": "desc", "missing": NONE_REMAINING}}, row]
        case Sort.URGENT:
            return [{"_score": "desc"}, {"deadline": {"order": "asc", "missing": NO_DEADLINE}}, row]
        case Sort.NEAREST:
            assert question.near is not None
            near = {"lat": question.near.latitude, "lon": question.near.longitude}
            return [{"_geo_distance": {"location": near, "order": "asc", "unit": "m", "distance_type": "arc"}}, row]
    return [{"_score": "desc"}, row]


def _clause(clause: Clause, titles_only: bool = False) -> Json:
    phrases = [query for phrase in clause.phrases if phrase.tokens for query in _phrase(phrase, titles_only)]
    return _any([*phrases, *map(_condition, clause.conditions)])


def _phrase(phrase: Phrase, titles_only: bool) -> list[Json]:
    text = " ".join(phrase.tokens)
    if phrase.field is not Field.TEXT:
        return [{"match_phrase": {phrase.field.value: text}}]
    return [{"match_phrase": {field: text}} for field in (("title",) if titles_only else ("title", "body"))]


def _condition(condition: Condition) -> Json:
    match condition:
        case FacetIs(facet, codes):
            return {"terms": {_facet_field(facet): sorted(codes)}}
        case PlaceIs(role, code):
            return {"prefix": {f"{role}_place": code}}
        case AmountIs(lowest, highest):
            ends = {"gte": lowest or 0, "lte": highest}
            return {"range": {"cents": {end: value for end, value in ends.items() if value is not None}}}
        case DayIs(first, last, deadline):
            return {"range": {"deadline" if deadline else "day": {"gte": first.toordinal(), "lte": last.toordinal()}}}


def _facet_field(facet: str) -> str:
    return facet if facet == "kind" or facet in PLACE_FACETS else f"facets.{facet}"


def _all(met: list[Json]) -> Json:
    return {"bool": {"filter": met}}


def _any(met: list[Json]) -> Json:
    return {"bool": {"should": met, "minimum_should_match": 1}} if met else {"match_none": {}}


def _rows(answer: Any) -> list[int]:
    """The last of the values that every order sorts by."""
    return [hit["sort"][-1] for hit in answer["hits"].get("hits", ())]


def _total(answer: Any) -> int:
    return int(answer["hits"]["total"]["value"])


def _counts(found: Any) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(bucket["key"], int(bucket["doc_count"])) for bucket in found.get("codes", found)["buckets"])
