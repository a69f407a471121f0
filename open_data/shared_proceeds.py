"""What households got of the proceeds of projects 项目收益分配到户: rows that are held against what is told of the same proceeds otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from open_data.counts import Counts, Kinds
from open_data.gate.differences import Release, check, reconcile
from open_data.gate.refusal import Refusal
from open_data.material import Material
from open_data.proceeds_lines import reads
from open_data.proceeds_told import SHARED_NAME, earlier_sums, figure_of_shared, told

OF_PROJECT = "proceeds_distribution_id.proceeds_due_id.project_id"


@dataclass(frozen=True, eq=False)
class SharedProceeds(Counts):
    """Finer rows than an earlier release told could tell, beside sums that were safe when they were told, of few households: so these wait."""

    def reads(self) -> set[tuple[str, str]]:
        return super().reads() | reads()

    def _reconciled(self, material: Material) -> Release:
        earlier = material.ledger.tables(self.name)
        return reconcile(self._today(material).stored.load(), earlier, beside=lambda release: self._telling(release, material))

    def refusals(self, material: Material) -> list[Refusal]:
        earlier = material.ledger.tables(self.name)
        return check(self.said(material), earlier, self.name, beside=lambda release: self._telling(release, material))

    def _telling(self, release: Release, material: Material) -> list[frozenset[int]]:
        """New rows that tell of few beside sums of earlier releases."""
        if not (sums := list(earlier_sums(material))):
            return []
        rows = dict(release.rows.filter(as_of=material.name).select(figure_of_shared(), "row").iter_rows())
        found = told(material).telling(frozenset(rows), sums, [*material.ledger.tables(self.name), release])
        return [frozenset(rows[name] for name in names & rows.keys()) for names in found]


SHARED_PROCEEDS = SharedProceeds(
    SHARED_NAME,
    "DistributionLine",
    ("year", "county", "group", "kind", "town", "village"),
    month="proceeds_distribution_id.distributed_on",
    kind=Kinds(f"{OF_PROJECT}.code", name=f"{OF_PROJECT}.name", group=f"{OF_PROJECT}.line"),
    amount="amount",
    totals=(("county", "year"),),
)
