"""What the demo city's supervisors saw and did: alerts, clues, cases, samples, audits, assessments, disclosure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import polars as pl
import sqlalchemy as sa

from databases import oversight
from databases.code_lists.oversight import RESUPERVISION_KIND
from databases.demo_city.city import TODAY, City
from databases.demo_city.frames import numbered_rows, optional

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {
    "alert_without_evidence": 0.05,
    "alert_late": 0.06,
    "clue_late": 0.1,
    "camera_offline": 0.06,
    "disclosure_missing": 0.04,
    "correction_overdue": 0.08,
}
# code, name, problem class, rule, subject database, subject table, severity, days
RISKS = [
    ("R01", "资金滞留", "retention", "拨付资金超过期限未到下一级", "funds", "allocation", "orange", 15),
    ("R02", "死亡后发放", "non_compliant", "成员死亡次月起仍有发放", "funds", "payment_line", "red", 7),
    ("R03", "脱困后发放", "non_compliant", "脱困保留期满后仍有发放", "funds", "payment_line", "orange", 10),
    ("R04", "收益未分配", "undistributed", "收益到账后超期未分配", "projects", "proceeds_due", "red", 10),
    ("R05", "项目进度滞后", "slow_construction", "项目环节超过计划日期", "projects", "project", "yellow", 20),
    ("R06", "走访缺失", "duty", "超过三个月无走访记录", "beneficiaries", "household", "yellow", 15),
    ("R07", "存疑逾期", "eligibility", "存疑问题超期未核查", "beneficiaries", "comparison_finding", "orange", 10),
    ("R08", "公开缺失", "disclosure", "应公开事项未公开", "forces", "disclosure_item", "yellow", 7),
]
UNPUBLISHED = (2020, "320282")  # the sample whose seed was never published
ANSWERS = ["经核实已整改到位", "系录入延迟，已补录", "款项已追回", "已约谈责任人并限期整改"]


def tables(city: City) -> Frames:
    """All tables of supervision, in the order of foreign keys; people and organisations are there already."""
    officials = city.people.filter(pl.col("role") != "helper")
    yield (
        oversight.risk_point,
        numbered_rows([dict(zip(("code", "name", "problem_class"), risk[:3], strict=True)) | {"prevention": "定期比对，限期处置"} for risk in RISKS]),
    )
    yield oversight.alert_rule, _alert_rules()
    alerts = _alerts(city, officials)
    yield oversight.alert, alerts
    yield oversight.rectification_campaign, _campaigns()
    clues = _clues(city)
    yield oversight.clue, clues
    cases = _cases(clues)
    yield oversight.supervision_case, cases
    yield oversight.correction_task, _corrections(city, alerts, cases)
    yield oversight.accountability, _accountabilities(cases)
    yield oversight.exemption, _exemptions(cases)
    samples = _samples(city)
    yield oversight.resupervision, samples
    yield oversight.resupervision_item, _sample_items(city, samples)
    yield oversight.random_check, _random_checks(city)
    yield oversight.third_party_engagement, _third_parties(city)
    audits = _audits(city)
    yield oversight.audit_engagement, audits
    yield oversight.audit_finding, _audit_findings(audits)
    yield oversight.self_check, _self_checks(city)
    yield oversight.inspection_plan, _inspections(city)
    yield from _assessments(city)
    yield oversight.commendation, _commendations(city)
    yield oversight.device, _devices(city)
    yield oversight.disclosure_item, _disclosures(city)
    yield oversight.public_report, _public_reports(city)
    yield oversight.source_freshness, _freshness(city)


def _counties(city: City) -> list[str]:
    return city.regions.filter(pl.col("level") == "county")["code"].to_list()


def _alert_rules() -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "risk_point_id": place,
                "policy_clause_id": 1 + place % 5,
                "code": f"{code}-1",
                "about": about,
                "subject_database": database,
                "severity": severity,
                "clock_days": days,
                "is_suspended": False,
            }
            for place, (code, _, _, about, database, _, severity, days) in enumerate(RISKS, 1)
        ]
    )


def _alerts(city: City, officials: pl.DataFrame) -> pl.DataFrame:
    """Two for every three households over two years; closed in time, but for late ones and those closed on nobody's word."""
    rng, count = city.rng("supervision.alerts"), max(4, city.household_count * 2 // 3)
    rule = rng.integers(0, len(RISKS), count)
    clock = np.array([risk[7] for risk in RISKS])[rule]
    raised = np.datetime64("2018-07-01") + rng.integers(0, 720, count)
    late, bare = rng.random(count) < FAULT_RATES["alert_late"], rng.random(count) < FAULT_RATES["alert_without_evidence"]
    recent = raised + clock > np.datetime64(TODAY)
    late = late & ~recent
    state = np.where(recent, rng.choice(["raised", "assigned"], count), np.where(late, "assigned", "closed"))
    closed = state == "closed"
    keys = np.arange(1, count + 1)
    city.plant("alert_late", "forces", "alert", keys[late & ~recent], "still open after its time")
    city.plant("alert_without_evidence", "forces", "alert", keys[closed & bare], "closed without evidence")
    owner = rng.choice(officials["id"].to_numpy(), count)
    closer = rng.choice(officials["id"].to_numpy(), count)
    homes = city.homes["region_code"].to_numpy()
    subject = rng.permutation(len(homes))[:count]  # nobody has two alerts open under one rule
    return pl.DataFrame(
        {
            "id": keys,
            "alert_rule_id": rule + 1,
            "region_code": homes[subject],
            "department": np.array(
                ["finance", "civil_affairs", "civil_affairs", "agriculture", "agriculture", "poverty_office", "civil_affairs", "town_government"]
            )[rule],
            "subject_database": np.array([risk[4] for risk in RISKS])[rule],
            "subject_table": np.array([risk[5] for risk in RISKS])[rule],
            "subject_id": subject + 1,
            "owner_id": optional(np.where(state == "raised", None, owner), pl.Int64),
            "concerned_id": optional(np.where(closer == 5, None, np.where(rule == 5, 5, None)), pl.Int64),
            "raised_on": raised,
            "due_on": raised + clock,
            "state": state,
            "answer": optional(np.where(closed, rng.choice(ANSWERS, count), None)),
            "evidence_digest": pl.Series(
                [f"\\x{key:064x}" if ok else None for key, ok in zip(keys.tolist(), (closed & ~bare).tolist(), strict=True)], dtype=pl.String
            ),
            "closed_by_id": optional(np.where(closed, closer, None), pl.Int64),
            "closed_on": np.where(closed, raised + np.maximum(1, clock - 2), np.datetime64("NaT")),
            "reopened": (closed & (rng.random(count) < 0.03)).astype(int),
        }
    )


def _campaigns() -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "name": "帮扶领域作风问题专项整治",
                "focus": "duty",
                "department": "discipline",
                "period": "[2019-03-01,2019-12-31)",
                "region_code": "3202",
            },
            {
                "name": "惠民补贴资金专项整治",
                "focus": "non_compliant",
                "department": "finance",
                "period": "[2020-03-01,2020-12-31)",
                "region_code": "3202",
            },
        ]
    )


