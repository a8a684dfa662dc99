"""The chat: what is posted is written once. A terminal remembers nothing that could be looked up or edited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from adapters.chat.terminal.draw import WIDTH, draw
from bot.model.delivery import Outgoing
from bot.model.people import Place
from bot.ports.world import Chat
from bot.texts import terminal as texts


def connect(*, write: Callable[[str], None], width: int = WIDTH, colour: bool = False) -> Chat:
    """The terminal that `write` writes to, one message a call."""
    return Terminal(write=write, width=width, colour=colour)


class Terminal:
    """Implements the port `Chat`."""

    platform = "terminal"
    can_find = False
    pace = timedelta()
    rate = 0

    def __init__(self, *, write: Callable[[str], None], width: int, colour: bool) -> None:
        self._write, self._width, self._colour = write, width, colour

    async def post(self, post: Outgoing, *, thread: str | None = None) -> str:
        """Writes the message below a line that names its channel; its key is its id."""
        self._say(texts.posted(str(post.place), reply=thread is not None), post)
        return post.key

    async def edit(self, post: Outgoing, *, message_id: str) -> None:
        """Writes the message again, marked as changed: what was written cannot be taken back."""
        self._say(texts.changed(str(post.place)), post)

    async def find(self, post: Outgoing, *, thread: str | None = None) -> str | None:
        """Nothing: a terminal cannot be asked."""
        return None

    async def members(self, place: Place) -> frozenset[str] | None:
        """Everyone of the organisation who sits at it."""
        return None

    def _say(self, head: str, post: Outgoing) -> None:
        self._write(f"{head}\n{draw(post.message, width=self._width, colour=self._colour)}\n")
