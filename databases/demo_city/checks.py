"""How the demo city was checked: samples that anyone can draw again, third parties, audits, the departments' own lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa

from databases.demo_city import entry_and_exit
from databases.demo_city.city import City
from databases.demo_city.forces_rules import CLAUSES
from databases.demo_city.frames import numbered, numbered_rows, optional
from databases.draws import draw, seed_digest
from databases.forces import checks

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

SAMPLE = 10
YEARS = (2019, 2020)
UNPUBLISHED = (2020, "320282")  # the samples whose seed was never published
PROBLEMS = ["retention", "non_compliant", "undistributed", "slow_construction", "slow_allocation", "duty", "eligibility", "disclosure"]
FIRST_CLAUSES = {document: key for key, (document, *_) in reversed(list(enumerate(CLAUSES, 1)))}  # by policy document
QUESTIONS = ["资金是否按时拨付到位", "发放对象是否仍然符合条件", "公示是否满七天", "档案资料是否齐全"]


@dataclass(frozen=True)
class Populations:
    """The rows of the forces database from which re-supervision draws."""

    duties: pl.DataFrame
    alerts: pl.DataFrame
    pairings: pl.DataFrame
    clues: pl.DataFrame

    def by_kind(self, city: City) -> dict[str, pl.DataFrame]:
        """For each kind the key, the county and the day from which a row could be drawn: what others have closed."""
        cleared = entry_and_exit.findings(city).filter(pl.col("outcome") == "cleared")
        filed = pl.col("period").str.slice(1, 10).str.to_date()
        known = {
            "duty_list": self.duties.select("id", "region_code", since=pl.col("due_on").str.to_date()),
            "online_alert": self.alerts.filter(pl.col("state") == "closed").select("id", "region_code", since="closed_on"),
            "helper_duty": self.pairings.filter(pl.col("kind") == "responsible").select("id", "region_code", since=filed),
            "comparison_check": cleared.select("id", "region_code", since="closed_on"),
            "clue_handling": self.clues.filter(pl.col("concluded_on").is_not_null()).select("id", "region_code", since="concluded_on"),
        }
        return {kind: frame.with_columns(county=pl.col("region_code").str.slice(0, 6)) for kind, frame in known.items()}


class Findings:
    """What the checks found, filled while their tables are made: each finding is to be put right."""

    def __init__(self) -> None:
        self._frames: dict[str, pl.DataFrame] = {}

    def note(self, origin: str, frame: pl.DataFrame) -> pl.DataFrame:
        self._frames[origin] = frame
        return frame

    def origins(self) -> dict[str, pl.DataFrame]:
        return self._frames


def tables(city: City, populations: Populations, third_party_posts: list[int], findings: Findings) -> Frames:
    """All tables of checks, in the order of foreign keys."""
    samples, items = _resupervision(city, populations)
    yield checks.resupervision, samples
    yield checks.resupervision_item, items
    rounds, households = _random_checks(city)
    yield checks.random_check, rounds
    yield checks.random_check_item, households
    engagements = _third_parties(city, third_party_posts)
    yield checks.third_party_engagement, engagements
    yield checks.third_party_finding, findings.note("third_party_finding_id", _third_party_findings(engagements))
    audits = _audits(city)
    yield checks.audit_engagement, audits
    yield checks.audit_scope, _audit_scopes(city, audits)
    yield checks.audit_finding, findings.note("audit_finding_id", _audit_findings(audits))
    lists = _self_checks(city)
    yield checks.self_check, lists
    items = _self_check_items(lists)
    findings.note("self_check_item_id", items.filter(pl.col("problem").is_not_null()))
    yield checks.self_check_item, items
    plans = _inspections(city)
    yield checks.inspection_plan, plans
    yield checks.violation_notice, _notices(city, plans)


def _draw(code: str, region_code: str, year: int, population: pl.DataFrame) -> tuple[dict[str, Any], list[int]]:
    """The row of a draw and the keys that it drew."""
    keys = population["id"].to_list()
    drawn = draw(code, keys, SAMPLE)
    published = (year, region_code) != UNPUBLISHED
    row = {
        "code": code,
        "region_code": region_code,
        "seed_digest": "\\x" + seed_digest(code).hex(),
        "seed": code if published else None,
        "population": len(keys),
        "sample_size": len(drawn),
        "drawn_at": f"{year}-05-15T09:00:00+08:00",
        "seed_published_on": f"{year}-06-15" if published else None,
    }
    return row, drawn


def _known(population: pl.DataFrame, county: str, year: int) -> pl.DataFrame:
    return population.filter((pl.col("county") == county) & (pl.col("since") < date(year, 5, 15)))


def _resupervision(city: City, populations: Populations) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each county draws each kind once a year, from what was closed before; where nothing was, there is no sample."""
    samples, items, known = [], [], populations.by_kind(city)
    for year in YEARS:
        for county in city.counties:
            for kind, population in known.items():
                open_to_draw = _known(population, county, year)
                if open_to_draw.is_empty():
                    continue
                row, drawn = _draw(f"RS-{kind}-{year}-{county}-{city.seed}", county, year, open_to_draw)
                samples.append(row | {"kind": kind})
                items += [
                    {"resupervision_id": len(samples), "kind": kind, "region_code": county, "ordinal": place, checks.DRAWN[kind]: key}
                    for place, key in enumerate(drawn, 1)
                ]
    frame = numbered_rows(samples)
    bare = frame.filter(pl.col("seed_published_on").is_null())["id"].to_list()
    city.plant("seed_never_published", "forces", "resupervision", bare, "the seed was not published")
    return frame, _held_to_duty(_with_results(city, numbered_rows(items), "supervision.samples"))


