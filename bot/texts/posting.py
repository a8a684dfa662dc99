"""Words that are added to a post on its way out."""

from __future__ import annotations

from bot.model.message import Line, Span


def sent_again() -> Line:
    """The mark of a post that may have arrived before."""
    return (Span(text="(sent again)", style="faint"),)
