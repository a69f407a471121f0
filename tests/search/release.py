"""A release to search: Wuxi's real divisions, and synthetic funds, projects, needs, clauses and notices among them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

from search.documents import Document, Text
from search.vocabulary import Place, Term

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
FUND_KINDS = {
    "dibao": "最低生活保障金",
    "disabled": "残疾人两项补贴",
    "temporary": "临时救助金",
    "medical": "医疗救助金",
    "industry": "产业扶持资金",
    "education": "教育资助金",
}
NEED_KINDS = {"wheelchair": "轮椅", "tutoring": "学业辅导", "quilt": "棉被", "repair": "住房修缮", "hearing_aid": "助听器"}
SKILLS = {"nursing": "护理", "driving": "驾驶", "teaching": "教学", "repairing": "维修"}
STATES = {"open": "征集中", "met": "已满足", "closed": "已结束"}
TERMS = tuple(
    Term(facet, code, label)
    for facet, labels in {"fund_kind": FUND_KINDS, "need_kind": NEED_KINDS, "skill": SKILLS, "state": STATES}.items()
    for code, label in labels.items()
)
USES = ("大病医疗", "就业培训", "子女上学", "危房改造", "小额信贷", "光伏电站", "道路硬化", "农田水利", "冬季取暖", "康复训练")
PAYERS = ("民政局", "财政局", "农业农村局", "残联", "教育局", "慈善总会")


@cache
def places() -> tuple[Place, ...]:
    with (ROOT / "databases" / "demo_city" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Place(row["code"], row["name"]) for row in csv.DictReader(file))


def documents(count: int, seed: int = 1) -> list[Document]:
    """The divisions themselves, and other documents up to a count."""
    divisions = [
        Document(id=p.code, kind=_level(p.code), title=p.name, url=f"/places/{p.code}", benefit_place=p.code) for p in places() if len(p.code) > 4
    ]
    chosen = divisions[: max(0, count)]
    return [*chosen, *_others(count - len(chosen), Random(seed))]


def _level(code: str) -> str:
    return {6: "county", 9: "town", 12: "village"}[len(code)]


def _others(count: int, random: Random) -> Iterator[Document]:
    names = {place.code: place.name for place in places()}
    villages = [code for code in names if len(code) == 12]
    makers = (_fund, _project, _need, _clause, _notice)
    for number in range(count):
        code = random.choice(villages)
        yield makers[number % len(makers)](number, code, names, random)


def _fund(number: int, code: str, names: dict[str, str], random: Random) -> Document:
    kind, year, payer = random.choice(list(FUND_KINDS)), random.randint(2015, 2026), random.choice(PAYERS)
    cents = random.randint(1, 10**8)
    return Document(
        id=f"fund-{number}",
        kind="fund",
        title=f"{names[code[:6]]}{names[code[:9]]}{names[code]}{year}年{FUND_KINDS[kind]}",
        url=f"/funds/{number}",
        body=(Text(f"{year}年度由{names[code[:6]]}{payer}拨付，用于{names[code]}的{random.choice(USES)}、{random.choice(USES)}"), Text(payer, 2.0)),
        benefit_place=code,
        payer_place=code[: random.choice((4, 6, 6, 9))],
        facets={"year": (str(year),), "fund_kind": (kind,)},
        amount=Decimal(cents) / 100,
        day=date(year, random.randint(1, 12), random.randint(1, 28)),
    )


def _project(number: int, code: str, names: dict[str, str], random: Random) -> Document:
    year, use = random.randint(2015, 2026), random.choice(USES)
    return Document(
        id=f"project-{number}",
        kind="project",
        title=f"{names[code]}{use}项目",
        url=f"/projects/{number}",
        body=(Text(f"项目位于{names[code[:9]]}，{random.choice(('正在招标', '正在施工', '已经验收'))}；资金来源：{random.choice(PAYERS)}。"),),
        benefit_place=code[: random.choice((9, 12))],
        facets={"year": (str(year),), "stage": (random.choice(("tender", "progress", "accepted")),)},
        amount=Decimal(random.randint(1, 500)) * 10_000,
        day=date(year, random.randint(1, 12), random.randint(1, 28)),
    )


def _need(number: int, code: str, names: dict[str, str], random: Random) -> Document:
    kind, state = random.choice(list(NEED_KINDS)), random.choice(list(STATES))
    town, is_placed = int(code[4:9]), random.random() < 0.9
    return Document(
        id=f"need-{number}",
        kind="need",
        title=f"{names[code[:9]]}需要{NEED_KINDS[kind]}",
        url=f"/needs/{number}",
        body=(Text(f"{random.choice(('低保', '特困', '残疾人'))}家庭，希望得到{NEED_KINDS[kind]}或{random.choice(list(NEED_KINDS.values()))}。"),),
        benefit_place=code[:9],
        facets={"need_kind": (kind,), "state": (state,), "skill": tuple(random.sample(list(SKILLS), random.randint(0, 3)))},
        amount=Decimal(random.randint(1, 200)) * 100 if random.random() < 0.7 else None,
        day=TODAY - timedelta(random.randint(0, 200)),
        deadline=TODAY + timedelta(random.randint(-30, 90)) if random.random() < 0.8 else None,
        remaining=float(random.randint(0, 20)) if random.random() < 0.8 else None,
        latitude=31.2 + town % 97 / 100 if is_placed else None,
        longitude=119.8 + town % 89 / 100 if is_placed else None,
    )


def _clause(number: int, code: str, names: dict[str, str], random: Random) -> Document:
    use, kind = random.choice(USES), random.choice(list(FUND_KINDS.values()))
    return Document(
        id=f"clause-{number}",
        kind="clause",
        title=f"关于{use}的规定（第{number}条）",
        url=f"/policy#{number}",
        body=(Text(f"符合条件的家庭可以申领{kind}，用于{use}。Policy clause {number}, see annex A."), Text(f"臺帳：{names[code]}", 0.5)),
        day=date(random.randint(2018, 2025), 6, 1),
    )


def _notice(number: int, code: str, names: dict[str, str], random: Random) -> Document:
    return Document(
        id=f"notice-{number}",
        kind="notice",
        title=f"{names[code[:9]]}关于{random.choice(list(FUND_KINDS.values()))}发放名单的公示",
        url=f"/notices/{number}",
        body=(Text(f"公示期七天；监督电话：<b>{number}</b> & “{names[code[:6]]}{random.choice(PAYERS)}”"),),
        benefit_place=code[:9],
        facets={"year": ("2026",)},
        day=TODAY - timedelta(random.randint(0, 300)),
    )
