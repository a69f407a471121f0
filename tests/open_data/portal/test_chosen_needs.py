"""The orders of the needs list, on needs that differ in all that they are ordered by."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from open_data.portal.chosen_needs import FILTERS, ORDERS, ROWS, Chosen

NEEDS = (
    # number, item, name, missing, needed by, published in, place
    ("Na", "WHEELCHAIR", "轮椅", "few", "2020-09-01", "2020-05-01", "320282112"),
    ("Nb", "QUILT", "棉被", "many", "2020-07-01", "2020-06-01", "320281101"),
    ("Nc", "WHEELCHAIR", "轮椅", "one", "2020-08-01", "2020-04-01", "3202"),
)
COLUMNS = ("number", "item", "item_name", "missing", "needed_in", "published_in", "region_code")


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [
        ("best", ["Nc", "Na", "Nb"]),
        ("urgent", ["Nb", "Nc", "Na"]),
        ("newest", ["Nb", "Na", "Nc"]),
        ("nearest", ["Na", "Nb", "Nc"]),
        ("remaining", ["Nb", "Na", "Nc"]),
    ],
)
def test_needs_stand_in_the_order_that_was_chosen(sort: str, numbers: list[str]) -> None:
    chosen = Chosen(dict.fromkeys(FILTERS, ""), sort=sort, far={"320282112": 0, "320281101": 40}, found=("Nc", "Na", "Nb"))
    assert listed(chosen, sort) == numbers


def test_words_leave_what_they_do_not_find_and_filters_what_they_do_not_name() -> None:
    words = Chosen(dict.fromkeys(FILTERS, "") | {"words": "轮椅"}, found=("Nc", "Na"))
    assert listed(words, words.order) == ["Nc", "Na"]
    assert listed(words.but(county="320282"), "best") == ["Na"]
    assert listed(words.but(item="QUILT"), "best") == []


def listed(chosen: Chosen, order: str) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE needs ({', '.join(COLUMNS)}, kind DEFAULT 'goods', state DEFAULT 'published')")
        connection.executemany(f"INSERT INTO needs ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})", NEEDS)
        return [row[0] for row in connection.execute(ROWS + ORDERS[order], chosen.values)]


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ({}, "urgent"),
        ({"words": "轮椅"}, "best"),
        ({"near": "320282"}, "nearest"),
        ({"words": "轮椅", "near": "320282"}, "nearest"),
        ({"words": "轮椅", "near": "320282", "sort": "best"}, "best"),
        ({"sort": "nearest"}, "urgent"),
        ({"sort": "best"}, "urgent"),
        ({"sort": "remaining; DROP TABLE needs"}, "urgent"),
    ],
)
def test_order_that_makes_no_sense_gives_way_to_one_that_does(asked: dict[str, str], order: str) -> None:
    far = {"320282": 0} if "near" in asked else {}
    filters = dict.fromkeys(FILTERS, "") | {name: value for name, value in asked.items() if name in FILTERS}
    assert Chosen(filters, asked.get("near", ""), asked.get("sort", ""), far=far).order == order
