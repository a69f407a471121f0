"""Whoever holds the lists that villages post finds nobody in what is published, and would in what was not protected."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict

import polars as pl
import pytest

from open_data.extract import Extract
from open_data.layout import DATABASE
from open_data.portal.timeline import Chosen, entries, entry, tellings
from open_data.release.build import Release
from open_data.shelf import opened
from tests.open_data.conftest import DAY
from tests.open_data.linkage import FILES, MONEY, behind, posted, singled_out, ungated
from tests.open_data.test_catalogue import read

FEWEST = {"household_file": 20, "needs": 20}
EVERYTHING = 1_000_000  # lines of a timeline


@pytest.fixture(scope="module")
def lists(extracted: Extract) -> pl.DataFrame:
    return posted(extracted)


@pytest.fixture(scope="module")
def unprotected(extracted: Extract) -> Mapping[str, pl.DataFrame]:
    return ungated(extracted)


@pytest.mark.parametrize("name", FILES)
def test_nobody_on_the_posted_lists_is_alone_behind_a_row(release: Release, extracted: Extract, lists: pl.DataFrame, name: str) -> None:
    found = behind(lists, about_households(release, extracted, name), FILES[name])
    assert min(map(len, found)) >= FEWEST.get(name, 11)


@pytest.mark.parametrize("name", MONEY)
def test_no_published_amount_is_what_one_household_was_paid(release: Release, lists: pl.DataFrame, name: str) -> None:
    assert singled_out(lists, read(release, name), MONEY[name]) == set()


@pytest.mark.parametrize("name", ["household_file", "register", "exits", "payments", "household_allocations", "needs", "timeline"])
def test_without_protection_the_same_attack_finds_households(lists: pl.DataFrame, unprotected: Mapping[str, pl.DataFrame], name: str) -> None:
    assert singled_out(lists, unprotected[name], FILES[name])


@pytest.mark.parametrize("name", ["payments", "household_allocations"])
def test_without_protection_amounts_find_households(lists: pl.DataFrame, unprotected: Mapping[str, pl.DataFrame], name: str) -> None:
    assert singled_out(lists, unprotected[name], MONEY[name])


def about_households(release: Release, extract: Extract, name: str) -> pl.DataFrame:
    """The rows of a file that tell of households: a card of a village's need may name a town with hardly any."""
    if name == "timeline":
        return timeline(release)
    asking = extract.rows("Need").drop_nulls("household_id").select(number="public_id").collect()
    return read(release, name).join(asking, on="number", how="semi") if name == "needs" else read(release, name)


def timeline(release: Release) -> pl.DataFrame:
    """The timeline of a release, as it can be downloaded."""
    told = tellings(opened(release.folder))
    values = {"today": DAY.isoformat(), "code": "", "year": "", "next_year": "", "needed": EVERYTHING, "most": EVERYTHING, "skip": 0, "beside": "[]"}
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute(entries(told, Chosen()), values).fetchall()
    connection.close()
    return pl.DataFrame([asdict(entry(told[row["telling"]], row, {}, is_english=False)) for row in rows], infer_schema_length=None)
