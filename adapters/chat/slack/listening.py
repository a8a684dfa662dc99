"""Channels in which customers are served, and messages that were turned into an insight: what is said there goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.chat.slack.acts import listener
from adapters.chat.slack.came import Came
from adapters.chat.slack.room import Room


def register(app: AsyncApp, room: Room) -> None:
    """The listener for every message that no other listener takes: the edge let in only those that are wanted."""
    app.event("message")(listener(room, said))


async def said(room: Room, one: Came) -> None:
    """A message was written, edited or deleted."""
    event: Mapping[str, Any] = one.event
    await room.overhear(room.place(one.team, str(event.get("channel") or "")), event)
