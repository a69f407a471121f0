"""How far the books of money go 账记到几月: a year that is not over in them is said with its last month, and never held against a whole one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from open_data.portal.preferences import Preferences
from open_data.shelf import ShownRelease

MONTHS = {  # by dataset: the columns that a statement reads, and the statement of the last month in it
    "allocations": (("allocated_on",), "SELECT max(substr(allocated_on, 1, 7)) AS month FROM allocations"),
    "payments": (("month",), "SELECT max(substr(month, -7)) AS month FROM payments WHERE month GLOB '*[0-9]-[0-9][0-9]'"),
}


@dataclass(frozen=True)
class Books:
    """through: the last month in which money moved, as 2020-06; empty: no money is told of, and no year is known to be over.

    The day of the release says nothing about it: what was published in November may end in June.
    """

    through: str

    def is_whole(self, year: int) -> bool:
        """Whether they go on to the year's December."""
        return f"{year}-12" <= self.through

    def label(self, year: int, preferences: Preferences) -> str:
        """The year, with the month to which it goes if it is not over."""
        if self.is_whole(year) or not self.through:
            return str(year)
        return preferences.say(f"{year}（至 {self.through}）", f"{year} (to {self.through})")


def statements(release: ShownRelease) -> Iterator[str]:
    """What to ask a release for the last months of its books."""
    return (sql for name, (columns, sql) in MONTHS.items() if release.has({name: columns}))
