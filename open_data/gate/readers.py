"""Reads the files of a release on every processor, while the process that asked for it looks at something else.

A reader is a process of its own, `python -m open_data.gate.readers`, for most of a reading is Python. What it is told and what it found go through
its pipes; one that ends otherwise than well stops the release.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from open_data.gate.scanner import Expected, Finding, scan

HOME = Path(__file__).resolve().parents[2]
WORTH_IT = 16 << 20  # bytes: to read fewer takes no longer than to start a process
Reader = subprocess.Popen[bytes]


@contextmanager
def reading(paths: Iterable[Path], expected: Expected) -> Iterator[Callable[[], list[Finding]]]:
    """Begin to read some files; what is given waits for the end and says what was found. Readers that are not waited for are ended."""
    files = [path.resolve() for path in paths]
    if sum(path.stat().st_size for path in files) < WORTH_IT:
        yield lambda: scan(files, expected)
        return
    with ExitStack() as stack:
        readers = [stack.enter_context(_reader(share, expected)) for share in _shares(files, os.cpu_count() or 1)]
        yield lambda: sorted({finding for reader in readers for finding in _found(reader)})


def _shares(files: list[Path], readers: int) -> list[list[Path]]:
    """The files for each reader: the largest that is left goes to the one that has the fewest bytes."""
    shares: list[list[Path]] = [[] for _ in range(readers)]
    bytes_of = [0] * readers
    for path in sorted(files, key=lambda path: path.stat().st_size, reverse=True):
        least = bytes_of.index(min(bytes_of))
        shares[least].append(path)
        bytes_of[least] += path.stat().st_size
    return shares


@contextmanager
def _reader(share: list[Path], expected: Expected) -> Iterator[Reader]:
    command = [sys.executable, "-m", "open_data.gate.readers"]
    with subprocess.Popen(command, cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        try:
            with reader.stdin as told:  # type: ignore[union-attr]
                pickle.dump((share, expected), told)
            yield reader
        finally:
            reader.kill()


def _found(reader: Reader) -> list[Finding]:
    said = reader.stdout.read()  # type: ignore[union-attr]
    if code := reader.wait():
        raise RuntimeError(f"a reader of the release ended with {code}")
    found: list[Finding] = pickle.loads(said)
    return found


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(scan(*pickle.load(sys.stdin.buffer))))
