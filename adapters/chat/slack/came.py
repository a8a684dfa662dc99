"""What came from Slack, and where that was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from bot.model.clicked import number_of

METADATA: Final = 3000
"""How much a modal may carry with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Something that came in: the id of its inbox event, the workspace, and the body as Slack sent it."""

    id: str
    team: str
    body: Mapping[str, Any]

    @property
    def event(self) -> Mapping[str, Any]:
        """What happened, where this is an event; empty for clicks and forms."""
        found = self.body.get("event")
        return found if isinstance(found, Mapping) else {}

    @property
    def user(self) -> str:
        """The id of who did it, '' where Slack names nobody."""
        user = self.event.get("user") if self.event else self.body.get("user")
        return str(user.get("id") or "") if isinstance(user, Mapping) else str(user or "")

    @property
    def trigger(self) -> str:
        """What opens a modal within three seconds, '' where there is none."""
        return str(self.body.get("trigger_id") or "")


def came(body: Mapping[str, Any], context: Mapping[str, Any]) -> Came:
    """What a listener was handed."""
    return Came(id=str(context["event_id"]), team=str(context["team"]), body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where something was done: a message in a channel, the thread it stands in, and what came along.

    `via` is a response_url where nothing else reaches the place; `insight`, `saw`, `mention` and `value` are those
    of what was clicked; `key` is that of the post in the outbox; `turns` are the messages of a conversation. A modal
    carries all of it (`packed`, `unpacked`).
    """

    channel: str = ""
    message: str = ""
    thread: str = ""
    via: str = ""
    insight: int | None = None
    saw: str = ""
    mention: int | None = None
    value: str = ""
    key: str = ""
    today: str = ""
    private: str = ""
    turns: str = ""
    modal: bool = False

    def packed(self) -> str:
        """As the private metadata of a modal; what is empty is left out, the least needed goes first."""
        said = {name: value for name, value in asdict(self).items() if value not in (None, "", False)}
        said["place"] = said.pop("channel", "")
        for name in ("modal", "value", "key", "via"):
            said.pop(name, None)
            text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
            if len(text) <= METADATA:
                return text
        return "{}"

    @classmethod
    def unpacked(cls, text: str) -> Spot:
        """What a modal carried; an empty spot where it carried nothing of ours."""
        try:
            said = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(said, dict):
            return cls()
        names = ("message", "thread", "via", "saw", "value", "key", "today", "private", "turns")
        words: dict[str, Any] = {name: str(said.get(name) or "") for name in names}
        return cls(
            channel=_channel(str(said.get("place") or "")), insight=number_of(said.get("insight")),
            mention=number_of(said.get("mention")), **words,
        )  # fmt: skip


def _channel(place: str) -> str:
    """The channel of a place, which may be written whole."""
    return place.rpartition("/")[2]


def spot_of(body: Mapping[str, Any]) -> Spot:
    """Where a click or a shortcut happened."""
    view = body.get("view")
    if isinstance(view, Mapping):
        return replace(Spot.unpacked(str(view.get("private_metadata") or "")), modal=view.get("type") == "modal")
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    stamp = str(container.get("message_ts") or body.get("message_ts") or message.get("ts") or "")
    thread = str(container.get("thread_ts") or message.get("thread_ts") or "")
    alone = bool(container.get("is_ephemeral"))
    # Earshot is a member wherever it posted; what one person alone sees may stand anywhere.
    anywhere = (alone and not thread) or body.get("type") == "message_action"
    via = str(body.get("response_url") or "") if anywhere else ""
    return Spot(channel=channel, message="" if alone else stamp, thread=thread if thread != stamp else "", via=via)
