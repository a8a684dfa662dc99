"""Listening to a source until it has no more: batch by batch, the cursor with the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.flow.hear import Taken, hear
from bot.flow.sifting import EVERYTHING, Wanted, sift
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import KeepSource
from bot.ports.world import Poll, Source

MOST_BAD = 1000
"""So many bad lines are kept to be shown; all are counted."""


class Report:
    """What came of listening so far: counts, and the bad lines with their reasons. `more`: there is more at once."""

    def __init__(self) -> None:
        self.kept = self.unchanged = self.removed = self.bad = 0
        self.lines: list[tuple[str, str]] = []
        self.more = False
        self.lost: datetime | None = None

    def add(self, taken: Taken) -> None:
        """Count a batch."""
        self.kept += len(taken.kept)
        self.unchanged += taken.unchanged
        self.removed += len(taken.removed)
        self.bad += len(taken.bad)
        self.lines += taken.bad[: max(0, MOST_BAD - len(self.lines))]


async def listen(
    source: Source, *, tools: Tools, standing: Standing, zone: str | None = None, wanted: Wanted = EVERYTHING,
    every: timedelta | None = None, rounds: int | None = None,
    tell: Callable[[Report, float | None], None] = lambda report, done: None,
) -> Report:  # fmt: skip
    """Take in all that a source has now, going on where it was left; `tell` hears of each batch.

    Args:
        source: what is asked.
        tools: the ports.
        standing: what is held in memory.
        zone: of times without offset; None makes them errors.
        wanted: what of it is taken in.
        every: how often it is asked, kept with its state; its bad items are then set aside. None for a file.
        rounds: after so many batches it is somebody else's turn, and the report says that there is `more`.
        tell: hears of each batch.

    Raises:
        WrongCredential, TryLater, Refused: of the source.
        StoreFull: the rest was not taken in; the cursor stands where it was.
    """
    report = Report()
    states = {one.name: one for one in await tools.store.sources()}
    known = states.get(source.name)
    cursor = known.cursor or "" if known is not None else ""
    done = 0
    while True:
        poll = await source.poll(cursor)
        async with tools.turn():
            items = await sift(poll.items, wanted, source=source.name, tools=tools, standing=standing)
            stand = _stand(source.name, poll, tools.clock.now(), every)
            taken = await hear(items, tools=tools, standing=standing, source=stand, zone=zone)
        report.add(taken)
        report.lost = poll.lost or report.lost
        tell(report, poll.done)
        cursor, done = poll.cursor, done + 1
        if not poll.more or done == rounds:
            report.more = poll.more
            return report


def _stand(name: str, poll: Poll, now: datetime, every: timedelta | None) -> KeepSource:
    stand = KeepSource(name=name, cursor=poll.cursor)
    if every is None:
        return stand
    through = poll.through if poll.through is not None or poll.more else now
    # A source whose clock is ahead of ours has not been read beyond now.
    through = None if through is None else min(through, now)
    return replace(stand, through=through, done=poll.done, every=every, due=now if poll.more else now + every)
