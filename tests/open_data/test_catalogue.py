"""What is published is complete and to the cent, and no figure about people has fewer than eleven behind it."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.tables import Sensitivity
from open_data import catalogue
from open_data.columns import Column, Type, Words
from open_data.contents import NobodyInside, Rows
from open_data.counts import CountRows, CountTotals
from open_data.disclosure import Disclosure
from open_data.gate.differences import StoredRelease
from open_data.layout import PRIVACY
from open_data.material import Material
from open_data.release.build import Homes, Release

COUNTS = [name for name, dataset in catalogue.DATASETS.items() if isinstance(dataset.content, CountRows)]
TOTALS = [name for name, dataset in catalogue.DATASETS.items() if isinstance(dataset.content, CountTotals)]


def read(release: Release, name: str) -> pl.DataFrame:
    return pl.read_parquet(release.folder / f"data/{name}.parquet")


def ask(databases: Databases, database: str, sql: str) -> Decimal:
    async def asked() -> Decimal:
        async with databases.connection(database) as connection:
            answer: Decimal = await connection.fetchval(sql)
            return answer

    return asyncio.run(asked())


def test_every_hop_of_every_yuan_that_is_not_for_households_is_published(demo_city: tuple[Databases, City], release: Release) -> None:
    assert read(release, "allocations")["amount"].sum() == ask(demo_city[0], "funds", "SELECT sum(amount) FROM allocation WHERE NOT to_household")


def test_rounded_sum_in_the_database_is_right_to_the_cent(release: Release) -> None:
    """As the SQL page says it: the database has floating numbers."""
    with sqlite3.connect(release.folder / "sunshine.db") as database:
        ((total,),) = database.execute("SELECT round(sum(amount), 2) FROM allocations").fetchall()
    assert Decimal(str(total)) == read(release, "allocations")["amount"].sum()


def test_accounts_that_paid_households_received_what_was_paid(demo_city: tuple[Databases, City], release: Release) -> None:
    received = read(release, "household_allocations").filter(to_holder="agency_account")["amount"].sum()
    assert received == ask(demo_city[0], "funds", "SELECT sum(amount) FROM payment_line")


@pytest.mark.parametrize("name", ["budgets", "evaluations", "evaluation_targets"])
def test_nothing_is_said_of_single_streams_to_households(release: Release, name: str) -> None:
    """A county's two budget lines of a stream and year add up to what its one household got; an evaluation says that there was one."""
    streams = read(release, "fund_streams").filter("to_household")["code"]
    assert not set(read(release, name)["stream"]) & set(streams)


def test_payments_to_households_add_up_to_the_cent(demo_city: tuple[Databases, City], release: Release) -> None:
    assert read(release, "payments")["amount"].sum() == ask(demo_city[0], "funds", "SELECT sum(amount) FROM payment_line")


@pytest.mark.parametrize("name", COUNTS)
def test_eleven_stand_behind_every_row_about_people(material: Material, name: str) -> None:
    content = catalogue.DATASETS[name].content
    assert isinstance(content, CountRows)
    said = content.counts.released(material)
    behind = said.contributions.join(said.cells, on="cell").group_by("row").agg(pl.col("household").n_unique())
    assert behind["household"].min() is None or behind["household"].min() >= 11  # type: ignore[operator]


def test_tables_of_people_lie_in_files_once_they_are_made(material: Material) -> None:
    """All of them are asked for again by the gate: held until then, they would grow with the city."""
    for name in COUNTS:
        content = catalogue.DATASETS[name].content
        assert isinstance(content, CountRows)
        content.counts.released(material)
        assert isinstance(material.made[content.counts], StoredRelease)
        assert isinstance(material.made["today", content.counts].stored, StoredRelease)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [*COUNTS, *TOTALS])
def test_counts_are_rounded(release: Release, name: str) -> None:
    content = catalogue.DATASETS[name].content
    assert isinstance(content, CountRows | CountTotals)
    counts = read(release, name)[content.counts.figure]
    assert (counts % 5 == 0).all()
    assert (counts >= 10).all()


EXPLAINED_ELSEWHERE = {  # columns of short words in no code list: the key of a dataset that explains each, or a number at random
    "household_file.id",
    "need_items.code",
    "needs.item",
    "rule_parameters.name",
    "shared_proceeds.kind",  # of projects, or the lines that they stand in
}


def test_every_code_stands_in_the_published_list_of_its_column(release: Release) -> None:
    """Whoever reads a file finds each code in `code_lists`, and a column of short words that has no list is one that another dataset explains."""
    lists = {name: set(rows["code"]) for (name,), rows in read(release, "code_lists").group_by("list")}
    for dataset in catalogue.DATASETS.values():
        for column in dataset.columns if dataset.name != "code_lists" else ():
            if not column.codes and column.type is not Type.TEXT:
                continue
            told = _parts(read(release, dataset.name)[column.name])
            if column.codes:
                assert told <= lists[column.codes.name] == column.codes.labels.keys(), (dataset.name, column.name)
            elif told and all(re.fullmatch(r"[a-z][a-z_]*|\*|\[.*\)", each) for each in told):
                assert f"{dataset.name}.{column.name}" in EXPLAINED_ELSEWHERE