def _clues(city: City) -> pl.DataFrame:
    rng, rows, late_keys = city.rng("supervision.clues"), [], []
    towns = city.regions.filter(pl.col("level") == "town")["code"].to_list()
    for place in range(max(24, city.household_count // 100)):
        source = ("public", "media", "alert", "inspection", "transfer")[place % 5]
        late = rng.random() < FAULT_RATES["clue_late"]
        late_keys += [place + 1] if late else []
        state = "assigned" if late else ("answered" if place % 3 else "concluded")
        rows.append(
            {
                "code": f"CL{place + 1:05d}",
                "region_code": towns[int(rng.integers(len(towns)))],
                "source": source,
                "source_link": f"https://example.invalid/report/{place + 1}" if source == "media" else None,
                "about": "反映补助发放不及时" if place % 2 else "反映优亲厚友问题",
                "confidentiality": ("normal", "restricted")[place % 2],
                "state": state,
                "rectification_campaign_id": 1 + place % 2 if place % 4 == 0 else None,
                "handler_id": 6,
                "received_on": "2020-01-15",
                "due_on": "2020-04-15",
                "is_founded": None if late else place % 4 == 1,
                "answered_on": "2020-04-01" if state == "answered" else None,
                "answer": "已核查并当面答复" if state == "answered" else None,
            }
        )
    city.plant("clue_late", "forces", "clue", late_keys, "not concluded in time")
    return numbered_rows(rows)


def _cases(clues: pl.DataFrame) -> pl.DataFrame:
    days = {"project": "2020-07-10", "focused": "2020-04-20", "listed": "2020-03-20"}
    rows = []
    for place, (clue, code) in enumerate(clues.select("id", "region_code").gather_every(2).iter_rows()):
        case_class = ("project", "focused", "listed")[place % 3]
        closed = place % 4 != 0
        rows.append(
            {
                "code": f"CASE{place + 1:04d}",
                "region_code": code,
                "case_class": case_class,
                "title": "帮扶资金发放问题督办",
                "clue_id": clue,
                "opened_on": "2020-02-01",
                "due_on": days[case_class],
                "delisted_on": "2020-03-18" if closed else None,
                "signed_off_by_id": 7 if closed else None,
            }
        )
    return numbered_rows(rows)


def _corrections(city: City, alerts: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    rng, rows, overdue = city.rng("supervision.corrections"), [], []
    origins = [
        ("alert_id", key, code) for key, code in alerts.filter(pl.col("state") == "closed").select("id", "region_code").gather_every(6).iter_rows()
    ]
    origins += [("supervision_case_id", key, code) for key, code in cases.select("id", "region_code").iter_rows()]
    for place, (origin, key, code) in enumerate(origins):
        late = rng.random() < FAULT_RATES["correction_overdue"]
        overdue += [place + 1] if late else []
        rows.append(
            {
                "region_code": code,
                "alert_id": key if origin == "alert_id" else None,
                "supervision_case_id": key if origin == "supervision_case_id" else None,
                "problem_class": RISKS[place % len(RISKS)][2],
                "department": ("finance", "agriculture", "civil_affairs")[place % 3],
                "about": "核对台账，追缴或补发资金，完善审核程序",
                "due_on": "2020-06-15",
                "state": "open" if late else ("accepted" if place % 5 else "submitted"),
                "evidence_digest": None if late else f"\\x{place + 1:064x}",
                "accepted_on": "2020-06-10" if not late and place % 5 else None,
                "rule_changed": "修订发放审核流程" if place % 7 == 0 else None,
            }
        )
    city.plant("correction_overdue", "forces", "correction_task", overdue, "the time to put it right has passed")
    return numbered_rows(rows)


def _accountabilities(cases: pl.DataFrame) -> pl.DataFrame:
    conduct, sanction = ["careless", "fraud", "diversion", "corruption"], ["talk", "warning", "discipline", "transfer"]
    return numbered_rows(
        [
            {
                "person_id": 20 + place,
                "supervision_case_id": key,
                "region_code": code,
                "conduct": conduct[place % 4],
                "sanction": sanction[place % 4],
                "decision_number": f"演示纪〔2020〕{place + 1}号",
                "decided_on": "2020-05-10",
            }
            for place, (key, code) in enumerate(cases.select("id", "region_code").gather_every(3).iter_rows())
        ]
    )


def _exemptions(cases: pl.DataFrame) -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "supervision_case_id": key,
                "person_id": 40 + place,
                "region_code": code,
                "cause": "受疫情影响工期顺延，已履行报批程序",
                "evidence_digest": f"\\x{key:064x}",
                "decided_by": "市纪委监委",
                "result": "exempted" if place % 2 == 0 else "refused",
                "decided_on": "2020-05-20",
            }
            for place, (key, code) in enumerate(cases.select("id", "region_code").gather_every(5).iter_rows())
        ]
    )


