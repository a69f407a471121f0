"""What may become of a village's technical problem."""

from __future__ import annotations

from databases.code_lists.projects import PROBLEM_STATE
from resolvers.changes.errors import Code, Text
from resolvers.changes.workflows.steps import Step, Workflow

TECHNICAL_PROBLEM = Workflow(
    "TechnicalProblem",
    Text("科技难题", "technical problem"),
    PROBLEM_STATE,
    "工作要求（三）",
    (
        Step(
            "raise_problem",
            (),
            "open",
            Text("提出", "raised"),
            rights=("raise_problem",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.UNKNOWN_REGION),
            events=("technical_problem_raised", "problem_raised"),
        ),
        Step(
            "take_problem",
            ("open",),
            "matched",
            Text("对接", "taken by an expert"),
            rights=("take_problem",),
            demands=(Code.NO_EXPERT,),
            events=("technical_problem_taken", "problem_taken"),
        ),
        Step(
            "answer_problem",
            ("matched",),
            "solved",
            Text("答复", "answered"),
            rights=("answer_problem",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT),
            events=("technical_problem_answered", "problem_answered"),
        ),
        Step(
            "reopen_problem",
            ("matched", "solved"),
            "open",
            Text("重新征集", "opened again"),
            rights=("reopen_problem",),
            demands=(Code.REASON_UNFIT,),
            events=("technical_problem_reopened", "problem_reopened"),
        ),
    ),
)
