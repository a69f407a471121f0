"""Search over everything that the release in force publishes, for everybody alike: the same question and the same answer as the portal's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from policies.subjects import region_range
from resolvers.filters import BadInputError
from schema.asking import Asking
from schema.serving.rate import RESOLVED
from search import queries
from search.distances import Positions
from search.matches import POSITIONS
from search.queries import AmountIs, Condition, DayIs, FacetIs, PlaceIs, Point, Query, QueryError

if TYPE_CHECKING:
    from search.desk import Answer, Desk, Hit

MOST_SUGGESTED, MOST_CODES, MOST_SUMS = 20, 100, 10_000
ABOUT = (
    "Search over everything that is published, as on the portal: how the text was understood, what was found, counts by facet;"
    " null where nothing is published 全文检索 (M8, M124)"
)
SUGGESTIONS = "Words of the release that begin with what is being typed, in characters, pinyin or initials 输入联想"
SearchSort = strawberry.enum(
    queries.Sort,
    name="SearchSort",
    description="What comes first 检索排序",
)
SORTS = {
    queries.Sort.BEST: "What fits the text best 最相关",
    queries.Sort.NEWEST: "The newest 最新",
    queries.Sort.URGENT: "The nearest deadline that is not over 截止日期最近",
    queries.Sort.NEAREST: "The nearest to a point 距离最近",
    queries.Sort.REMAINING: "The most still missing 缺口最大",
}
for _value in SearchSort.__strawberry_definition__.values:  # type: ignore[attr-defined]  # which the decorator adds
    _value.description = SORTS[queries.Sort(_value.value)]


@strawberry.input(description="Has one of these codes in a facet 分面条件")
class SearchFacetFilter:
    facet: str = strawberry.field(description="kind, year, department, benefit_county … as in facets 分面")
    codes: list[str] = strawberry.field(description="Any of them 代码")


@strawberry.input(description="Between two days, both included 日期范围")
class SearchDays:
    first: date = strawberry.field(description="First day 起")
    last: date = strawberry.field(description="Last day 止")


@strawberry.input(description="What is found meets all of these, whatever the text says 检索条件")
class SearchFilter:
    facets: list[SearchFacetFilter] = strawberry.field(default_factory=list, description="Codes of facets 分面条件")
    benefit: str | None = strawberry.field(default=None, description="Inside the division that is helped, by code 受益地")
    payer: str | None = strawberry.field(default=None, description="Inside the division that pays, by code 出资地")
    amount_from: Decimal | None = strawberry.field(default=None, description="Yuan, at least 金额不低于（元）")
    amount_to: Decimal | None = strawberry.field(default=None, description="Yuan, at most 金额不超过（元）")
    day: SearchDays | None = strawberry.field(default=None, description="When it happened or was published 日期")
    deadline: SearchDays | None = strawberry.field(default=None, description="When it is over 截止日期")


@strawberry.input(description="A point on the map (CGCS2000, degrees) 坐标")
class SearchPoint:
    latitude: float = strawberry.field(description="Degrees north 纬度")
    longitude: float = strawberry.field(description="Degrees east 经度")


@strawberry.type(description="A part of a text, and whether it was asked for 文本片段")
class MarkedPart:
    text: str = strawberry.field(description="The part as it stands 文本")
    is_marked: bool = strawberry.field(description="Whether it was asked for 是否命中")


@strawberry.type(description="What a piece of the text gave to the score 得分来源")
class SearchReason:
    piece: str = strawberry.field(description="Piece of the text 词")
    share: float = strawberry.field(description="Its part of the score 得分")


@strawberry.type(description="Codes of a facet 分面代码")
class SearchFacetCodes:
    facet: str = strawberry.field(description="Name of the facet 分面")
    codes: list[str] = strawberry.field(description="Its codes here 代码")


@strawberry.type(description="Something that is published 检索结果")
class SearchHit:
    id: strawberry.ID = strawberry.field(description="Id in the release 编号")
    kind: str = strawberry.field(description="dataset, village, project, clause … 类别")
    title: str = strawberry.field(description="Title 标题")
    url: str = strawberry.field(description="Its page on the portal 网页")
    marked_title: list[MarkedPart] = strawberry.field(description="The title with the words that were asked for 标题命中")
    excerpt: list[MarkedPart] = strawberry.field(description="Where else the words stand; empty if only in the title 摘要")
    benefit_place: str | None = strawberry.field(description="Code of the division that is helped 受益地")
    payer_place: str | None = strawberry.field(description="Code of the division that pays 出资地")
    facets: list[SearchFacetCodes] = strawberry.field(description="Its codes 分面代码")
    amount: Decimal | None = strawberry.field(description="The figure that it is about, in yuan 金额（元）")
    day: date | None = strawberry.field(description="When it happened or was published 日期")
    deadline: date | None = strawberry.field(description="When it is over 截止日期")
    remaining: float | None = strawberry.field(description="What is still missing of a need, in its own unit 还缺数量")
    latitude: float | None = strawberry.field(description="Degrees north 纬度")
    longitude: float | None = strawberry.field(description="Degrees east 经度")
    score: float = strawberry.field(description="Only to compare with others of the same answer 得分")
    reasons: list[SearchReason] = strawberry.field(description="What each piece of the text gave to the score 得分来源")


@strawberry.type(description="A code of a facet, and how much of what was found has it 分面计数")
class SearchFacetCount:
    code: str = strawberry.field(description="Code 代码")
    label: str = strawberry.field(description="What it is called 名称")
    count: int = strawberry.field(description="How many; filters on the facet itself are left aside 数量")


@strawberry.type(description="The codes of a facet with their counts 分面")
class SearchFacet:
    facet: str = strawberry.field(description="Name of the facet 分面")
    values: list[SearchFacetCount] = strawberry.field(description="Codes that occur, the most frequent first 取值")


@strawberry.type(description="What a piece of the text was taken for; send it in `plain` to have it read as words only 理解")
class SearchReading:
    piece: str = strawberry.field(description="Piece of the text 词")
    kind: str = strawberry.field(description="place, amount or time, or the facet of a code 类别")
    label: str = strawberry.field(description="What it was taken for 含义")


@strawberry.type(description="A piece that nothing has, and the word that was searched for instead 纠正")
class SearchCorrection:
    piece: str = strawberry.field(description="As it was written 原词")
    word: str = strawberry.field(description="As it was meant, probably 纠正为")


@strawberry.type(description="A piece by which nothing is found, and what comes nearest and was searched for instead 放宽")
class SearchWidening:
    piece: str = strawberry.field(description="Piece of the text 词")
    words: list[str] = strawberry.field(description="Words of a near meaning, or pairs of its characters 改查的词")


@strawberry.type(description="Counts and amounts of what was found with the same codes 汇总")
class SearchSum:
    codes: list[str | None] = strawberry.field(description="Codes in the order of `by`; null: without one 代码")
    count: int = strawberry.field(description="How many 数量")
    amount: Decimal = strawberry.field(description="Sum of their amounts in yuan 金额合计（元）")


@strawberry.type(description="A word that may be meant 联想词")
class SearchSuggestion:
    word: str = strawberry.field(description="To search for 词")
    label: str = strawberry.field(description="To be shown 显示")
    count: int = strawberry.field(description="How many documents it finds 数量")


@strawberry.type(description="How many would be found without some of the filters 放宽条件")
class SearchAlternative:
    dropped: list[str] = strawberry.field(description="The filters left aside, as `where` calls them; facets by their names 舍去的条件")
    total: int = strawberry.field(description="How many there are then 数量")


async def find_sums(
    parent: strawberry.Parent[SearchAnswer],
    info: strawberry.Info[Any, Any],
    by: Annotated[list[str], strawberry.argument(description="Names of facets 分面")],
) -> list[SearchSum]:
    _check_facets(parent.desk, "by", by)
    info.root_value.record.spend(RESOLVED)
    found: list[SearchSum] = []
    async for one in parent.desk.sums(parent.query, tuple(by), parent.today):
        found.append(SearchSum(codes=list(one.codes), count=one.count, amount=_yuan(one.cents)))
        if len(found) > MOST_SUMS:
            raise BadInputError(f"by: more than {MOST_SUMS:,} combinations: name fewer facets, or filter")
    return found


@strawberry.type(description="What was found, how the text was understood, and what was given up to find anything 检索答复")
class SearchAnswer:
    query: strawberry.Private[Query]
    desk: strawberry.Private[Any]
    today: strawberry.Private[date]
    release: str = strawberry.field(description="The release that was searched 发布批次")
    total: int = strawberry.field(description="How many were found 总数")
    hits: list[SearchHit] = strawberry.field(description="A page of them 结果")
    end_cursor: str | None = strawberry.field(description="Cursor for `after`; null where there are no more 续页标记")
    nearly: list[SearchHit] = strawberry.field(
        description="What comes closest, where what was found does not fill the first page; not in `total`, `facets` and `sums` 相近结果"
    )
    facets: list[SearchFacet] = strawberry.field(description="Counts of the facets that were asked for 分面")
    readings: list[SearchReading] = strawberry.field(description="How the text was understood 理解")
    corrected: list[SearchCorrection] = strawberry.field(description="Slips that were mended 纠正")
    widened: list[SearchWidening] = strawberry.field(description="Pieces for which what is nearest was taken 放宽")
    dropped: list[str] = strawberry.field(description="Pieces that were left out 舍去")
    is_any: bool = strawberry.field(description="Whether what was found has one of the pieces, since nothing has all 是否任一")
    firm: list[str] = strawberry.field(description="If so, the pieces that all of it has: the place, time, kind and amount that were named 必含")
    related: list[str] = strawberry.field(description="Words of a near meaning 近义词")
    unread: str = strawberry.field(description="What was beyond the longest text that is read 未读部分")
    alternatives: list[SearchAlternative] = strawberry.field(description="If nothing was found: what would be without a filter 放宽条件")
    engine: str = strawberry.field(description="Who answered: embedded or elasticsearch 引擎")
    stands_in: bool = strawberry.field(description="Whether the embedded engine stood in for a cluster that did not answer 是否备用引擎")

    sums: list[SearchSum] = strawberry.field(
        resolver=find_sums, description="Counts and amounts of everything that was found, for each combination of codes of some facets 汇总下载"
    )


def search_fields() -> dict[str, Any]:
    """The root fields by their names."""
    return {
        "search": strawberry.field(_search, description=ABOUT),
        "search_suggestions": strawberry.field(_suggestions, description=SUGGESTIONS),
    }


async def _search(
    info: strawberry.Info[Any, Any],
    text: Annotated[str, strawberry.argument(description="What is looked for, in words 检索词")] = "",
    where: Annotated[SearchFilter | None, strawberry.argument(description="Conditions, all of which must hold 检索条件")] = None,
    facets: Annotated[list[str], strawberry.argument(description="Facets to count 分面")] = [],  # noqa: B006  # graphql-core gives each call its own
    sort: Annotated[SearchSort, strawberry.argument(description="What comes first 排序")] = queries.Sort.BEST,  # type: ignore[valid-type]
    near: Annotated[SearchPoint | None, strawberry.argument(description="Where NEAREST looks from 起点")] = None,
    near_region: Annotated[str | None, strawberry.argument(description="… or the middle of this division, by code 起点区划")] = None,
    first: Annotated[int, strawberry.argument(description="How many on a page 每页条数")] = 20,
    after: Annotated[str | None, strawberry.argument(description="The endCursor of the page before 从此游标之后")] = None,
    plain: Annotated[list[str], strawberry.argument(description="Pieces of the text to be read as words only 只作文字的词")] = [],  # noqa: B006
) -> SearchAnswer | None:
    asking: Asking = info.root_value
    release, desk = asking.in_force.release(), await asking.in_force.desk()
    if release is None or desk is None:
        return None
    _check_facets(desk, "facets", [*facets, *(one.facet for one in where.facets)] if where else facets)
    point = Point(near.latitude, near.longitude) if near else await _middle(asking, near_region) if near_region else None
    query = Query(text=text, filters=_conditions(where), facets=tuple(facets), sort=sort, near=point, size=first, after=after, plain=frozenset(plain))
    today = asking.changes.clock.today()
    try:
        answer = await desk.answer(query, today)
    except QueryError as error:
        raise BadInputError(str(error)) from None
    asking.record.searches.append((answer.engine, desk.stands_in(answer)))
    return SearchAnswer(query=query, desk=desk, today=today, release=release.name, **_told(answer, desk, str(release.package["portal"])))


async def _middle(asking: Asking, code: str) -> Point:
    """Where a division lies, or what it lies in: the same middles by which needs are matched."""
    position = Positions(tuple(row) for row in await asking.reads.fetch("forces", POSITIONS)).of(code)
    if position is None:
        raise BadInputError(f"nearRegion: nothing is known of where {code} lies")
    return Point(*position)


async def _suggestions(
    info: strawberry.Info[Any, Any],
    typed: Annotated[str, strawberry.argument(description="What was typed so far 已输入")],
    first: Annotated[int, strawberry.argument(description=f"How many, 1 to {MOST_SUGGESTED} 取多少条")] = 8,
) -> list[SearchSuggestion] | None:
    asking: Asking = info.root_value
    if not 1 <= first <= MOST_SUGGESTED:
        raise BadInputError(f"first must be from 1 to {MOST_SUGGESTED}, not {first}")
    desk = await asking.in_force.desk()
    found = await desk.suggest(typed[: queries.MOST_CHARACTERS], first) if desk else []
    return [SearchSuggestion(word=one.word, label=one.label, count=one.count) for one in found] if desk else None


# What is asked


def _check_facets(desk: Desk, argument: str, facets: list[str]) -> None:
    if unknown := sorted(set(facets) - set(desk.facets)):
        raise BadInputError(f"{argument}: there is no facet {unknown[0]!r}; there are {', '.join(desk.facets)}")
    if len(facets) > len(desk.facets):
        raise BadInputError(f"{argument}: at most {len(desk.facets)} facets")


def _conditions(where: SearchFilter | None) -> tuple[Condition, ...]:
    return tuple(_each_condition(where)) if where else ()


def _each_condition(where: SearchFilter) -> Iterator[Condition]:
    for one in where.facets:
        if len(one.codes) > MOST_CODES:
            raise BadInputError(f"where.facets: at most {MOST_CODES} codes of {one.facet}")
        yield FacetIs(one.facet, frozenset(one.codes))
    for role in ("benefit", "payer"):
        if code := getattr(where, role):
            yield PlaceIs(role, _division(role, code))
    if where.amount_from is not None or where.amount_to is not None:
        yield AmountIs(_cents("amountFrom", where.amount_from), _cents("amountTo", where.amount_to))
    for name in ("day", "deadline"):
        if days := getattr(where, name):
            yield DayIs(days.first, days.last, deadline=name == "deadline")


def _division(role: str, code: str) -> str:
    try:
        region_range(code)
    except ValueError as error:
        raise BadInputError(f"where.{role}: {error}") from None
    return code


def _cents(name: str, yuan: Decimal | None) -> int | None:
    if yuan is None:
        return None
    if not yuan.is_finite() or abs(yuan) >= 10**15:
        raise BadInputError(f"where.{name} is no amount: {yuan}")
    return int(yuan * 100)


# What is told


def _told(answer: Answer, desk: Desk, portal: str) -> dict[str, Any]:
    return dict(
        total=answer.total,
        hits=[_hit(hit, portal) for hit in answer.hits],
        nearly=[_hit(hit, portal) for hit in answer.nearly],
        end_cursor=answer.after,
        facets=[
            SearchFacet(facet=name, values=[SearchFacetCount(code=one.code, label=one.label, count=one.count) for one in values])
            for name, values in answer.facets.items()
        ],
        readings=[SearchReading(piece=one.piece, kind=one.kind, label=one.label) for one in answer.readings],
        corrected=[SearchCorrection(piece=one.piece, word=one.word) for one in answer.corrected],
        widened=[SearchWidening(piece=one.piece, words=list(one.words)) for one in answer.widened],
        dropped=list(answer.dropped),
        is_any=answer.is_any,
        firm=list(answer.firm),
        related=list(answer.related),
        unread=answer.unread,
        alternatives=[SearchAlternative(dropped=[_name(one) for one in other.dropped], total=other.total) for other in answer.alternatives],
        engine=answer.engine,
        stands_in=desk.stands_in(answer),
    )


def _name(condition: Condition) -> str:
    match condition:
        case FacetIs(facet, _):
            return facet
        case PlaceIs(role, _):
            return role
        case AmountIs():
            return "amount"
    return "deadline" if condition.deadline else "day"


def _hit(hit: Hit, portal: str) -> SearchHit:
    document = hit.document
    same = ("kind", "title", "benefit_place", "payer_place", "amount", "day", "deadline", "remaining", "latitude", "longitude")
    return SearchHit(
        id=strawberry.ID(document.id),
        url=portal + document.url,
        **{name: getattr(document, name) for name in same},
        marked_title=_parts(hit.highlights.title.parts),
        excerpt=_parts(hit.highlights.excerpt.parts) if hit.highlights.excerpt else [],
        facets=[SearchFacetCodes(facet=name, codes=list(codes)) for name, codes in sorted(document.facets.items())],
        score=hit.score,
        reasons=[SearchReason(piece=piece, share=share) for piece, share in hit.reasons],
    )


def _parts(parts: tuple[tuple[str, bool], ...]) -> list[MarkedPart]:
    return [MarkedPart(text=text, is_marked=is_marked) for text, is_marked in parts]


def _yuan(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
