"""Which look a message gets in a workspace: native charts and tables, uploaded pictures, or words and bars.

Not every workspace takes the newest blocks, and not every app may bring files: what a workspace refused is tried again
after a day.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime, timedelta
from typing import Final

from adapters.chat.slack.blocks import Look
from adapters.chat.slack.room import Client
from bot.errors import Refused, TryLater
from bot.model.message import Chart, Message, Table
from bot.ports.world import Charts, Clock
from bot.texts import slack_refusals as texts

REMEMBERED: Final = timedelta(days=1)
FRESH: Final = timedelta(seconds=30)
"""Slack works on a new file for a moment; until then messages that name it are refused."""
MOST_FILES: Final = 500


class Pictures:
    """What each workspace takes, and the pictures that were brought there."""

    def __init__(self, *, charts: Charts, clock: Clock, url: str = "") -> None:
        self._charts, self._clock, self._url = charts, clock, url
        self._refused: dict[tuple[str, str], datetime] = {}
        self._files: dict[tuple[str, str], tuple[str, datetime]] = {}

    async def looks(self, message: Message, *, team: str, client: Client) -> AsyncGenerator[Look, None]:
        """The looks to try, the best first; each one after the first only if that one was refused.

        Raises:
            TryLater, WrongCredential: a picture could not be brought now; nothing was posted.
        """
        charts = [block for block in message.blocks if isinstance(block, Chart)]
        richer = charts or any(isinstance(block, Table) for block in message.blocks)
        if not richer or self._takes(team, "native"):
            yield Look(charts="native", url=self._url)
        if not richer:
            return
        if charts and self._takes(team, "files"):
            images = await self._images(charts, team=team, client=client)
            if images:
                yield Look(charts="image", images=images, tables=False, url=self._url)
        yield Look(charts="text", tables=False, url=self._url)

    def worked(self, look: Look, *, team: str, refused: bool) -> None:
        """Note that this look was taken, after the native one was `refused`."""
        if refused and look.charts != "native":
            self._refused[team, "native"] = self._clock.now()

    def wait_for(self, look: Look, *, team: str, where: str) -> None:
        """Nothing, unless a picture of a refused look is so new that Slack may still be working on it.

        Raises:
            TryLater: it is.
        """
        now = self._clock.now()
        new = [at for file, at in self._files.values() if file in look.images.values() and now - at < FRESH]
        if new:
            raise TryLater(where=where, what=texts.file_being_worked_on(), seconds=3, accepted=False, code="file")

    def _takes(self, team: str, what: str) -> bool:
        since = self._refused.get((team, what))
        return since is None or self._clock.now() - since > REMEMBERED

    async def _images(self, charts: list[Chart], *, team: str, client: Client) -> Mapping[str, str]:
        """The file of each chart by its title; nothing where the workspace takes no files from the app."""
        found: dict[str, str] = {}
        for chart in charts:
            data = await self._charts.png(chart)
            mark = (team, hashlib.sha256(data).hexdigest())
            if mark not in self._files:
                try:
                    file = await client.upload(data, name="chart.png", title=chart.title, alt=chart.alt)
                except Refused:
                    self._refused[team, "files"] = self._clock.now()
                    return {}
                except TryLater as wrong:
                    # A picture that nobody sees may be brought twice: that is no reason to doubt the post.
                    raise TryLater(**{**wrong.data, "accepted": False}) from wrong
                while len(self._files) >= MOST_FILES:
                    self._files.pop(next(iter(self._files)))
                self._files[mark] = (file, self._clock.now())
            found[chart.title] = self._files[mark][0]
        return found
