"""What villages spent 村级支出 (M94, M96), to the cent. Welfare may go to few households of a village, so it stands in one sum with public services.

Both are left out of what everybody reads in the API (`not_to_households`), or the total of the village less the other kinds would tell welfare alone; here their sum stands, so the
kinds of a village still add up to all that it spent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from databases.code_lists.funds import VILLAGE_EXPENDITURE_KIND
from databases.tables import CodeList
from open_data.columns import Column, Words
from open_data.contents import NobodyInside, rows
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.material import Material

TOGETHER, SUMMED = ("welfare", "public_service"), "service_and_welfare"
KIND = CodeList(
    "published_expenditure_kind",
    {code: label for code, label in VILLAGE_EXPENDITURE_KIND.labels.items() if code not in TOGETHER} | {SUMMED: "公共服务和福利支出"},
    VILLAGE_EXPENDITURE_KIND.source,
)
OF = ("region_code", "year", "kind", "non_productive")
ROWS = rows("VillageExpenditure", *OF, "amount", "ceiling")


@dataclass(frozen=True)
class Expenditures(NobodyInside):
    """The rows as they are, but for the kinds that stand together."""

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(replace(column, codes=KIND) if column.name == "kind" else column for column in ROWS.columns)

    def reads(self) -> set[tuple[str, str]]:
        return ROWS.reads()

    def frame(self, material: Material) -> pl.LazyFrame:
        kinds: Mapping[str, str] = dict.fromkeys(TOGETHER, SUMMED)
        found = ROWS.frame(material).with_columns(pl.col("kind").replace(kinds))
        return found.group_by(OF).agg(pl.col("amount").sum(), pl.col("ceiling").max())  # kinds that stand together have no ceiling


VILLAGE_EXPENDITURES = Dataset(
    "village_expenditures",
    Words("村级支出", "Expenditure of village collectives"),
    Words(
        "村级集体每年各类支出及非生产性开支上限。福利支出可能只给了村里的少数家庭，因此与公共服务支出合为一项，各类相加仍等于全年支出。",
        "Expenditure of each village collective by class and year, with the ceiling of what is not productive. Welfare may have gone to few households of a village, so it stands "
        "in one sum with public services; the classes still add up.",
    ),
    Theme.FUNDS,
    "agriculture",
    Rhythm.YEARLY,
    "M94, M96",
    ("region_code", "year", "kind"),
    Expenditures(),
    sums=("amount",),
)
