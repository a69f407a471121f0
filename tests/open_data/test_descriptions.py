"""Every description of a release is valid by its standard, and says what lies in the files."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import mlcroissant
import orjson
import polars as pl
import pytest
from pyshacl import validate
from rdflib import Graph, Namespace
from rdflib.namespace import DCAT, DCTERMS, RDF
from rdflib.term import Node

from open_data import catalogue
from open_data.columns import Column, Type, Words
from open_data.layout import CATALOGUE, CROISSANT, DATASET, PACKAGE
from open_data.release.build import Release
from open_data.release.package import books_end, coverage
from tests.open_data.conftest import DAY

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")  # its own JSON-LD parser uses what it deprecates
SHAPES = str(Path(__file__).with_name("standards") / "dcat-ap-3.0.1-SHACL.ttl")
SPDX = Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture(scope="module")
def graph(release: Release) -> Graph:
    return Graph().parse(release.folder / CATALOGUE, format="json-ld")


def test_catalogue_fits_the_official_shapes_of_dcat_ap(graph: Graph) -> None:
    conforms, _, report = validate(graph, shacl_graph=SHAPES, allow_warnings=False)
    assert conforms, report


def test_shapes_find_a_catalogue_without_a_publisher(graph: Graph) -> None:
    spoilt = Graph() + graph
    spoilt.remove((None, DCTERMS.publisher, None))
    assert not validate(spoilt, shacl_graph=SHAPES)[0]


def test_catalogue_names_every_dataset_and_the_bytes_of_each_file(release: Release, graph: Graph) -> None:
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) == len(catalogue.DATASETS)
    files = {str(node).partition("/data/")[2]: node for node in graph.subjects(RDF.type, DCAT.Distribution)}
    assert files.keys() == {path.name for path in (release.folder / "data").iterdir()}
    for name, node in files.items():
        content = (release.folder / "data" / name).read_bytes()
        checksum = graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)
        assert int(graph.value(node, DCAT.byteSize)) == len(content)
        assert str(checksum) == hashlib.sha256(content).hexdigest()


def test_catalogue_names_the_disclosure_rule_of_every_dataset(graph: Graph) -> None:
    rules = {str(name).partition("/")[2]: graph.value(graph.value(one, DCTERMS.provenance), DCTERMS.identifier) for one, name in _datasets(graph)}
    assert {name: str(rule) for name, rule in rules.items()} == {one.name: one.content.disclosure.value for one in catalogue.DATASETS.values()}


def _datasets(graph: Graph) -> list[tuple[Node, Node | None]]:
    return [(one, graph.value(one, DCTERMS.identifier)) for one in graph.subjects(RDF.type, DCAT.Dataset)]


def test_schema_org_has_what_search_engines_ask_for(release: Release) -> None:
    found = orjson.loads((release.folder / DATASET).read_bytes())
    assert [one["identifier"].partition("/")[2] for one in found["dataset"]] == list(catalogue.DATASETS)
    for one in found["dataset"]:
        assert {"name", "description", "license", "publisher", "version"} <= one.keys()
        assert one["spatialCoverage"]["name"] == "无锡市"
        assert {file["encodingFormat"] for file in one["distribution"]} == {"text/csv", "application/vnd.apache.parquet", "application/jsonl"}


def test_croissant_is_valid_and_loads_the_rows(release: Release) -> None:
    dataset = mlcroissant.Dataset(release.folder / CROISSANT)
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    name = "fund_streams"
    records = list(dataset.records(name))
    assert len(records) == pl.read_parquet(release.folder / f"data/{name}.parquet").height
    assert {record[f"{name}/code"].decode() for record in records} == set(pl.read_parquet(release.folder / f"data/{name}.parquet")["code"])


def test_coverage_is_what_the_rows_tell_of_up_to_the_day_of_the_release() -> None:
    columns = [Column(name, Words(name, name), kind, ()) for name, kind in (("year", Type.YEAR), ("month", Type.MONTH), ("due_on", Type.DAY))]
    rows = pl.LazyFrame({"year": [2018, None], "month": [date(2019, 3, 1), date(2019, 2, 1)], "due_on": [date(2017, 5, 5), date(2021, 1, 1)]})
    assert coverage(rows, columns, DAY, DAY) == {"from": "2017-05-05", "until": "2019-03-31"}  # what is due later has not happened
    assert coverage(rows, columns[:1], date(2018, 4, 1), DAY) == {"from": "2018-01-01", "until": "2018-04-01"}
    assert coverage(rows, columns[2:], date(2017, 5, 5), DAY) == {"from": "2017-05-05", "until": "2017-05-05"}
    for without_time in (coverage(rows.filter(False), columns, DAY, DAY), coverage(rows, [], DAY, DAY)):
        assert without_time == {"from": DAY.isoformat(), "until": DAY.isoformat()}


def test_coverage_of_periods_is_from_their_first_day_to_their_last() -> None:
    columns = [Column("month", Words("时间", "Time"), Type.PERIODS, ())]
    for codes, days in (("2018 2019", "2018-01-01/2019-12-31"), ("2019-Q3", "2019-07-01/2019-09-30"), ("2019-02 2019-03", "2019-02-01/2019-03-31")):
        assert "/".join(coverage(pl.LazyFrame({"month": [codes]}), columns, DAY, DAY).values()) == days


def test_year_that_is_under_way_in_the_books_ends_with_them_however_late_it_is_published(release: Release, tmp_path: Path) -> None:
    """A release of November, of books that end in June, said that it told of payments until December."""
    moved = {"allocations": {"allocated_on": [date(2020, 6, 3)]}, "payments": {"month": ["2019", "2020-04 2020-05"]}}
    for name, column in moved.items():
        pl.DataFrame(column).write_parquet(tmp_path / f"{name}.parquet")
    assert books_end(tmp_path) == date(2020, 6, 30)
    (tmp_path / "allocations.parquet").unlink()
    assert books_end(tmp_path) == date(2020, 5, 31)
    (tmp_path / "payments.parquet").unlink()
    assert books_end(tmp_path) is None
    assert books_end(release.folder / "data") == DAY
    columns = [Column("month", Words("时间", "Time"), Type.PERIODS, ())]
    for codes, until in (("2019 2020", "2020-06-30"), ("2020-Q3", "2020-09-30"), ("2020-Q2", "2020-06-30"), ("2019", "2019-12-31")):
        assert coverage(pl.LazyFrame({"month": [codes]}), columns, date(2020, 11, 30), DAY)["until"] == until


def test_every_dataset_says_which_days_it_tells_of(release: Release) -> None:
    described = orjson.loads((release.folder / PACKAGE).read_bytes())["resources"]
    told = {resource["name"]: resource["temporal"] for resource in described}
    assert {name for name, days in told.items() if not days["from"] <= days["until"] <= DAY.isoformat()} == set()
    assert told["payments"]["from"] < told["payments"]["until"]
