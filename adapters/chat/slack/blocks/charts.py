"""A chart in Slack: native where the workspace draws it, as an uploaded picture, or in words and bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from adapters.chat.slack.blocks.parts import ALT, Json, context, part, plain, rich, said, stacked
from bot.model.letters import clean, cut
from bot.model.message import Chart
from bot.texts.charts import finding, in_letters, points, value_at

NATIVE: Final = 2
"""A message holds at most so many native charts."""
_SERIES: Final = 6
_POINTS: Final = 20
_LABEL: Final = 20
_TITLE: Final = 50


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
        return [drawn, *context(plain(finding(block), ALT))]
    file = look.images.get(block.title) if look.charts != "text" else None
    if file:
        alt = cut(clean(f"{block.title}. {finding(block)}"), ALT)
        return [{"type": "image", "slack_file": {"id": file}, "alt_text": alt, "title": plain(block.title, ALT)}]
    return _written(block)


def _native(block: Chart) -> Json | None:
    """Slack's own chart; None where it could not be true: it has no gaps, and takes 6 series of 20 points."""
    labels = _labels(block)
    kept = [at for at in range(len(labels)) if any(value_at(values, at) is not None for _, values in block.series)]
    # Bars stand each for itself and one may be missing; a line would run on over the gap.
    if block.kind == "line" and len(kept) < len(labels):
        return None
    names = [cut(clean(name).strip(), _LABEL) for name, _ in block.series]
    if not (1 <= len(kept) <= _POINTS and 1 <= len(names) <= _SERIES):
        return None
    categories = [labels[at] for at in kept]
    values = [[value_at(series, at) for at in kept] for _, series in block.series]
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
    return [cut(clean(label).strip(), _LABEL) for label in points(block)]


def _written(block: Chart) -> list[Json]:
    """Title, finding and bars in letters of one width."""
    letters = [{"type": "text", "text": "\n".join(rows)}] if (rows := in_letters(block)) else []
    return rich(stacked(said(block.title, bold=True), said(finding(block))), part("preformatted", letters))
