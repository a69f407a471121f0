"""How the demo city's counties, helpers and secretaries were assessed, and whom it commended."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
import sqlalchemy as sa

from databases.demo_city import entry_and_exit
from databases.demo_city.city import City
from databases.demo_city.frames import numbered, numbered_rows
from databases.forces import oversight

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

YEARS = (2017, 2018, 2019)
INDICATORS = [("脱困任务完成率", 0.4), ("资金使用规范率", 0.35), ("群众满意度", 0.25)]


def tables(city: City, secretaries: range) -> Frames:
    """The three yearly assessments, the helpers' own over three years, the secretaries' one level up, and honours."""
    yield oversight.assessment_indicator, _indicators()
    scores = _scores(city)
    yield oversight.assessment_score, scores
    yield oversight.assessment_evidence, _evidence(city, scores)
    helpers = _helpers(city)
    yield oversight.helper_assessment, helpers
    yield oversight.secretary_assessment, _secretaries(city, secretaries)
    yield oversight.commendation, _commendations(helpers)


def _indicators() -> pl.DataFrame:
    return numbered_rows(
        [
            {"kind": kind, "year": 2019, "name": name, "weight": weight, "evidence": "系统数据自动提取"}
            for kind in ("development", "integrity", "party")
            for name, weight in INDICATORS
        ]
    )


def _scores(city: City) -> pl.DataFrame:
    rng, indicators = city.rng("supervision.assessment"), _indicators()["id"].to_list()
    return numbered_rows(
        [
            {
                "assessment_indicator_id": key,
                "region_code": county,
                "score": round(float(np.clip(rng.normal(86, 5), 50, 100)), 1),
                "scored_on": "2020-01-20",
            }
            for key in indicators
            for county in city.counties
        ]
    )


def _evidence(city: City, scores: pl.DataFrame) -> pl.DataFrame:
    """The share of exits is drawn from the county's adjustment of that year."""
    drawn = [indicator["id"] for indicator in _indicators().iter_rows(named=True) if indicator["name"] == INDICATORS[0][0]]
    rounds = entry_and_exit.rounds(city).filter(pl.col("year") == 2019).select("region_code", subject_id="id")
    frame = scores.filter(pl.col("assessment_indicator_id").is_in(drawn)).join(rounds, on="region_code", maintain_order="left")
    return numbered(
        frame.select(
            "region_code",
            "subject_id",
            assessment_score_id="id",
            subject_database=pl.lit("beneficiaries"),
            subject_table=pl.lit("adjustment_round"),
        )
    )


def _helpers(city: City) -> pl.DataFrame:
    """Every helper in every year: whoever does well one year often does well the next."""
    rng = city.rng("supervision.helpers")
    helpers = city.people.filter(pl.col("role") == "helper").select("region_code", person_id="id")
    talent = np.repeat(rng.normal(0, 6, len(helpers)), len(YEARS))
    frame = helpers.join(pl.DataFrame({"year": YEARS}), how="cross", maintain_order="left")
    frame = frame.with_columns(
        duties_score=pl.Series((rng.normal(84, 6, len(frame)) + talent).clip(20, 100).round(1)),
        outcome_score=pl.Series((rng.normal(80, 6, len(frame)) + talent).clip(20, 100).round(1)),
        answer=pl.when(pl.int_range(pl.len()) % 20 == 0).then(pl.lit("两次走访未及时录入，已补录")),
    )
    return numbered(frame.with_columns(is_excellent=pl.min_horizontal("duties_score", "outcome_score") >= 85))


def _secretaries(city: City, secretaries: range) -> pl.DataFrame:
    """Secretaries of key-area towns by the city, of weak villages by their county: one level above their superiors."""
    towns = city.people.filter((pl.col("role") == "manager") & (pl.col("region_code").str.len_chars() == 9))
    scored = [(key, code, 2, city.leader("agriculture", "3202")) for key, code in towns.select("id", "region_code").gather_every(4).iter_rows()]
    weak = city.villages.filter("is_weak")["region_code"]
    scored += [(key, code, 1, city.leader("agriculture", code)) for key, code in zip(secretaries, weak, strict=True)]
    score = city.rng("supervision.secretaries").normal(84, 6, len(scored)).clip(40, 100).round(1).tolist()
    return numbered_rows(
        [
            {
                "person_id": person,
                "scorer_id": scorer,
                "region_code": code,
                "year": 2019,
                "level": level,
                "superior_level": level + 1,
                "scorer_level": level + 2,
                "score": value,
            }
            for (person, code, level, scorer), value in zip(scored, score, strict=True)
        ]
    )


def _commendations(helpers: pl.DataFrame) -> pl.DataFrame:
    """Whoever was excellent in all three years is recommended; one in five of those of last year is commended."""
    good = helpers.filter("is_excellent").group_by("person_id", "region_code", maintain_order=True).agg("year")
    lasting = good.filter(pl.col("year").list.len() == len(YEARS)).with_columns(honour=pl.lit("recommendation"), first_year=YEARS[0])
    recent = good.filter(pl.col("year").list.contains(YEARS[-1]) & (pl.col("year").list.len() < len(YEARS))).gather_every(5)
    recent = recent.with_columns(honour=pl.lit("commendation"), first_year=YEARS[-1])
    return numbered(pl.concat([lasting, recent]).drop("year")).with_columns(
        decision_number=pl.format("演示表〔2020〕{}号", "id"), decided_on=pl.lit("2020-01-25"), last_year=YEARS[-1], may_be_public=True
    )
