"""A city whose private columns are full of canaries, the people who ask there, and the truth beneath it.

A canary is a text that exists once: it names its kind, field and row. Every byte that leaves is searched for canaries,
and each that is found must be one that the asker may see in clear, in a row that he reaches.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from databases.clock import Clock
from databases.connections import Databases
from databases.identifiers import IdentifierKeys
from databases.tables import CODES, DOMAIN, TEXT, Sensitivity
from open_data.in_force import InForce
from policies import policy
from policies.kinds import KINDS, Kind
from policies.profiles import Profiles
from resolvers.changes.core import Changes
from resolvers.import_runs import Watches
from resolvers.reads import Reads
from resolvers.recording import Recorder
from schema.key_sets import KeySet, LocalKeys, public_jwk
from schema.query import build_schema
from schema.serving.documents import Documents
from schema.serving.endpoint import GraphQLEndpoint, Terms
from schema.serving.rate import RateLimiter
from schema.serving.streams import Streams
from schema.tokens import Issuer, Verifier
from tests.doors import expectations

CANARY = re.compile(r"k(\d+)f(\d+)r(\d+)t(\d)z")
TELEPHONE = re.compile(r"(?<![0-9a-f])17([12])\d(\d{7})(?![0-9a-f])")  # not the middle of a time, a digest or the id of a request
IDENTIFIER = re.compile(r"(?<!\d)99\d\d(\d{12})")  # not the middle of the key of a need, which is as long
NUMBERS = list(KINDS)
PHONES = {"Household": 1, "Person": 2}
SIGHTS = ("clear", "masked", "hidden")
SEALED = {"id_number": 2, "bank_card": 4, "email": 4}
TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
LAST_POST = "(SELECT max(post.id) FROM post WHERE tier = '{tier}' AND coalesce(department, '') = '{department}' AND length(region_code) = {length})"
# the demo city has nobody in the assistance office, and nobody whose post has ended
POVERTY_OFFICE = "UPDATE post SET department = 'poverty_office' WHERE id = " + LAST_POST.format(tier="manager", department="education", length=6)
EXPIRED = f"""
WITH ended AS (UPDATE post SET period = daterange(lower(period), lower(period) + 1) WHERE id = {LAST_POST.format(tier="helper", department="", length=9)}
  RETURNING person_id)
SELECT number FROM ended JOIN person ON person.id = person_id
"""
# … nor anybody with several posts: an officer who gives help in another county, an officer of two departments in two counties, a deputy who is a volunteer
OFFICER = LAST_POST.format(tier="manager", department="civil_affairs", length=6)
MONEY = LAST_POST.format(tier="manager", department="finance", length=6)
DEPUTY = LAST_POST.format(tier="deputy", department="", length=4)
GIVE_POST = """
INSERT INTO post (person_id, tier, department, region_code, region_level, period)
SELECT person_id, $1, $2, (SELECT min(region_code) FROM post WHERE length(region_code) = $3), $4, '[2016-01-01,)' FROM post WHERE id = {post} RETURNING person_id
"""
HELP = """
UPDATE pairing SET person_id = $1 WHERE id IN (SELECT id FROM pairing WHERE kind = 'responsible' AND upper_inf(period)
  AND NOT starts_with(region_code, (SELECT region_code FROM person WHERE id = $1)) AND lower(period) > '2018-02-01' ORDER BY id LIMIT 2)
"""
GIVEN = {OFFICER: ("helper", None, 9, "town"), MONEY: ("manager", "civil_affairs", 6, "county"), DEPUTY: ("volunteer", None, 4, "city")}
ASKER = f"""person.id, number, tier, coalesce(department, '') AS department, post.region_code, post.household_id,
  ARRAY(SELECT household_id FROM pairing WHERE person_id = person.id AND period @> {TODAY} AND kind <> 'deputy_household') AS paired,
  (SELECT id FROM donor WHERE person_id = person.id) AS donor, (SELECT id FROM volunteer WHERE person_id = person.id) AS volunteer,
  ARRAY(SELECT id FROM representative WHERE person_id = person.id) AS representative,
  ARRAY(SELECT members_home_id FROM representative WHERE person_id = person.id AND term_until >= {TODAY}) AS homes,
  ARRAY(SELECT person_id FROM pairing WHERE household_id = post.household_id AND period @> {TODAY}) AS helpers
