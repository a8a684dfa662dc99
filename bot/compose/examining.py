"""How the chats outside are, asked as a doctor asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.config import Settings
from bot.model.views import Check

if TYPE_CHECKING:
    from adapters.chat.slack import Slack
    from adapters.chat.teams import Teams


class Examining:
    """Obeys `tools.Examine`. It is made before the chats, which are handed what it is handed to."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._slack: Slack | None = None
        self._teams: Teams | None = None

    def connected(self, slack: Slack | None, teams: Teams | None) -> None:
        """These are the chats; None where one is not configured."""
        self._slack, self._teams = slack, teams

    async def __call__(self) -> list[Check]:
        """What is found of each: tokens, scopes, channels."""
        found: list[Check] = []
        if self._slack is not None:
            from bot.compose import slack

            found += await slack.examined(self._slack, self._settings)
        if self._teams is not None:
            from bot.compose import teams

            found += await teams.examined(self._teams, self._settings)
        return found
