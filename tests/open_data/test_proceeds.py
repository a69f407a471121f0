"""What a project brings, times the share that its village decides in public, is what its households got: often few of them, or one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from open_data.contents import rows
from open_data.extract import Extract, publisher, statement
from open_data.ledger import Ledger
from open_data.material import Material
from open_data.release.build import Release
from policies import policy
from policies.kinds import KINDS
from policies.subjects import Subject
from tests.open_data.conftest import CITY

SHARED = """SELECT p.code AS project, due.amount_received AS received, d.to_households, d.households
FROM proceeds_distribution AS d JOIN proceeds_due AS due ON due.id = proceeds_due_id JOIN project AS p ON p.id = project_id WHERE d.households > 0"""
DONE = """SELECT p.code AS project, due.year, due.received_on, d.distributed_on FROM proceeds_due AS due JOIN project AS p ON p.id = project_id
LEFT JOIN proceeds_distribution AS d ON d.proceeds_due_id = due.id"""
HIDDEN = [("ProceedsDue", "amount_due"), ("ProceedsDue", "amount_received"), ("ProjectEvaluation", "planned_income")]
HIDDEN += [("ProjectEvaluation", "actual_income"), ("InventoryCount", "income")]


def asked(databases: Databases, sql: str, *values: object) -> list[Any]:
    async def fetch() -> list[Any]:
        async with databases.connection("projects") as connection:
            return await connection.fetch(sql, *values)

    return asyncio.run(fetch())


def few_told(distributions: list[Any], figures: Mapping[str, set[float]]) -> int:
    """Of how many distributions to one to ten households the money follows from a figure of their project and the share that the village posted."""
    return sum(one["households"] < 11 and any(_is_told(one, figure) for figure in figures.get(one["project"], ())) for one in distributions)


def _is_told(one: Any, figure: float) -> bool:
    share = float(one["to_households"] / one["received"])  # as exactly as a village may say it
    return any(abs(guess - float(one["to_households"])) < 1 for guess in (figure, figure * share))


def figures_of_projects(release: Release) -> dict[str, set[float]]:
    """Every number in every file that stands in a row of a project or of its asset."""
    asset = pl.read_parquet(release.folder / "data/assets.parquet")
    found: dict[str, set[float]] = {}
    for path in sorted((release.folder / "data").glob("*.parquet")):
        for project, figure in _figures(pl.read_parquet(path), dict(asset.select("code", "project").iter_rows())):
            found.setdefault(project, set()).add(figure)
    return found


def _figures(table: pl.DataFrame, projects: Mapping[str, str]) -> Iterator[tuple[str, float]]:
    if "asset" in table.columns:
        table = table.with_columns(project=pl.col("asset").replace_strict(projects, default=None))
    elif {"kind", "kind_level"} <= set(table.columns):
        table = table.filter(kind_level="kind").with_columns(project="kind")
    if "project" in table.columns:
        numbers = table.select("project", pl.selectors.numeric().cast(pl.Float64)).drop_nulls("project")
        yield from ((row[0], value) for row in numbers.iter_rows() for value in row[1:] if value is not None)


def test_no_figure_of_a_project_times_the_posted_share_is_the_money_of_few_households(
    demo_city: tuple[Databases, City], release: Release, extracted: Extract, tmp_path: Path
) -> None:
    distributions = asked(demo_city[0], SHARED)
    assert len({round(one["to_households"] / one["received"], 1) for one in distributions}) > 1
    told = figures_of_projects(release)
    assert len(told) > 100
    assert few_told(distributions, told) == 0
    exact = rows("ProceedsDue", "amount_received", project="project_id.code").frame(Material(extracted, Ledger(tmp_path, "first"))).collect()
    received = {project: set(values) for project, values in exact.group_by("project").agg(pl.col("amount_received").cast(pl.Float64)).iter_rows()}
    few = sum(one["households"] < 11 for one in distributions)
    assert few_told(distributions, received) == few > 100


def test_everybody_sees_which_proceeds_were_received_and_shared_out(demo_city: tuple[Databases, City], release: Release) -> None:
    received, shared = (pl.read_parquet(release.folder / f"data/{name}.parquet") for name in ("proceeds", "proceeds_distributions"))
    told = received.join(shared, on=["project", "year"], how="left")
    truth = {(row["project"], row["year"]): (row["received_on"], row["distributed_on"]) for row in asked(demo_city[0], DONE)}
    assert {(row["project"], row["year"]): (row["received_on"], row["distributed_on"]) for row in told.iter_rows(named=True)} == truth
    assert {(first is None, then is None) for first, then in truth.values()} == {(True, True), (False, True), (False, False)}


@pytest.mark.parametrize(("kind", "column"), HIDDEN)
def test_api_shows_nobody_but_officials_what_a_project_brings(demo_city: tuple[Databases, City], kind: str, column: str) -> None:
    sees = {}
    for who in (Subject(), publisher(CITY)):
        sql, values = statement(policy.load(), who, KINDS[kind], [column])
        sees[who] = {row[column] for row in asked(demo_city[0], sql, *values)}
    assert sees[Subject()] == {None}
    assert None not in sees[publisher(CITY)]
