"""What was made before and is kept for the next who asks: the latest of it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by their keys; with more than `most` of them the one that was used longest ago makes room.

    `functools.lru_cache` does not tell whether it has something, and what is made anew has a price that is paid before.
    """

    def __init__(self, most: int) -> None:
        self._most, self._values = most, OrderedDict[K, V]()

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def get(self, key: K) -> V | None:
        """The value, or None where it is not kept."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def keep(self, key: K, value: V) -> V:
        """The value, kept from now on."""
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return value
