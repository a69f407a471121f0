"""What the demo city's supervisors saw and did: alerts, clues, cases, what was put right and who answered for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from databases.demo_city import assessments, checks, disclosure, entry_and_exit
from databases.demo_city.city import TODAY, City
from databases.demo_city.frames import numbered_rows, optional
from databases.forces import oversight

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {"alert_without_evidence": 0.05, "alert_late": 0.06, "clue_late": 0.1, "correction_overdue": 0.08}
# code, name, problem class, rule, subject database, subject table, severity, days, department, office that answers
RISKS = [
    ("R01", "资金滞留", "retention", "拨付资金超过期限未到下一级", "funds", "fund_stream", "orange", 15, "finance", "finance"),
    ("R02", "死亡后发放", "non_compliant", "成员死亡次月起仍有发放", "beneficiaries", "member", "red", 7, "civil_affairs", "town_office"),
    ("R03", "脱困后发放", "non_compliant", "脱困保留期满后仍有发放", "beneficiaries", "household", "orange", 10, "civil_affairs", "town_office"),
    ("R04", "收益未分配", "undistributed", "收益到账后超期未分配", "projects", "project", "red", 10, "agriculture", "agriculture"),
    ("R05", "项目进度滞后", "slow_construction", "项目环节超过计划日期", "projects", "project", "yellow", 20, "agriculture", "agriculture"),
    ("R06", "走访缺失", "duty", "超过三个月无走访记录", "beneficiaries", "household", "yellow", 15, "poverty_office", "town_office"),
    ("R07", "存疑逾期", "eligibility", "存疑问题超期未核查", "beneficiaries", "comparison_finding", "orange", 10, "civil_affairs", "civil_affairs"),
    ("R08", "公开缺失", "disclosure", "应公开事项未公开", "forces", "disclosure_item", "yellow", 7, "town_government", "town_office"),
]
ANSWERS = ["经核实已整改到位", "系录入延迟，已补录", "款项已追回", "已约谈责任人并限期整改"]
FIRST_ALERT = np.datetime64("2018-07-01")
CAMPAIGNS = ((date(2019, 3, 1), date(2019, 12, 31)), (date(2020, 1, 1), date(2020, 12, 31)))
CORRECTED = date(2020, 6, 10)
CASE_DAYS = {"project": 160, "focused": 80, "listed": 50}
STEPS = ["assessed_on", "assigned_on", "investigated_on", "concluded_on", "answered_on"]


def tables(city: City, duties: pl.DataFrame, pairings: pl.DataFrame, third_party_posts: list[int], secretaries: range) -> Frames:
    """All tables of supervision, in the order of foreign keys; people, posts, duties and pairings are there already."""
    yield (
        oversight.risk_point,
        numbered_rows([dict(zip(("code", "name", "problem_class"), risk[:3], strict=True)) | {"prevention": "定期比对，限期处置"} for risk in RISKS]),
    )
    yield oversight.alert_rule, _alert_rules()
    yield from disclosure.tables(city)
    alerts = _alerts(city)
    yield oversight.alert, alerts
    yield oversight.rectification_campaign, _campaigns()
    yield oversight.rectification_area, _areas(city)
    clues = _clues(city)
    yield oversight.clue, clues
    cases = _cases(city, clues)
    yield oversight.supervision_case, cases
    yield oversight.accountability, _accountabilities(city, cases)
    findings = checks.Findings()
    yield from checks.tables(city, checks.Populations(duties, alerts, pairings, clues), third_party_posts, findings)
    yield oversight.correction_task, _corrections(city, alerts, cases, findings)
    yield from assessments.tables(city, secretaries)


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
            for place, (code, _, _, about, database, _, severity, days, *_) in enumerate(RISKS, 1)
        ]
    )


def _suspects(city: City) -> list[pl.DataFrame]:
    """For each rule the rows that it could name: key, division, and the first day on which it could."""
    homes = city.homes.select("id", "region_code", since="filed_on")
    projects = city.projects.select("id", "region_code", since=pl.date(pl.col("year").cast(pl.Int32), 6, 1))
    dead = city.members.filter(pl.col("died_on").is_not_null()).select("id", "region_code", since=pl.col("died_on").dt.offset_by("30d"))
    exited = city.homes.filter(pl.col("exited_on").is_not_null()).select("id", "region_code", since="exited_on")
    findings = entry_and_exit.findings(city).select("id", "region_code", since=pl.col("due_on"))
    unposted = disclosure.items(city).filter(pl.col("state") == "missing").select("id", "region_code", since=pl.col("due_on"))
    streams = city.streams.select("id", region_code=pl.lit("3202"), since=pl.date(2018, 1, 17))
    finished = projects.filter(pl.col("since") < TODAY.replace(year=TODAY.year - 1))
    return [streams, dead, exited, finished, projects, homes, findings, unposted]


def _drawn(city: City) -> pl.DataFrame:
    """Two alerts for every three households in all, none twice of one rule about one row; what is left is missing visits."""
    rng, total = city.rng("supervision.alerts"), max(40, city.household_count * 2 // 3)
    share, left, frames = total // len(RISKS), total, []
    suspects = [frame.filter(pl.col("since") < TODAY) for frame in _suspects(city)]
    for rule in sorted(range(len(RISKS)), key=lambda place: RISKS[place][0] == "R06"):
        size = min(len(suspects[rule]), left if RISKS[rule][0] == "R06" else share)
        chosen = np.sort(rng.choice(len(suspects[rule]), size, replace=False))
        frames.append(suspects[rule][chosen].with_columns(rule=pl.lit(rule)))
        left -= size
    return pl.concat(frames, how="vertical_relaxed").rename({"id": "subject_id"})


def _alerts(city: City) -> pl.DataFrame:
    """Over two years; closed in time, but for late ones and those closed on nobody's word."""
    drawn, rng = _drawn(city), city.rng("supervision.alert_states")
    rule, count = drawn["rule"].to_numpy(), len(drawn)
    clock = np.array([risk[7] for risk in RISKS])[rule]
    since = np.maximum(drawn["since"].to_numpy().astype("datetime64[D]"), FIRST_ALERT)
    raised = since + (rng.random(count) * (np.datetime64(TODAY) - since).astype(int)).astype(int)
    late, bare = rng.random(count) < FAULT_RATES["alert_late"], rng.random(count) < FAULT_RATES["alert_without_evidence"]
    recent = raised + clock > np.datetime64(TODAY)
    state = np.where(recent, rng.choice(["raised", "assigned"], count), np.where(late, "assigned", "closed"))
    closed, keys = state == "closed", np.arange(1, count + 1)
    city.plant("alert_late", "forces", "alert", keys[late & ~recent], "still open after its time")
    city.plant("alert_without_evidence", "forces", "alert", keys[closed & bare], "closed without evidence")
    codes = drawn["region_code"].to_list()
    owner = np.array([city.leader(RISKS[place][9], code) for place, code in zip(rule.tolist(), codes, strict=True)])
    closer = np.array([city.leader("discipline", code) for code in codes])
    return pl.DataFrame(
        {
            "id": keys,
            "alert_rule_id": rule + 1,
            "region_code": codes,
            "department": np.array([risk[8] for risk in RISKS])[rule],
            "subject_database": np.array([risk[4] for risk in RISKS])[rule],
            "subject_table": np.array([risk[5] for risk in RISKS])[rule],
            "subject_id": drawn["subject_id"],
            "owner_id": optional(np.where(state == "raised", None, owner), pl.Int64),
            "concerned_id": _concerned(city, drawn),
            "raised_on": raised,
            "due_on": raised + clock,
            "state": state,
            "answer": optional(np.where(closed, rng.choice(ANSWERS, count), None)),
            "evidence_digest": optional(np.where(closed & ~bare, digests(keys), None)),
            "closed_by_id": optional(np.where(closed, closer, None), pl.Int64),
            "closed_on": np.where(closed, raised + np.maximum(1, clock - 2), np.datetime64("NaT")),
            "reopened": (closed & (rng.random(count) < 0.03)).astype(int),
        }
    )


