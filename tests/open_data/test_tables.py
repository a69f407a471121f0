"""Tables of people and money: what is published adds up, and nothing smaller than eleven households follows from it."""

from __future__ import annotations

from itertools import product

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from open_data.anonymise import batches
from open_data.anonymise.dimensions import kinds, months, places
from open_data.anonymise.recoverability import audit, withhold
from open_data.anonymise.tables import Protected, Table, protect
from tests.open_data.demo_payments import TABLE, payments

TOWNS = ["320205101", "320205102", "320205103", "320206101", "320206102"]
SMALL = Table(
    (places(), kinds({"A": "x", "B": "x", "C": "y"}), months()),
    ("year", "group", "kind", "county", "town"),
    (("town", "year"), ("county", "kind", "year")),
)


@pytest.fixture(scope="module")
def demo() -> tuple[pl.DataFrame, Protected]:
    given_payments = payments(600)
    return given_payments, protect(given_payments, TABLE)


def test_every_payment_is_in_one_row_and_rows_add_up_to_the_cent(demo: tuple[pl.DataFrame, Protected]) -> None:
    given_payments, protected = demo
    assert protected.rows["cents"].sum() == given_payments["cents"].sum()
    assert protected.contributions["cents"].sum() == given_payments["cents"].sum()
    inside = protected.contributions.join(protected.cells, on="cell").group_by("row").agg(pl.col("cents").sum())
    assert inside.sort("row")["cents"].to_list() == protected.rows.sort("row")["cents"].to_list()


def test_table_that_is_worked_out_in_small_batches_and_files_is_the_same(
    demo: tuple[pl.DataFrame, Protected], monkeypatch: pytest.MonkeyPatch
) -> None:
    given_payments, protected = demo
    for limit, rows in (("MOST", 4_000), ("HELD", 1_000), ("READ", 1_000)):
        monkeypatch.setattr(batches, limit, rows)
    found = protect(given_payments, TABLE)
    assert isinstance(found.contributions, batches.Stored)
    assert found.contributions.lazy().collect().equals(protected.contributions.lazy().collect())
    assert found.cells.equals(protected.cells)
    assert found.rows.equals(protected.rows)
    assert found.totals.equals(protected.totals)
    assert found.report == protected.report


def test_every_row_and_total_has_eleven_households_behind_it(demo: tuple[pl.DataFrame, Protected]) -> None:
    given_payments, protected = demo
    assert _households(protected)["households"].min() >= 11
    for code, year, cents in protected.totals.filter(pl.col("level") == "town, year").select("place", "month", "cents").iter_rows():
        behind = given_payments.filter(pl.col("place").str.starts_with(code), pl.col("month").str.starts_with(year))
        assert behind["household"].n_unique() >= 11
        assert behind["cents"].sum() == cents


def test_boxes_of_rows_cover_every_cell_once(demo: tuple[pl.DataFrame, Protected]) -> None:
    """What a row says it covers is what it was added up from; also the places in which nobody was paid lie in at most one row."""
    _, protected = demo
    cells = protected.cells
    covers = [
        (row["row"], *(set(cells.filter(pl.col(row[f"{column}_level"]).is_in(row[column]))["cell"]) for column in ("place", "kind", "month")))
        for row in protected.rows.iter_rows(named=True)
    ]
    assigned = {key[0]: set(part["cell"]) for key, part in cells.partition_by("row", as_dict=True).items()}
    for row, places_, kinds_, months_ in covers:
        assert places_ & kinds_ & months_ == assigned[row]


def test_count_is_always_rounded_the_same_way(demo: tuple[pl.DataFrame, Protected]) -> None:
    _, protected = demo
    true = _households(protected).join(protected.rows.select("row", shown="households"), on="row")
    assert (true["shown"] % 5 == 0).all()
    assert ((true["shown"].cast(pl.Int64) - true["households"].cast(pl.Int64)).abs() <= 2).all()
    assert true.group_by("households").agg(pl.col("shown").n_unique())["shown"].max() == 1


def test_row_of_several_codes_says_at_which_level(demo: tuple[pl.DataFrame, Protected]) -> None:
    _, protected = demo
    several = protected.rows.filter(pl.col("place").list.len() > 1)
    assert len(several)
    assert (several["together"].list.contains(several["place_level"])).all()


def test_published_totals_and_rows_pass_the_audit(demo: tuple[pl.DataFrame, Protected]) -> None:
    """The audit knows nothing of how the table was made: it gets rows and totals."""
    _, protected = demo
    result = audit(protected.contributions, _families(protected, TABLE), 11, 0.2)
    assert result.leaks == ()
    assert protected.report.cells == len(protected.cells)


def test_hidden_town_follows_from_the_total_of_its_county() -> None:
    """A parent with all its children published but one: the total is withheld."""
    contributions, rows = _two_by_two({(0, 0): 3, (0, 1): 20, (1, 0): 20, (1, 1): 20}, together=[(0, 0), (1, 0)])
    total = pl.DataFrame({"cell": [0, 1], "figure": [7, 7]})  # the town (0, ·): its kind 1 stands alone, so kind 0 is what remains
    assert audit(contributions, [rows, total], 11, 0.2).leaks[0].households == 3
    withheld, after = withhold(contributions, rows, [total], 11, 0.2)
    assert withheld == {7}
    assert after.leaks == ()


