"""What may become of who comes to a shift."""

from __future__ import annotations

from databases.code_lists.forces import SHIFT_ASSIGNMENT_STATE
from resolvers.changes.errors import Code, Text
from resolvers.changes.workflows.steps import By, Step, Workflow

FITNESS = (Code.SHIFT_OVER, Code.SHIFT_FULL, Code.SHIFTS_OVERLAP, Code.NOT_VERIFIED, Code.KIND_REFUSED, Code.CERTIFICATE_MISSING)
VERIFIED = (Code.CODE_WRONG, Code.CHECK_OUT_OF_TIME, Code.OWN_HOURS)
SHIFT_ASSIGNMENT = Workflow(
    "ShiftAssignment",
    Text("班次安排", "shift assignment"),
    SHIFT_ASSIGNMENT_STATE,
    "第19项、第21项",
    (
        Step(
            "join_shift",
            (),
            "planned",
            Text("报名", "signed up for"),
            rights=("join_shift",),
            demands=FITNESS,
            events=("shift_joined",),
        ),
        Step(
            "assign_volunteer",
            (),
            "planned",
            Text("安排", "assigned"),
            rights=("assign_volunteer",),
            demands=(*FITNESS, Code.REASON_UNFIT),
            events=("shift_assigned",),
        ),
        Step(
            "leave_shift",
            ("planned",),
            "withdrawn",
            Text("退出", "left"),
            rights=("leave_shift",),
            demands=(Code.SHIFT_OVER, Code.REASON_UNFIT),
            events=("shift_left",),
        ),
        Step(
            "shift_cancelled",
            ("planned",),
            "cancelled",
            Text("随班次取消", "cancelled with its shift"),
            By.SHIFT,
            events=("shift_cancelled",),
        ),
        Step(
            "check_in",
            ("planned",),
            "present",
            Text("签到", "checked in"),
            rights=("verify_hours",),
            demands=VERIFIED,
            events=("shift_checked_in",),
        ),
        Step(
            "check_out",
            ("present",),
            "served",
            Text("签退", "checked out"),
            rights=("verify_hours",),
            demands=VERIFIED,
            events=("shift_checked_out",),
        ),
    ),
)
