"""Feeds for feed readers (Atom, RFC 4287): `feed.xml` has every release that was ever in force, newest first."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from databases.clock import SHANGHAI

ATOM = "http://www.w3.org/2005/Atom"
TITLE = "阳光帮扶开放数据"


@dataclass(frozen=True)
class Entry:
    """A release, or another thing that was published: its digest (hex) names it for good, whatever its address becomes."""

    digest: str
    title: str
    text: str
    address: str
    published_on: date
    updated_on: date

    @property
    def id(self) -> str:
        """RFC 6920: a name made from the digest."""
        return f"ni:///sha-256;{base64.urlsafe_b64encode(bytes.fromhex(self.digest)).decode().rstrip('=')}"


def write(entries: Sequence[Entry], own_address: str, address: str, publisher: str, title: str = TITLE) -> bytes:
    """The feed at `own_address` of the portal at `address`."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    _text(root, "id", own_address)
    _text(root, "title", title)
    _text(root, "updated", _moment(max((entry.updated_on for entry in entries), default=date(2020, 1, 1))))
    SubElement(root, "link", rel="self", href=own_address, type="application/atom+xml")
    SubElement(root, "link", rel="alternate", href=address, type="text/html")
    _text(SubElement(root, "author"), "name", publisher)
    for entry in entries:
        _entry(root, entry)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: Element, entry: Entry) -> None:
    element = SubElement(root, "entry")
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "published", _moment(entry.published_on))
    _text(element, "updated", _moment(entry.updated_on))
    SubElement(element, "link", rel="alternate", href=entry.address, type="text/html")
    _text(element, "summary", entry.text)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _moment(day: date) -> str:
    return datetime.combine(day, time(), SHANGHAI).isoformat()