def _samples(city: City) -> pl.DataFrame:
    rows = [
        {
            "code": f"RS{kind}{year}{code}",
            "region_code": code,
            "kind": kind,
            "seed_digest": "\\x" + hashlib.sha256(f"{city.seed}{year}{code}".encode()).hexdigest(),
            "seed": f"{city.seed}{year}{code}" if (year, code) != UNPUBLISHED else None,
            "population": max(10, city.household_count // 10),
            "sample_size": 10,
            "drawn_at": f"{year}-05-15T09:00:00+08:00",
            "seed_published_on": f"{year}-06-15" if (year, code) != UNPUBLISHED else None,
        }
        for year in (2019, 2020)
        for code in _counties(city)
        for kind in RESUPERVISION_KIND.labels
    ]
    frame = numbered_rows(rows)
    city.plant(
        "seed_never_published",
        "forces",
        "resupervision",
        frame.filter(pl.col("seed_published_on").is_null())["id"].to_list(),
        "the seed was not published",
    )
    return frame


def _sample_items(city: City, samples: pl.DataFrame) -> pl.DataFrame:
    rng = city.rng("supervision.samples")
    frame = samples.select("region_code", resupervision_id="id").join(pl.DataFrame({"ordinal": list(range(1, 11))}), how="cross")
    result = rng.choice(["sound", "doubtful", "wrong"], len(frame), p=[0.92, 0.06, 0.02])
    return frame.with_columns(
        pl.int_range(1, pl.len() + 1).alias("id"),
        subject_id=pl.Series(rng.integers(1, 300, len(frame))),
        result=pl.Series(result),
        note=optional(np.where(result == "sound", None, "记录与实地情况不符")),
    )


def _random_checks(city: City) -> pl.DataFrame:
    rng = city.rng("supervision.checks")
    homes = city.homes["region_code"].to_list()
    return numbered_rows(
        [
            {
                "region_code": homes[int(rng.integers(len(homes)))],
                "manner": ("open", "unannounced")[place % 2],
                "seed": f"{city.seed}{place}",
                "checked_on": f"2020-0{1 + place % 6}-10",
                "checker_id": 7,
                "result": "sound" if place % 9 else "doubtful",
                "note": None if place % 9 else "走访记录与本人陈述不一致",
            }
            for place in range(40)
        ]
    )


def _third_parties(city: City) -> pl.DataFrame:
    counties = _counties(city)
    posts = len(city.people) + min(20, city.household_count) + 36 + 40 + 15 + 14  # the last two posts are theirs
    return numbered_rows(
        [
            {
                "organisation_id": 1,
                "post_id": posts - 1 + place,
                "region_code": counties[place],
                "period": "[2020-01-01,2030-01-01)",
                "findings": 3 + place,
            }
            for place in range(2)
        ]
    )


def _audits(city: City) -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "code": f"AUD2020{code}",
                "region_code": code,
                "kind": ("term", "accounts")[place % 2],
                "audited_id": 10 + place if place % 2 == 0 else None,
                "audited_period": "[2017-01-01,2020-01-01)",
                "frozen_at": "2020-04-01T00:00:00+08:00",
            }
            for place, code in enumerate(_counties(city))
        ]
    )


