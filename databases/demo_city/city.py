"""Who lives where, who serves whom: what the four databases of the demo city must agree on.

Keys are dense and start at 1, so a database can name a row of another without asking it. Random numbers come from
one stream per subject (`City.rng`), so that adding a draw to one subject leaves all others as they were.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from databases.demo_city import names
from databases.identity_numbers import CHECK_DIGITS, WEIGHTS
from databases.pinyin import sort_name

DIVISIONS = Path(__file__).with_name("divisions.csv")
TODAY = date(2020, 6, 30)  # the demo city stands still on this day, so that every run tells the same story
FIRST_YEAR = 2016
UNASSIGNED_AREA = "329901"  # no place has this code, so no real person has such a number
UNASSIGNED_MOBILE = "142"  # no operator was given this prefix
WEAK_VILLAGES = 124
OWN_RECORDS = 20  # households whose head can sign in
SIZES = np.array([0.30, 0.27, 0.22, 0.12, 0.06, 0.03])


@dataclass(frozen=True)
class Fault:
    """A fault planted for supervision to find: what it is and the row that shows it."""

    kind: str
    database: str
    table: str
    id: int
    about: str


@cache
def _regions() -> pl.DataFrame:
    """The same in every city: their names are spelt once."""
    frame = pl.read_csv(DIVISIONS, infer_schema=False).with_columns(pl.col("parent_code", "latitude", "longitude").replace("", None))
    pinyin = [sort_name(name) for name in frame["name"]]
    return frame.with_columns(pl.Series("name_sort", pinyin), pl.Series("id", range(1, len(frame) + 1)))


@dataclass
class City:
    """The demo city's skeleton; every frame has a dense `id` from 1.

    households: id, number, region_code, size, category, state, filed_on, exited_on, head_name
    members: id, household_id, region_code, name, id_number, sex ("1"/"2"), born_on, kinship, died_on
    villages: id, region_code, name, is_weak, is_key (city-key weak village)
    organisations: id, code, name, kind, region_code, level   (departments of each level, helping units)
    people: id, number, name, sex, organisation_id, role, region_code   (role: helper, manager, auditor, …)
    streams: id, code, name, level, to_household (bool), purpose
    projects: id, code, region_code (village), year, stream_id, field, budget
    helper_of: household i is helped by person `helper_of[i - 1]` (0: nobody, a planted vacancy)

    heard_on: the day of which its sources were last heard from, and from which the deadlines of needs that wait are counted, as everything
    else is of `TODAY`: a demo is shown on a later day, and would find all sources late and no need urgent.
    """

    household_count: int
    seed: int = 2020
    heard_on: date = TODAY
    faults: list[Fault] = field(default_factory=list)

    def rng(self, subject: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, zlib.crc32(subject.encode())])

    def plant(self, kind: str, database: str, table: str, ids: NDArray[Any] | list[int], about: str) -> None:
        self.faults.extend(Fault(kind, database, table, int(id_), about) for id_ in ids)

    @cached_property
    def regions(self) -> pl.DataFrame:
        """code, name, level, parent_code, latitude, longitude, name_sort of the real divisions."""
        return _regions()

    @cached_property
    def villages(self) -> pl.DataFrame:
        frame = self.regions.filter(pl.col("level") == "village").select(region_code="code", name="name")
        weak = np.zeros(len(frame), bool)
        weak[self.rng("weak").choice(len(frame), WEAK_VILLAGES, replace=False)] = True
        key = weak & (np.cumsum(weak) % 3 == 0)
        return frame.with_columns(pl.Series("id", range(1, len(frame) + 1)), is_weak=pl.Series(weak), is_key=pl.Series(key))

    @cached_property
    def homes(self) -> pl.DataFrame:
        """Households before anyone has a name: what `households` and `members` have in common."""
        rng, count = self.rng("households"), self.household_count
        weight = rng.gamma(1.5, size=len(self.villages)) * np.where(self.villages["is_weak"], 2.5, 1)
        village = np.sort(rng.choice(len(self.villages), count, p=weight / weight.sum()))
        filed = np.datetime64("2016-01-01") + rng.integers(0, 1400, count)
        exited = filed + rng.integers(400, 1600, count)
        has_exited = (rng.random(count) < 0.55) & (exited <= np.datetime64(TODAY))
        still_in = rng.choice(["active", "exit_proposed", "exit_signing", "exit_notice"], count, p=[0.9, 0.04, 0.03, 0.03])
        return pl.DataFrame(
            {
                "id": np.arange(1, count + 1),
                "region_code": self.villages["region_code"].to_numpy()[village],
                "size": rng.choice(np.arange(1, 7), count, p=SIZES),
                "category": rng.choice(["dibao", "low_income", "special_hardship", "temporary_hardship"], count, p=[0.46, 0.38, 0.1, 0.06]),
                "state": np.where(has_exited, "exited", still_in),
                "filed_on": filed,
                "exited_on": np.where(has_exited, exited, np.datetime64("NaT")),
            }
        ).with_columns(number=pl.col("region_code").str.slice(0, 6) + pl.col("id").cast(pl.String).str.zfill(8))

    @cached_property
    def members(self) -> pl.DataFrame:
        rng, sizes = self.rng("members"), self.homes["size"].to_numpy()
        household = np.repeat(np.arange(len(sizes)), sizes)
        place = np.arange(len(household)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        kinship, age, female = _family(rng, household, place, sizes)
        born = np.datetime64(TODAY) - (age * 365.25 + rng.integers(0, 365, len(age))).astype(int)
        surname = names.surnames(rng, len(sizes))[household]
        surname = np.where(np.isin(kinship, ["spouse", "parent"]) & female, names.surnames(rng, len(household)), surname)
        died = (age > 55) & (rng.random(len(age)) < 0.03)
        return pl.DataFrame(
            {
                "id": np.arange(1, len(household) + 1),
                "household_id": household + 1,
                "region_code": self.homes["region_code"].to_numpy()[household],
                "name": np.char.add(surname, names.given_names(rng, female)),
                "id_number": _identity_numbers(born, female),
                "sex": np.where(female, "2", "1"),
                "born_on": born,
                "kinship": kinship,
                "died_on": np.where(died, np.datetime64(TODAY) - rng.integers(1, 900, len(age)), np.datetime64("NaT")),
            }
        )

    @cached_property
    def households(self) -> pl.DataFrame:
        heads = self.members.filter(pl.col("kinship") == "head").select(id="household_id", head_name="name")
        return self.homes.join(heads, on="id", maintain_order="left")

    @cached_property
    def organisations(self) -> pl.DataFrame:
        """City and county departments, town offices, helping units."""
        regions = self.regions.rename({"code": "region_code"})
        departments = pl.DataFrame({"kind": list(DEPARTMENTS), "department": list(DEPARTMENTS.values())})
        offices = regions.filter(pl.col("level").is_in(["city", "county"])).join(departments, how="cross")
        offices = offices.with_columns(name=pl.col("name") + pl.col("department"))
        towns = regions.filter(pl.col("level") == "town").with_columns(name=pl.col("name") + "帮扶工作站", kind=pl.lit("town_office"))
        towns = towns.with_columns(
            name=pl.concat_str(pl.col("parent_code").replace_strict(dict(self.regions.select("code", "name").iter_rows())), "name")
        )
        units = pl.DataFrame({"name": UNITS, "kind": "helping_unit", "region_code": "3202", "level": "city"})
        columns = ["name", "kind", "region_code", "level"]
        frame = pl.concat([offices.select(columns), towns.select(columns), units.select(columns)])
        keys = pl.Series("id", range(1, len(frame) + 1))
        return frame.with_columns(keys, code=pl.concat_str(pl.lit("ORG"), keys.cast(pl.String).str.zfill(5)))

    @property
    def charities(self) -> tuple[int, int]:
        """Keys of two charities behind the organisations and two firms: one may raise funds in public, one no longer."""
        return len(self.organisations) + 3, len(self.organisations) + 4

    @property
    def liaisons(self) -> range:
        """Keys of the offices of deputies and members, behind the charities."""
        return range(self.charities[-1] + 1, self.charities[-1] + 5)

    @cached_property
    def counties(self) -> list[str]:
        return self.regions.filter(pl.col("level") == "county")["code"].to_list()

    def leader(self, kind: str, region_code: str) -> int:
        """Who leads the office of one kind that answers for a division: its own office, or the nearest one above."""
        leaders = self.leaders[kind]
        return next(leaders[region_code[:length]] for length in (9, 6, 4) if region_code[:length] in leaders)

    @cached_property
    def leaders(self) -> dict[str, dict[str, int]]:
        """Who leads the offices, by kind and division."""
        offices = self.organisations.select("kind", organisation_id="id")
        led = self.people.filter(pl.col("role") != "helper").join(offices, on="organisation_id")
        found: dict[str, dict[str, int]] = {}
        for kind, code, key in led.select("kind", "region_code", "id").iter_rows():
            found.setdefault(kind, {})[code] = key
        return found

    @cached_property
    def people(self) -> pl.DataFrame:
        """One leader per office, then helpers: about one for every four households, living in their villages' towns."""
        rng = self.rng("people")
        offices = self.organisations.filter(pl.col("kind") != "helping_unit")
        helper_count = max(8, self.household_count // 4)
        town = self.regions.filter(pl.col("level") == "town")["code"].to_numpy()
        by_town = {code: key for key, code in self.organisations.filter(pl.col("kind") == "town_office").select("id", "region_code").iter_rows()}
        homes = self.homes["region_code"].str.slice(0, 9).to_numpy()
        at = homes[np.linspace(0, len(homes) - 1, helper_count).astype(int)] if len(homes) else rng.choice(town, helper_count)
        count = len(offices) + helper_count
        female = rng.random(count) < 0.4
        role = np.concatenate([offices["kind"].replace_strict(ROLES).to_numpy(), np.full(helper_count, "helper")])
        keys = pl.Series("id", range(1, count + 1))
        return pl.DataFrame(
            {
                "id": keys,
                "number": [f"P{key:06d}" for key in keys],
                "name": np.char.add(names.surnames(rng, count), names.given_names(rng, female)),
                "sex": np.where(female, "2", "1"),
                "organisation_id": np.concatenate([offices["id"].to_numpy(), np.array([by_town[code] for code in at])]),
                "role": role,
                "region_code": np.concatenate([offices["region_code"].to_numpy(), at]),
            }
        )

    @cached_property
    def helper_of(self) -> NDArray[np.int64]:
        """The responsible helper of each household (0: nobody), near where it lives; leaders help nobody."""
        helpers = self.people.filter(pl.col("role") == "helper")["id"].to_numpy()
        near = np.linspace(0, len(helpers) - 1, self.household_count).astype(int)
        vacant = self.rng("vacant").random(self.household_count) < 0.01
        return np.where(vacant, 0, helpers[near])

    @cached_property
    def waiting_household(self) -> int | None:
        """Of the households that sign in the one that came last and has a helper: help that was brought to it waits for all who sign. None in a small city."""
        own = self.homes.head(OWN_RECORDS).filter((pl.col("state") == "active") & pl.Series(self.helper_of[:OWN_RECORDS] > 0))
        return int(own.sort("filed_on", "id")["id"][-1]) if len(own) else None

    @cached_property
    def streams(self) -> pl.DataFrame:
        frame = pl.DataFrame(STREAMS, schema=["code", "name", "level", "to_household", "purpose"], orient="row")
        return frame.with_columns(pl.Series("id", range(1, len(frame) + 1)))

    @cached_property
    def projects(self) -> pl.DataFrame:
        """Each weak village has an industry project in most years (the years without one are a fault), and some others."""
        rng = self.rng("projects")
        weak = self.villages.filter("is_weak")["region_code"].to_numpy()
        years = np.arange(FIRST_YEAR, TODAY.year + 1)
        village, year = (grid.ravel() for grid in np.meshgrid(weak, years, indexing="ij"))
        kept = rng.random(len(village)) < 0.93
        village, year, count = village[kept], year[kept], int(kept.sum())
        project_streams = self.streams.filter(~pl.col("to_household"))["id"].to_numpy()
        keys = pl.Series("id", range(1, count + 1))
        return pl.DataFrame(
            {
                "id": keys,
                "code": [f"PRJ{when}{key:05d}" for key, when in zip(keys, year, strict=True)],
                "region_code": village,
                "year": year,
                "stream_id": rng.choice(project_streams, count),
                "field": rng.choice(PROJECT_FIELDS, count),
                "budget": np.round(rng.lognormal(13.2, 0.7, count), -3),
            }
        )


def _family(
    rng: np.random.Generator, household: NDArray[Any], place: NDArray[Any], sizes: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Kinship, age and whether female of everyone: the head first, then a spouse, then two generations around them."""
    count = len(household)
    head_age = np.clip(rng.normal(58, 14, len(sizes)), 20, 95).astype(int)[household]
    head_female = (rng.random(len(sizes)) < 0.3)[household]
    married = (rng.random(len(sizes)) < 0.75)[household]
    elder = (rng.random(count) < 0.25) & (head_age < 65)
    is_head, is_spouse = place == 0, (place == 1) & married
    female = np.where(is_head, head_female, np.where(is_spouse, ~head_female, rng.random(count) < 0.5))
    child = np.where(female, "daughter", "son")
    younger = np.where((head_age > 55) & (place > 2), "grandchild", child)
    kinship = np.where(is_head, "head", np.where(is_spouse, "spouse", np.where(elder, "parent", younger)))
    gap = np.select([is_head, is_spouse, kinship == "parent", kinship == "grandchild"], [0, -2, -25, 52], 27)
    age = head_age - gap + np.where(is_head, 0, rng.integers(-3, 4, count))
    return kinship, np.clip(age, 0, 101), female


def _identity_numbers(born: NDArray[np.datetime64], female: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Valid check digits, an area that no one has, and orders that never repeat on one day of birth."""
    days = np.datetime_as_string(born, unit="D")
    order = np.zeros(len(born), int)
    seen: dict[tuple[str, bool], int] = {}
    areas = np.full(len(born), int(UNASSIGNED_AREA))
    for row, key in enumerate(zip(days.tolist(), female.tolist(), strict=True)):
        turn = seen[key] = seen.get(key, -1) + 1
        order[row] = (turn % 499) * 2 + (2 if key[1] else 1)
        areas[row] += turn // 499
    text = np.char.add(np.char.add(areas.astype(str), np.char.replace(days, "-", "")), np.char.zfill(order.astype(str), 3))
    digits = text.astype("S17").view(np.uint8).reshape(-1, 17) - ord("0")
    last = np.array(list(CHECK_DIGITS))[(digits.astype(int) @ np.array(WEIGHTS)) % 11]
    return np.char.add(text, last)


DEPARTMENTS = {
    "civil_affairs": "民政局",
    "agriculture": "农业农村局",
    "finance": "财政局",
    "education": "教育局",
    "disabled_federation": "残疾人联合会",
    "audit": "审计局",
    "discipline": "纪委监委",
}
ROLES = {
    "civil_affairs": "manager",
    "agriculture": "manager",
    "finance": "manager",
    "education": "manager",
    "disabled_federation": "manager",
    "audit": "auditor",
    "discipline": "inspector",
    "town_office": "manager",
}
UNITS = [f"市帮扶单位第{number}号" for number in range(1, 31)]
PROJECT_FIELDS = ["modern_agriculture", "leisure_agriculture", "processing", "property", "land_development", "agricultural_services"]
STREAMS: list[tuple[str, str, str, bool, str]] = [
    ("DIBAO", "最低生活保障金", "county", True, "livelihood"),
    ("TEKUN", "特困人员供养金", "county", True, "livelihood"),
    ("LINSHI", "临时救助资金", "county", True, "emergency"),
    ("YILIAO", "医疗救助资金", "city", True, "health"),
    ("ZHUXUE", "助学补助", "city", True, "education"),
    ("CANJI", "残疾人两项补贴", "province", True, "disability"),
    ("ZENGSHOU", "到户增收帮扶资金", "province", True, "industry"),
    ("WEIFANG", "农村危房改造补助", "central", True, "housing"),
    ("SHIJI", "市级经济薄弱村专项资金", "city", False, "village"),
    ("SHENGJI", "省级精准扶贫帮扶资金", "province", False, "industry"),
    ("SHENGTAI", "生态补偿资金", "city", False, "ecology"),
    ("HUANJING", "农村环境整治资金", "county", False, "environment"),
    ("YISHIYIYI", "一事一议财政奖补", "province", False, "public_works"),
    ("JUANZENG", "社会捐赠帮扶资金", "society", False, "village"),
]
