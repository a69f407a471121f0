"""Notices over real HTTP: each reads his own, says of what he wants mails and where to."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import pytest

from tests.schema.asking import Api
from tests.served import PATIENCE

ERRORS = "userErrors { field code message }"
INBOX = """{ notices(first: 50) { totalCount edges { node { id kind about text textEn readAt person { id } } } }
  unread: notices(first: 1, where: {readAt: {isNull: true}}) { totalCount } }"""
READ = f"mutation ($input: ReadNoticesInput!) {{ readNotices(input: $input) {{ read {ERRORS} }} }}"
PREFER = f"mutation ($input: ChangeNoticePreferencesInput!) {{ changeNoticePreferences(input: $input) {{ muted {ERRORS} }} }}"
MAILBOX = f"mutation ($input: ChangeMailboxInput!) {{ changeMailbox(input: $input) {{ mailbox {{ id email confirmedAt version }} {ERRORS} }} }}"
GRANT = f"mutation ($input: GrantPostInput!) {{ grantPost(input: $input) {{ post {{ id }} {ERRORS} }} }}"
LOG = "SELECT kind, subject_id, changed_fields FROM event WHERE actor = $1 ORDER BY id"


def change(api: Api, who: str, query: str, **input_: Any) -> dict[str, Any]:
    answer = api.ask(query, who, input=input_)
    assert "errors" not in answer, answer["errors"]
    (found,) = answer["data"].values()
    return dict(found)


@pytest.fixture(scope="module")
def told(api: Api) -> dict[str, Any]:
    """Somebody to whom a post was granted, once the served process has told him so."""
    granting, person = api.person("administrator"), api.person("publisher")
    first = (date.today() + timedelta(days=30)).isoformat()
    wanted = {"personId": f"Person:{person['id']}", "tier": "helper", "regionCode": granting["region_code"], "firstDay": first, "lastDay": first}
    assert change(api, granting["number"], GRANT, **wanted, idempotencyKey="noticing")["userErrors"] == []
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if api.ask(INBOX, person["number"])["data"]["notices"]["totalCount"]:
            return dict(person)
        time.sleep(0.1)  # polling until the relay has been there
    raise TimeoutError


def test_person_reads_his_own_notices_and_nobody_elses(api: Api, told: dict[str, Any]) -> None:
    inbox = api.ask(INBOX, told["number"])["data"]
    (node,) = [edge["node"] for edge in inbox["notices"]["edges"]]
    assert (node["kind"], node["text"], node["textEn"]) == ("post_granted", "您被授予一个新的岗位", "a post was granted to you")
    assert (node["about"].partition(":")[0], node["readAt"], inbox["unread"]["totalCount"]) == ("Post", None, 1)
    stranger = api.person("donor")["number"]
    assert api.ask(f'{{ node(id: "{node["id"]}") {{ id }} }}', stranger)["data"]["node"] is None
    assert change(api, stranger, READ, ids=[node["id"]]) == {"read": 0, "userErrors": []}
    assert api.ask(INBOX, told["number"])["data"]["unread"]["totalCount"] == 1
    assert [change(api, told["number"], READ, ids=[node["id"]])["read"] for _ in range(2)] == [1, 0]
    assert api.ask(INBOX, told["number"])["data"]["unread"]["totalCount"] == 0


def test_preferences_are_kept_for_each_kind(api: Api, told: dict[str, Any]) -> None:
    kinds = ["pledge_held", "post_granted"]
    assert change(api, told["number"], PREFER, kinds=kinds, byMail=False)["muted"] == kinds
    assert change(api, told["number"], PREFER, kinds=["pledge_held", "pledge_held"], byMail=True)["muted"] == ["post_granted"]


def test_address_is_sealed_masked_and_waits_to_be_confirmed(api: Api, told: dict[str, Any]) -> None:
    made = change(api, told["number"], MAILBOX, email="somebody@example.org")
    assert made["userErrors"] == []
    assert (made["mailbox"]["email"], made["mailbox"]["confirmedAt"]) == ("s***@example.org", None)
    (row,) = api.truth("forces", "SELECT mailbox::text AS stored FROM mailbox WHERE person_id = $1", told["id"])
    assert "somebody" not in row["stored"]
    waiting = api.truth("forces", "SELECT FROM outbox WHERE channel = 'confirmation'")
    assert len(waiting) == 1  # this deployment has no mail server
    assert [error["code"] for error in change(api, told["number"], MAILBOX, email="other@example.org")["userErrors"]] == ["ADDRESS_TOO_SOON"]
    assert change(api, told["number"], MAILBOX)["mailbox"]["email"] is None


@pytest.mark.parametrize(
    "email", ["nobody", "a@b", "a@b.c\nBcc: d@e.f", "某人@example.org", f"{'a' * 250}@example.org", "A B <a@b.org>", "a@b.org,c@d.org"]
)
def test_what_is_no_address_is_refused(api: Api, email: str) -> None:
    refused = change(api, api.person("donor")["number"], MAILBOX, email=email)
    assert [(error["field"], error["code"]) for error in refused["userErrors"]] == [("email", "EMAIL_UNFIT")]


def test_nobody_has_no_inbox(api: Api) -> None:
    assert api.ask("{ notices(first: 1) { totalCount } }")["data"]["notices"]["totalCount"] == 0
    refused = api.ask(MAILBOX, None, input={"email": "somebody@example.org"})
    assert "errors" in refused or refused["data"]["changeMailbox"]["userErrors"][0]["code"] in ("NOT_PERMITTED", "NOT_FOUND")


def test_log_tells_what_was_done_and_no_address(api: Api, told: dict[str, Any]) -> None:
    events = api.truth("forces", LOG, told["number"])
    assert {event["kind"] for event in events} == {"notices_read", "notice_preferences_changed", "mailbox_changed"}
    assert {event["subject_id"] for event in events} == {str(told["id"])}
