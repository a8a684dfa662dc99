"""What a fix changed, as it was worked out at a moment: counts and shares of mentions, never money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Why: TypeAlias = Literal["too_soon", "short_history", "few_topics", "not_heard"]
"""Why an effect cannot be told: too few weeks after, too few before, too few topics, or the topic was never heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectWeek:
    """One Monday week: what was counted (None: not yet over), and the forecast with its 90 % band."""

    monday: date
    count: int | None
    forecast: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Naive:
    """The four weeks before the fix against all days since: it proves nothing, and stands beside."""

    before: int
    before_days: int
    after: int
    after_days: int

    @property
    def change(self) -> float | None:
        """The change of the daily rate, None where nothing can be set against anything."""
        if not self.before or not self.before_days or not self.after_days:
            return None
        return self.after / self.after_days / (self.before / self.before_days) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Changes as shares (-0.73: down 73 %) and avoided mentions, each with its 90 % bounds.

    `visible` is the smallest fall that could have been told from none; `after` the mentions counted after the fix.
    """

    change: float
    low: float
    high: float
    visible: float
    after: int
    avoided: float
    avoided_low: float
    avoided_high: float

    @property
    def fell(self) -> bool:
        """Whether the whole interval is a fall."""
        return self.high < 0

    @property
    def rose(self) -> bool:
        """Whether the whole interval is a rise."""
        return self.low > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The effect of one fix, or of a change of another kind (`change` is the id of its entry).

    `group` is the keyword group that was counted, '' for the topic itself. `start` is the first Monday after the
    roll-out, `until` the first day that was not counted, `before` and `after` complete weeks. `measured` is None while
    nothing can be told: then `why` says why, and `judged` is the day from which it can be, if any is known.
    `compared` are the largest of the topics compared with; `left_out` the sources that were not heard all the time.
    """

    insight: int
    theme: int | None
    group: str
    fixed: date
    start: date
    until: date
    before: int
    after: int
    topics: int
    compared: tuple[int, ...]
    sources: tuple[str, ...]
    left_out: tuple[str, ...]
    naive: Naive
    weeks: tuple[EffectWeek, ...]
    measured: Measured | None = None
    why: Why | None = None
    judged: date | None = None
    change: str = ""

    def to_json(self) -> dict[str, object]:
        """The effect as it is kept."""
        found: dict[str, object] = {
            "insight": self.insight, "theme": self.theme, "group": self.group, "fixed": self.fixed.isoformat(),
            "start": self.start.isoformat(), "until": self.until.isoformat(), "before": self.before,
            "after": self.after, "topics": self.topics, "compared": list(self.compared),
            "sources": list(self.sources), "left_out": list(self.left_out),
            "naive": [self.naive.before, self.naive.before_days, self.naive.after, self.naive.after_days],
            "weeks": [[one.monday.isoformat(), one.count, one.forecast, one.low, one.high] for one in self.weeks],
            "why": self.why, "judged": self.judged.isoformat() if self.judged else None, "measured": None,
        }  # fmt: skip
        if self.change:
            found["change"] = self.change
        if self.measured is not None:
            one = self.measured
            found["measured"] = [
                one.change, one.low, one.high, one.visible, one.after, one.avoided, one.avoided_low, one.avoided_high,
            ]  # fmt: skip
        return found

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Effect:
        """The effect that was kept."""
        naive = [int(one) for one in _numbers(kept["naive"])]
        measured = [float(one) for one in _numbers(kept["measured"])] if kept["measured"] else None
        theme, judged, why = kept["theme"], kept["judged"], kept["why"]
        return cls(
            insight=int(str(kept["insight"])), theme=int(str(theme)) if theme is not None else None,
            group=str(kept["group"]), fixed=_day(kept["fixed"]), start=_day(kept["start"]), until=_day(kept["until"]),
            before=int(str(kept["before"])), after=int(str(kept["after"])), topics=int(str(kept["topics"])),
            compared=tuple(int(one) for one in _numbers(kept["compared"])), sources=_words(kept["sources"]),
            left_out=_words(kept["left_out"]),
            naive=Naive(before=naive[0], before_days=naive[1], after=naive[2], after_days=naive[3]),
            weeks=tuple(_week(one) for one in _list(kept["weeks"])), measured=_measured(measured),
            why=next((one for one in _WHYS if one == why), None), judged=_day(judged) if judged is not None else None,
            change=str(kept.get("change") or ""),
        )  # fmt: skip


_WHYS: tuple[Why, ...] = ("too_soon", "short_history", "few_topics", "not_heard")


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _numbers(value: object) -> list[float]:
    return [one for one in _list(value) if isinstance(one, int | float)]


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in _list(value))


def _day(value: object) -> date:
    return date.fromisoformat(str(value))


def _week(value: object) -> EffectWeek:
    monday, count, *band = _list(value)
    forecast, low, high = (float(one) if isinstance(one, int | float) else None for one in band)
    return EffectWeek(
        monday=_day(monday), count=int(count) if isinstance(count, int | float) else None, forecast=forecast, low=low,
        high=high,
    )  # fmt: skip


def _measured(found: Sequence[float] | None) -> Measured | None:
    if found is None:
        return None
    change, low, high, visible, after, avoided, avoided_low, avoided_high = found
    return Measured(
        change=change, low=low, high=high, visible=visible, after=int(after), avoided=avoided, avoided_low=avoided_low,
        avoided_high=avoided_high,
    )  # fmt: skip
