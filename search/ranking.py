"""The one ranking of both engines: BM25F over the words' places, words before mere characters, titles that are all about it first.

An engine hands over its candidates; this scores them and orders them, so both engines rank alike, and the shares that it tells are
what the score was made of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from search.documents import KINDS, Document
from search.engine import Ranked
from search.normalise import BREAK, tokens
from search.queries import AmountIs, Clause, Condition, DayIs, FacetIs, Field, PlaceIs, Question

HEAD = 100
"""So many candidates are scored one by one; what comes behind them stands in the order of the release."""

TITLE = 4.0
"""A word in the title counts as much as so many in a text of weight 1 …"""
WORD = 1.5
"""… and this much more if it is one of the title's words and not only a row of its characters (通州 in 南通州际 is no word)."""
MET = 2.0
"""What a met condition counts: in the place that was named, of the kind that was named."""
SATURATION = 1.2
"""BM25's k1: how soon more of the same word adds nothing."""
LENGTH = 0.4
"""BM25's b, against this many tokens as the usual length."""
USUAL_LENGTH = 80.0
WHOLE = 0.5
"""Added to the factor of a title in which the whole text stands in one piece."""
FULFILLED = 0.8
"""What is left of the score of a need that is met: it still tells, but who asks would rather help where something is missing."""

Cut = Callable[[str], list[str]]
"""Cuts a text in one spelling into words."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a document as they are scored, worked out once, when it is indexed."""

    title: str
    """Tokens with a space around each."""
    length: int
    """How many tokens of the title can be asked for: not a word at its end that only says of what kind it is."""
    words: frozenset[str]
    """The words that the title is cut into."""
    body: tuple[tuple[str, float], ...]
    """Tokens with a space around each, and what a word counts there, by BM25's length of all texts."""


Candidate = tuple[int, Document, Texts]


def texts_of(document: Document, cut: Cut) -> Texts:
    title, body = tokens(document.title), [_spaced(tokens(text.text)) for text in document.body]
    return Texts(_spaced(title), _length(title, document.kind), frozenset(cut("".join(title))), weighted(document, body))


def weighted(document: Document, body: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """The texts of a document, as tokens, with what a word counts in each."""
    length = 1 - LENGTH + LENGTH * sum(map(len, body)) / 2 / USUAL_LENGTH
    return tuple((tokens, text.weight / length) for tokens, text in zip(body, document.body, strict=True))


@dataclass(frozen=True, slots=True)
class _Needle:
    """A phrase as it is looked for: its tokens with a space around each, the word that they make, how many they are."""

    spaced: str
    word: str
    length: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Sought:
    """A clause as it is scored, the same for every candidate."""

    rarity: float
    needles: tuple[_Needle, ...]
    sound: float
    """What it counts where nothing but pinyin found it."""
    conditions: tuple[Condition, ...]


def rank(question: Question, matches: Sequence[int], count: int, candidates: Iterable[Candidate]) -> list[Ranked]:
    """The candidates in order: the highest score first, equal ones in the order of the release."""
    sought = [_sought(clause, _rarity(match, count)) for clause, match in zip(question.clauses, matches, strict=True)]
    whole = _spaced(question.whole) if question.whole else None
    ranked = (_score(sought, whole, *candidate) for candidate in candidates)
    return sorted(ranked, key=lambda r: (-r.score, r.row))


def tiers(question: Question, matches: Sequence[int], count: int) -> tuple[int, ...]:
    """By how much a document that meets a clause stands before others, when candidates are chosen: where all must hold, whose title or condition
    meets the most; where one is enough, what meets the most and the rarest, in titles before texts."""
    return tuple(1 if question.every else 1 + count.bit_length() - match.bit_length() for match in matches)


def meets(document: Document, condition: Condition) -> bool:
    """Whether a document meets a condition: the rule that both engines follow."""
    match condition:
        case FacetIs(facet, codes):
            return not codes.isdisjoint(document.values(facet))
        case PlaceIs(role, code):
            return (document.place(role) or "").startswith(code)
        case AmountIs(lowest, highest):
            cents = document.cents
            return cents is not None and (lowest is None or cents >= lowest) and (highest is None or cents <= highest)
        case DayIs(first, last, deadline):
            day = document.deadline if deadline else document.day
            return day is not None and first <= day <= last


def _rarity(match: int, count: int) -> float:
    """BM25's inverse document frequency, never below zero."""
    return math.log(1 + (count - match + 0.5) / (match + 0.5))


def _sought(clause: Clause, rarity: float) -> _Sought:
    texts = [phrase for phrase in clause.phrases if phrase.field is Field.TEXT]
    sound = max((phrase.weight for phrase in clause.phrases if phrase.field is not Field.TEXT), default=0.0)
    needles = (_Needle(_spaced(phrase.tokens), "".join(phrase.tokens), len(phrase.tokens), phrase.weight) for phrase in texts)
    return _Sought(rarity, tuple(needles), sound, clause.conditions)


def _score(sought: Sequence[_Sought], whole: str | None, row: int, document: Document, texts: Texts) -> Ranked:
    everything = texts.title + "".join(text for text, _ in texts.body)
    found = [[needle for needle in one.needles if needle.spaced in everything] for one in sought]  # most synonyms stand nowhere in it
    factor = (1 + _cover(found, whole, texts)) * (FULFILLED if document.remaining == 0 else 1)
    shares = []
    for one, needles in zip(sought, found, strict=True):
        weight = _weight(one, needles, document, texts)
        shares.append(factor * one.rarity * weight / (weight + SATURATION))
    return Ranked(row, document, sum(shares), tuple(shares))


def _weight(sought: _Sought, found: Sequence[_Needle], document: Document, texts: Texts) -> float:
    """How much of a clause stands in a document, by place and by weight."""
    weight = max((MET for condition in sought.conditions if meets(document, condition)), default=0.0)
    for needle in found:
        in_title = texts.title.count(needle.spaced) * TITLE
        if in_title and needle.word in texts.words:
            in_title *= WORD
        weight += needle.weight * (in_title + sum(text.count(needle.spaced) * text_weight for text, text_weight in texts.body))
    return weight or sought.sound


def _cover(found: Iterable[Iterable[_Needle]], whole: str | None, texts: Texts) -> float:
    """How much of the title the text is: 1 if all of it, more if in one piece."""
    if not texts.length:
        return 0.0
    covered = sum(max((needle.length for needle in needles if needle.spaced in texts.title), default=0) for needles in found)
    return min(covered / texts.length, 1.0) + (WHOLE if whole and whole in texts.title else 0.0)


def _length(title: Sequence[str], kind: str) -> int:
    length = sum(token != BREAK for token in title)
    return length - 2 if length > 2 and title[-2:] == list(KINDS[kind][-2:]) else length


def _spaced(tokens: Iterable[str]) -> str:
    """Tokens as they stand in a text of tokens."""
    return f" {' '.join(tokens)} "
