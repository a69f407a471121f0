"""Where the words stand in what was found, marked on the original text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from search.documents import Document
from search.normalise import find_phrases
from search.queries import Clause, Field

AROUND = 40
"""Characters before the first word and, twice as many, behind it."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in parts, and which of them were asked for."""

    parts: tuple[tuple[str, bool], ...]

    @property
    def html(self) -> str:
        """Safe to put into a page: the text is escaped, only <mark> is markup."""
        return "".join(f"<mark>{escape(text)}</mark>" if is_marked else escape(text) for text, is_marked in self.parts)

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Highlights:
    """A title and the text that has most of the words, both marked; no excerpt if no text has any."""

    title: Marked
    excerpt: Marked | None


def highlight(document: Document, clauses: Iterable[Clause]) -> Highlights:
    phrases = tuple(dict.fromkeys(p.tokens for clause in clauses for p in clause.phrases if p.field is Field.TEXT and p.tokens))
    spans = [(text.text, find_spans(text.text, phrases)) for text in document.body]
    best = max(spans, key=lambda found: len(found[1]), default=("", []))
    return Highlights(_marked(document.title, find_spans(document.title, phrases)), _excerpt(*best) if best[1] else None)


def find_spans(text: str, phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Where the phrases stand in a text, from left to right, joined where they meet."""
    return _joined(sorted(find_phrases(text, phrases)))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _excerpt(text: str, spans: Sequence[tuple[int, int]]) -> Marked:
    start = max(0, spans[0][0] - AROUND)
    end = min(len(text), max(spans[0][1], start + 3 * AROUND))
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end]
    parts = _marked(text[start:end], inside).parts
    return Marked((*((("…", False),) if start else ()), *parts, *((("…", False),) if end < len(text) else ())))


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> Marked:
    parts: list[tuple[str, bool]] = []
    place = 0
    for start, end in spans:
        parts += [(text[place:start], False), (text[start:end], True)]
        place = end
    return Marked(tuple(part for part in (*parts, (text[place:], False)) if part[0]))
