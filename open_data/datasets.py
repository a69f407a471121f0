"""A dataset as the catalogue describes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from open_data.columns import Column, Words
from open_data.contents import Content


class Rhythm(StrEnum):
    """How often a dataset is published anew; names of the EU vocabulary of frequencies."""

    DAILY = "DAILY"
    MONTHLY = "MONTHLY"
    YEARLY = "ANNUAL"


class Theme(StrEnum):
    """What a dataset is about: the shelves of the portal."""

    FUNDS = "funds"
    PROJECTS = "projects"
    VILLAGES = "villages"
    PEOPLE = "people"
    SUPERVISION = "supervision"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Dataset:
    """One published table.

    key: the columns by which its rows are told apart and sorted; none where rows have no name of their own. owner: the department that answers for it (code list
    `department`). clause: requirements of the mission that ask for it.
    """

    name: str
    title: Words
    about: Words
    theme: Theme
    owner: str
    rhythm: Rhythm
    clause: str
    key: tuple[str, ...]
    content: Content

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.content.columns

    def clause_of(self, column: Column) -> str:
        """The requirements that a column answers: its own, or else those of the dataset."""
        return column.clause or self.clause
