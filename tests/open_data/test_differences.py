"""Releases held against each other: no difference and no repartition tells of fewer than eleven households."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from open_data.anonymise import batches
from open_data.anonymise.dimensions import kinds, months, places
from open_data.anonymise.tables import Table, protect
from open_data.gate.differences import Release, StoredRelease, check, check_totals, reconcile, totals, with_cuts
from open_data.gate.refusal import sentences

TOWNS = [f"3202{county}{town}" for county in ("05", "06", "11", "13") for town in (101, 102, 103)]
GROUPS = {"A": "x", "B": "x", "C": "y", "D": "y", "E": "y"}
TABLE = Table(
    (places(), kinds(GROUPS), months()), ("year", "group", "kind", "county", "town"), (("town", "year"), ("county", "kind", "year"), ("city", "year"))
)


def attack(seed: int = 7) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Twelve towns by five kinds, every cell with at least eleven households; 1.5 % of the households change between two releases."""
    rng = np.random.default_rng(seed)
    counts = {(town, kind): int(rng.integers(12, 60)) for town in TOWNS for kind in GROUPS}
    first = pl.DataFrame(
        [
            (f"{town}{kind}{number}", f"{town}001", kind, "2018-05", 10_000 + int(rng.integers(0, 9000)))
            for (town, kind), count in counts.items()
            for number in range(count)
        ],
        schema=["household", "place", "kind", "month", "cents"],
        orient="row",
    )
    left = pl.Series(rng.random(len(first)) < 0.0075)
    entered = first.filter(pl.Series(rng.random(len(first)) < 0.0075)).with_columns(pl.col("household") + "new")
    return first, pl.concat([first.filter(~left), entered])


def released(name: str, payments: pl.DataFrame, earlier: list[Release]) -> Release:
    return reconcile(Release.of(name, protect(payments, TABLE), TABLE), earlier)


def visible_differences(first: Release, second: Release, payments: tuple[pl.DataFrame, pl.DataFrame]) -> list[int]:
    """What the attacker finds: for each pair of rows with the same codes and different money, how many households truly differ."""
    codes = [column for column in first.rows.columns if column not in ("row", "households", "cents", "together", "as_of")]
    pairs = first.rows.join(second.rows, on=codes, suffix="_new").filter(pl.col("cents") != pl.col("cents_new"))
    return [_changed(row["place"], row["kind"], payments) for row in pairs.iter_rows(named=True)]


def _changed(places_: list[str], kinds_: list[str], payments: tuple[pl.DataFrame, pl.DataFrame]) -> int:
    inside = pl.any_horizontal(pl.col("place").str.starts_with(code) for code in places_) & pl.col("kind").is_in(kinds_)
    before, after = (set(frame.filter(inside)["household"]) for frame in payments)
    return len(before ^ after)


def test_attack_on_two_releases_works_without_the_gate_and_fails_with_it() -> None:
    before, after = attack()
    first = released("2019", before, [])
    plain = Release.of("2020", protect(after, TABLE), TABLE)
    found = visible_differences(first, plain, (before, after))
    assert sum(1 <= number <= 10 for number in found) >= 20
    assert check(plain, [first], "assistance")
    second = released("2020", after, [first])
    assert not any(1 <= number <= 10 for number in visible_differences(first, second, (before, after)))
    assert check(second, [first], "assistance") == []


def test_attack_on_three_releases_fails() -> None:
    before, after = attack()
    releases: list[Release] = []
    for number, payments in enumerate((before, after, attack(8)[1], before)):
        releases.append(released(f"r{number}", payments, releases))
        assert check(releases[-1], releases[:-1], "assistance") == []


def test_change_of_many_households_is_published() -> None:
    before, _ = attack()
    more = before.filter(pl.col("place") == f"{TOWNS[0]}001", pl.col("kind") == "A").with_columns(pl.col("household") + "new")
    first = released("2019", before, [])
    second = released("2020", pl.concat([before, more]), [first])
    assert second.rows["cents"].sum() == before["cents"].sum() + more["cents"].sum()


def test_small_change_waits_and_looks_like_none_and_the_row_of_a_large_one_says_of_when_it_is() -> None:
    before, _ = attack()
    first = released("2019", before, [])
    one = before.head(1).with_columns(pl.col("household") + "new")
    second = released("2020", pl.concat([before, one]), [first])
    assert second.rows.equals(first.rows)
    assert second.rows.equals(released("2020", before, [first]).rows)
    many = pl.concat([one.with_columns(pl.col("household") + str(number)) for number in range(11)])
    third = released("2021", pl.concat([before, one, many]), [first, second])
    assert third.rows["cents"].sum() == before["cents"].sum() + one["cents"].sum() + many["cents"].sum()
    assert sorted(third.rows["as_of"].to_list()) == ["2019"] * (third.rows.height - 1) + ["2021"]
    assert third.rows["row"].to_list() == second.rows["row"].to_list()


