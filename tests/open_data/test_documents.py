"""Everything that is published can be found, and nothing else."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date

import polars as pl
import pytest

from open_data import catalogue, lasting_names
from open_data.layout import SEARCH
from open_data.release.build import Release
from open_data.site_pages import PAGES
from search.desk import Answer, Desk
from search.queries import Query

TODAY = date(2020, 6, 30)


def ask(release: Release, text: str) -> Answer:
    async def asked() -> Answer:
        desk = Desk.open(release.folder / SEARCH)
        try:
            return await desk.answer(Query(text=text), TODAY)
        finally:
            await desk.close()

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("低保", "stream/DIBAO"),
        ("最低生活保障金", "stream/DIBAO"),
        ("江阴", "place/320281"),
        ("yixing", "place/320282"),
        ("结对帮扶", "dataset/pairings"),
        ("到户资金发放", "dataset/payments"),
        ("DIBAO", "stream/DIBAO"),
        ("tender", "dataset/tenders"),
    ],
)
def test_what_people_look_for_stands_among_the_first(release: Release, text: str, found: str) -> None:
    assert found in [hit.document.id for hit in ask(release, text).hits[:5]]


def test_a_project_and_its_asset_are_found_by_the_number_of_the_project(release: Release) -> None:
    (number,) = pl.read_parquet(release.folder / "data/assets.parquet")["project"].head(1).to_list()
    found = [hit.document for hit in ask(release, number).hits]
    assert found[0].id == f"project/{number}"
    assert "asset" in {document.kind for document in found}


def test_every_dataset_place_stream_and_project_is_found_by_its_title(release: Release) -> None:
    projects = pl.read_parquet(release.folder / "data/projects.parquet")["name"].sample(10, seed=1).to_list()
    titles = [dataset.title.zh for dataset in catalogue.DATASETS.values()] + projects
    for title in titles:
        assert any(hit.document.title == title for hit in ask(release, title).hits), title


def test_every_case_notice_and_page_of_the_site_is_found_first_by_its_title(release: Release) -> None:
    cases = pl.read_parquet(release.folder / "data/model_cases.parquet")["title"].to_list()
    notices = pl.read_parquet(release.folder / "data/violation_notices.parquet")["number"].to_list()
    assert cases
    assert notices
    for title in cases:
        assert ask(release, title).hits[0].document.title == title
    for number in notices:
        assert ask(release, number).hits[0].document.id == f"notice/{number}"
    for page in PAGES:
        for title in page.title:
            assert page.address in [hit.document.url for hit in ask(release, title).hits[:3]], title


@pytest.mark.parametrize(
    ("dataset", "kind", "called"), [("volunteer_campaigns", "campaign", "志愿活动"), ("technical_problems", "problem", "技术难题")]
)
def test_every_campaign_and_technical_problem_is_found_by_its_title_and_by_what_people_call_them(
    release: Release, dataset: str, kind: str, called: str
) -> None:
    rows = pl.read_parquet(release.folder / f"data/{dataset}.parquet").to_dicts()
    assert rows
    for row in rows:
        (county,) = pl.read_parquet(release.folder / "data/divisions.parquet").filter(pl.col("code") == row["region_code"][:6])["name"]
        ids = [hit.document.id for hit in ask(release, f"{row['title']} {county}").hits]
        assert f"{kind}/{lasting_names.digest(dataset, row)}" in ids, row["title"]
    assert {hit.document.kind for hit in ask(release, called).hits} - {"dataset"} == {kind}  # its dataset is called so too


def test_need_is_found_by_the_skill_that_it_takes_which_can_be_made_a_filter(release: Release) -> None:
    (item,) = pl.read_parquet(release.folder / "data/need_items.parquet").filter(pl.col("skill") == "康复护理")["code"].to_list()
    asked = pl.read_parquet(release.folder / "data/needs.parquet").filter(pl.col("item") == item)
    answer = ask(release, "康复护理")
    assert "康复" not in asked["item_name"][0]
    assert {hit.document.id for hit in answer.hits if hit.document.kind == "need"} == {f"need/{number}" for number in asked["number"]}
    assert ("skill", "康复护理") in [(reading.kind, reading.label) for reading in answer.readings]


def test_what_a_town_has_not_is_searched_for_in_its_county_and_told(release: Release) -> None:
    needs = pl.read_parquet(release.folder / "data/needs.parquet").select("item_name", "region_code")
    names = dict(pl.read_parquet(release.folder / "data/divisions.parquet").select("code", "name").iter_rows())
    item, county = next((item, code[:6]) for item, code in needs.sort("item_name", "region_code").iter_rows() if item.isalpha() and len(code) == 6)
    there = set(needs.filter(pl.col("item_name") == item)["region_code"])
    called = Counter(names.values())
    town = next(name for code, name in names.items() if len(code) == 9 and code.startswith(county) and called[name] == 1 and code not in there)
    answer = ask(release, f"{town} {item}")
    assert [(one.piece, one.words) for one in answer.widened] == [(town, (names[county],))]
    assert answer.hits
    assert all((hit.document.benefit_place or "").startswith(county) for hit in answer.hits)


def test_of_two_subjects_that_never_meet_neither_is_given_up(release: Release) -> None:
    answer = ask(release, "低保 招标")
    assert (answer.is_any, answer.dropped) == (True, ())
    assert {"stream/DIBAO", "dataset/tenders"} <= {hit.document.id for hit in answer.hits}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("yx", "place/320282"),
        ("医保", "stream/YILIAO"),
        ("看病", "stream/YILIAO"),
        ("养老", "stream/TEKUN"),
        ("school", "stream/ZHUXUE"),
        ("低保户名单", "page/privacy"),
        ("举报", "page/report"),
        ("怎样核验", "page/releases"),
        ("版权", "page/about"),
        ("腐败", "page/notices"),
    ],
)
def test_words_that_the_release_does_not_use_lead_to_what_is_meant(release: Release, text: str, found: str) -> None:
    answer = ask(release, text)
    assert found in [hit.document.id for hit in answer.hits]
    assert answer.dropped == ()
