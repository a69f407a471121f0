"""What a release is made of: the rows of an extract, and what earlier releases said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

import polars as pl

from databases.clock import SHANGHAI
from open_data.extract import Extract
from open_data.ledger import Ledger

Made = TypeVar("Made")


@dataclass(frozen=True)
class Material:
    """A release in the making. `made` keeps what several datasets rest on."""

    extract: Extract
    ledger: Ledger
    made: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        return self.ledger.release

    @property
    def moment(self) -> datetime:
        """Of which the rows are."""
        return min(self.extract.moments.values())

    @property
    def day(self) -> date:
        """The same as a day, in Shanghai."""
        return self.moment.astimezone(SHANGHAI).date()

    def rows(self, kind: str) -> pl.LazyFrame:
        return self.extract.rows(kind)

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]  # type: ignore[return-value]
