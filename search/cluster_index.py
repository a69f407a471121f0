"""Bringing a release into a cluster: a new index, filled, checked against the embedded engine, and named in one step."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain, islice
from typing import Any

from elasticsearch import ApiError, AsyncElasticsearch, BadRequestError, TransportError
from elasticsearch.helpers import BulkIndexError, async_streaming_bulk

from databases.failures import WrongDataError
from search.cluster import Cluster, ClusterEngine, Json, point_of
from search.documents import PLACE_FACETS, ROLES, Document
from search.embedded import EmbeddedEngine
from search.index_file import body_field, title_fields
from search.normalise import words_of
from search.queries import Clause, Phrase, Question, Sort
from search.records import to_record
from search.vocabulary import Vocabulary

KEPT_RELEASES = 2
"""Releases whose indices stay: the one that is shown, and the one before it to go back to."""
KEPT_OF_EACH = 2
"""Indices of each: needs are published anew every few minutes, and somebody may still read from the one before."""
AT_ONCE = 1_000
SECONDS = 120.0
"""How long one request of the building may take."""
TRIES = 4
"""On other nodes, if one is lost meanwhile; whatever is asked may be asked twice."""
SAMPLES = 8
LOST = (ApiError, TransportError, BulkIndexError)
"""What a cluster answers that has lost the only copy of an index, or cannot be reached for a moment."""


class IndexCheckError(WrongDataError):
    """An index that was filled does not answer like the embedded engine; it was taken away again and nothing has changed."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on while an index is filled: `indexed` is told of how many more documents, `admit` refuses a batch of documents by raising."""

    indexed: Callable[[int], None] = lambda documents: None
    admit: Callable[[list[Json]], None] = lambda documents: None


NOBODY = Watch()


async def publish(cluster: Cluster, embedded: EmbeddedEngine, release: str, watch: Watch = NOBODY) -> str:
    """Bring what an embedded engine has of a release into a cluster and make it the one that is asked; gives the index's name."""
    client = cluster.client(SECONDS, TRIES)
    try:
        index = await _built(client, cluster, embedded, release, watch)
        await _name(client, index, cluster, embedded.fingerprint)
        await _forget_older(client, cluster)
    finally:
        await client.close()
    return index


async def withdraw(cluster: Cluster, kept: Collection[str]) -> list[str]:
    """Delete the indices of releases that are no longer in force; `kept`: the fingerprints of those that are. Gives their names."""
    client = cluster.client(SECONDS, TRIES)
    try:
        gone = [index for index in await _indices(client, cluster) if index.split("-")[-2] not in kept]
        for index in gone:
            await client.options(ignore_status=404).indices.delete(index=index)
    finally:
        await client.close()
    return gone


async def _built(client: AsyncElasticsearch, cluster: Cluster, embedded: EmbeddedEngine, release: str, watch: Watch) -> str:
    """A new index that is whole. If a node is lost before it has a copy elsewhere, it is built anew under another name."""
    for last in (False, True):
        index = f"{cluster.index}-{release}-{embedded.fingerprint}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        try:
            await _fill(client, index, embedded, watch)
            await check(client, index, embedded)
        except BaseException as error:
            await client.options(ignore_status=404).indices.delete(index=index)
            if last or not isinstance(error, LOST):
                raise
        else:
            break
    return index


async def _fill(client: AsyncElasticsearch, index: str, embedded: EmbeddedEngine, watch: Watch) -> None:
    settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "refresh_interval": -1, "max_result_window": 10_000}
    await _create(client, index, settings, mappings(embedded.facets))
    await client.cluster.health(index=index, wait_for_status="green", timeout="30s")  # a copy on another node, where there is one
    actions = _actions(embedded, watch.admit)
    async for _ in async_streaming_bulk(client, actions, index=index, chunk_size=AT_ONCE, max_retries=5, initial_backoff=0.5):
        watch.indexed(1)
    await client.indices.put_settings(index=index, settings={"refresh_interval": "1s"})
    await client.indices.refresh(index=index)


async def _create(client: AsyncElasticsearch, index: str, settings: Json, mapped: Json) -> None:
    try:
        await client.indices.create(index=index, settings=settings, mappings=mapped)
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":  # it was made before an answer was lost: the name is nobody else's
            raise


async def _actions(embedded: EmbeddedEngine, admit: Callable[[list[Json]], None]) -> AsyncIterator[Json]:
    numbered = embedded.all_documents()
    while batch := list(islice(numbered, AT_ONCE)):
        sources = [source(row, document, embedded.vocabulary) for row, document in batch]
        texts = [to_record(document, embedded.vocabulary.cut).decode() for _, document in batch]
        admit([one | {"record": text} for one, text in zip(sources, texts, strict=True)])
        for one in sources:
            yield {"_id": str(one["row"]), "_source": one}


