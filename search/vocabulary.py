"""The words of a release: its places with and without suffix, the labels of its codes, synonyms; by their characters and by their pinyin."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from rapidfuzz import process
from rapidfuzz.distance import OSA

from databases.pinyin import spell
from search.documents import KINDS, LEVELS
from search.normalise import key

WORDS = Path(__file__).with_name("words")

SUFFIXES = (
    "社区居民委员会",
    "社区居委会",
    "村民委员会",
    "居民委员会",
    "村委会",
    "居委会",
    "委员会",
    "虚拟社区",
    "经济开发区",
    "开发区",
    "社区",
    "街道",
    "省",
    "市",
    "区",
    "县",
    "镇",
    "乡",
    "村",
)
"""What people leave out of a place's name, the longest first."""
_KEPT = {"社区居民委员会": "社区", "社区居委会": "社区", "村委会": "村"}
"""What the short form of some suffixes keeps: 八士村委会 is 八士村, and 八士."""


@dataclass(frozen=True, slots=True)
class Place:
    """A division, as the release publishes it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Term:
    """The label of a code of a facet, and other words that people use for it."""

    facet: str
    code: str
    label: str
    words: tuple[str, ...] = ()


Sense: TypeAlias = Place | Term


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the release that was probably meant."""

    word: str
    is_homophone: bool


class Vocabulary:
    """Every word that a question of this release can be read by. Words are in one spelling, without gaps."""

    def __init__(self, places: Iterable[Place], terms: Iterable[Term]) -> None:
        self.places = tuple(places)
        self.terms = tuple(terms)
        self.equal, self.near = _synonyms()
        self.stop_words = frozenset(map(key, (WORDS / "stop_words.txt").read_text("utf-8").split()))
        self.elsewhere = frozenset(map(key, (WORDS / "elsewhere.txt").read_text("utf-8").split()))
        """Places that no release of this province's cities is about."""
        kinds = (Term("kind", code, label, _words_of_kinds()[code]) for code, label in KINDS.items())
        self._senses = _senses(self.places, (*kinds, *self.terms))
        self._labels = {("kind", code): label for code, label in KINDS.items()} | {(t.facet, t.code): t.label for t in self.terms}
        self.names = {place.code: place.name for place in self.places}
        self.words = tuple(dict.fromkeys(chain(self._senses, self.equal, self.near, self.elsewhere - self._senses.keys())))
        self._by_start = _by_start((*self.words, *self.stop_words))
        self._by_pinyin, by_initials = _by_sound(self.words)
        self._by_initials = {firsts: tuple(sorted(words, key=self._importance)) for firsts, words in by_initials.items()}
        self._sounds = tuple(self._by_pinyin)

    def senses(self, word: str) -> tuple[Sense, ...]:
        """The places and codes that a word names."""
        return self._senses.get(word, ())

    def cut(self, text: str) -> list[str]:
        """A text in one spelling cut into words of the vocabulary (the longest first, from the left) and what lies between."""
        pieces, start, place = [], 0, 0
        while place < len(text):
            word = self._word_at(text, place)
            if word is None:
                place += 1
                continue
            pieces += [text[start:place], word]
            start = place = place + len(word)
        return [piece for piece in (*pieces, text[start:]) if piece]

    def _word_at(self, text: str, place: int) -> str | None:
        return next((word for word in self._by_start.get(text[place : place + 2], ()) if text.startswith(word, place)), None)

    def __contains__(self, word: str) -> bool:
        return word in self._by_start.get(word[:2], ()) and word not in self.stop_words

    def by_sound(self, latin: str) -> tuple[str, ...]:
        """Words whose pinyin is this."""
        return self._by_pinyin.get(latin, ())

    def by_initials(self, latin: str) -> tuple[str, ...]:
        """Words whose pinyin has these initials: names of codes and of larger places first, so that yx is 宜兴 before any village."""
        return self._by_initials.get(latin, ())

    def correct(self, piece: str, most: int = 3) -> list[Correction]:
        """Words that were probably meant: those that sound the same, then those a slip or two away; the likeliest first."""
        sound = piece if piece.isascii() else "".join(pinyin(piece))
        same = [Correction(word, True) for word in self.by_sound(sound) if word != piece]
        slips = 0 if len(piece) < 3 else 1 if len(piece) < 5 else 2
        among = self._sounds if piece.isascii() else self.words
        close = process.extract(piece, among if slips else (), scorer=OSA.distance, score_cutoff=slips, limit=most)
        words = chain.from_iterable(self._by_pinyin[match] if piece.isascii() else (match,) for match, *_ in close)
        return list(dict.fromkeys(chain(same, (Correction(word, False) for word in words if word != piece))))[:most]

    def complete(self, typed: str, most: int) -> list[str]:
        """Words that begin with what was typed, in characters, pinyin or initials; names of codes and of larger places first."""
        found = (word for word in self.words if word.startswith(typed))
        if typed.isascii():
            sounds = (words for sound, words in self._by_pinyin.items() if sound.startswith(typed))
            found = chain(found, self.by_initials(typed), *sounds)  # type: ignore[assignment]
        return sorted(dict.fromkeys(found), key=lambda word: (self._importance(word), len(word), word))[:most]

    def _importance(self, word: str) -> int:
        return min((len(sense.code) if isinstance(sense, Place) else 3 for sense in self.senses(word)), default=10)

    def label(self, facet: str, code: str) -> str:
        """What a code of a facet is called."""
        return self._labels.get((facet, code)) or self.names.get(code, code)

    def full_name(self, place: Place) -> str:
        """A place with the divisions around it, below the city: 江阴市周庄镇."""
        above = [self.names[place.code[:n]] for n in LEVELS.values() if 4 < n < len(place.code) and place.code[:n] in self.names]
        return "".join((*above, place.name))


