"""Slack: events in by Socket Mode or over HTTP, messages out by the Web API, slack-bolt between.

`connect` gives the chat that the outbox posts to, and what compose mounts and runs.
"""

from __future__ import annotations

from adapters.chat.slack.room import Account, Room

__all__ = ["Account", "Room"]
