"""Deputies, donors and volunteers, needs and offers: statements that they refuse."""

from __future__ import annotations

from resolvers.changes.registrations import UNREFUSED
from tests.requirements import Promise
from tests.requirements.promises.pledges import HELD, NEWEST, OUT_OF_AN_OFFER, UNCERTIFIED

APPEALED = """INSERT INTO need_appeal (need_id, household_id, village_code, region_code, appellant_id, refuser_id, state, reason, made_on, due_on)
SELECT need_id, household_id, village_code, region_code, appellant_id, refuser_id, 'made', reason, made_on, due_on FROM need_appeal
WHERE id = (SELECT min(id) FROM need_appeal)"""
NOT_VERIFIED = "verified_on = NULL, verified_by_id = NULL"
REFUSED_BY_TWO = "refused_on = '2020-01-01', refused_by_id = 2, refusal_reason = '证件不符'"
APPEALED_AGAINST = "appealed_on = '2020-01-02', appeal_reason = '已补齐证件', appeal_due_on = '2020-01-17'"
REFUSED = "(SELECT min(id) FROM match_refusal WHERE taken_back_at IS NULL)"
REFUSED_NEED = """INSERT INTO match_refusal (need_id, donor_id, reason, refused_at, region_code) SELECT id, 1, 'too_far', now(), {county} FROM need
WHERE id = (SELECT min(id) FROM need WHERE {which})"""
GIVERS = ("donor", "volunteer")
OPEN_REGISTRATION = "(SELECT id FROM representative_registration WHERE num_nonnulls(confirmed_on, refused_on) = 0)"
PROMISES: tuple[Promise, ...] = (
    *(
        Promise(
            f"fk_{table}_members_home_kind",
            f"UPDATE {table} SET kind = 'cppcc_member', level = 4 WHERE id = (SELECT min(id) FROM {table} WHERE kind = 'deputy')",
        )
        for table in ("representative", "representative_registration")
    ),
    Promise("ck_representative_registration_five_levels", f"UPDATE representative_registration SET level = 6 WHERE id = {OPEN_REGISTRATION}"),
    Promise(
        "ck_representative_registration_four_levels_of_members", f"UPDATE representative_registration SET level = 5 WHERE id = {OPEN_REGISTRATION}"
    ),
    Promise(
        "ck_representative_registration_decided_once",
        f"UPDATE representative_registration SET confirmed_on = registered_on, withdrawn_on = registered_on, decided_by_id = 1 WHERE id = {OPEN_REGISTRATION}",
    ),
    Promise(
        "ck_representative_registration_decided_by_another",
        f"UPDATE representative_registration SET confirmed_on = registered_on, decided_by_id = person_id WHERE id = {OPEN_REGISTRATION}",
    ),
    *(
        Promise("ck_representative_registration_stays_decided", f"{changed} WHERE confirmed_on IS NOT NULL")
        for changed in (
            "UPDATE representative_registration SET confirmed_on = NULL, decided_by_id = NULL",
            "UPDATE representative_registration SET decided_by_id = 2",
            "DELETE FROM representative_registration",
        )
    ),
    Promise(
        "uq_representative_registration_open",
        f"""INSERT INTO representative_registration (person_id, kind, level, profession, is_entrepreneur, members_home_id, term_until, registered_on, region_code)
        SELECT person_id, kind, level, profession, is_entrepreneur, members_home_id, term_until, registered_on, region_code
        FROM representative_registration WHERE id = {OPEN_REGISTRATION}""",
    ),
    Promise("fk_members_home_day_members_home_region", "UPDATE members_home_day SET region_code = '320281' WHERE id = 1"),
    Promise("ck_members_home_day_stays_heard", "UPDATE members_home_day SET heard = '没有意见' WHERE id = 1"),
    Promise("ck_members_home_day_stays_heard", "DELETE FROM members_home_day WHERE id = 1"),
    Promise(
        "ck_members_home_day_stays_heard",
        "UPDATE members_home_day SET cancelled_on = NULL, cancel_reason = NULL WHERE cancelled_on IS NOT NULL",
    ),
    Promise(
        "ck_members_home_day_held_or_cancelled",
        "UPDATE members_home_day SET cancelled_on = held_on, cancel_reason = 'away', heard = '没有意见', told_on = held_on WHERE id = (SELECT min(id) FROM members_home_day WHERE num_nonnulls(told_on, cancelled_on) = 0)",
    ),
    Promise(
        "uq_members_home_day_held_on",
        """INSERT INTO members_home_day (members_home_id, representative_id, held_on, title, region_code)
        SELECT members_home_id, representative_id, held_on, title, region_code FROM members_home_day WHERE id = 1""",
    ),
    Promise("ck_members_home_of_its_office", "UPDATE members_home SET organisation_id = 1 WHERE id = 1"),
    Promise(
        "ck_organisation_has_homes_of_its_kind",
        "UPDATE organisation SET kind = 'company' WHERE id = (SELECT organisation_id FROM members_home WHERE id = 1)",
    ),
    Promise("ck_need_item_certificate_of_a_skill", "UPDATE need_item SET skill = NULL WHERE needs_certificate"),
    Promise("ck_match_weight_stays_decided", "UPDATE match_weight SET words = words / 2 WHERE id = 1"),
    Promise("ck_match_weight_stays_decided", "DELETE FROM match_weight WHERE id = 1"),
    Promise(
        "ck_match_weight_weigh_something",
        "UPDATE match_weight SET words = 0, place = 0, time = 0, skill = 0, days = 0, language = 0, remaining = 0, urgency = 0, reliability = 0",
    ),
    Promise(
        "ck_need_as_pledged",
        """UPDATE need SET household_id = 999999 WHERE id = (SELECT min(need_id) FROM pledge WHERE household_id IS NOT NULL)""",
    ),
    *(
        Promise(
            "ck_need_item_stays_pledged",
            f"UPDATE need_item SET {told} WHERE id IN (SELECT n.need_item_id FROM need AS n JOIN pledge AS p ON p.need_id = n.id)",
        )
        for told in ("name = '他物'", "kind = 'job'", "unit = '吨'")
    ),
    *(
        Promise("ck_need_stays_pledged", f"UPDATE need SET {told} WHERE id IN (SELECT need_id FROM pledge)")
        for told in ("price = 0.01", "public_id = 'N' || id")
    ),
    Promise(
        "ck_need_stays_pledged",
        """UPDATE need AS n SET need_item_id = o.id FROM need_item AS i JOIN need_item AS o ON o.kind = i.kind AND o.id <> i.id WHERE i.id = n.need_item_id
        AND n.price <= o.price_ceiling AND n.id IN (SELECT need_id FROM pledge)""",
    ),
    Promise("ck_need_stays_published", "UPDATE need SET state = 'draft', published_on = NULL WHERE state = 'published'"),
    Promise("ck_need_stays_published", "UPDATE need SET reviewer_id = (SELECT max(id) FROM person) WHERE state = 'published'"),
    Promise(
        "ck_need_stays_published", "DELETE FROM need WHERE state = 'published' AND NOT EXISTS (SELECT FROM match_refusal WHERE need_id = need.id)"
    ),
    Promise("ck_need_stays_ended", "UPDATE need SET state = 'fully_pledged' WHERE id = (SELECT min(id) FROM need WHERE state = 'thanked')"),
    Promise("ck_need_stays_ended", "UPDATE need SET state = 'published' WHERE id = (SELECT min(id) FROM need WHERE state = 'expired')"),
    Promise(
        "ck_need_stays_ended",
        "UPDATE need SET state = 'draft', refusal_reason = NULL, refuser_id = NULL WHERE id = (SELECT min(id) FROM need WHERE state = 'refused')",
    ),
    Promise("ck_need_refused_by_somebody", "UPDATE need SET refuser_id = NULL WHERE state = 'refused'"),
    Promise("ck_need_drafter_refuses_not", "UPDATE need SET refuser_id = drafter_id WHERE state = 'refused'"),
    Promise(
        "ck_need_appeal_decided_by_another",
        "UPDATE need_appeal SET state = 'dismissed', answer = '维持', decided_on = made_on, decider_id = refuser_id WHERE state = 'made'",
    ),
    Promise("uq_need_appeal_need_id_standing", APPEALED),
    Promise(
        "ck_need_appeal_of_a_refused_need",
        """INSERT INTO need_appeal (need_id, household_id, village_code, region_code, appellant_id, refuser_id, state, reason, made_on, due_on)
        SELECT id, household_id, village_code, region_code, drafter_id, 1, 'made', '请再核实', '2020-05-08', '2020-05-23' FROM need
        WHERE id = (SELECT min(id) FROM need WHERE state = 'draft')""",
    ),
    Promise("ck_need_appeal_stays_made", "UPDATE need_appeal SET due_on = due_on + 30"),
    Promise("ck_need_appeal_stays_decided", "UPDATE need_appeal SET answer = '另有意见' WHERE state = 'dismissed'"),
    Promise("ck_need_unpublished_has_no_day", "UPDATE need SET published_on = '2020-01-01' WHERE state = 'draft'"),
    Promise("ck_offer_of_something", "UPDATE offer SET quantity = 0 WHERE id = 1"),
    Promise(
        "ck_offer_by_a_certified_charity",
        f"UPDATE offer SET kind = 'money', charity_id = {UNCERTIFIED} WHERE id = (SELECT min(id) FROM offer WHERE donor_id IS NOT NULL)",
    ),
    Promise("ck_match_refusal_stays_refused", f"UPDATE match_refusal SET reason = 'other' WHERE id = {REFUSED}"),
    Promise("ck_match_refusal_stays_refused", f"DELETE FROM match_refusal WHERE id = {REFUSED}"),
    Promise(
        "ck_match_refusal_stays_refused",
        "UPDATE match_refusal SET taken_back_at = NULL WHERE id = (SELECT min(id) FROM match_refusal WHERE taken_back_at IS NOT NULL)",
    ),
    Promise("ck_match_refusal_taken_back_later", f"UPDATE match_refusal SET taken_back_at = refused_at - interval '1 minute' WHERE id = {REFUSED}"),
    Promise("ck_match_refusal_of_a_published_need", REFUSED_NEED.format(county="left(region_code, 6)", which="published_on IS NULL")),
    Promise("ck_match_refusal_of_a_published_need", REFUSED_NEED.format(county="'320281'", which="state = 'published' AND region_code < '320281'")),
    *(
        Promise(
            f"uq_match_refusal_{giver}_standing",
            f"""INSERT INTO match_refusal (need_id, {giver}, reason, refused_at, region_code) SELECT need_id, {giver}, 'other', now(), region_code
            FROM match_refusal WHERE id = (SELECT min(id) FROM match_refusal WHERE taken_back_at IS NULL AND {giver} IS NOT NULL)""",
        )
        for giver in ("donor_id", "volunteer_id")
    ),
    Promise(
        "ck_need_of_an_item_in_use",
        "UPDATE need_item SET retired_on = '2020-06-01'; UPDATE need AS n SET need_item_id = o.id FROM need_item AS o "
        "WHERE o.id <> n.need_item_id AND o.price_ceiling >= n.price AND o.kind <> 'money' AND n.state = 'draft'",
    ),
    Promise(
        "ck_need_within_ceiling",
        "UPDATE need AS n SET price = (SELECT i.price_ceiling + 0.01 FROM need_item AS i WHERE i.id = n.need_item_id) WHERE n.state = 'draft'",
    ),
    Promise(
        "ck_need_priced_as_its_item",
        "UPDATE need AS n SET price = 0 FROM need_item AS i WHERE i.id = n.need_item_id AND i.price_ceiling > 0 AND n.state = 'draft'",
    ),
    Promise(
        "ck_need_money_of_no_household",
        "UPDATE need SET need_item_id = (SELECT id FROM need_item WHERE kind = 'money') WHERE state = 'draft' AND household_id IS NOT NULL",
    ),
    Promise(
        "ck_need_counts_its_pledges",
        """UPDATE need SET target = target + 2, pledged = pledged + 1 WHERE id = (SELECT min(id) FROM need WHERE state = 'partly_pledged')""",
    ),
    Promise("ck_offer_stays_pledged", f"{OUT_OF_AN_OFFER}; UPDATE offer SET quantity = 1 WHERE id = (SELECT offer_id FROM pledge WHERE {NEWEST})"),
    # what was decided, answered, closed or published stays, for others rest on it
    Promise(
        "ck_suggestion_stays_answered",
        "UPDATE suggestion SET state = 'made', answered_on = NULL, answer = NULL WHERE answered_on IS NOT NULL",
    ),
    Promise("ck_suggestion_answered_in_state", "UPDATE suggestion SET state = 'transferred' WHERE answered_on IS NOT NULL"),
    Promise("fk_suggestion_department", "UPDATE suggestion SET department = 'housing' WHERE answered_on IS NULL"),
    Promise("ck_suggestion_stays_answered", "DELETE FROM suggestion WHERE answered_on IS NOT NULL"),
    *(
        Promise("ck_model_case_stays_approved", f"{change} WHERE title = (SELECT max(title) FROM model_case WHERE published_on < '2020-05-10')")
        for change in (
            "UPDATE model_case SET body = '另一正文'",
            "UPDATE model_case SET published_on = NULL",
            "DELETE FROM model_case",
        )
    ),
    Promise("ck_model_case_stays_approved", "UPDATE model_case SET withdrawn_on = NULL WHERE withdrawn_on IS NOT NULL"),
    Promise("ck_model_case_stays_approved", "UPDATE model_case SET body = '另一正文' WHERE approved_on IS NOT NULL AND published_on IS NULL"),
    Promise(
        "ck_model_case_approved_by_other",
        "UPDATE model_case SET approved_by_id = drafted_by_id, approved_on = '2020-06-01' WHERE approved_on IS NULL",
    ),
    Promise("ck_model_case_approved_on_a_day", "UPDATE model_case SET approved_on = '2020-06-01' WHERE approved_on IS NULL"),
    Promise("ck_model_case_published_after_approval", "UPDATE model_case SET published_on = '2020-06-01' WHERE approved_on IS NULL"),
    *(
        Promise("ck_model_case_embargo_on_its_day", f"UPDATE model_case SET {change} WHERE published_on IS NULL AND approved_on IS NOT NULL")
        for change in (
            "embargo_until = '2020-06-30 09:00+08'",
            "published_on = '2020-06-30', embargo_until = '2020-07-01 00:00+08'",
            "published_on = '2020-06-30', embargo_until = '2020-06-29 23:59+08'",
        )
    ),
    Promise("ck_model_case_withdrawn_later", "UPDATE model_case SET withdrawn_on = approved_on - 1 WHERE withdrawn_on IS NULL"),
    Promise(
        "ck_offer_money_of_donors",
        "UPDATE offer SET kind = 'money', charity_id = (SELECT min(organisation_id) FROM fundraising_certificate) WHERE volunteer_id IS NOT NULL",
    ),
    Promise("ck_volunteer_money_of_donors", "UPDATE volunteer SET help_kind = 'money' WHERE id = 1"),
    Promise(
        "ck_donor_stays_who_pledged",
        """UPDATE donor SET person_id = (SELECT max(id) FROM person)
        WHERE id = (SELECT min(d.id) FROM donor AS d JOIN pledge ON donor_id = d.id WHERE d.person_id IS NOT NULL)""",
    ),
    Promise(
        "ck_volunteer_stays_who_pledged",
        f"""{HELD.format(which="charity_id IS NULL")}; UPDATE volunteer SET verified_on = '2020-01-01', verified_by_id = 1 WHERE id = 1;
        UPDATE pledge SET donor_id = NULL, volunteer_id = 1 WHERE state = 'held'; UPDATE volunteer SET person_id = (SELECT max(id) FROM person) WHERE id = 1""",
    ),
    *(
        Promise(f"ck_{giver}_verified_by_another", f"UPDATE {giver} SET verified_on = '2020-01-01', verified_by_id = person_id WHERE id = 1")
        for giver in GIVERS
    ),
    *(
        Promise(
            f"ck_{giver}_refused_or_verified",
            f"UPDATE {giver} SET verified_on = '2020-01-01', verified_by_id = 1, {REFUSED_BY_TWO} WHERE id = 1",
        )
        for giver in GIVERS
    ),
    *(
        Promise(
            f"ck_{giver}_appeal_decided_by_another",
            f"UPDATE {giver} SET {NOT_VERIFIED}, {REFUSED_BY_TWO}, {APPEALED_AGAINST}, appeal_answer = '维持', appeal_decider_id = 2 WHERE id = 1",
        )
        for giver in GIVERS
    ),
    *(
        Promise(
            f"ck_{giver}_appeal_granted_by_another",
            f"""UPDATE {giver} SET {NOT_VERIFIED}, {REFUSED_BY_TWO}, {APPEALED_AGAINST} WHERE id = 1;
            UPDATE {giver} SET {UNREFUSED}, verified_on = '2020-02-01', verified_by_id = 2 WHERE id = 1""",
        )
        for giver in GIVERS
    ),
    Promise(
        "uq_donor_organisation_id_giving",
        """INSERT INTO donor (organisation_id, display_name, is_anonymous, verified_on, verified_by_id, region_code)
        SELECT organisation_id, display_name, is_anonymous, verified_on, verified_by_id, region_code FROM donor
        WHERE id = (SELECT max(id) FROM donor WHERE organisation_id IS NOT NULL)""",
    ),
    Promise(
        "ck_offer_by_a_donor_who_gives",
        "UPDATE donor SET ended_on = '2019-01-01' WHERE id = 1; UPDATE offer SET donor_id = 1, volunteer_id = NULL, kind = 'goods', charity_id = NULL",
    ),
    Promise("ck_volunteer_goes_so_far", "UPDATE volunteer SET radius_km = 501 WHERE id = 1"),
    Promise(
        "ck_donor_acts_for_what_was_verified",
        """UPDATE donor SET verified_on = NULL, verified_by_id = NULL, person_id = (SELECT max(id) FROM person)
        WHERE id = (SELECT max(id) FROM donor WHERE organisation_id IS NOT NULL)""",
    ),
    # papers dated outside what they belong to, help by kin and by who left, and what is recorded twice
    Promise(
        "ex_village_pairing_representative_region_period",
        "INSERT INTO village_pairing (representative_id, period, region_code) SELECT representative_id, '[2019-06-01,)', region_code FROM village_pairing WHERE id = 1",
    ),
    Promise("ck_village_pairing_by_an_entrepreneur", "UPDATE village_pairing SET representative_id = 2 WHERE id = 1"),
    Promise("ck_representative_entrepreneur_while_paired", "UPDATE representative SET is_entrepreneur = false WHERE id = 1"),
    Promise("ck_representative_stays_who_is_paired", "UPDATE representative SET person_id = 1 WHERE id = 1"),
    # days of one row that cannot follow each other
    Promise(
        "ck_suggestion_answered_later",
        "UPDATE suggestion SET answered_on = made_on - 1 WHERE id = (SELECT min(id) FROM suggestion WHERE answered_on IS NOT NULL)",
    ),
    Promise(
        "ck_need_needed_later", "UPDATE need SET needed_by = published_on - 1 WHERE id = (SELECT min(id) FROM need WHERE published_on IS NOT NULL)"
    ),
)
