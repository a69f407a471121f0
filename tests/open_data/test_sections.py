"""What is published rests on sections of the main document."""

from __future__ import annotations

from open_data import catalogue
from open_data.sections import SECTIONS, sections


def test_requirement_lies_in_one_section_and_a_range_in_all_that_it_touches() -> None:
    assert [section.name for number in (1, 25, 26, 153, 154, 184) for section in sections(f"M{number}")] == [
        *("general", "general"),
        *("beneficiaries", "forces"),
        *("work", "work"),
    ]
    assert sections("M13-M55, M184") == [*SECTIONS[:3], SECTIONS[-1]]


def test_every_dataset_rests_on_a_section() -> None:
    assert all(sections(dataset.clause) for dataset in catalogue.DATASETS.values())
