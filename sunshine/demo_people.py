"""One person of each tier of the demo city, to try the API as."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

import asyncpg

from databases.clock import Clock
from databases.code_lists.common import DEPARTMENT
from databases.connections import Databases
from databases.demo_city import IS_DEMO
from databases.public_ids import public_id
from policies.matrix import TIERS
from policies.profiles import Fetch
from schema.tokens import Issuer
from sunshine.identity import fetching

VALID = timedelta(hours=12)
NEW = "new"
EXAMPLE_REGION = "320205"
"""The county that the printed question asks for (锡山区, where the households live that sign in): whoever is printed beside it works there, if anybody of his kind does."""
# of each tier (and department; of a village beside those of a town) somebody with a narrow scope: a town rather than the city; of a city that exists nobody. Whoever became something
# else too, as an officer who registers himself to give, is still shown as what he was first. First of all come those who play one road together: what a
# giver brought to a household that signs in, which its village's officer and its helper see too
PEOPLE = f"""
WITH gift AS (SELECT pledge.household_id, pledge.village_code, coalesce(donor.person_id, volunteer.person_id) AS giver_id FROM pledge
  LEFT JOIN donor ON donor.id = pledge.donor_id LEFT JOIN volunteer ON volunteer.id = pledge.volunteer_id
  WHERE pledge.household_id IN (SELECT household_id FROM person) ORDER BY pledge.id LIMIT 1)
SELECT DISTINCT ON (tier, department, of_village) tier, coalesce(department, '') AS department, number, region.name AS region,
  tier = 'manager' AND region_level = 'village' AS of_village
FROM post JOIN person ON person.id = post.person_id JOIN region ON region.code = post.region_code LEFT JOIN gift ON true
WHERE post.period @> $1::date AND NOT starts_with(number, '{NEW}') AND {IS_DEMO}
ORDER BY tier, department, of_village, EXISTS (SELECT FROM post AS first WHERE first.person_id = person.id AND lower(first.period) < lower(post.period)),
  CASE tier WHEN 'household' THEN post.household_id = gift.household_id WHEN 'manager' THEN starts_with(gift.village_code, post.region_code)
    WHEN 'helper' THEN EXISTS (SELECT FROM pairing WHERE pairing.person_id = person.id AND pairing.household_id = gift.household_id AND period @> $1::date)
    ELSE person.id = gift.giver_id END DESC NULLS LAST,
  starts_with(post.region_code, $2) DESC, length(post.region_code) DESC, number
"""
# of those who registered themselves the last few, to come back as one of them
REGISTERED = f"SELECT number FROM person WHERE starts_with(number, '{NEW}') AND is_active AND {IS_DEMO} ORDER BY id DESC LIMIT 3"
ROLES = {
    "household": ("帮扶对象本户", "a household that is helped"),
    "helper": ("帮扶责任人（帮扶人）", "a helper with his paired households"),
    "manager": ("{department}干部", "an officer ({english})"),
    "village": ("村（社区）干部", "an officer of a village"),
    "auditor": ("审计干部", "an auditor"),
    "inspector": ("纪检监察干部", "a discipline inspector"),
    "deputy": ("人大代表、政协委员", "a deputy"),
    "donor": ("爱心人士", "a donor"),
    "volunteer": ("志愿者", "a volunteer"),
    "third_party": ("第三方检查人员", "a third-party examiner"),
    "publisher": ("数据发布员", "a publisher of open data"),
    "administrator": ("系统管理员", "an administrator"),
}


@dataclass(frozen=True)
class DemoPerson:
    """A person by number, and what he is in words."""

    number: str
    chinese: str
    english: str


async def demo_people(fetch: Fetch) -> list[DemoPerson]:
    """One person of each tier (and department; an officer of a village beside one of a town), in the order of the tiers; nobody, where the city is no demo city."""
    rows = await fetch("forces", PEOPLE, Clock().today(), EXAMPLE_REGION)
    rows.sort(key=lambda row: (list(TIERS).index(row["tier"]), row["department"], row["of_village"]))
    return [_described(row) for row in rows]


async def newcomers(fetch: Fetch) -> list[DemoPerson]:
    """Somebody new, who has registered nothing yet, and those who registered themselves last; nobody, where the city is no demo city."""
    if not await demo_people(fetch):
        return []
    registered = [
        DemoPerson(row["number"], "先前自行登记的人", "somebody who registered himself before") for row in await fetch("forces", REGISTERED)
    ]
    return [DemoPerson(NEW, "新来的人（还没有登记）", "somebody new, not registered yet"), *registered]


def number_of(person: DemoPerson) -> str:
    """The number with which somebody signs in; whoever is new gets one that nobody had."""
    return public_id(NEW, secrets.token_bytes(8)) if person.number == NEW else person.number


async def demo_tokens(databases: Databases, issuer: Issuer) -> list[tuple[str, str]]:
    """Who it is, in words, and his token."""
    return [(f"{person.chinese} {person.number}", issuer.token(person.number, VALID)) for person in await demo_people(fetching(databases))]


def _described(row: asyncpg.Record) -> DemoPerson:
    words = {"department": DEPARTMENT.labels.get(row["department"], ""), "english": row["department"].replace("_", " ")}
    chinese, english = (text.format(**words) for text in ROLES["village" if row["of_village"] else row["tier"]])
    return DemoPerson(row["number"], f"{row['region']} {chinese}", english)
