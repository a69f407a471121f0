"""What is promised of every engine, each held against the documents themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.cursors import StaleCursorError
from search.embedded import EmbeddedEngine
from search.engine import Engine, Found, Ranked, Sum
from search.normalise import BREAK, split, words_of
from search.queries import Clause, FacetIs, Phrase, PlaceIs, Point, QueryError, Question, Sort
from search.ranking import HEAD, texts_of
from search.records import from_record, to_record
from tests.search.conftest import DOCUMENTS, Run
from tests.search.oracle import Oracle, metres
from tests.search.questions import questions, substrings
from tests.search.release import TODAY, documents, places

often = settings(max_examples=40)


def question(*words: str, **more: Any) -> Question:
    clauses = tuple(Clause(word, (Phrase(words_of(word)),)) for word in words)
    return Question(clauses=clauses, today=TODAY, **more)


async def every_page(engine: Engine, asked: Question) -> tuple[list[Ranked], list[Found]]:
    pages = [await engine.find(asked)]
    while pages[-1].after:
        pages.append(await engine.find(replace(asked, after=pages[-1].after)))
    return [ranked for page in pages for ranked in page.ranked], pages


@often
@given(text=substrings())
def test_each_substring_finds_just_the_texts_that_have_it(engine: Engine, oracle: Oracle, run: Run[Any], text: str) -> None:
    if not words_of(text) or BREAK in split(text):
        return
    needle = f" {split(text)} "
    true = {row for row, d in enumerate(oracle.documents) if any(needle in f" {split(own)} " for own in (d.title, *(body.text for body in d.body)))}
    found, _ = run(every_page(engine, question(text, size=100)))
    assert {ranked.row for ranked in found} == true


@pytest.mark.parametrize("seam", ["练民政", "暖财政", "站残联"])
def test_no_phrase_reaches_from_one_text_into_the_next(engine: Engine, oracle: Oracle, run: Run[Any], seam: str) -> None:
    """The payer is a text of its own, behind one that ends with the use."""
    assert any(seam in d.body[0].text + d.body[1].text for d in oracle.documents if d.kind == "fund")
    assert run(engine.find(question(seam))).total == 0


def test_two_characters_of_a_place_find_it(engine: Engine, run: Run[Any]) -> None:
    """The truth is Python's own `in`, on the names as they are."""
    names = [place.name for place in places() if len(place.code) > 4]
    for name in names[::50]:
        part = name[:2]
        found, _ = run(every_page(engine, question(part, size=100, filters=(FacetIs("kind", frozenset({"county", "town", "village"})),))))
        assert sorted(ranked.document.title for ranked in found) == sorted(own for own in names if part in own)


@often
@given(asked=questions())
def test_total_facets_and_matches_are_those_of_the_documents(engine: Engine, oracle: Oracle, run: Run[Any], asked: Question) -> None:
    found = run(engine.find(asked))
    assert found.total == len(oracle.found(asked))
    for facet in asked.facets:
        counts = oracle.facets(asked, facet)
        assert [(c.code, c.count) for c in found.facets[facet]] == sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:100]
    own = [sum(oracle.meets_clause(row, clause) for row in range(DOCUMENTS)) for clause in asked.clauses]
    assert list(found.matches) == own


@often
@given(asked=questions(), by=st.lists(st.sampled_from(["kind", "year", "skill", "benefit_county", "payer_town"]), max_size=2, unique=True))
def test_sums_are_those_of_the_documents(engine: Engine, oracle: Oracle, run: Run[Any], asked: Question, by: list[str]) -> None:
    async def collect() -> list[Sum]:
        return [found async for found in engine.sums(asked, tuple(by))]

    order = lambda s: tuple(code or "" for code in s.codes)  # noqa: E731
    assert sorted(run(collect()), key=order) == sorted(oracle.sums(asked, tuple(by)), key=order)


@often
@given(asked=questions())
def test_pages_hold_everything_once_and_in_order(engine: Engine, oracle: Oracle, run: Run[Any], asked: Question) -> None:
    found, pages = run(every_page(engine, replace(asked, size=max(asked.size, 7))))
    rows = [ranked.row for ranked in found]
    assert sorted(rows) == oracle.found(asked)
    assert {page.total for page in pages} == {len(rows)}
    assert all(ranked.document == oracle.documents[ranked.row] for ranked in found)
    if asked.sort is Sort.NEAREST:
        assert asked.near
        far = [metres(ranked.document, asked.near.latitude, asked.near.longitude) for ranked in found]
        assert far == pytest.approx(sorted(far), abs=0.01)
    elif asked.sort is not Sort.BEST:
        assert rows == oracle.order(asked)


