"""What surrounds a question over real HTTP: cost, rate limit, deadlines, trusted documents, caching."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import get_introspection_query

from databases.connections import Databases
from databases.demo_city.city import City
from databases.identifiers import IdentifierKeys
from open_data.portal.questions import IDS
from resolvers.questions import document_id
from schema.tokens import Issuer
from sunshine import keys as key_files
from tests.served import NO_TLS, PATIENCE, environment, served, write_keys

REGIONS = "{ regions(first: 5) { totalCount edges { node { code } } } }"
PROXY = "x-forwarded-for"  # so that each test comes from an address of its own


@dataclass
class Door:
    """A served city, and tokens for it."""

    address: str
    issuer: Issuer

    def post(self, body: Any, client: str = "", person: str = "", **headers: str) -> httpx.Response:
        return httpx.post(f"{self.address}/graphql", json=body, headers=self._headers(client, person) | headers, timeout=PATIENCE, verify=NO_TLS)

    def get(self, client: str = "", person: str = "", headers: dict[str, str] | None = None, **parameters: str) -> httpx.Response:
        return httpx.get(
            f"{self.address}/graphql", params=parameters, headers=self._headers(client, person) | (headers or {}), timeout=PATIENCE, verify=NO_TLS
        )

    def _headers(self, client: str, person: str) -> dict[str, str]:
        token = {"authorization": f"Bearer {self.issuer.token(person, timedelta(minutes=5))}"} if person else {}
        return token | ({PROXY: client} if client else {})


ISSUER = "http://sunshine.test"


@pytest.fixture(scope="module")
def env(demo_city: tuple[Databases, City], keys: IdentifierKeys, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    env = environment(demo_city[0], home)
    write_keys(home, keys)
    limits = {"public": [2_000, 1], "manager": [500_000, 1], "auditor": [500_000, 1]}
    return env | {"SUNSHINE_ADDRESS": ISSUER, "SUNSHINE_RATE_LIMITS": json.dumps(limits), "SUNSHINE_PROXY_HEADER": PROXY}


@pytest.fixture(scope="module")
def issuer(env: dict[str, str]) -> Issuer:
    return Issuer(ISSUER, key_files.load(Path(env["SUNSHINE_HOME"]) / "keys").token)


@pytest.fixture(scope="module")
def door(env: dict[str, str], issuer: Issuer) -> Iterator[Door]:
    with served(env) as address:
        yield Door(address, issuer)


@pytest.fixture(scope="module")
def officer(demo_city: tuple[Databases, City]) -> str:
    return _number(demo_city[0], "tier = 'manager'")


@pytest.fixture(scope="module")
def auditor(demo_city: tuple[Databases, City]) -> str:
    """Of the whole city."""
    return _number(demo_city[0], "tier = 'auditor' AND post.region_code = '3202'")


def _number(databases: Databases, post: str) -> str:
    """Of somebody who has such a post today."""

    async def number() -> str:
        async with databases.connection("forces") as connection:
            found: str = await connection.fetchval(
                f"SELECT number FROM person JOIN post ON post.person_id = person.id WHERE {post} AND post.period @> current_date LIMIT 1"
            )
            return found

    return asyncio.run(number())


def _error(response: httpx.Response) -> dict[str, Any]:
    error: dict[str, Any] = response.json()["errors"][0]
    return error["extensions"]


def test_answer_tells_what_it_cost(door: Door) -> None:
    nested = "{ villages(first: 10) { edges { node { households(first: 3) { totalCount } } } } }"
    cost = door.post({"query": nested}, "cost").json()["extensions"]["cost"]
    assert cost == {"requested": 40, "allowed": 100_000, "points": 50}


def test_what_is_read_and_not_shown_costs_as_much_each_time_and_leaves_the_purse(door: Door, auditor: str) -> None:
    question = {"query": '{ paymentLines(first: 1, where: {amount: {gt: "0"}}) { totalCount } }'}
    door.post(question, person=auditor)
    before, after = (door.post(question, person=auditor) for _ in range(2))
    cost = after.json()["extensions"]["cost"]
    assert cost == before.json()["extensions"]["cost"]
    assert cost["points"] >= cost["requested"] + 10 + 256
    assert cost["points"] - 30 <= _used(after) - _used(before) <= cost["points"]


def test_refusal_for_its_cost_tells_the_numbers(door: Door) -> None:
    nested = "{ villages(first: 100) { edges { node { households(first: 100) { edges { node { visits(first: 100) { totalCount } } } } } } } }"
    error = _error(door.post({"query": nested}, "refused"))
    assert (error["code"], error["allowed"]) == ("COST_LIMIT", 100_000)
    assert error["counted"] > 100_000


def test_spent_points_are_refused_with_headers_until_they_come_back(door: Door) -> None:
    question = {"query": "{ regions(first: 100) { totalCount } }"}
    door.post(question, "who asks it first")
    answers = [door.post(question, "spender") for _ in range(20)]
    assert [answer.status_code for answer in answers] == [200] * 18 + [429] * 2
    first, second = (int(answer.headers["x-ratelimit-remaining"]) for answer in answers[:2])
    assert 1_780 <= second < first == 1_890
    refused = answers[-1]
    assert _error(refused)["code"] == "RATE_LIMITED"
    assert int(refused.headers["retry-after"]) == _error(refused)["retryAfter"] > 0
    assert refused.headers["x-ratelimit-limit"] == "2000"
    assert int(refused.headers["x-ratelimit-reset"]) > 1_000_000_000
    assert door.post(question, "somebody else").status_code == 200


def _used(answer: httpx.Response) -> int:
    return int(answer.headers["x-ratelimit-used"])


def test_request_that_is_refused_before_it_is_known_who_asks_costs_its_address(door: Door) -> None:
    refused = [door.post({"query": REGIONS}, "forger", authorization="Bearer forged"), door.post([], "forger"), door.get("forger", extensions="no")]
    assert [(answer.status_code, _used(answer)) for answer in refused] == [(401, 10), (400, 20), (400, 30)]


def test_refused_question_costs_its_entry_and_once_its_reading(door: Door) -> None:
    query = "{ nothing }"
    before, after = (_used(door.post({"query": query}, "mistaken")) for _ in range(2))
    assert before == 10 + len(query) < after <= 20 + len(query)


def test_what_is_new_costs_its_making_and_what_is_kept_does_not(door: Door) -> None:
    """20 units of a page, 1 of what is asked of it and 1 of its condition, 10 points each; nothing the second time, whoever asks."""
    query = "query ($name: String) { regions(first: 7, where: {name: {eq: $name}}) { totalCount } }"
    body = {"query": query, "variables": {"name": "江阴市"}}
    first, again = door.post(body, "who asks first"), door.post(body, "who asks later")
    assert _used(again) == 17
    assert _used(first) == 17 + len(query) + len('{"name":"江阴市"}'.encode()) // 10 + 220
    assert first.content == again.content  # so its tag holds
    other = {"query": query, "variables": {"name": "宜兴市"}}
    assert _used(door.post(other, "who asks with another value")) == 17 + len('{"name":"宜兴市"}'.encode()) // 10
    renamed = {"query": query.replace("{ regions", "{ other: regions"), "variables": {"name": "江阴市"}}
    assert _used(door.post(renamed, "who asks under a fresh name")) == _used(first) + len("other: ")


def test_question_that_is_dear_to_compile_is_paid_before_it_is_compiled(door: Door, officer: str) -> None:
    """Ten kinds of rows inside one condition, twice since the page is counted, for each of thirty roots."""
    roots = " ".join(f"a{i}: allocations(first: 1, where: $w) {{ totalCount edges {{ node {{ id }} }} }}" for i in range(30))
    body = {"query": f"query ($w: AllocationWhere) {{ {roots} }}", "variables": {"w": _where(5)}}
    before = _used(door.post({"query": "{ __typename }"}, person=officer))
    assert 100_000 < _used(door.post(body, person=officer)) - before < 200_000
    # read and planned it is now, but compiled for officers only
    assert door.post(body, "who asks for too much").status_code == 429


def _where(levels: int) -> dict[str, Any]:
    return {"stream": {"allocations": {"some": _where(levels - 1)}}} if levels else {"amount": {"gt": "1"}}


def test_whole_schema_is_paid_for_once_and_not_answered_twice_at_a_time(door: Door, officer: str) -> None:
    query = get_introspection_query()
    before = _used(door.post({"query": "{ __typename }"}, person=officer))
    first = door.post({"query": query}, person=officer)
    again = door.post({"query": query}, "who asks for the schema later")
    assert 80_000 < _used(first) - before < 150_000
    assert _used(again) == 510
    assert again.content == first.content
    twice = "{ __schema { ...S } other: __schema { ...S } }" + query[query.index("fragment") :]
    fragment = "fragment S on __Schema " + query[query.index("__schema") + len("__schema") : query.index("fragment")].strip().removesuffix("}")
    error = _error(door.post({"query": twice + fragment}, person=officer))
    assert (error["code"], error["allowed"]) == ("COST_LIMIT", 150_000)


def test_batch_is_refused(door: Door) -> None:
    refused = door.post([{"query": REGIONS}, {"query": REGIONS}], "batch")
    assert (refused.status_code, _error(refused)["code"]) == (400, "BAD_REQUEST")


@contextmanager
def _locked(databases: Databases, table: str) -> Iterator[None]:
    """Nobody can read the table meanwhile: every statement that wants to waits."""

    async def hold(until: threading.Event, held: threading.Event) -> None:
        async with databases.connection("beneficiaries") as connection, connection.transaction():
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            held.set()
            await asyncio.to_thread(until.wait)

    until, held = threading.Event(), threading.Event()
    holder = threading.Thread(target=asyncio.run, args=(hold(until, held),))
    holder.start()
    try:
        assert held.wait(PATIENCE)
        yield
    finally:
        until.set()
        holder.join()


SLOW = "{ regions(first: 1) { totalCount } other: households(first: 1) { totalCount } }"


def test_statement_that_runs_too_long_is_ended_by_the_database(env: dict[str, str], issuer: Issuer, demo_city: tuple[Databases, City]) -> None:
    databases, _ = demo_city
    with served(env | {"SUNSHINE_STATEMENT_SECONDS": "0.5"}) as address:
        door = Door(address, issuer)
        door.post({"query": SLOW})
        with _locked(databases, "region"):
            answer = door.post({"query": SLOW}).json()
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [(["regions"], "TIMEOUT")]
    assert answer["data"] == {"regions": None, "other": {"totalCount": 0}}


def test_request_that_takes_too_long_is_ended_and_the_next_one_answers(
    env: dict[str, str], issuer: Issuer, demo_city: tuple[Databases, City]
) -> None:
    databases, _ = demo_city
    with served(env | {"SUNSHINE_REQUEST_SECONDS": "1", "SUNSHINE_CONNECTIONS": "1"}) as address:
        door = Door(address, issuer)
        door.post({"query": SLOW})
        with _locked(databases, "region"):
            late = door.post({"query": SLOW})
        assert (late.status_code, _error(late)["code"]) == (504, "TIMEOUT")
        assert door.post({"query": REGIONS}).json()["data"]["regions"]["totalCount"] > 0


QUERIES = Path(__file__).resolve().parents[2] / "docs" / "queries"
COUNTIES = (QUERIES / "counties.graphql").read_text("utf-8")


def test_every_trusted_document_of_the_repository_is_valid(door: Door, officer: str) -> None:
    texts = [path.read_text("utf-8") for path in QUERIES.glob("*.graphql")]
    assert texts
    for text in texts:
        assert "errors" not in door.post({"documentId": document_id(text)}, person=officer).json()


def test_what_the_portal_asks_is_known_and_valid(door: Door) -> None:
    for name, id_ in IDS.items():
        answer = door.post({"documentId": id_}, "reader").json()
        codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
        assert "DOCUMENT_NOT_FOUND" not in codes, name
        assert "GRAPHQL_VALIDATION_FAILED" not in codes, name


def test_trusted_document_answers_as_its_text_does(door: Door) -> None:
    by_id = door.get("trusting", documentId=document_id(COUNTIES), variables='{"city": "3202"}')
    by_text = door.post({"query": COUNTIES}, "trusting")
    assert by_id.json() == by_text.json()
    assert by_id.json()["data"]["regions"]["totalCount"] >= 7


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"documentId": "sha256:" + "0" * 64}, "DOCUMENT_NOT_FOUND"),
        ({"documentId": 7}, "DOCUMENT_NOT_FOUND"),
        ({"documentId": document_id(COUNTIES), "query": COUNTIES}, "BAD_REQUEST"),
        ({}, "BAD_REQUEST"),
    ],
)
def test_document_that_is_not_there_has_a_code(door: Door, body: dict[str, Any], code: str) -> None:
    assert _error(door.post(body, "guessing"))["code"] == code


def test_only_trusted_documents_where_the_deployment_says_so(env: dict[str, str], issuer: Issuer) -> None:
    with served(env | {"SUNSHINE_TRUSTED_ONLY": "true"}) as address:
        strict = Door(address, issuer)
        assert _error(strict.post({"query": COUNTIES}))["code"] == "DOCUMENT_REQUIRED"
        assert strict.post({"documentId": document_id(COUNTIES)}).json()["data"]["regions"]["totalCount"] >= 7


def test_id_is_that_of_the_specification() -> None:
    text = "query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}"
    assert document_id(text) == "sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"


def test_public_answer_may_be_kept_and_is_not_sent_twice(door: Door) -> None:
    first = door.get("cache", query=REGIONS)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "public, max-age=60"
    assert first.headers["vary"] == "accept, authorization"
    assert not [name for name in first.headers if name.startswith("x-ratelimit")]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = door.get("cache", query=REGIONS, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other_media = door.get("cache", query=REGIONS, headers={"accept": "application/graphql-response+json"})
    assert other_media.headers["etag"] != tag
    assert door.get("cache", query=REGIONS, headers={"if-none-match": '"other"'}).json() == first.json()


def test_answer_that_is_worded_in_the_askers_language_is_kept_for_that_language_alone(door: Door) -> None:
    worded = door.get("language", query='{ thresholds(year: 2019) { name } readOffer(text: "大米") { kind } }', headers={"accept-language": "en"})
    assert worded.headers["vary"] == "accept, accept-language, authorization"
    assert worded.headers["cache-control"] == "public, max-age=60"


def test_answer_to_the_number_of_a_receipt_is_never_kept(door: Door) -> None:
    answer = door.get("receipt", query='{ receipt(number: "AAAAA-AAAAA-AAAAA-AAAAA") { state } }')
    assert (answer.json()["data"], answer.headers["cache-control"]) == ({"receipt": None}, "no-store")
    assert "etag" not in answer.headers


def test_answer_to_a_person_a_post_or_a_mistake_is_never_kept(door: Door, officer: str) -> None:
    for answer in (door.get(person=officer, query=REGIONS), door.post({"query": REGIONS}, "p"), door.get("q", query="{ nothing }")):
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        assert int(answer.headers["x-ratelimit-remaining"]) > 0


OPEN, CLOSE = '{"members": {"some": {"household": ', "}}}"  # a condition on a household, inside one on its members


@pytest.mark.parametrize(("levels", "code"), [(6, "FILTER_LIMIT"), (300, "BAD_USER_INPUT"), (2_000, "BAD_REQUEST")])
def test_condition_that_nests_too_deep_is_refused(door: Door, levels: int, code: str) -> None:
    query = "query ($where: HouseholdWhere) { households(first: 1, where: $where) { totalCount } }"
    body = f'{{"query": "{query}", "variables": {{"where": {OPEN * levels}{{}}{CLOSE * levels}}}}}'
    answer = httpx.post(
        f"{door.address}/graphql", content=body, headers={"content-type": "application/json", PROXY: "nesting"}, timeout=PATIENCE, verify=NO_TLS
    )
    assert _error(answer)["code"] == code
