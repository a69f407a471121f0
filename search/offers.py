"""An offer in somebody's own words read into fields: what, how many, where, when. It is shown back to him to be corrected; nothing of it is kept.

Places are those that a question is read by (`understanding.py`). What was not said stays empty, and is asked for.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from opencc import OpenCC

from databases.code_lists.forces import HELP_KIND
from search.figures import find_figures, number
from search.queries import AmountIs, DayIs
from search.vocabulary import WORDS, Place, Vocabulary

MOST_CHARACTERS, MOST_THING = 300, 60
MOST_QUANTITY = 100_000
TOWN = 9
"""Digits of the narrowest division in which something is offered."""
GAP, YUAN = "，", "元"
_simplified = OpenCC("t2s")

_NUMERAL = r"\d{1,6}|[一二两三四五六七八九十][零一二两三四五六七八九十百千万]{0,7}"
_GOODS = "辆|台|床|袋|套|件|箱|本|册|把|张|双|斤|公斤|千克|吨|桶|瓶|盒|只|条|部|副|份|台套"
_HOURS = "个?小时|个?钟头|hours?"
_COUNTED = rf"{_GOODS}|{_HOURS}|个|名|位|人|次|场|节|堂"
_QUANTITY = re.compile(rf"(?<![\d一二两三四五六七八九十])({_NUMERAL})\s*多?({_COUNTED})|(?<!\d)(\d{{1,6}})(?=\s*(?:[a-z]{{3,}}|$))")
_OCLOCK = r"(上午|早上|中午|下午|晚上)?(\d{1,2})(?:[:：]\d\d|点钟?|时)"
_HOURS_OF_DAY = re.compile(rf"{_OCLOCK}(?:到|至|-|~|—){_OCLOCK}")
_PARTS = {
    "上午": (8, 12),
    "早上": (7, 9),
    "中午": (11, 14),
    "下午": (13, 18),
    "晚上": (18, 21),
    "morning": (8, 12),
    "afternoon": (13, 18),
    "evening": (18, 21),
}
_PART = re.compile("|".join(f"{part}s?" if part.isascii() else part for part in _PARTS))
_LATER = ("下午", "晚上", "中午")
_CHINESE_DAYS = "一二三四五六日"
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_I_AM = re.compile("(?:我们?|本人)(?:公司|单位)?是(?:一?[名位个家])?")  # who he is, and no number of anything
_WEEKDAYS = re.compile(
    r"(?:每个?|逢)?(?:周|星期|礼拜)([一二三四五六日天](?:[、,和及]?(?:周|星期|礼拜)?[一二三四五六日天])*)(?:(?:到|至|-|~)(?:周|星期|礼拜)?([一二三四五六日天]))?"
)
_SETS = {
    r"(?:每个?|every )?(?:周末|双休日|weekends?)": (6, 7),
    r"工作日|平时|weekdays?": (1, 2, 3, 4, 5),
    r"每天|天天|every day|daily": (1, 2, 3, 4, 5, 6, 7),
    **{rf"(?:every |on )*{day}s?": (place,) for place, day in enumerate(_ENGLISH_DAYS, 1)},
}
_FILLERS = (
    "一批 我们公司 本公司 我公司 公司 我们单位 我单位 我们 我 咱们 本人 单位 企业 村里 这里 这边 家里 另外 还 有空 空闲 有 可以 能够 能 会 想要 想 愿意 打算 准备 "
    "提供 捐赠 捐献 捐助 捐出 捐 赠送 送 给 做 帮忙 帮助 帮 一些 一点 大约 大概 左右 约 闲置的 闲置 全新的 新的 旧的 时间 每个月 每月 每周 每次 每 在 去 到 里 附近 一带 "
    "都 也 和 的 了 吧 得 请 各位 大家 困难家庭 需要的人 "
    "i we have has can could offer give donate to do some free on in at every a an the of for with my our am are would like time per month week"
).split()
_EDGES = sorted(_FILLERS, key=len, reverse=True)
_BY_MEASURE = ((_GOODS, "goods"), (_HOURS, "service"), ("次|场|节|堂", "service"))


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the words, and what it was taken for, in Chinese and English."""

    piece: str
    field: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class OfferRead:
    """What was understood; what is None was not said. `times` are weekday (1 Monday), first and last hour."""

    kind: str | None
    about: str
    quantity: int | None
    region_code: str | None
    first_day: date | None
    last_day: date | None
    times: tuple[tuple[int, int, int], ...]
    said: tuple[Said, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What still has to be told before it can be offered."""
        return tuple(name for name in ("kind", "quantity", "region_code") if getattr(self, name) is None)


def read_offer(vocabulary: Vocabulary, text: str, today: date) -> OfferRead:
    """Read any words whatever; nothing is guessed that they do not say."""
    spelled = _simplified.convert(unicodedata.normalize("NFKC", " ".join(text[:MOST_CHARACTERS].split())).casefold())
    times, on_days, rest = _times(_I_AM.sub(GAP, spelled))
    days, in_days, rest = _days(rest, today)
    quantity, measure, counted, rest = _quantity(rest, today)
    place, there, rest = _place(vocabulary, rest)
    kind, why = _kind(rest, measure)
    thing = _thing(rest, why)
    when = "、".join(dict.fromkeys(said.piece for said in on_days))
    about = f"{thing}（{when}）" if thing and when else thing or spelled
    told = (*_told(kind, why, thing), *counted, *there, *on_days, *in_days)
    return OfferRead(kind, about, quantity, place, *days, times, told)


def _times(text: str) -> tuple[tuple[tuple[int, int, int], ...], tuple[Said, ...], str]:
    """Weekdays and hours of a day; the words without them."""
    days, pieces, text = _weekdays(text)
    hours, of_day, text = _hours(text)
    if not days:
        return (), tuple(Said(piece, "time", f"{hours[0]}–{hours[1]} 点", f"{hours[0]}:00 to {hours[1]}:00") for piece in of_day), text
    zh = "、".join(f"周{_CHINESE_DAYS[day - 1]}" for day in days) + (f" {hours[0]}–{hours[1]} 点" if of_day else "")
    en = ", ".join(_ENGLISH_DAYS[day - 1].capitalize() for day in days) + (f" {hours[0]}:00 to {hours[1]}:00" if of_day else "")
    said = tuple(Said(piece, "time", zh, en) for piece in (*pieces, *of_day))
    return tuple((day, *hours) for day in days), said, text


def _weekdays(text: str) -> tuple[list[int], list[str], str]:
    found: set[int] = set()
    pieces = []
    for pattern, those in _SETS.items():
        if match := re.search(pattern, text):
            found |= set(those)
            pieces.append(match[0])
            text = text.replace(match[0], GAP)
    for match in list(_WEEKDAYS.finditer(text)):
        days = [_weekday(one) for one in match[1] if one in f"{_CHINESE_DAYS}天"]
        found |= set(range(days[-1], _weekday(match[2]) + 1) if match[2] else ()) | set(days)
        pieces.append(match[0])
        text = text.replace(match[0], GAP)
    return sorted(found), pieces, text


def _weekday(character: str) -> int:
    return _CHINESE_DAYS.index(character.replace("天", "日")) + 1


def _hours(text: str) -> tuple[tuple[int, int], list[str], str]:
    """From when to when on a day; the whole day where nothing is said."""
    if match := _HOURS_OF_DAY.search(text):
        first, last = _hour(match[1], match[2]), _hour(match[3] or match[1], match[4])
        if 0 <= first < last <= 24:
            return (first, last), [match[0]], text.replace(match[0], GAP)
    if match := _PART.search(text):
        return _PARTS[match[0].removesuffix("s")], [match[0]], text.replace(match[0], GAP)
    return (0, 24), [], text


def _hour(part: str | None, hour: str) -> int:
    return int(hour) + 12 * (part in _LATER and int(hour) < 12)


def _days(text: str, today: date) -> tuple[tuple[date | None, date | None], tuple[Said, ...], str]:
    """From which day to which; only days that are not over."""
    for figure in find_figures(text, today):
        days = next((condition for condition in figure.conditions if isinstance(condition, DayIs) and condition.last >= today), None)
        if days:
            piece = text[figure.start : figure.end]
            said = Said(piece, "days", f"{max(days.first, today)} 至 {days.last}", f"{max(days.first, today)} to {days.last}")
            return (max(days.first, today), days.last), (said,), text.replace(piece, GAP)
    return (None, None), (), text


def _quantity(text: str, today: date) -> tuple[int | None, str, tuple[Said, ...], str]:
    """How many, of which measure; an amount of money in whole yuan."""
    for figure in find_figures(text, today):
        for condition in figure.conditions:
            if isinstance(condition, AmountIs) and (cents := condition.lowest or condition.highest):
                piece, yuan = text[figure.start : figure.end], cents // 100
                said = Said(piece, "quantity", f"{yuan:,} 元", f"{yuan:,} yuan")
                return min(yuan, MOST_QUANTITY), YUAN, (said,), text.replace(piece, GAP)
    for match in _QUANTITY.finditer(text):
        value, measure = number(match[1] or match[3]), match[2] or ""
        if value is not None and 1 <= value <= MOST_QUANTITY:
            said = Said(match[0].strip(), "quantity", f"{int(value)} {measure}".strip(), str(int(value)))
            return int(value), measure, (said,), text.replace(match[0], f"{GAP}", 1)
    return None, "", (), text


def _place(vocabulary: Vocabulary, text: str) -> tuple[str | None, tuple[Said, ...], str]:
    """The narrowest place that is named, a town at most, inside the widest that is named: 江阴周庄 is the Zhouzhuang of Jiangyin."""
    said = [(piece if piece.isascii() else word, word) for piece in _pieces(text) for word in _words(vocabulary, piece)]
    named = [(piece, place) for piece, word in said for place in _places(vocabulary, word)]
    if not named:
        return None, (), text
    widest = min(named, key=lambda one: len(one[1].code))[1].code
    within = [(piece, place) for piece, place in named if place.code.startswith(widest)]
    chosen = max(within, key=lambda one: len(one[1].code))[1]
    pieces = dict.fromkeys(piece for piece, place in within if chosen.code.startswith(place.code))
    for piece in pieces:
        text = text.replace(piece, GAP)
    label = vocabulary.full_name(chosen)
    return chosen.code, (Said("".join(pieces), "place", label, label),), text


def _pieces(text: str) -> Iterator[str]:
    """Latin words, and what stands together in Chinese."""
    yield from re.findall(r"[a-z]+|[^\W\d_a-z]+", text)


def _words(vocabulary: Vocabulary, piece: str) -> Iterator[str]:
    """The words of a piece that the vocabulary knows, those in pinyin by their sound."""
    yield from vocabulary.by_sound(piece) if piece.isascii() else (word for word in vocabulary.cut(piece) if word in vocabulary)


def _places(vocabulary: Vocabulary, word: str) -> list[Place]:
    """The divisions of a name, towns at most: the widest of them, as people mean a county and not the zone that is called after it."""
    places = [sense for sense in vocabulary.senses(word) if isinstance(sense, Place) and len(sense.code) <= TOWN]
    widest = min((len(place.code) for place in places), default=0)
    return [place for place in places if len(place.code) == widest]


def _thing(text: str, word: str) -> str:
    """What is left of the words without what everybody says: the stretch with the word that tells the kind, else the longest."""
    stretches = [bare for stretch in re.split(r"[^\w ]+", text) if (bare := _bare(stretch))]
    telling = [stretch for stretch in stretches if word and word in stretch]
    return (min(telling, key=len) if telling else max(stretches, key=len, default=""))[:MOST_THING]


def _bare(stretch: str) -> str:
    """A stretch without the fillers at both its ends."""
    before = ""
    while stretch != before:
        before = stretch = stretch.strip()
        for filler in _EDGES:
            if filler.isascii():
                stretch = re.sub(rf"^{filler}\b|\b{filler}$", "", stretch).strip()
            else:
                stretch = stretch.removeprefix(filler).removesuffix(filler).strip()
    return stretch


def _kind(text: str, measure: str) -> tuple[str | None, str]:
    """The kind of help, and the word that tells it: money by its measure, else the longest word that is known, else by the measure."""
    found = sorted(((word, kind) for kind, word in kind_words() if word in text), key=lambda one: -len(one[0]))
    if measure == YUAN:
        return next((("tuition", word) for word, kind in found if kind == "tuition"), ("money", YUAN))
    if found:
        return found[0][1], found[0][0]
    return next(((kind, measure) for pattern, kind in _BY_MEASURE if measure and re.fullmatch(pattern, measure)), (None, ""))


@lru_cache(maxsize=1)
def kind_words() -> Sequence[tuple[str, str]]:
    """Kinds of help with the words that tell them, a reviewed list."""
    with (WORDS / "offers.csv").open(encoding="utf-8", newline="") as file:
        return [(row["kind"], row["word"]) for row in csv.DictReader(file)]


def _told(kind: str | None, why: str, thing: str) -> Iterator[Said]:
    if kind:
        yield Said(why, "kind", HELP_KIND.labels[kind], kind)
    if thing:
        yield Said(thing, "about", thing, thing)
