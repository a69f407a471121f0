"""The gate: every table held against earlier releases, every byte of every file read. One refusal stops the whole release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from open_data.columns import Type
from open_data.datasets import Dataset
from open_data.gate import whereabouts
from open_data.gate.canaries import Canaries
from open_data.gate.names import HAN, SHORTEST_NAME, UNKNOWN, Names, PrivateNames, looks_like_name
from open_data.gate.readers import reading
from open_data.gate.refusal import Refusal, sentences
from open_data.gate.scanner import Expected, Finding
from open_data.labels import with_labels
from open_data.layout import PACKAGE
from open_data.ledger import Ledger
from open_data.material import Material

LEDGER = "台账 ledger"
OFFICIAL_NAMES = ("decided_by",)  # columns that hold names of public bodies

OFFICIAL = ("divisions", "organisations", "fund_streams")  # reviewed: what their names are may stand beside a place though it is like a name


class RefusedReleaseError(Exception):
    """A release must not leave; `refusals` says why, dataset by dataset."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("\n".join(sentences(refusals)))
        self.refusals = refusals


def check_ledger(ledger: Ledger, releases: Iterable[str]) -> None:
    """Refuse to make anything where the ledger has lost what one of these earlier releases kept. Raises RefusedReleaseError."""
    if lost := [Refusal(LEDGER, "", path, "lost") for path in ledger.lost(releases)]:
        raise RefusedReleaseError(lost)


def check(material: Material, datasets: Iterable[Dataset], folder: Path, names: Names) -> None:
    """Refuse a release that must not leave. `names`: of the register, as digests, and those that are public. Raises RefusedReleaseError.

    Whoever publishes reads no identity number and no name, so there is nothing to plant: canaries are the tests', which hold the whole register.
    """
    datasets = list(datasets)
    files = [path for path in folder.rglob("*") if path.is_file()]
    with reading(files, expected(datasets, Canaries(()), names)) as found:
        refusals = [refusal for dataset in datasets for refusal in dataset.content.refusals(material)]
        refusals += _refused(found(), folder)
    if refusals:
        raise RefusedReleaseError(refusals)


def _refused(findings: Sequence[Finding], folder: Path) -> Iterator[Refusal]:
    """By row and column, where a table tells them."""
    cells = whereabouts.cells(findings, folder)
    for finding in findings:
        column, row = (cell.column, f"row {cell.row}") if (cell := cells.get(finding)) else ("", finding.place)
        yield Refusal(finding.file, column, row, finding.rule)


def expected(datasets: Iterable[Dataset], private: Canaries, names: Names = UNKNOWN) -> Expected:
    """What the scanner is told of the files of some datasets."""
    return Expected(frozenset(_declared(datasets)), private, names)


def names_beside(data: Path, private: PrivateNames) -> Names:
    """What the scanner knows of names wherever something leaves: those of the register, those that a release publishes of public bodies, and its words.

    `data`: the folder of the release's tables, in that of its description. An official name, or a word, that is wholly like a person's is no excuse for it.
    """
    official = {name for name in _values(data, dict.fromkeys(OFFICIAL, ("name",))) if not looks_like_name(name)}
    return Names(private, frozenset(official), frozenset(word for word in _words(data) if len(word) == SHORTEST_NAME and not looks_like_name(word)))


def _words(data: Path) -> Iterator[str]:
    """What stands alone in the description of a release (titles, codes, units), and the catalogue of needs."""
    if (description := data.parent / PACKAGE).exists():
        yield from HAN.findall(description.read_text("utf-8"))
    for text in _values(data, {"need_items": ("name", "unit")}):
        yield from HAN.findall(text)


def _values(data: Path, columns: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The texts of some columns of published tables, as far as the release has them."""
    for table, names in columns.items():
        if (path := data / f"{table}.parquet").exists():
            yield from (text for column in pl.read_parquet(path, columns=list(names)) for text in column.drop_nulls())


def _declared(datasets: Iterable[Dataset]) -> Iterator[str]:
    """Columns that hold no free text: codes and their labels, places, money, days, names of public bodies."""
    for dataset in datasets:
        free = {column.name for column in dataset.columns if column.type is Type.TEXT and column.name not in OFFICIAL_NAMES}
        yield from (column.name for column in with_labels(dataset.columns) if column.name not in free)
