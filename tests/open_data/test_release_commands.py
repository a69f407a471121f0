"""From candidate to tombstone over the command line: two people, recorded, read by everybody; and who may not."""

from __future__ import annotations

import asyncio
import hashlib
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import polars as pl
import pytest

from databases.clock import Clock
from databases.connections import Databases, Role
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from open_data import shelf
from open_data.layout import ARCHIVE, CANDIDATES, CURRENT, FRESH, LIST, PACKAGE, TOMBSTONE
from open_data.ledger import Ledger
from policies import policy
from policies.profiles import Profiles
from policies.subjects import PUBLIC, Assignment, Subject
from resolvers.changes.core import Changes
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.releases import ReleaseBuilt, approve_release, record_release, withdraw_release
from resolvers.changes.standing_approvals import approve_needs, end_needs_approval
from tests.open_data.conftest import CITY
from tests.open_data.portal.conftest import Portal, served_portal
from tests.open_data.portal.test_search_pages import HITS
from tests.served import PATIENCE, environment, run_cli, served, write_keys

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
        """A record as after a build of nothing about people."""
        Ledger(self.home / "ledger", name).close()
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


@pytest.fixture(scope="module")
def built(office: Office) -> str:
    """The name of a release that waits for somebody's approval; there is one in this file, for to build it takes longer than all else."""
    code, text = office.run("publish", "--as", office.builder)
    assert code == 0, text
    return text.split(":")[0].strip()


@pytest.fixture(scope="module")
def in_force(office: Office, built: str) -> str:
    """The same, shown."""
    code, text = office.run("approve", built, "--as", office.approver)
    assert code == 0, text
    return built


def test_release_is_built_by_one_and_shown_once_another_has_approved_it(office: Office, built: str, request: pytest.FixtureRequest) -> None:
    home = office.home / "open_data"
    assert (home / CANDIDATES / built / PACKAGE).is_file()
    assert not (home / CURRENT).exists()
    code, text = office.run("approve", built, "--as", office.builder)
    assert (code, "制作人不能批准" in text) == (1, True), text
    assert not (home / CURRENT).exists()
    request.getfixturevalue("in_force")
    assert (home / CURRENT / PACKAGE).is_file()
    (row,) = office.rows("SELECT * FROM release WHERE name = $1", built)
    assert (row["state"], row["builder_id"] != row["approver_id"]) == ("published", True)


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


@pytest.fixture
def approved(office: Office, in_force: str) -> Iterator[str]:
    """The same, and needs may be published anew."""
    code, text = office.run("approve-needs", "--as", office.approver)
    assert code == 0, text
    yield in_force
    if office.rows("SELECT FROM standing_approval WHERE ended_on IS NULL"):
        code, text = office.run("end-needs", "--as", office.builder, "--reason", REASON)
        assert code == 0, text


@contextmanager
def later(office: Office, number: str) -> Iterator[None]:
    """While the context lasts, a need is needed two months later."""
    office.rows("UPDATE need SET needed_by = needed_by + 62 WHERE public_id = $1", number)
    try:
        yield
    finally:
        office.rows("UPDATE need SET needed_by = needed_by - 62 WHERE public_id = $1", number)


def needed_in(portal: Portal, number: str) -> str:
    """The month that the card says, as the page and as the table of the portal say it."""
    (row,) = portal.get(f"/sunshine/needs.json?_shape=array&number={number}").json()
    assert row["needed_in"][:7] in portal.get(f"/needs/{number}").text
    return str(row["needed_in"])


def test_needs_are_published_anew_by_nobody_but_who_approved_it_for_good(office: Office, in_force: str) -> None:
    code, text = office.run("publish-needs")
    assert (code, "approve-needs" in text) == (1, True), text
    assert "Traceback" not in text
    for tier in PEOPLE:
        with pytest.raises(RefusedError) as found:
            office.change_as(_somebody(office, tier), approve_needs, CITY)
        assert refused(found) == [Code.NOT_PERMITTED]
    with pytest.raises(RefusedError) as found:
        office.change(office.builder, end_needs_approval, CITY, REASON)
    assert refused(found) == [Code.NOT_APPROVED]


def test_changed_need_is_shown_everywhere_without_a_restart_until_the_approval_ends(office: Office, approved: str) -> None:
    home = office.home / "open_data"
    with served_portal(home) as portal:
        number = portal.get("/sunshine/needs.json?_shape=array&_size=1").json()[0]["number"]
        before, rows = needed_in(portal, number), portal.get("/datasets/needs").text
        further = re.findall(r'rel="next" href="([^"]+)"', portal.get("/search?sort=newest").text)[0].replace("&amp;", "&")
        page = HITS.findall(portal.get(further).text)
        code, text = office.run("publish-needs")
        assert (code, "as they were published" in text) == (0, True), text
        with later(office, number):
            code, text = office.run("publish-needs")
            assert code == 0, text
            assert needed_in(portal, number) > before
            assert HITS.findall(portal.get(further).text) == page != []
            name, digest = text.split()[0], text.split()[-1]
            assert f'href="/releases/{name}/files/data/needs.csv"' in portal.get("/datasets/needs").text
            csv = portal.get(f"/releases/{name}/files/data/needs.csv")
            assert csv.status_code == 200
            assert f"{hashlib.sha256(csv.content).hexdigest()}  data/needs.csv" in portal.get(f"/releases/{name}/files/SHA256SUMS").text
            moment = shelf.current(home).of("needs").moment
            assert f"{moment:%Y-%m-%d %H:%M}" in portal.get("/status").text
            assert f"{moment:%Y-%m-%d %H:%M}" in portal.get("/needs").text
            assert number in {row["url"].rpartition("/")[2] for row in portal.get("/search.json?kind=need").json()}
            code, text = office.run("approve-needs", "--as", office.builder)
            assert (code, "已经生效" in text) == (1, True), text
            code, text = office.run("end-needs", "--as", office.builder, "--reason", REASON)
            assert code == 0, text
            assert needed_in(portal, number) == before
            assert portal.get("/datasets/needs").text == rows
            assert portal.get(f"/releases/{name}/files/data/needs.csv").status_code == 410
    events = office.rows("SELECT kind, actor, purpose, after_digest FROM event WHERE subject_kind = 'standing_approval' ORDER BY id DESC LIMIT 3")
    assert [(event["kind"], event["actor"], event["purpose"]) for event in events] == [
        ("needs_approval_ended", office.builder, REASON),
        ("needs_published", office.approver, None),
        ("needs_approved", office.approver, None),
    ]
    assert events[1]["after_digest"].hex() == digest


