"""Behind every figure of alerts stand eleven whom they are about, however many alerts one of them has."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from open_data.catalogue import DATASETS
from open_data.extract import Extract
from open_data.ledger import Ledger
from open_data.material import Material
from tests.open_data.test_bookkeeping import changed

MANY, FEW = "320281", "320282"


def test_eleven_alerts_of_ten_households_are_ten(extracted: Extract, tmp_path: Path) -> None:
    """Thirty households in one county; in another ten, and one of them has a second alert, by a member of it."""
    member = extracted.rows("Member").sort("id").head(1).collect()
    homes = [*range(101, 110), member["household_id"].item()]

    def alerts(rows: pl.DataFrame) -> pl.DataFrame:
        about = [(MANY, "household", 1000 + place) for place in range(30)] + [(FEW, "household", home) for home in homes]
        about.append((FEW, "member", member["id"].item()))
        made = pl.DataFrame(about, schema=["region_code", "subject_table", "subject_id"], orient="row").with_row_index("id", offset=1)
        same = rows.head(1).drop("id", "region_code", "subject_table", "subject_id", "raised_on", "subject_database")
        new = made.join(same, how="cross").with_columns(subject_database=pl.lit("beneficiaries"), raised_on=date(2019, 5, 6))
        return new.select(pl.col(name).cast(kind) for name, kind in rows.schema.items())

    material = Material(changed(extracted, tmp_path / "alerts", Alert=alerts), Ledger(tmp_path / "ledger", "2020-06-30-1"))
    for name in ("alerts", "alert_states"):
        rows = DATASETS[name].content.frame(material).collect()
        assert FEW not in rows["place" if "place" in rows.columns else "kind"].to_list()
        assert rows["concerned"].to_list() == [40]


def test_demo_city_has_alerts_of_households_and_of_bodies(extracted: Extract, tmp_path: Path) -> None:
    material = Material(extracted, Ledger(tmp_path, "2020-06-30-1"))
    rows = DATASETS["alerts"].content.frame(material).collect()
    assert rows.height > 1
    assert rows["concerned"].min() >= 10  # eleven, rounded
    assert DATASETS["alerts"].content.refusals(material) == []
