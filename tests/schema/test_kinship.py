"""Kinship over real HTTP: whom it is declared of is a stranger no more, until somebody else ends it."""

from __future__ import annotations

import secrets
from typing import Any

from databases.clock import Clock
from resolvers.changes.errors import TEXTS, Code
from tests.schema.asking import Api
from tests.schema.test_pairings import codes, manager

DECLARE = """mutation ($input: DeclareKinshipInput!) { declareKinship(input: $input) {
  relative { id version declaredOn endedOn } userErrors { field code message } } }"""
END = "mutation ($input: EndKinshipInput!) { endKinship(input: $input) { relative { id version endedOn } userErrors { field code message } } }"
RECORD = "mutation ($input: RecordMeasureInput!) { recordMeasure(input: $input) { measure { id } userErrors { field code message } } }"
# a pledge for a household that somebody helps who holds no other post, and which says whose kin its giver is
HELPED = """
SELECT pledge.id AS pledge_id, pledge.household_id, donor.person_id AS giver_id, person.id AS helper_id, person.number AS helper
FROM pledge JOIN donor ON donor.id = pledge.donor_id JOIN pairing ON pairing.household_id = pledge.household_id
JOIN person ON person.id = pairing.person_id
WHERE donor.person_id IS NOT NULL AND pairing.kind = 'responsible' AND upper(pairing.period) IS NULL
  AND (SELECT count(*) FROM post WHERE post.person_id = person.id) = 1
  AND NOT EXISTS (SELECT FROM relative WHERE relative.household_id = pledge.household_id) ORDER BY pledge.id DESC LIMIT 1
"""
REASON, OVER = "本人说明是该户户主的表弟", "核实后没有亲属关系"


def change(api: Api, query: str, who: str | None, **input_: Any) -> Any:
    answer = api.ask(query, who, input=input_)
    return next(iter(answer["data"].values())) if answer.get("data") else {"userErrors": [error["extensions"] for error in answer["errors"]]}


def declared(home: Any, kin: str, **more: Any) -> dict[str, Any]:
    return {"householdId": f"Household:{home}", "kinId": kin, "reason": REASON, "idempotencyKey": secrets.token_urlsafe(12), **more}


def test_refusal_tells_nobody_that_the_household_is_his_own_or_his_kins() -> None:
    said = str(TEXTS[Code.CONFLICT_OF_INTEREST])
    assert "{" not in str(TEXTS[Code.NOT_AVAILABLE])  # which a giver gets, as of any need that cannot be pledged
    assert [word for word in ("亲属", "本户", "该户", "kin", "household") if word in said] == []


def test_helper_declares_the_giver_of_a_pledge_and_an_official_ends_it(api: Api) -> None:
    (case,), office = api.truth("forces", HELPED), api.person("manager", "civil_affairs", 4)
    wanted = declared(case["household_id"], f"Pledge:{case['pledge_id']}")
    found = change(api, DECLARE, case["helper"], **wanted)
    assert (codes(found), found["relative"]["endedOn"]) == ([], None)
    assert change(api, DECLARE, case["helper"], **wanted)["relative"]["id"] == found["relative"]["id"]  # sent twice
    key = int(found["relative"]["id"].partition(":")[2])
    (row,) = api.truth("forces", "SELECT * FROM relative WHERE id = $1", key)
    assert (row["person_id"], row["household_id"], row["declared_on"]) == (case["giver_id"], case["household_id"], Clock().today())
    again = declared(case["household_id"], f"Person:{case['giver_id']}")
    assert codes(change(api, DECLARE, office["number"], **again)) == ["KIN_DECLARED"]
    ending = {"id": found["relative"]["id"], "expectedVersion": found["relative"]["version"], "reason": OVER}
    assert codes(change(api, END, case["helper"], **ending)) == ["NOT_FOUND"]
    ended = change(api, END, office["number"], **ending)
    assert (codes(ended), ended["relative"]["endedOn"]) == ([], Clock().today().isoformat())
    assert codes(change(api, END, office["number"], **{**ending, "expectedVersion": ended["relative"]["version"]})) == ["KINSHIP_ENDED"]
    sql = "SELECT kind, actor, purpose FROM event WHERE subject_kind = 'relative' AND subject_id = $1 ORDER BY id"
    told = [("kinship_declared", case["helper"], REASON), ("kinship_ended", office["number"], OVER)]
    assert [tuple(event) for event in api.truth("forces", sql, str(key))] == told


def test_kin_does_nothing_that_needs_a_stranger_until_somebody_else_ended_it(api: Api) -> None:
    home = api.truth("beneficiaries", "SELECT * FROM household WHERE state = 'active' ORDER BY id DESC LIMIT 1")[0]
    office, other = api.person("manager", "civil_affairs", 4), manager(api, region=home["region_code"][:6])
    measure = {"householdId": f"Household:{home['id']}", "kind": "health", "department": "civil_affairs", "about": "上门康复训练，每周一次"}

    def recorded() -> list[str]:
        begun = {**measure, "startsOn": Clock().today().isoformat(), "idempotencyKey": secrets.token_urlsafe(12)}
        return codes(change(api, RECORD, office["number"], **begun))

    assert recorded() == []
    kinship = change(api, DECLARE, office["number"], **declared(home["id"], f"Person:{office['id']}"))["relative"]  # he says so of himself
    assert recorded() == ["CONFLICT_OF_INTEREST"]
    ending = {"id": kinship["id"], "expectedVersion": kinship["version"], "reason": OVER}
    assert codes(change(api, END, office["number"], **ending)) == ["CONFLICT_OF_INTEREST"]
    kin_too = """INSERT INTO relative (person_id, household_id, declared_on, region_code)
        SELECT person.id, $2, current_date, $3 FROM person WHERE number = $1 RETURNING id"""
    (theirs,) = api.truth("forces", kin_too, other, home["id"], home["region_code"])
    assert codes(change(api, END, other, **ending)) == ["CONFLICT_OF_INTEREST"]  # nor does one of its kin for another
    api.truth("forces", "DELETE FROM relative WHERE id = $1", theirs["id"])
    assert codes(change(api, END, other, **ending)) == []
    assert recorded() == []


def test_whoever_gives_or_stands_apart_declares_nothing(api: Api) -> None:
    (case,) = api.truth("forces", HELPED)
    wanted = declared(case["household_id"], f"Person:{case['helper_id']}")
    for tier, department in (
        ("donor", ""),
        ("volunteer", ""),
        ("deputy", ""),
        ("manager", "finance"),
        ("manager", "agriculture"),
        ("auditor", "audit"),
    ):
        assert codes(change(api, DECLARE, api.person(tier, department)["number"], **wanted)) in (["NOT_FOUND"], ["NOT_PERMITTED"])
    assert codes(change(api, DECLARE, None, **wanted)) == ["UNAUTHENTICATED"]
    unfit = {"kinId": "Need:1", "reason": "好"}
    found = {name: change(api, DECLARE, case["helper"], **{**wanted, name: value})["userErrors"] for name, value in unfit.items()}
    assert {name: [(error["code"], error["field"]) for error in errors] for name, errors in found.items()} == {
        "kinId": [("NOT_FOUND", "kinId")],
        "reason": [("REASON_UNFIT", "reason")],
    }
