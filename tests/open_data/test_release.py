"""A release says the same in every format, describes itself, and nobody can change it unseen."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import orjson
import polars as pl
import pytest
from frictionless import validate

from databases.connections import Databases
from databases.demo_city.city import City
from open_data import catalogue
from open_data.layout import DATABASE, PRIVACY, SEARCH
from open_data.release import seal
from open_data.release.build import Release


@pytest.mark.parametrize("name", catalogue.DATASETS)
def test_every_format_holds_the_same_rows(release: Release, name: str) -> None:
    parquet = pl.read_parquet(release.folder / f"data/{name}.parquet")
    csv = pl.read_csv(release.folder / f"data/{name}.csv", infer_schema=False)
    lines = (release.folder / f"data/{name}.jsonl").read_text("utf-8").splitlines()
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        rows = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
    connection.close()
    assert parquet.height == csv.height == len(lines) == rows
    assert parquet.columns == csv.columns == list(orjson.loads(lines[0]) if lines else parquet.columns)


@pytest.mark.parametrize("name", catalogue.DATASETS)
def test_rows_stand_in_the_order_of_their_key(release: Release, name: str) -> None:
    """And not in that of the databases: two needs of one household would stand side by side."""
    dataset = catalogue.DATASETS[name]
    rows = pl.read_parquet(release.folder / f"data/{name}.parquet").select(dataset.key or [column.name for column in dataset.columns])
    assert rows.equals(rows.sort(rows.columns))


def test_privacy_report_tells_money_in_yuan(release: Release) -> None:
    """Cents of 130 million yuan and more have eleven digits and look like a telephone number: the release of a large city was refused for its own report."""
    report = orjson.loads((release.folder / PRIVACY).read_bytes())["payments"]
    told = pl.read_parquet(release.folder / "data/payments.parquet")["amount"].sum()
    assert all(re.fullmatch(r"\d+\.\d\d", yuan) for yuan in report["money"].values())
    assert sum(map(Decimal, report["money"].values())) == told


def test_csv_opens_in_excel(release: Release) -> None:
    assert (release.folder / "data/fund_streams.csv").read_bytes().startswith(b"\xef\xbb\xbfcode,")


def test_description_fits_the_files(release: Release) -> None:
    report = validate(str(release.folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


@pytest.mark.parametrize("file", [DATABASE, SEARCH])
def test_no_byte_of_a_database_tells_of_a_household(release: Release, demo_city: tuple[Databases, City], file: str) -> None:
    """Neither a row nor what a deleted one left behind: no page is free, and no member's identity number or name of three characters stands
    anywhere in the file; shorter ones are parts of other words."""
    with closing(sqlite3.connect(f"file:{release.folder / file}?mode=ro", uri=True)) as database:
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
    city = demo_city[1]
    private = {*city.members["id_number"], *(name for name in city.members["name"] if len(name) > 2)} - {*city.people["name"]}
    told = pl.Series([(release.folder / file).read_bytes().decode("utf-8", "ignore")])
    assert len(told[0]) > 1_000_000
    assert told.str.extract_many(sorted(private)).to_list() == [[]]


def test_changed_added_and_missing_files_are_found(release: Release, tmp_path: Path) -> None:
    assert seal.check(release.folder) == release.digest
    for spoil in (
        lambda folder: (folder / "data/allocations.csv").write_bytes(b"x"),
        lambda folder: (folder / "data/more.csv").write_bytes(b"x"),
        lambda folder: (folder / "sunshine.db").unlink(),
        lambda folder: (folder / seal.SUMS).write_bytes(b"x"),
    ):
        shutil.copytree(release.folder, copy := tmp_path / "copy")
        spoil(copy)
        with pytest.raises(seal.BrokenReleaseError):
            seal.check(copy)
        shutil.rmtree(copy)
