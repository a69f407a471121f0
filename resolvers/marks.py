"""Whose personal data an answer shows: marks in its text, which `reads.py` takes out and `recording.py` writes down.

A row of which a sensitive or direct field is shown clear leaves a global id between two marks: of its household where it
is about one, so that this household can list who looked, and else its own (a helper, a donor). Below a row that names the
household already, rows of the same household leave none.
"""

from __future__ import annotations

import sqlalchemy as sa

from databases.tables import Sensitivity
from policies.kinds import KINDS
from policies.policy import View
from resolvers.json_text import Pieces, written
from resolvers.plan import Leaf, Relation, Selection

MARK = b"\x03"  # to_json escapes it, so no value can hold it
PERSONAL = {Sensitivity.SENSITIVE, Sensitivity.DIRECT}
HOUSEHOLD = "household_id"


def household_key(kind: str) -> str:
    """The column of a row that tells its household; empty where rows of the kind are about none."""
    if kind == "Household":
        return "id"
    return HOUSEHOLD if kind in KINDS and HOUSEHOLD in KINDS[kind].table.c else ""


def shows_personal(view: View, selection: Selection) -> bool:
    """Whether rows of which this is asked show this profile personal data."""
    fields = view.kind.fields
    leaves = [part.field for part in selection if isinstance(part, Leaf) and part.field in fields]
    return any(fields[name].sensitivity in PERSONAL and view.access(name) in ("clear", "partial") for name in leaves)


def mark(kind: str, rows: sa.FromClause) -> Pieces:
    """The id of the household that a row is about, of the row itself where there is none, between two marks."""
    own: Pieces = [f"{kind}:", rows.c._id]
    if household_key(kind) != HOUSEHOLD:
        return [MARK.decode(), *own, MARK.decode()]
    household: Pieces = ["Household:", rows.c[f"_{HOUSEHOLD}"]]
    if not KINDS[kind].table.c[HOUSEHOLD].nullable:
        return [MARK.decode(), *household, MARK.decode()]
    whose = sa.case((rows.c[f"_{HOUSEHOLD}"].is_(None), written(own)), else_=written(household))
    return [MARK.decode(), whose, MARK.decode()]


def stays_in_household(kind: str, relation: Relation) -> bool:
    """Whether a relation leads from a row to rows of the same household."""
    return household_key(kind) == relation.mine != "" and household_key(relation.kind) == relation.theirs
