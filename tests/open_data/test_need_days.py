"""How long help took is told where eleven households stand behind it, and never so that two releases tell of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from databases.connections import DATABASES
from open_data.extract import Extract
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.need_days import MEDIANS, NEED_DAYS

TOWN, OTHER = "320282101", "320282102"
PUBLISHED = date(2026, 1, 15)
FEWEST = 11
Arrived = Mapping[int, tuple[str, int]]  # town and days, by household


def city(folder: Path, arrived: Arrived, release: str = "1", state: str = "closed") -> Material:
    """Households, and the day on which what each of them needed came."""
    rows = [(1, home, town, state, PUBLISHED + timedelta(days)) for home, (town, days) in arrived.items()]
    names = ("need_id", "household_id", "region_code", "state", "delivered_on")
    types = dict(zip(names, (pl.Int64, pl.Int64, pl.String, pl.String, pl.Date), strict=True))
    folder.mkdir(exist_ok=True)
    pl.DataFrame(rows, types, orient="row").write_parquet(folder / "Pledge.parquet")
    pl.DataFrame({"id": [1], "published_on": [PUBLISHED]}).write_parquet(folder / "Need.parquet")
    return Material(Extract(folder, dict.fromkeys(DATABASES, datetime(2026, 5, 1, tzinfo=UTC)), {}), Ledger(folder / "ledger", release))


def said(material: Material) -> dict[str, tuple[int, str]]:
    return {place: (days, as_of) for place, days, as_of in NEED_DAYS.content.frame(material).collect().iter_rows()}


def alike(count: int, days: int, town: str = TOWN, first: int = 1) -> dict[int, tuple[str, int]]:
    return {home: (town, days) for home in range(first, first + count)}


def test_median_stands_where_eleven_households_are_behind_it(tmp_path: Path) -> None:
    arrived = alike(6, 10) | alike(5, 43, first=7) | alike(FEWEST - 1, 90, OTHER, first=100)
    assert said(city(tmp_path, arrived)) == {TOWN: (10, "1"), TOWN[:6]: (45, "1"), TOWN[:4]: (45, "1")}


def test_what_nobody_has_signed_for_is_not_counted(tmp_path: Path) -> None:
    assert said(city(tmp_path, alike(30, 10), state="delivered")) == {}


def test_median_waits_until_eleven_households_have_changed(tmp_path: Path) -> None:
    first = city(tmp_path, alike(FEWEST, 10))
    NEED_DAYS.content.keep(first)
    waiting = city(tmp_path, alike(FEWEST, 10) | alike(FEWEST - 1, 50, first=50), "2")
    assert said(waiting) == dict.fromkeys((TOWN, TOWN[:6], TOWN[:4]), (10, "1"))
    NEED_DAYS.content.keep(waiting)
    changed = city(tmp_path, alike(FEWEST, 10) | alike(FEWEST + 1, 50, first=50), "3")
    assert said(changed) == dict.fromkeys((TOWN, TOWN[:6], TOWN[:4]), (50, "3"))
    report = NEED_DAYS.content.report(waiting)
    assert report is not None
    assert report["rows_of_earlier_releases"] == 3


def test_gate_refuses_a_median_of_few_and_one_that_tells_of_the_change(tmp_path: Path) -> None:
    NEED_DAYS.content.keep(city(tmp_path, alike(FEWEST, 10)))
    material = city(tmp_path, alike(FEWEST + 1, 10), "2")
    assert NEED_DAYS.content.refusals(material) == []
    behind = MEDIANS.behind(material).filter(region_code=TOWN).collect()
    told = {TOWN: range(1, FEWEST + 2), OTHER: range(FEWEST - 1)}
    rows = [(place, home) for place, homes in told.items() for home in homes]
    of = pl.DataFrame(rows, {"region_code": pl.String, "household": pl.Int64}, orient="row")
    material.made[MEDIANS] = of.join(behind.head(1).select("value", "adds", as_of=pl.lit("2")), how="cross").select(behind.columns)
    assert [(refusal.cell, refusal.rule) for refusal in NEED_DAYS.content.refusals(material)] == [(OTHER, "derivable"), (TOWN, "difference")]


@settings(max_examples=60)
@given(st.lists(st.dictionaries(st.integers(1, 40), st.tuples(st.sampled_from([TOWN, OTHER]), st.integers(0, 400)), min_size=8), max_size=5))
def test_no_two_medians_of_a_place_tell_of_fewer_than_eleven_households(releases: list[dict[int, tuple[str, int]]]) -> None:
    with TemporaryDirectory() as folder:
        behind: dict[tuple[str, str], frozenset[tuple[int, int]]] = {}
        for order, arrived in enumerate(releases):
            material = city(Path(folder), arrived, str(order))
            assert NEED_DAYS.content.refusals(material) == []
            for place, (days, as_of) in said(material).items():
                assert days % 5 == 0
                now = frozenset((home, taken) for home, (town, taken) in arrived.items() if town.startswith(place))
                assert len(behind.setdefault((place, as_of), now)) >= FEWEST
            NEED_DAYS.content.keep(material)
        for (place, as_of), homes in behind.items():
            others = [other for (there, then), other in behind.items() if there == place and then != as_of]
            assert all(len({home for home, _ in homes ^ other}) >= FEWEST for other in others)


def test_ledger_keeps_who_stands_behind_and_no_file_does(tmp_path: Path) -> None:
    material = city(tmp_path, alike(FEWEST, 10))
    NEED_DAYS.content.keep(material)
    (kept,) = (tmp_path / "ledger").rglob("*.parquet")
    assert list(pl.read_parquet_schema(kept)) == ["region_code", "value", "as_of", "household", "adds"]
    assert "household" not in {column.name for column in NEED_DAYS.columns}
