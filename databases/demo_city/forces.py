"""The demo city's forces: people and posts, pairings and visits. Teams, rules and donors have files of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import sqlalchemy as sa
from numpy.typing import NDArray

from databases.code_lists.forces import REPRESENTATIVE_KIND
from databases.credit_codes import check_character
from databases.demo_city import forces_giving, forces_rules, forces_teams, names, oversight
from databases.demo_city.city import DEPARTMENTS, OWN_RECORDS, TODAY, UNASSIGNED_MOBILE, WEAK_VILLAGES, City
from databases.demo_city.frames import numbered_rows
from databases.forces import helpers, needs, notices, pledges
from databases.forces.representatives import members_home, representative

Frames = Iterator[tuple[sa.Table, pl.DataFrame]]

FAULT_RATES = {"visits_missing": 0.02, "visit_photo_copied": 0.003, "pairing_ended_without_handover": 0.01}
VISIT_DAYS = 75  # a helper comes about every two and a half months
WHOLE_CITY = "3202"
TOLD = 10  # people, beside the donors, with something in their inbox
IN_OFFICE = "[2018-01-17,)"  # since the founding paper
HELPING = "[2016-01-01,)"  # whoever helps did so before: since the first household was filed
LEVELS = {4: "city", 6: "county", 9: "town", 12: "village"}
PLACES = ["home", "village_office", "workplace", "hospital", "elsewhere"]
PURPOSES = ["routine", "survey", "policy", "measure", "festival", "emergency"]
CONTENTS = [
    "了解家庭生产生活情况，宣讲帮扶政策",
    "查看住房和饮水安全，登记需要维修的项目",
    "核对上月补助到账情况，账目清楚",
    "送去节日慰问品，询问老人身体状况",
    "商量就业意向，介绍附近企业岗位",
    "协助办理医疗救助手续，材料已交镇便民中心",
    "陪同孩子办理助学补助申请",
    "查看种养项目进度，联系农技员上门指导",
]


@dataclass(frozen=True)
class Newcomers:
    """People beside the officials and helpers of the skeleton, by what they are; keys follow those of `city.people`."""

    heads: range
    representatives: range
    volunteers: range
    donors: range
    secretaries: range
    others: range
    officers: range  # of towns, of the villages of those households that sign in, and of the poverty office of the city

    @classmethod
    def of(cls, city: City) -> Newcomers:
        start, ranges = len(city.people) + 1, []
        for count in (min(OWN_RECORDS, city.household_count), 36, 40, 15, WEAK_VILLAGES, 14, len(_places_of_officers(city))):
            ranges.append(range(start, start + count))
            start += count
        return cls(*ranges)


def tables(city: City) -> Frames:
    """All tables of the database, in the order of foreign keys."""
    newcomers = Newcomers.of(city)
    yield from forces_rules.tables(city)
    yield helpers.organisation, _organisations(city)
    yield helpers.fundraising_certificate, _certificates(city)
    yield helpers.organisation_role, _organisation_roles(city)
    yield helpers.person, _people(city, newcomers)
    yield helpers.relative, _relatives(city)
    holders = _posts(city, newcomers)
    yield helpers.post, holders
    given = dict(forces_giving.tables(city, newcomers.representatives, newcomers.volunteers, newcomers.donors))
    yield notices.notice, _notices(city, holders, given[needs.need], given[pledges.pledge])
    yield notices.notice_preference, _preferences(holders)
    duties = forces_teams.duties(city)
    yield from forces_teams.tables(city, duties)
    yield members_home, forces_giving.members_homes(city)
    yield representative, forces_giving.representatives(newcomers.representatives)
    pairings = _pairings(city, newcomers)
    yield helpers.pairing, pairings
    yield helpers.visit, _visits(city)
    yield helpers.import_run, _import_runs(city)
    yield from given.items()
    posts = newcomers.others.stop - 1  # one each; the last are those of third-party checkers
    yield from oversight.tables(city, duties, pairings, [posts - 1, posts], newcomers.secretaries)


def _places_of_officers(city: City) -> list[str]:
    """Every town, every village of a household that signs in which has no secretary, and the city: with them its exit goes its whole road."""
    weak = set(city.villages.filter("is_weak")["region_code"])
    villages = dict.fromkeys(city.homes["region_code"].head(OWN_RECORDS))
    return [*city.regions.filter(pl.col("level") == "town")["code"], *(code for code in villages if code not in weak), WHOLE_CITY]


def _organisations(city: City) -> pl.DataFrame:
    frame = city.organisations.select("id", "code", "name", "kind", "region_code")
    first = frame.group_by("region_code", maintain_order=True).first()
    seat = dict(first.select("region_code", "id").iter_rows())
    above = [seat.get(code[: {9: 6, 6: 4}.get(len(code), 0)]) for code in frame["region_code"]]
    department = [kind if kind in DEPARTMENTS else ("town_government" if kind == "town_office" else None) for kind in frame["kind"]]
    frame = frame.with_columns(parent_id=pl.Series(above, dtype=pl.Int64), department=pl.Series(department, dtype=pl.String))
    quota = pl.col("region_code").str.len_chars().replace_strict({4: 12, 6: 6, 9: 3}, default=0)
    offices = frame.with_columns(staff_quota=quota)
    others = [_third_parties(len(frame)).with_columns(may_raise_funds=False), _charities(city), _liaisons(city).with_columns(may_raise_funds=False)]
    return pl.concat([offices.with_columns(may_raise_funds=False), *others], how="diagonal_relaxed")


def _third_parties(others: int) -> pl.DataFrame:
    """Two firms of accountants who may be engaged to check."""
    rows = [
        {"id": others + place, "code": f"ORG3P{place:03d}", "name": f"演示第{place}会计师事务所", "kind": "third_party", "region_code": WHOLE_CITY}
        for place in (1, 2)
    ]
    return pl.DataFrame(rows).with_columns(staff_quota=0)


def _charities(city: City) -> pl.DataFrame:
    """A charity that may raise funds in public, and one whose certificate has ended."""
    rows = [
        {"id": key, "code": f"ORGCH{place:03d}", "name": f"演示第{place}慈善会", "kind": "charity", "credit_code": first + check_character(first)}
        for place, key in enumerate(city.charities, 1)
        for first in [f"51320200MJX00000{place}"]
    ]
    return pl.DataFrame(rows).with_columns(staff_quota=0, region_code=pl.lit(WHOLE_CITY), may_raise_funds=True)


def _liaisons(city: City) -> pl.DataFrame:
    """Offices of deputies and members, to which their homes belong."""
    names = dict(city.regions.select("code", "name").iter_rows())
    rows = [
        {"id": key, "code": f"ORGDB{place:03d}", "name": f"{names[code]}{REPRESENTATIVE_KIND.labels[kind]}联络室", "region_code": code}
        | {"kind": "congress" if kind == "deputy" else "cppcc"}
        for place, (key, (kind, code)) in enumerate(zip(city.liaisons, forces_giving.HOMES, strict=True), 1)
    ]
    return pl.DataFrame(rows).with_columns(staff_quota=0)


def _certificates(city: City) -> pl.DataFrame:
    periods = ("[2019-01-01,2039-01-01)", "[2014-01-01,2019-01-01)")
    rows = [
        {"organisation_id": key, "number": f"演示募捐证字第{place}号", "period": period, "region_code": WHOLE_CITY}
        for place, (key, period) in enumerate(zip(city.charities, periods, strict=True), 1)
    ]
    return numbered_rows(rows)


def _relatives(city: City) -> pl.DataFrame:
    """One helper in forty has declared a household of kin, which others help."""
    helpers = city.people.filter(pl.col("role") == "helper")["id"].to_list()[::40]
    homes = city.homes["region_code"].to_list()
    rows = [
        {"person_id": key, "household_id": 1 + place, "declared_on": "2019-03-01", "region_code": homes[place]}
        for place, key in enumerate(reversed(helpers))
        if place < len(homes) and city.helper_of[place] != key
    ]
    return numbered_rows(rows)


def _organisation_roles(city: City) -> pl.DataFrame:
    offices = city.organisations.filter(pl.col("level") == "city").filter(pl.col("kind") != "helping_unit")
    role = {"agriculture": "lead", "audit": "supervise", "discipline": "supervise"}
    return offices.select(
        pl.int_range(1, pl.len() + 1).alias("id"),
        organisation_id="id",
        subject=pl.lit("到户增收帮扶资金"),
        cooperation=pl.col("kind").replace_strict(role, default="cooperate"),
        period=pl.lit("[2018-01-17,)"),
        region_code="region_code",
    )


def _people(city: City, newcomers: Newcomers) -> pl.DataFrame:
    rng, extra = city.rng("forces.people"), newcomers.others.stop - newcomers.heads.start
    female = rng.random(extra) < 0.45
    name = np.char.add(names.surnames(rng, extra), names.given_names(rng, female)).tolist()
    name[: len(newcomers.heads)] = city.households["head_name"].head(len(newcomers.heads)).to_list()
    keys = range(newcomers.heads.start, newcomers.others.stop)
    added = pl.DataFrame(
        {
            "id": keys,
            "number": [f"{'H' if key in newcomers.heads else 'P'}{key:06d}" for key in keys],
            "name": name,
            "sex": np.where(female, "2", "1"),
            "organisation_id": _employers(city, keys, newcomers),
            "household_id": [key - newcomers.heads.start + 1 if key in newcomers.heads else None for key in keys],
            "region_code": [*city.homes["region_code"].head(len(newcomers.heads)), *[WHOLE_CITY] * (extra - len(newcomers.heads))],
        }
    )
    columns = ["id", "number", "name", "sex", "organisation_id", "region_code"]
    everyone = pl.concat([city.people.select(columns), added.select(*columns, "household_id")], how="diagonal_relaxed")
    ids = pl.Series([_own_id(city, key, newcomers) for key in everyone["id"]], dtype=pl.String)
    reached = everyone.with_columns(**_reached(rng, len(everyone)), id_number=ids)
    return pl.concat([reached, _officers(city, newcomers.officers)], how="diagonal_relaxed").with_columns(is_active=pl.lit(True))


def _reached(rng: np.random.Generator, count: int) -> dict[str, pl.Series]:
    digits = rng.integers(0, 10**8, count).astype(str)
    grade = rng.choice(["leader", "middle", "staff"], count, p=[0.08, 0.3, 0.62])
    return {"phone": pl.Series(np.char.add(UNASSIGNED_MOBILE, np.char.zfill(digits, 8))), "grade": pl.Series(grade)}


def _officers(city: City, keys: range) -> pl.DataFrame:
    """Who signs for towns and villages, working with the town's office, and for the city's poverty office, counted with the city."""
    rng, places = city.rng("forces.officers"), _places_of_officers(city)
    town = dict(city.organisations.filter(pl.col("kind") == "town_office").select("region_code", "id").iter_rows())
    female = rng.random(len(keys)) < 0.45
    frame = pl.DataFrame(
        {
            "id": keys,
            "number": [f"P{key:06d}" for key in keys],
            "name": np.char.add(names.surnames(rng, len(keys)), names.given_names(rng, female)),
            "sex": np.where(female, "2", "1"),
            "organisation_id": [town.get(code[:9], 1) for code in places],
            "region_code": places,
        }
    )
    return frame.with_columns(**_reached(rng, len(keys)))


def _employers(city: City, keys: range, newcomers: Newcomers) -> list[int | None]:
    """Secretaries work with their town, third-party checkers with their firm, households and givers with nobody, everyone else counts with the city."""
    weak = city.villages.filter("is_weak")["region_code"].to_list()
    town = dict(city.organisations.filter(pl.col("kind") == "town_office").select("region_code", "id").iter_rows())
    own: dict[int, int | None] = {key: town[code[:9]] for key, code in zip(newcomers.secretaries, weak, strict=True)}
    own |= dict.fromkeys([*newcomers.heads, *newcomers.volunteers, *newcomers.donors])
    own |= {key: len(city.organisations) + place for place, key in enumerate(newcomers.others[-2:], 1)}
    return [own.get(key, 1) for key in keys]


def _own_id(city: City, key: int, newcomers: Newcomers) -> str | None:
    """Heads of households sign in with the number that the register knows; of officials none is kept."""
    if key not in newcomers.heads:
        return None
    heads = city.members.filter(pl.col("kinship") == "head")
    return str(heads["id_number"][key - newcomers.heads.start])


def _posts(city: City, newcomers: Newcomers) -> pl.DataFrame:
    kinds = dict(city.organisations.select("id", "kind").iter_rows())
    rows: list[dict[str, Any]] = []
    for key, tier, code, organisation in city.people.select("id", "role", "region_code", "organisation_id").iter_rows():
        department = kinds[organisation] if kinds[organisation] in DEPARTMENTS else "civil_affairs"
        period = HELPING if tier == "helper" else IN_OFFICE
        rows.append(_post(key, tier, code, department if tier in ("manager", "auditor", "inspector") else None, period=period))
    for household, key in enumerate(newcomers.heads, 1):
        rows.append(_post(key, "household", city.homes["region_code"][household - 1], None, household_id=household))
    rows += [_post(key, "deputy", WHOLE_CITY if i % 3 else "320282", None, period=HELPING) for i, key in enumerate(newcomers.representatives)]
    rows += [_post(key, "volunteer", WHOLE_CITY, None) for key in newcomers.volunteers]
    rows += [_post(key, "donor", WHOLE_CITY, None) for key in newcomers.donors]
    weak = city.villages.filter("is_weak")["region_code"]
    rows += [_post(key, "manager", code, "town_government") for key, code in zip(newcomers.secretaries, weak, strict=True)]
    rows += list(_special_posts(city, newcomers.others))
    for key, code in zip(newcomers.officers, _places_of_officers(city), strict=True):
        rows.append(_post(key, "manager", code, "poverty_office" if code == WHOLE_CITY else "town_government"))
    frame = pl.DataFrame(rows, infer_schema_length=None)
    granted = np.where(frame["tier"] == "administrator", None, newcomers.others.start)
    return frame.with_columns(pl.Series("id", range(1, len(rows) + 1)), granted_by_id=pl.Series(granted.tolist(), dtype=pl.Int64))


def _notices(city: City, posts: pl.DataFrame, asked: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Donors and the first of all others who hold a post were told so, by the event with which the city came; and who signs for what waits, of that."""
    told = pl.concat([posts.head(TOLD), posts.filter(pl.col("tier") == "donor")])
    words = {"event_id": 1, "kind": "post_granted", "text": "您被授予一个新的岗位", "text_en": "a post was granted to you"}
    rows = [
        {"person_id": person, "about": f"Post:{post}", "noticed_at": "2020-01-17T09:00:00+08:00", **words}
        for post, person in told.select("id", "person_id").iter_rows()
    ]
    waiting = given.filter(pl.col("household_id") == city.waiting_household, pl.col("state") == "delivered").join(
        asked.select(need_id="id", number="public_id"), on="need_id"
    )
    for gift in waiting.iter_rows(named=True):
        rows += [_brought(person, gift) for person in _who_signs(city, posts, gift)]
    return numbered_rows(rows)


