"""The desk where questions are asked: reads a text, asks the engine, and when nothing is found tells what was understood, what was left
out, and what is nearest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from search.documents import PLACE_FACETS, Document
from search.embedded import EmbeddedEngine
from search.engine import Engine, Found, Ranked, Sum, one_answer
from search.highlighting import Highlights, highlight
from search.normalise import key
from search.queries import MOST_HITS, Clause, Condition, Query, Question, Sort, check
from search.understanding import Reader, Reading, Understanding, any_of, is_context
from search.vocabulary import Vocabulary

if TYPE_CHECKING:
    from search.cluster import Cluster


CLOSE = 0.25
"""What nearly fits has more than this share of the best score."""
COMMON = 0.02
"""A piece that more than this share of the documents has tells too little to be enough by itself."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, with its words marked and what each piece of the text gave to its score."""

    document: Document
    highlights: Highlights
    score: float
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A code of a facet, what it is called, and how many of what was found have it."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """A piece that nothing has, and the word that was searched for instead."""

    piece: str
    word: str


@dataclass(frozen=True, slots=True)
class Widened:
    """A piece by which nothing is found, and what comes nearest and was searched for instead: words of a near meaning, pairs of its characters, or the
    town or county around a place."""

    piece: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithoutFilters:
    """How many would be found without some of the filters."""

    dropped: tuple[Condition, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found, how the text was understood, and what had to be given up to find anything."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    after: str | None
    readings: tuple[Reading, ...]
    corrected: tuple[Corrected, ...] = ()
    widened: tuple[Widened, ...] = ()
    """Pieces for which what is nearest was taken."""
    dropped: tuple[str, ...] = ()
    """Pieces that were left out."""
    nearly: tuple[Hit, ...] = ()
    """What comes closest, where what was found does not fill the first page. It is not in `total`, nor is it counted or downloaded."""
    is_any: bool = False
    """Whether what was found has one of the pieces, since nothing has all …"""
    firm: tuple[str, ...] = ()
    """… beside those that all of it has nevertheless: the place, the time and the amount that were named."""
    related: tuple[str, ...] = ()
    """Words of a near meaning, to ask for instead."""
    alternatives: tuple[WithoutFilters, ...] = ()
    """If nothing was found: what would be without a filter."""
    unread: str = ""
    """What was beyond the longest text that is read."""
    engine: str
    """Who answered: the embedded engine also stands in when the other is away."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word that may be meant, and how many documents it finds."""

    word: str
    label: str
    count: int


