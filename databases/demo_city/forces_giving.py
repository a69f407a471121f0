"""Deputies and members, donors and volunteers, needs and what was pledged to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa

from databases.code_lists.common import ASSISTANCE_REASON
from databases.code_lists.forces import MATCH_REFUSAL_REASON, REPRESENTATIVE_KIND
from databases.credit_codes import check_character
from databases.demo_city import forces_teams, forces_volunteering
from databases.demo_city.city import OWN_RECORDS, TODAY, City
from databases.demo_city.frames import numbered_rows
from databases.forces import appeals, givers, match_refusals, match_weights, messages, model_cases, needs, offers, pledges
from databases.forces.representatives import members_home_day, representative_action, representative_registration, suggestion, village_pairing
from databases.public_ids import public_id

FAULT_RATES = {"suggestion_unanswered": 0.1, "pledge_never_delivered": 0.05}
ANSWERING = ["civil_affairs", "agriculture", "finance", "education", "disabled_federation"]
FORMS = ["pairing", "project", "industry", "charity", "knowledge"]
PROFESSIONS = ["企业管理", "医生", "教师", "农艺师", "律师", "工程师", "会计师"]
SKILLS = {"service": "家电维修", "skill": "农技指导", "medical": "康复护理", "tuition": "课业辅导", "goods": "物资运送", "job": "就业介绍"}
# code, name, kind, unit, ceiling
ITEMS = [
    ("quilt", "棉被", "goods", "床", 200.0),
    ("rice", "大米（25公斤）", "goods", "袋", 160.0),
    ("wheelchair", "轮椅", "goods", "辆", 800.0),
    ("desk", "学习桌椅", "goods", "套", 450.0),
    ("tuition", "助学金", "tuition", "学期", 2000.0),
    ("tutoring", "课业辅导", "service", "小时", 0.0),
    ("repair", "家电维修", "service", "次", 150.0),
    ("care", "上门护理", "medical", "次", 120.0),
    ("job", "就近就业岗位", "job", "个", 0.0),
    ("works", "帮扶项目资金", "money", "万元", 10000.0),
    ("produce", "农产品采购", "purchase", "箱", 200.0),
]
WORKS, BROUGHT = ([code for code, *_ in ITEMS].index(code) for code in ("works", "wheelchair"))
MORE_ITEMS = [
    ("bed", "护理床", "goods", "张", 1800.0),
    ("cooker", "电饭煲", "goods", "台", 260.0),
    ("books", "少儿图书", "goods", "册", 30.0),
    ("haircut", "上门理发", "service", "次", 30.0),
    ("law", "法律咨询", "service", "小时", 0.0),
    ("farming", "农技指导", "skill", "次", 0.0),
    ("handicraft", "手工编织培训", "skill", "课时", 0.0),
    ("clinic", "村民义诊", "medical", "场", 0.0),
    ("homework", "居家就业岗位", "job", "个", 0.0),
]
CATALOGUE = [*ITEMS, *MORE_ITEMS]
OF_HOUSEHOLDS = ("bed", "tutoring", "cooker", "repair", "quilt", "haircut", "wheelchair", "homework", "desk", "care", "rice", "job")
OF_VILLAGES = ("books", "farming", "law", "clinic", "handicraft", "desk")
PRODUCE, SELLING = ("produce",), 3  # so many weak villages have something to sell
DAYS_AHEAD = (3, 10, 21, 45, 90, 180, None)  # of needs in turn, from the day on which the city is shown; none: it stays far off
LEAST_OPEN = 60  # needs that are not money: in a small city a visitor would have few to choose from
HOMES = [("deputy", "3202"), ("deputy", "320282"), ("cppcc_member", "3202"), ("cppcc_member", "320282")]
HEARD = [
    ("困难家庭看病负担", "群众反映大病自付费用偏高，希望救助和医保衔接"),
    ("薄弱村农产品销路", "村里希望有稳定的采购渠道，减少水果滞销"),
    ("残疾人就近就业", "希望企业在村里设帮扶车间，工时灵活"),
]
ENTREPRENEURS = 4  # one in so many deputies and members
MONEY = ("money", "tuition")
BY_HAND = ("service", "medical")  # kinds of what somebody comes to do
ITEMS_OF_HOUSEHOLDS = WORKS  # money for works is for projects, produce is of villages
# code: the skill that it takes, and whether a certificate of it
TAKES = {
    **{"tutoring": ("课业辅导", False), "repair": ("家电维修", False), "care": ("康复护理", True)},
    **{"farming": ("农技指导", False), "clinic": ("全科诊疗", True)},
}
MATCH_WEIGHTS = {
    **{"words": 1.0, "place": 0.8, "time": 0.5, "skill": 0.7, "days": 0.5, "language": 0.5, "remaining": 1.0, "urgency": 0.1},
    **{"reliability": 0.3, "fairness": 0.9, "refusals": 0.6},
}
FIRST_WEIGHTS = MATCH_WEIGHTS | {"remaining": 0.3, "urgency": 0.2, "fairness": 0.8}
REWEIGHED_ON = "2020-06-01"
WHY_REWEIGHED = (
    "按九十天模拟的结果调整：缺口权重由 0.3 调到 1、紧迫权重由 0.2 调到 0.1，使没人帮过的需求先得到帮助；"
    "近期每帮过一次的保留比例由 0.8 调到 0.9，得到帮助的需求不减，列在前面的更合适"
)
# how many of a hundred needs stand in each state
NEED_STATES = {
    **{"draft": 10, "reviewed": 10, "refused": 5, "withdrawn": 3, "expired": 2},
    **{"published": 20, "partly_pledged": 10, "fully_pledged": 10, "received": 4, "delivered": 4, "confirmed": 4, "thanked": 18},
}
# title, text, day of publication
MODEL_CASES = [
    ("一户一策，稳岗增收", "某村低收入户在帮扶责任人协助下实现就近就业，年人均收入超过标准。", "2020-04-08"),
    ("光伏上屋顶，村里有收益", "某经济薄弱村利用集体厂房屋顶建设光伏电站，收益按年分配到户。", "2020-04-22"),
    ("送医上门，病有所管", "镇卫生院与帮扶责任人结对，为行动不便的困难家庭定期上门巡诊。", "2020-05-06"),
    ("产业大棚，租给能人种", "某村建成蔬菜大棚出租给本地种植户，租金用于村内帮扶。", "2099-01-01"),
    ("一张清单管资金", "某镇把到户资金列成清单，逐笔公示，群众随时可查。", None),
    ("手艺进家门，在家能挣钱", "某村请来手工艺人上门授艺，行动不便的妇女在家接单。", "2020-05-13"),
    ("村里办起老年食堂", "某村利用闲置校舍办起老年食堂，困难老人每餐补助两元。", None),
]
WITHDRAWN_CASE, DRAFT_CASE = (title for title, *_ in MODEL_CASES[-2:])
ARRIVED = ("received", "delivered", "confirmed", "thanked")
PLEDGE_STATES = {
    "partly_pledged": "confirmed",
    "fully_pledged": "confirmed",
    "received": "delivered",
    "delivered": "delivered",
    "confirmed": "received",
}


MESSAGES = (
    ("giver", "您好，周六上午方便吗？", "2020-05-02T10:00:00+08:00"),
    ("household", "方便，在村委会门口等您", "2020-05-02T11:00:00+08:00"),
)


@dataclass(frozen=True)
class Givers:
    """Who pledges: so many donors, and the keys of volunteers who were verified; these do what is done by hand."""

    donors: int
    volunteers: Sequence[int]

    def draw(self, rng: np.random.Generator, kind: str) -> dict[str, Any]:
        """One of them, and since when a household lets him write to it."""
        place = int(rng.integers(self.donors))
        if kind not in BY_HAND or not self.volunteers:
            return {"donor_id": place + 1, "volunteer_id": None, "contact_accepted_at": None}
        volunteer = self.volunteers[place % len(self.volunteers)]
        return {"donor_id": None, "volunteer_id": volunteer, "contact_accepted_at": "2020-05-02T09:00:00+08:00"}


def tables(city: City, representatives: range, volunteers: range, donors: range) -> Iterator[tuple[sa.Table, pl.DataFrame]]:
    """`representatives`, `volunteers` and `donors` are keys of people; pledges come before the needs that count them."""
    yield village_pairing, _village_pairings(city, len(representatives))
    yield members_home_day, _home_days(len(representatives))
    yield representative_registration, _registrations(city, representatives, volunteers)
    yield representative_action, _actions(city, len(representatives))
    yield suggestion, _suggestions(city, len(representatives))
    yield givers.donor, _donors(city, donors)
    helping = _volunteers(city, volunteers)
    yield givers.volunteer, helping
    yield from forces_volunteering.tables(city, helping, representatives)
    columns = ("code", "name", "kind", "unit", "price_ceiling")
    items = [{**dict(zip(columns, item, strict=True)), "retired_on": None, "region_code": "3202"} | _taking(item[0]) for item in CATALOGUE]
    yield needs.need_item, pl.DataFrame(numbered_rows(items), schema_overrides={"retired_on": pl.Date, "language": pl.String})
    yield match_weights.match_weight, _match_weights(city)
    asked, pledged = _needs(city, Givers(len(donors), [1 + place for place in range(len(volunteers)) if _is_verified(place)]))
    yield pledges.pledge, pledged
    yield messages.message, _messages(pledged)
    yield needs.need, asked
    yield appeals.need_appeal, _appeals(city, asked)
    yield match_refusals.match_refusal, _refusals(asked, len(donors), len(volunteers))
    yield offers.offer, _offers(len(donors), len(volunteers))
    yield model_cases.model_case, _model_cases(city)


def _taking(code: str) -> dict[str, Any]:
    """What an entry of the catalogue takes of whoever meets it."""
    skill, is_certified = TAKES.get(code, (None, False))
    return {"skill": skill, "needs_certificate": is_certified, "language": None}


def representatives(people: range) -> pl.DataFrame:
    """Deputies of five levels and members of four, one in four of them an entrepreneur; `people` are keys."""
    rows = []
    for place, person in enumerate(people):
        kind = "deputy" if place < 20 else "cppcc_member"
        rows.append(
            {
                "person_id": person,
                "kind": kind,
                "level": 1 + place % (5 if kind == "deputy" else 4),
                "profession": PROFESSIONS[place % len(PROFESSIONS)],
                "is_entrepreneur": place % ENTREPRENEURS == 0,
                "members_home_id": 1 + HOMES.index((kind, "3202" if place % 3 else "320282")),
                "term_until": "2029-12-31",
                "region_code": "3202" if place % 3 else "320282",
            }
        )
    return numbered_rows(rows)


def members_homes(city: City) -> pl.DataFrame:
    """One of deputies and one of members in the city and in a county, each of its office."""
    names = dict(city.regions.select("code", "name").iter_rows())
    rows = [
        {
            "name": f"{names[code]}{REPRESENTATIVE_KIND.labels[kind]}之家",
            "kind": kind,
            "organisation_id": city.liaisons[place],
            "place": f"{names[code]}市民中心 {1 + place} 号楼 {101 + place} 室",
            "opening": ("每月第一个星期三 9:00—11:30", "每月 15 日 14:00—16:30")[place % 2],
            "region_code": code,
        }
        for place, (kind, code) in enumerate(HOMES)
    ]
    return numbered_rows(rows)


def _home_days(count: int) -> pl.DataFrame:
    """Each of them heard people once; the first of each home will do so again."""
    rows = []
    for key in range(1, count + 1):
        kind, code = "deputy" if key <= 20 else "cppcc_member", "320282" if (key - 1) % 3 == 0 else "3202"
        shared = {"members_home_id": 1 + HOMES.index((kind, code)), "representative_id": key, "region_code": code}
        title, heard = HEARD[key % len(HEARD)]
        day = f"2020-{1 + key % 5:02d}-{3 + key % 25:02d}"
        held = dict.fromkeys(("cancelled_on", "cancel_reason"))
        rows.append(shared | held | {"held_on": day, "title": title, "heard": heard, "told_on": day})
        coming = shared | {"title": title, "heard": None, "told_on": None}
        rows += [coming | held | {"held_on": "2029-09-05"}] if key in (1, 2, 21, 22) else []
        rows += [coming | {"held_on": "2020-06-03", "cancelled_on": "2020-05-28", "cancel_reason": "away"}] if key == 2 else []
    return numbered_rows(rows)


def _registrations(city: City, people: range, volunteers: range) -> pl.DataFrame:
    """A volunteer says that he is a member, and was refused once; the first deputy was confirmed when he registered."""
    shared = {"kind": "cppcc_member", "level": 4, "profession": "医生", "is_entrepreneur": False, "members_home_id": 4, "region_code": "320282"}
    decided = {"decided_by_id": city.leader("civil_affairs", "320282"), "confirmed_on": None, "refused_on": None, "refusal_reason": None}
    said = {"person_id": volunteers[1], "term_until": "2030-01-31", "registered_on": "2020-05-04"}
    refused = shared | said | decided | {"refused_on": "2020-05-06", "refusal_reason": "名册中没有您，请核对界别和届次后重新申请"}
    open_ = shared | said | dict.fromkeys(decided) | {"registered_on": "2020-05-11"}
    first = {"person_id": people[0], "kind": "deputy", "level": 1, "profession": PROFESSIONS[0], "is_entrepreneur": True, "members_home_id": 2}
    confirmed = shared | first | {"term_until": "2030-01-31", "registered_on": "2018-01-17"} | decided | {"confirmed_on": "2018-01-18"}
    return numbered_rows([refused, open_, confirmed]).with_columns(withdrawn_on=pl.lit(None, pl.Date))


def _village_pairings(city: City, count: int) -> pl.DataFrame:
    """Each entrepreneur has a weak village, as far as there are any; every third pairing has ended."""
    weak = city.villages.filter("is_weak")["region_code"].to_list()
    rows = [
        {
            "representative_id": 1 + place,
            "period": "[2019-01-01,2020-01-01)" if turn % 3 == 2 else "[2019-01-01,)",
            "region_code": weak[turn % len(weak)],
        }
        for turn, place in enumerate(range(0, count, ENTREPRENEURS))
    ]
    return numbered_rows(rows)


def _actions(city: City, count: int) -> pl.DataFrame:
    rng, projects = city.rng("forces.actions"), city.projects.select("id", "region_code").rows()
    rows = []
    for place in range(count * 6):
        form = FORMS[place % 5]
        project, code = projects[int(rng.integers(len(projects)))]
        rows.append(
            {
                "representative_id": 1 + place % count,
                "form": form,
                "about": f"{code}：到村走访，落实帮扶事项",
                "amount": float(rng.integers(0, 50) * 1000),
                "acted_on": f"2019-{1 + place % 12:02d}-{1 + place % 28:02d}",
                "project_id": project if form in ("project", "industry") else None,
                "region_code": code,
            }
        )
    return numbered_rows(rows)


def _suggestions(city: City, count: int) -> pl.DataFrame:
    rng, rows, silent = city.rng("forces.suggestions"), [], []
    offices = city.organisations.filter(pl.col("region_code") == "3202", pl.col("kind").is_in(ANSWERING)).select("id", "kind").rows()
    for place in range(count):
        unanswered = place == 0 or rng.random() < FAULT_RATES["suggestion_unanswered"]
        silent += [place + 1] if unanswered else []
        office, department = offices[place % len(offices)]
        rows.append(
            {
                "representative_id": place + 1,
                "kind": ["opinion", "suggestion", "motion"][place % 3],
                "title": "关于完善困难家庭大病救助的建议",
                "text": "走访中群众反映大病自付费用偏高，建议把困难家庭的大病救助和医疗保险衔接起来。",
                "state": "made" if unanswered else "answered",
                "made_on": "2020-01-10",
                "due_on": "2020-04-10",
                "answered_on": None if unanswered else "2020-03-20",
                "answer": None if unanswered else "已会同有关部门研究，纳入年度计划",
                "members_home_id": (1 if place < 20 else 3) if place % 3 else None,  # heard there, or elsewhere
                "organisation_id": office,
                "department": department,
                "region_code": "3202",
            }
        )
    city.plant("suggestion_unanswered", "forces", "suggestion", silent, "the answer is overdue")
    return numbered_rows(rows)


def _donors(city: City, people: range) -> pl.DataFrame:
    units = city.organisations.filter(pl.col("kind") == "helping_unit").select("id", "name").head(6)
    verified = {"verified_on": "2019-05-01", "verified_by_id": city.leader("civil_affairs", "3202")}
    rows = [
        {"person_id": key, "organisation_id": None, "display_name": f"爱心人士{i + 1}", "is_anonymous": i % 3 == 0, "region_code": "3202"} | verified
        for i, key in enumerate(people)
    ]
    rows += [
        {"person_id": None, "organisation_id": key, "display_name": name, "is_anonymous": False, "region_code": "3202"}
        | verified
        | {"credit_code": (first := f"91320200MA{key:07d}") + check_character(first)}
        for key, name in units.iter_rows()
    ]
    return numbered_rows(rows)


def _volunteers(city: City, people: range) -> pl.DataFrame:
    rng, kinds = city.rng("forces.volunteers"), list(SKILLS)
    counties = city.regions.filter(pl.col("level") == "county")["code"].to_list()
    return numbered_rows(
        [
            {
                "person_id": key,
                "help_kind": kinds[i % len(kinds)],
                "skill": SKILLS[kinds[i % len(kinds)]],
                "weekend_only": i % 2 == 0,
                "hours_a_month": int(rng.integers(2, 20)),
                "is_expert": kinds[i % len(kinds)] == "skill",
                "verified_on": "2019-05-01" if _is_verified(i) else None,
                "verified_by_id": city.leader("civil_affairs", counties[i % len(counties)]) if _is_verified(i) else None,
                "region_code": counties[i % len(counties)],
            }
            for i, key in enumerate(people)
        ]
    )


def _is_verified(place: int) -> bool:
    return place % 5 != 0


def _match_weights(city: City) -> pl.DataFrame:
    """The first ones, and those that followed them for a reason that everybody reads."""
    decided = {"decided_by_id": city.leader("civil_affairs", "3202"), "region_code": "3202"}
    first = {"number": 1, **FIRST_WEIGHTS, "period": f"[2018-01-01,{REWEIGHED_ON})", "reason": "首次设定"}
    second = {"number": 2, **MATCH_WEIGHTS, "period": f"[{REWEIGHED_ON},)", "reason": WHY_REWEIGHED}
    return numbered_rows([first | decided, second | decided])


def _needs(city: City, givers: Givers) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A need for one household in fifteen and for some projects, and the pledges that they received."""
    rng, needs, pledges, undelivered = city.rng("forces.needs"), [], [], []
    helpers, villages = city.helper_of, city.homes["region_code"].to_list()
    states, shares = list(NEED_STATES), np.array(list(NEED_STATES.values())) / 100
    for household in np.flatnonzero((rng.random(city.household_count) < 1 / 15) & (helpers > 0)):
        need = _need(
            city, rng, str(rng.choice(states, p=shares)), int(rng.integers(ITEMS_OF_HOUSEHOLDS)), villages[household], int(helpers[household])
        )
        needs.append(need | _of_household(household))
        if need["pledged"]:
            late = need["state"] in ARRIVED and rng.random() < FAULT_RATES["pledge_never_delivered"]
            undelivered += [len(pledges) + 1] if late else []
            pledges.append(_whole_pledge(city, rng, needs, givers, late, int(helpers[household])))
    if all(need["state"] != "refused" for need in needs):  # in a small city nobody may have been refused: then one household is all the same
        asking = {need["household_id"] for need in needs}
        another = next(place for place in np.flatnonzero(helpers > 0) if place + 1 not in asking)
        needs.append(_need(city, rng, "refused", 0, villages[another], int(helpers[another])) | _of_household(another))
    needs += [_of_project(city, rng, *row) for row in city.projects.select("id", "region_code").head(6).iter_rows()]
    needs += _more_needs(city, needs)
    needs += [_of_produce(city, turn, *one) for turn, one in enumerate(enumerate(city.villages.filter("is_weak")["region_code"].head(SELLING)))]
    waiting, asking = city.waiting_household, {need["household_id"] for need in needs}
    if waiting is not None and waiting not in asking:
        rng, helper = city.rng("forces.waiting"), int(helpers[waiting - 1])
        needs.append(_need(city, rng, "received", BROUGHT, villages[waiting - 1], helper) | _of_household(waiting - 1))
        pledges.append(_whole_pledge(city, rng, needs, givers, False, helper))
    needs = _with_deadlines(city, needs)
    city.plant("pledge_never_delivered", "forces", "pledge", undelivered, "the need counts as met but nothing was delivered")
    keyed = [{"id": _key_of_need(city, place), **need} for place, need in enumerate(needs, 1)]
    return pl.DataFrame(keyed, infer_schema_length=None), numbered_rows(pledges)


