"""Polling: every source is asked in its turn, where it was left; one that fails waits and hinders no other.

What is common to all sources stands here and in `listen`, once: the cursor is kept with the rows; a failure is one of
three (a person must act, later, never this), each waits longer the longer it lasts; when a source is asked again, since
when it fails and why is kept for everybody to see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.errors import Refused, RemoteError, TryLater
from bot.flow.gaps import back, fallen_behind, overdue
from bot.flow.hear import hear
from bot.flow.listen import Report, listen
from bot.flow.sifting import EVERYTHING, Wanted, sift
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import KeepSource
from bot.model.rows import Rows
from bot.ports.world import Held, Rechecked, Source

State = Literal["failing", "refused"]

EVERY = timedelta(hours=1)
"""A source whose news come by themselves is asked this often for what may have been missed."""
BROKEN, LONGEST_BROKEN = timedelta(minutes=15), timedelta(hours=4)
"""Before a source that refused us is asked again: a person may have put it right."""
SOONEST, LONGEST = timedelta(seconds=5), timedelta(hours=1)
"""Before a source that failed is asked again, where it does not say."""
AGAIN, AGAIN_DAYS, MOST_AGAIN = timedelta(minutes=15), timedelta(days=30), 500
"""How often a source is asked what became of what it gave; of how many days, and of how many mentions at most."""
ROUNDS = 20
"""So many batches of one source, then it is looked whether anything changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A source that is asked: how often, what of it is wanted, how many mentions are looked at again in a `round`."""

    source: Source
    every: timedelta = EVERY
    wanted: Wanted = EVERYTHING
    rechecks: int = 0
    round: timedelta = timedelta()


@dataclass(slots=True)
class _Turn:
    """When a source is asked next, and how often it failed since it last answered."""

    source: Source
    due: datetime | None = None
    failures: int = 0
    again: datetime | None = None
    round: datetime | None = None
    looked: int = 0


class Polls:
    """When each source is asked next. `sources` gives those there are now; a new one is asked at once.

    `chance` gives numbers from 0 to 1, by which waits are stretched, so that not all come back in the same second.
    """

    def __init__(
        self, sources: Callable[[], Sequence[Asked]], *, chance: Callable[[], float] = lambda: 0.0
    ) -> None:  # fmt: skip
        self._sources, self._chance = sources, chance
        self._turns: dict[str, _Turn] = {}
        self._leaving: list[Source] = []

    def due(self, now: datetime) -> list[Asked]:
        """The sources that are to be asked now."""
        found = []
        asked = self._sources()
        for name in set(self._turns) - {one.source.name for one in asked}:
            self._leaving.append(self._turns.pop(name).source)
        for one in asked:
            turn = self._turns.get(one.source.name)
            if turn is None or turn.source is not one.source:
                self._leaving += [turn.source] if turn is not None else []
                turn = self._turns[one.source.name] = _Turn(source=one.source)
            if turn.due is None or now >= turn.due:
                found.append(one)
        return found

    async def close_left(self) -> None:
        """Close the sources that are no longer asked."""
        while self._leaving:
            await self._leaving.pop().close()

    async def turn(self, *, tools: Tools, standing: Standing) -> int:
        """Ask each source that is due, one after another; gives how many mentions were new or edited."""
        kept = 0
        for one in self.due(tools.clock.now()):
            kept += await self.ask(one, tools=tools, standing=standing)
        async with tools.turn():
            await overdue(tools=tools, standing=standing)
        await self.close_left()
        return kept

    async def ask(self, one: Asked, *, tools: Tools, standing: Standing) -> int:
        """Ask one source, to its end or for a while; gives how many mentions were new or edited."""
        turn = self._turns.setdefault(one.source.name, _Turn(source=one.source))
        try:
            report = await listen(
                one.source, tools=tools, standing=standing, wanted=one.wanted, every=one.every, rounds=ROUNDS
            )
            if not report.more:
                await self._again(one, turn, tools=tools, standing=standing)
        except RemoteError as wrong:
            await self._failed(one, turn, wrong, tools=tools, standing=standing)
            return 0
        turn.failures = 0
        now = tools.clock.now()
        turn.due = now if report.more else now + one.every
        await self._well(one, report, tools=tools, standing=standing)
        return report.kept

    async def _again(self, one: Asked, turn: _Turn, *, tools: Tools, standing: Standing) -> None:
        """Ask what became of some of what the source gave lately, each in its turn."""
        now, source = tools.clock.now(), one.source
        if not one.rechecks or not isinstance(source, Rechecked) or (turn.again is not None and now < turn.again):
            return
        turn.again = now + AGAIN
        rows = await tools.store.listed(
            Rows(source=source.name, since=now - AGAIN_DAYS), limit=MOST_AGAIN, newest=True
        )  # fmt: skip
        held = sorted((row for row in rows if row.state == "live"), key=lambda row: row.id)
        left = [row for row in held if row.id > turn.looked]
        if not left and (turn.round is None or now - turn.round >= one.round):  # all were looked at: the next round
            turn.looked, left = 0, held
        if not left:
            return
        if turn.looked == 0:
            turn.round = now
        some = left[: one.rechecks]
        found = await source.again([Held(id=row.source_id, text=row.text.raw) for row in some])
        turn.looked = some[-1].id
        async with tools.turn():
            items = await sift(found, EVERYTHING, source=source.name, tools=tools, standing=standing)
            await hear(items, tools=tools, standing=standing)

    async def _well(self, one: Asked, report: Report, *, tools: Tools, standing: Standing) -> None:
        if not report.more:
            async with tools.turn():
                await back(one.source.name, lost=report.lost, tools=tools, standing=standing)

    async def _failed(
        self, one: Asked, turn: _Turn, wrong: RemoteError, *, tools: Tools, standing: Standing
    ) -> None:  # fmt: skip
        now, name = tools.clock.now(), one.source.name
        if wrong.data.get("ours"):  # we ourselves sent enough for now: it is well
            turn.due = now + timedelta(seconds=_seconds(wrong))
            return
        pause = self._pause(wrong, turn.failures)
        turn.due, turn.failures = now + pause, turn.failures + 1
        state: State = "failing" if isinstance(wrong, TryLater | Refused) else "refused"
        async with tools.turn():
            known = next((held for held in await tools.store.sources() if held.name == name), None)
            since = known.failing if known is not None and known.failing is not None else now
            stand = KeepSource(
                name=name, polled=now, error=str(wrong), state=state, failing=since, due=turn.due, every=one.every
            )  # fmt: skip
            await standing.commit([stand], tools=tools)
            await fallen_behind(stand, tools=tools, standing=standing)

    def _pause(self, wrong: RemoteError, failures: int) -> timedelta:
        """Doubled with each failure up to a limit, never sooner than the source says, stretched by chance."""
        least, most = (SOONEST, LONGEST) if isinstance(wrong, TryLater) else (BROKEN, LONGEST_BROKEN)
        doubled = min(most, least * (1 << min(failures, 12)))
        told = timedelta(seconds=_seconds(wrong)) if isinstance(wrong, TryLater) else timedelta()
        return max(doubled, told) * (1 + 0.2 * self._chance())


def _seconds(wrong: RemoteError) -> float:
    return max(1.0, float(str(wrong.data.get("seconds", 0) or 0)))
