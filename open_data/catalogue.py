"""What is published: every dataset, as data. A dataset that is not here does not leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from databases.tables import CLASSIFICATION, Sensitivity
from open_data.assessments import ASSESSMENT_RESULTS
from open_data.code_lists import code_lists
from open_data.contents import Rows
from open_data.datasets import Dataset
from open_data.disclosure import Disclosure
from open_data.funds import FUNDS
from open_data.household_file import HOUSEHOLD_FILE
from open_data.indicators import INDICATORS
from open_data.need_days import NEED_DAYS
from open_data.needs import NEEDS
from open_data.paper_receipts import PAPER_RECEIPTS
from open_data.paths import column_of, target
from open_data.people import PEOPLE
from open_data.projects import PROJECTS
from open_data.reference import REFERENCE
from open_data.representatives import REPRESENTATIVES
from open_data.supervision import SUPERVISION
from open_data.thresholds import THRESHOLDS
from open_data.villages import VILLAGES


class CatalogueError(Exception):
    """The catalogue says something that must not be published."""


WITH_CODES = (
    *FUNDS,
    *PROJECTS,
    *VILLAGES,
    THRESHOLDS,
    *PEOPLE,
    NEEDS,
    NEED_DAYS,
    PAPER_RECEIPTS,
    HOUSEHOLD_FILE,
    *SUPERVISION,
    *REPRESENTATIVES,
    ASSESSMENT_RESULTS,
    *INDICATORS,
    *REFERENCE,
)
DATASETS: Mapping[str, Dataset] = {dataset.name: dataset for dataset in (*WITH_CODES, code_lists(WITH_CODES))}


def reads(datasets: Iterable[Dataset]) -> dict[str, set[str]]:
    """Everything that these datasets rest on: columns by kind."""
    found: dict[str, set[str]] = {"Region": {"code", "name"}}  # every dataset says places by name
    for dataset in datasets:
        for kind, name in dataset.content.reads():
            found.setdefault(kind, set()).add(name)
    return found


def check(datasets: Iterable[Dataset]) -> None:
    """Every dataset names its disclosure rule, every column what it rests on or why it rests on nothing, what rests on anything but public rows has another
    rule than `public`, and nothing may rest on a direct identifier; raises CatalogueError."""
    for dataset in datasets:
        if not isinstance(getattr(dataset.content, "disclosure", None), Disclosure):
            raise CatalogueError(f"{dataset.name} names no disclosure rule")
        if dataset.content.disclosure is Disclosure.PUBLIC and (private := sorted(_private(dataset))):
            raise CatalogueError(f"{dataset.name} rests on {', '.join(private)}: it cannot be published by the rule {Disclosure.PUBLIC}")
        for column in dataset.columns:
            if not column.sources and not column.own:
                raise CatalogueError(f"{dataset.name}.{column.name} says neither what it rests on nor why it rests on nothing")
            if isinstance(dataset.content, Rows) and column.sensitivity is not Sensitivity.PUBLIC:
                raise CatalogueError(f"{dataset.name}.{column.name} is {column.sensitivity.value}: it cannot be published row by row")
            if column.sensitivity is Sensitivity.DIRECT:
                raise CatalogueError(f"{dataset.name}.{column.name} rests on a direct identifier")


def _private(dataset: Dataset) -> Iterator[str]:
    """What it reads that is not public; a key is, where it leads to a row of which only public columns are read."""
    reads = dataset.content.reads()
    for kind, name in reads:
        is_followed = name == "id" or (name.endswith("_id") and (target(kind, name), "id") in reads)
        if not is_followed and column_of(kind, name).info[CLASSIFICATION] is not Sensitivity.PUBLIC:
            yield f"{kind}.{name}"
