"""Erasure: of whoever takes his registration back, what names him or describes him is emptied, in his rows and in what the histories kept of them.

That he gave stays, under a number that leads to nobody: needs, receipts and hours rest on it. So the application, which writes no history,
runs one function of the owner's that knows these columns and no others. Somebody who works here, or of a household,
keeps his name: he is in its events by it.

With its commit every process that listens on FORGET is told whose rights it may remember no more ("city:person"); so it is with that of any
change of somebody's posts or pairings (TELL).
"""

from __future__ import annotations

from collections.abc import Iterator

from databases.connections import Role

ERASED = "（已注销）"
FORGET = "forget"
RIGHTS = ("post", "pairing", "representative")
"""Tables of which somebody's profile is made, each with its `person_id`."""
TELL = f"""SELECT pg_notify('{FORGET}', current_schema() || ':' || id) FROM (
    SELECT id FROM unnest($1::bigint[]) AS id UNION SELECT id FROM person WHERE household_id = ANY($2::bigint[])
) AS remembered"""
"""Tells of people, and of everybody of households whose helpers change."""
GIVING = "donor_id IN (SELECT id FROM donor WHERE person_id = key) OR volunteer_id IN (SELECT id FROM volunteer WHERE person_id = key)"
OF_VOLUNTEER = "volunteer_id IN (SELECT id FROM volunteer WHERE person_id = key)"
REFUSAL = ", ".join(f"{name} = left('{ERASED}', length({name}) + {len(ERASED)})" for name in ("refusal_reason", "appeal_reason", "appeal_answer"))
"""What was said of a refused registration; where nothing was, nothing is."""
# table, what is emptied, which rows
EMPTIED = (
    ("volunteer", f"skill = '{ERASED}', {REFUSAL}", "person_id = key"),
    ("donor", f"display_name = '{ERASED}'", "person_id = key AND organisation_id IS NULL"),
    ("donor", REFUSAL, "person_id = key"),
    ("offer", f"about = '{ERASED}'", GIVING),
    (
        "representative_registration",
        f"profession = '{ERASED}', refusal_reason = left('{ERASED}', length(refusal_reason) + {len(ERASED)})",
        "person_id = key AND confirmed_on IS NULL",
    ),
    ("mailbox", "email_encrypted = NULL, email_digest = NULL, email_mask = NULL, confirmed_at = NULL", "person_id = key"),
    (
        "person",
        f"number = pseudonym, name = '{ERASED}', sex = NULL, phone = NULL, id_number_encrypted = NULL, id_number_digest = NULL, id_number_mask = NULL, "
        "is_active = false",
        "id = key AND standing = 'giver'"
        " AND NOT EXISTS (SELECT FROM post WHERE person_id = key AND tier = 'deputy' AND period @> (now() AT TIME ZONE 'Asia/Shanghai')::date)",
    ),
)
TAKEN_AWAY = ("volunteer_skill", "volunteer_time", "volunteer_language", "volunteer_refusal")
"""Tables whose rows say nothing but what he was like."""


def statements() -> Iterator[str]:
    """DDL of the function, and who may run it."""
    steps = [line for table, emptied, rows in EMPTIED for line in (f"UPDATE {table} SET {emptied} WHERE {rows};", _of_history(table, emptied, rows))]
    steps += [f"DELETE FROM {table} WHERE {OF_VOLUNTEER}; DELETE FROM {table}_history WHERE {OF_VOLUNTEER};" for table in TAKEN_AWAY]
    body = "\n    ".join(steps)
    yield f"""
CREATE FUNCTION erase_giver(key bigint, pseudonym text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    {body}
    PERFORM pg_notify('{FORGET}', current_schema() || ':' || key);
END $$"""
    yield "REVOKE ALL ON FUNCTION erase_giver FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION erase_giver TO {Role.API}"


def _of_history(table: str, emptied: str, rows: str) -> str:
    """The same of the versions of those rows, which are found by the rows as they are now."""
    return f"UPDATE {table}_history SET {emptied} WHERE id IN (SELECT id FROM {table} WHERE {rows});"
