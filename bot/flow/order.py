"""What a digest is ordered by: what people did with earlier insights, once enough of them are old enough to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.flow.rights import OPEN_TO_ALL
from bot.flow.tools import Tools
from bot.model.insight import Insight, InsightId
from bot.model.signal import Signal
from bot.signals.learned import ENOUGH, MATURE, Features, Seen, learn, novelties, seen
from bot.signals.rank import PLAIN, Order
from bot.signals.worth import shown_score, worth

Moods = Mapping[str, Mapping[str, Mapping[str, int]]]
LEARNS_FROM = timedelta(days=365)
"""What was shown in so long a time is learned from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is learned from, by insight, and how new every insight of the time was when it came up."""

    seen: tuple[Seen, ...]
    novelty: Mapping[InsightId, float]


async def order_of(
    insights: Sequence[Insight], recent: Sequence[Insight], signals: Sequence[Signal], *, tools: Tools
) -> Order:
    """The order of these insights: learned, or by the shown score until enough has matured.

    Args:
        insights: those to be ordered.
        recent: all of the last 90 days, for the shown score.
        signals: theirs.
        tools: the ports.
    """
    past = await learned_from(tools=tools)
    weights = learn(past.seen)
    if weights is None:
        return Order(scores=scored(recent, signals), version=PLAIN)
    moods = await _moods(insights, tools=tools)
    return Order(
        scores={
            one.id: weights.foretell(_features(one, past.novelty.get(one.id, 1.0), moods, tools)) for one in insights
        },
        version=weights.version,
    )


async def learned_from(*, tools: Tools) -> Past:
    """What was shown in digests in a year with what came of it; nothing while too little of it has matured.

    What was said in private channels is left out: it shall not show through in another department's order.
    """
    now = tools.clock.now()
    first: dict[InsightId, datetime] = {}
    for shown in await tools.store.shown(now - LEARNS_FROM):
        first[shown.insight] = min(shown.at, first.get(shown.insight, shown.at))
    if sum(now >= at + MATURE for at in first.values()) < ENOUGH:
        return Past(seen=(), novelty={})
    # What was shown in a year may have been found and last touched somewhat earlier.
    known = await tools.store.insights(since=now - LEARNS_FROM - MATURE)
    novelty = novelties((insight.id, insight.theme) for insight in known)
    past = [insight for insight in known if insight.id in first and insight.visibility in OPEN_TO_ALL]
    signals: dict[InsightId, list[Signal]] = {}
    for signal in await tools.store.signals(since=now - LEARNS_FROM - MATURE):
        signals.setdefault(signal.insight, []).append(signal)
    moods = await _moods(past, tools=tools)
    found = [
        seen(
            _features(one, novelty[one.id], moods, tools), signals.get(one.id, ()),
            shown=first[one.id], now=now, authors=(one.by,) if one.by else (),
        )
        for one in past
    ]  # fmt: skip
    return Past(seen=tuple(found), novelty=novelty)


def scored(insights: Sequence[Insight], signals: Sequence[Signal]) -> dict[InsightId, float]:
    """The shown score of each insight: its theme's, drawn towards the mean of all."""
    by_insight: dict[InsightId, list[Signal]] = {}
    for signal in signals:
        by_insight.setdefault(signal.insight, []).append(signal)
    raw = {one.id: worth(by_insight.get(one.id, ()), authors=(one.by,) if one.by else ()).score for one in insights}
    prior = sum(raw.values()) / len(raw) if raw else 0.0
    themes: dict[object, list[float]] = {}
    for one in insights:
        themes.setdefault(_subject(one), []).append(raw[one.id])
    return {one.id: shown_score(themes[_subject(one)], prior) for one in insights}


def _subject(insight: Insight) -> object:
    return insight.theme if insight.theme is not None else f"i{insight.id}"


async def _moods(insights: Sequence[Insight], *, tools: Tools) -> Moods:
    """The moods of the themes of these insights, by local day."""
    themes = sorted({str(one.theme) for one in insights if one.theme is not None})
    if not themes:
        return {}
    days = [_day(at, tools) for one in insights for at in (one.numbers.since, one.numbers.until)]
    until = (datetime.fromisoformat(max(days)) + timedelta(days=1)).date().isoformat()
    return await tools.store.series("theme", themes, unit="day", since=min(days), until=until)


def _features(insight: Insight, novelty: float, moods: Moods, tools: Tools) -> Features:
    first, last = _day(insight.numbers.since, tools), _day(insight.numbers.until, tools)
    days = moods.get(str(insight.theme), {}) if insight.theme is not None else {}
    said = [counts for day, counts in days.items() if first <= day <= last]
    total = sum(sum(counts.values()) for counts in said)
    net = sum(counts.get("positive", 0) - counts.get("negative", 0) for counts in said)
    return Features(
        severity=insight.severity, mentions=insight.numbers.mentions, novelty=novelty,
        sentiment=net / total if total else 0.0, theme=insight.theme,
    )  # fmt: skip


def _day(at: datetime, tools: Tools) -> str:
    return at.astimezone(tools.zone).date().isoformat()
