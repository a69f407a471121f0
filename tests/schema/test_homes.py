"""Deputies and members over real HTTP: somebody registers himself as one, an official confirms or refuses it, and what is heard in their homes is told."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from databases.clock import Clock
from tests.schema.asking import Api
from tests.schema.test_pairings import codes, manager
from tests.schema.test_registering import INBOX, change, notices, stranger

NAME, REASON, HEARD = "诸葛代表", "名册中没有您，请核对界别后重新申请", "村里希望有稳定的采购渠道，减少水果滞销"
REGISTERED = "representativeRegistration { id version kind level confirmedOn refusedOn refusalReason }"
MINE = "{ representativeRegistrations(%s) { edges { node { id confirmedOn refusedOn refusalReason withdrawnOn } } } }"
ROLE = "{ representatives(first: 9, where: {person: {number: {eq: %s}}}) { edges { node { id kind level regionCode membersHome { name } } } } }"
DAY = "membersHomeDay { id version cancelledOn cancelReason heldOn heard membersHome { name } }"
HOME = "membersHome { id version name place opening organisation { name } }"
COUNTY, OTHER = "320282", "320281"
WHERE = "SELECT region_code FROM members_home_day WHERE id = $1"


@pytest.fixture(scope="module")
def homes(api: Api) -> dict[str, Any]:
    """The homes of the county, by kind."""
    return {row["kind"]: row for row in api.truth("forces", "SELECT * FROM members_home WHERE region_code = $1", COUNTY)}


def registered(api: Api, who: str | None, home: Any, **more: Any) -> dict[str, Any]:
    wanted = {
        **{"name": NAME, "membersHomeId": f"MembersHome:{home['id']}", "level": 4, "profession": "农艺师", "regionCode": COUNTY},
        **{"termUntil": (Clock().today() + timedelta(days=900)).isoformat(), "idempotencyKey": secrets.token_urlsafe(12), **more},
    }
    return change(api, who, "registerRepresentative", REGISTERED, **wanted)


def decided(api: Api, who: str, row: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
    given = {"id": row["id"], "expectedVersion": row["version"]} | ({"reason": reason} if reason else {})
    return change(api, who, "refuseRepresentative" if reason else "confirmRepresentative", REGISTERED, **given)


def mine(api: Api, who: str, which: str = "first: 9") -> list[dict[str, Any]]:
    return [edge["node"] for edge in api.ask(MINE % which, who)["data"]["representativeRegistrations"]["edges"]]


def posts(api: Api, who: str) -> list[tuple[Any, ...]]:
    sql = "SELECT tier, post.region_code, period FROM post JOIN person ON person.id = person_id WHERE number = $1 ORDER BY post.id"
    return [tuple(row) for row in api.truth("forces", sql, who)]


def test_stranger_is_a_deputy_once_an_official_confirmed_it_and_until_his_term_ends(api: Api, homes: dict[str, Any]) -> None:
    who, official, today = stranger(), manager(api, region=COUNTY), Clock().today()
    made = registered(api, who, homes["deputy"])
    assert made["userErrors"] == []
    row = made["representativeRegistration"]
    assert (row["kind"], row["level"], row["confirmedOn"]) == ("deputy", 4, None)
    assert codes(registered(api, who, homes["deputy"])) == ["ALREADY_REGISTERED"]
    assert posts(api, who) == []  # he gets no right by saying so, but follows what becomes of it
    assert [one["id"] for one in mine(api, who)] == [row["id"]]
    assert api.ask("{ households(first: 1) { totalCount } suggestions(first: 1) { totalCount } }", who)["data"] == {
        "households": {"totalCount": 0},
        "suggestions": {"totalCount": 0},
    }
    for other in (manager(api, region=OTHER), manager(api, "finance", COUNTY), who, api.person("donor")["number"]):
        assert codes(decided(api, other, row)) == ["NOT_FOUND"]
    confirmed = decided(api, official, row)
    assert (confirmed["userErrors"], confirmed["representativeRegistration"]["confirmedOn"]) == ([], today.isoformat())
    assert codes(decided(api, official, confirmed["representativeRegistration"])) == ["WRONG_STATE"]
    ((tier, region, period),) = posts(api, who)
    assert (tier, region, period.lower, period.upper) == ("deputy", COUNTY, today, today + timedelta(days=901))
    assert codes(registered(api, who, homes["deputy"])) == ["ALREADY_REGISTERED"]  # he is known anew by it
    (found,) = [edge["node"] for edge in api.ask(ROLE % f'"{who}"', who)["data"]["representatives"]["edges"]]
    assert (found["kind"], found["level"], found["regionCode"], found["membersHome"]["name"]) == ("deputy", 4, COUNTY, homes["deputy"]["name"])
    belongs = api.truth("forces", "SELECT organisation_id, standing FROM person WHERE number = $1", who)[0]
    assert tuple(belongs) == (None, "giver")  # he sits for his constituency, and is no official by it
    assert codes(change(api, who, "deregister", "isErased", number=who)) == ["NOT_PERMITTED"]  # nor does a deputy in office erase himself
    later = (today + timedelta(days=1200)).isoformat()
    again = registered(api, who, homes["deputy"], termUntil=later)  # elected again before his term ends
    assert again["userErrors"] == []
    assert decided(api, official, again["representativeRegistration"])["userErrors"] == []
    assert [post[2].upper for post in posts(api, who)] == [today + timedelta(days=1201)]
    assert api.truth("forces", "SELECT term_until FROM representative WHERE id = $1", int(found["id"].partition(":")[2]))[0][0].isoformat() == later
    log = api.truth("forces", "SELECT kind FROM event WHERE actor = ANY($1) AND subject_kind <> 'person' ORDER BY id DESC LIMIT 8", [who, official])
    kinds = ["representative_registered", "representative_entered", "post_{}", "representative_confirmed"]
    assert [event["kind"] for event in reversed(log)] == [kind.format(post) for post in ("registered", "lengthened") for kind in kinds]


def test_refusal_says_why_and_he_may_register_anew(api: Api, homes: dict[str, Any]) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    row = registered(api, who, homes["cppcc_member"])["representativeRegistration"]
    assert codes(decided(api, official, row, "否")) == ["TEXT_UNFIT"]
    assert decided(api, official, row, REASON)["userErrors"] == []
    assert [(one["refusalReason"], one["confirmedOn"]) for one in mine(api, who)] == [(REASON, None)]
    (told,) = notices(api, who, row["id"])  # though he holds no post
    assert told["kind"] == "representative_refused"
    unread = "{ notices(first: 9, where: {readAt: {isNull: true}}) { edges { node { id } } } }"
    (notice,) = api.ask(unread, who)["data"]["notices"]["edges"]
    assert change(api, who, "readNotices", "read", ids=[notice["node"]["id"]]) == {"read": 1, "userErrors": []}
    assert api.ask(unread, who)["data"]["notices"]["edges"] == []
    again = registered(api, who, homes["cppcc_member"], name="诸葛委员")
    assert again["userErrors"] == []
    assert api.truth("forces", "SELECT name FROM person WHERE number = $1", who)[0]["name"] == "诸葛委员"
    assert len(mine(api, who)) == 2
    erased = change(api, who, "deregister", "isErased", number=who)
    assert (erased["userErrors"], erased["isErased"]) == ([], True)
    left = "SELECT profession, withdrawn_on FROM representative_registration WHERE id = $1"
    key = int(again["representativeRegistration"]["id"].partition(":")[2])
    assert tuple(api.truth("forces", left, key)[0]) == ("（已注销）", Clock().today())
    assert api.truth("forces", "SELECT FROM person WHERE number = $1", who) == []


def test_own_registrations_are_told_from_those_that_one_decides(api: Api, homes: dict[str, Any]) -> None:
    official, other = manager(api, region=COUNTY), stranger()
    (home,) = api.truth("forces", "SELECT * FROM members_home WHERE region_code = '3202' AND kind = 'cppcc_member'")
    elsewhere = registered(api, other, home, regionCode=OTHER)["representativeRegistration"]
    assert decided(api, manager(api, region=OTHER), elsewhere, REASON)["userErrors"] == []
    hidden = registered(api, other, homes["cppcc_member"])["representativeRegistration"]  # of whom this official sees no name
    own = registered(api, official, homes["deputy"], name=None)["representativeRegistration"]
    seen = {one["id"] for one in mine(api, official, "first: 99")}
    assert {hidden["id"], own["id"]} <= seen
    assert [one["id"] for one in mine(api, official, "first: 99, mine: true")] == [own["id"]]
    assert mine(api, api.person("donor")["number"], "first: 9, mine: true") == []
    count = "{ representativeRegistrations(first: 1, mine: true) { totalCount edges { node { id } } } }"
    found = api.ask(count, official)["data"]["representativeRegistrations"]
    assert (found["totalCount"], len(found["edges"])) == (1, 1)
    for row, reason in ((hidden, REASON), (own, REASON)):
        assert decided(api, api.person("manager", "civil_affairs", 4)["number"], row, reason)["userErrors"] == []


def test_nobody_confirms_somebody_whose_name_he_may_not_read(api: Api, homes: dict[str, Any]) -> None:
    who, county, city = stranger(), manager(api, region=COUNTY), api.person("manager", "civil_affairs", 4)["number"]
    (home,) = api.truth("forces", "SELECT * FROM members_home WHERE region_code = '3202' AND kind = 'cppcc_member'")
    elsewhere = registered(api, who, home, regionCode=OTHER)["representativeRegistration"]
    assert decided(api, manager(api, region=OTHER), elsewhere, REASON)["userErrors"] == []
    row = registered(api, who, homes["cppcc_member"])["representativeRegistration"]
    read = "query ($id: ID!) { node(id: $id) { ... on RepresentativeRegistration { person { name } } } }"
    assert [api.ask(read, one, id=row["id"])["data"]["node"]["person"] for one in (county, city)] == [None, {"name": NAME}]
    assert [one["kind"] for one in notices(api, city, row["id"])] == ["representative_registered"]  # and not the county
    assert api.ask(INBOX, county, about=row["id"])["data"]["notices"]["edges"] == []
    refusal = decided(api, county, row)["userErrors"]
    assert [(error["code"], error["field"]) for error in refusal] == [("PERSON_ELSEWHERE", "id")]
    assert "设区市" in refusal[0]["message"]
    assert posts(api, who) == []
    assert decided(api, city, row)["userErrors"] == []
    assert [post[0] for post in posts(api, who)] == ["deputy"]


def test_nobody_confirms_himself_and_nobody_else_reads_it(api: Api, homes: dict[str, Any]) -> None:
    official = manager(api, region=COUNTY)
    row = registered(api, official, homes["deputy"], name=None)["representativeRegistration"]
    assert codes(decided(api, official, row)) == ["OWN_REGISTRATION"]
    for other in (None, api.person("deputy")["number"], api.person("publisher")["number"], manager(api, region=OTHER)):
        answer = api.ask("query ($id: ID!) { node(id: $id) { id } }", other, id=row["id"])
        assert answer["data"]["node"] is None
    assert decided(api, api.person("manager", "civil_affairs", 4)["number"], row, REASON)["userErrors"] == []


def test_official_is_told_why_a_confirmation_would_give_no_post(api: Api, homes: dict[str, Any]) -> None:
    official, later = api.person("manager", "civil_affairs", 4)["number"], api.person("manager", "civil_affairs", 6)
    sql = """INSERT INTO post (person_id, tier, region_code, region_level, period)
        VALUES ($1, 'deputy', $2, 'county', daterange(current_date + 30, NULL)) RETURNING id"""
    (post,) = api.truth("forces", sql, later["id"], COUNTY)
    try:
        for who, code in ((api.person("household")["number"], "ORGANISATION_MISSING"), (later["number"], "ALREADY_GRANTED")):
            row = registered(api, who, homes["deputy"], name=None)["representativeRegistration"]
            assert [(error["code"], error["field"]) for error in decided(api, official, row)["userErrors"]] == [(code, "id")]
            assert decided(api, official, row, REASON)["userErrors"] == []
    finally:
        api.truth("forces", "DELETE FROM post WHERE id = $1", post["id"])


WRONG = (
    ({"name": None}, "TEXT_UNFIT", "name"),
    ({"level": 5}, "LEVEL_WRONG", "level"),
    ({"level": 0}, "LEVEL_WRONG", "level"),
    ({"regionCode": "320281"}, "UNKNOWN_REGION", "regionCode"),
    ({"regionCode": "320282101001"}, "UNKNOWN_REGION", "regionCode"),
    ({"profession": "农"}, "TEXT_UNFIT", "profession"),
    ({"termUntil": "2020-01-01"}, "IN_THE_PAST", "termUntil"),
    ({"termUntil": "2098-01-01"}, "INVALID_PERIOD", "termUntil"),
    ({"membersHomeId": "MembersHome:0"}, "NOT_FOUND", "membersHomeId"),
)


def test_wrong_registration_is_refused_beside_its_field_and_leaves_nothing(api: Api, homes: dict[str, Any]) -> None:
    who = stranger()
    found = [registered(api, who, homes["cppcc_member"], **wrong)["userErrors"] for wrong, _, _ in WRONG]
    assert [[(error["code"], error["field"]) for error in errors] for errors in found] == [[(code, field)] for _, code, field in WRONG]
    assert codes(registered(api, stranger(), homes["deputy"], level=5)) == ["LEVEL_WRONG"]  # a town's deputy is none of a whole county
    assert codes(registered(api, None, homes["cppcc_member"])) == ["UNAUTHENTICATED"]
    assert api.truth("forces", "SELECT FROM person WHERE number = $1", who) == []


@pytest.fixture(scope="module")
def deputy(api: Api) -> Any:
    """A deputy of the demo city who has a home, and as whom he acts."""
    sql = """SELECT number, representative.id, members_home.name AS home, members_home_id FROM representative JOIN members_home ON members_home.id = members_home_id
        JOIN person ON person.id = representative.person_id WHERE number LIKE 'P%' ORDER BY representative.id DESC LIMIT 1"""
    return api.truth("forces", sql)[0]


def test_day_in_a_home_is_announced_and_told_once_and_its_words_to_nobody_else(api: Api, deputy: Any) -> None:
    today = Clock().today()
    wanted = {"representativeId": f"Representative:{deputy['id']}", "title": "薄弱村农产品销路"}

    def announced(who: str, day: Any, **more: Any) -> dict[str, Any]:
        return change(api, who, "announceHomeDay", DAY, **{**wanted, "heldOn": day.isoformat(), "idempotencyKey": secrets.token_urlsafe(12), **more})

    assert codes(announced(api.person("donor")["number"], today)) == ["NOT_PERMITTED"]
    assert codes(announced(deputy["number"], today - timedelta(days=1))) == ["IN_THE_PAST"]
    assert codes(announced(deputy["number"], today, title="请打 13912345678")) == ["NUMBER_IN_TEXT"]
    late = announced(deputy["number"], today + timedelta(days=9))["membersHomeDay"]
    day = announced(deputy["number"], today)["membersHomeDay"]
    assert day["membersHome"]["name"] == deputy["home"]
    assert codes(announced(deputy["number"], today)) == ["HOME_DAY_KNOWN"]
    early = {"id": late["id"], "expectedVersion": late["version"], "heard": HEARD}
    assert codes(change(api, deputy["number"], "tellHomeDay", DAY, **early)) == ["IN_THE_FUTURE"]
    telling = {"id": day["id"], "expectedVersion": day["version"], "heard": HEARD}
    assert codes(change(api, manager(api), "tellHomeDay", DAY, **telling)) == ["NOT_FOUND"]
    told = change(api, deputy["number"], "tellHomeDay", DAY, **telling)["membersHomeDay"]
    assert codes(change(api, deputy["number"], "tellHomeDay", DAY, **{**telling, "expectedVersion": told["version"]})) == ["WRONG_STATE"]
    read = "query ($id: ID!) { node(id: $id) { ... on MembersHomeDay { title heard toldOn membersHome { name } representative { kind } } } }"
    of_his_home = """SELECT number FROM representative JOIN person ON person.id = person_id
        WHERE members_home_id = $1 AND representative.id <> $2 AND term_until >= current_date AND number LIKE 'P%' ORDER BY representative.id LIMIT 1"""
    (mate,) = api.truth("forces", of_his_home, deputy["members_home_id"], deputy["id"])
    place = api.truth("forces", "SELECT region_code FROM members_home_day WHERE id = $1", int(day["id"].partition(":")[2]))[0]["region_code"]
    over = """SELECT DISTINCT ON (tier) number FROM post JOIN person ON person.id = person_id WHERE starts_with($1, post.region_code)
        AND (tier IN ('auditor', 'inspector') OR department = 'civil_affairs') AND period @> current_date ORDER BY tier, number"""
    readers = (deputy["number"], mate["number"], *(row["number"] for row in api.truth("forces", over, place)))
    assert len(readers) == 5
    others = (None, api.person("deputy")["number"], api.person("donor")["number"], manager(api, "finance", place), manager(api, region=OTHER))
    for who, told_to in (*((one, True) for one in readers), *((one, False) for one in others)):
        node = api.ask(read, who, id=day["id"])["data"]["node"]
        assert (node["title"], node["heard"]) == ((wanted["title"], HEARD) if told_to else (None, None)), who
        assert (node["toldOn"], node["membersHome"]["name"], node["representative"]["kind"]) == (today.isoformat(), deputy["home"], "cppcc_member")


def test_announced_day_is_called_off_and_those_who_read_its_words_are_told(api: Api, deputy: Any) -> None:
    today = Clock().today()
    wanted = {"representativeId": f"Representative:{deputy['id']}", "title": "薄弱村农产品销路", "heldOn": (today + timedelta(days=20)).isoformat()}

    def announced() -> Any:
        return change(api, deputy["number"], "announceHomeDay", DAY, **wanted, idempotencyKey=secrets.token_urlsafe(12))

    day = announced()["membersHomeDay"]
    off = {"id": day["id"], "expectedVersion": day["version"], "reason": "away"}
    for other in (manager(api), api.person("donor")["number"]):
        assert codes(change(api, other, "cancelHomeDay", DAY, **off)) == ["NOT_FOUND"]
    done = change(api, deputy["number"], "cancelHomeDay", DAY, **off)["membersHomeDay"]
    assert (done["cancelledOn"], done["cancelReason"]) == (today.isoformat(), "away")
    again = {**off, "expectedVersion": done["version"]}
    assert codes(change(api, deputy["number"], "cancelHomeDay", DAY, **again)) == ["WRONG_STATE"]
    read = "query ($id: ID!) { node(id: $id) { ... on MembersHomeDay { cancelledOn cancelReason title } } }"
    seen = {"cancelledOn": today.isoformat(), "cancelReason": "away", "title": None}
    assert api.ask(read, None, id=day["id"])["data"]["node"] == seen  # everybody sees that it is off
    (told,) = notices(api, manager(api, region=api.truth("forces", WHERE, int(day["id"].partition(":")[2]))[0][0]), day["id"])
    assert told["kind"] == "home_day_cancelled"
    assert announced()["userErrors"] == []  # and the day is free again


def test_who_is_a_deputy_no_more_acts_by_no_other_seat(api: Api, deputy: Any) -> None:
    today, yesterday = Clock().today(), Clock().today() - timedelta(days=1)
    term = "UPDATE representative SET term_until = $2 WHERE id = $1"
    announcing = {"representativeId": f"Representative:{deputy['id']}", "title": "薄弱村农产品销路"}

    def announced(day: Any) -> list[str]:
        return codes(
            change(api, deputy["number"], "announceHomeDay", DAY, **announcing, heldOn=day.isoformat(), idempotencyKey=secrets.token_urlsafe(12))
        )

    try:
        api.truth("forces", term, deputy["id"], today + timedelta(days=30))
        assert announced(today + timedelta(days=31)) == ["AFTER_TERM"]
        api.truth("forces", term, deputy["id"], yesterday)
        assert announced(today + timedelta(days=5)) == ["NOT_IN_OFFICE"]
        coming = """SELECT id, version FROM members_home_day WHERE representative_id = $1 AND num_nonnulls(told_on, cancelled_on) = 0
            ORDER BY id LIMIT 1"""
        (day,) = api.truth("forces", coming, deputy["id"])
        seen = {"id": f"MembersHomeDay:{day['id']}", "expectedVersion": day["version"]}
        assert codes(change(api, deputy["number"], "tellHomeDay", DAY, **seen, heard=HEARD)) == ["NOT_IN_OFFICE"]
        assert codes(change(api, deputy["number"], "cancelHomeDay", DAY, **seen, reason="away")) == ["NOT_IN_OFFICE"]
    finally:
        api.truth("forces", term, deputy["id"], today + timedelta(days=900))


def test_ended_post_ends_the_term_and_calls_off_what_was_announced_for_later(api: Api, homes: dict[str, Any]) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    assert decided(api, official, registered(api, who, homes["deputy"])["representativeRegistration"])["userErrors"] == []
    (one,) = [edge["node"] for edge in api.ask(ROLE % f'"{who}"', who)["data"]["representatives"]["edges"]]
    later = (Clock().today() + timedelta(days=30)).isoformat()
    announcing = {"representativeId": one["id"], "title": "薄弱村农产品销路", "heldOn": later, "idempotencyKey": secrets.token_urlsafe(12)}
    day = change(api, who, "announceHomeDay", DAY, **announcing)["membersHomeDay"]
    (post,) = api.truth("forces", "SELECT post.id, post.version FROM post JOIN person ON person.id = person_id WHERE number = $1", who)
    ending = {"id": f"Post:{post['id']}", "expectedVersion": post["version"], "reason": "已依法终止代表资格"}
    assert change(api, api.person("administrator", "", 4)["number"], "endPost", "post { id }", **ending)["userErrors"] == []
    left = api.truth("forces", "SELECT term_until FROM representative WHERE id = $1", int(one["id"].partition(":")[2]))[0]["term_until"]
    assert left == Clock().today() - timedelta(days=1)
    (off,) = api.truth("forces", "SELECT cancel_reason FROM members_home_day WHERE id = $1", int(day["id"].partition(":")[2]))
    assert off["cancel_reason"] == "term_over"


def test_offices_keep_the_homes_of_their_division(api: Api) -> None:
    office = api.truth("forces", "SELECT id FROM organisation WHERE kind = 'cppcc' AND region_code = $1", COUNTY)[0]["id"]
    told = {"kind": "cppcc_member", "organisationId": f"Organisation:{office}", "place": "宜城街道人民中路 1 号", "opening": "每周三上午"}
    wanted = {**told, "name": f"委员之家 {secrets.token_hex(4)}", "regionCode": COUNTY}

    def opened(who: str) -> dict[str, Any]:
        return change(api, who, "openMembersHome", HOME, **wanted, idempotencyKey=secrets.token_urlsafe(12))

    for who in (manager(api, region=OTHER), api.person("deputy")["number"], manager(api, "finance", COUNTY)):
        assert codes(opened(who)) == ["NOT_PERMITTED"]
    home = opened(manager(api, region=COUNTY))["membersHome"]
    assert home["place"] == told["place"]
    assert codes(opened(manager(api, region=COUNTY))) == ["HOME_KNOWN"]
    company = api.truth("forces", "SELECT id FROM organisation WHERE kind = 'helping_unit' LIMIT 1")[0]["id"]
    for other in (company, api.truth("forces", "SELECT id FROM organisation WHERE kind = 'congress' LIMIT 1")[0]["id"]):
        taken = {"id": home["id"], "expectedVersion": home["version"], "organisationId": f"Organisation:{other}"}
        found = change(api, manager(api, region=COUNTY), "changeMembersHome", HOME, **taken)["userErrors"]
        assert [(error["code"], error["field"]) for error in found] == [("HOME_UNFIT", "organisationId")]
    moved = {"id": home["id"], "expectedVersion": home["version"], "place": "宜城街道解放路 8 号"}
    assert codes(change(api, manager(api, region=OTHER), "changeMembersHome", HOME, **moved)) == ["NOT_FOUND"]
    found = change(api, manager(api, region=COUNTY), "changeMembersHome", HOME, **moved)["membersHome"]
    assert (found["place"], found["opening"]) == (moved["place"], told["opening"])