FROM post JOIN person ON person.id = person_id"""
VOLUNTEER = """
INSERT INTO volunteer (person_id, help_kind, skill, weekend_only, hours_a_month, region_code)
SELECT $1, help_kind, skill, weekend_only, hours_a_month, region_code FROM volunteer ORDER BY id LIMIT 1
"""
# … and only few there were told of something; nobody wants mails of this
MUTED = "post_ended"
TOLD = (
    "INSERT INTO notice (person_id, event_id, kind, about, text, text_en, noticed_at)"
    " SELECT id, 1000000 + id, 'post_granted', 'Post:' || id, '新的岗位', 'a post', '2020-02-01' FROM person",
    "INSERT INTO mailbox (person_id, email_encrypted, email_digest, email_mask, given_at, confirmed_at)"
    " SELECT id, '', sha256(id::text::bytea), '***', '2020-02-01', '2020-02-01' FROM person",
    f"INSERT INTO notice_preference (person_id, kind, by_mail) SELECT id, '{MUTED}', false FROM person",
    # ended: nothing leaves the machine
    "INSERT INTO webhook (person_id, region_code, address, events, subscribed_at, ended_at)"
    " SELECT person_id, region_code, 'https://example.org/' || id, 'post_granted', '2020-02-01', '2020-02-02' FROM post WHERE tier = 'administrator'",
)
# cards of locked lists, what was signed and closed alerts get their canaries too
OPEN_CARDS = "ALTER TABLE account DISABLE TRIGGER ck_account_of_locked_list_update"
OPEN_SIGNATURES = "ALTER TABLE exit_signature DISABLE TRIGGER ck_exit_signature_stays_signed_update"
OPEN_ALERTS = "ALTER TABLE alert DISABLE TRIGGER ck_alert_stays_closed_update"
OPEN_MESSAGES = "ALTER TABLE message DISABLE TRIGGER ck_message_stays_sent_update"
OPEN_SKILLS = "ALTER TABLE volunteer_skill DISABLE TRIGGER ck_volunteer_skill_stays_verified_update"
OPEN_HEARD = "ALTER TABLE members_home_day DISABLE TRIGGER ck_members_home_day_stays_heard_update"
OPEN_APPEALS = (
    "ALTER TABLE need_appeal DISABLE TRIGGER ck_need_appeal_stays_made_update; "
    "ALTER TABLE need_appeal DISABLE TRIGGER ck_need_appeal_stays_decided_update"
)
Row = Mapping[str, Any]
Truth = dict[str, dict[int, Row]]


@dataclass(frozen=True)
class Who:
    """Somebody who asks: his tier's letter in the table (of several posts theirs, each with its region), and what makes rows his."""

    number: str
    tier: str
    regions: tuple[str, ...] = ()
    person: int = -1
    household: int = -1
    paired: frozenset[int] = frozenset()
    donor: int = -1
    volunteer: int = -1
    representative: frozenset[int] = frozenset()
    helpers: frozenset[int] = frozenset()
    homes: frozenset[int] = frozenset()
    granted: tuple[str, ...] = ()  # tier and department of each post

    def __str__(self) -> str:
        return f"{self.tier}{','.join(self.regions)}"

    @cached_property
    def alone(self) -> tuple[Who, ...]:
        """Him in each of his posts alone."""
        posts = zip(self.tier, self.regions, strict=True) if len(self.tier) > 1 else [(self.tier, "".join(self.regions))]
        return tuple(replace(self, tier=tier, regions=(region,) if region else ()) for tier, region in posts)

    def posts(self, tiers: str) -> list[Who]:
        """Him in each of his posts of these tiers alone."""
        return [post for post in self.alone if post.tier in tiers]


def reaches(who: Who, kind: str, row: Row) -> bool:
    """Whether the table lets somebody reach a row; written by hand, like the table."""
    return any(_reaches(post, kind, row) for post in who.alone)


