"""What concerns us. Slack shows a bot every message of its channels; what is not meant for us is never stored.

Kept are mentions of the bot, what is written to it directly, replies under our messages, reactions on them, channels
that are listened to, and who opens App Home. What our own bot does is not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from typing import Any, Final

from adapters.chat.slack.room import Room, nowhere
from bot.model.people import Place
from bot.ports.memory import Posting

Listens = Callable[[Place], bool]
"""Whether a channel is listened to."""
Holds = Callable[[Place, str], Awaitable[bool]]
"""Whether a message of a channel was once turned into an insight, so that its edits and its end matter."""

_SPOKEN: Final = frozenset({
    None, "file_share", "thread_broadcast", "me_message", "bot_message", "message_changed", "message_deleted",
})  # fmt: skip
"""Subtypes under which somebody says something; all others tell of joins, topics, pins and the like."""

_AGAIN: Final = ("message_changed", "message_deleted")


async def nothing(place: Place, message_id: str) -> bool:
    """No message was turned into an insight."""
    return False


async def concerns(
    body: Mapping[str, Any], *, team: str, store: Posting, listens: Listens = nowhere, holds: Holds = nothing,
    kept: Collection[str] = (),
) -> bool:  # fmt: skip
    """Whether this event is to be stored. `kept`: types of events that are, whatever they say."""
    event = body["event"]
    match event["type"]:
        case "app_home_opened":
            return True
        case "app_mention":
            return bool(event.get("user")) and not _own(event, body)
        case "reaction_added" | "reaction_removed":
            return await _reaction(event, body, team=team, store=store)
        case "message":
            return await _message(event, body, team=team, store=store, listens=listens, holds=holds)
        case other:
            return other in kept


async def _reaction(event: Mapping[str, Any], body: Mapping[str, Any], *, team: str, store: Posting) -> bool:
    bots, item = _bots(body), event["item"]
    if item["type"] != "message" or event["user"] in bots:
        return False
    place = Room.place(team, item["channel"])
    return event.get("item_user") in bots or await store.behind(place, item["ts"]) is not None


async def _message(
    event: Mapping[str, Any], body: Mapping[str, Any], *, team: str, store: Posting, listens: Listens, holds: Holds
) -> bool:
    said = list(_versions(event))
    if event.get("subtype") not in _SPOKEN or any(_own(one, body) for one in said):
        return False
    place, bots = Room.place(team, event["channel"]), _bots(body)
    if event.get("channel_type") == "im" or listens(place):
        return True
    ts = next((one["ts"] for one in said[1:] if one.get("ts")), event.get("deleted_ts") or event.get("ts"))
    if event.get("subtype") in _AGAIN and ts and await holds(place, ts):
        return True
    root = next((one["thread_ts"] for one in said if one.get("thread_ts")), None)
    if root is None or root == ts:
        return False
    return any(one.get("parent_user_id") in bots for one in said) or await store.behind(place, root) is not None


def _versions(event: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The event, and the message that it is about where that stands within."""
    yield event
    if event.get("subtype") in _AGAIN:
        yield from (event[name] for name in ("message", "previous_message") if event.get(name))


def _own(said: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Whether our own bot says it."""
    app = body.get("api_app_id")
    made = (said.get("app_id"), (said.get("bot_profile") or {}).get("app_id"))
    return said.get("user") in _bots(body) or (bool(app) and app in made)


def _bots(body: Mapping[str, Any]) -> frozenset[str]:
    """Our bot's user ids, as the event tells them."""
    granted = body.get("authorizations") or ()
    return frozenset(one["user_id"] for one in granted if one.get("user_id") and one.get("is_bot", True))
