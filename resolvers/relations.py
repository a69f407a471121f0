"""Which rows belong to which: the relations that a question may follow, as data."""

from __future__ import annotations

from collections.abc import Mapping

from resolvers.plan import Relation

RELATIONS: Mapping[str, Mapping[str, Relation]] = {
    "Household": {
        "members": Relation("Member", "id", "household_id", many=True),
        "region": Relation("Region", "region_code", "code", many=False),
    },
    "Member": {
        "household": Relation("Household", "household_id", "id", many=False),
    },
}
