"""Volunteers, campaigns and their shifts: statements that they refuse."""

from __future__ import annotations

from tests.requirements import Promise

COMING = "(SELECT min(id) FROM shift WHERE taken = 0 AND cancelled_on IS NULL AND NOT needs_certificate)"
PRESENT = "(SELECT min(id) FROM shift_assignment WHERE state = 'present')"
SERVED = "(SELECT min(id) FROM shift_assignment WHERE state = 'served' AND checked_out_at > ends_at)"
COMES = """INSERT INTO shift_assignment (shift_id, volunteer_id, state, is_signed_up, code, organiser_id, starts_at, ends_at, region_code)
SELECT id, {volunteer}, 'planned', true, 'abcdefgh', organiser_id{other}, starts_at{later}, ends_at, region_code FROM shift WHERE id = {shift}"""
VERIFIED = "(SELECT max(id) FROM volunteer WHERE verified_on IS NOT NULL)"
TIME = (
    "INSERT INTO volunteer_time (volunteer_id, weekday, from_hour, to_hour, region_code) SELECT id, {time}, region_code FROM volunteer WHERE id = 1"
)
PROMISES: tuple[Promise, ...] = (
    Promise("ck_volunteer_time_of_a_week", TIME.format(time="8, 8, 12")),
    Promise("ck_volunteer_time_hours_of_a_day", TIME.format(time="1, 12, 12")),
    Promise("ex_volunteer_time_volunteer_id_hours", f"{TIME.format(time='1, 8, 12')}; {TIME.format(time='1, 11, 13')}"),
    Promise(
        "uq_volunteer_skill_volunteer_id_skill",
        "UPDATE volunteer_skill SET volunteer_id = 1, region_code = v.region_code FROM volunteer AS v WHERE v.id = 1",
    ),
    Promise("ck_volunteer_skill_money_of_donors", "UPDATE volunteer_skill SET help_kind = 'money' WHERE id = 1"),
    Promise("ck_volunteer_skill_verified_certificate", "UPDATE volunteer_skill SET certificate = NULL WHERE verified_on IS NOT NULL"),
    Promise(
        "ck_volunteer_skill_verified_by_another",
        """UPDATE volunteer_skill SET certificate = '证书', verified_on = '2020-01-01', verified_by_id = volunteer.person_id FROM volunteer
        WHERE volunteer.id = volunteer_id AND volunteer_skill.verified_on IS NULL""",
    ),
    *(
        Promise(f"ck_{table}_stays_taken_back", f"UPDATE {table} SET taken_back_on = '2020-06-01'; UPDATE {table} SET taken_back_on = NULL")
        for table in ("volunteer_skill", "volunteer_time", "volunteer_language", "volunteer_refusal")
    ),
    Promise(
        "uq_volunteer_language_volunteer_id_language",
        "INSERT INTO volunteer_language (volunteer_id, language, region_code) SELECT volunteer_id, language, region_code FROM volunteer_language WHERE id = 1",
    ),
    Promise(
        "uq_volunteer_refusal_volunteer_id_help_kind",
        "INSERT INTO volunteer_refusal (volunteer_id, help_kind, region_code) SELECT volunteer_id, help_kind, region_code FROM volunteer_refusal WHERE id = 1",
    ),
    Promise("ck_volunteer_skill_stays_verified", "UPDATE volunteer_skill SET certificate = '另一证书' WHERE verified_on IS NOT NULL"),
    Promise("fk_volunteer_skill_volunteer_region", "UPDATE volunteer_skill SET region_code = '3202' WHERE id = 1"),
    Promise("ck_shift_inside_its_place", f"UPDATE shift SET region_code = (SELECT max(region_code) FROM shift) WHERE id = {COMING}"),
    Promise(
        "ck_volunteer_campaign_around_shift",
        "UPDATE volunteer_campaign SET region_code = (SELECT max(region_code) FROM volunteer_campaign) WHERE id = 1",
    ),
    Promise(
        "ck_shift_in_its_campaign",
        f"UPDATE shift SET starts_at = starts_at + interval '1 year', ends_at = ends_at + interval '1 year' WHERE id = {COMING}",
    ),
    Promise("ck_volunteer_campaign_lasts_over_its_shifts", "UPDATE volunteer_campaign SET period = '[2020-05-01,2020-06-01)' WHERE id = 1"),
    Promise(
        "uq_volunteer_campaign_start",
        """INSERT INTO volunteer_campaign (organisation_id, organiser_id, title, about, period, region_code)
        SELECT organisation_id, organiser_id, title, about, daterange(lower(period), lower(period) + 1), region_code FROM volunteer_campaign
        WHERE id = 1""",
    ),
    Promise("fk_shift_volunteer_campaign_organiser", f"UPDATE shift SET organiser_id = organiser_id + 1 WHERE id = {COMING}"),
    Promise("ck_shift_ends_later", f"UPDATE shift SET ends_at = starts_at WHERE id = {COMING}"),
    Promise("ck_shift_of_one_day", f"UPDATE shift SET ends_at = ends_at + interval '1 day' WHERE id = {COMING}"),
    Promise("ck_shift_places_left", "UPDATE shift SET places = 1, taken = 2 WHERE taken = 2"),
    Promise("ck_shift_certificate_of_a_skill", "UPDATE shift SET skill = NULL WHERE needs_certificate"),
    Promise("ck_shift_cancelled_for_all", "UPDATE shift SET cancelled_on = '2020-05-01', cancel_reason = '当日有暴雨预警' WHERE taken > 0"),
    Promise("ck_shift_money_of_donors", f"UPDATE shift SET help_kind = 'money' WHERE id = {COMING}"),
    Promise("ck_shift_stays_cancelled", "UPDATE shift SET cancelled_on = NULL, cancel_reason = NULL WHERE cancelled_on IS NOT NULL"),
    Promise("ck_shift_counts_who_comes", f"UPDATE shift SET taken = taken + 1 WHERE id = {COMING}"),
    Promise("ck_shift_assignment_is_counted", f"{COMES.format(volunteer=VERIFIED, later='', other='', shift=COMING)}; SET CONSTRAINTS ALL IMMEDIATE"),
    Promise("fk_shift_assignment_shift_organiser_region", COMES.format(volunteer=VERIFIED, later="", other=" + 1", shift=COMING)),
    Promise("fk_shift_assignment_shift_starts_at_ends_at", COMES.format(volunteer=VERIFIED, later=" + interval '1 hour'", other="", shift=COMING)),
    Promise(
        "ck_shift_assignment_by_a_verified_volunteer",
        COMES.format(volunteer="(SELECT min(id) FROM volunteer WHERE verified_on IS NULL)", later="", other="", shift=COMING),
    ),
    Promise("ex_shift_assignment_volunteer_id_hours", ";".join([COMES.format(volunteer=VERIFIED, later="", other="", shift=COMING)] * 2)),
    Promise(
        "ck_shift_assignment_verified_by_others",
        f"UPDATE shift_assignment SET checked_in_by_id = volunteer.person_id FROM volunteer WHERE volunteer.id = volunteer_id AND shift_assignment.id = {PRESENT}",
    ),
    Promise("ck_shift_assignment_verified_minutes", f"UPDATE shift_assignment SET minutes = minutes + 1 WHERE id = {SERVED}"),
    Promise(
        "ck_shift_assignment_went_later",
        f"""UPDATE shift_assignment SET state = 'served', code = NULL, checked_out_at = checked_in_at - interval '1 minute', checked_out_by_id = checked_in_by_id,
        minutes = 0 WHERE id = {PRESENT}""",
    ),
    Promise(
        "ck_shift_assignment_stays_verified", f"UPDATE shift_assignment SET checked_out_at = checked_out_at + interval '1 minute' WHERE id = {SERVED}"
    ),
    Promise(
        "ck_shift_assignment_goes_forward",
        """UPDATE shift_assignment SET state = 'planned', code = 'abcdefgh', end_reason = NULL
        WHERE id = (SELECT min(id) FROM shift_assignment WHERE state = 'withdrawn')""",
    ),
)
