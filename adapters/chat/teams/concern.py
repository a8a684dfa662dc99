"""What concerns us. With resource-specific consent Teams shows a bot every message; what is not for us is dropped.

Kept are messages that mention the bot, slash commands, what is written to it alone, replies under our messages,
reactions on them, acts on our cards, channels that are listened to, and what becomes of the app and its conversations.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from typing import Any, Final

from adapters.chat.teams.came import Came
from adapters.chat.teams.names import INVOKES
from adapters.chat.teams.request import Heard
from adapters.chat.teams.room import Room, nowhere
from bot.model.people import Place
from bot.ports.memory import Posting

Listens = Callable[[Place], bool]
"""Whether a channel is listened to."""
Holds = Callable[[Place, str], Awaitable[bool]]
"""Whether a message of a channel was once turned into an insight, so that its edits and its end matter."""

_SPOKEN: Final = frozenset({"message", "messageUpdate", "messageDelete"})
_COMINGS: Final = frozenset({"", "teamMemberAdded", "teamMemberRemoved"})
"""Updates that tell of people who come and go; they concern us where we are one of them."""
_BOTS: Final = ("28:",)
_ROLES: Final = frozenset({"bot", "skill"})


async def nothing(place: Place, message_id: str) -> bool:
    """No message was turned into an insight."""
    return False


async def concerns(
    heard: Heard, *, store: Posting, listens: Listens = nowhere, holds: Holds = nothing,
    invokes: Collection[str] = INVOKES,
) -> bool:  # fmt: skip
    """Whether this activity is to be stored. `invokes`: the names of those that are."""
    one = Came(id="", tenant=heard.tenant, body=heard.body)
    if _machine(one):
        return False
    match heard.type:
        case "message" | "messageUpdate" | "messageDelete":
            return await _said(one, store=store, listens=listens, holds=holds)
        case "messageReaction":
            return await store.behind(Room.place(one.tenant, one.conversation), one.reply_to) is not None
        case "invoke":
            return heard.name in invokes
        case "conversationUpdate":
            return one.event not in _COMINGS or bool(one.body.get("topicName")) or one.bot in _moved(one.body)
        case other:
            return other == "installationUpdate"


async def _said(one: Came, *, store: Posting, listens: Listens, holds: Holds) -> bool:
    if one.personal or one.targeted or one.mentioned:
        return True
    place = Room.place(one.tenant, one.conversation)
    if listens(place) or (one.type != "message" and await holds(place, one.activity)):
        return True
    return bool(one.thread) and one.thread != one.activity and await store.behind(place, one.thread) is not None


def _machine(one: Came) -> bool:
    """Whether we or another bot did it, and not a person or Teams itself."""
    own = one.account == one.bot or one.account.startswith(_BOTS) or one.body["from"].get("role") in _ROLES
    return own and one.type in (*_SPOKEN, "messageReaction", "invoke")


def _moved(body: Mapping[str, Any]) -> Iterator[str]:
    """The accounts that came or went."""
    for name in ("membersAdded", "membersRemoved"):
        yield from (one["id"] for one in body.get(name) or ())
