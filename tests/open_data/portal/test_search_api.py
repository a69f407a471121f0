"""Search and open data through GraphQL: the same answers as the portal gives, for nobody in particular."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

import httpx
import pytest

from open_data.release.build import Release
from open_data.shelf import opened
from schema.examples import examples
from tests.open_data.portal.conftest import Site
from tests.served import NO_TLS

SEARCH = """query ($text: String!, $where: SearchFilter, $facets: [String!]! = [], $first: Int! = 20, $after: String, $by: [String!]! = []) {
  search(text: $text, where: $where, facets: $facets, first: $first, after: $after) {
    release total endCursor engine standsIn isAny dropped
    readings { piece kind label } alternatives { dropped total } corrected { piece word }
    nearly { id } hits { id kind title url benefitPlace amount day markedTitle { text isMarked } reasons { piece share } }
    facets { facet values { code label count } }
    sums(by: $by) { codes count amount }
  } }"""


def ask(site: Site, query: str, language: str = "zh", **variables: Any) -> dict[str, Any]:
    headers = {"accept-language": language}
    answer: dict[str, Any] = httpx.post(
        site.api + "/graphql", json={"query": query, "variables": variables}, headers=headers, timeout=60, verify=NO_TLS
    ).json()
    return answer


def search(site: Site, text: str, **variables: Any) -> dict[str, Any]:
    answer = ask(site, SEARCH, text=text, **variables)
    assert "errors" not in answer, answer
    found: dict[str, Any] = answer["data"]["search"]
    return found


@pytest.mark.parametrize("text", ["江阴 道路", "jiangyin", "低保", "2019年 宜兴"])
def test_search_finds_what_the_portal_finds(site: Site, text: str) -> None:
    page = site.portal.get("/search.json?" + str(httpx.QueryParams(q=text))).json()
    found, first = search(site, text, first=100), page[:100]
    assert found["total"] == len(page) > 0
    assert [(hit["id"], hit["title"], hit["benefitPlace"], hit["amount"]) for hit in found["hits"]] == [
        (row["id"], row["title"], row["place"], row["amount"]) for row in first
    ]
    assert (found["engine"], found["standsIn"]) == ("embedded", False)


def test_what_nearly_fits_stands_apart_and_the_page_shows_it_too(site: Site) -> None:
    found = search(site, "江阴 村级集体收入", where={"facets": [{"facet": "kind", "codes": ["dataset"]}]})
    nearly = {hit["id"] for hit in found["nearly"]}
    assert nearly
    assert nearly.isdisjoint(hit["id"] for hit in found["hits"])
    assert found["total"] == len(found["hits"])
    assert "不完全符合、但相近的" in site.portal.get("/search?" + str(httpx.QueryParams(q="村级集体收入", kind="dataset"))).text


def test_pages_of_a_search_hold_every_hit_once(site: Site, release: Release) -> None:
    whole = [hit["id"] for hit in search(site, "江阴", first=100)["hits"]]
    paged, after = [], None
    while len(paged) < len(whole):
        page = search(site, "江阴", first=17, after=after)
        paged += [hit["id"] for hit in page["hits"]]
        after = page["endCursor"]
    assert paged[: len(whole)] == whole
    assert page["release"] == release.name


def test_answer_tells_how_it_understood_and_marks_what_was_asked(site: Site) -> None:
    found = search(site, "江阴 村庄")
    assert {"piece": "江阴", "kind": "place", "label": "江阴市"} in found["readings"]
    marked = [part["text"] for hit in found["hits"] for part in hit["markedTitle"] if part["isMarked"]]
    assert "江阴" in marked
    assert found["hits"][0]["url"].startswith("https://sunshine.example/")
    assert all(reason["share"] > 0 for reason in found["hits"][0]["reasons"])


def test_sums_and_facets_agree_with_the_total(site: Site) -> None:
    found = search(site, "", where={"facets": [{"facet": "kind", "codes": ["project"]}]}, facets=["kind", "benefit_county"], by=["benefit_county"])
    kinds = {value["code"]: value["count"] for facet in found["facets"] if facet["facet"] == "kind" for value in facet["values"]}
    assert kinds["project"] == found["total"] == sum(one["count"] for one in found["sums"])
    assert sum(Decimal(one["amount"]) for one in found["sums"]) > 0


def test_nothing_found_tells_what_would_be_without_a_filter(site: Site) -> None:
    found = search(site, "江阴", where={"day": {"first": "1950-01-01", "last": "1950-01-02"}})
    assert (found["total"], found["hits"]) == (0, [])
    assert [one["dropped"] for one in found["alternatives"]] == [["day"]]
    assert found["alternatives"][0]["total"] > 0


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"first": 101}, "a page has 1 to 100 hits"),
        ({"facets": ["identity"]}, "there is no facet 'identity'"),
        ({"by": ["identity"]}, "there is no facet 'identity'"),
        ({"after": "x"}, ""),
        ({"where": {"benefit": "3202x"}}, "where.benefit"),
        ({"where": {"amountFrom": "1e400"}}, ""),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_argument(site: Site, variables: dict[str, Any], told: str) -> None:
    (error,) = ask(site, SEARCH, text="江阴", **variables)["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT", error
    assert told in error["message"]


def test_suggestions_complete_what_is_being_typed(site: Site) -> None:
    found = ask(site, '{ searchSuggestions(typed: "jiangy", first: 5) { word label count } }')["data"]["searchSuggestions"]
    assert "江阴市" in [one["label"] for one in found]
    assert all(one["count"] > 0 for one in found)
    assert len(found) <= 5


DATASETS = """{ openData { release digest licence datasets { name title firstDay lastDay disclosure { code label } rowCount key
  columns { name title unit codes { code } } files { format url bytes hash } } } }"""
ROWS = "query ($name: String!, $first: Int!, $after: String) { openData { dataset(name: $name) { rows(first: $first, after: $after) { columns rows endCursor } } } }"


def test_open_data_describes_every_dataset_of_the_release(site: Site, release: Release) -> None:
    shown, found = opened(release.folder), ask(site, DATASETS)["data"]["openData"]
    assert (found["release"], found["digest"], found["licence"]) == (release.name, shown.digest, "CC-BY-4.0")
    assert [one["name"] for one in found["datasets"]] == list(shown.resources)
    for one in found["datasets"]:
        assert [column["name"] for column in one["columns"]] == list(shown.fields[one["name"]])
        assert {file["hash"].removeprefix("sha256:") for file in one["files"]} == {
            shown.sums[file["url"].partition("/files/")[2]] for file in one["files"]
        }
        described = shown.resources[one["name"]]
        assert one["disclosure"] == {"code": described["disclosure"]["rule"], "label": described["disclosure"]["title"]}
        assert [one["firstDay"], one["lastDay"]] == [*described["temporal"].values()]
    english = ask(site, DATASETS, language="en")["data"]["openData"]["datasets"]
    assert {one["title"] for one in english} == {resource["title_en"] for resource in shown.resources.values()}


def test_rows_of_a_dataset_are_those_of_its_file(site: Site, release: Release) -> None:
    with (release.folder / "data" / "divisions.csv").open(encoding="utf-8-sig") as file:
        header, *lines = list(csv.reader(io.StringIO(file.read())))
    rows, after = [], None
    while page := ask(site, ROWS, name="divisions", first=500, after=after)["data"]["openData"]["dataset"]["rows"]:
        assert page["columns"] == header
        rows += [[value or "" for value in row] for row in page["rows"]]
        if (after := page["endCursor"]) is None:
            break
    assert sorted(map(_valued, rows)) == sorted(map(_valued, lines))


def _valued(row: list[str]) -> list[str]:
    """Without the zeros at the end of decimals, which the file writes and a number has not."""
    return [value.rstrip("0") if re.fullmatch(r"-?\d+\.\d+", value) else value for value in row]


def test_dataset_that_is_not_there_is_null_and_a_bad_page_is_told(site: Site) -> None:
    assert ask(site, ROWS, name="sqlite_master", first=1)["data"]["openData"]["dataset"] is None
    for wrong in ({"first": 0}, {"first": 1, "after": "1 OR 1=1"}):
        (error,) = ask(site, ROWS, name="divisions", **wrong)["errors"]
        assert (error["extensions"]["code"], error["path"]) == ("BAD_USER_INPUT", ["openData", "dataset", "rows"])


def test_examples_about_open_data_are_answered(site: Site) -> None:
    asked = [example.query for example in examples() if "openData" in example.query]
    for query in asked:
        answer = ask(site, query)
        assert "errors" not in answer, answer
        assert all(answer["data"].values())
        assert answer["data"]["search"]["hits"]
    assert asked


def test_pages_of_rows_are_paid_for(site: Site) -> None:
    asked = " ".join(f"a{n}: rows(first: 1000) {{ endCursor }}" for n in range(20))
    query = f'{{ openData {{ dataset(name: "divisions") {{ {asked} }} }} }}'
    before, after = (
        httpx.post(site.api + "/graphql", json={"query": text}, verify=NO_TLS, timeout=60) for text in ("{ openData { release } }", query)
    )
    assert before.status_code == after.status_code == 200
    assert int(after.headers["x-ratelimit-used"]) >= 20_000


def test_searches_are_counted_by_the_engine_that_answered(site: Site) -> None:
    def counted() -> float:
        lines = httpx.get(site.metrics, verify=NO_TLS).text.splitlines()
        return sum(float(line.split()[1]) for line in lines if line.startswith('sunshine_searches_total{engine="embedded",stood_in="false"}'))

    before = counted()
    search(site, "江阴")
    assert counted() == before + 1


READ_OFFER = """query ($text: String!) { readOffer(text: $text) { kind about quantity regionCode times { weekday fromHour toHour }
  pieces { piece field label } missing } }"""


def test_offer_in_words_is_read_as_on_the_portal(site: Site) -> None:
    found = ask(site, READ_OFFER, text="每周六上午可以在江阴做康复理疗")["data"]["readOffer"]
    assert (found["kind"], found["about"], found["regionCode"], found["missing"]) == ("medical", "康复理疗（每周六、上午）", "320281", ["quantity"])
    assert found["times"] == [{"weekday": 6, "fromHour": 8, "toHour": 12}]
    english = ask(site, READ_OFFER, "en", text="20 wheelchairs")["data"]["readOffer"]
    assert {"piece": "20", "field": "quantity", "label": "20"} in english["pieces"]
    assert ask(site, READ_OFFER, text="好" * 301)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


NEAREST = """query ($code: String!) { search(text: "江阴 轮椅", sort: NEAREST, nearRegion: $code, first: 50,
  where: {facets: [{facet: "kind", codes: ["need"]}]}) { hits { benefitPlace latitude longitude } } }"""


def test_needs_are_found_nearest_first_to_a_division(site: Site) -> None:
    assert ask(site, NEAREST, code="9999")["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    hits = ask(site, NEAREST, code="320281")["data"]["search"]["hits"]
    assert hits
    assert all(hit["latitude"] and hit["benefitPlace"] for hit in hits)
