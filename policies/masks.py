"""Masks: how a field is shown to those who may know only its shape."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from databases.code_lists.forces import LEAST_OF_BAND, band_of


class Mask(ABC):
    """What is left of a value, in SQL and in memory alike; of nothing, nothing is left."""

    @abstractmethod
    def sql(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]: ...

    @abstractmethod
    def value(self, clear: Any) -> Any: ...


@dataclass(frozen=True)
class Starred(Mask):
    """A direct identifier: `head` and `tail` are the characters left readable; one too short to hide at least half of itself is starred out."""

    head: int
    tail: int
    at_least: int  # shorter values are hidden whole

    def sql(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        length = sa.func.char_length(column)
        star: sa.ColumnElement[str] = sa.literal_column("'*'")
        hidden = sa.func.repeat(star, length - sa.literal_column(str(self.head + self.tail)))
        text = sa.func.left(column, sa.literal_column(str(self.head))).concat(hidden)
        if self.tail:
            text = text.concat(sa.func.right(column, sa.literal_column(str(self.tail))))
        masked = sa.case((length >= sa.literal_column(str(self.at_least)), text), else_=sa.func.repeat(star, length))
        return sa.type_coerce(masked, sa.Text())

    def value(self, clear: str | None) -> str | None:
        if clear is None or len(clear) < self.at_least:
            return clear and "*" * len(clear)
        return clear[: self.head] + "*" * (len(clear) - self.head - self.tail) + (clear[-self.tail :] if self.tail else "")


@dataclass(frozen=True)
class Around(Mask):
    """The division of so many digits around a place."""

    digits: int

    def sql(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.type_coerce(sa.func.left(column, sa.literal_column(str(self.digits))), column.type)

    def value(self, clear: str | None) -> str | None:
        return clear and clear[: self.digits]


@dataclass(frozen=True)
class MonthOf(Mask):
    """The first day of a day's month."""

    def sql(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.func.date_trunc(sa.literal_column("'month'"), column).cast(sa.Date)

    def value(self, clear: date | None) -> date | None:
        return clear and clear.replace(day=1)


@dataclass(frozen=True)
class AtLeast(Mask):
    """The least number of the band in which a number lies."""

    def sql(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        bands = sorted(LEAST_OF_BAND.values(), reverse=True)
        return sa.type_coerce(sa.case(*[(column >= sa.literal_column(str(least)), sa.literal_column(str(least))) for least in bands]), column.type)

    def value(self, clear: int | None) -> int | None:
        return None if clear is None else LEAST_OF_BAND[band_of(clear)]


NAME, PHONE, COUNTY = Starred(1, 0, 2), Starred(3, 4, 11), Around(6)
IDENTIFIERS: Mapping[str, Mask] = {"name": NAME, "head_name": NAME, "holder_name": NAME, "phone": PHONE}
"""Masks of direct identifiers, whichever kind has them."""
OF_KIND: Mapping[tuple[str, str], Mask] = {
    ("Need", "region_code"): COUNTY,
    ("Need", "target"): AtLeast(),
    ("Need", "published_on"): MonthOf(),
    ("Pledge", "region_code"): COUNTY,
}
"""Masks of other fields, by kind and name: of a need as its published card tells it."""
