"""Questions about the schema itself: what they may take, and their answers, which are the same for everybody as long as the process lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    SelectionSetNode,
    is_wrapping_type,
)

from resolvers.kept import Kept
from resolvers.reads import Answer
from schema.serving.errors import RequestError

MOST_POINTS = 150_000  # of a question about the schema: the whole of it costs some 88,000
MOST_ANSWERS = 20  # that are kept; the whole schema is some 4 MB
FIELDS_A_POINT = 2  # that graphql-core completes in the time in which the databases' road answers one object

Answers = Kept[tuple[str, str | None, str], Mapping[str, Answer]]


class Introspection:
    """How large answers about a schema may be, by how long its lists are on average; the answers that are kept."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._times = _times(schema)
        self.answers: Answers = Kept(MOST_ANSWERS)

    def points(self, document: DocumentNode, roots: Iterable[Sequence[FieldNode]]) -> int:
        """Points of root fields about the schema; RequestError (COST_LIMIT) where they ask for more than any question may."""
        fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        fields = sum(self._field(node, fragments) for nodes in roots for node in nodes)
        points = int(fields / FIELDS_A_POINT)
        if points > MOST_POINTS:
            message = f"the question about the schema costs more than {MOST_POINTS:,} points: ask for fewer parts of it"
            raise RequestError(message, "COST_LIMIT", counted=points, allowed=MOST_POINTS)
        return points

    def _field(self, node: FieldNode, fragments: Mapping[str, FragmentDefinitionNode]) -> float:
        return self._times.get(node.name.value, 1.0) * (1 + self._inside(node.selection_set, fragments))

    def _inside(self, selection_set: SelectionSetNode | None, fragments: Mapping[str, FragmentDefinitionNode]) -> float:
        size = 0.0
        for node in selection_set.selections if selection_set else ():
            if isinstance(node, FieldNode):
                size += self._field(node, fragments)
            else:
                inner: Any = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
                size += self._inside(inner.selection_set, fragments)
        return size


def _times(schema: GraphQLSchema) -> dict[str, float]:
    """How many objects each field of introspection leads to: all types, and of the rest the average."""
    types = schema.type_map.values()
    fields = [field for type_ in types if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) for field in type_.fields.values()]
    inputs = [field for type_ in types if isinstance(type_, GraphQLInputObjectType) for field in type_.fields.values()]
    values = sum(len(type_.values) for type_ in types if isinstance(type_, GraphQLEnumType))
    wrapped = sum(_layers(field.type) for field in (*fields, *inputs)) / (len(fields) + len(inputs))
    return {
        "types": len(types),
        "fields": len(fields) / len(types),
        "inputFields": len(inputs) / len(types),
        "enumValues": values / len(types),
        "args": sum(len(field.args) for field in fields) / len(fields),
        "interfaces": sum(len(type_.interfaces) for type_ in types if isinstance(type_, GraphQLObjectType)) / len(types),
        "possibleTypes": sum(len(schema.get_possible_types(type_)) for type_ in types if isinstance(type_, GraphQLInterfaceType)) / len(types),
        "directives": len(schema.directives),
        "ofType": wrapped / (1 + wrapped),  # of the types on the way down, those that wrap another
    }


def _layers(type_: GraphQLType) -> int:
    return 1 + _layers(type_.of_type) if is_wrapping_type(type_) else 0