def _reaches(post: Who, kind: str, row: Row) -> bool:
    return any(_in_scope(post, kind, row, scope) for scope in expectations.scopes(kind, post.tier))


def _in_scope(who: Who, kind: str, row: Row, scope: str) -> bool:
    """One scope alone is looked at: all rows are held against those of everybody."""
    match scope:
        case "any":
            return True
        case "region":
            return is_inside(who, row)
        case "own":
            return is_own(who, kind, row)
        case "self":
            return bool(_household(kind, row) == who.household)
        case "paired":
            return _household(kind, row) in who.paired
        case "listed":
            return bool({who.household, *who.paired} & row.get("paid_households", set()))
        case "helpers":
            return row["id"] in who.helpers
        case "officials":
            return row.get("standing") == "official" and is_inside(who, row)
        case "of_households":
            return row.get("standing") == "household" and is_inside(who, row)
        case "givers":
            return row.get("standing") == "giver" and is_inside(who, row)
        case "home":
            return row["members_home_id"] in who.homes
        case "paired_officials":
            return row.get("standing") != "household" and is_among(who, row.get("helped", ()))
        case "not_of_households":
            return row.get("tier") != "household" and is_inside(who, row)
        case "organised":
            return bool(row.get("organiser_id") == who.person)
        case "published":
            return row.get("state") not in ("draft", "reviewed", "refused", "withdrawn", "expired")
        case "addressed":
            return _is_addressed(who, row)
        case "village":
            return any((row.get("village_code") or "").startswith(region) for region in who.regions)
        case "not_to_households":
            return row.get("to_household") is False or (kind == "VillageExpenditure" and row["kind"] not in ("welfare", "public_service"))
    raise KeyError(scope)


def _household(kind: str, row: Row) -> Any:
    return row["id"] if kind == "Household" else row.get("household_id")


def is_inside(who: Who, row: Row) -> bool:
    """Whether a row lies in a division of somebody."""
    return (row.get("region_code") or "").startswith(who.regions or "nowhere")


def is_among(who: Who, places: Iterable[str]) -> bool:
    """Whether one of these places lies in a division of somebody."""
    return any(place.startswith(who.regions or "nowhere") for place in places)


def _is_addressed(who: Who, row: Row) -> bool:
    """Whether a suggestion goes to the department that somebody manages, in his division."""
    department = next(dept for (_, dept), letter in expectations.TIERS.items() if letter == who.tier)
    return row.get("department") == department and is_inside(who, row)


def is_own(who: Who, kind: str, row: Row) -> bool:
    """Whether a row is somebody himself, or what he gave or did."""
    own = {"Person": who.person, "Donor": who.donor, "Volunteer": who.volunteer}
    if kind in own:
        return bool(row["id"] == own[kind])
    if kind == "Representative":
        return row["id"] in who.representative
    if kind in ("Pairing", "RepresentativeRegistration", "ImportRun", "Notice", "Mailbox", "NoticePreference"):
        return bool(row["person_id"] == who.person)
    return row.get("donor_id") == who.donor or row.get("volunteer_id") == who.volunteer or row.get("representative_id") in who.representative


def is_whole(who: Who, kind: str, row: Row) -> bool:
    """Whether a row is shown whole because it is his own, or of his home: what he gives, once he confirmed it."""
    if kind == "MembersHomeDay" and row["members_home_id"] in who.homes:
        return True
    return is_own(who, kind, row) and (kind != "Pledge" or row["state"] in ("confirmed", "delivered", "received", "closed", "voided"))


def sight(who: Who, kind: str, row: Row, name: str) -> str:
    """clear, masked or hidden: how somebody sees a field of a row, by the table: as in that of his posts in which he sees most."""
    return min((_sight(post, kind, row, name) for post in who.alone if _reaches(post, kind, row)), key=SIGHTS.index, default="hidden")


def _sight(post: Who, kind: str, row: Row, name: str) -> str:
    return expectations.shown(_part(post, kind, row), name, post.tier, is_whole(post, kind, row))


