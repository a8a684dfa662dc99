"""What the command line and the terminal say."""

from __future__ import annotations

# --- the terminal as a chat ---


def posted(place: str, *, reply: bool) -> str:
    """The line above a message."""
    return f"--- {place}{', in the thread' if reply else ''} ---"


def changed(place: str) -> str:
    """The line above a message that was edited."""
    return f"--- {place}, changed ---"


# --- any command ---


def interrupted() -> str:
    """The command was stopped by hand."""
    return "Interrupted."
