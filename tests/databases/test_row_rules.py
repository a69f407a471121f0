"""Rules over several rows hold when two write at once, and let through what belongs together."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from databases.connections import Databases, Role
from databases.demo_city.city import City

PLACES = """INSERT INTO region (code, name, name_sort, level, parent_code, valid_from) VALUES ('8801', '市', 'shi', 'city', NULL, '1990-01-01'),
('880101', '县', 'xian', 'county', '8801', '1990-01-01'), ('880101001', '镇', 'zhen', 'town', '880101', '1990-01-01'),
('880101001001', '村', 'cun', 'village', '880101001', '1990-01-01')"""
OFFICES = """INSERT INTO organisation (code, name, kind, region_code)
SELECT 'RULE-' || letter, letter, 'town_office', '880101' FROM regexp_split_to_table('{}', '') AS letter"""
TENDER = """
INSERT INTO project (code, name, region_code, year, mode, field, purpose, line, is_priority, builds_public_service, is_blood_making, state, stream_id, rule_document_id, budget)
VALUES ('RULE-1', '大棚', '880101001001', 2020, 'pooled', 'property', 'economy', 'industry', true, false, true, 'reserve', 1, 1, 100);
INSERT INTO tender (project_id, region_code, ocid, title, published_on, closes_on)
SELECT id, region_code, 'ocds-rule-1', '施工招标', '2020-01-01', '2020-02-01' FROM project WHERE code = 'RULE-1';
INSERT INTO bidder (tender_id, region_code, name, credit_code, amount, has_won)
SELECT id, region_code, '甲公司', '91990000DEM000000X', 90, true FROM tender WHERE ocid = 'ocds-rule-1'"""
AWARD = "UPDATE tender SET awarded_on = '2020-02-02', award_amount = 90 WHERE ocid = 'ocds-rule-1'"
TAKE_BACK = "UPDATE tender SET awarded_on = NULL, award_amount = NULL WHERE ocid = 'ocds-rule-1'"
MARK = "UPDATE bidder SET has_won = {} WHERE credit_code = '91990000DEM000000X'"
INDICATOR = "INSERT INTO assessment_indicator (kind, year, name, weight, evidence) VALUES ('party', 2031, '{}', 0.6, '系统')"
ASSESSED = """INSERT INTO person (number, name, sex, organisation_id, grade, region_code)
SELECT 'RULE-{letter}', '甲', '1', id, 'staff', '880101' FROM organisation WHERE code = 'RULE-{letter}';
INSERT INTO helper_assessment (person_id, region_code, year, duties_score, outcome_score, is_excellent)
SELECT id, region_code, 2019, 90, 90, true FROM person WHERE number = 'RULE-{letter}'"""
COMMEND = """INSERT INTO commendation (person_id, region_code, honour, decision_number, decided_on, first_year, last_year, may_be_public)
SELECT id, region_code, 'commendation', '〔2020〕1号', '2020-01-25', 2019, 2019, true FROM person WHERE number = 'RULE-{}'"""
JUDGE = "UPDATE helper_assessment SET is_excellent = false WHERE person_id = (SELECT id FROM person WHERE number = 'RULE-{}')"
BLOCKED = "SELECT cardinality(pg_blocking_pids($1)) > 0"


@dataclass(frozen=True)
class Pair:
    """Two statements, each right alone and wrong together, the rule that refuses the later one, and what stands before."""

    database: str
    before: str
    first: str
    second: str
    rule: str


def above(office: str, parent: str) -> str:
    return f"UPDATE organisation SET parent_id = (SELECT id FROM organisation WHERE code = 'RULE-{parent}') WHERE code = 'RULE-{office}'"


def end(office: str) -> str:
    return f"DELETE FROM organisation WHERE code = 'RULE-{office}'"


def report(office: str) -> str:
    return f"""INSERT INTO public_report (code, kind, region_code, subject_database, subject_table, subject_id, text, received_on, due_on, state)
    SELECT code, 'other', region_code, 'forces', 'organisation', id, '反映', '2020-01-01', '2020-02-01', 'received' FROM organisation WHERE code = 'RULE-{office}'"""


PAIRS = (
    # a circle of two chains that lie apart: no row is written by both
    Pair("forces", f"{above('A', 'B')}; {above('C', 'D')}", above("B", "C"), above("D", "A"), "ck_organisation_parent_id_in_no_circle"),
    Pair("forces", OFFICES.format("E"), report("E"), end("E"), "ck_subject_stays"),
    Pair("forces", OFFICES.format("F"), end("F"), report("F"), "ck_public_report_subject_exists"),
    Pair("projects", f"{TAKE_BACK}; {MARK.format(True)}", MARK.format(False), AWARD, "ck_tender_awards_the_winning_bid"),
    Pair("projects", f"{TAKE_BACK}; {MARK.format(True)}", AWARD, MARK.format(False), "ck_bidder_award_stands"),
    # an assessment that nobody began has no row yet: its name is locked
    Pair("forces", "SELECT", INDICATOR.format("甲"), INDICATOR.format("乙"), "ck_assessment_indicator_weigh_one_at_most"),
    Pair("forces", ASSESSED.format(letter="A"), JUDGE.format("A"), COMMEND.format("A"), "ck_commendation_after_excellent_years"),
    Pair("forces", ASSESSED.format(letter="B"), COMMEND.format("B"), JUDGE.format("B"), "ck_helper_assessment_stays_excellent"),
)
CLOSED = "(SELECT min(id) FROM alert WHERE state = 'closed')"
SECRETARY = "(SELECT person_id FROM secretary_assessment WHERE score >= 80 ORDER BY id LIMIT 1)"
LET_THROUGH = {
    "an alert is reopened, and closed again": (
        "forces",
        f"""UPDATE alert SET state = 'reopened', reopened = reopened + 1, closed_on = NULL, closed_by_id = NULL WHERE id = {CLOSED};
        UPDATE alert SET state = 'closed', answer = '已整改', closed_on = '2035-01-01', closed_by_id = 1 WHERE state = 'reopened'""",
    ),
    "an alert that was raised by mistake ends": ("forces", "DELETE FROM alert WHERE state = 'raised'"),
    "somebody leaves whose posts end": (
        "forces",
        """UPDATE post SET period = daterange(lower(period), '2031-01-01') WHERE person_id = 1; UPDATE person SET is_active = false WHERE id = 1""",
    ),
    "a secretary is commended": (
        "forces",
        f"""INSERT INTO commendation (person_id, region_code, honour, decision_number, decided_on, first_year, last_year, may_be_public)
        VALUES ({SECRETARY}, '3202', 'commendation', '〔2020〕9号', '2020-01-25', 2019, 2019, true)""",
    ),
    "a case is withdrawn": ("forces", "UPDATE model_case SET withdrawn_on = '2020-06-30' WHERE withdrawn_on IS NULL AND published_on IS NOT NULL"),
    "a case is to be published at an hour of its day": (
        "forces",
        "UPDATE model_case SET published_on = '2020-07-01', embargo_until = '2020-07-01 00:00+08' WHERE published_on IS NULL AND approved_on IS NOT NULL",
    ),
    "a case that nobody has approved changes": ("forces", "UPDATE model_case SET body = '另一正文' WHERE approved_on IS NULL"),
    "another organisation gives under the name of a donor": (
        "forces",
        "UPDATE donor SET organisation_id = (SELECT max(id) FROM organisation) WHERE id = (SELECT min(id) FROM donor WHERE organisation_id IS NOT NULL)",
    ),
    "a loan is repaid in part": ("funds", "UPDATE loan SET outstanding = outstanding / 2 WHERE state = 'repaying'"),
    "the guarantee of a loan that was repaid ends": ("funds", "DELETE FROM loan_guarantee WHERE state = 'released'"),
    "a gift is passed on": (
        "funds",
        """UPDATE donation_receipt AS d SET delivered_on = a.allocated_on FROM allocation AS a WHERE a.id = d.allocation_id AND d.delivered_on IS NULL
        AND a.allocated_on IS NOT NULL""",
    ),
    "the last stage is not finished yet": (
        "projects",
        """UPDATE project_stage AS s SET finished_on = NULL WHERE ordinal = (SELECT max(ordinal) FROM project_stage
        WHERE project_id = s.project_id AND finished_on IS NOT NULL)""",
    ),
    "works that had failed pass": ("projects", "UPDATE acceptance SET has_passed = true WHERE NOT has_passed"),
}


@pytest.fixture(scope="module")
def city(databases: Databases) -> Databases:
    asyncio.run(_execute(databases, "forces", "; ".join([PLACES, OFFICES.format("ABCD")])))
    asyncio.run(_execute(databases, "projects", f"{PLACES}; {TENDER}"))
    return databases


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.rule)
def test_of_two_who_write_at_once_the_later_one_is_refused(city: Databases, pair: Pair) -> None:
    asyncio.run(_execute(city, pair.database, pair.before))
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        asyncio.run(_write_both(city, pair))
    assert refused.value.constraint_name == pair.rule


@pytest.mark.parametrize("statement", LET_THROUGH.values(), ids=LET_THROUGH)
def test_what_follows_what_stays_is_let_through(demo_city: tuple[Databases, City], statement: tuple[str, str]) -> None:
    asyncio.run(_rolled_back(demo_city[0], *statement))


async def _rolled_back(databases: Databases, database: str, sql: str) -> None:
    async with databases.connection(database) as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute(f"{sql}; SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            await transaction.rollback()


def test_a_temporary_table_answers_for_none_of_the_citys(demo_city: tuple[Databases, City]) -> None:
    """The role that serves may make such tables; the rule for locked lists looks into the city's all the same."""
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        asyncio.run(_hidden(demo_city[0]))
    assert refused.value.constraint_name == "ck_payment_line_locked"


