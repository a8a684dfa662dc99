"""Our own judge of Adaptive Cards in Teams."""

from __future__ import annotations

from typing import Any


def problems(card: Any, *, dialog: bool = False) -> list[str]:
    """What Teams would make wrong of a card (empty: fine)."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["/: no AdaptiveCard"]
    return []
