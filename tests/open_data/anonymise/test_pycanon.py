"""The thresholds, measured on the written CSV by a library that is not ours."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from databases.demo_city.city import City
from open_data.anonymise.household_file import household_rule
from open_data.anonymise.microdata import anonymise
from open_data.anonymise.rules import MicrodataRule
from tests.open_data.anonymise.household_frame import household_frame, skewed_frame

CITY = City(6_000)
RULE = household_rule(CITY.regions)


@pytest.mark.parametrize("make", [household_frame, skewed_frame])
def test_pycanon_finds_k_l_and_t_within_the_bar_and_as_reported(make: Any, repository: Path, tmp_path: Path) -> None:
    published = anonymise(make(CITY), RULE)
    found = measured(written(published.frame, tmp_path), repository)
    report = published.report
    assert found["k"] == report.k >= 20
    for attribute in report.attributes:
        assert found["l"][attribute.column] == attribute.distinct >= 3
        assert found["t"][attribute.column] == pytest.approx(attribute.closeness, abs=1e-9)
        assert found["t"][attribute.column] <= 0.3


def test_pycanon_finds_a_file_below_the_bar(repository: Path, tmp_path: Path) -> None:
    """One household of its own kind is enough: the judge would see it."""
    published = anonymise(household_frame(CITY), RULE)
    alone = published.frame.with_columns(category=pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("?")).otherwise("category"))
    found = measured(written(alone, tmp_path), repository)
    assert (found["k"], found["l"]["cause"]) == (1, 1)
    assert found["t"]["cause"] > 0.3


def written(frame: pl.DataFrame, folder: Path) -> Path:
    """The file, as it would be published."""
    frame.write_csv(path := folder / "households.csv", include_bom=True)
    return path


def measured(path: Path, repository: Path, rule: MicrodataRule = RULE) -> dict[str, Any]:
    """What pycanon says of a household file."""
    python = repository / ".tools/pycanon/bin/python"
    assert python.exists(), "run: make .tools/pycanon.stamp"
    published = pl.read_csv(path, infer_schema=False)
    order = {s.column: [leaf.code for leaf in s.hierarchy.leaves] if s.ordered else [] for s in rule.sensitive}
    occurring = {column: [code for code in codes if code in set(published[column])] for column, codes in order.items()}
    columns = {"quasi": [q.column for q in rule.quasi_identifiers], "sensitive": occurring}
    script = repository / "tests/open_data/anonymise/pycanon_measures.py"
    done = subprocess.run([python, "-I", script, path, json.dumps(columns)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))
