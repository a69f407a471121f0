"""Volunteers' skills, hours, languages and refusals; a campaign in each county with its shifts, and who came to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import polars as pl
import sqlalchemy as sa

from databases.demo_city.city import City
from databases.demo_city.frames import numbered_rows
from databases.forces import volunteering
from databases.public_ids import public_id

COMING = "2029-09-15"  # the clock of whoever looks at the city is not the city's
# day, kind, skill that is wanted, places, why it was cancelled
SHIFTS = [
    ("2020-05-09", "service", None, 4, None),
    ("2020-05-16", "medical", "康复护理", 3, None),
    ("2020-05-23", "service", "家电维修", 2, "当日有暴雨预警"),
    (COMING, "service", None, 4, None),
    (COMING, "skill", "农技指导", 2, None),
]
CANCELLED = next(place for place, shift in enumerate(SHIFTS) if shift[4])
TITLES = ["邻里守望 助老敬老", "周末课堂 课业辅导", "四级政协委员志愿服务", "农技下乡 进村入户"]
REFUSED = {"service": "medical", "skill": "goods", "medical": "job", "tuition": "goods", "goods": "medical", "job": "goods"}
Rows = list[dict[str, Any]]


def tables(city: City, volunteers: pl.DataFrame, representatives: range) -> Iterator[tuple[sa.Table, pl.DataFrame]]:
    """`representatives` are keys of people, some of whom organise; who comes is written before the shifts that count him."""
    campaigns = [_campaign(city, place, county, representatives) for place, county in enumerate(city.counties)]
    shifts = [_shift(city, key, campaign, place) for key, campaign in enumerate(campaigns, 1) for place in range(len(SHIFTS))]
    assignments = list(_assignments(city, shifts, volunteers))
    taken = [
        sum(row["shift_id"] == key and row["state"] in ("planned", "present", "served") for row in assignments) for key in range(1, len(shifts) + 1)
    ]
    yield volunteering.volunteer_skill, numbered_rows([_skill(city, row) for row in volunteers.iter_rows(named=True)])
    yield volunteering.volunteer_time, numbered_rows([time for row in volunteers.iter_rows(named=True) for time in _times(row)])
    yield volunteering.volunteer_language, numbered_rows([spoken for row in volunteers.iter_rows(named=True) for spoken in _languages(row)])
    yield volunteering.volunteer_refusal, numbered_rows([_refusal(row) for row in volunteers.iter_rows(named=True) if row["id"] % 4 == 0])
    yield volunteering.volunteer_campaign, numbered_rows(campaigns)
    yield volunteering.shift_assignment, numbered_rows(assignments)
    yield volunteering.shift, numbered_rows([{**row, "taken": count} for row, count in zip(shifts, taken, strict=True)])


def _skill(city: City, row: dict[str, Any]) -> dict[str, Any]:
    """Who gives medical help has a certificate; it was seen when he was verified."""
    has_certificate = row["help_kind"] == "medical"
    is_seen = has_certificate and row["verified_on"] is not None
    return _of(row) | {
        "help_kind": row["help_kind"],
        "skill": row["skill"],
        "certificate": f"康复治疗师资格证 演示{row['id']:04d}号" if has_certificate else None,
        "verified_on": row["verified_on"] if is_seen else None,
        "verified_by_id": city.leader("civil_affairs", row["region_code"]) if is_seen else None,
    }


def _times(row: dict[str, Any]) -> Rows:
    weekdays = (6, 7) if row["weekend_only"] else (3, 6)
    return [_of(row) | {"weekday": weekday, "from_hour": 8, "to_hour": 17} for weekday in weekdays]


def _languages(row: dict[str, Any]) -> Rows:
    return [_of(row) | {"language": language} for language in ("mandarin", "wu")[: 1 + row["id"] % 2]]


def _refusal(row: dict[str, Any]) -> dict[str, Any]:
    return _of(row) | {"help_kind": REFUSED[row["help_kind"]]}


def _of(row: dict[str, Any]) -> dict[str, Any]:
    return {"volunteer_id": row["id"], "region_code": row["region_code"]}


def _campaign(city: City, place: int, county: str, representatives: range) -> dict[str, Any]:
    """Held by the county's civil affairs; a deputy or a helper of the county organises it."""
    office = city.organisations.filter((pl.col("kind") == "civil_affairs") & (pl.col("region_code") == county))["id"][0]
    helpers = city.people.filter((pl.col("role") == "helper") & pl.col("region_code").str.starts_with(county))["id"].to_list()
    return {
        "organisation_id": office,
        "organiser_id": helpers[0] if place % 2 and helpers else representatives[place],
        "title": TITLES[place % len(TITLES)],
        "about": "走进村（社区），为困难家庭提供力所能及的服务",
        "period": "[2020-05-01,2030-01-01)",
        "region_code": county,
    }


