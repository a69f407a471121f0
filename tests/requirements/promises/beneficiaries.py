"""Who is in hardship: statements that the register, findings, entries and exits refuse."""

from __future__ import annotations

from tests.requirements import Promise

ANOTHER_HOUSEHOLD = "(SELECT min(m.id) FROM member AS m WHERE m.household_id <> {table}.household_id)"
OF_ANOTHER_CASE = "(SELECT min(m.id) FROM member AS m WHERE m.household_id NOT IN (SELECT household_id FROM exit_case))"
# of a case that nobody has signed yet
FIRST_SIGNATURE = """INSERT INTO exit_signature (exit_case_id, household_id, region_code, ordinal, role, member_id, statement, confirmation, document_digest, signed_at)
SELECT one.id, one.household_id, one.region_code, 1, 'household', {member}, '同意脱困', '确认：同意脱困', sha256('paper'), one.proposed_on + interval '3 days'
FROM exit_case AS one WHERE one.state = 'proposed' ORDER BY one.id LIMIT 1"""
ON_PAPER = FIRST_SIGNATURE.replace("signed_at)", "signed_at,\n  assistant_id, assistance_reason, paper_number, paper_signed_on)").replace(
    "interval '3 days'", "interval '3 days', 999999, 'no_phone', 'TP-1', one.proposed_on + {day}"
)
OF_ITS_HOUSEHOLD = "(SELECT min(id) FROM member WHERE household_id = one.household_id AND died_on IS NULL AND left_on IS NULL)"
SIGNED_ON_PAPER = ON_PAPER.format(member=OF_ITS_HOUSEHOLD, day=2)
NEWEST_SIGNATURE = "id = (SELECT max(id) FROM exit_signature)"
ANOTHER_MEMBER = """UPDATE {table} AS one SET member_id = (SELECT min(m.id) FROM member AS m WHERE m.household_id = one.household_id AND m.id <> one.member_id)
WHERE id = (SELECT min(o.id) FROM {table} AS o JOIN member AS m ON m.household_id = o.household_id AND m.id <> o.member_id WHERE {about})"""
MOVED_CASE = """UPDATE exit_case AS one SET household_id = (SELECT min(h.id) FROM household AS h WHERE h.region_code = one.region_code
AND h.id NOT IN (SELECT household_id FROM exit_case)) WHERE id = (SELECT min(c.id) FROM exit_case AS c JOIN exit_signature AS p ON p.exit_case_id = c.id
WHERE p.member_id IS NOT NULL AND EXISTS (SELECT FROM household AS h WHERE h.region_code = c.region_code AND h.id NOT IN (SELECT household_id FROM exit_case)))"""
MOVED_MEMBER = """UPDATE member AS m SET household_id = h.id, region_code = h.region_code, kinship = 'other' FROM household AS h
WHERE h.id = m.household_id + 1 AND m.id = (SELECT min(member_id) FROM {papers} WHERE member_id NOT IN
(SELECT member_id FROM comparison_finding WHERE member_id IS NOT NULL UNION SELECT member_id FROM entitlement WHERE member_id IS NOT NULL))"""
UNNAMED = "id NOT IN (SELECT member_id FROM comparison_finding WHERE member_id IS NOT NULL UNION SELECT member_id FROM entitlement WHERE member_id IS NOT NULL)"
RETURNED = f"""INSERT INTO exit_case (household_id, region_code, state, proposed_on, income_a_head, income_evidence_digest, income_is_enough, findings_are_closed,
entitlements_are_paid, measures_are_closed, return_reason) SELECT household_id, region_code, 'returned', '2020-01-01', 9000, sha256('paper'), false, true, true, true,
'户主拒签' FROM member WHERE {UNNAMED} AND died_on IS NULL AND household_id NOT IN (SELECT household_id FROM exit_case) ORDER BY household_id LIMIT 1"""
REFUSED_BY = """INSERT INTO exit_refusal (exit_case_id, household_id, region_code, role, signer_id, member_id, refused_on, reason)
SELECT id, household_id, region_code, '{role}', {signer}, {member}, proposed_on + {day}, '不同意' FROM exit_case WHERE id = {case}"""
SIGNED_BY = """INSERT INTO exit_signature (exit_case_id, household_id, region_code, ordinal, role, signer_id, statement, confirmation, document_digest, signed_at)
SELECT exit_case_id, household_id, region_code, {ordinal}, '{role}', 999999, '同意', '确认', sha256('paper'), {day} + time '12:00' FROM exit_refusal ORDER BY id LIMIT 1"""
LAST_CASE = "(SELECT max(id) FROM exit_case)"
OF_LAST_CASE = f"(SELECT max(id) FROM member WHERE household_id = (SELECT household_id FROM exit_case ORDER BY id DESC LIMIT 1) AND died_on IS NULL AND {UNNAMED})"
ALL_APPROVED = "UPDATE entry_step SET decision = 'approved' WHERE entry_case_id IN (SELECT id FROM entry_case WHERE state = 'reviewing')"
FILED_RELAPSE = """INSERT INTO entry_case (household_id, region_code, applied_on, due_on, state, relapse_of_id, comparison_run_id, filed_on)
SELECT id, region_code, {applied}, '2035-01-01', 'filed', id, (SELECT min(id) FROM comparison_run), {filed} FROM household WHERE state = '{state}' ORDER BY id LIMIT 1"""
STAYING = "(SELECT min(id) FROM household WHERE state = 'active' AND id NOT IN (SELECT household_id FROM exit_case))"
POSTED = (
    ("entry_case", "entry", "applied_on", ", filed_on = filed_on + 30"),
    ("exit_case", "exit", "proposed_on", ""),
    ("removal_decision", "removal", "decided_on", ", noticed_on = noticed_on + 30, appeal_until = appeal_until + 30"),
)
# what a row says of itself
DAYS = (
    (
        "aid_level_of_eleven_households",
        "UPDATE aid_level SET households = 10 WHERE id = (SELECT min(id) FROM aid_level)",
    ),
    (
        "adjustment_round_starts_in_its_year",
        "UPDATE adjustment_round SET starts_on = '2017-12-31' WHERE id = (SELECT min(id) FROM adjustment_round WHERE year = 2018)",
    ),
    (
        "comparison_run_data_are_there",
        "UPDATE comparison_run SET source_day = '2020-06-30' WHERE id = (SELECT min(id) FROM comparison_run WHERE code = 'R2019tax')",
    ),
)
# papers of a case before its first day or after its last one, and what is recorded twice
PAPERS = (
    ("ck_entry_case_due_later", "UPDATE entry_case SET due_on = applied_on - 1 WHERE id = 1"),
    (
        "fk_removal_decision_member_household",
        "UPDATE removal_decision AS r SET member_id = (SELECT min(m.id) FROM member AS m WHERE m.household_id <> r.household_id) WHERE r.id = 1",
    ),
    (
        "ck_public_notice_after_its_entry_case",
        """UPDATE public_notice SET posted_on = '2030-01-01', ends_on = '2030-01-08', taken_down_on = NULL WHERE id = (SELECT min(id) FROM public_notice WHERE kind = 'entry')""",
    ),
    (
        "ck_public_notice_after_its_exit_case",
        """UPDATE public_notice SET posted_on = '2030-01-01', ends_on = '2030-01-08', taken_down_on = NULL WHERE id = (SELECT min(id) FROM public_notice WHERE exit_case_id IN (SELECT id FROM exit_case WHERE closed_on IS NOT NULL))""",
    ),
    (
        "ck_entry_step_in_its_case",
        """UPDATE entry_step SET decided_on = '1995-01-01' WHERE id = (SELECT min(id) FROM entry_step WHERE level = 'village')""",
    ),
    (
        "ck_entry_step_in_its_case",
        """UPDATE entry_step SET decided_on = '2030-01-01' WHERE id = (SELECT min(id) FROM entry_step WHERE level = 'county')""",
    ),
    (
        "ck_entry_case_stepped_in_time",
        """UPDATE entry_case SET filed_on = applied_on + 10 WHERE id = (SELECT min(id) FROM entry_case WHERE state = 'filed')""",
    ),
    (
        "ck_exit_signature_in_its_case",
        """UPDATE exit_signature SET signed_at = '1995-01-01 10:00+08' WHERE id = (SELECT min(id) FROM exit_signature WHERE role = 'town')""",
    ),
    (
        "ck_exit_signature_in_its_case",
        """UPDATE exit_signature SET signed_at = '2030-01-01 10:00+08' WHERE id = (SELECT min(id) FROM exit_signature WHERE role = 'town' AND exit_case_id IN (SELECT id FROM exit_case WHERE closed_on IS NOT NULL))""",
    ),
    (
        "ck_exit_case_signed_in_time",
        """UPDATE exit_case SET proposed_on = proposed_on + 8 WHERE id = (SELECT min(id) FROM exit_case WHERE state = 'signing')""",
    ),
    ("ck_exit_refusal_in_its_case", "UPDATE exit_refusal SET refused_on = '1995-01-01' WHERE id = (SELECT min(id) FROM exit_refusal WHERE true)"),
    (
        "ck_exit_case_refused_in_time",
        """UPDATE exit_case SET proposed_on = proposed_on + 30 WHERE state = 'returned'""",
    ),
    (
        "ck_entry_step_level_by_level",
        """UPDATE entry_step SET decided_on = decided_on + 10 WHERE id = (SELECT min(id) FROM entry_step WHERE level = 'village' AND decision = 'approved')""",
    ),
    (
        "ck_comparison_finding_raised_by_its_run",
        """UPDATE comparison_finding SET raised_on = raised_on - 100 WHERE id = (SELECT min(id) FROM comparison_finding WHERE true)""",
    ),
    (
        "ck_comparison_run_run_before_its_findings",
        """UPDATE comparison_run SET started_at = started_at + interval '60 days', finished_at = NULL WHERE id = (SELECT min(id) FROM comparison_run WHERE id IN (SELECT comparison_run_id FROM comparison_finding) AND id NOT IN (SELECT comparison_run_id FROM entry_case WHERE comparison_run_id IS NOT NULL))""",
    ),
    (
        "ck_entry_case_compared_in_time",
        """UPDATE entry_case SET comparison_run_id = (SELECT max(id) FROM comparison_run) WHERE id = (SELECT min(id) FROM entry_case WHERE filed_on < '2020-01-01')""",
    ),
    (
        "ck_comparison_run_run_before_its_entries",
        """UPDATE comparison_run SET started_at = '2030-01-01 09:00+08', finished_at = NULL WHERE id = (SELECT min(id) FROM comparison_run WHERE id IN (SELECT comparison_run_id FROM entry_case) AND id NOT IN (SELECT comparison_run_id FROM comparison_finding))""",
    ),
    ("ck_exit_case_after_filing", "UPDATE exit_case SET proposed_on = '1995-01-01' WHERE state = 'signing'"),
    (
        "ck_household_filed_before_its_exit",
        """UPDATE household SET filed_on = '2030-01-01' WHERE id = (SELECT min(id) FROM household WHERE state = 'exit_signing')""",
    ),
    (
        "ck_campaign_coverage_in_its_campaign",
        """UPDATE campaign_coverage SET completed_on = '1995-01-01' WHERE id = (SELECT min(id) FROM campaign_coverage WHERE completed_on IS NOT NULL)""",
    ),
    (
        "ck_collection_campaign_begun_before_its_coverage",
        """UPDATE collection_campaign SET starts_on = due_on - 1 WHERE id = (SELECT min(id) FROM collection_campaign WHERE id IN (SELECT collection_campaign_id FROM campaign_coverage WHERE completed_on IS NOT NULL))""",
    ),
    ("ck_survey_in_its_campaign", "UPDATE survey SET surveyed_on = '1995-01-01' WHERE id = (SELECT min(id) FROM survey WHERE true)"),
    (
        "ck_collection_campaign_begun_before_its_surveys",
        """UPDATE campaign_coverage SET completed_on = NULL; UPDATE collection_campaign SET starts_on = '2030-01-01', due_on = '2030-02-01'""",
    ),
    (
        "uq_entry_case_relapse_open",
        """INSERT INTO entry_case (household_id, region_code, applied_on, due_on, state, relapse_of_id)
        SELECT h.id, h.region_code, e.applied_on, e.due_on, 'reviewing', e.relapse_of_id FROM entry_case AS e, household AS h
        WHERE e.state = 'reviewing' AND h.state = 'active' ORDER BY h.id LIMIT 1""",
    ),
    (
        "uq_household_relapse_of_id",
        """UPDATE household SET filed_on = '2030-01-01', relapse_of_id = (SELECT min(id) FROM household WHERE state = 'exited') WHERE id IN (SELECT id FROM household WHERE state = 'active' ORDER BY id LIMIT 2)""",
    ),
    (
        "uq_emergency_relief_household_id_kind_reported_at",
        """INSERT INTO emergency_relief (household_id, region_code, kind, reported_at, due_at) SELECT household_id, region_code, kind, reported_at, due_at FROM emergency_relief WHERE true ORDER BY id LIMIT 1""",
    ),
    (
        "ex_entitlement_household_id_period",
        """INSERT INTO entitlement (household_id, member_id, region_code, kind, period, monthly_amount, is_retained) SELECT household_id, member_id, region_code, kind, period, monthly_amount, is_retained FROM entitlement WHERE kind = 'dibao' ORDER BY id LIMIT 1""",
    ),
    (
        "ex_entitlement_household_member_kind_period",
        """INSERT INTO entitlement (household_id, member_id, region_code, kind, period, monthly_amount, is_retained) SELECT household_id, member_id, region_code, kind, period, monthly_amount, is_retained FROM entitlement WHERE kind = 'medical' ORDER BY id LIMIT 1""",
    ),
)

