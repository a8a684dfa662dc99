"""The names under which Slack knows what we offer."""

from __future__ import annotations

from typing import Final

PATH: Final = "/slack/events"
"""Where events, commands and interactions come in over HTTP."""

COMMANDS: Final = ("/roi", "/earshot")
ACT_ON: Final = "act_on"
"""The message shortcut that opens the acts of an insight."""
RAISE: Final = "raise"
"""The message shortcut that turns any message into an insight."""
SHORTCUTS: Final = (ACT_ON, RAISE)

EVENTS: Final = (
    "app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "reaction_added",
    "reaction_removed",
)  # fmt: skip
"""The bot events of the manifest (`message.*` is one event type, `message`)."""

FILE: Final = "file:"
"""How the `via` of a post begins that brings a file."""
