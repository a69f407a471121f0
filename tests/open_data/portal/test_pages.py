"""The pages of places, projects, rules, notices, the press and a release say what the release holds."""

from __future__ import annotations

import json
import re
import sqlite3
from decimal import Decimal
from urllib.parse import unquote

import feedparser
import polars as pl
import pytest

from databases.code_lists.projects import STAGE
from databases.demo_city.forces_giving import MODEL_CASES
from open_data.layout import CHANGES, CHECKPOINTS, DATABASE, PRIVACY
from open_data.portal import figures
from open_data.release.build import Release
from tests.open_data.portal.conftest import Portal


def test_shares_are_fractions_also_where_all_money_is_whole_yuan(portal: Portal, release: Release) -> None:
    """SQLite divides whole numbers as whole numbers: of 45.8 % of a department's money it said 0."""
    money = pl.col("amount").cast(pl.Float64)
    hops = pl.read_parquet(release.folder / "data/allocations.parquet").filter(to_level="village")
    share = hops.group_by("department_label").agg(value=money.filter("weak_village").sum() / money.sum())
    told = {row["label"]: row["value"] for row in portal.get("/figures/tilt-by-department.json").json()["rows"]}
    assert told == pytest.approx(dict(share.iter_rows()), abs=1e-4)
    assert any(0 < value < 1 for value in told.values())
    levels = portal.get("/figures/budget-by-level.json").json()["rows"]
    years = {row["year"] for row in levels}
    assert {year: pytest.approx(sum(row["value"] for row in levels if row["year"] == year), abs=1e-3) for year in years} == dict.fromkeys(years, 1)
    assert all(0 < row["value"] < 1 for row in levels)


def test_release_page_tells_what_changed_how_people_are_protected_and_how_far_the_logs_had_grown(portal: Portal, release: Release) -> None:
    page = portal.get(f"/releases/{release.name}").text
    news, privacy, checkpoints = [json.loads((release.folder / name).read_text("utf-8")) for name in (CHANGES, PRIVACY, CHECKPOINTS)]
    assert news["summary"]["zh"] in page
    protected = [name for name, report in privacy.items() if report and "audit" in report]
    table = page[page.index('id="privacy"') : page.index('id="checkpoints"')]
    assert all(f'<a href="/datasets/{name}">' in table for name in protected)
    assert "不写到镇" in table, "how many towns were lost, and where kinds stand together for that"
    assert f"{privacy['household_file']['kept']:,} / {privacy['household_file']['households']:,}" in table
    assert all(one["root_hash"] in page for one in checkpoints.values())
    english = portal.get(f"/releases/{release.name}?lang=en").text
    assert news["summary"]["en"] in english


def test_tables_lead_from_a_row_to_its_page(portal: Portal) -> None:
    page = portal.get("/sunshine/fund_streams").text
    assert "&lt;a" not in page
    assert "&amp;nbsp;" not in page
    (first, *_) = re.findall(r'<td><a href="(/sunshine/fund_streams/[^"]+)"', page)
    assert portal.get(first).status_code == 200


