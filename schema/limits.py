"""Limits of one request, checked before anything is run."""

from __future__ import annotations

from collections.abc import Mapping

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, GraphQLError, OperationDefinitionNode, SelectionSetNode

from resolvers.selections import BadInputError

MOST_BYTES = 100_000
MOST_TOKENS = 2_000
MOST_DEPTH = 12
MOST_ROOTS = 30  # each is a statement of its own
UNCOUNTED = {"edges", "node"}  # the wrapping of a connection is not depth


def check_depth(document: DocumentNode) -> list[GraphQLError]:
    """An error for each operation that nests deeper than MOST_DEPTH; fragments count where they are spread.

    Runs after validation, so fragments exist and do not spread themselves.
    """
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    depths = [_depth(operation.selection_set, fragments, {}) for operation in operations if not _is_introspection(operation)]
    return [GraphQLError(f"the question nests {depth} levels deep; {MOST_DEPTH} are allowed") for depth in depths if depth > MOST_DEPTH]


def _is_introspection(operation: OperationDefinitionNode) -> bool:
    """Only introspection's own root fields: a field or fragment merely called so is not exempt."""
    return all(isinstance(node, FieldNode) and node.name.value in ("__schema", "__type") for node in operation.selection_set.selections)


def _depth(selection_set: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode], known: dict[str, int]) -> int:
    deepest = 0
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            inner = _depth(node.selection_set, fragments, known) if node.selection_set else 0
            depth = inner + (node.name.value not in UNCOUNTED)
        elif isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in known:
                known[name] = _depth(fragments[name].selection_set, fragments, known)
            depth = known[name]
        else:
            depth = _depth(node.selection_set, fragments, known)  # type: ignore[attr-defined]
        deepest = max(deepest, depth)
    return deepest


def check_roots(roots: Mapping[str, object]) -> None:
    """Raises BadInputError where one operation asks too many root fields."""
    if len(roots) > MOST_ROOTS:
        raise BadInputError(f"{len(roots)} root fields are asked; {MOST_ROOTS} are allowed in one request")
