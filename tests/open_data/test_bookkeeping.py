"""What waits looks like what stayed: no byte of a table tells whether one household came, left or changed, or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import orjson
import polars as pl
import pytest

from open_data.anonymise.tables import STANDARD
from open_data.catalogue import DATASETS
from open_data.extract import Extract
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.release import files
from open_data.release.build import in_order

FIRST, SECOND, THIRD = "2020-06-30-1", "2020-07-31-1", "2020-08-31-1"
STOOD = [name for name in DATASETS if name.removesuffix("_totals") in ("register", "exits", "pairings", "alerts", "alert_states", "public_reports")]
DIBAO_OF_COUNTY = (pl.col("state") == "active") & (pl.col("category") == "dibao") & pl.col("region_code").str.starts_with("320282")
Change = Callable[[pl.DataFrame], pl.DataFrame]


def exited(number: int) -> Change:
    """So many households of a county that lived on the minimum guarantee have left hardship."""

    def change(households: pl.DataFrame) -> pl.DataFrame:
        leave = pl.col("id").is_in(households.filter(DIBAO_OF_COUNTY).sort("id")["id"].head(number).to_list())
        day, state = (pl.when(leave).then(pl.lit(value)).otherwise(name) for name, value in (("exited_on", date(2020, 6, 15)), ("state", "exited")))
        return households.with_columns(exited_on=day, state=state)

    return change


def one_more(rows: pl.DataFrame) -> pl.DataFrame:
    """Another row like the last one."""
    return pl.concat([rows, rows.tail(1).with_columns(pl.col("id") + 1_000_000)])


def changed(extracted: Extract, folder: Path, **changes: Change) -> Extract:
    """The extract with some kinds of rows otherwise."""
    folder.mkdir()
    for path in extracted.folder.glob("*.parquet"):
        (folder / path.name).symlink_to(path)
    for kind, change in changes.items():
        (path := folder / f"{kind}.parquet").unlink()
        change(pl.read_parquet(extracted.folder / path.name)).write_parquet(path)
    return Extract(folder, extracted.moments)


def published(material: Material, folder: Path) -> dict[str, bytes]:
    """Every byte of these datasets, and what the privacy report says of them."""
    folder.mkdir()
    regions, found = material.rows("Region").select("code", "name"), {}
    for name in STOOD:
        content = DATASETS[name].content
        assert content.refusals(material) == []
        files.write(in_order(DATASETS[name], material, regions), folder, name)
        found |= {path.name: path.read_bytes() for path in folder.glob(f"{name}.*")}
        found[f"{name} in the report"] = orjson.dumps(content.report(material))
    return found


@pytest.fixture
def ledger(extracted: Extract, tmp_path: Path) -> Path:
    """What a first release kept."""
    first = Material(extracted, Ledger(tmp_path / "ledger", FIRST))
    for name in STOOD:
        DATASETS[name].content.keep(first)
    return tmp_path / "ledger"


def test_release_after_one_exit_has_the_bytes_of_one_after_none(extracted: Extract, ledger: Path, tmp_path: Path) -> None:
    one = changed(extracted, tmp_path / "one", Household=exited(1), Alert=one_more, PublicReport=one_more)
    said = [published(Material(of, Ledger(ledger, SECOND)), tmp_path / name) for of, name in ((extracted, "none-of"), (one, "one-of"))]
    assert {name for name in said[0] if said[0][name] != said[1][name]} == set()


def test_what_many_changed_is_of_the_new_release_and_all_else_of_the_one_that_said_it_first(extracted: Extract, ledger: Path, tmp_path: Path) -> None:
    many = changed(extracted, tmp_path / "many", Household=exited(STANDARD.households))
    material = Material(many, Ledger(ledger, SECOND))
    rows = DATASETS["register"].content.frame(material).collect()
    assert set(rows.filter(pl.col("as_of") == SECOND)["place"].str.split(" ").explode().str.slice(0, 6)) == {"320282"}
    assert rows.filter(pl.col("as_of") == FIRST).height
    assert rows["row"].to_list() == list(range(rows.height))
    DATASETS["register"].content.keep(material)
    third = DATASETS["register"].content.frame(Material(many, Ledger(ledger, THIRD))).collect()
    assert third.equals(rows)
