"""The search file of a release: documents, their characters in FTS5, their facets and figures as columns, and the release's words.

Written once, beside its place, and moved there when it is whole; read by any number of processes that open it as immutable.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.documents import ROLES, Document, in_order
from search.normalise import BREAK, split, tokens
from search.records import to_record
from search.vocabulary import Place, Term, Vocabulary, initials, pinyin

FORMAT = 2
OFTEN = 0.01
FINGERPRINT = 32  # hexadecimal digits: of fewer, the gate takes a run of digits for a telephone number now and then, and refuses the release
"""Rows of words and characters in more than this share of the documents are kept ready; FTS5 finds the rest fast enough."""

_TABLES = """
create table meta (name text primary key, value text not null) without rowid;
create table documents ("row" integer primary key, id text not null unique, record text not null);
create virtual table titles using fts5(title, pinyin, initials, content='', columnsize=0, tokenize='ascii');
create virtual table bodies using fts5(body, content='', columnsize=0, tokenize='ascii');
create table columns (name text primary key, type text not null, "values" blob not null);
create table facets (name text primary key, codes text not null, is_single integer not null);
create table often (place text not null, tokens text not null, "rows" blob not null, primary key (place, tokens)) without rowid;
create virtual table title_tokens using fts5vocab(titles, 'col');
create virtual table body_tokens using fts5vocab(bodies, 'col');
"""


class IndexFileError(ValueError):
    """A file that search cannot open: not there, or of another format; build it anew."""


@dataclass(frozen=True, slots=True)
class Built:
    """A search file that was written."""

    fingerprint: str
    documents: int


def build(path: Path, documents: Iterable[Document], places: Iterable[Place], terms: Iterable[Term]) -> Built:
    """Write the search file of a release. Its fingerprint is the same whenever documents and words are."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(beside, isolation_level=None)) as file:
            built = _fill(file, in_order(documents), Vocabulary(places, terms))
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return built


def open_file(path: Path) -> sqlite3.Connection:
    """A connection that reads a search file, for any one thread at a time."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        file = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        file.execute("pragma mmap_size = 2147483648")
        found = file.execute("select value from meta where name = 'format'").fetchone()
    except sqlite3.Error as error:
        raise IndexFileError(f"{path} is no search file: {error}") from None
    if found != (str(FORMAT),):
        raise IndexFileError(f"{path} has another format than {FORMAT}: build it anew")
    return file


def load_meta(file: sqlite3.Connection) -> dict[str, str]:
    return dict(file.execute("select name, value from meta"))


def fingerprint_of(path: Path) -> str:
    """What stands for every document of a search file."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        return load_meta(file)["fingerprint"]


def load_vocabulary(meta: dict[str, str]) -> Vocabulary:
    places = [Place(**place) for place in json.loads(meta["places"])]
    terms = [Term(**{**term, "words": tuple(term["words"])}) for term in json.loads(meta["terms"])]
    return Vocabulary(places, terms)


def _fill(file: sqlite3.Connection, documents: Sequence[Document], vocabulary: Vocabulary) -> Built:
    file.executescript(f"pragma journal_mode = off; pragma synchronous = off; pragma page_size = 8192; begin; {_TABLES}")
    fingerprint = _write_documents(file, documents, vocabulary)
    _write_texts(file, documents, vocabulary)
    _write_columns(file, documents)
    _write_facets(file, documents)
    _write_often(file, len(documents), vocabulary)
    syllables = frozenset(chain.from_iterable(pinyin(word) for word in vocabulary.words))
    syllables |= {term for (term,) in file.execute("select term from title_tokens where col = 'pinyin'")}
    meta = {
        "format": str(FORMAT),
        "fingerprint": fingerprint,
        "documents": str(len(documents)),
        "places": json.dumps([asdict(place) for place in vocabulary.places]),
        "terms": json.dumps([asdict(term) for term in vocabulary.terms]),
        "syllables": " ".join(sorted(s for s in syllables if s.isascii() and s.isalpha())),
    }
    file.executemany("insert into meta values (?, ?)", meta.items())
    file.execute("commit")
    return Built(fingerprint, len(documents))


def _write_documents(file: sqlite3.Connection, documents: Sequence[Document], vocabulary: Vocabulary) -> str:
    digest = hashlib.sha256(repr((FORMAT, vocabulary.places, vocabulary.terms)).encode())

    def records() -> Iterator[tuple[int, str, str]]:
        for row, document in enumerate(documents):
            record = to_record(document, vocabulary.cut)
            digest.update(record)
            yield row, document.id, record.decode()

    file.executemany("insert into documents values (?, ?, ?)", records())
    return digest.hexdigest()[:FINGERPRINT]


def _write_texts(file: sqlite3.Connection, documents: Sequence[Document], vocabulary: Vocabulary) -> None:
    titles = ((row, *title_fields(document, vocabulary)) for row, document in enumerate(documents))
    file.executemany("insert into titles (rowid, title, pinyin, initials) values (?, ?, ?, ?)", titles)
    file.executemany("insert into bodies (rowid, body) values (?, ?)", ((row, body_field(d)) for row, d in enumerate(documents) if d.body))
    for table in ("titles", "bodies"):
        file.execute(f"insert into {table} ({table}) values ('optimize')")


