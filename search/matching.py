"""How well a need and an offer fit, and in which order matches are shown. Pure: the same offer, needs, weights and seed, the same list.

A score is the product of factors between 0 and 1, each raised to its weight, so each factor's share is told as it is. No factor rests
on anything that is hidden of a household. Its town keeps a list from showing one town twice in ten, and so no village: by villages, which no card
tells, whoever compared the order with the scores would see which needs are of one village.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from databases.code_lists.forces import LANGUAGE, MATCH_REFUSAL_REASON, may_meet
from resolvers.certificates import is_certified
from search.distances import Position, kilometres
from search.normalise import BREAK, tokens

BY_HAND = ("service", "skill", "medical")
"""Kinds of help for which somebody comes: so his days and hours count."""
WINDOW = 10
"""In so many results in a row no town stands twice."""
LEAST = 0.05
"""What a factor is at least: a bad fit is shown last, not never."""
PLACES = {9: 1.0, 6: 0.75, 4: 0.5}
"""How near two divisions are whose distance is not known, by the digits that they share: town, county, city."""
FACTORS = ("kind", "words", "place", "time", "skill", "days", "language", "remaining", "urgency", "reliability", "fairness", "refusals")
TELLING = {
    "too_far": "too far",
    "not_my_skill": "nothing that I can give",
    "not_these_days": "not in these days",
    "helped_there": "I have helped there",
}
"""Reasons of refusals that tell something of other needs too, in English; another reason is about its need alone."""
IN_ENGLISH = {"mandarin": "Mandarin", "wu": "Wu (the dialect of Wuxi)", "sign": "sign language", "english": "English"}
"""Languages, in English."""
REASONS_OF_PLACE = ("too_far", "helped_there")
BEGUN = 0.6
"""What is left of a need's turn once somebody has pledged some of it."""
KINDRED_FIT, FAR, HALF_LIFE_DAYS, WAIT_DAYS = 0.6, 0.25, 30.0, 60.0
NOT_SEEN = 0.7
"""What a skill counts whose certificate nobody saw, of one whose was."""
UNKNOWN = 0.5
"""What a language counts of which its giver told nothing."""
WEEKEND, WHOLE_DAY, DAYS_A_MONTH = (6, 7), 8.0, 30
HOUR_UNITS = ("小时", "时", "学时", "课时")
HALF_KM = 20.0
"""Beyond how far a giver goes, so many kilometres halve the fit: a city is some 60 across, and a card that names its county alone is known to 10 or 20."""


@dataclass(frozen=True, slots=True)
class Giver:
    """How sentences name whoever gives, in Chinese and English, and what is his."""

    zh: str
    en: str
    his: str


YOU, THE_GIVER = Giver("您", "you", "your"), Giver("对方", "the giver", "the giver's")
"""Told to himself, and to officials."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A need that a giver refused, as its card told him of it, and why (a code of `match_refusal_reason`)."""

    need_id: int
    reason: str
    item: str
    county: str
    needed_by: date


