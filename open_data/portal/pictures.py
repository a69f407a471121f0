"""Drawings as SVG: inside a page, or standing by themselves with a title, whose they are, under which licence, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from open_data.portal.site import Row
from open_data.portal.visit import Visit, with_arguments

INK, PAPER = "#22303a", "#fffdf9"
FONT = "PingFang SC, Microsoft YaHei, Noto Sans SC, WenQuanYi Zen Hei, sans-serif"
MARGIN, TITLE, LINE, CREDITS = 16, 40, 18, 2  # and lines of credit
DRAWN = '<svg{} viewBox="0 0 {} {}" role="img" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>'
ALONE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="{font}" fill="{ink}">
<title>{title}</title><rect width="{width}" height="{height}" fill="{paper}"/><text x="{margin}" y="26" font-size="17" font-weight="bold">{title}</text>
<svg x="{margin}" y="{above}" width="{inner_width}" height="{inner_height}">{drawing}</svg>
<a href="{address}" target="_top">{credit}</a></svg>"""


@dataclass(frozen=True)
class Picture:
    """Something drawn; size in units of its own."""

    title: str
    width: int
    height: int
    body: Markup

    def inside(self, style: str) -> Markup:
        """As a part of a page; the class `style` is styled by the portal's sheet."""
        return Markup(DRAWN).format(Markup(' class="{}"').format(style), self.width, self.height, self.title, self.body)

    @property
    def size_alone(self) -> tuple[int, int]:
        """With margins, title and credit."""
        return self.width + 2 * MARGIN, TITLE + self.height + LINE * (1 + CREDITS)

    def alone(self, credit: Sequence[str], address: str) -> Markup:
        """As a file that others show; the credit below leads to `address`."""
        width, height = self.size_alone
        below = height - LINE * CREDITS
        lines = [
            Markup('<text x="{}" y="{}" font-size="12">{}</text>').format(MARGIN, below + LINE * place, line) for place, line in enumerate(credit)
        ]
        return Markup(ALONE).format(
            width=width,
            height=height,
            font=FONT,
            ink=INK,
            paper=PAPER,
            title=self.title,
            margin=MARGIN,
            above=TITLE,
            inner_width=self.width,
            inner_height=self.height,
            drawing=Markup(DRAWN).format("", self.width, self.height, self.title, self.body),
            address=address,
            credit=Markup("").join(lines),
        )


@dataclass(frozen=True)
class Outlet:
    """Where something drawn stands: its page, its picture and its page to embed. arguments: those that choose it, the language among them."""

    page: str
    picture: str
    embedded: str
    arguments: Mapping[str, object]

    @property
    def address(self) -> str:
        return with_arguments(self.page, **self.arguments)

    @property
    def svg(self) -> str:
        return with_arguments(self.picture, **self.arguments)

    @property
    def embed(self) -> str:
        return with_arguments(self.embedded, **self.arguments)


def outlet(visit: Visit, page: str, drawing: str | None = None, **arguments: object) -> Outlet:
    """`drawing`: beginning of the other addresses, where the page has more than one drawing."""
    drawing = drawing or page
    return Outlet(page, f"{drawing}.svg", f"/embed{drawing}", {**arguments, **language(visit)})


def language(visit: Visit) -> Mapping[str, object]:
    """What keeps a picture in the language in which it was found; Chinese has no argument."""
    return {"lang": "en"} if visit.preferences.is_english else {}


@dataclass(frozen=True)
class Drawn:
    """A drawing with its table, and where it stands. picture: None where there is nothing to draw."""

    title: str
    picture: Picture | None
    columns: Sequence[tuple[str, str, str]]
    rows: Sequence[Row]
    outlet: Outlet
    style: ClassVar[str] = "flow"

    @property
    def alternative(self) -> str:
        return self.title

    @property
    def width(self) -> int:
        return self.picture.size_alone[0] if self.picture else 0

    @property
    def height(self) -> int:
        return self.picture.size_alone[1] if self.picture else 0


def credit(visit: Visit, address: str) -> list[str]:
    """Whose data it is, of which release, under which licence, and where it stands."""
    name = visit.say("阳光帮扶开放数据", "Sunshine open data")
    return [f"{name} {visit.release.name} · {visit.release.package['licenses'][0]['name']}", visit.site.around.address + address]
