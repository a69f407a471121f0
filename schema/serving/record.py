"""What is told of one request afterwards (logs, metrics, traces): never a value, a row, a token or a person."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from policies.subjects import Subject
from schema.serving.rate import PUBLIC, Purse

KEY = "sunshine.record"  # where it stands in the ASGI scope


@dataclass(slots=True)
class Record:
    """One request, as `endpoint.py` learns it step by step; `planned_at` is a reading of `time.perf_counter_ns`."""

    operation: str = ""
    query: str = ""
    tier: str = PUBLIC
    is_signed_in: bool = False
    cost: int = 0
    is_stream: bool = False
    is_worded: bool = False
    """Whether resolvers answered, which may word it in the language that the asker prefers."""
    is_secret: bool = False
    """Whether the question holds what only its asker knows, such as the number of a receipt."""
    codes: list[str] = field(default_factory=list)
    planned_at: int = 0
    purse: Purse | None = None
    searches: list[tuple[str, bool]] = field(default_factory=list)
    """The engine that answered each search, and whether it stood in for a cluster that did not."""

    def is_asked_by(self, subject: Subject) -> None:
        """Notes the tiers of the asker; who he is stays out."""
        self.is_signed_in, self.tier = bool(subject.number), subject.tiers

    def is_planned(self, cost: int) -> None:
        """From now on the databases are asked."""
        self.cost, self.planned_at = self.cost + cost, time.perf_counter_ns()

    def spend(self, points: int) -> None:
        """Pay for rows that could not be counted before; RequestError (RATE_LIMITED) where the points are spent."""
        self.cost += points
        if self.purse:
            self.purse.take(points)