async def _hidden(databases: Databases) -> None:
    async with databases.connection("funds", Role.API) as connection:
        await connection.execute("CREATE TEMP TABLE payment_list AS SELECT * FROM payment_list LIMIT 0")
        await connection.execute(
            f"UPDATE payment_line SET amount = amount + 1 WHERE id = (SELECT min(l.id) FROM payment_line AS l "
            f"JOIN {databases.city}.payment_list AS list ON list.id = l.payment_list_id WHERE list.locked_at IS NOT NULL)"
        )


async def _execute(databases: Databases, database: str, sql: str) -> None:
    async with databases.connection(database) as connection:
        await connection.execute(sql)


async def _write_both(databases: Databases, pair: Pair) -> None:
    """The second statement waits for the transaction of the first one."""
    async with databases.connection(pair.database) as one, databases.connection(pair.database) as other:
        transaction = one.transaction()
        await transaction.start()
        await one.execute(pair.first)
        waiting = asyncio.create_task(other.execute(pair.second))
        while not waiting.done() and not await one.fetchval(BLOCKED, other.get_server_pid()):
            pass
        assert not waiting.done()
        await transaction.commit()
        await waiting


MOVE = "UPDATE project SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1 RETURNING region_code"
KEPT_OF_A_PROJECT = {
    "tender": "project_id = 1",
    "bidder": "tender_id = (SELECT id FROM tender WHERE project_id = 1)",
    "asset": "project_id = 1",
    "inventory_count": "asset_id IN (SELECT id FROM asset WHERE project_id = 1)",
    "proceeds_due": "project_id = 1",
    "proceeds_distribution": "proceeds_due_id IN (SELECT id FROM proceeds_due WHERE project_id = 1)",
}


