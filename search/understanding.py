"""How a text is read: places, kinds, amounts, times and words become clauses. A reading is never forced: what is read as a place is still
found by its words, and a piece that the asker wants plain is words only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby, pairwise

from opencc import OpenCC

from search.documents import LEVELS, ROLES
from search.figures import Figure, find_figures
from search.normalise import BREAK, key, tokens, words_of
from search.queries import MOST_CHARACTERS, MOST_CLAUSES, AmountIs, Clause, Condition, DayIs, FacetIs, Field, Phrase, PlaceIs
from search.vocabulary import Correction, Place, Sense, Vocabulary, syllables

HOMOPHONE = 0.9
"""A word found by its pinyin counts a little less than the word itself …"""
BY_INITIALS = 0.7
SLIP = 0.6
SYLLABLES = 0.5
"""… and syllables in a title less than a word that is known."""
CLOSE_AMOUNT = 1.2
"""An amount that is so many times more or less still comes close."""
CONTEXT = ("kind", "year", "time")
"""Facets that tell of what kind or when, beside places, amounts and days."""
MOST_WORDS = 8
MOST_TOKENS = 16
"""Of one phrase; longer stretches are cut."""

_PARTICLES = re.compile("[的了吗呢吧]")

_simplified = OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a piece of the text was taken for. `conditions` are what it can be narrowed to: any one of them as a filter."""

    piece: str
    kind: str
    """place, amount or time, or the facet of a code."""
    label: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """A text as clauses, and what is to be told about it."""

    clauses: tuple[Clause, ...] = ()
    readings: tuple[Reading, ...] = ()
    whole: tuple[str, ...] = ()
    unread: str = ""
    """What is beyond the longest text that is read, or the most pieces."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads texts by the words of one release."""

    vocabulary: Vocabulary
    syllables: frozenset[str]
    """Those of the release's titles and words."""

    def read(self, text: str, today: date, plain: frozenset[str] = frozenset()) -> Understanding:
        """The clauses of any text whatever."""
        spelled = _simplified.convert(unicodedata.normalize("NFKC", _printable(text[:MOST_CHARACTERS])).casefold())
        read = list(self._pieces(spelled, today, frozenset(map(key, plain))))
        words = [(clause, readings) for clause, readings in read if clause.piece not in self.vocabulary.stop_words] or read
        kept = words[:MOST_CLAUSES]
        unread = " ".join([clause.piece for clause, _ in words[MOST_CLAUSES:]] + [_printable(text[MOST_CHARACTERS:])]).strip()
        readings = tuple(reading for _, found in kept for reading in found)
        return Understanding(tuple(clause for clause, _ in kept), readings, words_of(spelled)[:MOST_TOKENS], unread)

    def clause(self, word: str) -> Clause:
        """What a word of the vocabulary finds."""
        return self._word(word)

    def corrected(self, clause: Clause) -> tuple[Clause, Correction] | None:
        """A clause that nothing meets, with the words that were probably meant; a word that is known is no slip."""
        corrections = [] if clause.piece in self.vocabulary else self.vocabulary.correct(clause.piece)
        if not corrections:
            return None
        sounding = [c for c in corrections if c.is_homophone] or corrections[:1]
        meant = [self._word(c.word, HOMOPHONE if c.is_homophone else SLIP) for c in sounding]
        return any_of(clause.piece, meant), sounding[0]

    def related(self, piece: str) -> tuple[str, ...]:
        """Words that mean something near."""
        words = (piece, *self.vocabulary.equal.get(piece, ()))
        return tuple(dict.fromkeys(near for word in words for near in self.vocabulary.near.get(word, ())))

    def near(self, clause: Clause) -> Clause | None:
        """A clause for words of a near meaning."""
        words = self.related(clause.piece)
        return any_of(clause.piece, [self._word(word, SLIP) for word in words]) if words else None

    def pairs(self, clause: Clause) -> tuple[Clause, ...]:
        """A clause for each pair of characters of a piece that no word claims."""
        if len(clause.piece) < 3 or clause.piece.isascii():
            return ()
        return tuple(Clause("".join(pair), (Phrase(pair, weight=SLIP),)) for pair in dict.fromkeys(pairwise(clause.piece)))

    def around(self, clause: Clause) -> tuple[Clause, tuple[str, ...]] | None:
        """A clause for what lies around the villages and towns that a piece names, and what that is called."""
        wider = dict.fromkeys(wide for condition in clause.conditions if isinstance(condition, PlaceIs) and (wide := _around(condition)))
        return (Clause(clause.piece, (), tuple(wider)), tuple(dict.fromkeys(self._called(one)[1] for one in wider))) if wider else None

    def nearly(self, clause: Clause) -> Clause:
        """A clause and what comes close to it: near words, parts of long ones, and what lies around its conditions."""
        words = dict.fromkeys((clause.piece, *("".join(p.tokens) for p in clause.phrases if p.field is Field.TEXT)))
        near = [self._word(word, SLIP) for word in dict.fromkeys(chain.from_iterable(map(self.related, words)))]
        around = Clause(clause.piece, (), tuple(wide for condition in clause.conditions if (wide := _around(condition))))
        is_place = any(isinstance(condition, PlaceIs) for condition in clause.conditions)
        parts = [pair for word in words if len(word) > 3 and not is_place for pair in self.pairs(Clause(word))]
        return any_of(clause.piece, [clause, *near, around, *parts])

    def _pieces(self, text: str, today: date, plain: frozenset[str]) -> Iterator[tuple[Clause, tuple[Reading, ...]]]:
        place = 0
        for figure in find_figures(text, today):
            yield from self._words(text[place : figure.start], plain)
            yield _figure(text[figure.start : figure.end], figure, plain)
            place = figure.end
        yield from self._words(text[place:], plain)

    def _words(self, text: str, plain: frozenset[str]) -> Iterator[tuple[Clause, tuple[Reading, ...]]]:
        for stretch in _stretches(text):
            pieces = [stretch] if stretch.isascii() or stretch in plain else self._joined(self._cut(stretch))
            for piece in pieces:
                clause = Clause(piece, (Phrase(words_of(piece)),)) if piece in plain else self._clause(piece)
                yield clause, () if piece in plain else self._readings(clause)

    def _cut(self, stretch: str) -> list[str]:
        """Words of the vocabulary, and what lies between them without the particles in which no word begins or ends."""
        return [part for piece in self.vocabulary.cut(stretch) for part in ([piece] if piece in self.vocabulary else _PARTICLES.split(piece)) if part]

    def _joined(self, pieces: list[str]) -> list[str]:
        """Single characters that no word claims stay with the word before them, or else after them; stop words with none."""
        joined: list[str] = []
        loose = ""
        for piece in pieces:
            is_loose = len(piece) == 1 and piece not in self.vocabulary.stop_words
            if is_loose and joined and joined[-1] not in self.vocabulary.stop_words:
                joined[-1] += piece
            elif is_loose:
                loose = piece
            else:
                joined.append(loose + piece if piece not in self.vocabulary.stop_words else piece)
                loose = "" if piece not in self.vocabulary.stop_words else loose
        return joined + [loose] * bool(loose)

    def _clause(self, piece: str) -> Clause:
        if piece.isascii():
            return self._latin(piece)
        known = next((word for word in (piece, piece[:-1], piece[1:]) if word in self.vocabulary), None)
        if known is None or known == piece:
            return self._word(piece)
        words = (known, *self.vocabulary.equal.get(known, ()))
        return Clause(piece, tuple(Phrase(words_of(piece.replace(known, word, 1))) for word in words))

    def _word(self, word: str, weight: float = 1.0) -> Clause:
        """A word: itself, its synonyms, and the places and codes that any of them names."""
        words = (word, *self.vocabulary.equal.get(word, ()))
        conditions = dict.fromkeys(c for w in words for sense in self.vocabulary.senses(w) for c in _conditions(sense))
        return Clause(word, tuple(Phrase(words_of(w)[:MOST_TOKENS], weight=weight) for w in words), tuple(conditions))

    def _latin(self, latin: str) -> Clause:
        """Latin letters and digits: as they stand, as one or many, as pinyin or initials of words, as pinyin in titles; digits also as the code
        of a division."""
        meant = [Clause(latin, (Phrase((latin,)),), _place_of(latin, self.vocabulary))]
        if latin.isalpha():
            meant.append(Clause(latin, _other_number(latin)))
            meant += [self._word(word, HOMOPHONE) for word in self.vocabulary.by_sound(latin)]
            meant += [self._word(word, BY_INITIALS) for word in self.vocabulary.by_initials(latin)[:MOST_WORDS] if len(latin) > 1]
            ways = syllables(latin, self.syllables) if len(latin) > 1 else []
            phrases = [Phrase(way[:MOST_TOKENS], Field.PINYIN, SYLLABLES) for way in ways]
            phrases += [Phrase((latin,), Field.INITIALS, SYLLABLES)] * (1 < len(latin) <= 6)
            meant.append(Clause(latin, tuple(phrases)))
        return any_of(latin, meant)

    def _readings(self, clause: Clause) -> tuple[Reading, ...]:
        """What a clause's conditions are called, one reading for each place or code."""
        by_label: dict[tuple[str, str], list[Condition]] = {}
        for condition in clause.conditions:
            by_label.setdefault(self._called(condition), []).append(condition)
        return tuple(Reading(clause.piece, kind, label, tuple(conditions)) for (kind, label), conditions in by_label.items())

    def _called(self, condition: Condition) -> tuple[str, str]:
        if isinstance(condition, PlaceIs):
            return "place", self.vocabulary.full_name(Place(condition.code, self.vocabulary.names[condition.code]))
        assert isinstance(condition, FacetIs)
        return condition.facet, "、".join(self.vocabulary.label(condition.facet, code) for code in sorted(condition.codes))


