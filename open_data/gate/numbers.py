"""Numbers that name a person, in bytes: identity numbers, mobile phones, bank cards, in every way in which they are written.

`normalised` undoes the ways in which digits are disguised; `find` looks at runs of digits and the separators between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import numpy as np
from numpy.typing import NDArray

from databases import credit_codes, identity_numbers

PROVINCES = frozenset("11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split())
FIRST_YEAR = 1880
DISGUISES: dict[bytes, bytes | Callable[[re.Match[bytes]], bytes]] = {  # a pattern that begins with fixed bytes is searched for as fast as they are
    rb"\xef\xbc[\x90-\x99\xb8]": lambda found: b"X" if found[0][2] == 0xB8 else bytes([found[0][2] - 0x90 + 0x30]),  # full-width digits and X
    rb"\xef\xbd\x98": b"x",
    rb"\xe2\x80[\x8b-\x8f\xaa-\xae]": b"",  # zero width
    rb"\xe2\x81[\xa0-\xa4]": b"",
    rb"\xef\xbb\xbf": b"",
    rb"\xc2\xad": b"",
    rb"\xe1\xa0\x8e": b"",
    rb"\xcd\x8f": b"",
    rb"\xc2\xa0": b" ",  # spaces and dashes
    rb"\xe3\x80\x80": b" ",
    rb"\xe2\x80[\x80-\x8a\x90-\x95\xaf]": b" ",
    rb"\xe2\x88\x92": b" ",
    rb"\xef\xbc\x8d": b" ",
}
UNDONE = tuple((bytes.fromhex(pattern[:8].decode().replace("\\x", "")), re.compile(pattern), plain) for pattern, plain in DISGUISES.items())
ESCAPED = re.compile(rb"\\u([0-9a-fA-F]{4})")
ENTITY = re.compile(rb"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));?")
PERCENT = re.compile(rb"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*")
EXPONENT = re.compile(rb"([1-8])\.?([0-9]{0,17})[eE]\+?(17|14)(?![0-9])")
DIGEST = re.compile(rb'(?=[0-9-]*[a-f])[0-9a-f-]{32,}|(?<=")(?=[0-9]*[a-f])[0-9a-f]{16}(?=")')  # the short one is the id of a key
PIECE = re.compile(rb"[0-9]+[xX]?|[xX]")
CARD = re.compile(r"62\d{14,17}|4\d{15}|5[1-5]\d{14}|35\d{14}|60\d{14,17}|9[0-9]\d{14,17}")
PHONE = re.compile(r"1[3-9]\d{9}")

BREAK, DIGIT, SEPARATOR = 0, 1, 2
CLASSES = bytes(DIGIT if code in b"0123456789" else SEPARATOR if code in b"xX -+()./_" else BREAK for code in range(256))

DIGITS = 17  # of an identity number, before its check digit
LONGEST_ESCAPE = 16  # characters of a digit in disguise
Letters = NDArray[np.uint8]
Places = NDArray[np.int64]
Hit = tuple[int, int, str]  # begin, end, rule


def normalised(text: bytes) -> bytes:
    """With plain digits: entities, JSON and percent escapes, full-width digits, zero-width characters and odd spaces undone."""
    if b"\\u" in text:
        text = ESCAPED.sub(lambda found: _character(int(found[1], 16)), text)
    if b"&#" in text:
        text = ENTITY.sub(lambda found: _character(int(found[1], 16) if found[1] else int(found[2])), text)
    if b"%" in text:
        text = PERCENT.sub(lambda found: unquote_to_bytes(found[0]), text)
    if text.isascii():
        return text
    for first_bytes, pattern, plain in UNDONE:
        if first_bytes[:1] in text and first_bytes in text:  # a single byte is looked for ten times as fast
            text = pattern.sub(plain, text)
    return text


def _character(code: int) -> bytes:
    return chr(code).encode("utf-8", "replace") if code < 0x110000 else b"?"


def stretches_of_digits(characters: NDArray[np.uint16]) -> Iterator[tuple[int, int]]:
    """Where as many digits stand together as an identity number has, plain, full-width or escaped: every escape of a digit has a plain one."""
    places = np.flatnonzero((characters - np.uint16(0x30) < 10) | (characters - np.uint16(0xFF10) < 10))
    together = np.flatnonzero(places[DIGITS - 1 :] - places[: 1 - DIGITS] < DIGITS * LONGEST_ESCAPE)
    begins, ends = places[together] - LONGEST_ESCAPE, places[together + DIGITS - 1] + 2 * LONGEST_ESCAPE
    is_first = np.ones(len(together), np.bool_)
    is_first[1:] = begins[1:] > ends[:-1]
    yield from zip(begins[is_first].clip(0).tolist(), ends[np.roll(is_first, -1)].tolist(), strict=True)


def find(text: bytes) -> Iterator[Hit]:
    """Every number of a person in a normalised text."""
    letters = np.frombuffer(text, np.uint8)
    classes = np.frombuffer(text.translate(CLASSES), np.uint8)
    begins, ends = _runs(classes != BREAK)
    yield from _as_floats(text, letters, begins, ends)
    long = ends - begins >= 11
    for begin, end in _worth_a_look(letters, classes, begins[long], ends[long]):
        for start, stop, rule in _in_run(text[begin:end]):
            if rule == "identity_number" or not _in_digest(text, begin, end):
                yield begin + start, begin + stop, rule


def _runs(joins: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Where runs begin, and where they have ended."""
    edges = np.flatnonzero(joins[1:] != joins[:-1]) + 1
    first, last = bool(len(joins) and joins[0]), bool(len(joins) and joins[-1])
    edges = np.concatenate([[0] * first, edges, [len(joins)] * last]).astype(np.int64)
    return edges[::2], edges[1::2]


