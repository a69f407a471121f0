"""Texts that must not appear in any release, found in every encoding at once: planted canaries, names of private people."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

SHORTEST = 4  # bytes; a shorter text would be found everywhere
SLOTS = 1 << 20
MIX = np.uint32(2_654_435_761)


class Canaries:
    """Texts in all their encodings, ordered by their first four bytes, so that one pass over a file looks for all of them."""

    def __init__(self, texts: Iterable[str | bytes]) -> None:
        self._by_start: dict[bytes, list[bytes]] = {}
        self._slots = np.zeros(SLOTS, np.bool_)
        for form in {form for text in texts for form in forms(text) if len(form) >= SHORTEST}:
            self._by_start.setdefault(form[:SHORTEST], []).append(form)
        starts = np.frombuffer(b"".join(self._by_start), np.uint8).reshape(-1, SHORTEST)
        if len(starts):
            self._slots[_slot(*starts.T.astype(np.uint32))] = True

    def find(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Begin and end of every canary."""
        if not self._by_start or len(text) < SHORTEST:
            return
        letters = np.frombuffer(text, np.uint8).astype(np.uint32)
        possible = self._slots[_slot(letters[:-3], letters[1:-2], letters[2:-1], letters[3:])]
        for begin in np.flatnonzero(possible).tolist():
            for form in self._by_start.get(text[begin : begin + SHORTEST], ()):
                if text.startswith(form, begin):
                    yield begin, begin + len(form)
                    break


def _slot(first: NDArray[np.uint32], second: NDArray[np.uint32], third: NDArray[np.uint32], fourth: NDArray[np.uint32]) -> NDArray[np.uint32]:
    word = (first << np.uint32(24)) | (second << np.uint32(16)) | (third << np.uint32(8)) | fourth
    slot: NDArray[np.uint32] = (word * MIX) >> np.uint32(12)
    return slot


def forms(text: str | bytes) -> Iterator[bytes]:
    """The text as it may stand in a file: UTF-8, UTF-16, GB 18030, JSON and percent escapes, base64 at each of its three offsets."""
    plain = text.encode() if isinstance(text, str) else text
    yield plain
    yield from _base64(plain)
    if isinstance(text, bytes):
        return
    yield from (text.encode(name) for name in ("utf-16-le", "utf-16-be", "gb18030"))
    escaped = "".join(f"\\u{unit:04x}" if unit > 127 else chr(unit) for unit in np.frombuffer(text.encode("utf-16-le"), "<u2").tolist())
    yield from (escaped.encode(), escaped.upper().replace("\\U", "\\u").encode())
    yield from (quote(text, safe="").encode(), quote(text, safe="").lower().encode())
    yield "".join(f"&#{ord(letter)};" for letter in text).encode()
    yield "".join(f"&#x{ord(letter):x};" for letter in text).encode()


def _base64(plain: bytes) -> Iterator[bytes]:
    """What of the encoded text does not depend on its neighbours."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + plain)
        yield encoded[(before * 8 + 5) // 6 : (before + len(plain)) * 8 // 6]