@dataclass(frozen=True, slots=True)
class Skill:
    """What a volunteer can do, for which kind of help; `is_verified`: an official saw his certificate."""

    kind: str
    name: str
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class Volunteer:
    """What a volunteer told of himself. `unwilling`: kinds of help that he does not give; `hours`: those of each weekday (1 Monday) at which he has
    time, none if he may always be asked; `hours_a_month`: no more than these (0: he did not say)."""

    radius_km: int = 0
    unwilling: frozenset[str] = frozenset()
    skills: tuple[Skill, ...] = ()
    hours: tuple[tuple[int, float], ...] = ()
    hours_a_month: int = 0
    languages: frozenset[str] = frozenset()

    def free(self, first_day: date, last_day: date) -> tuple[int, float]:
        """On how many days he has time, of those from one to another, and how many hours on all of them."""
        span = (last_day - first_day).days + 1
        counts = [(span // 7 + ((weekday - first_day.isoweekday()) % 7 < span % 7), length) for weekday, length in self.hours]
        hours = sum(count * length for count, length in counts)
        return sum(count for count, _ in counts), min(hours, self.hours_a_month * span / DAYS_A_MONTH) if self.hours_a_month else hours

    def has_certificate(self, skill: str) -> bool:
        """Whether an official saw his certificate of a skill."""
        return is_certified((own.name for own in self.skills if own.is_verified), skill)


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody could give: a kind of help in his words, where (a division and all inside it, and so many kilometres around), from when to
    when; what he refused; and what else he told, if he is a volunteer."""

    kind: str
    about: str
    region_code: str
    first_day: date
    last_day: date | None = None
    refusals: tuple[Refusal, ...] = ()
    position: Position | None = None
    radius_km: int = 0
    volunteer: Volunteer | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A published need as it is scored. `region_code`: its place as the asker is told it; `town`: where it is; `helped`: how often help came to the same
    household in the 30 days to last Sunday; `reliability`: the share of deliveries in its town for which both sides signed; `skill`,
    `needs_certificate` and `language`: what it takes."""

    id: int
    public_id: str
    item: str
    kind: str
    region_code: str
    town: str
    target: int
    remaining: int
    needed_by: date
    helped: int = 0
    reliability: float = 1.0
    position: Position | None = None
    unit: str = ""
    skill: str | None = None
    needs_certificate: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each factor counts (0: nothing), and what every recent help and every refusal leave of a score. Published, with a version."""

    version: int
    words: float
    place: float
    time: float
    skill: float
    days: float
    language: float
    remaining: float
    urgency: float
    reliability: float
    fairness: float
    refusals: float

    @property
    def powers(self) -> tuple[float, ...]:
        """To what each of FACTORS is raised; `fairness` and `refusals` are already what these leave."""
        taken = self.skill, self.days, self.language
        return 1.0, self.words, self.place, self.time, *taken, self.remaining, self.urgency, self.reliability, 1.0, 1.0


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: between 0 and 1, what it leaves of the score, and why, in Chinese and English."""

    name: str
    value: float
    share: float
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Match:
    """A need and how well an offer fits it; why, is worked out only for whoever is shown it."""

    offer: Offer
    need: Need
    score: float
    weights: Weights
    today: date

    def factors(self, giver: Giver = YOU) -> tuple[Factor, ...]:
        """Every factor with its sentence, but for those of which the need or its giver says nothing: they leave all of the score."""
        values = _values(self.offer, self.need, self.weights, self.today)
        told = _told(self.offer, self.need, self.today, giver)
        shares = map(pow, values, self.weights.powers)
        return tuple(Factor(name, value, share, *told[name]) for name, value, share in zip(FACTORS, values, shares, strict=True) if name in told)


def fits(offer: Offer, need: Need, today: date) -> bool:
    """What no score can mend: the kind, nothing left, the days, that its giver refused it, and what a volunteer will not, may not or cannot do."""
    is_kind = may_meet(offer.kind, need.kind)
    in_time = max(offer.first_day, today) <= need.needed_by and (offer.last_day is None or offer.last_day >= today)
    is_refused = need.id in (refusal.need_id for refusal in offer.refusals)
    return is_kind and need.remaining > 0 and in_time and not is_refused and (offer.volunteer is None or _can(offer.volunteer, offer, need, today))


def _can(volunteer: Volunteer, offer: Offer, need: Need, today: date) -> bool:
    """Whether a volunteer gives such help, has the certificate that it takes, a free day before it is over, and said anything of it."""
    has_certificate = not need.needs_certificate or volunteer.has_certificate(need.skill or "")
    has_time = need.kind not in BY_HAND or not volunteer.hours or volunteer.free(*_window(offer, need, today))[0] > 0
    return need.kind not in volunteer.unwilling and has_certificate and has_time and _is_his(offer, need)


def _is_his(offer: Offer, need: Need) -> bool:
    """Whether help by hand that takes a skill, or is of a kindred kind, is something of which its giver said anything."""
    if need.kind not in BY_HAND or (need.skill is None and offer.kind == need.kind):
        return True
    return words_fit(offer, need.item) > 0 or (need.skill is not None and words_fit(offer, need.skill) > 0)


def awaits_certificate(offer: Offer, need: Need, today: date) -> bool:
    """Whether a need would fit, once an official has seen its giver's certificate of the skill that it takes."""
    return not fits(offer, need, today) and fits(offer, replace(need, needs_certificate=False), today)


def match(offer: Offer, needs: Sequence[Need], weights: Weights, today: date, seed: str, nearest: bool = False) -> list[Match]:
    """The needs that fit, best or nearest first, equal ones in an order that the seed decides, no town twice in ten."""
    found = ranked(offer, needs, weights, today, seed)
    return list(_spread(nearest_first(found) if nearest else found))


def ranked(offer: Offer, needs: Sequence[Need], weights: Weights, today: date, seed: str) -> list[Match]:
    """The same with all of every town."""
    scored = [score(offer, need, weights, today) for need in needs if fits(offer, need, today)]
    scored.sort(key=lambda match: (-match.score, _lot(seed, match.need.public_id)))
    return scored


def nearest_first(found: Iterable[Match]) -> list[Match]:
    """Matches by their distance, those inside the division first and those of which it is not known last; equal ones stay as they were ordered."""

    def far(match: Match) -> float:
        here, there = match.offer.position, match.need.position
        if match.need.region_code.startswith(match.offer.region_code):
            return 0.0
        return math.inf if here is None or there is None else kilometres(here, there)

    return sorted(found, key=far)


def score(offer: Offer, need: Need, weights: Weights, today: date) -> Match:
    """How well one offer fits one need."""
    return Match(offer, need, math.prod(map(pow, _values(offer, need, weights, today), weights.powers)), weights, today)


def _values(offer: Offer, need: Need, weights: Weights, today: date) -> tuple[float, ...]:
    """FACTORS, those with a weight at least LEAST."""
    wait = max(0, (offer.first_day - today).days)
    return (
        1.0 if offer.kind == need.kind else KINDRED_FIT,
        max(LEAST, words_fit(offer, need.item)),
        nearness(offer, need),
        max(LEAST, 0.5 ** (wait / WAIT_DAYS)),
        _skill_fit(offer, need),
        _days_fit(offer, need, today),
        _language_fit(offer, need),
        max(LEAST, _missing_fit(need)),
        max(LEAST, 0.5 ** ((need.needed_by - today).days / HALF_LIFE_DAYS)),
        max(LEAST, need.reliability),
        weights.fairness**need.helped,
        max(LEAST, weights.refusals ** len(_alike(offer, need))),
    )


def words_fit(offer: Offer, item: str) -> float:
    """How much of an item's name stands in somebody's words, or in the name of a skill of his."""
    own = offer.volunteer.skills if offer.volunteer and offer.about else ()
    return max([overlap(offer.about, item), *(overlap(skill.name, item) for skill in own)])


def _missing_fit(need: Need) -> float:
    """How much of a need is missing: one that nobody has begun to meet comes before one that will get something already."""
    return math.sqrt(need.remaining / need.target) * (BEGUN if _is_begun(need) else 1.0)


def _is_begun(need: Need) -> bool:
    """Whether somebody has pledged some of it, as far as the bands tell in which its giver is told both numbers."""
    return need.remaining < need.target


def _skill_fit(offer: Offer, need: Need) -> float:
    """How far the skill that a need takes is one of its giver's, less where nobody saw a certificate; 1 where it takes none."""
    if need.skill is None:
        return 1.0
    if offer.volunteer is None:
        return max(LEAST, overlap(offer.about, need.skill))
    fits_ = [overlap(own.name, need.skill) * (1.0 if own.is_verified else NOT_SEEN) for own in offer.volunteer.skills]
    return max(LEAST, *fits_, overlap(offer.about, need.skill) * NOT_SEEN if offer.about else 0.0)


def _days_fit(offer: Offer, need: Need, today: date) -> float:
    """How much of what is missing a volunteer's free days and hours allow, one turn a day; 1 where neither says anything of days."""
    if not _says_days(offer, need):
        return 1.0
    assert offer.volunteer is not None
    days, hours = offer.volunteer.free(*_window(offer, need, today))
    return max(LEAST, min(1.0, (hours if need.unit in HOUR_UNITS else days) / need.remaining)) if need.remaining else LEAST


def _language_fit(offer: Offer, need: Need) -> float:
    """Whether a volunteer speaks the language that a need takes; 1 where it takes none, or a donor gives."""
    if need.language is None or offer.volunteer is None or need.language in offer.volunteer.languages:
        return 1.0
    return LEAST if offer.volunteer.languages else UNKNOWN


def _says_days(offer: Offer, need: Need) -> bool:
    return need.kind in BY_HAND and offer.volunteer is not None and bool(offer.volunteer.hours)


def _window(offer: Offer, need: Need, today: date) -> tuple[date, date]:
    """The days on which an offer could meet a need."""
    return max(offer.first_day, today), min(need.needed_by, offer.last_day or need.needed_by)


def _told(offer: Offer, need: Need, today: date, giver: Giver) -> Mapping[str, tuple[str, str]]:
    """Why each factor is what it is, in Chinese and English; those of which somebody said something."""
    same, wait, days = offer.kind == need.kind, max(0, (offer.first_day - today).days), (need.needed_by - today).days
    words, signed = f"{words_fit(offer, need.item):.0%}", f"{need.reliability:.0%}"
    return {
        **_abilities_told(offer, need, today, giver),
        "kind": ("帮扶类别相同", "the same kind of help") if same else ("帮扶类别相近", "a kindred kind of help"),
        "words": (f"所说内容与“{need.item}”的吻合度 {words}", f"{giver.his} words fit “{need.item}” by {words}"),
        "place": _place_told(offer, need, giver),
        "time": (f"{wait} 天后可以提供" if wait else "现在就可以提供", f"available in {wait} days" if wait else "available now"),
        "remaining": _missing_told(need),
        "urgency": (f"距截止还有 {days} 天", f"{days} days are left"),
        "reliability": (f"当地送达后签收率 {signed}", f"{signed} of deliveries there are signed for"),
        "fairness": (f"截至上周日的 30 天内已获 {need.helped} 次帮助", f"helped {need.helped} times in the 30 days to last Sunday"),
        "refusals": _refusals_told(_alike(offer, need), giver),
    }


def _missing_told(need: Need) -> tuple[str, str]:
    zh, en = f"至少还缺 {need.remaining}", f"at least {need.remaining} are still missing"
    return (f"{zh}，已有人认捐一部分", f"{en}, some are pledged already") if _is_begun(need) else (zh, en)


def _abilities_told(offer: Offer, need: Need, today: date, giver: Giver) -> dict[str, tuple[str, str]]:
    """What its giver can do of what a need takes."""
    told, volunteer = {}, offer.volunteer
    if need.skill is not None:
        told["skill"] = _skill_told(offer, need.skill, giver)
    if volunteer is not None and _says_days(offer, need):
        days, hours = volunteer.free(*_window(offer, need, today))
        told["days"] = (f"截止前{giver.zh}有空 {days} 天，约 {hours:.0f} 小时", f"free on {days} days before it is over, some {hours:.0f} hours")
    if need.language is not None and volunteer is not None:
        told["language"] = _language_told(need.language, volunteer.languages, giver)
    return told


def _skill_told(offer: Offer, skill: str, giver: Giver) -> tuple[str, str]:
    zh, en = f"需要“{skill}”的技能", f"it takes skill in “{skill}”"
    if offer.volunteer is None:
        return zh, en
    if offer.volunteer.has_certificate(skill):
        return f"{zh}，{giver.zh}的证书已核验", f"{en}: {giver.his} certificate is verified"
    if any(overlap(own.name, skill) > 0 for own in offer.volunteer.skills):
        return f"{zh}，{giver.zh}登记了，证书没有核验", f"{en}: {giver.en} told of it, no certificate is verified"
    return f"{zh}，{giver.zh}没有登记", f"{en}, of which {giver.en} told nothing"


def _language_told(language: str, own: Collection[str], giver: Giver) -> tuple[str, str]:
    zh, en = LANGUAGE.labels[language], IN_ENGLISH[language]
    if language in own:
        return f"需要{zh}，{giver.zh}会", f"it takes {en}, which {giver.en} named"
    return f"需要{zh}，{giver.zh}没有登记", f"it takes {en}, which {giver.en} did not name"


def _alike(offer: Offer, need: Need) -> list[str]:
    """The reasons for which the giver refused needs of which this one is like: told by what every card tells, never more."""
    return [refusal.reason for refusal in offer.refusals if _is_alike(refusal, need)]


def _is_alike(refusal: Refusal, need: Need) -> bool:
    if refusal.reason == "not_my_skill":
        return refusal.item == need.item
    if refusal.reason == "not_these_days":
        return need.needed_by <= refusal.needed_by
    return refusal.reason in REASONS_OF_PLACE and need.region_code[: len(refusal.county)] == refusal.county


def _refusals_told(reasons: Sequence[str], giver: Giver) -> tuple[str, str]:
    if not reasons:
        return f"{giver.zh}没有回绝过同类的需求", "nothing like it was refused"
    zh = "、".join(f"“{MATCH_REFUSAL_REASON.labels[reason]}”" for reason in TELLING if reason in reasons)
    en = ", ".join(f"“{TELLING[reason]}”" for reason in TELLING if reason in reasons)
    return f"{giver.zh}以{zh}为由回绝过同类的需求（{len(reasons)} 次）", f"what is like it was refused {len(reasons)} times: {en}"


@lru_cache(maxsize=4_096)
def overlap(about: str, item: str) -> float:
    """How much of an item's name stands in somebody's words, by pairs of neighbouring characters; 1 if he says nothing."""
    pairs, said = _pairs(item), _pairs(about)
    return len(pairs & said) / len(pairs) if pairs and said else 1.0


@lru_cache(maxsize=4_096)
def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((one, two) for one, two in pairwise(tokens(text)) if BREAK not in (one, two))


def nearness(offer: Offer, need: Need) -> float:
    """1 inside the division of an offer, and as far around as its giver goes; less with every kilometre beyond. Where these are not known, by the
    smallest division that holds both."""
    if need.region_code.startswith(offer.region_code) or (apart := distance(offer, need)) is None:
        return by_division(offer.region_code, need.region_code)
    return max(LEAST, math.pow(0.5, max(0.0, apart - offer.radius_km) / HALF_KM))


def reaches(offer: Offer, need: Need) -> bool:
    """Whether a need lies where its giver goes: one division in the other, or no farther apart than he said."""
    one, other = offer.region_code, need.region_code
    apart = distance(offer, need)
    return one.startswith(other) or other.startswith(one) or (apart is not None and apart <= offer.radius_km)


def by_division(offered: str, needed: str) -> float:
    """1 inside the division of an offer; else by the smallest division that holds both."""
    return 1.0 if needed.startswith(offered) else PLACES.get(_shared(offered, needed), FAR)


def distance(offer: Offer, need: Need) -> float | None:
    """Kilometres between the middles of two divisions; none where one lies in the other, or where both are known by the same middle alone."""
    one, other = offer.region_code, need.region_code
    if one.startswith(other) or other.startswith(one) or offer.position is None or need.position is None or offer.position == need.position:
        return None
    return kilometres(offer.position, need.position)


def _shared(one: str, other: str) -> int:
    return next((length for length in PLACES if len(one) >= length and one[:length] == other[:length]), 0)


def _place_told(offer: Offer, need: Need, giver: Giver) -> tuple[str, str]:
    if need.region_code.startswith(offer.region_code):
        return f"就在{giver.zh}愿意服务的区划内", f"inside the division that {giver.en} named"
    if (apart := distance(offer, need)) is not None:
        return _distance_told(max(1, round(apart)), offer.radius_km, giver)
    told: Mapping[int, tuple[str, str]] = {
        9: ("同一镇（街道）", "in the same town"),
        6: ("同一市（县）区", "in the same county"),
        4: ("同一设区市", "in the same city"),
    }
    return told.get(_shared(offer.region_code, need.region_code), ("在外地", "far away"))


def _distance_told(apart: int, radius: int, giver: Giver) -> tuple[str, str]:
    zh = f"离{giver.zh}约 {apart} 公里（两地中心的直线距离）"
    en = f"about {apart} km from {giver.en}, in a straight line between the middles of both places"
    if not radius:
        return zh, en
    if apart <= radius:
        return f"{zh}，在{giver.zh}愿意去的 {radius} 公里以内", f"{en}: within the {radius} km that {giver.en} named"
    return f"{zh}，超出{giver.zh}愿意去的 {radius} 公里", f"{en}: beyond the {radius} km that {giver.en} named"


def _lot(seed: str, public_id: str) -> bytes:
    """The place of a need among equals: random to whoever does not know the seed, the same for whoever does."""
    return hashlib.blake2b(f"{seed}:{public_id}".encode(), digest_size=8).digest()


def _spread(ranked: Sequence[Match]) -> Iterator[Match]:
    """The matches with no town twice in WINDOW; the list ends where only towns are left that were just shown."""
    queues: dict[str, list[int]] = {}
    for place in range(len(ranked) - 1, -1, -1):
        queues.setdefault(ranked[place].need.town, []).append(place)
    heads = [queue[-1] for queue in queues.values()]
    heapq.heapify(heads)
    resting: list[str] = []
    while heads:
        town = ranked[place := heapq.heappop(heads)].need.town
        queues[town].pop()
        yield ranked[place]
        resting.append(town)
        if len(resting) == WINDOW and queues[rested := resting.pop(0)]:
            heapq.heappush(heads, queues[rested][-1])
