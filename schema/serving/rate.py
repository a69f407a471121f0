"""How much one asker may ask in a while: a leaky bucket of points for each person, and for each address without one.

The buckets live in this process. A deployment of several processes allows as much from each; a limit over all of them
belongs to the proxy in front.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from typing import Any

from policies.subjects import Subject
from schema.serving.errors import RequestError

MOST_BUCKETS = 100_000  # some 20 MB; the one that was used longest ago makes room
DOOR = 10  # points of any request, also of one that is refused
REPORT = 10_000  # points of a report of the public: nobody can send many
REGISTRATION = 10_000  # points of registering oneself
RESOLVED = 500  # points of a root field that is executed in Python (introspection, proofs)
READ = 1  # points of a character of a document that was not read before: parsing and validating it
VARIABLES = 10  # characters of variables that were not asked with before, for a point
ESTIMATED = 2  # units of a database's planner for a point: some 300 of them take it a millisecond (measured: docs/limits.md)
LEAST_ESTIMATED = 256  # points; what is thought to take less costs what it shows
COMPILED = 10  # points of a unit of `resolvers.compiling`, where a plan is compiled anew

PUBLIC, NEWCOMER = "public", "newcomer"
ALLOWANCES: Mapping[str, tuple[int, int]] = {
    PUBLIC: (200_000, 2_000),
    NEWCOMER: (100_000, 100),  # who signed in and is not registered: ten attempts, then one in a hundred seconds
    "household": (200_000, 2_000),
    "helper": (500_000, 5_000),
    "manager": (1_000_000, 10_000),
    "deputy": (500_000, 5_000),
    "donor": (200_000, 2_000),
    "volunteer": (200_000, 2_000),
    "third_party": (500_000, 5_000),
    "auditor": (2_000_000, 20_000),
    "inspector": (2_000_000, 20_000),
    "publisher": (2_000_000, 20_000),
    "administrator": (1_000_000, 10_000),
}


@dataclass
class Bucket:
    """Points that were spent and have not leaked away yet."""

    size: int
    refill: int
    at: float
    spent: float = 0.0

    def take(self, points: float, now: float) -> float:
        """Spend the points if there is room; otherwise the seconds until there is. What is larger than the bucket needs it empty."""
        self.spent, self.at = max(0.0, self.spent - (now - self.at) * self.refill), now
        missing = self.spent + min(points, self.size) - self.size
        if missing > 0:
            return missing / self.refill
        self.spent += min(points, self.size)
        return 0.0


@dataclass
class Purse:
    """What one request draws on."""

    bucket: Bucket
    clock: Callable[[], float]
    retry_after: float = 0.0

    def take(self, points: int) -> None:
        """Spend points, or RequestError (RATE_LIMITED) when they are spent."""
        self.retry_after = self.bucket.take(points, self.clock())
        if self.retry_after:
            seconds = math.ceil(self.retry_after)
            raise RequestError(f"too much was asked in a short time: ask again in {seconds} s", "RATE_LIMITED", 429, retryAfter=seconds)

    def headers(self) -> list[tuple[bytes, bytes]]:
        """What is left, for the client's program; `reset` is the moment (Unix time) when all of it is there again."""
        size, used = self.bucket.size, math.ceil(self.bucket.spent)
        reset = math.ceil(time.time() + self.bucket.spent / self.bucket.refill)
        values = {"x-ratelimit-limit": size, "x-ratelimit-remaining": size - used, "x-ratelimit-used": used, "x-ratelimit-reset": reset}
        if self.retry_after:
            values["retry-after"] = math.ceil(self.retry_after)
        return [(name.encode(), str(value).encode()) for name, value in values.items()]


@dataclass
class RateLimiter:
    """Every asker's bucket. `allowances`: size and refill a second by tier; none for nobody: no limit at all."""

    allowances: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    most: int = MOST_BUCKETS
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def purse(self, subject: Subject, address: str) -> Purse | None:
        """The purse of a person, or of an address where nobody signed in."""
        if PUBLIC not in self.allowances:
            return None
        return Purse(self._bucket(f"person {subject.number}" if subject.number else address, subject), self.clock)

    def _bucket(self, who: str, subject: Subject) -> Bucket:
        is_new = subject.number and not subject.is_registered and NEWCOMER in self.allowances
        size, refill = self._allowance((NEWCOMER,) if is_new else (assignment.tier for assignment in subject.assignments))
        bucket = self._buckets.get(who)
        if bucket is None:
            bucket = self._buckets[who] = Bucket(size, refill, self.clock())
            if len(self._buckets) > self.most:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(who)
        bucket.size, bucket.refill = size, refill  # posts change
        return bucket

    def _allowance(self, tiers: Iterable[str]) -> tuple[int, int]:
        return max(self.allowances[tier] for tier in tiers if tier in self.allowances)


def estimated_points(units: float, paid: int) -> int:
    """Points of what a question is thought to take of the databases, beyond those that are paid for what it may show.

    In steps, each twice the one before: the planner judges by all rows, and nobody may find out from his points what those are that he does not see.
    """
    points = int(units) // ESTIMATED - paid
    return 1 << points.bit_length() - 1 if points >= LEAST_ESTIMATED else 0


def address_of(scope: Mapping[str, Any], trusted_header: str | None) -> str:
    """Where a request comes from: the connection's other end, or what a trusted proxy wrote last into its header."""
    address = (trusted_header and _last_entry(scope["headers"], trusted_header.encode())) or (scope.get("client") or ("unknown", 0))[0]
    return _network(address) if ":" in address else address[:64]


def _last_entry(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """The proxy appends, to the line or as a line of its own; all before it may be the client's invention."""
    lines = [value for key, value in headers if key == name]
    return lines[-1].rpartition(b",")[2].strip().decode("latin-1") if lines else ""


def _network(address: str) -> str:
    """The /64 of an IPv6 address: whoever has one of its addresses has them all."""
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return address[:64]
    return str(parsed.ipv4_mapped or parsed.exploded[:19])
