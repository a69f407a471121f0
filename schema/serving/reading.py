"""Documents as they are read: parsed, checked against the limits and the schema, kept for the next who asks the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, validate

from resolvers.kept import Kept
from schema.serving.answers import plain
from schema.serving.errors import RequestError
from schema.serving.limits import check_document, parse_document
from schema.serving.rate import READ
from schema.serving.record import Record


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was found right, with its operations by their names; by no name the one that stands alone."""

    node: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]

    @classmethod
    def of(cls, node: DocumentNode) -> Document:
        found = [one for one in node.definitions if isinstance(one, OperationDefinitionNode)]
        operations: dict[str | None, OperationDefinitionNode] = {one.name.value: one for one in found if one.name}
        return cls(node, operations | ({None: found[0]} if len(found) == 1 else {}))

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run; RequestError where the name leads to none."""
        found = self.operations.get(name)
        if found is None:
            raise RequestError("name the operation to run in operationName", "OPERATION_RESOLUTION_FAILURE")
        return found


class Reader:
    """Reads documents. What was found wrong is kept too: it costs as much to find it again."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: Kept[str, Document | RequestError] = Kept(1_000)

    def read(self, query: str, record: Record) -> Document:
        """A document that was read before, or is read now, at the price of reading it; RequestError with what is wrong with it."""
        document = self._kept.get(query)
        if document is None:
            record.spend(READ * len(query))
            document = self._kept.keep(query, self._parse_and_validate(query))
        if isinstance(document, RequestError):
            raise document.with_traceback(None)  # it is kept and raised again: it must not gather tracebacks
        return document

    def _parse_and_validate(self, query: str) -> Document | RequestError:
        try:
            document = parse_document(query)
            check_document(document)
        except RequestError as error:
            return error
        errors = validate(self._schema, document)
        return RequestError("; ".join(map(_mistake, errors)), "GRAPHQL_VALIDATION_FAILED") if errors else Document.of(document)


def _mistake(error: GraphQLError) -> str:
    """A mistake of a document; where the validator gave up it says no more than that."""
    if error.message != "Validation aborted.":
        return plain(error)
    return "too many fields of one name stand beside each other to be compared: ask for each field once, or under names of its own"
