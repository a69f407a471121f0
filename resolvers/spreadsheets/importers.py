"""Who brings a file in, and which rows the policy lets him write (action `import` in policies/rules/20_grants.polar).

The operator of the machine owns the databases anyway, so the policy has nothing to say to him; his imports are recorded
as his. A person may write what one of his posts is granted, where the row lies and where it lay before.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.kinds import KINDS, type_name
from policies.policy import Policy
from policies.subjects import Assignment, Subject
from resolvers.changes.core import describe
from resolvers.spreadsheets.shape import Lookup, Row, RowError, SpreadsheetKind, Target

OPERATOR = "operator"
IMPORT = "import"
UNKNOWN = "系统中没有 (not known to the system)"
OUTSIDE = "不在您的岗位可导入的范围内 (your posts do not let you bring this in)"


@dataclass(frozen=True, eq=False)
class Operator:
    """Whoever runs the command on the machine itself."""

    number: str = OPERATOR

    def may_write(self, _table: str, _region: str | None) -> bool:
        return True

    def post(self, _table: str, _region: str | None) -> str | None:
        return None


@dataclass(frozen=True, eq=False)
class Importer:
    """A person with his posts of this moment."""

    policy: Policy
    subject: Subject

    @property
    def number(self) -> str:
        return self.subject.number

    def may_write(self, table: str, region: str | None) -> bool:
        """Whether he may write a row of a table that lies in a division (or nowhere)."""
        return self._acting(table, region) is not None

    def post(self, table: str, region: str | None) -> str | None:
        """The post in which he may, as an event names it."""
        acting = self._acting(table, region)
        return describe(acting) if acting else None

    @functools.lru_cache(10_000)  # noqa: B019  # an importer lives for one file
    def _acting(self, table: str, region: str | None) -> Assignment | None:
        kind = KINDS[type_name(table)]
        return self.policy.acting(self.subject, IMPORT, kind.snapshot(**({"region_code": region} if "region_code" in kind.fields else {})))


def region_field(target: Target) -> str:
    """The field of a row that says where it lies; empty where its table knows no divisions."""
    return target.fields.get("region_code", "")


def refused_rows(kind: SpreadsheetKind, rows: Iterable[Row], importer: Operator | Importer) -> Iterator[RowError]:
    """Rows that the importer may not write. What he learned of only by naming it is as if it were not there."""
    for row in rows:
        for target in kind.targets:
            field = region_field(target)
            if (not field or field in row.values) and not importer.may_write(target.table.name, row.values.get(field)):
                through = next((lookup for lookup in kind.lookups if field in lookup.gives.values()), None)
                yield _refused(kind, row, through) if through else RowError(row.number, kind.heading(field), OUTSIDE)
                break


def _refused(kind: SpreadsheetKind, row: Row, through: Lookup) -> RowError:
    """No rule of the row says anything of what was looked up for him."""
    for field in through.gives.values():
        del row.values[field]
    return RowError(row.number, kind.heading(through.field), UNKNOWN)
