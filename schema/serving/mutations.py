"""Mutations: one after the other, each by who its asker is at that moment, and answered before the next begins."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import DocumentNode, OperationDefinitionNode, get_operation_ast

from policies.subjects import Subject
from schema.changing import Payload, shortened
from schema.serving.answering import Answering, charge
from schema.serving.answers import MISTAKES_OF_THE_CLIENT
from schema.serving.askers import ANONYMOUS, REGISTERING, Askers
from schema.serving.limits import check_roots
from schema.serving.rate import RESOLVED
from schema.serving.record import Record
from schema.serving.requests import Asked


@dataclass(frozen=True)
class Mutations:
    """Makes changes and answers with what they made, as their asker may see it."""

    answering: Answering
    askers: Askers

    async def answer(
        self, document: DocumentNode, operation: OperationDefinitionNode, asked: Asked, subject: Subject, language: str, record: Record
    ) -> bytes:
        """Check and pay for all of them, then make each; what a mutation refuses stands in its payload."""
        answering = self.answering
        question, short = answering.question(document, operation, asked.variables), shortened(answering.schema, document)
        with MISTAKES_OF_THE_CLIENT:
            roots = question.roots()
            check_roots(roots)
            names = [nodes[0].name.value for nodes in roots.values()]
            subject = await self.askers.changing(subject, names)
            payloads = {key: Payload.of(question, key, nodes) for key, nodes in roots.items()}
        points = ANONYMOUS | REGISTERING
        cost = charge(question.objects, sum(points.get(name, RESOLVED) for name in names), record)
        answering.charge_compiling(subject, [plan for payload in payloads.values() for plan in payload.plans.values()], record)
        short_operation = get_operation_ast(short, asked.operation) or operation
        answers = []
        for place, (key, nodes) in enumerate(answering.question(short, short_operation, asked.variables).roots().items()):
            subject = await self.askers.changing(subject, names) if place else subject  # what came before may have ended his posts
            asking = answering.asking(subject, language, record)
            made = await answering.execute(short, short_operation, asked.variables, {key: nodes}, asking)
            if nodes[0].name.value in REGISTERING:
                subject = await self.askers.changing(subject, names)  # as what he has registered just now
            await payloads[key].fill(answering.reads, subject, made[key])
            answers.append(made[key])
        return answering.recorded(asked, subject, answers, cost, record)
