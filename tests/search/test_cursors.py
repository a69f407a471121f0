"""A cursor outlives the release that it was given for: needs are published anew every few minutes, and whoever reads pages goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.cluster import Cluster, ClusterEngine
from search.cluster_index import publish
from search.cursors import StaleCursorError
from search.documents import Document
from search.embedded import EmbeddedEngine
from search.engine import Engine
from search.index_file import build
from search.queries import Clause, Phrase, Point, Question, Sort
from tests.search.conftest import DOCUMENTS, RELEASE, Run
from tests.search.release import TERMS, TODAY, documents, places

SIZE = 30


def _later() -> list[Document]:
    """The release as it was, but each seventh need, and some that are new in its place."""
    needs = [document for document in documents(DOCUMENTS) if document.kind == "need"]
    gone = {document.id for document in needs[::7]}
    new = [replace(document, id=f"new-{document.id}", day=TODAY) for document in needs[::7]]
    return [document for document in documents(DOCUMENTS) if document.id not in gone] + new


KEPT = {document.id for document in documents(DOCUMENTS)} & {document.id for document in _later()}


@pytest.fixture(scope="module")
def later_file(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedEngine:
    path: Path = tmp_path_factory.mktemp("later") / "search.db"
    build(path, _later(), places(), TERMS)
    return EmbeddedEngine(path)


@pytest.fixture(scope="module")
def later_in_cluster(cluster: Cluster, later_file: EmbeddedEngine, in_cluster: Engine, run: Run[Any]) -> Iterator[Engine]:
    run(publish(cluster, later_file, RELEASE))
    engine = ClusterEngine(cluster.client(), cluster.release_alias(later_file.fingerprint), later_file)
    yield engine
    run(engine.close())


@pytest.fixture(
    scope="module", params=[("embedded", "later_file"), ("in_cluster", "later_in_cluster"), ("embedded", "later_in_cluster")], ids="-".join
)
def releases(request: pytest.FixtureRequest) -> tuple[Engine, Engine]:
    """A release and the one that takes its place, each asked of one engine."""
    before, after = request.param
    return request.getfixturevalue(before), request.getfixturevalue(after)


def question(sort: Sort, word: str = "需要") -> Question:
    return Question(clauses=(Clause(word, (Phrase(tuple(word)),)),), sort=sort, near=Point(31.9, 120.3), today=TODAY, size=SIZE)


async def _pages(engine: Engine, asked: Question, most: int = 1_000) -> tuple[list[str], str | None]:
    ids: list[str] = []
    for _ in range(most):
        found = await engine.find(asked)
        ids += [ranked.document.id for ranked in found.ranked]
        asked = replace(asked, after=found.after)
        if found.after is None:
            break
    return ids, asked.after


@pytest.mark.parametrize("pages", [1, 5])
@pytest.mark.parametrize("sort", Sort)
def test_pages_go_on_where_they_were_when_needs_are_published_anew(releases: tuple[Engine, Engine], run: Run[Any], sort: Sort, pages: int) -> None:
    """Behind the hit that was told last, as the later release orders; pages before the hundred that are scored, and behind."""
    before, later = releases
    first, after = run(_pages(before, question(sort), pages))
    while first[-1] not in KEPT:  # its own turn comes below
        first, after = run(_pages(before, replace(question(sort), size=len(first) - 1), 1))
    rest, _ = run(_pages(later, replace(question(sort), after=after)))
    whole, _ = run(_pages(later, question(sort)))
    assert rest == whole[whole.index(first[-1]) + 1 :]
    if sort is not Sort.BEST:  # whose order hangs on how rare words are
        told = {*first, *rest}
        assert KEPT & set(whole) <= told
        assert not set(first) & set(rest)


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.URGENT, Sort.NEAREST, Sort.REMAINING])
def test_a_cursor_of_what_is_gone_says_so(releases: tuple[Engine, Engine], run: Run[Any], sort: Sort) -> None:
    before, later = releases
    with pytest.raises(StaleCursorError):
        run(later.find(replace(question(sort), after=_cursor_of_what_is_gone(before, question(sort), run))))


def test_among_the_best_pages_go_on_though_the_last_hit_is_gone(releases: tuple[Engine, Engine], run: Run[Any]) -> None:
    before, later = releases
    asked = question(Sort.BEST, "轮椅")
    assert run(later.find(replace(asked, after=_cursor_of_what_is_gone(before, asked, run)))).ranked


def _cursor_of_what_is_gone(engine: Engine, asked: Question, run: Run[Any]) -> str:
    ids, _ = run(_pages(engine, replace(asked, size=90), 1))
    place = next(place for place, one in enumerate(ids) if one not in KEPT)
    after: str = run(engine.find(replace(asked, size=place + 1))).after
    return after