def test_totals_of_a_release_are_sums_of_its_rows() -> None:
    """So that a total gives away no change that its rows keep back."""
    before, after = attack()
    first = released("2019", before, [])
    second = released("2020", after, [first])
    beside, _ = totals(second, [first], TABLE)
    for level in ("town, year", "county, kind, year", "city, year"):
        assert beside.filter(pl.col("level") == level)["cents"].sum() == second.rows["cents"].sum()
    assert beside.filter(pl.col("level") == "city, year")["cents"].item() != after["cents"].sum()


STANDING = Table((places(), kinds(GROUPS)), ("county", "kind", "town"), (("county",),))


def standing(counts: dict[tuple[str, str], range]) -> pl.DataFrame:
    """Households by town and kind, of whom nothing but their number is told."""
    rows = [(f"{town}-{number}", f"{town}001", kind, 0) for (town, kind), numbers in counts.items() for number in numbers]
    return pl.DataFrame(rows, schema=["household", "place", "kind", "cents"], orient="row")


def stated(name: str, households: pl.DataFrame) -> Release:
    return Release.of(name, protect(households, STANDING), STANDING)


@pytest.mark.parametrize(
    ("town", "before", "after"),
    [
        pytest.param(TOWNS[0], range(20), range(21), id="one comes"),
        pytest.param(TOWNS[0], range(20), range(1, 21), id="one comes for one who goes"),
        pytest.param(TOWNS[1], range(10), range(11), id="a cell becomes large enough to be told"),
        pytest.param(TOWNS[1], range(11), range(10), id="a cell becomes too small to be told"),
    ],
)
def test_count_that_few_households_change_waits(town: str, before: range, after: range) -> None:
    others = {(each, "A"): range(30) for each in TOWNS if each != town}
    first = stated("2019", standing({**others, (town, "A"): before}))
    plain = stated("2020", standing({**others, (town, "A"): after}))
    assert {refusal.rule for refusal in check(plain, [first], "register")} == {"difference"}
    second = reconcile(plain, [first])
    assert check(second, [first], "register") == []
    assert "2019" in second.rows["as_of"]


def test_one_who_comes_is_not_seen_behind_many_who_move() -> None:
    """Twelve households go from one kind to another and one more comes: the difference of both rows together is what that one got."""
    paid = standing({(TOWNS[0], "A"): range(40), (TOWNS[0], "B"): range(100, 130)}).with_columns(cents=pl.lit(100_00, pl.Int64))
    moves = pl.col("household").is_in([f"{TOWNS[0]}-{number}" for number in range(12)])
    after = paid.with_columns(kind=pl.when(moves).then(pl.lit("B")).otherwise("kind"))
    first = stated("2019", paid)
    assert check(stated("2020", after), [first], "assistance") == []
    one = standing({(TOWNS[0], "B"): range(200, 201)}).with_columns(cents=pl.lit(100_00, pl.Int64))
    plain = stated("2020", pl.concat([after, one]))
    assert {refusal.rule for refusal in check(plain, [first], "assistance")} == {"difference"}
    second = reconcile(plain, [first])
    assert second.rows["cents"].sum() == first.rows["cents"].sum()


def test_total_that_few_households_change_is_withheld() -> None:
    """Twelve households come into a second row, and all but one of them stand in the first: their county has one more household."""
    first = stated("2019", standing({(TOWNS[0], "A"): range(20), (TOWNS[0], "B"): range(12)}))
    second = reconcile(stated("2020", standing({(TOWNS[0], "A"): range(20), (TOWNS[0], "B"): range(9, 21)})), [first])
    assert check(second, [first], "register") == []
    assert set(second.rows.select(pl.col("kind").list.first(), "as_of").iter_rows()) == {("A", "2019"), ("B", "2020")}
    told, _ = totals(second, [], STANDING)
    assert len(told) == 1
    assert {refusal.rule for refusal in check_totals(told, second, [first], "register_totals", STANDING)} == {"difference"}
    told, withheld = totals(second, [first], STANDING)
    assert (len(told), len(withheld)) == (0, 1)


OF_TOWNS = Table((places(), kinds(GROUPS)), ("county", "kind", "town"), (("county",), ("town",)))
FEW_OF_TWO_KINDS = {
    (town, kind): range(number, number + size) for town in TOWNS[:2] for kind, number, size in (("A", 0, 6), ("B", 100, 6), ("C", 200, 20))
}


