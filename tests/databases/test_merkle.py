"""The Merkle tree agrees with the RFC's own definition, with the vectors of the certificate-transparency project, and
its proofs hold for what they say and for nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databases import merkle
from databases.merkle import Node, Run

# Leaves, roots and proofs of certificate-transparency's reference tree (merkletree/merkle_tree_test.cc)
LEAVES = [bytes.fromhex(leaf) for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION_PROOFS = [  # leaf (from 1), size, path
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        2,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
CONSISTENCY_PROOFS = [  # first size, second size, path
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


def rfc_root(leaves: Sequence[bytes]) -> bytes:
    """MTH as RFC 6962, 2.1 writes it down."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = rfc_split(leaves)
    return hashlib.sha256(b"\x01" + rfc_root(leaves[:k]) + rfc_root(leaves[k:])).digest()


def rfc_path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH as RFC 6962, 2.1.1 writes it down."""
    if len(leaves) == 1:
        return []
    k = rfc_split(leaves)
    if m < k:
        return [*rfc_path(m, leaves[:k]), rfc_root(leaves[k:])]
    return [*rfc_path(m - k, leaves[k:]), rfc_root(leaves[:k])]


def rfc_subproof(m: int, leaves: Sequence[bytes], b: bool) -> list[bytes]:
    """SUBPROOF as RFC 6962, 2.1.2 writes it down; PROOF(m, D) is SUBPROOF(m, D, true)."""
    if m == len(leaves):
        return [] if b else [rfc_root(leaves)]
    k = rfc_split(leaves)
    if m <= k:
        return [*rfc_subproof(m, leaves[:k], b), rfc_root(leaves[k:])]
    return [*rfc_subproof(m - k, leaves[k:], False), rfc_root(leaves[:k])]


def rfc_split(leaves: Sequence[bytes]) -> int:
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return k


def tree(leaves: Sequence[bytes]) -> dict[Node, bytes]:
    return merkle.grow(0, [merkle.leaf_hash(leaf) for leaf in leaves], {})


def hexes(hashes: Sequence[bytes]) -> list[str]:
    return [hash_.hex() for hash_ in hashes]


some_leaves = st.lists(st.binary(max_size=4), min_size=1, max_size=130)


@pytest.mark.parametrize("size", range(1, 9))
def test_reference_roots_are_those_published(size: int) -> None:
    assert rfc_root(LEAVES[:size]).hex() == ROOTS[size - 1]
    assert merkle.root(size, tree(LEAVES)).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("leaf", "size", "path"), INCLUSION_PROOFS)
def test_reference_inclusion_proofs_are_those_published(leaf: int, size: int, path: list[str]) -> None:
    assert hexes(merkle.proof(merkle.inclusion_runs(leaf - 1, size), tree(LEAVES))) == path


@pytest.mark.parametrize(("first", "second", "path"), CONSISTENCY_PROOFS)
def test_reference_consistency_proofs_are_those_published(first: int, second: int, path: list[str]) -> None:
    assert hexes(merkle.proof(merkle.consistency_runs(first, second), tree(LEAVES))) == path


def test_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.root(0, {}).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(leaves=some_leaves)
def test_root_is_that_of_the_rfc(leaves: list[bytes]) -> None:
    assert merkle.root(len(leaves), tree(leaves)) == rfc_root(leaves)


@given(leaves=some_leaves, data=st.data())
def test_growing_in_parts_gives_the_same_tree(leaves: list[bytes], data: st.DataObject) -> None:
    middle = data.draw(st.integers(0, len(leaves)))
    begun = tree(leaves[:middle])
    edge = {node: begun[node] for node in merkle.complete_subtrees(Run(0, middle))}
    grown = merkle.grow(middle, [merkle.leaf_hash(leaf) for leaf in leaves[middle:]], edge)
    assert begun | grown == tree(leaves)
    assert not begun.keys() & grown.keys()


@given(leaves=some_leaves, data=st.data())
def test_inclusion_proof_is_that_of_the_rfc_and_holds(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = merkle.proof(merkle.inclusion_runs(index, len(leaves)), tree(leaves))
    assert path == rfc_path(index, leaves)
    assert merkle.is_included(merkle.leaf_hash(leaves[index]), index, len(leaves), path, rfc_root(leaves))


@given(leaves=some_leaves, data=st.data())
def test_consistency_proof_is_that_of_the_rfc_and_holds(leaves: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(leaves)))
    path = merkle.proof(merkle.consistency_runs(first, len(leaves)), tree(leaves))
    assert path == rfc_subproof(first, leaves, True)
    assert merkle.is_consistent(first, len(leaves), rfc_root(leaves[:first]), rfc_root(leaves), path)


@given(leaves=some_leaves, data=st.data())
def test_inclusion_proof_holds_for_nothing_else(leaves: list[bytes], data: st.DataObject) -> None:
    index, size = data.draw(st.integers(0, len(leaves) - 1)), len(leaves)
    leaf, root = merkle.leaf_hash(leaves[index]), rfc_root(leaves)
    path = rfc_path(index, leaves)
    other = merkle.leaf_hash(b"five!")
    assert not merkle.is_included(other, index, size, path, root)
    assert not merkle.is_included(leaf, index, size, path, other)
    assert not merkle.is_included(leaf, index, size, [*path, other], root)
    for place in range(len(path)):
        assert not merkle.is_included(leaf, index, size, [*path[:place], other, *path[place + 1 :]], root)
        assert not merkle.is_included(leaf, index, size, path[:place] + path[place + 1 :], root)
    assert not merkle.is_included(leaf, size, size, path, root)
    assert not merkle.is_included(leaf, -1, size, path, root)


@given(size=st.integers(1, 130), data=st.data())
def test_inclusion_proof_names_one_place(size: int, data: st.DataObject) -> None:
    leaves = [place.to_bytes(2) for place in range(size)]
    index, elsewhere = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    holds = merkle.is_included(merkle.leaf_hash(leaves[index]), elsewhere, size, rfc_path(index, leaves), rfc_root(leaves))
    assert holds == (index == elsewhere)


@given(leaves=some_leaves, data=st.data())
def test_consistency_proof_holds_for_nothing_else(leaves: list[bytes], data: st.DataObject) -> None:
    first, second = data.draw(st.integers(1, len(leaves))), len(leaves)
    roots, other = (rfc_root(leaves[:first]), rfc_root(leaves)), merkle.leaf_hash(b"five!")
    path = rfc_subproof(first, leaves, True)
    assert not merkle.is_consistent(first, second, other, roots[1], path)
    assert not merkle.is_consistent(first, second, roots[0], other, path)
    assert not merkle.is_consistent(first, second, *roots, [*path, other])
    for place in range(len(path)):
        assert not merkle.is_consistent(first, second, *roots, [*path[:place], other, *path[place + 1 :]])
        assert not merkle.is_consistent(first, second, *roots, path[:place] + path[place + 1 :])


def test_consistency_from_the_empty_tree_needs_no_proof() -> None:
    root = rfc_root(LEAVES)
    assert merkle.consistency_runs(0, 8) == []
    assert merkle.is_consistent(0, 8, merkle.EMPTY_ROOT, root, [])
    assert not merkle.is_consistent(0, 8, root, root, [])
    assert not merkle.is_consistent(9, 8, root, root, [root])
    assert not merkle.is_consistent(-1, 8, root, root, [root])
    assert not merkle.is_consistent(3, 8, root, root, [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_proof_for_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        merkle.inclusion_runs(index, size)


@pytest.mark.parametrize(("first", "second"), [(3, 2), (-1, 3)])
def test_no_proof_that_a_tree_shrank(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="does not begin"):
        merkle.consistency_runs(first, second)


@given(size=st.integers(1, 10**12), data=st.data())
def test_proofs_need_few_hashes(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    runs = merkle.inclusion_runs(index, size) + merkle.consistency_runs(index, size)
    assert len(runs) <= 2 * size.bit_length() + 1
    assert len({node for run in runs for node in merkle.complete_subtrees(run)}) <= 3 * size.bit_length()
