"""Whether a fix worked, as people read it: a sentence for cards, and the whole of it with its chart for pages."""

from __future__ import annotations

from datetime import datetime

from bot.flow.effects import EFFECTS, newest
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.flow.written import written
from bot.model.effect import Effect
from bot.model.insight import InsightId
from bot.model.message import Block, Chart, Line, Span, Text
from bot.model.theme import ThemeId
from bot.texts import effects as words
from bot.texts.pages import source_name


async def effect_on(insight: InsightId, *, tools: Tools, as_of: datetime | None = None) -> Effect | None:
    """The newest estimate of an insight's fix that was known then."""
    return newest(await written(tools, EFFECTS), insight, as_of=as_of)


def sentence(effect: Effect | None) -> Line:
    """What a card says of a fix; nothing while it is only too soon, because the card says that itself."""
    if effect is None or effect.why == "too_soon":
        return ()
    return (Span(text=words.of_fix(effect)),)


def told(effect: Effect | None) -> Line:
    """What a digest says of a fix, behind its day."""
    return (Span(text=words.verdict(effect)),) if effect is not None else ()


def blocks(effect: Effect, *, standing: Standing) -> tuple[Block, ...]:
    """The verdict, what stands behind it, and the chart where there is a forecast."""
    verdict = (Span(text=words.verdict_begins(effect)), Span(text=f"{words.verdict(effect)}.", style="strong"))
    lines: list[Line] = [(Span(text=words.counted(effect)),)]
    if effect.measured is not None:
        lines.append((Span(text=words.meaning(effect.measured)),))
        lines.append(_compared(effect, standing))
    if effect.sources:
        named = [[source_name(one) for one in listed] for listed in (effect.sources, effect.left_out)]
        lines.append((Span(text=words.heard_in(*named)),))
    if words.naive(effect):
        lines.append((Span(text=words.naive(effect)),))
    drawn = chart(effect)
    return (Text(line=verdict), *(Text(line=line, faint=True) for line in lines), *([drawn] if drawn else []))


def _compared(effect: Effect, standing: Standing) -> Line:
    line = [Span(text=words.compared_begins())]
    for number in effect.compared:
        theme = standing.theme(standing.current(ThemeId(number)))
        if theme is None:
            continue
        line += [Span(text=", ")] if len(line) > 1 else []
        line.append(Span(text=theme.name or theme.label, topic=theme.id))
    named = (len(line)) // 2
    return (*line, Span(text=words.compared_ends(effect.topics - 1 - named)))


def chart(effect: Effect) -> Chart | None:
    """What was counted a week and what was to be expected from the fix on; None without a forecast."""
    if effect.measured is None:
        return None
    weeks = effect.weeks
    ahead = [one for one in weeks if one.forecast is not None]
    return Chart(
        kind="line",
        title=words.chart_title(effect),
        alt=words.chart_alt(effect),
        x=tuple(one.monday.isoformat() for one in weeks),
        series=(
            (words.counted_series(), tuple(one.count for one in weeks)),
            (words.forecast_series(), tuple(one.forecast for one in weeks)),
            (words.low_series(), tuple(one.low for one in weeks)),
            (words.high_series(), tuple(one.high for one in weeks)),
        ),
        band=(words.low_series(), words.high_series()),
        mark=(ahead[0].monday.isoformat(), words.fixed_mark(effect)),
    )
