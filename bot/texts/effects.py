"""What a fix changed, in words: the change with its interval, or why nothing can be said yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.model.effect import Effect, Measured
from bot.texts import figures


def percent(share: float) -> str:
    """A share as a whole percent: `73`."""
    return f"{abs(share) * 100:.0f}"


def verdict(effect: Effect) -> str:
    """What came of a fix: `down 73 % (90 %: 59-82 %)`, `no effect shown`, `can be judged from 9 Nov`."""
    one = effect.measured
    if one is None:
        return _not_yet(effect)
    if one.fell:
        return f"down {percent(one.change)} % (90 %: {percent(one.high)}-{percent(one.low)} %)"
    if one.rose:
        return f"up {percent(one.change)} % (90 %: {percent(one.low)}-{percent(one.high)} %)"
    return "no effect shown"


def _not_yet(effect: Effect) -> str:
    match effect.why:
        case "short_history":
            return "cannot be judged: fewer than 12 weeks were heard before it"
        case "few_topics":
            return "cannot be judged yet: fewer than 10 topics to compare with"
        case "not_heard":
            return "cannot be judged: the topic was not heard before it"
        case _:
            return from_day(effect.judged) if effect.judged else "cannot be judged yet"


def from_day(judged: date) -> str:
    """Before it was ever judged."""
    return f"can be judged from {figures.day(judged)}"


def whole_day(when: date) -> str:
    """A day with its year: `17 Aug 2026`."""
    return f"{figures.day(when)} {when.year}"


def listed(fixed: date, verdict_: str) -> str:
    """Behind a topic, in the list of fixes."""
    return f", fixed {whole_day(fixed)}: {verdict_}."


def of_fix(effect: Effect) -> str:
    """A sentence for a card: `Fix of 17 Aug, counted by “charger”: down 73 % (90 %: 59-82 %).`"""
    by = f", counted by “{effect.group}”" if effect.group else ""
    return f"Fix of {figures.day(effect.fixed)}{by}: {verdict(effect)}."


def title() -> str:
    """The heading above a fix's effect."""
    return "Was it fixed, and did it work?"


def verdict_begins(effect: Effect) -> str:
    """Before the verdict."""
    return f"{_what(effect)} of {whole_day(effect.fixed)}: "


def _what(effect: Effect) -> str:
    return "Change" if effect.change else "Fix"


def compared_begins() -> str:
    """Before the largest of the topics compared with."""
    return "Compared with "


def compared_ends(rest: int) -> str:
    """After them."""
    more = f" and {figures.whole(rest)} more" if rest > 0 else ""
    return f"{more}: what topics with such a past did by themselves."


def counted(effect: Effect) -> str:
    """What was counted, and when."""
    what = f"What the keyword group “{effect.group}” matches" if effect.group else "This topic"
    weeks = figures.counted(effect.before, "whole week")
    if effect.measured is None:
        after = figures.counted(effect.after, "whole week")
        return f"{what}: {weeks} before, {after} since the week of roll-out; 4 are needed."
    until = figures.day(effect.until)
    return (
        f"{what}: {weeks} before against {effect.after} after, {figures.day(effect.start)} until {until}; "
        "the roll-out days are left out."
    )


def meaning(one: Measured) -> str:
    """The change in mentions, or what could have been seen."""
    if one.fell:
        return (
            f"{figures.counted(one.after, 'mention')} came; {avoided(one.avoided)} more were to be expected "
            f"(90 %: {avoided(one.avoided_low)} to {avoided(one.avoided_high)})."
        )
    return (
        f"{signed(one.change)} against what was to be expected (90 %: {signed(one.low)} to {signed(one.high)}). "
        f"Only a fall of more than {percent(one.visible)} % could have been seen."
    )


def avoided(number: float) -> str:
    """A number of mentions that did not come: `38`, `0.4`."""
    return figures.about(number) if number >= 0 else f"-{figures.about(-number)}"


def signed(share: float) -> str:
    """A change as a percent with its sign: `-29 %`, `+122 %`."""
    return f"{share * 100:+,.0f} %".replace("+0 %", "0 %").replace("-0 %", "0 %")


def heard_in(sources: Sequence[str], left_out: Sequence[str]) -> str:
    """Where it was counted, and what was left out."""
    out = f" {figures.named(left_out)} left out: not heard all the time." if left_out else ""
    return f"Counted in {figures.named(sources)}.{out}"


def naive(effect: Effect) -> str:
    """The plain before and after, with what it is worth; '' where there is none."""
    change, one = effect.naive.change, effect.naive
    if change is None:
        return ""
    return (
        f"The plain before and after would say {signed(change)} ({one.before} in {one.before_days} days, "
        f"{one.after} in {figures.counted(one.after_days, 'day')} since). It proves nothing: a problem is "
        "fixed when it is at its worst."
    )


def counted_series() -> str:
    """The line of what was counted."""
    return "mentions a week"


def forecast_series() -> str:
    """The line of what was to be expected."""
    return "expected without the fix"


def low_series() -> str:
    """The lower end of the band."""
    return "at least (90 %)"


def high_series() -> str:
    """The upper end of the band."""
    return "at most (90 %)"


def chart_title(effect: Effect) -> str:
    """Above the chart; charts of one page are told apart by it."""
    return f"{_what(effect)} of {figures.day(effect.fixed)}: what came, and what was to be expected"


def chart_alt(effect: Effect) -> str:
    """The finding of the chart in words."""
    begins, one = (
        f"{'Changed' if effect.change else 'Fixed'} on {figures.day(effect.fixed)}: {verdict(effect)}.",
        effect.measured,
    )
    if one is None:
        return begins
    expected, low, high = (figures.about(one.after + more) for more in (one.avoided, one.avoided_low, one.avoided_high))
    weeks = figures.counted(effect.after, "week")
    came = figures.counted(one.after, "mention")
    return f"{begins} {came} came in {weeks}, {expected} were to be expected ({low} to {high})."


def fixed_mark(effect: Effect) -> str:
    """At the line in a chart."""
    return f"{'changed' if effect.change else 'fixed'} {figures.day(effect.fixed)}"
