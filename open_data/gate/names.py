"""Names of private people beside the place where they live: in a cell, in a row, in running text, with or without gaps.

Two looks at each stretch of Chinese characters:

- *Names of the register*, as digests under a key that only this run of the gate has: no name is handed in (`PrivateNames`).
- *What looks like a name*, a surname with one or two characters of given names, for people who stand in no register.

A name of two characters that is a word of what is published, or an everyday one (万元, 文明), needs more than to stand alone: a word for
people before it, or behind it what only people do. Either look counts only where a place is near: a name alone tells of no household.
Names of divisions and organisations, which are rightly public (`official`), are no names of people; a private name that stands beside them still is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from open_data.gate.name_words import COMMON, COMPOUND, EVERYDAY, GIVEN, RARER

SURNAMES = frozenset(COMMON + RARER)
PEOPLE = "村民|居民|农户|住户|户主|老人|儿童|学生|患者|残疾人|申请人|领取人|受助人|贫困户|困难户|低保户|特困户|五保户|困难群众|困难家庭|低保对象|姓名"
PLACE = re.compile(r"[\u4e00-\u9fff](?:村|社区|居委|街道|镇|乡|庄|小区|弄)|(?<!\d)(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{7}(?:\d{3})?(?!\d)")
AFTER_PLACE = re.compile(r"(?:村|社区|委员会|居委会|街道|镇|乡|庄|小区|弄|组|队|号|室)的?$")
AFTER_PEOPLE = re.compile(rf"(?:{PEOPLE})(?:为|是|叫)?$")
BEFORE = re.compile(  # what follows a name in a sentence
    r"家(?!庭农场|具|电|政)|户|等|的|之|同志|老人|老汉|大爷|大妈|大娘|奶奶|爷爷|阿姨|女士|先生|夫妇|夫妻|[母父][子女]|一家|因|患|领|获|得|申请|享受|已|在|系|家住|和|与|及|收到|反映|住|现年|今年|年满"
    r"|身患|被|将|需|无劳动|本人"
)
BEFORE_A_PERSON = re.compile(  # the same of words that need more: what only people do, and only people are called
    r"家(?=领|获|得|申请|享受|已|的|等|因|$)|同志|老人|老汉|大爷|大妈|大娘|奶奶|爷爷|阿姨|女士|先生|夫妇|夫妻|[母父][子女]|一家|因病|因残|患|领取|享受|申请|家住|现年|今年|年满|身患|无劳动|本人"
)
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·]+")
GAPS = [
    re.compile(rf"{space}(?<=[\u3400-\u9fff]{space})[ \u3000]?(?=[\u3400-\u9fff])") for space in " \u3000"
]  # begin with one fixed character: searched for fast
WITHOUT_ASCII = bytes([*b" " * 128, *range(128, 256)])
IS_HAN = re.compile(r"[\u3400-\u9fff]")
PARTED = re.compile(  # begins with the surname's last character: a pattern that begins with a set of characters is searched for fast
    rf"([{''.join(sorted(SURNAMES | {name[-1] for name in COMPOUND}))}])[\"',;|\t\x1f]{{1,6}}([\u3400-\u9fff]{{1,2}})(?![\u3400-\u9fff])"
)
NEAR = 160  # characters around a name in which a place is looked for
SHORTEST_NAME, LONGEST_NAME, LONGEST_OFFICIAL = 2, 4, 40
Span = tuple[int, int]


def looks_like_name(text: str) -> bool:
    """A surname and a given name; after a rarer surname, which may be an everyday word, a given name of two characters."""
    surname, given = (text[:2], text[2:]) if text[:2] in COMPOUND else (text[:1], text[1:])
    least = 1 if surname in COMPOUND or surname in COMMON else 2
    return surname in SURNAMES | COMPOUND and least <= len(given) <= 2 and GIVEN.issuperset(given) and text not in EVERYDAY


def beginnings(digests: Iterable[bytes]) -> NDArray[np.uint64]:
    """The first eight bytes of each digest as a number, sorted: of a city's names they take a tenth of the memory, and no other text has the same in practice."""
    return np.unique(np.frombuffer(b"".join(digest[:8] for digest in digests), np.uint64))


@dataclass(frozen=True, repr=False, eq=False)
class PrivateNames:
    """Names of people on the register, each as the beginning of SHA-256 of the key and the name; `key` is made for one run and kept nowhere."""

    key: bytes = b""
    digests: NDArray[np.uint64] = field(default_factory=lambda: beginnings(()))

    def has(self, text: str) -> bool:
        if not len(self.digests):
            return False
        (own,) = np.frombuffer(sha256(self.key + text.encode()).digest(), np.uint64, 1)
        at = int(self.digests.searchsorted(own))
        return at < len(self.digests) and bool(self.digests[at] == own)


