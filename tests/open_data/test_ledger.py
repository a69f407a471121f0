"""What earlier releases kept must be there before another one is made, and stands in the order in which they were made."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from open_data import catalogue, shelf
from open_data.extract import Extract
from open_data.gate.differences import PARTS, Release
from open_data.gate.gate import RefusedReleaseError
from open_data.layout import CANDIDATES
from open_data.ledger import Ledger
from open_data.release.build import Homes, build
from open_data.release.package import Edition
from tests.open_data.conftest import DAY, KEYS, PUBLISHER, ignore

DATASETS = {name: catalogue.DATASETS[name] for name in ("exits", "indicators", "fund_streams", "divisions")}
OF_A_DAY = [f"{DAY}-{number}" for number in (1, 2, 10, 11)]


@pytest.fixture
def homes(extracted: Extract, tmp_path: Path) -> Homes:
    """Where a first release was made."""
    found = Homes(tmp_path / "open_data", tmp_path / "ledger")
    _built(extracted, found, OF_A_DAY[0])
    return found


def _built(extracted: Extract, homes: Homes, name: str, recorded: tuple[str, ...] = ()) -> None:
    build(extracted, DATASETS, homes, Edition(name, DAY, PUBLISHER), KEYS, ignore, recorded=recorded)


def test_another_release_is_made_where_the_ledger_is_whole(extracted: Extract, homes: Homes) -> None:
    _built(extracted, homes, OF_A_DAY[1], recorded=(OF_A_DAY[0],))
    assert (homes.releases / CANDIDATES / OF_A_DAY[1]).is_dir()


@pytest.mark.parametrize("lost", [f"exits/{OF_A_DAY[0]}.rows.parquet", f"indicators/{OF_A_DAY[0]}.frame.parquet", f"{OF_A_DAY[0]}.kept.txt"])
def test_nothing_is_made_where_the_ledger_has_lost_a_file(extracted: Extract, homes: Homes, lost: str) -> None:
    (homes.ledger / lost).unlink()
    with pytest.raises(RefusedReleaseError, match="Restore the folder of the ledger from a backup") as refused:
        _built(extracted, homes, OF_A_DAY[1])
    assert [(refusal.cell, refusal.rule) for refusal in refused.value.refusals] == [(lost, "lost")]
    assert not (homes.releases / CANDIDATES / OF_A_DAY[1]).exists()


def test_nothing_is_made_where_the_ledger_does_not_know_a_release_of_the_records(extracted: Extract, homes: Homes) -> None:
    with pytest.raises(RefusedReleaseError) as refused:
        _built(extracted, homes, OF_A_DAY[1], recorded=("2019-12-31-1", OF_A_DAY[0]))
    assert [refusal.cell for refusal in refused.value.refusals] == ["2019-12-31-1.kept.txt"]


def test_tenth_release_of_a_day_comes_after_the_second(tmp_path: Path) -> None:
    frame = pl.DataFrame({"household": [1]})
    for name in reversed(OF_A_DAY):
        Ledger(tmp_path, name).save_frame("indicators", frame)
        (tmp_path / "home" / name).mkdir(parents=True)
        for part in PARTS:
            frame.write_parquet(tmp_path / "indicators" / f"{name}.{part}.parquet")
    assert list(Ledger(tmp_path, "next").frames("indicators")) == OF_A_DAY
    assert [release.name for release in Release.load_all(tmp_path / "indicators")] == OF_A_DAY
    assert [folder.name for folder in shelf.folders(tmp_path / "home")] == OF_A_DAY[::-1]
