"""A need is published, and whoever could meet it is told: each once, of several at a time, by what its card tells."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from databases import event_log
from databases.connections import ChangePool, DatabaseUnavailableError
from policies.subjects import Subject
from resolvers.changes import match_refusals, offers
from resolvers.changes.notices import Preference, change_preferences
from search.new_needs import MOST, Seen
from tests.resolvers.giving import START, volunteer
from tests.sunshine.dying import Dying, KilledError
from tests.sunshine.office import Office

KIND = "needs_matched"
JOIN = """
WITH person AS (INSERT INTO person (number, name, sex, organisation_id, grade, region_code)
    SELECT 'V' || (SELECT max(id) + 1 FROM person), '某某', '1', organisation_id, grade, '3202' FROM person ORDER BY id LIMIT 1 RETURNING id),
  post AS (INSERT INTO post (person_id, tier, region_code, region_level, period) SELECT id, 'volunteer', '3202', 'city', '[2020-01-01,)' FROM person),
  volunteer AS (INSERT INTO volunteer (person_id, help_kind, skill, weekend_only, hours_a_month, verified_on, verified_by_id, region_code)
    SELECT id, 'service', $1, false, 10, '2020-01-01', 1, $2 FROM person RETURNING id, person_id, region_code),
  skill AS (INSERT INTO volunteer_skill (volunteer_id, help_kind, skill, region_code, recorded_at) SELECT id, 'service', $1, region_code, '2026-01-01' FROM volunteer)