def _shift(city: City, key: int, campaign: dict[str, Any], place: int) -> dict[str, Any]:
    day, kind, skill, places, reason = SHIFTS[place]
    villages = city.regions.filter((pl.col("level") == "village") & pl.col("code").str.starts_with(campaign["region_code"]))["code"]
    return {
        "volunteer_campaign_id": key,
        "organiser_id": campaign["organiser_id"],
        "place": "村（社区）党群服务中心门口",
        "help_kind": kind,
        "skill": skill,
        "needs_certificate": kind == "medical",
        "language": "wu" if place == 0 else None,
        "places": places,
        "starts_at": f"{day}T09:00:00+08:00",
        "ends_at": f"{day}T12:00:00+08:00",
        "cancelled_on": "2020-05-22" if reason else None,
        "cancel_reason": reason,
        "region_code": villages[place],
    }


def _assignments(city: City, shifts: Rows, volunteers: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Of the county's verified volunteers the first came to both shifts, the second came late, the third stayed away; the first will come again."""
    rng, verified = city.rng("forces.shift_assignments"), volunteers.filter(pl.col("verified_on").is_not_null())
    for key, shift in enumerate(shifts, 1):
        county, official = shift["region_code"][:6], city.leader("civil_affairs", shift["region_code"])
        near = verified.filter(pl.col("region_code") == county)["id"].to_list()
        for volunteer, state, minutes in zip(near, *_who_came((key - 1) % len(SHIFTS)), strict=False):
            yield _assignment(key, shift, volunteer, official, state, minutes, public_id("", rng.bytes(4)))


def _who_came(place: int) -> tuple[list[str], list[int]]:
    """States of the first volunteers, and how many minutes late they came."""
    if place == CANCELLED:
        return ["cancelled"], [0]
    if SHIFTS[place][0] == COMING:
        return (["planned"], [0]) if place == len(SHIFTS) - 2 else ([], [])
    return ["served", "served", "withdrawn"] if place == 0 else ["served", "present"], [0, 25, 0]


def _assignment(key: int, shift: dict[str, Any], volunteer: int, official: int, state: str, late: int, code: str) -> dict[str, Any]:
    came, went = state in ("present", "served"), state == "served"
    begin = datetime.fromisoformat(shift["starts_at"])
    return {
        "shift_id": key,
        "volunteer_id": volunteer,
        "state": state,
        "is_signed_up": late == 0,
        "code": code if state in ("planned", "present") else None,
        "checked_in_at": begin.replace(minute=late).isoformat() if came else None,
        "checked_in_by_id": official if came else None,
        "checked_out_at": begin.replace(hour=12, minute=5).isoformat() if went else None,
        "checked_out_by_id": official if went else None,
        "minutes": 180 - late if went else None,
        "end_reason": {"withdrawn": "临时有事不能到场", "cancelled": "班次已取消"}.get(state),
        **{name: shift[name] for name in ("organiser_id", "starts_at", "ends_at", "region_code")},
    }