def _random_checks(city: City) -> tuple[pl.DataFrame, pl.DataFrame]:
    rounds, items = [], []
    homes = city.homes.select("id", county=pl.col("region_code").str.slice(0, 6), since="filed_on")
    where = city.homes["region_code"].to_list()
    for year in YEARS:
        for place, county in enumerate(city.counties):
            registered = _known(homes, county, year)
            if registered.is_empty():
                continue
            row, drawn = _draw(f"RC-{year}-{county}-{city.seed}", county, year, registered)
            rounds.append(row | {"manner": ("open", "unannounced")[(year + place) % 2]})
            items += [
                {
                    "random_check_id": len(rounds),
                    "region_code": where[key - 1],
                    "ordinal": ordinal,
                    "household_id": key,
                    "checker_id": city.leader("discipline", county),
                    "checked_on": f"{year}-05-{18 + ordinal}",
                }
                for ordinal, key in enumerate(drawn, 1)
            ]
    return numbered_rows(rounds), _with_results(city, numbered_rows(items), "supervision.checks")


def _held_to_duty(items: pl.DataFrame) -> pl.DataFrame:
    """What was found of a helper: where it is in order, visits, measures and a household that is content."""
    is_helper, is_sound = pl.col("kind") == "helper_duty", pl.col("result") == "sound"
    return items.with_columns(
        visits=pl.when(is_helper).then(pl.when(is_sound).then(4 + pl.col("ordinal") % 3).otherwise(1)),
        measures=pl.when(is_helper).then(pl.when(is_sound).then(2).otherwise(0)),
        household_feedback=pl.when(is_helper).then(pl.when(is_sound).then(pl.lit("satisfied")).otherwise(pl.lit("dissatisfied"))),
    )


def _with_results(city: City, frame: pl.DataFrame, subject: str) -> pl.DataFrame:
    result = city.rng(subject).choice(["sound", "doubtful", "wrong"], len(frame), p=[0.9, 0.07, 0.03])
    return frame.with_columns(result=pl.Series(result), note=optional(np.where(result == "sound", None, "记录与实地情况不符")))


def _third_parties(city: City, posts: list[int]) -> pl.DataFrame:
    firms = len(city.organisations)
    return numbered_rows(
        [
            {"organisation_id": firms + place, "post_id": post, "region_code": county, "period": "[2020-01-01,2020-12-31)"}
            for place, (post, county) in enumerate(zip(posts, city.counties, strict=False), 1)
        ]
    )