def digests(keys: NDArray[Any]) -> NDArray[np.str_]:
    return np.array([f"\\x{key:064x}" for key in keys.tolist()])


def _concerned(city: City, drawn: pl.DataFrame) -> pl.Series:
    """A missing visit concerns the household's helper, where there is one."""
    missing_visit = drawn["rule"].to_numpy() == [risk[0] for risk in RISKS].index("R06")
    helper = np.where(missing_visit, city.helper_of[np.where(missing_visit, drawn["subject_id"].to_numpy() - 1, 0)], 0)
    return optional(np.where(helper > 0, helper, None), pl.Int64)


def _campaigns() -> pl.DataFrame:
    return numbered_rows(
        [
            {
                "name": "帮扶领域作风问题专项整治",
                "focus": "duty",
                "department": "discipline",
                "period": "[{},{})".format(*CAMPAIGNS[0]),
                "result": "核查线索全部办结，修订走访和公开制度",
                "concluded_on": "2020-01-10",
                "region_code": "3202",
            },
            {
                "name": "惠民补贴资金专项整治",
                "focus": "non_compliant",
                "department": "finance",
                "period": "[{},{})".format(*CAMPAIGNS[1]),
                "result": None,
                "concluded_on": None,
                "region_code": "3202",
            },
        ]
    )


