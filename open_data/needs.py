"""Published needs 帮扶需求: a card for each, with its number, what is asked for, a band of how many, a month and a place.

A household's need names its town only where twenty assisted households live there, else its county, else the city: whoever reads the card
cannot tell which of them asks. Nothing joins two needs of one household. Donors who sign in see no more (`policies/masks.py`).

Cards that are published anew within minutes (`release/fresh_needs.py`) count the households as the release beside them did: so no card tells when
one more household came or went.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from databases.code_lists.forces import LEAST_OF_BAND, NEED_BAND, PUBLISHED_NEEDS
from open_data.columns import Column, Type, Words, taken
from open_data.contents import followed
from open_data.datasets import Dataset, Rhythm, Theme
from open_data.disclosure import Disclosure
from open_data.gate.refusal import Refusal
from open_data.material import Material
from open_data.paths import Path

NAME = "needs"
HOMES, SAID = f"{NAME}.homes", f"{NAME}.said"  # in the ledger: assisted households of each town; places that the cards of households have named
FEWEST = 20  # assisted households in the place that a card names, as in the household file
LEVELS = (9, 6, 4)  # digits of the code of a town, a county and a city: the finest that may be named first
PLAIN = {
    "number": "public_id",
    "item": "need_item_id.code",
    "item_name": "need_item_id.name",
    "kind": "need_item_id.kind",
    "unit": "need_item_id.unit",
    "state": "state",
}
PATHS = {name: Path.of("Need", path) for name, path in PLAIN.items()}
READ = PATHS | {name: Path.of("Need", name) for name in ("target", "pledged", "needed_by", "published_on", "region_code", "household_id")}


@dataclass(frozen=True)
class Cards:
    """A card for each need that was published and not taken back."""

    disclosure = Disclosure.CARDS

    @property
    def columns(self) -> tuple[Column, ...]:
        plain = [taken(name, path) for name, path in PATHS.items()]
        return (
            *plain,
            Column("wanted", Words("需求数量", "How many are needed"), Type.CODE, (READ["target"],), codes=NEED_BAND),
            Column("missing", Words("还缺数量", "How many are still missing"), Type.CODE, (READ["target"], READ["pledged"]), codes=NEED_BAND),
            Column("needed_in", Words("截止月份", "Needed by the end of"), Type.MONTH, (READ["needed_by"],)),
            Column("published_in", Words("发布月份", "Published in"), Type.MONTH, (READ["published_on"],)),
            Column("region_code", Words("地区", "Place"), Type.REGION, (READ["region_code"],)),
        )

    def reads(self) -> set[tuple[str, str]]:
        return {read for path in READ.values() for read in path.reads()} | {("Household", "region_code"), ("Household", "state")}

    def frame(self, material: Material) -> pl.LazyFrame:
        return self._cards(material).lazy().select([column.name for column in self.columns])

    def refusals(self, material: Material) -> list[Refusal]:
        """The gate's own look: how many households live in the place that each household's card names, and whether it named another before."""
        homes, said = _homes(material), _said(material)
        asking = list(self._cards(material).drop_nulls("household_id").select("number", "region_code").iter_rows())
        few = [number for number, place in asking if homes.filter(pl.col("town").str.starts_with(place))["homes"].sum() < FEWEST]
        moved = [number for number, place in asking if any(not _are_nested(place, before) for before in said.get(number, ()))]
        return [Refusal(NAME, "region_code", number, rule) for rule, found in (("few_households", few), ("moved", moved)) for number in found]

    def report(self, material: Material) -> dict[str, Any] | None:
        """Among how many households an asking one stands, and how many cards had to name a wider place."""
        asking = self._cards(material).drop_nulls("household_id")
        wider = {f"named_by_{digits}_digits": asking.filter(pl.col("region_code").str.len_chars() == digits).height for digits in LEVELS}
        return {"rule": {"fewest_households": FEWEST}, "cards": self._cards(material).height, "of_households": asking.height, **wider}

    def keep(self, material: Material) -> None:
        """How many households each town had, and which places the cards of households have named."""
        cards = self._cards(material).drop_nulls("household_id").select("number", place="region_code")
        said = [(number, place) for number, found in _said(material).items() for place in found]
        material.ledger.save_frame(HOMES, _homes(material))
        material.ledger.save_frame(SAID, pl.concat([pl.DataFrame(said, cards.schema, orient="row"), cards]).unique().sort("number", "place"))

    def _cards(self, material: Material) -> pl.DataFrame:
        return material.once(self, lambda: _made(material))


def _made(material: Material) -> pl.DataFrame:
    needs = followed(material, "Need", READ).filter(pl.col("state").is_in(PUBLISHED_NEEDS))
    months = [pl.col(day).dt.truncate("1mo").alias(month) for day, month in (("needed_by", "needed_in"), ("published_on", "published_in"))]
    bands = [_band(pl.col("target")).alias("wanted"), _band(pl.col("target") - pl.col("pledged")).alias("missing")]
    cards = _placed(_homes(material), needs.collect()).with_columns(*months, *bands)
    return _as_before(cards, _said(material)).drop_nulls("region_code").sort("number")


def _placed(homes: pl.DataFrame, needs: pl.DataFrame) -> pl.DataFrame:
    """With the finest place that may be named; none where the whole city has too few households. A village's or project's town is no secret."""
    may_be_named = []
    for digits in LEVELS:
        code = pl.col("region_code").str.slice(0, digits)
        inside = homes.group_by(pl.col("town").str.slice(0, digits).alias(f"at_{digits}")).agg(pl.col("homes").sum().alias(f"homes_{digits}"))
        needs = needs.join(inside, left_on=code, right_on=f"at_{digits}", how="left")
        may_be_named.append(pl.when(pl.col("household_id").is_null() | (pl.col(f"homes_{digits}") >= FEWEST)).then(code))
    return needs.with_columns(region_code=pl.coalesce(may_be_named))


def _as_before(cards: pl.DataFrame, said: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The card of a household that has moved names the place that holds both homes: two towns would tell who left the one and came into the other."""
    places = [_holding(place, said.get(number, ())) for number, place in cards.select("number", "region_code").iter_rows()]
    return cards.with_columns(region_code=pl.Series(places, dtype=pl.String))


