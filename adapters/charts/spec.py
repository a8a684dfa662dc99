"""A chart as a Vega-Lite specification, built and checked by altair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.model.message import Chart
from bot.texts.charts import short

if TYPE_CHECKING:
    import altair

FONT: Final = "Inter"
_LIGHT: Final = ("#0f766e", "#c2410c", "#4f5bd5", "#a16207", "#be185d", "#5b6572", "#15803d", "#7c3aed")
_DARK: Final = ("#4fd1c1", "#fb923c", "#9aa5ff", "#facc15", "#f472b6", "#a8b0ba", "#4ade80", "#c4a7ff")
# Moods keep their meaning in every chart; order is from good to unread.
_MOODS: Final = {
    "positive": ("#15803d", "#4ade80"),
    "neutral": ("#8b95a1", "#8b95a1"),
    "mixed": ("#a16207", "#facc15"),
    "negative": ("#c2321f", "#fb7466"),
    "unclear": ("#c9ced4", "#565c65"),
    "not read": ("#dfe3e7", "#3d434b"),
}
_MOST_LABELS: Final = 9
FEW: Final = 6
"""A chart with no more labels than this is drawn small, to stand beside its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a chart is drawn: for a dark page, for a phone, or on a white ground (a picture that stands alone)."""

    dark: bool = False
    narrow: bool = False
    ground: bool = False


def spec(chart: Chart, look: Look) -> dict[str, Any]:
    """The specification of a chart."""
    import altair as alt

    shown = [(name, values) for name, values in chart.series if name not in (chart.band or ())]
    names = [name for name, _ in shown]
    rows = [
        {"at": number, "x": label, "series": name, "value": values[number] if number < len(values) else None}
        for name, values in shown
        for number, label in enumerate(chart.x)
    ]
    along = alt.X(
        "at:O",
        scale=alt.Scale(domain=list(range(len(chart.x)))),
        title=None,
        axis=_x_axis(alt, chart.x, most=5 if look.narrow else _MOST_LABELS),
    )
    # `at` keeps the order of the labels even where two are the same word.
    base = alt.Chart(alt.InlineData(values=rows), title=chart.title if look.ground else alt.Undefined).encode(
        x=along,
        y=_y(alt, chart),
        color=alt.Color(
            "series:N",
            sort=names,
            scale=_colours(alt, names, dark=look.dark),
            legend=_legend(alt, names, columns=1 if look.narrow else 4),
        ),
    )
    width, height = (300, 190) if look.narrow or len(chart.x) <= FEW else (640, 230)
    under = [*_band(alt, chart, along, dark=look.dark), *_mark(alt, chart, along, dark=look.dark)]
    whole = alt.layer(*under, _marks(alt, base, chart)) if under else _marks(alt, base, chart)
    sized = whole.properties(width=width, height=height)
    drawn = sized.configure(**_looks(dark=look.dark, ground=look.ground))
    made: dict[str, Any] = drawn.to_dict()
    return made


def _band(alt: Any, chart: Chart, along: Any, *, dark: bool) -> list[Any]:
    """The area between the two series that are its ends, in the colour of the line before them."""
    if chart.band is None:
        return []
    ends = [dict(chart.series)[name] for name in chart.band]
    rows = [
        {"at": number, "low": low, "high": high}
        for number, (low, high) in enumerate(zip(*ends, strict=True))
        if low is not None and high is not None
    ]
    area = alt.Chart(alt.InlineData(values=rows)).mark_area(opacity=0.16, color=(_DARK if dark else _LIGHT)[1])
    return [area.encode(x=along, y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))]


def _mark(alt: Any, chart: Chart, along: Any, *, dark: bool) -> list[Any]:
    """A line at the label where something was done, and what it was."""
    if chart.mark is None or chart.mark[0] not in chart.x:
        return []
    label, words = chart.mark
    number = chart.x.index(label)
    ink = "#989fa8" if dark else "#626b76"
    base = alt.Chart(alt.InlineData(values=[{"at": number, "words": words}])).encode(x=along)
    late = number > len(chart.x) / 2
    rule = base.mark_rule(strokeDash=[4, 3], color=ink)
    text = base.mark_text(
        align="right" if late else "left", baseline="top", dx=-5 if late else 5, color=ink, font=FONT, fontSize=12
    ).encode(y=alt.value(0), text="words:N")
    return [rule, text]


def _marks(alt: Any, base: altair.Chart, chart: Chart) -> Any:
    match chart.kind:
        case "line":
            # An invalid value breaks the line: a gap is a gap. Lone points between gaps need a mark of their own.
            line = base.mark_line(strokeWidth=2, invalid="break-paths-show-path-domains")
            dots = base.mark_point(size=14, filled=True, opacity=1, invalid="filter")
            return alt.layer(line, dots)
        case "bar":
            return base.mark_bar(cornerRadiusEnd=2, invalid="filter").encode(xOffset="series:N")
        case "stacked":
            return base.mark_bar(invalid="filter")


def _y(alt: Any, chart: Chart) -> Any:
    stack = "zero" if chart.kind == "stacked" else None
    # Above the axis where nothing else stands; beside it where the legend does.
    above = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": -4, "titleY": -10}
    axis = alt.Axis(
        title=chart.unit or None,
        tickCount=4,
        format=",.2~f",
        **(above if len(chart.series) < 2 else {}),
    )
    return alt.Y("value:Q", stack=stack, axis=axis, scale=alt.Scale(zero=True, nice=True))


def _x_axis(alt: Any, labels: tuple[str, ...], *, most: int) -> Any:
    step = -(-len(labels) // most)
    shown = list(range(0, len(labels), max(step, 1)))
    words = {
        str(number): short(labels[number], labels[before] if number else "")
        for before, number in zip((0, *shown), shown, strict=False)
    }
    return alt.Axis(
        values=shown, labelAngle=0, labelExpr=f"{_json(words)}[datum.value]", labelOverlap=True, labelPadding=6
    )


def _json(words: dict[str, tuple[str, ...]]) -> str:
    import json

    return json.dumps(words, ensure_ascii=True)


def _colours(alt: Any, names: list[str], *, dark: bool) -> Any:
    if set(names) <= set(_MOODS):
        return alt.Scale(domain=names, range=[_MOODS[name][dark] for name in names])
    palette = _DARK if dark else _LIGHT
    return alt.Scale(domain=names, range=[palette[number % len(palette)] for number in range(len(names))])


def _legend(alt: Any, names: list[str], *, columns: int) -> Any:
    if len(names) < 2:
        return None
    return alt.Legend(
        title=None, orient="top", symbolType="circle", symbolSize=60, columns=columns, labelLimit=220, offset=6
    )


def _looks(*, dark: bool, ground: bool) -> dict[str, Any]:
    ink, faint, grid = ("#d6d8db", "#989fa8", "#2c3037") if dark else ("#24292f", "#626b76", "#e7e8ea")
    return {
        "background": "#ffffff" if ground else "transparent",
        "font": FONT,
        "padding": 16 if ground else 4,
        "view": {"stroke": None},
        "axis": {
            "domain": False, "ticks": False, "gridColor": grid, "labelColor": faint, "titleColor": faint,
            "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 400, "labelFont": FONT, "titleFont": FONT,
        },
        "axisX": {"grid": False},
        "legend": {"labelColor": ink, "labelFontSize": 12.5, "labelFont": FONT},
        "title": {"color": ink, "fontSize": 14, "fontWeight": 600, "anchor": "start", "font": FONT, "offset": 12},
    }  # fmt: skip
