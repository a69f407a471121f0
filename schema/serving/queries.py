"""Queries: what the databases hold is compiled and read by `resolvers.reads`; what nothing compiles is run by graphql-core; both may stand in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import strawberry
from graphql import DocumentNode, FieldNode, OperationDefinitionNode

from policies.subjects import Subject
from resolvers.estimating import reads_many
from resolvers.questions import Planned, Questions, dumped
from resolvers.reads import Answer
from schema.asking import Asking
from schema.query import compiled_fields
from schema.serving.answering import Answering, charge
from schema.serving.answers import MISTAKES_OF_THE_CLIENT
from schema.serving.caching import Sent, header
from schema.serving.introspection import Introspection
from schema.serving.limits import INTROSPECTION, check_roots
from schema.serving.rate import RESOLVED, VARIABLES, estimated_points
from schema.serving.record import Record
from schema.serving.requests import Asked, preferred


class Queries:
    """Answers queries; keeps what was planned, and what was told of the schema itself."""

    def __init__(self, answering: Answering, schema: strawberry.Schema) -> None:
        self._answering, self._compiled = answering, compiled_fields(schema)
        self._questions, self._introspection = Questions(), Introspection(answering.schema)

    async def answer(
        self, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked, subject: Subject, sent: Sent, record: Record
    ) -> bytes:
        """Plan, pay, read, and note what was read."""
        answering = self._answering
        with MISTAKES_OF_THE_CLIENT:
            planned = self._questions.plan(
                asked.query, asked.operation, asked.variables, lambda: self._planned(document, operation, asked.variables, record)
            )
        roots, plans = planned.roots, planned.plans
        cost = charge(planned.objects, RESOLVED * (len(roots) - len(plans)), record)
        answering.charge_compiling(subject, plans, record)
        if planned.many:
            cost["points"] += await self._charge_reading(subject, planned, record)
        answers = await answering.reads.answer(subject, plans, planned.values)
        if len(answers) < len(roots):
            asking = answering.asking(subject, preferred(header(sent, b"accept-language")), record)
            answers = await self._with_others(document, operation, asked, roots, answers, asking)
        return answering.recorded(asked, subject, answers, cost, record)

    def _planned(self, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, object], record: Record) -> Planned:
        record.spend(len(dumped(variables) or b"") // VARIABLES)
        question = self._answering.question(document, operation, variables)
        roots = question.roots()
        check_roots(roots)
        plans = [question.plan(key, nodes) for key, nodes in roots.items() if nodes[0].name.value in self._compiled]
        turning = [cursor for cursor in question.cursors if cursor.variable]
        return Planned(roots, plans, question.values, question.objects, turning, [*filter(reads_many, plans)])

    async def _charge_reading(self, subject: Subject, planned: Planned, record: Record) -> int:
        """Points for rows that are read and not shown: what the databases are thought to take beyond what is paid already."""
        points = estimated_points(await self._answering.reads.estimated(subject, planned.many, planned.values), planned.objects)
        record.spend(points)
        return points

    async def _with_others(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        asked: Asked,
        roots: Mapping[str, list[FieldNode]],
        compiled: Sequence[Answer],
        asking: Asking,
    ) -> list[Answer]:
        """The answers of all root fields in their order, with those that no plan answers."""
        answers = {answer.key: answer for answer in compiled}
        others = {key: nodes for key, nodes in roots.items() if key not in answers}
        about = {key: others.pop(key) for key, nodes in roots.items() if nodes[0].name.value in INTROSPECTION}
        if about:
            answers |= await self._introspected(document, operation, asked, about, asking)
        if others:
            asking.record.is_worded = True
            answers |= await self._answering.execute(document, operation, asked.variables, others, asking)
        return [answers[key] for key in roots]

    async def _introspected(
        self, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked, about: Mapping[str, list[FieldNode]], asking: Asking
    ) -> Mapping[str, Answer]:
        """What is asked about the schema, which is the same for everybody: kept, and paid for by whoever asks it first."""
        key = (asked.query, asked.operation, repr(asked.variables))
        kept = self._introspection.answers.get(key)
        if kept is None:
            asking.record.spend(self._introspection.points(document, about.values()))
            found = await self._answering.execute(document, operation, asked.variables, about, asking)
            kept = self._introspection.answers.keep(key, found)
        return kept
