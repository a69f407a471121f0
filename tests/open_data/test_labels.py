"""Every code that is published is called something in English too."""

from __future__ import annotations

import re

import pytest

from open_data.catalogue import DATASETS
from open_data.labels import english, in_english
from open_data.portal.wording import HAN
from search.documents import KINDS

LISTS = {column.codes.name: column.codes for dataset in DATASETS.values() for column in dataset.columns if column.codes}
RANGE = re.compile(r"\[\d*,\d*\)|\d{4}(/\d{4}|H\d|Q\d)?")  # a code that says itself in any language: [8000,12000), 2018Q1


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_label_has_an_english_name(name: str) -> None:
    assert {label for code, label in LISTS[name].labels.items() if not english().get(label) and not RANGE.fullmatch(code)} == set()


def test_kinds_of_documents_have_english_names_and_no_name_is_chinese() -> None:
    assert set(KINDS.values()) <= english().keys()
    assert [name for name in english().values() if HAN.search(name)] == []


def test_a_sum_of_several_codes_is_called_by_all_of_them_and_a_place_by_its_own_name() -> None:
    assert in_english("因病、因残") == "Illness, Disability"
    assert in_english("宜兴市、江阴市") == "宜兴市、江阴市"