def test_group_of_small_cells_follows_although_no_single_one_does() -> None:
    """Two cells of four households each, in two rows: neither is known, but their sum is published, and it is of eight households."""
    contributions, _ = _cells([4, 4, 30, 30], together=[])
    rows = pl.DataFrame({"cell": [0, 2, 1, 3], "figure": [0, 0, 1, 1]})
    sum_of_two = pl.DataFrame({"cell": [0, 1], "figure": [3, 3]})
    assert [round(leak.at_least) for leak in audit(contributions, [rows, sum_of_two], 11, 0.2).leaks] == [8, 8]
    assert audit(contributions, [rows], 11, 0.2).leaks == ()


def test_household_in_two_cells_counts_once() -> None:
    """The same eight households in two kinds are eight, not sixteen."""
    contributions = pl.DataFrame({"cell": [0] * 8 + [1] * 8 + [2] * 20, "household": [*range(8), *range(8), *range(100, 120)], "cents": [100] * 36})
    rows, total = pl.DataFrame({"cell": [0, 1, 2], "figure": [0, 0, 0]}), pl.DataFrame({"cell": [0, 1], "figure": [3, 3]})
    assert audit(contributions, [rows, total], 11, 0.2).leaks[0].at_least == pytest.approx(8)


def test_large_payment_that_its_neighbours_could_work_out_stays_in_a_wider_row() -> None:
    frame = _payments({("320205101", "A"): [100] * 12, ("320205102", "A"): [100] * 30, ("320205103", "A"): [100_000] + [10] * 11})
    rows = protect(frame, SMALL).rows
    assert not rows.filter(pl.col("place").list.contains("320205103") & (pl.col("place").list.len() == 1)).height


def test_the_same_money_told_by_other_kinds_once_more_would_be_that_of_few() -> None:
    """Of two towns in which 37 and 38 fell ill and three and two had a fire the illnesses have rows, and the fires stand together with those of a third town. Taken
    from what lists paid there for all emergencies, the illnesses leave the fires."""
    one, other, third, *_ = TOWNS
    reliefs = _payments({(one, "A"): [100] * 37, (other, "A"): [100] * 38, (one, "B"): [100] * 3, (other, "B"): [100] * 2, (third, "B"): [100] * 20})
    by_kind, paid = (_stand(protect(frame, SMALL)) for frame in (reliefs, reliefs.with_columns(kind=pl.lit("C"))))
    assert min(map(len, by_kind + paid)) >= 11
    assert {len(paid_there - ill) for paid_there in paid for ill in by_kind if ill < paid_there} & set(range(1, 11))


def _stand(protected: Protected) -> list[set[str]]:
    """The households in each row."""
    return [set(each) for each in protected.contributions.join(protected.cells, on="cell").group_by("row").agg("household")["household"]]


@settings(max_examples=25)
@example([0, 17, 4, 0, 0, 0, 3, 4, 7, 0, 0, 0, 0, 0, 0], 0)  # what remains when a total is withheld has other atoms
@given(st.lists(st.integers(0, 25), min_size=15, max_size=15), st.integers(0, 3))
def test_no_visitor_finds_fewer_than_eleven_households(counts: list[int], shared: int) -> None:
    """Any small table: rows and totals add up, have enough households, and pass the audit; households may get several kinds."""
    amounts = {key: [100 + 7 * number for number in range(count)] for key, count in zip(product(TOWNS, "ABC"), counts, strict=True)}
    frame = _payments(amounts, shared)
    if frame["household"].n_unique() < 14:
        return
    protected = protect(frame, SMALL)
    assert protected.rows["cents"].sum() == frame["cents"].sum()
    assert _households(protected)["households"].min() >= 11 or len(protected.rows) == 1
    assert audit(protected.contributions, _families(protected, SMALL), 11, 0.2).leaks == ()


def _payments(amounts: dict[tuple[str, str], list[int]], shared: int = 0) -> pl.DataFrame:
    """Households of a town: the first `shared` kinds of help go to the same ones."""
    rows = []
    for (town, kind), given_amounts in amounts.items():
        same = "A" if "ABC".index(kind) < shared else kind
        rows += [(f"{town}{same}{number}", f"{town}001", kind, "2018-05", cents) for number, cents in enumerate(given_amounts)]
    return pl.DataFrame(rows, schema=["household", "place", "kind", "month", "cents"], orient="row")


def _cells(counts: list[int], together: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    cell = [number for number, count in enumerate(counts) for _ in range(count)]
    contributions = pl.DataFrame({"cell": cell, "household": range(len(cell)), "cents": [100] * len(cell)})
    return contributions, pl.DataFrame(
        {"cell": range(len(counts)), "figure": [0 if number in together else number + 1 for number in range(len(counts))]}
    )


def _two_by_two(counts: dict[tuple[int, int], int], together: list[tuple[int, int]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    places_ = list(counts)
    return _cells(list(counts.values()), [places_.index(place) for place in together])


def _households(protected: Protected) -> pl.DataFrame:
    return protected.contributions.join(protected.cells, on="cell").group_by("row").agg(households=pl.col("household").n_unique())


def _families(protected: Protected, table: Table) -> list[pl.DataFrame]:
    """Rows and each level of the published totals, as the audit takes them."""
    return [protected.cells.select("cell", figure="row"), *protected.families(table).values()]
