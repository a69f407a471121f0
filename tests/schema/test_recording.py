"""Reads of personal data are recorded: who, when, by which question, of which household. Over real HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from databases.clock import Clock
from databases.code_lists.forces import TIER
from databases.connections import Databases, DatabaseUnavailableError
from policies.kinds import KINDS
from policies.subjects import PUBLIC, Assignment, Subject
from resolvers import recording
from resolvers.marks import NARROWEST_FIRST, PERSONAL, household_key
from resolvers.recording import Recorder
from tests.schema.asking import Api
from tests.schema.test_accesses import MINE
from tests.served import PATIENCE, environment, served

HOUSEHOLDS = "query Listed { households(first: 3) { edges { node { number headName members { idNumber name } } } } }"
NAMELESS = "query Nameless { households(first: 3) { edges { node { number category members { idNumber } } } } }"


def records(api: Api, query: str) -> list[asyncpg.Record]:
    return api.truth("beneficiaries", "SELECT * FROM read_record WHERE document_digest = $1 ORDER BY id", hashlib.sha256(query.encode()).digest())


def recorded(api: Api, query: str, count: int = 1) -> list[asyncpg.Record]:
    """The records of a question, as soon as there are so many."""
    deadline = time.monotonic() + PATIENCE
    while len(found := records(api, query)) < count:
        assert time.monotonic() < deadline, "the read was never recorded"
    return found


def test_read_names_every_household_of_which_something_was_shown_clear(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    edges = api.ask(HOUSEHOLDS, officer["number"])["data"]["households"]["edges"]
    rows = api.truth("beneficiaries", "SELECT id FROM household WHERE number = ANY($1)", [edge["node"]["number"] for edge in edges])
    (record,) = recorded(api, HOUSEHOLDS)
    assert sorted(record["shown"]) == sorted(f"Household:{row['id']}" for row in rows)  # once each, whatever hangs on it
    assert (record["actor"], record["post"]) == (officer["number"], f"manager:civil_affairs:{officer['region_code']}")


@pytest.mark.parametrize(
    ("tier", "department", "rows", "table"),
    [
        ("manager", "civil_affairs", "hardshipCauses(first: 5) { edges { node { cause } } }", "beneficiaries.hardship_cause"),
        ("auditor", "audit", "paymentLines(first: 5) { edges { node { amount } } }", "funds.payment_line"),
        ("inspector", "discipline", "loans(first: 5) { edges { node { outstanding } } }", "funds.loan"),
        ("auditor", "audit", "loanSubsidies(first: 5) { edges { node { amount } } }", "funds.loan_subsidy"),
        ("auditor", "audit", "loanGuarantees(first: 5) { edges { node { guaranteedAmount } } }", "funds.loan_guarantee"),
        ("auditor", "audit", "insuranceClaims(first: 5) { edges { node { medicalCost } } }", "funds.insurance_claim"),
        ("manager", "civil_affairs", "visits(first: 5) { edges { node { content } } }", "forces.visit"),
        ("manager", "civil_affairs", "pairings(first: 5) { edges { node { household { members { name } } } } }", "forces.pairing"),
    ],
)
def test_rows_of_a_household_are_noted_as_the_household_wherever_they_are_asked(api: Api, tier: str, department: str, rows: str, table: str) -> None:
    asker, query = api.person(tier, department, 4), f"query Wherever {{ {rows.replace('node {', 'node { id', 1)} }}"
    (found,) = api.ask(query, asker["number"])["data"].values()
    database, _, name = table.partition(".")
    own = {int(edge["node"]["id"].split(":")[1]): edge["node"]["id"] for edge in found["edges"]}
    (record,) = recorded(api, query)
    owners = api.truth(database, f"SELECT id, household_id FROM {name} WHERE id = ANY($1)", [*own])
    named = {f"Household:{row['household_id']}" if row["household_id"] else own[row["id"]] for row in owners}  # a village borrows too
    assert sorted(record["shown"]) == sorted(named)


REGION = 'where: {region: "320282"}'
CHRONIC = "{health: {in: [chronic, serious]}}"


def _owners(api: Api, table: str, keys: Iterable[int]) -> list[str]:
    database, _, name = table.partition(".")
    rows = api.truth(database, f"SELECT {'id' if name == 'household' else 'household_id'} FROM {name} WHERE id = ANY($1)", [*keys])
    return sorted({f"Household:{row[0]}" for row in rows})


def _keys(edges: Any) -> list[int]:
    return [int((edge.get("cursor") or edge["node"]["id"]).split(":")[1]) for edge in edges]


@pytest.mark.parametrize(
    ("tier", "department", "rows", "table"),
    [
        ("manager", "civil_affairs", "members(first: 5, order: [{field: NAME}, {field: HEALTH}]) { edges { cursor } }", "beneficiaries.member"),
        ("manager", "civil_affairs", "measures(first: 5, order: [{field: ABOUT}]) { edges { cursor } }", "beneficiaries.measure"),
        ("manager", "civil_affairs", "visits(first: 5, order: [{field: CONTENT}]) { edges { cursor } }", "forces.visit"),
        ("auditor", "audit", "paymentLines(first: 5, order: [{field: AMOUNT}]) { edges { node { id } } }", "funds.payment_line"),
        ("manager", "civil_affairs", f"members(first: 5, where: {CHRONIC}) {{ edges {{ node {{ id }} }} }}", "beneficiaries.member"),
        (
            "manager",
            "civil_affairs",
            f"households(first: 3, where: {{members: {{some: {CHRONIC}}}}}) {{ edges {{ cursor }} }}",
            "beneficiaries.household",
        ),
        (
            "manager",
            "civil_affairs",
            f"households(first: 3, where: {{members: {{none: {CHRONIC}}}}}) {{ edges {{ cursor }} }}",
            "beneficiaries.household",
        ),
    ],
)
def test_rows_tell_what_they_are_found_and_sorted_by(api: Api, tier: str, department: str, rows: str, table: str) -> None:
    asker, query = api.person(tier, department, 4), f"query Told {{ {rows} }}"
    (found,) = api.ask(query, asker["number"])["data"].values()
    assert found["edges"]
    (record,) = recorded(api, query)
    assert sorted(record["shown"]) == _owners(api, table, _keys(found["edges"]))


def test_cursors_at_the_ends_of_a_page_name_their_rows(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    query = "query Ends { households(first: 4, order: [{field: ADDRESS}]) { pageInfo { startCursor endCursor } } }"
    ends = api.ask(query, officer["number"])["data"]["households"]["pageInfo"]
    (record,) = recorded(api, query)
    assert sorted(record["shown"]) == sorted({":".join(cursor.split(":")[:2]) for cursor in ends.values()})
    assert len(record["shown"]) == 2


@pytest.mark.parametrize(
    ("tier", "department", "groups", "nodes"),
    [
        ("manager", "civil_affairs", f"memberGroups(by: [HOUSEHOLD, HEALTH], first: 5, {REGION})", "household { id } health"),
        ("manager", "civil_affairs", f"householdIncomeGroups(by: [HOUSEHOLD, YEAR], first: 5, {REGION})", "household { id } sum { amount }"),
        ("auditor", "audit", f"paymentLineGroups(by: [HOUSEHOLD, MONTH_MONTH], first: 5, {REGION})", "household { id } average { amount }"),
    ],
)
def test_group_of_one_household_names_it(api: Api, tier: str, department: str, groups: str, nodes: str) -> None:
    asker, query = api.person(tier, department, 4), f"query Alone {{ {groups} {{ nodes {{ {nodes} }} }} }}"
    (found,) = api.ask(query, asker["number"])["data"].values()
    (record,) = recorded(api, query)
    assert sorted(record["shown"]) == sorted({node["household"]["id"] for node in found["nodes"]})


def _one(api: Api, officer: asyncpg.Record) -> asyncpg.Record:
    """A household of the officer's division that was visited, with a member who is ill."""
    visited = api.truth("forces", "SELECT DISTINCT household_id FROM visit WHERE starts_with(region_code, $1)", officer["region_code"])
    return api.truth(
        "beneficiaries",
        """SELECT id, number FROM household WHERE id = ANY($1)
        AND EXISTS (SELECT FROM member WHERE household_id = household.id AND health IN ('chronic', 'serious')) ORDER BY id LIMIT 1""",
        [row["household_id"] for row in visited],
    )[0]


