"""A mutation's payload: graphql-core makes the change, the compiled read path answers what is asked of the changed objects.

So there is one way of reading: of an object in a payload, graphql-core is asked for the id alone (`shortened`), and its
text comes from the same plan and the same policy as in a query, after the change was committed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import DocumentNode, FieldNode, GraphQLSchema, NameNode, SelectionSetNode, TypeInfo, TypeInfoVisitor, Visitor, get_named_type, visit

from policies.kinds import KINDS
from policies.subjects import Subject
from resolvers.plan import Single, bound
from resolvers.reads import Answer, Failure, Reads
from resolvers.selections import Question

ID_ALONE = SelectionSetNode(selections=(FieldNode(name=NameNode(value="id"), arguments=(), directives=()),))


def shortened(schema: GraphQLSchema, document: DocumentNode) -> DocumentNode:
    """The document with nothing but the id asked of each object that the databases hold."""
    types = TypeInfo(schema)
    found: DocumentNode = visit(document, TypeInfoVisitor(types, _Shortening(types)))
    return found


class _Shortening(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types

    def enter_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        type_ = self._types.get_type()
        if type_ is None or get_named_type(type_).name not in KINDS:
            return None
        return FieldNode(name=node.name, alias=node.alias, arguments=node.arguments, directives=node.directives, selection_set=ID_ALONE)


@dataclass(frozen=True)
class Payload:
    """What is asked of the objects in one mutation's payload: planned before the change, so that no mistake comes after it."""

    question: Question
    plans: Mapping[str, Single]

    @classmethod
    def of(cls, question: Question, key: str, nodes: list[FieldNode]) -> Payload:
        asked = question.payload(nodes)
        return cls(question, {name: question.single(f"{key}.{name}", inner, f"{kind}:0") for name, (kind, inner) in asked.items()})

    async def fill(self, reads: Reads, subject: Subject, answer: Answer) -> None:
        """Put the texts of the objects into a payload that has their ids."""
        payload = orjson.loads(answer.text)
        if not isinstance(payload, dict):  # null, or the name of a type
            return
        parts = [b'"%b":%b' % (name.encode(), await self._text(reads, subject, name, value, answer)) for name, value in payload.items()]
        answer.text = b"{%b}" % b",".join(parts)

    async def _text(self, reads: Reads, subject: Subject, name: str, value: Any, answer: Answer) -> bytes:
        plan = self.plans.get(name)
        if plan is None or value is None:
            return orjson.dumps(value)
        self.question.values[bound(plan.number, "id")] = int(value["id"].partition(":")[2])
        (read,) = await reads.answer(subject, [plan], self.question.values)
        answer.access = {**answer.access, **read.access}
        answer.errors += [Failure(error.code, error.message, (answer.key, name, *error.path[1:])) for error in read.errors]
        answer.shown += read.shown
        return read.text
