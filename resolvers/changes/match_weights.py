"""The weights of matching are changed by an office of the whole city, for a reason that everybody reads (M147)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal

from policies.subjects import Subject
from resolvers.changes.core import Changes, Outcome, Record, Work, row_digest
from resolvers.changes.errors import Code, refused
from resolvers.changes.reasons import check_reason

AHEAD = timedelta(days=366)
PLACES = 4  # decimals of a weight
END = "UPDATE match_weight SET period = daterange(lower(period), $2) WHERE id = $1"
BEGIN = """
INSERT INTO match_weight (words, place, time, skill, days, language, remaining, urgency, reliability, fairness, refusals, number, period, reason, decided_by_id, region_code)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, daterange($13, NULL), $14, $15, $16) RETURNING *
"""


@dataclass(frozen=True)
class Weights:
    """Between 0 (does not count) and 1, to four decimals; `fairness` is what each recent help leaves of the score,
    `refusals` what each refusal of the giver does."""

    words: Decimal
    place: Decimal
    time: Decimal
    skill: Decimal
    days: Decimal
    language: Decimal
    remaining: Decimal
    urgency: Decimal
    reliability: Decimal
    fairness: Decimal
    refusals: Decimal


@dataclass(frozen=True)
class WeightsChange:
    """The weights that are in force last, the version that was seen, and what follows them from a day on (today at the earliest)."""

    weights_id: int
    expected_version: int
    weights: Weights
    first_day: date | None
    reason: str


async def change_match_weights(changes: Changes, subject: Subject, wanted: WeightsChange) -> str:
    """Let other weights follow those in force; the global id of the new ones."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("MatchWeight", wanted.weights_id, "id", "change_match_weights", expected_version=wanted.expected_version)
        check_reason(wanted.reason)
        _check(asdict(wanted.weights))
        day = _first_day(work, row, wanted.first_day or work.clock.today())
        await work.connection.execute(END, row["id"], day)
        values = (*asdict(wanted.weights).values(), row["number"] + 1, day, wanted.reason, subject.person_id, row["region_code"])
        made = await work.connection.fetchrow(BEGIN, *values)
        assert made is not None
        event = work.event(
            "match_weights_changed",
            "match_weight",
            made["id"],
            work.acting("MatchWeight", "change_match_weights", row),
            region_code=row["region_code"],
            purpose=wanted.reason,
            before_digest=row_digest(row),
            after_digest=row_digest(made),
            changed_fields=[*asdict(wanted.weights), "period"],
        )
        return Outcome(f"MatchWeight:{made['id']}", [event])

    return await changes.make(subject, "forces", change)


def _check(weights: Mapping[str, Decimal]) -> None:
    for name, weight in weights.items():
        if not (weight.is_finite() and 0 <= weight <= 1 and weight == round(weight, PLACES)):
            raise refused(Code.WEIGHT_UNFIT, name, most=PLACES)


def _first_day(work: Work, row: Record, day: date) -> date:
    """The day from which the new weights hold, if the old ones were to last until then."""
    today = work.clock.today()
    if row["period"].upper is not None:
        raise refused(Code.WEIGHTS_REPLACED, "id")
    if day < today:
        raise refused(Code.IN_THE_PAST, "firstDay", today=today)
    if not row["period"].lower < day <= today + AHEAD:
        raise refused(Code.WEIGHTS_TOO_YOUNG, "firstDay", day=row["period"].lower)
    return day
