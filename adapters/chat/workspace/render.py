"""Turns values into HTML. The one place where text from outside is opened for this surface."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import jinja2
from markupsafe import Markup

from bot.model.mention import Untrusted
from bot.model.message import Spark
from bot.model.rows import Rows
from bot.texts import charts
from bot.texts import workspace as texts

TEMPLATES: Final = Path(__file__).parent / "templates"
# Overrides and isolates of direction would turn round the words beside them; controls show nothing.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TAKES = re.compile(r"/(?![/\\])[^\s\\]*\Z|https://[^\s\\]+\Z")
_EDGE: Final = 2.0


def shown(text: str | Untrusted) -> str:
    """The text without what is not text; the template escapes it as it escapes everything."""
    return _UNSEEN.sub("", text.raw if isinstance(text, Untrusted) else text)


def _finalize(value: object) -> object:
    """What stands between braces in a template: text from outside is opened here and then escaped."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Untrusted | str):
        return shown(value)
    return "" if value is None else value


def environment(zone: ZoneInfo) -> jinja2.Environment:
    """The templates, escaping everything, undefined names an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined,
        finalize=_finalize, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.filters.update(
        kind=lambda value: type(value).__name__.lower(), rows=rows_link, spark=spark, initials=initials,
        safe_href=safe_href, chart_rows=chart_rows, text=shown, number=texts.number, label=charts.full,
        clock=lambda at: texts.clock(at.astimezone(zone)), day=lambda at: texts.day(at.astimezone(zone)),
        moment=lambda at: texts.moment(at.astimezone(zone)), iso=lambda at: at.isoformat(timespec="seconds"),
        date=lambda at: at.astimezone(zone).date().isoformat(),
    )  # fmt: skip
    env.globals.update(t=texts, w=texts.WORDS)
    return env


def rows_link(rows: Rows, title: str = "", page: int = 1, path: str = "/rows") -> str:
    """The address at which a set of mentions opens."""
    words = dict(rows.code())
    if title:
        words["title"] = shown(title)[:200]
    if page != 1:
        words["page"] = str(page)
    return f"{path}?{urlencode(words)}"


def safe_href(href: str) -> str:
    """The address if it leads into the workspace or over https, else ''."""
    return href if _TAKES.match(href) else ""


def initials(name: str) -> str:
    """Up to two letters for a person without picture."""
    words = [word for word in shown(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def chart_rows(values: tuple[tuple[str, tuple[float | None, ...]], ...], at: int) -> list[float | None]:
    """The values of all series at one label."""
    return [series[at] if at < len(series) else None for _, series in values]


def spark(value: Spark, width: int = 120, height: int = 28) -> Markup:
    """A small line: gaps stay open, the last value has a dot."""
    known = [number for number in value.values if number is not None]
    top = max(known, default=0.0) or 1.0
    step = (width - 2 * _EDGE) / max(len(value.values) - 1, 1)
    places = [
        None if number is None else (_EDGE + at * step, height - _EDGE - number / top * (height - 2 * _EDGE))
        for at, number in enumerate(value.values)
    ]
    runs = _runs(places)
    path = " ".join("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in run) for run in runs if len(run) > 1)
    area = " ".join(
        f"M{run[0][0]:.1f} {height} L" + " L".join(f"{x:.1f} {y:.1f}" for x, y in run) + f" L{run[-1][0]:.1f} {height}Z"
        for run in runs
        if len(run) > 1
    )
    dots = [run[0] for run in runs if len(run) == 1] + [runs[-1][-1]] if runs else []
    circles = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2"/>' for x, y in dots)
    return Markup(
        '<svg class="spark" viewBox="0 0 {w} {h}" role="img" aria-label="{alt}">'
        '<path class="area" d="{area}"/><path class="line" d="{path}"/>{circles}</svg>'
    ).format(w=width, h=height, alt=shown(value.alt), area=area, path=path, circles=Markup(circles))


def _runs(places: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The stretches between gaps."""
    runs: list[list[tuple[float, float]]] = [[]]
    for spot in places:
        if spot is None:
            runs.append([])
        else:
            runs[-1].append(spot)
    return [run for run in runs if run]


def form_words(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    """The fields whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): value for name, value in form.items() if name.startswith(prefix)}


def moment_of(text: str, zone: ZoneInfo) -> datetime | None:
    """The end of the day that a date field names, None if it names none.

    Raises:
        ValueError: it is no date.
    """
    if not text:
        return None
    return datetime.fromisoformat(text[:10]).replace(hour=23, minute=59, second=59, tzinfo=zone)
