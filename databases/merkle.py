"""Merkle trees as RFC 6962 hashes them, and the proofs that RFC 9162 verifies.

A tree is kept as the hashes of its complete subtrees only: `Node(level, position)` covers the 2^level leaves from
`position * 2^level` on, and its hash never changes. Every root and every step of a proof is the hash of a run of leaves,
and a run is a few complete subtrees folded together. So n more leaves cost fewer than 2n hashes, and a root or a proof
needs O(log n) of the stored hashes, all known before any is read.

Leaves are given by their `leaf_hash`. Nothing here knows what a leaf says or where hashes are stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

EMPTY_ROOT = hashlib.sha256(b"").digest()


class Node(NamedTuple):
    """A complete subtree: level 0 is a leaf."""

    level: int
    position: int


class Run(NamedTuple):
    """The leaves start … stop-1; RFC 6962's D[start:stop], where start is a multiple of a power of two that holds the run."""

    start: int
    stop: int


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def complete_subtrees(run: Run) -> list[Node]:
    """The largest complete subtrees that make up a run, from left to right."""
    nodes, (start, stop) = [], run
    while start < stop:
        level = (stop - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def run_hash(run: Run, hashes: Mapping[Node, bytes]) -> bytes:
    """RFC 6962's MTH(D[start:stop])."""
    parts = [hashes[node] for node in reversed(complete_subtrees(run))]
    return reduce(lambda right, left: node_hash(left, right), parts) if parts else EMPTY_ROOT


def root(size: int, hashes: Mapping[Node, bytes]) -> bytes:
    return run_hash(Run(0, size), hashes)


def grow(size: int, leaf_hashes: Sequence[bytes], hashes: Mapping[Node, bytes]) -> dict[Node, bytes]:
    """The subtrees that become complete when a tree of `size` leaves gets these; needs the hashes of `complete_subtrees(Run(0, size))`."""
    grown: dict[Node, bytes] = {}
    for index, hash_ in enumerate(leaf_hashes, size):
        node = Node(0, index)
        grown[node] = hash_
        while node.position & 1:
            left = Node(node.level, node.position - 1)
            hash_ = node_hash(grown[left] if left in grown else hashes[left], hash_)
            node = Node(node.level + 1, node.position >> 1)
            grown[node] = hash_
    return grown


def inclusion_runs(index: int, size: int) -> list[Run]:
    """The runs whose hashes prove leaf `index` in the tree of `size` leaves: PATH of RFC 6962, 2.1.1."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    return list(_inclusion_runs(index, Run(0, size)))[::-1]


def consistency_runs(first: int, second: int) -> list[Run]:
    """The runs whose hashes prove that the tree of `first` leaves begins that of `second`: PROOF of RFC 6962, 2.1.2."""
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves does not begin one of {second}")
    if first in (0, second):
        return []  # nothing to prove: any tree goes on from the empty one, and each from itself
    return list(_consistency_runs(first, Run(0, second)))[::-1]


def proof(runs: Sequence[Run], hashes: Mapping[Node, bytes]) -> list[bytes]:
    return [run_hash(run, hashes) for run in runs]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that the leaf with this hash has this index under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, hash_ = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        is_right = bool(place & 1) or place == last
        hash_ = node_hash(step, hash_) if is_right else node_hash(hash_, step)
        place, last = _parent(place, last)
    return last == 0 and hash_ == root


def is_consistent(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree under `first_root` begins the tree under `second_root` (RFC 9162, 2.1.4.2)."""
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY_ROOT
    if not 0 < first < second:
        return False
    is_complete = first & (first - 1) == 0  # then the first tree is itself a step, which the proof leaves out
    return _leads_to_both(first, second, first_root, second_root, [first_root, *path] if is_complete else path)


def _leads_to_both(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first_hash = second_hash = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first_hash, second_hash = node_hash(step, first_hash), node_hash(step, second_hash)
        else:
            second_hash = node_hash(second_hash, step)
        place, last = _parent(place, last)
    return last == 0 and first_hash == first_root and second_hash == second_root


def _parent(place: int, last: int) -> tuple[int, int]:
    """One level up; from a right edge that has no sibling on its level, up to where it has one."""
    if place == last:
        while not place & 1 and place:
            place, last = place >> 1, last >> 1
    return place >> 1, last >> 1


def _inclusion_runs(index: int, run: Run) -> Iterator[Run]:
    """From the root down to the leaf."""
    while run.stop - run.start > 1:
        left, right = _halves(run)
        run, sibling = (left, right) if index < left.stop else (right, left)
        yield sibling


def _consistency_runs(first: int, run: Run) -> Iterator[Run]:
    """From the root down to the largest complete subtree at the end of the first tree, which is left out if it is the whole first tree."""
    while run.stop != first:
        left, right = _halves(run)
        run, sibling = (left, right) if first <= left.stop else (right, left)
        yield sibling
    if run.start > 0:
        yield run


def _halves(run: Run) -> tuple[Run, Run]:
    """RFC 6962's split: the left part is the largest power of two smaller than the whole."""
    middle = run.start + (1 << (run.stop - run.start - 1).bit_length() - 1)
    return Run(run.start, middle), Run(middle, run.stop)