def _brought(person: int, gift: dict[str, Any]) -> dict[str, Any]:
    return {
        **{
            "person_id": person,
            "about": f"Pledge:{gift['id']}",
            "noticed_at": "2020-05-20T18:00:00+08:00",
            "event_id": 1,
            "kind": "pledge_delivered",
        },
        **{"text": f"需求 {gift['number']} 的帮扶已送达，待签收", "text_en": f"help for need {gift['number']} was delivered, to be signed for"},
    }


def _who_signs(city: City, posts: pl.DataFrame, gift: dict[str, Any]) -> list[int]:
    """The household, the officers of its village and its helper, who takes its signature on paper."""
    own, of_village = pl.col("household_id") == gift["household_id"], pl.col("region_code") == gift["village_code"]
    signing = posts.filter(own | ((pl.col("tier") == "manager") & of_village))["person_id"].to_list()
    return [*signing, int(city.helper_of[gift["household_id"] - 1])]


def _preferences(posts: pl.DataFrame) -> pl.DataFrame:
    """They want no mail of needs that are published."""
    return numbered_rows([{"person_id": person, "kind": "need_published", "by_mail": False} for person in posts["person_id"].head(TOLD)])


def _special_posts(city: City, keys: range) -> Iterator[dict[str, Any]]:
    """Administrators of the city, the counties and two towns; two publishers; third-party checkers, for a limited time."""
    counties = city.regions.filter(pl.col("level") == "county")["code"].to_list()
    towns = city.regions.filter(pl.col("level") == "town")["code"].to_list()
    places = [WHOLE_CITY, *counties, *towns[: len(keys) - 5 - len(counties)]]
    for key, code in zip(keys, places, strict=False):
        yield _post(key, "administrator", code, None)
    for key in keys[-4:-2]:
        yield _post(key, "publisher", WHOLE_CITY, None)
    for key, code in zip(keys[-2:], counties, strict=False):
        yield _post(key, "third_party", code, None, period="[2020-01-01,2030-01-01)")


