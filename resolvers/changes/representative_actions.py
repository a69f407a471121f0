"""A deputy or member records what he did himself, in one of the five forms of help, and for which project (M149, M150, M153)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from policies.subjects import Subject
from resolvers.changes.conditions import in_office
from resolvers.changes.core import Changes, Outcome, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_words
from resolvers.changes.settling import event

ABOUT = 6, 300  # characters, at least and at most
MOST_YUAN = Decimal("99999999999999.99")
REFUSALS: Mapping[str, UserError] = {
    "fk_representative_action_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_representative_action_region_code_level": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_representative_action_project_of_form": UserError(Code.PROJECT_OF_FORM, "projectId"),
}
INSERT = """
INSERT INTO representative_action (representative_id, form, about, amount, acted_on, project_id, region_code)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *
"""


@dataclass(frozen=True)
class ActionDone:
    """What somebody did as the deputy or member that he is: value in yuan, the day, the village, and the project that it went to."""

    representative_id: int
    form: str
    about: str
    amount: Decimal
    acted_on: date
    project_id: int | None
    region_code: str


async def record_action(changes: Changes, subject: Subject, done: ActionDone, key: str) -> str:
    """Record an action; its global id. The project is read where it lies, as its doer may see it."""
    if done.project_id is not None:
        await changes.look(subject, "Project", done.project_id, "projectId")

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting("RepresentativeAction", "record_action", {"representative_id": done.representative_id, "region_code": done.region_code})
        await in_office(work, done.representative_id)
        _check(work, done)
        values = (done.representative_id, done.form, done.about.strip(), done.amount, done.acted_on, done.project_id, done.region_code)
        row = await work.connection.fetchrow(INSERT, *values)
        assert row is not None
        told = event(work, "representative_action_recorded", "representative_action", row, acting, list(row.keys()))
        return Outcome(f"RepresentativeAction:{row['id']}", [told])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, done)


def _check(work: Work, done: ActionDone) -> None:
    check_words(done.about, "about", *ABOUT)
    if not (done.amount.is_finite() and 0 <= done.amount <= MOST_YUAN):
        raise refused(Code.AMOUNT_WRONG, "amount", most=MOST_YUAN)
    if done.acted_on > work.clock.today():
        raise refused(Code.IN_THE_FUTURE, "actedOn", today=work.clock.today())
    if done.acted_on < date(1900, 1, 1):
        raise refused(Code.INVALID_PERIOD, "actedOn")
