"""The rate limit: points leak back, askers do not share, memory is bounded."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from policies.matrix import TIERS
from policies.subjects import PUBLIC, Assignment, Subject
from schema.serving.errors import RequestError
from schema.serving.rate import ALLOWANCES, NEWCOMER, RateLimiter, address_of, estimated_points

LIMITS = {"public": (100, 10), "manager": (1_000, 100)}
PROXY = "x-forwarded-for"
OFFICER = Subject(1, assignments=(Assignment("manager"),), number="P1")


@dataclass
class Clock:
    """A clock that the test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> RateLimiter:
    return RateLimiter(LIMITS, most=3, clock=clock)


def _take(limiter: RateLimiter, subject: Subject, points: int, address: str = "192.0.2.1") -> dict[str, int]:
    """Take points; the headers of the answer."""
    purse = limiter.purse(subject, address)
    assert purse
    purse.take(points)
    return {name.decode(): int(value) for name, value in purse.headers()}


def test_points_are_spent_and_come_back(limiter: RateLimiter, clock: Clock) -> None:
    spent = _take(limiter, PUBLIC, 90)
    assert (spent["x-ratelimit-limit"], spent["x-ratelimit-remaining"], spent["x-ratelimit-used"]) == (100, 10, 90)
    with pytest.raises(RequestError) as refused:
        _take(limiter, PUBLIC, 30)
    assert (refused.value.code, refused.value.status, refused.value.details) == ("RATE_LIMITED", 429, {"retryAfter": 2})
    clock.now = 2.0
    assert _take(limiter, PUBLIC, 30)["x-ratelimit-remaining"] == 0


def test_refused_request_spends_nothing_and_says_when_to_come_back(limiter: RateLimiter) -> None:
    purse = limiter.purse(PUBLIC, "192.0.2.1")
    assert purse
    purse.take(95)
    with pytest.raises(RequestError):
        purse.take(15)
    headers = dict(purse.headers())
    assert (headers[b"x-ratelimit-remaining"], headers[b"retry-after"]) == (b"5", b"1")


def test_question_larger_than_the_bucket_needs_it_empty(limiter: RateLimiter, clock: Clock) -> None:
    assert _take(limiter, PUBLIC, 5_000)["x-ratelimit-remaining"] == 0
    clock.now = 5.0
    with pytest.raises(RequestError):
        _take(limiter, PUBLIC, 5_000)


def test_askers_do_not_share_and_tiers_differ(limiter: RateLimiter) -> None:
    _take(limiter, PUBLIC, 100)
    assert _take(limiter, PUBLIC, 100, "192.0.2.2")["x-ratelimit-remaining"] == 0
    assert _take(limiter, OFFICER, 100)["x-ratelimit-remaining"] == 900


def test_person_has_one_bucket_wherever_he_is(limiter: RateLimiter) -> None:
    _take(limiter, OFFICER, 400, "192.0.2.1")
    assert _take(limiter, OFFICER, 400, "192.0.2.2")["x-ratelimit-used"] == 800


def test_memory_of_the_buckets_is_bounded(limiter: RateLimiter) -> None:
    for i in range(50):
        _take(limiter, PUBLIC, 100, f"192.0.2.{i}")
    assert len(limiter._buckets) == 3
    with pytest.raises(RequestError):
        _take(limiter, PUBLIC, 1, "192.0.2.49")


def test_every_tier_has_an_allowance() -> None:
    assert ALLOWANCES.keys() - {NEWCOMER} == TIERS.keys()


def test_without_allowances_there_is_no_limit() -> None:
    assert RateLimiter({}).purse(PUBLIC, "192.0.2.1") is None


@pytest.mark.parametrize(
    ("trusted", "headers", "expected"),
    [
        (None, ["198.51.100.7"], "192.0.2.1"),
        (PROXY, ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        (PROXY, ["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        (PROXY, [], "192.0.2.1"),
        ("x-real-ip", ["198.51.100.7"], "192.0.2.1"),
        (PROXY, ["2001:db8:1:2:3:4:5:6"], "2001:0db8:0001:0002"),
        (PROXY, ["::ffff:192.0.2.5"], "192.0.2.5"),
        (PROXY, [":" * 5_000], ":" * 64),
    ],
)
def test_address_comes_from_the_trusted_header_only(trusted: str | None, headers: list[str], expected: str) -> None:
    scope = {"client": ("192.0.2.1", 4711), "headers": [(PROXY.encode(), line.encode()) for line in headers]}
    assert address_of(scope, trusted) == expected


def test_whoever_is_not_registered_has_points_of_his_own() -> None:
    limiter = RateLimiter(LIMITS | {NEWCOMER: (50, 1)})
    assert _take(limiter, Subject(number="new"), 10)["x-ratelimit-limit"] == 50
    assert _take(limiter, OFFICER, 10)["x-ratelimit-limit"] == 1_000
    assert _take(RateLimiter(LIMITS), Subject(number="new"), 10)["x-ratelimit-limit"] == 100


def test_what_is_read_and_not_shown_is_priced_in_steps_beyond_what_is_shown() -> None:
    """An estimate is made of all rows, so what a row more or less does to it must not be told."""
    assert {estimated_points(units, 0) for units in range(0, 512)} == {0}
    assert {estimated_points(units, 0) for units in range(512, 1_024)} == {256}
    assert {estimated_points(units, 0) for units in range(65_536, 131_072)} == {32_768}
    assert estimated_points(70_000.9, 30_000) == 4_096
    assert estimated_points(70_000.9, 40_000) == 0