def _conditions(sense: Sense) -> tuple[Condition, ...]:
    if isinstance(sense, Place):
        return tuple(PlaceIs(role, sense.code) for role in ROLES)
    return (FacetIs(sense.facet, frozenset({sense.code})),)


def is_context(clause: Clause) -> bool:
    """Whether a clause tells where, when, of what kind or how much, and not what about."""
    return any(not isinstance(condition, FacetIs) or condition.facet in CONTEXT for condition in clause.conditions)


def _around(condition: Condition) -> Condition | None:
    """What still comes close to a condition: a little more or less money, the year before or after, the division around a village or town."""
    match condition:
        case AmountIs(lowest, highest):
            return AmountIs(lowest and int(lowest / CLOSE_AMOUNT), highest and int(highest * CLOSE_AMOUNT))
        case FacetIs("year", years):
            return FacetIs("year", frozenset(str(int(year) + step) for year in years for step in (-1, 0, 1)))
        case PlaceIs(role, code) if len(code) > LEVELS["county"]:
            return PlaceIs(role, code[: LEVELS["town"] if len(code) > LEVELS["town"] else LEVELS["county"]])
    return None


def _other_number(latin: str) -> tuple[Phrase, ...]:
    """An English word as one if it is of many, and as many if it is of one."""
    other = latin.removesuffix("s") if latin.endswith("s") else f"{latin}s"
    return (Phrase((other,), weight=HOMOPHONE),) if len(latin) > 3 else ()