def _parts(values: pl.Series) -> set[str]:
    """The codes of cells that may have several."""
    return set(values.drop_nulls().str.replace_all(", ", " ").str.split(" ").explode().drop_nulls()) - {""}


def test_codes_that_lie_inside_each_other_can_be_raised_to_the_widest(release: Release) -> None:
    """Each value of the household file has one parent in the published list, up to one that has none; places have theirs among the divisions."""
    listed = read(release, "code_lists").filter(pl.col("level").is_not_null())
    parents = {(name, code): parent for name, code, parent in listed.select("list", "code", "parent").iter_rows()}
    assert {name for name, _ in parents} >= {f"household_file_{column}" for column in ("category", "income", "filed_on", "cause", "measures")} | {
        "cause_or_all"
    }
    for name, code in parents:
        way = [code]
        while (parent := parents[name, way[-1]]) is not None:
            way.append(parent)
        assert way[-1] in ("*", "all")
    assert parents["household_file_filed_on", "2018Q1"] == "2018H1"
    divisions = read(release, "divisions")
    assert set(read(release, "household_file")["region"]) <= set(divisions["code"])


@pytest.mark.parametrize("name", [name for name in COUNTS if "kind_label" in {column.name for column in catalogue.DATASETS[name].columns}])
def test_kinds_and_their_groups_are_said_in_words(release: Release, name: str) -> None:
    unsaid = read(release, name).filter(pl.col("kind_label").str.contains(r"\b[a-z]{3,}\b"))
    assert unsaid["kind_label"].to_list() == []


def test_a_city_that_stands_beside_counties_is_told_apart_and_not_counted_as_one(release: Release) -> None:
    rows = read(release, "alerts").select("place", "place_label").filter(pl.col("place").str.starts_with("3202 ")).unique()
    assert len(rows)
    for place, label in rows.iter_rows():
        counties = place.split()[1:]
        assert label.endswith("、无锡市本级")
        assert label.count("、") == min(len(counties), 3)
        assert (f"等{len(counties)}个、" in label) == (len(counties) > 3)


def test_every_report_of_the_public_is_counted_once(demo_city: tuple[Databases, City], material: Material) -> None:
    content = catalogue.DATASETS["public_reports"].content
    assert isinstance(content, CountRows)
    counted = content.counts.released(material).contributions["household"]
    assert counted.n_unique() == len(counted) == ask(demo_city[0], "forces", "SELECT count(*) FROM public_report")