def mappings(facets: Iterable[str]) -> Json:
    """Only what a server's core knows. One shard: then counts of facets are exact; a release of millions wants more, and counts nearly so."""
    text: Json = {"type": "text", "analyzer": "whitespace", "norms": False}
    words: Json = {"type": "keyword"}
    number: Json = {"type": "long"}
    own = {facet: words for facet in facets if facet != "kind"}
    return {
        "dynamic": "strict",
        "_source": {"excludes": ["title", "pinyin", "initials", "body"]},
        "properties": {
            "row": {"type": "long"},
            **dict.fromkeys(("title", "pinyin", "initials", "body"), text),
            **dict.fromkeys(("kind", "point", *(f"{role}_place" for role in ROLES), *PLACE_FACETS), words),
            "facets": {"dynamic": "strict", "properties": own},
            **dict.fromkeys(("cents", "day", "deadline"), number),
            "remaining": {"type": "double"},
            "location": {"type": "geo_point"},
        },
    }


def source(row: int, document: Document, vocabulary: Vocabulary) -> Json:
    """A document as it is indexed."""
    title, pinyin, initials = title_fields(document, vocabulary)
    values: dict[str, Any] = {
        "row": row,
        **{"title": title, "pinyin": pinyin, "initials": initials, "body": body_field(document)},
        **{"kind": document.kind, "benefit_place": document.benefit_place, "payer_place": document.payer_place},
        **{facet: found[0] for facet in PLACE_FACETS if (found := document.values(facet))},
        "facets": {name: list(codes) for name, codes in document.facets.items()},
        "cents": document.cents,
        "day": document.day.toordinal() if document.day else None,
        "deadline": document.deadline.toordinal() if document.deadline else None,
        "remaining": document.remaining,
        "location": None if document.latitude is None else {"lat": document.latitude, "lon": document.longitude},
        "point": point_of(document),
    }
    return {name: value for name, value in values.items() if value is not None}


async def check(client: AsyncElasticsearch, index: str, embedded: EmbeddedEngine) -> None:
    """Every document is there, and some questions have the very same answers."""
    counted = (await client.count(index=index))["count"]
    if counted != embedded.count:
        raise IndexCheckError(f"{index} holds {counted} of {embedded.count} documents")
    engine = ClusterEngine(client, index, embedded)
    for question in _samples(embedded):
        found, expected = await engine.find(question), embedded.find_now(question)
        if replace(found, engine="", ranked=()) != replace(expected, engine="", ranked=()) or _rows(found) != _rows(expected):
            raise IndexCheckError(f"{index} finds {found.total} where {expected.total} are, asked for {question}")


def _samples(embedded: EmbeddedEngine) -> Iterable[Question]:
    """The titles of documents spread over the release, and the order by day."""
    step = max(1, embedded.count // SAMPLES)
    titles = (embedded.document(row).title for row in range(0, embedded.count, step))
    for title in titles:
        phrase = words_of(title)[:2]
        clauses = (Clause(title, (Phrase(phrase),)),) if phrase else ()
        yield Question(clauses=clauses, facets=("kind", "benefit_county"), today=date.min, size=10)
    yield Question(sort=Sort.NEWEST, today=date.min)


def _rows(found: Any) -> list[int]:
    return [ranked.row for ranked in found.ranked]


async def _name(client: AsyncElasticsearch, index: str, cluster: Cluster, fingerprint: str) -> None:
    """Both names move in one step: that of the release, by which it is asked, and the cluster's current one, for people."""
    names = (cluster.index, cluster.release_alias(fingerprint))
    given = (await client.options(ignore_status=404).indices.get_alias(name=",".join(names))).body
    removed = [
        {"remove": {"index": old, "alias": name, "must_exist": False}}
        for old, held in given.items()
        if isinstance(held, dict) and "aliases" in held
        for name in held["aliases"]
        if name in names
    ]
    added = [{"add": {"index": index, "alias": name}} for name in names]
    await client.indices.update_aliases(actions=[*removed, *added])


async def _forget_older(client: AsyncElasticsearch, cluster: Cluster) -> None:
    by_release: dict[str, list[str]] = {}
    for index in reversed(await _indices(client, cluster)):
        by_release.setdefault(index.rsplit("-", 2)[0], []).append(index)
    older = [own[KEPT_OF_EACH:] if place < KEPT_RELEASES else own for place, own in enumerate(by_release.values())]
    for index in chain.from_iterable(older):
        await client.options(ignore_status=404).indices.delete(index=index)


async def _indices(client: AsyncElasticsearch, cluster: Cluster) -> list[str]:
    """Those of ours, the oldest first."""
    held = (await client.indices.get_alias(index=f"{cluster.index}-*")).body
    return sorted(held, key=lambda name: name.rpartition("-")[2])
