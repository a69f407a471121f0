"""Five sign an exit, one after the other, each for exactly what the case says; whoever refuses returns it (M44)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from databases.code_lists.entry_and_exit import SIGNER_ROLE
from policies.subjects import Assignment, Subject
from resolvers.changes.conditions import check_stranger
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.exit_cases import ExitChange, move, paper_digest
from resolvers.changes.reasons import check_paper, check_reason
from resolvers.changes.workflows.exits import EXIT


class Role(NamedTuple):
    """What somebody signs and confirms; `digits` of the division that his post holds whole."""

    statement: str
    confirmation: str
    digits: int = 12


ROLES: Mapping[str, Role] = {
    "household": Role("同意脱困", "确认：收入和帮扶情况属实"),
    "helper": Role("帮扶措施已落实", "确认：入户核实无误"),
    "village": Role("村（社区）评议通过", "确认：评议记录属实"),
    "town": Role("镇（街道）审核通过", "确认：收入和证明材料已核对", 9),
    "county": Role("市（县）区核查通过", "确认：存疑问题、待遇发放、帮扶措施已核对", 6),
}
"""In the order in which they sign."""
DOCUMENT = (
    *("id", "household_id", "proposed_on", "income_a_head", "income_evidence_digest", "income_is_enough", "findings_are_closed"),
    *("entitlements_are_paid", "measures_are_closed"),
)
REFUSALS: Mapping[str, UserError] = {
    f"{kind}_{table}_{rule}": UserError(Code.MEMBER_UNFIT, "memberId")
    for table in ("exit_signature", "exit_refusal")
    for kind, rule in (("ck", "by_the_living"), ("ck", "by_who_lives_there"), ("fk", "member_household"))
}
STANDING = "SELECT role, signer_id, assistant_id FROM exit_signature WHERE exit_case_id = $1 AND voided_at IS NULL ORDER BY ordinal"
SIGN = """
INSERT INTO exit_signature (exit_case_id, household_id, region_code, ordinal, role, signer_id, member_id, statement, confirmation, document_digest, signed_at,
  assistant_id, assistance_reason, paper_number, paper_signed_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING *
"""
# deputies are paired with households, and sign nothing for them
HELPED_BY_HIM_ALONE = """
SELECT coalesce(bool_and(person_id = $2), false) AS is_alone FROM pairing
WHERE household_id = $1 AND period @> $3::date AND kind <> 'deputy_household'
"""
REFUSE = """
INSERT INTO exit_refusal (exit_case_id, household_id, region_code, role, signer_id, member_id, refused_on, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *
"""


@dataclass(frozen=True)
class Signature(ExitChange):
    """As whom somebody signs; `member_id`: who of the household signs for it, and for nobody else."""

    role: str
    member_id: int | None


async def sign_exit(changes: Changes, subject: Subject, wanted: Signature) -> str:
    """Sign an exit as it stands; its global id. The signature holds the digest of the case as it was shown."""
    await _check_no_kin(changes, subject, wanted)

    async def change(work: Work) -> Outcome[str]:
        row, acting, place = await _turn(work, wanted, "sign_exit", f"sign_exit_as_{wanted.role}")
        who = _signer(work, wanted)
        return await _sign(work, row, acting, "exit_signed", (place, wanted.role, *who), (None,) * 4)

    return await changes.make(subject, "beneficiaries", change, REFUSALS)


@dataclass(frozen=True)
class PaperSignature(ExitChange):
    """A household that cannot sign in signed on paper: who of it, why so (a code of `assistance_reason`), the number of the paper and its day."""

    member_id: int
    reason: str
    paper_number: str
    signed_on: date

    @property
    def role(self) -> str:
        """Nobody else signs on paper."""
        return "household"


async def record_paper_signature(changes: Changes, subject: Subject, wanted: PaperSignature, key: str) -> str:
    """Record that a household signed its exit on paper, as somebody who signs nothing of it himself; the case's global id."""
    case = await changes.look(subject, "ExitCase", wanted.exit_case_id, "id")
    await check_stranger(changes, subject, case["household_id"])
    await _check_another_helps(changes, subject, case["household_id"])

    async def change(work: Work) -> Outcome[str]:
        row, acting, place = await _turn(work, wanted, "sign_exit", "record_paper_signature")
        check_paper(wanted.paper_number)
        _check_day(work, row, wanted.signed_on)
        assisted = (work.subject.person_id, wanted.reason, wanted.paper_number, wanted.signed_on)
        return await _sign(work, row, acting, "exit_signed_on_paper", (place, wanted.role, None, wanted.member_id), assisted)

    return await changes.make_once(subject, "beneficiaries", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class SigningRefusal(Signature):
    reason: str


async def refuse_exit(changes: Changes, subject: Subject, wanted: SigningRefusal) -> str:
    """Refuse to sign, which returns the case; its global id."""
    await _check_no_kin(changes, subject, wanted)

    async def change(work: Work) -> Outcome[str]:
        row, acting, _ = await _turn(work, wanted, "refuse_exit", f"sign_exit_as_{wanted.role}")
        check_reason(wanted.reason)
        returned = await move(work, row, "returned", "exit_returned", acting, wanted.reason)
        made = await work.connection.fetchrow(REFUSE, *_of(row), wanted.role, *_signer(work, wanted), work.clock.today(), wanted.reason)
        assert made is not None
        told = {"region_code": row["region_code"], "changed_fields": sorted(made.keys()), "after_digest": row_digest(made)}
        return Outcome(f"ExitCase:{row['id']}", [returned, work.event("exit_refused", "exit_refusal", made["id"], acting, **told)])

    return await changes.make(subject, "beneficiaries", change, REFUSALS)


def document_digest(case: Record) -> bytes:
    """Over what a case says, whole: texts, flags and whole numbers with sorted names, so it is the canonical JSON of RFC 8785."""
    return row_digest({name: case[name].hex() if isinstance(case[name], bytes) else case[name] for name in DOCUMENT})


async def _check_no_kin(changes: Changes, subject: Subject, wanted: Signature) -> None:
    """Whoever signs for somebody else than the household is a stranger to it."""
    case = await changes.look(subject, "ExitCase", wanted.exit_case_id, "id")
    if wanted.role != "household":
        await check_stranger(changes, subject, case["household_id"])


async def _check_another_helps(changes: Changes, subject: Subject, household_id: int) -> None:
    """Who is the only helper of a household signs as such, so he does not record what it signs."""
    (row,) = await changes.rows("forces", HELPED_BY_HIM_ALONE, household_id, subject.person_id, changes.clock.today())
    if row["is_alone"]:
        raise refused(Code.ONLY_HELPER)


def _check_day(work: Work, row: Record, signed_on: date) -> None:
    """What was signed on paper is what the case says since it was proposed or last revised."""
    first, today = row["revised_on"] or row["proposed_on"], work.clock.today()
    if not first <= signed_on <= today:
        raise refused(Code.PAPER_DAY_UNFIT, "signedOn", first=first, today=today)


async def _sign(
    work: Work, row: Record, acting: Assignment, kind: str, who: tuple[int, str, int | None, int | None], assisted: tuple[object, ...]
) -> Outcome[str]:
    """Write a signature for what the case says, and begin with the first; `who`: place in the order, role, person and member."""
    words = ROLES[who[1]]
    papers = (words.statement, words.confirmation, document_digest(row), work.clock.now())
    made = await work.connection.fetchrow(SIGN, *_of(row), *who, *papers, *assisted)
    assert made is not None
    told = {"region_code": row["region_code"], "changed_fields": sorted(made.keys()), "after_digest": paper_digest(made)}
    begun = [await move(work, row, "signing", "exit_signing_begun", acting)] if row["state"] == "proposed" else []
    return Outcome(f"ExitCase:{row['id']}", [work.event(kind, "exit_signature", made["id"], acting, **told), *begun])


async def _turn(work: Work, wanted: Signature | PaperSignature, step: str, right: str) -> tuple[Record, Assignment, int]:
    """The case, the post in which somebody signs it or records that, and the signer's place in the order, if it is his turn."""
    row = await work.row("ExitCase", wanted.exit_case_id, "id", right, expected_version=wanted.expected_version)
    EXIT.step(step, row["state"], "id")
    acting = work.acting("ExitCase", right, {**row, "region_code": row["region_code"][: ROLES[wanted.role].digits]})
    signed = await work.connection.fetch(STANDING, row["id"])
    if work.subject.person_id in {person for one in signed for person in (one["signer_id"], one["assistant_id"])}:
        raise refused(Code.SAME_PERSON)
    following = next((role for role in ROLES if role not in {one["role"] for one in signed}), None)
    if following != wanted.role:
        raise refused(Code.NOT_HIS_TURN, "role", label=SIGNER_ROLE.labels.get(following or "", "无"), role=following or "nobody")
    return row, acting, len(signed) + 1


def _signer(work: Work, wanted: Signature) -> tuple[int | None, int | None]:
    """The person and the member who sign: a household signs by a member of its own."""
    if (wanted.role == "household") != (wanted.member_id is not None):
        raise refused(Code.MEMBER_UNFIT, "memberId")
    return (None, wanted.member_id) if wanted.role == "household" else (work.subject.person_id, None)


def _of(row: Record) -> tuple[int, int, str]:
    return row["id"], row["household_id"], row["region_code"]
