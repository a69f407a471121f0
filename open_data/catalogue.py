"""What is published: every dataset, as data. A dataset that is not here does not leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from databases.tables import Sensitivity
from open_data.code_lists import code_lists
from open_data.contents import Rows
from open_data.datasets import Dataset
from open_data.funds import FUNDS
from open_data.household_file import HOUSEHOLD_FILE
from open_data.indicators import INDICATORS
from open_data.need_days import NEED_DAYS
from open_data.needs import NEEDS
from open_data.people import PEOPLE
from open_data.projects import PROJECTS
from open_data.reference import REFERENCE
from open_data.supervision import SUPERVISION
from open_data.thresholds import THRESHOLDS
from open_data.villages import VILLAGES


class CatalogueError(Exception):
    """The catalogue says something that must not be published."""


WITH_CODES = (*FUNDS, *PROJECTS, *VILLAGES, THRESHOLDS, *PEOPLE, NEEDS, NEED_DAYS, HOUSEHOLD_FILE, *SUPERVISION, *INDICATORS, *REFERENCE)
DATASETS: Mapping[str, Dataset] = {dataset.name: dataset for dataset in (*WITH_CODES, code_lists(WITH_CODES))}


def reads(datasets: Iterable[Dataset]) -> dict[str, set[str]]:
    """Everything that these datasets rest on: columns by kind."""
    found: dict[str, set[str]] = {"Region": {"code", "name"}}  # every dataset says places by name
    for dataset in datasets:
        for kind, name in dataset.content.reads():
            found.setdefault(kind, set()).add(name)
    return found


def check(datasets: Iterable[Dataset]) -> None:
    """What is published row by row must be public in the databases' classification, and nothing may rest on a direct
    identifier; raises CatalogueError."""
    for dataset in datasets:
        for column in dataset.columns:
            if isinstance(dataset.content, Rows) and column.sensitivity is not Sensitivity.PUBLIC:
                raise CatalogueError(f"{dataset.name}.{column.name} is {column.sensitivity.value}: it cannot be published row by row")
            if column.sensitivity is Sensitivity.DIRECT:
                raise CatalogueError(f"{dataset.name}.{column.name} rests on a direct identifier")
