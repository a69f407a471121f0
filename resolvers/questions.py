"""Questions that were asked before: their plans are kept, and only cursors are read anew.

What makes a plan is the document, the operation and the variables, so all of them are the key; but of a variable that
stands as a cursor and nowhere else (`after: $after`) only whether it is given, and whether it holds nothing for a field.
So whoever turns the pages of a list is planned for once, or twice where some of its rows are empty.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from graphql import ArgumentNode, FieldNode, VariableNode, Visitor, parse, visit

from resolvers.kept import Kept
from resolvers.plan import Plan, Values
from resolvers.selections import CURSORS, Cursor

EMPTY = re.compile(r":\s*null")  # in a cursor that holds nothing for a field
MOST_KEPT = 2_000
MOST_CHARACTERS = 10_000  # of document and variables; a longer question is planned each time, so that what is kept stays below some 20 MB of them


def document_id(text: str) -> str:
    """The id by which a trusted document is asked for (GraphQL over HTTP, appendix Persisted Documents)."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


class Planned(NamedTuple):
    """A question with the plans of its compiled root fields, the values that they are run with, and what it may ask for.

    many: those plans that may read many rows to show few.
    """

    roots: Mapping[str, list[FieldNode]]
    plans: Sequence[Plan]
    values: Values
    objects: int
    cursors: Sequence[Cursor]
    many: Sequence[Plan]

    def at(self, variables: Mapping[str, Any]) -> Planned:
        """The same with the cursors of these variables. Raises BadInputError for one that cannot be read."""
        values = {**self.values}
        for cursor in self.cursors:
            if (text := variables.get(cursor.variable or "")) is not None:
                values |= cursor.read(text)
        return self._replace(values=values)


class Questions:
    """The plans of the latest questions."""

    def __init__(self) -> None:
        self._kept: Kept[tuple[Any, ...], Planned] = Kept(MOST_KEPT)
        self._turning = functools.lru_cache(1_000)(_turning_variables)

    def plan(self, query: str, operation: str | None, variables: Mapping[str, Any], make: Callable[[], Planned]) -> Planned:
        """What was planned for the same question, at the cursors of now; what `make` plans, if it is new. Raises what they raise."""
        if len(query) > MOST_CHARACTERS:
            return make()
        others, places = {**variables}, []
        for name in self._turning(query):
            if name in variables:
                value = others.pop(name)
                if value is not None and not isinstance(value, str):
                    return make()
                places.append((name, value is None, EMPTY.search(value or "") is None))
        rest = dumped(others)
        if rest is None or len(query) + len(rest) > MOST_CHARACTERS:
            return make()
        key = (query, operation, rest, *places)
        kept = self._kept.get(key)
        return self._kept.keep(key, make()) if kept is None else kept.at(variables)


def dumped(variables: Mapping[str, Any]) -> bytes | None:
    """The variables as JSON, or None where they nest deeper than can be written; what is wrong with those is said elsewhere."""
    try:
        return orjson.dumps(variables)
    except orjson.JSONEncodeError:
        return None


def _turning_variables(query: str) -> tuple[str, ...]:
    """The variables of a document that stand as cursors of fields and nowhere else."""
    uses = _Uses()
    visit(parse(query, no_location=True), uses)
    return tuple(sorted(uses.as_cursor - uses.elsewhere))


class _Uses(Visitor):
    """Where the variables of a document stand."""

    def __init__(self) -> None:
        super().__init__()
        self.as_cursor: set[str] = set()
        self.elsewhere: set[str] = set()

    def enter_variable(self, node: VariableNode, key: Any, parent: Any, *_: Any) -> None:
        if isinstance(parent, ArgumentNode) and parent.name.value in CURSORS:
            self.as_cursor.add(node.name.value)
        elif key != "variable":  # which is where it is declared
            self.elsewhere.add(node.name.value)
