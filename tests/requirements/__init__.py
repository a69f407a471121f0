"""What each requirement of the mission (M1-M184) became: its columns, its constraint and a write that is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
    """One numbered requirement of the mission.

    columns: "database.table.column", each filled in the demo city. constraint: the name of the check, unique, foreign
    key or exclusion that makes wrong data impossible. refused: one SQL statement, run on the demo city in that
    database, that this constraint (and no other) must refuse.
    """

    number: int
    term: str
    columns: tuple[str, ...]
    constraint: str
    refused: str


@dataclass(frozen=True)
class Promise:
    """A rule that no single requirement asks for: the constraint that holds it and says it, and one statement that it refuses."""

    constraint: str
    refused: str
