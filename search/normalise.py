"""Texts as both engines see them: one spelling for width, case and script, cut into single characters and words of Latin letters and digits."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from opencc import OpenCC

BREAK = "\ue000"
"""Stands where punctuation was, so that no phrase reaches across it. A private character: the only one that no text may bring."""


def tokens(text: str) -> list[str]:
    """The tokens of a text, breaks among them."""
    return text.translate(_SPELLING).split()


def split(text: str) -> str:
    """The tokens with one space between any two: the form that engines index."""
    return " ".join(tokens(text))


def words_of(text: str) -> tuple[str, ...]:
    """The tokens without breaks: the form of a phrase."""
    return tuple(token for token in tokens(text) if token != BREAK)


def key(text: str) -> str:
    """A text in one spelling and without gaps, to compare names by."""
    return "".join(words_of(text))


def find_phrases(text: str, phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Where phrases of tokens stand in the original text: first character and the one behind the last, phrase by phrase."""
    spelled = text.translate(_SPELLING)
    found = [match for phrase in phrases for match in _pattern(phrase).finditer(spelled)]
    if not found:
        return []
    ends = list(accumulate(len(_SPELLING[ord(character)]) for character in text))
    return [(bisect_right(ends, match.start()), bisect_left(ends, match.end()) + 1) for match in found]


@lru_cache(maxsize=1024)
def _pattern(phrase: tuple[str, ...]) -> re.Pattern[str]:
    """The tokens as they stand in a spelled text: whole Latin words, any space between."""
    return re.compile(r" *".join(rf"(?<![a-z0-9]){re.escape(token)}(?![a-z0-9])" for token in phrase) or r"(?!)")


class _Spelling(dict[int, str]):
    """Each character's spelling, worked out when it is first met: Simplified, narrow, lower case, marks dropped, punctuation a break."""

    def __init__(self) -> None:
        super().__init__()
        self._simplified = OpenCC("t2s")

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        self[code] = _apart("".join(map(self._piece, folded)))
        return self[code]

    def _piece(self, character: str) -> str:
        category = unicodedata.category(character)
        if character == BREAK or (category[0] in "PSC" and category not in ("Co", "Cf") and not character.isspace()):
            return BREAK
        if category in ("Mn", "Me", "Mc", "Cf"):
            return ""
        return " " if character.isspace() or category[0] == "Z" else self._simplified.convert(character)


def _apart(spelled: str) -> str:
    return "".join(f" {character} " if character > "\x7f" else character for character in spelled)


_SPELLING = _Spelling()
