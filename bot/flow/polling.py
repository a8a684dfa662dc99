"""Polling: every source is asked in its turn, where it was left; one that fails waits and hinders no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from bot.errors import Refused, RemoteError, TryLater
from bot.flow.listen import listen
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import KeepSource
from bot.ports.world import Source

State = Literal["failing", "refused"]

EVERY = timedelta(hours=1)
"""A source whose news come by themselves is asked this often for what may have been missed."""
BROKEN = timedelta(minutes=15)
"""Before a source that refused us is asked again: a person may have put it right."""


class Polls:
    """When each source is asked next. `sources` gives those there are now; a new one is asked at once."""

    def __init__(self, sources: Callable[[], Sequence[Source]]) -> None:
        self._sources = sources
        self._next: dict[str, datetime] = {}

    async def turn(self, *, tools: Tools, standing: Standing) -> int:
        """Ask each source that is due, to its end; gives how many mentions were new or edited."""
        kept = 0
        for source in self._sources():
            due = self._next.get(source.name)
            if due is None or tools.clock.now() >= due:
                kept += await self._one(source, tools=tools, standing=standing)
        return kept

    async def _one(self, source: Source, *, tools: Tools, standing: Standing) -> int:
        try:
            report = await listen(source, tools=tools, standing=standing)
        except TryLater as wrong:
            seconds = float(str(wrong.data.get("seconds", 0) or 0))
            await self._failed(source, wrong, "failing", timedelta(seconds=max(seconds, 1.0)), tools=tools)
            return 0
        except RemoteError as wrong:
            state: State = "failing" if isinstance(wrong, Refused) else "refused"
            await self._failed(source, wrong, state, BROKEN, tools=tools)
            return 0
        self._next[source.name] = tools.clock.now() + EVERY
        return report.kept

    async def _failed(
        self, source: Source, wrong: RemoteError, state: State, pause: timedelta, *, tools: Tools
    ) -> None:  # fmt: skip
        now = tools.clock.now()
        self._next[source.name] = now + pause
        await tools.store.commit([KeepSource(name=source.name, polled=now, error=str(wrong), state=state)])