@pytest.mark.parametrize(("name", "day"), [("measures", "starts_on"), ("measures_finished", "finished_on")])
def test_totals_of_measures_count_each_household_of_a_county_once(material: Material, release: Release, name: str, day: str) -> None:
    of = {"place": pl.col("region_code").str.slice(0, 6), "month": pl.col(day).dt.year().cast(pl.String)}
    truly = pl.col("household_id").n_unique().cast(pl.Int64)
    counted = material.rows("Measure").drop_nulls(day).group_by(**of).agg(truly=truly).collect()
    told = read(release, f"{name}_totals").join(counted, on=["place", "month"], how="left")
    assert set(told["level"]) == {"county, year"}
    assert told["truly"].min() >= 11
    assert told["households"].to_list() == ((told["truly"] + 2) // 5 * 5).to_list()


@pytest.mark.parametrize("name", TOTALS)
def test_no_column_of_totals_stays_empty(release: Release, name: str) -> None:
    """Totals of all kinds together name no kind, so they have no column for it."""
    told = read(release, name)
    assert [column for column in told.columns if len(told) and told[column].null_count() == len(told)] == []


def test_reports_of_the_public_are_published_without_what_they_say() -> None:
    read = {name for kind, name in catalogue.DATASETS["public_reports"].content.reads() if kind == "PublicReport"}
    assert read == {"id", "kind", "region_code", "received_on"}


def test_no_dataset_row_by_row_holds_a_person(release: Release) -> None:
    """Whatever is published row by row rests on tables without a household, a member or a person."""
    for dataset in catalogue.DATASETS.values():
        if isinstance(dataset.content, Rows):
            kinds = {kind for kind, _ in dataset.content.reads()}
            assert not kinds & {"Household", "Member", "PaymentLine", "Account", "Person", "Pairing", "Visit"}, dataset.name


ABOUT_PEOPLE = [name for name, dataset in catalogue.DATASETS.items() if dataset.content.disclosure not in (Disclosure.PUBLIC, Disclosure.BODIES)]


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_whatever_is_about_people_is_reported_and_kept_for_later_releases(release: Release, homes_of_release: Homes, name: str) -> None:
    """The privacy report tells of it, or of the rows that its totals stand beside, and the ledger keeps what it said."""
    of = name.removesuffix("_totals")
    assert json.loads((release.folder / PRIVACY).read_bytes())[of]
    assert list(homes_of_release.ledger.glob(f"{of}*/{release.name}.*.parquet"))


def test_dataset_without_a_named_disclosure_rule_stops_the_build() -> None:
    @dataclass(frozen=True)
    class Careless(CountRows):
        disclosure = None  # type: ignore[assignment]

    exits = catalogue.DATASETS["exits"]
    assert isinstance(exits.content, CountRows)
    with pytest.raises(catalogue.CatalogueError, match="exits names no disclosure rule"):
        catalogue.check([replace(exits, content=Careless(exits.content.counts))])


def test_column_that_says_nothing_of_what_it_rests_on_stops_the_build() -> None:
    """It would be taken for public: what is computed from households had no sources."""

    @dataclass(frozen=True)
    class Careless(CountRows):
        @property
        def columns(self) -> tuple[Column, ...]:
            return (*super().columns, Column("poorest", Words("最困难", "Poorest"), Type.FLAG, ()))

    exits = catalogue.DATASETS["exits"]
    assert isinstance(exits.content, CountRows)
    with pytest.raises(catalogue.CatalogueError, match=r"exits\.poorest says neither"):
        catalogue.check([replace(exits, content=Careless(exits.content.counts))])


@pytest.mark.parametrize(("name", "harm"), [("indicators", Sensitivity.SENSITIVE), ("village_thresholds", Sensitivity.PUBLIC)])
def test_whether_a_figure_meets_its_target_harms_as_much_as_the_figure(name: str, harm: Sensitivity) -> None:
    columns = {column.name: column for column in catalogue.DATASETS[name].columns}
    assert columns["met"].sensitivity is columns["value"].sensitivity is harm


def test_figures_about_people_are_not_published_by_the_rule_for_public_rows() -> None:
    @dataclass(frozen=True)
    class Careless(NobodyInside):
        columns = ()

        def reads(self) -> set[tuple[str, str]]:
            return {("EmergencyRelief", "relieved_at"), ("Region", "code")}

        def frame(self, material: Material) -> pl.LazyFrame:
            return material.rows("EmergencyRelief").select(pl.col("relieved_at").max())

    with pytest.raises(catalogue.CatalogueError, match=r"rests on EmergencyRelief\.relieved_at"):
        catalogue.check([replace(catalogue.DATASETS["indicators"], content=Careless())])


def test_every_dataset_is_in_two_languages() -> None:
    for dataset in catalogue.DATASETS.values():
        for words in (dataset.title, dataset.about, *(column.title for column in dataset.columns)):
            assert all(text.strip() for text in words), (dataset.name, words)


def test_no_two_columns_of_a_dataset_are_called_the_same_and_no_title_is_cut() -> None:
    """Both numbers of a link between two hops were called the number of a hop."""
    for dataset in catalogue.DATASETS.values():
        for titles in zip(*(column.title for column in dataset.columns), strict=True):
            assert len(set(titles)) == len(titles), (dataset.name, titles)
        for text in (text for column in dataset.columns for text in column.title):
            assert all(text.count(before) == text.count(after) for before, after in ("“”", "（）", "()", "《》")), text


def test_number_that_is_money_in_some_rows_alone_has_no_yuan() -> None:
    (value,) = (column for column in catalogue.DATASETS["official_statistics"].columns if column.name == "value")
    assert (value.type, value.unit) == (Type.DECIMAL, "元、人或 % yuan, people or %")


UNITS = {"unit", "indicator", "threshold"}  # columns that say the unit of each row, by itself or in the name of what is measured


def test_every_number_with_decimals_says_its_unit_or_another_column_says_it_of_each_row() -> None:
    """An area without a unit is read as square metres by one and as mu by another."""
    numbers = [
        (dataset.name, column.name, column.unit)
        for dataset in catalogue.DATASETS.values()
        for column in dataset.columns
        if column.type in (Type.DECIMAL, Type.SHARE, Type.MONEY) and not UNITS & {each.name for each in dataset.columns}
    ]
    assert [number for number in numbers if number[2] is None] == []
    assert {"亩 mu", "平方米 m²", "0—1", "分 points"} <= {unit for _, _, unit in numbers}


ORDERS = ("行号", "序号", "顺序", "名次", "版本")  # ends of what numbers of order are called


def test_every_whole_number_says_what_it_counts_or_is_one_of_order() -> None:
    """Of an award of three nobody read three of what."""
    numbers = [(dataset.name, column) for dataset in catalogue.DATASETS.values() for column in dataset.columns if column.type is Type.WHOLE]
    assert [(name, column.name) for name, column in numbers if column.unit is None and not column.title.zh.endswith(ORDERS)] == []


def test_whatever_is_counted_in_yuan_is_money() -> None:
    """Its unit is said, it is written to the cent, and comparisons of releases add it up."""
    yuan = [column for dataset in catalogue.DATASETS.values() for column in dataset.columns if "元）" in column.title.zh]
    assert yuan
    assert {(column.type, column.unit) for column in yuan} == {(Type.MONEY, "元 CNY")}
