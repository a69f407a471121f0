"""What both engines keep of a document, as one JSON text: the document itself, and its texts as they are scored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from search.documents import Document, Text
from search.ranking import Cut, Texts, texts_of, weighted

MOST_KEPT = 5_000
"""Some 15 MB: questions of one day have many candidates in common."""


def to_record(document: Document, cut: Cut) -> bytes:
    texts = texts_of(document, cut)
    scored = [texts.title, texts.length, sorted(texts.words), [tokens for tokens, _ in texts.body]]  # a weight has as many digits as a bank card
    return orjson.dumps([[_plain(getattr(document, name)) for name in Document.__slots__], scored])


@lru_cache(MOST_KEPT)
def from_record(record: bytes | str) -> tuple[Document, Texts]:
    kept, (title, length, words, body) = orjson.loads(record)
    values = dict(zip(Document.__slots__, kept, strict=True))
    values["body"] = tuple(Text(text, weight) for text, weight in values["body"])
    values["facets"] = {name: tuple(codes) for name, codes in values["facets"].items()}
    values["amount"] = None if values["amount"] is None else Decimal(values["amount"])
    for name in ("day", "deadline"):
        values[name] = None if values[name] is None else date.fromisoformat(values[name])
    document = Document(**values)
    return document, Texts(title, length, frozenset(words), weighted(document, body))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [[text.text, text.weight] for text in value]
    return value
