"""What helping units brought to villages 帮扶单位带来的资金 (M117): summed by place and year, and never the money of fewer than eleven villages.

Who in a village got it is not recorded: it may have been one household. So a village stands for its households here, whichever they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from open_data.columns import Words
from open_data.counts import CountRows, Counts
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.material import Material


@dataclass(frozen=True, eq=False)
class VisitFunds(Counts):
    """Counted by village; visits that brought nothing hide nobody, so they are counted nowhere."""

    def payments(self, material: Material) -> pl.LazyFrame:
        return super().payments(material).filter(pl.col("cents") > 0)


FUNDS_BROUGHT = VisitFunds(
    "visit_funds",
    "VillageVisit",
    ("year", "county", "town"),
    household="region_code",
    figure="villages",
    month="visited_on",
    amount="funds_brought",
)
VISIT_FUNDS = Dataset(
    FUNDS_BROUGHT.name,
    Words("帮扶单位带来的资金", "Money that units brought to villages"),
    Words(
        "帮扶单位到村走访带来的资金：按地区和年度合计，每个数字背后不少于 11 个村；一个村、一次走访的金额不列，因为可能只给了村里的少数家庭。",
        "The money that helping units brought on their visits to villages, by place and year: eleven villages at least stand behind every figure. Not what one "
        "visit or village got, for it may have gone to few households of it.",
    ),
    Theme.VILLAGES,
    "poverty_office",
    Rhythm.MONTHLY,
    "M116, M117",
    ("row",),
    CountRows(FUNDS_BROUGHT),
    FUNDS_BROUGHT.dimensions,
    sums=("amount",),
)
