"""What is sent to a database: SQL with its parameters, what fills the holes in its text, and what must be looked up before."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from policies.policy import View
from resolvers.plan import (
    Values,
)

DIALECT = PGDialect_asyncpg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
HOLE, SEPARATOR = b"\x01", b"\x02"  # to_json escapes them, so no value can hold them


@dataclass(frozen=True)
class Statement:
    """SQL that gives one text in UTF-8, with the names of its parameters in order.

    `limited` tells of the selected fields that are not shown clear how they are. Where rows of another database belong, the text has a mark
    (HOLE, number, ":", key, HOLE), and `holes` has the statement that fills it. `lookups` are what must be found before it can be run.
    `views` are those of the policy that it is made of, by kind, with those of its holes and lookups.
    """

    database: str
    sql: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    access: Mapping[str, str]
    views: Mapping[str, View]
    holes: tuple[Hole, ...] = ()
    lookups: tuple[Lookup, ...] = ()

    @functools.cached_property
    def limited(self) -> Mapping[str, str]:
        return limited(self.access)

    def bind(self, values: Values) -> list[Any]:
        return [values[name] if name in values else self.constants[name] for name in self.names]


@dataclass(frozen=True)
class Hole:
    """What fills the holes that begin with `mark`: a statement whose text holds one text for each of the keys in KEYS.

    Texts and keys alike have SEPARATOR between them.
    """

    statement: Statement
    path: tuple[str, ...]
    mark: bytes = b""


@dataclass(frozen=True)
class Lookup:
    """What a condition finds in another database, which is asked first: the text of its statement has the keys, SEPARATOR between them,
    and is bound to `name`. Marks of whom they tell follow them.

    There is one key more where there are too many. `is_relaxed`: then it is as if there were no such condition.
    """

    name: str
    statement: Statement
    is_relaxed: bool


def limited(access: Mapping[str, str]) -> Mapping[str, str]:
    """Of the selected fields those that are not shown clear."""
    return {path: shown for path, shown in access.items() if shown != "clear"}
