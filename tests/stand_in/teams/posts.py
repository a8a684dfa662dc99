"""What stands in a conversation: posts with their cards, and dialogs before people's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Post:
    """A message as it stands; `versions` holds the activities before each edit, `views` what one person sees."""

    id: str
    conversation: str
    root: str
    by: str
    activity: Json
    at: float
    seen_by: str = ""
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    versions: list[Json] = field(default_factory=list)
    views: dict[str, Json] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What it says outside cards."""
        return str(self.activity.get("text") or "")

    @property
    def card(self) -> Json:
        """Its first Adaptive Card; empty without one."""
        return card_of(self.activity)

    @property
    def key(self) -> str:
        """What the sender called this post."""
        return key_of(self.activity)

    def seen(self, user: str) -> Json:
        """The card as this person (their key) sees it: refreshed for them alone, or as posted."""
        return self.views.get(user) or self.card


def card_of(activity: Json) -> Json:
    """The first Adaptive Card of an activity; empty without one."""
    for one in activity.get("attachments") or []:
        if one.get("contentType") == "application/vnd.microsoft.card.adaptive":
            found: Json = one.get("content") or {}
            return found
    return {}


def key_of(activity: Json) -> str:
    """The sender's own name of a post: channelData.key, else the card's metadata, else the `k` of an action's data."""
    named = (activity.get("channelData") or {}).get("key")
    if named:
        return str(named)
    card = card_of(activity)
    metadata = card.get("metadata") or {}
    for value in (metadata.get("key"), *metadata.values()):
        if isinstance(value, str) and value:
            return value
    return next((str(one["data"]["k"]) for one in actions_of(card)
                 if isinstance(one.get("data"), dict) and "k" in one["data"]), "")  # fmt: skip


def actions_of(value: Any) -> Iterator[Json]:
    """Every action in a card, wherever it stands."""
    if isinstance(value, list):
        for one in value:
            yield from actions_of(one)
    elif isinstance(value, dict):
        if str(value.get("type", "")).startswith("Action."):
            yield value
        for one in value.values():
            yield from actions_of(one)


@dataclass(slots=True, kw_only=True)
class Dialog:
    """A dialog before a person's eyes; `command`: an action of a message's menu opened it."""

    user: str
    conversation: str
    activity_id: str
    task: Json
    messages: list[str] = field(default_factory=list)
    open: bool = True
    command: str = ""

    @property
    def card(self) -> Json:
        """Its Adaptive Card."""
        found: Json = ((self.task.get("card") or {}).get("content")) or {}
        return found

    @property
    def title(self) -> str:
        """Its heading."""
        return str(self.task.get("title") or "")
