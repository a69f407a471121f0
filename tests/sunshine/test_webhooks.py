"""Another department's computer is told that something happened: signed, in order, and never where it may not be told."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from itertools import count
from typing import Any

import pytest

from databases import event_log
from databases.connections import DATABASES, Databases
from databases.event_log import Event, append
from databases.identifiers import IdentifierKeys
from policies.subjects import Assignment, Subject
from resolvers.changes.errors import Code, RefusedError
from resolvers.changes.webhooks import WebhookEnd, WebhookWanted, end_webhook, subscribe_webhook
from resolvers.following.webhooks import load_webhooks, secret_of
from sunshine.webhooks import NotTakenError, RefusedAddressError, Sender, Telling
from tests.resolvers.giving import Street
from tests.web_server import Told, web_server

HERE = Sender([ip_network("127.0.0.0/8")])
COUNTY, OTHER = "320282", "320205"
NUMBERS = count(1)
ADMINISTRATOR = "INSERT INTO post (person_id, tier, region_code, region_level, period) VALUES ($1, 'administrator', $2, 'county', '[2020-01-01,)')"
EMPLOYED = """
SELECT id, number FROM person WHERE is_active AND NOT EXISTS (SELECT FROM post WHERE person_id = person.id AND tier IN ('auditor', 'inspector', 'third_party', 'administrator'))
ORDER BY id OFFSET 40 LIMIT 1
"""


@dataclass
class Office:
    """An administrator of a county, the computer that he subscribes, and whoever tells it."""

    street: Street
    told: Told
    telling: Telling
    admin: Subject

    async def subscribe(self, *events: str, region: str = COUNTY, address: str | None = None) -> int:
        wanted = WebhookWanted(address or self.told.address, events, region)
        return int((await subscribe_webhook(self.street.changes, self.admin, wanted, f"hook-{next(NUMBERS)}")).partition(":")[2])

    async def happen(self, kind: str, subject: str = "1", region: str | None = COUNTY, database: str = "forces") -> None:
        connection = await self.street.connection(database)
        canary = {"actor": "CANARY-ACTOR", "post": "CANARY-POST", "purpose": "CANARY-PURPOSE"}
        await append(connection, [Event(kind, "pairing", subject, occurred_at=self.street.clock.now(), region_code=region, **canary)])
        await event_log.sequence(connection)

    def subjects(self) -> list[str]:
        return [json.loads(body)["subject"] for _, body in self.told.messages]


@pytest.fixture
def office(quiet_city: Databases, keys: IdentifierKeys) -> Callable[..., Any]:
    def run(story: Callable[[Office], Awaitable[Any]]) -> Any:
        async def told() -> Any:
            with web_server() as server:
                street = Street(quiet_city, keys)
                (person,) = await street.fetch(EMPLOYED)
                await street.fetch(ADMINISTRATOR, person["id"], COUNTY)
                for name in DATABASES:
                    await event_log.sequence(await street.connection(name))
                admin = Subject(person["id"], assignments=(Assignment.of("administrator", "", COUNTY),), number=person["number"])
                try:
                    return await story(Office(street, server, Telling(street.changes, HERE), admin))
                finally:
                    await street.fetch("UPDATE webhook SET ended_at = subscribed_at WHERE ended_at IS NULL")
                    await street.fetch("UPDATE post SET period = 'empty' WHERE tier = 'administrator' AND person_id = $1", person["id"])
                    await street.close()

        return asyncio.run(told())

    return run


def test_address_is_told_what_happened_in_its_order_signed_and_without_any_value(office: Any) -> None:
    async def story(office: Office) -> None:
        await office.happen("pairing_begun", "41")  # before it was subscribed
        key = await office.subscribe("pairing_begun", "pairing_ended")
        for subject, kind in (("42", "pairing_begun"), ("43", "pairing_ended"), ("44", "post_granted"), ("45", "pairing_begun")):
            await office.happen(kind, subject)
        await office.happen("pairing_begun", "46", region=OTHER)
        await office.happen("pairing_begun", "47", region=None)
        await office.telling.tell_all()
        await office.telling.tell_all()
        assert office.subjects() == ["Pairing:42", "Pairing:43", "Pairing:45"]
        headers, body = office.told.messages[0]
        assert set(json.loads(body)) == {"event", "id", "occurredAt", "subject"}
        assert "CANARY" not in str(headers) + body.decode()
        at, signed = (part.partition("=")[2] for part in headers["Sunshine-Signature"].split(","))
        assert int(at) == int(office.street.clock.now().timestamp())
        secret = bytes.fromhex(secret_of(office.street.keys, key))
        assert signed == hmac.digest(secret, f"{at}.".encode() + body, "sha256").hex()

    office(story)


@pytest.mark.parametrize("status", [500, 404, 307, 410])
def test_message_that_is_not_taken_is_told_again_later_each_time_and_nothing_overtakes_it(office: Any, status: int) -> None:
    async def story(office: Office) -> None:
        key = await office.subscribe("pairing_begun")
        await office.happen("pairing_begun", "1")
        await office.happen("pairing_begun", "2")
        office.told.answers += [status] * 3
        place = "SELECT failures, failure, due_at - $2::timestamptz AS pause FROM follower WHERE name = $1"
        pauses = []
        for _ in range(3):
            await office.telling.tell_all()
            assert office.telling.failing == {f"webhook-{key}-forces"}
            (row,) = await office.street.fetch(place, f"webhook-{key}-forces", office.street.clock.now())
            assert row["failure"] == f"HTTP {status}"
            pauses.append(row["pause"].total_seconds())
            await office.telling.tell_all()  # its pause is not over
            assert office.subjects() == []
            office.street.clock.at = office.street.clock.now() + row["pause"]
        assert pauses == [2, 4, 8]
        await office.telling.tell_all()
        assert office.subjects() == ["Pairing:1", "Pairing:2"]
        assert office.telling.failing == set()

    office(story)


def test_process_that_died_with_a_message_in_hand_leaves_it_to_another(office: Any) -> None:
    async def story(office: Office) -> None:
        await office.subscribe("pairing_begun")
        await office.happen("pairing_begun", "1")

        class Dying(Sender):
            async def send(self, address: str, body: bytes, signed: str) -> None:
                await HERE.send(address, body, signed)
                raise KeyboardInterrupt  # nobody notes that it was taken

        (webhook,) = await load_webhooks(office.street.changes)
        with pytest.raises(KeyboardInterrupt):
            await Telling(office.street.changes, Dying()).tell_next(webhook, "forces")
        await office.telling.tell_all()
        assert office.subjects() == ["Pairing:1"]  # it may still be in hand
        office.street.clock.at = office.street.clock.now() + timedelta(seconds=60)
        await office.telling.tell_all()
        first, again = (json.loads(body)["id"] for _, body in office.told.messages)
        assert first == again

    office(story)


def test_two_processes_tell_an_event_once(office: Any) -> None:
    async def story(office: Office) -> None:
        await office.subscribe("pairing_begun")
        for subject in range(5):
            await office.happen("pairing_begun", str(subject))
        await asyncio.gather(*(Telling(office.street.changes, HERE).tell_all() for _ in range(3)))
        await office.telling.tell_all()
        assert office.subjects() == [f"Pairing:{subject}" for subject in range(5)]

    office(story)


def test_nothing_is_told_after_the_end_or_once_who_subscribed_it_is_no_administrator(office: Any) -> None:
    async def story(office: Office) -> None:
        first = await office.subscribe("pairing_begun")
        await end_webhook(office.street.changes, office.admin, WebhookEnd(first, 1, "the other office has closed"))
        with pytest.raises(RefusedError) as found:
            await end_webhook(office.street.changes, office.admin, WebhookEnd(first, 2, "the other office has closed"))
        assert [error.code for error in found.value.errors] == [Code.ALREADY_ENDED]
        await office.subscribe("pairing_begun")
        await office.street.fetch(
            "UPDATE post SET period = '[2020-01-01,2021-01-01)' WHERE tier = 'administrator' AND person_id = $1", office.admin.person_id
        )
        await office.happen("pairing_begun")
        await office.telling.tell_all()
        assert office.subjects() == []

    office(story)


UNFIT: dict[str, tuple[dict[str, Any], Code]] = {
    "plain": ({"address": "http://example.org/"}, Code.ADDRESS_UNFIT),
    "user": ({"address": "https://user:word@example.org/"}, Code.ADDRESS_UNFIT),
    "fragment": ({"address": "https://example.org/#x"}, Code.ADDRESS_UNFIT),
    "file": ({"address": "file:///etc/passwd"}, Code.ADDRESS_UNFIT),
    "nowhere": ({"address": "https:///x"}, Code.ADDRESS_UNFIT),
    "port": ({"address": "https://example.org:99999/"}, Code.ADDRESS_UNFIT),
    "line": ({"address": "https://example.org/\r\nX: y"}, Code.ADDRESS_UNFIT),
    "long": ({"address": "https://example.org/" + "x" * 500}, Code.ADDRESS_UNFIT),
    "outside": ({"region": OTHER}, Code.NOT_PERMITTED),
    "above": ({"region": "3202"}, Code.NOT_PERMITTED),
    "no division": ({"region": "wuxi"}, Code.UNKNOWN_REGION),
}


@pytest.mark.parametrize("unfit", UNFIT)
def test_what_is_unfit_is_not_subscribed(office: Any, unfit: str) -> None:
    async def story(office: Office) -> None:
        wanted, code = UNFIT[unfit]
        with pytest.raises(RefusedError) as found:
            await office.subscribe("pairing_begun", **wanted)
        assert [error.code for error in found.value.errors] == [code]

    office(story)


def test_nobody_but_administrators_subscribes_and_no_kind_is_needed(office: Any) -> None:
    async def story(office: Office) -> None:
        manager = Subject(office.admin.person_id, assignments=(Assignment.of("manager", "civil_affairs", COUNTY),), number=office.admin.number)
        for subject, events, code in ((manager, ("pairing_begun",), Code.NOT_PERMITTED), (office.admin, (), Code.EVENTS_MISSING)):
            wanted = WebhookWanted("https://example.org/", events, COUNTY)
            with pytest.raises(RefusedError) as found:
                await subscribe_webhook(office.street.changes, subject, wanted, f"hook-{next(NUMBERS)}")
            assert [error.code for error in found.value.errors] == [code]

    office(story)


PRIVATE = (
    *("127.0.0.1", "localhost", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
    *("[::1]", "[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]"),
)


@pytest.mark.parametrize("host", PRIVATE)
def test_nothing_goes_to_a_private_network_that_nobody_named(host: str) -> None:
    with pytest.raises(RefusedAddressError):
        asyncio.run(Sender().send(f"https://{host}/", b"{}", ""))


def test_plain_http_goes_to_this_machine_alone_and_only_where_it_is_named() -> None:
    with web_server() as told:
        with pytest.raises(RefusedAddressError):
            asyncio.run(Sender().send(told.address, b"{}", ""))
        asyncio.run(HERE.send(told.address, b"{}", "t=1,v1=00"))
        with pytest.raises(RefusedAddressError):
            asyncio.run(Sender([ip_network("10.0.0.0/8")]).send("http://10.0.0.1/", b"{}", ""))
        told.answers.append(307)
        with pytest.raises(NotTakenError):
            asyncio.run(HERE.send(told.address, b"{}", ""))
        assert len(told.messages) == 1
