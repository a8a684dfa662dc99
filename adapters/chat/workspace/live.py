"""What happens in the room, told to every open browser as it happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from bot.model.people import PersonId

_WAITING: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened: which message of which channel. `to` is the only person who may know."""

    kind: Literal["post", "edit", "reaction", "resync", "close"]
    channel: str = ""
    post: str = ""
    root: str = ""
    author: str = ""
    to: PersonId | None = None

    def frame(self) -> bytes:
        """The event as a server-sent event; a browser fetches what it may see of it."""
        told = {"channel": self.channel, "post": self.post, "root": self.root, "author": self.author}
        return f"event: {self.kind}\ndata: {json.dumps(told)}\n\n".encode()


class Live:
    """Hands each event to everyone who listens and may know it."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Queue[Event], PersonId] = {}

    @contextmanager
    def listening(self, person: PersonId) -> Iterator[asyncio.Queue[Event]]:
        """A queue of events for this person while the block runs."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_WAITING)
        self._listeners[queue] = person
        try:
            yield queue
        finally:
            del self._listeners[queue]

    def tell(self, event: Event) -> None:
        """Tell everyone who may know. Who is too slow is told to look again at all of it."""
        for queue, person in self._listeners.items():
            if event.to is not None and event.to != person:
                continue
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(Event(kind="resync"))
            else:
                queue.put_nowait(event)

    def close(self) -> None:
        """Tell every listener that the server stops."""
        self.tell(Event(kind="close"))

    @property
    def listeners(self) -> int:
        """How many browsers listen."""
        return len(self._listeners)
