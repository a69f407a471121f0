"""Whoever registered himself takes that back: his posts end, and what names him is emptied, here and in the histories (`databases/erasure.py`)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from databases.public_ids import public_id
from policies.subjects import NOBODY, Subject
from resolvers.changes.core import Changes, Outcome, Work
from resolvers.changes.errors import Code, refused
from resolvers.changes.posts import END, shortened
from resolvers.changes.registrations import nameless_event, written
from resolvers.changes.representative_registrations import UNDECIDED

TIERS = ("donor", "volunteer")
POSTS = "SELECT * FROM post WHERE person_id = $1 AND tier = ANY($2) AND period && daterange($3::date, NULL) ORDER BY id FOR UPDATE"
SITS = "SELECT EXISTS (SELECT FROM post WHERE person_id = $1 AND tier = 'deputy' AND period @> $2::date)"
# whoever pledges or signs up holds one of these rows
HOLD = "SELECT FROM donor WHERE person_id = $1 FOR UPDATE"
HOLD_VOLUNTEER = "SELECT FROM volunteer WHERE person_id = $1 FOR UPDATE"
OPEN = """
SELECT (SELECT count(*) FROM pledge WHERE (donor_id = $1 OR volunteer_id = $2) AND state IN ('held', 'facts_seen', 'confirmed'))
  + (SELECT count(*) FROM shift_assignment WHERE volunteer_id = $2 AND state IN ('planned', 'present') AND ends_at > $3)
"""
WITHDRAW = "UPDATE offer SET state = 'withdrawn' WHERE (donor_id = $1 OR volunteer_id = $2) AND state = 'open'"
WITHDRAW_REGISTRATION = f"UPDATE representative_registration SET withdrawn_on = $2 WHERE person_id = $1 AND {UNDECIDED}"
END_GIVING = "UPDATE donor SET ended_on = $2 WHERE person_id = $1 AND ended_on IS NULL"
ERASE = "SELECT erase_giver($1, $2)"
ERASED = (
    *("person", "donor", "volunteer", "volunteer_skill", "volunteer_time", "volunteer_language", "volunteer_refusal", "representative_registration"),
    *("offer", "mailbox"),
)


@dataclass(frozen=True)
class Deregistration:
    """The number of whoever takes his registration back, so that nobody does by mistake."""

    number: str


async def deregister(changes: Changes, subject: Subject, wanted: Deregistration) -> None:
    """Take a registration back. What was pledged and not delivered, or a shift to come, is settled first."""

    async def change(work: Work) -> Outcome[None]:
        row = await work.row("Person", subject.person_id, "number", "deregister")
        if wanted.number != row["number"]:
            raise refused(Code.NOT_ONESELF, "number")
        stays = row["standing"] != "giver" or await work.connection.fetchval(SITS, row["id"], work.clock.today())
        if stays and (subject.donor_id, subject.volunteer_id) == (NOBODY, NOBODY):
            raise refused(Code.NOT_PERMITTED)
        for hold in (HOLD, HOLD_VOLUNTEER):
            await work.connection.execute(hold, row["id"])
        count = await work.connection.fetchval(OPEN, subject.donor_id, subject.volunteer_id, work.clock.now())
        if count:
            raise refused(Code.GIVING_OPEN, count=count)
        acting, events = work.acting("Person", "deregister", row), []
        for post in await work.connection.fetch(POSTS, row["id"], list(TIERS), work.clock.today()):
            after = await written(work, END, post["id"], shortened(work, post["period"], work.clock.today()))
            events.append(nameless_event(work, "post_given_up", "post", after, acting, before=post))
        await work.connection.execute(WITHDRAW, subject.donor_id, subject.volunteer_id)
        await work.connection.execute(WITHDRAW_REGISTRATION, row["id"], work.clock.today())
        await work.connection.execute(END_GIVING, row["id"], work.clock.today())
        await work.connection.execute(ERASE, row["id"], public_id("erased", secrets.token_bytes(8)))
        erased = work.event("registration_erased", "person", row["id"], acting, region_code=row["region_code"], changed_fields=sorted(ERASED))
        return Outcome(None, [*events, erased])

    await changes.make(subject, "forces", change)
