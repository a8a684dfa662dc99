"""Did it work? What a fix changed, told from a forecast that is learned from all topics (docs/roi.md)."""

from bot.roi.effect.effect import Fix, History, effect_of
from bot.roi.effect.weeks import Window, judged_from, last_day, monday_from, monday_of, window

__all__ = ["Fix", "History", "Window", "effect_of", "judged_from", "last_day", "monday_from", "monday_of", "window"]
