"""Right rows are written once and whole: nothing is half-written, a second time changes nothing."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from databases.connections import DATABASES
from databases.identifiers import IdentifierKeys
from databases.key_check import ForeignKeysError, compare_marks
from resolvers.spreadsheets.importing import PartlyWrittenError, Report
from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.templates import template
from tests.cities import Cities
from tests.resolvers.desk import Desk, household_rows, identity_number


def test_every_template_comes_in_and_a_second_time_changes_nothing(desk: Desk) -> None:
    for kind in KINDS:
        path = desk.file(kind)
        first = desk.bring_in(kind, path)
        assert (first.errors, first.written) == ([], 2), kind
        events = desk.count(KINDS[kind].database, "SELECT count(*) FROM event")
        again = desk.bring_in(kind, path)
        assert (again.errors, again.written, again.changed) == ([], 2, 0), kind
        assert desk.count(KINDS[kind].database, "SELECT count(*) FROM event") == events, kind


def test_new_rows_stand_in_the_order_of_the_file(desk: Desk) -> None:
    """Whatever plan the server chooses: members without another order are shown as their office wrote them down."""
    numbers = [identity_number(order) for order in range(800, 840)]
    rows = household_rows("ORDER1", *((f"赵测试{place}", number, "其他" if place else "户主") for place, number in enumerate(numbers)))
    assert desk.bring_in("households", desk.file("households", list(rows))).errors == []
    members = "SELECT m.name FROM member AS m JOIN household AS h ON h.id = m.household_id WHERE h.number = 'ORDER1' ORDER BY m.id"
    assert [row["name"] for row in desk.fetch("beneficiaries", members)] == [f"赵测试{place}" for place in range(len(numbers))]


def test_import_leaves_one_event_with_digests_and_no_values(desk: Desk) -> None:
    number = identity_number(501)
    path = desk.file("households", list(household_rows("EV1", ("赵测试", number, "户主"))))
    assert desk.bring_in("households", path).changed == 2
    event = dict(desk.fetch("beneficiaries", "SELECT * FROM event ORDER BY id DESC LIMIT 1")[0])
    assert (event["kind"], event["actor"], event["row_count"]) == ("imported", "operator", 2)
    assert "id_number" in event["changed_fields"]
    assert number not in str(event)
    assert "赵测试" not in str(event)


def test_an_empty_city_is_filled_from_spreadsheets_alone(cities: Cities, keys: IdentifierKeys, tmp_path: Path) -> None:
    """No demo city, no SQL: the divisions first (in all four databases), then everything that refers to them."""
    desk = Desk(cities.empty(), keys, tmp_path)
    divisions = [["3202", "无锡市", ""], ["320282", "宜兴市", "3202"], ["320282101", "示例镇", "320282"], ["320282101001", "示例村", "320282101"]]
    desk.bring_in("divisions", desk.file("divisions", [[*row, "", "", "1990-01-01", "", ""] for row in divisions]))
    for kind in ("organisations", "policy_documents", "people", "households", "incomes", "villages"):
        rows = list(csv.reader(io.StringIO(template(KINDS[kind]).lstrip("\ufeff"))))[1:]
        if kind == "people":
            rows[0][4], rows[1][4] = "T-ORG-01", "T-ORG-02"
        report = desk.bring_in(kind, desk.file(kind, rows))
        assert (report.errors, report.written) == ([], 2), kind
    for database in DATABASES:
        assert desk.count(database, "SELECT count(*) FROM region") == 4
    assert desk.count("forces", "SELECT count(*) FROM organisation WHERE parent_id IS NOT NULL") == 1


def test_household_moves_with_all_its_members_and_papers(desk: Desk) -> None:
    members = [("李搬迁", identity_number(901), "户主"), ("李配偶", identity_number(902), "配偶")]
    desk.bring_in("households", desk.file("households", list(household_rows("MOVE1", *members))))
    desk.bring_in("incomes", desk.file("incomes", [["MOVE1", "2019", "工资性收入", "1,800.00"]]))
    moved = desk.bring_in("households", desk.file("households", list(household_rows("MOVE1", *members, village="320282101200"))))
    assert moved.errors == []
    for table in ("member", "household_income"):
        sql = f"SELECT DISTINCT region_code FROM {table} WHERE household_id = (SELECT id FROM household WHERE number = 'MOVE1')"
        assert [row["region_code"] for row in desk.fetch("beneficiaries", sql)] == ["320282101200"]


def test_old_sheet_does_not_reopen_an_ended_post(desk: Desk) -> None:
    columns = [column.heading for column in KINDS["people"].columns]
    row = ["REOPEN1", "郑测试", "男", "", "ORG00001", "一般干部", "帮扶责任人", "", "320282101", "2020-01-01", "2021-01-01"]
    desk.bring_in("people", desk.file("people", [row]))
    row[columns.index("截止日期")] = ""
    assert desk.bring_in("people", desk.file("people", [row])).changed == 0
    sql = "SELECT upper(period) AS until FROM post JOIN person ON person.id = person_id WHERE number = 'REOPEN1'"
    assert desk.fetch("forces", sql)[0]["until"] == date(2021, 1, 1)


def test_keys_of_another_city_are_refused_before_anything_is_read(desk: Desk) -> None:
    """Digests made with another key would let one person in twice."""
    stranger = Desk(desk.databases, IdentifierKeys("test", {"test": bytes(32)}, bytes(32)), desk.folder)
    before = desk.count("beneficiaries", "SELECT count(*) FROM event")
    with pytest.raises(ForeignKeysError, match="not those of the city demo_city"):
        stranger.bring_in("households", stranger.file("households"))
    with pytest.raises(ForeignKeysError):
        asyncio.run(compare_marks(stranger.databases, DATABASES, stranger.keys))
    asyncio.run(compare_marks(desk.databases, DATABASES, desk.keys))
    assert desk.count("beneficiaries", "SELECT count(*) FROM event") == before


def test_empty_optional_cell_leaves_what_is_stored(desk: Desk) -> None:
    row = next(household_rows("KEEP1", ("蒋测试", identity_number(741), "户主")))
    row[4] = "14200000999"
    desk.bring_in("households", desk.file("households", [row]))
    row[4] = ""
    assert desk.bring_in("households", desk.file("households", [row])).changed == 0
    assert desk.fetch("beneficiaries", "SELECT phone FROM household WHERE number = 'KEEP1'")[0][0] == "14200000999"


def test_changed_row_keeps_its_history(desk: Desk) -> None:
    row = next(household_rows("HIS1", ("沈测试", identity_number(751), "户主")))
    desk.bring_in("households", desk.file("households", [row]))
    row[5] = "低收入户"
    assert desk.bring_in("households", desk.file("households", [row])).changed == 1
    assert desk.fetch("beneficiaries", "SELECT category FROM household_history WHERE number = 'HIS1'")[0][0] == "dibao"


def test_two_imports_of_one_file_at_once_write_it_once(desk: Desk) -> None:
    path = desk.file("households", [*household_rows("TWO1", ("韩测试", identity_number(761), "户主"))])

    async def both() -> list[Report]:
        return list(await asyncio.gather(desk.importing("households", path), desk.importing("households", path)))

    reports = asyncio.run(both())
    assert sorted(report.changed for report in reports) == [0, 2]
    assert desk.count("beneficiaries", "SELECT count(*) FROM event WHERE subject_kind = 'households' AND row_count = 2 AND kind = 'imported'") >= 1
    assert desk.fetch("beneficiaries", "SELECT version FROM household WHERE number = 'TWO1'")[0][0] == 1


def test_connection_lost_in_the_middle_leaves_nothing(desk: Desk) -> None:
    """The import has written its rows and waits to write its event; there it is cut off."""
    path = desk.file("households", [*household_rows("LOST1", ("杨测试", identity_number(771), "户主"))])
    waiting = "FROM pg_locks WHERE NOT granted AND relation = 'event'::regclass"

    async def work() -> None:
        async with desk.databases.connection("beneficiaries") as holder, holder.transaction():
            await holder.execute("LOCK TABLE event IN EXCLUSIVE MODE")
            importing = asyncio.create_task(desk.importing("households", path))
            while not importing.done() and not await holder.fetchval(f"SELECT count(*) {waiting}"):
                await asyncio.sleep(0)
            await holder.execute(f"SELECT pg_terminate_backend(pid) {waiting}")
            await importing

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)):
        asyncio.run(work())
    assert desk.count("beneficiaries", "SELECT count(*) FROM household WHERE number = 'LOST1'") == 0


CUT_AT_COMMIT = """
CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON region DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()
"""


def test_divisions_cut_off_at_the_last_commit_say_where_they_are_and_are_completed_by_a_second_time(desk: Desk) -> None:
    path = desk.file("divisions", [["320297", "示例区", "3202", "", "", "2020-01-01", "", ""]])
    imported = "SELECT count(*) FROM event WHERE subject_kind = 'divisions' AND kind = 'imported'"
    events = {database: desk.count(database, imported) for database in DATABASES}

    def written() -> list[tuple[int, int]]:
        divisions = "SELECT count(*) FROM region WHERE code = '320297'"
        return [(desk.count(name, divisions), desk.count(name, imported) - events[name]) for name in DATABASES]

    desk.execute("beneficiaries", CUT_AT_COMMIT)
    try:
        with pytest.raises(PartlyWrittenError, match=r"forces, projects, funds；.*: beneficiaries .*run the same command again"):
            desk.bring_in("divisions", path)
    finally:
        desk.execute("beneficiaries", "DROP FUNCTION cut CASCADE")
    assert written() == [(0, 0), (1, 1), (1, 1), (1, 1)]
    assert desk.bring_in("divisions", path).changed == 1
    assert written() == [(1, 1)] * 4
    assert desk.bring_in("divisions", path).changed == 0


@pytest.mark.parametrize("order", [1, -1], ids=["as they stand", "the other way round"])
def test_household_gets_another_head_whichever_row_comes_first(desk: Desk, order: int) -> None:
    first, second = (("沈甲", identity_number(980 + order)), ("沈乙", identity_number(985 + order)))
    number = f"SWAP{order + 1}"
    desk.bring_in("households", desk.file("households", list(household_rows(number, (*first, "户主"), (*second, "配偶")))))
    rows = list(household_rows(number, (*second, "户主"), (*first, "配偶")))[::order]
    assert desk.bring_in("households", desk.file("households", rows)).errors == []
    heads = "SELECT m.name FROM member AS m JOIN household AS h ON h.id = m.household_id WHERE h.number = $1 AND kinship = 'head'"
    assert [row["name"] for row in desk.fetch("beneficiaries", heads, number)] == ["沈乙"]