def _audit_findings(audits: pl.DataFrame) -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "audit_engagement_id": key,
                "region_code": code,
                "problem_class": RISKS[place % len(RISKS)][2],
                "about": "专项资金滞留超过三个月",
                "due_on": "2020-07-31",
                "corrected_on": "2020-06-20" if place % 2 else None,
            }
            for key, code in audits.select("id", "region_code").iter_rows()
            for place in range(3)
        ]
    )


def _self_checks(city: City) -> pl.DataFrame:
    return numbered_rows(
        [
            {"region_code": code, "department": department, "year": year, "items": 20, "problems": (year + place) % 4}
            for place, code in enumerate(_counties(city))
            for department in ("agriculture", "civil_affairs", "charity")
            for year in (2019, 2020)
        ]
    )


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
                "bulletin_on": "2020-06-25" if place % 4 == 1 else None,
            }
            for place, code in enumerate(_counties(city) * 3)
        ]
    )


def _assessments(city: City) -> Frames:
    """The three yearly assessments, the helpers' own, and the secretaries' one level up."""
    rng, counties = city.rng("supervision.assessment"), _counties(city)
    names = [("脱困任务完成率", 0.4), ("资金使用规范率", 0.35), ("群众满意度", 0.25)]
    indicators = [
        {"kind": kind, "year": 2019, "name": name, "weight": weight, "evidence": "系统数据自动提取"}
        for kind in ("development", "integrity", "party")
        for name, weight in names
    ]
    yield oversight.assessment_indicator, numbered_rows(indicators)
    scores = [
        {
            "assessment_indicator_id": key,
            "region_code": code,
            "score": round(float(np.clip(rng.normal(86, 5), 50, 100)), 1),
            "scored_on": "2020-01-20",
        }
        for key in range(1, len(indicators) + 1)
        for code in counties
    ]
    yield oversight.assessment_score, numbered_rows(scores)
    helpers = city.people.filter(pl.col("role") == "helper").select("id", "region_code")
    yield (
        oversight.helper_assessment,
        helpers.select(
            pl.int_range(1, pl.len() + 1).alias("id"),
            "region_code",
            person_id="id",
            year=pl.lit(2019),
            duties_score=pl.Series(rng.normal(85, 8, len(helpers)).clip(20, 100).round(1)),
            outcome_score=pl.Series(rng.normal(80, 9, len(helpers)).clip(20, 100).round(1)),
            answer=pl.when(pl.int_range(pl.len()) % 20 == 0).then(pl.lit("两次走访未及时录入，已补录")),
        ),
    )
    towns = city.people.filter((pl.col("role") == "manager") & (pl.col("region_code").str.len_chars() == 9)).select("id", "region_code")
    yield (
        oversight.secretary_assessment,
        towns.select(
            pl.int_range(1, pl.len() + 1).alias("id"),
            "region_code",
            person_id="id",
            scorer_id=pl.lit(1),
            year=pl.lit(2019),
            level=pl.lit(2),
            superior_level=pl.lit(3),
            scorer_level=pl.lit(4),
            score=pl.Series(rng.normal(84, 6, len(towns)).clip(40, 100).round(1)),
        ),
    )