# who refused did not sign, who signs does so in his turn, and what was refused goes no further
CASE = "(SELECT min(id) FROM exit_case WHERE state = '{state}')"
SIGNED = (
    *(
        (
            "ck_exit_refusal_of_a_returned_case",
            REFUSED_BY.format(role="county", signer=999999, member="NULL", day=days, case=CASE.format(state=state)),
        )
        for state, days in (("exited", 38), ("signing", 20))
    ),
    ("ck_exit_case_returned_where_refused", "UPDATE exit_case SET state = 'signing', return_reason = NULL WHERE state = 'returned'"),
    ("ck_exit_refusal_stops_signing", "UPDATE exit_refusal SET role = 'helper'"),
    ("ck_exit_refusal_stops_signing", "UPDATE exit_refusal SET refused_on = refused_on - 5"),
    ("ck_exit_signature_before_any_refusal", SIGNED_BY.format(ordinal=4, role="town", day="refused_on + 1")),
    ("ck_exit_signature_before_any_refusal", SIGNED_BY.format(ordinal=3, role="village", day="refused_on")),
    (
        "ck_exit_signature_in_their_order",
        "UPDATE exit_signature SET signed_at = signed_at - interval '4 days' WHERE id = (SELECT min(id) FROM exit_signature WHERE role = 'county')",
    ),
    (
        "ck_exit_signature_by_who_lives_there",
        f"""UPDATE member SET born_on = '1950-01-01', left_on = '2018-01-01' WHERE household_id IN (SELECT household_id FROM exit_case WHERE state = 'proposed');
        {FIRST_SIGNATURE.format(member="(SELECT min(id) FROM member WHERE household_id = one.household_id)")}""",
    ),
    (
        "ck_exit_refusal_by_who_lives_there",
        f"""{RETURNED}; UPDATE member SET born_on = '1950-01-01', died_on = NULL, left_on = '2018-01-01' WHERE household_id = (SELECT household_id FROM exit_case ORDER BY id DESC LIMIT 1);
        {REFUSED_BY.format(role="household", signer="NULL", member=OF_LAST_CASE, day=9, case=LAST_CASE)}""",
    ),
    *(
        (
            "ck_entry_step_of_a_case_filed_by_all",
            f"UPDATE entry_step SET decision = '{decision}', reason = '材料不实' WHERE id = 1 OR id = 2 OR id = 3",
        )
        for decision in ("refused", "returned")
    ),
    ("ck_entry_case_filed_by_all", "UPDATE entry_case SET state = 'filed', filed_on = '2020-06-30', comparison_run_id = 1 WHERE state = 'reviewing'"),
    (
        "ck_entry_step_level_by_level",
        """INSERT INTO entry_step (entry_case_id, household_id, region_code, level, decision, decided_on, signer_id)
        SELECT entry_case_id, household_id, region_code, 'town', 'approved', decided_on + 5, 999999 FROM entry_step WHERE decision = 'returned' ORDER BY id LIMIT 1""",
    ),
    (
        "uq_entry_step_entry_case_id_signer_id",
        "UPDATE entry_step SET signer_id = (SELECT signer_id FROM entry_step AS o WHERE o.level = 'town' AND o.entry_case_id = 1) WHERE level = 'village' AND entry_case_id = 1",
    ),
    *(
        (
            f"ex_public_notice_{paper}_id_period",
            f"""INSERT INTO public_notice ({paper}_id, region_code, kind, posted_on, ends_on, objections)
            SELECT {paper}_id, region_code, kind, posted_on + 1, ends_on + 1, 0 FROM public_notice WHERE kind = '{kind}' ORDER BY id LIMIT 1""",
        )
        for paper, kind, *_ in POSTED
    ),
)
# a household without people, what came before birth or exit, and rules that were not in force
UNTIMELY = (
    (
        "ck_household_has_members",
        """INSERT INTO household (number, region_code, head_name, category, member_count, filed_on)
        SELECT 'NOBODY', region_code, head_name, category, 1, filed_on FROM household WHERE id = 1; SET CONSTRAINTS ALL IMMEDIATE""",
    ),
    (
        "ck_member_leaves_no_empty_household",
        f"""DELETE FROM member WHERE id = (SELECT min(id) FROM member AS m WHERE {UNNAMED} AND household_id NOT IN (SELECT household_id FROM exit_case)
        AND NOT EXISTS (SELECT FROM member AS o WHERE o.household_id = m.household_id AND o.id <> m.id)); SET CONSTRAINTS ALL IMMEDIATE""",
    ),
    ("ck_measure_after_filing", "UPDATE measure SET starts_on = '1995-01-01' WHERE id = 1"),
    (
        "ck_household_filed_before_its_measures",
        """UPDATE household SET filed_on = '2030-01-01' WHERE id = (SELECT min(household_id) FROM measure JOIN household AS h
        ON h.id = household_id WHERE h.state = 'active' AND household_id NOT IN (SELECT household_id FROM exit_case))""",
    ),
    ("ck_household_was_entered_as_filed", "UPDATE household SET filed_on = filed_on - 1 WHERE id = 1"),
    (
        "ck_household_was_entered_as_filed",
        f"UPDATE household SET state = 'applied' WHERE id = {STAYING}",
    ),
    (
        "ck_entry_case_with_its_household",
        """UPDATE entry_case SET state = 'refused', filed_on = NULL WHERE id = (SELECT min(c.id) FROM entry_case AS c JOIN household AS h ON h.id = household_id
        WHERE h.state = 'active')""",
    ),
    ("ck_entry_case_with_its_household", "UPDATE entry_case SET filed_on = filed_on + 3 WHERE id = 1"),
    ("ck_household_somebody_lives_there", "UPDATE household SET member_count = 0 WHERE id = 1"),
    (
        "ex_member_spouse",
        """UPDATE member SET kinship = 'spouse' WHERE died_on IS NULL AND left_on IS NULL AND household_id = (SELECT min(household_id) FROM
        (SELECT household_id FROM member WHERE died_on IS NULL AND left_on IS NULL GROUP BY 1 HAVING count(*) > 2) AS large); SET CONSTRAINTS ALL IMMEDIATE""",
    ),
    (
        "ck_entitlement_after_birth",
        "UPDATE entitlement SET period = '[1910-01-01,)' WHERE id = (SELECT min(id) FROM entitlement WHERE member_id IS NOT NULL)",
    ),
    (
        "ck_member_born_before_his_policies",
        "UPDATE member SET born_on = '2030-01-01', died_on = NULL, left_on = NULL WHERE id = (SELECT min(member_id) FROM entitlement)",
    ),
    (
        "ck_relapse_watch_after_its_exit",
        "INSERT INTO relapse_watch (household_id, region_code, due_on) SELECT id, region_code, '2020-06-01' FROM household WHERE state = 'active' ORDER BY id LIMIT 1",
    ),
    (
        "ck_relapse_watch_after_its_exit",
        "UPDATE relapse_watch SET visited_on = '1995-01-01' WHERE id = (SELECT min(id) FROM relapse_watch WHERE visited_on IS NOT NULL)",
    ),
    (
        "ck_household_exited_before_its_watches",
        """WITH watched AS (SELECT household_id, max(due_on) AS due_on FROM relapse_watch GROUP BY 1), closed AS
        (UPDATE exit_case AS c SET closed_on = w.due_on + 9 FROM watched AS w WHERE w.household_id = c.household_id AND c.state = 'exited')
        UPDATE household AS h SET exited_on = w.due_on + 9 FROM watched AS w WHERE w.household_id = h.id""",
    ),
    (
        "ck_key_village_list_of_a_weak_village",
        """UPDATE key_village_list AS l SET village_id = v.id, region_code = v.region_code
        FROM (SELECT id, region_code FROM village WHERE state = 'ordinary' ORDER BY id LIMIT 1) AS v WHERE l.id = 1""",
    ),
    ("ck_village_weak_where_a_key_one", "UPDATE village SET state = 'ordinary' WHERE id = (SELECT min(village_id) FROM key_village_list)"),
    (
        "ck_comparison_finding_by_a_rule_in_force",
        """UPDATE comparison_finding SET comparison_rule_id = (SELECT id FROM comparison_rule WHERE kind = 'vehicle' AND rule_version = 1)
        WHERE id = (SELECT max(f.id) FROM comparison_finding AS f JOIN comparison_rule AS r ON r.id = comparison_rule_id WHERE f.kind = 'vehicle' AND rule_version = 2)""",
    ),
    ("ck_comparison_rule_in_force_when_it_found", "UPDATE comparison_rule SET period = '[2030-01-01,)' WHERE kind = 'tax'"),
    (
        "ck_comparison_run_by_rules_in_force",
        "UPDATE comparison_run SET started_at = '2015-12-31 09:00+08', source_day = '2015-12-30' WHERE id = (SELECT min(comparison_run_id) FROM comparison_finding)",
    ),
)

