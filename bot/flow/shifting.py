"""A prompt to look at a programme again when people speak of other things than they did when its aim was set."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta

from bot.flow.rights import OPEN_TO_ALL
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Change, KeepSetting, SettingEvent
from bot.model.message import Actions, Block, Button, Line, Span, Text
from bot.model.people import Programme
from bot.model.theme import ThemeId
from bot.roi.shifts import EARLIER_WEEKS, RECENT_WEEKS, Shift, shift
from bot.texts import lists, reminders

SHIFT = "shift:"
"""How the subjects of the setting events begin that keep when a shift was told."""
QUIET = timedelta(weeks=RECENT_WEEKS + EARLIER_WEEKS)
"""As long as one shift stands in both sides of the comparison it is told once."""

Prompt = tuple[str, tuple[Block, ...], str, Change]
"""Its cause, its blocks, its words, and the mark that it was told."""


async def shifts(aimed: Collection[str], now: datetime, *, tools: Tools, standing: Standing) -> list[Prompt]:
    """A prompt for each programme with an aim whose topics shifted, once for each shift.

    With a source silent in these weeks nothing is judged: what it would have said is missing from one side.
    """
    today = now.astimezone(tools.zone).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=RECENT_WEEKS + EARLIER_WEEKS)
    begins = datetime.combine(first, time(), tools.zone)
    programmes = [one for one in standing.organisation.programmes if one.id in aimed and _due(one, today, standing)]
    if not programmes or any(gap.cause != "caught_up" for gap in await tools.store.gaps(begins)):
        return []
    topics = await _topics(programmes, tools=tools, standing=standing)
    names = sorted({str(one) for mine in topics.values() for one in mine})
    days = await tools.store.series("theme", names, unit="day", since=first.isoformat(), until=monday.isoformat())
    found = []
    for one in programmes:
        mine = {name: days.get(str(name), {}) for name in topics[one.id]}
        cut = monday - timedelta(weeks=RECENT_WEEKS)
        seen = shift(_counted(mine, until=cut), _counted(mine, since=cut))
        if seen is not None and _heard_all_along(mine.values(), first):
            found.append(_prompt(one, seen, now, today=today, standing=standing))
    return found


def _due(programme: Programme, today: date, standing: Standing) -> bool:
    told = standing.latest(f"{SHIFT}{programme.id}").get("on")
    return told is None or date.fromisoformat(str(told)) + QUIET <= today


async def _topics(
    programmes: Collection[Programme], *, tools: Tools, standing: Standing
) -> Mapping[str, set[int]]:  # fmt: skip
    """The topics of each programme's insights, as they are called now."""
    usual = standing.organisation.programmes[0].id
    found: dict[str, set[int]] = {one.id: set() for one in programmes}
    for insight in await tools.store.insights():
        programme = insight.programme or usual
        if insight.theme is not None and programme in found and insight.visibility in OPEN_TO_ALL:
            found[programme].add(int(standing.current(insight.theme)))
    return found


def _counted(
    topics: Mapping[int, Mapping[str, Mapping[str, int]]], *, since: date = date.min, until: date = date.max
) -> dict[int, int]:  # fmt: skip
    found = {
        name: sum(sum(moods.values()) for day, moods in days.items() if since <= date.fromisoformat(day) < until)
        for name, days in topics.items()
    }
    return {name: count for name, count in found.items() if count}


def _heard_all_along(topics: Iterable[Mapping[str, object]], first: date) -> bool:
    """Whether anything was said in the first of the weeks: who began to listen in between has nothing to compare."""
    end = (first + timedelta(weeks=1)).isoformat()
    return any(day < end for days in topics for day in days)


def _prompt(programme: Programme, seen: Shift, now: datetime, *, today: date, standing: Standing) -> Prompt:
    theme = standing.theme(ThemeId(seen.topic))
    called = Span(text="?") if theme is None else Span(text=theme.name or theme.label, topic=seen.topic)
    before, after = reminders.shifted(programme.name, seen.before, seen.now)
    line: Line = (Span(text=before), called, Span(text=after))
    button = Button(label=lists.set_up(programme.name), act="open:entry", value=f"programme={programme.id}")
    blocks: tuple[Block, ...] = (Text(line=line), Actions(insight=None, buttons=(button,)))
    event = SettingEvent(subject=f"{SHIFT}{programme.id}", person=None, at=now, new={"on": today.isoformat()})
    return f"{SHIFT}{programme.id}:{today.isoformat()}", blocks, f"{before}{after}", KeepSetting(event=event)
