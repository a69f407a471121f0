"""The gate: every table held against earlier releases, every byte of every file read. One refusal stops the whole release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from open_data.columns import Type
from open_data.datasets import Dataset
from open_data.gate.canaries import Canaries
from open_data.gate.names import NOBODY, UNKNOWN, Names, PrivateNames, looks_like_name
from open_data.gate.refusal import Refusal, sentences
from open_data.gate.scanner import Expected, scan
from open_data.labels import with_labels
from open_data.material import Material

OFFICIAL_NAMES = ("decided_by",)  # columns that hold names of public bodies

OFFICIAL = (("Region", "name"), ("Organisation", "name"), ("FundStream", "name"))  # reviewed: what may stand beside a place though it is like a name


class RefusedReleaseError(Exception):
    """A release must not leave; `refusals` says why, dataset by dataset."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("\n".join(sentences(refusals)))
        self.refusals = refusals


def check(material: Material, datasets: Iterable[Dataset], folder: Path, private: PrivateNames = NOBODY) -> None:
    """Refuse a release that must not leave. `private`: the names of the register, as digests. Raises RefusedReleaseError."""
    datasets = list(datasets)
    refusals = [refusal for dataset in datasets for refusal in dataset.content.refusals(material)]
    if refusals := refusals + list(_found(datasets, folder, Names(private, _official(material)))):
        raise RefusedReleaseError(refusals)


def _found(datasets: list[Dataset], folder: Path, names: Names) -> Iterator[Refusal]:
    for finding in scan((path for path in folder.rglob("*") if path.is_file()), expected(datasets, Canaries(()), names)):
        yield Refusal(finding.file, "", finding.place, finding.rule)


def expected(datasets: Iterable[Dataset], private: Canaries, names: Names = UNKNOWN) -> Expected:
    """What the scanner is told of the files of some datasets."""
    return Expected(frozenset(_declared(datasets)), private, names)


def _official(material: Material) -> frozenset[str]:
    """Names that are public by law and say nothing of a household; one that is wholly like a person's name is no excuse for it."""
    read = [(kind, column) for kind, column in OFFICIAL if material.extract.has(kind)]
    found = {name for kind, column in read for name in material.rows(kind).select(column).collect().to_series().drop_nulls().to_list()}
    return frozenset(name for name in found if not looks_like_name(name))


def _declared(datasets: Iterable[Dataset]) -> Iterator[str]:
    """Columns that hold no free text: codes and their labels, places, money, days, names of public bodies."""
    for dataset in datasets:
        free = {column.name for column in dataset.columns if column.type is Type.TEXT and column.name not in OFFICIAL_NAMES}
        yield from (column.name for column in with_labels(dataset.columns) if column.name not in free)
