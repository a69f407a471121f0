"""No random id can be taken for a number of somebody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from databases.public_ids import public_id


@given(st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_ids_are_letters_and_as_many_as_their_chances(one: bytes, other: bytes) -> None:
    assert public_id("N", one).isalpha()
    assert len(public_id("N", one)) == 17
    assert (public_id("N", one) == public_id("N", other)) == (one == other)
