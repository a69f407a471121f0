"""Pledges and what is written about them: statements that they refuse."""

from __future__ import annotations

from tests.requirements import Promise

HELD = """INSERT INTO pledge (need_id, donor_id, household_id, village_code, quantity, state, pledged_at, expires_at, charity_id, region_code)
SELECT need_id, donor_id, household_id, village_code, 1, 'held', pledged_at, expires_at, charity_id, region_code
FROM pledge WHERE id = (SELECT min(id) FROM pledge WHERE donor_id IS NOT NULL AND {which})"""
CLOSED = "id = (SELECT min(id) FROM pledge WHERE state = 'closed')"
BY_A_PERSON = f"{CLOSED[:-1]} AND donor_id IN (SELECT id FROM donor WHERE person_id IS NOT NULL))"
NEWEST = "id = (SELECT max(id) FROM pledge)"
DELIVERED = f"""{HELD.format(which="household_id IS NOT NULL AND charity_id IS NULL AND donor_id IN (SELECT id FROM donor WHERE person_id IS NOT NULL)")};
UPDATE pledge SET state = 'confirmed', facts_digest = sha256('facts'), facts_seen_at = pledged_at, confirmed_at = pledged_at WHERE {NEWEST};
UPDATE pledge SET state = 'delivered', delivered_on = '2020-05-20', delivered_quantity = 1 WHERE {NEWEST}"""
VOIDED = f"""{DELIVERED}; UPDATE pledge SET state = 'voided', voided_at = '2020-05-21', voided_by_id = 1, void_reason = '没有送到' WHERE {NEWEST}"""
DISPUTED = f"{DELIVERED}; UPDATE pledge SET disputed_at = '2020-05-21T10:00:00+08:00', dispute_reason = 'not_come' WHERE {NEWEST}"
GIVER = "(SELECT person_id FROM donor WHERE donor.id = pledge.donor_id)"
ON_PAPER = "received_by_household = true, assistant_id = {who}, assistance_reason = 'no_phone', paper_number = 'Q-1', assisted_at = '2020-05-21T10:00:00+08:00'"
OF_GIVERS_KIN = f"""UPDATE person SET organisation_id = NULL, household_id = 3 WHERE id = (SELECT {GIVER} FROM pledge WHERE {NEWEST});
INSERT INTO relative (person_id, household_id, declared_on, region_code) SELECT 1, 3, '2020-01-01', min(code) FROM region WHERE level = 'village'"""
NOT_ON_PAPER = "assistant_id = NULL, assistance_reason = NULL, paper_number = NULL, assisted_at = NULL"
OUT_OF_AN_OFFER = f"""{HELD.format(which="charity_id IS NULL")}; UPDATE pledge SET offer_id = (SELECT min(offer.id) FROM offer WHERE offer.donor_id = pledge.donor_id)
WHERE {NEWEST}"""
IN_CONTACT = f"""{HELD.format(which="household_id IS NOT NULL AND charity_id IS NULL AND confirmed_at IS NOT NULL")};
UPDATE pledge SET donor_id = NULL, volunteer_id = (SELECT min(id) FROM volunteer WHERE verified_on <= '2020-05-01') WHERE {NEWEST};
UPDATE pledge SET state = 'confirmed', facts_digest = sha256('facts'), facts_seen_at = pledged_at, confirmed_at = pledged_at WHERE {NEWEST};
UPDATE pledge SET contact_accepted_at = {{accepted}} WHERE {NEWEST}"""
WRITTEN = f"""INSERT INTO message (pledge_id, volunteer_id, household_id, side, text, sent_at, region_code)
SELECT id, volunteer_id, {{household}}, 'giver', '周六上午可以来吗？', coalesce(contact_accepted_at, confirmed_at), region_code FROM pledge WHERE {NEWEST}"""
UNCERTIFIED = "(SELECT min(organisation_id) FROM fundraising_certificate WHERE upper(period) <= '2020-01-01')"
PROMISES: tuple[Promise, ...] = (
    *(
        Promise("ck_pledge_receipt_by_others", f"{DELIVERED}; UPDATE pledge SET {signed} WHERE {NEWEST}")
        for signed in (f"officer_id = {GIVER}", f"officer_id = 1, second_officer_id = {GIVER}", ON_PAPER.format(who=GIVER))
    ),
    Promise("ck_pledge_receipt_by_others", VOIDED.replace("voided_by_id = 1", f"voided_by_id = {GIVER}")),
    *(
        Promise("ck_pledge_receipt_by_others", f"UPDATE pledge SET {judge} = {GIVER} WHERE {BY_A_PERSON}")
        for judge in ("feedback_writer_id", "feedback_reviewer_id")
    ),
    *(
        Promise("ck_pledge_receipt_by_no_kin", f"{DELIVERED}; {OF_GIVERS_KIN}; UPDATE pledge SET {signed} WHERE {NEWEST}")
        for signed in ("officer_id = 1", "officer_id = 2, second_officer_id = 1", ON_PAPER.format(who=1))
    ),
    *(
        Promise("ck_pledge_delivered_so_many", f"{DELIVERED.replace('delivered_quantity = 1', f'delivered_quantity = {quantity}')}")
        for quantity in ("NULL", "2")
    ),
    *(
        Promise(
            "ck_pledge_stays_delivered",
            f"UPDATE pledge SET {recorded} WHERE id = (SELECT min(id) FROM pledge WHERE state = 'closed' AND quantity > 1)",
        )
        for recorded in ("delivered_on = delivered_on + 1", "delivered_quantity = 1")
    ),
    Promise("ck_pledge_voided_whole", VOIDED.replace(", void_reason = '没有送到'", "")),
    Promise(
        "ck_pledge_voided_whole",
        f"{DELIVERED}; UPDATE pledge SET voided_at = '2020-05-21', voided_by_id = 1, void_reason = '没有送到' WHERE {NEWEST}",
    ),
    Promise("ck_pledge_feedback_reviewed", f"UPDATE pledge SET feedback_reviewer_id = NULL WHERE {CLOSED}"),
    Promise("ck_pledge_feedback_written", f"UPDATE pledge SET feedback_writer_id = NULL WHERE {CLOSED}"),
    Promise("ck_pledge_feedback_by_two", f"UPDATE pledge SET feedback_writer_id = feedback_reviewer_id WHERE {CLOSED}"),
    Promise(
        "ck_pledge_feedback_returned", f"{DELIVERED}; UPDATE pledge SET feedback_return_reason = '请去掉名字', feedback_writer_id = 1 WHERE {NEWEST}"
    ),
    Promise("ck_pledge_drafted_once_received", f"{DELIVERED}; UPDATE pledge SET draft_feedback = '好用', feedback_writer_id = 1 WHERE {NEWEST}"),
    Promise("ck_pledge_disputed_whole", f"{DELIVERED}; UPDATE pledge SET dispute_reason = 'not_come' WHERE {NEWEST}"),
    Promise("ck_pledge_disputed_later", DISPUTED.replace("05-21", "05-19")),
    Promise("ck_pledge_undisputed_on_paper", f"{DISPUTED}; UPDATE pledge SET {ON_PAPER.format(who=1).replace('05-21', '05-22')} WHERE {NEWEST}"),
    Promise("ck_pledge_stays_disputed", f"{DISPUTED}; UPDATE pledge SET disputed_at = NULL, dispute_reason = NULL WHERE {NEWEST}"),
    Promise("ck_pledge_voided_later", VOIDED.replace("2020-05-21", "2020-05-19")),
    Promise("ck_pledge_stays_voided", f"{VOIDED}; UPDATE pledge SET void_reason = '送错了' WHERE {NEWEST}"),
    Promise(
        "ck_pledge_goes_forward",
        f"{VOIDED}; UPDATE pledge SET state = 'delivered', voided_at = NULL, voided_by_id = NULL, void_reason = NULL WHERE {NEWEST}",
    ),
    Promise(
        "ck_pledge_assisted_whole",
        f"{DELIVERED}; UPDATE pledge SET received_by_household = true, assistant_id = 1, paper_number = 'Q-1' WHERE {NEWEST}",
    ),
    Promise("ck_pledge_assisted_household", f"{DELIVERED}; UPDATE pledge SET {ON_PAPER.format(who=1).replace('true', 'false')} WHERE {NEWEST}"),
    Promise("ck_pledge_assistant_differs", f"{DELIVERED}; UPDATE pledge SET officer_id = 1, {ON_PAPER.format(who=1)} WHERE {NEWEST}"),
    Promise(
        "ck_pledge_assisted_later",
        f"{DELIVERED}; UPDATE pledge SET {ON_PAPER.format(who=1).replace('05-21', '05-19')} WHERE {NEWEST}",
    ),
    *(
        Promise("ck_pledge_stays_signed", f"{DELIVERED}; UPDATE pledge SET officer_id = 2, {ON_PAPER.format(who=1)} WHERE {NEWEST}; {change}")
        for change in (
            *(f"UPDATE pledge SET {another} WHERE {NEWEST}" for another in ("officer_id = 3", "assistant_id = 3", "paper_number = 'Q-2'")),
            f"UPDATE pledge SET received_by_household = false, {NOT_ON_PAPER} WHERE {NEWEST}",
        )
    ),
    Promise(
        "ck_pledge_stays_signed",
        f"{DELIVERED}; UPDATE pledge SET received_by_household = true WHERE {NEWEST}; UPDATE pledge SET {ON_PAPER.format(who=1)} WHERE {NEWEST}",
    ),
    Promise(
        "ck_pledge_as_pledged",
        """UPDATE pledge SET household_id = household_id + 1 WHERE id = 1""",
    ),
    Promise(
        "ck_pledge_as_pledged",
        "UPDATE pledge SET household_id = NULL WHERE id = (SELECT min(id) FROM pledge WHERE donor_id IS NOT NULL AND household_id IS NOT NULL AND assistant_id IS NULL)",
    ),
    Promise(
        "ck_pledge_as_pledged",
        f"{HELD.format(which='charity_id IS NOT NULL')}; UPDATE pledge SET charity_id = NULL WHERE state = 'held'",
    ),
    Promise(
        "ck_pledge_by_a_certified_charity",
        f"{HELD.format(which='charity_id IS NOT NULL')}; UPDATE pledge SET charity_id = {UNCERTIFIED} WHERE {NEWEST}",
    ),
    Promise(
        "ck_pledge_by_a_verified_donor",
        f"""UPDATE donor SET verified_on = NULL, verified_by_id = NULL; {HELD.format(which="charity_id IS NULL")}""",
    ),
    Promise(
        "ck_pledge_by_a_verified_volunteer",
        f"""{HELD.format(which="charity_id IS NULL")}; UPDATE pledge SET donor_id = NULL, volunteer_id = (SELECT min(id) FROM volunteer WHERE verified_on IS NULL)
        WHERE state = 'held'""",
    ),
    *(
        Promise(
            "ck_pledge_while_it_was_asked",
            f"{HELD.format(which='true')}; UPDATE pledge SET pledged_at = '{day}', expires_at = '{day}'::timestamptz + interval '3 days' WHERE state = 'held'",
        )
        for day in ("2020-01-14 23:00+08", "2029-10-01 01:00+08")
    ),
    *(
        Promise("ck_pledge_stays_confirmed", f"UPDATE pledge SET {agreed} WHERE id = (SELECT min(id) FROM pledge WHERE state = 'confirmed')")
        for agreed in (
            "facts_digest = sha256('others')",
            "donor_id = donor_id + 1",
            "quantity = quantity + 1",
            "pledged_at = pledged_at - interval '1 day'",
        )
    ),
    Promise(
        "ck_pledge_contact_with_a_volunteer",
        "UPDATE pledge SET contact_accepted_at = confirmed_at WHERE id = (SELECT min(id) FROM pledge WHERE donor_id IS NOT NULL AND confirmed_at IS NOT NULL)",
    ),
    Promise("ck_pledge_contact_with_a_volunteer", IN_CONTACT.format(accepted="confirmed_at - interval '1 minute'")),
    Promise(
        "ck_pledge_stays_in_contact",
        f"{IN_CONTACT.format(accepted='confirmed_at')}; UPDATE pledge SET contact_accepted_at = NULL WHERE {NEWEST}",
    ),
    Promise("ck_message_of_an_accepted_contact", f"{IN_CONTACT.format(accepted='NULL')}; {WRITTEN.format(household='household_id')}"),
    Promise("ck_message_of_an_accepted_contact", f"{IN_CONTACT.format(accepted='confirmed_at')}; {WRITTEN.format(household='household_id + 1')}"),
    Promise(
        "ck_message_stays_sent",
        f"{IN_CONTACT.format(accepted='confirmed_at')}; {WRITTEN.format(household='household_id')}; UPDATE message SET text = '别的话' WHERE id = (SELECT max(id) FROM message)",
    ),
    Promise(
        "ck_pledge_stays_confirmed", "DELETE FROM pledge WHERE id = (SELECT min(id) FROM pledge WHERE state = 'closed' AND donor_id IS NOT NULL)"
    ),
    Promise(
        "ck_pledge_goes_forward",
        "UPDATE pledge SET state = 'received', feedback = NULL, feedback_writer_id = NULL, feedback_reviewer_id = NULL WHERE id = (SELECT min(id) FROM pledge WHERE state = 'closed')",
    ),
    Promise(
        "ck_pledge_goes_forward",
        "UPDATE pledge SET state = 'released', release_reason = '不再需要', delivered_on = NULL, delivered_quantity = NULL WHERE id = (SELECT min(id) FROM pledge WHERE state = 'delivered')",
    ),
    Promise(
        "ck_pledge_unconfirmed_has_no_moment", "UPDATE pledge SET state = 'held' WHERE id = (SELECT min(id) FROM pledge WHERE state = 'confirmed')"
    ),
    Promise(
        "ck_pledge_delivered_once_confirmed",
        "UPDATE pledge SET delivered_on = '2020-06-01' WHERE id = (SELECT min(id) FROM pledge WHERE state = 'confirmed')",
    ),
    Promise(
        "ck_pledge_is_counted",
        f"{HELD.format(which='true')}; SET CONSTRAINTS ALL IMMEDIATE",
    ),
    Promise(
        "ck_pledge_while_it_was_asked",
        f"""{HELD.format(which="charity_id IS NULL")}; UPDATE pledge AS p SET need_id = n.id, household_id = n.household_id, village_code = n.village_code,
        region_code = n.region_code FROM need AS n JOIN need_item AS i ON i.id = n.need_item_id WHERE n.state = 'draft' AND i.kind NOT IN ('money', 'tuition')
        AND p.state = 'held'""",
    ),
    Promise(
        "ck_pledge_of_its_givers_offer",
        f"""{HELD.format(which="charity_id IS NULL")};
        UPDATE pledge SET offer_id = (SELECT min(offer.id) FROM offer WHERE offer.donor_id <> pledge.donor_id) WHERE {NEWEST}""",
    ),
    Promise("ck_pledge_within_its_offer", f"{OUT_OF_AN_OFFER}; UPDATE pledge SET quantity = 11 WHERE {NEWEST}"),
    # what was decided, answered, closed or published stays, for others rest on it
    Promise("ck_pledge_money_of_donors", "UPDATE pledge SET volunteer_id = 1, donor_id = NULL WHERE charity_id IS NOT NULL"),
    Promise(
        "ck_pledge_by_a_donor_who_gives",
        f"""UPDATE donor SET ended_on = '2019-01-01' WHERE id = 1; {HELD.format(which="charity_id IS NULL")};
        UPDATE pledge SET donor_id = 1, volunteer_id = NULL WHERE state = 'held'""",
    ),
    # papers dated outside what they belong to, help by kin and by who left, and what is recorded twice
    Promise("uq_pledge_charity_id_receipt_number", "UPDATE pledge SET receipt_number = 'R1' WHERE charity_id IS NOT NULL"),
    # days of one row that cannot follow each other
    Promise(
        "ck_pledge_facts_after_pledge",
        "UPDATE pledge SET facts_seen_at = pledged_at - interval '1 minute' WHERE id = (SELECT min(id) FROM pledge WHERE true)",
    ),
    Promise(
        "ck_pledge_confirmed_while_held",
        "UPDATE pledge SET confirmed_at = expires_at + interval '1 minute' WHERE id = (SELECT min(id) FROM pledge WHERE delivered_on IS NULL)",
    ),
    Promise(
        "ck_pledge_delivered_later",
        "UPDATE pledge SET delivered_on = confirmed_at::date - 1 WHERE id = (SELECT min(id) FROM pledge WHERE delivered_on IS NOT NULL)",
    ),
)
