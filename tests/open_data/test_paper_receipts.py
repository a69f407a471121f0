"""How many households signed on paper is told where eleven stand behind it, and never so that it says of one for certain how it signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from databases.connections import DATABASES
from open_data.extract import Extract
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.paper_receipts import PAPER_RECEIPTS

COUNTY, OTHER = "320282", "320281"
FEWEST = 11
WHEN = datetime(2026, 4, 1, tzinfo=UTC)
Signed = Mapping[int, tuple[str, bool]]  # county, and whether on paper, by household


def city(folder: Path, signed: Signed, release: str = "1", state: str = "closed", by_household: bool = True) -> Material:
    """Households that signed for what they needed."""
    rows = [(home, f"{county}101", state, by_household, WHEN if on_paper else None) for home, (county, on_paper) in signed.items()]
    names = ("household_id", "region_code", "state", "received_by_household", "assisted_at")
    types = dict(zip(names, (pl.Int64, pl.String, pl.String, pl.Boolean, pl.Datetime("us", "UTC")), strict=True))
    folder.mkdir(exist_ok=True)
    pl.DataFrame(rows, types, orient="row").write_parquet(folder / "Pledge.parquet")
    return Material(Extract(folder, dict.fromkeys(DATABASES, datetime(2026, 5, 1, tzinfo=UTC)), {}), Ledger(folder / "ledger", release))


def said(material: Material) -> dict[str, tuple[Decimal, str]]:
    return {place: (share, as_of) for place, share, as_of in PAPER_RECEIPTS.content.frame(material).collect().iter_rows()}


def homes(on_paper: int, themselves: int, county: str = COUNTY, first: int = 1) -> dict[int, tuple[str, bool]]:
    return {first + place: (county, place < on_paper) for place in range(on_paper + themselves)}


def test_share_stands_where_eleven_households_signed_and_never_says_none_or_all(tmp_path: Path) -> None:
    signed = homes(FEWEST, 0) | homes(3, 7, OTHER, 100)
    assert said(city(tmp_path, signed)) == {COUNTY: (Decimal("0.95"), "1"), COUNTY[:4]: (Decimal("0.65"), "1")}
    assert said(city(tmp_path / "none", homes(0, FEWEST)))[COUNTY][0] == Decimal("0.05")


def test_who_has_not_signed_is_not_counted(tmp_path: Path) -> None:
    assert said(city(tmp_path / "delivered", homes(20, 20), state="delivered")) == {}
    assert said(city(tmp_path / "officers", homes(20, 20), by_household=False)) == {}


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.integers(1, 40), st.tuples(st.sampled_from([COUNTY, OTHER]), st.booleans()), min_size=8), max_size=5))
def test_no_two_shares_of_a_place_tell_of_fewer_than_eleven_households(releases: list[dict[int, tuple[str, bool]]]) -> None:
    with TemporaryDirectory() as folder:
        behind: dict[tuple[str, str], frozenset[tuple[int, bool]]] = {}
        for order, signed in enumerate(releases):
            material = city(Path(folder), signed, str(order))
            assert PAPER_RECEIPTS.content.refusals(material) == []
            for place, (share, as_of) in said(material).items():
                assert Decimal("0.05") <= share <= Decimal("0.95")
                now = frozenset((home, on_paper) for home, (county, on_paper) in signed.items() if county.startswith(place))
                assert len(behind.setdefault((place, as_of), now)) >= FEWEST
            PAPER_RECEIPTS.content.keep(material)
        for (place, as_of), there in behind.items():
            others = [other for (name, then), other in behind.items() if name == place and then != as_of]
            assert all(len({home for home, _ in there ^ other}) >= FEWEST for other in others)
