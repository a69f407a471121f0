"""Identity numbers and bank cards: sealed, found by digest, shown by mask; check digits as GB 11643 has them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases import resealing
from databases.connections import Databases
from databases.identifiers import IdentifierKeys, UnreadableIdentifierError, mask
from databases.identity_numbers import birthday, check_digit, is_valid, sex
from databases.migrations import migrate
from databases.resealing import reseal

KEYS = IdentifierKeys("new", {"new": b"n" * 32, "old": b"o" * 32}, b"i" * 32)
OLD = IdentifierKeys("old", {"old": b"o" * 32}, b"i" * 32)
NOW = datetime(2020, 6, 30, tzinfo=UTC)
PLACE = """
INSERT INTO region (code, name, name_sort, level, parent_code, valid_from) VALUES
('3299', '市', 'shi', 'city', NULL, '1990-01-01'), ('329901', '县', 'xian', 'county', '3299', '1990-01-01'),
('329901001', '镇', 'zhen', 'town', '329901', '1990-01-01'), ('329901001001', '村', 'cun', 'village', '329901001', '1990-01-01');
INSERT INTO household (number, region_code, head_name, category, member_count, filed_on)
VALUES ('H1', '329901001001', '甲', 'dibao', 5, '2018-01-01')
"""
MEMBER = ("household_id", "region_code", "name", "id_number_encrypted", "id_number_digest", "id_number_mask", "sex", "born_on", "kinship")
FIVE = "SELECT 1, '329901001001', '甲', $1, sha256(i::text::bytea), '*', '1', '1990-01-01', 'other' FROM generate_series(1, 5) AS i"
UNSEALED = "SELECT id, version, recorded_at, name, id_number_digest, id_number_mask FROM member ORDER BY id"
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


def test_resealed_identifiers_need_the_old_key_no_longer(dsns: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows and their history are sealed anew, nothing else about them changes, and a second run finds nothing to do."""
    monkeypatch.setattr(resealing, "BATCH_SIZE", 2)
    databases, fresh = Databases(dsns, "rotated_city"), IdentifierKeys("new", {"new": b"n" * 32}, b"i" * 32)
    asyncio.run(migrate(databases, "beneficiaries"))

    async def work() -> None:
        async with databases.connection("beneficiaries") as connection:
            async with connection.transaction():
                await connection.execute(PLACE)
                await connection.execute(f"INSERT INTO member ({', '.join(MEMBER)}) {FIVE}", OLD.seal("member.id_number", "1"))
            await connection.execute("UPDATE member SET name = '乙' WHERE id <= 3")
            before = await connection.fetch(UNSEALED)
            assert await reseal(databases, "beneficiaries", KEYS, "operator", NOW, lambda *_: None) == 8
            assert await connection.fetch(UNSEALED) == before
            sealed = await connection.fetch("SELECT id_number_encrypted FROM member UNION ALL SELECT id_number_encrypted FROM member_history")
            assert {fresh.open("member.id_number", row[0]) for row in sealed} == {"1"}
            events = await connection.fetch("SELECT subject_kind, row_count FROM event WHERE kind = 'identifiers_resealed' ORDER BY id")
            assert [tuple(event) for event in events] == [("member", 2), ("member", 2), ("member", 1), ("member_history", 2), ("member_history", 1)]
            assert await reseal(databases, "beneficiaries", fresh, "operator", NOW, lambda *_: None) == 0
            await connection.execute("UPDATE member SET name = '丙' WHERE id = 1")
            assert await connection.fetchval("SELECT count(*) FROM member_history") == 4  # histories are kept as before

    asyncio.run(work())
