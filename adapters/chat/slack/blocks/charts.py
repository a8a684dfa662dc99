"""A chart in Slack: native where the workspace draws it, as an uploaded picture, or in words and bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Final, Literal

from adapters.chat.slack.blocks.escape import clean, cut
from adapters.chat.slack.blocks.parts import ALT, Json, context, part, plain, rich, said, stacked
from bot.model.message import Chart
from bot.texts import slack as texts
from bot.texts.charts import full, short

NATIVE: Final = 2
"""A message holds at most so many native charts."""
_SERIES: Final = 6
_POINTS: Final = 20
_LABEL: Final = 20
_TITLE: Final = 50
_BARS: Final = "▁▂▃▄▅▆▇█"
_WIDE: Final = 12
_NAMED: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a workspace shows what not every workspace shows.

    `images` names the uploaded picture of a chart by its title. `most` is how many blocks fit, `url` where the whole
    message can be read ('' where nowhere).
    """

    charts: Literal["native", "image", "text"] = "native"
    images: Mapping[str, str] = field(default_factory=dict)
    tables: bool = True
    most: int = 50
    url: str = ""


def chart(block: Chart, look: Look, *, native: bool) -> list[Json]:
    """The chart, always with its finding in words. `native`: there is room for one more native chart."""
    drawn = _native(block) if native and look.charts == "native" else None
    if drawn is not None:
        return [drawn, *context(plain(_finding(block), ALT))]
    file = look.images.get(block.title) if look.charts != "text" else None
    if file:
        alt = cut(clean(f"{block.title}. {_finding(block)}"), ALT)
        return [{"type": "image", "slack_file": {"id": file}, "alt_text": alt, "title": plain(block.title, ALT)}]
    return _written(block)


def bars(values: tuple[float | None, ...]) -> str:
    """A small series as bars; a gap is a dot, never a bar."""
    values = tuple(_value(values, at) for at in range(len(values)))
    top = max((value for value in values if value is not None), default=0.0)
    return "".join(
        "·" if value is None else _BARS[round(max(value, 0.0) / top * (len(_BARS) - 1)) if top > 0 else 0]
        for value in values
    )


def _finding(block: Chart) -> str:
    """What the chart shows, and where it shows nothing because nothing is known."""
    gaps = [
        full(label) for at, label in enumerate(block.x) if all(_value(values, at) is None for _, values in block.series)
    ]
    return " ".join(one for one in (block.alt, texts.no_data(gaps) if gaps else "") if one)


def _value(values: tuple[float | None, ...], at: int) -> float | None:
    """The value at that label; what cannot be drawn is a gap."""
    value = values[at] if at < len(values) else None
    return value if value is not None and isfinite(value) else None


def _native(block: Chart) -> Json | None:
    """Slack's own chart; None where it could not be true: it has no gaps, and takes 6 series of 20 points."""
    labels = _labels(block)
    kept = [at for at in range(len(labels)) if any(_value(values, at) is not None for _, values in block.series)]
    # Bars stand each for itself and one may be missing; a line would run on over the gap.
    if block.kind == "line" and len(kept) < len(labels):
        return None
    names = [cut(clean(name).strip(), _LABEL) for name, _ in block.series]
    if not (1 <= len(kept) <= _POINTS and 1 <= len(names) <= _SERIES):
        return None
    categories = [labels[at] for at in kept]
    values = [[_value(series, at) for at in kept] for _, series in block.series]
    if any(one is None for series in values for one in series):
        return None
    if any(not all(held) or len(set(held)) < len(held) for held in (names, categories)):
        return None
    drawn: Json = {
        "type": "line" if block.kind == "line" else "bar",
        "series": [
            {
                "name": name,
                "data": [{"label": label, "value": one} for label, one in zip(categories, series, strict=True)],
            }
            for name, series in zip(names, values, strict=True)
        ],
        "axis_config": {"categories": categories},
    }
    unit = cut(clean(block.unit).strip(), _TITLE)
    if unit:
        drawn["axis_config"]["y_label"] = unit
    title = cut(clean(block.title).strip(), _TITLE)
    return {"type": "data_visualization", "title": title or "–", "chart": drawn}


def _labels(block: Chart) -> list[str]:
    """The labels of the points, days and hours as people write them."""
    before = ("", *block.x)
    found = [" ".join(short(label, last)) for label, last in zip(block.x, before, strict=False)]
    return [cut(clean(label).strip(), _LABEL) for label in found]


def _written(block: Chart) -> list[Json]:
    """Title, finding and bars in letters of one width."""
    one = len(block.series) == 1
    rows = _one_by_one(block) if one and len(block.x) <= _POINTS else _side_by_side(block)
    letters = [{"type": "text", "text": "\n".join(rows)}] if any(row.strip() for row in rows) else []
    return rich(stacked(said(block.title, bold=True), said(_finding(block))), part("preformatted", letters))


def _one_by_one(block: Chart) -> list[str]:
    """A bar for every label."""
    values = [_value(block.series[0][1], at) for at in range(len(block.x))]
    top = max((abs(one) for one in values if one is not None), default=0.0)
    names = [cut(clean(full(label)), _NAMED) for label in block.x]
    wide = max(map(len, names), default=0)
    rows = []
    for name, one in zip(names, values, strict=True):
        bar = "" if one is None or not top else "█" * round(abs(one) / top * _WIDE)
        rows.append(f"{name:<{wide}}  {bar:<{_WIDE}} {texts.value(one)}".rstrip())
    return rows


def _side_by_side(block: Chart) -> list[str]:
    """A small line for every series, with its last value."""
    names = [cut(clean(name), _NAMED) for name, _ in block.series]
    wide = max(map(len, names), default=0)
    rows = []
    for name, (_, values) in zip(names, block.series, strict=True):
        last = next((one for one in reversed(values) if one is not None), None)
        rows.append(f"{name:<{wide}}  {bars(values)} {texts.value(last)}".rstrip())
    return rows