def short_names(name: str) -> list[str]:
    """A place's name in one spelling and what remains when its suffixes are left out, two characters at least."""
    names = [key(name)]
    while suffix := next((s for s in SUFFIXES if names[-1].endswith(s) and len(names[-1]) - len(s) >= 2), None):
        names.append(names[-1].removesuffix(suffix))
        if kept := _KEPT.get(suffix):
            names.insert(-1, names[-1] + kept)
    return list(dict.fromkeys(names))


@lru_cache(maxsize=100_000)
def pinyin(word: str) -> tuple[str, ...]:
    """The syllables of a word without tones (ü as v); what is no Chinese character stays as it is."""
    return tuple(spell(word))


def initials(word: str) -> str:
    return "".join(syllable[0] for syllable in pinyin(word))


def _senses(places: Iterable[Place], terms: Iterable[Term]) -> dict[str, tuple[Sense, ...]]:
    senses: dict[str, dict[Sense, None]] = defaultdict(dict)
    for place in places:
        for name in short_names(place.name):
            senses[name][place] = None
    for term in terms:
        for word in (term.label, *term.words):
            senses[key(word)][term] = None
    return {word: tuple(meant) for word, meant in senses.items() if len(word) > 1}


def _words_of_kinds() -> dict[str, tuple[str, ...]]:
    """What people call each kind of document, beside its label."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    with (WORDS / "kinds.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["kind"]].append(row["word"])
    return {kind: tuple(words) for kind, words in found.items()}


def _synonyms() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Words that mean the same, and words that mean something near, each both ways."""
    related: dict[str, dict[str, dict[str, None]]] = {"equal": defaultdict(dict), "near": defaultdict(dict)}
    with (WORDS / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            word, other = key(row["word"]), key(row["other"])
            related[row["relation"]][word][other] = None
            related[row["relation"]][other][word] = None
    equal, near = ({word: tuple(others) for word, others in related[relation].items()} for relation in ("equal", "near"))
    return equal, near


def _by_start(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words by their first two characters, the longest first."""
    starts: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 1:
            starts[word[:2]].append(word)
    return {start: tuple(found) for start, found in starts.items()}


def _by_sound(words: Iterable[str]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    sounds: dict[str, list[str]] = defaultdict(list)
    firsts: dict[str, list[str]] = defaultdict(list)
    for word in words:
        sounds["".join(pinyin(word))].append(word)
        firsts[initials(word)].append(word)
    return ({sound: tuple(found) for sound, found in by.items()} for by in (sounds, firsts))  # type: ignore[return-value]


def syllables(latin: str, known: frozenset[str], most: int = 4) -> list[tuple[str, ...]]:
    """The ways to cut Latin letters into known syllables of pinyin, the fewest syllables first: xian is xian, and xi an."""
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in latin)]
    for end in range(1, len(latin) + 1):
        for start in range(max(0, end - 6), end):
            if latin[start:end] in known:
                ways[end] += [(*way, latin[start:end]) for way in ways[start]]
        ways[end] = sorted(ways[end], key=len)[:most]
    return ways[-1]
