"""A card of a need tells nobody whose it is: its place has twenty assisted households, whatever city it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from databases.connections import DATABASES, Databases
from databases.demo_city.city import City
from open_data.catalogue import DATASETS
from open_data.extract import Extract
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.needs import FEWEST, NEEDS
from open_data.release.build import Release
from tests.open_data.test_catalogue import ask, read

TOWNS = ("320282101", "320282102", "320281001")
NEEDED_BY = date(2026, 9, 17)
PUBLISHED = (
    "SELECT count(*) FROM need WHERE state IN ('published', 'partly_pledged', 'fully_pledged', 'received', 'delivered', 'confirmed', 'thanked')"
)


def test_every_published_need_has_a_card(demo_city: tuple[Databases, City], release: Release) -> None:
    cards = read(release, "needs")
    assert cards.height == ask(demo_city[0], "forces", PUBLISHED)
    assert cards["number"].n_unique() == cards.height
    assert set(cards["needed_in"].dt.day()) == {1}


def test_card_says_whose_it_is_in_no_column() -> None:
    assert {column.name for column in DATASETS["needs"].columns} == {
        *("number", "item", "item_name", "kind", "unit", "state"),
        *("wanted", "missing", "needed_in", "published_in", "region_code"),
    }


@settings(max_examples=60)
@given(st.lists(st.integers(0, 2 * FEWEST), min_size=len(TOWNS), max_size=len(TOWNS)), st.lists(st.tuples(st.sampled_from(TOWNS), st.booleans())))
def test_twenty_households_live_where_cards_look_the_same(homes: list[int], asked: list[tuple[str, bool]]) -> None:
    """One household of each town asks for this, and some ask besides: of each place that is named all towns are counted whose cards name it."""
    living = dict(zip(TOWNS, homes, strict=True))
    with TemporaryDirectory() as folder:
        material = city(Path(folder), living, [*((town, True) for town in TOWNS), *asked])
        cards = NEEDS.content.frame(material).collect()
        named = dict(cards.select("number", "region_code").iter_rows())
        said = {town: named.get(f"N{order}") for order, town in enumerate(TOWNS)}
        for town, place in said.items():
            assert place is None or town.startswith(place)
            assert sum(living[other] for other in TOWNS if said[other] == place) >= FEWEST or place is None
        for order, (town, is_households) in enumerate(asked, len(TOWNS)):
            assert named.get(f"N{order}") == (said[town] if is_households else town)
        if min(homes) >= FEWEST:
            assert list(said.values()) == list(said)
        assert (None in said.values()) == (sum(homes) < FEWEST)
        assert NEEDS.content.refusals(material) == []
        assert set(cards.select("wanted", "missing").iter_rows()) <= {("several", "one")}


def test_card_of_a_small_town_stands_among_those_of_a_larger_one(tmp_path: Path) -> None:
    """A card that names the county alone would be of the only town that is too small: so one more town is named no longer, the smallest."""
    material = city(tmp_path, {"320206001": 300, "320206002": 250, "320206500": 1}, [("320206001", True), ("320206002", True), ("320206500", True)])
    named = dict(NEEDS.content.frame(material).collect().select("number", "region_code").iter_rows())
    assert named == {"N0": "320206001", "N1": "320206", "N2": "320206"}


def test_gate_refuses_a_card_that_points_at_a_small_town_by_naming_the_county(tmp_path: Path) -> None:
    material = city(tmp_path, {"320206001": 300, "320206002": 250, "320206500": 1}, [("320206001", True), ("320206500", True)])
    NEEDS.content.frame(material)
    made = material.made[NEEDS.content]
    assert isinstance(made, pl.DataFrame)
    material.made[NEEDS.content] = made.with_columns(region_code=pl.lit("3202"))
    assert {(refusal.cell, refusal.rule) for refusal in NEEDS.content.refusals(material)} == {("N0", "few_households"), ("N1", "few_households")}


def test_gate_refuses_a_card_that_names_too_small_a_place(tmp_path: Path) -> None:
    material = city(tmp_path, {TOWNS[0]: FEWEST - 1, TOWNS[1]: FEWEST}, [(TOWNS[0], True), (TOWNS[1], True), (TOWNS[0], False)])
    assert NEEDS.content.refusals(material) == []
    made = material.made[NEEDS.content]
    assert isinstance(made, pl.DataFrame)
    material.made[NEEDS.content] = made.with_columns(region_code=pl.lit(TOWNS[0]))
    assert [(refusal.cell, refusal.rule) for refusal in NEEDS.content.refusals(material)] == [("N0", "few_households"), ("N1", "few_households")]


def city(folder: Path, homes: dict[str, int], asked: list[tuple[str, bool]], release: str = "first") -> Material:
    """So many assisted households in each town, one more who left, and needs of households and of projects."""
    codes = [town + "001" for town, count in homes.items() for _ in range(count + 1)]
    states = [state for count in homes.values() for state in ("exited", *["active"] * count)]
    needs = {
        "public_id": [f"N{order}" for order in range(len(asked))],
        "need_item_id": [1] * len(asked),
        "state": ["published"] * len(asked),
        "target": [7] * len(asked),
        "pledged": [6] * len(asked),
        "needed_by": [NEEDED_BY] * len(asked),
        "published_on": [NEEDED_BY] * len(asked),
        "region_code": [town for town, _ in asked],
        "household_id": [order if is_households else None for order, (_, is_households) in enumerate(asked)],
    }
    text, whole, day = pl.String, pl.Int64, pl.Date
    types = dict(zip(needs, (text, whole, text, whole, whole, day, day, text, whole), strict=True))
    tables = {
        "Household": pl.DataFrame({"region_code": codes, "state": states}),
        "Need": pl.DataFrame(needs, schema=types),
        "NeedItem": pl.DataFrame({"id": [1], "code": ["coat"], "name": ["棉衣"], "kind": ["goods"], "unit": ["件"]}),
    }
    folder.mkdir(exist_ok=True)
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return Material(Extract(folder, dict.fromkeys(DATABASES, datetime(2026, 5, 1, tzinfo=UTC)), {}), Ledger(folder / "ledger", release))
