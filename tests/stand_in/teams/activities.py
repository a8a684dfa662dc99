"""Our own judge of what a bot posts; `problems` returns what Teams would say against it (empty: fine)."""

from __future__ import annotations

from tests.stand_in.teams.state import Json


def problems(activity: Json) -> list[str]:
    """What is wrong with a message activity."""
    found = [] if activity.get("type") == "message" else [f"/type: {activity.get('type')} cannot be posted"]
    if not activity.get("text") and not activity.get("attachments"):
        found.append("/: a message without text and attachments")
    return found
