"""A dataset as the catalogue describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    `department`). clause: requirements of the mission that ask for it. identity: by which a row is the same in the next release, where the key does not say
    it (a running number) or nulls forbid a key. sums: its columns of money whose rows add up; not standards, limits, balances and what repeats a yuan.
    once: the rows in which each yuan stands once, where it stands in several.
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
    identity: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    once: Mapping[str, int] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.content.columns

    def clause_of(self, column: Column) -> str:
        """The requirements that a column answers: its own, or else those of the dataset."""
        return column.clause or self.clause
