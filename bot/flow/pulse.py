"""/earshot pulse: how much something is spoken of just now, beside what is usual at this time of the week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import BadInput
from bot.flow.rights import OPEN_TO_ALL
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.groups import words as words_in
from bot.model.message import Header, Line, Message, Span, Table, Text
from bot.model.rows import Counts, Rows
from bot.texts import pages
from bot.texts import pulse as texts

WEEKS = 4
"""So many earlier weeks say what is usual."""
SPREAD = 2.0
"""So many times the spread of a count is out of the usual."""
WINDOWS = (timedelta(hours=1), timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What was counted in a stretch of time, and in the same stretch of earlier weeks, the latest first."""

    length: timedelta
    rows: Rows
    counts: Counts
    moods: dict[str, int]
    earlier: tuple[tuple[Rows, int], ...]


async def pulse(asked: str, *, tools: Tools, standing: Standing) -> Message:
    """The last hour and the last day of some words, or of a keyword group, against the same of the weeks before.

    Raises:
        BadInput: nothing was asked for.
    """
    group = next((one for one in standing.organisation.groups if one.name.lower() == asked.strip().lower()), None)
    said = words_in(asked)
    if group is None and not said:
        raise BadInput(
            what="The pulse", where="behind /earshot pulse", found="nothing", expected="words, or a keyword group"
        )
    about = Rows(group=group.name) if group is not None else Rows(text=" ".join(said))
    first = await tools.store.listed(Rows(), limit=1)
    began = first[0].at if first else tools.clock.now()
    found = [await _window(about, length, began, tools=tools) for length in WINDOWS]
    title = texts.title(group.name if group is not None else asked.strip(), group=group is not None)
    summary = f"{title}. " + " ".join(texts.spoken(one.length, one.counts.mentions, _verdict(one)) for one in found)
    table = Table(head=texts.HEAD, rows=tuple(_row(one) for one in found))
    note = Text(line=(Span(text=texts.note(WEEKS, group=group is not None)),), faint=True)
    return Message(blocks=(Header(text=title), table, note), summary=summary, private=True)


async def _window(about: Rows, length: timedelta, began: datetime, *, tools: Tools) -> Window:
    now = tools.clock.now()
    rows = replace(about, since=now - length, until=now)
    earlier = []
    for week in range(1, WEEKS + 1):
        # By the clock on the wall, so that an hour of the week stays the same hour when the clocks change.
        until = (now.astimezone(tools.zone) - timedelta(weeks=week)).astimezone(now.tzinfo)
        if until - length < began:
            break
        then = replace(about, since=until - length, until=until)
        earlier.append((then, (await tools.store.count(then, visible=OPEN_TO_ALL)).mentions))
    return Window(
        length=length,
        rows=rows,
        counts=await tools.store.count(rows, visible=OPEN_TO_ALL),
        moods=dict(await tools.store.facets(rows, "sentiment", visible=OPEN_TO_ALL)),
        earlier=tuple(earlier),
    )


def usual(earlier: Sequence[int]) -> float | None:
    """The mean of the earlier counts, None without any."""
    return sum(earlier) / len(earlier) if earlier else None


def beyond(count: int, mean: float) -> int:
    """1 where the count is more than usual, -1 where it is less, 0 where chance alone may do as much.

    Counts spread at least like Poisson's; one more is allowed for how little four weeks know of the mean.
    """
    spread = SPREAD * (mean + 1) ** 0.5
    return int(count > mean + spread) - int(count < mean - spread)


def _verdict(window: Window) -> str:
    mean = usual([count for _, count in window.earlier])
    return texts.unknown() if mean is None else texts.verdict(beyond(window.counts.mentions, mean))


def _row(window: Window) -> tuple[Line, ...]:
    mean = usual([count for _, count in window.earlier])
    weeks: list[Span] = []
    for rows, count in window.earlier:
        weeks += [Span(text=" · " if weeks else ": "), Span(text=f"{count}", opens=rows)]
    compared: Line = (Span(text=texts.unknown()),) if mean is None else (Span(text=texts.mean(mean)), *weeks)
    moods: list[Span] = []
    for mood, count in window.moods.items():
        moods += [Span(text=" · ")] if moods else []
        moods.append(Span(text=f"{pages.MOODS[mood]} {count}", opens=replace(window.rows, sentiment=mood)))
    return (
        (Span(text=texts.window(window.length)),),
        (Span(text=pages.mentions(window.counts.mentions), opens=window.rows),),
        (Span(text=pages.people(window.counts.people), opens=window.rows),),
        (Span(text=_verdict(window), style="strong"),),
        compared,
        tuple(moods) or (Span(text="–"),),
    )
