"""Whoever signed in registers himself, may do nothing else before, and pledges nothing before an official has verified who he is."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any

import asyncpg
import pytest

from databases.connections import Role
from databases.credit_codes import check_character
from databases.public_ids import public_id
from tests.schema.asking import Api
from tests.schema.test_pairings import codes, manager
from tests.served import PATIENCE

COUNTY, OTHER = "320211", "320281"
CANARY = "金丝雀甲乙"
THERAPIST = {"name": f"{CANARY}一", "helpKind": "medical", "skill": "康复理疗", "certificate": f"{CANARY}资格证 2019001234567890", "hoursAMonth": 8}
ERRORS = "userErrors { field code message }"
VOLUNTEER = "volunteer { id version helpKind skill isExpert verifiedOn regionCode person { number name } }"
DONOR = "donor { id version displayName creditCode verifiedOn organisation { name kind } person { name } }"
PLEDGED = "pledge { id state }"
LOG = "SELECT kind, post, changed_fields, occurred_at FROM event WHERE actor = $1 ORDER BY id"


def change(api: Api, who: str | None, name: str, selection: str, /, **input_: Any) -> dict[str, Any]:
    answer = api.ask(f"mutation ($i: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $i) {{ {selection} {ERRORS} }} }}", who, i=input_)
    return answer["data"][name] if answer.get("data") else {"userErrors": [error["extensions"] for error in answer["errors"]]}


def stranger() -> str:
    return public_id("new", secrets.token_bytes(6))


def volunteer(api: Api, who: str | None, key: str = "once", **more: Any) -> dict[str, Any]:
    return change(api, who, "registerVolunteer", VOLUNTEER, **{**THERAPIST, "regionCode": COUNTY, "idempotencyKey": key, **more})


def donor(api: Api, who: str | None, key: str = "donor", **more: Any) -> dict[str, Any]:
    return change(api, who, "registerDonor", DONOR, **{"name": f"{CANARY}二", "regionCode": COUNTY, "idempotencyKey": key, **more})


def verify(api: Api, who: str, kind: str, row: dict[str, Any]) -> dict[str, Any]:
    return change(api, who, f"verify{kind}", VOLUNTEER if kind == "Volunteer" else DONOR, id=row["id"], expectedVersion=row["version"])


def need(api: Api, is_goods: bool) -> str:
    """A need of which something remains, which is no money and asks for no certificate."""
    kinds = ["goods"] if is_goods else ["medical", "service", "skill", "goods", "job"]
    sql = """SELECT need.id FROM need JOIN need_item ON need_item.id = need_item_id WHERE state IN ('published', 'partly_pledged') AND pledged < target
        AND kind = ANY($1) AND NOT needs_certificate AND current_date BETWEEN published_on AND needed_by - 1 ORDER BY array_position($1, kind), need.id"""
    return f"Need:{api.truth('forces', sql, kinds)[0]['id']}"


def pledge(api: Api, who: str, of: str) -> dict[str, Any]:
    return change(api, who, "pledge", PLEDGED, needId=of, quantity=1, idempotencyKey=secrets.token_hex(8))


def test_stranger_registers_himself_as_a_volunteer_once(api: Api) -> None:
    who = stranger()
    made = volunteer(api, who)
    assert made["userErrors"] == []
    row = made["volunteer"]
    assert (row["skill"], row["verifiedOn"], row["isExpert"], row["person"]) == ("康复理疗", None, False, {"number": who, "name": THERAPIST["name"]})
    assert volunteer(api, who) == made
    assert codes(volunteer(api, who, "again")) == ["ALREADY_REGISTERED"]
    posts = api.truth(
        "forces", "SELECT tier, department, post.region_code, granted_by_id FROM post JOIN person ON person.id = person_id WHERE number = $1", who
    )
    assert [tuple(post) for post in posts] == [("volunteer", None, COUNTY, None)]
    log = api.truth("forces", LOG, who)
    assert [event["kind"] for event in log] == ["person_registered", "post_registered", "volunteer_registered", "skill_told"]
    assert {event["post"] for event in log} == {"public::~"}
    mine = "{ volunteers(first: 2) { edges { node { id } } } volunteerSkills(first: 9) { edges { node { skill certificate verifiedOn } } } }"
    found = api.ask(mine, who)["data"]
    assert [edge["node"]["id"] for edge in found["volunteers"]["edges"]] == [row["id"]]
    assert [edge["node"] for edge in found["volunteerSkills"]["edges"]] == [
        {"skill": "康复理疗", "certificate": THERAPIST["certificate"], "verifiedOn": None}
    ]


NOTHING_ELSE = (
    "{ regions(first: 1) { totalCount } }",
    "{ __typename }",
    'mutation { makeOffer(input: {kind: goods, about: "棉被", quantity: 1, firstDay: "2031-01-01", regionCode: "3202", idempotencyKey: "a"}) { offer { id } } }',
    'mutation { registerDonor(input: {name: "某某", regionCode: "3202", idempotencyKey: "a"}) { donor { id } } '
    'makeOffer(input: {kind: goods, about: "棉被", quantity: 1, firstDay: "2031-01-01", regionCode: "3202", idempotencyKey: "a"}) { offer { id } } }',
    'mutation { makeReport(input: {kind: other, text: "道路不平，请来看看", regionCode: "3202", idempotencyKey: "0123456789abcdefghij"}) { userErrors { code } } }',
)


@pytest.mark.parametrize("document", NOTHING_ELSE)
def test_stranger_does_nothing_else(api: Api, document: str) -> None:
    who = stranger()
    (error,) = api.ask(document, who)["errors"]
    assert (error["extensions"]["code"], error["extensions"]["mayRegister"]) == ("UNAUTHENTICATED", True)
    assert api.truth("forces", "SELECT FROM person WHERE number = $1", who) == []


def test_nobody_registers_without_signing_in(api: Api) -> None:
    for found in (volunteer(api, None), donor(api, None)):
        assert codes(found) == ["UNAUTHENTICATED"]


WRONG = (
    ({"name": None}, "TEXT_UNFIT", "name"),
    ({"name": "某某13800001234567"}, "NUMBER_IN_TEXT", "name"),
    ({"skill": " "}, "TEXT_UNFIT", "skill"),
    ({"certificate": "无"}, "TEXT_UNFIT", "certificate"),
    ({"hoursAMonth": 0}, "QUANTITY_WRONG", "hoursAMonth"),
    ({"helpKind": "money"}, "MONEY_OF_DONORS", "helpKind"),
    ({"regionCode": "320299"}, "UNKNOWN_REGION", "regionCode"),
    ({"regionCode": "3202x"}, "UNKNOWN_REGION", "regionCode"),
)


@pytest.mark.parametrize(("wrong", "code", "field"), WRONG)
def test_wrong_registration_is_refused_beside_its_field_and_leaves_nothing(api: Api, wrong: dict[str, Any], code: str, field: str) -> None:
    who = stranger()
    (error,) = volunteer(api, who, **wrong)["userErrors"]
    assert (error["code"], error["field"]) == (code, field)
    assert api.truth("forces", "SELECT FROM person WHERE number = $1", who) == api.truth("forces", LOG, who) == []


def test_volunteer_pledges_once_an_official_of_his_place_has_verified_him(api: Api) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    row, wanted = volunteer(api, who, isExpert=True)["volunteer"], need(api, is_goods=False)
    assert row["isExpert"]
    assert codes(pledge(api, who, wanted)) == ["NOT_VERIFIED"]
    for other in (manager(api, region=OTHER), manager(api, "finance", COUNTY), who, api.person("inspector", "discipline", 4)["number"]):
        assert codes(verify(api, other, "Volunteer", row)) == ["NOT_FOUND"]
    seen = verify(api, official, "Volunteer", row)
    assert seen["userErrors"] == []
    assert seen["volunteer"]["verifiedOn"]
    assert seen["volunteer"]["person"]["name"] == THERAPIST["name"]
    assert codes(verify(api, official, "Volunteer", seen["volunteer"])) == ["WRONG_STATE"]
    assert pledge(api, who, wanted)["pledge"]["state"] == "held"


def test_donor_pledges_once_he_was_verified(api: Api) -> None:
    who, wanted = stranger(), need(api, is_goods=True)
    row = donor(api, who)["donor"]
    assert (row["displayName"], row["organisation"]) == (f"{CANARY}二", None)
    assert codes(pledge(api, who, wanted)) == ["NOT_VERIFIED"]
    assert verify(api, manager(api, region=COUNTY), "Donor", row)["donor"]["organisation"] is None
    assert pledge(api, who, wanted)["pledge"]["state"] == "held"


def credit_code(first: str) -> str:
    code = f"{first}1320211MA{secrets.randbelow(10**8):08d}"
    return code[:17] + check_character(code[:17])


def test_company_is_entered_when_an_official_has_verified_who_acts_for_it(api: Api) -> None:
    code, name = credit_code("9"), f"{CANARY}机械有限公司"
    first, second = [donor(api, stranger(), displayName=name, creditCode=code)["donor"] for _ in range(2)]
    assert first["organisation"] is None
    assert api.truth("forces", "SELECT FROM organisation WHERE credit_code = $1", code) == []
    official = manager(api, region=COUNTY)
    assert verify(api, official, "Donor", first)["donor"]["organisation"] == {"name": name, "kind": "company"}
    assert codes(verify(api, official, "Donor", second)) == ["ALREADY_REGISTERED"]
    for wrong in (code[:-1] + ("0" if code[-1] != "0" else "1"), credit_code("1"), "91"):
        assert codes(donor(api, stranger(), displayName=name, creditCode=wrong)) == ["CREDIT_CODE_WRONG"]


def test_nobody_verifies_himself(api: Api) -> None:
    official = api.truth("forces", "SELECT number FROM person WHERE number = $1", manager(api, region=COUNTY))[0]["number"]
    row = volunteer(api, official, name=None)["volunteer"]
    assert codes(verify(api, official, "Volunteer", row)) == ["OWN_REGISTRATION"]


def test_whoever_registered_himself_is_given_no_office(api: Api) -> None:
    who = stranger()
    donor(api, who)
    key = api.truth("forces", "SELECT id FROM person WHERE number = $1", who)[0]["id"]
    admin = api.truth(
        "forces",
        "SELECT number FROM post JOIN person ON person.id = person_id WHERE tier = 'administrator' AND post.region_code = '3202' AND department IS NULL",
    )[0]["number"]
    asked = {"personId": f"Person:{key}", "tier": "manager", "department": "civil_affairs", "regionCode": COUNTY, "firstDay": "2031-01-01"}
    assert codes(change(api, admin, "grantPost", "post { id }", **asked, idempotencyKey=who)) == ["ORGANISATION_MISSING"]


def test_log_holds_no_name_and_no_digest_of_one(api: Api) -> None:
    who = stranger()
    for row in (volunteer(api, who)["volunteer"], donor(api, who)["donor"]):
        assert row["id"]
    events = api.truth("forces", "SELECT to_jsonb(event)::text AS text FROM event WHERE actor = $1", who)
    assert events
    assert not any(CANARY in event["text"] for event in events)


SATURDAYS = {"times": [{"weekday": 6, "fromHour": 8, "toHour": 17}], "languages": ["mandarin", "wu"], "refusedKinds": ["goods"]}
STANDING = "(first: 9, where: {takenBackOn: {isNull: true}})"
TOLD = f"""{{ volunteers(first: 1) {{ edges {{ node {{ id version hoursAMonth weekendOnly regionCode
  volunteerTimes{STANDING} {{ edges {{ node {{ weekday fromHour toHour }} }} }} volunteerLanguages{STANDING} {{ edges {{ node {{ language }} }} }}
  volunteerRefusals{STANDING} {{ edges {{ node {{ helpKind }} }} }}
  volunteerSkills{STANDING} {{ edges {{ node {{ id version skill certificate verifiedOn }} }} }} }} }} }} }}"""


def told(api: Api, who: str) -> dict[str, Any]:
    """What a volunteer tells of himself, as he reads it."""
    node: dict[str, Any] = api.ask(TOLD, who)["data"]["volunteers"]["edges"][0]["node"]
    return {name: [edge["node"] for edge in value["edges"]] if isinstance(value, dict) else value for name, value in node.items()}


def changed(api: Api, who: str, row: dict[str, Any], **more: Any) -> dict[str, Any]:
    return change(api, who, "changeVolunteer", "volunteer { version }", id=row["id"], expectedVersion=row["version"], **more)


def test_volunteer_changes_what_he_tells_of_himself_and_the_rest_stays(api: Api) -> None:
    who = stranger()
    first = volunteer(api, who)["volunteer"]
    assert changed(api, who, first, hoursAMonth=12, **SATURDAYS)["userErrors"] == []
    row = told(api, who)
    assert (row["hoursAMonth"], row["weekendOnly"], row["regionCode"], row["volunteerTimes"]) == (12, False, COUNTY, SATURDAYS["times"])
    assert ([one["language"] for one in row["volunteerLanguages"]], row["volunteerRefusals"]) == (["mandarin", "wu"], [{"helpKind": "goods"}])
    assert codes(changed(api, who, first, hoursAMonth=1)) == ["VERSION_CONFLICT"]
    sunday = [{"weekday": 7, "fromHour": 9, "toHour": 12}]
    assert changed(api, who, row, times=sunday, refusedKinds=[], regionCode="3202")["userErrors"] == []
    after = told(api, who)
    assert (after["hoursAMonth"], after["volunteerTimes"], after["volunteerRefusals"], after["regionCode"]) == (12, sunday, [], "3202")
    assert len(after["volunteerLanguages"]) == 2
    key = int(after["id"].partition(":")[2])
    kept = api.truth("forces", "SELECT weekday, taken_back_on IS NULL AS stands FROM volunteer_time WHERE volunteer_id = $1 ORDER BY id", key)
    assert [tuple(time) for time in kept] == [(6, False), (7, True)]
    log = api.truth("forces", "SELECT changed_fields FROM event WHERE actor = $1 AND kind = 'volunteer_changed' ORDER BY id", who)
    assert {"volunteer_time", "volunteer_refusal"} < set(log[1]["changed_fields"])
    for other in (manager(api, region="3202"), api.person("volunteer")["number"]):
        assert codes(changed(api, other, after, hoursAMonth=1)) == ["NOT_FOUND"]


TIMES = ((8, 8, 12), (0, 8, 12), (6, 12, 12), (6, 8, 25))


def test_times_lie_on_a_day_and_do_not_overlap(api: Api) -> None:
    who = stranger()
    row = volunteer(api, who)["volunteer"]
    wrong = [[dict(zip(("weekday", "fromHour", "toHour"), time, strict=True))] for time in TIMES]
    wrong += [[{"weekday": 6, "fromHour": 8, "toHour": 12}, {"weekday": 6, "fromHour": 11, "toHour": 13}]]
    for times in wrong:
        assert [(error["code"], error["field"]) for error in changed(api, who, row, times=times)["userErrors"]] == [("TIMES_UNFIT", "times")]
    assert told(api, who)["version"] == row["version"]


def test_certificate_counts_once_an_official_of_the_place_has_seen_it(api: Api) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    volunteer(api, who, certificate=None)
    asked = {"helpKind": "skill", "skill": "手语教学", "certificate": f"{CANARY}手语证 0001", "idempotencyKey": "skill"}
    told_one = "volunteerSkill { id version verifiedOn certificate }"
    made = change(api, who, "tellSkill", told_one, **asked)
    assert change(api, who, "tellSkill", told_one, **asked) == made
    assert codes(change(api, who, "tellSkill", told_one, **asked | {"idempotencyKey": "twice"})) == ["SKILL_TOLD"]
    first, second = told(api, who)["volunteerSkills"]

    def see(who: str, skill: dict[str, Any]) -> dict[str, Any]:
        return change(api, who, "verifyCertificate", told_one, id=skill["id"], expectedVersion=skill["version"])

    for other in (who, manager(api, region=OTHER), manager(api, "finance", COUNTY)):
        assert codes(see(other, second)) == ["NOT_FOUND"]
    assert codes(see(official, first)) == ["NO_CERTIFICATE"]
    assert see(official, second)["volunteerSkill"]["verifiedOn"]
    assert codes(change(api, who, "takeBackSkill", "volunteer { skill }", id=second["id"], expectedVersion=1)) == ["VERSION_CONFLICT"]


def test_skill_that_stood_first_is_followed_by_the_next_and_the_last_one_stays(api: Api) -> None:
    who = stranger()
    volunteer(api, who)
    change(api, who, "tellSkill", "volunteerSkill { id }", helpKind="service", skill="陪同就医", idempotencyKey="second")
    first, second = told(api, who)["volunteerSkills"]
    gone = change(api, who, "takeBackSkill", "volunteer { helpKind skill }", id=first["id"], expectedVersion=first["version"])
    assert gone["volunteer"] == {"helpKind": "service", "skill": "陪同就医"}
    assert codes(change(api, who, "takeBackSkill", "volunteer { id }", id=second["id"], expectedVersion=second["version"])) == ["LAST_SKILL"]
    assert codes(change(api, who, "takeBackSkill", "volunteer { id }", id=first["id"], expectedVersion=first["version"] + 1)) == ["WRONG_STATE"]
    again = {"helpKind": "medical", "skill": THERAPIST["skill"], "idempotencyKey": "told again"}
    assert change(api, who, "tellSkill", "volunteerSkill { id }", **again)["userErrors"] == []


DEREGISTER = f"mutation ($i: DeregisterInput!) {{ deregister(input: $i) {{ isErased {ERRORS} }} }}"


def everything(api: Api, person: int) -> str:
    """All that the tables and their histories hold of somebody, as one text."""
    of_volunteer = "volunteer_id IN (SELECT id FROM volunteer WHERE person_id = $1)"
    where = {"person": "id = $1", **dict.fromkeys(("volunteer", "donor", "post", "mailbox"), "person_id = $1")}
    where |= dict.fromkeys(("volunteer_skill", "volunteer_time", "volunteer_language", "volunteer_refusal", "offer", "pledge"), of_volunteer)
    tables = [(f"{table}{past}", rows) for table, rows in where.items() for past in ("", "_history")]
    return "\n".join(
        row[0] for table, rows in tables for row in api.truth("forces", f"SELECT to_jsonb(one)::text FROM {table} AS one WHERE {rows}", person)
    )


def test_whoever_takes_his_registration_back_is_erased_in_the_past_too_and_what_he_gave_stays(api: Api) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    row = verify(api, official, "Volunteer", volunteer(api, who)["volunteer"])["volunteer"]
    assert changed(api, who, row, **SATURDAYS)["userErrors"] == []
    assert changed(api, who, told(api, who), times=[])["userErrors"] == []
    offer = {"kind": "medical", "about": f"{CANARY}上门康复", "quantity": 4, "firstDay": "2031-01-01", "regionCode": COUNTY, "idempotencyKey": "o"}
    assert change(api, who, "makeOffer", "offer { id }", **offer)["userErrors"] == []
    change(api, who, "changeMailbox", "mailbox { id }", email=f"{who}@example.org")
    held = pledge(api, who, need(api, is_goods=False))["pledge"]

    def deregister(number: str) -> dict[str, Any]:
        found: dict[str, Any] = api.ask(DEREGISTER, who, i={"number": number})["data"]["deregister"]
        return found

    assert codes(deregister(who)) == ["GIVING_OPEN"]
    change(api, who, "releasePledge", "pledge { id }", id=held["id"], expectedVersion=1, reason="近期不在本地")
    assert codes(deregister("somebody")) == ["NOT_ONESELF"]
    (person,) = api.truth("forces", "SELECT id, number FROM person WHERE number = $1", who)
    before = everything(api, person["id"])
    assert CANARY in before
    assert "康复理疗" in before
    assert deregister(who) == {"isErased": True, "userErrors": []}
    after = everything(api, person["id"])
    assert not [word for word in (CANARY, "康复理疗", who, "wu", "weekday", 'email_mask": "') if word in after]
    (kept,) = api.truth("forces", "SELECT state, volunteer_id FROM pledge WHERE id = $1", int(held["id"].partition(":")[2]))
    assert (kept["state"], f"Volunteer:{kept['volunteer_id']}") == ("released", row["id"])
    assert api.truth("forces", LOG, who)[-1]["kind"] == "registration_erased"
    (refused,) = change(api, who, "makeOffer", "offer { id }", **offer | {"idempotencyKey": "late"})["userErrors"]
    assert (refused["code"], refused["mayRegister"]) == ("UNAUTHENTICATED", True)
    assert api.truth("forces", "SELECT count(*) FROM offer WHERE volunteer_id = $1 AND state = 'open'", kept["volunteer_id"])[0][0] == 0
    assert volunteer(api, who, "a new beginning")["userErrors"] == []
    assert told(api, who)["id"] != row["id"]


COMPANY = "donors(first: 9) { edges { node { id displayName creditCode endedOn organisation { name } person { name number }} } }"


def test_company_keeps_what_it_gave_when_its_person_leaves_and_gives_by_another(api: Api) -> None:
    who, official, code, name = stranger(), manager(api, region=COUNTY), credit_code("9"), f"{CANARY}织造有限公司"
    verify(api, official, "Donor", donor(api, who, displayName=name, creditCode=code)["donor"])
    held = pledge(api, who, need(api, is_goods=True))["pledge"]
    second = stranger()
    waiting = donor(api, second, name=f"{CANARY}四", displayName=name, creditCode=code)["donor"]
    assert codes(verify(api, official, "Donor", waiting)) == ["ALREADY_REGISTERED"]
    assert codes(api.ask(DEREGISTER, who, i={"number": who})["data"]["deregister"]) == ["GIVING_OPEN"]
    change(api, who, "releasePledge", "pledge { id }", id=held["id"], expectedVersion=1, reason="单位换人经办此事")
    assert api.ask(DEREGISTER, who, i={"number": who})["data"]["deregister"]["isErased"]
    assert verify(api, official, "Donor", waiting)["donor"]["organisation"]["name"] == name
    rows = [
        edge["node"]
        for edge in api.ask(
            f"{{ {COMPANY.replace('first: 9)', 'first: 9, where: {creditCode: {eq: CODE}})', 1).replace('CODE', chr(34) + code + chr(34))} }}",
            official,
        )["data"]["donors"]["edges"]
    ]
    left = next(row for row in rows if row["endedOn"])
    assert (left["displayName"], left["organisation"]["name"], left["person"]["name"]) == (name, name, "（已注销）")
    kept = api.truth("forces", "SELECT id FROM pledge WHERE donor_id = $1", int(left["id"].partition(":")[2]))
    assert [f"Pledge:{one['id']}" for one in kept] == [held["id"]]
    assert who not in str(rows)
    assert f"{CANARY}二" not in str(rows)
    (now,) = [row for row in rows if not row["endedOn"]]
    assert (now["organisation"]["name"], now["person"]["number"]) == (name, second)
    assert pledge(api, second, need(api, is_goods=True))["pledge"]["state"] == "held"


def test_whoever_works_here_keeps_his_name_when_he_gives_no_more(api: Api) -> None:
    helper = api.truth(
        "forces",
        "SELECT person.id, number, name FROM post JOIN person ON person.id = person_id WHERE tier = 'helper' AND post.period @> current_date "
        "AND starts_with(post.region_code, $1) ORDER BY person.id DESC LIMIT 1",
        COUNTY,
    )[0]
    assert volunteer(api, helper["number"], name=None, skill=f"{CANARY}家教", helpKind="skill")["userErrors"] == []
    api.ask(DEREGISTER, helper["number"], i={"number": helper["number"]})
    (person,) = api.truth("forces", "SELECT number, name, is_active FROM person WHERE id = $1", helper["id"])
    assert tuple(person) == (helper["number"], helper["name"], True)
    assert CANARY not in everything(api, helper["id"])


def test_application_erases_givers_and_writes_no_history_otherwise(api: Api) -> None:
    async def attempt(role: Role, sql: str) -> None:
        async with api.databases.connection("forces", role) as connection:
            await connection.execute(sql)

    refused = [(Role.API, sql) for sql in ("UPDATE person_history SET name = 'x'", "DELETE FROM volunteer_skill_history", "DELETE FROM person")]
    for role, sql in (*refused, (Role.PUBLISHER, "SELECT erase_giver(1, 'x')"), (Role.SEQUENCER, "SELECT erase_giver(1, 'x')")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            asyncio.run(attempt(role, sql))


INBOX = "query ($about: String!) { notices(first: 5, where: {about: {eq: $about}}) { edges { node { kind text textEn } } } }"


def notices(api: Api, who: str, about: str) -> list[dict[str, Any]]:
    """What somebody was told of a record, once the served process has told him."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := [edge["node"] for edge in api.ask(INBOX, who, about=about)["data"]["notices"]["edges"]]:
            return found
        time.sleep(0.1)  # polling until the relay has been there
    raise TimeoutError


def test_officials_of_the_place_are_told_of_who_registered_and_he_that_he_was_verified(api: Api) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    row = volunteer(api, who)["volunteer"]
    (told_official,) = notices(api, official, row["id"])
    assert told_official["kind"] == "volunteer_registered"
    assert CANARY not in str(told_official)
    verify(api, official, "Volunteer", row)
    assert [one["kind"] for one in notices(api, who, row["id"])] == ["volunteer_verified"]
