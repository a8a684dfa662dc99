"""What an invoke is answered with, in the forms that Teams knows.

Source: https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model and msteams-docs, dialogs
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.chat.teams.names import FILE, PRESS

Reply = Mapping[str, Any]
"""The body of an answer; {} is none."""

CARD: Final = "application/vnd.microsoft.card.adaptive"
MESSAGE: Final = "application/vnd.microsoft.activity.message"


def card(content: Mapping[str, Any]) -> Reply:
    """The card in the place of the one that was pressed, for who pressed it."""
    return {"statusCode": 200, "type": CARD, "value": content}


def words(text: str) -> Reply:
    """A few words to who pressed an action of a card."""
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def dialog(
    title: str, content: Mapping[str, Any], *, height: str | int = "medium", width: str | int = "medium"
) -> Reply:
    """A dialog with this card, opened or in the place of the one that is open."""
    held = {"contentType": CARD, "content": content}
    return {"task": {"type": "continue", "value": {"title": title, "height": height, "width": width, "card": held}}}


def closed(text: str = "") -> Reply:
    """The end of a dialog, with a few words where there are any."""
    return {"task": {"type": "message", "value": text}} if text else {}


def told(name: str, text: str) -> Reply:
    """A few words in answer to an invoke of this name."""
    if name == FILE:  # nothing of an answer to it is shown
        return {}
    return words(text) if name == PRESS else closed(text)