NOBODY = PrivateNames()


@dataclass(frozen=True)
class Names:
    """What the gate knows of names: those of the register, texts that are rightly public, and words of what is published (units, codes, titles): somebody
    may be called so, but where such a word stands alone it is the word."""

    private: PrivateNames = field(default=NOBODY)
    official: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    seen: dict[str, tuple[Span, ...]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, text: str) -> Iterator[Span]:
        """Begin and end of every name beside a place, also of one with spaces in it; of the latter the place is near the one that is given."""
        closed = reduce(lambda reading, gap: gap.sub("", reading), GAPS, text)
        for reading in {text, closed}:
            yield from self._beside_places(reading)

    def _beside_places(self, text: str) -> Iterator[Span]:
        for begin, end in self._in_text(text):
            if PLACE.search(text, max(0, begin - NEAR), end + NEAR):
                yield begin, end

    def _in_text(self, text: str) -> Iterator[Span]:
        if telling := {run for run in _runs(text) if self._of(run)}:
            for found in HAN.finditer(text):
                if found[0] in telling:
                    yield from ((found.start() + begin, found.start() + end) for begin, end in self._of(found[0]))
        yield from self._parted(text)

    def _of(self, run: str) -> tuple[Span, ...]:
        """Names in a stretch of Chinese characters; kept, since most stand in every format of a dataset."""
        if run not in self.seen:
            self.seen[run] = tuple(self._in_run(run))
        return self.seen[run]

    def _in_run(self, run: str) -> Iterator[Span]:
        official = list(self._official(run))
        for begin, end in _stretches(run):
            if not any(_holds(span, begin, end) for span in official) and self._stands_as_name(run, begin, end):
                yield begin, end

    def _official(self, run: str) -> Iterator[Span]:
        """The longest text that is rightly public, from each character on."""
        for begin in range(len(run)):
            ends = range(min(len(run), begin + LONGEST_OFFICIAL), begin + 1, -1)
            yield from ((begin, end) for end in ends if run[begin:end] in self.official)

    def _stands_as_name(self, run: str, begin: int, end: int) -> bool:
        """Behind a word for people; a name of the register of three characters anywhere; or as a name does."""
        registered, before = self.private.has(run[begin:end]), run[:begin]
        if not (registered or looks_like_name(run[begin:end])):
            return False
        if (registered and end - begin > SHORTEST_NAME) or AFTER_PEOPLE.search(before):
            return True
        return (not before or AFTER_PLACE.search(before) is not None) and self._ends_as_name(run, begin, end)

    def _ends_as_name(self, run: str, begin: int, end: int) -> bool:
        """At the end, or before what people do; a word that is more than a name only before what nothing else does."""
        if self._is_word(run[begin:end]):
            return BEFORE_A_PERSON.match(run, end) is not None
        return end == len(run) or BEFORE.match(run, end) is not None

    def _is_word(self, text: str) -> bool:
        return len(text) == SHORTEST_NAME and (text in EVERYDAY or text in self.words)

    def _parted(self, text: str) -> Iterator[Span]:
        """Surname and given name in two cells."""
        for found in PARTED.finditer(text):
            begin = found.start() - (text[max(0, found.start() - 1) : found.start() + 1] in COMPOUND)
            is_alone = begin == 0 or not IS_HAN.match(text[begin - 1])
            name = text[begin : found.start() + 1] + found[2]
            if is_alone and self._is_name(name) and not (self._is_word(name) and text[begin - 1 : begin].isdigit()):
                yield begin, found.end()

    def _is_name(self, text: str) -> bool:
        return looks_like_name(text) or self.private.has(text)


UNKNOWN = Names()


def _runs(text: str) -> set[str]:
    """Each different stretch of Chinese characters; first what lies between ASCII is told apart, byte by byte, since little of it is different."""
    between = set(text.encode("utf-8", "replace").translate(WITHOUT_ASCII).split(b" "))
    return {run for stretch in between for run in HAN.findall(stretch.decode())}


def _stretches(run: str) -> Iterator[Span]:
    return ((begin, end) for begin in range(len(run)) for end in range(begin + SHORTEST_NAME, min(len(run), begin + LONGEST_NAME) + 1))


def _holds(official: Span, begin: int, end: int) -> bool:
    """Whether a stretch is part of an official text, or begins inside one."""
    return official[0] <= begin and (end <= official[1] or official[0] < begin < official[1])
