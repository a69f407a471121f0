"""Masks: how a direct identifier is shown to those who may know only its shape.

`head` and `tail` are the characters left readable; a value too short to hide at least half of itself is starred out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True)
class Mask:
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

    def text(self, value: str | None) -> str | None:
        if value is None or len(value) < self.at_least:
            return value and "*" * len(value)
        return value[: self.head] + "*" * (len(value) - self.head - self.tail) + (value[-self.tail :] if self.tail else "")


NAME = Mask(1, 0, 2)
PHONE = Mask(3, 4, 11)
MASKS = {"name": NAME, "head_name": NAME, "holder_name": NAME, "phone": PHONE}
