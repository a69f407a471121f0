"""The files of the judged collection: questions, pools of documents, judgements."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

FOLDER = Path(__file__).parent
QUESTIONS, POOLS, JUDGEMENTS = (FOLDER / f"{name}.csv" for name in ("questions", "pools", "judgements"))
GRADES = range(4)
"""0: not what is asked; 1: touches it; 2: useful, answers it in part; 3: just what is asked."""
USEFUL = 2
"""The least grade of a document that counts as relevant where a measure knows only yes and no."""


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    kind: str
    """What is hard about it; `none` if it was written to have no answer."""
    half: str
    """`tuned`: its failures are read while search is bettered; `measured`: they are not, so it tells what is gained for other questions too."""
    text: str
    """As it is typed."""
    intent: str
    """What is wanted by it, for who judges."""
    known: str
    """Answers, by their ids, that no way of searching found when pools were drawn."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """A document that was laid before the judges of a question, under a number of its pool."""

    question: str
    number: str
    document: str
    title: str
    """So that it is noticed when an id has come to mean another document."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What two judges made of a document."""

    question: str
    document: str
    first: int
    second: int

    @property
    def grade(self) -> int:
        """The mean of both, rounded down: what one of them doubts does not count in full."""
        return (self.first + self.second) // 2


def questions() -> list[Question]:
    return [Question(*row) for row in _read(QUESTIONS)]


def pools() -> list[Pooled]:
    return [Pooled(*row) for row in _read(POOLS)]


def judgements() -> list[Judgement]:
    return [Judgement(question, document, int(first), int(second)) for question, document, first, second in _read(JUDGEMENTS)]


def write(path: Path, rows: Iterable[Pooled] | Iterable[Judgement], of: type[Pooled] | type[Judgement]) -> None:
    """Write a file of the collection for the first time; FileExistsError if it is there, since what was judged stays as it is."""
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(of))
        writer.writerows(map(astuple, rows))


def _read(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
