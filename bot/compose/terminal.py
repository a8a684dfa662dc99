"""The terminal's drawing of messages, for the command line."""

from __future__ import annotations

from adapters.chat.terminal import connect, draw
from adapters.chat.terminal.cells import escape

__all__ = ["connect", "draw", "escape"]
