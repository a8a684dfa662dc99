"""The terminal's drawing of messages, for the command line."""

from __future__ import annotations

from adapters.chat.terminal import connect, draw
from adapters.chat.terminal.cells import cut, escape, flat

__all__ = ["connect", "cut", "draw", "escape", "flat"]
