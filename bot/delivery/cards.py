"""An insight as a card: the root message of its own, and its entry in a digest."""

from __future__ import annotations

from bot.delivery.views import CardView
from bot.model.message import Entry, Message


def card(view: CardView) -> Message:
    """The root message of an insight in a place: everything, with two buttons and a menu."""
    raise NotImplementedError


def entry(view: CardView, number: int) -> Entry:
    """The insight as entry `number` of a digest."""
    raise NotImplementedError
