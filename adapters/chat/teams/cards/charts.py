"""A chart in Teams: its own kind where the client has it, else a table, else in letters; always with its finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from adapters.chat.teams.cards.escape import fit
from adapters.chat.teams.cards.parts import Json, block, box, faint, rich, run
from adapters.chat.teams.cards.tables import grid
from bot.model.letters import clean, cut
from bot.model.message import Chart
from bot.texts import drawn as texts
from bot.texts.charts import finding, full, in_letters, points, value_at

_SERIES: Final = 8
_POINTS: Final = 60
_LABEL: Final = 24
_TITLE: Final = 80
_VALUED: Final = 10
"""So many bars have their value written at them."""
_STACKS: Final = 8
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a tenant's cards are drawn.

    `links`: figures in the text open by a click on them. `url` is where the whole message can be read ('' where
    nowhere).
    """

    charts: bool = True
    tables: bool = True
    badges: bool = True
    links: bool = True
    url: str = ""


def chart(block_: Chart, look: Look) -> list[Json]:
    """The chart with its finding in words."""
    told = rich(faint(finding(block_), size="Small"), spacing="Small")
    drawn = _native(block_) if look.charts else None
    if drawn is not None:
        return [{**drawn, "fallback": _plain(block_, look)}, *told]
    shown = _plain(block_, look)
    return [*([shown] if shown["items"] else []), *told]


def _plain(block_: Chart, look: Look) -> Json:
    """Its title, and the figures as a table, which falls back to letters of one width."""
    letters = _letters(block_)
    title = block(block_.title, most=_TITLE, weight="Bolder")
    head = ("", *(name for name, _ in block_.series))
    rows = [
        (full(label), *(texts.value(value_at(values, at)) for _, values in block_.series))
        for at, label in enumerate(block_.x)
    ]
    if not (look.tables and rows and 1 < len(head) <= _SERIES + 1):
        return {"type": "Container", "items": [*title, *letters]}
    made = grid(head, rows)
    return {"type": "Container", "items": [*title, {**made, "fallback": box(letters)[0] if letters else "drop"}]}


def _letters(block_: Chart) -> list[Json]:
    lines = [rich(run(line, fontType="Monospace", size="Small"), spacing="None") for line in in_letters(block_)]
    return [one for line in lines for one in line]


def _native(block_: Chart) -> Json | None:
    """Teams' own chart; None where it could not be true: a line would run on over a gap."""
    labels = [cut(clean(label).strip(), _LABEL) for label in points(block_)]
    names = [fit(name, _LABEL).strip() for name, _ in block_.series]
    kept = [at for at in range(len(labels)) if any(value_at(values, at) is not None for _, values in block_.series)]
    if not (1 <= len(kept) <= _POINTS and 1 <= len(names) <= _SERIES):
        return None
    table = [[value_at(values, at) for at in kept] for _, values in block_.series]
    if any(one is None for values in table for one in values) or (block_.kind == "line" and len(kept) < len(labels)):
        return None
    values = [[_rounded(one or 0.0) for one in row] for row in table]
    at = [fit(labels[one], _LABEL) for one in kept]
    if any(not all(held) or len(set(held)) < len(held) for held in (names, at)):
        return None
    made = _kind(block_, names, at, values)
    for name, text in (("title", fit(block_.title, _TITLE)), ("yAxisTitle", fit(block_.unit, _TITLE))):
        if text.strip() and not (name == "yAxisTitle" and made["type"] == "Chart.HorizontalBar.Stacked"):
            made[name] = text
    return made


def _kind(block_: Chart, names: list[str], labels: list[str], values: list[list[float]]) -> Json:
    days = block_.x if all(map(_day, block_.x)) else ()
    # Teams reads what stands under a line as a day or a number, nothing else.
    if block_.kind == "line" and days and len(days) > 1:
        lines = [_series(name, days, row) for name, row in zip(names, values, strict=True)]
        return {"type": "Chart.Line", "data": lines}
    if block_.kind == "stacked" and len(labels) <= _STACKS:
        return {"type": "Chart.HorizontalBar.Stacked", "data": [
            {"title": label, "data": [
                {"legend": name, "value": row[at]} for name, row in zip(names, values, strict=True)
            ]} for at, label in enumerate(labels)
        ]}  # fmt: skip
    if len(names) == 1:
        bars = [{"x": label, "y": one} for label, one in zip(labels, values[0], strict=True)]
        return {"type": "Chart.VerticalBar", "data": bars, "showBarValues": len(bars) <= _VALUED}
    grouped = [_series(name, labels, row) for name, row in zip(names, values, strict=True)]
    return {"type": "Chart.VerticalBar.Grouped", "data": grouped, "stacked": block_.kind == "stacked"}


def _series(name: str, labels: Any, row: list[float]) -> Json:
    return {"legend": name, "values": [{"x": label, "y": one} for label, one in zip(labels, row, strict=True)]}


def _rounded(value: float) -> float:
    """The value as the words beside it have it: it stands at its bar."""
    return float(round(value) if abs(value) >= _WHOLE else round(value, 1))


def _day(label: str) -> bool:
    try:
        return label == date.fromisoformat(label).isoformat()
    except ValueError:
        return False
