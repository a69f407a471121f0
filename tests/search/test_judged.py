"""The judged questions and what is reckoned from them."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.judged.collection import Judgement, Pooled, pools, questions
from benchmarks.judged.marks import MarksError, agreement, kappa, read

POOL = [Pooled("q1", "1", "need/a", "轮椅"), Pooled("q1", "2", "need/b", "棉被"), Pooled("q2", "1", "need/a", "轮椅")]


def test_many_kinds_of_questions_are_asked_and_a_tenth_of_them_has_no_answer() -> None:
    asked = questions()
    kinds = Counter(question.kind for question in asked)
    assert len(asked) >= 120
    assert len({question.id for question in asked}) == len({question.text for question in asked}) == len(asked)
    assert len(kinds) >= 10
    assert kinds["none"] * 10 == len(asked)


def test_each_kind_of_question_is_halved() -> None:
    halves = Counter((question.kind, question.half) for question in questions())
    assert {half for _, half in halves} == {"tuned", "measured"}
    assert all(abs(halves[kind, "tuned"] - halves[kind, "measured"]) <= 1 for kind, _ in halves)


def test_every_question_has_a_pool_with_each_document_once_and_what_is_known_in_it() -> None:
    laid = [(one.question, one.document) for one in pools()]
    assert len(set(laid)) == len(laid)
    assert {question for question, _ in laid} == {question.id for question in questions()}
    assert {(question.id, document) for question in questions() for document in question.known.split()} <= set(laid)


def test_what_a_judge_does_not_name_has_grade_0() -> None:
    assert read("q1: 2=3\n\nq2:\n", POOL) == {("q1", "1"): 0, ("q1", "2"): 3, ("q2", "1"): 0}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("q1: 1=2", "q2 has no line"),
        ("q1: 1=2\nq2: 1=4", "cannot be read: q2: 1=4"),
        ("q1: 1=2\nq2: 7=3", "q2 has no document 7"),
        ("q1: 1=2\nq2:\nq3:", "q3 was not asked"),
        ("q1: 1=2\nq2:\nq2: 1=1", "q2 has 2 lines"),
        ("q1: 1=2 1=3\nq2:", "q1 marks document 1 2 times"),
    ],
)
def test_marks_that_are_not_what_was_asked_for_are_refused(text: str, mistake: str) -> None:
    with pytest.raises(MarksError) as refused:
        read(text, POOL)
    assert mistake in str(refused.value).splitlines()


def test_kappa_is_that_of_the_books() -> None:
    # Wikipedia's example of two readers of fifty proposals, and the one of three categories in scikit-learn's tests
    assert kappa([1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15) == pytest.approx(0.4)
    assert kappa([0] * 46 + [1] * 44 + [2] * 10, [0] * 50 + [1] * 40 + [2] * 10) == pytest.approx(0.9541, abs=1e-4)


def test_the_grade_of_two_is_their_mean_rounded_down() -> None:
    grades = {(a, b): Judgement("q1", "need/a", a, b).grade for a in range(4) for b in range(4)}
    assert [grades[pair] for pair in ((3, 3), (3, 2), (1, 2), (0, 3), (3, 1), (0, 1))] == [3, 2, 1, 1, 2, 0]


def test_agreement_counts_marks_by_how_far_they_are_apart() -> None:
    judged = [Judgement("q1", "need/a", 3, 3), Judgement("q1", "need/b", 0, 1), Judgement("q2", "need/a", 3, 1)]
    told = list(agreement(judged))
    assert [line.rpartition(" ")[2] for line in told if line.startswith("marks")] == ["1", "1", "1", "0"]
    assert told[-1] == "questions with a useful document: 2"
