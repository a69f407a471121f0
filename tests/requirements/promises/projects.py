"""Projects, tenders, assets and their proceeds: statements that they refuse."""

from __future__ import annotations

from tests.requirements import Promise

ACCEPTED_TENDER = "(SELECT min(t.id) FROM tender AS t JOIN acceptance USING (project_id) WHERE t.awarded_on IS NOT NULL)"
LAST_TENDER = "(SELECT max(id) FROM tender WHERE project_id NOT IN (SELECT project_id FROM acceptance))"
OPEN_TENDER = "(SELECT min(id) FROM tender WHERE awarded_on IS NOT NULL AND project_id NOT IN (SELECT project_id FROM acceptance))"
STAGE_BEFORE_ANOTHER = """(SELECT min(s.id) FROM project_stage AS s JOIN project_stage AS later USING (project_id)
WHERE s.finished_on IS NOT NULL AND later.finished_on IS NOT NULL AND later.ordinal > s.ordinal)"""
FURTHER_DISPOSAL = """INSERT INTO asset_disposal (asset_id, region_code, approved_on, approval_number, disposed_on, proceeds)
SELECT id, region_code, '2020-06-01', '演示', '2020-06-02', 0 FROM asset WHERE state = 'registered' ORDER BY id LIMIT 1"""
# days of one row that cannot follow each other
DAYS = (
    (
        "proceeds_due_of_its_year",
        "UPDATE proceeds_due SET distribute_by = make_date(year, 1, 1) - 1 WHERE id = (SELECT min(id) FROM proceeds_due WHERE true)",
    ),
    (
        "proceeds_due_of_its_year",
        "UPDATE proceeds_due SET received_on = make_date(year, 1, 1) - 1 WHERE id = (SELECT min(id) FROM proceeds_due WHERE received_on IS NOT NULL)",
    ),
)
# papers dated before what they belong to, and what is recorded twice
PAPERS = (
    (
        "ck_application_review_after_its_application",
        """UPDATE application_review SET decided_on = '1995-01-01' WHERE id = (SELECT min(id) FROM application_review WHERE true)""",
    ),
    (
        "ck_application_applied_before_its_reviews",
        """UPDATE application SET applied_on = '2035-01-01' WHERE id = (SELECT min(id) FROM application WHERE id IN (SELECT application_id FROM application_review) AND id NOT IN (SELECT application_id FROM guidance_visit))""",
    ),
    (
        "ck_guidance_visit_after_its_application",
        "UPDATE guidance_visit SET visited_on = '1995-01-01' WHERE id = (SELECT min(id) FROM guidance_visit WHERE true)",
    ),
    (
        "ck_application_applied_before_its_guidance",
        """DELETE FROM application_review; UPDATE application SET applied_on = '2035-01-01' WHERE id = (SELECT min(application_id) FROM guidance_visit)""",
    ),
    (
        "ck_application_review_level_by_level",
        """UPDATE application_review SET decided_on = '2035-01-01' WHERE id = (SELECT min(id) FROM application_review WHERE level = 'village' AND application_id IN (SELECT application_id FROM application_review WHERE level = 'town' AND decision = 'approved'))""",
    ),
    ("ck_inventory_count_after_acquisition", "UPDATE inventory_count SET year = 1995 WHERE id = (SELECT min(id) FROM inventory_count WHERE true)"),
    (
        "ck_asset_acquired_before_its_counts",
        """UPDATE asset SET acquired_on = '2035-01-01' WHERE id = (SELECT min(id) FROM asset WHERE id IN (SELECT asset_id FROM inventory_count) AND id NOT IN (SELECT asset_id FROM asset_disposal))""",
    ),
    (
        "ck_asset_disposal_after_acquisition",
        """UPDATE asset_disposal SET approved_on = '1995-01-01', disposed_on = '1995-01-01' WHERE id = (SELECT min(id) FROM asset_disposal WHERE true)""",
    ),
    (
        "ck_asset_acquired_before_its_disposal",
        """DELETE FROM inventory_count; UPDATE asset SET acquired_on = '2035-01-01' WHERE id = (SELECT min(asset_id) FROM asset_disposal)""",
    ),
    (
        "ck_proceeds_due_after_its_project",
        """UPDATE proceeds_due SET year = 1995 WHERE id = (SELECT min(id) FROM proceeds_due WHERE id NOT IN (SELECT proceeds_due_id FROM proceeds_distribution))""",
    ),
    (
        "ck_project_of_the_year_before_its_proceeds",
        """DELETE FROM project_evaluation; DELETE FROM distribution_line; UPDATE acceptance SET accepted_on = '2060-01-01'; DELETE FROM sustainability_check; DELETE FROM sister_system_link;
        DELETE FROM inventory_count; DELETE FROM asset WHERE state <> 'disposed'; UPDATE project SET year = year + 6, approved_on = approved_on + 2192, due_on = NULL
        WHERE id IN (SELECT project_id FROM proceeds_due) AND id NOT IN (SELECT project_id FROM asset)""",
    ),
    (
        "ck_project_evaluation_after_its_project",
        "UPDATE project_evaluation SET year = 1995 WHERE id = (SELECT min(id) FROM project_evaluation WHERE true)",
    ),
    (
        "ck_project_of_the_year_before_its_evaluation",
        """DELETE FROM distribution_line; DELETE FROM proceeds_distribution; DELETE FROM proceeds_due; UPDATE project_evaluation SET year = (SELECT p.year FROM project AS p WHERE p.id = project_id); UPDATE acceptance SET accepted_on = '2060-01-01'; UPDATE project SET year = year + 1, due_on = NULL WHERE id = (SELECT min(p.id) FROM project AS p JOIN project_evaluation AS e ON e.project_id = p.id WHERE extract(year FROM p.approved_on) = p.year)""",
    ),
    (
        "ck_proceeds_distribution_households_with_money",
        """UPDATE proceeds_distribution SET to_village = to_village + to_households, to_households = 0 WHERE id = (SELECT min(id) FROM proceeds_distribution WHERE households > 0)""",
    ),
    ("uq_asset_certificate_number", "UPDATE asset SET certificate_number = '演示-同号'"),
)
# states that turn back, and what follows what it cannot follow
FORWARD = (
    ("ck_project_reserve_not_approved", "UPDATE project SET decided_by = '县政府' WHERE state = 'reserve'"),
    *(
        (
            "ck_project_goes_forward",
            f"UPDATE project SET state = '{state}', {papers} WHERE id = (SELECT min(id) FROM project WHERE state = '{before}')",
        )
        for before, state, papers in (
            ("operating", "building", "is_priority = true"),
            ("operating", "approved", "is_priority = true"),
            ("building", "reserve", "approval_number = NULL, approved_on = NULL, decided_by = NULL"),
        )
    ),
    (
        "ck_project_goes_forward",
        """UPDATE project SET state = 'stopped' WHERE id = (SELECT min(id) FROM project WHERE state = 'operating');
        UPDATE project SET state = 'building' WHERE state = 'stopped'""",
    ),
    (
        "ck_progress_report_never_falls",
        "UPDATE progress_report SET progress = 0.01 WHERE id = (SELECT min(id) FROM progress_report WHERE progress = 1)",
    ),
    ("ck_progress_report_never_falls", "UPDATE progress_report SET paid = 0.01 WHERE id = (SELECT min(id) FROM progress_report WHERE progress = 1)"),
    ("ck_progress_report_never_falls", "UPDATE progress_report SET progress = 1 WHERE id = (SELECT min(id) FROM progress_report)"),
    ("ck_proceeds_due_received_at_most_due", "UPDATE proceeds_due SET amount_received = amount_due + 0.01 WHERE received_on IS NOT NULL"),
    *(
        ("ck_project_stage_stays_finished", f"{change} WHERE id = {STAGE_BEFORE_ANOTHER}")
        for change in ("UPDATE project_stage SET finished_on = NULL", "DELETE FROM project_stage")
    ),
    (
        "ck_acceptance_stays_passed",
        "UPDATE acceptance SET has_passed = false, defects = '渗漏' WHERE id = (SELECT min(id) FROM acceptance WHERE has_passed)",
    ),
    ("ck_acceptance_stays_passed", "DELETE FROM acceptance WHERE id = (SELECT min(id) FROM acceptance WHERE has_passed)"),
    ("ck_asset_disposal_stays", "DELETE FROM asset_disposal"),
    ("ck_village_decision_somebody_votes", "UPDATE village_decision SET eligible = 0, in_favour = 0, against = 0 WHERE id = 1"),
    ("ck_tender_award_stays", f"UPDATE tender SET awarded_on = NULL, award_amount = NULL WHERE id = {ACCEPTED_TENDER}"),
    ("ck_asset_after_its_project", "UPDATE asset SET acquired_on = '1995-01-01' WHERE id = (SELECT min(id) FROM asset)"),
    (
        "ck_project_of_the_year_before_its_assets",
        """DELETE FROM distribution_line; DELETE FROM proceeds_distribution; DELETE FROM proceeds_due; DELETE FROM project_evaluation; UPDATE acceptance SET accepted_on = '2060-01-01';
        DELETE FROM sustainability_check; UPDATE project SET year = year + 5, approved_on = approved_on + 1827, due_on = NULL
        WHERE id = (SELECT min(project_id) FROM asset)""",
    ),
    ("ck_sustainability_check_after_its_project", "UPDATE sustainability_check SET checked_on = '1995-01-01' WHERE id = 1"),
    (
        "ck_project_of_the_year_before_its_checks",
        """DELETE FROM distribution_line; DELETE FROM proceeds_distribution; DELETE FROM proceeds_due; DELETE FROM project_evaluation; UPDATE acceptance SET accepted_on = '2060-01-01';
        UPDATE asset SET acquired_on = '2030-01-01' WHERE id NOT IN (SELECT asset_id FROM asset_disposal) AND id NOT IN (SELECT asset_id FROM inventory_count);
        UPDATE sustainability_check SET checked_on = make_date((SELECT year FROM project WHERE id = project_id), 1, 1);
        UPDATE project SET year = year + 1, due_on = NULL WHERE id IN (SELECT project_id FROM sustainability_check) AND extract(year FROM approved_on) = year""",
    ),
    ("ck_asset_disposal_of_a_disposed_asset", f"{FURTHER_DISPOSAL}"),
    ("ck_asset_stays_disposed", "UPDATE asset SET state = 'registered' WHERE id = (SELECT min(asset_id) FROM asset_disposal)"),
    ("ck_inventory_count_at_most_its_value", "UPDATE inventory_count SET book_value = 99999999 WHERE id = 1"),
    ("ck_asset_worth_its_book_values", "UPDATE asset SET value = 0.01 WHERE id = (SELECT min(asset_id) FROM inventory_count)"),
    (
        "ck_inventory_count_counted_before_disposal",
        "UPDATE inventory_count SET year = 2030 WHERE id = (SELECT max(c.id) FROM inventory_count AS c JOIN asset_disposal AS d USING (asset_id))",
    ),
    (
        "ck_asset_disposal_counted_before_disposal",
        """UPDATE asset_disposal AS d SET approved_on = a.acquired_on, disposed_on = a.acquired_on FROM asset AS a WHERE a.id = d.asset_id
        AND d.asset_id = (SELECT min(c.asset_id) FROM inventory_count AS c JOIN asset_disposal USING (asset_id) JOIN asset AS o ON o.id = asset_id
        WHERE c.year > extract(year FROM o.acquired_on))""",
    ),
)