def _part(post: Who, kind: str, row: Row) -> str:
    """The part of a kind of which the table speaks: of people those who only help where he is, and all others by what they are."""
    own = [scope for scope in expectations.scopes(kind, post.tier) if scope != "paired_officials"]
    if kind == "Person" and not any(_in_scope(post, kind, row, scope) for scope in own):
        return "Person:helping" if is_among(post, row["helping"]) else "Person:helped"
    if kind == "MembersHomeDay" and post.tier in "CUI" and not is_inside(post, row):
        return "MembersHomeDay:elsewhere"
    return expectations.part_of(kind, row.get("standing"))


def shown_value(kind: str, name: str, row: Row, shown: str) -> Any:
    """What the answer must hold, by hand: the value itself, its mask, or nothing."""
    if shown == "hidden":
        return None
    if name in SEALED:
        return row[f"{name}_mask"]
    value = row[name]
    if shown == "masked" and kind in ("Need", "Pledge"):
        return as_json(_on_card(name, value))
    if shown == "masked" and value is not None:
        return value[:3] + "****" + value[-4:] if name == "phone" else value[0] + "*" * (len(value) - 1)
    return as_json(value)


def _on_card(name: str, value: Any) -> Any:
    """The county, the month, the least number of a band."""
    if name == "target":
        return max(least for least in (0, 1, 2, 6, 21) if least <= value)
    return value[:6] if name == "region_code" else value and value.replace(day=1)


