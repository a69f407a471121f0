"""No number that everybody may see tells of few households: each is entered by hand with what it counts, a new one breaks the build."""

from __future__ import annotations

import csv
from pathlib import Path

import sqlalchemy as sa

from databases.tables import DOMAIN, ORDINAL, YEAR, is_key_of_another
from policies.kinds import KINDS, Kind
from policies.policy import load

ENTERED = {
    line["kind"]: set(line["columns"].split())
    for line in csv.DictReader(Path(__file__).with_name("public_numbers.csv").read_text("utf-8").splitlines())
}
PUBLIC = ("public", "")


def test_every_public_number_is_entered_with_what_it_counts() -> None:
    policy = load()
    read = {kind.name: rights[PUBLIC].shown for kind in KINDS.values() if PUBLIC in (rights := policy.rights(kind.name))}
    shown = {name: {number for number in _numbers(KINDS[name]) if fields.get(number, "hidden") != "hidden"} for name, fields in read.items()}
    assert {name: numbers for name, numbers in shown.items() if numbers} == ENTERED


def _numbers(kind: Kind) -> set[str]:
    """Columns that can be added up, or stand for an amount."""
    columns = {name: kind.table.c[field.clear] for name, field in kind.fields.items() if field.clear}
    return {name for name, column in columns.items() if isinstance(column.type, sa.Numeric | sa.Integer) and not _is_label(column)}


def _is_label(column: sa.Column[object]) -> bool:
    return column.primary_key or is_key_of_another(column) or column.info.get(DOMAIN) in (YEAR, ORDINAL)
