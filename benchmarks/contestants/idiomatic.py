"""Strawberry as its documentation shows it: types with resolvers, SQLAlchemy's ORM, a DataLoader for each relation. `POST /graphql`."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa
import strawberry
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader

from benchmarks.contestants.limit import CONNECTIONS
from benchmarks.contestants.natural import SETTINGS
from benchmarks.questions import COUNTY
from databases.registry import TABLES


class Base(DeclarativeBase):
    pass


class HouseholdRow(Base):
    __table__ = TABLES["beneficiaries"].tables["household"]


class MemberRow(Base):
    __table__ = TABLES["beneficiaries"].tables["member"]


class PaymentLineRow(Base):
    __table__ = TABLES["funds"].tables["payment_line"]


def _sessions(database: str) -> async_sessionmaker[AsyncSession]:
    dsn = os.environ[f"DSN_{database.upper()}"]
    url = sa.make_url(dsn).set(drivername="postgresql+asyncpg")
    return async_sessionmaker(create_async_engine(url, pool_size=CONNECTIONS, connect_args={"server_settings": SETTINGS}))


BENEFICIARIES, FUNDS = _sessions("beneficiaries"), _sessions("funds")


@strawberry.type
class Member:
    id: strawberry.ID
    name: str
    id_number: str | None
    born_on: date
    kinship: str


@strawberry.type
class PaymentLine:
    id: strawberry.ID
    month: date
    amount: Decimal
    result: str
    settled_on: date | None


@strawberry.type
class PaymentLineEdge:
    node: PaymentLine


@strawberry.type
class PaymentLineConnection:
    edges: list[PaymentLineEdge]


@strawberry.type
class Household:
    key: strawberry.Private[int]
    division: strawberry.Private[str]
    id: strawberry.ID
    number: str
    head_name: str
    phone: str | None
    address: str | None
    category: str
    state: str
    member_count: int
    per_capita_income: Decimal | None
    filed_on: date
    housing: str | None

    @strawberry.field
    async def members(self, info: strawberry.Info) -> list[Member]:
        rows = await info.context["members"].load(self.key)
        return [
            Member(id=strawberry.ID(f"Member:{row.id}"), name=row.name, id_number=row.id_number_mask, born_on=row.born_on, kinship=row.kinship)
            for row in rows
        ]

    @strawberry.field
    async def payment_lines(self, info: strawberry.Info, first: int) -> PaymentLineConnection:
        rows = (await info.context["payment_lines"].load(self.key))[:first]
        lines = [
            PaymentLine(id=strawberry.ID(f"PaymentLine:{r.id}"), month=r.month, amount=r.amount, result=r.result, settled_on=r.settled_on)
            for r in rows
        ]
        return PaymentLineConnection(edges=[PaymentLineEdge(node=line) for line in lines])


@strawberry.type
class HouseholdEdge:
    node: Household


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class HouseholdConnection:
    page_info: PageInfo
    edges: list[HouseholdEdge]


def _household(row: Any) -> Household:
    phone = row.phone and row.phone[:3] + "*" * (len(row.phone) - 7) + row.phone[-4:]
    return Household(
        key=row.id,
        division=row.region_code,
        id=strawberry.ID(f"Household:{row.id}"),
        number=row.number,
        head_name=row.head_name,
        phone=phone,
        address=row.address,
        category=row.category,
        state=row.state,
        member_count=row.member_count,
        per_capita_income=row.per_capita_income,
        filed_on=row.filed_on,
        housing=row.housing,
    )


async def households(first: int, after: str | None = None) -> HouseholdConnection:
    columns = HouseholdRow.__table__.c
    query = sa.select(HouseholdRow).where(columns.region_code.startswith(COUNTY)).order_by(columns.region_code, columns.id)
    if after:
        _, key, place = after.split(":", 2)
        query = query.where(sa.tuple_(columns.region_code, columns.id) > sa.tuple_(orjson.loads(place)["region_code"], int(key)))
    async with BENEFICIARIES() as session:
        rows = list(await session.scalars(query.limit(first + 1)))
    edges = [HouseholdEdge(node=_household(row)) for row in rows[:first]]
    last = f'{edges[-1].node.id}:{{"region_code" : "{edges[-1].node.division}"}}' if edges else None
    return HouseholdConnection(page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=last), edges=edges)


def _loader(sessions: async_sessionmaker[AsyncSession], query: Callable[[list[int]], Any]) -> DataLoader[int, list[Any]]:
    async def load(keys: list[int]) -> list[list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        async with sessions() as session:
            for row in await session.scalars(query(keys)):
                found[row.household_id].append(row)
        return [found[key] for key in keys]

    return DataLoader(load_fn=load)


def _members(keys: list[int]) -> Any:
    columns = MemberRow.__table__.c
    return sa.select(MemberRow).where(columns.household_id.in_(keys)).order_by(columns.id)


def _five_payments(keys: list[int]) -> Any:
    columns = PaymentLineRow.__table__.c
    wanted = sa.select(sa.func.unnest(sa.bindparam("keys", keys, type_=sa.ARRAY(sa.BigInteger))).label("key")).subquery()
    five = sa.select(columns.id).where(columns.household_id == wanted.c.key).order_by(columns.id).limit(5).lateral()
    return sa.select(PaymentLineRow).where(columns.id.in_(sa.select(five.c.id).select_from(wanted.join(five, sa.true())))).order_by(columns.id)


@strawberry.type
class Query:
    households: HouseholdConnection = strawberry.field(resolver=households)


class View(GraphQL[Any, Any]):
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return {"members": _loader(BENEFICIARIES, _members), "payment_lines": _loader(FUNDS, _five_payments)}


application = View(strawberry.Schema(Query))