def _post(person: int, tier: str, code: str, department: str | None, household_id: int | None = None, period: str = IN_OFFICE) -> dict[str, Any]:
    return {
        "person_id": person,
        "tier": tier,
        "department": department,
        "region_code": code,
        "region_level": LEVELS[len(code)],
        "period": period,
        "household_id": household_id,
    }


def _pairings(city: City, newcomers: Newcomers) -> pl.DataFrame:
    """The responsible helper of every household but the vacant ones, and a deputy beside one in twelve."""
    rng, homes = city.rng("forces.pairings"), city.homes
    paired = np.flatnonzero(city.helper_of)
    filed, exited = homes["filed_on"].to_numpy()[paired], homes["exited_on"].to_numpy()[paired]
    dropped = np.isnat(exited) & (rng.random(len(paired)) < FAULT_RATES["pairing_ended_without_handover"])
    ends = np.where(~np.isnat(exited) & (rng.random(len(paired)) < 0.3), exited + 365, np.where(dropped, filed + 500, np.datetime64("NaT")))
    ends = np.where(ends > np.datetime64(TODAY), np.datetime64("NaT"), ends)
    reason = np.where(np.isnat(ends), None, np.where(np.isnat(exited), "other", "exit"))
    deputy = np.flatnonzero(rng.random(len(homes)) < 1 / 12)
    frame = pl.DataFrame(
        {
            "household_id": np.concatenate([paired, deputy]) + 1,
            "person_id": np.concatenate([city.helper_of[paired], rng.choice(np.array(newcomers.representatives), len(deputy))]),
            "kind": ["responsible"] * len(paired) + ["deputy_household"] * len(deputy),
            "period": [*_periods(filed, ends), *_periods(homes["filed_on"].to_numpy()[deputy], np.full(len(deputy), np.datetime64("NaT")))],
            "end_reason": pl.Series([*reason.tolist(), *[None] * len(deputy)], dtype=pl.String),
        }
    )
    _plant_pairing_faults(city, dropped, np.isnat(ends))
    codes = homes["region_code"].to_numpy()[frame["household_id"].to_numpy() - 1]
    return frame.with_columns(pl.Series("id", range(1, len(frame) + 1)), region_code=pl.Series(codes.tolist()), handed_to_id=pl.lit(None, pl.Int64))


