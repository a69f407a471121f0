"""Questions made from the schema by Hypothesis: whatever a client may write, within the limits of one request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)
from hypothesis import strategies as st

from policies.kinds import KINDS
from resolvers.names import plural, snake
from resolvers.relations import RELATIONS
from tests.resolvers.oracle import Orders, Seen, World, _json, _text, by_division, camel, cursor_of

MOST_DEPTH = 5
MOST_ALIASES = 26
MOST_OBJECTS = 40_000


@dataclass(frozen=True)
class Question:
    query: str
    variables: Mapping[str, Any]


class Name(str):
    """A member of an enum: written without quotes in a document."""


@st.composite
def questions(
    draw: Callable[[st.SearchStrategy[Any]], Any], schema: GraphQLSchema, world: World, moments: Sequence[str], kinds: Sequence[str]
) -> Question:
    """What somebody may ask; `kinds` are those of which he may see anything."""
    return Author(draw, schema, world, moments, kinds).question()


@dataclass
class Author:
    """Writes one question for somebody. `draw` decides everything."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    schema: GraphQLSchema
    world: World
    moments: Sequence[str]
    kinds: Sequence[str]
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    names: int = 0
    aliases: int = 0
    always_alias: bool = False

    def question(self) -> Question:
        roots = [self._root() for _ in range(self._number(1, 3))]
        if self._chance(5):
            roots.append("__typename")
        body = self._selections("Query", roots)
        head = f"query Asked({', '.join(self.definitions)}) " if self.definitions else ""
        return Question("\n".join([head + body, *self.fragments]), self.variables)

    # ---- draws

    def _number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def _chance(self, percent: int) -> bool:
        return self._number(1, 100) > 100 - percent

    def _one(self, of: Sequence[Any]) -> Any:
        return of[self._number(0, len(of) - 1)]

    def _some(self, of: Sequence[Any], most: int) -> list[Any]:
        return [self._one(of) for _ in range(self._number(1, most))] if of else []

    # ---- roots

    def _root(self) -> str:
        kind = self._one(self.kinds) if self._chance(90) else self._one(list(KINDS))
        if kind not in self.schema.type_map:
            kind = self.kinds[0]
        write: Callable[[str, str], str] = self._one([self._list, self._list, self._list, self._node, self._nodes, self._groups])
        return write(f"{self._fresh('r')}: ", kind)

    def _list(self, key: str, kind: str) -> str:
        arguments, times = self._page(kind, 1, by_division(kind))
        return self._field(key + camel(plural(KINDS[kind].table.name)), self._connection(kind, 1, times), self._arguments(arguments + self._as_of()))

    def _node(self, key: str, kind: str) -> str:
        return self._field(f"{key}node", self._of_interface([kind], 1), self._arguments([("id", "ID!", self._id(kind))]))

    def _nodes(self, key: str, kind: str) -> str:
        kinds = list(dict.fromkeys([kind, *self._some(self.kinds, 2)]))
        ids = [self._id(self._one(kinds)) for _ in range(self._number(1, 5))]
        self.always_alias, before = len(kinds) > 1, self.always_alias
        selection = self._of_interface(kinds, len(ids))
        self.always_alias = before
        return self._field(f"{key}nodes", selection, self._arguments([("ids", "[ID!]!", ids), *self._as_of()]))

    def _groups(self, key: str, kind: str) -> str:
        keys = self.schema.type_map[f"{kind}GroupKey"]
        assert isinstance(keys, GraphQLEnumType)
        by = [Name(one) for one in self._some([*keys.values], 3)] if self._chance(90) else []
        arguments: list[tuple[str, str, Any]] = [("by", f"[{kind}GroupKey!]!", by), *self._where(kind)]
        if self._chance(60):
            arguments.append(("first", "Int!", self._number(1, 20)))
        group = self._group(kind)
        selection = self._selections(f"{kind}Groups", [f"nodes {group}", *(["totalCount"] if self._chance(70) else [])])
        return self._field(f"{key}{camel(KINDS[kind].table.name)}Groups", selection, self._arguments(arguments + self._as_of()))

    def _group(self, kind: str) -> str:
        type_ = self._type(f"{kind}Group")
        parts = ["count"]
        for name in self._some([*type_.fields], 5):
            inner, key = get_named_type(type_.fields[name].type), self._key(name)
            if isinstance(inner, GraphQLObjectType):
                selection = self._object(inner.name, 3, 100) if inner.name in KINDS else self._selections(inner.name, self._some([*inner.fields], 3))
                parts.append(self._field(key, selection))
            else:
                parts.append(self._field(key))
        return self._selections(type_.name, parts)

    def _id(self, kind: str) -> str:
        rows = self.world.every(kind)
        return f"{kind}:{self._one(rows)['id']}" if rows and self._chance(90) else f"{kind}:{self._number(0, 99_999_999)}"

    def _as_of(self) -> list[tuple[str, str, Any]]:
        return [("asOf", "DateTime", self._one(self.moments))] if self._chance(15) else []

    # ---- selections

    def _type(self, name: str) -> GraphQLObjectType:
        found = self.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found

    def _connection(self, kind: str, depth: int, times: int) -> str:
        parts = []
        if self._chance(60):
            parts.append(self._field(self._key("totalCount")))
        if self._chance(60) and (key := self._key("pageInfo")):
            parts.append(self._field(key, self._selections("PageInfo", self._some([*self._type("PageInfo").fields], 4))))
        if not parts or self._chance(90):
            parts.append(self._edges(kind, depth, times))
        return self._selections(f"{kind}Connection", parts)

    def _edges(self, kind: str, depth: int, times: int) -> str:
        key, node = self._key("edges"), self._key("node")
        if not (key and node):
            return "__typename"
        edge = [self._field(node, self._object(kind, depth, times))] + (["cursor"] if self._chance(50) else [])
        return self._field(key, self._selections(f"{kind}Edge", edge))

    def _of_interface(self, kinds: Sequence[str], times: int) -> str:
        parts = ["id"] if self._chance(50) else ["__typename"]
        parts += [f"... on {kind} {self._object(kind, 1, times)}" for kind in kinds]
        if self._chance(30):
            parts.append(self._spread("Node", "{ id __typename }"))
        return "{ " + " ".join(parts) + " }"

    def _object(self, kind: str, depth: int, times: int) -> str:
        type_ = self._type(kind)
        names = self._some([name for name in type_.fields if self._is_leaf(kind, name)], 5)
        parts = [self._field(self._key(name)) for name in names]
        relations = [name for name in type_.fields if not self._is_leaf(kind, name)]
        if depth < MOST_DEPTH and relations:
            parts += [self._relation(kind, self._one(relations), depth, times) for _ in range(self._number(0, 2))]
        return self._selections(kind, parts)

    def _is_leaf(self, kind: str, name: str) -> bool:
        return name == "id" or snake(name) not in RELATIONS[kind]

    def _relation(self, kind: str, name: str, depth: int, times: int) -> str:
        relation = RELATIONS[kind][snake(name)]
        key = self._key(name, must=relation.paged)
        if not key or times * 20 > MOST_OBJECTS:
            return "__typename"
        if relation.paged:
            arguments, more = self._page(relation.kind, times)
            return self._field(key, self._connection(relation.kind, depth + 1, more), self._arguments(arguments))
        return self._field(key, self._object(relation.kind, depth + 1, times * (5 if relation.many else 1)))

    def _key(self, name: str, must: bool = False) -> str:
        """A field by its name, or under a name of its own: always where two like it could meet. Empty where there were too many."""
        if must or self.always_alias or self._chance(15):
            if self.aliases < MOST_ALIASES:
                self.aliases += 1
                return f"{self._fresh('a')}: {name}"
            return "" if must or self.always_alias else name
        return name

    def _field(self, name: str, selection: str = "", arguments: str = "") -> str:
        return f"{name}{arguments}{self._directive()} {selection}".strip() if name else "__typename"

    def _selections(self, type_: str, parts: list[str]) -> str:
        """Parts of an object in braces; some of them in fragments, some of them twice."""
        parts = list(parts)
        if self._chance(10):
            parts.append("__typename")
        if self._chance(15) and (plain := [part for part in parts if ":" not in part and "..." not in part]):
            parts.append(self._one(plain))
        wrapped = [self._wrapped(type_, part) if self._chance(15) else part for part in parts]
        return "{ " + " ".join(wrapped) + " }"

    def _wrapped(self, type_: str, part: str) -> str:
        if self._chance(50):
            return self._spread(type_, "{ " + part + " }") + self._directive()
        condition = self._one([f" on {type_}", ""])
        return f"...{condition}{self._directive()} {{ {part} }}"

    def _spread(self, type_: str, selection: str) -> str:
        name = self._fresh("F")
        self.fragments.append(f"fragment {name} on {type_} {selection}")
        return f"...{name}"

    def _directive(self) -> str:
        if not self._chance(6):
            return ""
        value = self._value("Boolean!", self._chance(50))
        return f" @{self._one(['include', 'skip'])}(if: {value})"

    # ---- arguments

    def _fresh(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def _page(self, kind: str, times: int, usual: Orders = ()) -> tuple[list[tuple[str, str, Any]], int]:
        """The arguments of a connection, and how many rows it may ask for."""
        count = self._one([1, 2, 3, 5, 8, 20] if times < 50 else [1, 2, 3])
        is_backward = self._chance(30)
        arguments: list[tuple[str, str, Any]] = [("last" if is_backward else "first", "Int", count), *self._where(kind)]
        orders = self._orders(kind)
        if orders:
            written = [{"field": Name(name.upper()), **({"direction": Name("DESC")} if down else self._ascending())} for name, down in orders]
            arguments.append(("order", f"[{kind}Order!]", written))
        if self._chance(35) and (rows := self.world.every(kind)):
            row = Seen(self.world, KINDS[kind].database, kind, self._one(rows))
            arguments.append(("before" if is_backward else "after", "String", cursor_of(row, orders or usual)))
        return arguments, times * count

    def _ascending(self) -> dict[str, Any]:
        return self._one([{}, {"direction": Name("ASC")}])  # type: ignore[no-any-return]

    def _orders(self, kind: str) -> list[tuple[str, bool]]:
        if not self._chance(40):
            return []
        fields = self.schema.type_map[f"{kind}OrderField"]
        assert isinstance(fields, GraphQLEnumType)
        return [(name.lower(), self._chance(50)) for name in dict.fromkeys(self._some([*fields.values], 3))]

    def _where(self, kind: str) -> list[tuple[str, str, Any]]:
        return [("where", f"{kind}Where", self._conditions(kind, 2))] if self._chance(40) else []

    def _conditions(self, kind: str, deeper: int) -> dict[str, Any]:
        type_ = self.schema.type_map[f"{kind}Where"]
        assert isinstance(type_, GraphQLInputObjectType)
        names = self._some([*type_.fields], 2)
        related = [name for name in type_.fields if snake(name) in RELATIONS[kind]]
        if related and deeper and self._chance(40):
            names.append(self._one(related))
        found = {name: self._condition(kind, name, deeper) for name in names}
        return {name: condition for name, condition in found.items() if condition != {}}

    def _condition(self, kind: str, name: str, deeper: int) -> Any:
        if name == "region":
            return str(self._one(self.world.every("Region"))["code"])[: self._one([2, 4, 6, 9, 12])]
        relation = RELATIONS[kind].get(snake(name))
        if relation is None:
            return self._on_field(kind, name)
        if not deeper:
            return {}
        inner = self._conditions(relation.kind, deeper - 1)
        return {self._one(["some", "none"]): inner} if relation.many else inner

    def _on_field(self, kind: str, name: str) -> dict[str, Any]:
        type_ = get_named_type(self._where_type(kind).fields[name].type)
        assert isinstance(type_, GraphQLInputObjectType)
        operator = self._one([*type_.fields])
        operand = get_named_type(type_.fields[operator].type)
        values = [value for row in self._rows(kind) if (value := self._written(kind, name, row)) is not None]
        if operator == "isNull":
            return {operator: self._chance(50)}
        if not values:
            return {}
        of = (lambda value: Name(value)) if isinstance(operand, GraphQLEnumType) else (lambda value: value)
        if operator == "in":
            return {operator: [of(value) for value in self._some(values, 3)]}
        value = of(self._one(values))
        return {operator: value[: self._number(0, 4)] if operator == "startsWith" else value}

    def _where_type(self, kind: str) -> GraphQLInputObjectType:
        found = self.schema.type_map[f"{kind}Where"]
        assert isinstance(found, GraphQLInputObjectType)
        return found

    def _rows(self, kind: str) -> list[Any]:
        rows = self.world.every(kind)
        return [self._one(rows) for _ in range(3)] if rows else []

    def _written(self, kind: str, name: str, row: Mapping[str, Any]) -> Any:
        """A value of a row as a client would write it: as it is, or as it is shown to him."""
        one = KINDS[kind].fields[snake(name)]
        value = row[one.clear] if one.clear and self._chance(70) else self.world.asker.value(kind, row, snake(name))
        return _text(value) if isinstance(value, asyncpg.Range) else _json(value)

    def _arguments(self, arguments: list[tuple[str, str, Any]]) -> str:
        texts = [f"{name}: {self._value(type_, value)}" for name, type_, value in arguments]
        return f"({', '.join(texts)})" if texts else ""

    def _value(self, type_: str, value: Any) -> str:
        """A value in the document itself, or a variable: given, left to its default, or given beside one."""
        way = self._number(1, 10)
        if way <= 5:
            return _literal(value)
        name = self._fresh("v")
        if way <= 7:
            self.definitions.append(f"${name}: {type_}")
            self.variables[name] = value
        elif way == 8:
            self.definitions.append(f"${name}: {type_} = {_literal(value)}")
        else:
            self.definitions.append(f"${name}: {type_} = {_literal(self._other(type_, value))}")
            self.variables[name] = value
        return f"${name}"

    def _other(self, type_: str, value: Any) -> Any:
        """A default that is not used, of the same type."""
        return value[:1] if isinstance(value, list) else {} if isinstance(value, dict) else value


def _literal(value: Any) -> str:
    """A value as it stands in a document."""
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_literal(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