PROMISES: tuple[Promise, ...] = (
    Promise("ck_bidder_bids_something", "UPDATE bidder SET amount = 0 WHERE id = 1"),
    Promise(
        "ck_project_approved_in_time",
        "UPDATE project SET approved_on = '1950-01-01' WHERE id = (SELECT min(id) FROM project WHERE approved_on IS NOT NULL)",
    ),
    Promise(
        "ck_project_due_after_approval",
        "UPDATE project SET due_on = approved_on - 1 WHERE id = (SELECT min(id) FROM project WHERE approved_on IS NOT NULL)",
    ),
    Promise(
        "ck_project_stage_in_time",
        "UPDATE project_stage SET entered_on = '2015-01-01' WHERE id = (SELECT min(id) FROM project_stage WHERE ordinal = 8)",
    ),
    Promise(
        "ck_tender_awards_the_winning_bid",
        f"UPDATE tender SET award_amount = award_amount - 1 WHERE id = {OPEN_TENDER}",
    ),
    Promise(
        "ck_proceeds_distribution_received",
        "UPDATE proceeds_distribution SET to_village = to_village + 0.01 WHERE id = 1",
    ),
    Promise(
        "ck_proceeds_due_covers_distribution",
        "UPDATE proceeds_due SET amount_received = amount_received - 0.01 WHERE id = (SELECT proceeds_due_id FROM proceeds_distribution WHERE id = 1)",
    ),
    Promise(
        "ck_distribution_line_shares_are_given",
        "UPDATE distribution_line SET amount = amount + (SELECT max(to_households) FROM proceeds_distribution) WHERE id = 1",
    ),
    Promise(
        "ck_proceeds_distribution_shares_are_given",
        "UPDATE proceeds_distribution SET to_households = 0.01 WHERE id = (SELECT min(proceeds_distribution_id) FROM distribution_line)",
    ),
    Promise(
        "fk_tender_project_region",
        """UPDATE tender SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_panel_member_project_region",
        """UPDATE panel_member SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_asset_project_region",
        """UPDATE asset SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_proceeds_due_project_region",
        """UPDATE proceeds_due SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "fk_bidder_tender_region",
        """UPDATE bidder SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "ck_inventory_count_occupied_where_used",
        """UPDATE inventory_count SET result = 'idle' WHERE id = (SELECT min(id) FROM inventory_count WHERE occupancy > 0)""",
    ),
    Promise(
        "fk_inventory_count_asset_region",
        """UPDATE inventory_count SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "ck_proceeds_distribution_counts_its_lines",
        "UPDATE proceeds_distribution SET households = households + 1 WHERE id = 1; SET CONSTRAINTS ALL IMMEDIATE",
    ),
    Promise(
        "ck_proceeds_distribution_counts_its_lines",
        """UPDATE proceeds_due SET amount_received = 2, received_on = '2020-02-01' WHERE id = (SELECT min(id) FROM proceeds_due WHERE amount_received = 0);
        INSERT INTO proceeds_distribution (proceeds_due_id, region_code, distributed_on, to_households, to_village, households)
        SELECT id, region_code, '2020-03-01', 1, 1, 1 FROM proceeds_due WHERE amount_received = 2; SET CONSTRAINTS ALL IMMEDIATE""",
    ),
    Promise(
        "ck_distribution_line_is_counted",
        "DELETE FROM distribution_line WHERE id = 1; SET CONSTRAINTS ALL IMMEDIATE",
    ),
    Promise(
        "fk_proceeds_distribution_proceeds_due_region",
        """UPDATE proceeds_distribution SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    *(
        Promise(
            f"fk_{table}_application_household",
            f"UPDATE {table} SET household_id = (SELECT max(household_id) + 1 FROM application) WHERE id = (SELECT min(id) FROM {table} WHERE true)",
        )
        for table in ("application_review", "guidance_visit")
    ),
    Promise(
        "fk_application_review_application_region",
        """UPDATE application_review SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = 1""",
    ),
    Promise(
        "ck_tender_awards_the_winning_bid",
        f"""UPDATE tender SET awarded_on = NULL, award_amount = NULL WHERE id = {LAST_TENDER}; UPDATE bidder SET has_won = false WHERE tender_id = {LAST_TENDER};
        UPDATE tender SET awarded_on = closes_on, award_amount = (SELECT min(amount) FROM bidder WHERE tender_id = {LAST_TENDER}) WHERE id = {LAST_TENDER}""",
    ),
    Promise(
        "ck_bidder_award_stands",
        """UPDATE bidder SET amount = amount + 1 WHERE id = (SELECT min(id) FROM bidder WHERE has_won)""",
    ),
    Promise(
        "ck_bidder_award_stands",
        """UPDATE bidder SET has_won = false WHERE id = (SELECT min(id) FROM bidder WHERE has_won)""",
    ),
    Promise(
        "ck_bidder_award_stands",
        """UPDATE bidder AS b SET tender_id = t.id, region_code = t.region_code, credit_code = '91990000DEM099999X', has_won = false FROM tender AS t
        WHERE b.id = (SELECT min(id) FROM bidder WHERE has_won) AND t.id = (SELECT max(id) FROM tender)""",
    ),
    Promise(
        "ck_bidder_award_stands",
        """DELETE FROM bidder WHERE id = (SELECT min(id) FROM bidder WHERE has_won)""",
    ),
    Promise(
        "ck_proceeds_distribution_received",
        """UPDATE proceeds_distribution AS d SET distributed_on = due.received_on - 1 FROM proceeds_due AS due
        WHERE due.id = d.proceeds_due_id AND d.id = 1""",
    ),
    Promise(
        "ck_proceeds_due_covers_distribution",
        """UPDATE proceeds_due AS due SET received_on = d.distributed_on + 1 FROM proceeds_distribution AS d
        WHERE due.id = d.proceeds_due_id AND d.id = 1""",
    ),
    Promise(
        "ck_distribution_line_to_the_entitled",
        """UPDATE distribution_line SET household_id = 999999 WHERE id = 1""",
    ),
    Promise(
        "ck_proceeds_distribution_to_the_entitled",
        """UPDATE proceeds_distribution AS d SET proceeds_due_id = due.id, region_code = due.region_code, distributed_on = '2030-01-01',
        to_village = 0 FROM proceeds_due AS due WHERE d.id = (SELECT min(proceeds_distribution_id) FROM distribution_line)
        AND due.id = (SELECT min(o.id) FROM proceeds_due AS o WHERE o.id NOT IN (SELECT proceeds_due_id FROM proceeds_distribution)
        AND o.amount_received > (SELECT max(to_households) FROM proceeds_distribution) AND EXISTS (SELECT FROM distribution_line AS l
        WHERE l.proceeds_distribution_id = (SELECT min(proceeds_distribution_id) FROM distribution_line)
        AND NOT EXISTS (SELECT FROM entitled_subject AS e WHERE e.project_id = o.project_id AND e.household_id = l.household_id)))""",
    ),
    Promise(
        "ck_proceeds_due_to_the_entitled",
        """DELETE FROM distribution_line WHERE proceeds_distribution_id > (SELECT min(proceeds_distribution_id) FROM distribution_line);
        DELETE FROM proceeds_distribution WHERE id NOT IN (SELECT proceeds_distribution_id FROM distribution_line);
        DELETE FROM proceeds_due WHERE id NOT IN (SELECT proceeds_due_id FROM proceeds_distribution);
        UPDATE proceeds_due AS due SET project_id = o.id, region_code = o.region_code FROM project AS o
        WHERE o.id = (SELECT min(p.id) FROM project AS p WHERE p.year = 2016 AND p.id NOT IN (SELECT project_id FROM proceeds_due)
        AND p.id NOT IN (SELECT e.project_id FROM entitled_subject AS e JOIN distribution_line AS l USING (household_id)))""",
    ),
    Promise(
        "ck_entitled_subject_shared",
        """UPDATE entitled_subject SET period = '[2098-01-01,)' WHERE (project_id, household_id) = (SELECT due.project_id, l.household_id
        FROM distribution_line AS l JOIN proceeds_distribution AS d ON d.id = l.proceeds_distribution_id JOIN proceeds_due AS due ON due.id = d.proceeds_due_id LIMIT 1)""",
    ),
    Promise(
        "ck_entitled_subject_shared",
        """DELETE FROM entitled_subject WHERE (project_id, household_id) = (SELECT due.project_id, l.household_id
        FROM distribution_line AS l JOIN proceeds_distribution AS d ON d.id = l.proceeds_distribution_id JOIN proceeds_due AS due ON due.id = d.proceeds_due_id LIMIT 1)""",
    ),
    Promise(
        "ck_acceptance_of_approved_project",
        """UPDATE acceptance AS a SET accepted_on = p.approved_on - 1 FROM project AS p WHERE p.id = a.project_id AND a.id = 1""",
    ),
    Promise(
        "ck_project_approved_before_acceptance",
        """UPDATE project AS p SET approved_on = a.accepted_on + 1, due_on = NULL, year = extract(year FROM a.accepted_on) FROM acceptance AS a WHERE a.project_id = p.id AND a.id = 1""",
    ),
    Promise(
        "ck_bidder_in_time",
        """INSERT INTO bidder (tender_id, region_code, name, credit_code, amount, has_won)
        SELECT id, region_code, '迟到公司', '91990000DEM099999X', award_amount - 1, false FROM tender WHERE awarded_on IS NOT NULL ORDER BY id LIMIT 1""",
    ),
    Promise(
        "ck_bidder_award_stands",
        """UPDATE bidder SET amount = amount + 1 WHERE id = (SELECT min(b.id) FROM bidder AS b JOIN tender AS t ON t.id = b.tender_id
        WHERE NOT b.has_won AND t.awarded_on IS NOT NULL)""",
    ),
    Promise(
        "ck_proceeds_distribution_shares_are_given",
        """UPDATE proceeds_distribution SET households = households - 1 WHERE id = (SELECT min(id) FROM proceeds_distribution WHERE households > 1)""",
    ),
    Promise(
        "ck_distribution_line_shares_are_given",
        """INSERT INTO distribution_line (proceeds_distribution_id, household_id, region_code, amount)
        SELECT proceeds_distribution_id, 999999, region_code, 0 FROM distribution_line WHERE id = 1""",
    ),
    Promise(
        "uq_technical_problem_region_code_title_raised_on",
        """INSERT INTO technical_problem (region_code, title, raised_on, state)
        SELECT region_code, title, raised_on, 'open' FROM technical_problem ORDER BY id LIMIT 1""",
    ),
    *(Promise(rule, statement) for rule, statement in (*FORWARD, *PAPERS)),
    *(Promise(f"ck_{rule}", statement) for rule, statement in DAYS),
)
