"""What comparisons found, by which rule, and who was removed for it: statements that are refused."""

from __future__ import annotations

from tests.requirements import Promise
from tests.requirements.promises.register import ANOTHER_HOUSEHOLD

ANOTHER_MEMBER = """UPDATE {table} AS one SET member_id = (SELECT min(m.id) FROM member AS m WHERE m.household_id = one.household_id AND m.id <> one.member_id)
WHERE id = (SELECT min(o.id) FROM {table} AS o JOIN member AS m ON m.household_id = o.household_id AND m.id <> o.member_id WHERE {about})"""
PROMISES: tuple[Promise, ...] = (
    Promise(
        "ck_adjustment_round_starts_in_its_year",
        "UPDATE adjustment_round SET starts_on = '2017-12-31' WHERE id = (SELECT min(id) FROM adjustment_round WHERE year = 2018)",
    ),
    Promise(
        "ck_comparison_run_data_are_there",
        "UPDATE comparison_run SET source_day = '2020-06-30' WHERE id = (SELECT min(id) FROM comparison_run WHERE code = 'R2019tax')",
    ),
    Promise(
        "fk_removal_decision_member_household",
        "UPDATE removal_decision AS r SET member_id = (SELECT min(m.id) FROM member AS m WHERE m.household_id <> r.household_id) WHERE r.id = 1",
    ),
    Promise(
        "ck_comparison_finding_raised_by_its_run",
        """UPDATE comparison_finding SET raised_on = raised_on - 100 WHERE id = (SELECT min(id) FROM comparison_finding WHERE true)""",
    ),
    Promise(
        "ck_comparison_run_run_before_its_findings",
        """UPDATE comparison_run SET started_at = started_at + interval '60 days', finished_at = NULL WHERE id = (SELECT min(id) FROM comparison_run WHERE id IN (SELECT comparison_run_id FROM comparison_finding) AND id NOT IN (SELECT comparison_run_id FROM entry_case WHERE comparison_run_id IS NOT NULL))""",
    ),
    Promise(
        "ck_comparison_run_run_before_its_entries",
        """UPDATE comparison_run SET started_at = '2030-01-01 09:00+08', finished_at = NULL WHERE id = (SELECT min(id) FROM comparison_run WHERE id IN (SELECT comparison_run_id FROM entry_case) AND id NOT IN (SELECT comparison_run_id FROM comparison_finding))""",
    ),
    Promise(
        "ck_comparison_finding_by_a_rule_in_force",
        """UPDATE comparison_finding SET comparison_rule_id = (SELECT id FROM comparison_rule WHERE kind = 'vehicle' AND rule_version = 1)
        WHERE id = (SELECT max(f.id) FROM comparison_finding AS f JOIN comparison_rule AS r ON r.id = comparison_rule_id WHERE f.kind = 'vehicle' AND rule_version = 2)""",
    ),
    Promise("ck_comparison_rule_in_force_when_it_found", "UPDATE comparison_rule SET period = '[2030-01-01,)' WHERE kind = 'tax'"),
    Promise(
        "ck_comparison_run_by_rules_in_force",
        "UPDATE comparison_run SET started_at = '2015-12-31 09:00+08', source_day = '2015-12-30' WHERE id = (SELECT min(comparison_run_id) FROM comparison_finding)",
    ),
    Promise(
        "fk_removal_decision_comparison_finding_household",
        """WITH other AS (SELECT h.id, h.region_code FROM household AS h, removal_decision AS r WHERE r.id = 1 AND h.id <> r.household_id LIMIT 1)
        UPDATE removal_decision SET household_id = other.id, region_code = other.region_code FROM other WHERE removal_decision.id = 1""",
    ),
    Promise(
        "fk_comparison_finding_member_household",
        f"UPDATE comparison_finding SET member_id = {ANOTHER_HOUSEHOLD.format(table='comparison_finding')} WHERE id = 1",
    ),
    *(
        Promise(rule, ANOTHER_MEMBER.format(table=table, about=about))
        for rule, table, about in (
            ("ck_removal_decision_of_whom_it_found", "removal_decision", "true"),
            (
                "ck_comparison_finding_finds_whom_it_removes",
                "comparison_finding",
                "o.id IN (SELECT comparison_finding_id FROM removal_decision WHERE member_id IS NOT NULL)",
            ),
        )
    ),
    Promise(
        "fk_comparison_finding_comparison_rule_kind",
        "UPDATE comparison_finding AS f SET comparison_rule_id = (SELECT min(r.id) FROM comparison_rule AS r WHERE r.kind <> f.kind) WHERE f.id = 1",
    ),
    Promise(
        "fk_comparison_finding_comparison_run_kind",
        "UPDATE comparison_finding AS f SET comparison_run_id = (SELECT min(r.id) FROM comparison_run AS r WHERE r.kind <> f.kind) WHERE f.id = 1",
    ),
    Promise(
        "ck_comparison_rule_terms_of_its_kind",
        "UPDATE comparison_rule SET vehicle_value = 1 WHERE kind = 'tax'",
    ),
    Promise(
        "ck_comparison_rule_terms_of_its_kind",
        "UPDATE comparison_rule SET home_area = 1 WHERE kind = 'vehicle'",
    ),
    Promise(
        "ck_comparison_rule_employed_or_dead",
        "UPDATE comparison_rule SET hits_deceased = NULL WHERE kind = 'social_insurance'",
    ),
    Promise(
        "ck_comparison_finding_facts_of_its_kind",
        "UPDATE comparison_finding SET vehicle_kind = NULL WHERE kind = 'vehicle'",
    ),
    Promise(
        "ck_comparison_finding_facts_of_its_kind",
        "UPDATE comparison_finding SET is_employed = true WHERE kind = 'housing'",
    ),
    Promise(
        "ck_comparison_finding_dead_is_named",
        "UPDATE comparison_finding SET is_deceased = true, member_id = NULL WHERE kind = 'social_insurance'",
    ),
    Promise(
        "ex_comparison_rule_kind_period",
        "UPDATE comparison_rule SET period = '[2016-01-01,2019-01-02)' WHERE kind = 'vehicle' AND rule_version = 1",
    ),
    Promise(
        "ck_removal_decision_of_a_confirmed_finding",
        """WITH cleared AS (SELECT f.id, f.household_id, f.region_code FROM comparison_finding AS f WHERE f.outcome = 'cleared' LIMIT 1)
        UPDATE removal_decision AS r SET comparison_finding_id = cleared.id, member_id = NULL, household_id = cleared.household_id, region_code = cleared.region_code
        FROM cleared WHERE r.id = 1""",
    ),
    Promise(
        "ck_removal_decision_of_a_confirmed_finding",
        """WITH raised AS (SELECT f.id, f.household_id, f.region_code FROM comparison_finding AS f WHERE f.state = 'raised' LIMIT 1)
        UPDATE removal_decision AS r SET comparison_finding_id = raised.id, member_id = NULL, household_id = raised.household_id, region_code = raised.region_code
        FROM raised WHERE r.id = 1""",
    ),
    Promise(
        "ck_removal_decision_of_a_confirmed_finding",
        """UPDATE removal_decision AS r SET decided_on = f.verified_on - 1 FROM comparison_finding AS f WHERE f.id = r.comparison_finding_id AND r.id = 1""",
    ),
    Promise("ck_comparison_finding_stays", "DELETE FROM comparison_finding WHERE outcome = 'cleared'"),
    Promise("ck_removal_decision_stays", "DELETE FROM public_notice WHERE kind = 'removal'; DELETE FROM removal_decision"),
    Promise(
        "ck_comparison_finding_confirmed_where_removed",
        """UPDATE comparison_finding SET state = 'cleared', outcome = 'cleared', closed_on = NULL
        WHERE id = (SELECT comparison_finding_id FROM removal_decision WHERE id = 1)""",
    ),
)
