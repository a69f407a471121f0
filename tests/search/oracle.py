"""What the answer must be, worked out from the documents alone, one by one and without an index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from math import asin, cos, inf, radians, sin, sqrt

from search.documents import Document
from search.engine import Sum
from search.index_file import title_fields
from search.normalise import split
from search.queries import AmountIs, Clause, Condition, DayIs, FacetIs, Field, Phrase, PlaceIs, Question, Sort
from search.vocabulary import Vocabulary


class Oracle:
    """Knows the documents in the order of the release."""

    def __init__(self, documents: Sequence[Document], vocabulary: Vocabulary) -> None:
        self.documents = documents
        self._titles = [dict(zip(("text", "pinyin", "initials"), title_fields(d, vocabulary), strict=True)) for d in documents]
        self._bodies = [[f" {split(text.text)} " for text in d.body] for d in documents]

    def found(self, question: Question, leave_out: str | None = None) -> list[int]:
        """The rows that answer a question; without the filters on a facet, if one is given."""
        filters = [f for f in question.filters if leave_out is None or not _concerns(f, leave_out)]
        rows = (row for row in range(len(self.documents)) if self._is_asked(row, question))
        return [row for row in rows if all(self.meets(row, condition) for condition in filters)]

    def facets(self, question: Question, facet: str) -> dict[str, int]:
        return dict(Counter(code for row in self.found(question, facet) for code in self.documents[row].values(facet)))

    def sums(self, question: Question, by: tuple[str, ...]) -> list[Sum]:
        totals: dict[tuple[str | None, ...], list[int]] = defaultdict(lambda: [0, 0])
        for row in self.found(question):
            document = self.documents[row]
            choices: list[Sequence[str | None]] = [document.values(facet) or (None,) for facet in by]
            for codes in product(*choices):
                totals[codes][0] += 1
                totals[codes][1] += document.cents or 0
        if not by and not totals:
            return [Sum((), 0, 0)]
        return [Sum(codes, count, cents) for codes, (count, cents) in totals.items()]

    def order(self, question: Question) -> list[int]:
        """The rows in any order but that of the best."""
        return sorted(self.found(question), key=lambda row: (self._place(row, question), row))

    def _is_asked(self, row: int, question: Question) -> bool:
        firm = [clause for clause in question.clauses if question.every or clause.is_firm]
        loose = [clause for clause in question.clauses if clause not in firm]
        return all(self.meets_clause(row, c) for c in firm) and (not loose or any(self.meets_clause(row, c) for c in loose))

    def meets_clause(self, row: int, clause: Clause) -> bool:
        return any(self._has(row, phrase) for phrase in clause.phrases) or any(self.meets(row, c) for c in clause.conditions)

    def _has(self, row: int, phrase: Phrase) -> bool:
        needle = f" {' '.join(phrase.tokens)} "
        texts: Iterable[str] = (f" {self._titles[row][phrase.field.value]} ",)
        return any(needle in text for text in (*texts, *(self._bodies[row] if phrase.field is Field.TEXT else ())))

    def meets(self, row: int, condition: Condition) -> bool:
        document = self.documents[row]
        if isinstance(condition, FacetIs):
            return any(code in condition.codes for code in document.values(condition.facet))
        if isinstance(condition, PlaceIs):
            place = document.benefit_place if condition.role == "benefit" else document.payer_place
            return place is not None and place[: len(condition.code)] == condition.code
        if isinstance(condition, AmountIs):
            return document.cents is not None and (condition.lowest or 0) <= document.cents <= (
                inf if condition.highest is None else condition.highest
            )
        assert isinstance(condition, DayIs)
        day = document.deadline if condition.deadline else document.day
        return day is not None and condition.first <= day <= condition.last

    def _place(self, row: int, question: Question) -> float:
        document = self.documents[row]
        if question.sort is Sort.NEWEST:
            return -document.day.toordinal() if document.day else 0
        if question.sort is Sort.REMAINING:
            return inf if document.remaining is None else -document.remaining
        if question.sort is Sort.URGENT:
            days = document.deadline.toordinal() if document.deadline else inf
            return days if days >= question.today.toordinal() else days + 10**7
        assert question.near
        return metres(document, question.near.latitude, question.near.longitude)


def metres(document: Document, latitude: float, longitude: float) -> float:
    if document.latitude is None or document.longitude is None:
        return inf
    a, b = radians(document.latitude), radians(latitude)
    half = sin((a - b) / 2) ** 2 + cos(a) * cos(b) * sin(radians(document.longitude - longitude) / 2) ** 2
    return 2 * 6_371_008.7714 * asin(sqrt(half))


def _concerns(condition: Condition, facet: str) -> bool:
    if isinstance(condition, FacetIs):
        return condition.facet == facet
    return isinstance(condition, PlaceIs) and facet.startswith(f"{condition.role}_")
