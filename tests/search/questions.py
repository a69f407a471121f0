"""Questions of every kind, of what the release holds and of what it does not."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import strategies as st

from search.documents import PLACE_FACETS, ROLES
from search.normalise import tokens, words_of
from search.queries import AmountIs, Clause, Condition, DayIs, FacetIs, Field, Phrase, PlaceIs, Point, Question, Sort
from tests.search.release import FUND_KINDS, NEED_KINDS, SKILLS, STATES, TODAY, USES, documents, places

FACETS = ("kind", "year", "fund_kind", "need_kind", "skill", "state", "stage", "nothing", *PLACE_FACETS)
_SAMPLE = documents(1_700)[1_300:]
_TEXTS = [text for d in _SAMPLE for text in (d.title, *(t.text for t in d.body))] + [place.name for place in places()]
_CODES = {"kind": ["fund", "need", "village", "ghost"], "year": ["2020", "2026", "1066"], "fund_kind": list(FUND_KINDS)}
_CODES |= {
    "need_kind": list(NEED_KINDS),
    "skill": list(SKILLS),
    "state": list(STATES),
    "benefit_town": [p.code for p in places() if len(p.code) == 9],
}


@st.composite
def substrings(draw: st.DrawFn) -> str:
    """One to six characters of something that the release holds."""
    text = draw(st.sampled_from(_TEXTS))
    start = draw(st.integers(0, max(0, len(text) - 1)))
    return text[start : start + draw(st.integers(1, 6))]


@st.composite
def phrases(draw: st.DrawFn) -> Phrase:
    text = draw(st.one_of(substrings(), st.sampled_from(USES), st.just("没有的词")))
    return Phrase(words_of(text) or tuple(tokens("江阴")))


_RANDOM = Random(5)
POINTS = [Point(_RANDOM.uniform(31, 32), _RANDOM.uniform(119.5, 121)) for _ in range(30)]
"""From none of which two places are equally far, within what a cluster can tell."""
PINYIN = st.sampled_from([Phrase(("lun", "yi"), Field.PINYIN), Phrase(("jiang",), Field.PINYIN), Phrase(("jy",), Field.INITIALS)])
DAYS = st.integers(-3_000, 120).map(lambda days: TODAY + timedelta(days))


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    facet = draw(st.sampled_from(list(_CODES)))
    days = sorted((draw(DAYS), draw(DAYS)))
    cents = sorted((draw(st.integers(0, 10**8)), draw(st.integers(0, 10**8))))
    choices: list[Condition] = [
        FacetIs(facet, frozenset(draw(st.lists(st.sampled_from(_CODES[facet]), min_size=1, max_size=3)))),
        PlaceIs(draw(st.sampled_from(list(ROLES))), draw(st.sampled_from([p.code for p in places()] + ["32", "11"]))),
        AmountIs(draw(st.sampled_from([None, cents[0]])), cents[1]),
        AmountIs(cents[0]),
        DayIs(days[0], days[1], draw(st.booleans())),
    ]
    return draw(st.sampled_from(choices))


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    found = draw(st.lists(st.one_of(phrases(), PINYIN), max_size=3))
    met = draw(st.lists(conditions(), max_size=2))
    return Clause("piece", tuple(found) if found or met else (draw(phrases()),), tuple(met), draw(st.booleans()))


@st.composite
def questions(draw: st.DrawFn, sort: Sort | None = None) -> Question:
    return Question(
        clauses=tuple(draw(st.lists(clauses(), max_size=3))),
        filters=tuple(draw(st.lists(conditions(), max_size=2))),
        facets=tuple(draw(st.lists(st.sampled_from(FACETS), max_size=3, unique=True))),
        sort=sort or draw(st.sampled_from(Sort)),
        near=draw(st.sampled_from(POINTS)),
        today=TODAY,
        size=draw(st.integers(1, 60)),
        every=draw(st.booleans()),
    )
