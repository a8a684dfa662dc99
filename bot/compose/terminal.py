"""The terminal: its drawing of messages, and itself as a chat."""

from __future__ import annotations

import sys

from adapters.chat.terminal import connect, draw
from adapters.chat.terminal.cells import cut, escape, flat
from bot.ports.world import Chat


def terminal() -> Chat:
    """The terminal that this process was started in, as a chat: what is posted to `terminal:...` is written there."""
    return connect(write=_write)


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


__all__ = ["connect", "cut", "draw", "escape", "flat", "terminal"]
