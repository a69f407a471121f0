"""What is published rests on sections of the main document."""

from __future__ import annotations

import orjson
import pytest

from open_data import catalogue
from open_data.labels import with_labels
from open_data.layout import PACKAGE
from open_data.release.build import Release
from open_data.sections import SECTIONS, sections


def test_requirement_lies_in_one_section_and_a_range_in_all_that_it_touches() -> None:
    assert [section.name for number in (1, 25, 26, 153, 154, 184) for section in sections(f"M{number}")] == [
        *("general", "general"),
        *("beneficiaries", "forces"),
        *("work", "work"),
    ]
    assert sections("M13-M55, M184") == [*SECTIONS[:3], SECTIONS[-1]]


COLUMNS = {
    "projects.is_priority": "M91",  # its comment names it
    "fund_sources.level": "M19",  # it is kept for it
    "helping_teams.visit_days": "M117",  # both say so
    "allocations.amount": "M19, M90, M183",
    "payments.kind_label": "M55",  # as its code
    "register.households": "M27, M49",  # how many keys there are: as the dataset
    "payments_totals.level": "M19, M59, M63",  # no column of the databases
}


@pytest.mark.parametrize("column", COLUMNS)
def test_column_answers_its_own_requirements_or_else_those_of_its_dataset(column: str) -> None:
    dataset = catalogue.DATASETS[column.partition(".")[0]]
    assert [dataset.clause_of(one) for one in with_labels(dataset.columns) if f"{dataset.name}.{one.name}" == column] == [COLUMNS[column]]


def test_every_dataset_and_every_column_rests_on_a_section() -> None:
    for dataset in catalogue.DATASETS.values():
        assert sections(dataset.clause), dataset.name
        assert [column.name for column in with_labels(dataset.columns) if not sections(dataset.clause_of(column))] == [], dataset.name


def test_description_says_of_every_column_on_which_sections_it_rests(release: Release) -> None:
    package = orjson.loads((release.folder / PACKAGE).read_bytes())
    fields = {f"{resource['name']}.{field['name']}": field for resource in package["resources"] for field in resource["schema"]["fields"]}
    assert [name for name, field in fields.items() if not field["sections"] or not package["sections"].keys() >= set(field["sections"])] == []
    assert [package["sections"][name]["path"] for name in fields["allocations.amount"]["sections"]] == [
        f"{package['portal']}/rules#{name}" for name in ("general", "projects", "work")
    ]
    assert {name: fields[name]["clause"] for name in COLUMNS} == COLUMNS
