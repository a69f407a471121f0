"""What may become of a suggestion of a deputy or member."""

from __future__ import annotations

from databases.code_lists.forces import SUGGESTION_STATE
from resolvers.changes.errors import Code, Text
from resolvers.changes.workflows.steps import Step, Workflow

SUGGESTION = Workflow(
    "Suggestion",
    Text("代表委员建议", "suggestion of a deputy or member"),
    SUGGESTION_STATE,
    "第18项、第20项",
    (
        Step(
            "make_suggestion",
            (),
            "made",
            Text("提出", "made"),
            rights=("make_suggestion",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.UNKNOWN_REGION, Code.ANSWERER_UNFIT, Code.RULE_MISSING),
            events=("suggestion_made",),
            days="suggestion_answer_days",
        ),
        Step(
            "transfer_suggestion",
            ("made", "transferred"),
            "transferred",
            Text("转办", "passed on"),
            rights=("transfer_suggestion",),
            demands=(Code.REASON_UNFIT, Code.ANSWERER_UNFIT),
            events=("suggestion_transferred",),
        ),
        Step(
            "answer_suggestion",
            ("made", "transferred"),
            "answered",
            Text("答复", "answered"),
            rights=("answer_suggestion",),
            demands=(Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT),
            events=("suggestion_answered",),
        ),
    ),
)
