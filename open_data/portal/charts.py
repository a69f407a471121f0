"""Figures drawn as SVG by Altair and vl-convert, from our own process: no foreign host, no JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import altair as alt
import vl_convert

from open_data.columns import Words
from open_data.portal.figures import Drawing, Figure, Unit
from open_data.portal.pictures import FONT, INK, PAPER
from open_data.portal.site import Row

PALETTE = [
    "#0f5c6e",
    "#b8621b",
    "#5b7f3a",
    "#7a4a8c",
    "#8c3b3b",
    "#4a5a78",
    "#8a7a1f",
]  # told apart in grey and by the colour-blind; the table says it too
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"]  # of series: colour is never the only cue
RULE = "#ddd5c7"
FORMAT = {Unit.COUNT: ",~f", Unit.DAYS: ",~f", Unit.SHARE: ".0%"}
YUAN = """abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',~f') + '亿元'
 : abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',~f') + '万元' : format(datum.value, ',~f') + '元'"""
YUAN_IN_ENGLISH = "'¥' + format(datum.value, '.3~s')"
WIDTH, HEIGHT, ROW = 650, 340, 26  # of the whole picture; of bars, a row each
TICKS = 5  # of money on an axis that lies, each of which takes the room of seven characters
LEGEND, AROUND = 50, 95  # more height: of a legend; of bars, for their axis and the credit


def size(figure: Figure, rows: Sequence[Row]) -> tuple[int, int]:
    """Width and height of the whole picture, for which a page keeps room before it is there."""
    if figure.drawing is Drawing.BARS:
        return WIDTH, AROUND + ROW * max(1, len(rows))
    return WIDTH, HEIGHT + (LEGEND if figure.series else 0)


def draw(figure: Figure, rows: Sequence[Row], is_english: bool, credit: Sequence[str]) -> str:
    """The figure as SVG text, with whose it is below it."""
    drawn = {Drawing.COLUMNS: _columns, Drawing.LINES: _lines, Drawing.BARS: _bars}[figure.drawing](figure, rows, is_english)
    config = {
        "background": PAPER,
        "font": FONT,
        "axis": {
            "labelColor": INK,
            "titleColor": INK,
            "gridColor": RULE,
            "domainColor": INK,
            "tickColor": RULE,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "labelLimit": 190,
        },
        "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13, "titleFontSize": 13, "orient": "bottom"},
        "view": {"stroke": None},
    }
    below = {"text": list(credit), "orient": "bottom", "anchor": "start", "fontSize": 12, "fontWeight": "normal", "color": INK, "offset": 12}
    width, height = size(figure, rows)
    fitted = {"width": width, "height": height, "autosize": {"type": "fit", "contains": "padding"}}
    specification = {**drawn.to_dict(), **fitted, "config": config, "title": below}
    return str(vl_convert.vegalite_to_svg(specification))


def _value(figure: Figure, axis: str, is_english: bool) -> Any:
    kind = alt.Y if axis == "y" else alt.X
    written: dict[str, Any] = {"tickCount": TICKS} if axis == "x" else {}
    written |= {"labelExpr": YUAN_IN_ENGLISH if is_english else YUAN} if figure.unit is Unit.YUAN else {"format": FORMAT[figure.unit]}
    return kind("value:Q", axis=alt.Axis(**written), title=None, stack="zero" if figure.drawing is Drawing.COLUMNS else None)


def _colour(figure: Figure, is_english: bool) -> Any:
    if figure.series is None:
        return alt.value(PALETTE[0])
    return alt.Color("series:N", scale=alt.Scale(range=PALETTE), title=_called(figure.series, is_english))


def _called(series: Words, is_english: bool) -> str:
    return series.en if is_english else series.zh


def _chart(rows: Sequence[Row]) -> Any:
    chart, data = cast(Any, alt.Chart), cast(Any, alt.Data)  # altair's types are not for strict checkers
    return chart(data(values=list(rows)))


def _where(figure: Figure, is_english: bool) -> dict[str, Any]:
    return {"x": alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)), "y": _value(figure, "y", is_english)}


def _shape(figure: Figure, series: Words, is_english: bool) -> Any:
    return alt.Shape("series:N", scale=alt.Scale(range=SHAPES), title=_called(series, is_english))


def _columns(figure: Figure, rows: Sequence[Row], is_english: bool) -> Any:
    """Columns; in the middle of each part stands a sign of another shape for each series, which its legend shows."""
    where, colour = _where(figure, is_english), _colour(figure, is_english)
    columns = _chart(rows).mark_bar(size=44)
    if figure.series is None:
        return columns.encode(**where, color=colour)
    signs = _chart(rows).mark_point(filled=True, opacity=1, size=90, stroke=PAPER, strokeWidth=1.5)
    unexplained = alt.Fill("series:N", scale=alt.Scale(range=PALETTE), legend=None)  # the legend of the signs explains the parts
    middle = {**where, "y": where["y"].bandPosition(0.5)}
    shape = _shape(figure, figure.series, is_english)
    return cast(Any, alt.layer)(columns.encode(**where, fill=unexplained), signs.encode(**middle, color=colour, shape=shape))


def _lines(figure: Figure, rows: Sequence[Row], is_english: bool) -> Any:
    """Lines with points of another shape for each series, which its legend shows."""
    where = _where(figure, is_english)
    lines = _chart(rows).mark_line(strokeWidth=3)
    points = _chart(rows).mark_point(filled=True, opacity=1, size=90)
    colour = _colour(figure, is_english)
    if figure.series is None:
        return cast(Any, alt.layer)(lines.encode(**where, color=colour), points.encode(**where, color=colour))
    shape = _shape(figure, figure.series, is_english)
    unexplained = alt.Stroke("series:N", scale=alt.Scale(range=PALETTE), legend=None)  # the legend of the points explains the lines
    return cast(Any, alt.layer)(lines.encode(**where, stroke=unexplained), points.encode(**where, color=colour, shape=shape))


def _bars(figure: Figure, rows: Sequence[Row], is_english: bool) -> Any:
    chart = _chart(rows)
    return chart.mark_bar(size=16).encode(y=alt.Y("label:N", sort=None, title=None), x=_value(figure, "x", is_english), color=alt.value(PALETTE[0]))