def test_a_project_moves_with_all_that_is_kept_of_it(demo_city: tuple[Databases, City]) -> None:
    places, village = asyncio.run(_move(demo_city[0]))
    assert places == {table: {village} for table in KEPT_OF_A_PROJECT}


async def _move(databases: Databases) -> tuple[dict[str, set[Any]], str]:
    """Where all of a project lies once it has moved, and whither it moved; then it is as it was."""
    async with databases.connection("projects") as connection:
        transaction = connection.transaction()
        await transaction.start()
        village = await connection.fetchval(MOVE)
        places = {}
        for table, of_it in KEPT_OF_A_PROJECT.items():
            places[table] = {row[0] for row in await connection.fetch(f"SELECT region_code FROM {table} WHERE {of_it}")}
        await transaction.rollback()
        return places, village


LEFT = "SELECT min(id) FROM exit_case WHERE state = 'exited' AND household_id NOT IN (SELECT relapse_of_id FROM entry_case WHERE relapse_of_id IS NOT NULL)"
FELL_BACK = """
INSERT INTO entry_case (household_id, region_code, applied_on, due_on, state, relapse_of_id, comparison_run_id, filed_on)
SELECT household_id, region_code, closed_on + 30, closed_on + 90, 'filed', household_id, (SELECT min(id) FROM comparison_run), closed_on + 60 FROM exit_case WHERE id = {left};
UPDATE household SET state = 'active', exited_on = NULL WHERE id = (SELECT household_id FROM exit_case WHERE id = {left})"""
REFUSED = """
INSERT INTO entry_case (household_id, region_code, applied_on, due_on, state, relapse_of_id)
SELECT household_id, region_code, closed_on + 30, closed_on + 90, 'refused', household_id FROM exit_case WHERE id = {left};
UPDATE household SET state = 'removed', exited_on = NULL WHERE id = (SELECT household_id FROM exit_case WHERE id = {left})"""
PROPOSED = """
WITH one AS (INSERT INTO exit_case (household_id, region_code, state, proposed_on, income_a_head, income_evidence_digest, income_is_enough,
findings_are_closed, entitlements_are_paid, measures_are_closed) SELECT household_id, region_code, 'proposed', closed_on + 90, income_a_head,
income_evidence_digest, true, true, true, true FROM exit_case WHERE id = {left} RETURNING household_id)
UPDATE household SET state = 'exit_proposed', exited_on = NULL FROM one WHERE household.id = one.household_id"""
CLOSED = """
WITH one AS (UPDATE exit_case SET state = 'exited', closed_on = proposed_on + 30 WHERE state = 'proposed'
AND household_id = (SELECT household_id FROM exit_case WHERE id = {left}) RETURNING household_id, closed_on)
UPDATE household SET state = 'exited', exited_on = one.closed_on FROM one WHERE household.id = one.household_id"""


