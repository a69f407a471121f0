"""Others see how far an import is, in numbers only."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from databases.code_lists.forces import SPREADSHEET
from databases.connections import Databases
from resolvers.spreadsheets.importers import Operator
from resolvers.spreadsheets.importing import Report, import_file
from resolvers.spreadsheets.kinds import KINDS
from resolvers.spreadsheets.reading import UnreadableFileError
from tests.resolvers.desk import NOW, OPERATING, Desk, household_rows, identity_number

RUN = "SELECT kind, state, row_count, checked, written, mistakes, ended_at, person_id, region_code FROM import_run ORDER BY id DESC LIMIT 1"


def _last_run(desk: Desk) -> dict[str, Any]:
    return dict(desk.fetch("forces", RUN)[0])


def test_import_tells_how_it_ended_and_holds_numbers_only(desk: Desk) -> None:
    right = [list(row) for row in household_rows("RUN1", ("赵进度", identity_number(601), "户主"))]
    desk.bring_in("households", desk.file("households", right), importer=Operator("P000001"))
    person = desk.fetch("forces", "SELECT id, region_code FROM person WHERE number = 'P000001'")[0]
    told = _last_run(desk)
    assert (told["person_id"], told["region_code"]) == (person["id"], person["region_code"])
    assert [told[name] for name in ("kind", "state", "row_count", "checked", "written", "mistakes")] == ["households", "done", 1, 1, 1, 0]
    wrong = [*right, ["RUN2", "nowhere", *right[0][2:]]]
    errors = desk.bring_in("households", desk.file("households", wrong)).errors
    told = _last_run(desk)
    assert [told[name] for name in ("state", "row_count", "checked", "written", "mistakes")] == ["refused", 2, 2, 0, len(errors)]
    announced: list[str] = []
    with pytest.raises(UnreadableFileError):
        asyncio.run(
            import_file(
                *(desk.databases, desk.keys, KINDS["households"], desk.folder / "missing.csv"),
                accept_valid=False,
                importer=OPERATING,
                now=NOW,
                announce=announced.append,
            )
        )
    assert announced == []  # nobody is sent to watch an import that never began
    assert _last_run(desk)["state"] == "failed"
    assert _last_run(desk)["ended_at"]


def test_next_import_ends_those_that_were_killed_and_no_other(desk: Desk) -> None:
    begin = """INSERT INTO import_run (kind, file_name, state, region_code, started_at, recorded_at)
    VALUES ('incomes', 'incomes.csv', '{}', '3202', now() - interval '1 hour', now() - interval '{} s')"""
    for state, silent in (("checking", 61), ("writing", 3_000), ("writing", 30)):
        desk.execute("forces", begin.format(state, silent))
    desk.bring_in("households", desk.file("households"))
    runs = desk.fetch("forces", "SELECT state, ended_at FROM import_run ORDER BY id DESC LIMIT 4")
    assert [(run["state"], run["ended_at"] is not None) for run in runs[1:]] == [("writing", False), ("failed", True), ("failed", True)]


def test_whoever_waits_sees_the_rows_being_checked(desk: Desk) -> None:
    path = desk.file("incomes", [["NOWHERE", "2018", "工资性收入", "1.00"]] * 2_500)
    seen: list[tuple[str, int, int]] = []

    async def bring_in() -> Report:
        return await import_file(
            desk.databases,
            desk.keys,
            KINDS["incomes"],
            path,
            accept_valid=False,
            importer=OPERATING,
            now=NOW,
            progress=lambda *told: seen.append(told),
        )

    assert asyncio.run(bring_in()).rows == 2_500
    assert seen[:3] == [("checked", rows, 2_500) for rows in (1_000, 2_000, 2_500)]


def test_every_kind_of_spreadsheet_has_its_code() -> None:
    assert list(SPREADSHEET.labels) == list(KINDS)
    assert all(kind.title.startswith(SPREADSHEET.labels[name]) for name, kind in KINDS.items())


def test_import_goes_on_where_its_progress_cannot_be_told(desk: Desk) -> None:
    away = Databases({**desk.databases.dsns, "forces": "postgresql://nobody@127.0.0.1:1/forces"}, desk.databases.city)
    report = Desk(away, desk.keys, desk.folder).bring_in("villages", desk.file("villages"))
    assert report.errors == []
