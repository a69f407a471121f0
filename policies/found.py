"""Sets of the subject that nobody brings along: the database of the row finds them itself, when a statement runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from databases.registry import TABLES
from policies.subjects import Param

LINES = TABLES["funds"].tables["payment_line"].c


def brought(name: str, type_: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    """The array of a set that the subject brings along."""
    # as one text: of an array the driver would look at each member, for every question again
    members = sa.func.string_to_array(sa.bindparam(name, type_=sa.Text), sa.literal_column("','")).cast(sa.ARRAY(type_))
    # in a SELECT of its own, which the server runs once: a generic plan would read the text anew for each row
    return sa.select(members).scalar_subquery().cast(sa.ARRAY(type_))


def array_of(values: Param, type_: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    """The array of a set of the subject, whoever knows it."""
    return FOUND[values.name] if values.name in FOUND else brought(values.name, type_)


def _lists() -> sa.ColumnElement[Any]:
    """Lists by which his household, or one that is paired with him, is paid."""
    own = LINES.household_id == sa.bindparam("subject_household_id", type_=sa.BigInteger)
    paired = LINES.household_id == sa.any_(brought("subject_paired", sa.BigInteger()))
    found = sa.select(LINES.payment_list_id).where(sa.or_(own, paired)).correlate(None).scalar_subquery()
    return sa.func.array(found, type_=sa.ARRAY(sa.BigInteger))


FOUND: Mapping[str, sa.ColumnElement[Any]] = {"subject_lists": _lists()}
