"""What the demo city tells hangs together, whatever its seed and size, but for what is planted."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from databases.demo_city.city import City
from databases.demo_city.entry_and_exit import first_signers
from databases.demo_city.load import frames

ORIGINS = {"alert_id": ("alert", "closed_on"), "supervision_case_id": ("supervision_case", "opened_on")}


@pytest.fixture(scope="module", params=[(600, 2020), (60, 7)], ids=["usual", "small"])
def forces(request: pytest.FixtureRequest) -> dict[str, pl.DataFrame]:
    return {table.name: frame for table, frame in frames("forces", City(*request.param))}


def test_clues_of_a_campaign_came_and_were_settled_while_it_ran(forces: dict[str, pl.DataFrame]) -> None:
    period = pl.col("period").str.extract_groups(r"\[(?<begun>.*),(?<ended>.*)\)").struct.unnest()
    campaigns = forces["rectification_campaign"].select(period, rectification_campaign_id="id")
    clues = forces["clue"].join(campaigns, on="rectification_campaign_id")
    assert set(clues["rectification_campaign_id"]) == {1, 2}
    assert clues.filter((pl.col("received_on") < pl.col("begun").str.to_date()) | (pl.col("answered_on") >= pl.col("ended").str.to_date())).is_empty()


@pytest.mark.parametrize("origin", ORIGINS)
def test_what_was_put_right_lies_where_it_was_found_and_not_before(forces: dict[str, pl.DataFrame], origin: str) -> None:
    table, day = ORIGINS[origin]
    found = forces[table].select(pl.col("id").alias(origin), since=day, place="region_code")
    tasks = forces["correction_task"].join(found, on=origin)
    assert len(tasks)
    assert tasks.filter((pl.col("accepted_on") < pl.col("since")) | (pl.col("due_on").cast(pl.String).str.to_date() < pl.col("since"))).is_empty()
    assert tasks.filter(pl.col("region_code") != pl.col("place")).is_empty()


def test_most_sources_were_just_heard_from_and_a_few_are_late_on_whatever_day_the_city_is_loaded() -> None:
    heard_on = date(2026, 3, 2)
    sources = {table.name: frame for table, frame in frames("forces", City(60, heard_on=heard_on))}["source_freshness"]
    days = sources.select(
        "expected_days", waited=(pl.lit(heard_on) - pl.col("last_received_at").str.to_datetime(time_zone="Asia/Shanghai").dt.date())
    )
    late = days.filter(pl.col("waited").dt.total_days() > pl.col("expected_days") + 1)
    assert 0 < len(late) < len(sources) / 4


def test_needs_that_wait_are_over_within_days_weeks_and_months_on_whatever_day_the_city_is_loaded(forces: dict[str, pl.DataFrame]) -> None:
    heard_on = date(2026, 3, 2)
    waiting = pl.col("state") == "published"
    needs = {table.name: frame for table, frame in frames("forces", City(60, heard_on=heard_on))}["need"].filter(waiting)
    days = (needs["needed_by"].str.to_date() - heard_on).dt.total_days()
    assert days.min() == 3
    assert min(len(days.filter(days <= 30)), len(days.filter((days > 30) & (days <= 200))), len(days.filter(days > 1000))) > len(days) / 10
    assert set(forces["need"].filter(waiting)["needed_by"].str.slice(0, 4)) == {"2029"}  # of a city that is shown on its own day nothing changed


def test_exit_of_a_household_that_signs_in_finds_another_signer_at_every_level(forces: dict[str, pl.DataFrame]) -> None:
    posts = forces["post"]
    officers = {
        department: posts.filter(tier="manager", department=department).group_by("region_code").agg("person_id")
        for department in ("town_government", "civil_affairs")
    }
    holders = {name: dict(frame.iter_rows()) for name, frame in officers.items()}
    helpers = dict(forces["pairing"].filter(kind="responsible").select("household_id", "person_id").iter_rows())
    homes = posts.filter(tier="household").select("household_id", "region_code", "person_id").rows()
    assert len(homes) == 20
    for household, code, head in homes:
        village, town = (holders["town_government"][code[:digits]][0] for digits in (12, 9))
        county = holders["civil_affairs"][code[:6]][0]
        signers = [head, helpers.get(household, 0), village, town, county]
        assert len(set(signers)) == len(signers), household


def test_nobody_signs_an_exit_who_had_died_or_left() -> None:
    """In a city of 300,000 households a daughter who had left was the first of them who lived."""
    gone, stays = date(2019, 6, 1), None
    members = pl.DataFrame(
        {
            "id": [1, 2, 3, 4, 5],
            "household_id": [1, 1, 1, 2, 2],
            "died_on": [gone, stays, stays, gone, stays],
            "left_on": [stays, gone, stays, stays, gone],
        }
    )
    exits = pl.DataFrame({"id": [1, 2], "household_id": [1, 2], "proposed_on": [date(2020, 5, 10)] * 2})
    assert first_signers(members, exits).tolist() == [3, 0]
