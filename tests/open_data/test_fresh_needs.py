"""Needs that are published anew beside a release: small, signed, held against everything that was said before, and gone with their release."""

from __future__ import annotations

import asyncio
import shutil
import zipfile
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from databases.clock import SHANGHAI
from databases.connections import DATABASES
from databases.identity_numbers import check_digit
from open_data import catalogue, shelf
from open_data.extract import Extract
from open_data.gate.gate import RefusedReleaseError
from open_data.gate.names import NOBODY, PrivateNames
from open_data.in_force import InForce
from open_data.layout import ARCHIVE, DATABASE, FRESH, SEARCH
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.needs import FEWEST, NEEDS
from open_data.release import fresh_needs, seal
from open_data.release.build import Homes, Release
from open_data.release.states import Record, settle
from search.cluster import Cluster
from search.desk import Desk
from search.documents import Document
from search.queries import FacetIs, Query
from sunshine.commands.index import ClusterAwayError, bring_in
from sunshine.commands.needs import indexed
from sunshine.settings import Settings
from tests.open_data.conftest import DAY, PUBLISHER, RELEASE_KEY
from tests.open_data.test_gate import FIRST, build_alone
from tests.open_data.test_needs import TOWNS, city

NOON = datetime(2020, 7, 1, 4, tzinfo=UTC)
LATER = pl.col("needed_by").dt.offset_by("2mo").alias("needed_by")


@pytest.fixture
def homes(extracted: Extract, tmp_path: Path) -> Homes:
    """A release of needs and divisions, in force."""
    found = Homes(tmp_path / "open_data", tmp_path / "ledger")
    built = build_alone(extracted, found, "needs", "divisions")
    settle(found.releases, [Record(built.name, built.digest, "published", DAY)], PUBLISHER.address, PUBLISHER.name)
    return found


def read_anew(extracted: Extract, folder: Path, *changes: pl.Expr, minutes: int = 0) -> Extract:
    """Needs alone, as they would be read some minutes later, with some columns changed."""
    folder.mkdir()
    for kind in fresh_needs.READS:
        rows = extracted.rows(kind).collect()
        (rows.with_columns(changes) if kind == "Need" else rows).write_parquet(folder / f"{kind}.parquet")
    return Extract(folder, {"forces": NOON + timedelta(minutes=minutes)})


def made_anew(rows: Extract, homes: Homes, private: PrivateNames = NOBODY, recorded: tuple[str, ...] = ()) -> Release | None:
    shown = shelf.current(homes.releases)
    datasets = [catalogue.DATASETS[name] for name in shown.resources]
    return fresh_needs.build(rows, shown, datasets, homes, RELEASE_KEY, lambda: private, recorded)


def published_anew(rows: Extract, homes: Homes, private: PrivateNames = NOBODY) -> Release | None:
    made = made_anew(rows, homes, private)
    if made:
        fresh_needs.show(made)
    return made


def test_needs_are_read_without_anything_about_households() -> None:
    assert fresh_needs.reads().keys() == {"Need", "NeedItem", "ModelCase"}


def with_embargo(extracted: Extract, folder: Path, until: datetime, **changes: pl.Expr) -> Extract:
    """All rows as they are at noon, when the oldest case is under embargo."""
    shutil.copytree(extracted.folder, folder)
    is_it = pl.col("published_on") == pl.col("published_on").min()
    held = {"published_on": pl.lit(until.astimezone(SHANGHAI).date()), "embargo_until": pl.lit(until), **changes}
    cases = extracted.rows("ModelCase").with_columns(pl.when(is_it).then(value).otherwise(pl.col(name)).alias(name) for name, value in held.items())
    cases.collect().write_parquet(folder / "ModelCase.parquet")
    return Extract(folder, dict.fromkeys(DATABASES, NOON), extracted.checkpoints)


def told_in(folder: Path, text: str) -> set[str]:
    """The files that hold a text, also those that are packed."""
    packed = {path: pl.read_parquet(path).write_json().encode() for path in folder.rglob("*.parquet")}
    with zipfile.ZipFile(folder / ARCHIVE) if (folder / ARCHIVE).exists() else nullcontext() as archive:
        members = b"".join(archive.read(name) for name in archive.namelist()) if archive else b""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} | packed | {folder / ARCHIVE: members}
    return {path.name for path, content in files.items() if text.encode() in content}


