"""An offer in words is read into fields, and nothing that was not said is guessed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases.code_lists.forces import HELP_KIND
from search.offers import MOST_THING, OfferRead, kind_words, read_offer
from tests.search.release import TODAY
from tests.search.test_understanding import VOCABULARY

SATURDAY, WEEKEND = ((6, 0, 24),), ((6, 8, 12), (7, 8, 12))
READ: dict[str, dict[str, Any]] = {
    "我有20辆轮椅在江阴": {"kind": "goods", "about": "轮椅", "quantity": 20, "region_code": "320281", "times": ()},
    "每周六可以做康复理疗": {"kind": "medical", "about": "康复理疗（每周六）", "quantity": None, "region_code": None, "times": SATURDAY},
    "我们公司有十个岗位在宜兴": {"kind": "job", "about": "岗位", "quantity": 10, "region_code": "320282"},
    "周末上午可以辅导孩子数学，在江阴周庄": {"kind": "service", "region_code": "320281108", "times": WEEKEND},
    "捐5000元给无锡的孩子交学费": {"kind": "tuition", "quantity": 5000, "region_code": "3202"},
    "两万元": {"kind": "money", "quantity": 20000},
    "食堂要采购200箱大米，宜兴": {"kind": "purchase", "quantity": 200, "region_code": "320282"},
    "每周一、三下午2点到5点在宜兴丁蜀镇教种植技术": {"kind": "skill", "region_code": "320282112", "times": ((1, 14, 17), (3, 14, 17))},
    "周一到周三": {"times": ((1, 0, 24), (2, 0, 24), (3, 0, 24))},
    "三百件棉衣，江阴市徐霞客镇，三天内可以送": {
        "kind": "goods",
        "about": "棉衣",
        "quantity": 300,
        "region_code": "320281104",
        "last_day": TODAY + timedelta(3),
    },
    "在江阴開了家理髮店，每個月可以免費理髮8小時": {"kind": "service", "about": "免费理发", "quantity": 8, "region_code": "320281"},
    "I have 20 wheelchairs in jiangyin": {"kind": "goods", "quantity": 20, "region_code": "320281"},
    "physiotherapist, free on Saturdays": {"kind": "medical", "times": SATURDAY},
    "我是康复治疗师": {"kind": "medical", "about": "康复治疗师", "quantity": None},
    "本人是一名康复治疗师，周六有空": {"kind": "medical", "about": "康复治疗师（周六）", "quantity": None, "times": SATURDAY},
    "你好": {"kind": None, "about": "你好", "quantity": None, "region_code": None},
    "2020年5月的轮椅": {"first_day": None, "last_day": None},
}


def read(text: str, today: date = TODAY) -> OfferRead:
    return read_offer(VOCABULARY, text, today)


@pytest.mark.parametrize("text", READ)
def test_words_are_read_into_fields(text: str) -> None:
    found = read(text)
    assert {name: getattr(found, name) for name in READ[text]} == READ[text]


def test_what_was_not_said_is_asked_for_and_each_piece_is_told() -> None:
    found = read("每周六可以做康复理疗")
    assert found.missing == ("quantity", "region_code")
    assert [(one.piece, one.field, one.zh, one.en) for one in found.said if one.field in ("kind", "time")] == [
        ("康复", "kind", "医疗", "medical"),
        ("每周六", "time", "周六", "Saturday"),
    ]


@given(st.text(max_size=400))
def test_any_words_whatever_are_read(text: str) -> None:
    found = read(text)
    assert found.kind is None or found.kind in HELP_KIND.labels
    assert found.region_code is None or found.region_code in VOCABULARY.names
    assert len(found.about) <= max(MOST_THING * 2 + 100, 300)
    assert all(0 <= first < last <= 24 and 1 <= day <= 7 for day, first, last in found.times)


def test_every_word_is_of_a_kind_of_help_and_stands_once() -> None:
    words = [word for _, word in kind_words()]
    assert {kind for kind, _ in kind_words()} == set(HELP_KIND.labels)
    assert len(words) == len(set(words))
