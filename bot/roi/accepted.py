"""Which slots go together. A slot that an answer would have to pass over makes the question one that is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from bot.roi.asked import Asked, By, Usage
from bot.roi.names import Known
from bot.roi.periods import LAST_YEAR, PREVIOUS
from bot.roi.said import question_of

_WHERE = frozenset({"programme", "department", "period"})
_BESIDE = frozenset({"compare", "versus", "by", "currency", "show"})
_MONEY = _WHERE | _BESIDE | {"cohort", "credit"}
_TAKES: Mapping[str, frozenset[str]] = {
    "roi": _MONEY,
    "net": _MONEY,
    "benefit": _MONEY | {"kind", "topic", "insight"},
    "cost": _WHERE | _BESIDE,
    "npv": _WHERE | {"compare", "versus", "currency", "show"},
    "payback": _WHERE | {"show"},
    "unit_cost": _WHERE | {"outcome", "compare", "versus", "currency", "show"},
    "intention": _WHERE | {"show"},
    "maturity": _WHERE,
    "influence": _WHERE,
    "effect": frozenset({"programme", "department", "topic", "change"}),
    "better": _WHERE,
    "changes": _WHERE,
    "learned": _WHERE,
    "times": _WHERE,
    "relationships": _WHERE,
    "repeats": frozenset({"department"}),
    "untold": frozenset({"programme", "department"}),
    "funnel": frozenset({"department", "period"}),
    "contacts": frozenset({"department", "period", "compare", "by"}),
    "hours": _WHERE | {"role"},
    "mood": frozenset({"group", "topic", "department", "period", "by"}),
}
_SPLITS: Mapping[str, frozenset[By]] = {
    "roi": frozenset({"programme", "department", "month"}),
    "net": frozenset({"programme", "department", "month"}),
    "benefit": frozenset({"programme", "department", "month", "kind", "channel", "topic"}),
    "cost": frozenset({"programme", "department", "month", "kind"}),
    "contacts": frozenset({"channel"}),
    "mood": frozenset({"hour"}),
}
_CASH = frozenset({"roi", "net", "benefit"})
_ALWAYS = frozenset({"metric", "subject", "as_of", "canonical", "question"})


def clash(asked: Asked, about: Known, typed: str) -> Usage | None:
    """Why the question cannot be asked as it is, or None."""
    what = asked.subject or asked.metric
    empty = Asked()
    given = {one.name for one in fields(Asked) if getattr(asked, one.name) != getattr(empty, one.name)} - _ALWAYS
    extra = sorted(given - _TAKES[what])
    if asked.by is not None and asked.by not in _SPLITS.get(what, frozenset()):
        extra.append(f"by {asked.by}")
    if "cash" in asked.show and what not in _CASH:
        extra.append("cash")
    if asked.versus is not None and (asked.compare is not None or asked.by is not None):
        extra.append("versus")
    if asked.by == "month" and asked.compare is not None:
        extra.append("compare")
    if extra:
        return Usage(why="together", words=typed, nearest=(what, extra[0]))
    if asked.compare in (PREVIOUS, LAST_YEAR) and asked.period is None:
        meant = replace(asked, period="last quarter")
        return Usage(why="compare", words=asked.compare, nearest=(question_of(meant),))
    if asked.metric == "unit_cost" and asked.outcome is None:
        return Usage(why="which_outcome", words=typed, nearest=about.terms.outcomes)
    return None
