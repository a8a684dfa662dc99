"""Who is told of what: listeners by kind of activity, the first that wants it. Knows no library of Teams."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came
from adapters.chat.teams.room import Room

Listener = Callable[[Came], Awaitable[Reply | None]]
"""Works on what came; an invoke's gives its answer (`answers`), all others nothing."""
Matches = Callable[[Came], Awaitable[bool]]
"""Whether a listener wants it."""

KINDS: Final = frozenset({
    "message", "messageUpdate", "messageDelete", "messageReaction", "conversationUpdate", "installationUpdate",
})  # fmt: skip


async def always(one: Came) -> bool:
    """Every one is wanted."""
    return True


class Listeners:
    """The listeners that were registered, in that order."""

    def __init__(self) -> None:
        self._held: dict[str, list[tuple[Matches, Listener]]] = {}

    def on(self, kind: str, listener: Listener, *, matches: Matches = always) -> None:
        """Have the listener told of activities of this type that no earlier one took.

        `kind` is an activity's type (`KINDS`), or the name of an invoke (`names.INVOKES`).
        """
        self._held.setdefault(kind, []).append((matches, listener))

    async def hear(self, one: Came) -> Reply | None:
        """What the listener answers that takes it; None also where there is none. Raises what it raises."""
        for matches, listener in self._held.get(one.name if one.type == "invoke" else one.type, ()):
            if await matches(one):
                return await listener(one)
        return None


Register = Callable[[Listeners, Room], None]
