"""The digest of one department."""

from __future__ import annotations

from bot.delivery.views import DigestView
from bot.model.message import Message

ENTRIES = 5
"""A digest shows at most so many insights."""


def digest(view: DigestView) -> Message | None:
    """The digest, one line on a day without news, None (silence) where nothing was heard and nothing is open."""
    raise NotImplementedError
