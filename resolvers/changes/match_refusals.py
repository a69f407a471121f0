"""Whoever is shown a need that does not suit him says so, with a reason: he is shown it no more, and what is like it later (M147)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policies.subjects import Subject
from resolvers.changes.core import Changes, Outcome, Work
from resolvers.changes.errors import Code, UserError, refused
from resolvers.changes.givers import giver
from resolvers.changes.settling import event

REFUSALS: Mapping[str, UserError] = {
    f"uq_match_refusal_{giver_id}_standing": UserError(Code.ALREADY_REFUSED, "needId") for giver_id in ("donor_id", "volunteer_id")
}
COUNTY = 6  # digits of its code: more is not told to whoever gives
INSERT = """
INSERT INTO match_refusal (donor_id, volunteer_id, need_id, reason, refused_at, region_code) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *
"""
TAKE_BACK = "UPDATE match_refusal SET taken_back_at = $2 WHERE id = $1 RETURNING *"


@dataclass(frozen=True)
class MatchRefusalWanted:
    """A published need that somebody does not want to be shown again, and why (a code of `match_refusal_reason`)."""

    need_id: int
    reason: str


async def refuse_match(changes: Changes, subject: Subject, wanted: MatchRefusalWanted, key: str) -> str:
    """Refuse a need; the refusal's global id."""

    async def change(work: Work) -> Outcome[str]:
        need, who = await work.row("Need", wanted.need_id, "needId", lock=False), await giver(work)
        county = need["region_code"][:COUNTY]
        acting = work.acting("MatchRefusal", "refuse_match", {**who, "region_code": county})
        made = await work.connection.fetchrow(INSERT, *who.values(), need["id"], wanted.reason, work.clock.now(), county)
        assert made is not None
        return Outcome(f"MatchRefusal:{made['id']}", [event(work, "match_refused", "match_refusal", made, acting, list(made.keys()))])

    return await changes.make_once(subject, "forces", change, REFUSALS, key, wanted)


@dataclass(frozen=True)
class MatchRefusalChange:
    match_refusal_id: int
    expected_version: int


async def take_back_refusal(changes: Changes, subject: Subject, wanted: MatchRefusalChange) -> str:
    """Take a refusal back, so that the need is shown again; the refusal's global id."""

    async def change(work: Work) -> Outcome[str]:
        key, version = wanted.match_refusal_id, wanted.expected_version
        row = await work.row("MatchRefusal", key, "id", "take_back_refusal", expected_version=version)
        if row["taken_back_at"] is not None:
            raise refused(Code.WRONG_STATE, "id", label="已撤回", state="taken back", act="撤回", step="taken back")
        after = await work.connection.fetchrow(TAKE_BACK, key, work.clock.now())
        assert after is not None
        acting = work.acting("MatchRefusal", "take_back_refusal", row)
        taken_back = event(work, "match_refusal_taken_back", "match_refusal", after, acting, ["taken_back_at"], before=row)
        return Outcome(f"MatchRefusal:{key}", [taken_back])

    return await changes.make(subject, "forces", change)
