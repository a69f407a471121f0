"""An official refuses a registration with a reason; its person reads it, appeals once to somebody else, or registers anew with what he corrected."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schema.asking import Api
from tests.schema.test_pairings import codes, manager
from tests.schema.test_registering import (
    CANARY,
    COUNTY,
    DEREGISTER,
    LOG,
    OTHER,
    THERAPIST,
    change,
    credit_code,
    donor,
    everything,
    notices,
    stranger,
    verify,
    volunteer,
)

STANDING = "id version verifiedOn refusedOn refusalReason appealedOn appealReason appealDueOn appealAnswer"
REASON, APPEAL, ANSWER = f"{CANARY}证件照片看不清", f"{CANARY}已带原件到窗口", f"{CANARY}原件与登记不符"


def refuse(api: Api, who: str, kind: str, row: dict[str, Any], reason: str = REASON) -> dict[str, Any]:
    return change(api, who, f"refuse{kind}", f"{kind.lower()} {{ {STANDING} }}", id=row["id"], expectedVersion=row["version"], reason=reason)


def appeal(api: Api, who: str, kind: str, row: dict[str, Any], reason: str = APPEAL) -> dict[str, Any]:
    return change(api, who, f"appeal{kind}Refusal", f"{kind.lower()} {{ {STANDING} }}", id=row["id"], expectedVersion=row["version"], reason=reason)


def of_city(api: Api) -> str:
    return manager(api, region="3202")


@pytest.mark.parametrize("kind", ["Volunteer", "Donor"])
def test_whoever_was_refused_reads_why_and_is_verified_by_somebody_else_when_he_appeals(api: Api, kind: str) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    row = (volunteer if kind == "Volunteer" else donor)(api, who)[kind.lower()]
    for other in (who, manager(api, region=OTHER), manager(api, "finance", COUNTY)):
        assert codes(refuse(api, other, kind, row)) == ["NOT_FOUND"]
    assert codes(refuse(api, official, kind, row, "不行")) == ["TEXT_UNFIT"]
    assert codes(appeal(api, who, kind, row)) == ["WRONG_STATE"]
    row = refuse(api, official, kind, row)[kind.lower()]
    assert (row["refusalReason"], row["verifiedOn"]) == (REASON, None)
    assert row["refusedOn"]
    mine = api.ask(f"{{ {kind.lower()}s(first: 2) {{ edges {{ node {{ {STANDING} }} }} }} }}", who)["data"][f"{kind.lower()}s"]["edges"]
    assert [edge["node"] for edge in mine] == [row]
    assert [one["kind"] for one in notices(api, who, row["id"])] == [f"{kind.lower()}_refused"]
    assert CANARY not in str(notices(api, who, row["id"]))
    assert codes(verify(api, official, kind, row)) == ["REGISTRATION_REFUSED"]
    assert codes(refuse(api, of_city(api), kind, row)) == ["REGISTRATION_REFUSED"]
    assert codes(appeal(api, official, kind, row)) == ["NOT_FOUND"]
    row = appeal(api, who, kind, row)[kind.lower()]
    assert row["appealReason"] == APPEAL
    assert row["appealDueOn"] > row["appealedOn"]
    assert codes(appeal(api, who, kind, row)) == ["ALREADY_APPEALED"]
    assert codes(verify(api, official, kind, row)) == codes(refuse(api, official, kind, row)) == ["OWN_REFUSAL"]
    assert verify(api, of_city(api), kind, row)[kind.lower()]["verifiedOn"]
    (after,) = api.truth("forces", f"SELECT refused_on, appeal_reason FROM {kind.lower()} WHERE id = $1", int(row["id"].partition(":")[2]))
    assert tuple(after) == (None, None)


def test_appeal_that_was_dismissed_is_the_last_and_whoever_corrects_himself_is_verified(api: Api) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    row = refuse(api, official, "Volunteer", volunteer(api, who)["volunteer"])["volunteer"]
    row = refuse(api, of_city(api), "Volunteer", appeal(api, who, "Volunteer", row)["volunteer"], ANSWER)["volunteer"]
    assert (row["refusalReason"], row["appealAnswer"]) == (REASON, ANSWER)
    assert codes(verify(api, of_city(api), "Volunteer", row)) == codes(refuse(api, of_city(api), "Volunteer", row)) == ["REGISTRATION_REFUSED"]
    assert codes(appeal(api, who, "Volunteer", row)) == ["ALREADY_APPEALED"]
    anew = volunteer(api, who, "anew", name=f"{CANARY}三", hoursAMonth=4, skill="中医推拿", regionCode="3202")["volunteer"]
    assert (anew["id"], anew["skill"], anew["regionCode"], anew["person"]["name"]) == (row["id"], "中医推拿", "3202", f"{CANARY}三")
    skills = api.ask("{ volunteerSkills(first: 9) { edges { node { skill regionCode } } } }", who)["data"]["volunteerSkills"]["edges"]
    assert {(edge["node"]["skill"], edge["node"]["regionCode"]) for edge in skills} == {(THERAPIST["skill"], "3202"), ("中医推拿", "3202")}
    assert verify(api, of_city(api), "Volunteer", anew)["volunteer"]["verifiedOn"]
    assert codes(volunteer(api, who, "once more")) == ["ALREADY_REGISTERED"]
    assert not any(CANARY in str(event) for event in api.truth("forces", LOG, who))


def test_company_that_was_refused_registers_anew_under_its_right_code(api: Api) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    wrong, right = credit_code("9"), credit_code("9")
    row = refuse(api, official, "Donor", donor(api, who, displayName=f"{CANARY}厂", creditCode=wrong)["donor"])["donor"]
    anew = donor(api, who, "anew", displayName=f"{CANARY}机械厂", creditCode=right)["donor"]
    assert (anew["id"], anew["creditCode"]) == (row["id"], right)
    assert verify(api, official, "Donor", anew)["donor"]["organisation"]["name"] == f"{CANARY}机械厂"


def test_what_was_said_of_a_refusal_is_erased_with_whoever_it_is_about(api: Api) -> None:
    who, official = stranger(), manager(api, region=COUNTY)
    row = refuse(api, official, "Volunteer", volunteer(api, who)["volunteer"])["volunteer"]
    appeal(api, who, "Volunteer", row)
    (person,) = api.truth("forces", "SELECT id FROM person WHERE number = $1", who)
    assert APPEAL in everything(api, person["id"])
    assert api.ask(DEREGISTER, who, i={"number": who})["data"]["deregister"]["isErased"]
    assert CANARY not in everything(api, person["id"])
