"""The catalogue of what may be asked for: the city's civil affairs adds an item with its unit and ceiling, or retires one (M145).

An item is never changed into another: a new ceiling is a new item, and what was asked for before goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from policies.subjects import Subject
from resolvers.changes.core import Changes, Outcome, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.reasons import check_reason, check_words
from resolvers.changes.settling import event

CODE, MOST_CHARACTERS = re.compile(r"[0-9A-Za-z._-]{2,40}", re.ASCII), 40
NAME, UNIT = (2, 40), (1, 10)  # characters, at least and at most
MOST_YUAN, CENT = Decimal(1_000_000), Decimal("0.01")
REFUSALS: Mapping[str, UserError] = {
    "uq_need_item_code": UserError(Code.CODE_TAKEN, "code"),
    "fk_need_item_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_need_item_region_code": UserError(Code.UNKNOWN_REGION, "regionCode"),
    "ck_need_item_certificate_of_a_skill": UserError(Code.SKILL_MISSING, "skill"),
}
INSERT = """
INSERT INTO need_item (code, name, kind, unit, price_ceiling, region_code, skill, needs_certificate, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *
"""
RETIRE = "UPDATE need_item SET retired_on = $2 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class ItemWanted:
    """What may be asked for in a city: its code, name, kind of help, unit, and the highest price of one in yuan; the skill and the language that it
    takes, if any, and whether only volunteers with a certificate of the skill are shown it."""

    code: str
    name: str
    kind: str
    unit: str
    price_ceiling: Decimal
    region_code: str
    skill: str | None = None
    needs_certificate: bool = False
    language: str | None = None


async def add_need_item(changes: Changes, subject: Subject, wanted: ItemWanted, key: str) -> str:
    """Add an item to the catalogue; its global id."""

    async def change(work: Work) -> Outcome[str]:
        acting = work.acting("NeedItem", "add_need_item", {"region_code": wanted.region_code})
        _check(wanted)
        values = wanted.code, wanted.name.strip(), wanted.kind, wanted.unit.strip(), wanted.price_ceiling, wanted.region_code
        row = await work.connection.fetchrow(INSERT, *values, wanted.skill, wanted.needs_certificate, wanted.language)
        assert row is not None
        return Outcome(f"NeedItem:{row['id']}", [event(work, "need_item_added", "need_item", row, acting, list(row.keys()))])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class ItemRetirement:
    need_item_id: int
    expected_version: int
    reason: str


async def retire_need_item(changes: Changes, subject: Subject, wanted: ItemRetirement) -> str:
    """Retire an item from today on: nobody asks for it any more. Its global id."""

    async def change(work: Work) -> Outcome[str]:
        row = await work.row("NeedItem", wanted.need_item_id, "id", "retire_need_item", expected_version=wanted.expected_version)
        if row["retired_on"] is not None:
            raise refused(Code.ITEM_RETIRED, "id", day=row["retired_on"])
        check_reason(wanted.reason)
        after = await work.connection.fetchrow(RETIRE, row["id"], work.clock.today())
        assert after is not None
        acting = work.acting("NeedItem", "retire_need_item", row)
        retired = event(work, "need_item_retired", "need_item", after, acting, ["retired_on"], before=row, purpose=wanted.reason)
        return Outcome(f"NeedItem:{row['id']}", [retired])

    return await changes.make(subject, "forces", change)


def _check(wanted: ItemWanted) -> None:
    if not CODE.fullmatch(wanted.code):
        raise refused(Code.CODE_UNFIT, "code", most=MOST_CHARACTERS)
    check_words(wanted.name, "name", *NAME)
    check_words(wanted.unit, "unit", *UNIT)
    if wanted.skill is not None:
        check_words(wanted.skill, "skill", *NAME)
    price = wanted.price_ceiling
    if not (price.is_finite() and 0 <= price <= MOST_YUAN and price == price.quantize(CENT)):
        raise refused(Code.AMOUNT_WRONG, "priceCeiling", most=MOST_YUAN)