PROMISES: tuple[Promise, ...] = (
    *(Promise(rule, statement) for rule, statement in (*SIGNED, *UNTIMELY)),
    Promise(
        "fk_removal_decision_comparison_finding_household",
        """WITH other AS (SELECT h.id, h.region_code FROM household AS h, removal_decision AS r WHERE r.id = 1 AND h.id <> r.household_id LIMIT 1)
        UPDATE removal_decision SET household_id = other.id, region_code = other.region_code FROM other WHERE removal_decision.id = 1""",
    ),
    Promise(
        "fk_comparison_finding_member_household",
        f"UPDATE comparison_finding SET member_id = {ANOTHER_HOUSEHOLD.format(table='comparison_finding')} WHERE id = 1",
    ),
    Promise(
        "fk_entitlement_member_household",
        f"UPDATE entitlement SET member_id = {ANOTHER_HOUSEHOLD.format(table='entitlement')} WHERE id = 1",
    ),
    Promise(
        "fk_exit_signature_member_household",
        FIRST_SIGNATURE.format(member=OF_ANOTHER_CASE),
    ),
    Promise("ck_exit_signature_voided_later", "UPDATE exit_signature SET voided_at = signed_at - interval '1 minute' WHERE id = 1"),
    Promise(
        "ck_exit_signature_stays_void",
        "UPDATE exit_signature SET voided_at = signed_at WHERE id = 1; UPDATE exit_signature SET voided_at = NULL WHERE id = 1",
    ),
    *(
        Promise(f"ck_exit_signature_{name}", f"{SIGNED_ON_PAPER}; UPDATE exit_signature SET {change} WHERE {NEWEST_SIGNATURE}")
        for name, change in (
            ("assisted_whole", "paper_number = NULL"),
            ("assisted_household", "role = 'helper', ordinal = 2, signer_id = 999998, member_id = NULL"),
            ("stays_signed", "assistant_id = NULL, assistance_reason = NULL, paper_number = NULL, paper_signed_on = NULL"),
        )
    ),
    *(
        Promise(f"ck_exit_signature_{name}", ON_PAPER.format(member=OF_ITS_HOUSEHOLD, day=day))
        for name, day in (("recorded_once_signed", 4), ("on_the_paper_as_it_stands", -1))
    ),
    *(
        Promise(
            "ck_exit_signature_stays_signed",
            f"UPDATE exit_signature SET {change} WHERE id = (SELECT min(id) FROM exit_signature WHERE assistant_id IS NOT NULL)",
        )
        for change in (
            "assistant_id = 999999",
            "assistance_reason = CASE assistance_reason WHEN 'away' THEN 'no_phone' ELSE 'away' END",
            "paper_number = 'TP-0'",
            "paper_signed_on = paper_signed_on - 1",
        )
    ),
    Promise(
        "ck_exit_signature_assistant_signs_nothing",
        f"""{SIGNED_ON_PAPER}; INSERT INTO exit_signature (exit_case_id, household_id, region_code, ordinal, role, signer_id, statement, confirmation,
        document_digest, signed_at) SELECT exit_case_id, household_id, region_code, 2, 'helper', assistant_id, '同意', '确认', document_digest, signed_at
        FROM exit_signature WHERE {NEWEST_SIGNATURE}""",
    ),
    Promise("ck_exit_case_revised_after_proposal", "UPDATE exit_case SET revised_on = proposed_on - 1 WHERE id = 1"),
    Promise(
        "ck_exit_case_stands_as_on_paper",
        f"{SIGNED_ON_PAPER}; UPDATE exit_case SET revised_on = proposed_on + 30 WHERE id = (SELECT exit_case_id FROM exit_signature WHERE {NEWEST_SIGNATURE})",
    ),
    Promise("ck_exit_case_stays_as_signed", "UPDATE exit_case SET income_a_head = income_a_head + 1 WHERE state = 'signing'"),
    *(
        Promise("ck_exit_signature_stays_signed", f"{change} WHERE id = (SELECT min(id) FROM exit_signature WHERE role = 'town')")
        for change in (
            "UPDATE exit_signature SET document_digest = sha256('another paper')",
            "UPDATE exit_signature SET statement = statement || '。'",
            "UPDATE exit_signature SET signer_id = signer_id + 100000",
            "DELETE FROM exit_signature",
        )
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
        "fk_exit_signature_exit_case_household",
        MOVED_CASE,
    ),
    Promise(
        "fk_exit_signature_member_household",
        MOVED_MEMBER.format(papers="exit_signature"),
    ),
    Promise(
        "fk_exit_refusal_member_household",
        f"""{RETURNED};
        {REFUSED_BY.format(role="household", signer="NULL", member=OF_LAST_CASE, day=9, case=LAST_CASE)};
        {MOVED_MEMBER.format(papers="exit_refusal")}""",
    ),
    Promise(
        "fk_exit_refusal_member_household",
        f"UPDATE exit_refusal SET role = 'household', signer_id = NULL, member_id = {OF_ANOTHER_CASE} WHERE id = (SELECT min(id) FROM exit_refusal)",
    ),
    Promise(
        "fk_entry_step_entry_case_household",
        "UPDATE entry_step SET household_id = (SELECT max(id) FROM household) WHERE id = (SELECT min(id) FROM entry_step)",
    ),
    Promise(
        "fk_exit_refusal_exit_case_household",
        "UPDATE exit_refusal SET household_id = (SELECT max(id) FROM household) WHERE id = (SELECT min(id) FROM exit_refusal)",
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
        "fk_village_year_village_region",
        "UPDATE village_year SET region_code = (SELECT max(region_code) FROM village), year = 1990 WHERE id = 1",
    ),
    Promise(
        "fk_key_village_list_village_region",
        "UPDATE key_village_list SET village_id = (SELECT max(id) FROM village) WHERE id = 1",
    ),
    Promise(
        "ck_household_filed_in_time",
        "UPDATE household SET filed_on = '1900-01-01' WHERE id = 1",
    ),
    Promise(
        "ck_official_statistic_only_growth_falls",
        "UPDATE official_statistic SET value = -1 WHERE id = (SELECT min(id) FROM official_statistic WHERE kind <> 'urban_income_growth')",
    ),
    Promise(
        "ck_official_statistic_whole_people",
        "UPDATE official_statistic SET kind = 'resident_population', year = 1990, value = 100.5 WHERE id = 1",
    ),
    Promise(
        "ck_household_filed_on",
        "UPDATE household SET filed_on = '2199-01-01' WHERE id = 1",
    ),
    Promise(
        "ck_emergency_relief_due_at",
        "UPDATE emergency_relief SET due_at = '2199-01-01 00:00+08' WHERE id = 1",
    ),
    Promise(
        "ck_entitlement_period",
        "UPDATE entitlement SET period = '[2020-01-01,2199-01-01)' WHERE id = 1",
    ),
    Promise(
        "ck_village_year_year",
        "UPDATE village_year SET year = 2199 WHERE id = 1",
    ),
    Promise(
        "ck_exit_signature_by_the_living",
        f"""UPDATE member SET born_on = '1950-01-01', died_on = '2018-01-01' WHERE household_id IN (SELECT household_id FROM exit_case WHERE state = 'proposed');
        {FIRST_SIGNATURE.format(member="(SELECT min(id) FROM member WHERE household_id = one.household_id)")}""",
    ),
    Promise(
        "ck_exit_refusal_by_the_living",
        """UPDATE member SET died_on = '2019-01-01', born_on = '1950-01-01' WHERE id = (SELECT min(m.id) FROM member AS m JOIN exit_case AS c USING (household_id)
        JOIN exit_refusal AS r ON r.exit_case_id = c.id);
        UPDATE exit_refusal AS r SET role = 'household', signer_id = NULL, refused_on = '2019-01-02',
        member_id = (SELECT min(m.id) FROM member AS m JOIN exit_case AS c USING (household_id) WHERE c.id = r.exit_case_id AND m.died_on = '2019-01-01')
        WHERE EXISTS (SELECT FROM member AS m JOIN exit_case AS c USING (household_id) WHERE c.id = r.exit_case_id AND m.died_on = '2019-01-01')""",
    ),
    Promise(
        "fk_public_notice_removal_decision_region",
        "UPDATE public_notice SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = (SELECT max(id) FROM public_notice WHERE kind = 'removal')",
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
    Promise("ck_entry_step_stays", "DELETE FROM entry_step WHERE entry_case_id IN (SELECT id FROM entry_case WHERE state = 'filed')"),
    Promise(
        "ck_comparison_finding_confirmed_where_removed",
        """UPDATE comparison_finding SET state = 'cleared', outcome = 'cleared', closed_on = NULL
        WHERE id = (SELECT comparison_finding_id FROM removal_decision WHERE id = 1)""",
    ),
    Promise(
        "ck_household_stands_as_its_exit",
        """UPDATE household SET state = 'active', exited_on = NULL WHERE id = (SELECT max(household_id) FROM exit_case WHERE state = 'exited')""",
    ),
    Promise(
        "ck_household_stands_as_its_exit",
        """UPDATE household SET exited_on = exited_on + 1 WHERE id = (SELECT max(household_id) FROM exit_case WHERE state = 'exited')""",
    ),
    Promise(
        "ck_exit_case_stands_as_its_household",
        """UPDATE exit_case SET state = 'exited', closed_on = proposed_on + 40 WHERE id = (SELECT min(id) FROM exit_case WHERE state = 'notice')""",
    ),
    Promise(
        "ck_exit_case_stands_as_its_household",
        """UPDATE exit_case SET state = 'signing', closed_on = NULL, funds_state = NULL, forces_state = NULL WHERE id = (SELECT min(id) FROM exit_case WHERE state = 'exited')""",
    ),
    Promise(
        "ck_household_relapse_after_exit",
        """UPDATE household SET relapse_of_id = (SELECT min(id) FROM household WHERE state = 'active') WHERE id = (SELECT max(id) FROM household)""",
    ),
    Promise(
        "ck_household_relapse_after_exit",
        """WITH two AS (SELECT min(id) AS one, max(id) AS other FROM household WHERE state = 'exited')
        UPDATE household AS h SET relapse_of_id = CASE h.id WHEN two.one THEN two.other ELSE two.one END FROM two WHERE h.id IN (two.one, two.other)""",
    ),
    Promise(
        "ck_household_relapse_after_exit",
        f"""DELETE FROM measure WHERE household_id = {STAYING};
        WITH out AS (SELECT min(id) AS id FROM household WHERE state = 'exited' AND exited_on < '2020-06-01' AND id NOT IN (SELECT relapse_of_id FROM entry_case WHERE relapse_of_id IS NOT NULL)),
        entry AS (UPDATE entry_case SET filed_on = '2020-06-10' WHERE household_id = {STAYING})
        UPDATE household AS h SET relapse_of_id = out.id, filed_on = '2020-06-10' FROM out WHERE h.id = {STAYING};
        UPDATE household SET state = 'removed', exited_on = NULL WHERE id = (SELECT relapse_of_id FROM household WHERE relapse_of_id IS NOT NULL)""",
    ),
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
        "ck_household_out_until_filed",
        """UPDATE household SET state = 'removed', exited_on = NULL
        WHERE id = (SELECT min(relapse_of_id) FROM entry_case WHERE state = 'reviewing')""",
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
    Promise(
        "ck_exit_case_closed_after_proposal",
        """UPDATE exit_case SET proposed_on = closed_on + 1 WHERE id = (SELECT min(id) FROM exit_case WHERE closed_on IS NOT NULL)""",
    ),
    *(
        Promise(
            f"ck_public_notice_after_its_{paper}",
            f"UPDATE public_notice SET posted_on = '1950-01-01' WHERE id = (SELECT min(id) FROM public_notice WHERE kind = '{kind}')",
        )
        for paper, kind, *_ in POSTED
    ),
    *(
        Promise(
            f"ck_{paper}_before_its_notice",
            f"UPDATE {paper} SET {day} = {day} + 30{also} WHERE id = (SELECT min({paper}_id) FROM public_notice)",
        )
        for paper, _, day, also in POSTED
    ),
    *(Promise(rule, statement) for rule, statement in PAPERS),
    *(Promise(f"ck_{rule}", statement) for rule, statement in DAYS),
)
