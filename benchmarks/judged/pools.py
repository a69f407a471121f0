"""Draws the documents that judges are to look at: `python -m benchmarks.judged.pools`.

For each question: the first of our own answer, of BM25 over pairs of characters for the question and for what is wanted by it, of a search
for the question as it stands, answers that are known beside, and a few documents at random; all shuffled. What the engine does not find can
so be judged as well.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from random import Random

from benchmarks.judged.collection import POOLS, Pooled, Question, questions, write
from benchmarks.judged.release import search_file
from benchmarks.publishing import DAY
from search.desk import Desk
from search.documents import KINDS, Document
from search.embedded import EmbeddedEngine
from search.normalise import BREAK, key, split, tokens
from search.queries import Query
from search.vocabulary import Vocabulary

DEPTH = 20
"""So many of each way of searching …"""
AT_RANDOM = 10
"""… and so many of its kinds of document at random."""


class Pooling:
    """A release, and the ways of searching that a pool is drawn from."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self._desk = Desk(engine)
        self._documents = [document for _, document in engine.all_documents()]
        self._rows = {document.id: row for row, document in enumerate(self._documents)}
        texts = [told(document, engine.vocabulary) for document in self._documents]
        self._keys = [key(text) for text in texts]
        self._file = sqlite3.connect(":memory:")
        self._file.execute("create virtual table told using fts5(tokens)")
        self._file.executemany("insert into told (rowid, tokens) values (?, ?)", ((row, split(text)) for row, text in enumerate(texts)))

    async def pool(self, question: Question) -> list[Document]:
        """The documents of a question, each once, in an order that tells nothing."""
        random = Random(question.id)
        found = {document.id: document for document in await self._found(question)}
        found |= {document.id: document for document in self._at_random(sorted({document.kind for document in found.values()}), random)}
        return random.sample(list(found.values()), len(found))

    async def _found(self, question: Question) -> list[Document]:
        answer = await self._desk.answer(Query(text=question.text, size=DEPTH), DAY)
        known = (self._rows[document] for document in question.known.split())
        rows = [*self._bm25(question.text), *self._bm25(question.intent), *self._as_it_stands(question.text), *known]
        return [*(hit.document for hit in answer.hits), *(self._documents[row] for row in rows)]

    def _bm25(self, text: str) -> Iterator[int]:
        asked = " OR ".join(f'"{phrase}"' for phrase in _phrases(text))
        yield from (
            row for (row,) in self._file.execute("select rowid from told where told match ? order by bm25(told), rowid limit ?", (asked, DEPTH))
        )

    def _as_it_stands(self, text: str) -> list[int]:
        """The documents with the most of what stands between two gaps, the first of the release before others."""
        parts = [key(part) for part in text.split()]
        counts = [sum(part in own for part in parts) for own in self._keys]
        return sorted((row for row, count in enumerate(counts) if count), key=lambda row: -counts[row])[:DEPTH]

    def _at_random(self, kinds: Sequence[str], random: Random) -> Iterator[Document]:
        for _ in range(AT_RANDOM):
            kind = random.choice(kinds or list(KINDS))
            yield random.choice([document for document in self._documents if document.kind == kind] or self._documents)


def told(document: Document, vocabulary: Vocabulary) -> str:
    """All that a document says, with its code and the names of its place and kind."""
    places = [vocabulary.names[code] for digits in (6, 9, 12) if (code := (document.benefit_place or "")[:digits]) in vocabulary.names]
    return " ".join(
        (document.title, document.id.partition("/")[2], *dict.fromkeys(places), KINDS[document.kind], *(text.text for text in document.body))
    )


def _phrases(text: str) -> Iterator[str]:
    """Two characters or words that stand side by side, or one that stands alone."""
    for is_break, run in groupby(tokens(text), lambda token: token == BREAK):
        together = [] if is_break else list(run)
        yield from map(" ".join, pairwise(together) if len(together) > 1 else [(token,) for token in together])


async def draw(engine: EmbeddedEngine) -> list[Pooled]:
    pooling = Pooling(engine)
    return [
        Pooled(question.id, str(number), document.id, document.title)
        for question in questions()
        for number, document in enumerate(await pooling.pool(question), 1)
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write(POOLS, asyncio.run(draw(EmbeddedEngine(search_file(Path(folder))))), Pooled)
