"""How what was found is ordered, by the one ranking of both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from search import ranking
from search.documents import Document, Text, in_order
from search.queries import Clause, Phrase, Question

WHEELCHAIR = Phrase(tuple("轮椅"))
NEED = Document(id="met", kind="need", title="轮椅", url="/", remaining=0.0, day=date(2026, 2, 1))
OPEN = replace(NEED, id="open", remaining=2.0, day=date(2026, 1, 1))


def ranked(text: str, *documents: Document) -> list[str]:
    question = Question(clauses=(Clause(text, (Phrase(tuple(text)),)),))
    candidates = ((row, document, ranking.texts_of(document, lambda text: [text])) for row, document in enumerate(documents))
    found = ranking.rank(question, [len(documents)], 1_000, candidates)
    return [one.document.id for one in found]


def test_needs_that_are_open_stand_before_needs_that_are_met() -> None:
    assert ranked("轮椅", NEED, OPEN) == ["open", "met"]
    assert [document.id for document in in_order([NEED, OPEN])] == ["open", "met"]


def test_a_long_text_takes_nothing_from_a_word_in_the_title() -> None:
    short, long = replace(OPEN, id="short"), replace(OPEN, id="long", body=(Text("说明" * 200),))
    assert ranked("轮椅", long, short) == ["long", "short"]  # equal scores: the order of the release
    texts = [replace(OPEN, id=name, title="需求", body=(Text("轮椅" + "说明" * length),)) for name, length in (("long", 200), ("short", 1))]
    assert ranked("轮椅", *texts) == ["short", "long"]


def test_a_title_that_also_tells_its_kind_is_no_less_about_the_word() -> None:
    project = Document(id="project", kind="project", title="某村大棚项目", url="/")
    asset = Document(id="asset", kind="asset", title="某村大棚", url="/")
    assert ranked("大棚", project, asset) == ["project", "asset"]


def test_candidates_that_meet_the_rarest_clause_come_first_where_one_is_enough() -> None:
    question = Question(clauses=(Clause("江阴", (Phrase(tuple("江阴")),)), Clause("轮椅", (WHEELCHAIR,))))
    assert ranking.tiers(question, [500, 3], 1_000) == (1, 1)
    often, rare = ranking.tiers(replace(question, every=False), [500, 3], 1_000)
    assert rare > often > 0
