"""Projects, tenders and payments in the formats of peers are valid by their schemas, and say what the tables say."""

from __future__ import annotations

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4, DRAFT202012

from open_data.release import peers
from open_data.release.build import Release

STANDARDS = Path(__file__).with_name("standards")
# format: the schema of its package, and the one that it refers to by this address
SCHEMAS = {
    peers.PROJECTS: (
        "oc4ids-0.9.4-project-package-schema.json",
        "oc4ids-0.9.4-project-schema.json",
        "https://standard.open-contracting.org/infrastructure/schema/0__9__4/project-schema.json",
    ),
    peers.TENDERS: (
        "ocds-1.1.5-release-package-schema.json",
        "ocds-1.1.5-release-schema.json",
        "https://standard.open-contracting.org/schema/1__1__5/release-schema.json",
    ),
    peers.PAYMENTS: (
        "360giving-1.4.3-package-schema.json",
        "360giving-1.4.3-schema.json",
        "https://raw.githubusercontent.com/ThreeSixtyGiving/standard/1.4.2/schema/360-giving-schema.json",
    ),
}

FORMATS = FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """RFC 3339: a day, a time and where it holds."""
    return not isinstance(value, str) or ("T" in value and datetime.fromisoformat(value).tzinfo is not None)


def loaded(name: str) -> Any:
    return orjson.loads((STANDARDS / name).read_bytes())


def mistakes(name: str, document: Any) -> list[str]:
    """What the official schema finds wrong."""
    package, part, address = SCHEMAS[name]
    validator, dialect = (Draft202012Validator, DRAFT202012) if name == peers.PAYMENTS else (Draft4Validator, DRAFT4)
    registry: Registry[Any] = Registry().with_resource(address, Resource(loaded(part), dialect))
    found = validator(loaded(package), registry=registry, format_checker=FORMATS).iter_errors(document)
    return [f"{error.json_path}: {error.message[:200]}" for error in found][:5]


def written(release: Release, name: str) -> Any:
    return orjson.loads((release.folder / peers.FOLDER / name).read_bytes())


def table(release: Release, name: str) -> pl.DataFrame:
    return pl.read_parquet(release.folder / f"data/{name}.parquet")


def codes(name: str) -> set[str]:
    with (STANDARDS / name).open(encoding="utf-8") as file:
        return {row["Code"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_valid_by_its_official_schema(release: Release, name: str) -> None:
    assert mistakes(name, written(release, name)) == []


@pytest.mark.parametrize(
    ("name", "items", "needed"), [(peers.PROJECTS, "projects", "id"), (peers.TENDERS, "releases", "ocid"), (peers.PAYMENTS, "grants", "awardDate")]
)
def test_schemas_find_what_is_missing(release: Release, name: str, items: str, needed: str) -> None:
    spoilt = written(release, name)
    del spoilt[items][0][needed]
    assert mistakes(name, spoilt) != []


def test_every_project_and_tender_is_there_once_and_linked(release: Release) -> None:
    projects, tenders = written(release, peers.PROJECTS)["projects"], written(release, peers.TENDERS)["releases"]
    assert [one["id"] for one in projects] == table(release, "projects")["code"].to_list()
    assert {one["status"] for one in projects} <= codes("oc4ids-0.9.4-projectStatus.csv")
    linked = [process["id"] for one in projects for process in one.get("contractingProcesses", [])]
    assert sorted(linked) == sorted(one["ocid"] for one in tenders) == table(release, "tenders")["ocid"].sort().to_list()
    ids = {one["id"] for one in tenders}
    assert ids.issuperset(part["id"] for one in projects for process in one.get("contractingProcesses", []) for part in process["releases"])


def test_budgets_and_awards_add_up_to_the_cent(release: Release) -> None:
    budgets = [Decimal(str(one["budget"]["amount"]["amount"])) for one in written(release, peers.PROJECTS)["projects"]]
    assert sum(budgets) == table(release, "projects")["budget"].sum()
    awards = [award["value"] for one in written(release, peers.TENDERS)["releases"] for award in one.get("awards", []) if "value" in award]
    assert sum(Decimal(str(one["amount"])) for one in awards) == table(release, "tenders")["award_amount"].sum()


def test_payments_name_nobody_use_the_code_lists_and_add_up(release: Release) -> None:
    grants = written(release, peers.PAYMENTS)["grants"]
    assert {one["recipientIndividual"]["name"] for one in grants} == {"Individual Recipient"}
    assert {one["toIndividualsDetails"]["primaryGrantReason"] for one in grants} <= codes("360giving-1.4.3-grantToIndividualsReason.csv")
    assert {code for one in grants for code in one["toIndividualsDetails"]["grantPurpose"]} <= codes("360giving-1.4.3-grantToIndividualsPurpose.csv")
    assert len({one["id"] for one in grants}) == len(grants)
    assert sum(Decimal(str(one["amountAwarded"])) for one in grants) == table(release, "payments")["amount"].sum()


def test_code_of_a_place_is_that_of_one_division_and_several_are_told_by_name(release: Release) -> None:
    known = set(table(release, "divisions")["code"])
    places = [place for one in written(release, peers.PAYMENTS)["grants"] for place in one["beneficiaryLocation"]]
    assert {place["geoCode"] for place in places if "geoCode" in place} <= known
    together = table(release, "payments").filter(pl.col("place").str.contains(" ")).height
    assert sum("geoCode" not in place for place in places) == together > 0
    assert all(place["name"] for place in places)


def test_every_code_of_reason_and_purpose_is_on_the_lists() -> None:
    reasons, purposes = (set(found) for found in zip(*peers.REASONS.values(), peers.OTHER_REASON, strict=True))
    assert reasons <= codes("360giving-1.4.3-grantToIndividualsReason.csv")
    assert purposes <= codes("360giving-1.4.3-grantToIndividualsPurpose.csv")