def as_json(value: Any) -> Any:
    """A value as it stands in an answer."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        text = value.isoformat()
        return re.sub(r"(\.\d*?)0+\+", r"\1+", text)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, asyncpg.Range):
        ends = ["" if end is None else end.isoformat() for end in (value.lower, value.upper)]
        return ("[" if value.lower_inc else "(") + ",".join(ends) + ("]" if value.upper_inc else ")")
    return value


@dataclass
class House:
    """The served city, in process; `ask` searches what it answers."""

    databases: Databases
    keys: IdentifierKeys
    runner: asyncio.Runner
    home: Path  # of releases
    moment: datetime = field(init=False)
    past: Truth = field(init=False)
    now: Truth = field(init=False)
    people: list[Who] = field(init=False)

    def __post_init__(self) -> None:
        self.runner.run(self._prepare())
        secret, rules = ec.generate_private_key(ec.SECP256R1()), policy.load()
        self.issuer, self.reads = Issuer("doors", secret), Reads(self.databases, rules)
        self.schema = build_schema(rules)
        self.changes = Changes(self.databases, rules, self.keys)
        verifier = Verifier("doors", LocalKeys(KeySet([public_jwk(secret.public_key())])))
        self.recorder = Recorder(self.databases, Clock())
        terms = Terms(RateLimiter({}), Documents(), most_seconds=60, max_age=60, proxy_header=None)
        profiles, watches, self.in_force = Profiles(self.reads.fetch), Watches(self.reads), InForce(self.home)
        endpoint = GraphQLEndpoint(self.schema, self.reads, self.changes, self.recorder, profiles, verifier, terms, watches, Streams(), self.in_force)
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(endpoint), base_url="http://doors")

    async def _prepare(self) -> None:
        async with self.databases.connection("forces") as connection:
            await connection.execute(POVERTY_OFFICE)
            await connection.execute(OPEN_ALERTS)
            await connection.execute(OPEN_MESSAGES)
            await connection.execute(OPEN_APPEALS)
            await connection.execute(OPEN_SKILLS)
            await connection.execute(OPEN_HEARD)
            self.expired: str = await connection.fetchval(EXPIRED)
            several = [await connection.fetchval(GIVE_POST.format(post=post), *given) for post, given in GIVEN.items()]
            await connection.execute(HELP, several[0])
            await connection.execute(VOLUNTEER, several[2])
            for sql in TOLD:
                await connection.execute(sql)
        async with self.databases.connection("funds") as connection:
            await connection.execute(OPEN_CARDS)
        async with self.databases.connection("beneficiaries") as connection:
            await connection.execute(OPEN_SIGNATURES)
        for turn in (1, 2):
            for kind in KINDS.values():
                await self._plant(kind, turn)
            rows = await self._load()
            if turn == 1:
                self.past, self.moment = rows, await self._clock()
        self.now, self.people = rows, await self._find_people(several)

    async def _clock(self) -> datetime:
        async with self.databases.connection("forces") as connection:
            found: datetime = await connection.fetchval("SELECT clock_timestamp()")
            return found

    async def _plant(self, kind: Kind, turn: int) -> None:
        """A canary in every private text of every row; the second turn makes the first one the past."""
        planted = {name: sql for place, name in enumerate(kind.fields) if (sql := _canary_sql(kind, name, place, turn))}
        async with self.databases.connection(kind.database) as connection:
            if planted:
                await connection.execute(f"UPDATE {kind.table.name} SET " + ", ".join(f"{name} = {sql}" for name, sql in planted.items()))
            for name in SEALED.keys() & kind.fields.keys():
                ids = [row["id"] for row in await connection.fetch(f"SELECT id FROM {kind.table.name} WHERE {name}_mask IS NOT NULL")]
                sealed = [self._sealed(kind, name, key, turn) for key in ids]
                sql = f"UPDATE {kind.table.name} SET {name}_encrypted = $2, {name}_digest = $3, {name}_mask = $4 WHERE id = $1"
                await connection.executemany(sql, [(key, *values) for key, values in zip(ids, sealed, strict=True)])

    def _sealed(self, kind: Kind, name: str, key: int, turn: int) -> tuple[bytes, bytes, str]:
        value = f"99{NUMBERS.index(kind.name) % 10}{turn}{key:012d}XY"
        return self.keys.seal(name, value), self.keys.digest(name, value), "*" * (len(value) - SEALED[name]) + value[-SEALED[name] :]

    async def _load(self) -> Truth:
        rows: Truth = {}
        for kind in KINDS.values():
            async with self.databases.connection(kind.database) as connection:
                rows[kind.name] = {row["id"]: dict(row) for row in await connection.fetch(f"SELECT * FROM {kind.table.name} ORDER BY id")}
        paid = defaultdict[int, set[int]](set)
        for line in rows["PaymentLine"].values():
            paid[line["payment_list_id"]].add(line["household_id"])
        rows["PaymentList"] = {key: {**row, "paid_households": paid[key]} for key, row in rows["PaymentList"].items()}
        places = {"helped": defaultdict[int, set[str]](set), "helping": defaultdict[int, set[str]](set)}
        for pairing in rows["Pairing"].values():
            for name in ("helped", "helping") if _lasts(pairing["period"]) else ("helped",):
                places[name][pairing["person_id"]].add(pairing["region_code"])
        rows["Person"] = {key: {**row, **{name: by_person[key] for name, by_person in places.items()}} for key, row in rows["Person"].items()}
        return rows

    async def _find_people(self, several: list[int]) -> list[Who]:
        """Of each tier, department and level of division, one; and nobody; and those who have several posts."""
        sql = f"""
        SELECT DISTINCT ON (tier, coalesce(department, ''), coalesce(length(post.region_code), 0)) {ASKER}
        WHERE post.period @> {TODAY} AND (SELECT count(*) FROM post AS p WHERE p.person_id = person.id) = 1
        ORDER BY tier, coalesce(department, ''), coalesce(length(post.region_code), 0),
          EXISTS (SELECT FROM offer JOIN donor ON donor.id = donor_id WHERE donor.person_id = person.id) DESC,
          EXISTS (SELECT FROM pairing WHERE post.region_code LIKE '________%' AND starts_with(pairing.region_code, post.region_code)) DESC, number
        """
        async with self.databases.connection("forces") as connection:
            rows = await connection.fetch(sql)
            posts = [await connection.fetch(f"SELECT {ASKER} WHERE person.id = $1 ORDER BY post.id", key) for key in several]
        return [Who("", "P"), *[_who([row]) for row in rows], *map(_who, posts)]

    def ask(self, who: Who, query: str, truth: Truth | None = None, **variables: Any) -> httpx.Response:
        """The answer to a question (of a subscription: until it ends); it holds no canary that is not the asker's to see."""
        response = self.post(who, query, variables)
        self.search(who, response.text + str(response.headers), said=query + str(variables), truth=truth)
        return response

    def post(self, who: Who, query: str, variables: Mapping[str, Any]) -> httpx.Response:
        """The answer, unsearched: for values that were revealed to him on purpose."""
        headers = {"Authorization": f"Bearer {self.issuer.token(who.number, timedelta(minutes=5))}"} if who.number else {}
        headers["accept"] = "application/json, text/event-stream"
        return self.runner.run(_within(self._client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)))

    def record_reads(self) -> None:
        """What was read so far stands in the record of reads."""
        self.runner.run(self.recorder.flush())

    def search(self, who: Who, text: str, said: str = "", truth: Truth | None = None) -> None:
        """Fails for a canary in a text that leaves, but for those that the asker himself said."""
        for found in CANARY.finditer(text):
            kind, place, key, turn = (int(number) for number in found.groups())
            name, row = NUMBERS[kind], (self.past if turn == 1 else self.now)[NUMBERS[kind]][key]
            leaked = list(KINDS[name].fields)[place]
            allowed = reaches(who, name, row) and sight(who, name, row, leaked) == "clear"
            assert allowed or found[0] in said, f"{who} got {name}.{leaked} of {key}"
        for found in TELEPHONE.finditer(text):
            name = next(kind for kind, number in PHONES.items() if number == int(found[1]))
            row = self.now[name][int(found[2])]
            allowed = reaches(who, name, row) and sight(who, name, row, "phone") == "clear"
            assert allowed or found[0] in said, f"{who} got {name}.phone of {found[2]}"
        for found in IDENTIFIER.finditer(text):
            assert found[0] in said, f"{who} got an identity number or a bank card"

    @cached_property
    def scope(self) -> dict[tuple[str, str], list[int]]:
        """Keys of the rows that each asker reaches, by asker and kind."""
        return {(who.number, kind): self._reached(who, kind) for who in self.people for kind in self.now}

    def _reached(self, who: Who, kind: str) -> list[int]:
        """Row by row only where some are reached and some are not: there are millions of pairs of an asker and a row."""
        scopes, rows = expectations.scopes(kind, who.tier), self.now[kind]
        if not scopes or "any" in scopes:
            return [*rows] if scopes else []
        return [key for key, row in rows.items() if reaches(who, kind, row)]

    def close(self) -> None:
        self.runner.run(self._client.aclose())
        self.runner.run(self.in_force.close())
        self.runner.run(self.recorder.close())
        self.runner.run(self.changes.close())
        self.runner.run(self.reads.close())


