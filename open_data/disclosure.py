"""How a dataset keeps from telling on anybody 披露控制: its named rule. A dataset that names none is not published (`catalogue.check`)."""

from __future__ import annotations

from enum import StrEnum

from open_data.columns import Words


class Disclosure(StrEnum):
    """The rules; docs/publication.md says what each promises. All but the first two hold a release against every earlier one."""

    PUBLIC = "public"
    BODIES = "bodies"
    TABLE = "table"
    TOTALS = "totals"
    HOPS = "hops"
    WAITING = "waiting"
    CARDS = "cards"
    MICRODATA = "microdata"

    @property
    def words(self) -> Words:
        return WORDS[self]


WORDS = {
    Disclosure.PUBLIC: Words("只含依法逐条公开的信息，不涉及任何家庭", "Rests only on what is public row by row; no household is in it"),
    Disclosure.BODIES: Words(
        "只写市（县）区一级机关的结果，不写镇、村、任何个人和家庭",
        "Results of public bodies of counties alone: no town, village, person or household",
    ),
    Disclosure.TABLE: Words(
        "每个数字背后不少于 11 户（群众反映是匿名的，不少于 11 件；只知道带到哪个村的钱，不少于 11 个村），与以前的公布相比也不少于 11 户（件、村）发生变化，否则暂不更新",
        "Eleven households at least (of anonymous reports: eleven reports; of money of which only the village is known: eleven villages) stand behind every figure and every change "
        "since earlier releases; until then it waits",
    ),
    Disclosure.TOTALS: Words(
        "每个合计背后不少于 11 户；能由它和其他数字推算出不足 11 户的合计不列",
        "Eleven households at least stand behind every total; one from which, with other figures, fewer than eleven would follow is not listed",
    ),
    Disclosure.HOPS: Words(
        "按发到户的钱合计，每个账户和每个差额背后不少于 11 户",
        "Sums of what households were paid: eleven stand behind every account and every difference",
    ),
    Disclosure.WAITING: Words(
        "涉及家庭的数值背后不少于 11 户，有 11 户发生变化才更新",
        "Eleven households at least stand behind a figure about households, and it is said anew only once eleven of them have changed",
    ),
    Disclosure.CARDS: Words("卡片所写的地区至少有 20 户在册帮扶户", "Twenty registered households at least live in the place that a card names"),
    Disclosure.MICRODATA: Words("每行与至少 19 户无法区分，一年一份", "Each row is like nineteen others at least; one file a year"),
}