def _plant_pairing_faults(city: City, dropped: NDArray[np.bool_], still: NDArray[np.bool_]) -> None:
    ended = np.flatnonzero(dropped & ~still) + 1
    city.plant("pairing_ended_without_handover", "forces", "pairing", ended, "the pairing ended before the household's exit and nobody took over")
    vacant = np.flatnonzero(city.helper_of == 0) + 1
    city.plant("household_without_helper", "beneficiaries", "household", vacant, "no responsible helper")


def _periods(starts: NDArray[Any], ends: NDArray[Any]) -> list[str]:
    until = np.where(np.isnat(ends), "", np.datetime_as_string(ends, unit="D"))
    return [f"[{start},{end})" for start, end in zip(np.datetime_as_string(starts, unit="D"), until, strict=True)]


def _visits(city: City) -> pl.DataFrame:
    """Visits since filing at a believable rhythm; some households are forgotten for good, some photos serve twice."""
    rng, homes = city.rng("forces.visits"), city.homes
    filed = homes["filed_on"].to_numpy()
    last = np.where(np.isnat(homes["exited_on"].to_numpy()), np.datetime64(TODAY), homes["exited_on"].to_numpy())
    forgotten = rng.random(len(homes)) < FAULT_RATES["visits_missing"]
    count = np.where(city.helper_of == 0, 0, np.where(forgotten, 1, (last - filed).astype(int) // VISIT_DAYS + 1))
    household = np.repeat(np.arange(len(homes)), count)
    turn = np.arange(len(household)) - np.repeat(np.cumsum(count) - count, count)
    day = filed[household] + turn * VISIT_DAYS + rng.integers(0, VISIT_DAYS // 2, len(household))
    when = np.minimum(day, np.datetime64(TODAY)).astype("datetime64[m]") + rng.integers(8 * 60, 18 * 60, len(household))
    city.plant("visits_missing", "beneficiaries", "household", np.flatnonzero(forgotten & (city.helper_of > 0)) + 1, "visited once and never again")
    return pl.DataFrame(
        {
            "id": np.arange(1, len(household) + 1),
            "household_id": household + 1,
            "person_id": city.helper_of[household],
            "region_code": homes["region_code"].to_numpy()[household],
            "visited_at": np.char.add(np.datetime_as_string(when, unit="m"), ":00+08:00"),
            "purpose": rng.choice(PURPOSES, len(household), p=[0.45, 0.15, 0.12, 0.15, 0.1, 0.03]),
            "place_kind": city.rng("forces.visit_places").choice(PLACES, len(household), p=[0.8, 0.1, 0.05, 0.02, 0.03]),
            "content": rng.choice(np.array(CONTENTS), len(household)),
            "changed_fields": pl.Series(np.where(rng.random(len(household)) < 0.1, "phone", None).tolist(), dtype=pl.String),
            "photo_digest": _photos(city, rng, len(household)),
        }
    )


def _photos(city: City, rng: np.random.Generator, count: int) -> pl.Series:
    """A photo on a third of the visits; a few show the photo of another visit."""
    has = rng.random(count) < 0.33
    number = np.where(has, np.arange(count), -1)
    copied = np.flatnonzero(has & (rng.random(count) < FAULT_RATES["visit_photo_copied"]))
    sources = np.flatnonzero(has)
    if len(copied):
        number[copied] = rng.choice(sources, len(copied))
    city.plant("visit_photo_copied", "forces", "visit", copied[number[copied] != copied] + 1, "shows the photo of another visit")
    return pl.Series([None if n < 0 else f"\\x{n:064x}" for n in number.tolist()], dtype=pl.String)


def _import_runs(city: City) -> pl.DataFrame:
    """Each officer of a department brought in some households once, every third time with a mistake in them."""
    rows = [
        {
            **{"kind": "households", "person_id": person["id"], "region_code": person["region_code"]},
            **{"file_name": f"households-{place + 1}.csv", "file_digest": f"\\x{place + 1:064x}"},
            **{"state": "refused" if place % 3 == 2 else "done", "row_count": 40 + place, "checked": 40 + place},
            **{"written": 0 if place % 3 == 2 else 40 + place, "mistakes": int(place % 3 == 2)},
            **{"started_at": f"2020-01-{place % 28 + 1:02d}T09:00:00+08:00", "ended_at": f"2020-01-{place % 28 + 1:02d}T09:01:00+08:00"},
        }
        for place, person in enumerate(city.people.filter(pl.col("role") == "manager").iter_rows(named=True))
    ]
    return numbered_rows(rows)
