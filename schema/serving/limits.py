"""Limits of one request, checked before anything is run. docs/limits.md lists them.

A document is measured once, before it is validated (validation itself can be made slow): fragments count wherever they are
spread, and every operation of a document is held to the limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)

from schema.serving.errors import RequestError

MOST_BYTES = 100_000
MOST_TOKENS = 2_000
MOST_DEPTH = 12
MOST_ROOTS = 30  # each is a statement of its own
MOST_ALIASES = 30  # no fewer than roots: each may need a name of its own
MOST_DIRECTIVES = 50
MOST_FIELDS = 1_000
UNCOUNTED = {"edges", "node", "nodes"}  # the wrapping of a connection is not depth
INTROSPECTION = ("__schema", "__type")


@dataclass(frozen=True, slots=True)
class Size:
    """How much a part of a document asks, fragments included."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: Size) -> Size:
        """Both together, next to each other."""
        return Size(max(self.depth, other.depth), self.fields + other.fields, self.aliases + other.aliases, self.directives + other.directives)


def parse_document(text: str) -> DocumentNode:
    """The document, or RequestError where it is no GraphQL, or too long."""
    try:
        return parse(text, max_tokens=MOST_TOKENS)
    except GraphQLSyntaxError as error:
        if error.message.endswith(f"more than {MOST_TOKENS} tokens. Parsing aborted."):  # it counts no further
            raise _exceeded("TOKEN_LIMIT", "tokens", MOST_TOKENS + 1, MOST_TOKENS) from None
        raise RequestError(error.message, "GRAPHQL_VALIDATION_FAILED") from None


def check_document(document: DocumentNode) -> None:
    """RequestError for the first limit that an operation exceeds. Fragments may be missing or spread themselves: validation says so."""
    measure = _Measure({d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)})
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            _check_size(measure.operation(operation), _is_introspection(operation))


def check_roots(roots: Mapping[str, object]) -> None:
    """RequestError where one operation asks too many root fields."""
    if len(roots) > MOST_ROOTS:
        raise _exceeded("ROOT_LIMIT", "root fields", len(roots), MOST_ROOTS)


def _check_size(size: Size, is_introspection: bool) -> None:
    if size.depth > MOST_DEPTH and not is_introspection:
        raise _exceeded("DEPTH_LIMIT", "levels (edges, node and nodes not counted)", size.depth, MOST_DEPTH)
    if size.fields > MOST_FIELDS:
        raise _exceeded("FIELD_LIMIT", "fields", size.fields, MOST_FIELDS)
    if size.aliases > MOST_ALIASES:
        raise _exceeded("ALIAS_LIMIT", "aliases", size.aliases, MOST_ALIASES)
    if size.directives > MOST_DIRECTIVES:
        raise _exceeded("DIRECTIVE_LIMIT", "directives", size.directives, MOST_DIRECTIVES)


def _exceeded(code: str, what: str, counted: int, allowed: int) -> RequestError:
    counted = min(counted, 2**53)  # fragments inside fragments multiply; programs that read JSON know no larger integer
    return RequestError(f"the question has {counted:,} {what}; {allowed:,} are allowed", code, counted=counted, allowed=allowed)


def _is_introspection(operation: OperationDefinitionNode) -> bool:
    """Only introspection's own root fields: an operation or fragment merely called so is not exempt."""
    return all(isinstance(node, FieldNode) and node.name.value in INTROSPECTION for node in operation.selection_set.selections)


def _directives(node: OperationDefinitionNode | FragmentDefinitionNode | SelectionNode) -> Size:
    return Size(directives=len(node.directives or ()))


class _Measure:
    """Sizes of one document's parts; each fragment is measured once and counted at each spread."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments, self._known = fragments, dict[str, Size]()

    def operation(self, operation: OperationDefinitionNode) -> Size:
        return self._inside(operation.selection_set).beside(_directives(operation))

    def _inside(self, selection_set: SelectionSetNode | None) -> Size:
        size = Size()
        for node in selection_set.selections if selection_set else ():
            size = size.beside(self._node(node)).beside(_directives(node))
        return size

    def _node(self, node: SelectionNode) -> Size:
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value)
        inner = self._inside(node.selection_set)  # type: ignore[attr-defined]
        return self._field(node, inner) if isinstance(node, FieldNode) else inner

    def _field(self, node: FieldNode, inner: Size) -> Size:
        is_alias = node.alias is not None and node.name.value != "__typename"
        return Size(inner.depth + (node.name.value not in UNCOUNTED), inner.fields + 1, inner.aliases + is_alias, inner.directives)

    def _fragment(self, name: str) -> Size:
        if name not in self._known and name in self._fragments:
            self._known[name] = Size()  # while it is measured: a fragment that spreads itself ends here
            fragment = self._fragments[name]
            self._known[name] = self._inside(fragment.selection_set).beside(_directives(fragment))
        return self._known.get(name, Size())
