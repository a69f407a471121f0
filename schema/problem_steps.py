"""What whoever is signed in may do with technical problems now, and where he may raise one."""

from __future__ import annotations

from typing import Any

import strawberry

from policies.policy import Policy
from resolvers import problem_steps
from resolvers.changes.workflows.technical_problems import TECHNICAL_PROBLEM
from schema.asking import Asking
from schema.step_enums import step_enum

ABOUT = f"What you may do with technical problems now, {problem_steps.MOST} at most, and where you may raise one 可办理的科技难题 (M165)"
ProblemStep: Any = step_enum("ProblemStep", TECHNICAL_PROBLEM, "What can be done with a technical problem 难题事项")


@strawberry.type(description="A technical problem of which you may take a step 可办理的难题")
class ProblemAtHand:
    problem_id: strawberry.ID = strawberry.field(description="The technical problem 科技难题")
    version: int = strawberry.field(description="Its version, for the step 版本号")
    steps: list[ProblemStep] = strawberry.field(description="What you may do with it 可办理的事项")


@strawberry.type(description="What you may do with technical problems 科技难题事项")
class ProblemSteps:
    raises_in: list[str] = strawberry.field(description="Divisions in whose villages you may raise a problem 可提出难题的区划")
    problems: list[ProblemAtHand] = strawberry.field(description="Problems of which you may take a step, the newest first 可办理的难题")


def problem_step_fields(policy: Policy) -> dict[str, Any]:
    """The root field `technicalProblemSteps`."""

    async def steps(parent: Any) -> Any:
        found = await problem_steps.problems_at_hand(parent.reads, policy, parent.subject)
        return ProblemSteps(raises_in=problem_steps.raising_in(policy, parent.subject), problems=[_at_hand(one) for one in found])

    steps.__annotations__ = {"parent": strawberry.Parent[Asking], "return": ProblemSteps | None}
    return {"technical_problem_steps": strawberry.field(steps, description=ABOUT)}


def _at_hand(found: problem_steps.ProblemAtHand) -> ProblemAtHand:
    key = strawberry.ID(f"TechnicalProblem:{found.problem_id}")
    return ProblemAtHand(problem_id=key, version=found.version, steps=[ProblemStep(right) for right in found.rights])
