"""What must not leave stops the whole release, and two releases together tell no more than each alone."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import orjson
import polars as pl
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identity_numbers import check_digit
from open_data import catalogue, register_names
from open_data.counts import CountRows
from open_data.extract import Extract
from open_data.gate.gate import RefusedReleaseError
from open_data.gate.name_words import EVERYDAY
from open_data.gate.names import NOBODY, SHORTEST_NAME, PrivateNames, beginnings
from open_data.household_file import MEMBERSHIP, NAME, PUBLISHED, HouseholdFile, rule, second, telling
from open_data.layout import CANDIDATES
from open_data.ledger import Ledger, Withdrawn
from open_data.material import Material
from open_data.release.build import Homes, Release, build
from open_data.release.package import Edition
from tests.open_data.conftest import DAY, KEYS, PUBLISHER, ignore

FIRST, SECOND, THIRD, NEXT_YEAR = "2020-06-30-1", "2020-07-31-1", "2020-08-31-1", "2021-06-30-1"


def doctored(extracted: Extract, folder: Path, kind: str, change: pl.Expr) -> Extract:
    """The same extract with one column of one kind changed."""
    shutil.copytree(extracted.folder, folder)
    pl.read_parquet(folder / f"{kind}.parquet").with_columns(change).write_parquet(folder / f"{kind}.parquet")
    return replace(extracted, folder=folder)


def build_alone(extracted: Extract, homes: Homes, *names: str, private: PrivateNames = NOBODY) -> Release:
    """A release of a few datasets only."""
    datasets = {name: catalogue.DATASETS[name] for name in names}
    return build(extracted, datasets, homes, Edition(FIRST, DAY, PUBLISHER), KEYS, ignore, private)


def test_identity_number_in_a_title_stops_the_release(extracted: Extract, tmp_path: Path) -> None:
    body = "32028119800101123"
    title = pl.lit(f"关于{body}{check_digit(body)}同志的通知").alias("title")
    homes = Homes(tmp_path / "open_data", tmp_path / "ledger")
    with pytest.raises(RefusedReleaseError) as refused:
        build_alone(doctored(extracted, tmp_path / "extract", "PolicyDocument", title), homes, "policy_documents")
    assert {"policy_documents.csv", "policy_documents.jsonl", "sunshine.db"} <= {refusal.dataset for refusal in refused.value.refusals}
    assert {refusal.rule for refusal in refused.value.refusals} == {"identity_number"}
    assert ("policy_documents.csv", "title", "row 2") in {(refusal.dataset, refusal.column, refusal.cell) for refusal in refused.value.refusals}
    assert body not in str(refused.value)
    assert not [path for path in homes.releases.rglob("*") if path.name != CANDIDATES]
    assert not homes.ledger.exists()


def test_household_of_the_register_named_in_a_title_stops_the_release(demo_city: tuple[Databases, City], extracted: Extract, tmp_path: Path) -> None:
    """In the middle of a sentence, where nothing but the register tells that it is a name; who publishes holds digests alone."""
    name = next(name for name in demo_city[1].members["name"].to_list() if len(name) == 3)
    title = pl.lit(f"关于龙河村修缮{name}房屋的通知").alias("title")
    told = doctored(extracted, tmp_path / "extract", "PolicyDocument", title)
    private = asyncio.run(register_names.read(demo_city[0]))
    assert name not in repr(private)
    with pytest.raises(RefusedReleaseError) as refused:
        build_alone(told, Homes(tmp_path / "open_data", tmp_path / "ledger"), "policy_documents", private=private)
    assert {refusal.rule for refusal in refused.value.refusals} == {"name_beside_place"}
    assert name not in str(refused.value)


def test_gate_is_told_of_everybody_on_the_register_under_a_key_of_one_run(demo_city: tuple[Databases, City]) -> None:
    one, other = (asyncio.run(register_names.read(demo_city[0])) for _ in range(2))
    everybody = set(demo_city[1].members["name"].to_list())
    assert all(one.has(name) and other.has(name) for name in everybody)
    assert not one.has("欧犇骉")
    assert len(one.digests) >= len(everybody)
    assert not np.intersect1d(one.digests, other.digests).size


def test_same_extract_without_it_is_released(demo_city: tuple[Databases, City], extracted: Extract, tmp_path: Path) -> None:
    homes = Homes(tmp_path / "open_data", tmp_path / "ledger")
    private = asyncio.run(register_names.read(demo_city[0]))
    assert build_alone(extracted, homes, "policy_documents", private=private).folder.is_dir()


def test_city_whose_people_are_called_like_words_is_released_and_a_name_in_it_is_found(
    demo_city: tuple[Databases, City], extracted: Extract, tmp_path: Path
) -> None:
    """In any large city somebody is called 万元 or 文明."""
    register = asyncio.run(register_names.read(demo_city[0]))
    words = {word for word in EVERYDAY if len(word) == SHORTEST_NAME} | {"项目", "国库", "季度", "储备", "车辆", "全部", "公斤", "时间"}
    private = replace(register, digests=np.union1d(register.digests, beginnings(sha256(register.key + word.encode()).digest() for word in words)))
    homes = Homes(tmp_path / "open_data", tmp_path / "ledger")
    assert build(extracted, catalogue.DATASETS, homes, Edition(FIRST, DAY, PUBLISHER), KEYS, ignore, private).folder.is_dir()
    goal = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("龙河村村民文明领取低保金")).otherwise("goal").alias("goal")
    planted = doctored(extracted, tmp_path / "extract", "HelpingPlan", goal)
    with pytest.raises(RefusedReleaseError) as refused:
        build_alone(planted, Homes(tmp_path / "other", tmp_path / "other ledger"), "helping_plans", private=private)
    found = {(refusal.dataset, refusal.column, refusal.rule) for refusal in refused.value.refusals}
    assert ("helping_plans.csv", "goal", "name_beside_place") in found


def test_change_of_a_few_households_waits(extracted: Extract, tmp_path: Path) -> None:
    """Three households got a yuan more than was known: no published sum tells it before eleven have changed."""
    content = catalogue.DATASETS["shared_proceeds"].content
    assert isinstance(content, CountRows)
    first = Material(extracted, Ledger(tmp_path / "ledger", FIRST))
    content.keep(first)
    corrected = pl.when(pl.int_range(pl.len()) < 3).then(pl.col("amount") + 1).otherwise("amount").alias("amount")
    changed = doctored(extracted, tmp_path / "extract", "DistributionLine", corrected)
    second = Material(changed, Ledger(tmp_path / "ledger", SECOND))
    shown = [column for column in content.frame(first).collect_schema() if column not in ("row", "as_of")]
    before, after = (content.frame(material).select(shown).sort(shown).collect() for material in (first, second))
    assert after.equals(before)
    assert content.refusals(second) == []
    unheld = Material(changed, Ledger(tmp_path / "no ledger", SECOND))
    assert not content.frame(unheld).select(shown).sort(shown).collect().equals(before)


def test_household_file_stays_the_same_within_a_year(extracted: Extract, tmp_path: Path) -> None:
    content = HouseholdFile()
    first = Material(extracted, Ledger(tmp_path, FIRST))
    frame = content.frame(first).collect()
    content.keep(first)
    second = Material(extracted, Ledger(tmp_path, SECOND))
    assert content.frame(second).collect().equals(frame)
    assert orjson.dumps(content.report(second)) == orjson.dumps(content.report(first))
    assert not set(content.frame(Material(extracted, Ledger(tmp_path, NEXT_YEAR))).collect()["id"]) & set(frame["id"])


@pytest.mark.parametrize(
    ("withdrawn", "is_there", "is_same"),
    [
        pytest.param(Withdrawn(), True, True, id="none is withdrawn"),
        pytest.param(Withdrawn(in_force=frozenset({FIRST})), True, True, id="another release of the year still holds it"),
        pytest.param(Withdrawn(in_force=frozenset({FIRST, SECOND})), False, False, id="withdrawn wherever it was"),
        pytest.param(Withdrawn(in_force=frozenset({FIRST}), candidates=frozenset({SECOND})), False, False, id="withdrawn, and with a candidate too"),
        pytest.param(Withdrawn(candidates=frozenset({FIRST, SECOND})), True, False, id="nobody was ever shown it"),
    ],
)
def test_household_file_that_was_withdrawn_has_no_second_in_its_year(
    extracted: Extract, tmp_path: Path, withdrawn: Withdrawn, is_there: bool, is_same: bool
) -> None:
    """Two releases hold the file of the year; which the third holds. The next year's, of one household less, tells of it beside any that somebody has."""
    content = HouseholdFile()
    for name in (FIRST, SECOND):
        content.keep(Material(extracted, Ledger(tmp_path, name)))
    first = content.frame(Material(extracted, Ledger(tmp_path, FIRST))).collect()
    third = Material(extracted, Ledger(tmp_path, THIRD, withdrawn))
    found = content.frame(third).collect()
    assert (not found.is_empty(), found.equals(first)) == (is_there, is_same)
    assert content.refusals(third) == []
    assert ("withdrawn_with" in (content.report(third) or {})) is not is_there
    gone = (pl.col("state") == "active").cum_sum() == 1
    one_less = doctored(extracted, tmp_path / "one less", "Household", pl.when(gone).then(pl.lit("exited")).otherwise("state").alias("state"))
    next_year = content.frame(Material(one_less, Ledger(tmp_path, NEXT_YEAR, withdrawn))).collect()
    assert next_year.is_empty() is not (withdrawn.candidates == {FIRST, SECOND})
    content.keep(third)
    assert (third.ledger.own_frame(PUBLISHED) is not None) is is_there


