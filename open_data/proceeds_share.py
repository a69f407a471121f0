"""Of what projects brought in a year, the part that households got: by county and of the whole city, of sums that are told (`project_proceeds`) and of no others.

Whoever has both sums can divide them; so where they stand with other places or years, no share is told.
"""

from __future__ import annotations

import polars as pl

from open_data.material import Material
from open_data.proceeds_lines import RECEIVED, TO_HOUSEHOLDS
from open_data.project_proceeds import SUMS

COUNTY, YEAR, STEP = 6, 4, 0.01  # digits of codes; whole per cent
PLACED = ["region_code", "year"]


def proceeds_share(material: Material) -> pl.DataFrame:
    """region_code (of the whole city: null), year, value: where rows add up to a county and year, or to a year."""
    placed = SUMS.sums(material).with_columns(region_code=pl.col("place").str.head(COUNTY), year=pl.col("month").str.head(YEAR))
    return pl.concat([_shares(placed.with_columns(region_code=pl.lit(None, pl.String))), _shares(placed)])


def _shares(placed: pl.DataFrame) -> pl.DataFrame:
    """Without those into which a row reaches that reaches out of them."""
    reaching = placed.filter(pl.struct(PLACED).n_unique().over("row") > 1).select(PLACED)
    whole = placed.join(reaching, on=PLACED, how="anti", nulls_equal=True).group_by(PLACED).agg(pl.col(RECEIVED, TO_HOUSEHOLDS).sum())
    return whole.filter(pl.col(RECEIVED) > 0).select(*PLACED, value=(pl.col(TO_HOUSEHOLDS) / pl.col(RECEIVED) / STEP).round() * STEP)
