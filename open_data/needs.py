"""Published needs 帮扶需求: a card for each, with its number, what is asked for, a band of how many, a month and a place.

A household's need names its town only where twenty assisted households live there, else its county, else the city; and a county or the city only where
twenty live in all its places whose cards name none finer: whoever reads the card cannot tell which of them asks. Nothing joins two needs of one household,
and a card says for as long as it lives what it said first. Donors who sign in see no more (`policies/masks.py`).

Cards that are published anew within minutes (`release/fresh_needs.py`) count the households as the release beside them did: so no card tells when
one more household came or went.
"""

from __future__ import annotations

from collections import Counter
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
        """The gate's own look: among how many households each household's card stands, of all whose card would look the same, and whether it named
        another place before."""
        said = _said(material)
        asking = list(self._cards(material).drop_nulls("household_id").select("number", "region_code").iter_rows())
        alike = _alike(_homes_of_towns(material))
        few = [number for number, place in asking if number not in said and alike[place] < FEWEST]
        moved = [number for number, place in asking if place not in said.get(number, [place])]
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
    cards = _placed(_homes_of_towns(material), needs.collect()).with_columns(*months, *bands)
    return _as_before(cards, _said(material)).drop_nulls("region_code").sort("number")


def _placed(homes: Mapping[str, int], needs: pl.DataFrame) -> pl.DataFrame:
    """With the finest place that may be named; none where the whole city has too few households. A village's or project's town is no secret."""
    town = pl.col("region_code").str.slice(0, LEVELS[0])
    may_be_named = town.replace_strict(_named(homes), default=None, return_dtype=pl.String)
    return needs.with_columns(region_code=pl.when(pl.col("household_id").is_null()).then(town).otherwise(may_be_named))


def _named(homes: Mapping[str, int]) -> dict[str, str]:
    """The place that cards of each town name, nothing where none may be: the finest that leaves no others too few to stand together."""
    named, wider = dict.fromkeys(homes, ""), 0
    for digits in reversed(LEVELS):
        for place in {at for at in named.values() if len(at) == wider}:
            inside = [town for town, at in named.items() if at == place]
            apart = _apart(inside, homes, digits)
            named |= {town: town[:digits] for town in inside if town[:digits] in apart}
        wider = digits
    return {town: place for town, place in named.items() if place}


def _apart(towns: Iterable[str], homes: Mapping[str, int], digits: int) -> list[str]:
    """Places with twenty households each, that leave all others, if there are any, twenty together: for them the smallest are given up."""
    sizes = Counter[str]()
    for town in towns:
        sizes[town[:digits]] += homes[town]
    apart = sorted((place for place, size in sizes.items() if size >= FEWEST), key=lambda place: (-sizes[place], place))
    while apart and len(apart) < len(sizes) and sum(sizes[place] for place in sizes if place not in apart) < FEWEST:
        apart.pop()
    return apart


def _alike(homes: Mapping[str, int]) -> Counter[str]:
    """Households whose cards would name a place, of each place."""
    found = Counter[str]()
    for town, place in _named(homes).items():
        found[place] += homes[town]
    return found


def _as_before(cards: pl.DataFrame, said: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """A card keeps the place that it was published with: another would tell that its household has moved, or that one came or left."""
    first = {number: min(places, key=len) for number, places in said.items()}
    return cards.with_columns(region_code=pl.col("number").replace_strict(first, default=pl.col("region_code"), return_dtype=pl.String))


def _homes_of_towns(material: Material) -> dict[str, int]:
    """How many assisted households each town has, none where only somebody lives who asks and is assisted no more."""
    asking = followed(material, "Need", READ).filter(pl.col("household_id").is_not_null(), pl.col("state").is_in(PUBLISHED_NEEDS))
    towns = asking.select(pl.col("region_code").str.slice(0, LEVELS[0])).unique().collect().to_series()
    return dict.fromkeys(towns, 0) | dict(_homes(material).iter_rows())


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
        "已发布的帮扶需求，一条一张卡片：需要什么、大约多少、哪个月以前、在哪里。困难家庭的需求只在当地至少有 20 户在册帮扶户时写明镇（街道），否则写市（县）区；"
        "写法相同的地方合起来也至少 20 户。",
        "Published needs, a card each: what is needed, about how many, by which month and where. A household's need names its town only where "
        "twenty assisted households live there, else its county; twenty live in all places whose cards look the same.",
    ),
    Theme.PEOPLE,
    "civil_affairs",
    Rhythm.DAILY,
    "M145-M147",
    ("number",),
    Cards(),
)
