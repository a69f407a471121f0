"""The search file: written whole or not at all, the same for the same release, read by any number of threads and processes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from search.documents import Document, DocumentError
from search.embedded import EmbeddedEngine
from search.index_file import IndexFileError, build
from search.normalise import words_of
from search.queries import Clause, Phrase, Question
from tests.search.release import TERMS, TODAY, documents, places

ASKED = [
    Question(clauses=(Clause(w, (Phrase(words_of(w)),)),), facets=("kind", "year"), today=TODAY) for w in ("江阴", "周庄", "村", "轮椅", "大病医疗")
]


def test_the_same_release_has_the_same_fingerprint(tmp_path: Path) -> None:
    found = documents(1_500)
    first = build(tmp_path / "a.db", found, places(), TERMS)
    Random(3).shuffle(found)
    assert build(tmp_path / "b.db", found, places(), TERMS) == first
    other = [replace(found[0], title="另一个"), *found[1:]]
    assert build(tmp_path / "c.db", other, places(), TERMS).fingerprint != first.fingerprint


def test_what_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    build(path, documents(20), places(), TERMS)
    before = path.read_bytes()

    def broken() -> Iterator[Document]:
        yield documents(1)[0]
        yield documents(1)[0]  # an id twice

    with pytest.raises(sqlite3.IntegrityError):
        build(path, broken(), places(), TERMS)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_may_take_the_place_of_one_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "search.db"
    build(path, documents(1_400), places(), TERMS)
    reader = EmbeddedEngine(path)
    before = [reader.find_now(asked) for asked in ASKED]
    build(path, documents(10), places(), TERMS)
    assert [reader.find_now(asked) for asked in ASKED] == before
    assert EmbeddedEngine(path).count == 10


def test_threads_have_the_answers_that_one_has(embedded: EmbeddedEngine) -> None:
    alone = [embedded.find_now(asked) for asked in ASKED]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(embedded.find_now, ASKED * 20))
    assert together == alone * 20


def test_the_file_cannot_be_written_through_an_engine(search_file: Path) -> None:
    engine = EmbeddedEngine(search_file)
    with engine._file() as file, pytest.raises(sqlite3.OperationalError, match="readonly"):
        file.execute("delete from documents")


def test_another_process_reads_it_too(search_file: Path, embedded: EmbeddedEngine, repository: Path) -> None:
    code = f"from pathlib import Path; from search.embedded import EmbeddedEngine; print(EmbeddedEngine(Path({str(search_file)!r})).fingerprint)"
    told = subprocess.run([sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == embedded.fingerprint


def test_what_is_no_search_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database" * 100)
    sqlite3.connect(tmp_path / "y.db").execute("create table meta (name, value)").connection.close()
    for name in ("x.db", "y.db", "missing.db"):
        with pytest.raises(IndexFileError, match=name):
            EmbeddedEngine(tmp_path / name)


def test_a_release_without_documents_answers_too(tmp_path: Path) -> None:
    build(tmp_path / "none.db", [], [], [])
    engine = EmbeddedEngine(tmp_path / "none.db")
    assert all(engine.find_now(asked).total == 0 for asked in ASKED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"kind": "person"},
        {"facets": {"kind": ("x",)}},
        {"facets": {"Year": ("x",)}},
        {"benefit_place": "江阴"},
        {"latitude": 31.0},
        {"amount": Decimal("0.001")},
    ],
)
def test_a_document_that_cannot_be_kept_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(DocumentError):
        replace(documents(1)[0], **wrong)  # type: ignore[arg-type]