def _more_needs(city: City, needs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many more as a visitor wants to choose from, of weak villages and of households that ask for nothing else in turn."""
    rng, asking = city.rng("forces.more_needs"), {need["household_id"] for need in needs}
    open_now = sum(need["state"] in ("published", "partly_pledged") and CATALOGUE[need["need_item_id"] - 1][2] not in MONEY for need in needs)
    homes = [int(place) for place in np.flatnonzero(city.helper_of > 0) if int(place) + 1 not in asking]
    count = max(0, LEAST_OPEN - open_now)
    homes = homes[:: max(1, len(homes) // max(1, count))]
    villages = list(enumerate(city.villages.filter("is_weak")["region_code"]))
    villages = villages[:: max(1, len(villages) // max(1, count))]
    turns = [_of_village(city, rng, turn, *one) for turn, one in enumerate(villages[: count // 2])]
    turns += [_of_home(city, rng, turn, place) for turn, place in enumerate(homes[: count - len(turns)])]
    return turns


def _with_deadlines(city: City, needs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In a city that is shown on a later day than its own what waits for help is urgent or not, as anywhere; some waits for years, lest an old demo be empty."""
    if city.heard_on <= TODAY:
        return needs
    waiting = [place for place, need in enumerate(needs) if need["state"] == "published"]
    ahead = {place: DAYS_AHEAD[turn % len(DAYS_AHEAD)] for turn, place in enumerate(waiting)}
    days = {place: (city.heard_on + timedelta(days=count)).isoformat() for place, count in ahead.items() if count}
    return [need | {"needed_by": days.get(place, need["needed_by"])} for place, need in enumerate(needs)]


def _of_produce(city: City, turn: int, place: int, village: str) -> dict[str, Any]:
    """What a weak village grows waits for whoever buys it."""
    need = _of_village(city, city.rng(f"forces.produce.{place}"), turn, place, village, PRODUCE)
    return need | {"target": 20 * (1 + turn)}


def _of_village(city: City, rng: np.random.Generator, turn: int, place: int, village: str, codes: Sequence[str] = OF_VILLAGES) -> dict[str, Any]:
    """From the plan of a weak village for its whole turn-around."""
    need = _open_need(city, rng, turn, codes, village, city.leader("agriculture", village))
    return need | {"measure_id": None, "household_id": None, "project_id": None, "helping_plan_id": forces_teams.key_of_plan(place)}


def _of_home(city: City, rng: np.random.Generator, turn: int, place: int) -> dict[str, Any]:
    village = str(city.homes["region_code"][place])
    return _open_need(city, rng, turn, OF_HOUSEHOLDS, village, int(city.helper_of[place])) | _of_household(place)


def _open_need(city: City, rng: np.random.Generator, turn: int, codes: Sequence[str], village: str, drafter: int) -> dict[str, Any]:
    """Of each entry of the catalogue in turn, published and needed on days of its own."""
    item = next(place for place, one in enumerate(CATALOGUE) if one[0] == codes[turn % len(codes)])
    need = _need(city, rng, "published", item, village, drafter) | {"target": int(rng.integers(1, 9))}
    return need | {"published_on": f"2020-{1 + turn % 6:02d}-{3 + turn % 25:02d}", "needed_by": f"2029-{3 * (1 + turn % 4):02d}-28"}


def _key_of_need(city: City, place: int) -> int:
    """As random as the database draws them, and the same each time."""
    return int(city.rng(f"forces.need.{place}").integers(2**56))


def _of_household(place: int) -> dict[str, Any]:
    """From its first measure, which has its number."""
    return {"measure_id": int(place) + 1, "household_id": int(place) + 1, "project_id": None, "helping_plan_id": None}


def _of_project(city: City, rng: np.random.Generator, project: int, village: str) -> dict[str, Any]:
    need = _need(city, rng, "published", WORKS, village, city.leader("agriculture", village))
    return need | {"measure_id": None, "household_id": None, "project_id": project, "helping_plan_id": None}


def _need(city: City, rng: np.random.Generator, state: str, item: int, village: str, drafter: int) -> dict[str, Any]:
    target = int(rng.integers(2 if state == "partly_pledged" else 1, 4))
    reviewed = state not in ("draft", "refused", "withdrawn")
    return {
        "public_id": public_id("N", rng.bytes(8)),
        "need_item_id": item + 1,
        "state": state,
        "target": target,
        "pledged": target if state in (*ARRIVED, "fully_pledged") else (target - 1 if state == "partly_pledged" else 0),
        "price": round(CATALOGUE[item][4] * 0.9, 2),
        "needed_by": "2020-03-31" if state == "expired" else "2029-09-30",  # the clock of whoever looks at the city is not the city's
        "published_on": "2020-01-15" if state not in ("draft", "reviewed", "refused", "withdrawn") else None,
        "drafter_id": drafter,
        "reviewer_id": city.leader("town_office", village) if reviewed else None,
        "second_reviewer_id": city.leader("civil_affairs", village) if reviewed else None,
        "refuser_id": city.leader("civil_affairs", village) if state == "refused" else None,
        "refusal_reason": "不在需求目录范围内" if state == "refused" else None,
        "withdrawal_reason": "家庭已自行解决" if state == "withdrawn" else None,
        "region_code": village[:9],
        "village_code": village,
    }


def _pledge(city: City, rng: np.random.Generator, place: int, need: dict[str, Any], givers: Givers, late: bool) -> dict[str, Any]:
    state = "confirmed" if late else PLEDGE_STATES.get(need["state"], "closed")
    by_officer = not late and need["state"] in ARRIVED[1:]
    return {
        "need_id": _key_of_need(city, place),
        **givers.draw(rng, ITEMS[need["need_item_id"] - 1][2]),
        "household_id": need["household_id"],
        "village_code": need["village_code"],
        "quantity": need["pledged"],
        "state": state,
        "pledged_at": "2020-05-01T10:00:00+08:00",
        "expires_at": "2020-05-04T10:00:00+08:00",
        "facts_digest": f"\\x{rng.bytes(32).hex()}",
        "facts_seen_at": "2020-05-01T10:05:00+08:00",
        "confirmed_at": "2020-05-01T10:06:00+08:00",
        "charity_id": city.charities[0] if ITEMS[need["need_item_id"] - 1][2] == "tuition" else None,
        "receipt_number": f"{place:010d}" if ITEMS[need["need_item_id"] - 1][2] == "tuition" and state != "confirmed" else None,
        "delivered_on": None if state == "confirmed" else "2020-05-20",
        "delivered_quantity": None if state == "confirmed" else need["pledged"],
        "received_by_household": state in ("received", "closed"),
        "officer_id": city.leader("town_office", need["village_code"]) if by_officer else None,
        "feedback": "东西收到了，谢谢大家" if state == "closed" else None,
        "region_code": need["region_code"],
    }


def _whole_pledge(city: City, rng: np.random.Generator, needs: Sequence[dict[str, Any]], givers: Givers, late: bool, helper: int) -> dict[str, Any]:
    """For the last of the needs, with how its household signed and what became of it."""
    pledge = _pledge(city, rng, len(needs), needs[-1], givers, late)
    return pledge | _on_paper(pledge, helper) | _reviewed(city, pledge, helper)


def _on_paper(pledge: dict[str, Any], helper: int) -> dict[str, Any]:
    """Whoever cannot sign in has signed on paper, before the helper."""
    if not pledge["received_by_household"] or pledge["household_id"] <= OWN_RECORDS:
        return dict.fromkeys(("assistant_id", "assistance_reason", "paper_number", "assisted_at"))
    reasons = list(ASSISTANCE_REASON.labels)
    reason = reasons[pledge["need_id"] % len(reasons)]
    signed = {"assistant_id": helper, "assistance_reason": reason, "paper_number": f"QS-2020-{pledge['need_id']:05d}"}
    return signed | {"assisted_at": "2020-05-21T10:00:00+08:00"}


def _reviewed(city: City, pledge: dict[str, Any], helper: int) -> dict[str, Any]:
    """What the helper wrote for the household was read by the town before the giver read it."""
    if pledge["feedback"] is None:
        return {"draft_feedback": None, "feedback_writer_id": None, "feedback_reviewer_id": None}
    return {"draft_feedback": None, "feedback_writer_id": helper, "feedback_reviewer_id": city.leader("town_office", pledge["village_code"])}


def _messages(pledges: pl.DataFrame) -> pl.DataFrame:
    """What volunteers and households agreed upon before the help came."""
    rows = []
    for pledge in pledges.filter(pl.col("volunteer_id").is_not_null()).iter_rows(named=True):
        shared = {"pledge_id": pledge["id"], **{name: pledge[name] for name in ("volunteer_id", "household_id", "region_code")}}
        rows += [shared | {"side": side, "text": text, "sent_at": moment} for side, text, moment in MESSAGES]
    return numbered_rows(rows)


def _offers(donors: int, volunteers: int) -> pl.DataFrame:
    rows = [
        {
            "donor_id": 1 + i,
            "volunteer_id": None,
            "kind": "goods",
            "about": "愿捐赠生活物资",
            "quantity": 10,
            "period": "[2020-01-01,)",
            "state": "open",
        }
        for i in range(donors)
    ]
    rows += [
        {
            "donor_id": None,
            "volunteer_id": 1 + i,
            "kind": "service",
            "about": "周末上门服务",
            "quantity": 4,
            "period": "[2020-01-01,)",
            "state": "open",
        }
        for i in range(volunteers)
    ]
    return numbered_rows(rows).with_columns(region_code=pl.lit("3202"))


def _appeals(city: City, needs: pl.DataFrame) -> pl.DataFrame:
    """Whoever drafted a need that was refused appeals; somebody else of civil affairs has dismissed every other appeal."""
    rows = []
    for place, need in enumerate(needs.filter(pl.col("state") == "refused").iter_rows(named=True)):
        another = next(key for key in city.leaders["civil_affairs"].values() if key not in (need["refuser_id"], need["drafter_id"]))
        decided = {"state": "dismissed", "decider_id": another, "decided_on": "2020-05-20", "answer": "同类物品已由镇里统一配发，维持不予发布"}
        open_ = {"state": "made", "decider_id": None, "decided_on": None, "answer": None}
        rows.append(
            {
                **{name: need[name] for name in ("household_id", "village_code", "region_code", "refuser_id")},
                **{"need_id": need["id"], "appellant_id": need["drafter_id"], "reason": "家中老人行动不便，请再核实一次"},
                **{"made_on": "2020-05-08", "due_on": "2020-05-23", **(decided if place % 2 else open_)},
            }
        )
    return numbered_rows(rows)


def _refusals(needs: pl.DataFrame, donors: int, volunteers: int) -> pl.DataFrame:
    """Every third giver refused a need of his own, for each reason in turn; every other refusal was taken back."""
    published, reasons = needs.filter(pl.col("state") == "published").select("id", "region_code").rows(), list(MATCH_REFUSAL_REASON.labels)
    givers = [{"donor_id": key, "volunteer_id": None} for key in range(3, donors + 1, 3)]
    givers += [{"donor_id": None, "volunteer_id": key} for key in range(3, volunteers + 1, 3)]
    rows = []
    for place, (giver, (need, code)) in enumerate(zip(givers, published[::2], strict=False)):
        taken_back = "2020-05-12T09:00:00+08:00" if place % 2 else None
        said = {"reason": reasons[place % len(reasons)], "refused_at": "2020-05-02T09:00:00+08:00", "taken_back_at": taken_back}
        rows.append({"need_id": need, **giver, **said, "region_code": code[:6]})
    return numbered_rows(rows)


def _model_cases(city: City) -> pl.DataFrame:
    """The fourth waits for an hour of its day of publication, the next for a day at all; then one that was withdrawn, and a draft."""
    officials = city.people.filter(pl.col("role") == "manager").select("id", "region_code").head(len(MODEL_CASES) + 1)
    writers, approvers = officials.head(len(MODEL_CASES)), officials["id"].tail(len(MODEL_CASES))
    cases = numbered_rows(
        [
            {"title": title, "body": body, "drafted_by_id": writer, "approved_by_id": approver, "published_on": day, "region_code": code}
            for (writer, code), approver, (title, body, day) in zip(writers.iter_rows(), approvers, MODEL_CASES, strict=True)
        ]
    )
    is_draft = pl.col("title") == DRAFT_CASE
    return cases.with_columns(
        approved_by_id=pl.when(~is_draft).then("approved_by_id"),
        approved_on=pl.when(~is_draft).then(pl.lit("2020-04-01")),
        withdrawn_on=pl.when(pl.col("title") == WITHDRAWN_CASE).then(pl.lit("2020-05-20")),
        embargo_until=pl.when(pl.col("published_on") == "2099-01-01").then(pl.lit("2099-01-01T09:00:00+08:00")),
    )
