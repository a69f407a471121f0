"""Both engines are one: the same answer to every question, and a cursor of either is good with the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.cluster import ClusterEngine
from search.embedded import EmbeddedEngine
from search.engine import Found
from search.queries import Clause, Phrase, Question, Sort
from tests.search.conftest import DOCUMENTS, Run
from tests.search.questions import POINTS, questions
from tests.search.release import TODAY

often = settings(max_examples=40)


def told(found: Found, sort: Sort) -> Found:
    """An answer without who gave it; a cluster's cursor of the nearest has its own distance in it."""
    after = "more" if found.after and sort is Sort.NEAREST else found.after
    return replace(found, engine="", after=after)


@often
@given(asked=questions())
def test_they_answer_alike(embedded: EmbeddedEngine, in_cluster: ClusterEngine, run: Run[Found], asked: Question) -> None:
    assert told(run(in_cluster.find(asked)), asked.sort) == told(run(embedded.find(asked)), asked.sort)


@often
@given(asked=questions(), turns=st.lists(st.booleans(), min_size=60, max_size=60))
def test_pages_may_come_from_both_in_turns(
    embedded: EmbeddedEngine, in_cluster: ClusterEngine, run: Run[Found], asked: Question, turns: list[bool]
) -> None:
    asked = replace(asked, size=max(asked.size, 40), facets=())
    alone: list[int] = []
    mixed: list[int] = []
    for rows, engines in ((alone, [embedded] * 60), (mixed, [embedded if own else in_cluster for own in turns])):
        after = None
        for engine in engines:
            found = run(engine.find(replace(asked, after=after)))
            rows += [ranked.row for ranked in found.ranked]
            after = found.after
            if after is None:
                break
    assert mixed == alone


@pytest.mark.parametrize("sort", Sort)
def test_everything_can_be_paged_in_turns(embedded: EmbeddedEngine, in_cluster: ClusterEngine, run: Run[Any], sort: Sort) -> None:
    """To the very end, where days, deadlines and positions are missing."""
    asked = Question(clauses=(Clause("a", (Phrase(("村",)), Phrase(("江",)), Phrase(("轮",)))),), sort=sort, near=POINTS[0], today=TODAY, size=60)
    rows: list[int] = []
    after = None
    for turn in range(DOCUMENTS):
        found = run((embedded, in_cluster)[turn % 2].find(replace(asked, after=after)))
        rows += [ranked.row for ranked in found.ranked]
        after = found.after
        if after is None:
            break
    assert len(set(rows)) == len(rows) == found.total > 1_000
