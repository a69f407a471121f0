"""Which rows belong to which: the relations that a question may follow, read from the keys of the tables.

A key leads forward to one row (`payment_line.member_id` → `member`), and back to all rows that name it (`member` →
`paymentLines`). Keys into another database (`elsewhere`) lead across in the same way. What is bounded by its nature is
a plain list; everything that can grow is a connection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from databases.tables import ELSEWHERE
from policies.kinds import KINDS, Kind, type_name
from resolvers.names import plural
from resolvers.plan import Relation

REGION = "Region"  # kept alike in each database, so it is at home everywhere
BOUNDED = {
    *("Member", "HouseholdIncome", "HardshipCause", "Measure", "Entitlement", "EmergencyRelief", "EntryCase", "EntryStep", "ExitCase"),
    *("ExitSignature", "ExitRefusal", "RelapseWatch", "VillageYear", "KeyVillageList", "PolicyClause", "Post", "LeadingGroupMember"),
    *(
        "CooperatingOffice",
        "WorkingGroup",
        "HelpingPlan",
        "HelpingRule",
        "ProjectStage",
        "ExpertOpinion",
        "PanelMember",
        "Tender",
        "Bidder",
        "SelfCheckItem",
        "PerformanceTarget",
    ),
}
BY_PLACE = {  # rows that share a division, where no key joins them
    "Household": {"village": Relation("Village", "region_code", "region_code", many=False)},
    "Project": {"village": Relation("Village", "region_code", "region_code", many=False)},
    "HelpingTeam": {"village": Relation("Village", "region_code", "region_code", many=False)},
    "Village": {
        "households": Relation("Household", "region_code", "region_code", many=True, paged=True),
        "projects": Relation("Project", "region_code", "region_code", many=True, paged=True),
        "allocations": Relation("Allocation", "region_code", "region_code", many=True, paged=True),
        "helping_teams": Relation("HelpingTeam", "region_code", "region_code", many=True, paged=True),
    },
}


class Key(NamedTuple):
    """A column of `kind` that names a row of `target` by its column `theirs`."""

    kind: Kind
    column: str
    target: str
    theirs: str

    @property
    def forward(self) -> str:
        return {"region_code": "region"}.get(self.column, self.column.removesuffix("_id").removesuffix("_code"))

    @property
    def is_unique(self) -> bool:
        column, table = self.kind.table.c[self.column], self.kind.table
        alone = [set(rule.columns.keys()) == {self.column} for rule in table.constraints if isinstance(rule, sa.UniqueConstraint)]
        return bool(column.unique) or any(alone)


def _keys(kind: Kind) -> Iterator[Key]:
    for column in kind.table.columns:
        if elsewhere := column.info.get(ELSEWHERE):
            yield Key(kind, column.name, type_name(elsewhere.split(".")[1]), "id")
        named = {(type_name(key.column.table.name), key.column.name) for key in column.foreign_keys}
        yield from (Key(kind, column.name, target, theirs) for target, theirs in sorted(named) if theirs == "id" or target == REGION)


def _back(key: Key, among: Counter[tuple[str, str]]) -> tuple[str, Relation]:
    """The way back along a key, named after its kind, and after its role where there is more than one way."""
    table = key.kind.table.name
    own = key.target != key.kind.name and (among[key.kind.name, key.target] == 1 or type_name(key.column.removesuffix("_id")) == key.target)
    if key.is_unique:
        return table if own else f"{table}_as_{key.forward}", Relation(key.kind.name, "id", key.column, many=False)
    name = plural(table) if own else f"{plural(table)}_as_{key.forward}"
    return name, Relation(key.kind.name, "id", key.column, many=True, paged=key.kind.name not in BOUNDED)


def _relations() -> dict[str, dict[str, Relation]]:
    keys = [key for kind in KINDS.values() for key in _keys(kind)]
    among = Counter((key.kind.name, key.target) for key in keys)
    found: dict[str, dict[str, Relation]] = {name: dict(BY_PLACE.get(name, {})) for name in KINDS}
    for key in keys:
        found[key.kind.name].setdefault(key.forward, Relation(key.target, key.column, key.theirs, many=False))
        if key.target != REGION:
            name, relation = _back(key, among)
            found[key.target].setdefault(name, relation)
    return found


RELATIONS: Mapping[str, Mapping[str, Relation]] = _relations()
