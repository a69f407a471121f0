"""What a client asks of rows, `where` and `order`, becomes parts of a plan; its values go beside the plan, under names of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import orjson

from policies.kinds import KINDS
from policies.subjects import region_range
from resolvers.names import snake
from resolvers.plan import Condition, Filter, Order, Related, Values, bound
from resolvers.relations import RELATIONS

MOST_RELATED = 10  # subqueries of one `where`, beside and inside each other
MOST_KEYS = 10_000  # that one condition may find in another database


class BadInputError(Exception):
    """The client asked for something that cannot be asked; `code` is for programs, the text for people."""

    def __init__(self, message: str, code: str = "BAD_USER_INPUT", **details: int) -> None:
        super().__init__(message)
        self.code, self.details = code, details


@dataclass
class Filters:
    """Reads conditions; each set of them has a number of its own, so that the same field may stand in several."""

    values: Values
    next_number: Callable[[], int]
    related: int = 0

    def read(self, kind: str, where: Mapping[str, Any], place: str = "where") -> tuple[Filter, ...]:
        """The conditions of a kind; those of rows that belong to it inside them."""
        return tuple(self._read(kind, self.next_number(), where, place))

    def _read(self, kind: str, number: int, where: Mapping[str, Any], place: str) -> Iterator[Filter]:
        for name, wanted in where.items():
            relation = RELATIONS[kind].get(snake(name))
            if wanted is None:
                continue  # a condition as a whole may be left open by a variable
            if name == "region":
                yield from self._inside(number, wanted)
            elif relation is None:
                yield from self._of_field(number, name, wanted, f"{place}.{name}")
            elif relation.many:
                given = {quantity: inner for quantity, inner in wanted.items() if inner is not None}
                for quantity, inner in given.items():
                    self._count()
                    yield Related(relation, self.read(relation.kind, inner, f"{place}.{name}.{quantity}"), none=quantity == "none")
            else:
                self._count()
                yield Related(relation, self.read(relation.kind, wanted, f"{place}.{name}"))

    def _count(self) -> None:
        self.related += 1
        if self.related > MOST_RELATED:
            message = f"where asks about more than {MOST_RELATED} kinds of rows that belong to a row"
            raise BadInputError(message, "FILTER_LIMIT", counted=self.related, allowed=MOST_RELATED)

    def _of_field(self, number: int, name: str, wanted: Mapping[str, Any], place: str) -> Iterator[Condition]:
        for operator, value in wanted.items():
            if value is None:
                raise BadInputError(f"{place}.{operator} is null: leave it out, or give a value (isNull asks for what is empty)")
            _check_finite(value, f"{place}.{operator}")
            yield self._condition(number, snake(name), snake(operator), value)

    def _inside(self, number: int, code: str) -> Iterator[Condition]:
        try:
            start, end = region_range(code)
        except ValueError as error:
            raise BadInputError(f"where.region: {error}") from None
        yield self._condition(number, "region_code", "gte", start)
        yield self._condition(number, "region_code", "lt", end)

    def _condition(self, number: int, name: str, operator: str, value: Any) -> Condition:
        value_name = bound(number, f"{name}_{operator}")
        self.values[value_name] = _plain(value)
        return Condition(name, operator, value_name)


def read_orders(orders: list[Mapping[str, Any]]) -> tuple[Order, ...]:
    """The fields to sort by, the first one first."""
    read = tuple(Order(_plain(order["field"]), _plain(order["direction"]) == "desc") for order in orders)
    if len({order.field for order in read}) < len(read):
        raise BadInputError("order names a field twice")
    return read


def usual_order(kind: str) -> tuple[Order, ...]:
    """The order of a page at the root that asks for none: by division, so that whoever sees one division reads its rows off an index."""
    return (Order("region_code", False),) if "region_code" in KINDS[kind].fields else ()


def read_global_id(text: str) -> tuple[str, int]:
    """ "Household:7" → Household, 7"""
    kind, _, key = text.partition(":")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise BadInputError(f"{text!r} is not an id of this system: ids look like Household:123")
    return kind, int(key)


def read_cursor(kind: str, orders: tuple[Order, ...], text: str) -> tuple[int, list[str | None]]:
    """The key of the row at a cursor, and what it has in the fields that are sorted by."""
    of, _, rest = text.partition(":")
    key, _, document = rest.partition(":")
    try:
        _, id_ = read_global_id(f"{of}:{key}")
        sorted_by: dict[str, str | None] = orjson.loads(document) if document else {}
    except (BadInputError, orjson.JSONDecodeError):
        of, sorted_by = "", {}
    if of != kind or not isinstance(sorted_by, dict) or [*sorted_by] != [order.field for order in orders]:
        raise BadInputError(f"{text!r} is not a cursor of this connection in this order: take endCursor of an earlier answer")
    if not all(value is None or isinstance(value, str) for value in sorted_by.values()):
        raise BadInputError("the cursor was changed: take endCursor of an earlier answer")
    return id_, [*sorted_by.values()]


def _check_finite(value: Any, place: str) -> None:
    for number in value if isinstance(value, list) else [value]:
        if isinstance(number, Decimal) and not number.is_finite():
            raise BadInputError(f"{place} must be a number, not {number}")


def _plain(value: Any) -> Any:
    """The codes themselves, where GraphQL hands over members of an enum."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime) and value.tzinfo is None:
        raise BadInputError("a moment needs its offset from UTC, such as 2020-06-30T00:00:00+08:00")
    return value.value if isinstance(value, Enum) else value