NOT_HIS = '{startsWith: "nobody is called so"}'


@pytest.mark.parametrize(
    "asked",
    [
        f"households(first: 1, where: {{number: {{eq: $number}}, headName: {NOT_HIS}}}) {{ totalCount }}",
        f"households(first: 1, where: {{number: {{eq: $number}}, members: {{some: {CHRONIC}}}}}) {{ totalCount }}",
        f"members(first: 1, where: {{household: {{number: {{eq: $number}}}}, name: {NOT_HIS}}}) {{ edges {{ __typename }} }}",
        f"villages(first: 1, where: {{households: {{some: {{number: {{eq: $number}}, headName: {NOT_HIS}}}}}}}) {{ totalCount }}",
        f"memberGroups(by: [], where: {{household: {{number: {{eq: $number}}}}, name: {NOT_HIS}}}) {{ totalCount }}",
        "memberGroups(by: [HEALTH], where: {household: {number: {eq: $number}}}) { nodes { health count } }",
        f"paymentLines(first: 1, where: {{household: {{number: {{eq: $number}}, headName: {NOT_HIS}}}}}) {{ totalCount }}",
        f"persons(first: 1, where: {{pairings: {{some: {{household: {{number: {{eq: $number}}, headName: {NOT_HIS}}}}}}}}}) {{ totalCount }}",
        f"projects(first: 1, where: {{village: {{households: {{some: {{number: {{eq: $number}}, headName: {NOT_HIS}}}}}}}}}) {{ totalCount }}",
        f"households(first: 1, where: {{number: {{eq: $number}}, visits: {{some: {{content: {NOT_HIS}}}}}}}) {{ totalCount }}",
        f"households(first: 1, where: {{number: {{eq: $number}}}}) {{ edges {{ node {{ visits(first: 1, where: {{content: {NOT_HIS}}}) {{ totalCount }} }} }} }}",
    ],
)
def test_figure_about_one_household_names_it_whatever_the_answer(api: Api, asked: str) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    one, query = _one(api, officer), f"query Figure($number: String!) {{ {asked} }}"
    assert "errors" not in api.ask(query, officer["number"], number=one["number"])
    (record,) = recorded(api, query)
    assert record["shown"] == [f"Household:{one['id']}"]


