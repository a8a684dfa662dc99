"""Words of /earshot pulse."""

from __future__ import annotations

from datetime import timedelta

from bot.texts import figures

HEAD = ("in the", "mentions", "people", "against the usual", "same time of earlier weeks", "mood")
_VERDICTS = {1: "more than usual", 0: "about as usual", -1: "less than usual"}


def title(asked: str, *, group: bool) -> str:
    """What the pulse was taken of."""
    return f"Pulse of the keyword group {asked}" if group else f"Pulse of “{asked}”"


def window(length: timedelta) -> str:
    """A stretch of time up to now."""
    return "last hour" if length <= timedelta(hours=1) else "last 24 hours"


def verdict(beyond: int) -> str:
    """How a count stands to the usual one."""
    return _VERDICTS[beyond]


def unknown() -> str:
    """Nothing earlier to compare with."""
    return "no earlier week to compare with"


def mean(usual: float) -> str:
    """The usual count of this time of the week."""
    return f"usual {figures.about(usual)}"


def spoken(length: timedelta, count: int, verdict_: str) -> str:
    """A window in one sentence, for notifications and screen readers."""
    return f"{window(length).capitalize()}: {count:,}, {verdict_}."


def note(weeks: int, *, group: bool) -> str:
    """What stands below: how it was counted."""
    asked = "what the group matched" if group else "texts that hold all these words"
    return f"Counts {asked}; usual is the mean of the same time of the week in the last {weeks} weeks that were heard."
