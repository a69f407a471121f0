"""The doors through which a value could leave: each tries, and everything that it gets is checked.

A door is a function of the house, somebody, and a kind. Whatever it asks goes through `House.ask`, which searches the
bytes for canaries; objects in the answer are held against the table by `check_objects`. New ways to ask get a door here.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from email.message import EmailMessage
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, get_named_type
from strawberry.utils.str_converters import to_camel_case as camel

from databases.clock import Clock
from databases.code_lists.forces import HELP_KIND, WEBHOOK_EVENT
from databases.connections import DATABASES
from databases.event_log import Event, append
from policies.kinds import KINDS, type_name
from resolvers.following.webhooks import message
from resolvers.names import plural, snake
from resolvers.notices.inbox import tell
from resolvers.notices.letters import EMAIL, find_notice
from resolvers.notices.tellings import TOLD
from resolvers.plan import Relation
from resolvers.relations import REGION, RELATIONS
from sunshine.mail.links import Links
from sunshine.mail.mails import Mails
from tests.doors import expectations
from tests.doors.house import SEALED, House, Truth, Who, as_json, reaches, shown_value, sight

MISSING = 999_999_999
MOST_ROOTS = 25
SAMPLE = 3
Door = Callable[[House, Who, str], None]


def leaves(house: House, kind: str) -> list[str]:
    """The fields of a kind that are values, by their names in the tables."""
    return [name for name in map(snake, _type(house, kind).fields) if name not in RELATIONS[kind] and name != "id"]


def _type(house: House, name: str) -> GraphQLObjectType:
    found = house.schema._schema.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def _input(house: House, name: str) -> GraphQLInputObjectType:
    found = house.schema._schema.type_map[name]
    assert isinstance(found, GraphQLInputObjectType)
    return found


def _root(kind: str) -> str:
    return camel(plural(KINDS[kind].table.name))


def _selection(house: House, kind: str, form: str = "plain") -> str:
    """All values of a kind and the ids of the rows it leads to: plain, under aliases, or in fragments."""
    names = [camel(name) for name in leaves(house, kind)]
    one = [f"{camel(name)} {{ __typename id }}" for name, relation in _relations(house, kind) if not relation.many]
    if form == "aliases":
        names = [f"a_{name}: {name}" for name in names]
    text = " ".join(names + one)
    return f"__typename id ... on Node {{ id ... on {kind} {{ {text} }} }}" if form == "fragments" else f"__typename id {text}"


def _relations(house: House, kind: str) -> Iterator[tuple[str, Relation]]:
    fields = _type(house, kind).fields
    yield from ((name, relation) for name, relation in RELATIONS[kind].items() if camel(name) in fields)


def _sample(who: Who, kind: str, keys: Iterable[int], size: int = SAMPLE) -> list[int]:
    return random.Random(f"{who}{kind}").sample(ordered := list(keys), min(size, len(ordered)))


def check_objects(house: House, who: Who, data: Any, truth: Truth) -> int:
    """Every object in an answer is one that he reaches, with each field as the table says; how many there were."""
    if isinstance(data, list):
        return sum(check_objects(house, who, one, truth) for one in data)
    if not isinstance(data, dict):
        return 0
    inside = sum(check_objects(house, who, one, truth) for one in data.values())
    if data.get("__typename") not in KINDS or "id" not in data:
        return inside
    kind, key = data["__typename"], int(data["id"].partition(":")[2])
    row = truth[kind][key]
    assert reaches(who, kind, row), f"{who} reached {data['id']}"
    for name, value in data.items():
        _check_field(who, kind, row, snake(name.removeprefix("a_")), value)
    return inside + 1


def _check_field(who: Who, kind: str, row: Mapping[str, Any], name: str, value: Any) -> None:
    if relation := RELATIONS[kind].get(name):
        hidden = sight(who, kind, row, relation.mine) == "hidden"
        assert not (hidden and value and value != {"totalCount": 0}), f"{who} followed a hidden key: {kind}.{name}"
    elif name not in ("__typename", "id"):
        expected = _seen(who, kind, row, name)
        assert value == expected, f"{who} should see {kind}.{name} of {row['id']} as {expected!r}, not {value!r}"


def answered(house: House, who: Who, query: str, truth: Truth | None = None, **variables: Any) -> dict[str, Any]:
    """The data of an answer without errors, checked."""
    answer = house.ask(who, query, truth, **variables).json()
    assert "errors" not in answer, (str(who), query[:400], answer["errors"][:2])
    check_objects(house, who, answer["data"], truth or house.now)
    data: dict[str, Any] = answer["data"]
    return data


# ---- doors of a kind of which somebody reaches at least some rows


def connection(house: House, who: Who, kind: str) -> None:
    """The list from both ends, with its cursors and its count."""
    node = _selection(house, kind)
    query = f"{{ front: {_root(kind)}(first: 25) {{ ...c }} back: {_root(kind)}(last: 3) {{ ...c }} }} "
    query += f"fragment c on {kind}Connection {{ totalCount pageInfo {{ startCursor endCursor }} edges {{ cursor node {{ {node} }} }} }}"
    data = answered(house, who, query)
    mine = _by_division(house, who, kind)
    for page, expected in ((data["front"], mine[:25]), (data["back"], mine[-3:])):
        assert page["totalCount"] == len(mine), (str(who), kind)
        assert [(edge["node"]["id"], edge["cursor"]) for edge in page["edges"]] == expected


def _by_division(house: House, who: Who, kind: str) -> list[tuple[str, str]]:
    """The ids of what he reaches in the order of a list that asks for none, with their cursors: by division as he sees it, then by key."""
    if "region_code" not in KINDS[kind].fields:
        return [(f"{kind}:{key}", f"{kind}:{key}") for key in house.scope[who.number, kind]]
    seen = {key: _seen(who, kind, house.now[kind][key], "region_code") for key in house.scope[who.number, kind]}
    ordered = sorted(seen, key=lambda key: (seen[key] is None, seen[key], key))
    return [(f"{kind}:{key}", f'{kind}:{key}:{{"region_code" : {json.dumps(seen[key])}}}') for key in ordered]


def _seen(who: Who, kind: str, row: Mapping[str, Any], name: str) -> Any:
    return shown_value(kind, name, row, sight(who, kind, row, name))


def node(house: House, who: Who, kind: str) -> None:
    """By global id, alone and in lists: what he does not reach is as if it were not there, byte for byte."""
    mine = set(house.scope[who.number, kind])
    inside, outside = _sample(who, kind, sorted(mine)), _sample(who, kind, sorted(house.now[kind].keys() - mine))
    ids = [f"{kind}:{key}" for key in (*inside, *outside, MISSING)]
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {_selection(house, kind, 'aliases')} }} }} }}"
    found = answered(house, who, query, ids=ids)["nodes"]
    assert [one and one["id"] for one in found] == [*ids[: len(inside)], *[None] * (len(outside) + 1)]
    one = f"query ($id: ID!) {{ node(id: $id) {{ {_selection(house, kind, 'fragments')} }} }}"
    for key in inside[:1]:
        assert answered(house, who, one, id=f"{kind}:{key}")["node"]["id"] == f"{kind}:{key}"
    nothing = house.ask(who, one, id=f"{kind}:{MISSING}").content
    for key in outside[:1]:
        assert house.ask(who, one, id=f"{kind}:{key}").content == nothing


def as_of(house: House, who: Who, kind: str) -> None:
    """The past, with the rights of today; and the moment now."""
    page = f"{{ totalCount edges {{ node {{ {_selection(house, kind)} }} }} }}"
    then = answered(
        house, who, f"query ($at: DateTime) {{ page: {_root(kind)}(first: 5, asOf: $at) {page} }}", house.past, at=house.moment.isoformat()
    )
    known = (
        {} if who.tier in expectations.TOLD_MONTHS.get(kind, "") else house.past[kind]
    )  # nothing was known before the house was filled, this month
    assert then["page"]["totalCount"] == len([row for row in known.values() if reaches(who, kind, row)])
    mine = house.scope[who.number, kind]
    for key in _sample(who, kind, sorted(house.past[kind].keys() - set(mine)), 1):
        query = f'query ($at: DateTime) {{ nodes(ids: ["{kind}:{key}"], asOf: $at) {{ id }} }}'
        assert answered(house, who, query, house.past, at=house.moment.isoformat()) == {"nodes": [None]}


def nested(house: House, who: Who, kind: str) -> None:
    """Everything that hangs on a row, forward and back, one and many, in this database and in others."""
    fields = _type(house, kind).fields
    parts = []
    for name, relation in _relations(house, kind):
        inner = _selection(house, relation.kind) if fields else ""
        if relation.paged:
            inner = f"totalCount edges {{ cursor node {{ {inner} }} }}"
        parts.append(f"{camel(name)}{'(first: 2)' if relation.paged else ''} {{ {inner} }}")
    for key in _sample(who, kind, house.scope[who.number, kind], 1):
        for chunk in _chunks(parts, 1_400):
            answered(house, who, f'{{ node(id: "{kind}:{key}") {{ __typename id ... on {kind} {{ {" ".join(chunk)} }} }} }}')


def _chunks(parts: Iterable[str], most: int) -> Iterator[list[str]]:
    """Parts together until they have so many words."""
    chunk: list[str] = []
    for part in parts:
        if chunk and sum(len(one.split()) for one in chunk) + len(part.split()) > most:
            yield chunk
            chunk = []
        chunk.append(part)
    if chunk:
        yield chunk


def filters(house: House, who: Who, kind: str) -> None:
    """A filter sees what the asker sees: no operator tells a hidden or masked value from any other."""
    asked = [(where, _count(house, who, kind, name, test)) for name in leaves(house, kind) for where, test in _guesses(house, who, kind, name)]
    _ask_counts(house, who, kind, asked)


Test = Callable[[Any], bool]


def _guesses(house: House, who: Who, kind: str, name: str) -> Iterator[tuple[dict[str, Any], Test]]:
    """Conditions that hold for the true value of a field that he does not see clear, and what they may find."""
    mine = [house.now[kind][key] for key in house.scope[who.number, kind]]
    concealed = [row for row in mine if sight(who, kind, row, name) != "clear"]
    if not concealed:
        return
    operators = set(_input(house, get_named_type(_input(house, f"{kind}Where").fields[camel(name)].type).name).fields)
    yield {name: {"isNull": False}}, lambda shown: shown is not None
    real = next((value for row in concealed if (value := _real(kind, name, row)) is not None), None)
    if real is None:
        return
    tests: dict[str, tuple[Any, Test]] = {
        "eq": (real, lambda shown: shown == real),
        "in": ([real], lambda shown: shown == real),
        "startsWith": (prefix := str(real)[:5], lambda shown: shown is not None and shown.startswith(prefix)),
        "gte": (real, lambda shown: shown is not None and shown >= real),
        "lte": (real, lambda shown: shown is not None and shown <= real),
    }
    yield from (({name: {operator: value}}, test) for operator, (value, test) in tests.items() if operator in operators)


def _real(kind: str, name: str, row: Mapping[str, Any]) -> Any:
    return f"99{list(KINDS).index(kind) % 10}2{row['id']:012d}XY" if name in SEALED else as_json(row[name])


def _count(house: House, who: Who, kind: str, name: str, test: Test) -> int:
    rows = (house.now[kind][key] for key in house.scope[who.number, kind])
    return sum(test(shown_value(kind, name, row, sight(who, kind, row, name))) for row in rows)


def _ask_counts(house: House, who: Who, kind: str, asked: list[tuple[dict[str, Any], int]]) -> None:
    for start in range(0, len(asked), MOST_ROOTS):
        some = asked[start : start + MOST_ROOTS]
        variables = ", ".join(f"$w{i}: {kind}Where" for i in range(len(some)))
        roots = " ".join(f"n{i}: {_root(kind)}(first: 1, where: $w{i}) {{ totalCount }}" for i in range(len(some)))
        data = answered(house, who, f"query ({variables}) {{ {roots} }}", **{f"w{i}": _camelled(where) for i, (where, _) in enumerate(some)})
        for i, (where, expected) in enumerate(some):
            assert data[f"n{i}"]["totalCount"] == expected, f"{who}: {kind} {where} tells more than he sees"


def _camelled(where: Any) -> Any:
    return {camel(name): _camelled(value) for name, value in where.items()} if isinstance(where, dict) else where


def related_filters(house: House, who: Who, kind: str) -> None:
    """A filter on rows that belong to a row finds none that the asker does not reach, and no value that he does not see."""
    inputs = _input(house, f"{kind}Where").fields
    asked = []
    for name, relation in _relations(house, kind):
        if camel(name) in inputs and relation.kind != REGION:  # there `region` is a code
            for condition, test in _related_guesses(house, who, kind, name, relation):
                asked.append((condition, _count_related(house, who, kind, relation, *test)))
    _ask_counts(house, who, kind, asked)


def _related_guesses(house: House, who: Who, kind: str, name: str, relation: Relation) -> Iterator[tuple[dict[str, Any], tuple[str, Any]]]:
    dice, target = random.Random(f"{who}{kind}{name}"), relation.kind
    candidates = [one for one in leaves(house, target) if one not in ("version", "recorded_at")]
    concealed = [one for one in candidates if expectations.shown(target, one, who.tier) != "clear"] or candidates
    for one in dice.sample(concealed, min(2, len(concealed))):
        values = [real for row in house.now[target].values() if (real := _real(target, one, row)) is not None] if house.now[target] else []
        if values:
            real = dice.choice(values)
            condition = {one: {"eq": real}}
            yield {name: {"some": condition} if relation.many else condition}, (one, real)


def _count_related(house: House, who: Who, kind: str, relation: Relation, name: str, real: Any) -> int:
    """Rows that he reaches with at least one that he reaches, linked by keys that he sees, and shows the value."""
    theirs = house.now[relation.kind]
    found = set()
    for key in house.scope[who.number, relation.kind]:
        row = theirs[key]
        shown = [sight(who, relation.kind, row, one) for one in (name, relation.theirs)]
        if shown[1] == "clear" and shown_value(relation.kind, name, row, shown[0]) == real:
            found.add(row[relation.theirs])
    rows = (house.now[kind][key] for key in house.scope[who.number, kind])
    return sum(row[relation.mine] in found - {None} and sight(who, kind, row, relation.mine) == "clear" for row in rows)


def orders(house: House, who: Who, kind: str) -> None:
    """Sorted by what he does not see, rows come in the order of their keys, and a cursor holds only what he sees."""
    fields = house.schema._schema.type_map[f"{kind}OrderField"]
    assert isinstance(fields, GraphQLEnumType)
    mine, tier = house.scope[who.number, kind], who.tier
    hidden = [name for name in leaves(house, kind) if expectations.shown(kind, name, tier) == "hidden" and (kind, tier) != ("Representative", "R")]
    masked = [name for name in leaves(house, kind) if expectations.shown(kind, name, tier) == "masked"]
    for names in [chunk for chunk in (hidden, masked) if chunk]:
        order = ", ".join(f"{{field: {name.upper()}, direction: DESC}}" for name in names)
        query = f"{{ page: {_root(kind)}(first: 10, order: [{order}]) {{ pageInfo {{ endCursor }} edges {{ cursor node {{ {_selection(house, kind)} }} }} }} }}"
        page = answered(house, who, query)["page"]
        if names is hidden:
            nothing = ", ".join(f'"{name}" : null' for name in names)
            assert [edge["cursor"] for edge in page["edges"]] == [f"{kind}:{key}:{{{nothing}}}" for key in mine[:10]]


def groups(house: House, who: Who, kind: str) -> None:
    """Groups count what he reaches; what is hidden from him neither groups nor adds up."""
    group, mine = _type(house, f"{kind}Group"), house.scope[who.number, kind]
    hidden = [name for name in leaves(house, kind) if all(expectations.shown(kind, name, who.tier, own) == "hidden" for own in (False, True))]
    keys = [key for key in group.fields if key not in ("count", "sum", "average", "minimum", "maximum") and snake(key) in hidden]
    figures = [camel(name) for name in hidden if "sum" in group.fields and camel(name) in _type(house, f"{kind}Figures").fields]
    parts = ["count", *keys, *[f"{one} {{ {' '.join(figures)} }}" for one in ("sum", "average", "minimum", "maximum") if figures]]
    by = ", ".join(snake(key).upper() for key in keys)
    data = answered(house, who, f"{{ all: {camel(KINDS[kind].table.name)}Groups(by: [{by}]) {{ totalCount nodes {{ {' '.join(parts)} }} }} }}")
    nothing = {key: None for key in keys} | {one: dict.fromkeys(figures) for one in ("sum", "average", "minimum", "maximum") if figures}
    assert data["all"]["nodes"] == ([{"count": len(mine), **nothing}] if mine else []), f"{who} got figures of {kind}"


def mistakes(house: House, who: Who, kind: str) -> None:
    """Words of errors name what the client sent and what the schema shows; they hold no value and no suggestion."""
    root, names = _root(kind), [camel(name) for name in leaves(house, kind)]
    wrong = [
        f"{{ {root}(first: 1, where: {{{names[0]}: {{eq: {{}}}}}}) {{ totalCount }} }}",
        f"{{ {root}(first: 1, where: {{{names[-1]}x: {{eq: 1}}}}) {{ totalCount }} }}",
        f"{{ {root}(first: 1, order: [{{field: {names[0]}}}]) {{ totalCount }} }}",
        f'{{ {root}(first: 1, after: "{kind}:1:{{\\"version\\": \\"1\\"}}") {{ totalCount }} }}',
        f"{{ {root}(first: 1) {{ edges {{ node {{ {names[0]}x }} }} }} }}",
        f'{{ node(id: "{kind}:1x") {{ id }} }}',
        f'{{ node(id: "{kind.lower()}:1") {{ id }} }}',
        f'{{ {root}(first: 1, asOf: "yesterday") {{ totalCount }} }}',
    ]
    for query in wrong:
        answer = house.ask(who, query)
        assert answer.status_code in (200, 400), query
        assert answer.json()["errors"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"), query
        assert "Did you mean" not in answer.text


DOORS: tuple[Door, ...] = (connection, node, as_of, nested, filters, related_filters, orders, groups, mistakes)


# ---- doors that are no list of a kind: tried for every tier, each by itself


def subscription(house: House, who: Who) -> None:
    """A subscription answers like a question: his own imports, with what hangs on them, and no others; another kind not at all."""
    mine = set(house.scope[who.number, "ImportRun"])
    inside, outside = _sample(who, "ImportRun", sorted(mine)), _sample(who, "ImportRun", sorted(house.now["ImportRun"].keys() - mine))
    person = f"person {{ {_selection(house, 'Person', 'aliases')} }}" if "person" in _type(house, "ImportRun").fields else ""
    query = f"subscription ($id: ID!) {{ importRun(id: $id) {{ {_selection(house, 'ImportRun').replace('person { __typename id }', person)} }} }}"
    if not who.number:
        assert house.ask(who, query, id="ImportRun:1").status_code == 401
        return
    nothing = house.ask(who, query, id=f"ImportRun:{MISSING}").content
    assert b'"importRun":null' in nothing
    for key in outside:
        assert house.ask(who, query, id=f"ImportRun:{key}").content == nothing
    for key in inside:
        (answer,) = events(house.ask(who, query, id=f"ImportRun:{key}").text)
        assert "errors" not in answer, (str(who), answer["errors"])
        assert check_objects(house, who, answer["data"], house.now) >= 1
    for kind in ("Household", "Person"):
        refused = house.ask(who, query, id=f"{kind}:{min(house.now[kind])}")
        assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def events(text: str) -> list[Any]:
    """The answers in an event stream."""
    return [json.loads(part.partition("data: ")[2]) for part in text.split("\n\n") if part.startswith("event: next")]


ACCESSES = "nodes { at tier department regionCode organisation person fields purpose reason } hasNextPage endCursor"


def audit_listing(house: House, who: Who) -> None:
    """Who looked at a household: listed to itself and to its inspectors; to all others as if it were not there, byte for byte."""
    own = house.ask(who, f"{{ accessesOfMyRecord(first: 100) {{ {ACCESSES} }} }}").json()["data"]["accessesOfMyRecord"]
    assert (own is not None) == (who.tier == "H")
    query = f"query ($id: ID!) {{ accessesOfRecord(household: $id, first: 100) {{ {ACCESSES} }} }}"
    nothing = house.ask(who, query, id=f"Household:{MISSING}").content
    households = house.now["Household"]
    for key in {*_sample(who, "Household", households), *_sample(who, "Household", house.scope[who.number, "Household"])} - {who.household}:
        answer = house.ask(who, query, id=f"Household:{key}")
        is_supervised = who.tier == "I" and any(households[key]["region_code"].startswith(region) for region in who.regions)
        assert (answer.content != nothing) == is_supervised, f"{who} listed who looked at Household:{key}"


ORIGINS = (
    "query ($id: ID!) { originsOfRecord(record: $id, first: 100) { version recordedAt eventId kind actor person importRunId fileName fileDigest } }"
)


def origins(house: House, who: Who, kind: str) -> None:
    """Where a record came from: told to supervision of what it reads; to all others as if it were not there, byte for byte."""
    nothing = house.ask(who, ORIGINS, id=f"{kind}:{MISSING}").content
    mine = house.scope[who.number, kind]
    for key in {*_sample(who, kind, sorted(house.now[kind])), *_sample(who, kind, sorted(mine))}:
        answer = house.ask(who, ORIGINS, id=f"{kind}:{key}")
        assert "errors" not in answer.json(), (str(who), answer.json())
        assert (answer.content != nothing) == (who.tier in "UI" and key in mine), f"{who} listed the origins of {kind}:{key}"


PROPOSAL = """query ($region: String!) { proposePairings(regionCode: $region, first: 500) {
  pairs { householdId helperId } left { householdId } waiting } }"""


def proposals(house: House, who: Who) -> None:
    """Whoever keeps pairings is proposed households and helpers of his division; to all others there are none."""
    found = house.ask(who, PROPOSAL, region="32").json()["data"]["proposePairings"]
    keeps = who.tier in "CY"
    assert keeps or found == {"pairs": [], "left": [], "waiting": 0}, str(who)
    for kind, ids in (
        ("Household", {one["householdId"] for one in [*found["pairs"], *found["left"]]}),
        ("Person", {one["helperId"] for one in found["pairs"]}),
    ):
        assert ids <= {f"{kind}:{key}" for key in house.scope[who.number, kind]}, str(who)


SHIFT_PROPOSAL = """query ($campaign: ID!) { proposeShiftAssignments(campaignId: $campaign) {
  places { shiftId volunteerId } wanting { shiftId } } }"""


def shift_proposals(house: House, who: Who) -> int:
    """Whoever assigns volunteers is proposed those of his division, for shifts of his division; to all others there are none."""
    count = 0
    for campaign in house.now["VolunteerCampaign"]:
        found = house.ask(who, SHIFT_PROPOSAL, campaign=f"VolunteerCampaign:{campaign}").json()["data"]["proposeShiftAssignments"]
        assert who.tier == "C" or found == {"places": [], "wanting": []}, str(who)
        assert {one["volunteerId"] for one in found["places"]} <= {f"Volunteer:{key}" for key in house.scope[who.number, "Volunteer"]}, str(who)
        shifts = [house.now["Shift"][int(one["shiftId"].partition(":")[2])] for one in [*found["places"], *found["wanting"]]]
        assert all(shift["region_code"].startswith(who.regions) for shift in shifts), str(who)
        count += len(found["places"])
    return count


MATCHES = """query ($kind: HelpKindCode!) { matchNeeds(offer: {kind: $kind, regionCode: "3202"}, first: 50) {
  needId publicId regionCode factors { sentence } } }"""
MATCHING_OFFERS = "query ($id: ID!) { matchOffers(needId: $id, first: 50) { offerId factors { sentence } } }"


def matches(house: House, who: Who) -> int:
    """Needs that fit an offer are those that he reaches, their places as he sees them; offers that fit a need likewise, and only of a need that he reaches."""
    found = [one for kind in HELP_KIND.labels for one in answered(house, who, MATCHES, kind=kind)["matchNeeds"]]
    for one in found:
        need = house.now["Need"][_key(one["needId"], "Need")]
        assert reaches(who, "Need", need), f"{who} was matched with {one['needId']}"
        assert one["regionCode"] == _seen(who, "Need", need, "region_code"), str(who)
    mine, offers = set(house.scope[who.number, "Need"]), set(house.scope[who.number, "Offer"])
    for key in {*_sample(who, "Need", sorted(house.now["Need"])), *_sample(who, "Need", sorted(mine))}:
        fitting = {_key(one["offerId"], "Offer") for one in answered(house, who, MATCHING_OFFERS, id=f"Need:{key}")["matchOffers"]}
        assert fitting <= (offers if key in mine else set()), f"{who} was told what fits Need:{key}"
    return len(found)


def _key(global_id: str, kind: str) -> int:
    found, _, key = global_id.partition(":")
    assert found == kind
    return int(key)


ENDS = {"fundSource": "FundSource", "allocation": "Allocation", "paymentList": "PaymentList", "project": "Project"}
TRACED_FROM = ("FundStream", "FundSource", "Allocation", "PaymentList", "PaymentLine", "Project")


def traces(house: House, who: Who) -> int:
    """A trace leads over rows that he reaches, shown as the table says, and flows between them; of a list only for whoever sees what funds it."""
    parts = " ".join(f"{end} {{ {_selection(house, kind)} }}" for end, kind in ENDS.items())
    count = 0
    for kind in TRACED_FROM:
        for key in _sample(who, kind, sorted(house.now[kind])):
            for direction in ("FORWARD", "BACKWARD"):
                query = f'{{ fundTrace(start: "{kind}:{key}", direction: {direction}, first: 40) {{ nodes {{ key {parts} }} edges {{ fromKey toKey }} }} }}'
                trace = answered(house, who, query)["fundTrace"]
                keys = {node["key"] for node in trace["nodes"]}
                assert {end for edge in trace["edges"] for end in edge.values()} <= keys
                for node in keys:
                    of, _, number = node.partition(":")
                    assert reaches(who, of, house.now[of][int(number)]), f"{who} was led to {node}"
                    assert of != "PaymentList" or expectations.scopes("PaymentListFunding", who.tier), f"{who} was led to {node}"
                count += len(keys)
    return count


def thresholds(house: House, who: Who) -> None:
    """Progress is counted over the households that he reaches: over none, nothing is told of any."""
    query = "{ thresholds(year: 2025) { parameterId name subjects total lowest highest } }"
    for one in answered(house, who, query)["thresholds"]:
        assert _key(one["parameterId"], "RuleParameter") in house.scope[who.number, "RuleParameter"]
        if one["name"] == "dibao_income_floor":
            assert one["subjects"] <= len(house.scope[who.number, "Household"])
            assert one["subjects"] or one["total"] is one["lowest"] is one["highest"] is None, str(who)


RECEIPT = "query ($number: String!) { receipt(number: $number) { number kind regionCode record state receivedOn dueOn answeredOn answer } }"
TOLD_BY_RECEIPT = ("code", "kind", "region_code", "record", "state", "received_on", "due_on", "answered_on", "answer")


def receipts(house: House, who: Who) -> int:
    """Whoever holds the number of a report, and nobody else, is told how far it is and what was answered; never what it says."""
    nothing = house.ask(who, RECEIPT, number="Z").content
    for report in house.now["PublicReport"].values():
        answer = house.post(who, RECEIPT, {"number": report["code"]})
        told = [report[name] for name in TOLD_BY_RECEIPT]
        house.search(who, answer.text, said=str(told))
        assert list(answer.json()["data"]["receipt"].values()) == list(map(as_json, told)), str(who)
        for near in (report["code"][:-1], report["code"] + "A", f" {report['code']}", "%", f"PublicReport:{report['id']}", str(report["id"])):
            assert house.ask(who, RECEIPT, number=near).content == nothing, f"{who} followed a report by {near}"
    return len(house.now["PublicReport"])


HIT = "title url kind amount markedTitle { text } excerpt { text } facets { facet codes } reasons { piece }"
SEARCH = f"""query ($text: String!) {{
  search(text: $text, first: 50, facets: ["kind"]) {{ total hits {{ {HIT} }} nearly {{ {HIT} }} facets {{ values {{ code label }} }} readings {{ piece label }}
    corrected {{ piece word }} widened {{ piece words }} dropped related unread alternatives {{ dropped }} sums(by: ["kind"]) {{ codes count amount }} }}
  searchSuggestions(typed: $text, first: 20) {{ word label }}
  readOffer(text: $text) {{ about pieces {{ piece label }} }}
}}"""
PUBLISHED = "{ openData { datasets { name rows(first: 1000) { rows } } } }"


def search(house: House, askers: Iterable[Who]) -> int:
    """What is published is found by everybody alike, byte for byte, and nothing private is among it, whatever is looked for."""
    questions = [(PUBLISHED, {}), *((SEARCH, {"text": text}) for text in ("", "帮扶", "k", *_private_words(house)))]
    public = [house.ask(Who("", "P"), query, **variables) for query, variables in questions]
    for who in askers:
        for (query, variables), answer in zip(questions, public, strict=True):
            assert _data(house.ask(who, query, **variables)) == _data(answer), f"{who} found something else than everybody"
    return sum(answer.json()["data"]["search"]["total"] for answer in public[1:])


def _data(answer: httpx.Response) -> bytes:
    """An answer without what it cost, which whoever asks first pays more of."""
    assert "errors" not in answer.json(), answer.text[:400]
    return answer.content.partition(b'"extensions"')[0]


def _private_words(house: House) -> Iterator[str]:
    """What stands in private columns: names, telephones, and what somebody wrote."""
    for kind, name in (
        ("Household", "head_name"),
        ("Household", "phone"),
        ("Person", "name"),
        ("Member", "name"),
        ("PublicReport", "text"),
        ("Need", "text"),
    ):
        if name in KINDS[kind].fields:
            yield next(row[name] for row in house.now[kind].values() if row[name])


async def webhooks(house: House) -> list[bytes]:
    """What addresses would be told if each kind of event that they may want happened, with canaries in all texts of an event; nothing of it stays."""
    (canary,) = [row["head_name"] for row in house.now["Household"].values()][:1]
    number, found = house.people[1].number, []
    for database in DATABASES:
        async with house.databases.connection(database) as connection:
            happened = connection.transaction()
            await happened.start()
            for kind in WEBHOOK_EVENT.labels:
                more: dict[str, Any] = {"post": canary, "purpose": f"contact: {canary}", "clause": canary, "changed_fields": ("member.7.id_number",)}
                (key,) = await append(connection, [Event(kind, "household", "7", number, Clock().now(), region_code="320282101", **more)])
                event = await connection.fetchrow("SELECT event.*, 3::bigint AS leaf_index FROM event WHERE id = $1", key)
                assert event
                found.append(message(database, event))
            await happened.rollback()
    return found


SUBJECTS = {
    "suggestion": "suggestion",
    "need": "need",
    "needs": "person",
    "appeal": "need_appeal",
    "offer": "offer",
    "pledge": "pledge",
    "report": "public_report",
    "pairing": "pairing",
    "post": "post",
    "shift": "shift_assignment",
    "volunteer": "volunteer",
    "donor": "donor",
    "certificate": "volunteer_skill",
    "village": "village_pairing",
    "household": "household",
}
# somebody who signs for a town, too
TOWN = """UPDATE post SET region_code = left(region_code, 9), region_level = 'town' WHERE id = (SELECT min(id) FROM post
WHERE tier = 'manager' AND department = 'town_government' AND period @> current_date) RETURNING region_code"""
ROWS = {"household": "(SELECT DISTINCT household_id AS id FROM pairing) AS one"}  # of tables that are elsewhere
READERS = "SELECT notice.id, person_id FROM notice WHERE event_id = $1 AND about = $2"


async def mails(house: House) -> list[tuple[str, int, EmailMessage]]:
    """What would be mailed to whom if each kind of event happened to some rows; nothing of it stays."""
    links = Links("http://127.0.0.1", ec.generate_private_key(ec.SECP256R1()))
    written, clock = Mails("notices@sunshine.example", "doors", links), Clock()
    found = []
    async with house.databases.connection("forces") as connection:
        happened = connection.transaction()
        await happened.start()
        for person in await connection.fetch("SELECT id FROM person"):
            sealed = house.keys.seal(EMAIL, f"p{person['id']}@example.org")
            await connection.execute("UPDATE mailbox SET email_encrypted = $2 WHERE person_id = $1", person["id"], sealed)
        town, of_need = await connection.fetchval(TOWN), await connection.fetchval("SELECT public_id FROM need WHERE state = 'published' LIMIT 1")
        for kind in TOLD:
            table = SUBJECTS[kind.partition("_")[0]]
            for row in await connection.fetch(f"SELECT id FROM {ROWS.get(table, table)} ORDER BY id DESC LIMIT 40"):
                (event,) = await append(connection, [Event(kind, table, str(row["id"]), "system", clock.now(), purpose=of_need, region_code=town)])
                await tell(connection, event, clock)
                for notice, person in await connection.fetch(READERS, event, f"{type_name(table)}:{row['id']}"):
                    if letter := await find_notice(connection, notice, house.keys, clock):
                        found.append((kind, person, written.write(letter)))
        await happened.rollback()
    return found


# ---- the door of all kinds of which somebody reaches nothing


def nothing_at_all(house: House, who: Who, kinds: list[str]) -> None:
    """No count, no group, no row and no past of what he may not reach."""
    at = f'asOf: "{house.moment.isoformat()}"'
    for start in range(0, len(kinds), MOST_ROOTS // 5):
        roots: dict[str, str] = {}
        for i, kind in enumerate(kinds[start : start + MOST_ROOTS // 5]):
            root, key = _root(kind), min(house.now[kind], default=1)
            page = f"{{ totalCount pageInfo {{ hasNextPage endCursor }} edges {{ cursor node {{ {_selection(house, kind)} }} }} }}"
            roots[f"list{i}"] = f"{root}(first: 2) {page}"
            roots[f"then{i}"] = f"{root}(first: 2, {at}) {page}"
            roots[f"by{i}"] = f"{camel(KINDS[kind].table.name)}Groups(by: []) {{ totalCount nodes {{ count }} }}"
            roots[f"node{i}"] = f'node(id: "{kind}:{key}") {{ id }}'
            roots[f"nodes{i}"] = f'nodes(ids: ["{kind}:{key}", "{kind}:{MISSING}"]) {{ id }}'
        data = answered(house, who, "{ " + " ".join(f"{key}: {text}" for key, text in roots.items()) + " }")
        empty = {"totalCount": 0, "pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": []}
        expected = {"list": empty, "then": empty, "by": {"totalCount": 0, "nodes": []}, "node": None, "nodes": [None, None]}
        assert data == {key: expected[key.rstrip("0123456789")] for key in roots}, str(who)