def _third_party_findings(engagements: pl.DataFrame) -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "third_party_engagement_id": key,
                "region_code": county,
                "problem_class": PROBLEMS[(key + place) % len(PROBLEMS)],
                "about": "抽查的补助发放凭证与清单不一致",
                "evidence_digest": f"\\x{key * 10 + place:064x}",
                "found_on": f"2020-0{2 + place}-12",
            }
            for key, county in engagements.select("id", "region_code").iter_rows()
            for place in range(3)
        ]
    )


def _audits(city: City) -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "code": f"AUD2020{county}",
                "region_code": county,
                "kind": ("term", "accounts")[place % 2],
                "audited_id": city.leader("agriculture", county) if place % 2 == 0 else None,
                "audited_period": "[2017-01-01,2020-01-01)",
                "frozen_at": "2020-04-01T00:00:00+08:00",
            }
            for place, county in enumerate(city.counties)
        ]
    )


def _audit_scopes(city: City, audits: pl.DataFrame) -> pl.DataFrame:
    """Each audit covers a third of the funds."""
    streams = city.streams["id"].to_list()
    return numbered_rows(
        [
            {"audit_engagement_id": key, "fund_stream_id": stream, "region_code": county}
            for key, county in audits.select("id", "region_code").iter_rows()
            for stream in streams[key % 3 :: 3]
        ]
    )


def _audit_findings(audits: pl.DataFrame) -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "audit_engagement_id": key,
                "region_code": county,
                "problem_class": PROBLEMS[place],
                "about": "专项资金滞留超过三个月",
                "found_on": f"2020-04-{10 + place}",
            }
            for key, county in audits.select("id", "region_code").iter_rows()
            for place in range(3)
        ]
    )


def _self_checks(city: City) -> pl.DataFrame:
    return numbered_rows(
        [
            {"region_code": county, "department": department, "year": year, "due_on": f"{year}-06-10", "done_on": f"{year}-06-0{1 + place}"}
            for place, county in enumerate(city.counties)
            for department in ("agriculture", "civil_affairs", "charity")
            for year in YEARS
        ]
    )


def _self_check_items(lists: pl.DataFrame) -> pl.DataFrame:
    frame = lists.select("region_code", self_check_id="id").join(pl.DataFrame({"question": QUESTIONS}).with_row_index("ordinal", 1), how="cross")
    sound = (pl.col("self_check_id") * 7 + pl.col("ordinal") * 3) % 8 > 0
    return numbered(frame.with_columns(is_sound=sound, problem=pl.when(~sound).then(pl.lit("抽查发现两笔未在期限内办理"))))


def _inspections(city: City) -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "region_code": code,
                "policy_document_id": 1 + place % 5,
                "method": ("online", "field", "unannounced")[place % 3],
                "planned_on": f"2020-0{1 + place % 6}-20",
                "finding": "部分村公示时间不足" if place % 2 else None,
                "request": "限期补公示并举一反三" if place % 2 else None,
                "answer": "已整改" if place % 4 == 1 else None,
            }
            for place, code in enumerate(city.counties * 3)
        ]
    )


def _notices(city: City, plans: pl.DataFrame) -> pl.DataFrame:
    """Each answered inspection is told in public: which office broke which clause, and what followed."""
    offices = dict(city.organisations.filter(pl.col("kind") == "civil_affairs").select("region_code", "id").iter_rows())
    drafter, approver = city.people.filter(pl.col("role") == "inspector")["id"].head(2)
    answered = plans.filter(pl.col("answer").is_not_null()).select("id", "region_code", "policy_document_id")
    return numbered_rows(
        [
            {
                "number": f"演示通报〔2020〕{number}号",
                "region_code": county,
                "inspection_plan_id": plan,
                "organisation_id": offices[county],
                "policy_clause_id": FIRST_CLAUSES[document],
                "body": "督查发现部分村的脱困公示不足七天，主管部门未及时纠正。",
                "decision": "责令限期补公示，在全市通报批评，并纳入年度考核。",
                "drafted_by_id": drafter,
                "approved_by_id": approver,
                "approved_on": "2020-06-22",
                "published_on": "2020-06-25",
            }
            for number, (plan, county, document) in enumerate(answered.iter_rows(), 1)
        ]
    )