def _place_of(latin: str, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    is_code = len(latin) in LEVELS.values() and latin in vocabulary.names
    return tuple(PlaceIs(role, latin) for role in ROLES) if is_code else ()


def any_of(piece: str, clauses: Iterable[Clause]) -> Clause:
    """One clause that is met when any of some is."""
    clauses = list(clauses)
    phrases = dict.fromkeys(phrase for clause in clauses for phrase in clause.phrases)
    return Clause(piece, tuple(phrases), tuple(dict.fromkeys(c for clause in clauses for c in clause.conditions)))


def _figure(piece: str, figure: Figure, plain: frozenset[str]) -> tuple[Clause, tuple[Reading, ...]]:
    is_plain = key(piece) in plain
    phrases = (Phrase(words_of(piece)[:MOST_TOKENS]),)
    kind = "time" if any(isinstance(c, DayIs) for c in figure.conditions) else "amount"
    reading = Reading(key(piece), kind, figure.label, figure.conditions)
    return Clause(key(piece), phrases, () if is_plain else figure.conditions), () if is_plain else (reading,)


def _stretches(text: str) -> Iterator[str]:
    """What stands together without a gap or a mark between: Chinese characters up to the longest phrase, or one Latin word."""
    for part in text.split():
        for is_break, run in groupby(tokens(part), lambda token: token == BREAK):
            if not is_break:
                yield from _runs(run)


def _runs(run: Iterable[str]) -> Iterator[str]:
    for is_latin, found in groupby(run, str.isascii):
        together = list(found)
        step = 1 if is_latin else MOST_TOKENS
        yield from ("".join(together[start : start + step]) for start in range(0, len(together), step))


def _printable(text: str) -> str:
    """Half characters and NULs are nothing that can be searched or told."""
    return "".join(c if c.isprintable() else " " for c in text)
