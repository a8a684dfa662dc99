"""Whether what it takes to run Earshot itself is in the ledger: left out, every answer looks better than it is."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model.ledger import Cost

RUNNING = "running"
"""The category of what running Earshot costs."""


def own_cost(costs: Iterable[Cost]) -> bool:
    """Whether any of the costs is one of running Earshot."""
    return any(one.category == RUNNING and not one.history.voided for one in costs)