@contextmanager
def asking_for(office: Office, name: str) -> Iterator[None]:
    """While the context lasts, a need of which nothing is pledged asks for something else of the same kind."""
    number, item = office.rows(
        "SELECT public_id, need_item_id FROM need WHERE state = 'published' AND NOT EXISTS (SELECT FROM pledge WHERE need_id = need.id) LIMIT 1"
    )[0]
    office.rows(
        "INSERT INTO need_item (code, region_code, name, kind, unit, price_ceiling) "
        "SELECT 'ANOTHER', region_code, $2, kind, unit, price_ceiling FROM need_item WHERE id = $1",
        item,
        name,
    )
    office.rows("UPDATE need SET need_item_id = (SELECT id FROM need_item WHERE code = 'ANOTHER') WHERE public_id = $1", number)
    try:
        yield
    finally:
        office.rows("UPDATE need SET need_item_id = $2 WHERE public_id = $1", number, item)
        office.rows("DELETE FROM need_item WHERE code = 'ANOTHER'")


def test_names_of_the_register_stop_a_release_and_needs_that_are_published_anew(
    demo_city: tuple[Databases, City], office: Office, approved: str
) -> None:
    """In the middle of a sentence nothing but the register tells that it is a name: so both commands hand it to the gate."""
    name = next(name for name in demo_city[1].members["name"].to_list() if len(name) == 3)
    with asking_for(office, f"龙河村修缮{name}房屋"):
        for command in (("publish-needs",), ("publish", "--as", office.builder)):
            code, text = office.run(*command)
            assert (code, "此处的地名旁像是个人姓名" in text, name in text) == (1, True, False), text


def test_api_publishes_needs_anew_every_few_minutes(office: Office, approved: str) -> None:
    link = office.home / "open_data" / FRESH / approved / CURRENT
    number = shelf_needs(office)[0]
    with later(office, number), served(environment(office.databases, office.home) | {"SUNSHINE_NEEDS_MINUTES": "0.02"}):
        deadline = time.monotonic() + PATIENCE
        while not link.exists() and time.monotonic() < deadline:
            time.sleep(0.1)  # polling, not guessing how long it takes
        assert (link / PACKAGE).is_file()


def test_approval_of_somebody_who_is_no_publisher_any_more_counts_for_nothing(office: Office, approved: str) -> None:
    post = "UPDATE post SET tier = $2 WHERE tier = $1 AND person_id = (SELECT id FROM person WHERE number = $3)"
    office.rows(post, "publisher", "deputy", office.approver)
    try:
        code, text = office.run("publish-needs")
        assert (code, office.approver in text, "end-needs" in text) == (1, True, True), text
    finally:
        office.rows(post, "deputy", "publisher", office.approver)


def test_database_itself_has_one_approval_in_force_and_a_reason_for_each_end(office: Office, approved: str) -> None:
    with pytest.raises(asyncpg.UniqueViolationError, match="uq_standing_approval_in_force"):
        office.rows(
            "INSERT INTO standing_approval (approver_id, approved_on, region_code) SELECT approver_id, approved_on, region_code FROM standing_approval"
        )
    for wrong, constraint in (
        ("ended_on = approved_on", "ended_by_somebody"),
        ("ended_on = approved_on, ender_id = approver_id", "ended_with_reason"),
        ("ended_on = approved_on - 1, ender_id = approver_id, end_reason = 'x'", "in_order"),
    ):
        with pytest.raises(asyncpg.CheckViolationError, match=constraint):
            office.rows(f"UPDATE standing_approval SET {wrong} WHERE ended_on IS NULL")


def test_release_in_force_is_withdrawn_and_everybody_reads_how_it_came_and_went(office: Office, in_force: str) -> None:
    home = office.home / "open_data"
    code, text = office.run("withdraw", in_force, "--as", office.builder, "--reason", REASON)
    assert code == 0, text
    assert orjson.loads((home / in_force / TOMBSTONE).read_bytes())["withdrawal_reason"] == REASON
    assert [one["state"] for one in orjson.loads((home / LIST).read_bytes())] == ["withdrawn"]
    (key,) = office.rows("SELECT id FROM release WHERE name = $1", in_force)[0]
    events = office.rows("SELECT kind, actor, purpose FROM event WHERE subject_kind = 'release' AND subject_id = $1 ORDER BY id", str(key))
    assert [tuple(event) for event in events] == [
        ("release_built", office.builder, None),
        ("release_approved", office.approver, None),
        ("release_withdrawn", office.builder, REASON),
    ]


def shelf_needs(office: Office) -> list[str]:
    """The numbers of the cards that are shown."""
    shown = shelf.current(office.home / "open_data").of("needs")
    return pl.read_parquet(shown.folder / "data" / "needs.parquet")["number"].to_list()
