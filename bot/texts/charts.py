"""How a chart names its points, and what it shows in words and letters."""

from __future__ import annotations

from datetime import datetime
from math import isfinite
from typing import Final

from bot.model.letters import clean, cut
from bot.model.message import Chart
from bot.texts import drawn as texts

_BARS: Final = "▁▂▃▄▅▆▇█"
_WIDE: Final = 12
_NAMED: Final = 18
_POINTS: Final = 20


def short(label: str, before: str = "") -> tuple[str, ...]:
    """The lines under a point: a day as `6 Jul`, an hour as `22:00`, with its day where that is a new one."""
    try:
        at = datetime.fromisoformat(label)
    except ValueError:
        return (label,)
    day = f"{at.day} {at:%b}"
    if "T" not in label:
        return (day,)
    return (f"{at:%H:%M}",) if before[:10] == label[:10] else (f"{at:%H:%M}", day)


def full(label: str) -> str:
    """A day as `6 Jul 2026`, an hour as `3 Oct, 22:00`; any other label as it is."""
    try:
        at = datetime.fromisoformat(label)
    except ValueError:
        return label
    return f"{at.day} {at:%b}, {at:%H:%M}" if "T" in label else f"{at.day} {at:%b %Y}"


def points(block: Chart) -> list[str]:
    """The labels of the points, days and hours as people write them."""
    before = ("", *block.x)
    return [" ".join(short(label, last)) for label, last in zip(block.x, before, strict=False)]


def value_at(values: tuple[float | None, ...], at: int) -> float | None:
    """The value at that label; what cannot be drawn is a gap."""
    value = values[at] if at < len(values) else None
    return value if value is not None and isfinite(value) else None


def finding(block: Chart) -> str:
    """What the chart shows, and where it shows nothing because nothing is known."""
    gaps = [
        full(label)
        for at, label in enumerate(block.x)
        if all(value_at(values, at) is None for _, values in block.series)
    ]
    return " ".join(one for one in (block.alt, texts.no_data(gaps) if gaps else "") if one)


def bars(values: tuple[float | None, ...]) -> str:
    """A small series as bars; a gap is a dot, never a bar."""
    values = tuple(value_at(values, at) for at in range(len(values)))
    top = max((value for value in values if value is not None), default=0.0)
    return "".join(
        "·" if value is None else _BARS[round(max(value, 0.0) / top * (len(_BARS) - 1)) if top > 0 else 0]
        for value in values
    )


def in_letters(block: Chart) -> list[str]:
    """The chart in letters of one width, a line each; none where it shows nothing."""
    rows = _one_by_one(block) if len(block.series) == 1 and len(block.x) <= _POINTS else _side_by_side(block)
    return rows if any(row.strip() for row in rows) else []


def _one_by_one(block: Chart) -> list[str]:
    """A bar for every label."""
    values = [value_at(block.series[0][1], at) for at in range(len(block.x))]
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


def changed_mark(what: str, more: int) -> str:
    """At the week or month in which something was changed."""
    short = what if len(what) <= 28 else what[:27] + "…"
    return f"changed: {short}" + (f" and {more} more" if more else "")
