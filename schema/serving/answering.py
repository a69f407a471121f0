"""What all three kinds of operation stand on: their question, its price, root fields that no plan answers, the record of what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

import orjson
from graphql import DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode, execute
from graphql.execution.values import get_variable_values

from databases.connections import DatabaseUnavailableError
from open_data.in_force import InForce
from policies.subjects import Subject
from resolvers.changes.core import Changes
from resolvers.plan import Plan
from resolvers.reads import Answer, Failure, Reads
from resolvers.recording import Recorder
from resolvers.selections import MOST_OBJECTS, Question
from schema.asking import Asking
from schema.serving.answers import coded, plain, response
from schema.serving.errors import RequestError
from schema.serving.rate import COMPILED, DOOR
from schema.serving.record import Record
from schema.serving.requests import Asked


@dataclass(frozen=True)
class Answering:
    """The schema and what answers it."""

    schema: GraphQLSchema
    reads: Reads
    changes: Changes
    recorder: Recorder
    in_force: InForce

    def question(self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Question:
        """The operation with its variables; RequestError (BAD_USER_INPUT) where they are not of its types."""
        coerced = get_variable_values(self.schema, operation.variable_definitions or (), dict(variables))
        if isinstance(coerced, list):
            raise RequestError("; ".join(plain(error) for error in coerced), "BAD_USER_INPUT")
        return Question.of(self.schema, document, operation, coerced)

    def asking(self, subject: Subject, language: str, record: Record) -> Asking:
        """What resolvers are told of a request."""
        return Asking(self.reads, self.changes, subject, language, self.in_force, record)

    def charge_compiling(self, subject: Subject, plans: Sequence[Plan], record: Record) -> None:
        """What must be made SQL of first has its price too, which whoever asks the same later does not pay."""
        if units := self.reads.compiling(subject, plans):
            record.spend(COMPILED * units)

    async def execute(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        roots: Mapping[str, list[FieldNode]],
        asking: Asking,
    ) -> dict[str, Answer]:
        """Root fields that no plan answers, run by graphql-core as an operation of their own."""
        alone = _alone(document, operation, roots)
        started = execute(self.schema, alone, asking, self.reads, dict(variables))
        result = await started if isawaitable(started) else started
        if result.data is None:
            raise RequestError("; ".join(map(plain, result.errors or [])), "BAD_USER_INPUT")
        answers = {key: Answer(key, orjson.dumps(value)) for key, value in result.data.items()}
        for error in result.errors or []:
            path = tuple(error.path or ())
            answers[str(path[0])].errors.append(Failure(*coded(error), path))
        for answer in answers.values():  # which of them told it is all one: a read is recorded by request
            answer.shown += asking.shown
        return answers

    def recorded(self, asked: Asked, subject: Subject, answers: Sequence[Answer], cost: Mapping[str, int], record: Record) -> bytes:
        """The answer, when it is noted whose personal data it shows."""
        try:
            self.recorder.add(subject, asked.query, [id_ for answer in answers for id_ in answer.shown])
        except DatabaseUnavailableError:
            raise RequestError("personal data are not shown while reads of them cannot be recorded", "READS_UNRECORDED", 503) from None
        return response(answers, cost, record)


def _alone(document: DocumentNode, operation: OperationDefinitionNode, roots: Mapping[str, list[FieldNode]]) -> DocumentNode:
    """A document that asks for some root fields of an operation, with the fragments that they may need."""
    nodes = tuple(node for group in roots.values() for node in group)
    fragments = tuple(definition for definition in document.definitions if not isinstance(definition, OperationDefinitionNode))
    alone = OperationDefinitionNode(
        operation=operation.operation,
        variable_definitions=operation.variable_definitions,
        directives=(),
        selection_set=SelectionSetNode(selections=nodes),
    )
    return DocumentNode(definitions=(alone, *fragments))


def charge(objects: int, resolved: int, record: Record) -> dict[str, int]:
    """What a question costs, known and paid before it is run: objects that it may ask for, and points of the rate limit.

    resolved: points of what no plan answers.
    """
    cost = {"requested": objects, "allowed": MOST_OBJECTS, "points": DOOR + objects + resolved}
    record.is_planned(cost["points"])
    if record.purse:
        record.purse.take(cost["points"] - DOOR)
    return cost
