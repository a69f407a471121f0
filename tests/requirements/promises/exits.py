"""Cases of exit, who signed and who refused to, and visits after it: statements that they refuse."""

from __future__ import annotations

from tests.requirements import Promise
from tests.requirements.promises.register import UNNAMED

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
MOVED_CASE = """UPDATE exit_case AS one SET household_id = (SELECT min(h.id) FROM household AS h WHERE h.region_code = one.region_code
AND h.id NOT IN (SELECT household_id FROM exit_case)) WHERE id = (SELECT min(c.id) FROM exit_case AS c JOIN exit_signature AS p ON p.exit_case_id = c.id
WHERE p.member_id IS NOT NULL AND EXISTS (SELECT FROM household AS h WHERE h.region_code = c.region_code AND h.id NOT IN (SELECT household_id FROM exit_case)))"""
MOVED_MEMBER = """UPDATE member AS m SET household_id = h.id, region_code = h.region_code, kinship = 'other' FROM household AS h
WHERE h.id = m.household_id + 1 AND m.id = (SELECT min(member_id) FROM {papers} WHERE member_id NOT IN
(SELECT member_id FROM comparison_finding WHERE member_id IS NOT NULL UNION SELECT member_id FROM entitlement WHERE member_id IS NOT NULL))"""
RETURNED = f"""INSERT INTO exit_case (household_id, region_code, state, proposed_on, income_a_head, income_evidence_digest, income_is_enough, findings_are_closed,
entitlements_are_paid, measures_are_closed, return_reason) SELECT household_id, region_code, 'returned', '2020-01-01', 9000, sha256('paper'), false, true, true, true,
'户主拒签' FROM member WHERE {UNNAMED} AND died_on IS NULL AND household_id NOT IN (SELECT household_id FROM exit_case) ORDER BY household_id LIMIT 1"""
REFUSED_BY = """INSERT INTO exit_refusal (exit_case_id, household_id, region_code, role, signer_id, member_id, refused_on, reason)
SELECT id, household_id, region_code, '{role}', {signer}, {member}, proposed_on + {day}, '不同意' FROM exit_case WHERE id = {case}"""
SIGNED_BY = """INSERT INTO exit_signature (exit_case_id, household_id, region_code, ordinal, role, signer_id, statement, confirmation, document_digest, signed_at)
SELECT exit_case_id, household_id, region_code, {ordinal}, '{role}', 999999, '同意', '确认', sha256('paper'), {day} + time '12:00' FROM exit_refusal ORDER BY id LIMIT 1"""
LAST_CASE = "(SELECT max(id) FROM exit_case)"
OF_LAST_CASE = f"(SELECT max(id) FROM member WHERE household_id = (SELECT household_id FROM exit_case ORDER BY id DESC LIMIT 1) AND died_on IS NULL AND {UNNAMED})"
CASE = "(SELECT min(id) FROM exit_case WHERE state = '{state}')"
PROMISES: tuple[Promise, ...] = (
    Promise(
        "ck_exit_signature_in_its_case",
        """UPDATE exit_signature SET signed_at = '1995-01-01 10:00+08' WHERE id = (SELECT min(id) FROM exit_signature WHERE role = 'town')""",
    ),
    Promise(
        "ck_exit_signature_in_its_case",
        """UPDATE exit_signature SET signed_at = '2030-01-01 10:00+08' WHERE id = (SELECT min(id) FROM exit_signature WHERE role = 'town' AND exit_case_id IN (SELECT id FROM exit_case WHERE closed_on IS NOT NULL))""",
    ),
    Promise(
        "ck_exit_case_signed_in_time",
        """UPDATE exit_case SET proposed_on = proposed_on + 8 WHERE id = (SELECT min(id) FROM exit_case WHERE state = 'signing')""",
    ),
    Promise(
        "ck_exit_refusal_in_its_case", "UPDATE exit_refusal SET refused_on = '1995-01-01' WHERE id = (SELECT min(id) FROM exit_refusal WHERE true)"
    ),
    Promise(
        "ck_exit_case_refused_in_time",
        """UPDATE exit_case SET proposed_on = proposed_on + 30 WHERE state = 'returned'""",
    ),
    Promise("ck_exit_case_after_filing", "UPDATE exit_case SET proposed_on = '1995-01-01' WHERE state = 'signing'"),
    *(
        Promise(
            "ck_exit_refusal_of_a_returned_case",
            REFUSED_BY.format(role="county", signer=999999, member="NULL", day=days, case=CASE.format(state=state)),
        )
        for state, days in (("exited", 38), ("signing", 20))
    ),
    Promise("ck_exit_case_returned_where_refused", "UPDATE exit_case SET state = 'signing', return_reason = NULL WHERE state = 'returned'"),
    Promise("ck_exit_refusal_stops_signing", "UPDATE exit_refusal SET role = 'helper'"),
    Promise("ck_exit_refusal_stops_signing", "UPDATE exit_refusal SET refused_on = refused_on - 5"),
    Promise("ck_exit_signature_before_any_refusal", SIGNED_BY.format(ordinal=4, role="town", day="refused_on + 1")),
    Promise("ck_exit_signature_before_any_refusal", SIGNED_BY.format(ordinal=3, role="village", day="refused_on")),
    Promise(
        "ck_exit_signature_in_their_order",
        "UPDATE exit_signature SET signed_at = signed_at - interval '4 days' WHERE id = (SELECT min(id) FROM exit_signature WHERE role = 'county')",
    ),
    Promise(
        "ck_exit_signature_by_who_lives_there",
        f"""UPDATE member SET born_on = '1950-01-01', left_on = '2018-01-01' WHERE household_id IN (SELECT household_id FROM exit_case WHERE state = 'proposed');
        {FIRST_SIGNATURE.format(member="(SELECT min(id) FROM member WHERE household_id = one.household_id)")}""",
    ),
    Promise(
        "ck_exit_refusal_by_who_lives_there",
        f"""{RETURNED}; UPDATE member SET born_on = '1950-01-01', died_on = NULL, left_on = '2018-01-01' WHERE household_id = (SELECT household_id FROM exit_case ORDER BY id DESC LIMIT 1);
        {REFUSED_BY.format(role="household", signer="NULL", member=OF_LAST_CASE, day=9, case=LAST_CASE)}""",
    ),
    Promise(
        "ck_relapse_watch_after_its_exit",
        "INSERT INTO relapse_watch (household_id, region_code, due_on) SELECT id, region_code, '2020-06-01' FROM household WHERE state = 'active' ORDER BY id LIMIT 1",
    ),
    Promise(
        "ck_relapse_watch_after_its_exit",
        "UPDATE relapse_watch SET visited_on = '1995-01-01' WHERE id = (SELECT min(id) FROM relapse_watch WHERE visited_on IS NOT NULL)",
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
        "fk_exit_refusal_exit_case_household",
        "UPDATE exit_refusal SET household_id = (SELECT max(id) FROM household) WHERE id = (SELECT min(id) FROM exit_refusal)",
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
        "ck_exit_case_stands_as_its_household",
        """UPDATE exit_case SET state = 'exited', closed_on = proposed_on + 40 WHERE id = (SELECT min(id) FROM exit_case WHERE state = 'notice')""",
    ),
    Promise(
        "ck_exit_case_stands_as_its_household",
        """UPDATE exit_case SET state = 'signing', closed_on = NULL, funds_state = NULL, forces_state = NULL WHERE id = (SELECT min(id) FROM exit_case WHERE state = 'exited')""",
    ),
    Promise(
        "ck_exit_case_closed_after_proposal",
        """UPDATE exit_case SET proposed_on = closed_on + 1 WHERE id = (SELECT min(id) FROM exit_case WHERE closed_on IS NOT NULL)""",
    ),
)
