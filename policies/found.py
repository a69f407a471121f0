"""Sets of the subject that nobody brings along: the database of the row finds them itself, when a statement runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from databases.registry import TABLES
from policies.subjects import Param

LINES = TABLES["funds"].tables["payment_line"].c
PAIRING = TABLES["forces"].tables["pairing"]
TODAY: sa.ColumnElement[Any] = sa.literal_column("(now() AT TIME ZONE 'Asia/Shanghai')::date")


def brought(name: str, type_: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    """The array of a set that the subject brings along."""
    # as one text: of an array the driver would look at each member, for every question again
    members = sa.func.string_to_array(sa.bindparam(name, type_=sa.Text), sa.literal_column("','")).cast(sa.ARRAY(type_))
    # in a SELECT of its own, which the server runs once: a generic plan would read the text anew for each row
    return sa.select(members).scalar_subquery().cast(sa.ARRAY(type_))


def is_among(column: sa.ColumnElement[Any], values: Param) -> sa.ColumnElement[bool]:
    """Whether a column is in a set of the subject, whoever knows it."""
    if values.place is not None:
        return _is_paired(column, values.name, values.place)
    return column == sa.any_(FOUND[values.name] if values.name in FOUND else brought(values.name, column.type))


def _is_paired(person: sa.ColumnElement[Any], name: str, place: int) -> sa.ColumnElement[bool]:
    """Whether somebody is paired (`helping`: now) with a household inside the division of a post."""
    # asked for each person by himself: a county has ten thousands of pairings. OFFSET keeps the server from reading them all for the few rows of a page
    pairing = PAIRING.alias()
    first, after = (sa.bindparam(f"subject_{end}{place}", type_=pairing.c.region_code.type) for end in ("from", "to"))
    paired = sa.select(pairing.c.id).where(pairing.c.person_id == person, pairing.c.region_code >= first, pairing.c.region_code < after)
    if name == "subject_helping":
        paired = paired.where(pairing.c.period.op("@>")(TODAY))
    return paired.offset(sa.literal_column("0")).correlate_except(pairing).exists()


def _lists() -> sa.ColumnElement[Any]:
    """Lists by which his household, or one that is paired with him, is paid."""
    own = LINES.household_id == sa.bindparam("subject_household_id", type_=sa.BigInteger)
    paired = LINES.household_id == sa.any_(brought("subject_paired", sa.BigInteger()))
    found = sa.select(LINES.payment_list_id).where(sa.or_(own, paired)).correlate(None).scalar_subquery()
    return sa.func.array(found, type_=sa.ARRAY(sa.BigInteger))


FOUND: Mapping[str, sa.ColumnElement[Any]] = {"subject_lists": _lists()}
