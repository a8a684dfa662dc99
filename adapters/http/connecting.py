"""What compose asks for."""

from __future__ import annotations

from adapters.http.client import Client as Guarded
from bot.ports.sources import Client
from bot.ports.world import Clock


def connect(*, clock: Clock, agent: str) -> Client:
    """The client; `agent` is what it calls itself (who runs it and where they are reached, if they say)."""
    return Guarded(clock=clock, agent=agent)
