"""From candidate to tombstone over the command line: two people, recorded, read by everybody; and who may not."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from databases.clock import Clock
from databases.connections import Databases, Role
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from open_data.layout import ARCHIVE, CANDIDATES, CURRENT, LIST, PACKAGE, TOMBSTONE
from policies import policy
from policies.profiles import Profiles
from policies.subjects import PUBLIC, Assignment, Subject
from resolvers.changes.core import Changes
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.releases import ReleaseBuilt, approve_release, record_release, withdraw_release
from tests.open_data.conftest import CITY
from tests.served import PATIENCE, environment, run_cli, write_keys

REASON = "一列含有不应公开的内容"
DIGEST = "ab" * 32


@dataclass
class Office:
    """The demo city with its two publishers, and a home for releases."""

    databases: Databases
    keys: IdentifierKeys
    builder: str
    approver: str
    home: Path

    def rows(self, sql: str, *values: object) -> list[asyncpg.Record]:
        async def fetch() -> list[asyncpg.Record]:
            async with self.databases.connection("forces") as connection:
                return await connection.fetch(sql, *values)

        return asyncio.run(fetch())

    def run(self, *arguments: str) -> tuple[int, str]:
        done = run_cli(*arguments, env=environment(self.databases, self.home))
        return done.returncode, done.stdout + done.stderr

    def change(self, person: str, change: Any, *arguments: Any) -> Any:
        async def made() -> Any:
            async def fetch(database: str, sql: str, *values: object) -> list[asyncpg.Record]:
                async with self.databases.connection(database, Role.API) as connection:
                    return await connection.fetch(sql, *values)

            return await self._made(change, await Profiles(fetch).of(person), arguments)

        return asyncio.run(made())

    def change_as(self, subject: Subject, change: Any, *arguments: Any) -> Any:
        return asyncio.run(self._made(change, subject, arguments))

    async def _made(self, change: Any, subject: Subject, arguments: tuple[Any, ...]) -> Any:
        changes = Changes(self.databases, policy.load(), self.keys, Clock(), size=1)
        try:
            return await change(changes, subject, *arguments)
        finally:
            await changes.close()

    def candidate(self, name: str) -> None:
        self.change(self.builder, record_release, ReleaseBuilt(name, DIGEST, CITY))


@pytest.fixture(scope="module")
def office(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = tmp_path_factory.mktemp("office")
    write_keys(home, keys)
    found = Office(demo_city[0], keys, "", "", home)
    sql = "SELECT number FROM person JOIN post ON post.person_id = person.id WHERE tier = 'publisher' ORDER BY number"
    found.builder, found.approver = (row["number"] for row in found.rows(sql))
    return found


def refused(found: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [error.code for error in found.value.errors]


def test_release_goes_from_candidate_to_tombstone_and_everybody_reads_how(office: Office) -> None:
    code, text = office.run("publish", "--as", office.builder)
    assert code == 0, text
    home, name = office.home / "open_data", text.split(":")[0].strip()
    assert (home / CANDIDATES / name / PACKAGE).is_file()
    assert not (home / CURRENT).exists()
    code, text = office.run("approve", name, "--as", office.builder)
    assert (code, "制作人不能批准" in text) == (1, True), text
    assert not (home / CURRENT).exists()
    code, text = office.run("approve", name, "--as", office.approver)
    assert code == 0, text
    assert (home / CURRENT / PACKAGE).is_file()
    (row,) = office.rows("SELECT * FROM release WHERE name = $1", name)
    assert (row["state"], row["builder_id"] != row["approver_id"]) == ("published", True)
    code, text = office.run("withdraw", name, "--as", office.builder, "--reason", REASON)
    assert code == 0, text
    assert orjson.loads((home / name / TOMBSTONE).read_bytes())["withdrawal_reason"] == REASON
    assert [one["state"] for one in orjson.loads((home / LIST).read_bytes())] == ["withdrawn"]
    events = office.rows("SELECT kind, actor, purpose FROM event WHERE subject_kind = 'release' AND subject_id = $1 ORDER BY id", str(row["id"]))
    assert [tuple(event) for event in events] == [
        ("release_built", office.builder, None),
        ("release_approved", office.approver, None),
        ("release_withdrawn", office.builder, REASON),
    ]


def test_publication_that_is_stopped_at_the_gate_leaves_neither_rows_nor_files(office: Office, tmp_path: Path) -> None:
    env = environment(office.databases, office.home) | {"TMPDIR": str(tmp_path)}
    process = subprocess.Popen([sys.executable, "-m", "sunshine", "publish", "--as", office.builder], env=env, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not list((office.home / "open_data").glob(f".staging-*/{ARCHIVE}")):
        time.sleep(0.01)  # polling, not guessing how long it takes
    process.terminate()
    said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode == 128 + signal.SIGTERM, said
    assert not list(tmp_path.glob("sunshine-extract-*"))
    assert not list((office.home / "open_data").glob(".staging-*"))
    assert not list((office.home / "open_data" / CANDIDATES).iterdir())


def test_candidate_whose_files_are_not_those_recorded_is_not_approved(office: Office) -> None:
    office.candidate("2021-01-01-1")
    with pytest.raises(RefusedError) as found:
        office.change(office.approver, approve_release, "2021-01-01-1", "cd" * 32)
    assert refused(found) == [Code.RELEASE_CHANGED]


def test_same_candidate_is_recorded_once_and_another_of_its_name_is_refused(office: Office) -> None:
    office.candidate("2021-01-02-1")
    office.candidate("2021-01-02-1")
    assert len(office.rows("SELECT FROM release WHERE name = '2021-01-02-1'")) == 1
    with pytest.raises(RefusedError) as found:
        office.change(office.approver, record_release, ReleaseBuilt("2021-01-02-1", DIGEST, CITY))
    assert refused(found) == [Code.ALREADY_RECORDED]


PEOPLE = ["", "publisher elsewhere", "administrator", "manager", "auditor", "inspector", "helper"]


@pytest.mark.parametrize("tier", PEOPLE)
def test_nobody_but_a_publisher_of_the_city_builds_approves_or_withdraws(office: Office, tier: str) -> None:
    name = f"2021-02-{1 + PEOPLE.index(tier):02d}-1"
    office.candidate(name)
    before = office.rows("SELECT * FROM release ORDER BY id"), len(office.rows("SELECT FROM event"))
    attempts = [
        (record_release, (ReleaseBuilt(f"{name}9", DIGEST, CITY),)),
        (approve_release, (name, DIGEST)),
        (withdraw_release, (name, REASON)),
    ]
    for change, arguments in attempts:
        with pytest.raises(RefusedError) as found:
            office.change_as(_somebody(office, tier), change, *arguments)
        assert refused(found) == [Code.NOT_PERMITTED]
    assert (office.rows("SELECT * FROM release ORDER BY id"), len(office.rows("SELECT FROM event"))) == before


def _somebody(office: Office, tier: str) -> Subject:
    if not tier:
        return PUBLIC
    if tier == "publisher elsewhere":
        return Subject(1, assignments=(Assignment.of("publisher", "", "3201"),))
    sql = "SELECT person_id, department, post.region_code FROM post WHERE tier = $1 ORDER BY length(post.region_code) LIMIT 1"
    (row,) = office.rows(sql, tier)
    return Subject(row["person_id"], assignments=(Assignment.of(tier, row["department"] or "", row["region_code"]),))


def test_release_goes_no_way_back(office: Office) -> None:
    office.candidate("2021-03-01-1")
    office.change(office.approver, withdraw_release, "2021-03-01-1", REASON)
    for change, arguments in ((approve_release, ("2021-03-01-1", DIGEST)), (withdraw_release, ("2021-03-01-1", REASON))):
        with pytest.raises(RefusedError) as found:
            office.change(office.approver, change, *arguments)
        assert refused(found) == [Code.RELEASE_STATE]
    with pytest.raises(RefusedError) as found:
        office.change(office.approver, approve_release, "2021-03-01-2", DIGEST)
    assert refused(found) == [Code.NOT_FOUND]


def test_reason_holds_no_number_of_a_person(office: Office) -> None:
    office.candidate("2021-03-02-1")
    with pytest.raises(RefusedError) as found:
        office.change(office.approver, withdraw_release, "2021-03-02-1", "列中有电话 138 0000 0000 00")
    assert refused(found) == [Code.REASON_UNFIT]


def test_database_itself_lets_nobody_approve_his_own(office: Office) -> None:
    office.candidate("2021-03-03-1")
    with pytest.raises(asyncpg.CheckViolationError, match="two_people"):
        office.rows("UPDATE release SET state = 'published', approver_id = builder_id, approved_on = built_on WHERE name = '2021-03-03-1'")
    with pytest.raises(asyncpg.CheckViolationError, match="published_after_approval"):
        office.rows("UPDATE release SET state = 'published' WHERE name = '2021-03-03-1'")
