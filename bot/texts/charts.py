"""How a chart names its points."""

from __future__ import annotations

from datetime import datetime


def short(label: str) -> str:
    """A day as `6 Jul`, an hour as `22:00` (`4 Oct` where a day begins); any other label as it is."""
    try:
        at = datetime.fromisoformat(label)
    except ValueError:
        return label
    return f"{at:%H:%M}" if "T" in label and at.hour else f"{at.day} {at:%b}"


def full(label: str) -> str:
    """A day as `6 Jul 2026`, an hour as `3 Oct, 22:00`; any other label as it is."""
    try:
        at = datetime.fromisoformat(label)
    except ValueError:
        return label
    return f"{at.day} {at:%b}, {at:%H:%M}" if "T" in label else f"{at.day} {at:%b %Y}"
