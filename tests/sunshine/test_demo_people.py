"""What the demo prints fits together: the question beside the tokens shows its people something."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from sunshine.demo_people import EXAMPLE_REGION, DemoPerson, demo_people
from sunshine.identity import fetching
from tests.cities import DEMO_HOUSEHOLDS, Cities
from tests.resolvers.desk import Desk
from tests.served import NO_TLS, PATIENCE, environment, run_cli, served, write_keys

ROAD = "{ awaitedReceipts { pledgeId } notices(first: 5) { edges { node { kind about } } } }"
OPEN = "SELECT FROM measure WHERE household_id = $1 AND finished_on IS NULL"
SIGNING = ("帮扶对象本户", "村（社区）干部", "帮扶责任人")
QUESTION = f'{{ households(first: 2, where: {{region: "{EXAMPLE_REGION}"}}) {{ totalCount edges {{ node {{ number headName phone }} }} }} }}'


@pytest.fixture(scope="module")
def demo_city(cities: Cities) -> tuple[Databases, City]:
    """A city as a demo begins, to which no other test has sent people."""
    return cities.demo(), City(DEMO_HOUSEHOLDS)


def test_printed_question_and_what_waits_are_for_the_people_who_are_offered(
    demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path: Path
) -> None:
    """The officer and the helper see households; a household, its village's officer and its helper can sign for one and the same gift, of which they were told."""
    databases, _ = demo_city
    env = environment(databases, tmp_path)
    write_keys(tmp_path, keys)
    people = asyncio.run(demo_people(fetching(databases)))
    with served(env) as address:

        def ask(role: str, query: str) -> Any:
            person = next(person.number for person in people if role in person.chinese)
            token = run_cli("token", person, env=env | {"SUNSHINE_ADDRESS": address}).stdout.strip()
            headers = {"Authorization": f"Bearer {token}"}
            return httpx.post(f"{address}/graphql", json={"query": query}, headers=headers, timeout=PATIENCE, verify=NO_TLS).json()["data"]

        for role in ("民政干部", "帮扶责任人"):
            assert ask(role, QUESTION)["households"]["totalCount"] > 0, role
        found = [ask(role, ROAD) for role in SIGNING]
    waiting = [{one["pledgeId"] for one in told["awaitedReceipts"]} for told in found]
    (gift,) = set.intersection(*waiting)
    assert all({"kind": "pledge_delivered", "about": gift} in [edge["node"] for edge in told["notices"]["edges"]] for told in found)


LEVEL = "SELECT region_level FROM post JOIN person ON person.id = person_id WHERE number = $1"


def test_town_officer_who_is_offered_works_for_a_town(demo_city: tuple[Databases, City]) -> None:
    fetch = fetching(demo_city[0])
    people = asyncio.run(demo_people(fetch))
    officers = {role: person.number for role in ("镇（街道）干部", "村（社区）干部") for person in people if person.chinese.endswith(role)}
    levels = {role: asyncio.run(fetch("forces", LEVEL, number))[0]["region_level"] for role, number in officers.items()}
    assert levels == {"镇（街道）干部": "town", "村（社区）干部": "village"}


def test_helper_who_is_offered_can_ask_for_something_of_an_open_measure(demo_city: tuple[Databases, City]) -> None:
    databases, city = demo_city
    assert asyncio.run(fetching(databases)("beneficiaries", OPEN, city.waiting_household))


REGISTERED = """
INSERT INTO post (person_id, tier, region_code, region_level, period)
SELECT person.id, $2, person.region_code, 'town', daterange(current_date, NULL) FROM person WHERE number = $1
"""


def test_officer_who_registers_himself_to_give_is_offered_as_an_officer_still(demo_city: tuple[Databases, City]) -> None:
    """And the donor and the volunteer of the city are still offered: he took their places, in the county that the question asks for."""
    databases, _ = demo_city

    async def before_and_after() -> list[list[DemoPerson]]:
        async with databases.connection("forces") as connection:
            await (transaction := connection.transaction()).start()
            try:
                people = [await demo_people(lambda _, sql, *values: connection.fetch(sql, *values))]
                officer = next(person.number for person in people[0] if "民政干部" in person.chinese)
                for tier in ("donor", "volunteer"):
                    await connection.execute(REGISTERED, officer, tier)
                return [*people, await demo_people(lambda _, sql, *values: connection.fetch(sql, *values))]
            finally:
                await transaction.rollback()

    before, after = asyncio.run(before_and_after())
    assert {"爱心人士", "志愿者"} <= {person.chinese.split(" ")[-1] for person in before}
    assert after == before


def test_nobody_of_a_city_that_exists_is_offered(cities: Cities, keys: IdentifierKeys, tmp_path: Path) -> None:
    """Its people come from sheets; whoever serves a demo on such databases signs nobody in."""
    desk = Desk(cities.empty(), keys, tmp_path)
    divisions = [["3202", "无锡市", ""], ["320282", "宜兴市", "3202"], ["320282101", "示例镇", "320282"]]
    assert desk.bring_in("divisions", desk.file("divisions", [[*row, "", "", "1990-01-01", "", ""] for row in divisions])).errors == []
    assert desk.bring_in("organisations", desk.file("organisations")).errors == []
    person = ["T000001", "张三", "男", "", "T-ORG-01", "一般干部", "主管部门", "民政", "320282", "2020-01-01", ""]
    assert desk.bring_in("people", desk.file("people", [person])).errors == []
    assert asyncio.run(demo_people(fetching(desk.databases))) == []
