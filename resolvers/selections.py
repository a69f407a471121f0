"""A document becomes plans: fragments are flattened, directives applied, arguments turned into named values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.execution.values import get_argument_values, get_directive_values

from policies.kinds import KINDS
from policies.subjects import region_range
from resolvers.plan import Asked, Condition, Constant, Identity, Leaf, Nested, Page, Part, Plan, Selection, Single, Values, bound
from resolvers.relations import RELATIONS

MOST_ROWS = 100
MOST_OBJECTS = 100_000  # that one operation may ask for, if every page is full
USUAL_LIST = 5  # rows of a list that is bounded by its nature


class BadInputError(Exception):
    """The client asked for something that cannot be asked; `code` is for programs, the text for people."""

    def __init__(self, message: str, code: str = "BAD_USER_INPUT") -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Question:
    """One operation with its variables, and the values that its plans will be run with."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Any
    values: Values = field(default_factory=dict)
    _pages: int = 0
    _objects: int = 0

    @classmethod
    def of(cls, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Any) -> Question:
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        return cls(schema, operation, fragments, variables)

    def roots(self) -> dict[str, list[FieldNode]]:
        """The root fields by the key they have in the answer, in order."""
        assert self.schema.query_type is not None
        return self._fields(self.schema.query_type, [self.operation.selection_set])

    def plan(self, key: str, nodes: list[FieldNode]) -> Plan:
        """The plan of one root field."""
        assert self.schema.query_type is not None
        definition = self.schema.query_type.fields[nodes[0].name.value]
        arguments = self._arguments(definition, nodes[0])
        type_ = get_named_type(definition.type)
        if isinstance(type_, GraphQLInterfaceType):
            return self._single(key, nodes, arguments)
        assert isinstance(type_, GraphQLObjectType)
        return self._page(key, type_, nodes, arguments, 1)

    def _next_number(self) -> int:
        self._pages += 1
        return self._pages

    def _count(self, objects: int) -> None:
        self._objects += objects
        if self._objects > MOST_OBJECTS:
            raise BadInputError(f"the question may ask for more than {MOST_OBJECTS:,} objects: take smaller pages inside pages", "COST_LIMIT")

    def _arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Any]:
        return get_argument_values(definition, node, self.variables)

    def _single(self, key: str, nodes: list[FieldNode], arguments: dict[str, Any]) -> Single:
        kind, id_ = read_global_id(arguments["id"])
        number = self._next_number()
        self.values[bound(number, "id")] = id_
        type_ = self.schema.type_map.get(kind)
        if kind not in KINDS or not isinstance(type_, GraphQLObjectType):
            raise BadInputError(f"there is no kind {kind!r} in the id {arguments['id']!r}")
        return Single(key, number, kind, self._selection(type_, nodes, 1), self._as_of(number, arguments))

    def _page(self, key: str, connection: GraphQLObjectType, nodes: list[FieldNode], arguments: dict[str, Any], times: int) -> Page:
        """A connection, at the root (once) or inside rows (for each of them: `times`)."""
        kind, number = connection.name.removesuffix("Connection"), self._next_number()
        backward = self._limits(number, arguments)
        times *= self.values[bound(number, "limit")]
        self._count(times)
        cursor = arguments.get("before" if backward else "after")
        if cursor is not None:
            self.values[bound(number, "cursor")] = read_cursor(kind, cursor)
        where = tuple(self._conditions(number, arguments.get("where") or {}))
        asked = self._asked(connection, nodes, times)
        return Page(key, number, kind, asked, where, cursor is not None, backward, self._as_of(number, arguments))

    def _limits(self, number: int, arguments: dict[str, Any]) -> bool:
        """The number of rows asked for; whether they are the last ones."""
        first, last = arguments.get("first"), arguments.get("last")
        if (first is None) == (last is None):
            raise BadInputError("give either first or last: how many rows, from 1 to 100")
        count = int(first if last is None else last)  # type: ignore[arg-type]
        if not 1 <= count <= MOST_ROWS:
            raise BadInputError(f"{'first' if last is None else 'last'} must be from 1 to {MOST_ROWS}, not {count}")
        if arguments.get("after" if last is not None else "before") is not None:
            raise BadInputError("use first with after, and last with before")
        self.values[bound(number, "limit")] = count
        return last is not None

    def _as_of(self, number: int, arguments: dict[str, Any]) -> bool:
        moment = arguments.get("as_of", arguments.get("asOf"))
        if moment is None:
            return False
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise BadInputError("asOf must be a moment with its offset from UTC, such as 2020-06-30T00:00:00+08:00")
        self.values[bound(number, "as_of")] = moment
        return True

    def _conditions(self, number: int, where: Mapping[str, Any]) -> Iterator[Condition]:
        for name, wanted in where.items():
            if wanted is None:
                continue  # a condition as a whole may be left open by a variable
            if name == "region":
                yield from self._inside(number, wanted)
                continue
            for operator, value in wanted.items():
                if value is None:
                    raise BadInputError(f"where.{name}.{operator} is null: leave it out, or give a value")
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

    def _asked(self, type_: GraphQLObjectType, nodes: list[FieldNode], times: int) -> tuple[Asked, ...]:
        """What is asked of a connection, its edges and its page info; a node begins a selection of its own."""
        return tuple(self._ask(type_, key, asked, times) for key, asked in self._fields(type_, _selection_sets(nodes)).items())

    def _ask(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode], times: int) -> Asked:
        name = nodes[0].name.value
        inner = get_named_type(type_.fields[name].type) if name in type_.fields else None
        if not isinstance(inner, GraphQLObjectType):
            return Asked(key, name)
        if name == "node":
            return Asked(key, name, selection=self._selection(inner, nodes, times))
        return Asked(key, name, parts=self._asked(inner, nodes, times))

    def _selection(self, type_: GraphQLObjectType, nodes: list[FieldNode], times: int) -> Selection:
        return tuple(self._part(type_, key, asked, times) for key, asked in self._fields(type_, _selection_sets(nodes)).items())

    def _part(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode], times: int) -> Part:
        name = nodes[0].name.value
        if name == "__typename":
            return Constant(key, f'"{type_.name}"')
        if name == "id":
            return Identity(key)
        relation = RELATIONS.get(type_.name, {}).get(snake(name))
        if relation is None:
            return Leaf(key, snake(name))
        inner = get_named_type(type_.fields[name].type)
        assert isinstance(inner, GraphQLObjectType)
        if relation.paged:
            return Nested(key, relation, page=self._page(key, inner, nodes, self._arguments(type_.fields[name], nodes[0]), times))
        self._count(times := times * (USUAL_LIST if relation.many else 1))
        return Nested(key, relation, self._selection(inner, nodes, times))

    def _fields(self, type_: GraphQLObjectType, sets: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """All fields asked of an object by their key in the answer, fragments flattened (spec 6.3.2, CollectFields)."""
        found: dict[str, list[FieldNode]] = {}
        for selection_set in sets:
            for node in self._flat(type_, selection_set, set()):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        return found

    def _flat(self, type_: GraphQLObjectType, selection_set: SelectionSetNode, seen: set[str]) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            fragment = self._fragment(node, seen)
            if fragment is not None and self._applies(fragment, type_):
                yield from self._flat(type_, fragment.selection_set, seen)

    def _fragment(self, node: Any, seen: set[str]) -> Any:
        if not isinstance(node, FragmentSpreadNode):
            return node
        name = node.name.value
        if name in seen:
            return None
        seen.add(name)
        return self.fragments[name]

    def _applies(self, fragment: Any, type_: GraphQLObjectType) -> bool:
        if fragment.type_condition is None or fragment.type_condition.name.value == type_.name:
            return True
        return fragment.type_condition.name.value in {interface.name for interface in type_.interfaces}

    def _included(self, node: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        if skip and skip["if_" if "if_" in skip else "if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return include is None or bool(include["if_" if "if_" in include else "if"])


def _selection_sets(nodes: list[FieldNode]) -> list[SelectionSetNode]:
    return [node.selection_set for node in nodes if node.selection_set]


def _plain(value: Any) -> Any:
    """The codes themselves, where GraphQL hands over members of an enum."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime) and value.tzinfo is None:
        raise BadInputError("a moment needs its offset from UTC, such as 2020-06-30T00:00:00+08:00")
    return value.value if isinstance(value, Enum) else value


def snake(name: str) -> str:
    """perCapitaIncome → per_capita_income"""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def read_global_id(text: str) -> tuple[str, int]:
    kind, _, key = text.partition(":")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise BadInputError(f"{text!r} is not an id of this system: ids look like Household:123")
    return kind, int(key)


def read_cursor(kind: str, text: str) -> int:
    try:
        of, key = read_global_id(text)
    except BadInputError:
        of, key = "", 0
    if of != kind:
        raise BadInputError(f"{text!r} is not a cursor of this connection: take endCursor of an earlier answer")
    return key
