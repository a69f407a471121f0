"""A running portal looked at from outside: each of its links leads somewhere, each file is the one that is signed, each table has the rows that
its metadata tells. It knows nothing but the portal's address."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlsplit

import httpx

from databases.failures import WrongDataError
from open_data.layout import PACKAGE, SUMS

LINK = re.compile(r'(?:href|src)="([^"#]*)')
RELEASE = re.compile(r'href="(/releases/\d{4}-\d\d-\d\d-\d+)"')  # at the foot of each page
MOST_QUESTIONS = 3
"""Addresses of one pattern that are opened where a query makes them: filters, orders and facets combine without end."""


class NoPortalError(WrongDataError):
    """What answers there is no portal."""


@dataclass(frozen=True)
class Fault:
    """What is not as the portal says: the page that says so, what it names there, and what was found."""

    page: str
    target: str
    found: str


@dataclass(frozen=True)
class Crawl:
    """A crawl of the portal behind `client`. most: how many pages of one pattern are opened (towns, villages, rows of a table …); without
    it all of them. tell: called with how many addresses were opened, and are known."""

    client: httpx.Client
    most: int | None = None
    tell: Callable[[int, int], None] = lambda _opened, _known: None

    def faults(self) -> Iterator[Fault]:
        """All that is found, as it is found. Raises NoPortalError."""
        try:
            yield from chain(self.files(), self.tables(), self.links())
        except httpx.HTTPError as error:
            raise NoPortalError(f"{self.client.base_url} does not answer as a portal does: {error}") from error

    def links(self) -> Iterator[Fault]:
        """Addresses of the portal that do not answer 200."""
        waiting, seen, kinds = [("/", "")], {"/"}, Counter[str]()
        while waiting:
            path, page = waiting.pop()
            answer = self._opened(path)
            if answer.status_code != httpx.codes.OK:
                yield Fault(page, path, str(answer.status_code))
            elif answer.headers["content-type"].startswith("text/html"):
                found = [there for there in self._own_links(answer) if there not in seen and self._follows(there, kinds)]
                seen.update(found)
                waiting += [(there, path) for there in found]
            self.tell(len(seen) - len(waiting), len(seen))

    def files(self) -> Iterator[Fault]:
        """Files of the release in force that are missing, or are others than its sums say."""
        base = self._files()
        for line in self.client.get(f"{base}/{SUMS}").raise_for_status().text.splitlines():
            expected, name = line.split("  ")
            answer = self.client.get(f"{base}/{name}")
            found = hashlib.sha256(answer.content).hexdigest() if answer.is_success else str(answer.status_code)
            if found != expected:
                yield Fault(f"{base}/{SUMS}", name, found)

    def tables(self) -> Iterator[Fault]:
        """Tables that have other rows than the metadata of the release in force tells."""
        page = f"{self._files()}/{PACKAGE}"
        for told in self.client.get(page).raise_for_status().json()["resources"]:
            counted = self.client.get("/sunshine.json", params={"sql": f"SELECT count(*) FROM [{told['name']}]", "_shape": "arrayfirst"})
            found = counted.json()[0] if counted.is_success else counted.status_code
            if found != told["rows"]:
                yield Fault(page, told["name"], f"{found}, not {told['rows']} rows")

    def _files(self) -> str:
        """Where the files of the release in force are."""
        found = RELEASE.search(self.client.get("/").text)
        if found is None:
            raise NoPortalError(f"{self.client.base_url} is no portal of Sunshine: its first page names no release")
        return f"{found[1]}/files"

    def _opened(self, path: str) -> httpx.Response:
        """The answer, asked for again where its statement was interrupted: the second that it has may be too short on a busy machine."""
        answer = self.client.get(path)
        return self.client.get(path) if answer.is_error and "interrupted" in answer.text else answer

    def _own_links(self, answer: httpx.Response) -> list[str]:
        """Addresses of this portal that a page links to, each once and without the portal's own name."""
        here = self.client.base_url
        linked = (answer.url.join(link) for link in LINK.findall(answer.text.replace("&amp;", "&")))
        return list(dict.fromkeys(link.raw_path.decode() for link in linked if (link.scheme, link.netloc) == (here.scheme, here.netloc)))

    def _follows(self, path: str, kinds: Counter[str]) -> bool:
        """Whether one more of this pattern is opened."""
        kinds[kind := _kind(path)] += 1
        most = MOST_QUESTIONS if "?" in path else self.most
        return most is None or kinds[kind] <= most


def _kind(path: str) -> str:
    """The pattern of an address. To filter a table is one pattern by whichever column."""
    target = urlsplit(path)
    first, *rest = target.path.strip("/").split("/")
    names = {_parameter(name) if first == "sunshine" else name for name, _ in parse_qsl(target.query)}
    return f"{first}/{len(rest)}{PurePosixPath(target.path).suffix}?{'&'.join(sorted(names))}"


def _parameter(name: str) -> str:
    """A parameter of Datasette, or the operator that a column is compared with."""
    return name if name.startswith("_") else f"column__{name.partition('__')[2]}"
