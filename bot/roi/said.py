"""A question in the words that read back to it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.roi.asked import Asked

_WHAT: Mapping[str, str] = {
    "unit_cost": "unit cost", "hours": "hours spent", "repeats": "repeat problems", "untold": "not told",
    "times": "times", "effect": "effect",
}  # fmt: skip
_KINDS: Mapping[str, str] = {"fix": "fixes", "time_saved": "time saved", "spend_change": "spend change"}
_CREDIT: Mapping[str, str] = {"last": "last touch", "first": "first touch", "linear": "linear"}
_SHOW: Mapping[str, str] = {"not_counted": "not counted"}


def question_of(asked: Asked) -> str:
    """The question in words that read back to it."""
    what = asked.subject or asked.metric
    parts = [_WHAT.get(what, what)]
    parts += [_KINDS.get(asked.kind, asked.kind)] if asked.kind is not None else []
    named = (
        ("", asked.outcome), ("", asked.role), ("", asked.change), ("insight ", asked.insight),
        ("topic ", asked.topic), ("group ", asked.group), ("programme ", asked.programme),
        ("department ", asked.department), ("", asked.period),
    )  # fmt: skip
    parts += [f"{noun}{name}" for noun, name in named if name is not None]
    parts += [f"vs {other}" for other in (asked.versus, asked.compare) if other is not None]
    parts += [f"by {asked.by}"] if asked.by is not None else []
    parts += [f"in {asked.currency}"] if asked.currency is not None else []
    parts += [_CREDIT[one] for one in asked.credit]
    parts += ["cohort"] if asked.cohort else []
    parts += [f"as of {asked.as_of.isoformat()}"] if asked.as_of is not None else []
    return " ".join((*parts, *(_SHOW.get(one, one) for one in sorted(asked.show))))
