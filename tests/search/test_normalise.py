"""Texts in one spelling, and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlighting import find_spans
from search.normalise import BREAK, find_phrases, key, split, tokens, words_of

ANY = st.text(st.characters(codec=None), max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺灣農民創業園", "台湾农民创业园"),
        ("ＡＢＣ１２３", "abc123"),
        ("低 保\u3000金", "低保金"),
        ("轮\u200b椅", "轮椅"),
        ("①", "1"),
        ("Café", "cafe"),
        ("㎡", "m2"),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_of_the_same_text_are_one(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


def test_punctuation_parts_phrases() -> None:
    assert tokens("住房、修缮") == ["住", "房", BREAK, "修", "缮"]
    assert find_phrases("住房、修缮", [words_of("房修")]) == []


@given(text=ANY)
def test_tokens_of_any_text_are_plain_to_both_engines(text: str) -> None:
    """FTS5's ascii tokenizer and the whitespace analyser cut `split` into the very same tokens again."""
    for token in tokens(text):
        assert (token.isascii() and token.isalnum() and token == token.lower()) or (len(token) == 1 and not token.isspace())
    assert split(text).encode() is not None
    assert tokens(split(text)) == tokens(text)


@given(before=ANY, text=ANY, after=ANY)
def test_a_phrase_is_found_where_it_stands(before: str, text: str, after: str) -> None:
    whole = f"{before} 、{text}、 {after}"
    phrase = words_of(text)
    if not phrase or BREAK in tokens(text):
        return
    spans = find_phrases(whole, [phrase])
    assert spans
    assert all(words_of(whole[start:end]) == phrase for start, end in spans)


def test_spans_that_meet_are_one() -> None:
    assert find_spans("江阴市周庄镇", [words_of("江阴市"), words_of("阴市周"), words_of("庄")]) == [(0, 5)]
    assert key("江阴市 周庄镇") == "江阴市周庄镇"
