"""The demo city's payments to households as a table's input."""

from __future__ import annotations

import polars as pl

from databases.demo_city import funds_payments
from databases.demo_city.city import FIRST_YEAR, STREAMS, City
from open_data.anonymise.dimensions import kinds, months, places
from open_data.anonymise.tables import Table

GROUPS = {code: purpose for code, _, _, _, purpose in STREAMS}
SPLITS = ("year", "group", "kind", "county", "town", "village")
TOTALS = (("city", "year"), ("county", "kind", "year"), ("town", "year"))
TABLE = Table((places(), kinds(GROUPS), months()), SPLITS, TOTALS, finer=("quarter", "month"))


def payments(households: int) -> pl.DataFrame:
    """household, place (village), kind (stream), month, cents; one row for each payment."""
    lines = funds_payments.payments(City(households)).lines
    kind = pl.col("stream_id").replace_strict({number: stream[0] for number, stream in enumerate(STREAMS, start=1)})
    month = pl.format("{}-{}", FIRST_YEAR + pl.col("month") // 12, (pl.col("month") % 12 + 1).cast(pl.String).str.zfill(2))
    return lines.select(household="household_id", place="region_code", kind=kind, month=month, cents="cents")
