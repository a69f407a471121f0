"""What an engine must do. Both are asked the same question of the same release and give the same hits in the same order, so a page may
come from one and the next page from the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from search.documents import Document
from search.queries import Question


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of what was found have a code, filters on the facet itself left aside."""

    code: str
    count: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document that was found, and what each piece of the text gave to its score."""

    row: int
    document: Document
    score: float
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An engine's answer."""

    total: int
    ranked: tuple[Ranked, ...]
    facets: dict[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    matches: tuple[int, ...] = ()
    """For each clause, how many documents of the release meet it by itself."""
    after: str | None = None
    """Cursor of the last hit, if there are more."""
    engine: str
    """Who answered."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What was found with these codes (None: without one): how many, and their amounts in cents."""

    codes: tuple[str | None, ...]
    count: int
    cents: int


class Engine(Protocol):
    """One release, opened for questions."""

    async def find(self, question: Question) -> Found:
        """What answers a question: one page, the total, counts of facets. StaleCursorError for a cursor of another question, or of a document
        that is gone."""
        ...

    def sums(self, question: Question, by: tuple[str, ...]) -> AsyncIterator[Sum]:
        """Count and amounts of everything that was found, for each combination of codes of some facets; of no facet, one sum of all."""
        ...

    async def close(self) -> None: ...


@dataclass
class Waited:
    """For how many seconds one answer has waited for a cluster."""

    seconds: float = 0.0


WAITED: ContextVar[Waited | None] = ContextVar("waited", default=None)


@contextmanager
def one_answer() -> Iterator[None]:
    """What is asked in here is asked for one answer: a cluster has its seconds for all of it together."""
    token = WAITED.set(Waited())
    try:
        yield
    finally:
        WAITED.reset(token)
