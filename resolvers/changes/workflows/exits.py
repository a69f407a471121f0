"""What may become of a household's exit from hardship: five sign, the village reads, the county confirms."""

from __future__ import annotations

from databases.code_lists.entry_and_exit import EXIT_STATE, SIGNER_ROLE
from resolvers.changes.errors import Code, Text
from resolvers.changes.workflows.steps import Step, Workflow

LEAVING = ("proposed", "signing", "notice")
SIGNING = tuple(f"sign_exit_as_{role}" for role in SIGNER_ROLE.labels)
EXIT = Workflow(
    "ExitCase",
    Text("脱困", "exit"),
    EXIT_STATE,
    "第3项",
    (
        Step(
            "propose_exit",
            (),
            "proposed",
            Text("提出", "proposed"),
            rights=("propose_exit",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.NOT_IN_HARDSHIP, Code.AMOUNT_WRONG, Code.DIGEST_UNFIT, Code.RULE_MISSING),
            events=("exit_proposed",),
        ),
        Step(
            "sign_exit",
            ("proposed", "signing"),
            "signing",
            Text("签字（五方依次）", "signed by the next of five"),
            rights=(*SIGNING, "record_paper_signature"),
            demands=(
                Code.NOT_HIS_TURN,
                Code.SAME_PERSON,
                Code.MEMBER_UNFIT,
                Code.CONFLICT_OF_INTEREST,
                Code.PAPER_UNFIT,
                Code.PAPER_DAY_UNFIT,
                Code.ONLY_HELPER,
            ),
            events=("exit_signed", "exit_signed_on_paper", "exit_signing_begun"),
        ),
        Step(
            "refuse_exit",
            ("proposed", "signing"),
            "returned",
            Text("拒签", "refused by the next of five"),
            rights=SIGNING,
            demands=(Code.NOT_HIS_TURN, Code.SAME_PERSON, Code.MEMBER_UNFIT, Code.CONFLICT_OF_INTEREST, Code.REASON_UNFIT),
            events=("exit_refused", "exit_returned"),
        ),
        Step(
            "revise_exit",
            LEAVING,
            "proposed",
            Text("更正（签字失效）", "revised, with its signatures void"),
            rights=("revise_exit",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.AMOUNT_WRONG, Code.DIGEST_UNFIT, Code.REASON_UNFIT),
            events=("exit_signature_voided", "public_notice_taken_down", "exit_revised"),
        ),
        Step(
            "post_exit_notice",
            ("signing",),
            "notice",
            Text("公示", "posted"),
            rights=("post_exit_notice",),
            demands=(
                Code.CONFLICT_OF_INTEREST,
                Code.SIGNATURES_MISSING,
                Code.INCOME_TOO_LOW,
                Code.FINDINGS_OPEN,
                Code.ENTITLEMENTS_UNPAID,
                Code.MEASURES_OPEN,
            ),
            events=("public_notice_posted", "exit_posted"),
            days="exit_notice_days",
        ),
        Step(
            "record_objection",
            ("notice",),
            "notice",
            Text("登记异议", "objected to"),
            rights=("record_objection",),
            demands=(Code.REASON_UNFIT,),
            events=("public_notice_objected",),
        ),
        Step(
            "return_exit",
            LEAVING,
            "returned",
            Text("退回", "returned"),
            rights=("return_exit",),
            demands=(Code.CONFLICT_OF_INTEREST, Code.REASON_UNFIT),
            events=("public_notice_taken_down", "exit_returned"),
        ),
        Step(
            "confirm_exit",
            ("notice",),
            "exited",
            Text("销号", "confirmed"),
            rights=("confirm_exit",),
            demands=(
                Code.CONFLICT_OF_INTEREST,
                Code.SIGNATURES_MISSING,
                Code.SAME_PERSON,
                Code.NOTICE_NOT_OVER,
                Code.FINDINGS_OPEN,
                Code.MEASURES_OPEN,
                Code.IN_THE_PAST,
            ),
            events=(
                "entitlement_ended",
                "entitlement_retained",
                "household_exited",
                "exit_confirmed",
                "relapse_watch_begun",
                "exit_payments_stopped",
                "exit_pairings_ended",
                "exit_followed",
            ),
        ),
    ),
)