async def _within(sent: Any) -> httpx.Response:
    response: httpx.Response = await sent
    return response


def _who(posts: list[asyncpg.Record]) -> Who:
    row = posts[0]
    tiers = [expectations.TIERS[post["tier"], post["department"] if post["tier"] == "manager" else ""] for post in posts]
    regions = tuple(post["region_code"] for post in posts if post["region_code"])
    gives_as = row["donor"] or -1, row["volunteer"] or -1, frozenset(row["representative"])
    household, helpers = row["household_id"] or -1, frozenset(row["helpers"])
    granted = tuple(f"{post['tier']}:{post['department']}" for post in posts)
    return Who(
        row["number"], "".join(tiers), regions, row["id"], household, frozenset(row["paired"]), *gives_as, helpers, frozenset(row["homes"]), granted
    )


def _lasts(period: asyncpg.Range) -> bool:
    """Whether a pairing lasts today."""
    today = Clock().today()
    return not period.isempty and period.lower <= today and (period.upper is None or today < period.upper)


def _canary_sql(kind: Kind, name: str, place: int, turn: int) -> str | None:
    """What fills a private text of every row."""
    one = kind.fields[name]
    column = kind.table.c.get(one.clear or "")
    if column is None or CODES in column.info or column.foreign_keys or one.sensitivity is Sensitivity.PUBLIC:
        return None
    if name == "phone":
        return f"CASE WHEN phone IS NOT NULL THEN '17{PHONES[kind.name]}{turn}' || lpad(id::text, 7, '0') END"
    if column.info.get(DOMAIN) is not TEXT:
        return None
    return f"CASE WHEN {name} IS NOT NULL THEN left({name}, 1) || 'k{NUMBERS.index(kind.name)}f{place}r' || id || 't{turn}z' END"