class Desk:
    """One release, open for questions. `engine` may be another than the embedded one; words are always those of the file."""

    def __init__(self, embedded: EmbeddedEngine, engine: Engine | None = None) -> None:
        self._embedded = embedded
        self._engine = engine or embedded
        self._vocabulary: Vocabulary = embedded.vocabulary
        self._reader = Reader(self._vocabulary, frozenset(embedded.meta["syllables"].split()))

    @classmethod
    def open(cls, path: Path, cluster: Cluster | None = None) -> Desk:
        """The desk of a release's search file, answered by the embedded engine, or by a cluster with the embedded engine standing by."""
        embedded = EmbeddedEngine(path)
        # the client of Elasticsearch takes a second to load: only who has one waits for it
        engine: Engine | None = import_module("search.standby").standing_by(cluster, embedded) if cluster else None
        return cls(embedded, engine)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the release."""
        return self._vocabulary

    @property
    def facets(self) -> tuple[str, ...]:
        """By what its documents can be counted and filtered."""
        return ("kind", *PLACE_FACETS, *self._embedded.facets)

    def stands_in(self, answer: Answer) -> bool:
        """Whether the embedded engine gave this answer for a cluster that did not."""
        return self._engine is not self._embedded and answer.engine == self._embedded.name

    async def close(self) -> None:
        await self._engine.close()
        await self._embedded.close()

    async def answer(self, query: Query, today: date) -> Answer:
        """The answer to a query. QueryError for a size, a sort or a cursor that makes no sense, never for a text."""
        check(query)
        read = self._reader.read(query.text, today, query.plain)
        question = question_of(query, read, today)
        with one_answer():
            asked, found = await (self._decide(question) if query.after is None else self._go_on(question))
            alternatives = () if found.total else await self._without_filters(asked.question)
            nearly = await self._nearly(query, asked, found)
        return self._told(read, asked, found, nearly, alternatives)

    async def rows(self, query: Query, today: date) -> AsyncIterator[Document]:
        """Everything that a query finds, in its order, to download."""
        question = await self._decided(query, today)
        while True:
            found = await self._engine.find(question)
            for ranked in found.ranked:
                yield ranked.document
            if found.after is None:
                return
            question = replace(question, after=found.after)

    async def sums(self, query: Query, by: tuple[str, ...], today: date) -> AsyncIterator[Sum]:
        """Counts and amounts of everything that a query finds, for each combination of codes of some facets, to download."""
        question = await self._decided(query, today)
        async for found in self._engine.sums(question, by):
            yield found

    async def suggest(self, typed: str, most: int = 8) -> list[Suggestion]:
        """Words of the release that begin with what is being typed (its last piece), in characters, pinyin or initials; each label once."""
        last = key(typed.split()[-1][-32:]) if typed.strip() else ""
        words = self._vocabulary.complete(last, 4 * most) if last else []
        counted = await asyncio.to_thread(lambda: [self._suggestion(word) for word in words])
        by_label: dict[str, Suggestion] = {}
        for suggestion in counted:
            by_label.setdefault(suggestion.label, suggestion)  # 江阴 and 江阴市 are one place
        return [suggestion for suggestion in by_label.values() if suggestion.count][:most]

    async def _decided(self, query: Query, today: date) -> Question:
        """The question that a query's answer came from, so that a download holds what the page showed."""
        check(query)
        question = question_of(query, self._reader.read(query.text, today, query.plain), today)
        with one_answer():
            asked, _ = await self._decide(_first(question))
        return replace(asked.question, size=MOST_HITS)

    def _suggestion(self, word: str) -> Suggestion:
        clause = self._reader.clause(word)
        label = next((sense.label if hasattr(sense, "label") else sense.name for sense in self._vocabulary.senses(word)), word)
        return Suggestion(word, label, self._embedded.count_of(clause))

    async def _decide(self, question: Question) -> tuple[Asked, Found]:
        """What is asked in the end, and its first page."""
        asked = Asked(question)
        found = await self._engine.find(question)
        return (asked, found) if found.total or not question.clauses else await self._widen(asked, found)

    async def _go_on(self, question: Question) -> tuple[Asked, Found]:
        """A further page of what the first page was asked for, given up things included."""
        asked, _ = await self._decide(_first(question))
        going_on = replace(asked.question, facets=question.facets, size=question.size, after=question.after)
        return replace(asked, question=going_on), await self._engine.find(going_on)

    async def _nearly(self, query: Query, asked: Asked, found: Found) -> tuple[Hit, ...]:
        """What comes closest, if what was found leaves room for it on the first page."""
        room = query.size - found.total
        is_first = not query.after and query.sort is Sort.BEST
        if not (is_first and found.total and room > 0):
            return ()
        clauses = tuple(map(self._reader.nearly, (*asked.question.clauses, *asked.dropped)))
        near = await self._engine.find(replace(asked.question, clauses=clauses, facets=(), every=False))
        told = {ranked.row for ranked in found.ranked}
        others = [ranked for ranked in near.ranked if ranked.row not in told and ranked.score > CLOSE * near.ranked[0].score]
        return tuple(_hit(ranked, asked.question) for ranked in others[:room])

    # When nothing is found

    async def _widen(self, asked: Asked, found: Found) -> tuple[Asked, Found]:
        """Give up as little as finds something: slips, near words, pairs of characters, what no document has, all but one in the place that was
        named, how near the place is, one of two pieces, one piece, all but one. Nothing where a place elsewhere is named: what is here would not answer it."""
        if any(clause.piece in self._vocabulary.elsewhere for clause in asked.question.clauses):
            return asked, found
        for step in (self._corrected, self._nearest, self._paired, self._parted, self._known_only):
            changed = await asyncio.to_thread(step, asked, found)
            if changed != asked:
                asked, found = changed, await self._engine.find(changed.question)
                if found.total:
                    return asked, found
        for changed in (*self._any_beside(asked), *self._farther(asked), *self._either(asked, found), *self._without_one(asked, found)):
            without = await self._engine.find(changed.question)
            if without.total:
                return changed, without
        loosest = asked.any_of(())
        return loosest, await self._engine.find(loosest.question)

    def _corrected(self, asked: Asked, found: Found) -> Asked:
        for clause, matches in zip(asked.question.clauses, found.matches, strict=True):
            meant = None if matches else self._reader.corrected(clause)
            if meant:
                asked = replace(asked.with_clause(clause, meant[0]), corrected=(*asked.corrected, Corrected(clause.piece, meant[1].word)))
        return asked

    def _nearest(self, asked: Asked, found: Found) -> Asked:
        for clause, matches in zip(asked.question.clauses, found.matches, strict=True):
            near = None if matches else self._reader.near(clause)
            words = tuple(word for word in self._reader.related(clause.piece) if self._is_known(word)) if near else ()
            if near and words:
                asked = asked.widen(clause, near, words=words)
        return asked

    def _paired(self, asked: Asked, found: Found) -> Asked:
        """Any of the pieces, those that nothing has by their pairs of characters, if the release knows half of them."""
        paired = asked
        for clause, matches in zip(asked.question.clauses, found.matches, strict=True):
            pairs = () if matches else self._reader.pairs(clause)
            known = tuple(filter(self._embedded.count_of, pairs))
            if known and len(known) * 2 >= len(pairs):
                paired = paired.widen(clause, *known, words=tuple(pair.piece for pair in known))
        return asked if paired is asked else paired.any_of(filter(is_context, paired.question.clauses))

    def _parted(self, asked: Asked, found: Found) -> Asked:
        """Beside what is known, a piece that nothing has by the pairs that make up half of it, rather than not at all."""
        for clause, matches in zip(asked.question.clauses, found.matches, strict=True):
            pairs = self._reader.pairs(clause) if any(found.matches) and not matches else ()
            known = tuple(filter(self._embedded.count_of, pairs))
            if known and 2 * _covered(clause.piece, known) >= len(clause.piece):
                asked = asked.widen(clause, any_of(clause.piece, known), words=tuple(pair.piece for pair in known))
        return asked

    def _known_only(self, asked: Asked, found: Found) -> Asked:
        unknown = [c for c, matches in zip(asked.question.clauses, found.matches, strict=True) if not matches]
        return asked.without(unknown) if len(unknown) < len(asked.question.clauses) else asked

    def _any_beside(self, asked: Asked) -> list[Asked]:
        """Any of the pieces, in the place, the time and the range of amounts that were named, if there are several."""
        firm = list(filter(is_context, asked.question.clauses))
        return [asked.any_of(firm)] if 0 < len(firm) < len(asked.question.clauses) - 1 else []

    def _farther(self, asked: Asked) -> list[Asked]:
        """The same in the town or county around the places that were named."""
        wider = asked
        for clause in asked.question.clauses:
            if around := self._reader.around(clause):
                wider = wider.widen(clause, around[0], words=around[1])
        return [] if wider is asked else [wider]

    def _either(self, asked: Asked, found: Found) -> list[Asked]:
        """Either of two pieces, where neither is so common that it would drown the other."""
        common = COMMON * self._embedded.count
        return [asked.any_of(())] if len(found.matches) == 2 and max(found.matches) <= common else []

    def _is_known(self, word: str) -> bool:
        return self._embedded.count_of(self._reader.clause(word)) > 0

    def _without_one(self, asked: Asked, found: Found) -> list[Asked]:
        """Each of some pieces left out, the one that tells least first."""
        if len(asked.question.clauses) < 2:
            return []
        by_matches = sorted(zip(asked.question.clauses, found.matches, strict=True), key=lambda pair: -pair[1])
        return [asked.without([clause]) for clause, _ in by_matches]

    async def _without_filters(self, question: Question) -> tuple[WithoutFilters, ...]:
        filters = question.filters
        choices = [(one,) for one in filters] + [filters] * (len(filters) > 1)
        found = []
        for dropped in choices:
            kept = tuple(condition for condition in filters if condition not in dropped)
            answer = await self._engine.find(_first(replace(question, filters=kept)))
            found.append(WithoutFilters(dropped, answer.total))
        return tuple(alternative for alternative in found if alternative.total)

    # What is told

    def _told(self, read: Understanding, asked: Asked, found: Found, nearly: tuple[Hit, ...], alternatives: tuple[WithoutFilters, ...]) -> Answer:
        dropped = tuple(clause.piece for clause in asked.dropped)
        return Answer(
            total=found.total,
            hits=tuple(_hit(ranked, asked.question) for ranked in found.ranked),
            nearly=nearly,
            facets={name: tuple(self._value(name, c.code, c.count) for c in counts) for name, counts in found.facets.items()},
            after=found.after,
            readings=read.readings,
            corrected=tuple(c for c in asked.corrected if c.piece not in dropped),
            widened=tuple(w for w in asked.widened if w.piece not in dropped),
            dropped=dropped,
            is_any=not asked.question.every,
            firm=asked.firm,
            related=tuple(dict.fromkeys(word for clause in read.clauses for word in self._reader.related(clause.piece))),
            alternatives=alternatives,
            unread=read.unread,
            engine=found.engine,
        )

    def _value(self, facet: str, code: str, count: int) -> FacetValue:
        return FacetValue(code, self._vocabulary.label(facet, code), count)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what was changed in it to find anything."""

    question: Question
    corrected: tuple[Corrected, ...] = ()
    widened: tuple[Widened, ...] = ()
    dropped: tuple[Clause, ...] = ()

    @property
    def firm(self) -> tuple[str, ...]:
        """The pieces that must hold though one of the others is enough."""
        return () if self.question.every else tuple(clause.piece for clause in self.question.clauses if clause.is_firm)

    def widen(self, clause: Clause, *instead: Clause, words: tuple[str, ...]) -> Asked:
        return replace(self.with_clause(clause, *instead), widened=(*self.widened, Widened(clause.piece, words)))

    def any_of(self, firm: Iterable[Clause]) -> Asked:
        """One of the clauses is enough, beside these."""
        held = set(firm)
        clauses = tuple(replace(clause, is_firm=clause in held) for clause in self.question.clauses)
        return replace(self, question=replace(self.question, clauses=clauses, every=False))

    def with_clause(self, clause: Clause, *instead: Clause) -> Asked:
        clauses = tuple(chain.from_iterable(instead if own is clause else (own,) for own in self.question.clauses))
        return replace(self, question=replace(self.question, clauses=clauses))

    def without(self, clauses: list[Clause]) -> Asked:
        kept = tuple(clause for clause in self.question.clauses if clause not in clauses)
        return replace(self, question=replace(self.question, clauses=kept), dropped=(*self.dropped, *clauses))


def _covered(piece: str, pairs: Iterable[Clause]) -> int:
    """How many characters of a piece stand in some pairs of them."""
    return len({place for pair in pairs for place in range(len(piece)) if pair.piece in piece[max(0, place - 1) : place + 2]})


def _first(question: Question) -> Question:
    """No more of a question than whether anything is found."""
    return replace(question, facets=(), size=1, after=None)


def question_of(query: Query, read: Understanding, today: date) -> Question:
    return Question(
        clauses=read.clauses,
        whole=read.whole,
        filters=query.filters,
        facets=query.facets,
        sort=query.sort,
        near=query.near,
        today=today,
        size=query.size,
        after=query.after,
    )


def _hit(ranked: Ranked, question: Question) -> Hit:
    pieces = (clause.piece for clause in question.clauses)
    reasons = tuple(zip(pieces, ranked.shares, strict=False))
    return Hit(ranked.document, highlight(ranked.document, question.clauses), ranked.score, reasons)
