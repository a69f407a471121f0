"""The one ranking of both engines: BM25F over the words' places, words before mere characters, titles that are all about it first.

An engine hands over its candidates; this scores them and orders them, so both engines rank alike, and the shares that it tells are
what the score was made of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from search.documents import KINDS, Document
from search.engine import Ranked
from search.normalise import BREAK, split, tokens
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


def rank(question: Question, matches: Sequence[int], count: int, candidates: Iterable[tuple[int, Document]], cut: Cut) -> list[Ranked]:
    """The candidates in order: the highest score first, equal ones in the order of the release."""
    rarities = [_rarity(match, count) for match in matches]
    ranked = (_score(question, rarities, row, document, cut) for row, document in candidates)
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


def _score(question: Question, rarities: list[float], row: int, document: Document, cut: Cut) -> Ranked:
    title_tokens = tokens(document.title)
    title = f" {' '.join(title_tokens)} "
    texts = [(f" {split(text.text)} ", text.weight) for text in document.body]
    words = frozenset(cut("".join(title_tokens)))
    length = 1 - LENGTH + LENGTH * sum(len(text) for text, _ in texts) / 2 / USUAL_LENGTH
    texts = [(text, weight / length) for text, weight in texts]
    factor = (1 + _cover(question, document.kind, title_tokens, title)) * (FULFILLED if document.remaining == 0 else 1)
    shares = []
    for clause, rarity in zip(question.clauses, rarities, strict=True):
        weight = _weight(clause, document, title, texts, words)
        shares.append(factor * rarity * weight / (weight + SATURATION))
    return Ranked(row, document, sum(shares), tuple(shares))


def _weight(clause: Clause, document: Document, title: str, texts: list[tuple[str, float]], words: frozenset[str]) -> float:
    """How much of a clause stands in a document, by place and by weight."""
    everything = title + "".join(text for text, _ in texts)
    weight = max((MET for condition in clause.conditions if meets(document, condition)), default=0.0)
    for phrase in clause.phrases:
        if phrase.field is not Field.TEXT:
            continue
        needle = _needle(phrase.tokens)
        if needle not in everything:  # most synonyms stand nowhere in it
            continue
        in_title = title.count(needle) * TITLE
        if in_title and "".join(phrase.tokens) in words:
            in_title *= WORD
        weight += phrase.weight * (in_title + sum(text.count(needle) * text_weight for text, text_weight in texts))
    if not weight:  # found by its pinyin
        weight = max((phrase.weight for phrase in clause.phrases if phrase.field is not Field.TEXT), default=0.0)
    return weight


def _cover(question: Question, kind: str, title_tokens: list[str], title: str) -> float:
    """How much of the title the text is, but for a word at its end that only says of what kind it is: 1 if all of it, more if in one piece."""
    length = sum(token != BREAK for token in title_tokens)
    if length > 2 and title_tokens[-2:] == list(KINDS[kind][-2:]):
        length -= 2
    if not length:
        return 0.0
    covered = 0
    for clause in question.clauses:
        found = [len(p.tokens) for p in clause.phrases if p.field is Field.TEXT and _needle(p.tokens) in title]
        covered += max(found, default=0)
    whole = WHOLE if question.whole and _needle(question.whole) in title else 0.0
    return min(covered / length, 1.0) + whole


@lru_cache(maxsize=1024)
def _needle(tokens: tuple[str, ...]) -> str:
    """A phrase as it stands in a text of tokens."""
    return f" {' '.join(tokens)} "
