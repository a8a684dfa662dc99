"""What chats are told of the channels and messages that the domain listens to."""

from __future__ import annotations

from bot.flow import channels
from bot.flow.raised import raised_from
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.people import Place


class Ears:
    """Which channels are listened to, and which messages were turned into an insight."""

    def __init__(self, *, tools: Tools, standing: Standing) -> None:
        self._tools, self._standing = tools, standing

    def listens(self, place: Place) -> bool:
        """Whether a member had us listen in this channel."""
        return channels.listened(place, standing=self._standing) is not None

    async def holds(self, place: Place, message: str) -> bool:
        """Whether this message was turned into an insight."""
        return bool(self._standing.latest(raised_from(place, message)))
