"""Mutations of exits from hardship."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from databases.code_lists.common import ASSISTANCE_REASON
from databases.code_lists.entry_and_exit import SIGNER_ROLE
from resolvers.changes import exit_cases, exit_signing, exits
from resolvers.changes.errors import Code, refused
from schema.asking import Asking
from schema.mutations.fields import KEY, REASON, TOLD, VERSION, changed_of, code_of, input_type, key_of, mutation_field, node_of, step_field
from schema.types import Types

INCOME: dict[str, tuple[Any, str]] = {
    "income_a_head": (Decimal, "Income a head that was checked, yuan, in cents 核定人均收入（元）"),
    "income_evidence_digest": (str, "SHA-256 of its evidence, hexadecimal 收入证据摘要"),
}
SHA256 = 32  # bytes
KEPT = "What the household keeps after its exit; every other entitlement ends with the exit 脱困后继续享受的政策 (M48)"


def exit_mutations(types: Types) -> dict[str, Any]:
    """The mutations by their names."""
    return {
        "propose_exit": _propose_exit(types),
        "revise_exit": _revise_exit(types),
        "sign_exit": _sign_exit(types),
        "record_paper_signature": _record_paper_signature(types),
        "refuse_exit": _refuse_exit(types),
        "post_exit_notice": _post_exit_notice(types),
        "record_objection": _record_objection(types),
        "return_exit": _return_exit(types),
        "confirm_exit": _confirm_exit(types),
    }


def _propose_exit(types: Types) -> Any:
    input_ = input_type(
        "ProposeExitInput",
        "A household that is to leave hardship 提出脱困",
        household_id=(strawberry.ID, "The household 帮扶户"),
        expected_version=VERSION,
        **INCOME,
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        household = key_of("Household", asked.household_id, "householdId")
        wanted = exit_cases.ExitProposal(household, asked.expected_version, _income(asked))
        return {"exit_case": node_of(types, await exit_cases.propose_exit(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = (
        "Propose that a household leaves hardship: its income is held against the rule in force, and findings, payments and measures are looked up "
        "提出脱困 (M43, M45)"
    )
    return mutation_field("ProposeExit", about, input_, run, **changed_of(types, "ExitCase"))


def _revise_exit(types: Types) -> Any:
    about = "Reconcile an exit anew: whatever was signed is void, and all sign again 更正脱困核对内容 (M44)"

    def wanted(key: int, asked: Any) -> exit_cases.ExitRevision:
        return exit_cases.ExitRevision(key, asked.expected_version, _income(asked), asked.reason)

    return step_field(types, "ExitCase", "ReviseExit", about, exit_cases.revise_exit, wanted, **INCOME, reason=(str, REASON))


def _sign_exit(types: Types) -> Any:
    about = "Sign an exit as the next of five: household, helper, village, town, county; for what the version that you saw says 脱困签字确认 (M44)"

    def wanted(key: int, asked: Any) -> exit_signing.Signature:
        return exit_signing.Signature(key, asked.expected_version, code_of(asked.role), _member(asked))

    return step_field(types, "ExitCase", "SignExit", about, exit_signing.sign_exit, wanted, **_signer(types))


def _record_paper_signature(types: Types) -> Any:
    input_ = input_type(
        "RecordPaperSignatureInput",
        "A household's signature of its exit on paper 书面签字",
        id=(strawberry.ID, TOLD["ExitCase"]),
        expected_version=VERSION,
        member_id=(strawberry.ID, "Who of the household signed 签字成员"),
        reason=(types.code_type(ASSISTANCE_REASON), "Why it signed on paper 书面签字原因"),
        paper_number=(str, "Number under which the village keeps the paper; nobody's identity number 签字单编号"),
        signed_on=(date, "Day of the paper, since the exit was proposed or last revised 签字单日期"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        seen = (key_of("ExitCase", asked.id, "id"), asked.expected_version, key_of("Member", asked.member_id, "memberId"))
        wanted = exit_signing.PaperSignature(*seen, code_of(asked.reason), asked.paper_number, asked.signed_on)
        return {"exit_case": node_of(types, await exit_signing.record_paper_signature(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = (
        "Record that a household which cannot sign in has signed its exit on paper, for what the version that you saw says; as a helper or an "
        "official who signs nothing of this exit himself 登记本户书面签字 (M44)"
    )
    return mutation_field("RecordPaperSignature", about, input_, run, **changed_of(types, "ExitCase"))


def _refuse_exit(types: Types) -> Any:
    about = "Refuse to sign an exit whose turn it is to sign: the case is returned, and the household stays on the register 拒签 (M44)"

    def wanted(key: int, asked: Any) -> exit_signing.SigningRefusal:
        return exit_signing.SigningRefusal(key, asked.expected_version, code_of(asked.role), _member(asked), asked.reason)

    return step_field(types, "ExitCase", "RefuseExit", about, exit_signing.refuse_exit, wanted, **_signer(types), reason=(str, REASON))


def _post_exit_notice(types: Types) -> Any:
    about = "Post an exit in the village, once all five signed and everything is reconciled, for as many days as the rule says 张贴脱困公示 (M43)"

    def wanted(key: int, asked: Any) -> exit_cases.ExitChange:
        return exit_cases.ExitChange(key, asked.expected_version)

    return step_field(types, "ExitCase", "PostExitNotice", about, exit_cases.post_exit_notice, wanted)


def _record_objection(types: Types) -> Any:
    input_ = input_type(
        "RecordObjectionInput",
        "An objection to an exit that is posted 公示异议",
        exit_case_id=(strawberry.ID, TOLD["ExitCase"]),
        reason=(str, "What was objected, without any personal data; it stays in the event log 异议内容"),
        idempotency_key=(str, KEY),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        wanted = exit_cases.Objection(key_of("ExitCase", asked.exit_case_id, "exitCaseId"), asked.reason)
        return {"exit_case": node_of(types, await exit_cases.record_objection(asking.changes, asking.subject, wanted, asked.idempotency_key))}

    about = "Record an objection to an exit that is posted: it is not confirmed any more, but revised or returned 登记公示异议 (M43)"
    return mutation_field("RecordObjection", about, input_, run, **changed_of(types, "ExitCase"))


def _return_exit(types: Types) -> Any:
    about = "Return an exit, such as after an objection: its notice is taken down, and the household stays on the register 退回脱困 (M43)"

    def wanted(key: int, asked: Any) -> exit_cases.ExitReturn:
        return exit_cases.ExitReturn(key, asked.expected_version, asked.reason)

    return step_field(types, "ExitCase", "ReturnExit", about, exit_cases.return_exit, wanted, reason=(str, REASON))


def _signer(types: Types) -> dict[str, tuple[Any, str]]:
    return {
        "role": (types.code_type(SIGNER_ROLE), "As whom 签字角色"),
        "member_id": (strawberry.ID | None, "For the household alone: which of its members signs 签字成员"),
    }


def _member(asked: Any) -> int | None:
    return key_of("Member", asked.member_id, "memberId") if asked.member_id else None


def _income(asked: Any) -> exit_cases.Income:
    try:
        digest = bytes.fromhex(asked.income_evidence_digest)
    except ValueError:
        digest = b""
    if len(digest) != SHA256:
        raise refused(Code.DIGEST_UNFIT, "incomeEvidenceDigest")
    return exit_cases.Income(asked.income_a_head, digest)


def _confirm_exit(types: Types) -> Any:
    kept = input_type(
        "RetainedEntitlementInput",
        "An entitlement that goes on after the exit 保留政策",
        entitlement_id=(strawberry.ID, "The entitlement 享受政策"),
        last_day=(date, "Its last day, the day of the exit at the earliest 截止日期"),
    )
    input_ = input_type(
        "ConfirmExitInput",
        "An exit to close 确认销号",
        id=(strawberry.ID, TOLD["ExitCase"]),
        expected_version=VERSION,
        retained=(list.__class_getitem__(kept), KEPT),
    )

    async def run(asking: Asking, asked: Any) -> dict[str, Any]:
        retained = {key_of("Entitlement", one.entitlement_id, "retained"): one.last_day for one in asked.retained}
        wanted = exits.ExitConfirmation(key_of("ExitCase", asked.id, "id"), asked.expected_version, retained)
        return {"exit_case": node_of(types, await exits.confirm_exit(asking.changes, asking.subject, wanted))}

    about = (
        "Close an exit that all five signed, whose notice is over, and with nothing left open. Payments are stopped and pairings given their end "
        "in the other databases afterwards: `fundsState` and `forcesState` tell whether that was done 确认脱困销号 (M43-M45)"
    )
    return mutation_field("ConfirmExit", about, input_, run, **changed_of(types, "ExitCase"))