def _worth_a_look(letters: Letters, classes: Letters, begins: Places, ends: Places) -> Iterator[tuple[int, int]]:
    """Leaves out runs with too few digits and bare numbers of another length or beginning (region codes, above all)."""
    separators = np.flatnonzero(classes == SEPARATOR)
    size, first, second = ends - begins, letters[begins], letters[begins + 1]
    digits = size - (np.searchsorted(separators, ends) - np.searchsorted(separators, begins))
    phone = ((size == 11) & (first == 49) & (second >= 51)) | ((size == 13) & (first == 56) & (second == 54))
    kept = (digits >= 11) & (phone | (size >= 15) | (digits < size))
    return zip(begins[kept].tolist(), ends[kept].tolist(), strict=True)


def _in_digest(text: bytes, begin: int, end: int) -> bool:
    """Digits between the letters of a hexadecimal digest, a UUID or the id of a key."""
    around = text[max(0, begin - 64) : end + 64]
    return any(found.start() < end - max(0, begin - 64) and found.end() > begin - max(0, begin - 64) for found in DIGEST.finditer(around))


@lru_cache(1 << 16)
def _in_run(run: bytes) -> tuple[Hit, ...]:
    """A run of digits and separators; kept, since most stand in every format of a dataset."""
    return tuple(_hits(run))


def _hits(run: bytes) -> Iterator[Hit]:
    """Whole pieces that together are a number, or a number inside a long piece."""
    pieces = [(piece.start(), piece.end(), piece[0].decode().upper()) for piece in PIECE.finditer(run)]
    if sum(end - start for start, end, _ in pieces) < 11:
        return
    for at, (start, _, text) in enumerate(pieces):
        if len(text) > 18:
            yield from ((start + inner, start + inner + 18, "identity_number") for inner in _inside(text))
        digits = ""
        for _, last, more in pieces[at:]:
            digits += more
            if len(digits) > 19:
                break
            if len(digits) >= 11 and (rule := kind_of(digits, run[start:last])):
                yield start, last, rule
                break


def _inside(digits: str) -> Iterator[int]:
    return (at for at in range(len(digits) - 17) if is_identity_number(digits[at : at + 18]))


def kind_of(digits: str, written: bytes = b"") -> str:
    """The rule that some digits break, or nothing; `written` is how they stand there, with separators."""
    size = len(digits)
    if size == 18 and is_identity_number(digits):
        return "identity_number"
    if b"." in written or b"_" in written:
        return ""
    if size == 15 and is_old_number(digits):
        return "identity_number_15"
    if PHONE.fullmatch(digits) or (size == 13 and digits.startswith("86") and PHONE.fullmatch(digits[2:])):
        return "phone"
    if CARD.fullmatch(digits) and luhn(digits) and not credit_codes.is_valid(digits):
        return "bank_card"
    return "identity_number_as_number" if size == 18 and digits.endswith("000") and is_born(digits) else ""


def is_identity_number(text: str) -> bool:
    return is_born(text) and text[:17].isdigit() and identity_numbers.check_digit(text[:17]) == text[17]


def is_born(text: str) -> bool:
    """A province and a day of birth, as the first fourteen digits of an identity number have them."""
    if text[:2] not in PROVINCES or not text[:14].isdigit():
        return False
    born = identity_numbers.birthday(text)
    return born is not None and FIRST_YEAR <= born.year <= date.today().year


def is_old_number(text: str) -> bool:
    """Fifteen digits: the same without century and check digit."""
    return text.isdigit() and is_born(f"{text[:6]}19{text[6:]}")


def luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _as_floats(text: bytes, letters: Letters, begins: Places, ends: Places) -> Iterator[Hit]:
    """3.2021119850101123e+17: the last digits of such a number are lost, so only province and birthday are looked at."""
    inside = ends < len(letters)
    begins, ends = begins[inside], ends[inside]
    exponents = np.flatnonzero((letters[ends] | 32) == 101)  # an e follows
    for begin, end in zip(begins[exponents].tolist(), ends[exponents].tolist(), strict=True):
        for found in EXPONENT.finditer(text, begin, end + 5):
            if _born_as_number((found[1] + found[2]).decode(), found[3] == b"14"):
                yield found.start(), found.end(), "identity_number_as_number"


def _born_as_number(digits: str, old: bool) -> bool:
    check: Callable[[str], bool] = is_old_number if old else is_born
    return len(digits) >= 10 and check(digits.ljust(15 if old else 18, "0"))


def masked(written: bytes) -> str:
    """The shape of a number: its separators, and a mark for every digit."""
    return re.sub(r"[^ \-+()./]", "#", written.decode("utf-8", "replace"))
