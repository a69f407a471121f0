"""Nothing leaves through any door but what the hand-written table allows, for every tier, kind and field."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from databases.code_lists.forces import WEBHOOK_EVENT
from policies.kinds import KINDS
from resolvers.notices.tellings import TOLD
from resolvers.spreadsheets.importers import Operator
from resolvers.spreadsheets.importing import import_file
from resolvers.spreadsheets.kinds import KINDS as KINDS_OF_SHEETS
from schema.tokens import Issuer
from sunshine import keys as key_files
from tests.collector import collector
from tests.doors import doors, expectations, other_doors, outgoing, sheets
from tests.doors.house import CANARY, IDENTIFIER, MUTED, TELEPHONE, House, Who
from tests.served import NO_TLS, PATIENCE, free_port, server

ALL = os.environ.get("SUNSHINE_TEST_DOORS") == "all"


def test_table_is_complete() -> None:
    fields = {kind: set(one.fields) - {"id", *expectations.OF_EVERY_ROW} for kind, one in KINDS.items()}
    assert {kind: set(classes) for kind, classes in expectations.CLASS_OF.items()} == fields
    for kind in fields:
        for field in fields[kind]:
            assert expectations.shown(kind, field, "P") in ("clear", "masked", "hidden")


def test_people_of_every_tier_ask(house: House) -> None:
    assert {who.tier for who in house.people} == set(expectations.ASKERS)


@pytest.mark.parametrize("tier", expectations.ASKERS)
@pytest.mark.parametrize("door", doors.DOORS, ids=lambda door: door.__name__)
def test_door(house: House, door: doors.Door, tier: str) -> None:
    askers = [who for who in house.people if who.tier == tier]
    kinds = [kind for kind in KINDS if expectations.scopes(kind, tier) and is_turn(door, tier, kind)]
    for place, kind in enumerate(kinds):
        door(house, askers[place % len(askers)], kind)


def is_turn(door: doors.Door, tier: str, kind: str) -> bool:
    """Doors take turns, else they would need half an hour: a kind with private rows two doors for each tier (one for who has several posts,
    each of which asks for itself too), an open one every second tier a door. `SUNSHINE_TEST_DOORS=all` opens every door for everybody."""
    count, is_private = len(doors.DOORS), "any" not in expectations.scopes(kind, tier)
    place = expectations.ASKERS.index(tier) + list(KINDS).index(kind) - doors.DOORS.index(door)
    turns = (0, count // 2) if is_private and len(tier) == 1 else (0,)
    return ALL or (place % count in turns and (is_private or place // count % 2 == 0))


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_what_nobody_granted_is_not_there(house: House, tier: str) -> None:
    """Who have the same posts, but for their divisions, share the kinds: what is not granted is compiled for all of them alike."""
    kinds = [kind for kind in KINDS if not expectations.scopes(kind, tier)]
    for posts in {who.granted for who in house.people if who.tier == tier}:
        alike = [who for who in house.people if (who.tier, who.granted) == (tier, posts)]
        for place, who in enumerate(alike):
            doors.nothing_at_all(house, who, kinds if ALL else kinds[place :: len(alike)])


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_subscription(house: House, tier: str) -> None:
    for who in [who for who in house.people if who.tier == tier]:
        other_doors.subscription(house, who)


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_origins(house: House, tier: str) -> None:
    apart = 1 if ALL else 12
    for place, who in enumerate(who for who in house.people if who.tier == tier):
        for kind in [*KINDS][place % apart :: apart]:
            other_doors.origins(house, who, kind)


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_proposals(house: House, tier: str) -> None:
    for who in [who for who in house.people if who.tier == tier]:
        other_doors.proposals(house, who)


def test_office_of_the_city_is_proposed_helpers(house: House) -> None:
    offices = [who for who in house.people if who.posts("CY") and "3202" in who.regions]
    assert any(house.ask(who, other_doors.PROPOSAL, region="3202").json()["data"]["proposePairings"]["pairs"] for who in offices)


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_matches(house: House, tier: str) -> None:
    count = sum([other_doors.matches(house, who) for who in house.people if who.tier == tier])
    assert count or tier not in (*"CdvR", "Rv")
    assert not count or expectations.scopes("Need", tier)


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_traces(house: House, tier: str) -> None:
    assert other_doors.traces(house, next(who for who in house.people if who.tier == tier))


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_thresholds(house: House, tier: str) -> None:
    for who in [who for who in house.people if who.tier == tier]:
        other_doors.thresholds(house, who)


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_shift_proposals(house: House, tier: str) -> None:
    count = sum([other_doors.shift_proposals(house, who) for who in house.people if who.tier == tier])
    assert count == 0 or "C" in tier
    assert count or tier != "C"


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_receipts(house: House, tier: str) -> None:
    assert other_doors.receipts(house, next(who for who in house.people if who.tier == tier)) > 1


@pytest.mark.usefixtures("release")
def test_search(house: House) -> None:
    assert other_doors.search(house, [next(who for who in house.people if who.tier == tier) for tier in expectations.ASKERS])


def test_files_of_a_release(house: House, release: Path) -> None:
    """What is downloaded, searched and shown by the portal: no byte of it is private."""
    files = [path for path in release.rglob("*") if path.is_file()]
    assert {".csv", ".parquet", ".jsonl"} <= {path.suffix for path in files}
    phones = {row["phone"] for kind in ("Household", "Person") for row in house.now[kind].values()}
    for path in files:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = content.decode("utf-8", "replace")
        assert not CANARY.search(text), path.name
        assert not re.search(r"99\d{14}XY", text), path.name
        assert not {found[0] for found in TELEPHONE.finditer(text)} & phones, path.name


def test_webhooks(house: House) -> None:
    """Whatever an event holds, an address is told its kind, its record and when it was, and no more."""
    told = house.runner.run(outgoing.webhooks(house))
    assert {json.loads(body)["event"] for body in told} == set(WEBHOOK_EVENT.labels)
    for body in told:
        assert json.loads(body).keys() == {"id", "event", "subject", "occurredAt"}
        assert not CANARY.search(body.decode())
        assert not [who.number for who in house.people if who.number and who.number in body.decode()]


REVEAL = """mutation ($id: ID!) { revealHousehold(input: {id: $id, fields: [phone, address], purpose: contact, reason: "上门走访前联系"}) {
  identifiers { phone address } userErrors { code } } }"""


@pytest.fixture(scope="module")
def looked_at(house: House) -> House:
    """Every household that can sign in was read by everybody who may, and its telephone was revealed to an inspector."""
    inspector = next(who for who in house.people if who.tier == "I" and len(who.regions[0]) == 4)
    for household in [who.household for who in house.people if who.tier == "H"]:
        for who in house.people:
            house.ask(who, f'{{ node(id: "Household:{household}") {{ ... on Household {{ headName members {{ name idNumber }} }} }} }}')
        revealed = house.post(inspector, REVEAL, {"id": f"Household:{household}"}).json()["data"]["revealHousehold"]
        assert revealed["userErrors"] == []
        assert CANARY.search(str(revealed["identifiers"]))
    house.record_reads()
    return house


@pytest.mark.parametrize("tier", expectations.ASKERS)
def test_audit_listing(looked_at: House, tier: str) -> None:
    for who in [who for who in looked_at.people if who.tier == tier]:
        other_doors.audit_listing(looked_at, who)


def test_household_finds_listed_what_was_looked_at(looked_at: House) -> None:
    who = next(who for who in looked_at.people if who.tier == "H")
    listed = looked_at.ask(who, "{ accessesOfMyRecord(first: 100) { nodes { tier fields purpose } } }").json()["data"]["accessesOfMyRecord"]["nodes"]
    assert {"inspector", "helper"} & {node["tier"] for node in listed if not node["purpose"]}
    assert [sorted(field.split(".")[-1] for field in node["fields"]) for node in listed if node["purpose"]] == [["address", "phone"]]


def test_import_reports(house: House, tmp_path: Path) -> None:
    """Whoever brings in a sheet learns what is wrong with his rows, and nothing of what the databases hold."""
    for kind, text in sheets.wrong(house):
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        report = asyncio.run(
            import_file(house.databases, house.keys, KINDS_OF_SHEETS[kind], path, accept_valid=True, importer=Operator(), now=datetime.now(UTC))
        )
        assert (report.written, len({error.row for error in report.errors})) == (0, report.rows), kind
        assert report.rejected
        house.search(Who("", "P"), str(report.errors) + report.rejected.read_text("utf-8-sig"), said=text)


def test_mails(house: House) -> None:
    """Whatever is told of, a mail holds nothing private of anybody, and it goes to nobody but its reader."""
    mails = house.runner.run(outgoing.mails(house))
    assert {kind for kind, _, _ in mails} == set(TOLD) - {MUTED}
    for _, person, mail in mails:
        text = f"{mail}{mail.get_content()}"
        assert not CANARY.search(text)
        assert not TELEPHONE.search(text)
        assert not IDENTIFIER.search(text)
        assert not [who.number for who in house.people if who.number and who.number in text]
        assert mail["To"] == f"p{person}@example.org"
        assert not re.search("[0-9]{9,}", re.sub(r"token=\S+|Message-ID.*", "", text)), "a division, or a number of something"


def test_logs_metrics_and_traces(house: House, env: dict[str, str]) -> None:
    """Of everything that everybody asked and was answered, no byte stands in a log, a metric or a span."""
    metrics = free_port()
    with collector() as (address, received):
        with server(env | {"SUNSHINE_TRACES": address, "SUNSHINE_METRICS_PORT": str(metrics)}) as running:
            issuer = Issuer("doors", key_files.load(Path(env["SUNSHINE_HOME"]) / "keys").token)
            tokens = [issuer.token(who.number, timedelta(minutes=30)) for who in {who.tier: who for who in house.people if who.number}.values()]
            for query, variables in sheets.loud(house):
                for token in tokens:
                    headers = {"authorization": f"Bearer {token}"}
                    httpx.post(
                        f"{running.address}/graphql", json={"query": query, "variables": variables}, headers=headers, timeout=PATIENCE, verify=NO_TLS
                    )
            measured = httpx.get(f"http://127.0.0.1:{metrics}/metrics", timeout=PATIENCE, verify=NO_TLS).text
        log = running.log.read_text("utf-8")
    told = len(tokens) * len(list(sheets.loud(house)))
    assert len(running.requests()) == told
    assert "sunshine_requests_total" in measured
    assert sum(span.name.startswith("GraphQL") for span in received) == told
    everything = log + measured + "".join(map(str, received))
    assert not CANARY.search(everything)
    assert not TELEPHONE.search(everything)
    assert not re.search(r"99\d{14}XY", everything)
    assert not [who.number for who in house.people if who.number and who.number in everything]
    assert not [token for token in tokens if token.split(".")[2] in everything]


def test_ended_post_opens_no_door(house: House) -> None:
    answer = house.ask(Who(house.expired, "P"), "{ households(first: 1) { totalCount } }")
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