def title_fields(document: Document, vocabulary: Vocabulary) -> tuple[str, str, str]:
    """A title as both engines index it: its tokens, its pinyin, the initials of its words."""
    found = tokens(document.title)
    words = [word for part in "".join(found).split(BREAK) for word in vocabulary.cut(part)]
    sounds = chain.from_iterable(_sound(word) for word in words)
    firsts = dict.fromkeys(initials(word) for word in words if word in vocabulary)
    return " ".join(found), " ".join(sounds), " ".join(first for first in firsts if first.isascii() and first.isalnum())


def body_field(document: Document) -> str:
    """The texts of a document as both engines index them, so that no phrase reaches from one into the next."""
    return f" {BREAK} ".join(split(text.text) for text in document.body)


def _sound(word: str) -> Sequence[str]:
    """Syllables of what is Chinese in a word; the rest is broken off."""
    return [syllable if syllable.isascii() and syllable.isalnum() else BREAK for syllable in pinyin(word)]


def _write_columns(file: sqlite3.Connection, documents: Sequence[Document]) -> None:
    nothing = float("nan")
    columns: dict[str, npt.NDArray[Any]] = {
        "cents": np.array([-1 if (cents := d.cents) is None else cents for d in documents], np.int64),
        "day": np.array([d.day.toordinal() if d.day else 0 for d in documents], np.int32),
        "deadline": np.array([d.deadline.toordinal() if d.deadline else 0 for d in documents], np.int32),
        "remaining": np.array([nothing if d.remaining is None else d.remaining for d in documents], np.float64),
        "latitude": np.array([nothing if d.latitude is None else d.latitude for d in documents], np.float64),
        "longitude": np.array([nothing if d.longitude is None else d.longitude for d in documents], np.float64),
    }
    for name, values in columns.items():
        _write_column(file, name, values)


def _write_column(file: sqlite3.Connection, name: str, values: npt.NDArray[Any]) -> None:
    file.execute("insert into columns values (?, ?, ?)", (name, values.dtype.str, values.tobytes()))


def _write_facets(file: sqlite3.Connection, documents: Sequence[Document]) -> None:
    _write_facet(file, "kind", [(d.kind,) for d in documents])
    for role in ROLES:
        _write_facet(file, role, [(place,) if (place := d.place(role)) else () for d in documents])
    for name in sorted({name for d in documents for name in d.facets}):
        _write_facet(file, name, [d.facets.get(name, ()) for d in documents])


def _write_facet(file: sqlite3.Connection, name: str, values: Sequence[tuple[str, ...]]) -> None:
    """The codes of a facet in order, and for each row its code's number (0: none); where a row has several, pairs of row and number."""
    codes = sorted(set(chain.from_iterable(values)))
    number = {code: place for place, code in enumerate(codes, 1)}
    is_single = all(len(found) <= 1 for found in values)
    file.execute("insert into facets values (?, ?, ?)", (name, json.dumps(codes), is_single))
    if is_single:
        _write_column(file, f"facet {name}", np.array([number[found[0]] if found else 0 for found in values], np.int32))
        return
    pairs = [(row, number[code]) for row, found in enumerate(values) for code in dict.fromkeys(found)]
    _write_column(file, f"facet {name}", np.array(pairs, np.int32).T.copy())


def _write_often(file: sqlite3.Connection, count: int, vocabulary: Vocabulary) -> None:
    """The rows of what many documents have, ready to be combined."""
    least = max(OFTEN * count, 500)
    for place in ("title", "body"):
        single = [(token,) for (token,) in file.execute(f"select term from {place}_tokens where col = ? and doc > ?", (place, least))]
        common = {token for (token,) in single}
        words = [found for word in vocabulary.words if len(found := tuple(tokens(word))) > 1 and common.issuperset(found)]
        for found in chain(single, words):
            mask = rows_with(file, place, found, count)
            if np.count_nonzero(mask) > least:
                packed = np.packbits(mask).tobytes()
                file.execute("insert or ignore into often values (?, ?, ?)", (place, " ".join(found), packed))


def rows_with(file: sqlite3.Connection, place: str, found: Iterable[str], count: int) -> npt.NDArray[np.bool_]:
    """Which rows have a phrase in their title, pinyin, initials or body."""
    table = "bodies" if place == "body" else "titles"
    # Tokens are Latin letters and digits, or single characters beyond ASCII: none of them ends a quoted string.
    phrase = f'{place} : "{" ".join(found)}"'
    # One text of all rows: to hand them over one by one takes three times as long.
    (told,) = file.execute(f"select group_concat(rowid, ' ') from {table} where {table} match ?", (phrase,)).fetchone()
    mask = np.zeros(count, bool)
    if told:
        mask[np.fromstring(told, np.int64, sep=" ")] = True
    return mask