def test_case_under_embargo_is_in_no_byte_until_its_moment_and_then_without_a_whole_release(extracted: Extract, tmp_path: Path) -> None:
    until, homes = NOON + timedelta(minutes=30), Homes(tmp_path / "open_data", tmp_path / "ledger")
    held = with_embargo(extracted, tmp_path / "held", until)
    title, *_ = held.rows("ModelCase").filter(embargo_until=until).collect()["title"]
    built = build_alone(held, homes, "needs", "divisions", "model_cases")
    settle(homes.releases, [Record(built.name, built.digest, "published", DAY)], PUBLISHER.address, PUBLISHER.name)
    assert told_in(homes.releases / FIRST, title) == set()
    assert published_anew(read_anew(held, tmp_path / "early", minutes=29), homes) is None
    made = published_anew(read_anew(held, tmp_path / "on_time", minutes=30), homes)
    assert made
    assert {"model_cases.csv", "model_cases.parquet", DATABASE} <= told_in(made.folder, title)
    assert told_in(homes.releases / FIRST, title) == set()
    withdrawn = with_embargo(extracted, tmp_path / "withdrawn", until, withdrawn_on=pl.lit(NOON.date()))
    after = published_anew(read_anew(withdrawn, tmp_path / "late", minutes=35), homes)
    assert after
    assert told_in(after.folder, title) == set()