def test_a_household_that_fell_back_leaves_again_by_a_case_of_its_own(demo_city: tuple[Databases, City]) -> None:
    assert asyncio.run(_exits(demo_city[0], FELL_BACK, PROPOSED, CLOSED)) == 2


def test_a_relapse_that_was_refused_keeps_nobody_out(demo_city: tuple[Databases, City]) -> None:
    assert asyncio.run(_exits(demo_city[0], REFUSED)) == 1


@pytest.mark.parametrize("steps", [(PROPOSED,), (FELL_BACK, PROPOSED, CLOSED, PROPOSED), (FELL_BACK, PROPOSED, PROPOSED)])
def test_who_is_out_or_leaving_does_not_leave_once_more(demo_city: tuple[Databases, City], steps: tuple[str, ...]) -> None:
    with pytest.raises((asyncpg.CheckViolationError, asyncpg.UniqueViolationError)):
        asyncio.run(_exits(demo_city[0], *steps))


async def _exits(databases: Databases, *steps: str) -> int:
    """How often a household that left has left after these steps; then all is as it was."""
    async with databases.connection("beneficiaries") as connection:
        transaction = connection.transaction()
        await transaction.start()
        left = await connection.fetchval(LEFT)
        for step in steps:
            await connection.execute(step.format(left=left))
        count: int = await connection.fetchval(
            "SELECT count(*) FROM exit_case WHERE state = 'exited' AND household_id = (SELECT household_id FROM exit_case WHERE id = $1)", left
        )
        await transaction.rollback()
        return count
