"""Supervision finds out where each record came from: real imports and changes, asked over real HTTP (M1)."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from policies import policy
from policies.kinds import type_name
from policies.profiles import Profiles
from resolvers.reads import Reads
from resolvers.spreadsheets.importers import Importer
from resolvers.spreadsheets.kinds import KINDS
from schema.tokens import Issuer
from sunshine import keys as key_files
from tests.cities import DEMO_HOUSEHOLDS, Cities
from tests.resolvers.desk import Desk, household_rows, identity_number
from tests.schema.asking import Api
from tests.schema.test_posts import administrator, granted, staff
from tests.served import environment, served, write_keys

ORIGIN = "version recordedAt eventId kind tier department regionCode actor person importRunId fileName fileDigest"
OF = "query ($id: ID!, $before: Int) { originsOfRecord(record: $id, first: 100, before: $before) { " + ORIGIN + " } }"
MISSING = 999_999_999


@pytest.fixture(scope="module")
def api(cities: Cities, keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A city of these tests' own: they bring in every template."""
    databases, city, home = cities.demo(), City(DEMO_HOUSEHOLDS), tmp_path_factory.mktemp("home")
    write_keys(home, keys)
    with served(environment(databases, home)) as address:
        yield Api(address, Issuer(address, key_files.load(home / "keys").token), databases, city, home)