def test_gate_itself_refuses_a_second_household_file_of_a_year(extracted: Extract, tmp_path: Path) -> None:
    """However it came about: another file beside the one that stands, and one that was withdrawn."""
    content, first = HouseholdFile(), Material(extracted, Ledger(tmp_path, FIRST))
    content.keep(first)
    published, other = content.frame(first).collect(), content.frame(Material(extracted, Ledger(tmp_path / "another", FIRST))).collect()
    assert second(published, {FIRST: published}, withdrawn=()) == []
    assert second(published.clear(), {FIRST: published}, withdrawn={FIRST}) == []
    for file, withdrawn in ((other, set()), (other, {FIRST}), (published, {FIRST})):
        assert [(refusal.cell, refusal.rule) for refusal in second(file, {FIRST: published}, withdrawn)] == [(FIRST, "second_file")]


def test_household_file_reports_how_safe_it_is(extracted: Extract, tmp_path: Path) -> None:
    report = HouseholdFile().report(Material(extracted, Ledger(tmp_path, FIRST)))
    assert report is not None
    assert report["k"] >= 20
    assert catalogue.DATASETS[NAME].content.reads() & {("Household", "head_name"), ("Member", "name")} == set()


def test_gate_itself_counts_who_is_alike_in_the_household_file(extracted: Extract, tmp_path: Path) -> None:
    """However a file was made: one whose ledger was tampered with, or that another program wrote, is refused."""
    content, first = HouseholdFile(), Material(extracted, Ledger(tmp_path, FIRST))
    assert content.refusals(first) == []
    content.keep(first)
    one = pl.int_range(pl.len()) == 0
    kept = content.frame(first).collect()
    for change, reason in (({"labour": "alone"}, "few_alike"), ({"cause": "illness"}, "uniform")):
        alone = one if reason == "few_alike" else pl.lit(True)
        columns = [pl.when(alone).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in change.items()]
        Ledger(tmp_path, FIRST).save_frame(PUBLISHED, kept.with_columns(columns))
        assert reason in {refusal.rule for refusal in content.refusals(Material(extracted, Ledger(tmp_path, SECOND)))}


def test_gate_itself_compares_a_new_household_file_with_earlier_ones(extracted: Extract, tmp_path: Path) -> None:
    """Of two files that are the same but for one household, the difference is that household."""
    content, first = HouseholdFile(), Material(extracted, Ledger(tmp_path, FIRST))
    content.keep(first)
    membership = first.ledger.own_frame(MEMBERSHIP)
    assert membership is not None
    assert telling(membership, {FIRST: membership}, rule(first)) == []
    assert {refusal.rule for refusal in telling(membership[1:], {FIRST: membership}, rule(first))} == {"difference"}


def test_ledger_is_for_its_owner_alone(extracted: Extract, tmp_path: Path) -> None:
    material = Material(extracted, Ledger(tmp_path / "ledger", FIRST))
    HouseholdFile().keep(material)
    assert all(folder.stat().st_mode & 0o077 == 0 for folder in (tmp_path / "ledger").iterdir())
