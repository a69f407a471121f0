"""What the figures of search are reckoned to be, by hand."""

from __future__ import annotations

from math import log2

import pytest

from benchmarks.judged.__main__ import figures, overlap
from benchmarks.judged.collection import GRADES, Judgement, Question, judgements, pools

ASKED = [
    Question(name, kind, half, name, name, "")
    for name, kind, half in (("q1", "word", "tuned"), ("q2", "typo", "measured"), ("q3", "none", "measured"))
]
GIVEN = {"q1": {"a": 3, "b": 2, "c": 1, "d": 0}, "q2": {"a": 2}, "q3": {"a": 1}}
JUDGED = [Judgement(question, document, grade, grade) for question, own in GIVEN.items() for document, grade in own.items()]
RUN = {"q1": ["b", "x", "a"], "q2": [], "q3": ["c"]}


def test_two_judges_graded_every_document_of_every_pool() -> None:
    judged = judgements()
    assert [(one.question, one.document) for one in judged] == [(one.question, one.document) for one in pools()]
    assert {grade for one in judged for grade in (one.first, one.second)} <= set(GRADES)


def test_figures_are_those_of_a_reckoning_by_hand() -> None:
    told = figures(JUDGED, RUN, ASKED)
    ndcg = (2 + 3 / log2(4)) / (3 + 2 / log2(3) + 1 / log2(4))
    assert told == {
        "ndcg@10": pytest.approx(ndcg / 2),
        "recall@50": pytest.approx(0.5),
        "zero results": 0.5,
        "judged@10": pytest.approx(2 / 3),
        "results where nothing is useful": 1.0,
        "ndcg@10, tuned": pytest.approx(ndcg),
        "recall@50, tuned": 1.0,
        "zero results, tuned": 0.0,
        "ndcg@10, measured": 0.0,
        "recall@50, measured": 0.0,
        "zero results, measured": 1.0,
        "ndcg@10, word": pytest.approx(ndcg),
        "ndcg@10, typo": 0.0,
    }


def test_overlap_looks_at_the_first_ten_and_leaves_out_what_neither_found() -> None:
    first = {"q1": [str(n) for n in range(12)], "q2": [], "q3": ["a", "b"]}
    second = {"q1": [str(n) for n in reversed(range(12))], "q2": [], "q3": ["a"]}
    assert overlap(first, second) == pytest.approx((0.8 + 0.5) / 2)