def _commendations(city: City) -> pl.DataFrame:
    helpers = city.people.filter(pl.col("role") == "helper").select("id", "region_code").gather_every(20)
    return numbered_rows(
        [
            {
                "person_id": key,
                "region_code": code,
                "honour": "recommendation" if place % 4 == 0 else "commendation",
                "decision_number": f"演示表〔2020〕{place + 1}号",
                "decided_on": "2020-01-25",
                "good_years": 3 if place % 4 == 0 else 1,
                "may_be_public": True,
            }
            for place, (key, code) in enumerate(helpers.iter_rows())
        ]
    )


def _devices(city: City) -> pl.DataFrame:
    rng, rows, dark = city.rng("supervision.devices"), [], []
    places = [("camera", code) for code in city.villages.filter("is_key")["region_code"]]
    places += [("kiosk", code) for code in city.regions.filter(pl.col("level") == "town")["code"]]
    for place, (kind, code) in enumerate(places):
        offline = rng.random() < FAULT_RATES["camera_offline"]
        dark += [place + 1] if offline else []
        rows.append(
            {
                "code": f"DEV{place + 1:04d}",
                "kind": kind,
                "region_code": code,
                "place": "村务公开栏" if kind == "camera" else "便民服务中心大厅",
                "state": "offline" if offline else "online",
                "last_seen_at": "2020-05-02T08:00:00+08:00" if offline else "2020-06-30T08:00:00+08:00",
                "snapshot_digest": f"\\x{place + 1:064x}" if kind == "camera" else None,
            }
        )
    city.plant("camera_offline", "forces", "device", dark, "offline for weeks")
    return numbered_rows(rows)


def _disclosures(city: City) -> pl.DataFrame:
    rng, weak = city.rng("supervision.disclosure"), city.villages.filter("is_weak").select("region_code")
    items = pl.DataFrame({"title": ["帮扶资金发放情况", "帮扶对象名单变动", "村级财务收支"]})
    quarters = pl.DataFrame({"due_on": ["2019-09-30", "2019-12-31", "2020-03-31", "2020-06-30"]}).with_columns(pl.col("due_on").str.to_date())
    frame = weak.join(items, how="cross").join(quarters, how="cross")
    missing = pl.Series(rng.random(len(frame)) < FAULT_RATES["disclosure_missing"])
    frame = frame.with_columns(
        pl.int_range(1, pl.len() + 1).alias("id"),
        state=pl.when(missing).then(pl.lit("missing")).otherwise(pl.lit("posted")),
        posted_on=pl.when(~missing).then(pl.col("due_on") - pl.duration(days=3)),
        evidence_digest=pl.when(~missing).then(pl.lit("\\x" + "ab" * 32)),
    )
    city.plant("disclosure_missing", "forces", "disclosure_item", frame.filter(missing)["id"].to_list(), "never posted")
    return frame


def _public_reports(city: City) -> pl.DataFrame:
    towns = city.regions.filter(pl.col("level") == "town")["code"].to_list()
    return numbered_rows(
        [
            {
                "code": f"PR{place + 1:05d}",
                "region_code": towns[place % len(towns)],
                "subject_database": "funds",
                "subject_table": "fund_stream",
                "subject_id": 1 + place % 14,
                "text": "补助到账时间比公示晚" if place % 2 else "向村里摊派费用",
                "received_on": "2020-05-06",
                "due_on": "2020-05-21",
                "state": "answered" if place % 3 else "transferred",
                "answer": "已核实，系银行系统升级延迟，现已到账" if place % 3 else None,
                "answered_on": "2020-05-15" if place % 3 else None,
            }
            for place in range(30)
        ]
    )


def _freshness(city: City) -> pl.DataFrame:
    sources = [("低保系统", "civil_affairs", 1), ("财政一体化系统", "finance", 1), ("社保数据", "human_resources", 30), ("不动产登记", "housing", 30)]
    return numbered_rows(
        [
            {
                "source": source,
                "department": department,
                "level": "county",
                "region_code": code,
                "last_received_at": "2020-06-29T22:00:00+08:00",
                "expected_days": days,
            }
            for source, department, days in sources
            for code in _counties(city)
        ]
    )