def _areas(city: City) -> pl.DataFrame:
    """Both campaigns reach every county; beside the department that leads, that of civil affairs takes part."""
    return numbered_rows(
        [
            {"rectification_campaign_id": campaign, "department": department, "region_code": county}
            for campaign, leading in ((1, "discipline"), (2, "finance"))
            for county in city.counties
            for department in (leading, "civil_affairs")
        ]
    )


def _clues(city: City) -> pl.DataFrame:
    """Some are under way, most were answered; those that stand still in the middle are late."""
    rng, rows, late_keys = city.rng("supervision.clues"), [], []
    homes = city.homes.select("id", "region_code").rows()
    for place in range(max(60, city.household_count // 100)):
        source = ("public", "media", "alert", "inspection", "transfer")[place % 5]
        household, code = homes[int(rng.integers(len(homes)))]
        helper = int(city.helper_of[household - 1])
        late = rng.random() < FAULT_RATES["clue_late"]
        late_keys += [place + 1] if late else []
        received = np.datetime64("2018-06-01") + int(rng.integers(0, 630))
        reached = 2 if late else 4 + (place % 3 > 0)
        days = received + np.array([3, 6, 40, 70, 85])
        rows.append(
            {
                "code": f"CL{place + 1:05d}",
                "region_code": code,
                "source": source,
                "source_link": f"https://example.invalid/report/{place + 1}" if source == "media" else None,
                "about": "反映补助发放不及时" if place % 2 else "反映优亲厚友问题",
                "confidentiality": ("normal", "restricted")[place % 2],
                "state": ("received", "assessed", "assigned", "investigated", "concluded", "answered")[reached],
                "rectification_campaign_id": _campaign(received.item(), days[-1].item()) if place % 2 == 0 else None,
                "handler_id": city.leader("discipline", code),
                "subject_database": "beneficiaries",
                "subject_table": "household",
                "subject_id": household,
                "concerned_id": helper or None,
                "received_on": received.item(),
                "due_on": (received + 90).item(),
                "is_founded": None if late else place % 4 == 1,
                "answer": "已核查并当面答复" if reached == 5 else None,
                **{step: days[order].item() if order < reached else None for order, step in enumerate(STEPS)},
            }
        )
    city.plant("clue_late", "forces", "clue", late_keys, "not concluded in time")
    return numbered_rows(rows)


def _campaign(received: date, settled: date) -> int | None:
    """The campaign in which a clue came and could be settled, if there was one."""
    return next((place for place, (begun, ended) in enumerate(CAMPAIGNS, 1) if begun <= received and settled < ended), None)


def _cases(city: City, clues: pl.DataFrame) -> pl.DataFrame:
    """Every second clue becomes a case; three in four are finished, signed off by the city's inspector."""
    rows, signer = [], city.leader("discipline", "3202")
    chosen = clues.filter(pl.col("state") != "assigned").select("id", "region_code", "concluded_on", "rectification_campaign_id").gather_every(2)
    for place, (clue, code, concluded, campaign) in enumerate(chosen.iter_rows()):
        case_class, opened = list(CASE_DAYS)[place % 3], np.datetime64(concluded) + 5
        closed = place % 4 != 0
        rows.append(
            {
                "code": f"CASE{place + 1:04d}",
                "region_code": code,
                "case_class": case_class,
                "title": "帮扶资金发放问题督办",
                "clue_id": clue,
                "rectification_campaign_id": campaign,
                "opened_on": opened.item(),
                "due_on": (opened + CASE_DAYS[case_class]).item(),
                "delisted_on": (opened + 45).item() if closed else None,
                "signed_off_by_id": signer if closed else None,
            }
        )
    return numbered_rows(rows)


def _corrections(city: City, alerts: pl.DataFrame, cases: pl.DataFrame, findings: checks.Findings) -> pl.DataFrame:
    """One for every sixth alert that was closed by then, every case and every finding; accepted by the county's inspector."""
    rng, rows, overdue = city.rng("supervision.corrections"), [], []
    closed = alerts.filter(pl.col("closed_on") <= CORRECTED).gather_every(6)
    origins = {"alert_id": closed, "supervision_case_id": cases, **findings.origins()}
    places = [(origin, key, code) for origin, frame in origins.items() for key, code in frame.select("id", "region_code").iter_rows()]
    for place, (origin, key, code) in enumerate(places):
        late = rng.random() < FAULT_RATES["correction_overdue"]
        overdue += [place + 1] if late else []
        department = ("finance", "agriculture", "civil_affairs")[place % 3]
        accepted = not late and place % 5 > 0
        rows.append(
            {
                origin: key,
                "region_code": code,
                "problem_class": RISKS[place % len(RISKS)][2],
                "department": department,
                "responsible_id": city.leader(department, code),
                "about": "核对台账，追缴或补发资金，完善审核程序",
                "due_on": "2020-06-15",
                "state": "open" if late else ("accepted" if accepted else "submitted"),
                "evidence_digest": None if late else f"\\x{place + 1:064x}",
                "accepted_by_id": city.leader("discipline", code) if accepted else None,
                "accepted_on": CORRECTED if accepted else None,
                "rule_changed": "修订发放审核流程" if place % 7 == 0 else None,
            }
        )
    city.plant("correction_overdue", "forces", "correction_task", overdue, "the time to put it right has passed")
    return numbered_rows(rows)


def _accountabilities(city: City, cases: pl.DataFrame) -> pl.DataFrame:
    """A town's officer answers for every third case; an error in good faith may be exempted, taking money never."""
    conducts, sanctions = ["careless", "fraud", "diversion", "corruption"], ["talk", "warning", "discipline", "transfer"]
    chosen = cases.select("id", "region_code", pl.col("opened_on").alias("day")).gather_every(3)
    decisions = [(place, case, code, day) for place, (case, code, day) in enumerate(chosen.iter_rows())]
    return numbered_rows(
        [
            {
                "supervision_case_id": case,
                "person_id": city.leader("town_office", code),
                "region_code": code,
                "conduct": conducts[place % 4],
                "sanction": None if place % 8 == 0 else sanctions[place % 4],
                "exemption": {0: "exempted", 1: "refused"}.get(place % 8),
                "objective_cause": "工期因自然灾害顺延，已履行报批程序" if place % 8 < 2 else None,
                "evidence_digest": f"\\x{case:064x}" if place % 8 < 2 else None,
                "decided_by": "市纪委监委",
                "decision_number": f"演示纪〔{day.year}〕{place + 1}号",
                "decided_on": (np.datetime64(day) + 40).item(),
            }
            for place, case, code, day in decisions
        ]
    )