ALONE = """
SELECT id, region_code FROM household
WHERE category = 'dibao' AND state = 'active' AND filed_on <= '2019-12-31' AND starts_with(region_code, $1)
  AND EXISTS (SELECT FROM household_income WHERE household_id = household.id AND year = 2019)
  AND (SELECT count(*) FROM household AS other WHERE other.region_code = household.region_code AND other.category = 'dibao') = 1
ORDER BY region_code LIMIT 1
"""


def test_progress_of_a_place_with_one_household_names_it(api: Api) -> None:
    """Where one household is held against the threshold, the lowest figure is its income."""
    officer = api.person("manager", "civil_affairs", 6)
    (one,) = api.truth("beneficiaries", ALONE, officer["region_code"])
    query = "query Progress($region: String!) { thresholds(year: 2019, region: $region) { name subjects lowest } }"
    for region, subjects in ((one["region_code"], 1), (officer["region_code"], None)):
        found = {progress["name"]: progress for progress in api.ask(query, officer["number"], region=region)["data"]["thresholds"]}
        assert found["dibao_income_floor"]["lowest"]
        assert subjects is None or found["dibao_income_floor"]["subjects"] == subjects
    api.ask(HOUSEHOLDS + "  ", officer["number"])
    recorded(api, HOUSEHOLDS + "  ")  # written after both would have been
    assert [record["shown"] for record in records(api, query)] == [[f"Household:{one['id']}"]]


PAID = """
SELECT payment_list_id AS id, min(household_id) AS household FROM payment_line
WHERE payment_list_id IN (SELECT payment_list_id FROM payment_list_funding)
GROUP BY 1 HAVING (count(DISTINCT household_id) = 1) = $1 ORDER BY 1 LIMIT 1
"""


