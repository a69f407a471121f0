"""Chinese words in pinyin. The dictionary takes half a second to load, so that whoever spells the first word loads it: most commands spell none."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


def spell(word: str) -> list[str]:
    """The syllables of a word without tones; what is not Chinese stays as it is."""
    spelt: list[str] = _dictionary().lazy_pinyin(word)
    return spelt


def sort_name(name: str) -> str:
    """By what a name is sorted: its syllables in one, without what is not Chinese ("x" where nothing is)."""
    return "".join(_dictionary().lazy_pinyin(name, errors="ignore")) or "x"


@cache
def _dictionary() -> Any:
    return import_module("pypinyin")