def _holding(place: str | None, earlier: Iterable[str]) -> str | None:
    """The place, or the finest around it that is not beside an earlier one."""
    for before in earlier:
        wider = (place[:digits] for digits in LEVELS if digits <= len(place) and _are_nested(place[:digits], before)) if place else ()
        place = next(iter(wider), None)
    return place


def _are_nested(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _homes(material: Material) -> pl.DataFrame:
    """How many assisted households each town has; where they were not read, as the release counted them."""
    if material.extract.has("Household"):
        return _counted(material)
    kept = material.ledger.own_frame(HOMES)
    assert kept is not None
    return kept


def _counted(material: Material) -> pl.DataFrame:
    towns = material.rows("Household").filter(state="active").select(town=pl.col("region_code").str.slice(0, LEVELS[0]))
    return towns.group_by("town").agg(homes=pl.len()).collect()


def _said(material: Material) -> dict[str, list[str]]:
    """The places that the card of each household's need has named, in this release and in earlier ones."""
    own = material.ledger.own_frame(SAID)
    frames = [*material.ledger.frames(SAID).values(), *([] if own is None else [own])]
    found: dict[str, list[str]] = {}
    for number, place in (row for frame in frames for row in frame.iter_rows()):
        found.setdefault(number, []).append(place)
    return found


def _band(number: pl.Expr) -> pl.Expr:
    """The last band whose least number is reached."""
    return pl.coalesce([pl.when(number >= least).then(pl.lit(band)) for band, least in reversed(LEAST_OF_BAND.items())])


NEEDS = Dataset(
    NAME,
    Words("帮扶需求", "Needs"),
    Words(
        "已发布的帮扶需求，一条一张卡片：需要什么、大约多少、哪个月以前、在哪里。困难家庭的需求只在当地至少有 20 户在册帮扶户时写明镇（街道），否则写市（县）区。",
        "Published needs, a card each: what is needed, about how many, by which month and where. A household's need names its town only where "
        "twenty assisted households live there, else its county.",
    ),
    Theme.PEOPLE,
    "civil_affairs",
    Rhythm.DAILY,
    "M145-M147",
    ("number",),
    Cards(),
)