def test_trace_of_a_list_that_pays_one_household_names_it(api: Api) -> None:
    """What the banks credited of such a list is what the household got; of the list's number alone nothing is learnt."""
    auditor, told = api.person("auditor", "audit", 4), []
    for asked, is_one in (("key passedOn", True), ("retained", True), ("key passedOn", False), ("key name received", True)):
        (row,) = api.truth("funds", PAID, is_one)
        query = f"query Traced($start: ID!) {{ fundTrace(start: $start, direction: BACKWARD, first: 2000) {{ nodes {{ {asked} }} }} }} # {is_one}"
        assert "errors" not in api.ask(query, auditor["number"], start=f"PaymentList:{row['id']}")
        told.append((query, [f"Household:{row['household']}"]))
    api.ask(last := HOUSEHOLDS + " # after the traces", api.person("manager", "civil_affairs", 6)["number"])
    recorded(api, last)  # written after all of them would have been
    for (query, shown), is_told in zip(told, (True, True, False, False), strict=True):
        assert [record["shown"] for record in records(api, query)] == ([shown] if is_told else [])


def test_cursor_that_a_client_wrote_is_a_condition(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    one = _one(api, officer)
    query = """query Guessed($number: String!, $after: String!) {
      households(first: 1, where: {number: {eq: $number}}, order: [{field: HEAD_NAME}], after: $after) { edges { __typename } } }"""
    assert not api.ask(query, officer["number"], number=one["number"], after='Household:1:{"head_name": "\U0010ffff"}')["data"]["households"]["edges"]
    (record,) = recorded(api, query)
    assert record["shown"] == [f"Household:{one['id']}"]


def test_figures_about_several_households_name_none(api: Api) -> None:
    officer, auditor = api.person("manager", "civil_affairs", 6), api.person("auditor", "audit", 4)
    queries = {
        "query Some { memberGroups(by: [HEALTH]) { nodes { health count } } }": officer,
        f"query Many {{ members(first: 1, where: {CHRONIC}) {{ totalCount }} }}": officer,
        'query Open { members(first: 3, order: [{field: BORN_ON}], where: {sex: {eq: "1"}}) { totalCount edges { cursor } } }': officer,
        "query Masked { households(first: 3, order: [{field: HEAD_NAME}]) { edges { cursor } } }": auditor,
    }
    for query, asker in queries.items():
        assert "errors" not in api.ask(query, asker["number"])
    api.ask(HOUSEHOLDS + "   ", officer["number"])
    recorded(api, HOUSEHOLDS + "   ")  # written after the others would have been
    assert [records(api, query) for query in queries] == [[], [], [], []]


def test_every_kind_with_personal_data_names_its_household_or_is_about_none() -> None:
    about_none = {"Accountability", "Clue", "DonationReceipt", "Donor", "ExpertOpinion", "Mailbox", "PanelMember", "PublicReport"}
    about_none |= {"RepresentativeRegistration", "MembersHomeDay"}  # why a deputy was not confirmed, what was heard in a home
    about_none |= {"ShiftAssignment", "Volunteer", "VolunteerSkill"}  # of volunteers: a code of an hour, why one was refused, a certificate
    personal = {name for name, kind in KINDS.items() if any(field.sensitivity in PERSONAL for field in kind.fields.values())}
    assert {name for name in personal if not household_key(name)} == about_none


def test_answer_holds_no_trace_of_the_record(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    for query in (HOUSEHOLDS, "{ villages(first: 2) { edges { node { households(first: 2) { edges { node { headName perCapitaIncome } } } } } } }"):
        assert "\\u0003" not in str(api.ask(query, officer["number"])).replace("\x03", "\\u0003")


def test_rows_of_another_database_and_lists_of_ids_are_recorded_too(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    across = "query Across { households(first: 2) { edges { node { pairings(first: 1) { edges { node { person { name } } } } } } } }"
    api.ask(across, officer["number"])
    (record,) = recorded(api, across)
    assert {id_.split(":")[0] for id_ in record["shown"]} == {"Person"}
    helper = api.person("helper")
    key = api.truth("forces", "SELECT household_id FROM pairing WHERE person_id = $1 AND period @> current_date", helper["id"])[0][0]
    listed = "query Several($ids: [ID!]!) { nodes(ids: $ids) { ... on Household { phone } } }"
    api.ask(listed, helper["number"], ids=[f"Household:{key}", "Household:999999999"])
    assert recorded(api, listed)[0]["shown"] == [f"Household:{key}"]


def test_what_is_masked_hidden_or_public_is_not_recorded(api: Api) -> None:
    officer = api.person("manager", "civil_affairs", 6)
    public = "query Open { villages(first: 1) { edges { node { state } } } }"
    for who, query in ((officer["number"], NAMELESS), (None, HOUSEHOLDS + " "), (officer["number"], public)):
        api.ask(query, who)
    api.ask(HOUSEHOLDS + "  ", officer["number"])
    recorded(api, HOUSEHOLDS + "  ")  # written after the others would have been
    assert [records(api, query) for query in (NAMELESS, HOUSEHOLDS + " ", public)] == [[], [], []]


def test_household_sees_who_read_its_record_but_not_itself(api: Api) -> None:
    own = api.person("household")
    inspector = api.person("inspector", "discipline", 4)
    query = "query Seen($id: ID!) { node(id: $id) { ... on Household { perCapitaIncome } } }"
    for who in (inspector["number"], own["number"]):
        api.ask(query, who, id=f"Household:{own['household_id']}")
    recorded(api, query, 2)
    newest = api.ask(MINE, own["number"], first=1)["data"]["accessesOfMyRecord"]["nodes"][0]
    assert (newest["tier"], newest["regionCode"], newest["fields"], newest["purpose"]) == ("inspector", "3202", [], None)


def test_clean_stop_writes_what_waits(api: Api) -> None:
    officer, query = api.person("manager", "civil_affairs", 6), HOUSEHOLDS + " # last words"
    with served(environment(api.databases, api.home) | {"SUNSHINE_SEQUENCER": "false", "SUNSHINE_ADDRESS": api.address}) as address:
        Api(address, api.issuer, api.databases, api.city, api.home).ask(query, officer["number"])
    assert len(records(api, query)) == 1


SOMEBODY = Subject(1, assignments=(Assignment.of("inspector", "", "3202"),), number="i")
POSTS = (
    ("manager", "civil_affairs", "320282", "county"),
    ("manager", "civil_affairs", "320281", "county"),
    ("manager", "finance", "320205", "county"),
    ("helper", None, "320281", "county"),
)
NEWCOMER = """INSERT INTO person (number, name, organisation_id, is_active, region_code)
SELECT 'SEVERAL1', '多岗', organisation_id, true, '3202' FROM person WHERE organisation_id IS NOT NULL ORDER BY id LIMIT 1 RETURNING id, number"""
IN_OFFICE = "INSERT INTO post (person_id, tier, department, region_code, region_level, period) VALUES ($1, $2, $3, $4, $5, '[2016-01-01,)')"
HELPING = """INSERT INTO pairing (household_id, person_id, region_code, kind, period) SELECT household_id, $1, region_code, 'extra', daterange(current_date - 1, NULL)
FROM pairing WHERE starts_with(region_code, '320281') ORDER BY id LIMIT 1 RETURNING household_id"""


@pytest.fixture(scope="module")
def several(api: Api) -> Iterator[asyncpg.Record]:
    """Somebody with two posts of one tier and department, one of another department, and a household that he helps."""
    (person,) = api.truth("forces", NEWCOMER)
    for post in POSTS:
        api.truth("forces", IN_OFFICE, person["id"], *post)
    (paired,) = api.truth("forces", HELPING, person["id"])
    yield {**person, **paired}
    for table in ("pairing", "post"):
        api.truth("forces", f"DELETE FROM {table} WHERE person_id = $1", person["id"])
    api.truth("forces", "DELETE FROM person WHERE id = $1", person["id"])


def _told(api: Api, query: str, posts: int) -> dict[str, set[str]]:
    """Whom the records of a question name, by the division that they tell of the reader."""
    told = {record["post"]: {*record["shown"]} for record in recorded(api, query, posts)}
    assert len(told) == posts
    return told


def _inside(api: Api, region: str, ids: Iterable[str]) -> bool:
    rows = api.truth("beneficiaries", "SELECT region_code FROM household WHERE id = ANY($1)", [int(id_.split(":")[1]) for id_ in ids])
    return bool(rows) and all(row["region_code"].startswith(region) for row in rows)


def test_rows_are_told_of_the_post_by_whose_right_they_were_seen(api: Api, several: Any) -> None:
    """Also where somebody has two posts of one tier, of one department or of two."""
    rows = [
        f'{name}: households(first: 3, order: [{{field: NUMBER, direction: DESC}}], where: {{region: "{code}"}}) {{ edges {{ node {{ headName }} }} }}'
        for name, code in (("a", "320281"), ("b", "320282"))
    ]
    paid = 'c: paymentLines(first: 3, where: {region: "320205"}) { edges { node { amount } } }'
    query = f"query BySeveral {{ {' '.join(rows)} {paid} }}"
    assert "errors" not in api.ask(query, several["number"])
    told = _told(api, query, 3)
    assert told.keys() == {"manager:civil_affairs:320281", "manager:civil_affairs:320282", "manager:finance:320205"}
    assert all(_inside(api, post[-6:], ids) for post, ids in told.items())


def test_helper_is_told_to_have_read_his_household_as_its_helper(api: Api, several: Any) -> None:
    query = "query AsHelper($id: ID!) { node(id: $id) { ... on Household { headName visits(first: 1) { edges { node { content } } } } } }"
    api.ask(query, several["number"], id=f"Household:{several['household_id']}")
    assert _told(api, query, 1) == {"helper::320281": {f"Household:{several['household_id']}"}}


@pytest.mark.parametrize("region", ["320281", "320282"])
@pytest.mark.parametrize(
    "asked",
    [
        f"households(first: 1, where: {{number: {{eq: $number}}, headName: {NOT_HIS}}}) {{ totalCount }}",
        "memberGroups(by: [HEALTH], where: {household: {number: {eq: $number}}}) { nodes { health count } }",
        f"households(first: 1, where: {{number: {{eq: $number}}, visits: {{some: {{content: {NOT_HIS}}}}}}}) {{ totalCount }}",
        "households(first: 1, where: {number: {eq: $number}}, order: [{field: ADDRESS}]) { pageInfo { endCursor } }",
    ],
)
def test_figures_are_told_of_the_post_by_whose_right_they_were_made(api: Api, several: Any, asked: str, region: str) -> None:
    visited = "SELECT max(household_id) FROM visit WHERE starts_with(region_code, $1) AND household_id <> $2"  # one of the conditions tells of visits
    ((key,),) = api.truth("forces", visited, region, several["household_id"])
    (one,) = api.truth("beneficiaries", "SELECT id, number FROM household WHERE id = $1", key)
    query = f"query Figures($number: String!) {{ {asked} }} # {region}"
    assert "errors" not in api.ask(query, several["number"], number=one["number"])
    assert _told(api, query, 1) == {f"manager:civil_affairs:{region}": {f"Household:{one['id']}"}}


def test_trace_and_progress_are_told_of_the_post_by_whose_right_they_were_made(api: Api, several: Any) -> None:
    (one,) = api.truth("beneficiaries", ALONE, "320282")
    query = f'query Threshold {{ thresholds(year: 2019, region: "{one["region_code"]}") {{ lowest }} }}'
    assert "errors" not in api.ask(query, several["number"])
    assert _told(api, query, 1) == {"manager:civil_affairs:320282": {f"Household:{one['id']}"}}


def test_read_is_told_of_the_only_post_of_whoever_has_one() -> None:
    shown = [b"Household:7", b"Household:8 manager:finance:320282", b"Donor:7"]
    assert recording.by_post(SOMEBODY, shown) == {"inspector::3202": [b"Household:7", b"Donor:7"], "manager:finance:320282": [b"Household:8"]}


def test_every_tier_is_told_in_its_turn() -> None:
    assert {*NARROWEST_FIRST} == {*TIER.labels} - {"public"}


def _recording(databases: Databases, work: Any) -> Any:
    async def run() -> Any:
        recorder = Recorder(databases, Clock(datetime(2031, 1, 1, tzinfo=UTC)))
        return await work(recorder)

    return asyncio.run(run())


def test_lines_wait_while_the_database_is_away_and_then_nothing_is_shown(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Databases(dict.fromkeys(api.databases.dsns, "postgresql://127.0.0.1:1/x"), "nowhere")
    monkeypatch.setattr(recording, "MOST_WAITING", 2)

    async def work(recorder: Recorder) -> int:
        recorder.add(PUBLIC, "q", [b"Household:1"])
        for question in ("a", "b"):
            recorder.add(SOMEBODY, question, [b"Household:1"])
            with pytest.raises(DatabaseUnavailableError):
                await recorder.flush()
        with pytest.raises(DatabaseUnavailableError):
            recorder.add(SOMEBODY, "c", [b"Household:1"])
        recorder.add(SOMEBODY, "nothing personal", [])
        return len(recorder._waiting)

    assert _recording(away, work) == 2