@pytest.mark.parametrize(
    ("come", "towns"),
    [
        pytest.param({}, [32, 32], id="nobody"),
        pytest.param({(TOWNS[0], "C"): range(900, 911)}, [43, 32], id="eleven into a row inside a town"),
        pytest.param({(TOWNS[0], "A"): range(900, 911)}, [], id="eleven into a row of both towns"),
    ],
)
def test_total_that_cuts_through_rows_stands_in_later_releases_while_nothing_of_them_has_changed(
    come: dict[tuple[str, str], range], towns: list[int]
) -> None:
    """Two kinds have six households in each of two towns: what a town's total cuts off is twelve households of both kinds together."""
    paid, more = (standing(households).with_columns(cents=pl.lit(1, pl.Int64)) for households in (FEW_OF_TWO_KINDS, come))
    first = Release.of("2019", protect(paid, OF_TOWNS), OF_TOWNS)
    assert first.cuts["level"].unique().to_list() == ["town"]
    later = [first]
    for name in ("2020", "2021"):
        now = pl.concat([paid, more], how="vertical_relaxed")
        new = reconcile(Release.of(name, protect(now, OF_TOWNS), OF_TOWNS), later)
        told, withheld = totals(new, later, OF_TOWNS)
        assert told.filter(level="town").sort("place")["cents"].to_list() == towns
        assert len(withheld) == 2 - len(towns)
        later.append(with_cuts(new, told, OF_TOWNS))
        assert check(later[-1], later[:-1], "assistance") == []


def test_other_cut_of_the_same_payments_is_refused() -> None:
    """Three households stand with nine, then with twelve others whose sum was published: the three would follow."""
    counts = {TOWNS[0]: 3, TOWNS[1]: 9, TOWNS[2]: 12}
    rows = [(f"{town}{number}", f"{town}001", "A", "2018-05", 100) for town, count in counts.items() for number in range(count)]
    before = pl.DataFrame(rows, schema=["household", "place", "kind", "month", "cents"], orient="row")
    grown = [(f"{TOWNS[1]}new{number}", f"{TOWNS[1]}001", "A", "2018-05", 100) for number in range(12)]
    after = pl.concat([before, pl.DataFrame(grown, schema=before.schema, orient="row")])
    first = released("2019", before, [])
    rules = {refusal.rule for refusal in check(Release.of("2020", protect(after, TABLE), TABLE), [first], "assistance")}
    assert rules == {"repartition"}
    assert check(released("2020", after, [first]), [first], "assistance") == []


@settings(max_examples=5)
@given(st.lists(st.integers(0, 2**16), min_size=2, max_size=3))
def test_no_chain_of_releases_tells_of_few_households(seeds: list[int]) -> None:
    releases: list[Release] = []
    for number, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        frame, _ = attack(1)
        payments = frame.filter(pl.Series(rng.random(len(frame)) < rng.choice([1, 0.99, 0.9, 0.5])))
        releases.append(released(f"r{number}", payments, releases))
        assert check(releases[-1], releases[:-1], "assistance") == []


def test_ledger_keeps_releases_privately(tmp_path: Path) -> None:
    first = released("2019", attack()[0], [])
    first.save(tmp_path / "ledger")
    (kept,) = Release.load_all(tmp_path / "ledger")
    assert kept.rows.equals(first.rows)
    assert kept.contributions.lazy().collect().equals(first.contributions.lazy().collect())
    assert (tmp_path / "ledger").stat().st_mode & 0o077 == 0


def test_release_that_lies_in_files_of_the_moment_is_the_same_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where its shares are many; its files go with it."""
    release = released("2018-06-30", attack()[0], [])
    for most in (batches.HELD, 100):
        monkeypatch.setattr(batches, "HELD", most)
        stored = StoredRelease(release)
        again = stored.load()
        assert again.name == release.name
        assert all(getattr(again, part).lazy().collect().equals(getattr(release, part)) for part in ("rows", "cells", "contributions", "cuts"))
        folder = stored._folder.path
        assert folder.stat().st_mode & 0o077 == 0
        del stored
        assert not folder.exists()


def test_shares_that_lie_in_files_tell_what_they_tell_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _told_with_the_ledger(tmp_path / "whole")
    for limit in ("MOST", "HELD", "READ"):
        monkeypatch.setattr(batches, limit, 90)
    assert isinstance(protect(attack()[0], TABLE).contributions, batches.Stored)
    for parts, found in zip(_told_with_the_ledger(tmp_path / "parts"), whole, strict=True):
        assert parts.sort(pl.all()).equals(found.sort(pl.all()))


def _told_with_the_ledger(ledger: Path) -> list[pl.DataFrame]:
    """What a second release and its totals say, and what the gate refuses where nothing waits."""
    before, after = attack()
    first = released("2019", before, [])
    with_cuts(first, totals(first, [], TABLE)[0], TABLE).save(ledger)
    earlier, plain = Release.load_all(ledger), Release.of("2020", protect(after, TABLE), TABLE)
    second = reconcile(plain, earlier)
    refused = pl.DataFrame([(each.cell, each.rule) for each in check(plain, earlier, "assistance")], schema=["cell", "rule"], orient="row")
    codes = [pl.col(name).list.join(" ") for name in (*second.dimensions, "together")]
    return [second.rows.with_columns(codes), second.cells, second.contributions.lazy().collect(), *totals(second, earlier, TABLE), refused]


def test_refusals_are_sentences_in_two_languages() -> None:
    before, after = attack()
    first = released("2019", before, [])
    lines = sentences(check(Release.of("2020", protect(after, TABLE), TABLE), [first], "assistance"))
    assert "不足 11 户" in lines[0]
    assert "fewer than 11 households" in lines[0]
