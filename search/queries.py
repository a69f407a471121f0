"""What is asked: the query as somebody sends it, and the question that both engines are asked, which is the same without a word of syntax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias, TypeVar

T = TypeVar("T")

MOST_CHARACTERS = 200
"""Of a text, those after the first so many are not read; the answer says so."""
MOST_CLAUSES = 12
MOST_HITS = 100


class Sort(StrEnum):
    """How hits are ordered."""

    BEST = "best"
    NEWEST = "newest"
    URGENT = "urgent"
    """The nearest deadline that is not over."""
    NEAREST = "nearest"
    REMAINING = "remaining"
    """The most still missing."""


class Field(StrEnum):
    """Where a phrase is looked for: in title and body, or in the title's pinyin, or in the initials of the title's words."""

    TEXT = "text"
    PINYIN = "pinyin"
    INITIALS = "initials"


@dataclass(frozen=True, slots=True)
class FacetIs:
    """Has one of these codes in a facet (`kind` and the levels of places among them)."""

    facet: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceIs:
    """Lies in a division or is one of its own: by the place that benefits or by the place that pays."""

    role: str
    code: str


@dataclass(frozen=True, slots=True)
class AmountIs:
    """Has an amount between two, in cents, both included."""

    lowest: int | None = None
    highest: int | None = None


@dataclass(frozen=True, slots=True)
class DayIs:
    """Has its day (or its deadline) between two, both included."""

    first: date
    last: date
    deadline: bool = False


Condition: TypeAlias = FacetIs | PlaceIs | AmountIs | DayIs


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must stand side by side."""

    tokens: tuple[str, ...]
    field: Field = Field.TEXT
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Clause:
    """One piece of a text: what is found has one of the phrases or meets one of the conditions."""

    piece: str
    phrases: tuple[Phrase, ...] = ()
    conditions: tuple[Condition, ...] = ()
    is_firm: bool = False
    """Whether it must hold even where one clause is enough."""


@dataclass(frozen=True, slots=True)
class Point:
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What somebody asks."""

    text: str = ""
    filters: tuple[Condition, ...] = ()
    facets: tuple[str, ...] = ()
    """Facets whose codes are to be counted."""
    sort: Sort = Sort.BEST
    near: Point | None = None
    size: int = 20
    after: str | None = None
    """Cursor of the hit after which to go on."""
    plain: frozenset[str] = frozenset()
    """Pieces of the text that he wants read as words and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an engine is asked: every clause holds, and every filter."""

    clauses: tuple[Clause, ...] = ()
    whole: tuple[str, ...] = ()
    """The tokens of the whole text: a title in which they stand together comes first."""
    filters: tuple[Condition, ...] = ()
    facets: tuple[str, ...] = ()
    sort: Sort = Sort.BEST
    near: Point | None = None
    today: date = field(default_factory=date.today)
    size: int = 20
    after: str | None = None
    every: bool = True
    """Whether all clauses must hold, or one is enough beside those that are firm."""

    def parted(self, of_clauses: Sequence[T]) -> tuple[list[T], list[T]]:
        """What belongs to each clause, apart: of those that must hold, and of those of which one is enough."""
        held = [one for clause, one in zip(self.clauses, of_clauses, strict=True) if self.every or clause.is_firm]
        any_of = [one for clause, one in zip(self.clauses, of_clauses, strict=True) if not (self.every or clause.is_firm)]
        return held, any_of


class QueryError(ValueError):
    """A query that cannot be answered, whatever the data: a bad cursor, a size, a sort without a place."""


def check(query: Query) -> None:
    """QueryError unless the query can be asked."""
    if not 1 <= query.size <= MOST_HITS:
        raise QueryError(f"a page has 1 to {MOST_HITS} hits, not {query.size}")
    if query.sort is Sort.NEAREST and query.near is None:
        raise QueryError("to sort by the nearest, say from where")
