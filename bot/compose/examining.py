"""How the reader, the chats outside, the database server and the streams are, asked as a doctor asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.compose import cluster, reader
from bot.compose.sources import Sources
from bot.config import Settings
from bot.flow.rereading import in_use
from bot.model.views import Check
from bot.ports.memory import Store
from bot.ports.world import Clock

if TYPE_CHECKING:
    from adapters.chat.slack import Slack
    from adapters.chat.teams import Teams


class Examining:
    """Obeys `tools.Examine`. It is made before the chats, which are handed what it is handed to."""

    def __init__(self, settings: Settings, store: Store, clock: Clock, *, data: Path) -> None:
        self._settings, self._store, self._clock, self._data = settings, store, clock, data
        self._slack: Slack | None = None
        self._teams: Teams | None = None
        self._sources: Sources | None = None

    def connected(self, slack: Slack | None, teams: Teams | None, sources: Sources) -> None:
        """These are the chats (None where one is not configured) and the sources."""
        self._slack, self._teams, self._sources = slack, teams, sources

    async def __call__(self) -> list[Check]:
        """What is found of each: the reader, the server and who shares the work on it, streams, tokens, channels."""
        found = [reader.examined(self._data, await in_use(self._store))]
        found += await cluster.examined(self._settings, self._store, self._clock)
        if self._sources is not None:
            found += await cluster.reached([one.source for one in self._sources.asked()])
        if self._slack is not None:
            from bot.compose import slack

            found += await slack.examined(self._slack, self._settings)
        if self._teams is not None:
            from bot.compose import teams

            found += await teams.examined(self._teams, self._settings)
        return found
