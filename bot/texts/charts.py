"""How a chart names its points."""

from __future__ import annotations

from datetime import datetime


def short(label: str, before: str = "") -> tuple[str, ...]:
    """The lines under a point: a day as `6 Jul`, an hour as `22:00`, with its day where that is a new one."""
    try:
        at = datetime.fromisoformat(label)
    except ValueError:
        return (label,)
    day = f"{at.day} {at:%b}"
    if "T" not in label:
        return (day,)
    return (f"{at:%H:%M}",) if before[:10] == label[:10] else (f"{at:%H:%M}", day)


def full(label: str) -> str:
    """A day as `6 Jul 2026`, an hour as `3 Oct, 22:00`; any other label as it is."""
    try:
        at = datetime.fromisoformat(label)
    except ValueError:
        return label
    return f"{at.day} {at:%b}, {at:%H:%M}" if "T" in label else f"{at.day} {at:%b %Y}"