def test_weak_villages_stand_beside_the_threshold_of_the_newest_year(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        incomes = "FROM village_thresholds WHERE threshold = 'village_income' AND year = 2019"
        found = connection.execute(f"SELECT region_code, met, target {incomes}").fetchall()
        counted = dict(connection.execute(figures.FIGURES["village-income"].sql).fetchall())
    connection.close()
    page = portal.get("/villages").text
    assert all(f'href="/places/{code}"' in page for code, _, _ in found)
    assert counted[2019] == sum(met for _, met, _ in found) == page.count('class="way over"') > 0
    assert "高于</span> 2,000,000" in page
    assert re.findall('class="way( over)?"', page) == [""] * (len(found) - counted[2019]) + [" over"] * counted[2019], "first those on their way"


def test_notices_say_body_clause_finding_and_decision(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        columns = "number, organisation_name, document_title, document, clause, body, decision, approved_on, published_on"
        notices = connection.execute(f"SELECT {columns} FROM violation_notices").fetchall()
    connection.close()
    page = portal.get("/notices").text
    articles = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert len(articles) == len(notices) > 0
    for notice in notices:
        assert sum(all(value in article for value in notice) for article in articles) == 1
        alone = portal.get("/notices", {"number": notice[0]}).text
        assert re.findall(r'<dt>通报文号</dt><dd><a href="[^"]*">(.*?)</a>', alone) == [f'<span lang="zh-CN">{notice[0]}</span>']


def test_press_shows_each_case_from_its_day_on_and_feeds_it_under_a_lasting_name(portal: Portal) -> None:
    page, feed = portal.get("/press").text, feedparser.parse(portal.get("/press.xml").text)
    published, waiting = [one[0] for one in MODEL_CASES[:3]], [one[0] for one in MODEL_CASES[3:]]
    assert not feed.bozo
    assert sorted(entry.title.partition("（")[0] for entry in feed.entries) == sorted(published)
    assert [entry.published for entry in feed.entries] == sorted((entry.published for entry in feed.entries), reverse=True)
    assert all(title in page for title in published)
    for entry in feed.entries:
        alone = portal.get("/press" + entry.link.partition("/press")[2]).text
        assert [title for title in published if title in alone] == [entry.title.partition("（")[0]]
    outlets = [page, portal.get("/press.xml").text, portal.get("/sunshine/model_cases.json").text, portal.get("/search?q=清单管资金").text]
    assert not [title for title in waiting for text in outlets if title in text.replace("<mark>", "").replace("</mark>", "")]
    assert len({entry.id for entry in feed.entries}) == len(published)


def test_problems_and_campaigns_are_shown_as_the_release_tells_them_where_nobody_signs_in(portal: Portal, release: Release) -> None:
    for page, dataset, question in (("/problems", "technical_problems", "水蜜桃采后保鲜"), ("/campaigns", "volunteer_campaigns", "农技下乡")):
        assert f'href="{page}"' in portal.get("/").text
        titles = pl.read_parquet(release.folder / f"data/{dataset}.parquet")["title"].to_list()
        everything = portal.get(page).text
        assert all(title in everything for title in titles)
        assert 'name="step"' not in everything
        (address, *_) = re.findall(rf'href="({page}\?entry=[0-9a-f]+)"', portal.get("/search", {"q": question}).text)
        one = portal.get(address).text
        assert question in one
        assert [title for title in set(titles) if title in one and question not in title] == []
        assert f'<a href="{page}">' in one


def test_place_tells_what_was_done_for_its_households_where_it_stands_alone_or_with_others(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        alone = connection.execute("SELECT place, kind_label, households FROM register WHERE place_level = 'county' AND together = ''").fetchall()
        registered = dict(connection.execute("SELECT place, households FROM register_totals WHERE level = 'county'"))
        paired = dict(connection.execute("SELECT place, households FROM pairings_totals WHERE level = 'county'"))
        helped, year, measured = connection.execute(
            "SELECT place, month, households FROM measures_totals WHERE level = 'county, year' ORDER BY month DESC, households DESC LIMIT 1"
        ).fetchone()
        paid = connection.execute(
            "SELECT place, place_label, kind, month, amount FROM payments WHERE instr(place, ' ') AND month LIKE '2019%'"
        ).fetchall()
    connection.close()
    assert all(count <= registered[county] for county, count in paired.items() if county in registered)
    county, kind, households = alone[0]
    assert (kind, f"{households:,}") in re.findall(
        r'<td><span lang="zh-CN">([^<]*)</span></td><td>([\d,]+)</td>', portal.get(f"/places/{county}").text
    )
    places, named, kind, _, _ = paid[0]
    town = portal.get(f"/places/{places.split()[-1]}").text
    money = sum(Decimal(str(amount)) for place, _, of, month, amount in paid if (place, of) == (places, kind))
    assert f"{money:,.2f}" in town
    assert f"在册帮扶户：共约 {registered[county]:,} 户" in portal.get(f"/places/{county}").text
    assert f"帮扶措施 {year}（至 2020-06）：共约 {measured:,} 户" in portal.get(f"/places/{helped}").text
    elsewhere = next(code for code, *_ in alone if code not in {one[:6] for one in places.split()})
    assert f">{named}" in town
    assert f">{named}" not in portal.get(f"/places/{elsewhere}").text


def test_place_says_whose_figures_stand_on_its_page_where_they_are_not_its_own(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        (places,) = connection.execute("SELECT place FROM payments WHERE place_level = 'town' AND instr(place, ' ') LIMIT 1").fetchone()
        names = dict(connection.execute("SELECT code, name FROM divisions"))
    connection.close()
    town = places.split()[-1]
    page = portal.get(f"/places/{town}").text.partition('id="assistance"')[2].partition("<h2")[0]
    tables = re.findall(r"<caption>(.*?)</caption>.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    own, around = names[town], [names[town[:6]], names[town[:4]]]
    assert f"{own}</span>自己的" in page
    assert any("更大范围" in caption for caption, _ in tables)
    for caption, rows in tables:
        for where in re.findall(r'<tr><td><span lang="zh-CN">(.*?)</span></td>', rows):
            assert own in where or any(name in where for name in around), where
            assert ("更大范围" in caption) <= (where != own)


def test_projects_are_chosen_by_county_state_and_year(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        names = ("county", "state", "year")
        sql = "SELECT code, substr(region_code, 1, 6), state, CAST(year AS TEXT) FROM projects ORDER BY code"
        found = {code: dict(zip(names, values, strict=True)) for code, *values in connection.execute(sql)}
    connection.close()
    first = next(iter(found.values()))
    for chosen in (first, {name: first[name] for name in ("county", "year")}):
        fits = {code for code, values in found.items() if values.items() >= chosen.items()}
        page = portal.get("/projects", chosen).text
        assert set(re.findall(r'<th scope="row"><a href="/projects/([^"]+)"', page)) == fits != set()
        assert f"共 {len(fits)} 个项目" in page
    assert "没有符合条件的项目" in portal.get("/projects", {"county": "1", "year": "' OR 1"}).text


def test_months_and_flags_are_told_in_words_and_the_stream_by_its_name(portal: Portal, release: Release) -> None:
    reports = pl.read_parquet(release.folder / "data/progress_reports.parquet")
    project = reports["project"][0]
    page = portal.get(f"/projects/{project}").text
    months = [str(month)[:7] for month in reports.filter(project=project)["month"].sort()]
    assert [month for month in re.findall(r"<tr><td>(\d{4}-\d\d)</td>", page) if month in months] == months
    (stream,) = pl.read_parquet(release.folder / "data/projects.parquet").filter(code=project)["stream"]
    (name,) = pl.read_parquet(release.folder / "data/fund_streams.parquet").filter(code=stream)["name"]
    assert f'<a href="/money/{stream}"><span lang="zh-CN">{name}</span></a>' in page
    preview = portal.get("/datasets/allocations").text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert re.search('<td><span lang="zh-CN">[是否]</span></td>', preview)


def test_project_shows_all_nine_stages_and_which_of_them_it_has_not_reached(portal: Portal, release: Release) -> None:
    entered = (
        pl.read_parquet(release.folder / "data/project_stages.parquet")
        .group_by("project")
        .agg("stage", "finished_on")
        .filter(pl.col("stage").list.len() == 6)
    )
    project, *told = entered.sort("project").row(0)
    finished = dict(zip(*told, strict=True))
    page = portal.get(f"/projects/{project}").text
    stages = re.findall(r'<li class="(done|now|later)"><strong><span lang="zh-CN">(.*?)</span></strong>', page)
    how = ["later" if stage not in finished else "done" if finished[stage] else "now" for stage in STAGE.labels]
    assert stages == list(zip(how, STAGE.labels.values(), strict=True))
    assert page.count("未开始") == 3


def test_project_page_holds_what_other_datasets_tell_of_it(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        project, amount = connection.execute("SELECT project, award_amount FROM tenders WHERE award_amount IS NOT NULL LIMIT 1").fetchone()
        bidders = connection.execute("SELECT name FROM bidders WHERE tender IN (SELECT ocid FROM tenders WHERE project = ?)", [project]).fetchall()
    connection.close()
    page = portal.get(f"/projects/{project}").text
    assert f"{amount:,.2f}" in page
    assert len(bidders) > 1
    assert all(name in page for (name,) in bidders)


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "项目规范管理机制（第7—11项）"), ("en", "Standardised project management (items 7–11)")])
def test_every_column_of_a_dataset_leads_to_the_sections_that_it_rests_on(portal: Portal, language: str, title: str) -> None:
    anchors = set(re.findall(r' id="([^"]+)"', portal.get("/rules").text))
    page = portal.get(f"/datasets/projects?lang={language}").text
    rows = dict(re.findall(r'<tr><th scope="row"><code>(\w+)</code></th>(.*?)</tr>', page, re.DOTALL))
    leading = {name: re.findall(r'<a href="/rules#(\w+)">([^<]+)</a>', row) for name, row in rows.items()}
    assert leading["is_priority"] == [("projects", title)]
    assert {section for found in leading.values() for section, _ in found} <= anchors
    assert [name for name, found in leading.items() if not found] == []
    assert not re.search(r"\bM\d+\b", page)


def test_under_each_clause_stands_what_rests_on_it_and_links_lead_to_it(portal: Portal, release: Release) -> None:
    with sqlite3.connect(f"file:{release.folder / DATABASE}?mode=ro", uri=True) as connection:
        clauses = connection.execute("SELECT document, number, summary FROM policy_clauses").fetchall()
        rules = connection.execute(
            "SELECT document, clause, about FROM alert_rules UNION ALL SELECT document, clause, number FROM violation_notices"
            " UNION ALL SELECT document, clause, printf('%,d', value) FROM rule_parameters WHERE name = 'village_income'"
        ).fetchall()
    connection.close()
    page = portal.get("/rules").text
    told = dict(re.findall(r'<h3 id="([^"]+)">(.*?)(?=<h[23]|</section>)', page, re.DOTALL))
    text = {place: re.sub(r"<[^>]*>", "", found) for place, found in told.items()}
    assert all(text[f"{document}.{number}"].startswith(f"{number} {summary}") for document, number, summary in clauses)
    assert all(about in text[f"{document}.{clause}"] for document, clause, about in rules)
    assert 'href="/figures/village-income"' in told[next(f"{document}.{clause}" for document, clause, about in rules if about == "2,000,000")]
    english = re.sub(r"<[^>]*>", "", portal.get("/rules", {"lang": "en"}).text)
    assert all(words in english for words in ("item 13 结对帮扶", "article 1 识别标准和申请", "General requirements (2) 工作目标"))
    leading = [portal.get(path).text for path in ("/figures/village-income", "/datasets/payments", "/notices", "/search?q=结对帮扶&kind=clause")]
    anchors = [re.findall(r'href="/rules#([^"]+)"', one) for one in leading]
    assert all(anchors)
    assert {unquote(one) for found in anchors for one in found} <= set(re.findall(r' id="([^"]+)"', page))