SELECT id, person_id FROM volunteer
"""
OFFER = """
INSERT INTO offer (donor_id, kind, about, quantity, period, state, region_code, recorded_at) VALUES ($1, $2, $3, 3, '[2020-01-01,)', 'open', $4, $5) RETURNING id
"""
CARD = """
SELECT public_id, need_item.name AS item, county.name AS county, town.name AS town FROM need JOIN need_item ON need_item.id = need_item_id
JOIN region AS county ON county.code = left(need.region_code, 6) JOIN region AS town ON town.code = need.region_code WHERE need.id = $1
"""
OTHERS_WERE_TOLD = """
INSERT INTO match_notice (person_id, need_id, told_at)
SELECT id, $1, $2 FROM person WHERE id <> $3 AND id IN (SELECT person_id FROM volunteer UNION SELECT person_id FROM donor)
"""
ANOTHER_COUNTY = "SELECT code FROM region WHERE level = 'county' AND NOT starts_with((SELECT region_code FROM need WHERE id = $1), code) LIMIT 1"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TEACHING: dict[str, Any] = {"item": "tutoring"}
REPAIRING: dict[str, Any] = {"item": "repair", "price": "80"}


PLACES = count(1)
"""Each test has days of its own, on which nothing else is published."""
WITHDRAW = "UPDATE offer SET state = 'withdrawn' WHERE state = 'open' AND donor_id IN (SELECT id FROM donor WHERE display_name = '某某')"


@pytest.fixture
def office(office: Callable[..., Any]) -> Callable[..., Any]:
    """Run something on the street, where nobody offers anything any more afterwards."""

    def run(story: Callable[[Office], Awaitable[Any]]) -> Any:
        async def told(office: Office) -> Any:
            office.street.clock.at = START - timedelta(days=20 * next(PLACES))
            try:
                return await story(office)
            finally:
                await office.street.fetch(WITHDRAW)

        return office(told)

    return run


async def offering(
    office: Office, about: str = "课业辅导", kind: str = "service", place: str = "3202", address: str | None = None, since: datetime = LONG_AGO
) -> Subject:
    giver = await office.giver(address)
    await office.street.fetch(OFFER, giver.donor_id, kind, about, place, since)
    return giver


async def skilled(office: Office, skill: str = "课业辅导", place: str = "3202") -> Subject:
    (row,) = await office.street.fetch(JOIN, skill, place)
    return volunteer(row["person_id"], row["id"])


async def told(office: Office, giver: Subject) -> list[str]:
    """What somebody was told of new needs, once all was."""
    while await office.new_needs.tell_all():
        pass
    await office.deliver()
    rows = await office.street.fetch("SELECT text FROM notice WHERE kind = $1 AND person_id = $2 ORDER BY id", KIND, giver.person_id)
    return [row["text"] for row in rows]


def test_who_offered_such_help_and_who_can_do_it_are_told_of_a_new_need_once_by_its_card(office: Any) -> None:
    async def story(office: Office) -> None:
        giver, able = await offering(office, address="new@example.org"), await skilled(office)
        assert await told(office, giver) == await told(office, able) == []
        need = await office.street.published(**TEACHING)
        (card,) = await office.street.fetch(CARD, need)
        (text,) = await told(office, giver)
        assert f"{card['item']}（{card['county']}，{card['public_id']}）" in text
        assert card["town"] not in text
        assert await told(office, able) == [text]
        (mail,) = office.mailed("new@example.org")
        assert mail["Subject"] == "阳光帮扶：有新发布的需求与您相符"
        assert text in mail.get_content()
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        office.street.clock.at = office.street.clock.now() + timedelta(days=1)
        assert await told(office, giver) == [text]

    office(story)


def test_several_needs_are_told_in_one_notice_a_day_and_the_rest_on_the_next(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        able = await skilled(office, "家电维修")
        first = {await street.published(**REPAIRING) for _ in range(MOST + 1)}
        (text,) = await told(office, able)
        assert text.count("家电维修（") == MOST
        later = await street.published(**REPAIRING)
        street.clock.at = street.clock.now() + timedelta(hours=11)
        assert len(await told(office, able)) == 1
        street.clock.at = street.clock.now() + timedelta(hours=2)  # it is the next day in Shanghai
        texts = await told(office, able)
        assert [text.count("家电维修（") for text in texts] == [MOST, 2]
        for need in (*first, later):
            (card,) = await street.fetch(CARD, need)
            assert sum(card["public_id"] in text for text in texts) == 1

    office(story)


async def told_since(office: Office, seen: Seen | None, giver: Subject) -> tuple[Seen, int]:
    """How far the log is now, and how much somebody was told by then."""
    await event_log.sequence(await office.street.connection("forces"))
    now = await office.new_needs.tell_since(seen)
    await office.deliver()
    (row,) = await office.street.fetch("SELECT count(*) FROM notice WHERE kind = $1 AND person_id = $2", KIND, giver.person_id)
    return now, row["count"]


def test_needs_are_matched_anew_once_something_happened_or_a_day_began(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        await street.published(**TEACHING)
        asking = await offering(office)
        seen, told_then = await told_since(office, None, asking)
        assert told_then == 1  # whoever has just started knows nothing
        silent = await offering(office)  # as if by nobody: without an event
        seen, told_then = await told_since(office, seen, silent)
        assert told_then == 0
        offering_too = await street.new_donor()
        wanted = offers.OfferWanted("service", "课业辅导", 3, street.clock.today(), None, "3202", None)
        await offers.make_offer(street.changes, offering_too, wanted, "matched-anew")
        seen, told_then = await told_since(office, seen, silent)
        assert told_then == 1
        last = await offering(office)
        street.clock.at = street.clock.now() + timedelta(days=1)
        seen, told_then = await told_since(office, seen, last)
        assert told_then == 1

    office(story)


UNFIT = {
    "not verified": "UPDATE volunteer SET verified_on = NULL, verified_by_id = NULL WHERE id = $1",
    "no post": "UPDATE post SET period = '[2020-01-01,2020-02-01)' WHERE person_id = (SELECT person_id FROM volunteer WHERE id = $1)",
    "does no such thing": "INSERT INTO volunteer_refusal (volunteer_id, help_kind, region_code) SELECT id, 'service', region_code FROM volunteer WHERE id = $1",
    "took the skill back": "UPDATE volunteer_skill SET taken_back_on = '2026-01-01' WHERE volunteer_id = $1",
}


@pytest.mark.parametrize("why", UNFIT)
def test_volunteer_who_cannot_or_will_not_is_told_nothing(office: Any, why: str) -> None:
    async def story(office: Office) -> None:
        able, unfit = await skilled(office), await skilled(office)
        await office.street.fetch(UNFIT[why], unfit.volunteer_id)
        await office.street.published(**TEACHING)
        assert len(await told(office, able)) == 1
        assert await told(office, unfit) == []

    office(story)


def test_nobody_is_told_of_what_he_does_not_mean_or_reach_or_knows_already(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        need = await street.published(2, **TEACHING)
        (place,) = await street.fetch(ANOTHER_COUNTY, need)
        elsewhere = await offering(office, place=place["code"])
        other_kind, other_thing = await offering(office, "课业辅导", "goods"), await offering(office, "家电维修")
        withdrawn, ended, pledged, refusing = [await offering(office) for _ in range(4)]
        vague = await offering(office, "周末有空，能帮上的都行")
        await street.fetch("UPDATE offer SET state = 'withdrawn' WHERE donor_id = $1", withdrawn.donor_id)
        await street.fetch("UPDATE donor SET ended_on = '2026-12-31' WHERE id = $1", ended.donor_id)
        await street.pledged(need, pledged)
        await match_refusals.refuse_match(street.changes, refusing, match_refusals.MatchRefusalWanted(need, "other"), f"refusal-{need}")
        (card,) = await street.fetch(CARD, need)
        for giver in (elsewhere, other_kind, other_thing, withdrawn, ended, pledged, refusing):
            assert not any(card["public_id"] in text for text in await told(office, giver)), giver
        assert card["public_id"] in (await told(office, vague))[0]

    office(story)


def test_offer_is_told_of_what_was_published_since_it_was_made(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        before = await street.published(**TEACHING)
        street.clock.at += timedelta(days=1)
        giver = await offering(office, since=street.clock.at)
        after = await street.published(**TEACHING)
        (old,), (new,) = [await street.fetch(CARD, need) for need in (before, after)]
        (text,) = await told(office, giver)
        assert new["public_id"] in text
        assert old["public_id"] not in text

    office(story)


def test_who_wants_no_mail_of_it_finds_it_in_his_inbox_alone(office: Any) -> None:
    async def story(office: Office) -> None:
        giver = await offering(office, address="no-mail@example.org")
        await change_preferences(office.street.changes, giver, Preference([KIND], by_mail=False))
        await office.street.published(**TEACHING)
        assert len(await told(office, giver)) == 1
        assert office.mailed("no-mail@example.org") == []

    office(story)


def test_nobody_is_told_where_no_rule_says_how_often(office: Any) -> None:
    async def story(office: Office) -> None:
        street = office.street
        giver = await offering(office)
        await street.published(**TEACHING)
        (rule,) = await street.fetch("SELECT id, period FROM rule_parameter WHERE name = 'match_notice_days'")
        await street.fetch("UPDATE rule_parameter SET period = daterange(lower(period), lower(period) + 1) WHERE id = $1", rule["id"])
        try:
            assert await told(office, giver) == []
        finally:
            await street.fetch("UPDATE rule_parameter SET period = $2 WHERE id = $1", *rule)
        assert len(await told(office, giver)) == 1

    office(story)


def test_killed_between_any_two_steps_everybody_is_told_of_a_need_once(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ChangePool.transaction

    async def story(office: Office) -> int:
        street, killed = office.street, 0
        street.clock.at = START + timedelta(days=60)
        able = await skilled(office)
        while True:
            need = await street.published(**TEACHING, needed_by=date(2028, 12, 31))
            (card,) = await street.fetch(CARD, need)
            await office.deliver()
            await street.fetch(OTHERS_WERE_TOLD, need, street.clock.now(), able.person_id)
            dying = Dying(killed)
            monkeypatch.setattr(ChangePool, "transaction", lambda pool, dying=dying: dying.transaction(whole, pool))
            try:
                await office.new_needs.tell_all()
                await office.deliver()
                is_over = True
            except (KilledError, DatabaseUnavailableError):
                is_over = False
            finally:
                monkeypatch.setattr(ChangePool, "transaction", whole)
            await office.outlive()
            assert sum(card["public_id"] in text for text in await told(office, able)) == 1
            street.clock.at = street.clock.now() + timedelta(days=8)
            if is_over:
                return killed
            killed += 1

    assert office(story) > 8


def test_two_at_the_same_time_tell_everybody_once(office: Any) -> None:
    async def story(office: Office) -> None:
        givers = [await skilled(office) for _ in range(5)]
        await office.street.published(**TEACHING)
        await asyncio.gather(office.new_needs.tell_all(), office.new_needs.tell_all())
        assert [len(await told(office, giver)) for giver in givers] == [1] * 5

    office(story)
