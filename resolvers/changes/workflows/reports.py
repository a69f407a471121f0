"""What may become of a report of the public."""

from __future__ import annotations

from databases.code_lists.oversight import REPORT_STATE
from resolvers.changes.errors import Code, Text
from resolvers.changes.workflows.steps import Step, Workflow

REPORT = Workflow(
    "PublicReport",
    Text("群众反映", "report of the public"),
    REPORT_STATE,
    "第15项",
    (
        Step(
            "make_report",
            (),
            "received",
            Text("反映", "made"),
            rights=("make_report",),
            demands=(Code.KEY_GUESSABLE, Code.UNKNOWN_REGION, Code.TEXT_UNFIT, Code.NUMBER_IN_TEXT, Code.RECORD_UNFIT, Code.LEVY_UNFIT),
            events=("report_received",),
        ),
        Step(
            "transfer_report",
            ("received",),
            "transferred",
            Text("转办", "passed on to be checked"),
            rights=("transfer_report",),
            demands=(Code.REASON_UNFIT,),
            events=("report_transferred",),
        ),
        Step(
            "answer_report",
            ("received", "transferred"),
            "answered",
            Text("答复", "answered"),
            rights=("answer_report",),
            demands=(Code.ANSWER_UNFIT,),
            events=("report_answered",),
        ),
    ),
)