@pytest.fixture(scope="module")
def desk(api: Api, keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(api.databases, keys, tmp_path_factory.mktemp("sheets"))


@pytest.fixture(scope="module")
def auditor(api: Api) -> str:
    return str(api.person("auditor", "audit", 4)["number"])


def origins(api: Api, who: str | None, id_: str, **more: Any) -> Any:
    answer = api.ask(OF, who, id=id_, **more)
    assert "errors" not in answer, answer
    return answer["data"]["originsOfRecord"]


def household(desk: Desk, number: str) -> str:
    return f"Household:{desk.fetch('beneficiaries', 'SELECT id FROM household WHERE number = $1', number)[0]['id']}"


def test_each_row_leads_to_the_file_that_it_came_in_by(api: Api, desk: Desk, auditor: str) -> None:
    """Rows of every table that an import writes."""
    proven = set()
    for kind in KINDS.values():
        tables = {target.table.name for target in kind.targets}
        before = desk.fetch(kind.database, "SELECT clock_timestamp() AS moment")[0]["moment"]
        path = desk.file(kind.name, name=f"{kind.name}.csv")
        assert desk.bring_in(kind.name, path).errors == []
        for table in tables:
            for row in desk.fetch(kind.database, f"SELECT id, version FROM {table} WHERE recorded_at >= $1", before):
                origin = origins(api, auditor, f"{type_name(table)}:{row['id']}")[0]
                assert (origin["version"], origin["kind"], origin["actor"], origin["person"]) == (row["version"], "imported", "operator", None)
                assert (origin["fileName"], origin["fileDigest"]) == (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
                run = api.ask("query ($id: ID!) { node(id: $id) { ... on ImportRun { kind state } } }", auditor, id=origin["importRunId"])
                assert run["data"]["node"] == {"kind": kind.name, "state": "done"}
                proven.add(table)
    assert proven == {target.table.name for kind in KINDS.values() for target in kind.targets}


def test_each_version_has_its_own_origin(api: Api, desk: Desk, auditor: str) -> None:
    rows = [list(row) for row in household_rows("ORIGIN1", ("赵来源", identity_number(701), "户主"))]
    desk.bring_in("households", desk.file("households", rows, name="filed.csv"))
    rows[0][4] = "14200000701"
    desk.bring_in("households", desk.file("households", rows, name="telephones.csv"))
    income = [["ORIGIN1", "2019", "工资性收入", "100.00"]]
    desk.bring_in("incomes", desk.file("incomes", income, name="incomes.csv"))
    found = origins(api, auditor, household(desk, "ORIGIN1"))
    assert [(origin["version"], origin["fileName"]) for origin in found] == [(3, "incomes.csv"), (2, "telephones.csv"), (1, "filed.csv")]
    assert origins(api, auditor, household(desk, "ORIGIN1"), before=3) == found[1:]


def test_importer_is_named_with_his_post(api: Api, desk: Desk, auditor: str) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    village = "SELECT code FROM region WHERE level = 'village' AND starts_with(code, $1)"
    code = api.truth("beneficiaries", village, officer["region_code"])[0]["code"]

    async def importing() -> None:
        reads = Reads(api.databases, policy.load())
        try:
            importer = Importer(reads.policy, await Profiles(reads.fetch).of(officer["number"]))
            rows = list(household_rows("ORIGIN2", ("钱来源", identity_number(702), "户主"), village=code))
            report = await desk.importing("households", desk.file("households", rows, name="county.csv"), importer=importer)
            assert report.errors == []
        finally:
            await reads.close()

    asyncio.run(importing())
    (origin,) = origins(api, auditor, household(desk, "ORIGIN2"))
    assert (origin["tier"], origin["department"], origin["regionCode"]) == ("manager", "civil_affairs", officer["region_code"])
    name = api.truth("forces", "SELECT name FROM person WHERE id = $1", officer["id"])[0]["name"]
    assert (origin["actor"], origin["person"], origin["fileName"]) == (officer["number"], name, "county.csv")


def test_change_is_told_with_who_made_it(api: Api, auditor: str) -> None:
    who = administrator(api)["number"]
    post = granted(api, who, staff(api)[-1]["id"], "origins", firstDay=(date.today() + timedelta(days=2)).isoformat())
    (origin,) = origins(api, auditor, post["id"])
    assert (origin["kind"], origin["actor"], origin["tier"], origin["fileName"], origin["fileDigest"]) == (
        "post_granted",
        who,
        "administrator",
        None,
        None,
    )
    assert api.truth("forces", "SELECT subject_id FROM event WHERE id = $1", int(origin["eventId"]))[0][0] == post["id"].partition(":")[2]


def test_file_of_the_city_has_no_name_for_a_county(api: Api, desk: Desk) -> None:
    """Its digest is told, so that the file can be asked for."""
    rows = list(household_rows("ORIGIN3", ("孙来源", identity_number(703), "户主")))
    path = desk.file("households", rows, name="city.csv")
    desk.bring_in("households", path)
    sql = """SELECT number FROM post JOIN person ON person.id = person_id
        WHERE tier = 'auditor' AND post.region_code = '320282' AND post.period @> current_date"""
    (origin,) = origins(api, api.truth("forces", sql)[0]["number"], household(desk, "ORIGIN3"))
    assert (origin["importRunId"], origin["fileName"]) == (None, None)
    assert origin["fileDigest"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_change_beside_the_application_has_an_empty_origin(api: Api, desk: Desk, auditor: str) -> None:
    """What the owner of a database writes leaves no event, and is not told as anybody's."""
    desk.execute("beneficiaries", "UPDATE measure SET about = about || '!' WHERE id = 1")
    changed, loaded = origins(api, auditor, "Measure:1")
    assert (loaded["version"], loaded["kind"], loaded["actor"]) == (1, "demo_city_loaded", "system")
    assert (changed["version"], changed["kind"], changed["eventId"], changed["fileDigest"]) == (2, None, None, None)


def test_to_whoever_does_not_supervise_no_record_is_there(api: Api, desk: Desk) -> None:
    rows = list(household_rows("ORIGIN4", ("李来源", identity_number(704), "户主")))
    desk.bring_in("households", desk.file("households", rows))
    tiers = (("manager", "civil_affairs"), ("administrator", ""), ("helper", ""), ("household", ""), ("third_party", ""))
    elsewhere = """SELECT number FROM post JOIN person ON person.id = person_id
        WHERE tier = 'auditor' AND length(post.region_code) = 6 AND post.region_code <> '320282' AND post.period @> current_date"""
    others = [None, *(api.person(*tier)["number"] for tier in tiers), *(row["number"] for row in api.truth("forces", elsewhere))]
    for who in others:
        assert origins(api, who, household(desk, "ORIGIN4")) is None
        assert origins(api, who, f"Household:{MISSING}") is None


def test_name_of_a_file_is_kept_where_it_is_no_text(desk: Desk) -> None:
    """A name in GBK is none in UTF-8, in which the databases are."""
    path = desk.file("villages")
    path = path.rename(Path(str(desk.folder), b"\xb4\xe5.csv".decode("utf-8", "surrogateescape")))
    assert desk.bring_in("villages", path).errors == []
    assert desk.fetch("forces", "SELECT file_name FROM import_run ORDER BY id DESC LIMIT 1")[0]["file_name"] == "??.csv"


@pytest.mark.parametrize(("id_", "first"), [("Household:1", 0), ("Household:1", 101), ("household", 1)])
def test_wrong_question_is_an_error_in_words(api: Api, auditor: str, id_: str, first: int) -> None:
    answer = api.ask("query ($id: ID!, $first: Int!) { originsOfRecord(record: $id, first: $first) { version } }", auditor, id=id_, first=first)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
