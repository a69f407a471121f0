"""What each requirement of the mission (M1-M184) became: its columns, its constraint and a write that is refused."""

from __future__ import annotations

from dataclasses import dataclass

from databases.requirements import COLUMNS


@dataclass(frozen=True)
class Requirement:
    """One numbered requirement of the mission.

    constraint: the name of the check, unique, foreign key or exclusion that makes wrong data impossible. refused: one SQL
    statement, run on the demo city in the database that holds the constraint, that this constraint (and no other) must refuse.
    """

    number: int
    term: str
    constraint: str
    refused: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Where it is kept; each is filled in the demo city."""
        return COLUMNS[self.number]


@dataclass(frozen=True)
class Promise:
    """A rule that no single requirement asks for: the constraint that holds it and says it, and one statement that it refuses."""

    constraint: str
    refused: str
