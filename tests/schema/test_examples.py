"""The examples are asked as their tiers, by the persons whose tokens `make demo` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from databases.clock import Clock
from schema.examples import ASKERS, Example, examples
from sunshine.demo_people import EXAMPLE_REGION, PEOPLE
from tests.schema.asking import Api

EXAMPLES = examples()
OF_DATABASES = [example for example in EXAMPLES if "openData" not in example.query]  # the others are run where a release is


@pytest.mark.parametrize("example", OF_DATABASES, ids=lambda example: example.name)
def test_example_answers_its_asker_with_rows(api: Api, example: Example) -> None:
    answer = api.ask(example.query, _person(api, example.asker))
    assert "errors" not in answer, answer["errors"]
    assert all(root if isinstance(root, list) else root.get("edges") or root.get("nodes") for root in answer["data"].values()), answer["data"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example_begins_with_a_line_in_chinese_and_one_in_english(example: Example) -> None:
    chinese, english = example.query.splitlines()[:2]
    assert chinese.startswith("# ")
    assert not chinese.isascii()
    assert english.startswith("# ")
    assert english.isascii()


def test_the_four_questions_have_an_answer_from_each_database(api: Api) -> None:
    example = next(example for example in EXAMPLES if example.name == "auditor_four_questions")
    household = api.ask(example.query, _person(api, example.asker))["data"]["households"]["edges"][0]["node"]
    assert household["members"]
    assert household["hardshipCauses"]
    assert household["pairings"]["edges"][0]["node"]["person"]["name"]
    assert household["measures"]
    assert household["paymentLines"]["edges"][0]["node"]["paymentList"]["stream"]["name"]
    assert household["entitledSubjects"]["edges"][0]["node"]["project"]["name"]
    assert household["exitCases"][0]["exitSignatures"][0]["role"]


def test_every_file_has_an_asker_and_every_asker_a_file(repository: Path) -> None:
    assert len(EXAMPLES) == len(list((repository / "schema" / "examples").glob("*.graphql")))
    assert {example.asker for example in EXAMPLES} == set(ASKERS)


def test_no_example_tells_the_public_of_a_household(api: Api) -> None:
    """As nobody, the same questions are answered or refused in words, and hold no row of a household or a person."""
    for example in EXAMPLES:
        answer = api.ask(example.query)
        assert "errors" not in answer, example.name
        assert not any(f'"{key}": "' in json.dumps(answer["data"]) for key in ("headName", "phone", "bornOn", "idNumber")), example.name


def _person(api: Api, asker: str) -> str | None:
    rows = api.truth("forces", PEOPLE, Clock().today(), EXAMPLE_REGION)
    numbers = {(row["tier"], row["department"]): str(row["number"]) for row in rows}
    return numbers[ASKERS[asker]] if asker != "public" else None