def test_pages_go_on_beyond_what_is_scored(engine: Engine, run: Run[Any]) -> None:
    found, pages = run(every_page(engine, question("村", size=90)))
    assert len(pages) > HEAD / 90 + 2
    assert len({ranked.row for ranked in found}) == len(found) == pages[0].total


def test_the_best_are_the_highest_scores_and_shares_make_the_score(engine: Engine, run: Run[Any]) -> None:
    found = run(engine.find(question("江阴", "医疗", size=50)))
    scores = [ranked.score for ranked in found.ranked]
    assert scores == sorted(scores, reverse=True)
    assert scores == pytest.approx([sum(ranked.shares) for ranked in found.ranked])
    assert all(len(ranked.shares) == 2 and min(ranked.shares) > 0 for ranked in found.ranked)


@pytest.mark.parametrize("name", ["周庄镇", "江阴市", "锡山区", "徐霞客镇"])
def test_a_name_finds_its_own_place_first(engine: Engine, run: Run[Any], name: str) -> None:
    assert run(engine.find(question(name, whole=words_of(name)))).ranked[0].document.title == name


def test_a_word_in_the_title_counts_more_than_one_in_a_text(engine: Engine, run: Run[Any]) -> None:
    best = run(engine.find(question("道路硬化", size=100))).ranked
    in_title = ["道路硬化" in ranked.document.title for ranked in best]
    assert in_title == sorted(in_title, reverse=True)
    assert len(set(in_title)) == 2


def test_the_place_that_pays_is_not_the_place_that_benefits(engine: Engine, oracle: Oracle, run: Run[Any]) -> None:
    for role in ("benefit", "payer"):
        asked = question(filters=(PlaceIs(role, "320281"),))
        assert run(engine.find(asked)).total == len(oracle.found(asked)) > 0
    assert (
        run(engine.find(question(filters=(PlaceIs("payer", "320281"),)))).total
        < run(engine.find(question(filters=(PlaceIs("benefit", "320281"),)))).total
    )


def test_a_facet_counts_its_other_codes_under_a_filter_of_its_own(engine: Engine, run: Run[Any]) -> None:
    free = run(engine.find(question("江阴", facets=("kind", "year"))))
    held = run(engine.find(question("江阴", facets=("kind", "year"), filters=(FacetIs("kind", frozenset({"fund"})),))))
    assert held.facets["kind"] == free.facets["kind"]
    assert sum(c.count for c in held.facets["year"]) < sum(c.count for c in free.facets["year"])


@pytest.mark.parametrize("sort", Sort)
def test_a_cursor_is_good_for_its_own_question_only(engine: Engine, run: Run[Any], sort: Sort) -> None:
    near = Point(31.9, 120.3)
    after = run(engine.find(question("江阴", sort=sort, near=near, size=3))).after
    assert run(engine.find(question("江阴", sort=sort, near=near, size=50, facets=("kind",), after=after))).ranked
    with pytest.raises(StaleCursorError):
        run(engine.find(question("宜兴", sort=sort, near=near, after=after)))


@often
@given(after=st.one_of(st.text(max_size=40), st.binary(max_size=40).map(lambda b: b.hex())))
def test_what_is_no_cursor_is_refused(engine: Engine, run: Run[Any], after: str) -> None:
    with pytest.raises(QueryError):
        run(engine.find(question("江阴", after=after)))


def test_nothing_asked_finds_everything_in_the_order_of_the_release(engine: Engine, run: Run[Any]) -> None:
    found, _ = run(every_page(engine, question(size=100)))
    assert [ranked.row for ranked in found] == list(range(DOCUMENTS))


def test_a_document_and_its_texts_are_given_back_as_they_were(embedded: EmbeddedEngine) -> None:
    cut = embedded.vocabulary.cut
    assert all(from_record(to_record(document, cut)) == (document, texts_of(document, cut)) for document in documents(1_500)[1_300:])
