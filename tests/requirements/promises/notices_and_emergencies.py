"""Notices in the village, and relief in an emergency: statements that they refuse."""

from __future__ import annotations

from tests.requirements import Promise

POSTED = (
    ("entry_case", "entry", "applied_on", ", filed_on = filed_on + 30"),
    ("exit_case", "exit", "proposed_on", ""),
    ("removal_decision", "removal", "decided_on", ", noticed_on = noticed_on + 30, appeal_until = appeal_until + 30"),
)
PROMISES: tuple[Promise, ...] = (
    Promise(
        "ck_public_notice_after_its_entry_case",
        """UPDATE public_notice SET posted_on = '2030-01-01', ends_on = '2030-01-08', taken_down_on = NULL WHERE id = (SELECT min(id) FROM public_notice WHERE kind = 'entry')""",
    ),
    Promise(
        "ck_public_notice_after_its_exit_case",
        """UPDATE public_notice SET posted_on = '2030-01-01', ends_on = '2030-01-08', taken_down_on = NULL WHERE id = (SELECT min(id) FROM public_notice WHERE exit_case_id IN (SELECT id FROM exit_case WHERE closed_on IS NOT NULL))""",
    ),
    Promise(
        "uq_emergency_relief_household_id_kind_reported_at",
        """INSERT INTO emergency_relief (household_id, region_code, kind, reported_at, due_at) SELECT household_id, region_code, kind, reported_at, due_at FROM emergency_relief WHERE true ORDER BY id LIMIT 1""",
    ),
    *(
        Promise(
            f"ex_public_notice_{paper}_id_period",
            f"""INSERT INTO public_notice ({paper}_id, region_code, kind, posted_on, ends_on, objections)
            SELECT {paper}_id, region_code, kind, posted_on + 1, ends_on + 1, 0 FROM public_notice WHERE kind = '{kind}' ORDER BY id LIMIT 1""",
        )
        for paper, kind, *_ in POSTED
    ),
    Promise(
        "ck_emergency_relief_due_at",
        "UPDATE emergency_relief SET due_at = '2199-01-01 00:00+08' WHERE id = 1",
    ),
    Promise(
        "fk_public_notice_removal_decision_region",
        "UPDATE public_notice SET region_code = (SELECT max(code) FROM region WHERE level = 'village') WHERE id = (SELECT max(id) FROM public_notice WHERE kind = 'removal')",
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
)
