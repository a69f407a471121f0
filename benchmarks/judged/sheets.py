"""Writes what the judges read, out of questions and pools: `python -m benchmarks.judged.sheets FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.judged.collection import Pooled, Question, pools, questions
from benchmarks.judged.release import search_file
from search.documents import KINDS, Document
from search.embedded import EmbeddedEngine
from search.vocabulary import Place, Vocabulary

TO_A_SHEET = 20
CHARACTERS = 150
"""Of a document's text, so many are shown."""


def sheets(engine: EmbeddedEngine) -> Iterator[str]:
    """Sheet by sheet, each with so many questions and their pools."""
    documents = {document.id: document for _, document in engine.all_documents()}
    pooled = {question: list(own) for question, own in groupby(pools(), lambda one: one.question)}
    asked = questions()
    for start in range(0, len(asked), TO_A_SHEET):
        yield "\n".join(_question(question, pooled[question.id], documents, engine.vocabulary) for question in asked[start : start + TO_A_SHEET])


def _question(question: Question, pool: Iterable[Pooled], documents: dict[str, Document], vocabulary: Vocabulary) -> str:
    head = f"## {question.id} 「{question.text}」\n问者想要：{question.intent}\n\n"
    return head + "".join(f"- {one.number}. {_told(documents[one.document], vocabulary)}\n" for one in pool)


def _told(document: Document, vocabulary: Vocabulary) -> str:
    """A document in one line: kind, title, code, place, figures, the beginning of its text."""
    text = " ".join(text.text for text in document.body)[:CHARACTERS]
    return " | ".join(filter(None, (f"[{KINDS[document.kind]}] {document.title}", *_facts(document, vocabulary), text)))


def _facts(document: Document, vocabulary: Vocabulary) -> Iterator[str]:
    yield document.id.partition("/")[2]
    if document.benefit_place:
        yield vocabulary.full_name(Place(document.benefit_place, vocabulary.names[document.benefit_place]))
    yield from (vocabulary.label("need_state", state) for state in document.facets.get("need_state", ()))
    if document.amount is not None:
        yield f"{document.amount:,.0f} 元"
    if document.day:
        yield f"{document.day}"
    if document.deadline:
        yield f"{document.deadline} 前"
    if document.remaining is not None:
        yield f"还缺 {document.remaining:g}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as release:
        for number, sheet in enumerate(sheets(EmbeddedEngine(search_file(Path(release)))), 1):
            (Path(sys.argv[1]) / f"sheet_{number}.md").write_text(sheet, encoding="utf-8")
