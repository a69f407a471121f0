"""Identity numbers and bank cards: sealed, found by digest, shown by mask; check digits as GB 11643 has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases.identifiers import IdentifierKeys, UnreadableIdentifierError, mask
from databases.identity_numbers import birthday, check_digit, is_valid, sex

KEYS = IdentifierKeys("new", {"new": b"n" * 32, "old": b"o" * 32}, b"i" * 32)
OLD = IdentifierKeys("old", {"old": b"o" * 32}, b"i" * 32)
PUBLISHED_SAMPLE = "11010519491231002X"  # the standard's own example


@given(st.text(min_size=1))
def test_sealed_value_opens_again(value: str) -> None:
    assert KEYS.open("member.id_number", KEYS.seal("member.id_number", value)) == value


def test_equal_values_seal_differently_and_digest_alike() -> None:
    assert KEYS.seal("c", "1") != KEYS.seal("c", "1")
    assert KEYS.digest("c", "1") == KEYS.digest("c", "1") != KEYS.digest("d", "1")


def test_value_sealed_before_rotation_opens_after_it() -> None:
    assert KEYS.open("c", OLD.seal("c", "1")) == "1"
    with pytest.raises(UnreadableIdentifierError, match="new"):
        OLD.open("c", KEYS.seal("c", "1"))


def test_value_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(UnreadableIdentifierError):
        KEYS.open("account.bank_card", KEYS.seal("member.id_number", "1"))


def test_mask_shows_only_the_last_characters() -> None:
    assert mask(PUBLISHED_SAMPLE, 2) == "*" * 16 + "2X"
    assert mask("1", 2) == "1"


def test_published_sample_is_valid() -> None:
    assert is_valid(PUBLISHED_SAMPLE)
    assert str(birthday(PUBLISHED_SAMPLE)) == "1949-12-31"
    assert sex(PUBLISHED_SAMPLE) == "2"


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, shift: int) -> None:
    wrong = str((int(PUBLISHED_SAMPLE[place]) + shift) % 10)
    changed = PUBLISHED_SAMPLE[:place] + wrong + PUBLISHED_SAMPLE[place + 1 :]
    assert check_digit(changed[:17]) != changed[17]
    assert not is_valid(changed)


@pytest.mark.parametrize("number", ["", "1" * 17, "11010519490231002X", "１１０１０５１９４９１２３１００２X", "11010519491231002x"])
def test_malformed_number_is_not_valid(number: str) -> None:
    assert not is_valid(number)