def test_changed_needs_are_signed_and_stand_in_place_of_those_of_the_release(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    before = shelf.current(homes.releases)
    made = published_anew(read_anew(extracted, tmp_path / "rows", LATER), homes)
    assert made
    shown = shelf.current(homes.releases)
    assert (shown.name, shown.of("needs").name, shown.of("divisions").name) == (FIRST, made.name, FIRST)
    assert made.name == f"{FIRST}/{FRESH}/20200701040000"
    assert seal.check(made.folder) == made.digest
    assert shown.of("needs").moment == NOON
    assert shown.resources["needs"]["hash"] != before.resources["needs"]["hash"]
    months = [needs_of(release)["needed_in"].max() for release in (before, shown.of("needs"))]
    assert months[1] > months[0]  # type: ignore[operator]
    assert (made.folder / DATABASE).stat().st_size < (before.folder / DATABASE).stat().st_size


def test_changed_needs_are_found_and_so_is_everything_else(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    before = documents(shelf.current(homes.releases))
    assert published_anew(read_anew(extracted, tmp_path / "rows", LATER), homes)
    after = documents(shelf.current(homes.releases))
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {name for name in after if after[name].kind == "need"}


def test_api_answers_from_them_from_the_next_question_on(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    async def asked(in_force: InForce) -> tuple[str, set[date | None]]:
        release, desk = in_force.release(), await in_force.desk()
        assert release
        assert desk
        found = [document async for document in desk.rows(Query(text="", filters=(FacetIs("kind", frozenset({"need"})),), size=1), DAY)]
        return release.of("needs").name, {document.deadline for document in found}

    async def around() -> list[tuple[str, set[date | None]]]:
        in_force = InForce(homes.releases)
        before = await asked(in_force)
        assert published_anew(read_anew(extracted, tmp_path / "rows", LATER), homes)
        after = await asked(in_force)
        await in_force.close()
        return [before, after]

    (name, deadlines), (later_name, later_deadlines) = asyncio.run(around())
    assert later_name.startswith(f"{name}/{FRESH}/")
    assert later_deadlines != deadlines


def test_cluster_answers_from_them_as_the_embedded_engine_does(extracted: Extract, homes: Homes, tmp_path: Path, cluster: Cluster) -> None:
    question = Query(text="", filters=(FacetIs("kind", frozenset({"need"})),))

    async def asked(by: Cluster | None) -> tuple[str, list[Document]]:
        desk = Desk.open(shelf.current(homes.releases).search_file, by)
        answer = await desk.answer(question, DAY)
        await desk.close()
        return answer.engine, [hit.document for hit in answer.hits]

    bring_in(cluster, shelf.current(homes.releases), NOBODY)
    _, before = asyncio.run(asked(cluster))
    assert published_anew(read_anew(extracted, tmp_path / "rows", LATER), homes)
    assert asyncio.run(asked(cluster))[0] == "embedded"  # its index is of the needs before
    bring_in(cluster, shelf.current(homes.releases), NOBODY)
    (engine, found), (_, expected) = asyncio.run(asked(cluster)), asyncio.run(asked(None))
    assert engine == "elasticsearch"
    assert found == expected != before


def test_they_are_in_the_cluster_before_anybody_sees_them(extracted: Extract, homes: Homes, tmp_path: Path, cluster: Cluster) -> None:
    made = made_anew(read_anew(extracted, tmp_path / "rows", LATER), homes)
    assert made

    async def engine() -> str:
        desk = Desk.open(made.folder / SEARCH, cluster)
        answer = await desk.answer(Query(text="轮椅"), DAY)
        await desk.close()
        return answer.engine

    with indexed(Settings(open_data=homes.releases, search_urls=cluster.urls[0], search_index=cluster.index), made, lambda: NOBODY):
        assert asyncio.run(engine()) == "elasticsearch"
        assert shelf.current(homes.releases).fresh is None
        fresh_needs.show(made)
    assert asyncio.run(engine()) == "elasticsearch"


def test_they_are_shown_though_the_cluster_is_away_and_that_is_told(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    made = made_anew(read_anew(extracted, tmp_path / "rows", LATER), homes)
    assert made
    with (
        pytest.raises(ClusterAwayError),
        indexed(Settings(open_data=homes.releases, search_urls="http://127.0.0.1:9"), made, lambda: NOBODY),
    ):
        fresh_needs.show(made)
    assert shelf.current(homes.releases).of("needs").name == made.name


@pytest.mark.parametrize("lost", [f"{NEEDS.name}.said/{FIRST}.frame.parquet", f"{FIRST}.kept.txt"])
def test_nothing_is_said_anew_where_the_ledger_has_lost_what_the_release_said(extracted: Extract, homes: Homes, tmp_path: Path, lost: str) -> None:
    (homes.ledger / lost).unlink()
    with pytest.raises(RefusedReleaseError) as refused:
        made_anew(read_anew(extracted, tmp_path / "rows", LATER), homes)
    assert [(refusal.cell, refusal.rule) for refusal in refused.value.refusals] == [(lost, "lost")]


def test_nothing_is_said_anew_where_the_ledger_does_not_know_a_release_of_the_records(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    """A release may be on no disk any more: what it said was said all the same."""
    with pytest.raises(RefusedReleaseError) as refused:
        made_anew(read_anew(extracted, tmp_path / "rows", LATER), homes, recorded=("2019-12-31-1", FIRST))
    assert [refusal.cell for refusal in refused.value.refusals] == ["2019-12-31-1.kept.txt"]


def test_unchanged_needs_are_not_published_again(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    assert published_anew(read_anew(extracted, tmp_path / "same"), homes) is None
    assert published_anew(read_anew(extracted, tmp_path / "changed", LATER), homes)
    assert published_anew(read_anew(extracted, tmp_path / "again", LATER, minutes=5), homes) is None
    assert [path.name for path in homes.releases.glob(".staging*")] == []


def test_only_the_one_before_is_kept(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    moved = [pl.col("needed_by").dt.offset_by(f"{months}mo").alias("needed_by") for months in (1, 2, 3)]
    made = [published_anew(read_anew(extracted, tmp_path / str(at), one, minutes=at), homes) for at, one in enumerate(moved)]
    there = [one.name for one in made if one and one.folder.is_dir()]
    assert there == [one.name for one in made[1:] if one]
    assert shelf.current(homes.releases).of("needs").name == there[-1]


def test_identity_number_in_a_need_stops_them_and_the_last_ones_stay(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    rows = read_anew(extracted, tmp_path / "rows")
    number = (body := "32028119800101123") + check_digit(body)
    items = pl.read_parquet(rows.folder / "NeedItem.parquet").with_columns(name=pl.lit(f"轮椅（{number}）"))
    items.write_parquet(rows.folder / "NeedItem.parquet")
    with pytest.raises(RefusedReleaseError) as refused:
        published_anew(rows, homes)
    assert "identity_number" in {refusal.rule for refusal in refused.value.refusals}
    assert shelf.current(homes.releases).fresh is None
    assert not list((homes.releases / FRESH).glob("*/*"))


def test_withdrawn_release_takes_its_needs_along(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    made = published_anew(read_anew(extracted, tmp_path / "rows", LATER), homes)
    assert made
    gone = Record(FIRST, shelf.current(homes.releases).digest, "withdrawn", DAY, DAY, "一列含有不应公开的内容")
    settle(homes.releases, [gone], PUBLISHER.address, PUBLISHER.name)
    assert not made.folder.exists()
    assert not list(homes.releases.rglob("needs.csv"))


def test_release_that_counted_no_households_is_told_to_be_made_anew(extracted: Extract, homes: Homes, tmp_path: Path) -> None:
    elsewhere = Homes(homes.releases, tmp_path / "other ledger")
    with pytest.raises(fresh_needs.OlderReleaseError, match=FIRST):
        published_anew(read_anew(extracted, tmp_path / "rows", LATER), elsewhere)


def test_households_that_came_or_left_since_change_no_card(tmp_path: Path) -> None:
    """The town had twenty when the release counted; whether it still has nobody learns before the next release."""
    released = city(tmp_path / "first", {TOWNS[0]: FEWEST}, [(TOWNS[0], True)], FIRST)
    NEEDS.content.keep(released)
    since = city(tmp_path / "since", {TOWNS[0]: FEWEST - 1}, [(TOWNS[0], True)], FIRST)
    assert NEEDS.content.frame(since).collect().is_empty()
    (since.extract.folder / "Household.parquet").unlink()
    beside = Material(since.extract, Ledger(released.ledger.folder, FIRST))
    assert NEEDS.content.frame(beside).collect().equals(NEEDS.content.frame(released).collect())


@pytest.mark.parametrize("now", TOWNS)
def test_card_keeps_its_place_though_its_household_moves_and_others_leave(tmp_path: Path, now: str) -> None:
    first = city(tmp_path / "first", dict.fromkeys(TOWNS, FEWEST), [(TOWNS[0], True)], FIRST)
    NEEDS.content.keep(first)
    living = dict.fromkeys(TOWNS, FEWEST) | {TOWNS[0]: FEWEST - 1}
    later = Material(city(tmp_path / "later", living, [(now, True)], FIRST).extract, Ledger(first.ledger.folder, "2020-07-31-1"))
    assert NEEDS.content.frame(later).collect()["region_code"].to_list() == [TOWNS[0]]
    assert NEEDS.content.refusals(later) == []
    NEEDS.content.keep(later)
    again = Material(later.extract, Ledger(first.ledger.folder, "2020-08-31-1"))
    assert NEEDS.content.frame(again).collect()["region_code"].to_list() == [TOWNS[0]]


def test_gate_refuses_a_card_that_tells_of_a_move(tmp_path: Path) -> None:
    living = dict.fromkeys(TOWNS, FEWEST)
    first = city(tmp_path / "first", living, [(TOWNS[0], True)], FIRST)
    NEEDS.content.keep(first)
    later = Material(first.extract, Ledger(first.ledger.folder, "2020-07-31-1"))
    made = NEEDS.content.frame(later).collect()
    assert NEEDS.content.refusals(later) == []
    later.made[NEEDS.content] = made.with_columns(region_code=pl.lit(TOWNS[1]), household_id=pl.lit(1))
    assert [(refusal.cell, refusal.rule) for refusal in NEEDS.content.refusals(later)] == [("N0", "moved")]


def needs_of(release: shelf.ShownRelease) -> pl.DataFrame:
    return pl.read_parquet(release.folder / "data" / "needs.parquet")


def documents(release: shelf.ShownRelease) -> dict[str, Document]:
    """Everything that can be found, by its id."""

    async def found() -> dict[str, Document]:
        desk = Desk.open(release.search_file)
        try:
            return {document.id: document async for document in desk.rows(Query(text="", size=1), DAY)}
        finally:
            await desk.close()

    return asyncio.run(found())
