"""What can be found: one document for each dataset, place, project, need, clause … of a published release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

KINDS = {
    "dataset": "数据集",
    "county": "市（县）区",
    "town": "镇（街道）",
    "village": "村（社区）",
    "stream": "资金渠道",
    "fund": "帮扶资金",
    "project": "帮扶项目",
    "asset": "帮扶资产",
    "need": "帮扶需求",
    "clause": "政策条款",
    "notice": "违规通报",
    "case": "典型事例",
    "campaign": "志愿服务活动",
    "problem": "科技难题",
    "page": "网页",
}
"""Every kind of document, the more general before the more special: among equal finds the earlier kind stands first."""

LEVELS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}
"""The five levels of divisions and how many digits a code of each has."""

ROLES = {"benefit": "受益地", "payer": "出资地"}
"""The two places of a document, kept apart: where it helps, and the place of whoever pays."""

PLACE_FACETS = {f"{role}_{level}": (role, digits) for role in ROLES for level, digits in LEVELS.items()}

_NAME = re.compile(r"[a-z][a-z_]*")


class DocumentError(ValueError):
    """A document that cannot be kept as it is; the text names it and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a document, and how much a word found in it counts (a word in the title counts `ranking.TITLE`)."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One thing that can be found. Texts, facets and figures are those of the release: published already."""

    id: str
    kind: str
    title: str
    url: str
    body: tuple[Text, ...] = ()
    benefit_place: str | None = None
    """Code of the division that is helped, of any level."""
    payer_place: str | None = None
    """Code of the division that pays."""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes by facet, such as year, stream, need_kind, fund_kind, skill, stage, state."""
    amount: Decimal | None = None
    """The figure that the document is about, in yuan."""
    day: date | None = None
    """When it happened or was published."""
    deadline: date | None = None
    remaining: float | None = None
    """What is still missing of a need, in the need's own unit."""
    latitude: float | None = None
    longitude: float | None = None

    def __post_init__(self) -> None:
        for wrong in self._mistakes():
            raise DocumentError(f"{self.kind} {self.id!r}: {wrong}")

    def _mistakes(self) -> Iterable[str]:
        if not self.id:
            yield "has no id"
        if self.kind not in KINDS:
            yield f"is of no kind that search knows ({', '.join(KINDS)})"
        for name in self.facets:
            if not _NAME.fullmatch(name) or name == "kind" or name in PLACE_FACETS:
                yield f"may not have a facet called {name!r}"
        for code in (self.benefit_place, self.payer_place):
            if code is not None and not (code.isascii() and code.isdigit()):
                yield f"{code!r} is no code of a division"
        if (self.latitude is None) != (self.longitude is None):
            yield "has half a position"
        if self.amount is not None and self.amount * 100 % 1:
            yield f"{self.amount} is no amount in whole cents"

    @property
    def cents(self) -> int | None:
        return None if self.amount is None else int(self.amount * 100)

    def values(self, facet: str) -> tuple[str, ...]:
        """The codes of a facet, of the derived ones too."""
        if facet == "kind":
            return (self.kind,)
        if facet in PLACE_FACETS:
            role, digits = PLACE_FACETS[facet]
            place = self.place(role)
            return (place[:digits],) if place and len(place) >= digits else ()
        return self.facets.get(facet, ())

    def place(self, role: str) -> str | None:
        return self.benefit_place if role == "benefit" else self.payer_place


def in_order(documents: Iterable[Document]) -> list[Document]:
    """The fixed order of a release: kind by kind, needs that are met behind those that are not, the newest first. A document's row in both
    engines is its place in it."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(documents, key=lambda d: (order[d.kind], d.remaining == 0, -d.day.toordinal() if d.day else 0, d.id))
