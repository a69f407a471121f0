"""Reads what two judges wrote, tells how far they agree, and keeps it: `python -m benchmarks.judged.marks FOLDER FOLDER`.

Each folder has one judge's `.txt` files: a line for each question, `q001: 4=3 7=2`, with the number of a document in its pool and the
grade; what is not named has grade 0.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.judged.collection import GRADES, JUDGEMENTS, USEFUL, Judgement, Pooled, pools, write

_LINE = re.compile(r"(q\d+):((?: \d+=[1-3])*)")
Marks = dict[tuple[str, str], int]
"""Grades by question and number of the document."""


class MarksError(ValueError):
    """Marks that are not what a judge was asked for; the text has a line for each mistake."""


def read(text: str, pooled: Sequence[Pooled]) -> Marks:
    """One judge's marks of every pooled document. MarksError for what cannot be read, is left out, said twice or was never asked."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    read = [line.groups() for line in map(_LINE.fullmatch, lines) if line]
    marks = [(question, *mark.split("=")) for question, told in read for mark in told.split()]
    if mistakes := [
        *(f"cannot be read: {line}" for line in lines if not _LINE.fullmatch(line)),
        *_misfits([question for question, _ in read], [(question, number) for question, number, _ in marks], pooled),
    ]:
        raise MarksError("\n".join(mistakes))
    return dict.fromkeys(((one.question, one.number) for one in pooled), 0) | {(question, number): int(grade) for question, number, grade in marks}


def _misfits(questions: Sequence[str], places: Sequence[tuple[str, str]], pooled: Sequence[Pooled]) -> Iterator[str]:
    """What is marked beside what was to be marked: each question on one line, each document once at most."""
    asked, laid = dict.fromkeys(one.question for one in pooled), {(one.question, one.number) for one in pooled}
    yield from (f"{question} has no line" for question in asked if question not in questions)
    yield from (f"{question} was not asked" for question in questions if question not in asked)
    yield from (f"{question} has {count} lines" for question, count in Counter(questions).items() if count > 1)
    yield from (f"{question} has no document {number}" for question, number in places if (question, number) not in laid)
    yield from (f"{question} marks document {number} {count} times" for (question, number), count in Counter(places).items() if count > 1)


def kappa(first: Sequence[int], second: Sequence[int]) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968); of two categories it is the plain one."""
    size = max(*first, *second) + 1
    observed = np.zeros((size, size))
    np.add.at(observed, (np.array(first, int), np.array(second, int)), 1)
    expected = np.outer(observed.sum(1), observed.sum(0)) / observed.sum()
    weights = np.subtract.outer(np.arange(size), np.arange(size)) ** 2
    return float(1 - (weights * observed).sum() / (weights * expected).sum())


def agreement(judged: Sequence[Judgement]) -> Iterator[str]:
    """How far two judges agree, over all documents that were laid before them."""
    first, second = [one.first for one in judged], [one.second for one in judged]
    yield f"documents judged: {len(judged)}"
    yield f"kappa (quadratic weights): {kappa(first, second):.2f}"
    yield f"kappa (useful or not): {kappa([grade >= USEFUL for grade in first], [grade >= USEFUL for grade in second]):.2f}"
    for difference in GRADES:
        yield f"marks {difference} apart: {sum(abs(one.first - one.second) == difference for one in judged)}"
    yield f"questions with a useful document: {len({one.question for one in judged if one.grade >= USEFUL})}"


def main(first: Path, second: Path) -> None:
    pooled = pools()
    a, b = (read("\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))), pooled) for folder in (first, second))
    judged = [Judgement(one.question, one.document, a[one.question, one.number], b[one.question, one.number]) for one in pooled]
    write(JUDGEMENTS, judged, Judgement)
    print(*agreement(judged), sep="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
