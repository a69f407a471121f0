"""What may become of an appeal against a refused need."""

from __future__ import annotations

from databases.code_lists.forces import APPEAL_STATE
from resolvers.changes.errors import Code, Text
from resolvers.changes.workflows.steps import Step, Workflow

NOT_HIS_TO_DECIDE = (Code.OWN_REFUSAL, Code.OWN_DRAFT, Code.CONFLICT_OF_INTEREST, Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT)
APPEAL = Workflow(
    "NeedAppeal",
    Text("需求复核", "appeal"),
    APPEAL_STATE,
    "第19项",
    (
        Step(
            "make_appeal",
            (),
            "made",
            Text("申请", "made"),
            rights=("make_appeal",),
            demands=(Code.ALREADY_APPEALED, Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.RULE_MISSING),
            events=("appeal_made",),
            days="appeal_answer_days",
        ),
        Step(
            "grant_appeal",
            ("made",),
            "granted",
            Text("准予", "granted"),
            rights=("decide_appeal",),
            demands=(*NOT_HIS_TO_DECIDE, Code.DUPLICATE_NEED),
            events=("appeal_granted",),
        ),
        Step(
            "dismiss_appeal",
            ("made",),
            "dismissed",
            Text("维持", "dismissed"),
            rights=("decide_appeal",),
            demands=NOT_HIS_TO_DECIDE,
            events=("appeal_dismissed",),
        ),
    ),
)
