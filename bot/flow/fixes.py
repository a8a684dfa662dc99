"""What is asked about fixes: whether one worked, or how all of them stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.flow import cards, worked
from bot.flow.effects import EFFECTS, FIXES, STANDING, newest
from bot.flow.rights import OPEN_TO_ALL
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.flow.written import written
from bot.model.insight import Insight, InsightId
from bot.model.mention import Untrusted
from bot.model.message import Block, Span, Text
from bot.model.theme import Theme
from bot.roi.effect import judged_from
from bot.texts import answers as words
from bot.texts import effects, pages

MOST = 10


async def of_insight(insight: Insight, *, tools: Tools, standing: Standing) -> tuple[Block, ...]:
    """Whether what was found was fixed, and whether that worked."""
    title = Text(line=(Span(text=insight.label, style="strong", topic=insight.theme),))
    day = await cards.fixed_on(insight, await tools.store.statuses([insight.id]), tools=tools)
    if day is None:
        return (title, Text(line=(Span(text=words.not_fixed(pages.STATUSES[insight.status])),)))
    effect = await worked.effect_on(insight.id, tools=tools)
    if effect is not None:
        return (title, *worked.blocks(effect, standing=standing))
    told = words.fixed_since(effects.whole_day(day), effects.whole_day(judged_from(day)))
    return (title, Text(line=(Span(text=told),)))


async def called(text: str, theme: Theme | None, *, tools: Tools) -> Insight | None:
    """The fixed insight that people mean: by what was done or counted, else of the topic; else any of the topic."""
    wanted = text.lower().split()
    for one in await _fixes(tools):
        said = f"{one.what.raw} {one.group} {one.insight.label.raw}".lower()
        if all(word in said for word in wanted):
            return one.insight
    if theme is None:
        return None
    mine = [one for one in await tools.store.insights(theme=theme.id) if one.visibility in OPEN_TO_ALL]
    return next((one for one in reversed(mine) if one.status in STANDING), mine[-1] if mine else None)


async def all_of_them(*, tools: Tools) -> tuple[Block, ...]:
    """Every fix, the newest first, with what came of it; none where nothing was fixed."""
    items = await written(tools, EFFECTS)
    lines: list[Block] = []
    for one in (await _fixes(tools))[:MOST]:
        effect = newest(items, one.insight.id)
        verdict = effects.verdict(effect) if effect is not None else effects.from_day(judged_from(one.day))
        named = Span(text=one.insight.label, style="strong", topic=one.insight.theme)
        lines.append(Text(line=(named, Span(text=effects.listed(one.day, verdict)))))
    return tuple(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fixed:
    """An insight that stands as fixed, what was done, when, and which keyword group counts it."""

    insight: Insight
    what: Untrusted
    group: str
    day: date


async def _fixes(tools: Tools) -> Sequence[_Fixed]:
    """What stands as fixed and everybody may see, the newest first, each once."""
    found: dict[int, _Fixed] = {}
    for item in sorted(await written(tools, FIXES), key=lambda one: str(one.item["date"]), reverse=True):
        number = item.item.get("insight")
        if not isinstance(number, int) or number in found:
            continue
        insight = await tools.store.insight(InsightId(number))
        if insight is not None and insight.status in STANDING and insight.visibility in OPEN_TO_ALL:
            what, group = Untrusted(str(item.item.get("what") or "")), str(item.item.get("group") or "")
            day = date.fromisoformat(str(item.item["date"]))
            found[number] = _Fixed(insight=insight, what=what, group=group, day=day)
    return list(found.values())
