"""Cases of entry and their steps: statements that they refuse."""

from __future__ import annotations

from tests.requirements import Promise

ALL_APPROVED = "UPDATE entry_step SET decision = 'approved' WHERE entry_case_id IN (SELECT id FROM entry_case WHERE state = 'reviewing')"
FILED_RELAPSE = """INSERT INTO entry_case (household_id, region_code, applied_on, due_on, state, relapse_of_id, comparison_run_id, filed_on)
SELECT id, region_code, {applied}, '2035-01-01', 'filed', id, (SELECT min(id) FROM comparison_run), {filed} FROM household WHERE state = '{state}' ORDER BY id LIMIT 1"""
PROMISES: tuple[Promise, ...] = (
    Promise("ck_entry_case_due_later", "UPDATE entry_case SET due_on = applied_on - 1 WHERE id = 1"),
    Promise(
        "ck_entry_step_in_its_case",
        """UPDATE entry_step SET decided_on = '1995-01-01' WHERE id = (SELECT min(id) FROM entry_step WHERE level = 'village')""",
    ),
    Promise(
        "ck_entry_step_in_its_case",
        """UPDATE entry_step SET decided_on = '2030-01-01' WHERE id = (SELECT min(id) FROM entry_step WHERE level = 'county')""",
    ),
    Promise(
        "ck_entry_case_stepped_in_time",
        """UPDATE entry_case SET filed_on = applied_on + 10 WHERE id = (SELECT min(id) FROM entry_case WHERE state = 'filed')""",
    ),
    Promise(
        "ck_entry_step_level_by_level",
        """UPDATE entry_step SET decided_on = decided_on + 10 WHERE id = (SELECT min(id) FROM entry_step WHERE level = 'village' AND decision = 'approved')""",
    ),
    Promise(
        "ck_entry_case_compared_in_time",
        """UPDATE entry_case SET comparison_run_id = (SELECT max(id) FROM comparison_run) WHERE id = (SELECT min(id) FROM entry_case WHERE filed_on < '2020-01-01')""",
    ),
    Promise(
        "uq_entry_case_relapse_open",
        """INSERT INTO entry_case (household_id, region_code, applied_on, due_on, state, relapse_of_id)
        SELECT h.id, h.region_code, e.applied_on, e.due_on, 'reviewing', e.relapse_of_id FROM entry_case AS e, household AS h
        WHERE e.state = 'reviewing' AND h.state = 'active' ORDER BY h.id LIMIT 1""",
    ),
    *(
        Promise(
            "ck_entry_step_of_a_case_filed_by_all",
            f"UPDATE entry_step SET decision = '{decision}', reason = '材料不实' WHERE id = 1 OR id = 2 OR id = 3",
        )
        for decision in ("refused", "returned")
    ),
    Promise(
        "ck_entry_case_filed_by_all",
        "UPDATE entry_case SET state = 'filed', filed_on = '2020-06-30', comparison_run_id = 1 WHERE state = 'reviewing'",
    ),
    Promise(
        "ck_entry_step_level_by_level",
        """INSERT INTO entry_step (entry_case_id, household_id, region_code, level, decision, decided_on, signer_id)
        SELECT entry_case_id, household_id, region_code, 'town', 'approved', decided_on + 5, 999999 FROM entry_step WHERE decision = 'returned' ORDER BY id LIMIT 1""",
    ),
    Promise(
        "uq_entry_step_entry_case_id_signer_id",
        "UPDATE entry_step SET signer_id = (SELECT signer_id FROM entry_step AS o WHERE o.level = 'town' AND o.entry_case_id = 1) WHERE level = 'village' AND entry_case_id = 1",
    ),
    Promise(
        "ck_entry_case_with_its_household",
        """UPDATE entry_case SET state = 'refused', filed_on = NULL WHERE id = (SELECT min(c.id) FROM entry_case AS c JOIN household AS h ON h.id = household_id
        WHERE h.state = 'active')""",
    ),
    Promise("ck_entry_case_with_its_household", "UPDATE entry_case SET filed_on = filed_on + 3 WHERE id = 1"),
    Promise(
        "fk_entry_step_entry_case_household",
        "UPDATE entry_step SET household_id = (SELECT max(id) FROM household) WHERE id = (SELECT min(id) FROM entry_step)",
    ),
    Promise("ck_entry_step_stays", "DELETE FROM entry_step WHERE entry_case_id IN (SELECT id FROM entry_case WHERE state = 'filed')"),
    Promise(
        "ck_entry_case_relapse_after_exit",
        """UPDATE entry_case SET relapse_of_id = (SELECT min(id) FROM household WHERE state = 'active')
        WHERE id = (SELECT min(id) FROM entry_case WHERE relapse_of_id IS NOT NULL)""",
    ),
    Promise(
        "ck_entry_case_relapse_after_exit",
        FILED_RELAPSE.format(applied="filed_on + 1", filed="filed_on + 30", state="active"),
    ),
    Promise(
        "ck_entry_case_relapse_after_exit",
        FILED_RELAPSE.format(applied="exited_on - 20", filed="exited_on - 10", state="exited"),
    ),
    Promise(
        "ck_entry_case_relapse_is_filed",
        f"""{ALL_APPROVED}; UPDATE entry_case SET state = 'filed', filed_on = '2020-06-30', comparison_run_id = 1 WHERE relapse_of_id IS NOT NULL;
        UPDATE entry_case SET state = 'reviewing', filed_on = NULL WHERE relapse_of_id IS NOT NULL""",
    ),
    Promise(
        "ck_entry_case_relapse_is_filed",
        f"""{ALL_APPROVED}; UPDATE entry_case SET state = 'filed', filed_on = '2020-06-30', comparison_run_id = 1 WHERE relapse_of_id IS NOT NULL;
        UPDATE entry_case SET applied_on = '2020-06-11' WHERE relapse_of_id IS NOT NULL""",
    ),
    Promise(
        "uq_entry_case_open",
        """INSERT INTO entry_case (household_id, region_code, applied_on, due_on, state, relapse_of_id)
        SELECT household_id, region_code, applied_on + 1, due_on + 1, 'applied', NULL FROM entry_case WHERE state = 'reviewing' ORDER BY id LIMIT 1""",
    ),
    Promise(
        "ck_entry_case_relapse_after_exit",
        f"""{ALL_APPROVED}; UPDATE entry_case SET state = 'filed', filed_on = '2020-06-30', comparison_run_id = 1 WHERE state = 'reviewing';
        INSERT INTO entry_case (household_id, region_code, applied_on, due_on, state, relapse_of_id) SELECT household_id, region_code, '2020-07-05', '2020-09-01', 'applied', relapse_of_id
        FROM entry_case WHERE relapse_of_id IS NOT NULL ORDER BY id LIMIT 1""",
    ),
)
