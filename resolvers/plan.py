"""A plan: what one root field asks of the databases, as a plain tree without any value of the client's.

Values travel beside the plan (`Values`), under the names that the plan mentions; so one plan serves every client who
asks the same question, and its SQL can be kept.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields
from typing import Any

Values = dict[str, Any]
KEYS = "hole_keys"  # name of the keys, in one text, for which another database is asked
MOST_ROWS = 100  # of a page


def bound(number: int, what: str) -> str:
    """Name of a client's value in the connection of this number: no alias can make it look like another one."""
    return f"asked_{number}_{what}"


@dataclass(frozen=True)
class Leaf:
    """A field of the row; `key` is the name it has in the answer."""

    key: str
    field: str


@dataclass(frozen=True)
class Identity:
    """The global id of the row."""

    key: str


@dataclass(frozen=True)
class Constant:
    """A text that does not depend on the row (`__typename`)."""

    key: str
    json: str


@dataclass(frozen=True)
class Nested:
    """Rows of another kind that belong to this row: a page of them, a list, or one (or null)."""

    key: str
    relation: Relation
    selection: Selection = ()
    page: Page | None = None


@dataclass(frozen=True)
class Figures:
    """A function (sum, avg …) of fields over the rows of a group."""

    key: str
    function: str
    fields: tuple[Leaf | Constant, ...]


Part = Leaf | Identity | Constant | Nested | Figures
Selection = tuple[Part, ...]


@dataclass(frozen=True)
class Relation:
    """How rows of `kind` hang on a row: their column `theirs` equals its column `mine`, in whichever database they are.

    A relation shows who belongs to whom, so it leads only to where the asker may see both columns. `paged`: there may
    be many, so they come as a connection.
    """

    kind: str
    mine: str
    theirs: str
    many: bool
    paged: bool = False


@dataclass(frozen=True)
class Condition:
    """A filter of the client's: a field, an operator and the name of the value it is compared with."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True)
class Related:
    """A filter of the client's on rows that belong to the row: some of them (or none) meet all conditions.

    `relaxed`: conditions were left out of it, to know of whom an answer tells.
    """

    relation: Relation
    where: tuple[Filter, ...]
    none: bool = False
    relaxed: bool = False


@dataclass(frozen=True)
class Own:
    """A filter of the client's: the row is what he is, gives, wrote or is told himself, as the policy says (scope `own`)."""


Filter = Condition | Related | Own


@dataclass(frozen=True)
class Order:
    """A field to sort by. Rows that are alike in it follow the next order, at last their keys."""

    field: str
    descending: bool


@dataclass(frozen=True)
class Asked:
    """A field of a connection's own types; `parts` is what is asked inside it, `selection` what is asked of a node."""

    key: str
    name: str
    parts: tuple[Asked, ...] = ()
    selection: Selection = ()


class _Root:
    """The root of a plan: it is looked up for every question that it answers, so its hash, which goes through the whole tree, is made once."""

    @functools.cached_property
    def _hash(self) -> int:
        return hash(tuple(getattr(self, one.name) for one in fields(self)))  # type: ignore[arg-type]  # each root is a dataclass

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True)
class Page(_Root):
    """A connection: some rows of a kind in an order, from a cursor on. `number` is its own in the operation.

    `after_empty` is whether the cursor holds nothing for a field that is sorted by.
    """

    key: str
    number: int
    kind: str
    asked: tuple[Asked, ...]
    where: tuple[Filter, ...] = ()
    order: tuple[Order, ...] = ()
    after: bool = False
    after_empty: bool = False
    backward: bool = False
    as_of: bool = False
    __hash__ = _Root.__hash__  # a dataclass would make its own

    @property
    def edges(self) -> tuple[Asked, ...]:
        return tuple(asked for asked in self.asked if asked.name == "edges")

    @property
    def informed(self) -> bool:
        """Whether it is asked where the page lies."""
        return any(asked.name == "pageInfo" for asked in self.asked)


@dataclass(frozen=True)
class Single(_Root):
    """One row by its key (`node(id:)`), or null."""

    key: str
    number: int
    kind: str
    selection: Selection
    as_of: bool = False
    __hash__ = _Root.__hash__  # a dataclass would make its own


@dataclass(frozen=True)
class Several(_Root):
    """Rows of several kinds by their keys, in the order of the client's list; null where there is none."""

    key: str
    number: int
    selections: tuple[tuple[str, Selection], ...]  # of each kind that is asked for
    as_of: bool = False
    __hash__ = _Root.__hash__  # a dataclass would make its own


@dataclass(frozen=True)
class Groups(_Root):
    """Rows of a kind counted and summed by groups; `by` names what is alike in a group."""

    key: str
    number: int
    kind: str
    by: tuple[str, ...]
    asked: tuple[Asked, ...]
    where: tuple[Filter, ...] = ()
    as_of: bool = False
    __hash__ = _Root.__hash__  # a dataclass would make its own


@dataclass(frozen=True)
class Trace(_Root):
    """The way of money from a row of kind `start`: forward to its last use, or back to its sources."""

    key: str
    number: int
    start: str
    forward: bool
    asked: tuple[Asked, ...]
    by_year: bool = False
    as_of: bool = False
    __hash__ = _Root.__hash__  # a dataclass would make its own


Plan = Page | Single | Several | Groups | Trace
