"""Mutations of technical problems of villages; docs/workflows.md has their steps (M165)."""

from __future__ import annotations

from typing import Any

from resolvers.changes import technical_problems
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, changed_of, input_type, mutation_field, node_of, step_field
from schema.types import Types


def problem_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "raise_technical_problem": _raise(types),
        "take_technical_problem": _take(types),
        "answer_technical_problem": _answer(types),
        "reopen_technical_problem": _reopen(types),
    }


def _raise(types: Types) -> Any:
    input_ = input_type(
        "RaiseTechnicalProblemInput",
        "A technical problem of a village, or of a project in it 科技难题",
        region_code=(str, "Village or community 村（社区）"),
        title=(str, "The problem in a few words, without any personal data; everybody reads it 难题"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        raised = technical_problems.ProblemRaised(asked.region_code, asked.title)
        return {
            "technical_problem": node_of(types, await technical_problems.raise_problem(asking.changes, asking.subject, raised, asked.idempotency_key))
        }

    about = "Raise a technical problem of your village, for experts to take 提出科技难题 (M165)"
    return mutation_field("RaiseTechnicalProblem", about, input_, run, **changed_of(types, "TechnicalProblem"))


def _take(types: Types) -> Any:
    about = "Take a technical problem, as an expert who was verified, to answer it 对接科技难题 (M165)"

    def wanted(key: int, asked: Any) -> technical_problems.ProblemChange:
        return technical_problems.ProblemChange(key, asked.expected_version)

    return step_field(types, "TechnicalProblem", "TakeTechnicalProblem", about, technical_problems.take_problem, wanted)


def _answer(types: Types) -> Any:
    about = "Say how the problem that you took was solved; everybody reads it 答复科技难题 (M165)"
    result = {"result": (str, "What was advised or done, and what came of it, without any personal data 解决情况")}

    def wanted(key: int, asked: Any) -> technical_problems.ProblemAnswer:
        return technical_problems.ProblemAnswer(key, asked.expected_version, asked.result)

    return step_field(types, "TechnicalProblem", "AnswerTechnicalProblem", about, technical_problems.answer_problem, wanted, **result)


def _reopen(types: Types) -> Any:
    about = "Open a problem of your village again whose expert does not answer, or whose answer does not help 重新征集科技难题 (M165)"

    def wanted(key: int, asked: Any) -> technical_problems.ProblemReopening:
        return technical_problems.ProblemReopening(key, asked.expected_version, asked.reason)

    return step_field(types, "TechnicalProblem", "ReopenTechnicalProblem", about, technical_problems.reopen_problem, wanted, reason=(str, REASON))
