"""What leaves without having been asked for: webhooks and mails."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from databases.clock import Clock
from databases.code_lists.forces import WEBHOOK_EVENT
from databases.connections import DATABASES
from databases.event_log import Event, append
from policies.kinds import type_name
from resolvers.following.webhooks import message
from resolvers.notices.inbox import tell
from resolvers.notices.letters import EMAIL, find_notice
from resolvers.notices.tellings import TOLD
from sunshine.mail.links import Links
from sunshine.mail.mails import Mails
from tests.doors.house import House


async def webhooks(house: House) -> list[bytes]:
    """What addresses would be told if each kind of event that they may want happened, with canaries in all texts of an event; nothing of it stays."""
    (canary,) = [row["head_name"] for row in house.now["Household"].values()][:1]
    number, found = house.people[1].number, []
    for database in DATABASES:
        async with house.databases.connection(database) as connection:
            happened = connection.transaction()
            await happened.start()
            for kind in WEBHOOK_EVENT.labels:
                more: dict[str, Any] = {"post": canary, "purpose": f"contact: {canary}", "clause": canary, "changed_fields": ("member.7.id_number",)}
                (key,) = await append(connection, [Event(kind, "household", "7", number, Clock().now(), region_code="320282101", **more)])
                event = await connection.fetchrow("SELECT event.*, 3::bigint AS leaf_index FROM event WHERE id = $1", key)
                assert event
                found.append(message(database, event))
            await happened.rollback()
    return found


SUBJECTS = {
    "suggestion": "suggestion",
    "need": "need",
    "needs": "person",
    "appeal": "need_appeal",
    "offer": "offer",
    "pledge": "pledge",
    "report": "public_report",
    "pairing": "pairing",
    "post": "post",
    "shift": "shift_assignment",
    "volunteer": "volunteer",
    "donor": "donor",
    "representative": "representative_registration",
    "certificate": "volunteer_skill",
    "home": "members_home_day",
    "kinship": "relative",
    "village": "village_pairing",
    "household": "household",
    "problem": "technical_problem",
}
# somebody who signs for a town, too
TOWN = """UPDATE post SET region_code = left(region_code, 9), region_level = 'town' WHERE id = (SELECT min(id) FROM post
WHERE tier = 'manager' AND department = 'town_government' AND period @> current_date) RETURNING region_code"""
# a helper who is said to be kin of whom he helps
KIN = """INSERT INTO relative (person_id, household_id, declared_on, region_code)
SELECT person_id, household_id, current_date, region_code FROM pairing WHERE kind = 'responsible' AND period @> current_date LIMIT 1"""
# of tables that are elsewhere
ROWS = {"household": "(SELECT DISTINCT household_id AS id FROM pairing) AS one", "technical_problem": "generate_series(1, 9) AS one (id)"}
READERS = "SELECT notice.id, person_id FROM notice WHERE event_id = $1 AND about = $2"


async def mails(house: House) -> list[tuple[str, int, EmailMessage]]:
    """What would be mailed to whom if each kind of event happened to some rows; nothing of it stays."""
    links = Links("http://127.0.0.1", ec.generate_private_key(ec.SECP256R1()))
    written, clock = Mails("notices@sunshine.example", "doors", links), Clock()
    found = []
    async with house.databases.connection("forces") as connection:
        happened = connection.transaction()
        await happened.start()
        for person in await connection.fetch("SELECT id FROM person"):
            sealed = house.keys.seal(EMAIL, f"p{person['id']}@example.org")
            await connection.execute("UPDATE mailbox SET email_encrypted = $2 WHERE person_id = $1", person["id"], sealed)
        town, of_need = await connection.fetchval(TOWN), await connection.fetchval("SELECT public_id FROM need WHERE state = 'published' LIMIT 1")
        await connection.execute(KIN)
        for kind in TOLD:
            table = SUBJECTS[kind.partition("_")[0]]
            actor = house.people[1].number if kind.startswith("problem") else "system"  # who raised or took one is told of it
            for row in await connection.fetch(f"SELECT id FROM {ROWS.get(table, table)} ORDER BY id DESC LIMIT 40"):
                (event,) = await append(connection, [Event(kind, table, str(row["id"]), actor, clock.now(), purpose=of_need, region_code=town)])
                await tell(connection, event, clock)
                for notice, person in await connection.fetch(READERS, event, f"{type_name(table)}:{row['id']}"):
                    if letter := await find_notice(connection, notice, house.keys, clock):
                        found.append((kind, person, written.write(letter)))
        await happened.rollback()
    return found
