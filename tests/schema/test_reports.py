"""Reports of the public over real HTTP: anybody makes one, only those who supervise the place read it, its maker follows it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.schema.asking import Api
from tests.served import NO_TLS, PATIENCE, environment, served

MAKE = """
mutation ($input: MakeReportInput!) { makeReport(input: $input) {
  receipt { number kind regionCode record state receivedOn dueOn answeredOn answer } userErrors { field code message } } }
"""
FOLLOW = "query ($number: String!) { receipt(number: $number) { number state receivedOn dueOn answeredOn answer } }"
TOWN = "320282101"
TEXT = "公示的金额和银行到账的金额不一样，请核实"


@pytest.fixture(scope="module")
def api(api: Api) -> Iterator[Api]:
    """The same city, served without the limit that the last test shows."""
    with served(environment(api.databases, api.home) | {"SUNSHINE_RATE_LIMITS": "{}"}) as address:
        yield replace(api, address=address, issuer=replace(api.issuer, name=address))


def wanted(**more: Any) -> dict[str, Any]:
    return {"kind": "record", "regionCode": TOWN, "text": TEXT, "idempotencyKey": secrets.token_urlsafe(18), **more}


def make(api: Api, who: str | None = None, **input_: Any) -> dict[str, Any]:
    return api.ask(MAKE, who, input=input_)["data"]["makeReport"]


def made(api: Api, who: str | None = None, **more: Any) -> dict[str, Any]:
    found = make(api, who, **wanted(**more))
    assert found["userErrors"] == []
    return found["receipt"]


def row(api: Api, number: str) -> Any:
    return api.truth("forces", "SELECT * FROM public_report WHERE code = $1", number)[0]


def test_nobody_in_particular_reports_and_follows_with_the_receipt_number(api: Api) -> None:
    receipt = made(api, record="projects/P-1")
    assert (receipt["state"], receipt["regionCode"], receipt["record"], receipt["answer"]) == ("received", TOWN, "projects/P-1", None)
    assert receipt["dueOn"] > receipt["receivedOn"]
    assert api.ask(FOLLOW, number=receipt["number"])["data"]["receipt"]["state"] == "received"
    assert api.ask(FOLLOW, number=receipt["number"].lower())["data"]["receipt"]["number"] == receipt["number"]
    assert row(api, receipt["number"])["text"] == TEXT


TRANSFER = """mutation ($input: TransferReportInput!) { transferReport(input: $input) {
  publicReport { id version state } userErrors { field code message } } }"""
ANSWER = """mutation ($input: AnswerReportInput!) { answerReport(input: $input) {
  publicReport { id version state answer answeredOn } userErrors { field code message } } }"""
REASON, TOLD = "转镇纪委核查公示与到账是否一致", "经核查，公示金额有误，已更正并重新公示。"


def inspectors(api: Api) -> dict[bool, str]:
    """The number of an inspector of the place, and of one of another place."""
    sql = "SELECT number, post.region_code FROM post JOIN person ON person.id = person_id WHERE post.period @> current_date AND tier = 'inspector'"
    return {TOWN.startswith(found["region_code"]): found["number"] for found in api.truth("forces", sql)}


def others(api: Api) -> list[str]:
    """Somebody of each other tier."""
    sql = """SELECT DISTINCT ON (tier) number, tier FROM post JOIN person ON person.id = person_id WHERE post.period @> current_date
             AND NOT EXISTS (SELECT FROM post AS other WHERE other.person_id = person.id AND other.tier = 'inspector')"""
    found = {person["tier"]: person["number"] for person in api.truth("forces", sql)}
    assert {"helper", "manager", "auditor", "publisher", "administrator", "household"} <= found.keys()
    return list(found.values())


def step(api: Api, mutation: str, who: str | None, report: Any, **more: Any) -> dict[str, Any]:
    input_ = {"id": f"PublicReport:{report['id']}", "expectedVersion": report["version"], **more}
    answer = api.ask(mutation, who, input=input_)
    return next(iter(answer["data"].values())) if answer.get("data") else {"userErrors": answer["errors"]}


def codes(found: dict[str, Any]) -> list[str]:
    return [error.get("code") or error["extensions"]["code"] for error in found["userErrors"]]


def test_report_is_passed_on_and_answered_and_its_maker_follows(api: Api) -> None:
    number, here = made(api)["number"], inspectors(api)[True]
    passed = step(api, TRANSFER, here, row(api, number), reason=REASON)
    assert (passed["userErrors"], passed["publicReport"]["state"]) == ([], "transferred")
    assert api.ask(FOLLOW, number=number)["data"]["receipt"]["state"] == "transferred"
    answered = step(api, ANSWER, here, row(api, number), answer=TOLD)
    assert answered["publicReport"]["answer"] == TOLD
    found = api.ask(FOLLOW, number=number)["data"]["receipt"]
    assert (found["state"], found["answer"], found["answeredOn"]) == ("answered", TOLD, answered["publicReport"]["answeredOn"])
    sql = "SELECT kind, actor, purpose FROM event WHERE subject_kind = 'public_report' AND subject_id = $1 ORDER BY id"
    assert [tuple(event) for event in api.truth("forces", sql, str(row(api, number)["id"]))] == [
        ("report_received", "public", None),
        ("report_transferred", here, REASON),
        ("report_answered", here, None),
    ]


def test_only_inspectors_of_the_place_pass_on_and_answer(api: Api) -> None:
    number = made(api)["number"]
    report, elsewhere = row(api, number), inspectors(api)[False]
    for mutation, more in ((TRANSFER, {"reason": REASON}), (ANSWER, {"answer": TOLD})):
        assert codes(step(api, mutation, None, report, **more)) == ["UNAUTHENTICATED"]
        for who in (elsewhere, *others(api)):
            assert codes(step(api, mutation, who, report, **more)) == ["NOT_FOUND"], who
    assert row(api, number)["state"] == "received"


def test_report_is_answered_once_and_never_by_who_saw_an_older_version(api: Api) -> None:
    number, here = made(api)["number"], inspectors(api)[True]
    before = row(api, number)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: step(api, ANSWER, here, before, answer=TOLD), range(4)))
    assert sorted(code for one in found for code in codes(one)) == ["VERSION_CONFLICT"] * 3
    assert codes(step(api, ANSWER, here, row(api, number), answer=TOLD)) == ["WRONG_STATE"]
    assert codes(step(api, TRANSFER, here, row(api, number), reason=REASON)) == ["WRONG_STATE"]


@pytest.mark.parametrize("text", ["好", "长" * 301, "请联系 13912345678 了解情况", "已经处理\n完毕了谢谢"])
def test_unfit_words_are_refused(api: Api, text: str) -> None:
    number, here = made(api)["number"], inspectors(api)[True]
    assert codes(step(api, ANSWER, here, row(api, number), answer=text)) == ["ANSWER_UNFIT"]
    assert codes(step(api, TRANSFER, here, row(api, number), reason=text)) == ["REASON_UNFIT"]
    assert row(api, number)["state"] == "received"


@pytest.mark.parametrize("number", ["", "0", "PR00001' OR '1'='1", "%", "00000-00000-00000-00000", "长" * 50])
def test_other_numbers_find_nothing(api: Api, number: str) -> None:
    assert api.ask(FOLLOW, number=number)["data"] == {"receipt": None}


def test_receipt_numbers_are_long_and_never_alike(api: Api) -> None:
    numbers = {made(api)["number"] for _ in range(3)}
    assert len(numbers) == 3
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", number) for number in numbers)


def test_report_and_its_event_name_nobody_also_where_somebody_signed_in(api: Api) -> None:
    who = api.person("helper")["number"]
    report = row(api, made(api, who)["number"])
    (event,) = api.truth("forces", "SELECT * FROM event WHERE subject_kind = 'public_report' AND subject_id = $1", str(report["id"]))
    assert (event["kind"], event["actor"], event["region_code"]) == ("report_received", "public", TOWN)
    assert who not in str(dict(event)) + str(dict(report))
    assert TEXT not in str(dict(event))


def test_the_same_again_makes_no_second_report(api: Api) -> None:
    same = wanted()
    with ThreadPoolExecutor(4) as pool:
        numbers = {found["receipt"]["number"] for found in pool.map(lambda _: make(api, **same), range(4))}
    assert len(numbers) == 1
    assert [error["code"] for error in make(api, **{**same, "text": TEXT + "。"})["userErrors"]] == ["IDEMPOTENCY_KEY_REUSED"]


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"text": "太短"}, "text", "TEXT_UNFIT"),
        ({"text": " " * 30}, "text", "TEXT_UNFIT"),
        ({"text": "长" * 2_001}, "text", "TEXT_UNFIT"),
        ({"text": TEXT + "\0"}, "text", "TEXT_UNFIT"),
        ({"text": TEXT + "请联系 13912345678"}, "text", "NUMBER_IN_TEXT"),
        ({"kind": "levy", "leviedBy": "finance", "leviedAmount": "5", "legalBasis": "问 139-1234-5678"}, "legalBasis", "NUMBER_IN_TEXT"),
        ({"regionCode": "999999"}, "regionCode", "UNKNOWN_REGION"),
        ({"record": "../etc/passwd"}, "record", "RECORD_UNFIT"),
        ({"record": "projects/" + "P" * 201}, "record", "RECORD_UNFIT"),
        ({"kind": "levy"}, "leviedBy", "LEVY_UNFIT"),
        ({"kind": "levy", "leviedBy": "finance"}, "leviedAmount", "LEVY_UNFIT"),
        ({"kind": "levy", "leviedBy": "finance", "leviedAmount": "-1"}, "leviedAmount", "LEVY_UNFIT"),
        ({"kind": "levy", "leviedBy": "finance", "leviedAmount": "NaN"}, "leviedAmount", "LEVY_UNFIT"),
        ({"leviedBy": "finance", "leviedAmount": "5"}, "leviedAmount", "LEVY_UNFIT"),
        ({"idempotencyKey": "short"}, "idempotencyKey", "KEY_GUESSABLE"),
    ],
)
def test_unfit_report_is_refused_with_its_field(api: Api, wrong: dict[str, Any], field: str, code: str) -> None:
    before = api.truth("forces", "SELECT count(*) FROM public_report")
    errors = make(api, **wanted(**wrong))["userErrors"]
    assert [(error["field"], error["code"]) for error in errors] == [(field, code)]
    assert api.truth("forces", "SELECT count(*) FROM public_report") == before


def test_levy_is_reported_with_who_charged_how_much(api: Api) -> None:
    report = row(api, made(api, kind="levy", leviedBy="finance", leviedAmount="600.50", legalBasis="没有出示")["number"])
    assert (report["levied_by"], str(report["levied_amount"]), report["legal_basis"]) == ("finance", "600.50", "没有出示")


def test_only_inspectors_of_the_place_read_it(api: Api) -> None:
    number = made(api)["number"]
    query = "query ($code: String!) { publicReports(first: 5, where: {code: {eq: $code}}) { edges { node { code text } } } }"
    sql = """SELECT number, min(post.region_code) AS region_code, min(tier) AS tier FROM post JOIN person ON person.id = person_id
        WHERE post.period @> current_date GROUP BY number HAVING count(*) = 1 AND min(tier) = ANY($1)"""  # who holds two posts sees what either may
    tiers = ["inspector", "manager", "auditor", "helper", "publisher", "administrator"]
    people = {(found["tier"], TOWN.startswith(found["region_code"])): found["number"] for found in api.truth("forces", sql, tiers)}
    assert {("inspector", True), ("inspector", False), ("auditor", True), ("publisher", True)} <= people.keys()
    for (tier, is_here), person in people.items():
        edges = api.ask(query, person, code=number)["data"]["publicReports"]["edges"]
        assert [edge["node"]["text"] for edge in edges] == ([TEXT] if tier == "inspector" and is_here else []), (tier, is_here)
    assert api.ask(query, code=number)["data"]["publicReports"]["edges"] == []


def test_nobody_still_changes_nothing_else(api: Api) -> None:
    both = """mutation ($input: MakeReportInput!) {
      makeReport(input: $input) { receipt { number } } endPost(input: {id: "Post:1", expectedVersion: 1, reason: "none at all"}) { post { id } } }"""
    before = api.truth("forces", "SELECT count(*) FROM public_report")
    answer = api.ask(both, input=wanted())
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert api.truth("forces", "SELECT count(*) FROM public_report") == before


def test_one_address_cannot_send_many(api: Api) -> None:
    env = environment(api.databases, api.home) | {"SUNSHINE_RATE_LIMITS": '{"public": [25000, 1]}'}
    with served(env) as address:
        answers = [
            httpx.post(f"{address}/graphql", json={"query": MAKE, "variables": {"input": wanted()}}, verify=NO_TLS, timeout=PATIENCE)
            for _ in range(3)
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) > 0
